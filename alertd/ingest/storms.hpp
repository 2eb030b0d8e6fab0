// Storms: keeps what is held back and why (core/hold.hpp), and the storms of the streets (core/storm.hpp).
//
// Everything is in the store, so that a restart goes on where it was and a part that is undone undoes this too.
// What is remembered here is only how many gateways and devices a street has.
//
// A storm's thousands cost each its own rows and nothing else: the street's case is changed once a round at most,
// and what ends with a storm is raised in small pieces, so that an emergency finds the engine free.
//
// Threads: the engine's.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/core/storm.hpp"
#include "alertd/store/store.hpp"

#include <map>
#include <optional>
#include <utility>

namespace anju::alertd::ingest {

class Turn;

class Storms {
public:
    explicit Storms(core::HoldRules rules) : rules_(rules) {}

    // -- inside a part
    /// What explains such an alert now (H2).
    [[nodiscard]] Result<std::optional<core::Cover>> cover_for(Turn& turn, const GatewayId& gateway,
                                                               const core::Place& place, Condition condition);
    /// An alert was stored: counts it for the storm that holds it, or as a loss, with which a storm may begin.
    [[nodiscard]] Result<void> arrived(Turn& turn, const std::optional<core::Alert>& before, const core::Alert& after,
                                       const core::Place& place);
    /// The same for a change that is no loss.
    [[nodiscard]] Result<void> changed(Turn& turn, const std::optional<core::Alert>& before, const core::Alert& after);
    /// A gateway was lost, and its alert is stored; returns the case that tells of it.
    [[nodiscard]] Result<std::optional<IncidentId>> gateway_lost(Turn& turn, const GatewayId& gateway,
                                                                 const AlertKey& key);
    [[nodiscard]] Result<void> gateway_returned(Turn& turn, const GatewayId& gateway);

    // -- in a turn, outside parts
    /// Tells of storms that grew or are over, and raises what is due.
    [[nodiscard]] Result<void> look(Turn& turn);

    /// When look() has something to do although nothing arrives.
    [[nodiscard]] Result<std::optional<UtcTime>> next_due(store::Writer& writer) const;

private:
    [[nodiscard]] Result<std::size_t> known(Turn& turn, const StreetId& area, core::LossSort sort);
    [[nodiscard]] Result<void> begin(Turn& turn, const StreetId& area);
    [[nodiscard]] Result<void> look_at(Turn& turn, core::Storm storm);
    [[nodiscard]] Result<void> tell(Turn& turn, const core::Storm& storm, AlertPhase phase, bool is_news);
    [[nodiscard]] Result<void> end(Turn& turn, const core::Storm& storm, const char* why);
    [[nodiscard]] Result<void> end_hold(Turn& turn, const AlertId& id);

    struct Known {
        std::size_t number = 0;
        MonoTime counted{};
    };
    const core::HoldRules rules_;
    std::map<std::pair<StreetId, core::LossSort>, Known> known_;
};

}  // namespace anju::alertd::ingest
