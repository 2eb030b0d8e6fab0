// Simulated homes: devices that publish what real ones publish through zigbee2mqtt, with their
// habits (the whole cached state in every message, presses that are not cached, swinging batteries).
//
// Pure and seeded: the same seed gives the same payloads. Not thread-safe.
#pragma once

#include "base/time.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace anju::sim {

enum class Model { smoke, call_button, water_meter, fall_radar };

/// One message a device publishes, relative to the start of its scene.
struct Publish {
    Millis at{0};
    std::string topic;
    std::string payload;
    bool retain = false;
    std::string device;  ///< its friendly name
};

class Device {
public:
    Device(std::string name, Model model, std::uint64_t seed);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Model model() const { return model_; }

    void set_alarm(bool on) { alarm_ = on; }
    void set_presence(bool on) { presence_ = on; }
    void set_battery(int percent) { battery_ = percent; }
    void use_water(double cubic_metres) { total_m3_ += cubic_metres; }

    /// What zigbee2mqtt sends now: the cached state, with a fresh link quality.
    [[nodiscard]] std::string state();
    /// A press: the state plus the uncached action.
    [[nodiscard]] std::string press(std::string_view how);
    /// A self-test as this model reports it.
    [[nodiscard]] std::string self_test();
    /// Its entry in `bridge/devices`.
    [[nodiscard]] boost::json::object definition() const;

private:
    [[nodiscard]] boost::json::object cached_state();

    std::string name_;
    Model model_;
    std::mt19937_64 chance_;
    bool alarm_ = false;
    bool presence_ = true;
    int battery_ = 100;
    double total_m3_ = 0;
};

/// The retained messages with which zigbee2mqtt announces itself and its devices.
[[nodiscard]] std::vector<Publish> announcement(const std::string& base_topic, const std::vector<Device>& devices);

}  // namespace anju::sim
