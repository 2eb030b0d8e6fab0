// The description and the router name the same things; live answers are checked in tests/contract/api.
#include "alertd/api/assets.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/store/registry_tables.hpp"

#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cctype>
#include <set>

using namespace anju::alertd;
using namespace anju::alertd::api;
namespace json = boost::json;

namespace {

json::object description() {
    const auto all = assets();
    const auto found = std::ranges::find(all, "openapi.json", &Asset::name);
    REQUIRE(found != all.end());
    return json::parse(found->bytes).as_object();
}

Router full_router() {
    static const ApiOptions options;
    static const Services services;
    static const Metrics metrics;
    static const PageFiles files;
    static const std::string map;
    Router router;
    add_reading_routes(router);
    add_act_routes(router, {}, {});
    add_aftercare_routes(router, services);
    add_registry_routes(router, {});
    add_import_routes(router, services, 1);
    add_search_routes(router);
    add_outward_routes(router, services.outward, {});
    add_silence_routes(router, services);
    add_handover_routes(router, services);
    add_home_routes(router, services, {});
    add_readings_routes(router, services);
    add_drill_routes(router, {});
    add_phone_routes(router, services);
    add_plan_routes(router, services);
    add_policy_routes(router, services);
    add_roster_routes(router, services);
    add_duty_routes(router, services);
    add_figures_routes(router, {});
    add_session_routes(router, {});
    add_account_routes(router, {});
    add_hold_routes(router, {});
    add_personal_routes(router, services);
    add_verify_routes(router);
    add_service_routes(router, {options, services, metrics, files, map, {}, {}, {}});
    return router;
}

/// "GET /api/v1/incidents?class?limit needs read"
using Described = std::set<std::string>;

std::string line_of(const std::string& method, const std::string& path, std::set<std::string> query,
                    std::string_view needs) {
    std::string line = method + " " + path;
    for (const auto& name : query) line += "?" + name;
    return line + " needs " + std::string(needs);
}

Described described_in(const json::object& document) {
    Described lines;
    for (const auto& path : document.at("paths").as_object()) {
        for (const auto& operation : path.value().as_object()) {
            std::string method(operation.key());
            std::ranges::transform(method, method.begin(),
                                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            std::set<std::string> query;
            if (const auto* parameters = operation.value().as_object().if_contains("parameters")) {
                for (const auto& parameter : parameters->as_array()) {
                    if (parameter.at("in") == "query") query.emplace(parameter.at("name").as_string());
                }
            }
            lines.insert(line_of(method, std::string(path.key()), std::move(query),
                                 operation.value().at("x-needs").as_string()));
        }
    }
    return lines;
}

void collect_references(const json::value& value, std::set<std::string>& out) {
    if (const auto* object = value.if_object()) {
        for (const auto& member : *object) {
            if (member.key() == "$ref") out.emplace(member.value().as_string());
            collect_references(member.value(), out);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& element : *array) collect_references(element, out);
    }
}

}  // namespace

TEST_CASE("every route is described with its parameters and what it needs, and nothing else is") {
    const Router router = full_router();
    Described routed;
    for (const Route& route : router.routes()) {
        routed.insert(
            line_of(route.method, route.path, {route.query.begin(), route.query.end()}, to_string(route.needs)));
    }
    CHECK(routed.size() == router.routes().size());
    CHECK(described_in(description()) == routed);
}

TEST_CASE("every reference of the description leads somewhere, and every schema is referred to") {
    const json::value document = description();
    std::set<std::string> references;
    collect_references(document, references);
    CHECK(references.size() > 20);
    for (const std::string& reference : references) {
        INFO(reference);
        REQUIRE(reference.starts_with("#/"));
        json::error_code ec;
        CHECK(document.find_pointer(reference.substr(1), ec) != nullptr);
    }
    for (const auto& schema : document.at("components").at("schemas").as_object()) {
        const std::string name(schema.key());
        INFO(name);
        CHECK(references.contains("#/components/schemas/" + name));
    }
}

TEST_CASE("the rows of the registry are described column by column") {
    const json::object document = description();
    const auto& schemas = document.at("components").at("schemas").as_object();
    for (const auto& table : store::registry_tables()) {
        const auto& path = document.at("paths").at("/api/v1/registry/" + std::string(table.name));
        const json::value& page = path.at_pointer("/get/responses/200/content/application~1json/schema/$ref");
        const std::string name(page.as_string().subview(std::string_view("#/components/schemas/").size()));
        const auto& row = schemas.at(name.substr(0, name.size() - std::string_view("Page").size())).as_object();
        std::set<std::string> described, columns{"version"};
        for (const auto& property : row.at("properties").as_object()) described.emplace(property.key());
        for (const auto& column : table.columns) columns.emplace(column.name);
        CHECK(described == columns);
    }
}

TEST_CASE("every word of an enum in the description is a word of the code") {
    const json::object document = description();
    const auto words = [&](const char* name) {
        return document.at("components").at("schemas").at(name).at("enum").as_array();
    };
    for (const auto& word : words("Condition"))
        CHECK(anju::parse_word<anju::Condition>(std::string_view(word.as_string())));
    for (const auto& word : words("Class"))
        CHECK(anju::parse_word<anju::IncidentClass>(std::string_view(word.as_string())));
    for (const auto& word : words("IncidentState"))
        CHECK(core::parse_case_word<core::IncidentState>(std::string_view(word.as_string())));
    for (const auto& word : words("Disposition"))
        CHECK(core::parse_case_word<core::Disposition>(std::string_view(word.as_string())));
    CHECK(words("Condition").size() == static_cast<std::size_t>(anju::Condition::area_outage) + 1);
    CHECK(words("IncidentState").size() == static_cast<std::size_t>(core::IncidentState::closed) + 1);
    CHECK(words("Disposition").size() == static_cast<std::size_t>(core::Disposition::other) + 1);
}
