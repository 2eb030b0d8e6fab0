#include "said.hpp"

namespace anju::gateway::profiles {
namespace {

std::string entry(const std::string& name, const std::string& exposes, const std::string& description = "A thing") {
    return R"({"friendly_name":")" + name + R"(","type":"EndDevice","definition":{"model":"M1","description":")" +
           description + R"(","exposes":[)" + exposes + "]}}";
}

/// A translator that has seen a device list with these entries.
Translator knowing(const std::string& entries, Settings settings = {}) {
    Translator translator(std::move(settings));
    const auto result = translate(translator, "zigbee2mqtt/bridge/devices", "[" + entries + "]", true);
    CHECK(result.outcome == Outcome::nothing);
    return translator;
}

Settings enrolled_as(Kind kind, const char* id) { return Settings{.enrolled = {{DeviceId(id), kind}}}; }

TEST_CASE("a friendly name may hold slashes, blanks and any script, and is the device id") {
    Translator translator{Settings{}};
    for (const char* name : {"hall", "kitchen/smoke 1", "客厅/烟感 1", "a/b/c d"}) {
        const auto result = translate(translator, std::string("zigbee2mqtt/") + name, R"({"smoke":true})");
        REQUIRE(result.signals.size() == 1);
        CHECK(result.signals[0].device == DeviceId(name));
        CHECK(result.heard == std::vector<DeviceId>{DeviceId(name)});
        CHECK(result.profile == "zigbee2mqtt");
    }
}

TEST_CASE("commands and the bridge's own business are ignored") {
    Translator translator{Settings{}};
    for (const char* topic : {"zigbee2mqtt/hall/set", "zigbee2mqtt/hall/get", "zigbee2mqtt/hall/set/smoke",
                              "zigbee2mqtt/a/b/set", "zigbee2mqtt/bridge/logging", "zigbee2mqtt/bridge/info",
                              "zigbee2mqtt/bridge/event", "zigbee2mqtt/bridge/request/permit_join"}) {
        CAPTURE(topic);
        const auto result = translate(translator, topic, R"({"smoke":true,"action":"emergency"})");
        CHECK(result.outcome == Outcome::ignored);
        CHECK(result.signals.empty());
        CHECK(result.heard.empty());
    }
}

TEST_CASE("a topic outside every base belongs to no profile") {
    Translator translator{Settings{}};
    for (const char* topic : {"", "zigbee2mqtt", "zigbee2mqtt/", "zigbee2mqttx/hall", "other/hall", "/"}) {
        const auto result = translate(translator, topic, R"({"smoke":true})");
        CHECK(result.outcome == Outcome::unknown);
        CHECK(result.profile == "none");
    }
}

TEST_CASE("availability is understood as JSON and as the plain word of older bridges") {
    auto translator = knowing(entry("hall", R"({"type":"binary","property":"smoke","access":1})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall/availability", R"({"state":"online"})")) == "smoke online");
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall/availability", "offline")) == "smoke offline");
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall/availability", R"("online")")) == "smoke online");
    CHECK(translate(translator, "zigbee2mqtt/hall/availability", "maybe").outcome == Outcome::bad);
    CHECK(translate(translator, "zigbee2mqtt/hall/availability", R"({"state":1})").outcome == Outcome::bad);
    CHECK(translate(translator, "zigbee2mqtt/hall/availability", R"({"state":"offline"})").heard.empty());
}

TEST_CASE("the bridge itself going offline is told, because then every sensor is silent") {
    Translator translator{Settings{}};
    const auto result = translate(translator, "zigbee2mqtt/bridge/state", R"({"state":"offline"})", true);
    REQUIRE(result.signals.size() == 1);
    CHECK(in_words(result) == "gateway offline");
    CHECK(result.signals[0].device == DeviceId("zigbee2mqtt/bridge"));
    CHECK(result.signals[0].retained);
    CHECK(in_words(translate(translator, "zigbee2mqtt/bridge/state", "online")) == "gateway online");
}

TEST_CASE("a press on its own topic is a plain word") {
    Translator translator{Settings{}};
    const auto result = translate(translator, "zigbee2mqtt/bed/button/action", "emergency");
    CHECK(in_words(result) == "call_button press emergency");
    CHECK(result.signals[0].device == DeviceId("bed/button"));
    CHECK(translate(translator, "zigbee2mqtt/bed/button/action", "").signals.empty());
}

TEST_CASE("a bridge that publishes each key on its own topic is understood") {
    auto translator = knowing(entry("hall", R"({"type":"binary","property":"smoke","access":1})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall/smoke", "true")) == "smoke alarm");
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall/linkquality", "99")) == "");
    CHECK(in_words(translate(translator, "zigbee2mqtt/unlisted/smoke", "ON")) == "smoke alarm");
}

TEST_CASE("a device whose name ends like a reserved word is still a device once the bridge lists it") {
    auto translator = knowing(entry("hall/action", R"({"type":"binary","property":"smoke","access":1})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall/action", R"({"smoke":true})")) == "smoke alarm");
}

