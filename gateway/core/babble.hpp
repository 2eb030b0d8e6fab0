// Babble: a device that floods must not bring another one's alarm in danger, wear out the card or
// fill the outbox.
//
//  a. What counts is cost: an input that made the core write or tell something. Unchanged state is
//     free, so a radar that repeats itself every second never babbles.
//  b. A device may spend `per_minute` such inputs at once and as many a minute. Beyond that it
//     babbles, until all is paid off. A debt beyond two minutes is forgiven.
//  c. A babbler can make things worse and not better: clears, cancels, "online", "offline" and
//     battery reports are passed over and counted; alarms and presses are not. So its first
//     emergency and every rise in severity are told at once, while a level that flaps becomes one
//     that stands (its repeats cost nothing), and a call that is taken back stays a call. An alarm
//     after a clear that was passed over costs as if it had not been, so that who flaps on is not calm.
//     Readings are passed over only while it is beyond a minute's worth of debt: they come again as
//     the budget allows, about one a second, and a meter's total loses nothing by it.
//  d. A babbler's counted presses are told as ever (settings.press.holdoff) but not written one by one.
//  e. It is shown: the technical condition `babbling` at the device, with how much was passed over
//     as `suppressed` when it ends.
//
// With one babbler the writes of a minute stay within 2 * per_minute inputs, and what
// the home tells of every other device is what it would tell without it.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// Whether this input of the device is passed over.
[[nodiscard]] bool is_too_much(const State& state, const Device& device, SignalType type);
void pass_over(Turn& turn, Device& device, SignalType type);
/// Takes account of an input that was not passed over; `cost`: it made the core write or tell something.
void take_account(Turn& turn, Device& device, bool cost);

/// Whether this condition of a babbling device was raised within the holdoff although no table had a
/// place for it; if not, it is taken as raised now.
bool was_raised_unremembered(Turn& turn, const ConditionKey& key);

[[nodiscard]] std::optional<MonoTime> next_calm(const State& state);
void run_due_babble(Turn& turn);

}  // namespace anju::gateway::core
