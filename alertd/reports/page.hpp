// The parts of a report's page: tables and tiles as HTML. Pure.
#pragma once

#include "alertd/reports/sheet.hpp"
#include "alertd/reports/words.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::reports {

/// What people read for ids of streets and committees.
using Names = std::map<std::string, std::string>;

/// The sheet as a table; columns that `hidden` names are left out. Words are read in the language, ids by their
/// names, shares as percents. "-" when there is no row.
[[nodiscard]] std::string table_of(const Sheet& sheet, Language language, const Names& names,
                                   const std::vector<std::string_view>& hidden = {});

struct Tile {
    std::string_view label;
    Cell value;        ///< a double is a share
    Cell before;       ///< of the month before
    Cell target = {};  ///< a share that should be reached
};
[[nodiscard]] std::string tiles_of(const std::vector<Tile>& tiles, Language language);

/// One figure with what it should be and whether it is.
struct Judged {
    std::string label;
    std::string value;
    std::string target;
    bool good = true;
};
[[nodiscard]] std::string judged_table(const std::vector<Judged>& rows, Language language);

[[nodiscard]] std::string percent(double share);

}  // namespace anju::alertd::reports
