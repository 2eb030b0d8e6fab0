#include "alertd/api/roster_changes.hpp"

#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace anju::alertd::api {

namespace {

using ingest::Turn;

Error no_such_roster(const core::RosterId& id) {
    return fail(ErrorCode::not_found, fmt::format("there is no roster '{}'", id.value));
}

/// What lies outside of the caller's scope is answered like what does not exist.
Result<void> check_scope(Turn& turn, const core::Scope& scope, const core::Roster& roster, Error otherwise) {
    ANJU_TRY(const auto place, turn.writer().rosters().scope_of(roster.level, roster.scope));
    if (!place || !scope.covers(place->street, place->committee)) return otherwise;
    return success();
}

/// The roster as it is now, if the caller may change it and has seen its newest version.
Result<core::Roster> open_roster(Turn& turn, const RosterEdit& edit, RosterAnswer& answer) {
    ANJU_TRY(auto roster, turn.writer().rosters().roster(edit.id));
    if (!roster) return no_such_roster(edit.id);
    ANJU_TRY(check_scope(turn, edit.scope, *roster, no_such_roster(edit.id)));
    if (edit.expected_version && *edit.expected_version != roster->version) {
        answer.outdated_by = roster->version;
        return fail(ErrorCode::conflict,
                    fmt::format("somebody changed it first: it is at version {}", roster->version));
    }
    return std::move(*roster);
}

std::set<ResponderId> people_in(const core::Roster& roster) {
    std::set<ResponderId> people;
    for (const auto& shift : roster.shifts) {
        for (const auto& crew : shift.crews) people.insert(crew.begin(), crew.end());
    }
    return people;
}

Result<void> check_people(Turn& turn, const core::Roster& roster, const std::set<ResponderId>& people) {
    ANJU_TRY(const auto strangers, turn.writer().rosters().strangers(roster.level, roster.scope, people));
    if (strangers.empty()) return success();
    std::vector<std::string> names;
    for (const auto& person : strangers) names.push_back("'" + person.value + "'");
    return fail(ErrorCode::invalid,
                fmt::format("no responders of {}: {}; a step calls only whom the registry has there",
                            roster.level == core::Level::district
                                ? std::string("the district")
                                : fmt::format("{} '{}'", core::to_string(roster.level), roster.scope),
                            fmt::join(names, ", ")));
}

/// Stand-ins that are gone meanwhile may stay in overrides of the past; those to come must exist.
std::set<ResponderId> stand_ins_from(const core::Roster& roster, UtcTime now) {
    std::set<ResponderId> people;
    for (const auto& change : roster.overrides) {
        if (change.when.to > now && !change.instead.empty()) people.insert(change.instead);
    }
    return people;
}

Result<void> check_whole(Turn& turn, const core::Roster& roster) {
    const auto mistakes = core::problems(roster);
    if (!mistakes.empty()) return fail(ErrorCode::invalid, fmt::format("{}", fmt::join(mistakes, "; ")));
    auto people = people_in(roster);
    people.merge(stand_ins_from(roster, turn.now().utc));
    return check_people(turn, roster, people);
}

Result<void> store_whole(Turn& turn, const RosterEdit& edit, core::Roster roster, const char* event,
                         RosterAnswer& answer) {
    ANJU_TRY(check_whole(turn, roster));
    ANJU_TRY(turn.writer().rosters().put(roster));
    ANJU_TRY(turn.journal_as(edit.actor, event,
                             {{"roster", roster.id.value},
                              {"level", std::string(core::to_string(roster.level))},
                              {"scope", roster.scope},
                              {"version", std::to_string(roster.version)},
                              {"shifts", std::to_string(roster.shifts.size())},
                              {"overrides", std::to_string(roster.overrides.size())}}));
    turn.roster_changed(roster.id);
    answer.roster = std::move(roster);
    answer.changed = true;
    return success();
}

Result<void> journal_override(Turn& turn, const RosterEdit& edit, const char* event, const core::Override& change) {
    return turn.journal_as(edit.actor, event,
                           {{"roster", edit.id.value},
                            {"override", change.id},
                            {"person", change.person.value},
                            {"instead", change.instead.value},
                            {"from", to_rfc3339(change.when.from)},
                            {"to", to_rfc3339(change.when.to)}});
}

Result<void> store_overrides(Turn& turn, const RosterEdit& edit, core::Roster roster,
                             const std::vector<core::Override>& overrides, RosterAnswer& answer) {
    if (roster.overrides.size() + overrides.size() > core::kMostOverrides) {
        return fail(ErrorCode::conflict, fmt::format("the roster has {} overrides and takes no more; remove past ones",
                                                     roster.overrides.size()));
    }
    ++roster.version;
    ANJU_TRY(turn.writer().rosters().append(roster.id, overrides, roster.version));
    for (const auto& change : overrides) {
        ANJU_TRY(journal_override(turn, edit, "roster.override_added", change));
        roster.overrides.push_back(change);
    }
    turn.roster_changed(roster.id);
    answer.roster = std::move(roster);
    answer.overrides = overrides;
    return success();
}

const core::Override* find_override(const core::Roster& roster, const std::string& id) {
    const auto found = std::ranges::find(roster.overrides, id, &core::Override::id);
    return found == roster.overrides.end() ? nullptr : &*found;
}

Error other_override(const std::string& id) {
    return fail(ErrorCode::conflict, fmt::format("the roster has another override with the id '{}'", id));
}

}  // namespace

