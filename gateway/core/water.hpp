// Water: what the meter says about the person, and about the pipe.
//
//  a. No use: less than `threshold_m3` within `window` is a welfare alert, cleared when the use is
//     above it again. Use is summed in slots of 30 min, each dated by its last use, so the alert
//     may come 30 min late and never early.
//     A small leak must not pass for a person: once it is known (g), what flows all the time is taken off.
//  b. No data is not no use. The meter is taken to stand still for `reading_covers` after a
//     reading; beyond that nothing is judged until the next reading. Since a total is cumulative,
//     that reading also tells what was used in between: an unchanged total is data.
//  c. Silence beyond `no_data` is a technical alert.
//  d. In quiet hours no alert of no use is raised; it waits for their end. If the clock is not in
//     step, nobody knows that it is night, and the alert is raised.
//  e. While the home is away no use is not judged; afterwards, and after a closed case, the
//     window starts again.
//  f. The total must be believable (water_total.cpp): zeros, steps back and jumps beyond the
//     meter's rate are ignored until `reset_confirmations` consistent readings say the same. A
//     total of zero after a higher one never counts: that is how meters fail.
//  g. More than `burst_m3` within `burst_window` is a burst, where what passed unread counts by its mean rate; flow in
//  every `leak_slot` of
//     `leak_window` is a leak. The meter's own leak, burst and reverse_flow are levels like smoke.
//  h. A reading with an older device time and a lower total than the last is late, not a step back.
//  i. A device may have several meters (Signal::channel). Each has its own total and filter; alerts are
//     of the device. Use and burst are judged on the sum, because cold and hot water are one
//     household's; flow on any of them is a leak; silence of any of them is missing data, and while
//     one is silent no use is not judged. A meter that is silent for a week while its neighbours
//     speak was taken out and is forgotten.
//  j. With `adaptive` a silence that is improbable for this home is told sooner: rhythm.hpp.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// A reading of the total. `device` may be null when the table is full.
void on_water_reading(Turn& turn, const Signal& signal, Device* device);
/// Whether a meter of this device was ever read.
[[nodiscard]] bool has_meter(const State& state, const DeviceId& device);
/// The device is forgotten, and its meters with it.
void forget_meters(Turn& turn, const DeviceId& device);
void on_away(Turn& turn, const AwaySet& away);

[[nodiscard]] std::optional<MonoTime> next_water(const State& state);
/// Ends an away time that is over, and judges every meter that is due.
void run_due_water(Turn& turn);

/// What the filter says of a new total.
struct TotalVerdict {
    Reason reason = Reason::heard;  ///< heard: accepted; meter_reset: accepted as a new beginning
    double used_m3 = 0;
};
/// Judges `total` against `record` and updates its total, read time and candidate. `turn` is told
/// when the record changed.
[[nodiscard]] TotalVerdict take_total(Turn& turn, WaterRecord& record, double total, std::optional<UtcTime> claimed_at);

/// While the total stands still, `read` is this coarse.
inline constexpr Millis kReadCoarseness = 15min;
/// Meters of one device; the boxes known have up to ten inputs.
inline constexpr std::size_t kMostMeters = 16;

}  // namespace anju::gateway::core
