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
    return {{"notification", message.id.to_string()},
            {"responder", message.responder.value},
            {"step", std::to_string(message.step)},
            {"attempts", std::to_string(message.attempts)}};
}

void finish_as(Draft& draft, Notification message, NotificationState state, std::string_view event) {
    message.state = state;
    message.finished_at = draft.at();
    message.lease_until.reset();
    draft.journal(event, kAlertd, facts_of(message));
    draft.put(message);
}

void try_later(Draft& draft, Notification message, Millis not_before) {
    // The id is chance enough for the jitter, and it makes the same step give the same effects.
    const auto chance =
        std::hash<Ulid>{}(message.id.value) * 0x9e3779b97f4a7c15u + static_cast<unsigned>(message.attempts);
    message.state = NotificationState::pending;
    message.lease_until.reset();
    message.next_attempt_at = draft.at() + std::max(retry_delay(message.attempts, chance), not_before);
    // A channel that is down for a night would fill the journal; the row itself counts the attempts.
    if (message.attempts <= 1) draft.journal("notification.retrying", kAlertd, facts_of(message));
    draft.put(message);
}

/// D2: after `message` failed for good, does its step still reach anybody?
void climb_if_nobody_is_reached(Draft& draft, const Notification& message) {
    const Incident& incident = draft.incident();
    if (!is_unanswered(incident) || message.step != incident.step) return;
    const auto others = draft.unfinished_notifications();
    const auto same_step = [&](const Notification& other) { return other.step == message.step; };
    if (draft.state().step_heard || std::ranges::any_of(others, same_step)) return;
    const auto rungs = draft.state().policies.of(incident.incident_class).steps.size();
    if (static_cast<std::size_t>(message.step) >= rungs) {
        draft.journal("escalation.unheard", kAlertd,
                      {{"step", std::to_string(message.step)}, {"reason", "every_channel_failed"}});
        return;
    }
    fire_step(draft, message.step + 1, Reach::this_rung, "every_channel_failed");
}

}  // namespace

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
    message.attempts = std::max(message.attempts, input.notification.attempts) + 1;
    if (input.delivered) {
        message.last_error.clear();
        finish_as(draft, message, NotificationState::delivered, "notification.delivered");
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
        climb_if_nobody_is_reached(draft, message);
    } else if (!still_wanted(message, draft.incident())) {
        finish_as(draft, message, NotificationState::superseded, "notification.superseded");
    } else {
        try_later(draft, message, std::min(input.retry_after.value_or(Millis{0}), kLongestWish));
    }
    return draft.finish(Reason::accepted);
}

bool still_wanted(const Notification& notification, const Incident& incident) {
    if (is_unanswered(incident)) return true;
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
