#include "alertd/core/rules.hpp"

#include "base/words.hpp"

#include <array>
#include <cstddef>

namespace anju::alertd::core {

namespace {

// The order of each table is the order of its enum; the sizes are checked below.
constexpr std::array<std::string_view, 4> kLevels{"home", "committee", "street", "district"};
constexpr std::array<std::string_view, 7> kChannels{"webhook",   "log", "email", "wecom_robot",
                                                    "wecom_app", "sms", "mqtt"};
constexpr std::array<std::string_view, 7> kIncidentStates{"open",     "dispatched", "acknowledged", "en_route",
                                                          "on_scene", "resolved",   "closed"};
constexpr std::array<std::string_view, 8> kDispositions{"real",          "false_alarm",  "test",      "drill",
                                                        "resident_away", "device_fault", "duplicate", "other"};
constexpr std::array<std::string_view, 3> kExercises{"none", "test", "drill"};
constexpr std::array<std::string_view, 3> kEscalationStates{"pending", "fired", "cancelled"};
constexpr std::array<std::string_view, 5> kNotificationStates{"pending", "sending", "delivered", "failed",
                                                              "superseded"};
constexpr std::array<std::string_view, 7> kAttendanceStates{"dispatched", "notified", "accepted", "declined",
                                                            "en_route",   "on_scene", "done"};
constexpr std::array<std::string_view, 2> kHoldReasons{"gateway_lost", "area_outage"};
constexpr std::array<std::string_view, 4> kStandings{"no_roster", "on_duty", "nobody_on_duty", "on_the_case"};
constexpr std::array<std::string_view, 19> kReasons{
    "accepted",         "duplicate_revision", "older_revision",      "test_recorded", "not_found",
    "version_conflict", "wrong_state",        "disposition_missing", "step_obsolete", "unknown_responder",
    "another_is_open",  "foreign_alert",      "exercise_only",       "held_back",     "reason_missing",
    "not_mergeable",    "alert_not_here",     "nothing_stays",       "several_homes"};

static_assert(kLevels.size() == static_cast<std::size_t>(Level::district) + 1);
static_assert(kChannels.size() == static_cast<std::size_t>(ChannelKind::mqtt) + 1);
static_assert(kIncidentStates.size() == static_cast<std::size_t>(IncidentState::closed) + 1);
static_assert(kDispositions.size() == static_cast<std::size_t>(Disposition::other) + 1);
static_assert(kExercises.size() == static_cast<std::size_t>(Exercise::drill) + 1);
static_assert(kEscalationStates.size() == static_cast<std::size_t>(EscalationState::cancelled) + 1);
static_assert(kNotificationStates.size() == static_cast<std::size_t>(NotificationState::superseded) + 1);
static_assert(kAttendanceStates.size() == static_cast<std::size_t>(AttendanceState::done) + 1);
static_assert(kHoldReasons.size() == static_cast<std::size_t>(HoldReason::area_outage) + 1);
static_assert(kStandings.size() == static_cast<std::size_t>(Standing::on_the_case) + 1);
static_assert(kReasons.size() == static_cast<std::size_t>(Reason::several_homes) + 1);

}  // namespace

std::string_view to_string(Level value) { return word_of(kLevels, value); }
std::string_view to_string(ChannelKind value) { return word_of(kChannels, value); }
std::string_view to_string(IncidentState value) { return word_of(kIncidentStates, value); }
std::string_view to_string(Disposition value) { return word_of(kDispositions, value); }
std::string_view to_string(Exercise value) { return word_of(kExercises, value); }
std::string_view to_string(EscalationState value) { return word_of(kEscalationStates, value); }
std::string_view to_string(NotificationState value) { return word_of(kNotificationStates, value); }
std::string_view to_string(AttendanceState value) { return word_of(kAttendanceStates, value); }
std::string_view to_string(HoldReason value) { return word_of(kHoldReasons, value); }
std::string_view to_string(Standing value) { return word_of(kStandings, value); }
std::string_view to_string(Reason value) { return word_of(kReasons, value); }

template <>
std::optional<Level> parse_case_word<Level>(std::string_view text) {
    return find_word<Level>(kLevels, text);
}
template <>
std::optional<HoldReason> parse_case_word<HoldReason>(std::string_view text) {
    return find_word<HoldReason>(kHoldReasons, text);
}
template <>
std::optional<ChannelKind> parse_case_word<ChannelKind>(std::string_view text) {
    return find_word<ChannelKind>(kChannels, text);
}
template <>
std::optional<IncidentState> parse_case_word<IncidentState>(std::string_view text) {
    return find_word<IncidentState>(kIncidentStates, text);
}
template <>
std::optional<Disposition> parse_case_word<Disposition>(std::string_view text) {
    return find_word<Disposition>(kDispositions, text);
}
template <>
std::optional<Exercise> parse_case_word<Exercise>(std::string_view text) {
    return find_word<Exercise>(kExercises, text);
}
template <>
std::optional<EscalationState> parse_case_word<EscalationState>(std::string_view text) {
    return find_word<EscalationState>(kEscalationStates, text);
}
template <>
std::optional<AttendanceState> parse_case_word<AttendanceState>(std::string_view text) {
    return find_word<AttendanceState>(kAttendanceStates, text);
}
template <>
std::optional<NotificationState> parse_case_word<NotificationState>(std::string_view text) {
    return find_word<NotificationState>(kNotificationStates, text);
}

}  // namespace anju::alertd::core
