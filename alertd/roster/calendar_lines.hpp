// CalendarLines: where things stand in the text of a calendar, which libical forgets. It also refuses what is no
// calendar at all, before libical sees it. Pure.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::roster {

struct EventLines {
    std::size_t begin = 0;                     ///< of BEGIN:VEVENT, counted from 1
    std::map<std::string, std::size_t> first;  ///< of each property, by its name in upper case
    [[nodiscard]] std::size_t of(const std::string& property) const {
        const auto found = first.find(property);
        return found == first.end() ? begin : found->second;
    }
};

/// The events of the calendar, in their order. invalid: not UTF-8, not one VCALENDAR, components that are not closed,
/// a component that is none of VEVENT, VTIMEZONE and VALARM, more than 20,000 events, more than 1 MiB.
[[nodiscard]] Result<std::vector<EventLines>> calendar_lines(std::string_view text);

[[nodiscard]] Error at_line(std::size_t line, const std::string& what);

}  // namespace anju::alertd::roster
