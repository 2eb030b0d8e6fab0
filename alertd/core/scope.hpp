// Scope: the part of the district that somebody may see and act on. Pure values.
#pragma once

#include "alertd/core/types.hpp"

#include <set>

namespace anju::alertd::core {

/// The whole district, or streets with all their committees and single committees. Nothing at all is
/// a scope too: what no street or committee is known of belongs to the whole district only.
struct Scope {
    bool everything = false;
    std::set<StreetId> streets;
    std::set<CommitteeId> committees;

    [[nodiscard]] static Scope district() { return {true, {}, {}}; }
    [[nodiscard]] bool covers(const std::optional<StreetId>& street,
                              const std::optional<CommitteeId>& committee) const {
        return everything || (street && streets.contains(*street)) || (committee && committees.contains(*committee));
    }
    [[nodiscard]] bool covers(const Place& place) const { return covers(place.street, place.committee); }
    friend bool operator==(const Scope&, const Scope&) = default;
};

}  // namespace anju::alertd::core
