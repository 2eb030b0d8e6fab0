#include "gateway/profiles/discovery/template.hpp"

#include <doctest/doctest.h>

#include <string>

namespace anju::gateway::profiles::discovery {
namespace {

namespace json = boost::json;

/// What a template makes of a payload, as JSON; "-" for nothing, "refused" for a template that is.
std::string made(std::string_view text, std::string_view payload) {
    const auto parsed = Template::parse(text);
    if (!parsed) return "refused";
    boost::system::error_code code;
    const auto value = json::parse(json::string_view(payload.data(), payload.size()), code);
    const auto result = parsed.value().evaluate({payload, code ? nullptr : &value});
    return result ? json::serialize(*result) : "-";
}

std::string refusal(std::string_view text) {
    const auto parsed = Template::parse(text);
    return parsed ? "" : parsed.error().message;
}

TEST_CASE("a path is followed in every way of writing it") {
    const char* payload = R"({"a":{"b":[true,{"c d":7}]},"smoke":"ON"})";
    CHECK(made("{{ value_json.smoke }}", payload) == R"("ON")");
    CHECK(made("{{value_json.smoke}}", payload) == R"("ON")");
    CHECK(made("{{- value_json.smoke -}}", payload) == R"("ON")");
    CHECK(made(R"({{ value_json["smoke"] }})", payload) == R"("ON")");
    CHECK(made("{{ value_json['smoke'] }}", payload) == R"("ON")");
    CHECK(made("{{ value_json.a.b[0] }}", payload) == "true");
    CHECK(made("{{ value_json['a']['b'][1]['c d'] }}", payload) == "7");
    CHECK(made("{{ value }}", "ON") == R"("ON")");
    CHECK(made("{{ value_json }}", "21.5") == "2.15E1");
}

TEST_CASE("a path that leads nowhere, null, and a payload that is no JSON say nothing") {
    CHECK(made("{{ value_json.x }}", "{}") == "-");
    CHECK(made("{{ value_json.x }}", R"({"x":null})") == "-");
    CHECK(made("{{ value_json.x.y[3] }}", R"({"x":{"y":[1]}})") == "-");
    CHECK(made("{{ value_json.x }}", "no json") == "-");
    CHECK(made("{{ value_json.x | default('OFF') }}", "no json") == "-");
    CHECK(made("{{ value_json.x }}", R"({"x":{"y":1}})") == "-");
}

TEST_CASE("a number beyond all numbers is none") {
    CHECK(made("{{ value_json.x }}", R"({"x":1e999})") == "-");
    CHECK(made("{{ value_json.x }}", R"({"x":[1,-1e999]})") == "[1]");
    CHECK(made("{{ value_json.x | default(3) }}", R"({"x":1e999})") == "3");
    CHECK(made("{{ value_json.x | float }}", R"({"x":"1e999"})") == "-");
}

TEST_CASE("filters do what Jinja's do") {
    CHECK(made("{{ value_json.x | is_defined }}", R"({"x":1})") == "1");
    CHECK(made("{{ value_json.x | is_defined }}", "{}") == "-");
    CHECK(made("{{ value_json.x | default('none') }}", "{}") == R"("none")");
    CHECK(made("{{ value_json.x | default('') }}", R"({"x":""})") == R"("")");
    CHECK(made("{{ value_json.x | default('none', true) }}", R"({"x":""})") == R"("none")");
    CHECK(made("{{ value_json.x | default(0) | int }}", "{}") == "0");
    CHECK(made("{{ value | float }}", " 1.5 ") == "1.5E0");
    CHECK(made("{{ value | float }}", "wet") == "-");
    CHECK(made("{{ value | float(0) }}", "wet") == "0");
    CHECK(made("{{ value | int }}", "7.9") == "7");
    CHECK(made("{{ value | int }}", "1e300") == "-");
    CHECK(made("{{ value | float | round(2) }}", "1.23456") == "1.23E0");
    CHECK(made("{{ value | float | round }}", "1.6") == "2E0");
    CHECK(made("{{ value_json.x | lower }}", R"({"x":true})") == R"("true")");
    CHECK(made("{{ value | upper }}", "leak") == R"("LEAK")");
    CHECK(made("{{ value_json.x | string }}", R"({"x":false})") == R"("False")");
    CHECK(made("{{ value_json.x | default('',True) | string | truncate(254, True, '', 0) }}", R"({"x":"fire"})") ==
          R"("fire")");
    CHECK(made("{{ value | truncate(3, True, '', 0) }}", "烟雾报警器") == R"("烟雾报")");
    CHECK(made("{{ value | truncate(9) }}", "one two three four") == R"("one...")");
}

TEST_CASE("membership asks a text, a list and the keys of an object") {
    CHECK(made("{{ 'BT' in value_json.alarms }}", R"({"alarms":"GAS,BT"})") == "true");
    CHECK(made("{{ 'BT' in value_json.alarms }}", R"({"alarms":["BT"]})") == "true");
    CHECK(made("{{ 'BT' in value_json.alarms }}", R"({"alarms":{"BT":1}})") == "true");
    CHECK(made("{{ 'BT' in value_json.alarms }}", R"({"alarms":["GAS"]})") == "false");
    CHECK(made("{{ 'bt' in value_json.alarms | lower }}", R"({"alarms":"BT"})") == "true");
    CHECK(made("{{ 'BT' in value_json.alarms }}", "{}") == "-");
}

TEST_CASE("constants, and the two programs that zigbee2mqtt announces") {
    CHECK(made(R"({{ "offline" }})", "x") == R"("offline")");
    CHECK(made("online", "x") == R"("online")");
    const char* truth = R"({% if value_json["smoke"] %}true{% else %}false{% endif %})";
    CHECK(made(truth, R"({"smoke":true})") == "true");
    CHECK(made(truth, R"({"smoke":""})") == "false");
    CHECK(made(truth, "{}") == "-");
    CHECK(Template::parse(truth).value().property() == "smoke");
    const std::string event =
        "{% set patterns = [\n] %}\n{% set action_value = value_json.action|default('') %}\n"
        "{% set ns.r = ns.r + [('event_type', ns.r|selectattr(0, 'eq', 'action')|map(attribute=1)|first)] %}\n"
        "{{dict.from_keys(ns.r)|to_json}}";
    CHECK(made(event, R"({"action":"emergency"})") == R"("emergency")");
}

TEST_CASE("the property is the last key of the path, unless more is asked of it") {
    CHECK(Template::parse("{{ value_json.a.smoke | lower }}").value().property() == "smoke");
    CHECK(Template::parse("{{ value_json.a[0] }}").value().property().empty());
    CHECK(Template::parse("{{ 'x' in value_json.smoke }}").value().property().empty());
    CHECK(Template().property().empty());
}

TEST_CASE("what is not understood is refused with its place") {
    CHECK(refusal("{{ states('sensor.x') }}") ==
          "unsupported template: value, value_json or a quoted text expected at column 4");
    CHECK(refusal("{{ value_json.x | regex_replace('a') }}") ==
          "unsupported template: filter 'regex_replace' at column 19");
    CHECK(refusal("{{ value_json.x == 1 }}") == "unsupported template: a filter or }} expected at column 17");
    CHECK(refusal("a {{ value }}").find("at column 1") != std::string::npos);
    for (const char* text : {"{{",
                             "{{ }}",
                             "{{ value",
                             "{{ value }} x",
                             "{{ value_json. }}",
                             "{{ value_json[ }}",
                             "{{ value_json['x }}",
                             "{{ value_json.get('x') }}",
                             "{{ value_json[-1] }}",
                             "{{ value_json[99999999999999999999] }}",
                             "{{ value | }}",
                             "{{ value | default( }}",
                             "{{ value | default('a','b','c') }}",
                             "{{ value | round(nan) }}",
                             "{{ value | round(inf) }}",
                             "{{ 'x' in 'y' }}",
                             "{{ value + 1 }}",
                             "{% if value %}a{% endif %}",
                             "{% if value_json.x %}ON{% else %}OFF{% endif %}",
                             "{# comment #}",
                             "{{ '\\",
                             "{%",
                             "{{ value }}{{ value }}"}) {
        CAPTURE(text);
        CHECK(refusal(text).starts_with("unsupported template: "));
    }
}

TEST_CASE("hostile templates and payloads cost nothing") {
    CHECK(!Template::parse(std::string(100'000, '{')));
    CHECK(!Template::parse("{{ value_json" + std::string(1'000, '.') + " }}"));
    std::string deep = "{{ value_json";
    for (int i = 0; i < 100; ++i) deep += "[0]";
    CHECK(!Template::parse(deep + " }}"));
    std::string filters = "{{ value";
    for (int i = 0; i < 100; ++i) filters += " | lower";
    CHECK(!Template::parse(filters + " }}"));
    CHECK(made("{{ value }}", std::string(1 << 20, 'x')) == "-");
    CHECK(made("{{ value_json.x }}", "{\"x\":\"" + std::string(100'000, 'x') + "\"}") == "-");
    CHECK(made("{{ value_json.x }}", R"({"x":[1,{"y":2},[3],"a"]})") == R"([1,"a"])");
}

}  // namespace
}  // namespace anju::gateway::profiles::discovery
