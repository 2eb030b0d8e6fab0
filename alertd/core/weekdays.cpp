#include "alertd/core/weekdays.hpp"

#include <algorithm>
#include <array>

namespace anju::alertd::core {

namespace {

using std::chrono::weekday;
constexpr std::array<weekday, 7> kWeek{weekday{1}, weekday{2}, weekday{3}, weekday{4},
                                       weekday{5}, weekday{6}, weekday{0}};
constexpr std::array<std::string_view, 7> kWeekdayWords{"sunday",   "monday", "tuesday", "wednesday",
                                                        "thursday", "friday", "saturday"};

}  // namespace

std::string_view weekday_word(std::chrono::weekday day) { return kWeekdayWords[day.c_encoding() % 7]; }

std::optional<std::chrono::weekday> parse_weekday(std::string_view word) {
    const auto found = std::ranges::find(kWeekdayWords, word);
    if (found == kWeekdayWords.end()) return std::nullopt;
    return weekday(static_cast<unsigned>(found - kWeekdayWords.begin()));
}

std::span<const std::chrono::weekday> week() { return kWeek; }

}  // namespace anju::alertd::core
