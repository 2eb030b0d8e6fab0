// Sheet: a table of figures as plain values, which become JSON, CSV or part of a page. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace anju::alertd::reports {

/// Nothing, a count, a share or rate, or words.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Sheet {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
};

/// `part` of `whole`; nothing when there is no whole.
[[nodiscard]] Cell share(std::int64_t part, std::int64_t whole);

/// RFC 4180 with CRLF. `bom`: begins with a byte order mark, without which Excel takes Chinese for something else.
/// Words that a spreadsheet would take for a formula get an apostrophe in front, because they may come from a device.
[[nodiscard]] std::string csv_of(const Sheet& sheet, bool bom);

}  // namespace anju::alertd::reports
