// Journeys: follows alarms from the sensor to the responder, as seen from outside: when the sensor
// spoke, when alertd told the world that it is stored, when the responder's phone was called.
//
// Threads: every function may be called from any thread.
#pragma once

#include "tests/sim/peers.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace anju::sim {

struct Journey {
    std::string home;       ///< one journey a home is under way at a time
    std::string condition;  ///< expected: "smoke", "call", ...
    SteadyTime said;
    std::optional<SteadyTime> stored;
    std::optional<SteadyTime> notified;
    std::string incident;
    std::vector<std::string> responders;

    [[nodiscard]] bool complete() const { return stored && notified; }
};

class Journeys {
public:
    /// Call it right before the sensor's message is published.
    [[nodiscard]] std::size_t begin(std::string home, std::string condition);
    void on_frame(SteadyTime at, const boost::json::object& frame);
    void on_call(const WebhookCall& call);
    /// Waits until the journey is complete or the time is over, and returns what is known.
    [[nodiscard]] Journey wait_for(std::size_t journey, std::chrono::milliseconds at_most);
    /// Journeys that are complete and were not taken before; waits for one at most so long.
    [[nodiscard]] std::vector<Journey> take_complete(std::chrono::milliseconds at_most);

private:
    void match_call(Journey& journey);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Journey> journeys_;
    std::vector<bool> taken_;
    std::map<std::string, std::size_t> under_way_;                                  // home -> newest journey
    std::map<std::string, std::size_t> by_incident_;                                // incident -> newest journey
    std::map<std::string, std::vector<std::pair<SteadyTime, std::string>>> calls_;  // incident -> when, whom
};

}  // namespace anju::sim
