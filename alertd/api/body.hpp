// The JSON body of a request, field by field. Errors are `invalid` and name the field and what was expected.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/core/weekdays.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::api {

inline constexpr std::size_t kLongestName = 64;    ///< bytes of an id or an actor's name
inline constexpr std::size_t kLongestNote = 4000;  ///< bytes of free text
inline constexpr std::size_t kLongestReason = 200;

/// The body as an object.
[[nodiscard]] Result<boost::json::object> body_of(const Request& request);
/// Refuses fields that are not in `known`: a misspelt one that is ignored would be a wrong act.
[[nodiscard]] Result<void> only_known(const boost::json::object& body, const std::vector<std::string_view>& known);

/// Text of at most `longest` bytes; empty when the field is absent or null.
[[nodiscard]] Result<std::string> text_field(const boost::json::object& body, std::string_view name,
                                             std::size_t longest);
/// The same, but it must hold more than white space.
[[nodiscard]] Result<std::string> required_text(const boost::json::object& body, std::string_view name,
                                                std::size_t longest);
/// A whole number from `lowest` to `highest`; nothing when absent or null.
[[nodiscard]] Result<std::optional<std::int64_t>> number_field(const boost::json::object& body, std::string_view name,
                                                               std::int64_t lowest, std::int64_t highest);
/// true or false; nothing when absent or null.
[[nodiscard]] Result<std::optional<bool>> bool_field(const boost::json::object& body, std::string_view name);
/// RFC 3339 with a zone; nothing when absent or null.
[[nodiscard]] Result<std::optional<UtcTime>> time_field(const boost::json::object& body, std::string_view name);
/// A list of texts of at most `longest` bytes each; empty when absent or null.
[[nodiscard]] Result<std::vector<std::string>> texts_field(const boost::json::object& body, std::string_view name,
                                                           std::size_t most, std::size_t longest);
/// A text such as "90s" (parse_duration); nothing when absent or null.
[[nodiscard]] Result<std::optional<Millis>> duration_field(const boost::json::object& body, std::string_view name);
/// A list of "monday" ... "sunday"; every day when absent or null.
[[nodiscard]] Result<core::Weekdays> weekdays_field(const boost::json::object& body, std::string_view name);

/// What does not fit the field `name`.
[[nodiscard]] Error wrong_field(std::string_view name, std::string_view expected, std::string_view got);

inline constexpr std::size_t kMostWords = 64;
/// A list of words that `parse` knows; empty when absent or null.
template <class Word>
[[nodiscard]] Result<std::vector<Word>> words_field(const boost::json::object& body, std::string_view name,
                                                    std::string_view expected,
                                                    std::optional<Word> (*parse)(std::string_view)) {
    ANJU_TRY(const auto texts, texts_field(body, name, kMostWords, kLongestName));
    std::vector<Word> values;
    for (const auto& text : texts) {
        const auto value = parse(text);
        if (!value) return wrong_field(name, expected, text);
        values.push_back(*value);
    }
    return values;
}

/// The same error, behind where it is: "shifts[1]: field 'begins' ...".
template <class T>
[[nodiscard]] Result<T> at_place(Result<T> result, const std::string& place) {
    if (result || place.empty()) return result;
    return fail(result.error().code, place + ": " + result.error().message);
}
/// The objects of the list `name`; nothing when absent or null.
[[nodiscard]] Result<std::vector<const boost::json::object*>> objects_field(const boost::json::object& body,
                                                                            std::string_view name, std::size_t most);
/// Each of them through `read`, whose errors say which it was.
template <class T, class Read>
[[nodiscard]] Result<std::vector<T>> list_field(const boost::json::object& body, std::string_view name,
                                                std::size_t most, Read read) {
    ANJU_TRY(const auto objects, objects_field(body, name, most));
    std::vector<T> list;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        ANJU_TRY(auto one, at_place(read(*objects[i]), std::string(name) + "[" + std::to_string(i) + "]"));
        list.push_back(std::move(one));
    }
    return list;
}

/// Who asks, for the journal: "user:<name>" or "token:<name>". With a login it is its name and nothing the caller
/// writes (invariant 8); on loopback without accounts the caller says who it is, in the field `actor`
/// of `body` or the header X-Anju-Operator, because a record without a name is worthless.
[[nodiscard]] Result<std::string> actor_of(const Request& request, const boost::json::object& body);
/// Why, for the journal: in the field `reason` of `body` or the header X-Anju-Reason (percent-encoded).
[[nodiscard]] Result<std::string> reason_of(const Request& request, const boost::json::object& body);
/// The version in If-Match; nothing when it is absent or `*`.
[[nodiscard]] Result<std::optional<std::uint64_t>> expected_version(const Request& request);

}  // namespace anju::alertd::api
