// HomeTables: keeps the hubs going by the registry. A hub says in each status by which table it goes; when
// that is not the registry's, it is sent the registry's, again after a while if it does not take it. Nothing is stored
// of what was sent: a table that was lost on the way, or that the hub lost with its card, is asked for by a status.
//
// Threads: the engine's; in_parts() any.
#pragma once

#include "alertd/ingest/turn.hpp"

#include <unordered_map>
#include <vector>

namespace anju::alertd::ingest {

class HomeTables {
public:
    /// Inside a part.
    [[nodiscard]] Result<void> on_status(Turn& turn, const GatewayId& gateway, const codec::Status& status);
    /// What a part sent was not sent: everything is looked at afresh.
    void rolled_back() { known_.clear(); }

private:
    struct Known {
        std::uint64_t version = 0;  ///< of the registry's table when it was last looked at; 0: never
        MonoTime looked{};
        std::uint64_t sent_version = 0;  ///< 0: none
        MonoTime sent{};
    };
    std::unordered_map<GatewayId, Known> known_;
};

/// The commands that carry a table.
[[nodiscard]] std::vector<codec::SetHomeTable> in_parts(const HomeTable& table);

}  // namespace anju::alertd::ingest
