// Real devices: their definitions as the bridge publishes them, and states as they send them.
#include "said.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace anju::gateway::profiles {
namespace {

namespace json = boost::json;

std::string read_fixture(const char* name) {
    std::ifstream file(std::string("tests/unit/gateway_profiles/fixtures/") + name);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("real devices say what their definitions mean") {
    Translator translator{Settings{}};
    const auto list = translate(translator, "zigbee2mqtt/bridge/devices", read_fixture("bridge_devices.json"), true);
    REQUIRE(list.outcome == Outcome::nothing);
    const auto states = json::parse(read_fixture("states.json"));
    REQUIRE(states.as_array().size() > 100);
    for (const auto& element : states.as_array()) {
        const std::string device(element.at("device").as_string());
        const std::string state = json::serialize(element.at("state"));
        CAPTURE(device);
        CAPTURE(state);
        const auto result = translate(translator, "zigbee2mqtt/" + device, state);
        CHECK(in_words(result) == std::string(element.at("says").as_string()));
        for (const auto& signal : result.signals) CHECK(signal.registered);
    }
}

TEST_CASE("the same devices announced for Home Assistant say the same without bridge/devices") {
    Translator translator{Settings{}};
    const auto announced = json::parse(read_fixture("discovery.json"));
    REQUIRE(announced.as_array().size() > 100);
    for (const auto& element : announced.as_array()) {
        const std::string topic(element.at("topic").as_string());
        CAPTURE(topic);
        const auto result = translate(translator, topic, json::serialize(element.at("payload")), true);
        CHECK(result.profile == "homeassistant");
        CHECK(result.outcome == Outcome::nothing);
        CHECK(result.listen.empty());
    }
    const auto states = json::parse(read_fixture("states.json"));
    for (const auto& element : states.as_array()) {
        const std::string device(element.at("device").as_string());
        const std::string state = json::serialize(element.at("state"));
        CAPTURE(device);
        CAPTURE(state);
        const auto result = translate(translator, "zigbee2mqtt/" + device, state);
        CHECK(result.profile == "zigbee2mqtt");
        CHECK(in_words(result) == std::string(element.at("says").as_string()));
    }
}

TEST_CASE("announcements and states with broken bytes are answered, and never leave anything out of shape") {
    const auto announced = json::parse(read_fixture("discovery.json"));
    constexpr unsigned kSeed = 20'261'125;
    CAPTURE(kSeed);
    std::mt19937 chance(kSeed);
    const auto broken = [&](std::string text) {
        for (unsigned i = chance() % 4; i > 0 && !text.empty(); --i) {
            const auto at = chance() % text.size();
            switch (chance() % 4) {
                case 0: text[at] = static_cast<char>(chance()); break;
                case 1: text.erase(at, chance() % 8); break;
                case 2: text.insert(at, 1, "{}[]\"',:|~#+"[chance() % 12]); break;
                default: text.resize(at);
            }
        }
        return text;
    };
    Translator translator{Settings{}};
    for (int round = 0; round < 20; ++round) {
        for (const auto& element : announced.as_array()) {
            const std::string topic(element.at("topic").as_string());
            const auto payload = broken(json::serialize(element.at("payload")));
            const auto taken = translate(translator, chance() % 8 == 0 ? broken(topic) : topic, payload, true);
            CHECK_FALSE(taken.reason.empty());
            for (const auto& heard : taken.listen) {
                CHECK(heard.find_first_of("+#") == std::string::npos);
                CHECK_FALSE(translate(translator, heard, broken(R"({"smoke":true,"state":"ON"})")).reason.empty());
            }
        }
    }
    for (const auto& element : announced.as_array()) {
        translate(translator, std::string(element.at("topic").as_string()), "", true);
    }
    CHECK(in_words(translate(translator, "zigbee2mqtt/HS1SA-E", R"({"smoke":true})")) == "smoke alarm");
}

}  // namespace
}  // namespace anju::gateway::profiles
