// What people do to rosters, as changes for the engine.
//
// Each looks at the roster as it is inside the transaction: that it exists and lies within the caller's scope, that
// the caller has seen its newest version (when he says which), that the people it names answer for its scope. Errors
// change nothing. Every change is journalled with ids only, and the engine's memory follows it after the commit.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/api/roster_json.hpp"
#include "alertd/ingest/engine.hpp"

#include <memory>
#include <optional>
#include <string>

namespace anju::alertd::api {

/// Who changes which roster, and what he has seen of it.
struct RosterEdit {
    core::RosterId id;
    std::string actor;
    core::Scope scope;
    std::optional<std::uint64_t> expected_version;
    bool only_new = false;  ///< what is there already stays
    std::shared_ptr<const core::Zone> zone;
};

/// What became of it; filled when the change runs, read after its commit.
struct RosterAnswer {
    core::Roster roster;
    bool created = false;
    bool changed = false;                      ///< it is not as it was, or new
    std::vector<core::Override> overrides;     ///< that were added
    std::optional<std::uint64_t> outdated_by;  ///< the version that is newer than what the caller has seen
};
using SharedAnswer = std::shared_ptr<RosterAnswer>;

/// Creates it or takes its place.
[[nodiscard]] ingest::Change put_roster(RosterEdit edit, WrittenRoster written, SharedAnswer answer);
/// The same from a calendar, which knows only shifts and overrides: the roster must exist.
[[nodiscard]] ingest::Change put_calendar(RosterEdit edit, core::Roster read, SharedAnswer answer);
[[nodiscard]] ingest::Change erase_roster(RosterEdit edit, SharedAnswer answer);
/// Without an id of the caller's the override gets one. The same override with the same id again changes nothing.
[[nodiscard]] ingest::Change add_override(RosterEdit edit, core::Override change, SharedAnswer answer);
[[nodiscard]] ingest::Change erase_override(RosterEdit edit, std::string override_id, SharedAnswer answer);
[[nodiscard]] ingest::Change swap_duties(RosterEdit edit, core::Swap swap, std::string id, SharedAnswer answer);

}  // namespace anju::alertd::api