TEST_CASE("the exposes give the polarity") {
    auto translator = knowing(
        entry("odd", R"({"type":"binary","property":"smoke","access":1,"value_on":false,"value_off":true})") + "," +
        entry("words",
              R"({"type":"binary","property":"water_leak","access":1,"value_on":"Soaked","value_off":"Fine"})") +
        "," + entry("door", R"({"type":"binary","property":"contact","access":1,"value_on":false,"value_off":true})") +
        "," + entry("reed", R"({"type":"binary","property":"contact","access":5,"value_on":"ON","value_off":"OFF"})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/odd", R"({"smoke":false})")) == "smoke alarm");
    CHECK(in_words(translate(translator, "zigbee2mqtt/odd", R"({"smoke":true})")) == "smoke clear");
    CHECK(in_words(translate(translator, "zigbee2mqtt/words", R"({"water_leak":"Soaked"})")) == "water_leak alarm");
    CHECK(in_words(translate(translator, "zigbee2mqtt/words", R"({"water_leak":"Fine"})")) == "water_leak clear");
    CHECK(in_words(translate(translator, "zigbee2mqtt/words", R"({"water_leak":true})")) == "water_leak alarm");
    CHECK(in_words(translate(translator, "zigbee2mqtt/door", R"({"contact":false})")) == "door open");
    CHECK(in_words(translate(translator, "zigbee2mqtt/reed", R"({"contact":"ON"})")) == "door open");
}

TEST_CASE("the exposes give the unit, and a unit that is no volume makes no reading") {
    const auto numeric = [](const char* name, const char* unit) {
        return entry(
            name, std::string(R"({"type":"numeric","property":"water_consumed","access":1,"unit":")") + unit + R"("})",
            "Water meter");
    };
    auto translator = knowing(numeric("litres", "L") + "," + numeric("cubic", "m³") + "," + numeric("gallons", "gal") +
                              "," + numeric("flow", "m³/h"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/litres", R"({"water_consumed":1234})")) ==
          "water_meter reading 1.234m3");
    CHECK(in_words(translate(translator, "zigbee2mqtt/cubic", R"({"water_consumed":1234})")) ==
          "water_meter reading 1234m3");
    CHECK(in_words(translate(translator, "zigbee2mqtt/gallons", R"({"water_consumed":1000})")) ==
          "water_meter reading 3.78541m3");
    CHECK(in_words(translate(translator, "zigbee2mqtt/flow", R"({"water_consumed":1})")) == "");
}

TEST_CASE("a setting is no report, whether its access or its category says so") {
    auto translator =
        knowing(entry("set", R"({"type":"binary","property":"smoke","access":7,"value_on":true,"value_off":false})") +
                "," + entry("config", R"({"type":"binary","property":"gas_alarm","access":1,"category":"config"})") +
                "," + entry("write", R"({"type":"binary","property":"sos","access":2})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/set", R"({"smoke":true})")) == "");
    CHECK(in_words(translate(translator, "zigbee2mqtt/config", R"({"gas_alarm":true})")) == "");
    CHECK(in_words(translate(translator, "zigbee2mqtt/write", R"({"sos":true})")) == "");
}

TEST_CASE("nested features and the name behind an endpoint are found") {
    auto translator = knowing(
        entry(
            "box",
            R"({"type":"composite","property":"zones","access":1,"features":[)"
            R"({"type":"binary","property":"wet","name":"water_leak","access":1,"value_on":"Leak","value_off":"Dry"}]})") +
        "," +
        entry("flat",
              R"({"type":"switch","features":[{"type":"binary","property":"smoke_l1","name":"smoke","access":1}]})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/box", R"({"zones":{"wet":"Leak"}})")) == "water_leak alarm");
    CHECK(in_words(translate(translator, "zigbee2mqtt/flat", R"({"smoke_l1":true})")) == "smoke alarm");
}

