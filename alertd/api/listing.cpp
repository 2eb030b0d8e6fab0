#include "alertd/api/listing.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace anju::alertd::api {

boost::json::value text_or_null(const std::string& text) {
    return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

boost::json::value time_or_null(const std::optional<UtcTime>& time) {
    return time ? boost::json::value(to_rfc3339(*time)) : boost::json::value(nullptr);
}

Response answer(const boost::json::object& body, int status) {
    Response response;
    response.status = status;
    response.body = boost::json::serialize(body);
    return response;
}

Error wrong_parameter(std::string_view name, std::string_view expected, std::string_view got) {
    return fail(ErrorCode::invalid, fmt::format("query parameter '{}': expected {}, not '{}'", name, expected, got));
}

Result<std::optional<std::uint64_t>> number(const Request& request, std::string_view name, std::uint64_t low,
                                            std::uint64_t high) {
    const std::string* text = request.parameter(name);
    if (!text) return std::optional<std::uint64_t>();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < low || value > high) {
        return wrong_parameter(name, fmt::format("a number from {} to {}", low, high), *text);
    }
    return std::optional(value);
}

Result<std::optional<bool>> bool_parameter(const Request& request, std::string_view name) {
    const std::string* text = request.parameter(name);
    if (!text) return std::optional<bool>();
    if (*text != "true" && *text != "false") return wrong_parameter(name, "true or false", *text);
    return std::optional(*text == "true");
}

Result<std::size_t> limit_of(const Request& request, std::size_t usual, std::size_t most) {
    ANJU_TRY(const auto limit, number(request, "limit", 1, most));
    return static_cast<std::size_t>(limit.value_or(usual));
}

}  // namespace anju::alertd::api
