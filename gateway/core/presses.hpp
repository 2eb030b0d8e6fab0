// Edges: presses, cancels and tests. They have no level to remember, so what merges them is time
// and the open alert.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// `report.key` names the condition (call).
void on_press(Turn& turn, const Report& report);
void on_cancel(Turn& turn, const Report& report);
/// `report.key.test` is set.
void on_test(Turn& turn, const Report& report);

}  // namespace anju::gateway::core
