// SilenceDesk: looks at the cases of silences that began or ended (rules S6 and S8). How far it got stands in the
// store, so it goes on where it was after a restart. Threads: the engine's.
#pragma once

#include "alertd/ingest/turn.hpp"

namespace anju::alertd::ingest {

/// In a turn, outside parts; a bounded piece of the work, what is left stays due. An error is that of the last case
/// that could not be looked at; the others were.
[[nodiscard]] Result<void> keep_silences(Turn& turn);

}  // namespace anju::alertd::ingest
