#include "alertd/ingest/duty_keeper.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace anju::alertd::ingest {

Result<void> DutyKeeper::load(store::Writer& writer, UtcTime now) {
    ANJU_TRY(const auto ids, writer.rosters().ids());
    for (const auto& id : ids) {
        ANJU_TRY(auto roster, writer.rosters().roster(id));
        if (roster) book_.put(std::move(*roster), now);
    }
    return success();
}

void DutyKeeper::reload(store::Writer& writer, const std::set<core::RosterId>& changed, UtcTime now) {
    unread_.insert(changed.begin(), changed.end());
    for (const auto& id : std::exchange(unread_, {})) {
        auto roster = writer.rosters().roster(id);
        if (!roster) {
            spdlog::error("the roster {} cannot be read, and counts as it was: {}", id.value, roster.error().message);
            unread_.insert(id);
        } else if (roster.value()) {
            book_.put(std::move(*roster.value()), now);
        } else {
            book_.erase(id);
        }
    }
}

}  // namespace anju::alertd::ingest
