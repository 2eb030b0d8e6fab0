// Playing scenes to a home's broker.
#pragma once

#include "base/result.hpp"
#include "tests/sim/homes.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace anju::link {
class Session;
}

namespace anju::sim {

/// A home's zigbee2mqtt as its broker sees it. Belongs to one thread; publishes are QoS 1.
class Bridge {
public:
    /// `patience`: how long publish() waits for the connection or for room in the window.
    Bridge(std::string host, std::uint16_t port, std::string client_id,
           std::chrono::milliseconds patience = std::chrono::seconds(10));
    ~Bridge();
    /// Returns when the broker accepted the connection; unavailable after `at_most`.
    [[nodiscard]] Result<void> connect(std::chrono::milliseconds at_most);
    /// Publishes, waiting while the window is full or the connection is down. Unavailable when patience ends.
    [[nodiscard]] Result<void> publish(const Publish& message);
    /// Waits until everything published has been acknowledged.
    [[nodiscard]] bool drain(std::chrono::milliseconds at_most);

private:
    void changed();

    const std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unique_ptr<link::Session> session_;
};

/// Publishes each message at its time divided by `speed`, from now on, until `stopping`.
[[nodiscard]] Result<void> play(Bridge& bridge, const std::vector<Publish>& messages, double speed,
                                const std::atomic<bool>& stopping,
                                const std::function<void(const Publish&)>& on_publish);

}  // namespace anju::sim
