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

void Draft::put(const Hushed& hushed) {
    const auto same = [&](const Hushed& other) { return other.alert == hushed.alert; };
    std::erase(effects_.unhushed, hushed.alert);
    std::erase_if(effects_.hushed, same);
    effects_.hushed.push_back(hushed);
}

void Draft::unhush(const AlertId& alert) {
    std::erase_if(effects_.hushed, [&](const Hushed& other) { return other.alert == alert; });
    effects_.unhushed.push_back(alert);
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

std::vector<Alert> Draft::alerts() const {
    std::vector<Alert> all;
    for (const auto& stored : state_.alerts) {
        if (!effects_.alert || stored.update.id != effects_.alert->update.id) all.push_back(stored);
    }
    for (const auto& moved : effects_.moved_alerts) {
        std::erase_if(all, [&](const Alert& alert) { return alert.update.id == moved.update.id; });
        all.push_back(moved);
    }
    if (effects_.alert && effects_.alert->incident == incident().id) all.push_back(*effects_.alert);
    // Of a case that is just opened the state holds another one's.
    std::erase_if(all, [&](const Alert& alert) { return alert.incident != incident().id; });
    return all;
}

std::vector<Hushed> Draft::hushed() const {
    std::vector<Hushed> rows = effects_.hushed;
    for (const auto& stored : state_.hushed) {
        const auto same = [&](const Hushed& other) { return other.alert == stored.alert; };
        const bool gone = std::ranges::find(effects_.unhushed, stored.alert) != effects_.unhushed.end();
        if (!gone && std::ranges::none_of(effects_.hushed, same)) rows.push_back(stored);
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
