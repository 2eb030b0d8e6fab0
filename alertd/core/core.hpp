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
//  * what is silenced is recorded and shown, calls nobody, and calls as soon as the silence is over;
//  * a test is recorded and not dispatched, unless it is to prove the whole path.
#pragma once

#include "alertd/core/policy.hpp"
#include "alertd/core/scope.hpp"
#include "alertd/core/silence.hpp"
#include "alertd/core/types.hpp"

#include <variant>

namespace anju::alertd::core {

/// What explains an alert that just arrived, so that it need not call anybody (hold.hpp).
struct Cover {
    HoldReason reason = HoldReason::gateway_lost;
    std::optional<IncidentId> by;
    std::optional<UtcTime> until;  ///< none: until the cause ends
};

class DutyBook;

struct CaseState {
    Place place;  ///< where the input's home is
    PolicyBook policies;
    const DutyBook* duties = nullptr;         ///< who is on duty, and the district's clocks; none: no rosters, UTC
    std::vector<Responder> responders;        ///< everybody whose scope covers `place`, district included
    std::optional<Alert> alert;               ///< the stored alert the input names, if any
    std::optional<Incident> incident;         ///< for alerts: the open incident of (home, class), else the named one
    std::vector<Alert> alerts;                ///< all alerts of `incident`
    std::vector<Escalation> escalations;      ///< pending ones of `incident`
    std::vector<Notification> notifications;  ///< unfinished ones of `incident`
    std::vector<Attendance> attendances;      ///< of `incident`; for alerts only when somebody owns it
    std::vector<Silence> silences;            ///< those that last now and may cover an alert of the case
    std::vector<Hushed> hushed;               ///< of the alerts of `incident`
    /// A technician asked that tests of this home or device run the whole path.
    bool whole_path_test = false;
    /// For a reopening: the incident of the same home, class and part that is open meanwhile.
    std::optional<IncidentId> open_meanwhile;
    /// For what a responder says: he has told these words about this case before.
    bool note_known = false;
    /// For an arrival: what may hold the alert back. The core decides for which conditions it does.
    std::optional<Cover> cover;
    /// For a DeliveryResult: a notification of the same incident and step was delivered before. Left
    /// false, the worst that follows is an escalation that comes early.
    bool step_heard = false;
};

struct AlertArrived {
    GatewayId gateway;
    AlertUpdate update;
    bool noticed_by_alertd =
        false;           ///< about the gateway, not from it (gateway_lost ...): the journal's actor is alertd
    bool drill = false;  ///< somebody started it to see whether people answer
    /// This revision is news although its case knows the condition: an area outage that has doubled.
    bool is_news = false;
};

/// A held alert's cause or time has ended; `state.alert` is the alert as it was last told, `state.cover` what
/// explains it now, if anything does.
struct HoldEnded {
    AlertId alert;
};

/// Everything in this case is explained by another one, into which it goes (hold.hpp, H4).
struct Explained {
    IncidentId incident;
    Cover cover;
};

/// Those from dispatch to done are a responder's, or an operator's who acts for one. merge and split concern two
/// cases: see regroup.hpp.
enum class Act {
    acknowledge,
    resolve,
    close,
    note,
    reopen,
    assign,
    dispatch,
    accept,
    decline,
    en_route,
    on_scene,
    done,
    merge,
    split,
};
struct OperatorAct {
    IncidentId incident;
    Act act = Act::acknowledge;
    std::string actor;  ///< "user:<name>"
    std::optional<std::uint64_t> expected_version;
    std::optional<Disposition> disposition;  ///< required to close, unless `done` has told it
    std::string note;
    ResponderId responder;            ///< whom the act is about; for those acts only
    Scope scope = Scope::district();  ///< of who acts; a case outside it is not found
    /// Instead of `responder` and `actor`: how whoever acts is reached. Of several whom it reaches the
    /// nearest to the home acts, as "responder:<id>".
    std::optional<Way> reached_at{};
    std::string owner{};                    ///< assign: whose the case is from now on, "user:<name>"
    Scope owner_scope = Scope::district();  ///< of that person
    IncidentId into{};                      ///< merge: the case that stays
    std::optional<std::uint64_t> into_version{};
    std::vector<AlertId> alerts{};  ///< split: the ones that get a case of their own
};

struct StepDue {
    IncidentId incident;
    int step = 1;
};

/// A silence that covers alerts of this case began or ended.
struct SilencesChanged {
    IncidentId incident;
};

/// A channel reported what became of a notification it was handed.
struct DeliveryResult {
    Notification notification;  ///< as stored when it was leased
    bool delivered = false;
    bool permanent = false;  ///< no retry will help (a 4xx, an unknown address)
    std::string detail;
    std::optional<Millis> retry_after{};  ///< the receiver asked not to be tried again before
    bool held_back = false;               ///< nothing was sent: our own limit
    std::optional<Millis> took{};         ///< how long the channel took; nothing when it was not asked
};

using Input = std::variant<AlertArrived, HoldEnded, Explained, OperatorAct, StepDue, DeliveryResult, SilencesChanged>;

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
    exercise_only,      ///< a drill is closed as a drill and a test as a test
    held_back,          ///< recorded; the case that explains it speaks for it
    reason_missing,     ///< a merge across homes must say why
    not_mergeable,      ///< with itself, into a less urgent class, or an area outage
    alert_not_here,     ///< a split names an alert that is not in the case
    nothing_stays,      ///< a split must leave an alert, and take one
    several_homes,      ///< a split takes alerts of one home
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
    std::vector<Alert> moved_alerts;          ///< that go to another case, or are held back now: replace
    std::optional<Incident> incident;         ///< insert or replace
    std::vector<Escalation> escalations;      ///< insert or replace by (incident, step)
    std::vector<Attendance> attendances;      ///< insert or replace by (incident, responder)
    std::vector<Note> notes;                  ///< append
    std::vector<Notification> notifications;  ///< insert (a key that exists is left alone) or update by id
    std::vector<JournalEntry> journal;        ///< append in order; seq is given by the store
    std::vector<Hushed> hushed;               ///< insert or replace by alert
    std::vector<AlertId> unhushed;            ///< remove
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
