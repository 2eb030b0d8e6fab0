// Which open case an alert joins, when there is more than one to choose from (after a merge or a split).
//
//  C1 The case that the alert is in already, while that is open.
//  C2 Else an open case that holds an alert of the same device and condition, the newest one first: of the home and
//  class,
//     or one into which a case of the home was merged (G6).
//  C3 Else, among the home's own of the class: one with the same device, one with the same condition, the lowest part.
//  C4 A case of another home or class takes nothing but C1 and C2.
#pragma once

#include "alertd/core/types.hpp"

#include <optional>
#include <vector>

namespace anju::alertd::core {

struct Candidate {
    Incident incident;
    std::vector<Alert> alerts;
};

/// Whether one of `alerts` is of this gateway, device and condition.
[[nodiscard]] bool holds_key(const std::vector<Alert>& alerts, const GatewayId& gateway, const AlertKey& key);

/// `place` is where the alert belongs now; `candidates` come by part. Nothing: it opens a case.
[[nodiscard]] std::optional<IncidentId> choose_case(const Place& place, const GatewayId& gateway,
                                                    const AlertUpdate& update, const std::optional<Alert>& stored,
                                                    const std::vector<Candidate>& candidates);

}  // namespace anju::alertd::core
