// Which rule a signal belongs to.
#pragma once

#include "gateway/core/turn.hpp"

namespace anju::gateway::core {

void on_signal(Turn& turn, const SignalSeen& seen);

}  // namespace anju::gateway::core
