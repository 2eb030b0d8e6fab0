#include "alertd/reports/days.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace anju::alertd::reports {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

int count(sys_days day) { return static_cast<int>(day.time_since_epoch().count()); }

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

std::optional<std::chrono::year_month> month_of(std::string_view text) {
    if (text.size() != 7 || text[4] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    if (!year || !month || *year < 1970) return std::nullopt;
    const std::chrono::year_month found{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)}};
    return found.ok() ? std::optional(found) : std::nullopt;
}

}  // namespace

int day_of(UtcTime time, Millis utc_offset) { return count(std::chrono::floor<days>(time + utc_offset)); }

UtcTime start_of(int day, Millis utc_offset) { return UtcTime{sys_days{days{day}}} - utc_offset; }

std::string day_text(int day) {
    const year_month_day date{sys_days{days{day}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

Result<int> parse_day(std::string_view text) {
    const auto month = month_of(text.substr(0, std::min<std::size_t>(7, text.size())));
    const auto day = text.size() == 10 && text[7] == '-' ? digits(text.substr(8)) : std::nullopt;
    if (month && day) {
        const year_month_day date = *month / std::chrono::day{static_cast<unsigned>(*day)};
        if (date.ok()) return count(sys_days{date});
    }
    return fail(ErrorCode::invalid, fmt::format("expected a day such as 2026-03-01, not '{}'", text));
}

Result<DayRange> parse_month(std::string_view text) {
    const auto month = month_of(text);
    if (!month) return fail(ErrorCode::invalid, fmt::format("expected a month such as 2026-03, not '{}'", text));
    return DayRange{count(sys_days{*month / 1}), count(sys_days{*month / std::chrono::last})};
}

std::string month_before(int day) {
    const year_month_day date{sys_days{days{day}}};
    const auto before = std::chrono::year_month{date.year(), date.month()} - std::chrono::months{1};
    return fmt::format("{:04}-{:02}", static_cast<int>(before.year()), static_cast<unsigned>(before.month()));
}

}  // namespace anju::alertd::reports
