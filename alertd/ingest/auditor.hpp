// Auditor: looks, apart from the timers, for unanswered incidents whose next step is missing or
// late (invariant 6), fires that step, and raises a technical alert about it: escalation that
// stands still is the failure nobody would otherwise see. Threads: the engine's.
#pragma once

#include "alertd/ingest/turn.hpp"

#include <cstddef>

namespace anju::alertd::ingest {

/// In a turn, outside parts. Returns how many incidents it found.
[[nodiscard]] Result<std::size_t> audit(Turn& turn, Millis grace);

}  // namespace anju::alertd::ingest
