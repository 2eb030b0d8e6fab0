// Outlet: what alertd publishes, bounded, in the order of its worth to a session whose window is bounded.
//
// Receipts come first and are cheap to lose: without a connection, or with too many waiting, they
// are dropped and counted, and their gateways ask again. Commands are sent once by whoever gave
// them, so they wait for the connection and are put back when the broker did not take them.
//
// Threads: any. It never waits for the session; the session calls pump() when it has room again.
#pragma once

#include "link/session.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>

namespace anju::alertd::ingest {

class Outlet : public std::enable_shared_from_this<Outlet> {
public:
    struct Counters {
        std::uint64_t receipts_sent = 0, receipts_dropped = 0, commands_sent = 0, commands_dropped = 0;
        std::size_t commands_waiting = 0;
    };

    Outlet(std::size_t max_receipts, std::size_t max_commands)
        : max_receipts_(max_receipts), max_commands_(max_commands) {}

    /// The session must outlive every later call, or detach() be called first.
    void attach(link::Session* session);
    void detach();

    void receipt(link::Message message);
    void command(link::Message message);
    /// Publishes what waits, as far as the session takes it.
    void pump();

    [[nodiscard]] Counters counters() const;

private:
    void pump_locked();
    [[nodiscard]] Result<void> send_receipt(const link::Message& message);
    [[nodiscard]] Result<void> send_command(const link::Message& message);
    void on_command_outcome(link::Message message, const link::PublishOutcome& outcome);

    const std::size_t max_receipts_;
    const std::size_t max_commands_;
    mutable std::mutex mutex_;
    link::Session* session_ = nullptr;
    std::deque<link::Message> receipts_;
    std::deque<link::Message> commands_;
    Counters counters_;
};

}  // namespace anju::alertd::ingest
