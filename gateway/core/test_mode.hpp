// Test mode: a technician works at a device, or at the whole home, and nobody shall come running.
//
//  a. For at most settings.test.longest (2 h) alarms and presses of the device are recorded as tests
//     (test = true, severity minor): stored and shown, never dispatched.
//  b. A level that turns to alarm in that time is held, and forgotten when it clears. When the test
//     mode ends what is still held is raised at once, without waiting for a confirmation. A press
//     has no level and leaves nothing behind.
//  c. What was true before the test mode stays real: its repeats, a rise in its severity and its clear are told.
//  d. What the core finds out by itself (silence, no water use, no movement) waits for the end.
//  e. It ends by itself; asking again sets a new end. Over a restart it goes on to its end. If a
//     reboot left nobody knowing how much time has passed, it is over.
//  f. The gateway's own faults are no matter of a test mode of the home.
//  g. At most 256 levels are held and as many devices are in test at once; what finds no place is real.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

void on_test_mode(Turn& turn, const TestModeSet& set);

/// Until when this device is in test; nothing when it is not.
[[nodiscard]] std::optional<MonoTime> test_ends(const State& state, const DeviceId& device);
/// Records the report as a test if its device is in test mode, and holds its level; whether it did.
bool record_as_test(Turn& turn, const Report& report);
/// The level has cleared during the test mode; whether it was held.
bool drop_held(Turn& turn, const ConditionKey& key);

[[nodiscard]] std::optional<MonoTime> next_test_mode(const State& state);
void run_due_test_modes(Turn& turn);

}  // namespace anju::gateway::core
