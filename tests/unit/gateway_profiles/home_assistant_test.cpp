// Discovery and the states on the topics that it names, through the translator.
#include "said.hpp"

#include "gateway/profiles/discovery/registry.hpp"

#include <algorithm>

namespace anju::gateway::profiles {
namespace {

Translation announce(Translator& translator, const std::string& what, const std::string& payload) {
    return translate(translator, "homeassistant/" + what + "/config", payload, true);
}

/// What `state` on the topic `t` says of one announced entity.
std::string said_of(const std::string& what, const std::string& keys, const std::string& state) {
    Translator translator{Settings{}};
    const auto taken = announce(translator, what, R"({"stat_t":"t","dev":{"ids":["d"]})" + keys + "}");
    CHECK(taken.outcome == Outcome::nothing);
    return in_words(translate(translator, "t", state));
}

std::string binary(const std::string& device_class, const std::string& state) {
    return said_of("binary_sensor/thing", R"(,"dev_cla":")" + device_class + "\"", state);
}

TEST_CASE("each device class says what it is about") {
    CHECK(binary("smoke", "ON") == "smoke alarm");
    CHECK(binary("smoke", "OFF") == "smoke clear");
    CHECK(binary("carbon_monoxide", "ON") == "co alarm");
    CHECK(binary("gas", "ON") == "gas alarm");
    CHECK(binary("moisture", "ON") == "water_leak alarm");
    CHECK(binary("door", "ON") == "door open");
    CHECK(binary("window", "OFF") == "door closed");
    CHECK(binary("garage_door", "ON") == "door open");
    CHECK(binary("opening", "ON") == "door open");
    CHECK(binary("motion", "ON") == "presence detected");
    CHECK(binary("occupancy", "OFF") == "presence clear");
    CHECK(binary("presence", "ON") == "presence detected");
    CHECK(binary("vibration", "ON") == "vibration detected");
    CHECK(binary("tamper", "ON") == "unknown tamper");
    CHECK(binary("battery", "ON") == "unknown low_battery");
    CHECK(binary("battery", "OFF") == "unknown battery_ok");
    CHECK(binary("connectivity", "OFF") == "unknown offline");
    CHECK(binary("connectivity", "ON") == "unknown online");
    CHECK(binary("problem", "ON").empty());  // of nothing that guards
    for (const char* other : {"running", "heat", "cold", "light", "plug", "power", "sound", "update", "lock"}) {
        CHECK(binary(other, "ON").empty());
    }
}

TEST_CASE("a battery, a fault and tampering are of what the device mainly is") {
    Translator translator{Settings{}};
    const char* device = R"("dev":{"ids":["d"]}})";
    announce(translator, "binary_sensor/n/smoke", std::string(R"({"stat_t":"n/s","dev_cla":"smoke",)") + device);
    announce(translator, "binary_sensor/n/bad", std::string(R"({"stat_t":"n/p","dev_cla":"problem",)") + device);
    announce(translator, "sensor/n/bat",
             std::string(R"({"stat_t":"n/b","dev_cla":"battery","unit_of_meas":"%",)") + device);
    CHECK(in_words(translate(translator, "n/p", "ON")) == "smoke fault");
    CHECK(in_words(translate(translator, "n/b", "87")) == "smoke battery 87%");
}

TEST_CASE("polarity is what the payloads say") {
    const std::string inverted = R"(,"dev_cla":"door","pl_on":"closed","pl_off":"open")";
    CHECK(said_of("binary_sensor/x", inverted, "closed") == "door open");
    CHECK(said_of("binary_sensor/x", inverted, "open") == "door closed");
    const std::string contact = R"(,"dev_cla":"door","val_tpl":"{{ value_json.contact }}","pl_on":false,"pl_off":true)";
    CHECK(said_of("binary_sensor/x", contact, R"({"contact":false})") == "door open");
    CHECK(said_of("binary_sensor/x", contact, R"({"contact":true})") == "door closed");
    const std::string number = R"(,"dev_cla":"smoke","val_tpl":"{{ value_json.s }}","pl_on":2,"pl_off":1)";
    CHECK(said_of("binary_sensor/x", number, R"({"s":2})") == "smoke alarm");
    CHECK(said_of("binary_sensor/x", number, R"({"s":1})") == "smoke clear");
}

TEST_CASE("no information never clears") {
    const std::string smoke = R"(,"dev_cla":"smoke","val_tpl":"{{ value_json.smoke }}")";
    for (const char* state : {R"({"smoke":null})", "{}", R"({"smoke":"None"})", R"({"smoke":"unknown"})",
                              R"({"smoke":"unavailable"})", R"({"smoke":""})", "nothing", "[]"}) {
        CAPTURE(state);
        CHECK(said_of("binary_sensor/x", smoke, state).empty());
    }
}

TEST_CASE("names tell what no class does: falls, calls, smoke in a word") {
    const std::string key = R"(,"val_tpl":"{{ value_json.fall_status }}")";
    CHECK(said_of("sensor/x", key, R"({"fall_status":"fall_alarm"})") == "fall alarm");
    CHECK(said_of("sensor/x", key, R"({"fall_status":"fall_warning"})") == "fall prealarm");
    CHECK(said_of("sensor/bedroom_fall_status", "", "normal") == "fall clear");
    CHECK(said_of("binary_sensor/bedroom_fall_detected", R"(,"dev_cla":"motion")", "ON") == "fall alarm");
    CHECK(said_of("binary_sensor/kitchen_smoke_detector", "", "ON") == "smoke alarm");
    CHECK(said_of("binary_sensor/x", R"(,"name":"Flood sensor")", "ON") == "water_leak alarm");
    CHECK(said_of("binary_sensor/cellar_flood_sensor", "", "ON") == "water_leak alarm");
    CHECK(said_of("binary_sensor/panic_button", "", "ON") == "call_button press panic_button");
    CHECK(said_of("sensor/x", R"(,"val_tpl":"{{ value_json.smoke_state }}")", R"({"smoke_state":"alarm"})") ==
          "smoke alarm");
}

TEST_CASE("words beside a known name make another thing of it") {
    for (const char* object : {"smoke_mute", "enable_kitchen_smoke", "fall_detection", "smoke_test_button",
                               "kitchen_smoke_sensitivity", "last_water_leak"}) {
        CAPTURE(object);
        CHECK(said_of(std::string("binary_sensor/") + object, "", "ON").empty());
    }
    CHECK(said_of("binary_sensor/rain", R"(,"dev_cla":"moisture")", "ON").empty());
    CHECK(said_of("binary_sensor/valve_state", R"(,"dev_cla":"opening")", "ON").empty());
}

TEST_CASE("a binary sensor called status is no fall radar") {
    CHECK(said_of("binary_sensor/status", "", "ON").empty());
    CHECK(said_of("binary_sensor/status", R"(,"dev_cla":"connectivity","pl_on":"online","pl_off":"offline")",
                  "online") == "unknown online");
    CHECK(said_of("binary_sensor/status", R"(,"dev_cla":"problem")", "ON").empty());
    CHECK(said_of("sensor/status", "", "falling") == "fall alarm");
    CHECK(said_of("sensor/status", "", "ON").empty());
}

TEST_CASE("settings and whatever is operated never speak") {
    for (const char* what : {"switch/smoke", "select/smoke", "number/smoke", "siren/smoke", "button/smoke", "text/sos",
                             "update/smoke", "light/smoke", "alarm_control_panel/smoke"}) {
        CAPTURE(what);
        Translator translator{Settings{}};
        const auto taken =
            announce(translator, what, R"({"stat_t":"t","cmd_t":"t/set","dev_cla":"smoke","dev":{"ids":["d"]}})");
        CHECK(taken.listen.empty());
        CHECK(translate(translator, "t", "ON").signals.empty());
    }
    CHECK(said_of("binary_sensor/smoke", R"(,"dev_cla":"smoke","ent_cat":"config")", "ON").empty());
    CHECK(said_of("binary_sensor/smoke", R"(,"dev_cla":"smoke","ent_cat":"diagnostic")", "ON") == "smoke alarm");
}

TEST_CASE("safety is what its words say, and told as unclear where they say nothing") {
    CHECK(said_of("binary_sensor/sos", R"(,"dev_cla":"safety")", "ON") == "call_button press sos");
    CHECK(said_of("binary_sensor/x", R"(,"dev_cla":"safety","name":"Emergency call")", "ON") == "call_button press x");
    CHECK(said_of("binary_sensor/x", R"(,"dev_cla":"safety","name":"Gas in the kitchen")", "ON") == "gas alarm");
    Translator translator{Settings{}};
    announce(translator, "binary_sensor/x", R"({"stat_t":"t","dev_cla":"safety","dev":{"ids":["d"]}})");
    const auto unclear = translate(translator, "t", "ON");
    CHECK(unclear.signals.empty());
    CHECK(unclear.outcome == Outcome::bad);
    CHECK(unclear.reason.find("an alarm of an unknown kind") != std::string::npos);
    CHECK(translate(translator, "t", "OFF").outcome == Outcome::nothing);
    translator.enrol({{DeviceId("d"), Kind::smoke}});
    CHECK(in_words(translate(translator, "t", "ON")) == "smoke alarm");
}

TEST_CASE("water is read where it is a total with a unit") {
    const auto water = [](const std::string& keys, const std::string& object = "x") {
        return said_of("sensor/" + object, R"(,"dev_cla":"water")" + keys, "1234");
    };
    CHECK(water(R"(,"unit_of_meas":"L","stat_cla":"total_increasing")") == "water_meter reading 1.234m3");
    CHECK(water(R"(,"unit_of_meas":"m³","stat_cla":"total")") == "water_meter reading 1234m3");
    CHECK(water(R"(,"unit_of_meas":"gal","stat_cla":"total")").starts_with("water_meter reading 4.67"));
    CHECK(water(R"(,"unit_of_meas":"L","stat_cla":"measurement")").empty());
    CHECK(water(R"(,"unit_of_meas":"L")").empty());
    CHECK(water(R"(,"stat_cla":"total")").empty());
    CHECK(water(R"(,"unit_of_meas":"L/min","stat_cla":"total")").empty());
    CHECK(water(R"(,"unit_of_meas":"L","stat_cla":"total_increasing")", "water_today").empty());
    CHECK(said_of("sensor/x", R"(,"dev_cla":"volume_flow_rate","unit_of_meas":"L/min","stat_cla":"measurement")", "3")
              .empty());
    CHECK(said_of("sensor/x", R"(,"dev_cla":"gas","unit_of_meas":"m³","stat_cla":"total")", "1").empty());
    CHECK(said_of("sensor/x", R"(,"dev_cla":"carbon_monoxide","unit_of_meas":"ppm")", "1").empty());
}

TEST_CASE("several entities of one message are weighed together, the highest wins") {
    Translator translator{Settings{}};
    const std::string rest = R"("stat_t":"t","dev_cla":"smoke","dev":{"ids":["d"]}})";
    announce(translator, "binary_sensor/one", R"({"val_tpl":"{{ value_json.one }}",)" + rest);
    announce(translator, "binary_sensor/two", R"({"val_tpl":"{{ value_json.two }}",)" + rest);
    CHECK(in_words(translate(translator, "t", R"({"one":"OFF","two":"ON"})")) == "smoke alarm");
    CHECK(in_words(translate(translator, "t", R"({"one":"OFF","two":"OFF"})")) == "smoke clear");
}

TEST_CASE("triggers and events are presses; emergency, panic and sos call") {
    Translator translator{Settings{}};
    const auto trigger = [&](const std::string& payload, const std::string& more = "") {
        return announce(translator, "device_automation/b/" + payload,
                        R"({"atype":"trigger","t":"b/act","pl":")" + payload + R"(","dev":{"ids":["b"]})" + more + "}");
    };
    CHECK(trigger("single").listen == std::vector<std::string>{"b/act"});
    CHECK(trigger("emergency").listen.empty());
    trigger("triple", R"(,"type":"action","stype":"sos")");
    CHECK(in_words(translate(translator, "b/act", "single")) == "button press single");
    CHECK(in_words(translate(translator, "b/act", "emergency")) == "call_button press emergency");
    CHECK(in_words(translate(translator, "b/act", "triple")) == "call_button press sos");
    CHECK(translate(translator, "b/act", "other").signals.empty());
    const auto replayed = translate(translator, "b/act", "emergency", true);
    REQUIRE(replayed.signals.size() == 1);
    CHECK(replayed.signals[0].retained);
    CHECK(replayed.heard.empty());

    announce(translator, "event/e", R"({"stat_t":"e","evt_typ":["press","sos"],"dev":{"ids":["e"]}})");
    CHECK(in_words(translate(translator, "e", R"({"event_type":"sos"})")) == "call_button press sos");
    CHECK(in_words(translate(translator, "e", R"({"event_type":"press"})")) == "button press press");
    CHECK(translate(translator, "e", "{}").signals.empty());
    translator.enrol({{DeviceId("e"), Kind::call_button}});
    CHECK(in_words(translate(translator, "e", R"({"event_type":"press"})")) == "call_button press press");
}

TEST_CASE("a device is online as its topics and their mode have it") {
    const auto with_mode = [](const char* mode) {
        Translator translator{Settings{}};
        announce(translator, "binary_sensor/x",
                 std::string(R"({"stat_t":"t","dev_cla":"smoke","dev":{"ids":["d"]},"avty":[{"t":"a"},{"t":"b"}])") +
                     R"(,"avty_mode":")" + mode + "\"}");
        return translator;
    };
    auto all = with_mode("all");
    CHECK(in_words(translate(all, "a", "online")).empty());  // b has not spoken
    CHECK(in_words(translate(all, "b", "online")) == "smoke online");
    CHECK(in_words(translate(all, "a", "offline")) == "smoke offline");
    CHECK(in_words(translate(all, "a", "maybe")).empty());
    auto any = with_mode("any");
    CHECK(in_words(translate(any, "a", "offline")).empty());
    CHECK(in_words(translate(any, "b", "offline")) == "smoke offline");
    CHECK(in_words(translate(any, "a", "online")) == "smoke online");
    auto latest = with_mode("latest");
    CHECK(in_words(translate(latest, "a", "offline")) == "smoke offline");
    const auto online = translate(latest, "b", "online");
    CHECK(in_words(online) == "smoke online");
    CHECK(online.heard == std::vector<DeviceId>{DeviceId("d")});
    CHECK(translate(latest, "b", "online", true).heard.empty());
}

