#include "gateway/profiles/discovery/template.hpp"

#include "gateway/profiles/discovery/filters.hpp"

#include <cmath>
#include <utility>

namespace anju::gateway::profiles::discovery {

namespace json = boost::json;

namespace {

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

/// Python's `in`: part of a text, key of an object, element of a list.
std::optional<json::value> contains(const json::value& where, std::string_view what) {
    if (const auto* text = where.if_string()) return json::value(view(*text).find(what) != std::string_view::npos);
    if (const auto* object = where.if_object()) return json::value(object->contains(what));
    if (const auto* array = where.if_array()) {
        for (const auto& element : *array) {
            if (const auto* text = element.if_string(); text != nullptr && view(*text) == what)
                return json::value(true);
        }
        return json::value(false);
    }
    return std::nullopt;
}

// A state is a word or a number. Longer things are not copied, since hundreds of entities may look
// at one payload of a megabyte.
constexpr std::size_t kMaxText = 4096;
constexpr std::size_t kMaxElements = 64;
constexpr std::size_t kMaxElementText = 256;

/// JSON's 1e999 is infinite to the parser; it is no number here either.
bool is_infinite(const json::value& value) {
    const auto* real = value.if_double();
    return real != nullptr && !std::isfinite(*real);
}

std::optional<json::value> copy_of(const json::value& value) {
    if (value.is_object() || is_infinite(value)) return std::nullopt;
    if (const auto* text = value.if_string(); text != nullptr && text->size() > kMaxText) return std::nullopt;
    const auto* array = value.if_array();
    if (array == nullptr) return value;
    json::array copy;
    for (const auto& element : *array) {
        const auto* text = element.if_string();
        if (copy.size() >= kMaxElements) break;
        if (element.is_structured() || is_infinite(element)) continue;
        if (text == nullptr || text->size() <= kMaxElementText) copy.push_back(element);
    }
    return json::value(std::move(copy));
}

}  // namespace

const json::value* Template::walk(const json::value* from) const {
    for (const auto& step : path_) {
        if (from == nullptr) return nullptr;
        if (const auto* key = std::get_if<std::string>(&step)) {
            const auto* object = from->if_object();
            from = object != nullptr ? object->if_contains(*key) : nullptr;
        } else {
            const auto* array = from->if_array();
            from = array != nullptr ? array->if_contains(std::get<std::size_t>(step)) : nullptr;
        }
    }
    return from;
}

bool Template::apply(const Filter& filter, std::optional<json::value>& value) {
    const auto& arguments = filter.arguments;
    if (filter.name == FilterName::default_value) {
        const json::value fallback = arguments.empty() ? json::value("") : arguments[0];
        const bool also_falsy = arguments.size() > 1 && arguments[1] == json::value(true);
        if (!value || (also_falsy && filters::is_falsy(*value))) value = fallback;
        return true;
    }
    if (!value) return filter.name != FilterName::is_defined;
    switch (filter.name) {
        case FilterName::is_defined:
        case FilterName::default_value: return true;
        case FilterName::to_float: value = filters::to_float(*value, arguments); break;
        case FilterName::to_int: value = filters::to_int(*value, arguments); break;
        case FilterName::round: value = filters::round(*value, arguments); break;
        case FilterName::lower: value = filters::lower(*value); break;
        case FilterName::upper: value = filters::upper(*value); break;
        case FilterName::string: value = json::value(filters::to_text(*value)); break;
        case FilterName::truncate: value = filters::truncate(*value, arguments); break;
    }
    return value.has_value();
}

std::optional<json::value> Template::evaluate(const Payload& payload) const {
    std::optional<json::value> value;
    if (source_ == Source::literal) {
        value = literal_;
    } else if (source_ == Source::payload) {
        if (payload.text.size() > kMaxText) return std::nullopt;
        value = json::value(json::string_view(payload.text.data(), payload.text.size()));
    } else if (const auto* found = walk(payload.json)) {
        if (contained_ && filters_.empty()) return contains(*found, *contained_);
        value = copy_of(*found);
    } else if (payload.json == nullptr) {
        return std::nullopt;  // No default stands in for a payload that is no JSON.
    }
    for (const auto& filter : filters_) {
        if (!apply(filter, value)) return std::nullopt;
    }
    if (truth_ && value) return json::value(!filters::is_falsy(*value));
    if (contained_ && value) value = contains(*value, *contained_);
    if (!value || value->is_null()) return std::nullopt;
    return value;
}

std::string_view Template::property() const {
    if (source_ != Source::json || contained_ || path_.empty()) return {};
    const auto* key = std::get_if<std::string>(&path_.back());
    return key != nullptr ? std::string_view(*key) : std::string_view{};
}

}  // namespace anju::gateway::profiles::discovery
