#include "tests/sim/scene.hpp"

#include "settings/settings.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace anju::sim {

namespace {

constexpr Millis kDay{86'400'000};
constexpr std::array<std::pair<std::string_view, Model>, 4> kModels{{{"smoke", Model::smoke},
                                                                     {"call_button", Model::call_button},
                                                                     {"water_meter", Model::water_meter},
                                                                     {"fall_radar", Model::fall_radar}}};
// alarm/clear: the level changes; press: an edge; test: a self-test; use: water drawn and reported;
// battery: reported percentages in turn; report: the cached state again; flood: many reports.
constexpr std::array<std::pair<std::string_view, Action>, 8> kActions{{{"alarm", Action::alarm},
                                                                       {"clear", Action::clear},
                                                                       {"press", Action::press},
                                                                       {"test", Action::test},
                                                                       {"use", Action::use},
                                                                       {"battery", Action::battery},
                                                                       {"report", Action::report},
                                                                       {"flood", Action::flood}}};

template <class Enum, std::size_t N>
std::vector<std::string_view> words_of(const std::array<std::pair<std::string_view, Enum>, N>& table) {
    std::vector<std::string_view> words;
    for (const auto& [word, value] : table) words.push_back(word);
    return words;
}

template <class Enum, std::size_t N>
Enum value_of(const std::array<std::pair<std::string_view, Enum>, N>& table, std::string_view word) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == word; });
    return found == table.end() ? table.front().second : found->second;
}

SceneDevice read_device(settings::Table table) {
    SceneDevice device{table.required_text("name", "the device's friendly name"),
                       value_of(kModels, table.word("model", "smoke", words_of(kModels))), std::nullopt};
    if (table.has("report_every")) device.report_every = table.duration("report_every", kDay, Millis{10}, kDay);
    return device;
}

SceneEvent read_event(settings::Table table, const Scene& scene) {
    SceneEvent event;
    event.at = table.duration("at", Millis{0}, Millis{0}, 30 * kDay);
    event.device = table.required_text("device", "the name of a [[device]]");
    const bool known = std::any_of(scene.devices.begin(), scene.devices.end(),
                                   [&](const SceneDevice& device) { return device.name == event.device; });
    if (!known && !event.device.empty()) table.problem("device", "the name of a [[device]] of this scene");
    event.action = value_of(kActions, table.word("action", "report", words_of(kActions)));
    event.count = static_cast<int>(table.integer("count", 1, 1, 1'000'000));
    event.every = table.duration("every", Millis{1'000}, Millis{1}, kDay);
    if (table.has("value")) event.values = {table.number("value", 0, 0, 1e9)};
    for (const auto value : table.numbers("values")) event.values.push_back(value);
    event.how = table.text("how", "emergency");
    return event;
}

/// One thing at one time: an event of `count` repetitions is that many moments.
struct Moment {
    Millis at{0};
    std::size_t device = 0;
    Action action = Action::report;
    double value = 0;
    std::string how;
};

std::vector<Moment> moments_of(const Scene& scene, std::uint64_t seed) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < scene.devices.size(); ++i) places[scene.devices[i].name] = i;

    std::vector<Moment> moments;
    std::mt19937_64 chance(seed);
    for (std::size_t i = 0; i < scene.devices.size(); ++i) {
        const auto period = scene.devices[i].report_every;
        if (!period) continue;
        const auto offset = Millis{static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(period->count()))};
        for (auto at = offset; at < scene.length; at += *period) moments.push_back({at, i, Action::report, 0, ""});
    }
    for (const auto& event : scene.events) {
        for (int i = 0; i < event.count; ++i) {
            const auto turn =
                event.values.empty() ? 0.0 : event.values[static_cast<std::size_t>(i) % event.values.size()];
            moments.push_back({event.at + i * event.every, places.at(event.device), event.action, turn, event.how});
        }
    }
    std::stable_sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) { return a.at < b.at; });
    return moments;
}

/// Lets the moment happen at the device; answers what it publishes.
std::string perform(const Moment& moment, Device& device) {
    switch (moment.action) {
        case Action::alarm: device.set_alarm(true); break;
        case Action::clear: device.set_alarm(false); break;
        case Action::press: return device.press(moment.how);
        case Action::test: return device.self_test();
        case Action::use: device.use_water(moment.value); break;
        case Action::battery: device.set_battery(static_cast<int>(moment.value)); break;
        case Action::flood: device.set_presence(true); break;
        case Action::report: break;
    }
    return device.state();
}

Result<Scene> scene_of(settings::Document& document) {
    auto root = document.root();
    Scene scene;
    scene.name = root.required_text("name", "what the scene shows");
    scene.length = root.duration("length", Millis{60'000}, Millis{0}, 30 * kDay);
    for (auto& table : root.tables("device")) scene.devices.push_back(read_device(table));
    for (auto& table : root.tables("event")) scene.events.push_back(read_event(table, scene));
    ANJU_TRY(document.finish());
    return scene;
}

}  // namespace

Result<Scene> read_scene(const std::string& path) {
    ANJU_TRY(auto document, settings::Document::read_file(path));
    return scene_of(*document);
}

Result<Scene> parse_scene(std::string_view text, const std::string& name) {
    ANJU_TRY(auto document, settings::Document::read_text(text, name));
    return scene_of(*document);
}

std::vector<Publish> plan(const Scene& scene, const std::string& base_topic, std::uint64_t seed) {
    std::vector<Device> devices;
    for (std::size_t i = 0; i < scene.devices.size(); ++i) {
        devices.emplace_back(scene.devices[i].name, scene.devices[i].model, seed * 31 + i);
    }
    auto messages = announcement(base_topic, devices);
    for (const auto& moment : moments_of(scene, seed)) {
        auto& device = devices[moment.device];
        messages.push_back(
            {moment.at, base_topic + "/" + device.name(), perform(moment, device), false, device.name()});
    }
    return messages;
}

}  // namespace anju::sim