TEST_CASE("topics are named once, and those that are subscribed to already not at all") {
    Translator translator{Settings{}};
    const auto topics = translator.subscriptions();
    CHECK(std::ranges::count(topics, "homeassistant/#") == 1);
    const std::string payload = R"({"stat_t":"far/s","dev_cla":"smoke","avty_t":"far/lwt"})";
    CHECK(announce(translator, "binary_sensor/a", payload).listen == std::vector<std::string>{"far/s", "far/lwt"});
    CHECK(announce(translator, "binary_sensor/b", payload).listen.empty());
    CHECK(announce(translator, "binary_sensor/c", R"({"stat_t":"zigbee2mqtt/x","dev_cla":"smoke"})").listen.empty());
    const auto below = announce(translator, "binary_sensor/d", R"({"stat_t":"homeassistant/d/s","dev_cla":"smoke"})");
    CHECK(below.listen.empty());
    CHECK(in_words(translate(translator, "homeassistant/d/s", "ON")) == "smoke alarm");
    CHECK(announce(translator, "sensor/e", R"({"stat_t":"far/t","dev_cla":"temperature"})").listen.empty());
}

TEST_CASE("an empty payload deletes exactly that entity") {
    Translator translator{Settings{}};
    const std::string rest = R"("dev_cla":"smoke","dev":{"ids":["d"]}})";
    announce(translator, "binary_sensor/a", R"({"stat_t":"a",)" + rest);
    announce(translator, "binary_sensor/b", R"({"stat_t":"b",)" + rest);
    CHECK(announce(translator, "binary_sensor/a", "").reason == "1 entity deleted");
    CHECK(translate(translator, "a", "ON").outcome == Outcome::unknown);
    CHECK(in_words(translate(translator, "b", "ON")) == "smoke alarm");
    announce(translator, "device/x", R"({"stat_t":"x","dev":{"ids":["x"]},"cmps":{
        "smoke":{"p":"binary_sensor","dev_cla":"smoke","val_tpl":"{{ value_json.s }}"},
        "gas":{"p":"binary_sensor","dev_cla":"gas","val_tpl":"{{ value_json.g }}"}}})");
    CHECK(in_words(translate(translator, "x", R"({"s":"ON","g":"ON"})")) == "smoke alarm; gas alarm");
    announce(translator, "device/x", R"({"stat_t":"x","dev":{"ids":["x"]},"cmps":{
        "smoke":{"p":"binary_sensor","dev_cla":"smoke","val_tpl":"{{ value_json.s }}"},"gas":{"p":"binary_sensor"}}})");
    CHECK(in_words(translate(translator, "x", R"({"s":"ON","g":"ON"})")) == "smoke alarm");
}

