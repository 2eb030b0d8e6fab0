#include "gateway/profiles/discovery/filters.hpp"

#include "gateway/profiles/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace anju::gateway::profiles::discovery::filters {

namespace json = boost::json;

namespace {

std::optional<double> as_number(const json::value& value) {
    if (const auto* flag = value.if_bool()) return *flag ? 1 : 0;
    if (const auto* text = value.if_string()) {
        // Python takes blanks around a number.
        const std::string_view all(text->data(), text->size());
        const auto first = all.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos) return std::nullopt;
        const auto trimmed = all.substr(first, all.find_last_not_of(" \t\r\n") - first + 1);
        return number_of(json::value(json::string_view(trimmed.data(), trimmed.size())));
    }
    return number_of(value);
}

std::optional<json::value> or_fallback(const Arguments& arguments) {
    return arguments.empty() ? std::nullopt : std::optional<json::value>(arguments[0]);
}

std::size_t count_at(const Arguments& arguments, std::size_t index, std::size_t fallback) {
    if (index >= arguments.size()) return fallback;
    const auto number = number_of(arguments[index]);
    return number && *number >= 0 && *number < 1e6 ? static_cast<std::size_t>(*number) : fallback;
}

/// The bytes of the first `count` characters.
std::size_t bytes_of(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
        --count;
    }
    return at;
}

template <class Change>
json::value changed(const json::value& value, Change change) {
    std::string text = to_text(value);
    std::transform(text.begin(), text.end(), text.begin(), change);
    return json::value(text);
}

}  // namespace

std::string to_text(const json::value& value) {
    if (const auto* text = value.if_string()) return {text->data(), text->size()};
    if (const auto* flag = value.if_bool()) return *flag ? "True" : "False";
    if (value.is_null()) return "None";
    if (const auto* real = value.if_double()) {
        std::array<char, 32> buffer{};
        const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *real);
        return error == std::errc{} ? std::string(buffer.data(), end) : std::string();
    }
    return json::serialize(value);
}

bool is_falsy(const json::value& value) {
    if (const auto* text = value.if_string()) return text->empty();
    if (const auto* flag = value.if_bool()) return !*flag;
    if (const auto* object = value.if_object()) return object->empty();
    if (const auto* array = value.if_array()) return array->empty();
    return value.is_null() || number_of(value) == 0.0;
}

std::optional<json::value> to_float(const json::value& value, const Arguments& arguments) {
    if (const auto number = as_number(value)) return json::value(*number);
    return or_fallback(arguments);
}

std::optional<json::value> to_int(const json::value& value, const Arguments& arguments) {
    constexpr double kLargest = 9e15;  // Whole numbers are exact below.
    const auto number = as_number(value);
    if (number && std::abs(*number) < kLargest) return json::value(static_cast<std::int64_t>(*number));
    return or_fallback(arguments);
}

std::optional<json::value> round(const json::value& value, const Arguments& arguments) {
    const auto number = as_number(value);
    if (!number) return std::nullopt;
    const double scale = std::pow(10.0, static_cast<double>(std::min<std::size_t>(count_at(arguments, 0, 0), 15)));
    const double rounded = std::nearbyint(*number * scale) / scale;
    return json::value(std::isfinite(rounded) ? rounded : *number);
}

json::value lower(const json::value& value) {
    return changed(value, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

json::value upper(const json::value& value) {
    return changed(value, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
}

json::value truncate(const json::value& value, const Arguments& arguments) {
    const std::string text = to_text(value);
    const std::size_t length = count_at(arguments, 0, 255);
    const bool kill_words = arguments.size() > 1 && arguments[1] == json::value(true);
    const std::string end = arguments.size() > 2 ? to_text(arguments[2]) : "...";
    const std::size_t leeway = count_at(arguments, 3, 5);
    if (bytes_of(text, length + leeway) == text.size()) return json::value(text);
    const std::size_t kept = length > end.size() ? length - end.size() : 0;
    std::string head = text.substr(0, bytes_of(text, kept));
    if (!kill_words) head = head.substr(0, head.rfind(' '));
    return json::value(head + end);
}

}  // namespace anju::gateway::profiles::discovery::filters
