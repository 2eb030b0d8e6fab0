// Rosters: who is on duty when, for which committee, for which street, or for the district. Pure.
//
// A roster says it in the clock times of the district's zone; timeline() lays it out in UTC, and everything else
// (who is on duty, until when, when nobody is) is read from there.
//
//  W1 A shift begins on the weekdays that it names, on the local days from `from` to `until`, both included, without
//     those of `except`. It ends at the next `ends` on the clock, on the day after where that is not later than
//     `begins`; the same time is a full day.
//  W2 Both ends are moments of a clock on the wall (Zone::to_utc). So a night of 22:00 to 06:00 exists once on the
//     night of a change, lasts 7 or 9 hours then, and meets the shift before and after it. Reason: people are relieved
//     when the clock says so.
//  W3 Crews take turns: `rotate_days` days each, counted from `from`, whatever weekdays the shift has. A crew without
//     anybody is a turn on which this shift does not take place.
//  W4 Overrides change the people of that moment, in the order in which they were made: `instead` comes for `person`
//     in every shift; nobody comes when `instead` is empty (an absence); `instead` comes in addition when `person` is
//     empty. A later one may replace a stand-in.
//  W5 A swap is two overrides. Reason: whoever undoes it, or changes one half, does what he knows already.
//
// Efficiency: n shifts over d days with m overrides are laid out in O((n*d + m) log(n*d + m)).
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/core/weekdays.hpp"
#include "alertd/core/zone.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anju::alertd::core {

using RosterId = NameId<struct RosterTag>;

using Crew = std::vector<ResponderId>;

/// A recurring shift (W1 to W3).
struct Shift {
    std::string id;  ///< unique within its roster
    Weekdays weekdays = Weekdays::every_day();
    std::chrono::minutes begins{0};  ///< since midnight, local
    std::chrono::minutes ends{0};    ///< not later than `begins`: on the next day
    LocalDay from{};
    std::optional<LocalDay> until;  ///< the last day on which it begins
    std::vector<LocalDay> except;
    std::vector<Crew> crews;
    int rotate_days = 7;
    friend bool operator==(const Shift&, const Shift&) = default;
};

/// From `from` until just before `to`.
struct Interval {
    UtcTime from{};
    UtcTime to{};
    friend bool operator==(const Interval&, const Interval&) = default;
};

/// One exception (W4).
struct Override {
    std::string id;  ///< unique within its roster
    ResponderId person;
    ResponderId instead;
    Interval when;
    friend bool operator==(const Override&, const Override&) = default;
};

struct Roster {
    RosterId id;
    std::string name;
    Level level = Level::committee;  ///< not home: families have no roster
    std::string scope;               ///< id of the committee or street; empty for the district
    std::vector<Shift> shifts;
    std::vector<Override> overrides;  ///< in the order in which they were made
    std::uint64_t version = 0;        ///< +1 with each change; the API's ETag
    friend bool operator==(const Roster&, const Roster&) = default;
};

inline constexpr std::size_t kMostShifts = 1'000;
inline constexpr std::size_t kMostOverrides = 10'000;
inline constexpr std::size_t kMostCrews = 400;
inline constexpr std::size_t kMostInCrew = 100;
/// On duty at the same time, if each shift had its largest crew there: what laying out a roster takes grows with it.
inline constexpr std::size_t kMostTogether = 2'000;
inline constexpr Millis kLongestOverride{366LL * 86'400'000};

/// Every mistake in it, each as a sentence that names the place ("shift \"night\": ..."); empty when it is right.
/// Whether its people exist is for whoever knows them.
[[nodiscard]] std::vector<std::string> problems(const Roster& roster);
/// The same for one override, by itself.
[[nodiscard]] std::vector<std::string> problems(const Override& change);

/// From when to when the same people are on duty.
struct Stretch {
    Interval when;
    std::vector<ResponderId> people;  ///< sorted, each once; empty: a gap
    friend bool operator==(const Stretch&, const Stretch&) = default;
};
/// The whole of `window`, without holes, neighbours differing in their people.
[[nodiscard]] std::vector<Stretch> timeline(const Roster& roster, const Zone& zone, Interval window);

/// Once that the crew of a shift comes to work, before overrides.
struct Occurrence {
    const Shift* shift = nullptr;  ///< of the roster that was asked
    LocalDay day{};                ///< on which it begins
    const Crew* crew = nullptr;
    Interval when;
};
/// Those that overlap `window`, by shift and day; none with an empty crew.
[[nodiscard]] std::vector<Occurrence> occurrences(const Roster& roster, const Zone& zone, Interval window);
/// The crew whose turn a day is, whether or not the shift begins on it; nothing before `from`.
[[nodiscard]] const Crew* crew_of(const Shift& shift, LocalDay day);
/// Whether the shift begins on this day for anybody.
[[nodiscard]] bool begins_on(const Shift& shift, LocalDay day);
[[nodiscard]] Interval interval_on(const Shift& shift, LocalDay day, const Zone& zone);

/// When nobody of these rosters is on duty: those of one scope cover for each other.
[[nodiscard]] std::vector<Interval> gaps(std::span<const Roster> rosters, const Zone& zone, Interval window);

struct OnDuty {
    ResponderId person;
    UtcTime until{};
    bool longer = false;  ///< he is on duty at `until` as well; nobody looked further than kFurthestLook
};
inline constexpr Millis kFurthestLook{31LL * 86'400'000};
/// Who is on duty at `at`, by id, and until when without a break.
[[nodiscard]] std::vector<OnDuty> on_duty(const Roster& roster, const Zone& zone, UtcTime at);

/// Whom the shifts that are in force name, on duty or not, as a timeline. Stand-ins are not named: who helps out once
/// must not fall silent afterwards.
[[nodiscard]] std::vector<Stretch> named(const Roster& roster, const Zone& zone, Interval window);

/// `first` works for `second` during `second_duty`, and the other way round.
struct Swap {
    ResponderId first;
    Interval first_duty;
    ResponderId second;
    Interval second_duty;
};
/// The two overrides of a swap, named `id`-1 and `id`-2; invalid when one of them is not on duty then,
/// or when the duties overlap.
[[nodiscard]] Result<std::vector<Override>> overrides_of(const Swap& swap, const std::string& id, const Roster& roster,
                                                         const Zone& zone);
/// Whether the override changes anything at all: a typing error in a name or a date usually does not.
[[nodiscard]] bool changes_anything(const Roster& roster, const Zone& zone, const Override& change);

}  // namespace anju::alertd::core
