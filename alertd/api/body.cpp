#include "alertd/api/body.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// Null when the field is absent or null.
const json::value* given(const json::object& body, std::string_view name) {
    const json::value* value = body.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

}  // namespace

Result<json::object> body_of(const Request& request) {
    json::parse_options options;
    options.max_depth = 8;
    json::error_code ec;
    json::value value = json::parse(request.body, ec, {}, options);
    if (ec) return fail(ErrorCode::invalid, fmt::format("the body is not JSON: {}", ec.message()));
    if (!value.is_object()) return fail(ErrorCode::invalid, "the body must be a JSON object");
    return std::move(value.as_object());
}

Result<std::string> text_field(const json::object& body, std::string_view name, std::size_t longest) {
    const json::value* value = given(body, name);
    if (!value) return std::string();
    if (!value->is_string()) return fail(ErrorCode::invalid, fmt::format("field '{}' must be text", name));
    const json::string& text = value->get_string();
    if (text.size() > longest) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must have at most {} bytes", name, longest));
    }
    return std::string(text);
}

Result<void> only_known(const json::object& body, const std::vector<std::string_view>& known) {
    for (const auto& member : body) {
        if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
            return fail(ErrorCode::invalid, fmt::format("unknown field '{}'; known here: {}",
                                                        std::string_view(member.key()), fmt::join(known, ", ")));
        }
    }
    return success();
}

Result<std::string> required_text(const json::object& body, std::string_view name, std::size_t longest) {
    ANJU_TRY(auto text, text_field(body, name, longest));
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must not be empty", name));
    }
    return text;
}

Result<std::optional<std::int64_t>> number_field(const json::object& body, std::string_view name, std::int64_t lowest,
                                                 std::int64_t highest) {
    using Number = std::optional<std::int64_t>;
    const json::value* value = given(body, name);
    if (!value) return Number();
    json::error_code ec;
    const auto number = value->to_number<std::int64_t>(ec);
    if (ec || number < lowest || number > highest) {
        return fail(ErrorCode::invalid,
                    fmt::format("field '{}' must be a whole number from {} to {}", name, lowest, highest));
    }
    return Number(number);
}

Result<std::optional<bool>> bool_field(const json::object& body, std::string_view name) {
    const json::value* value = given(body, name);
    if (!value) return std::optional<bool>();
    if (!value->is_bool()) return fail(ErrorCode::invalid, fmt::format("field '{}' must be true or false", name));
    return std::optional(value->get_bool());
}

Result<std::optional<UtcTime>> time_field(const json::object& body, std::string_view name) {
    ANJU_TRY(auto text, text_field(body, name, kLongestName));
    if (text.empty()) return std::optional<UtcTime>();
    auto time = parse_rfc3339(text);
    if (!time) {
        return fail(ErrorCode::invalid,
                    fmt::format("field '{}' must be a time such as 2026-05-01T08:00:00Z, not '{}'", name, text));
    }
    return std::optional(time.value());
}

Result<std::vector<std::string>> texts_field(const json::object& body, std::string_view name, std::size_t most,
                                             std::size_t longest) {
    const json::value* value = given(body, name);
    if (!value) return std::vector<std::string>();
    const json::array* list = value->if_array();
    const auto fits = [&](const json::value& item) { return item.is_string() && item.get_string().size() <= longest; };
    if (!list || list->size() > most || !std::ranges::all_of(*list, fits)) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must be a list of at most {} texts of at most {} bytes",
                                                    name, most, longest));
    }
    std::vector<std::string> texts;
    for (const auto& item : *list) texts.emplace_back(item.get_string());
    return texts;
}

Result<std::optional<Millis>> duration_field(const json::object& body, std::string_view name) {
    ANJU_TRY(const auto text, text_field(body, name, kLongestName));
    if (text.empty()) return std::optional<Millis>();
    const auto duration = parse_duration(text);
    if (!duration) return wrong_field(name, "a duration such as 250ms, 90s, 12h or 1h30m", text);
    return std::optional(duration.value());
}

Result<core::Weekdays> weekdays_field(const json::object& body, std::string_view name) {
    if (!given(body, name)) return core::Weekdays::every_day();
    ANJU_TRY(const auto words, words_field(body, name, "monday, tuesday ... sunday", core::parse_weekday));
    core::Weekdays days;
    for (const auto day : words) days.add(day);
    return days;
}

Error wrong_field(std::string_view name, std::string_view expected, std::string_view got) {
    return fail(ErrorCode::invalid, fmt::format("field '{}': expected {}, not '{}'", name, expected, got));
}

Result<std::vector<const json::object*>> objects_field(const json::object& body, std::string_view name,
                                                       std::size_t most) {
    std::vector<const json::object*> objects;
    const json::value* value = given(body, name);
    if (!value) return objects;
    if (!value->is_array() || value->get_array().size() > most) {
        return fail(ErrorCode::invalid, fmt::format("field '{}' must be a list of at most {} objects", name, most));
    }
    for (const auto& element : value->get_array()) {
        if (!element.is_object()) {
            return fail(ErrorCode::invalid, fmt::format("{}[{}] must be an object", name, objects.size()));
        }
        objects.push_back(&element.get_object());
    }
    return objects;
}

Result<std::string> actor_of(const Request& request, const json::object& body) {
    ANJU_TRY(auto field, text_field(body, "actor", kLongestName));
    if (!request.principal.name.empty()) {
        if (!field.empty() || request.operator_name) {
            return fail(ErrorCode::invalid, "'actor' and X-Anju-Operator must not be given: the login says who acts");
        }
        return request.principal.actor();
    }
    const std::string header = request.operator_name.value_or("");
    if (!field.empty() && !header.empty() && field != header) {
        return fail(ErrorCode::invalid, "field 'actor' and header X-Anju-Operator name two different people");
    }
    const std::string name = field.empty() ? header : field;
    const bool printable =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (name.empty() || name.size() > kLongestName || !is_utf8(name) || !printable) {
        return fail(
            ErrorCode::invalid,
            fmt::format("field 'actor' (or header X-Anju-Operator) must say who acts, in 1 to {} bytes of UTF-8",
                        kLongestName));
    }
    return "user:" + name;
}

Result<std::optional<std::uint64_t>> expected_version(const Request& request) {
    using Version = std::optional<std::uint64_t>;
    if (!request.if_match || *request.if_match == "*") return Version();
    const std::string& text = *request.if_match;
    std::uint64_t version = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        const char* end = text.data() + text.size() - 1;
        const auto [stop, error] = std::from_chars(text.data() + 1, end, version);
        if (error == std::errc() && stop == end) return Version(version);
    }
    return fail(ErrorCode::invalid,
                fmt::format("If-Match must be one ETag of this incident such as \"3\", or *, not {}", text));
}

Result<std::string> reason_of(const Request& request, const json::object& body) {
    ANJU_TRY(auto field, text_field(body, "reason", kLongestReason));
    // A header is ASCII, so that what is not is percent-encoded in it.
    ANJU_TRY(const auto header, percent_decoded(request.reason.value_or(""), false));
    if (!field.empty() && !header.empty() && field != header) {
        return fail(ErrorCode::invalid, "field 'reason' and header X-Anju-Reason give two different reasons");
    }
    auto reason = field.empty() ? header : field;
    if (reason.size() > kLongestReason || reason.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorCode::invalid,
                    fmt::format("field 'reason' (or header X-Anju-Reason, percent-encoded) must say why, in 1 to {} "
                                "bytes; the journal keeps it, so no names in it",
                                kLongestReason));
    }
    return reason;
}

}  // namespace anju::alertd::api
