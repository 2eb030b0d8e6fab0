// The one door through which text from outside becomes JSON: bounded, UTF-8, never throwing.
// Private to this folder; Boost.JSON does not show in its public headers.
#pragma once

#include "base/result.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace anju::gateway::profiles {

inline constexpr std::size_t kMaxJsonDepth = 32;

/// Refuses what is longer than `max_bytes`, not UTF-8, nested deeper than kMaxJsonDepth, or not
/// one JSON value; the error says which, and at which byte.
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text, std::size_t max_bytes);

/// The size and UTF-8 part of parse_json, for payloads that are plain words.
[[nodiscard]] Result<void> check_text(std::string_view text, std::size_t max_bytes);

/// "object", "array", "string", "number", "boolean" or "null", for messages.
[[nodiscard]] std::string_view type_name(const boost::json::value& value);

/// The member as text; empty when it is missing or no string.
[[nodiscard]] std::string_view text_at(const boost::json::object& object, std::string_view key);

/// A finite number, written as a number or as a string of digits.
[[nodiscard]] std::optional<double> number_of(const boost::json::value& value);

}  // namespace anju::gateway::profiles
