#include "alertd/core/rules.hpp"

#include <algorithm>
#include <set>

namespace anju::alertd::core {

namespace {

constexpr Millis kShortestRepeat{1'000};  ///< a policy that says "repeat every 0 s" must not spin

int rungs_of(const Policy& policy) { return static_cast<int>(policy.steps.size()); }

const PolicyStep& rung(const Policy& policy, int number) {
    const int at = std::clamp(number, 1, rungs_of(policy));
    return policy.steps[static_cast<std::size_t>(at - 1)];
}

const Policy& policy_of(const Draft& draft) { return draft.state().policies.of(draft.incident()); }

/// The deadline of the step after `row` (E1, E3); it may lie in the past.
UtcTime deadline_after(const Policy& policy, const Escalation& row, UtcTime at) {
    if (row.step >= rungs_of(policy)) return at + std::max(policy.repeat_every, kShortestRepeat);
    return row.due_at + std::max(rung(policy, row.step + 1).after - rung(policy, row.step).after, Millis{0});
}

Escalation row_of(const Draft& draft, int number, UtcTime due_at) {
    for (const auto& row : draft.pending_escalations()) {
        if (row.step == number) return row;
    }
    return Escalation{draft.incident().id, number, due_at, EscalationState::pending};
}

std::vector<Level> levels_of(const Draft& draft, int number, Reach reach) {
    const Policy& policy = policy_of(draft);
    const int last = std::clamp(number, 1, rungs_of(policy));
    std::vector<Level> levels;
    for (int at = reach == Reach::this_rung ? last : 1; at <= last; ++at) {
        const auto& more = rung(policy, at).levels;
        levels.insert(levels.end(), more.begin(), more.end());
    }
    return levels;
}

Called called_by(const Draft& draft, int number, Reach reach) {
    return who_is_called(draft, levels_of(draft, number, reach));
}

/// D4: the further ways of whom `first` calls, each after the one before has had its time.
void hold_ready(Draft& draft, const Notification& first, const std::vector<Way>& ways) {
    const Millis time = patience_of(draft.incident().incident_class).time;
    for (std::size_t i = 1; i < ways.size(); ++i) {
        Notification message = first;
        message.id = NotificationId(draft.new_id());
        message.way = static_cast<int>(i) + 1;
        message.key = first.key + "/w" + std::to_string(message.way);
        message.channel = ways[i].channel;
        message.address = ways[i].address;
        message.next_attempt_at = first.next_attempt_at + time * static_cast<Millis::rep>(i);
        draft.put(message);
    }
}

/// `label` sets this message's key apart from the responder's others of this case.
void notify(Draft& draft, const Responder& responder, int number, const std::string& label, std::string_view why) {
    const Incident& incident = draft.incident();
    Notification message;
    message.id = NotificationId(draft.new_id());
    message.key = incident.id.to_string() + "/" + responder.id.value + "/" + label;
    message.incident = incident.id;
    message.responder = responder.id;
    message.step = number;
    message.channel = responder.channel;
    message.address = responder.address;
    message.created_at = draft.at();
    // What is told after the acknowledgement must also look later than it, even in the same millisecond or after
    // the clock was set back: still_wanted() goes by this.
    if (incident.acknowledged_at) {
        message.created_at = std::max(message.created_at, *incident.acknowledged_at + Millis{1});
    }
    // The same for what is told when a case has resolved by itself.
    if (incident.resolved_at) {
        message.created_at = std::max(message.created_at, *incident.resolved_at + Millis{1});
    }
    message.next_attempt_at = draft.at();
    draft.put(message);
    draft.journal("notification.created", kAlertd,
                  {{"notification", message.id.to_string()},
                   {"responder", responder.id.value},
                   {"level", std::string(to_string(responder.level))},
                   {"channel", std::string(to_string(responder.channel))},
                   {"step", std::to_string(number)},
                   {"reason", std::string(why)}});
    hold_ready(draft, message, ways_of(responder));
}

void notify_all(Draft& draft, const Called& called, int number) {
    for (const auto& gap : called.gaps) {
        draft.journal("roster.gap", kAlertd,
                      {{"level", std::string(to_string(gap.level))},
                       {"scope", gap.scope},
                       {"step", std::to_string(number)},
                       {"told", std::to_string(gap.people)}});
    }
    for (const auto& [responder, standing] : called.people) {
        notify(draft, responder, number, std::to_string(number), to_string(standing));
    }
}

/// T4. A step number that `tell_again` may have moved on from.
void watch(Draft& draft, Millis within) {
    if (within <= Millis{0}) return;
    const Incident& incident = draft.incident();
    draft.put(Escalation{incident.id, incident.step + 1, draft.at() + within, EscalationState::pending});
}

/// Whether somebody must go, or arrive, by the time of a pending row (T4).
bool is_awaited(const Draft& draft) {
    const Policy& policy = policy_of(draft);
    const IncidentState state = draft.incident().state;
    return (state == IncidentState::acknowledged && policy.attend_within > Millis{0}) ||
           (state == IncidentState::en_route && policy.arrive_within > Millis{0});
}

void journal_fired(Draft& draft, int number, const Called& called, std::string_view why) {
    Facts facts{
        {"step", std::to_string(number)}, {"told", std::to_string(called.people.size())}, {"reason", std::string(why)}};
    if (called.off_duty > 0) facts.emplace_back("off_duty", std::to_string(called.off_duty));
    draft.journal(called.people.empty() ? "escalation.nobody" : "escalation.fired", kAlertd, std::move(facts));
}

/// Why a case whose alerts are all over tells nobody when its next step is due (E5, S7, X4); nothing: it climbs on.
std::optional<std::string_view> ends_by_itself(const Draft& draft) {
    const Incident& incident = draft.incident();
    if (!incident.all_clear) return std::nullopt;
    if (incident.incident_class == IncidentClass::technical) return "technical_and_all_clear";
    if (incident.exercise != Exercise::none) return "exercise_and_all_clear";
    if (incident.silenced_until && !quiet_until(draft)) return "over_while_silenced";
    return std::nullopt;
}

/// How long the first step waits. A critical case waits for nothing, also in the class whose first step has a delay.
Millis first_wait(const Draft& draft) {
    const Incident& incident = draft.incident();
    const bool at_once = incident.incident_class == IncidentClass::technical && incident.severity == Severity::critical;
    return at_once ? Millis{0} : rung(policy_of(draft), 1).after;
}

}  // namespace

void resolve_by_itself(Draft& draft, std::string_view why) {
    stand_down(draft, kAlertd);
    Incident& incident = draft.change();
    incident.state = IncidentState::resolved;
    incident.resolved_at = draft.at();
    draft.journal("incident.resolved", kAlertd, {{"reason", std::string(why)}});
}

void start_ladder(Draft& draft) {
    const UtcTime due = draft.at() + first_wait(draft);
    const int number = draft.incident().step + 1;
    if (const auto quiet = quiet_until(draft)) return park(draft, number, *quiet);
    draft.put(Escalation{draft.incident().id, number, due, EscalationState::pending});
    // Opened again it has climbed before (A13).
    const Reach reach = number > 1 ? Reach::up_to_this_rung : Reach::this_rung;
    if (due <= draft.at()) fire_step(draft, number, reach, "opened");
}

void fire_step(Draft& draft, int number, Reach reach, std::string_view why) {
    if (const auto quiet = quiet_until(draft)) return park(draft, number, *quiet);
    end_silence(draft, why);
    const Policy& policy = policy_of(draft);
    Escalation row = row_of(draft, number, draft.at());
    for (;;) {
        row.state = EscalationState::fired;
        draft.put(row);
        draft.change().step = row.step;
        const auto called = called_by(draft, row.step, reach);
        journal_fired(draft, row.step, called, why);
        notify_all(draft, called, row.step);
        // Past the last rung there is nobody further up; the repeat looks again for whoever was imported meanwhile.
        if (!called.people.empty() || row.step >= rungs_of(policy)) break;
        row = row_of(draft, row.step + 1, deadline_after(policy, row, draft.at()));
        why = "nobody_on_the_step_before";
    }
    const UtcTime due = std::max(deadline_after(policy, row, draft.at()), draft.at());
    draft.put(Escalation{row.incident, row.step + 1, due, EscalationState::pending});
}

void call_one(Draft& draft, const Responder& responder) {
    const Incident& incident = draft.incident();
    notify(draft, responder, std::max(incident.step, 1), "d" + std::to_string(incident.version + 1), "dispatched");
}

void hurry_ladder(Draft& draft, std::string_view why) {
    const Incident& incident = draft.incident();
    if (incident.step > 0 || !is_unanswered(incident)) return;
    const UtcTime due = incident.opened_at + first_wait(draft);
    for (auto row : draft.pending_escalations()) {
        if (due >= row.due_at) return;
        row.due_at = due;
        draft.put(row);
        if (due <= draft.at()) fire_step(draft, row.step, Reach::this_rung, why);
        return;
    }
}

std::vector<ResponderId> called_on(const Draft& draft, int number) {
    std::set<ResponderId> reached;
    for (const auto& message : draft.unfinished_notifications()) {
        if (message.step == number) reached.insert(message.responder);
    }
    for (const auto& row : draft.attendances()) reached.insert(row.responder);
    std::vector<ResponderId> called;
    const auto levels = levels_of(draft, number, Reach::this_rung);
    for (const auto& one : who_stands_on(levels, draft.incident().place, draft.state().responders)) {
        if (reached.contains(one.id)) called.push_back(one.id);
    }
    return called;
}

bool is_past_last_rung(const Draft& draft, int number) { return number >= rungs_of(policy_of(draft)); }

void watch_departure(Draft& draft) { watch(draft, policy_of(draft).attend_within); }
void watch_arrival(Draft& draft) { watch(draft, policy_of(draft).arrive_within); }

void tell_again(Draft& draft, std::string_view why) {
    const int called_so_far = std::max(draft.incident().step, 1);
    const int number = draft.incident().step + 1;
    // The watch on whoever took the case keeps its time under the number after.
    for (auto row : draft.pending_escalations()) {
        if (row.step != number) continue;
        row.step = number + 1;
        draft.put(row);
    }
    auto called = called_by(draft, called_so_far, Reach::up_to_this_rung);
    if (called.people.empty()) called = called_by(draft, rungs_of(policy_of(draft)), Reach::up_to_this_rung);
    draft.put(Escalation{draft.incident().id, number, draft.at(), EscalationState::fired});
    draft.change().step = number;
    journal_fired(draft, number, called, why);
    notify_all(draft, called, number);
}

void cancel_steps(Draft& draft, std::string_view actor) {
    for (auto row : draft.pending_escalations()) {
        row.state = EscalationState::cancelled;
        draft.put(row);
        draft.journal("escalation.cancelled", actor, {{"step", std::to_string(row.step)}});
    }
}

void stand_down(Draft& draft, std::string_view actor) {
    cancel_steps(draft, actor);
    withdraw_messages(draft, actor);
    if (!draft.incident().silenced_until) return;
    draft.change().silenced_until.reset();
    draft.change().silenced_by.reset();
}

void withdraw_messages(Draft& draft, std::string_view actor, bool spare_by_hand) {
    for (auto message : draft.unfinished_notifications()) {
        if (message.state != NotificationState::pending) continue;  // being sent: its result decides
        if (spare_by_hand && is_by_hand(message)) continue;
        message.state = NotificationState::superseded;
        message.finished_at = draft.at();
        draft.put(message);
        if (is_held_ready(message)) continue;
        draft.journal("notification.superseded", actor,
                      {{"notification", message.id.to_string()}, {"responder", message.responder.value}});
    }
}

Effects escalate(const CaseState& state, const StepDue& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    if (!state.incident || state.incident->id != input.incident) return draft.finish(Reason::not_found);
    draft.begin(*state.incident);

    const auto pending = draft.pending_escalations();
    const bool due = std::ranges::any_of(pending, [&](const Escalation& row) { return row.step == input.step; });
    if (due && is_awaited(draft)) {
        if (const auto quiet = quiet_until(draft)) {
            park(draft, input.step, *quiet);
            return draft.finish(Reason::accepted);
        }
        const bool went = draft.incident().state == IncidentState::en_route;
        const std::string_view why = went ? "nobody_arrived" : "nobody_went";
        give_back(draft, kAlertd, why);
        fire_step(draft, input.step, Reach::up_to_this_rung, why);
        return draft.finish(Reason::accepted);
    }
    if (!is_unanswered(draft.incident())) {
        for (auto row : pending) {
            row.state = EscalationState::cancelled;
            draft.put(row);
            draft.journal(
                "escalation.cancelled", kAlertd,
                {{"step", std::to_string(row.step)}, {"reason", std::string(to_string(draft.incident().state))}});
        }
        return draft.finish(Reason::step_obsolete);
    }
    const bool missing = pending.empty() && input.step == draft.incident().step + 1;
    if (!due && !missing) return draft.finish(Reason::step_obsolete);

    if (const auto why = ends_by_itself(draft)) {
        resolve_by_itself(draft, *why);
        return draft.finish(Reason::accepted);
    }
    if (draft.incident().silenced_until) {
        // What the silence kept from the people of the steps before reaches them now as well (S6).
        const Reach reach = input.step > 1 ? Reach::up_to_this_rung : Reach::this_rung;
        fire_step(draft, input.step, reach, "silence_over");
        return draft.finish(Reason::accepted);
    }
    // Whoever mends things works below the district: a technical case's repeats reach everybody (E3).
    const bool technical = draft.incident().incident_class == IncidentClass::technical;
    const bool is_repeat = is_past_last_rung(draft, input.step - 1);
    const Reach reach = technical && is_repeat ? Reach::up_to_this_rung : Reach::this_rung;
    fire_step(draft, input.step, reach, due ? "unanswered" : "step_was_missing");
    return draft.finish(Reason::accepted);
}

}  // namespace anju::alertd::core
