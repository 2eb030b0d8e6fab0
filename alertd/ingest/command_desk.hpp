// CommandDesk: keeps what gateways are asked until their status confirms it (rules C1 to C4 in core/commands.hpp).
//
// Of the heartbeats of a whole district only those of gateways that are waited for cost a look into the store; which
// these are is remembered here, and read again when a transaction was lost.
//
// Threads: the engine's, except wire_form(), which is pure.
#pragma once

#include "alertd/core/commands.hpp"
#include "alertd/ingest/turn.hpp"

#include <cstdint>
#include <unordered_set>

namespace anju::alertd::ingest {

/// Inside a part. Stores the command and sends it; it replaces waiting ones about the same thing (C4).
[[nodiscard]] Result<void> give(Turn& turn, core::GatewayCommand command);

/// As it goes over the wire at `now`: a test mode that is sent again is shorter by what has passed.
[[nodiscard]] decltype(codec::Command::what) wire_form(const core::GatewayCommand& command, UtcTime now);

class CommandDesk {
public:
    struct Counters {
        std::uint64_t confirmed = 0, expired = 0;
    };

    /// Inside a part.
    [[nodiscard]] Result<void> on_status(Turn& turn, const GatewayId& gateway, const codec::Status& status);
    /// In a turn, outside parts.
    [[nodiscard]] Result<void> expire(Turn& turn);

    // -- after a turn
    void committed(const Committed& committed);
    void rolled_back();

    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    std::unordered_set<GatewayId> waited_for_;
    bool known_ = false;  ///< `waited_for_` names every gateway that is waited for, perhaps others
    Counters counters_;
    Counters in_turn_;
};

}  // namespace anju::alertd::ingest
