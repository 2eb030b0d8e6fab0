#include "tests/contract/api/operations.hpp"

#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace anju::tests {

namespace json = boost::json;

namespace {

using alertd::api::Permission;

std::optional<Permission> parse_permission(std::string_view text) {
    const auto& all = alertd::api::kPermissions;
    const auto found = std::ranges::find(all, text, [](Permission each) { return alertd::api::to_string(each); });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

/// What the first {name} of a path stands for, by how the path begins.
const std::vector<std::pair<std::string, std::string>> kNamedByPath{
    {"/api/v1/homes/", "home"},
    {"/api/v1/registry/homes/", "home"},
    {"/api/v1/registry/access_notes/", "home"},
    {"/api/v1/registry/devices/", "home"},
    {"/api/v1/registry/streets/", "street"},
    {"/api/v1/registry/committees/", "committee"},
    {"/api/v1/registry/residents/", "resident"},
    {"/api/v1/registry/contacts/", "contact"},
    {"/api/v1/registry/gateways/", "gateway"},
    {"/api/v1/registry/responders/", "responder"},
    {"/api/v1/registry/team_members/", "responder"},
    {"/api/v1/handovers/", "handover"},
    {"/api/v1/policies/", "policy"},
    {"/api/v1/rosters/", "roster"},
    {"/api/v1/silences/", "silence"},
    {"/api/v1/commands/", "none"},  // Seen by its home's place, which a command that does not exist has not.
    {"/api/v1/imports/", "none"},   // For administrators, who have the whole district.
    {"/api/v1/reports/", "none"},   // The name of a report; what is in it keeps to the scope.
    {"/api/v1/northbound/", "none"},
    {"/cap/", "incident"}};

std::string named_by(const std::string& path) {
    for (const auto& [begin, kind] : kNamedByPath) {
        if (path.starts_with(begin)) return kind;
    }
    return "";
}

json::value number(const json::object& node) { return node.contains("minimum") ? node.at("minimum") : 1; }
json::value text(const json::object& node) {
    if (const auto* format = node.if_contains("format"); format && *format == "date-time") {
        return "2031-05-01T08:00:00Z";
    }
    std::string made = "matrix-1";
    if (const auto* least = node.if_contains("minLength"))
        made.resize(std::max(made.size(), least->to_number<std::size_t>()), 'x');
    return json::string(made);
}

}  // namespace

json::value Maker::make(const json::value& schema) const {
    const auto& node = resolved(schema).as_object();
    if (const auto* example = node.if_contains("example")) return *example;
    if (const auto* words = node.if_contains("enum")) return words->as_array().front();
    if (const auto* any = node.if_contains("anyOf")) return make(any->as_array().front());
    const auto* type = node.if_contains("type");
    const std::string name(type && type->is_array() ? type->as_array().front().as_string()
                           : type                   ? type->as_string()
                                                    : json::string("object"));
    if (name == "integer" || name == "number") return number(node);
    if (name == "boolean") return true;
    if (name == "array") return node.contains("minItems") ? json::array{make(node.at("items"))} : json::array{};
    if (name == "string") return text(node);
    json::object made;
    if (const auto* required = node.if_contains("required")) {
        for (const auto& field : required->as_array()) {
            made[field.as_string()] = make(node.at("properties").at(field.as_string()));
        }
    }
    return made;
}

const json::value& Maker::resolved(const json::value& schema) const {
    const auto* reference = schema.as_object().if_contains("$ref");
    return reference ? resolved(document_.at_pointer(reference->as_string().subview(1))) : schema;
}

std::vector<Operation> operations_of(const json::value& document) {
    std::vector<Operation> all;
    for (const auto& path : document.at("paths").as_object()) {
        for (const auto& entry : path.value().as_object()) {
            const auto& described = entry.value().as_object();
            Operation operation;
            operation.method = std::string(entry.key());
            std::ranges::transform(operation.method, operation.method.begin(),
                                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            operation.path = std::string(path.key());
            INFO(operation.method, " ", operation.path);
            REQUIRE_MESSAGE(described.contains("x-needs"), "say in x-needs which permission it needs");
            const auto needs = parse_permission(described.at("x-needs").as_string());
            REQUIRE_MESSAGE(needs.has_value(), "x-needs is no permission of principal.hpp");
            operation.needs = *needs;
            operation.own_proof = described.contains("x-own-proof");
            if (const auto* scope = described.if_contains("x-scope")) operation.scope = std::string(scope->as_string());
            if (operation.has_id() && operation.scope.empty()) operation.scope = named_by(operation.path);
            CHECK_MESSAGE((!operation.has_id() || !operation.scope.empty()), "say in x-scope what the {id} names");
            if (const auto* body = described.if_contains("requestBody")) {
                const auto& [media, content] = *body->at("content").as_object().begin();
                operation.media = std::string(media);
                operation.schema = content.as_object().contains("schema") ? content.at("schema") : json::object{};
            }
            all.push_back(std::move(operation));
        }
    }
    return all;
}

}  // namespace anju::tests
