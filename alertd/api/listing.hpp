// What lists have in common: query parameters, pages, answers.
#pragma once

#include "alertd/api/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/ulid.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::api {

[[nodiscard]] Response answer(const boost::json::object& body, int status = 200);
[[nodiscard]] boost::json::value text_or_null(const std::string& text);
[[nodiscard]] boost::json::value time_or_null(const std::optional<UtcTime>& time);
/// `invalid`; names the parameter, what was expected and what came.
[[nodiscard]] Error wrong_parameter(std::string_view name, std::string_view expected, std::string_view got);
/// A number in the given bounds; nothing when the parameter is absent.
[[nodiscard]] Result<std::optional<std::uint64_t>> number(const Request& request, std::string_view name,
                                                          std::uint64_t low, std::uint64_t high);
/// true or false; nothing when the parameter is absent.
[[nodiscard]] Result<std::optional<bool>> bool_parameter(const Request& request, std::string_view name);
/// `limit`: 1 to `most` rows, `usual` when it is absent.
[[nodiscard]] Result<std::size_t> limit_of(const Request& request, std::size_t usual = 50, std::size_t most = 500);

template <class Id>
[[nodiscard]] std::optional<Id> name_parameter(const Request& request, std::string_view name) {
    const std::string* text = request.parameter(name);
    return text ? std::optional<Id>(Id(*text)) : std::nullopt;
}

/// The cursor of a list that is ordered by an id which we made.
template <class Id>
[[nodiscard]] Result<std::optional<Id>> cursor_of(const Request& request) {
    const std::string* text = request.parameter("cursor");
    if (!text) return std::optional<Id>();
    const auto id = Ulid::parse(*text);
    if (!id) return wrong_parameter("cursor", "the `next` of the page before", *text);
    return std::optional(Id(id.value()));
}

/// The cursor for the page after this one; a short page is the last.
template <class Rows>
[[nodiscard]] boost::json::value next_cursor(const Rows& rows, std::size_t limit, auto id_text) {
    return rows.size() < limit ? boost::json::value(nullptr) : boost::json::value(id_text(rows.back()));
}

}  // namespace anju::alertd::api