ingest::Change put_roster(RosterEdit edit, WrittenRoster written, SharedAnswer answer) {
    return [edit = std::move(edit), written = std::move(written), answer](Turn& turn) -> Result<void> {
        core::Roster roster = written.roster;
        ANJU_TRY(check_scope(turn, edit.scope, roster,
                             fail(ErrorCode::invalid, fmt::format("field 'scope': there is no {} '{}'",
                                                                  core::to_string(roster.level), roster.scope))));
        ANJU_TRY(auto stored, turn.writer().rosters().roster(edit.id));
        answer->created = !stored;
        if (!stored) {
            if (edit.expected_version) return no_such_roster(edit.id);
            roster.version = 1;
            return store_whole(turn, edit, std::move(roster), "roster.created", *answer);
        }
        ANJU_TRY(auto before, open_roster(turn, edit, *answer));
        if (edit.only_new) {
            answer->outdated_by = before.version;
            return fail(ErrorCode::conflict, "there is such a roster already");
        }
        if (!written.with_overrides) roster.overrides = before.overrides;
        roster.version = before.version;
        answer->roster = before;
        if (roster == before) return success();  // the same again is no change
        ++roster.version;
        return store_whole(turn, edit, std::move(roster), "roster.changed", *answer);
    };
}

ingest::Change put_calendar(RosterEdit edit, core::Roster read, SharedAnswer answer) {
    return [edit = std::move(edit), read = std::move(read), answer](Turn& turn) -> Result<void> {
        ANJU_TRY(auto roster, open_roster(turn, edit, *answer));
        roster.shifts = read.shifts;
        roster.overrides = read.overrides;
        ++roster.version;
        return store_whole(turn, edit, std::move(roster), "roster.imported", *answer);
    };
}

ingest::Change erase_roster(RosterEdit edit, SharedAnswer answer) {
    return [edit = std::move(edit), answer](Turn& turn) -> Result<void> {
        ANJU_TRY(const auto roster, open_roster(turn, edit, *answer));
        ANJU_TRY(turn.writer().rosters().erase(roster.id));
        ANJU_TRY(turn.journal_as(edit.actor, "roster.deleted",
                                 {{"roster", roster.id.value},
                                  {"level", std::string(core::to_string(roster.level))},
                                  {"scope", roster.scope},
                                  {"version", std::to_string(roster.version)}}));
        turn.roster_changed(roster.id);
        return success();
    };
}

ingest::Change add_override(RosterEdit edit, core::Override change, SharedAnswer answer) {
    return [edit = std::move(edit), change = std::move(change), answer](Turn& turn) -> Result<void> {
        ANJU_TRY(auto roster, open_roster(turn, edit, *answer));
        core::Override added = change;
        if (added.id.empty()) added.id = turn.ids().next(turn.now().utc).to_string();
        if (const auto* same = find_override(roster, added.id)) {
            if (*same != added) return other_override(added.id);
            answer->overrides = {added};
            answer->roster = std::move(roster);
            return success();
        }
        core::Roster with = roster;
        with.overrides = {added};
        const auto mistakes = core::problems(with);
        if (!mistakes.empty()) return fail(ErrorCode::invalid, fmt::format("{}", fmt::join(mistakes, "; ")));
        if (!added.instead.empty()) {
            ANJU_TRY(check_people(turn, roster, {added.instead}));
        }
        if (!core::changes_anything(roster, *edit.zone, added)) {
            return fail(ErrorCode::invalid, added.person.empty()
                                                ? fmt::format("'{}' is on duty then already", added.instead.value)
                                                : fmt::format("'{}' is not on duty then, so there is nothing to change",
                                                              added.person.value));
        }
        return store_overrides(turn, edit, std::move(roster), {added}, *answer);
    };
}

ingest::Change erase_override(RosterEdit edit, std::string override_id, SharedAnswer answer) {
    return [edit = std::move(edit), override_id = std::move(override_id), answer](Turn& turn) -> Result<void> {
        ANJU_TRY(auto roster, open_roster(turn, edit, *answer));
        const auto* found = find_override(roster, override_id);
        if (!found) return fail(ErrorCode::not_found, fmt::format("the roster has no override '{}'", override_id));
        ANJU_TRY(turn.writer().rosters().erase(roster.id, override_id, roster.version + 1));
        ANJU_TRY(journal_override(turn, edit, "roster.override_removed", *found));
        turn.roster_changed(roster.id);
        return success();
    };
}

ingest::Change swap_duties(RosterEdit edit, core::Swap swap, std::string id, SharedAnswer answer) {
    return [edit = std::move(edit), swap = std::move(swap), id = std::move(id), answer](Turn& turn) -> Result<void> {
        ANJU_TRY(auto roster, open_roster(turn, edit, *answer));
        const std::string name = id.empty() ? turn.ids().next(turn.now().utc).to_string() : id;
        const auto* first = find_override(roster, name + "-1");
        const auto* second = find_override(roster, name + "-2");
        if (first && second) {
            const std::vector<core::Override> wanted{{name + "-1", swap.first, swap.second, swap.first_duty},
                                                     {name + "-2", swap.second, swap.first, swap.second_duty}};
            if (wanted != std::vector{*first, *second}) return other_override(name);
            answer->overrides = wanted;
            answer->roster = std::move(roster);
            return success();
        }
        ANJU_TRY(auto overrides, core::overrides_of(swap, name, roster, *edit.zone));
        core::Roster with = roster;
        with.overrides = overrides;
        const auto mistakes = core::problems(with);
        if (!mistakes.empty()) return fail(ErrorCode::invalid, fmt::format("{}", fmt::join(mistakes, "; ")));
        if (first || second) return other_override(name);
        ANJU_TRY(check_people(turn, roster, {swap.first, swap.second}));
        return store_overrides(turn, edit, std::move(roster), overrides, *answer);
    };
}

}  // namespace anju::alertd::api
