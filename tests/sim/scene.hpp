// Scenes: what happens in a simulated home and when, from a TOML file (tests/sim/scenes/*.toml).
//
//   name = "A fire at 03:00"
//   length = "5m"
//   [[device]]
//   name = "kitchen/smoke"
//   model = "smoke"               # smoke, call_button, water_meter, fall_radar
//   report_every = "60s"          # the whole cached state again; absent: never
//   [[event]]
//   at = "10s"
//   device = "kitchen/smoke"
//   action = "alarm"              # see scene.cpp, kActions
//   count = 5                     # press, use, battery: how often, every ...
//   every = "2s"
//
// plan() is pure: the same scene and seed give the same messages in the same order.
#pragma once

#include "base/result.hpp"
#include "tests/sim/homes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anju::sim {

struct SceneDevice {
    std::string name;
    Model model = Model::smoke;
    std::optional<Millis> report_every;
};

enum class Action { alarm, clear, press, test, use, battery, report, flood };

struct SceneEvent {
    Millis at{0};
    std::string device;
    Action action = Action::report;
    int count = 1;
    Millis every{1'000};
    std::vector<double> values;  ///< battery: percentages in turn; use: cubic metres each time
    std::string how;             ///< press
};

struct Scene {
    std::string name;
    Millis length{0};
    std::vector<SceneDevice> devices;
    std::vector<SceneEvent> events;
};

/// Errors: invalid, with every problem as file:line:column.
[[nodiscard]] Result<Scene> read_scene(const std::string& path);
[[nodiscard]] Result<Scene> parse_scene(std::string_view text, const std::string& name);

/// The announcement and every message of the scene, in order of time. Reports are shifted by a
/// seeded offset within their period, so that many homes do not speak in step.
[[nodiscard]] std::vector<Publish> plan(const Scene& scene, const std::string& base_topic, std::uint64_t seed);

}  // namespace anju::sim
