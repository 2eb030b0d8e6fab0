#include "alertd/core/rules.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

std::optional<AttendanceState> said(const Draft& draft, const ResponderId& responder) {
    for (const auto& row : draft.attendances()) {
        if (row.responder == responder) return row.state;
    }
    return std::nullopt;
}

void record(Draft& draft, const OperatorAct& act, AttendanceState state) {
    draft.put(Attendance{draft.incident().id, act.responder, state, draft.at()});
    draft.journal("responder." + std::string(to_string(state)), act.actor, {{"responder", act.responder.value}});
    static_cast<void>(draft.change());  // whoever watches the list sees it by the version
}

/// The furthest that anybody is who is still going; nothing when nobody is. Who set out before the case was given back
/// and has said nothing since is not counted on.
std::optional<AttendanceState> furthest(const Draft& draft) {
    const UtcTime since = draft.incident().acknowledged_at.value_or(UtcTime{});
    std::optional<AttendanceState> most;
    for (const auto& row : draft.attendances()) {
        if (row.since >= since && is_going(row.state) && (!most || row.state > *most)) most = row.state;
    }
    return most;
}

IncidentState state_for(AttendanceState state) {
    if (state == AttendanceState::en_route) return IncidentState::en_route;
    return state == AttendanceState::on_scene ? IncidentState::on_scene : IncidentState::acknowledged;
}

/// T2: whoever goes has the case, unless somebody has it.
void take_over_if_unanswered(Draft& draft, const OperatorAct& act) {
    if (!is_unanswered(draft.incident())) return;
    take_over(draft, act);
    promise_help(draft);
}

/// T3: somebody who was counted on does not go.
void climb_without(Draft& draft, const OperatorAct& act) {
    Incident& incident = draft.change();
    if (is_owned(incident) && incident.owner == act.actor && !furthest(draft)) {
        give_back(draft, kAlertd, "owner_declined");
        fire_step(draft, incident.step + 1, Reach::up_to_this_rung, "owner_declined");
        return;
    }
    if (!is_unanswered(incident) || incident.step == 0) return;
    const auto called = called_on(draft, incident.step);
    const bool all_declined = std::ranges::all_of(
        called, [&](const ResponderId& one) { return said(draft, one) == AttendanceState::declined; });
    if (called.empty() || !all_declined) return;
    if (is_past_last_rung(draft, incident.step)) return;  // the repeat keeps its time, as in D2
    fire_step(draft, incident.step + 1, Reach::this_rung, "everybody_declined");
}

Reason dispatch(Draft& draft, const OperatorAct& act, const Responder& responder) {
    const auto before = said(draft, act.responder);
    if (before && is_going(*before) && is_owned(draft.incident())) return Reason::wrong_state;
    record(draft, act, AttendanceState::dispatched);
    Incident& incident = draft.change();
    if (incident.state == IncidentState::open) incident.state = IncidentState::dispatched;
    call_one(draft, responder);
    return Reason::accepted;
}

Reason accept(Draft& draft, const OperatorAct& act) {
    const auto before = said(draft, act.responder);
    // Who said so before the case was given back says it anew.
    if (before && is_going(*before) && is_owned(draft.incident())) return Reason::accepted;
    record(draft, act, AttendanceState::accepted);
    take_over_if_unanswered(draft, act);
    return Reason::accepted;
}

Reason decline(Draft& draft, const OperatorAct& act) {
    if (said(draft, act.responder) == AttendanceState::declined) return Reason::accepted;
    record(draft, act, AttendanceState::declined);
    climb_without(draft, act);
    return Reason::accepted;
}

Reason move_on(Draft& draft, const OperatorAct& act, AttendanceState to) {
    const auto before = said(draft, act.responder);
    // A phone on a bad line says the older word last; what is known already stands.
    const bool owned = is_owned(draft.incident());
    if (before && is_going(*before) && *before >= to && owned) return Reason::accepted;
    record(draft, act, to);
    take_over_if_unanswered(draft, act);
    Incident& incident = draft.change();
    if (state_for(to) <= incident.state) return Reason::accepted;
    incident.state = state_for(to);
    cancel_steps(draft, act.actor);
    if (to == AttendanceState::en_route) watch_arrival(draft);
    return Reason::accepted;
}

Reason done(Draft& draft, const OperatorAct& act) {
    if (said(draft, act.responder) == AttendanceState::done) return Reason::accepted;
    record(draft, act, AttendanceState::done);
    take_over_if_unanswered(draft, act);
    if (act.disposition) draft.change().disposition = act.disposition;
    // The others are still at it; the case is theirs to end.
    if (furthest(draft)) return Reason::accepted;
    mark_resolved(draft, act.actor);
    return Reason::accepted;
}

/// T7: the word that he said last.
bool is_repeated(const Draft& draft, const OperatorAct& act) {
    const auto before = said(draft, act.responder);
    switch (act.act) {
        case Act::accept: return before == AttendanceState::accepted;
        case Act::decline: return before == AttendanceState::declined;
        case Act::en_route: return before == AttendanceState::en_route;
        case Act::on_scene: return before == AttendanceState::on_scene;
        case Act::done: return before == AttendanceState::done;
        default: return false;
    }
}

}  // namespace

Reason attend(Draft& draft, const OperatorAct& given) {
    const auto answering = who_stands_on({Level::home, Level::committee, Level::street, Level::district},
                                         draft.incident().place, draft.state().responders);
    const auto acts = [&](const Responder& responder) {
        if (!given.reached_at) return responder.id == given.responder;
        const auto ways = ways_of(responder);
        return std::ranges::find(ways, *given.reached_at) != ways.end();
    };
    const auto who = std::ranges::find_if(answering, acts);
    if (who == answering.end()) return Reason::unknown_responder;
    OperatorAct act = given;
    act.responder = who->id;
    if (given.reached_at) act.actor = "responder:" + who->id.value;
    const auto state = draft.incident().state;
    if (state == IncidentState::resolved || state == IncidentState::closed) {
        return is_repeated(draft, act) ? Reason::accepted : Reason::wrong_state;
    }
    switch (act.act) {
        case Act::dispatch: return dispatch(draft, act, *who);
        case Act::accept: return accept(draft, act);
        case Act::decline: return decline(draft, act);
        case Act::en_route: return move_on(draft, act, AttendanceState::en_route);
        case Act::on_scene: return move_on(draft, act, AttendanceState::on_scene);
        case Act::done: return done(draft, act);
        default: return Reason::wrong_state;
    }
}

}  // namespace anju::alertd::core
