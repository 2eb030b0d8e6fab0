#include "alertd/core/rules.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

constexpr Millis kShortestRepeat{1'000};  ///< a policy that says "repeat every 0 s" must not spin

int rungs_of(const Policy& policy) { return static_cast<int>(policy.steps.size()); }

const PolicyStep& rung(const Policy& policy, int number) {
    const int at = std::clamp(number, 1, rungs_of(policy));
    return policy.steps[static_cast<std::size_t>(at - 1)];
}

const Policy& policy_of(const Draft& draft) { return draft.state().policies.of(draft.incident().incident_class); }

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

std::vector<Responder> called_by(const Draft& draft, int number, Reach reach) {
    const Policy& policy = policy_of(draft);
    const int last = std::clamp(number, 1, rungs_of(policy));
    std::vector<Level> levels;
    for (int at = reach == Reach::this_rung ? last : 1; at <= last; ++at) {
        const auto& more = rung(policy, at).levels;
        levels.insert(levels.end(), more.begin(), more.end());
    }
    return who_stands_on(levels, draft.incident().place, draft.state().responders);
}

/// `label` sets this message's key apart from the responder's others of this case.
void notify(Draft& draft, const Responder& responder, int number, const std::string& label) {
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
    message.next_attempt_at = draft.at();
    draft.put(message);
    draft.journal("notification.created", kAlertd,
                  {{"notification", message.id.to_string()},
                   {"responder", responder.id.value},
                   {"level", std::string(to_string(responder.level))},
                   {"channel", std::string(to_string(responder.channel))},
                   {"step", std::to_string(number)}});
}

void notify(Draft& draft, const Responder& responder, int number) {
    notify(draft, responder, number, std::to_string(number));
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

void journal_fired(Draft& draft, int number, std::size_t told, std::string_view why) {
    draft.journal(told == 0 ? "escalation.nobody" : "escalation.fired", kAlertd,
                  {{"step", std::to_string(number)}, {"told", std::to_string(told)}, {"reason", std::string(why)}});
}

void resolve_by_itself(Draft& draft) {
    stand_down(draft, kAlertd);
    Incident& incident = draft.change();
    incident.state = IncidentState::resolved;
    incident.resolved_at = draft.at();
    draft.journal("incident.resolved", kAlertd, {{"reason", "technical_and_all_clear"}});
}

}  // namespace

void start_ladder(Draft& draft) {
    // A critical case waits for nothing, also in the class whose first step has a delay.
    const Incident& incident = draft.incident();
    const bool at_once = incident.incident_class == IncidentClass::technical && incident.severity == Severity::critical;
    const Millis wait = at_once ? Millis{0} : rung(policy_of(draft), 1).after;
    const UtcTime due = draft.at() + wait;
    const int number = draft.incident().step + 1;
    draft.put(Escalation{draft.incident().id, number, due, EscalationState::pending});
    if (due <= draft.at()) fire_step(draft, number, Reach::this_rung, "opened");
}

void fire_step(Draft& draft, int number, Reach reach, std::string_view why) {
    const Policy& policy = policy_of(draft);
    Escalation row = row_of(draft, number, draft.at());
    for (;;) {
        row.state = EscalationState::fired;
        draft.put(row);
        draft.change().step = row.step;
        const auto called = called_by(draft, row.step, reach);
        journal_fired(draft, row.step, called.size(), why);
        for (const auto& responder : called) notify(draft, responder, row.step);
        // Past the last rung there is nobody further up; the repeat looks again for whoever was imported meanwhile.
        if (!called.empty() || row.step >= rungs_of(policy)) break;
        row = row_of(draft, row.step + 1, deadline_after(policy, row, draft.at()));
        why = "nobody_on_the_step_before";
    }
    const UtcTime due = std::max(deadline_after(policy, row, draft.at()), draft.at());
    draft.put(Escalation{row.incident, row.step + 1, due, EscalationState::pending});
}

void call_one(Draft& draft, const Responder& responder) {
    const Incident& incident = draft.incident();
    notify(draft, responder, std::max(incident.step, 1), "d" + std::to_string(incident.version + 1));
}

std::vector<Responder> called_on(const Draft& draft, int number) { return called_by(draft, number, Reach::this_rung); }

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
    if (called.empty()) called = called_by(draft, rungs_of(policy_of(draft)), Reach::up_to_this_rung);
    draft.put(Escalation{draft.incident().id, number, draft.at(), EscalationState::fired});
    draft.change().step = number;
    journal_fired(draft, number, called.size(), why);
    for (const auto& responder : called) notify(draft, responder, number);
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
    for (auto message : draft.unfinished_notifications()) {
        if (message.state != NotificationState::pending) continue;  // being sent: its result decides
        message.state = NotificationState::superseded;
        message.finished_at = draft.at();
        draft.put(message);
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

    if (draft.incident().incident_class == IncidentClass::technical && draft.incident().all_clear) {
        resolve_by_itself(draft);
        return draft.finish(Reason::accepted);
    }
    fire_step(draft, input.step, Reach::this_rung, due ? "unanswered" : "step_was_missing");
    return draft.finish(Reason::accepted);
}

const Policy& PolicyBook::of(IncidentClass incident_class) const {
    const Policy* policy = &emergency;
    if (incident_class == IncidentClass::welfare) policy = &welfare;
    if (incident_class == IncidentClass::technical) policy = &technical;
    if (!policy->steps.empty()) return *policy;
    // A policy without steps would call nobody at all; the district is always there to be called.
    static const Policy kDistrictOnly{{{Millis{0}, {Level::district}}}, Millis{180'000}};
    return kDistrictOnly;
}

PolicyBook PolicyBook::defaults() {
    using namespace std::chrono_literals;
    PolicyBook book;
    // 60 s is the target for an answer. The first repeat stands at 180 s, where the field sees the hard breach.
    book.emergency.steps = {{0s, {Level::home, Level::committee}}, {60s, {Level::street}}, {90s, {Level::district}}};
    book.emergency.repeat_every = 90s;
    book.emergency.attend_within = 10min;
    book.emergency.arrive_within = 45min;  // the field's time to be on site
    book.welfare = book.emergency;
    book.welfare.attend_within = 30min;
    book.welfare.arrive_within = 90min;
    // Ten minutes let a gateway that only restarts come back before anybody hears of it. The street has an hour, and
    // then the district hears twice a day.
    book.technical.steps = {{10min, {Level::street}}, {70min, {Level::district}}};
    book.technical.repeat_every = 12h;
    return book;
}

}  // namespace anju::alertd::core
