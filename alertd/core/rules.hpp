// Every rule of an incident's life, each with its reason. core.hpp has the one function that
// shells call; these are its parts, by subject. All of them are pure and single-threaded.
//
// -- Arrival (incident.cpp)
//  A1 An update whose revision is stored, or older than the stored one, changes nothing. Reason: everything is
//     retried, and a revision carries the whole alert, so a late one has nothing to add.
//  A2 An id that another gateway already uses is refused. Reason: the sender is the topic; a gateway must not be
//     able to rewrite another home's alarm.
//  A3 A test is stored without an incident and nobody is told. A live alert whose later revision claims to be a test
//     stays live, and a test whose later revision is real becomes live. Reason: a slip in test mode must not
//     withdraw an alarm.
//  A4 An alert joins the incident of its home and class that is not closed; there is at most one. Otherwise it opens
//     one. Reason: one case for people to handle, and one timer.
//  A5 Open even if the first thing heard is that it is over. Reason: a call that was raised and cancelled while the
//     line was down is a call nobody has seen yet.
//  A6 An alert whose case is closed opens a new case when it brings an unseen report: a higher count, an alarm after
//     a clear, or a higher severity. Without one (the clear that follows a close) it is recorded only. Reason: a
//     press after the case was closed is a new emergency; the end of the old one is not.
//  A7 A clear or cancel never ends anything, neither the case nor its escalation: it sets `all_clear`, for
//     which the last alert of each condition of each device counts. Reason:
//     detectors clear when the wind turns, and "I am fine" may be pressed by somebody who is not. A person calls
//     back first.
//  A8 A repeat is counted, journalled and shown, and calls nobody. Reason: the fifth press must not send the fifth
//     message to the people who are already running.
//  A9 These call again: a rise in severity; and, for emergencies and welfare, a condition that the case did not have,
//     a new alert of a condition that is over or has been silent for kQuiet, and, once somebody owns the case, the
//     same alert when it comes back: a press after a cancel or after kQuiet, another alarm kQuiet after its clear.
//     Reason: dedup never hides a new emergency, also not behind an acknowledgement that somebody forgot. Technical
//     cases call again for severity only: one message per dead battery would drown the one about a lost gateway.
// A10 Calling again while nobody has answered fires the next step at once, and it reaches everybody up to that step.
//     Reason: a case that gets worse unanswered must not wait for a deadline set for a lesser one.
// A11 Calling again while somebody owns the case leaves owner and state as they are and tells everybody who was
//     called before, under a new step number so that the key differs. Reason: the owner is among them, and a fresh
//     key is what makes it a new message and not a repeat. No new deadline: somebody is on it. That is believed for
//     kForgotten after the acknowledgement; later the case is opened again as in A13.
// A12 While nobody has been told yet (a technical case in its first delay) there is nothing to tell again.
// A13 An unseen report on a resolved case opens it again, without owner, with the next step fired at once for
//     everybody up to it; a technical case waits first, as a new one does. Reason: "solved" was wrong, and who solved
//     it may have gone home.
//
// -- Routing (routing.cpp)
//  R1 On a step stand the responders of its levels whose scope is the home, its committee, its street, or the
//     district. Each stands there once, and is told once per step. Reason: two rows for one person are an import
//     slip, not two people.
//  R2 A home that is not registered has no committee; it reaches the street that its gateway claims, if there is
//     one, else the district (the steps in between are empty, see E2).
//
// -- Escalation (escalation.cpp)
//  E1 Step n is due at opening + after(n), as a row that is committed with whatever caused it; the first one of a
//     critical technical case at once. A step that would be
//     due in the past is due now. The next row follows the previous row's deadline, not the moment it fired, so that
//     a late alertd catches up instead of pushing everything back.
//  E2 A step on which nobody stands does not wait: the next one fires at once.
//  E3 Past its last step the policy repeats that step every `repeat_every`, with growing numbers, until somebody
//     acknowledges. Repeats count from now: after an outage one repeat is due, not one for each that was missed.
//  E4 The state is checked when a step is due: a case that somebody owns, or that is over, cancels it.
//  E5 A technical case whose alerts are all clear when a step is due resolves by itself and tells nobody. Never an
//     emergency or a welfare case. Reason: a gateway that was back after five minutes needs no visit at night, but
//     stays in the record until somebody closes it.
//  E6 An unanswered case without any pending step fires its next step when the auditor asks. Reason: the row that
//     is missing is the one failure that E1 cannot see.
//
// -- Delivery (delivery.cpp)
//  D1 A failed delivery is tried again with a growing delay for as long as the case needs it. Reason: there is no
//     number of failures after which an unanswered emergency stops being one. A receiver that asks for more time
//     gets it, up to ten minutes; the ladder climbs meanwhile.
//  D2 A permanent failure gives up on that address. When nobody of the newest step was or can still be reached, the
//     next step fires at once; past the last step the repeat keeps its time, so that a dead address is not hammered.
//  D3 A notification that the case no longer needs is superseded instead of being tried again.
//
// -- Operator's acts (operator_acts.cpp)
//  O1 An act with an outdated version is refused. The same person's second acknowledgement is accepted and changes
//     nothing: a client that lost the answer asks again.
//  O2 Acknowledging gives the case an owner, cancels pending steps and withdraws what has not been sent. Another
//     person's acknowledgement of an owned case is refused, so that two people do not both think the other goes.
//     In an emergency the home is told that help is coming; closing a case without having taken it tells nothing.
//  O3 Resolving an unowned case acknowledges it for the same person first. Reason: a case never ends without a name.
//  O4 Closing needs a disposition, and "other" a note. It ends every timer and tells the gateways, which re-arm.
//  O5 Notes are kept beside the incident, with author and time; the journal says that one was added, not its words.
//     Reason: words may name people, and the journal cannot forget.
//  O6 Reopening a resolved or closed case gives it to whoever reopens it, who is there. A closed one cannot be
//     reopened while the home has a newer open case of its class. Reason: one case for people to handle (A4).
//
// -- Attendance (attendance.cpp)
//  T1 Dispatching asks one responder who answers for the home, at once and beside the ladder, which goes on climbing
//     until somebody answers. Reason: a call to one person is not an answer.
//  T2 Accepting, being on the way and being on scene acknowledge an unanswered case for whoever does it; another
//     one's case stays his. The case is as far as the furthest of those who go, and never goes back by a late word.
//  T3 When everybody called on the newest step has declined, the next step fires at once; a declining owner gives
//     the case back, unless somebody else goes, and the next step reaches everybody up to it.
//  T4 An acknowledged case on which nobody is on the way within `attend_within`, and one on the way that has nobody
//     on scene within `arrive_within`, is open again, and the next step reaches everybody up to it. Reason: a name
//     in the list helps nobody who lies on the floor.
//  T5 Who is done leaves the case to those who still go; the last one resolves it. What he says of how it ended
//     stands until the close says otherwise.
#pragma once

