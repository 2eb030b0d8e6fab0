// The tour: one simulated home whose four sensors come to life, watched from the sensor to the
// responder's phone. deploy/quickstart runs it.
#pragma once

#include "base/result.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace anju::sim {

struct TourOptions {
    std::string base_topic = "zigbee2mqtt";
    std::uint16_t home_broker_port = 0;
    std::uint16_t api_port = 0;
    std::string api_token;  ///< of an API that lets nobody else in
    std::uint16_t webhook_port = 0;
    bool once = false;  ///< play one scene, print the table, end
    std::uint64_t seed = 1;
    std::chrono::milliseconds patience{60'000};  ///< for one step of the scene
};

/// Returns true when every step was seen. Errors: unavailable when a peer cannot be reached.
[[nodiscard]] Result<bool> run_tour(const TourOptions& options, const std::atomic<bool>& stopping);

}  // namespace anju::sim
