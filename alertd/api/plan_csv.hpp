// Plans as CSV files: rosters, policies and silences, as people keep them in spreadsheets. Pure.
//
// A file holds one sort. Its columns are the members of the JSON that the API takes; what is a list in JSON is a cell
// with blanks between the words, or several rows: a row for each shift of a roster, a row for each step of a policy.
// What belongs to the roster or policy as a whole stands in the first of its rows; in the others it is empty or the
// same again. Columns that a file does not have, and empty cells, are left out of the JSON.
#pragma once

#include "base/result.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::api {

enum class PlanSort { rosters, policies, silences };
[[nodiscard]] std::string_view to_string(PlanSort value);

/// What one or more rows say together, as a client would send it.
struct PlanEntry {
    std::string key;  ///< the roster's id, the policies' class, the silence's id (empty: it has none)
    boost::json::object body;
    std::size_t line = 1;  ///< of its first row
    /// How an error about a part of the body begins, and the row that says it: {"shifts[1]: ", 3}.
    std::vector<std::pair<std::string, std::size_t>> places;
};

/// "rosters.csv:3: field 'begins' ...": an error about an entry, with the row to look at.
[[nodiscard]] std::string mistake_in(PlanSort sort, const PlanEntry& entry, const std::string& message);

/// The entries of a file. invalid: with a line for each mistake in the form of the file, up to 100.
[[nodiscard]] Result<std::vector<PlanEntry>> read_plans(PlanSort sort, std::string_view utf8);

/// A file that read_plans() reads as these bodies. conflict: something that the format cannot hold.
[[nodiscard]] Result<std::string> write_plans(PlanSort sort, const boost::json::array& bodies);

}  // namespace anju::alertd::api
