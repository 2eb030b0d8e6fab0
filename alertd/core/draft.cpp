#include "alertd/core/draft.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace anju::alertd::core {

void Draft::begin(Incident incident) { incident_ = std::move(incident); }

const Incident& Draft::incident() const {
    ANJU_CHECK(incident_.has_value());
    return *incident_;
}

Incident& Draft::change() {
    ANJU_CHECK(incident_.has_value());
    changed_ = true;
    return *incident_;
}

void Draft::put(const Escalation& escalation) {
    const auto same = [&](const Escalation& other) { return other.step == escalation.step; };
    const auto found = std::ranges::find_if(effects_.escalations, same);
    if (found == effects_.escalations.end()) {
        effects_.escalations.push_back(escalation);
    } else {
        *found = escalation;
    }
}

void Draft::put(const Notification& notification) {
    const auto same = [&](const Notification& other) { return other.id == notification.id; };
    const auto found = std::ranges::find_if(effects_.notifications, same);
    if (found == effects_.notifications.end()) {
        effects_.notifications.push_back(notification);
    } else {
        *found = notification;
    }
}

void Draft::put(const Attendance& attendance) {
    const auto same = [&](const Attendance& other) { return other.responder == attendance.responder; };
    const auto found = std::ranges::find_if(effects_.attendances, same);
    if (found == effects_.attendances.end()) {
        effects_.attendances.push_back(attendance);
    } else {
        *found = attendance;
    }
}

void Draft::journal(std::string_view event, std::string_view actor, Facts facts) {
    journal_about(incident_ ? std::optional(incident_->id) : std::nullopt, event, actor, std::move(facts));
}

void Draft::journal_about(const std::optional<IncidentId>& incident, std::string_view event, std::string_view actor,
                          Facts facts) {
    JournalEntry entry;
    entry.at = now_.utc;
    entry.event = event;
    entry.actor = actor;
    entry.incident = incident;
    entry.detail = std::move(facts);
    effects_.journal.push_back(std::move(entry));
}

std::vector<Escalation> Draft::pending_escalations() const {
    std::vector<Escalation> rows = effects_.escalations;
    for (const auto& stored : state_.escalations) {
        const auto same = [&](const Escalation& other) { return other.step == stored.step; };
        if (stored.incident == incident().id && std::ranges::none_of(effects_.escalations, same))
            rows.push_back(stored);
    }
    std::erase_if(rows, [](const Escalation& row) { return row.state != EscalationState::pending; });
    return rows;
}

std::vector<Notification> Draft::unfinished_notifications() const {
    std::vector<Notification> rows = effects_.notifications;
    for (const auto& stored : state_.notifications) {
        const auto same = [&](const Notification& other) { return other.id == stored.id; };
        if (stored.incident == incident().id && std::ranges::none_of(effects_.notifications, same)) {
            rows.push_back(stored);
        }
    }
    std::erase_if(rows, [](const Notification& row) {
        return row.state != NotificationState::pending && row.state != NotificationState::sending;
    });
    return rows;
}

std::vector<Attendance> Draft::attendances() const {
    std::vector<Attendance> rows = effects_.attendances;
    for (const auto& stored : state_.attendances) {
        const auto same = [&](const Attendance& other) { return other.responder == stored.responder; };
        if (stored.incident == incident().id && std::ranges::none_of(effects_.attendances, same)) {
            rows.push_back(stored);
        }
    }
    return rows;
}

Effects Draft::finish(Reason reason) {
    effects_.reason = reason;
    if (changed_) {
        ++incident_->version;
        incident_->changed_at = now_.utc;
        effects_.incident = *incident_;
    }
    return std::move(effects_);
}

}  // namespace anju::alertd::core