TEST_CASE("a key that the exposes leave out is read by its name") {
    auto translator = knowing(entry("hall", R"({"type":"numeric","property":"temperature","access":1})"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall", R"({"smoke":true})")) == "smoke alarm");
}

TEST_CASE("an alarm that nobody describes is a siren's switch, even on a device that the bridge lists") {
    auto translator = knowing(R"({"friendly_name":"raw","definition":null})");
    CHECK(in_words(translate(translator, "zigbee2mqtt/raw", R"({"smoke":false,"alarm":true})")) == "smoke clear");
    CHECK(in_words(translate(translator, "zigbee2mqtt/raw", R"({"smoke":false,"alarm_state":"alarm"})")) ==
          "smoke alarm");
}

TEST_CASE("a remote presses as a button, and calls once it is enrolled") {
    const std::string remote =
        entry("remote", R"({"type":"enum","property":"action","access":1,"values":["on","off","hold"]})");
    auto plain = knowing(remote);
    CHECK(in_words(translate(plain, "zigbee2mqtt/remote", R"({"action":"on"})")) == "button press on");
    auto enrolled = knowing(remote, enrolled_as(Kind::call_button, "remote"));
    CHECK(in_words(translate(enrolled, "zigbee2mqtt/remote", R"({"action":"off"})")) == "call_button press off");
    CHECK(in_words(translate(enrolled, "zigbee2mqtt/remote", R"({"action":"on_release"})")) == "");
    CHECK(in_words(translate(enrolled, "zigbee2mqtt/remote", R"({"action":"","battery":50})")) ==
          "call_button battery 50%");
    CHECK(in_words(translate(enrolled, "zigbee2mqtt/remote", R"({"action":"cancel"})")) == "call_button cancel cancel");
}

TEST_CASE("a dedicated emergency button calls with every press, and its idle state does not") {
    auto translator =
        knowing(entry("bed", R"({"type":"enum","property":"action","access":1,"values":["off","single","hold"]})",
                      "Smart emergency button"));
    CHECK(in_words(translate(translator, "zigbee2mqtt/bed", R"({"action":"single"})")) == "call_button press single");
    CHECK(in_words(translate(translator, "zigbee2mqtt/bed", R"({"action":"off"})")) == "");
}

TEST_CASE("only a device that the bridge lists or that is enrolled is registered") {
    auto translator = knowing(entry("hall", ""), enrolled_as(Kind::smoke, "old"));
    const auto registered = [&](const char* device) {
        const auto result = translate(translator, std::string("zigbee2mqtt/") + device, R"({"smoke":true})");
        REQUIRE(result.signals.size() == 1);
        return result.signals[0].registered;
    };
    CHECK(registered("hall"));
    CHECK(registered("old"));
    CHECK_FALSE(registered("stranger"));
    Translator unaware{Settings{}};
    CHECK(translate(unaware, "zigbee2mqtt/hall", R"({"smoke":true})").signals.at(0).registered);
}

TEST_CASE("a retained message is marked and does not count as hearing the device") {
    Translator translator{Settings{}};
    const auto result = translate(translator, "zigbee2mqtt/hall", R"({"smoke":true})", true);
    CHECK(result.signals.at(0).retained);
    CHECK(result.heard.empty());
}

TEST_CASE("a live message without a signal still says that the device is within reach") {
    Translator translator{Settings{}};
    const auto result = translate(translator, "zigbee2mqtt/hall", R"({"linkquality":80})");
    CHECK(result.outcome == Outcome::nothing);
    CHECK(result.heard.size() == 1);
}

TEST_CASE("the time a device was last seen is kept as its claim") {
    Translator translator{Settings{}};
    const auto iso =
        translate(translator, "zigbee2mqtt/hall", R"({"smoke":true,"last_seen":"2026-03-01T03:00:00+08:00"})");
    REQUIRE(iso.signals.at(0).claimed_at);
    CHECK(to_rfc3339(*iso.signals[0].claimed_at) == "2026-02-28T19:00:00.000Z");
    const auto epoch = translate(translator, "zigbee2mqtt/hall", R"({"smoke":true,"last_seen":1772304000000})");
    REQUIRE(epoch.signals.at(0).claimed_at);
    CHECK_FALSE(translate(translator, "zigbee2mqtt/hall", R"({"smoke":true,"last_seen":-5})").signals.at(0).claimed_at);
}

TEST_CASE("a device that its bridge has no more is gone, but never many at once") {
    const std::string three = entry("hall", "") + "," + entry("bath", "") + "," + entry("bed", "");
    Translator translator = knowing(three);
    const auto tell = [&](const std::string& entries) {
        return translate(translator, "zigbee2mqtt/bridge/devices", "[" + entries + "]", true).gone;
    };
    CHECK(tell(three).empty());
    CHECK(tell(entry("hall", "") + "," + entry("bath", "") + "," + entry("bedroom", "")) ==
          std::vector<DeviceId>{DeviceId("bed")});
    CHECK(tell(entry("hall", "") + "," + entry("bath", "")) == std::vector<DeviceId>{DeviceId("bedroom")});
    CHECK(tell("").empty());
}

TEST_CASE("several bridges keep their own device lists") {
    Translator translator{Settings{.zigbee2mqtt_bases = {"zigbee2mqtt", "zigbee2mqtt/annex"}}};
    (void)translate(
        translator, "zigbee2mqtt/annex/bridge/devices",
        "[" + entry("hall", R"({"type":"binary","property":"smoke","access":1,"value_on":false,"value_off":true})") +
            "]");
    CHECK(in_words(translate(translator, "zigbee2mqtt/annex/hall", R"({"smoke":false})")) == "smoke alarm");
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall", R"({"smoke":false})")) == "smoke clear");
    const auto topics = translator.subscriptions();
    REQUIRE(topics.size() > 4);
    CHECK(std::vector<std::string>(topics.begin(), topics.begin() + 4) ==
          std::vector<std::string>{"zigbee2mqtt/annex/#", "zigbee2mqtt/#", "anju/home/#", "homeassistant/#"});
}

}  // namespace
}  // namespace anju::gateway::profiles
