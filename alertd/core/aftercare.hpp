// What is left to do about a case, and who was called about it: plain values, kept beside the case.
//
//  K1 A follow-up is a task with a due time, of a kind, for somebody: a visit next week, a detector to be replaced.
//     It does not keep its case open: a case may be closed while its follow-up is open, and is listed as overdue by it
//     alone. Reason: the emergency is over when it is over; the task is a promise of its own.
//  K2 A follow-up is open, and then done or cancelled, once. Saying the same again changes nothing.
//  K3 A callback record says who was called about the case, and whether he spoke. Reason: the device's cancel never
//     ends a case; somebody calls back first, and it must be seen that somebody did.
//  K4 The journal says that there is one and what became of it, with ids and words of the vocabulary only. What people
//     wrote stands in the row, which can be erased.
#pragma once

#include "alertd/core/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::core {

using FollowUpId = MadeId<struct FollowUpTag>;
using CallbackId = MadeId<struct CallbackTag>;

enum class FollowUpKind { visit, call, repair, registry, other };
enum class FollowUpState { open, done, cancelled };

struct FollowUp {
    FollowUpId id;
    IncidentId incident;
    FollowUpKind kind = FollowUpKind::other;
    UtcTime due_at{};
    std::string assignee;  ///< an account or responder; empty: nobody yet
    std::string text;      ///< what is to be done
    FollowUpState state = FollowUpState::open;
    UtcTime created_at{};
    std::string created_by;  ///< "user:<name>"
    std::optional<UtcTime> finished_at{};
    std::string finished_by{};
    friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

[[nodiscard]] inline bool is_overdue(const FollowUp& task, UtcTime now) {
    return task.state == FollowUpState::open && task.due_at < now;
}

enum class CalledParty { resident, contact, neighbour, other };
enum class CallOutcome { spoke, no_answer, wrong_number, declined_help };

struct Callback {
    CallbackId id;
    IncidentId incident;
    CalledParty party = CalledParty::resident;
    std::string person;  ///< id of the resident or contact; empty: not named
    CallOutcome outcome = CallOutcome::spoke;
    UtcTime called_at{};
    std::string by;    ///< "user:<name>"
    std::string text;  ///< what was said
    friend bool operator==(const Callback&, const Callback&) = default;
};

[[nodiscard]] std::string_view to_string(FollowUpKind value);
[[nodiscard]] std::string_view to_string(FollowUpState value);
[[nodiscard]] std::string_view to_string(CalledParty value);
[[nodiscard]] std::string_view to_string(CallOutcome value);
template <>
[[nodiscard]] std::optional<FollowUpKind> parse_case_word<FollowUpKind>(std::string_view text);
template <>
[[nodiscard]] std::optional<FollowUpState> parse_case_word<FollowUpState>(std::string_view text);
template <>
[[nodiscard]] std::optional<CalledParty> parse_case_word<CalledParty>(std::string_view text);
template <>
[[nodiscard]] std::optional<CallOutcome> parse_case_word<CallOutcome>(std::string_view text);

}  // namespace anju::alertd::core
