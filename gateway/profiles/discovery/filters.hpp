// The filters of templates, as functions of one value. Nothing: the value cannot be made into that.
#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace anju::gateway::profiles::discovery::filters {

using Arguments = std::vector<boost::json::value>;

/// As Python prints it: a boolean is "True" or "False", null is "None".
[[nodiscard]] std::string to_text(const boost::json::value& value);
[[nodiscard]] bool is_falsy(const boost::json::value& value);

[[nodiscard]] std::optional<boost::json::value> to_float(const boost::json::value& value, const Arguments& arguments);
/// Towards zero.
[[nodiscard]] std::optional<boost::json::value> to_int(const boost::json::value& value, const Arguments& arguments);
[[nodiscard]] std::optional<boost::json::value> round(const boost::json::value& value, const Arguments& arguments);
/// ASCII letters only; the words that we know are ASCII.
[[nodiscard]] boost::json::value lower(const boost::json::value& value);
[[nodiscard]] boost::json::value upper(const boost::json::value& value);
/// `truncate(length, killwords, end, leeway)`; never in the middle of a character.
[[nodiscard]] boost::json::value truncate(const boost::json::value& value, const Arguments& arguments);

}  // namespace anju::gateway::profiles::discovery::filters
