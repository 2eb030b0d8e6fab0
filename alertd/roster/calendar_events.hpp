// What the events of a calendar say, in the words of rosters, before they are put together to shifts.
#pragma once

#include "alertd/core/roster.hpp"
#include "alertd/roster/calendar_lines.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::roster {

/// The part of RRULE that shifts know.
struct Rule {
    bool weekly = true;  ///< otherwise daily
    int cycle = 7;       ///< days until it comes again: 7 or 1, times the interval
    core::Weekdays weekdays;
    std::chrono::weekday week_start{std::chrono::Monday};
    std::optional<core::LocalDay> until;
};

/// A moment as both sides see it.
struct EventTime {
    core::LocalTime local{};
    UtcTime at{};
};

struct Event {
    EventLines lines;
    std::string uid;
    std::string shift;        ///< X-ANJU-SHIFT; empty: none
    std::string override_id;  ///< X-ANJU-OVERRIDE; empty: none
    EventTime begins, ends;
    std::optional<Rule> rule;                                    ///< none: a single event
    std::optional<core::LocalDay> instance_of;                   ///< the day in RECURRENCE-ID
    std::optional<core::LocalDay> from;                          ///< X-ANJU-FROM
    std::optional<int> rotate_days;                              ///< X-ANJU-ROTATE-DAYS
    std::vector<std::pair<core::LocalDay, std::size_t>> except;  ///< EXDATE, with its line
    std::vector<ResponderId> people;                             ///< sorted as they stand; none when cancelled
    bool cancelled = false;
};

/// Errors: invalid with the line and what was expected.
[[nodiscard]] Result<std::vector<Event>> read_events(std::string_view text, const core::Zone& zone);

}  // namespace anju::alertd::roster
