// MemoryCaseStore: the smallest store that keeps its promises to the core. Tests and the
// simulation put a core on it; tests/contract/store holds the real ones to the same promises.
//
// It refuses (as a list of complaints, so that any test framework can report them) what a real
// store would refuse: a second open incident of one home, class and part, a version that does not rise.
// Not thread-safe.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/core/correlate.hpp"
#include "alertd/core/regroup.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::core::testing {

class MemoryCaseStore {
public:
    PolicyBook policies = PolicyBook::defaults();
    const DutyBook* duties = nullptr;
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
    std::map<SilenceId, Silence> silences;
    std::map<AlertId, Hushed> hushed;
    bool whole_path_test = false;  ///< of every home

    [[nodiscard]] const Incident* open_incident(const HomeId& home, IncidentClass incident_class,
                                                Exercise exercise = Exercise::none) const {
        for (const auto& [id, incident] : incidents) {
            if (incident.state != IncidentState::closed && incident.place.home == home &&
                incident.incident_class == incident_class && incident.exercise == exercise) {
                return &incident;
            }
        }
        return nullptr;
    }

    /// What cases_for() of a real store gives, with their alerts, and the case that the alert is in.
    [[nodiscard]] std::vector<Candidate> candidates(const HomeId& home, const AlertUpdate& update,
                                                    Exercise exercise) const {
        std::set<IncidentId> wanted;
        for (const auto& [id, incident] : incidents) {
            if (incident.place.home == home && incident.merged_into) wanted.insert(*incident.merged_into);
        }
        if (const auto stored = alerts.find(update.id); stored != alerts.end() && stored->second.incident) {
            wanted.insert(*stored->second.incident);
        }
        std::vector<const Incident*> open;
        for (const auto& [id, incident] : incidents) {
            const bool own = incident.place.home == home && incident.incident_class == class_of(update.key.condition);
            if (incident.exercise != exercise) continue;
            if (incident.state != IncidentState::closed && (own || wanted.contains(id))) open.push_back(&incident);
        }
        std::ranges::stable_sort(open, {}, [](const Incident* incident) { return incident->part; });
        std::vector<Candidate> all;
        for (const auto* incident : open) all.push_back({*incident, load(incident->id).alerts});
        return all;
    }

    [[nodiscard]] CaseState load(const Place& place, const AlertUpdate& update, bool drill = false,
                                 const std::optional<GatewayId>& gateway = std::nullopt) const {
        CaseState state;
        const auto stored = alerts.find(update.id);
        if (stored != alerts.end()) state.alert = stored->second;
        const auto known = stored != alerts.end() ? stored->second.incident : std::nullopt;
        const Exercise tested = update.test && whole_path_test ? Exercise::test : Exercise::none;
        const Exercise exercise = drill ? Exercise::drill : tested;
        // Whose gateway it is matters only where cases were merged or split.
        const GatewayId sender = gateway.value_or(state.alert ? state.alert->gateway : GatewayId{});
        const auto chosen = choose_case(place, sender, update, state.alert, candidates(place.home, update, exercise));
        if (update.test && known && incidents.at(*known).state != IncidentState::closed) {
            state = load(*known);
        } else if (chosen) {
            state = load(*chosen);
        } else if (known) {
            state = load(*known);
        }
        if (stored != alerts.end()) state.alert = stored->second;
        state.whole_path_test = whole_path_test;
        add_silences(state);
        state.place = place;
        state.policies = policies;
        state.duties = duties;
        state.responders = responders;
        return state;
    }

    [[nodiscard]] CaseState load(const IncidentId& id) const {
        CaseState state;
        state.policies = policies;
        state.duties = duties;
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
        const auto* open =
            open_incident(found->second.place.home, found->second.incident_class, found->second.exercise);
        if (open && open->id != id) state.open_meanwhile = open->id;
        add_silences(state);
        return state;
    }

    /// The alerts that a silence keeps, as the shell asks for them when it ends.
    [[nodiscard]] std::vector<IncidentId> kept_by(const SilenceId& silence) const {
        std::vector<IncidentId> kept;
        for (const auto& [alert, row] : hushed) {
            const auto& incident = alerts.at(alert).incident;
            if (row.silence == silence && !row.over && incident) kept.push_back(*incident);
        }
        return kept;
    }

