// Quiet hours: the part of the local day in which nobody is woken for what can wait.
#pragma once

#include "base/time.hpp"

namespace anju::gateway::core {

/// Minutes of the local day; start == end: there are none.
struct QuietHours {
    int start_min = 0;
    int end_min = 0;
    int utc_offset_min = 0;
};

/// The local time of day at `utc`.
[[nodiscard]] Millis since_midnight(UtcTime utc, int utc_offset_min);
/// How long the quiet hours still last; zero outside them, and when the clock is not in step: then
/// nobody knows that it is night.
[[nodiscard]] Millis quiet_left(const QuietHours& hours, const Now& now);

}  // namespace anju::gateway::core
