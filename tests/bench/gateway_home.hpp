// GatewayHome: the real anju-gateway between two real brokers, the sensors' session and the centre's
// ear, which receipts what it hears. Chatter: sensors that go on talking while something is wrong.
//
// Ownership: a home owns its processes, sessions and directory; a chatter borrows the home.
// Threads: say(), heard() and told() from any thread, the rest from the one that made it.
// Errors: throws std::runtime_error when the set-up fails.
#pragma once

#include "base/alert.hpp"
#include "link/session.hpp"
#include "tests/bench/ack_tap.hpp"
#include "tests/sim/peers.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace anju::tests {

struct HomeOptions {
    std::string uplink_host = "127.0.0.1";
    std::filesystem::path state;       ///< the gateway's state; empty: in the home's own directory
    std::uint32_t outbox_max_mib = 0;  ///< as in gateway.toml
    bool tapped = false;               ///< the gateway hears its broker through an AckTap
    std::vector<std::string> starter;  ///< what stands before the gateway's own command line
};

/// What the centre heard first of a device.
struct Heard {
    sim::SteadyTime at;
    AlertUpdate update;
};

class GatewayHome {
public:
    explicit GatewayHome(HomeOptions options = {});
    ~GatewayHome();
    GatewayHome(const GatewayHome&) = delete;
    GatewayHome& operator=(const GatewayHome&) = delete;

    /// Milliseconds from the start of the process to the first message that it handled.
    double start();
    /// Until the centre has heard of that message.
    void await_centre();

    void announce_devices();
    void say(const std::string& topic, const std::string& payload);
    /// Takes the smoke detector `device` into alarm.
    void alarm(const std::string& device);

    /// From the sensor's publish to the alert at the centre's broker, for `count` devices in turn.
    std::vector<double> time_alarms(int count, const std::string& name, std::chrono::milliseconds every);
    /// The same two brokers and sessions like the gateway's, with nothing in between but a publish.
    std::vector<double> time_hops(int count, std::chrono::milliseconds every);

    [[nodiscard]] std::optional<Heard> heard(const std::string& device) const;
    [[nodiscard]] std::map<std::string, Heard> all_heard() const;
    /// Numbers of the outbox's entries as the centre got them, again and again if they were sent so.
    [[nodiscard]] std::vector<std::pair<OutboxEpoch, std::uint64_t>> numbers_heard() const;
    /// Whether the gateway's log says this.
    [[nodiscard]] bool told(const std::string& words) const;

    [[nodiscard]] pid_t gateway() const { return gateway_->pid(); }
    [[nodiscard]] pid_t broker() const { return home_.pid(); }
    [[nodiscard]] AckTap& tap() { return *tap_; }
    [[nodiscard]] const std::filesystem::path& state() const { return options_.state; }
    /// Nobody answers at the uplink's port until it is up again.
    void centre_down() { centre_.stop(); }
    /// Returns when its ear listens.
    void centre_up();

    void end(int signal);

private:
    void hear(const link::Message& message);
    void note(const std::string& device, Heard heard);
    void write_configuration() const;
    void connect_centre();

    HomeOptions options_;
    TempDir directory_{"gateway-bench"};
    Broker home_;
    Broker centre_;
    std::unique_ptr<AckTap> tap_;
    mutable std::mutex mutex_;
    std::map<std::string, Heard> heard_;
    std::vector<std::pair<OutboxEpoch, std::uint64_t>> numbers_;
    int starts_ = 0;
    std::unique_ptr<link::Session> sensors_;
    std::unique_ptr<link::Session> ear_;
    std::unique_ptr<link::Session> voice_;
    std::optional<Process> gateway_;
};

/// Sensors that say something every five milliseconds, an alarm of a new detector every two hundred.
class Chatter {
public:
    Chatter(GatewayHome& home, std::string name);
    ~Chatter();
    Chatter(const Chatter&) = delete;
    Chatter& operator=(const Chatter&) = delete;

    /// Ends, and waits until the gateway has acknowledged all: which detectors alarmed, and when they said so.
    std::map<std::string, sim::SteadyTime> stop();

private:
    void run();

    GatewayHome& home_;
    std::string name_;
    std::atomic<bool> over_{false};
    std::map<std::string, sim::SteadyTime> alarms_;
    std::size_t said_ = 0;
    std::thread thread_;
};

/// The updates that lie in the outbox of a gateway that has ended, those with numbers above this one.
[[nodiscard]] std::vector<NumberedUpdate> stored_updates(const std::filesystem::path& state, std::uint64_t above = 0);

/// How many of the alarms are not among these updates.
[[nodiscard]] std::size_t missing_from(const std::vector<NumberedUpdate>& updates,
                                       const std::map<std::string, sim::SteadyTime>& alarms);

}  // namespace anju::tests
