// Rhythm: when this home uses water, learned from its own history, so that a silence which is
// ordinary at night and strange in the morning is told sooner than the fixed window of water.hpp.
//
//  a. For each local hour of weekdays and of weekends: in how many of the hours seen was water
//     used? Older hours fade (half after about two weeks of the same hour).
//  b. A silence is scored: each silent hour adds -ln(1 - its usual chance of use). Use ends it. The
//     hours of one day hang together (a day out, a long sleep), so the score alone says too little;
//     it is compared with the longest silences of the home's own last eight weeks. Beyond
//     `adaptive_margin` times the highest of them, and after `adaptive_least`, it is improbable.
//  c. It only adds: the fixed rule stays, so nothing is told later than without. Nothing is added
//     before two weeks were seen, without a clock in step, and while the home is away.
//  d. A trickle that never stops is no use: what the quietest hour of the last two days lets pass
//     is taken off (half as much again), so that a small leak does not hide inactivity from this rule.
//  e. A silence that was told teaches little. Told as improbable it raises the bar by a tenth, so that
//     an unannounced journey does not deafen the rule; told by the fixed rule it was ordinary so far.
//  f. It is written once a day (the card wears out); a restart forgets at most a day of learning.
#pragma once

#include "gateway/core/turn.hpp"

namespace anju::gateway::core {

/// One accepted reading of a device's meters, of which `used_m3` passed since the one before;
/// `last_use` is when any was used before that, as far as the meters' records know.
void learn_rhythm(Turn& turn, const DeviceId& device, double used_m3, std::optional<MonoTime> last_use);
/// Whether the present silence is improbable for this home.
[[nodiscard]] bool is_improbable(const State& state, const DeviceId& device);
/// How many whole hours the present silence has lasted, if the rhythm is learned.
[[nodiscard]] std::optional<double> silent_hours(const State& state, const DeviceId& device);
/// The silence was told.
void note_told(Turn& turn, const DeviceId& device);
/// Whether a record from the store can be worked with.
[[nodiscard]] bool is_whole(const RhythmRecord& record);
void forget_rhythm(Turn& turn, const DeviceId& device);

}  // namespace anju::gateway::core
