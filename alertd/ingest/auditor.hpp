// StepAudit: looks, apart from the timers, for unanswered incidents whose next step is missing or late (invariant 6)
// and fires that step. It mends what it can from inside; alertd/audit looks from outside and tells people when
// something does not get mended. Threads: the engine's.
#pragma once

#include "alertd/ingest/turn.hpp"
#include "alertd/store/audit.hpp"

#include <cstddef>

namespace anju::alertd::ingest {

/// In a turn, outside parts. Returns how many incidents it found.
[[nodiscard]] Result<std::size_t> audit(Turn& turn, Millis grace);

/// Inside a part. One technical alert about alertd itself, raised while there are findings and cleared when there are
/// none: one, not hundreds, because whoever looks after alertd needs to know that it is ill and not each symptom.
[[nodiscard]] Result<void> tell_findings(Turn& turn, const store::AuditFindings& findings);

}  // namespace anju::alertd::ingest
