// Vital signs: a reading (blood pressure, oxygen, temperature, sleep, bed, badge) that stays beyond
// a limit of `[[rules.vital]]` is a welfare alert of its device.
//
//  a. Below the lower or above the upper limit for `hold`. Told at the end of that time even if no
//     further reading came: silence after a bad reading is no recovery.
//  b. It is over when the reading is back inside by `hysteresis`; a reading in between changes nothing.
//     The alert clears when none of the device's signs has been beyond its limit for its time.
//  c. A value outside `least`..`most` cannot be true (a finger that slipped off reads 0 %) and is
//     passed over: it neither raises nor ends anything. So is what a broker replays: nobody knows
//     when that was measured.
//  d. After a closed case a sign that stays beyond its limit is news again after `rest`.
//  e. What the device itself calls an alarm is raised as ever, and only the device clears it; a
//     device's "clear" does not end what its readings say.
// The device's worst reading of the excess goes with the alert.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// A live reading whose value is finite, of a device in the table.
void on_vital_reading(Turn& turn, const Signal& signal);
/// Whether the readings of this device keep its alert up.
[[nodiscard]] bool is_beyond_limit(const Turn& turn, const ConditionKey& key);

[[nodiscard]] std::optional<MonoTime> next_vital(const State& state);
void run_due_vitals(Turn& turn);

}  // namespace anju::gateway::core
