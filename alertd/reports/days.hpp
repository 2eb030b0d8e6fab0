// Days and months of the district. Its time is a fixed distance from UTC: China has had no daylight saving since 1991.
// Pure functions.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <string>
#include <string_view>

namespace anju::alertd::reports {

/// Counted from 1970-01-01.
[[nodiscard]] int day_of(UtcTime time, Millis utc_offset);
[[nodiscard]] UtcTime start_of(int day, Millis utc_offset);
[[nodiscard]] std::string day_text(int day);  ///< "2026-03-01"
/// invalid: not a day of the calendar.
[[nodiscard]] Result<int> parse_day(std::string_view text);

struct DayRange {
    int first = 0;
    int last = 0;  ///< included
    [[nodiscard]] int days() const { return last - first + 1; }
    friend bool operator==(const DayRange&, const DayRange&) = default;
};
/// "2026-03": all its days.
[[nodiscard]] Result<DayRange> parse_month(std::string_view text);
/// The month before the one in which `day` is, "2026-02".
[[nodiscard]] std::string month_before(int day);

}  // namespace anju::alertd::reports
