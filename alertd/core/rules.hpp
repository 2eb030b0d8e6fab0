// Every rule of an incident's life, each with its reason. core.hpp has the one function that
// shells call; these are its parts, by subject. All of them are pure and single-threaded.
//
// -- Arrival (incident.cpp)
//  A1 An update whose revision is stored, or older than the stored one, changes nothing. Reason: everything is
//     retried, and a revision carries the whole alert, so a late one has nothing to add.
//  A2 An id that another gateway already uses is refused. Reason: the sender is the topic; a gateway must not be
//     able to rewrite another home's alarm.
//  A3 A test is stored without an incident and nobody is told, unless it is to run the whole path (X1). A live alert
//     whose later revision claims to be a test stays live, and a test whose later revision is real becomes live.
//     Reason: a slip in test mode must not withdraw an alarm.
//  A4 An alert joins the incident of its home and class that is not closed; otherwise it opens one. There is at most
//     one, unless a person has split or merged cases (regroup.hpp); then correlate.hpp chooses. What another case
//     explains is held back (hold.hpp). Reason: one case for people to handle, and one timer.
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
//     cases call again for severity only, because one message per dead battery would drown the one about a lost
//     gateway; and, when everything in them was over, for a new critical alert and for any behind a forgotten owner.
//     An area outage also does when it has doubled (storm.hpp, W5).
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
//  R3 Where a team stands, its members stand in its place, and each of them answers for the case like anybody who
//     stands there himself. A team without members stands itself, so that its step is not empty by a slip. Somebody
//     of kind member stands with his teams only. (The store does this when it loads who answers for a place.)
//  R4 Whom a roster of his scope names stands on a step only while he is on duty; a stand-in does as well. Who names a
//     team names each of its members. Several rosters of one scope are one: who is on duty in any of them is on duty,
//     and who stands there in two ways stands if he does in one. Reason: that is what a roster is for.
//  R5 A scope of whose people nobody is on duty calls all of them, and the journal says so. Reason: a gap, a roster
//     that ran out and an id that was written wrong must never silence an alarm.
//  R6 Who is in no roster that is in force always stands. Reason: a district without rosters works, and so does one
//     that has written down only half of its people.
//  R7 Rosters are looked at when a step fires, a repeat and a call again included, and never earlier. Reason: a case
//     that climbs over a change of shift reaches those who are there. Who goes to the case already is told again
//     (A11) whatever his roster says. Who may answer for a case is not asked for his duty.
//  Which steps a case climbs by is chosen by the rules P1 to P4 in policy.hpp.
//
// -- Escalation (escalation.cpp)
//  E1 Step n is due at opening + after(n), as a row that is committed with whatever caused it; the first one of a
//     critical technical case at once, also when it becomes critical later. A step that would be due in the past is
//     due now. The next row follows the previous row's deadline, not the moment it fired, so that
//     a late alertd catches up instead of pushing everything back.
//  E2 A step on which nobody stands does not wait: the next one fires at once.
//  E3 Past its last step the policy repeats that step every `repeat_every`, with growing numbers, until somebody
//     acknowledges. Repeats count from now: after an outage one repeat is due, not one for each that was missed. A
//     technical case's repeats reach everybody up to that step. Reason: whoever mends it works below the district.
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
//  D2 A permanent failure gives up on that address. When nobody of the newest step was or can still be reached in any
//     way, the next step fires at once; past the last step the repeat keeps its time, so that a dead address is not
//     hammered.
//  D3 A notification that the case no longer needs is superseded instead of being tried again.
//  D4 Whoever is called has a notification for each of his ways, each with a key of its own, all committed with the
//     call. The first goes at once; each further one waits until the way before has had its time (patience_of).
//     Reason: a fallback that is a row with a time survives a restart, and comes also when a channel hangs and says
//     nothing at all.
//  D5 A further way does not wait any longer when the way before has failed for good, or as often as patience_of says.
//     The failing way is tried on beside it (D1). Reason: to be told twice costs a glance, not to be told costs a life.
//  D6 When one way got through, the responder's ways that nobody has begun to try are withdrawn, without a word in the
//     journal, as they were made. Reason: they were held ready and told nobody.
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
//  O7 A case that somebody owns is given to another officer, or taken over by one, and nothing else changes: nobody is
//     called again. One that nobody owns cannot be given away. Reason: the ladder must not stop for a name that has
//     not answered. Nor to somebody whose scope it is not in: he would not see it.
//
// -- Attendance (attendance.cpp)
//  T1 Dispatching asks one responder who answers for the home, at once and beside the ladder, which goes on climbing
//     until somebody answers. Reason: a call to one person is not an answer.
//  T2 Accepting, being on the way and being on scene acknowledge an unanswered case for whoever does it; another
//     one's case stays his. The case is as far as the furthest of those who go, and never goes back by a late word.
//  T3 When everybody called on the newest step has declined, the next step fires at once; a declining owner gives
//     the case back, unless somebody else goes, and the next step reaches everybody up to it. Called are those who
//     were told or are being told, whoever is on duty by now: the next shift has not heard of it.
//  T4 An acknowledged case on which nobody is on the way within `attend_within`, and one on the way that has nobody
//     on scene within `arrive_within`, is open again, and the next step reaches everybody up to it. Reason: a name
//     in the list helps nobody who lies on the floor.
//  T5 Who is done leaves the case to those who still go; the last one resolves it. What he says of how it ended
//     stands until the close says otherwise.
//  T6 Who presses a button of a message is whoever is reached there; one address that reaches several of those who
//     answer for the home speaks for the nearest of them.
//  T7 A word that somebody says again changes nothing, also when the case is over meanwhile; what he wrote to it is
//     kept once. Reason: on a bad line it is the answer that is lost, and the phone asks again.
//
// -- Silences (silence.cpp says what one covers, hush.cpp what that does to a case)
//  S1 Smoke, its prealarm, CO, gas, a call and a fall are never silenced: a silence that names one is refused, and one
//     of a home, device, committee or street does not touch them. Reason: only a technician who stands in the home may
//     quiet them, for two hours at most, by the gateway's test mode, in which they are tests.
//  S2 Every silence ends, says why and by whom: within 30 days where it covers technical conditions only, within 7
//     where it covers welfare, within a day where that is for a whole committee or street; an absence within 180
//     days. Reason: a silence that nobody remembers is a hole.
//  S3 What is silenced is stored, attached to its case and shown as everything else, and calls nobody. A case of which
//     everything that is still true is silenced is parked: its next step stands at the time at which the first of the
//     silences that cover it ends. Reason: the row survives restarts, and no case is ever without a next step.
//  S4 Silences are looked at when an alert arrives and when a step fires, whatever makes it fire. Whoever is asked by
//     hand (T1) is asked.
//  S5 An alert that no silence covers lifts the parked case: it climbs as if it had been opened now.
//  S6 When a silence ends, by its time or by hand, what is still true calls at once: a parked case fires its first
//     step, without the delay of a technical one, because this has lasted; one that had climbed before reaches
//     everybody up to its next step; one that climbs anyway or has an owner calls again (A10, A11); one that was
//     resolved meanwhile is opened again only for what came after (A13).
//  S7 A parked case of which nothing is true any more when its silence ends resolves by itself and tells nobody. It
//     stays in the record until somebody closes it. What a silence kept and what is over never calls; what is over
//     and was not kept waits for a person as ever (A7).
//  S8 A silence that begins parks the unanswered cases that it covers and withdraws what has not been sent; what was
//     under way and did not arrive is not tried again. A case that somebody owns is left to its owner; nobody is missed
//     on it before the silence ends.
//
// -- Exercises (incident.cpp, operator_acts.cpp)
//  X1 A test from a home or device for which a technician asked for the whole path, and a drill, open a case of their
//     own, marked as what it is: one for each home, class and exercise. Neither ever joins a real case, nor a real
//     alert theirs. Reason: an exercise must not hide an emergency.
//  X2 It climbs as a real case does, so that what is exercised is what will happen. A drill says nothing to the home:
//     nobody there has called.
//  X3 A drill is closed as a drill and a test as a test.
//  X4 An exercise whose alerts are all over when a step is due resolves by itself.
#pragma once

