// The core of alertd: what an input means for one incident. Pure: no I/O, clock, thread or log.
//
// The shell (alertd/ingest) loads a CaseState from the store inside its write transaction, calls
// step(), writes every effect in that same transaction, commits, and only then sends anything.
// A core cannot fail: what it cannot accept comes back as `reject` with a reason.
//
// Rules, each with its reason, stand in rules.hpp. The most important ones:
//  * one open incident per home and class; an alert joins it, never hides in it: a new condition
//    or a rise in severity is journalled and notified again (invariant 4);
//  * the same update twice (alert id + revision) changes nothing (invariant 2);
//  * a report for an alert whose incident is closed opens a new incident (invariant 4);
//  * a device's cancel or clear never closes an incident: a person does, with a disposition;
//  * an acknowledgement cancels pending steps; state is checked again when a step is due and when
//    a notification is about to be sent (invariant 6);
//  * a step nobody stands on does not wait: the next one fires at once; the district is last;
//  * a test is recorded and never dispatched.
#pragma once

#include "alertd/core/types.hpp"

#include <variant>

namespace anju::alertd::core {

struct CaseState {
    Place place;  ///< where the input's home is
    PolicyBook policies;
    std::vector<Responder> responders;        ///< everybody whose scope covers `place`, district included
    std::optional<Alert> alert;               ///< the stored alert the input names, if any
    std::optional<Incident> incident;         ///< for alerts: the open incident of (home, class), else the named one
    std::vector<Alert> alerts;                ///< all alerts of `incident`
    std::vector<Escalation> escalations;      ///< pending ones of `incident`
    std::vector<Notification> notifications;  ///< unfinished ones of `incident`
    std::vector<Attendance> attendances;      ///< of `incident`; for acts and delivery results only
    /// For a reopening: the incident of the same home and class that is open meanwhile.
    std::optional<IncidentId> open_meanwhile;
    /// For a DeliveryResult: a notification of the same incident and step was delivered before. Left
    /// false, the worst that follows is an escalation that comes early.
    bool step_heard = false;
};

struct AlertArrived {
    GatewayId gateway;
    AlertUpdate update;
    bool noticed_by_alertd =
        false;  ///< about the gateway, not from it (gateway_lost ...): the journal's actor is alertd
};

/// The last six are a responder's, or an operator's who acts for one.
enum class Act { acknowledge, resolve, close, note, reopen, dispatch, accept, decline, en_route, on_scene, done };
struct OperatorAct {
    IncidentId incident;
    Act act = Act::acknowledge;
    std::string actor;  ///< "user:<name>"
    std::optional<std::uint64_t> expected_version;
    std::optional<Disposition> disposition;  ///< required to close, unless `done` has told it
    std::string note;
    ResponderId responder;  ///< whom the act is about; for those acts only
};

struct StepDue {
    IncidentId incident;
    int step = 1;
};

/// A channel reported what became of a notification it was handed.
struct DeliveryResult {
    Notification notification;  ///< as stored when it was leased
    bool delivered = false;
    bool permanent = false;  ///< no retry will help (a 4xx, an unknown address)
    std::string detail;
    std::optional<Millis> retry_after{};  ///< the receiver asked not to be tried again before
};

using Input = std::variant<AlertArrived, OperatorAct, StepDue, DeliveryResult>;

/// Why an input changed nothing, or was refused.
enum class Reason {
    accepted,
    duplicate_revision,  ///< stored before: receipted again, nothing changed
    older_revision,      ///< a newer one is stored already: recorded, nothing changed
    test_recorded,       ///< a test: recorded, not dispatched
    not_found,
    version_conflict,  ///< somebody else changed the incident first
    wrong_state,       ///< e.g. closing a closed incident
    disposition_missing,
    step_obsolete,      ///< acknowledged, resolved, closed, fired or finished meanwhile
    unknown_responder,  ///< nobody of this id answers for the home
    another_is_open,    ///< the home has a newer open incident of this class
    foreign_alert,      ///< another gateway's alert has this id: refused, to be kept in quarantine
};
[[nodiscard]] std::string_view to_string(Reason value);

/// Tell the gateway that these alerts' case is closed, so that they re-arm.
struct CloseNotice {
    GatewayId gateway;
    std::vector<AlertId> alerts;
};

/// Have the people in the home told that help is coming.
struct HelpNotice {
    GatewayId gateway;
    HomeId home;  ///< as the gateway calls it; a hub serves several
};

struct Effects {
    Reason reason = Reason::accepted;
    std::optional<Alert> alert;               ///< insert or replace
    std::optional<Incident> incident;         ///< insert or replace
    std::vector<Escalation> escalations;      ///< insert or replace by (incident, step)
    std::vector<Attendance> attendances;      ///< insert or replace by (incident, responder)
    std::vector<Note> notes;                  ///< append
    std::vector<Notification> notifications;  ///< insert (a key that exists is left alone) or update by id
    std::vector<JournalEntry> journal;        ///< append in order; seq is given by the store
    std::vector<CloseNotice> close_notices;   ///< publish after the commit
    std::vector<HelpNotice> help_notices;     ///< publish after the commit
};

[[nodiscard]] Effects step(const CaseState& state, const Input& input, const Now& now, UlidFactory& ids);

/// Asked at the moment of sending: does the case still need this notification? False once
/// somebody owns the case (or it is over) and the notification belongs to an escalation step.
[[nodiscard]] bool still_wanted(const Notification& notification, const Incident& incident);

/// When to try a failed delivery again: exponential, from 1 s to 60 s, with jitter from `random64`.
[[nodiscard]] Millis retry_delay(int attempts, std::uint64_t random64);

}  // namespace anju::alertd::core
