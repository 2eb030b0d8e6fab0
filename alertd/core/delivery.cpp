#include "alertd/core/rules.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <functional>

namespace anju::alertd::core {

namespace {

constexpr Millis kLongestRetry{60'000};
constexpr Millis kLongestWish{600'000};  ///< a receiver's "not before" beyond this is not granted
constexpr std::size_t kMaxErrorBytes = 200;

Facts facts_of(const Notification& message) {
    Facts facts{{"notification", message.id.to_string()},
                {"responder", message.responder.value},
                {"step", std::to_string(message.step)},
                {"attempts", std::to_string(message.attempts)}};
    if (message.way > 1) {
        facts.emplace_back("way", std::to_string(message.way));
        facts.emplace_back("channel", std::string(to_string(message.channel)));
    }
    return facts;
}

/// The key without its way: what the ways of one call have in common.
std::string_view call_of(const Notification& message) {
    const std::string_view key = message.key;
    return message.way == 1 ? key : key.substr(0, key.rfind("/w"));
}

/// D5: `message` does not get through, so the way after it need not wait any longer.
void hurry_next_way(Draft& draft, const Notification& message, std::string_view why) {
    for (auto other : draft.unfinished_notifications()) {
        const bool next = call_of(other) == call_of(message) && other.way == message.way + 1;
        if (!next || !is_held_ready(other) || other.state != NotificationState::pending) continue;
        if (other.next_attempt_at <= draft.at()) continue;  // its time has come anyway
        other.next_attempt_at = draft.at();
        draft.put(other);
        auto facts = facts_of(other);
        facts.emplace_back("reason", std::string(why));
        draft.journal("notification.next_way", kAlertd, std::move(facts));
    }
}

/// D6: `message` got through.
void withdraw_other_ways(Draft& draft, const Notification& message) {
    for (auto other : draft.unfinished_notifications()) {
        if (call_of(other) != call_of(message) || !is_held_ready(other)) continue;
        if (other.state != NotificationState::pending) continue;  // being sent: its result decides
        other.state = NotificationState::superseded;
        other.finished_at = draft.at();
        draft.put(other);
    }
}

void finish_as(Draft& draft, Notification message, NotificationState state, std::string_view event) {
    message.state = state;
    message.finished_at = draft.at();
    message.lease_until.reset();
    draft.journal(event, kAlertd, facts_of(message));
    draft.put(message);
}

void try_later(Draft& draft, Notification message, Millis not_before, bool held_back) {
    // The id is chance enough for the jitter, and it makes the same step give the same effects.
    const auto chance =
        std::hash<Ulid>{}(message.id.value) * 0x9e3779b97f4a7c15u + static_cast<unsigned>(message.attempts);
    message.state = NotificationState::pending;
    message.lease_until.reset();
    message.next_attempt_at = draft.at() + std::max(retry_delay(message.attempts, chance), not_before);
    // A channel that is down for a night would fill the journal; the row itself counts the attempts.
    if (message.attempts <= 1 && !held_back) draft.journal("notification.retrying", kAlertd, facts_of(message));
    draft.put(message);
}

/// D2: after `message` failed for good, does its step still reach anybody?
void climb_if_nobody_is_reached(Draft& draft, const Notification& message) {
    const Incident& incident = draft.incident();
    if (!is_unanswered(incident) || message.step != incident.step) return;
    const auto others = draft.unfinished_notifications();
    const auto same_step = [&](const Notification& other) { return other.step == message.step; };
    if (draft.state().step_heard || std::ranges::any_of(others, same_step)) return;
    if (is_past_last_rung(draft, message.step)) {
        draft.journal("escalation.unheard", kAlertd,
                      {{"step", std::to_string(message.step)}, {"reason", "every_channel_failed"}});
        return;
    }
    fire_step(draft, message.step + 1, Reach::this_rung, "every_channel_failed");
}

}  // namespace

Patience patience_of(IncidentClass incident_class) {
    using namespace std::chrono_literals;
    switch (incident_class) {
        case IncidentClass::emergency: break;
        case IncidentClass::welfare: return {2, 60s};
        case IncidentClass::technical: return {5, 10min};
    }
    return {1, 10s};
}

Effects deliver(const CaseState& state, const DeliveryResult& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    if (!state.incident || state.incident->id != input.notification.incident) return draft.finish(Reason::not_found);
    draft.begin(*state.incident);

    const auto unfinished = draft.unfinished_notifications();
    const auto same = [&](const Notification& other) { return other.id == input.notification.id; };
    const auto found = std::ranges::find_if(unfinished, same);
    // Finished meanwhile, e.g. by another process after this one's lease had expired: the first word stands.
    if (found == unfinished.end()) return draft.finish(Reason::step_obsolete);

    Notification message = *found;
    // What our own limit held back was no try: nobody was asked.
    message.attempts = std::max(message.attempts, input.notification.attempts) + (input.held_back ? 0 : 1);
    if (input.delivered) {
        message.last_error.clear();
        finish_as(draft, message, NotificationState::delivered, "notification.delivered");
        withdraw_other_ways(draft, message);
        const auto said = draft.attendances();
        const auto he = [&](const Attendance& row) { return row.responder == message.responder; };
        if (std::ranges::none_of(said, he)) {
            draft.put(Attendance{message.incident, message.responder, AttendanceState::notified, draft.at()});
        }
        return draft.finish(Reason::accepted);
    }
    message.last_error = to_valid_utf8(input.detail, kMaxErrorBytes);
    if (input.permanent) {
        finish_as(draft, message, NotificationState::failed, "notification.failed");
        hurry_next_way(draft, message, "failed_for_good");
        climb_if_nobody_is_reached(draft, message);
    } else if (!still_wanted(message, draft.incident())) {
        finish_as(draft, message, NotificationState::superseded, "notification.superseded");
    } else {
        try_later(draft, message, std::min(input.retry_after.value_or(Millis{0}), kLongestWish), input.held_back);
        const int most = patience_of(draft.incident().incident_class).failures;
        if (message.attempts >= most || (input.held_back && most == 1))
            hurry_next_way(draft, message, "does_not_get_through");
    }
    return draft.finish(Reason::accepted);
}

// His message has a label of its own (call_one()).
bool is_by_hand(const Notification& notification) {
    const std::string_view key = notification.key;
    const auto after_responder = notification.incident.to_string().size() + notification.responder.value.size() + 2;
    return key.size() > after_responder && key[after_responder] == 'd';
}

bool still_wanted(const Notification& notification, const Incident& incident) {
    // What was on its way when a silence began and did not arrive is not tried again into the silence (S8).
    if (incident.silenced_until && !is_by_hand(notification)) return false;
    if (is_unanswered(incident)) return true;
    // An area outage tells everybody that it is over (W6).
    if (incident.state == IncidentState::resolved && incident.resolved_at &&
        notification.created_at > *incident.resolved_at) {
        return true;
    }
    // An owner ends the climbing, but not what was told after it took the case (A11).
    return is_owned(incident) && incident.acknowledged_at && notification.created_at > *incident.acknowledged_at;
}

Millis retry_delay(int attempts, std::uint64_t random64) {
    const int doublings = std::clamp(attempts, 1, 6);
    const Millis ceiling = std::min(Millis{1'000} * (1 << doublings), kLongestRetry);
    const Millis half = ceiling / 2;  // at least 1 s: half of it is certain, the other half spreads the herd
    return half + Millis{static_cast<Millis::rep>(random64 % static_cast<std::uint64_t>(half.count() + 1))};
}

}  // namespace anju::alertd::core
