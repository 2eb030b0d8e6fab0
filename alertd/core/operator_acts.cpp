#include "alertd/core/rules.hpp"

#include <map>
#include <set>

namespace anju::alertd::core {

void add_note(Draft& draft, const OperatorAct& act) {
    if (act.note.empty()) return;
    static_cast<void>(draft.change());  // the note is new to whoever holds the version before
    draft.put(Note{draft.incident().id, draft.at(), act.actor, act.note});
    draft.journal("incident.noted", act.actor, {{"bytes", std::to_string(act.note.size())}});
}

void take_over(Draft& draft, const OperatorAct& act) {
    Incident& incident = draft.change();
    incident.state = IncidentState::acknowledged;
    incident.acknowledged_at = draft.at();
    incident.owner = act.actor;
    const auto waited = draft.at() - incident.opened_at;
    draft.journal("incident.acknowledged", act.actor,
                  {{"step", std::to_string(incident.step)}, {"after_ms", std::to_string(waited.count())}});
    stand_down(draft, act.actor);
    watch_departure(draft);
}

void give_back(Draft& draft, std::string_view actor, std::string_view why) {
    Incident& incident = draft.change();
    draft.journal("incident.reopened", actor, {{"reason", std::string(why)}, {"owner_was", incident.owner}});
    // The time by which the owner was to go says nothing about when the ladder goes on.
    if (is_owned(incident)) {
        for (auto row : draft.pending_escalations()) {
            row.state = EscalationState::cancelled;
            draft.put(row);
        }
    }
    incident.state = IncidentState::open;
    incident.owner.clear();
    incident.acknowledged_at.reset();
    incident.resolved_at.reset();
}

void promise_help(Draft& draft) {
    // Who lies on the floor waits less anxiously when somebody has said so.
    if (draft.incident().incident_class != IncidentClass::emergency) return;
    if (draft.incident().exercise == Exercise::drill) return;  // nobody in the home has called
    std::set<std::pair<GatewayId, HomeId>> told;
    for (const auto& alert : draft.state().alerts) {
        const HomeId& home = alert.update.key.home;
        if (told.emplace(alert.gateway, home).second) draft.help_notice(HelpNotice{alert.gateway, home});
    }
}

void mark_resolved(Draft& draft, std::string_view actor) {
    Incident& incident = draft.change();
    incident.state = IncidentState::resolved;
    incident.resolved_at = draft.at();
    draft.journal("incident.resolved", actor, {});
    stand_down(draft, actor);
}

void close_as_duplicate(Draft& draft, std::string_view actor, const std::optional<IncidentId>& into) {
    stand_down(draft, actor);
    Incident& incident = draft.change();
    if (incident.owner.empty()) incident.owner = actor;
    if (!incident.resolved_at) incident.resolved_at = draft.at();
    incident.state = IncidentState::closed;
    incident.closed_at = draft.at();
    incident.disposition = Disposition::duplicate;
    incident.merged_into = into;
}

namespace {

Reason acknowledge(Draft& draft, const OperatorAct& act) {
    if (!is_unanswered(draft.incident())) return Reason::wrong_state;
    take_over(draft, act);
    promise_help(draft);
    add_note(draft, act);
    return Reason::accepted;
}

Reason resolve(Draft& draft, const OperatorAct& act) {
    const auto state = draft.incident().state;
    if (state == IncidentState::resolved || state == IncidentState::closed) return Reason::wrong_state;
    if (is_unanswered(draft.incident())) take_over(draft, act);
    mark_resolved(draft, act.actor);
    add_note(draft, act);
    return Reason::accepted;
}

Reason reopen(Draft& draft, const OperatorAct& act) {
    const auto state = draft.incident().state;
    if (state != IncidentState::resolved && state != IncidentState::closed) return Reason::wrong_state;
    if (draft.incident().merged_into) return Reason::alert_not_here;  // another case has its alerts: take_back()
    if (state == IncidentState::closed && draft.state().open_meanwhile) return Reason::another_is_open;
    give_back(draft, act.actor, "a_person_reopened_it");
    Incident& incident = draft.change();
    incident.closed_at.reset();
    incident.disposition.reset();
    take_over(draft, act);
    add_note(draft, act);
    return Reason::accepted;
}

/// O7
Reason assign(Draft& draft, const OperatorAct& act) {
    if (!is_owned(draft.incident())) return Reason::wrong_state;
    if (!act.owner_scope.covers(draft.incident().place)) return Reason::unknown_responder;
    if (draft.incident().owner == act.owner) return Reason::accepted;
    Incident& incident = draft.change();
    draft.journal("incident.assigned", act.actor, {{"to", act.owner}, {"owner_was", incident.owner}});
    incident.owner = act.owner;
    add_note(draft, act);
    return Reason::accepted;
}

void notice_gateways(Draft& draft) {
    if (draft.incident().exercise == Exercise::drill) return;  // no gateway knows of it
    std::map<GatewayId, std::vector<AlertId>> by_gateway;
    for (const auto& alert : draft.state().alerts) by_gateway[alert.gateway].push_back(alert.update.id);
    for (auto& [gateway, alerts] : by_gateway) draft.close_notice(CloseNotice{gateway, std::move(alerts)});
}

/// X3
bool fits_exercise(Disposition disposition, Exercise exercise) {
    if (exercise == Exercise::drill) return disposition == Disposition::drill;
    return exercise == Exercise::none || disposition == Disposition::test;
}

Reason close(Draft& draft, const OperatorAct& act) {
    if (draft.incident().state == IncidentState::closed) return Reason::wrong_state;
    const auto disposition = act.disposition ? act.disposition : draft.incident().disposition;
    if (!disposition) return Reason::disposition_missing;
    if (act.disposition == Disposition::other && act.note.empty()) return Reason::disposition_missing;
    if (!fits_exercise(*disposition, draft.incident().exercise)) return Reason::exercise_only;
    if (is_unanswered(draft.incident())) take_over(draft, act);
    Incident& incident = draft.change();
    if (incident.owner.empty()) incident.owner = act.actor;  // a technical case that had resolved by itself
    if (!incident.resolved_at) incident.resolved_at = draft.at();
    incident.state = IncidentState::closed;
    incident.closed_at = draft.at();
    incident.disposition = disposition;
    draft.journal("incident.closed", act.actor, {{"disposition", std::string(to_string(*disposition))}});
    stand_down(draft, act.actor);
    for (const auto& row : draft.hushed()) draft.unhush(row.alert);
    notice_gateways(draft);
    add_note(draft, act);
    return Reason::accepted;
}

Reason carry_out(Draft& draft, const OperatorAct& act) {
    switch (act.act) {
        case Act::acknowledge: return acknowledge(draft, act);
        case Act::resolve: return resolve(draft, act);
        case Act::close: return close(draft, act);
        case Act::note: add_note(draft, act); return Reason::accepted;
        case Act::reopen: return reopen(draft, act);
        case Act::assign: return assign(draft, act);
        case Act::dispatch:
        case Act::accept:
        case Act::decline:
        case Act::en_route:
        case Act::on_scene:
        case Act::done: {
            const Reason reason = attend(draft, act);
            if (reason == Reason::accepted && !draft.state().note_known) add_note(draft, act);
            return reason;
        }
        case Act::merge:
        case Act::split: break;  // of two cases: regroup.cpp
    }
    return Reason::wrong_state;
}

}  // namespace

Effects operate(const CaseState& state, const OperatorAct& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    if (!state.incident || state.incident->id != input.incident) return draft.finish(Reason::not_found);
    draft.begin(*state.incident);

    const Incident& incident = draft.incident();
    // Before the version: the caller's own first acknowledgement is what outdated it (O1).
    if (input.act == Act::acknowledge && is_owned(incident) && incident.owner == input.actor) {
        return draft.finish(Reason::accepted);
    }
    if (input.expected_version && *input.expected_version != incident.version) {
        return draft.finish(Reason::version_conflict);
    }
    const Reason reason = carry_out(draft, input);
    return draft.finish(reason);
}

}  // namespace anju::alertd::core
