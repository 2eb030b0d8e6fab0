#include "alertd/core/regroup.hpp"

#include "alertd/core/rules.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace anju::alertd::core {

namespace {

constexpr std::size_t kMostIdsNamed = 16;  ///< in a journal row

Regrouped refused(Reason reason) {
    Regrouped nothing;
    nothing.reason = nothing.one.reason = nothing.other.reason = reason;
    return nothing;
}

bool is_area_outage(const CaseState& state) {
    return std::ranges::any_of(state.alerts,
                               [](const Alert& alert) { return alert.update.key.condition == Condition::area_outage; });
}

std::string named(const std::vector<Alert>& alerts) {
    std::string text;
    for (std::size_t i = 0; i < std::min(alerts.size(), kMostIdsNamed); ++i) {
        text += (i == 0 ? "" : " ") + alerts[i].update.id.to_string();
    }
    return text;
}

Facts facts_of(const char* other_is, const IncidentId& other, const std::vector<Alert>& alerts) {
    return {{other_is, other.to_string()}, {"alerts", std::to_string(alerts.size())}, {"ids", named(alerts)}};
}

Reason may_merge(const CaseState& from, const CaseState& into, const OperatorAct& act) {
    if (!from.incident || from.incident->id != act.incident) return Reason::not_found;
    if (!into.incident || into.incident->id != act.into) return Reason::not_found;
    const Incident& one = *from.incident;
    const Incident& other = *into.incident;
    if (one.id == other.id) return Reason::not_mergeable;
    if (act.expected_version && *act.expected_version != one.version) return Reason::version_conflict;
    if (act.into_version && *act.into_version != other.version) return Reason::version_conflict;
    if (one.state == IncidentState::closed || other.state == IncidentState::closed) return Reason::wrong_state;
    // The classes stand in falling urgency.
    if (other.incident_class > one.incident_class || is_area_outage(from)) return Reason::not_mergeable;
    if (one.exercise != other.exercise) return Reason::not_mergeable;
    if (one.place.home != other.place.home && act.note.empty()) return Reason::reason_missing;
    return Reason::accepted;
}

/// G4: why people must hear of what was merged; empty when they need not.
std::string_view why_to_call(const Incident& from, const Incident& into) {
    if (from.severity > into.severity) return "merged_severity_rose";
    const bool somebody_waits = is_unanswered(from) && !from.silenced_until &&
                                (from.incident_class != IncidentClass::technical || from.step > 0);
    if (!somebody_waits) return "";
    if (!is_unanswered(into)) return "merged_unanswered";
    return from.step > into.step ? "merged_stood_higher" : std::string_view{};
}

/// G5.
void take_attendances(Draft& draft, const CaseState& from) {
    const auto known = draft.attendances();
    for (auto row : from.attendances) {
        const auto same = [&](const Attendance& other) { return other.responder == row.responder; };
        if (std::ranges::any_of(known, same)) continue;
        row.incident = draft.incident().id;
        draft.put(row);
    }
}

std::pair<std::vector<Alert>, std::vector<Alert>> parted(const std::vector<Alert>& alerts, const auto& goes) {
    std::pair<std::vector<Alert>, std::vector<Alert>> parts;
    for (const auto& alert : alerts) (goes(alert) ? parts.first : parts.second).push_back(alert);
    return parts;
}

bool is_chosen(const OperatorAct& act, const Alert& alert) {
    return std::ranges::find(act.alerts, alert.update.id) != act.alerts.end();
}

const Alert& severest_of(const std::vector<Alert>& alerts) {
    return *std::ranges::max_element(alerts, {}, [](const Alert& alert) { return alert.update.severity; });
}

void move_all(Draft& draft, const std::vector<Alert>& alerts, const IncidentId& to) {
    for (Alert alert : alerts) {
        alert.incident = to;
        alert.came_from.reset();
        draft.move(std::move(alert));
    }
}

}  // namespace

Regrouped merge(const CaseState& from, const CaseState& into, const OperatorAct& act, const Now& now,
                UlidFactory& ids) {
    if (const Reason reason = may_merge(from, into, act); reason != Reason::accepted) return refused(reason);
    const std::string_view why = why_to_call(*from.incident, *into.incident);

    Draft closing(from, now, ids);
    closing.begin(*from.incident);
    Incident& merged = closing.change();
    close_as_duplicate(closing, act.actor, into.incident->id);
    sum_up(merged, {});
    Facts facts = facts_of("into", into.incident->id, from.alerts);
    if (from.incident->place.home != into.incident->place.home) facts.emplace_back("across_homes", "true");
    closing.journal("incident.merged", act.actor, std::move(facts));
    add_note(closing, act);

    Draft staying(into, now, ids);
    staying.begin(*into.incident);
    for (Alert alert : from.alerts) {
        // What was merged into that one before can still be taken back by its own case.
        if (!alert.came_from) alert.came_from = from.incident->id;
        alert.incident = into.incident->id;
        staying.move(std::move(alert));
    }
    Incident& stays = staying.change();
    stays.severity = std::max(stays.severity, from.incident->severity);
    sum_up(stays, staying.alerts());
    take_attendances(staying, from);
    staying.journal("incident.took_in", act.actor, facts_of("from", from.incident->id, from.alerts));
    const bool nobody_told_yet = is_unanswered(stays) && stays.step == 0;
    if (!why.empty() && !nobody_told_yet && !keep_for_later(staying)) {
        call_again(staying, why, from.alerts.empty() ? nullptr : &severest_of(from.alerts).update);
    } else {
        settle_after_news(staying);
    }

    return {Reason::accepted, closing.finish(Reason::accepted), staying.finish(Reason::accepted)};
}

