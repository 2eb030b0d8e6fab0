// Real devices: their definitions as the bridge publishes them, and states as they send them.
#include "said.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <iterator>
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

}  // namespace
}  // namespace anju::gateway::profiles
