// Rosters as iCalendar (RFC 5545), both ways, through libical.
//
// Out: each crew of a shift is a recurring event in the district's zone (with its VTIMEZONE), WEEKLY or DAILY with the
// interval of its turns; EXDATE for the days on which it does not take place. An occurrence that an override touches is
// excluded as well, and stands as single events of those who come then, in UTC; an additional duty is a single event.
// Who comes is said by X-ANJU-RESPONDER (a responder's id, once for each), X-ANJU-SHIFT ties the events of one shift
// together, X-ANJU-FROM and X-ANJU-ROTATE-DAYS are its first day and the length of a turn.
//
// In: events of that kind, from whatever program. Recurring ones become shifts: FREQ=DAILY or WEEKLY with INTERVAL,
// BYDAY, UNTIL and WKST; single ones become additional duties; EXDATE and changed instances (RECURRENCE-ID) days on
// which the shift does not take place. Times are of the district's zone, without a zone (which is taken as the
// district's), or, for single events, UTC. Everything else is refused with the line and what was expected; alarms
// and time zones inside are passed over. What comes in again is the same duty for everybody at every moment, though
// stand-ins come back as additional duties.
//
// Threads: any but the engine's, because libical holds locks of the whole process. Errors: `invalid` with "line N: ".
#pragma once

#include "alertd/core/roster.hpp"
#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace anju::alertd::roster {

struct CalendarOptions {
    UtcTime made_at{};
    std::map<ResponderId, std::string> names;  ///< for the summaries; who is not in it appears by his id
};

[[nodiscard]] Result<std::string> to_calendar(const core::Roster& roster, const core::Zone& zone,
                                              const CalendarOptions& options);
/// Shifts and overrides of a calendar of at most 1 MiB; a calendar says nothing else of a roster.
[[nodiscard]] Result<core::Roster> from_calendar(std::string_view text, const core::Zone& zone);

}  // namespace anju::alertd::roster