TEST_CASE("what cannot be used is told, and the rest is used") {
    Translator translator{Settings{}};
    const auto refused =
        announce(translator, "binary_sensor/a", R"({"stat_t":"t","dev_cla":"smoke","val_tpl":"{{ now() }}"})");
    CHECK(refused.outcome == Outcome::bad);
    CHECK(refused.reason.starts_with("a: unsupported template: "));
    CHECK(refused.listen.empty());
    announce(translator, "binary_sensor/b", R"({"stat_t":"t","dev_cla":"gas"})");
    const auto state = translate(translator, "t", "ON");
    CHECK(in_words(state) == "gas alarm");
    CHECK(state.reason.find("left out a: unsupported template") != std::string::npos);
    for (const char* payload : {"{", "[]", "7", "\xFF"}) {
        CHECK(announce(translator, "binary_sensor/c", payload).outcome == Outcome::bad);
    }
    CHECK(translate(translator, "homeassistant/status", "online").outcome == Outcome::ignored);
    CHECK(translate(translator, "before/its/config", "ON").outcome == Outcome::unknown);
}

TEST_CASE("an empty prefix switches discovery off") {
    Settings settings;
    settings.discovery_prefix.clear();
    Translator translator{std::move(settings)};
    CHECK(announce(translator, "binary_sensor/a", R"({"stat_t":"t","dev_cla":"smoke"})").outcome == Outcome::unknown);
    CHECK(std::ranges::count(translator.subscriptions(), "homeassistant/#") == 0);
}