    [[nodiscard]] CaseState load(const Notification& notification) const {
        CaseState state = load(notification.incident);
        state.step_heard = std::ranges::any_of(notifications, [&](const auto& entry) {
            return entry.second.incident == notification.incident && entry.second.step == notification.step &&
                   entry.second.state == NotificationState::delivered;
        });
        return state;
    }

    /// The lowest part that no open case of the home and class has.
    [[nodiscard]] int free_part(const HomeId& home, IncidentClass incident_class,
                                Exercise exercise = Exercise::none) const {
        std::set<int> taken;
        for (const auto& [id, incident] : incidents) {
            const bool own = incident.place.home == home && incident.incident_class == incident_class;
            if (incident.exercise == exercise && own && incident.state != IncidentState::closed)
                taken.insert(incident.part);
        }
        int part = 1;
        while (taken.contains(part)) ++part;
        return part;
    }

    /// Carries out merge, split, or the reopening of a merged case; `place` is of the alerts that are split off.
    Regrouped regroup(const OperatorAct& act, const Now& now, UlidFactory& ids,
                      const std::map<HomeId, Place>& places = {}) {
        CaseState one = load(act.incident);
        Regrouped done;
        if (act.act == Act::merge) {
            done = merge(one, load(act.into), act, now, ids);
        } else if (act.act == Act::split) {
            const SplitPlan plan = plan_split(one, act);
            if (const auto place = places.find(plan.first.home); place != places.end()) one.place = place->second;
            const Exercise exercise = one.incident.value_or(Incident{}).exercise;
            done = split(one, free_part(one.place.home, plan.incident_class, exercise), act, now, ids);
        } else {
            const Incident was = one.incident.value_or(Incident{});
            const CaseState into = load(was.merged_into.value_or(IncidentId{}));
            done = take_back(one, into, free_part(was.place.home, was.incident_class, was.exercise), act, now, ids);
        }
        apply(done.one);
        apply(done.other);
        if (act.act == Act::merge && done.reason == Reason::accepted) {
            for (auto& [id, incident] : incidents) {
                if (incident.merged_into == act.incident) incident.merged_into = act.into;
            }
        }
        return done;
    }

    void apply(const Effects& effects) {
        if (effects.alert) alerts[effects.alert->update.id] = *effects.alert;
        for (const auto& alert : effects.moved_alerts) alerts[alert.update.id] = alert;
        if (effects.incident) apply_incident(*effects.incident);
        for (const auto& row : effects.attendances) attendances[{row.incident, row.responder}] = row;
        notes.insert(notes.end(), effects.notes.begin(), effects.notes.end());
        for (const auto& row : effects.escalations) escalations[{row.incident, row.step}] = row;
        for (const auto& row : effects.notifications) {
            const auto [at, added] = keys.emplace(row.key, row.id);
            if (at->second == row.id) notifications[row.id] = row;
        }
        for (const auto& row : effects.hushed) hushed[row.alert] = row;
        for (const auto& alert : effects.unhushed) hushed.erase(alert);
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
    void add_silences(CaseState& state) const {
        for (const auto& [id, silence] : silences) state.silences.push_back(silence);
        for (const auto& alert : state.alerts) {
            const auto row = hushed.find(alert.update.id);
            if (row != hushed.end()) state.hushed.push_back(row->second);
        }
    }

    void apply_incident(const Incident& incident) {
        const auto before = incidents.find(incident.id);
        const std::uint64_t expected = before == incidents.end() ? 1 : before->second.version + 1;
        if (incident.version != expected) complaints.push_back("a version did not rise by one");
        if (incident.state != IncidentState::closed) {
            for (const auto& [id, other] : incidents) {
                const bool same = other.place.home == incident.place.home && other.part == incident.part &&
                                  other.incident_class == incident.incident_class &&
                                  other.exercise == incident.exercise;
                if (same && id != incident.id && other.state != IncidentState::closed) {
                    complaints.push_back("a second open incident of one home, class, exercise and part");
                }
            }
        }
        incidents[incident.id] = incident;
    }
};

}  // namespace anju::alertd::core::testing