#include "alertd/core/draft.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::core {

inline constexpr Millis kQuiet{600'000};  ///< after this silence a new alert of a known condition is news
/// 45 minutes are the time to be on site: who acknowledged earlier than this and said nothing since is not on it.
inline constexpr Millis kForgotten{45 * 60'000};

/// How long a way may fail before the next one accompanies it (D4, D5).
struct Patience {
    int failures = 1;
    Millis time{0};
};
/// An emergency has none: one failure, or 10 s without a word. What may wait for the morning does not ring twice
/// because of a receiver that is being restarted.
[[nodiscard]] Patience patience_of(IncidentClass incident_class);

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

// policy.hpp at work, incident.cpp
/// Chooses the policy of the case for what `update` says (P3). True when it is another one than before.
bool choose_policy(Draft& draft, const AlertUpdate& update, std::string_view why);

// incident.cpp
[[nodiscard]] Effects arrive(const CaseState& state, const AlertArrived& input, const Now& now, UlidFactory& ids);
/// Opens or joins a case with `state.alert`, which nothing explains any more (H5).
[[nodiscard]] Effects raise_held(const CaseState& state, const Now& now, UlidFactory& ids);
/// Sums up the case from all its alerts; severity never falls while the case lasts.
void sum_up(Incident& incident, const std::vector<Alert>& alerts);
/// Tells people of a case that they may know already (A10, A11, A13); `news` is what was reported, if anything was.
void call_again(Draft& draft, std::string_view why, const AlertUpdate* news = nullptr);

// attendance.cpp
[[nodiscard]] inline bool is_going(AttendanceState state) {
    return state == AttendanceState::accepted || state == AttendanceState::en_route ||
           state == AttendanceState::on_scene;
}
/// What a responder says, or is asked.
[[nodiscard]] Reason attend(Draft& draft, const OperatorAct& act);

// operator_acts.cpp
/// The words that came with the act, if there were any.
void add_note(Draft& draft, const OperatorAct& act);
/// Gives the case an owner, ends its climbing (O2) and watches that somebody goes (T4).
void take_over(Draft& draft, const OperatorAct& act);
/// The case has no owner any more.
void give_back(Draft& draft, std::string_view actor, std::string_view why);
/// Has the home told that help is coming, in an emergency.
void promise_help(Draft& draft);
void mark_resolved(Draft& draft, std::string_view actor);
/// Ends a case that goes on as another one; the gateways hear nothing of it (G1).
void close_as_duplicate(Draft& draft, std::string_view actor, const std::optional<IncidentId>& into);
[[nodiscard]] Effects operate(const CaseState& state, const OperatorAct& input, const Now& now, UlidFactory& ids);

// routing.cpp
/// Who stands on the levels, in the order of `state.responders`, each once.
[[nodiscard]] std::vector<Responder> who_stands_on(const std::vector<Level>& levels, const Place& place,
                                                   const std::vector<Responder>& responders);
/// Why somebody is called on a step; stands in the journal.
enum class Standing { no_roster, on_duty, nobody_on_duty, on_the_case };
[[nodiscard]] std::string_view to_string(Standing value);
/// A scope in which nobody is on duty, and how many of its people are called instead (R5).
struct DutyGap {
    Level level = Level::committee;
    std::string scope;
    std::size_t people = 0;
};
struct Called {
    std::vector<std::pair<Responder, Standing>> people;
    std::vector<DutyGap> gaps;
    std::size_t off_duty = 0;  ///< how many stay silent because somebody else is on duty
};
/// R1 and R4 to R7, for this moment.
[[nodiscard]] Called who_is_called(const Draft& draft, const std::vector<Level>& levels);

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
/// The first step of a case that nobody heard of yet comes earlier when its policy says so now.
void hurry_ladder(Draft& draft, std::string_view why);
/// Who was called on a step and has heard of it, or may still.
[[nodiscard]] std::vector<ResponderId> called_on(const Draft& draft, int number);
[[nodiscard]] bool is_past_last_rung(const Draft& draft, int number);
/// A pending step that comes if nobody is on the way, or on scene, by then (T4).
void watch_departure(Draft& draft);
void watch_arrival(Draft& draft);
void cancel_steps(Draft& draft, std::string_view actor);
/// Cancels pending steps and withdraws notifications that nobody has begun to send.
void stand_down(Draft& draft, std::string_view actor);
/// `spare_by_hand`: whoever was asked by hand is asked (S4).
void withdraw_messages(Draft& draft, std::string_view actor, bool spare_by_hand = false);
/// Without a person (E5).
void resolve_by_itself(Draft& draft, std::string_view why);

// hush.cpp
/// Until when everything that is still true of the case is silenced, and the silence that says so; nothing: it may
/// call.
struct Quiet {
    UtcTime until{};
    SilenceId by;
};
[[nodiscard]] std::optional<Quiet> quiet_until(const Draft& draft);
[[nodiscard]] bool is_hushed(const Draft& draft, const Alert& alert);
/// Keeps the alert for the end of the silence that covers it, if one does and it is not over.
void hush_if_covered(Draft& draft, const Alert& alert);
/// Whether everything that is still true of the case is silenced; then it is kept for the end of the silence.
bool keep_for_later(Draft& draft);
/// Puts step `number` off to the end of the silence (S3).
void park(Draft& draft, int number, const Quiet& quiet);
/// The case may call again: the marks of the silence go, if it has them.
void end_silence(Draft& draft, std::string_view why);
/// After an alert of the case changed: parks it (S3), or lifts it (S5).
void settle_after_news(Draft& draft);
[[nodiscard]] Effects look_at_silences(const CaseState& state, const SilencesChanged& input, const Now& now,
                                       UlidFactory& ids);

// delivery.cpp
/// Whether somebody was asked by hand (T1).
[[nodiscard]] bool is_by_hand(const Notification& notification);
/// A further way that nobody has begun to try.
[[nodiscard]] inline bool is_held_ready(const Notification& message) {
    return message.way > 1 && message.attempts == 0;
}
[[nodiscard]] Effects deliver(const CaseState& state, const DeliveryResult& input, const Now& now, UlidFactory& ids);

}  // namespace anju::alertd::core