TEST_CASE("bridge/devices goes before discovery, discovery before the name table") {
    Translator translator{Settings{}};
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall", R"({"contact":false})")) == "door open");
    announce(translator, "binary_sensor/1/contact",
             R"({"stat_t":"zigbee2mqtt/hall","dev_cla":"door","val_tpl":"{{ value_json.contact }}","pl_on":true,
                 "pl_off":false,"dev":{"ids":["1"]}})");
    announce(
        translator, "switch/1/smoke",
        R"({"stat_t":"zigbee2mqtt/hall","cmd_t":"zigbee2mqtt/hall/set/smoke","val_tpl":"{{ value_json.smoke }}"})");
    const auto described = translate(translator, "zigbee2mqtt/hall", R"({"contact":false,"smoke":"ON","gas":true})");
    CHECK(described.profile == "zigbee2mqtt");
    CHECK(in_words(described) == "gas alarm; door closed");
    const auto list = translate(translator, "zigbee2mqtt/bridge/devices",
                                R"([{"friendly_name":"hall","type":"EndDevice","definition":{"model":"M","exposes":[
        {"type":"binary","property":"smoke","access":1,"value_on":"ON","value_off":"OFF"}]}}])",
                                true);
    CHECK(list.outcome == Outcome::nothing);
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall", R"({"contact":false,"smoke":"ON"})")) ==
          "smoke alarm; door open");
}