#include "alertd/core/draft.hpp"

#include <string_view>
#include <vector>

namespace anju::alertd::core {

inline constexpr Millis kQuiet{600'000};  ///< after this silence a new alert of a known condition is news
/// 45 minutes are the time to be on site: who acknowledged earlier than this and said nothing since is not on it.
inline constexpr Millis kForgotten{45 * 60'000};

/// Nobody owns it yet and it is not over.
[[nodiscard]] inline bool is_unanswered(const Incident& incident) {
    return incident.state == IncidentState::open || incident.state == IncidentState::dispatched;
}
[[nodiscard]] inline bool is_owned(const Incident& incident) {
    return incident.state == IncidentState::acknowledged || incident.state == IncidentState::en_route ||
           incident.state == IncidentState::on_scene;
}
[[nodiscard]] inline bool is_over(AlertPhase phase) {
    return phase == AlertPhase::cleared || phase == AlertPhase::cancelled;
}

// incident.cpp
[[nodiscard]] Effects arrive(const CaseState& state, const AlertArrived& input, const Now& now, UlidFactory& ids);

// attendance.cpp
/// What a responder says, or is asked.
[[nodiscard]] Reason attend(Draft& draft, const OperatorAct& act);

// operator_acts.cpp
/// Gives the case an owner, ends its climbing (O2) and watches that somebody goes (T4).
void take_over(Draft& draft, const OperatorAct& act);
/// The case has no owner any more.
void give_back(Draft& draft, std::string_view actor, std::string_view why);
/// Has the home told that help is coming, in an emergency.
void promise_help(Draft& draft);
void mark_resolved(Draft& draft, std::string_view actor);
[[nodiscard]] Effects operate(const CaseState& state, const OperatorAct& input, const Now& now, UlidFactory& ids);

// routing.cpp
/// Who stands on the levels, in the order of `state.responders`, each once.
[[nodiscard]] std::vector<Responder> who_stands_on(const std::vector<Level>& levels, const Place& place,
                                                   const std::vector<Responder>& responders);

// escalation.cpp
[[nodiscard]] Effects escalate(const CaseState& state, const StepDue& input, const Now& now, UlidFactory& ids);
/// Starts the ladder of a new incident: schedules its first step, or fires it when it is due at once.
void start_ladder(Draft& draft);
/// Fires step `number` for the levels of its own rung, or of every rung up to it, and schedules the next one.
enum class Reach { this_rung, up_to_this_rung };
void fire_step(Draft& draft, int number, Reach reach, std::string_view why);
/// Tells everybody who was called so far, once more, under the next step number; schedules nothing.
void tell_again(Draft& draft, std::string_view why);
/// Tells one responder, beside the ladder.
void call_one(Draft& draft, const Responder& responder);
/// Who was called on a step.
[[nodiscard]] std::vector<Responder> called_on(const Draft& draft, int number);
[[nodiscard]] bool is_past_last_rung(const Draft& draft, int number);
/// A pending step that comes if nobody is on the way, or on scene, by then (T4).
void watch_departure(Draft& draft);
void watch_arrival(Draft& draft);
void cancel_steps(Draft& draft, std::string_view actor);
/// Cancels pending steps and withdraws notifications that nobody has begun to send.
void stand_down(Draft& draft, std::string_view actor);

// delivery.cpp
[[nodiscard]] Effects deliver(const CaseState& state, const DeliveryResult& input, const Now& now, UlidFactory& ids);

}  // namespace anju::alertd::core
