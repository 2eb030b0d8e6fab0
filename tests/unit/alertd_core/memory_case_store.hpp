// MemoryCaseStore: the smallest store that keeps its promises to the core. Tests and the
// simulation put a core on it; tests/contract/store holds the real ones to the same promises.
//
// It refuses (as a list of complaints, so that any test framework can report them) what a real
// store would refuse: a second open incident of one home and class, a version that does not rise.
// Not thread-safe.
#pragma once

#include "alertd/core/core.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::core::testing {

class MemoryCaseStore {
public:
    PolicyBook policies = PolicyBook::defaults();
    std::vector<Responder> responders;

    std::map<AlertId, Alert> alerts;
    std::map<IncidentId, Incident> incidents;
    std::map<std::pair<IncidentId, int>, Escalation> escalations;
    std::map<NotificationId, Notification> notifications;
    std::map<std::pair<IncidentId, ResponderId>, Attendance> attendances;
    std::vector<Note> notes;
    std::map<std::string, NotificationId> keys;
    std::vector<JournalEntry> journal;
    std::vector<std::string> complaints;

    [[nodiscard]] const Incident* open_incident(const HomeId& home, IncidentClass incident_class) const {
        for (const auto& [id, incident] : incidents) {
            if (incident.state != IncidentState::closed && incident.place.home == home &&
                incident.incident_class == incident_class) {
                return &incident;
            }
        }
        return nullptr;
    }

    [[nodiscard]] CaseState load(const Place& place, const AlertUpdate& update) const {
        CaseState state;
        const auto stored = alerts.find(update.id);
        if (stored != alerts.end()) state.alert = stored->second;
        if (const auto* open = open_incident(place.home, class_of(update.key.condition))) {
            state = load(open->id);
        } else if (state.alert && state.alert->incident) {
            state = load(*state.alert->incident);
        }
        if (stored != alerts.end()) state.alert = stored->second;
        state.place = place;
        state.policies = policies;
        state.responders = responders;
        return state;
    }

    [[nodiscard]] CaseState load(const IncidentId& id) const {
        CaseState state;
        state.policies = policies;
        state.responders = responders;
        const auto found = incidents.find(id);
        if (found == incidents.end()) return state;
        state.incident = found->second;
        state.place = found->second.place;
        for (const auto& [alert_id, alert] : alerts) {
            if (alert.incident == id) state.alerts.push_back(alert);
        }
        for (const auto& [key, row] : escalations) {
            if (row.incident == id && row.state == EscalationState::pending) state.escalations.push_back(row);
        }
        for (const auto& [notification_id, row] : notifications) {
            if (row.incident == id && is_unfinished(row)) state.notifications.push_back(row);
        }
        for (const auto& [key, row] : attendances) {
            if (row.incident == id) state.attendances.push_back(row);
        }
        const auto* open = open_incident(found->second.place.home, found->second.incident_class);
        if (open && open->id != id) state.open_meanwhile = open->id;
        return state;
    }

    [[nodiscard]] CaseState load(const Notification& notification) const {
        CaseState state = load(notification.incident);
        state.step_heard = std::ranges::any_of(notifications, [&](const auto& entry) {
            return entry.second.incident == notification.incident && entry.second.step == notification.step &&
                   entry.second.state == NotificationState::delivered;
        });
        return state;
    }

    void apply(const Effects& effects) {
        if (effects.alert) alerts[effects.alert->update.id] = *effects.alert;
        if (effects.incident) apply_incident(*effects.incident);
        for (const auto& row : effects.attendances) attendances[{row.incident, row.responder}] = row;
        notes.insert(notes.end(), effects.notes.begin(), effects.notes.end());
        for (const auto& row : effects.escalations) escalations[{row.incident, row.step}] = row;
        for (const auto& row : effects.notifications) {
            const auto [at, added] = keys.emplace(row.key, row.id);
            if (at->second == row.id) notifications[row.id] = row;
        }
        for (auto entry : effects.journal) {
            entry.seq = journal.size() + 1;
            journal.push_back(std::move(entry));
        }
    }

    [[nodiscard]] std::vector<Escalation> due_escalations(UtcTime now) const {
        std::vector<Escalation> due;
        for (const auto& [key, row] : escalations) {
            if (row.state == EscalationState::pending && row.due_at <= now) due.push_back(row);
        }
        std::ranges::stable_sort(due, {}, &Escalation::due_at);
        return due;
    }

    /// As a channel would take it: due, or leased to somebody who never answered.
    [[nodiscard]] std::vector<Notification> lease(UtcTime now, Millis duration) {
        std::vector<Notification> leased;
        for (auto& [id, row] : notifications) {
            const bool due = row.state == NotificationState::pending && row.next_attempt_at <= now;
            const bool expired = row.state == NotificationState::sending && row.lease_until && *row.lease_until <= now;
            if (!due && !expired) continue;
            row.state = NotificationState::sending;
            row.lease_until = now + duration;
            leased.push_back(row);
        }
        return leased;
    }

    [[nodiscard]] std::vector<Notification> notifications_of(const IncidentId& id) const {
        std::vector<Notification> rows;
        for (const auto& [key, row] : notifications) {
            if (row.incident == id) rows.push_back(row);
        }
        return rows;
    }

    [[nodiscard]] static bool is_unfinished(const Notification& row) {
        return row.state == NotificationState::pending || row.state == NotificationState::sending;
    }

private:
    void apply_incident(const Incident& incident) {
        const auto before = incidents.find(incident.id);
        const std::uint64_t expected = before == incidents.end() ? 1 : before->second.version + 1;
        if (incident.version != expected) complaints.push_back("a version did not rise by one");
        if (incident.state != IncidentState::closed) {
            const auto* open = open_incident(incident.place.home, incident.incident_class);
            if (open && open->id != incident.id) complaints.push_back("a second open incident of one home and class");
        }
        incidents[incident.id] = incident;
    }
};

}  // namespace anju::alertd::core::testing