TEST_CASE("entities, bytes, topics and crowds are bounded, counted and told") {
    using discovery::Limits;
    using discovery::Registry;
    const auto take = [](Registry& registry, int number, const char* topic = nullptr) {
        const std::string object = "o" + std::to_string(number);
        const discovery::ConfigTopic where{"binary_sensor", "", object};
        return registry.take("homeassistant/binary_sensor/" + object + "/config", where,
                             R"({"dev_cla":"smoke","uniq_id":")" + object + R"(","stat_t":")" +
                                 (topic != nullptr ? topic : object) + "\"}");
    };
    Registry few({}, Limits{.entities = 2});
    CHECK(take(few, 1).outcome == Outcome::nothing);
    CHECK(take(few, 2).outcome == Outcome::nothing);
    CHECK(take(few, 3).reason == "at most 2 entities expected; 1 left out so far");
    CHECK(take(few, 2).reason == "known already");
    CHECK(few.size() == 2);
    CHECK(few.left_out() == 1);
    Registry small({}, Limits{.bytes = 100});
    CHECK(take(small, 1).outcome == Outcome::bad);
    Registry deaf({}, Limits{.topics = 1});
    CHECK(take(deaf, 1).listen.size() == 1);
    const auto unheard = take(deaf, 2);
    CHECK(unheard.listen.empty());
    CHECK(unheard.outcome == Outcome::bad);
    CHECK(unheard.reason.find("not listening to o2") != std::string::npos);
    Registry crowd({}, Limits{.per_topic = 1});
    CHECK(take(crowd, 1, "t").outcome == Outcome::nothing);
    CHECK(take(crowd, 2, "t").reason == "o2: at most 1 entities of one topic expected");
    CHECK(crowd.find("t")->states.size() == 1);
}

TEST_CASE("thousands of entities come and go without a trace") {
    discovery::Registry registry({});
    const auto topic = [](int i) { return "homeassistant/sensor/s" + std::to_string(i) + "/config"; };
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 3'000; ++i) {
            const discovery::ConfigTopic where{"sensor", "", "s"};
            const auto taken =
                registry.take(topic(i), where,
                              R"({"dev_cla":"battery","avty_t":"gw/lwt","stat_t":"s/)" + std::to_string(i % 700) +
                                  R"(","uniq_id":")" + std::to_string(i) + "\"}");
            CHECK(taken.outcome == Outcome::nothing);
        }
        CHECK(registry.size() == 3'000);
        for (int i = 0; i < 3'000; ++i)
            CHECK(registry.take(topic(i), {"sensor", "", "s"}, "").outcome == Outcome::nothing);
        CHECK(registry.size() == 0);
        CHECK(registry.find("gw/lwt") == nullptr);
    }
}

}  // namespace
}  // namespace anju::gateway::profiles
