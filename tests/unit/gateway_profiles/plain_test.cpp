#include "said.hpp"

namespace anju::gateway::profiles {
namespace {

struct Case {
    const char* payload;
    const char* expected;
};

Translation plain(std::string_view payload, Settings settings = {}) {
    Translator translator(std::move(settings));
    return translate(translator, "anju/home/living/thing 1", payload);
}

TEST_CASE("the plain form speaks for the four kinds") {
    for (const Case& c : {
             Case{R"({"kind":"smoke","type":"alarm"})", "smoke alarm"},
             Case{R"({"kind":"smoke","type":"clear","value":0.2,"unit":"dB/m"})", "smoke clear 0.2dB/m"},
             Case{R"({"kind":"smoke","type":"alarm","test":true})", "smoke test"},
             Case{R"({"kind":"call_button","type":"press","how":"single"})", "call_button press single"},
             Case{R"({"kind":"call_button","type":"press","value":"double"})", "call_button press double"},
             Case{R"({"kind":"call_button","type":"press"})", "call_button press"},
             Case{R"({"kind":"call_button","type":"cancel"})", "call_button cancel"},
             Case{R"({"kind":"water_meter","type":"reading","value":20.015})", "water_meter reading 20.015m3"},
             Case{R"({"kind":"water_meter","type":"reading","value":1234,"unit":"L"})", "water_meter reading 1.234m3"},
             Case{R"({"kind":"water_meter","type":"leak"})", "water_meter leak"},
             Case{R"({"kind":"fall","type":"prealarm"})", "fall prealarm"},
             Case{R"({"kind":"fall","type":"battery","value":87})", "fall battery 87%"},
             Case{R"({"kind":"fall","type":"offline"})", "fall offline"},
             Case{R"({"kind":"bed","type":"reading","value":61,"unit":"bpm","room":"north"})", "bed reading 61bpm"},
             Case{R"([{"kind":"fall","type":"clear"},{"kind":"fall","type":"low_battery"}])",
                  "fall clear; fall low_battery"},
         }) {
        CAPTURE(c.payload);
        const auto result = plain(c.payload);
        CHECK(in_words(result) == c.expected);
        CHECK(result.outcome == Outcome::signals);
        CHECK(result.profile == "plain");
        CHECK(result.signals.at(0).device == DeviceId("living/thing 1"));
    }
}

TEST_CASE("a wrong field is named with what was expected") {
    for (const Case& c : {
             Case{R"({"type":"alarm"})", "/kind: one of smoke, co,"},
             Case{R"({"kind":"smok","type":"alarm"})", R"(expected, not "smok")"},
             Case{R"({"kind":7,"type":"alarm"})", "expected, not 7"},
             Case{R"({"kind":"gateway","type":"offline"})", "/kind: one of smoke"},
             Case{R"({"kind":"smoke"})", "/type: for kind smoke one of alarm, prealarm, clear"},
             Case{R"({"kind":"smoke","type":"press"})", "/type: for kind smoke one of alarm"},
             Case{R"({"kind":"water_meter","type":"reading"})", "/value: a number expected"},
             Case{R"({"kind":"water_meter","type":"reading","value":"12"})", "/value: a number expected, not string"},
             Case{R"({"kind":"water_meter","type":"reading","value":12,"unit":"kWh"})", "/unit: a unit of volume"},
             Case{R"({"kind":"smoke","type":"battery","value":130})", "/value: a percentage from 0 to 100"},
             Case{R"([{"kind":"smoke","type":"clear"},3])", "/1: an object expected, not number"},
             Case{R"("alarm")", "payload: an object expected, not string"},
             Case{R"(null)", "payload: an object expected, not null"},
         }) {
        CAPTURE(c.payload);
        const auto result = plain(c.payload);
        CHECK(result.outcome == Outcome::bad);
        CHECK(result.reason.find(c.expected) != std::string::npos);
        CAPTURE(result.reason);
    }
}

TEST_CASE("a wrong part never costs the alarm beside it") {
    for (const char* payload : {
             R"({"kind":"smoke","type":"alarm","at":"yesterday"})",
             R"({"kind":"smoke","type":"alarm","at":17})",
             R"({"kind":"smoke","type":"alarm","value":"much"})",
             R"({"kind":"smoke","type":"alarm","how":5})",
             R"({"kind":"smoke","type":"alarm","test":"yes"})",
             R"([{"kind":"smoke","type":"alrm"},{"kind":"smoke","type":"alarm"}])",
         }) {
        CAPTURE(payload);
        const auto result = plain(payload);
        CHECK(in_words(result) == "smoke alarm");
        CHECK(result.outcome == Outcome::bad);
    }
}

TEST_CASE("the device's own time is kept as a claim") {
    const auto result = plain(R"({"kind":"fall","type":"alarm","at":"2026-03-01T03:00:00Z"})");
    REQUIRE(result.signals.at(0).claimed_at);
    CHECK(to_rfc3339(*result.signals[0].claimed_at) == "2026-03-01T03:00:00.000Z");
}

TEST_CASE("an enrolled device may leave its kind out, and its button calls") {
    const Settings settings{.enrolled = {{DeviceId("living/thing 1"), Kind::call_button}}};
    CHECK(in_words(plain(R"({"type":"press"})", settings)) == "call_button press");
    CHECK(in_words(plain(R"({"kind":"button","type":"press"})", settings)) == "call_button press");
    CHECK(plain(R"({"type":"press"})", settings).signals.at(0).registered);
    CHECK_FALSE(plain(R"({"kind":"button","type":"press"})").signals.at(0).registered);
}

TEST_CASE("an overlong list keeps its first signals and is reported") {
    std::string list = "[";
    for (int i = 0; i < 300; ++i) list += std::string(i == 0 ? "" : ",") + R"({"kind":"smoke","type":"clear"})";
    const auto result = plain(list + "]");
    CHECK(result.outcome == Outcome::bad);
    CHECK(result.signals.size() == 256);
}

TEST_CASE("commands to a plain device and cleared topics are no reports") {
    Translator translator{Settings{}};
    CHECK(translate(translator, "anju/home/lamp/set", R"({"kind":"smoke","type":"alarm"})").outcome ==
          Outcome::ignored);
    CHECK(translate(translator, "anju/home/lamp", "").outcome == Outcome::nothing);
    CHECK(translate(translator, "anju/home/lamp", "[]").outcome == Outcome::nothing);
}

}  // namespace
}  // namespace anju::gateway::profiles
