#include "alertd/api/audience.hpp"

#include <algorithm>
#include <array>

namespace anju::alertd::api {

namespace {

constexpr std::array<std::string_view, 3> kOfAccounts{"account.", "session.", "token."};

}  // namespace

Areas areas_of(const core::Place& place) { return {place.committee, place.street}; }

Audience audience_of(const core::JournalEntry& entry, const std::optional<Areas>& areas) {
    if (entry.incident) return areas ? Audience{Audience::Of::areas, *areas} : Audience{Audience::Of::unknown, {}};
    const bool accounts =
        std::ranges::any_of(kOfAccounts, [&](std::string_view prefix) { return entry.event.starts_with(prefix); });
    return {accounts ? Audience::Of::accounts : Audience::Of::district, {}};
}

std::optional<bool> may_see(const Viewer& viewer, const Audience& audience) {
    const bool everywhere = viewer.scope.everything;
    switch (audience.of) {
        case Audience::Of::areas: return viewer.scope.covers(audience.areas.street, audience.areas.committee);
        case Audience::Of::district: return everywhere;
        case Audience::Of::accounts: return everywhere && viewer.accounts;
        case Audience::Of::unknown: break;
    }
    return everywhere ? std::optional(true) : std::nullopt;
}

Result<bool> may_see(const Viewer& viewer, const core::JournalEntry& entry, store::Reader& reader) {
    std::optional<Areas> areas;
    if (entry.incident && !viewer.scope.everything) {
        ANJU_TRY(auto incident, reader.incident(*entry.incident));
        if (incident) areas = areas_of(incident->place);
    }
    return may_see(viewer, audience_of(entry, areas)).value_or(false);
}

}  // namespace anju::alertd::api
