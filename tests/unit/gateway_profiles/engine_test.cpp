// What profiles remember and weigh: counters, edges, repeats, zones, bits, several profiles at once.
#include "gateway/profiles/explain.hpp"
#include "gateway/profiles/file/memory.hpp"
#include "gateway/profiles/file/pointer.hpp"
#include "gateway/profiles/file/speak.hpp"
#include "gateway/profiles/file/topic.hpp"
#include "gateway/profiles/profiles.hpp"
#include "said.hpp"

namespace anju::gateway::profiles {
namespace {

/// A translator with one more profile, whose rules read `t/{device}`; it must be right.
Translator with(const std::string& rules, const std::string& head = "", std::vector<EnrolledDevice> enrolled = {}) {
    const ProfileText profile{"t.toml", "name = \"t\"\n[[message]]\ntopic = \"t/{device}\"\n" + head + "\n" + rules};
    const auto checked = check_profile(profile);
    REQUIRE_MESSAGE(checked.has_value(), (checked.has_value() ? std::string() : checked.error().message));
    Settings settings;
    settings.profiles.added = {profile};
    settings.enrolled = std::move(enrolled);
    return Translator{settings};
}

std::string said(Translator& translator, const std::string& payload, bool retain = false) {
    return in_words(translate(translator, "t/a", payload, retain));
}

TEST_CASE("where profiles come first, a vendor's own form is read below a base of the plain form") {
    Settings settings;
    settings.plain_bases = {"http"};
    settings.profiles_first = true;
    settings.profiles.added = {{"cloud.toml", R"(name = "cloud"
[[message]]
topic = "http/vendor"
capture = { device = ["/sn"] }
device = "vendor/{device}"
[[message.rule]]
ptr = "/event"
kind = "call_button"
map = { SOS = "press" }
)"}};
    REQUIRE(check_profile(settings.profiles.added[0]).has_value());
    Translator translator(settings);
    const auto pressed = translate(translator, "http/vendor", R"({"sn":"A-7","event":"SOS"})");
    REQUIRE(pressed.signals.size() == 1);
    CHECK(pressed.signals[0].device == DeviceId{"vendor/A-7"});
    CHECK(pressed.signals[0].type == SignalType::press);
    const auto plain = translate(translator, "http/other/b", R"({"kind":"smoke","type":"alarm"})");
    REQUIRE(plain.signals.size() == 1);
    CHECK(plain.signals[0].device == DeviceId{"other/b"});
}

TEST_CASE("a counter speaks when it rises, never at first sight and never when it falls") {
    auto t = with("[[message.rule]]\nptr = \"/n\"\nkind = \"smoke\"\nsays = \"alarm\"\nmode = \"counter\"\n");
    CHECK(said(t, R"({"n":5})") == "");
    CHECK(said(t, R"({"n":5})") == "");
    CHECK(said(t, R"({"n":6})") == "smoke alarm");
    CHECK(said(t, R"({"n":6})") == "");
    CHECK(said(t, R"({"n":0})") == "");
    CHECK(said(t, R"({"n":1})") == "smoke alarm");
    CHECK(said(t, R"({"n":"x"})") == "");
    CHECK(said(t, R"({"n":null})") == "");
}

TEST_CASE("an edge speaks at changes only, and what is retained is nothing to start from") {
    auto t = with("[[message.rule]]\nptr = \"/s\"\nkind = \"smoke\"\nsays = \"alarm\"\nmode = \"edge\"\n");
    CHECK(said(t, R"({"s":true})", true) == "");
    CHECK(said(t, R"({"s":true})") == "");
    CHECK(said(t, R"({"s":false})") == "smoke clear");
    CHECK(said(t, R"({"s":true})") == "smoke alarm");
}

TEST_CASE("a pulse has no end") {
    auto t = with("[[message.rule]]\nptr = \"/s\"\nkind = \"presence\"\nsays = \"detected\"\nmode = \"pulse\"\n");
    CHECK(said(t, R"({"s":true})") == "presence detected");
    CHECK(said(t, R"({"s":false})") == "");
}

TEST_CASE("the highest level of several keys wins, and null, empty and missing say nothing") {
    auto t = with("[[message.rule]]\nptr = [\"/s\", \"/s_#\"]\nkind = \"smoke\"\nsays = \"alarm\"\n");
    CHECK(said(t, R"({"s":false,"s_2":true})") == "smoke alarm");
    CHECK(said(t, R"({"s_1":"alarm","s":"clear"})") == "smoke alarm");
    CHECK(said(t, R"({"s":"prealarm","s_2":false})") == "smoke prealarm");
    for (const char* silent : {R"({"s":null})", R"({"s":""})", R"({})", R"({"s":"purple"})", R"({"s":17})",
                               R"({"s":{"a":true}})", R"({"s_x":true})"}) {
        CAPTURE(silent);
        CHECK(said(t, silent) == "");
    }
}

TEST_CASE("a zone that is dry does not clear the one that is wet") {
    auto t = with("[[message.rule]]\nptr = \"/z_#\"\nkind = \"water_leak\"\nsays = \"alarm\"\nzone = \"{key}\"\n");
    CHECK(said(t, R"({"z_1":true})") == "water_leak alarm");
    CHECK(said(t, R"({"z_2":false})") == "");
    CHECK(said(t, R"({"z_1":false})") == "water_leak clear");
}

TEST_CASE("bits are read from numbers and from bytes in hex, the first byte first") {
    auto t = with("[[message.rule]]\nptr = \"/b\"\nkind = \"smoke\"\nsays = \"alarm\"\nbits = [0, 9]\n");
    CHECK(said(t, R"({"b":1})") == "smoke alarm");
    CHECK(said(t, R"({"b":512})") == "smoke alarm");
    CHECK(said(t, R"({"b":2})") == "smoke clear");
    CHECK(said(t, R"({"b":"0002"})") == "smoke alarm");
    CHECK(said(t, R"({"b":"0001"})") == "smoke clear");
    for (const char* silent : {R"({"b":-1})", R"({"b":"xyz"})", R"({"b":"012"})", R"({"b":[1]})", R"({"b":null})"}) {
        CAPTURE(silent);
        CHECK(said(t, silent) == "");
    }
}

TEST_CASE("a repeat within the window is left out, and one that says something else is not") {
    auto t = with("[[message.rule]]\nptr = \"/s\"\nkind = \"smoke\"\nsays = \"alarm\"\n",
                  "dedupe = [\"/id\"]\nwindow = \"10s\"");
    const auto at = [&](int seconds, std::string_view payload) {
        return in_words(t.translate({.topic = "t/a",
                                     .payload = payload,
                                     .retain = false,
                                     .qos = 0,
                                     .received = MonoTime{std::chrono::seconds{seconds}}}));
    };
    CHECK(at(0, R"({"id":1,"s":true})") == "smoke alarm");
    CHECK(at(1, R"({"id":1,"s":true})") == "");
    CHECK(at(2, R"({"id":1,"s":false})") == "smoke clear");
    CHECK(at(3, R"({"id":2,"s":true})") == "smoke alarm");
    CHECK(at(20, R"({"id":2,"s":true})") == "smoke alarm");
}

TEST_CASE("a test turns the alarm beside it into a test") {
    auto t = with(
        "[[message.rule]]\nptr = \"/s\"\nkind = \"smoke\"\nsays = \"alarm\"\n"
        "[[message.rule]]\nptr = \"/t\"\nkind = \"smoke\"\nsays = \"test\"\n");
    CHECK(said(t, R"({"s":true,"t":true})") == "smoke test");
    CHECK(said(t, R"({"s":true,"t":false})") == "smoke alarm");
}

TEST_CASE("remotes press buttons, and only sos, emergency and panic or an enrolled device call") {
    const std::string rule = "[[message.rule]]\nptr = \"/a\"\nkind = \"button\"\nsays = \"press\"\n";
    auto plain = with(rule);
    CHECK(said(plain, R"({"a":"double"})") == "button press double");
    CHECK(said(plain, R"({"a":"sos"})") == "call_button press sos");
    CHECK(said(plain, R"({"a":"button_1_release"})") == "");
    CHECK(said(plain, R"({"a":"none"})") == "");
    CHECK(said(plain, R"({"a":"double"})", true) == "");
    auto enrolled = with(rule, "", {{DeviceId{"a"}, Kind::call_button}});
    CHECK(said(enrolled, R"({"a":"double"})") == "call_button press double");
}

TEST_CASE("a meter's unit is converted, and one that is no volume says nothing") {
    auto t = with(
        "[[message.rule]]\nptr = \"/v\"\nkind = \"water_meter\"\nsays = \"reading\"\nunit = \"L\"\n"
        "unit_ptr = \"/u\"\n");
    CHECK(said(t, R"({"v":1234})") == "water_meter reading 1.234m3");
    CHECK(said(t, R"({"v":2,"u":"m3"})") == "water_meter reading 2m3");
    CHECK(said(t, R"({"v":2,"u":"kWh"})") == "");
    CHECK(said(t, R"({"v":"1e999"})") == "");
}

TEST_CASE("a reading that its scale makes infinite is none") {
    auto t = with("[[message.rule]]\nptr = \"/v\"\nkind = \"thermometer\"\nsays = \"reading\"\nscale = 1e9\n");
    CHECK(said(t, R"({"v":2})") == "thermometer reading 2e+09");
    CHECK(said(t, R"({"v":1e300})") == "");
}

TEST_CASE("a list of words says the first that is listed, else what * stands for") {
    auto t =
        with("[[message.rule]]\nptr = \"/s\"\nsplit = true\nmap = { LOW = \"low_battery\", \"*\" = \"battery_ok\" }\n");
    CHECK(said(t, R"({"s":"LEAK LOW"})") == "unknown low_battery");
    CHECK(said(t, R"({"s":"OK"})") == "unknown battery_ok");
    CHECK(said(t, R"({"s":["x","low"]})") == "unknown low_battery");
    CHECK(said(t, R"({"s":""})") == "");
    CHECK(said(t, R"({"s":[]})") == "");
}

TEST_CASE("hostile payloads end in a reason, and the next message still comes through") {
    auto t = with(
        "[[message.rule]]\nptr = \"/*/*/s\"\nkind = \"smoke\"\nsays = \"alarm\"\n"
        "[[message.rule]]\nptr = \"/s\"\nkind = \"smoke\"\nsays = \"alarm\"\n");
    for (const std::string& payload :
         {std::string("{"), std::string(100000, '['), std::string("\xff"), std::string("[]"), std::string("nonsense"),
          "{\"s\":" + std::string(1 << 21, '1') + "}", std::string("{\"\":{\"\":{\"s\":null}}}")}) {
        const auto result = translate(t, "t/a", payload);
        CHECK(result.signals.empty());
        CHECK_FALSE(result.reason.empty());
    }
    std::string wide = "{\"a\":{";
    for (int i = 0; i < 5000; ++i) wide += "\"k" + std::to_string(i) + "\":{\"s\":true},";
    CHECK(said(t, wide + "\"z\":{\"s\":true}}}") == "smoke alarm");
    CHECK(translate(t, "t/" + std::string(300, 'x'), R"({"s":true})").signals.empty());
    CHECK(said(t, R"({"s":true})") == "smoke alarm");
}

TEST_CASE("what is remembered is bounded, the longest unused goes first") {
    file::Recent<int> recent;
    for (int i = 0; i < 10000; ++i) {
        recent.put(std::to_string(i), i);
        (void)recent.find("0");
    }
    CHECK(recent.size() == file::kMostRemembered);
    REQUIRE(recent.find("0") != nullptr);
    CHECK(recent.find("1") == nullptr);
    CHECK(recent.find("9999") != nullptr);
}

TEST_CASE("topics match level by level, with named parts") {
    const auto captured = [](const char* pattern, const char* topic, const char* name) {
        file::Captures captures;
        const auto parsed = file::TopicPattern::parse(pattern);
        REQUIRE(parsed.has_value());
        if (!parsed.value().match(topic, captures)) return std::string("no match");
        const auto* value = captures.find(name);
        return value != nullptr ? *value : std::string("not captured");
    };
    CHECK(captured("a/{device}/b", "a/x/b", "device") == "x");
    CHECK(captured("a/{device}/b", "a/x/y/b", "device") == "no match");
    CHECK(captured("a/{device...}/b", "a/x/y/b", "device") == "x/y");
    CHECK(captured("a/{device...}", "a/x/y/b", "device") == "x/y/b");
    CHECK(captured("{device}/status/smoke:{n}", "d/status/smoke:0", "n") == "0");
    CHECK(captured("{device}/status/smoke:{n}", "d/status/smoke:", "n") == "no match");
    CHECK(captured("a/+/{x}", "a/b/c", "x") == "c");
    CHECK(captured("a/{x}/#", "a/b/c/d", "x") == "b");
    CHECK(captured("a/{x}", "a/", "x") == "no match");
    for (const char* wrong :
         {"", "#", "{device...}/x", "a/{b", "a/b}", "a/{B}", "a/{b}{c}", "a/#/b", "a/x+", "a/{b...}/#"}) {
        CAPTURE(wrong);
        CHECK(file::TopicPattern::parse(wrong).has_error());
    }
}

TEST_CASE("the words of a name tell the kind, and settings tell none") {
    CHECK(file::kind_of_words("Kitchen smoke detector") == Kind::smoke);
    CHECK(file::kind_of_words("客厅烟感") == Kind::smoke);
    CHECK(file::kind_of_words("sos-bedroom") == Kind::call_button);
    CHECK(file::kind_of_words("front_doorbell") == Kind::button);
    CHECK(file::kind_of_words("cellar_water_leak") == Kind::water_leak);
    CHECK(file::kind_of_words("water_meter") == Kind::water_meter);
    for (const char* other :
         {"smoke_test", "smoke threshold", "gas_valve", "fire tv", "gas_meter", "co2", "smoker", ""}) {
        CAPTURE(other);
        CHECK(file::kind_of_words(other) == Kind::unknown);
    }
}

TEST_CASE("why names the profile, the line and the reason") {
    Explainer explainer{Settings{}, true};
    const auto spoken = explainer.answer(R"({"topic":"shellies/shellysmoke-1/sensor/smoke","payload":"true"})");
    CHECK(spoken.find("\"why\":[\"shelly-gen1.toml:") != std::string::npos);
    CHECK(spoken.find("smoke alarm") != std::string::npos);
    const auto absent = explainer.answer(R"({"topic":"stat/hall/RESULT","payload":"{\"POWER\":\"ON\"}"})");
    CHECK(absent.find("absent: /Button#/Action") != std::string::npos);
    const auto word = explainer.answer(R"({"topic":"shellies/g/sensor/gas","payload":"purple"})");
    CHECK(word.find("a word that is not in map") != std::string::npos);
    const auto none = explainer.answer(R"({"topic":"nobody/reads/this/at/all","payload":"1"})");
    CHECK(none.find("no profile's topic fits") != std::string::npos);
    const auto zigbee = explainer.answer(R"({"topic":"zigbee2mqtt/hall","payload":"{\"smoke\":true}"})");
    CHECK(zigbee.find("\"why\":[\"zigbee2mqtt: below zigbee2mqtt: smoke=true\"") != std::string::npos);
}

}  // namespace
}  // namespace anju::gateway::profiles
