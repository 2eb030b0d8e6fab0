// Outgoing: the publishes of one session that have no outcome yet, at most a window of them.
//
// Each is first queued, then handed to the library (take_queued), then it has its outcome
// (finish, finish_all). It reads no clock and calls nobody; the session calls `done`.
// Threads: not thread-safe; the session guards it.
#pragma once

#include "link/session.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace anju::link {

using Done = std::function<void(const PublishOutcome&)>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Outgoing {
public:
    struct Queued {
        std::uint64_t number = 0;
        Message message;
    };

    explicit Outgoing(std::size_t window) : window_(window) {}

    /// The session's own window, or less when the broker takes less.
    void set_window(std::size_t window) { window_ = window; }
    [[nodiscard]] std::size_t window() const { return window_; }
    [[nodiscard]] std::size_t size() const { return open_.size(); }
    [[nodiscard]] bool has_queued() const { return !queue_.empty(); }

    /// False when the window is full.
    [[nodiscard]] bool add(Message message, Done done, SteadyTime now);
    [[nodiscard]] std::vector<Queued> take_queued();
    /// When the one that waits longest was added.
    [[nodiscard]] std::optional<SteadyTime> oldest() const;
    /// Its `done`, to be called with the outcome; nothing when it has its outcome already.
    [[nodiscard]] std::optional<Done> finish(std::uint64_t number);
    [[nodiscard]] std::vector<Done> finish_all();

private:
    struct Open {
        Done done;
        SteadyTime since;
    };

    std::size_t window_;
    std::uint64_t last_number_ = 0;
    std::map<std::uint64_t, Open> open_;  ///< by number, so the first one is the oldest
    std::vector<Queued> queue_;           ///< bounded by the window, since each is open too
};

}  // namespace anju::link
