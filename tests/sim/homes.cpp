#include "tests/sim/homes.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <utility>

namespace anju::sim {

namespace json = boost::json;

namespace {

// The access bits of zigbee2mqtt's exposes: 1 published, 2 settable, 4 gettable.
constexpr int kPublished = 1;

json::object binary(std::string_view property, json::value on, json::value off) {
    return {{"type", "binary"},     {"name", property},          {"property", property},
            {"access", kPublished}, {"value_on", std::move(on)}, {"value_off", std::move(off)}};
}

json::object numeric(std::string_view property, std::string_view unit) {
    return {{"type", "numeric"}, {"name", property}, {"property", property}, {"access", kPublished}, {"unit", unit}};
}

json::object enumeration(std::string_view property, std::initializer_list<json::value_ref> values) {
    return {{"type", "enum"},
            {"name", property},
            {"property", property},
            {"access", kPublished},
            {"values", json::array(values)}};
}

struct ModelFacts {
    const char* model;
    const char* vendor;
    const char* description;
};

ModelFacts facts_of(Model model) {
    switch (model) {
        case Model::smoke: return {"HS1SA-E", "HEIMAN", "Smoke detector"};
        case Model::call_button: return {"HS2EB-E", "HEIMAN", "Smart emergency button"};
        case Model::water_meter: return {"ZWM-1", "Anju simulator", "Water meter with pulse counter"};
        case Model::fall_radar: return {"ZRF-1", "Anju simulator", "Millimetre wave fall sensor"};
    }
    return {"", "", ""};
}

}  // namespace

Device::Device(std::string name, Model model, std::uint64_t seed)
    : name_(std::move(name)), model_(model), chance_(seed), total_m3_(40.0 + static_cast<double>(seed % 1000) / 10.0) {}

json::object Device::cached_state() {
    json::object state;
    switch (model_) {
        case Model::smoke:
            state = {{"smoke", alarm_}, {"battery_low", battery_ < 15}, {"tamper", false}, {"battery", battery_}};
            break;
        case Model::call_button: state = {{"battery", battery_}, {"battery_low", battery_ < 15}}; break;
        case Model::water_meter:
            state = {{"water_consumed", std::round(total_m3_ * 1000) / 1000}, {"battery", battery_}};
            break;
        case Model::fall_radar:
            state = {{"presence", presence_}, {"fall_status", alarm_ ? "fall_alarm" : "normal"}};
            break;
    }
    state["linkquality"] = 40 + static_cast<int>(chance_() % 180);
    return state;
}

std::string Device::state() { return json::serialize(cached_state()); }

std::string Device::press(std::string_view how) {
    auto state = cached_state();
    state["action"] = how;
    return json::serialize(state);
}

std::string Device::self_test() {
    auto state = cached_state();
    state["test"] = true;
    return json::serialize(state);
}

json::object Device::definition() const {
    const auto facts = facts_of(model_);
    json::array exposes;
    switch (model_) {
        case Model::smoke:
            exposes = {binary("smoke", true, false), binary("battery_low", true, false), binary("tamper", true, false),
                       binary("test", true, false), numeric("battery", "%")};
            break;
        case Model::call_button:
            exposes = {numeric("battery", "%"), binary("battery_low", true, false),
                       enumeration("action", {"emergency"})};
            break;
        case Model::water_meter: exposes = {numeric("water_consumed", "m³"), numeric("battery", "%")}; break;
        case Model::fall_radar:
            exposes = {binary("presence", true, false),
                       enumeration("fall_status", {"normal", "fall_warning", "fall_alarm"})};
            break;
    }
    exposes.push_back(numeric("linkquality", "lqi"));
    return {
        {"friendly_name", name_},
        {"type", "EndDevice"},
        {"supported", true},
        {"definition",
         {{"model", facts.model}, {"vendor", facts.vendor}, {"description", facts.description}, {"exposes", exposes}}}};
}

std::vector<Publish> announcement(const std::string& base_topic, const std::vector<Device>& devices) {
    json::array definitions;
    for (const auto& device : devices) definitions.push_back(device.definition());
    std::vector<Publish> messages{{Millis{0}, base_topic + "/bridge/state", R"({"state":"online"})", true, ""},
                                  {Millis{0}, base_topic + "/bridge/devices", json::serialize(definitions), true, ""}};
    for (const auto& device : devices) {
        messages.push_back({Millis{0}, base_topic + "/" + device.name() + "/availability", R"({"state":"online"})",
                            true, device.name()});
    }
    return messages;
}

}  // namespace anju::sim
