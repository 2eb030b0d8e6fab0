// AckTap: stands between a client and its broker and times how long the client takes to acknowledge.
//
// Purpose: a gateway acknowledges a sensor's message when it is committed, and only the broker sees
// that. The tap passes every byte on and notes when a QoS 1 PUBLISH went to the client and when its
// PUBACK came back.
//
// Ownership: owns its listening socket, its connections and two threads for each of them.
// Threads: longest() and others from any. Errors: the constructor throws std::runtime_error when
// there is no port; a connection that breaks on one side is closed on the other.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace anju::tests {

class AckTap {
public:
    explicit AckTap(std::uint16_t broker_port);
    ~AckTap();
    AckTap(const AckTap&) = delete;
    AckTap& operator=(const AckTap&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Forgets what was measured; what is on its way still counts from its beginning.
    void begin();
    /// Milliseconds of the slowest acknowledgement since begin(), one that is still missing included.
    [[nodiscard]] double longest() const;
    [[nodiscard]] std::size_t acknowledged() const;
    [[nodiscard]] std::size_t missing() const;

private:
    using SteadyTime = std::chrono::steady_clock::time_point;
    struct Connection {
        int client = -1;
        int broker = -1;
        std::map<std::uint16_t, SteadyTime> waiting;  ///< by packet id; guarded by the tap's mutex
        std::thread to_client;
        std::thread to_broker;
    };

    void accept_all();
    void pump(Connection& connection, bool to_client);
    void note(Connection& connection, bool to_client, unsigned char head, std::string_view body);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::uint16_t broker_port_;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> connections_;
    double longest_ = 0;
    std::size_t acknowledged_ = 0;
    std::thread accepting_;
};

}  // namespace anju::tests
