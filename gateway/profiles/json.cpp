#include "gateway/profiles/json.hpp"

#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <new>

namespace anju::gateway::profiles {

namespace json = boost::json;

Result<void> check_text(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes) {
        return fail(ErrorCode::invalid, "payload of " + std::to_string(text.size()) + " bytes, at most " +
                                            std::to_string(max_bytes) + " expected");
    }
    if (!is_utf8(text)) return fail(ErrorCode::invalid, "payload is not UTF-8");
    return success();
}

Result<json::value> parse_json(std::string_view text, std::size_t max_bytes) {
    ANJU_TRY(check_text(text, max_bytes));
    json::parse_options options;
    options.max_depth = kMaxJsonDepth;
    try {
        json::parser parser({}, options);
        boost::system::error_code code;
        const std::size_t read = parser.write_some(text.data(), text.size(), code);
        if (!code && read < text.size() && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
            code = json::error::extra_data;
        }
        if (code) {
            return fail(ErrorCode::invalid,
                        "payload is not JSON: " + code.message() + " at byte " + std::to_string(read));
        }
        return parser.release();
    } catch (const std::exception& problem) {
        return fail(ErrorCode::invalid, std::string("payload is not JSON: ") + problem.what());
    }
}

std::string_view type_name(const json::value& value) {
    switch (value.kind()) {
        case json::kind::object: return "object";
        case json::kind::array: return "array";
        case json::kind::string: return "string";
        case json::kind::bool_: return "boolean";
        case json::kind::null: return "null";
        default: return "number";
    }
}

std::string_view text_at(const json::object& object, std::string_view key) {
    const auto* member = object.if_contains(key);
    const auto* text = member != nullptr ? member->if_string() : nullptr;
    return text != nullptr ? std::string_view(text->data(), text->size()) : std::string_view{};
}

std::optional<double> number_of(const json::value& value) {
    double number = 0;
    if (const auto* text = value.if_string()) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    } else if (const auto* whole = value.if_int64()) {
        number = static_cast<double>(*whole);
    } else if (const auto* large = value.if_uint64()) {
        number = static_cast<double>(*large);
    } else if (const auto* real = value.if_double()) {
        number = *real;
    } else {
        return std::nullopt;
    }
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

}  // namespace anju::gateway::profiles
