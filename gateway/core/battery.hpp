// Battery: two sources (the device's flag and its percentage), one condition.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// `report` is filled but for its key's condition; `device` may be null when the table is full.
void on_battery(Turn& turn, Device* device, Report report, std::optional<double> percent);

}  // namespace anju::gateway::core
