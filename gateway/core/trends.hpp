// Trends: summaries of what the devices say, for whoever looks at a case: Effects::readings. They may be lost, no sum
// is kept over a restart, and no alert depends on them.
//
//  a. A home's hours begin at the full hours of UTC and a phase of its own of less than 20 minutes; by the monotonic
//     clock when the other is not in step. Reason: the homes of a district must not all speak in the same second.
//     The centre takes what comes until 50 minutes after a full hour for the hour before it, so a reading may be late.
//  b. `water_used`, in m3: what all meters of a device counted in an hour. Told with the first reading after its end,
//     because nothing is known before; of a meter that reports more rarely it is what was used since it was told last.
//  c. `movements`: how often a presence, vibration, door or bed sensor moved in an hour (presence.hpp says what a
//     movement is). Told at the end of the hour.
//  d. Nothing is told as zero, so that "nobody moved" is not "no data": only of an hour that was listened to from its
//     beginning, and of a sensor that is online and was heard within its silence limit. What did move is told
//     in any case.
//  e. `battery`, in percent: at most every 6 hours, or at once when it has moved by 5 points.
//  f. Vital signs: every `trend_interval` at most (signals.cpp).
//
// With the usual three devices in a home this is less than 100 messages a day and 200 bytes of memory a device.
#pragma once

#include "gateway/core/turn.hpp"

namespace anju::gateway::core {

/// A meter of the device was read, and `used` more was counted.
void note_water_used(Turn& turn, Device& device, double used);
/// A sensor that can move said something about it.
void note_movement(Turn& turn, Device& device, bool moved);
/// A live report.
void note_battery(Turn& turn, Device& device, double percent);

/// The next end of an hour that has to be told without being asked.
[[nodiscard]] std::optional<MonoTime> next_trend(const State& state);
void run_due_trends(Turn& turn);

}  // namespace anju::gateway::core
