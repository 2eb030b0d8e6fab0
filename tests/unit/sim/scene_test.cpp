#include "tests/sim/scene.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>

using namespace anju;
using namespace anju::sim;

namespace {

constexpr const char* kScene = R"(
name = "Two devices"
length = "10s"
[[device]]
name = "kitchen/smoke"
model = "smoke"
report_every = "4s"
[[device]]
name = "button"
model = "call_button"
[[event]]
at = "5s"
device = "button"
action = "press"
count = 3
every = "1s"
[[event]]
at = "6s"
device = "kitchen/smoke"
action = "alarm"
)";

std::vector<Publish> planned(std::uint64_t seed) {
    const auto scene = parse_scene(kScene, "scene.toml");
    REQUIRE(scene);
    return plan(scene.value(), "zigbee2mqtt", seed);
}

}  // namespace

TEST_CASE("the same scene and seed give the same messages") {
    const auto once = planned(7);
    const auto again = planned(7);
    REQUIRE(once.size() == again.size());
    for (std::size_t i = 0; i < once.size(); ++i) {
        CHECK(once[i].at == again[i].at);
        CHECK(once[i].topic == again[i].topic);
        CHECK(once[i].payload == again[i].payload);
    }
}

TEST_CASE("messages come in order of time and the announcement is first and retained") {
    const auto messages = planned(1);
    CHECK(std::is_sorted(messages.begin(), messages.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
    REQUIRE(messages.size() > 4);
    CHECK(messages[0].topic == "zigbee2mqtt/bridge/state");
    CHECK(messages[1].topic == "zigbee2mqtt/bridge/devices");
    CHECK(messages[1].retain);
    CHECK(boost::json::parse(messages[1].payload).as_array().size() == 2);
}

TEST_CASE("a detector that is in alarm says so again in every report") {
    for (const auto& message : planned(3)) {
        if (message.device != "kitchen/smoke" || message.retain) continue;
        const auto state = boost::json::parse(message.payload).as_object();
        CHECK(state.at("smoke").as_bool() == (message.at >= Millis{6'000}));
    }
}

TEST_CASE("presses carry the action and are as many as the scene says") {
    const auto messages = planned(3);
    CHECK(std::count_if(messages.begin(), messages.end(), [](const Publish& message) {
              return message.payload.find(R"("action":"emergency")") != std::string::npos;
          }) == 3);
}

TEST_CASE("a scene with mistakes is refused with the place of each") {
    const auto scene = parse_scene("name = \"x\"\n[[event]]\ndevice = \"nobody\"\naction = \"dance\"\n", "scene.toml");
    REQUIRE_FALSE(scene);
    CHECK(scene.error().message ==
          "scene.toml:3:10: event.device: expected the name of a [[device]] of this scene\n"
          "scene.toml:4:10: event.action: expected one of alarm clear press test use battery report flood");
}

TEST_CASE("every scene of the project can be read and says something") {
    int scenes = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/sim/scenes")) {
        INFO(entry.path().string());
        const auto scene = read_scene(entry.path().string());
        REQUIRE(scene);
        CHECK(plan(scene.value(), "z", 1).size() > 2 + scene.value().devices.size());
        ++scenes;
    }
    CHECK(scenes >= 6);
}
