// Draft: the effects of one step while the rules are still adding to them.
//
// It keeps three promises for every rule: an incident that changed rises by exactly one version
// per step, whatever number of rules touched it; journal rows come in the order of the decisions;
// a row that a rule changed twice is written once, in its last form.
#pragma once

#include "alertd/core/core.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace anju::alertd::core {

using Facts = std::vector<std::pair<std::string, std::string>>;

class Draft {
public:
    Draft(const CaseState& state, const Now& now, UlidFactory& ids) : state_(state), now_(now), ids_(ids) {}

    [[nodiscard]] const CaseState& state() const { return state_; }
    [[nodiscard]] UtcTime at() const { return now_.utc; }
    [[nodiscard]] Ulid new_id() { return ids_.next(now_.utc); }

    /// Takes the incident this step is about: a stored one, or a new one of version 0.
    void begin(Incident incident);
    [[nodiscard]] const Incident& incident() const;
    /// The same for writing; from here on it counts as changed.
    [[nodiscard]] Incident& change();

    void put(Alert alert) { effects_.alert = std::move(alert); }
    void move(Alert alert) { effects_.moved_alerts.push_back(std::move(alert)); }
    void put(const Escalation& escalation);
    void put(const Notification& notification);
    void put(const Attendance& attendance);
    void put(const Hushed& hushed);
    void unhush(const AlertId& alert);
    void put(Note note) { effects_.notes.push_back(std::move(note)); }
    void close_notice(CloseNotice notice) { effects_.close_notices.push_back(std::move(notice)); }
    void help_notice(HelpNotice notice) { effects_.help_notices.push_back(std::move(notice)); }
    /// A row about this draft's incident, if it has one.
    void journal(std::string_view event, std::string_view actor, Facts facts);
    void journal_about(const std::optional<IncidentId>& incident, std::string_view event, std::string_view actor,
                       Facts facts);

    /// The pending escalations, unfinished notifications and attendances as they are after what was put so far.
    [[nodiscard]] std::vector<Escalation> pending_escalations() const;
    [[nodiscard]] std::vector<Notification> unfinished_notifications() const;
    [[nodiscard]] std::vector<Attendance> attendances() const;
    /// The same for the case's alerts and for those that a silence keeps.
    [[nodiscard]] std::vector<Alert> alerts() const;
    [[nodiscard]] std::vector<Hushed> hushed() const;

    [[nodiscard]] Effects finish(Reason reason);

private:
    const CaseState& state_;
    const Now& now_;
    UlidFactory& ids_;
    Effects effects_;
    std::optional<Incident> incident_;
    bool changed_ = false;
};

inline constexpr std::string_view kAlertd = "alertd";  ///< the actor of decisions nobody asked for

}  // namespace anju::alertd::core