SplitPlan plan_split(const CaseState& state, const OperatorAct& act) {
    const auto refuse = [](Reason reason) { return SplitPlan{reason, {}, {}}; };
    if (!state.incident || state.incident->id != act.incident) return refuse(Reason::not_found);
    if (act.expected_version && *act.expected_version != state.incident->version) {
        return refuse(Reason::version_conflict);
    }
    if (state.incident->state == IncidentState::closed) return refuse(Reason::wrong_state);
    const auto [go, stay] = parted(state.alerts, [&](const Alert& alert) { return is_chosen(act, alert); });
    const bool all_here = std::ranges::all_of(act.alerts, [&](const AlertId& id) {
        return std::ranges::any_of(go, [&](const Alert& alert) { return alert.update.id == id; });
    });
    if (!all_here) return refuse(Reason::alert_not_here);
    if (go.empty() || stay.empty()) return refuse(Reason::nothing_stays);
    SplitPlan plan;
    plan.first = go.front();
    for (const auto& alert : go) {
        if (alert.update.key.condition == Condition::area_outage) return refuse(Reason::not_mergeable);
        if (alert.home != plan.first.home) return refuse(Reason::several_homes);
        plan.incident_class = std::min(plan.incident_class, class_of(alert.update.key.condition));
    }
    return plan;
}

Regrouped split(const CaseState& state, int free_part, const OperatorAct& act, const Now& now, UlidFactory& ids) {
    const SplitPlan plan = plan_split(state, act);
    if (plan.reason != Reason::accepted) return refused(plan.reason);
    const auto [go, stay] = parted(state.alerts, [&](const Alert& alert) { return is_chosen(act, alert); });

    Draft fresh(state, now, ids);
    Incident incident;
    incident.id = IncidentId(fresh.new_id());
    incident.incident_class = plan.incident_class;
    incident.place = state.place;
    incident.part = free_part;
    incident.gateway = severest_of(go).gateway;
    incident.severity = severest_of(go).update.severity;
    incident.exercise = state.incident->exercise;
    incident.opened_at = fresh.at();
    fresh.begin(std::move(incident));
    move_all(fresh, go, fresh.incident().id);
    sum_up(fresh.change(), go);
    fresh.journal("incident.opened", act.actor,
                  {{"class", std::string(to_string(fresh.incident().incident_class))},
                   {"headline", std::string(to_string(fresh.incident().headline))},
                   {"severity", std::string(to_string(fresh.incident().severity))},
                   {"split_from", act.incident.to_string()}});
    choose_policy(fresh, severest_of(go).update, "opened");
    start_ladder(fresh);

    Draft rest(state, now, ids);
    rest.begin(*state.incident);
    sum_up(rest.change(), stay);
    rest.journal("incident.split", act.actor, facts_of("to", fresh.incident().id, go));
    add_note(rest, act);
    return {Reason::accepted, rest.finish(Reason::accepted), fresh.finish(Reason::accepted)};
}

Regrouped take_back(const CaseState& merged, const CaseState& into, int free_part, const OperatorAct& act,
                    const Now& now, UlidFactory& ids) {
    if (!merged.incident || merged.incident->id != act.incident || !into.incident) return refused(Reason::not_found);
    const Incident& was = *merged.incident;
    if (act.expected_version && *act.expected_version != was.version) return refused(Reason::version_conflict);
    if (was.state != IncidentState::closed || was.merged_into != into.incident->id) return refused(Reason::wrong_state);
    const auto [go, stay] = parted(into.alerts, [&](const Alert& alert) { return alert.came_from == was.id; });
    if (go.empty()) return refused(Reason::alert_not_here);

    Draft back(merged, now, ids);
    back.begin(was);
    move_all(back, go, was.id);
    give_back(back, act.actor, "a_person_took_it_out_again");
    Incident& incident = back.change();
    incident.merged_into.reset();
    incident.closed_at.reset();
    incident.disposition.reset();
    incident.part = free_part;
    sum_up(incident, go);
    take_over(back, act);
    add_note(back, act);

    Draft rest(into, now, ids);
    rest.begin(*into.incident);
    sum_up(rest.change(), stay);
    rest.journal("incident.split", act.actor, facts_of("to", was.id, go));
    return {Reason::accepted, back.finish(Reason::accepted), rest.finish(Reason::accepted)};
}

}  // namespace anju::alertd::core
