#include "tests/contract/api/schema.hpp"

#include "base/time.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

namespace anju::tests {

namespace json = boost::json;

namespace {

bool has_type(const json::value& value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "number") return value.is_number();
    if (type == "array") return value.is_array();
    return type == "object" && value.is_object();
}

bool has_a_type_of(const json::value& value, const json::value& types) {
    if (types.is_string()) return has_type(value, std::string_view(types.get_string()));
    return std::ranges::any_of(
        types.as_array(), [&](const json::value& type) { return has_type(value, std::string_view(type.as_string())); });
}

const std::set<std::string, std::less<>> kKnown{
    "$ref",      "type",    "properties",  "required", "additionalProperties",
    "items",     "enum",    "const",       "anyOf",    "oneOf",
    "pattern",   "format",  "minimum",     "maximum",  "minLength",
    "maxLength", "default", "description", "examples", "minItems",
    "maxItems"};

}  // namespace

const json::value& Description::resolved(const json::value& node) const {
    const auto* object = node.if_object();
    const auto* reference = object ? object->if_contains("$ref") : nullptr;
    return reference ? document_.at_pointer(std::string_view(reference->as_string()).substr(1)) : node;
}

std::vector<std::string> Description::mistakes(const json::value& value, const std::string& schema) const {
    std::vector<std::string> out;
    check(value, document_.at_pointer("/components/schemas/" + schema), schema, out);
    return out;
}

std::vector<std::string> Description::mistakes_of_answer(const std::string& method, const std::string& path,
                                                         long status, const std::string& content_type,
                                                         const std::string& body) const {
    std::string verb = method;
    std::ranges::transform(verb, verb.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto& responses = document_.at("paths").at(path).at(verb).at("responses").as_object();
    const auto* response = responses.if_contains(std::to_string(status));
    if (!response) return {fmt::format("{} {}: status {} is not described", method, path, status)};
    const std::string media = content_type.substr(0, content_type.find(';'));
    const auto& described = resolved(*response).as_object();
    if (!described.contains("content")) {
        if (body.empty()) return {};
        return {fmt::format("{} {}: status {} is described without a body", method, path, status)};
    }
    const auto* content = described.at("content").as_object().if_contains(media);
    if (!content) return {fmt::format("{} {}: {} is not described", method, path, media)};
    std::vector<std::string> out;
    const json::value value = media.ends_with("json") ? json::parse(body) : json::value(body);
    check(value, content->at("schema"), fmt::format("{} {} {}", method, path, status), out);
    return out;
}

void Description::check_object(const json::object& value, const json::object& schema, const std::string& place,
                               std::vector<std::string>& out) const {
    const auto* properties = schema.if_contains("properties");
    if (const auto* required = schema.if_contains("required")) {
        for (const auto& name : required->as_array()) {
            if (!value.contains(name.as_string()))
                out.push_back(fmt::format("{}: '{}' is missing", place, std::string_view(name.as_string())));
        }
    }
    for (const auto& member : value) {
        const std::string inside = place + "." + std::string(member.key());
        const auto* known = properties ? properties->as_object().if_contains(member.key()) : nullptr;
        const auto* others = schema.if_contains("additionalProperties");
        if (known) {
            check(member.value(), *known, inside, out);
        } else if (others && others->is_object()) {
            check(member.value(), *others, inside, out);
        } else if (properties) {
            out.push_back(inside + " is not described");
        }
    }
}

void Description::check(const json::value& value, const json::value& node, const std::string& place,
                        std::vector<std::string>& out) const {
    const json::object& schema = resolved(node).as_object();
    for (const auto& member : schema) {
        if (!kKnown.contains(std::string_view(member.key())))
            out.push_back(place + ": unknown keyword " + std::string(member.key()));
    }
    const auto wrong = [&](const char* what) {
        out.push_back(fmt::format("{}: {} is not {}", place, json::serialize(value), what));
    };
    if (const auto* types = schema.if_contains("type"); types && !has_a_type_of(value, *types))
        return wrong("of the type");
    if (const auto* constant = schema.if_contains("const"); constant && value != *constant) wrong("the constant");
    if (const auto* words = schema.if_contains("enum");
        words && std::ranges::find(words->as_array(), value) == words->as_array().end()) {
        wrong("one of the words");
    }
    if (const auto* text = value.if_string()) {
        const auto* pattern = schema.if_contains("pattern");
        if (pattern && !std::regex_match(text->c_str(), std::regex(pattern->as_string().c_str())))
            wrong("of the pattern");
        if (schema.contains("format") && !parse_rfc3339(std::string_view(*text))) wrong("a time");
    }
    if (const auto* least = schema.if_contains("minimum"); least && value.is_number()) {
        if (value.to_number<double>() < least->to_number<double>()) wrong("large enough");
    }
    for (const char* keyword : {"anyOf", "oneOf"}) {
        const auto* choices = schema.if_contains(keyword);
        if (!choices) continue;
        const bool fits = std::ranges::any_of(choices->as_array(), [&](const json::value& choice) {
            std::vector<std::string> nested;
            check(value, choice, place, nested);
            return nested.empty();
        });
        if (!fits) wrong("any of the choices");
    }
    if (const auto* array = value.if_array(); array && schema.contains("items")) {
        for (std::size_t i = 0; i < array->size(); ++i)
            check((*array)[i], schema.at("items"), fmt::format("{}[{}]", place, i), out);
    }
    if (const auto* object = value.if_object()) check_object(*object, schema, place, out);
}

}  // namespace anju::tests
