// Whatever arrives, the translator answers, and goes on with the next message.
#include "said.hpp"

#include <string>

namespace anju::gateway::profiles {
namespace {

const char* const kTopics[] = {"zigbee2mqtt/hall", "zigbee2mqtt/bridge/devices", "anju/home/hall"};

TEST_CASE("malformed payloads are bad on every topic, and the next alarm still comes through") {
    const std::string good = R"({"smoke":true,"kind":"smoke","type":"alarm"})";
    const std::string payloads[] = {
        "{",
        "}",
        "[",
        R"({"smoke":)",
        R"({"smoke":tru})",
        R"({"smoke":true}})",
        R"({"smoke":true} x)",
        "{'smoke':true}",
        R"({"smoke":01})",
        R"({smoke:true})",
        "\x01\x02",
        std::string("\xff\xfe{}"),
        "{\"smoke\":\"\xc3\x28\"}",
        "{\"\xed\xa0\x80\":1}",
        R"({"a":"\ud800"})",
        "NaN",
        R"({"smoke":NaN})",
        "alarm!",
        std::string(100, '['),
        std::string(100000, '['),
        R"({"a":)" + std::string(5000, '{'),
    };
    for (const char* topic : kTopics) {
        Translator translator{Settings{}};
        for (const auto& payload : payloads) {
            CAPTURE(topic);
            CAPTURE(payload.substr(0, 60));
            const auto result = translate(translator, topic, payload);
            CHECK(result.outcome == Outcome::bad);
            CHECK(result.signals.empty());
            CHECK_FALSE(result.reason.empty());
        }
        CHECK(in_words(translate(translator, "zigbee2mqtt/hall", good)) == "smoke alarm");
        CHECK(in_words(translate(translator, "anju/home/hall", good)) == "smoke alarm");
    }
}

TEST_CASE("JSON of the wrong type is bad, and says what was expected") {
    Translator translator{Settings{}};
    for (const char* payload : {"true", "1", "null", R"("smoke")", "[1,2]", "[]"}) {
        CAPTURE(payload);
        const auto result = translate(translator, "zigbee2mqtt/hall", payload);
        CHECK(result.outcome == Outcome::bad);
        CHECK(result.reason.find("an object expected") != std::string::npos);
    }
    const auto devices = translate(translator, "zigbee2mqtt/bridge/devices", R"({"hall":{}})");
    CHECK(devices.outcome == Outcome::bad);
    CHECK(devices.reason.find("an array of devices expected, not object") != std::string::npos);
}

TEST_CASE("a payload beyond its limit is bad, and one at the limit is read") {
    Translator translator{Settings{}};
    const auto state_of = [](std::size_t size) {
        const std::string head = R"({"smoke":true,"pad":")";
        return head + std::string(size - head.size() - 2, 'x') + "\"}";
    };
    CHECK(in_words(translate(translator, "zigbee2mqtt/hall", state_of(kMaxPayloadBytes))) == "smoke alarm");
    const auto over = translate(translator, "zigbee2mqtt/hall", state_of(2 * kMaxPayloadBytes));
    CHECK(over.outcome == Outcome::bad);
    CHECK(over.reason.find("2097152 bytes, at most 1048576 expected") != std::string::npos);
    CHECK(translate(translator, "zigbee2mqtt/hall/availability", state_of(kMaxPayloadBytes + 1)).outcome ==
          Outcome::bad);
    CHECK(translate(translator, "zigbee2mqtt/hall/action", std::string(kMaxPayloadBytes + 1, 'a')).outcome ==
          Outcome::bad);

    const auto devices_of = [](std::size_t size) { return "[\"" + std::string(size - 4, 'x') + "\"]"; };
    CHECK(translate(translator, "zigbee2mqtt/bridge/devices", devices_of(3 * kMaxPayloadBytes)).outcome ==
          Outcome::nothing);
    CHECK(translate(translator, "zigbee2mqtt/bridge/devices", devices_of(kMaxBridgeDevicesBytes + 1)).outcome ==
          Outcome::bad);
}

TEST_CASE("a broken device list leaves the last good one in force") {
    Translator translator{Settings{}};
    (void)translate(translator, "zigbee2mqtt/bridge/devices",
                    R"([{"friendly_name":"odd","definition":{"exposes":[)"
                    R"({"type":"binary","property":"smoke","access":1,"value_on":false,"value_off":true}]}}])");
    for (const char* payload : {"", "{", "null", R"({"a":1})"}) {
        (void)translate(translator, "zigbee2mqtt/bridge/devices", payload);
        CHECK(in_words(translate(translator, "zigbee2mqtt/odd", R"({"smoke":false})")) == "smoke alarm");
    }
}

TEST_CASE("device list entries of a wrong shape are left out, and the others are taken") {
    Translator translator{Settings{}};
    const auto result = translate(
        translator, "zigbee2mqtt/bridge/devices",
        R"([1,null,[],"x",{},{"friendly_name":7},{"friendly_name":""},{"friendly_name":"a","definition":[]},)"
        R"({"friendly_name":"b","definition":null},{"friendly_name":"c","definition":{"exposes":{}}},)"
        R"({"friendly_name":"d","definition":{"model":5,"exposes":[1,{},{"property":3},{"property":"smoke","access":"x",)"
        R"("values":{},"features":[[],{"features":7}]}]}}])");
    CHECK(result.outcome == Outcome::nothing);
    CHECK(result.reason.find("4 devices") != std::string::npos);
    CHECK(in_words(translate(translator, "zigbee2mqtt/d", R"({"smoke":true})")) == "smoke alarm");
}

TEST_CASE("odd but legal JSON is read without harm") {
    CHECK(said_alone(R"({"smoke":false,"smoke":true})") == "smoke alarm");
    CHECK(said_alone(R"({"battery":1e308,"smoke":true})") == "smoke alarm");
    CHECK(said_alone(R"({"battery":1e999,"smoke":true})") == "smoke alarm");
    CHECK(said_alone(R"({"battery":123456789012345678901234567890,"smoke":true})") == "smoke alarm");
    CHECK(said_alone(R"({"water_consumed":-9223372036854775808})") == "water_meter reading -9.22337e+18m3");
    CHECK(said_alone(R"({"":true,"smoke":true})") == "smoke alarm");
    CHECK(said_alone(R"({"smoke":[[[[true]]]]})") == "");
    CHECK(said_alone(R"({"a":{"b":{"c":{"d":{"e":{"f":{"smoke":true}}}}}}})") == "");
    CHECK(said_alone(" \n{\"smoke\":true}\n") == "smoke alarm");
}

TEST_CASE("a topic that is not UTF-8 is bad") {
    Translator translator{Settings{}};
    const auto result = translate(translator, "zigbee2mqtt/\xff", R"({"smoke":true})");
    CHECK(result.outcome == Outcome::bad);
    CHECK(result.profile == "none");
}

TEST_CASE("an empty payload is a cleared topic and no error") {
    Translator translator{Settings{}};
    for (const char* topic : kTopics) {
        const auto result = translate(translator, topic, "");
        CHECK(result.outcome == Outcome::nothing);
        CHECK(result.signals.empty());
        CHECK(result.heard.empty());
    }
}

}  // namespace
}  // namespace anju::gateway::profiles
