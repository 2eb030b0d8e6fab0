// No movement: whether anybody moved in the home, over all its presence, vibration, door and bed
// sensors together. Off unless `no_movement` is set.
//
//  a. A movement is a change: detected after clear, closed after open, another value of a bed's
//     reading. The same state again is none, because zigbee2mqtt sends its whole cached state with
//     every battery report. A device that never says "clear" speaks only when something moves, so
//     each of its words is a movement. A sensor's first word is one too.
//  b. Without a movement for `no_movement` a welfare alert is raised at the home (device
//     `home/movement`), and cleared by the next one. The last movement is kept coarsely, so the
//     alert may come a tenth later (at most 30 min) and never early.
//  c. No data is not no movement: there must be a sensor that is online and was heard within its
//     silence limit. A gateway that did not listen starts the time anew. What a broker replays says nothing.
//  d. In quiet hours no alert is raised; it waits for their end. If the clock is not in step it is raised.
//  e. While the home is away nothing is judged; afterwards, and after a closed case, the time starts again.
//  f. After a restart a sensor's state is not known: its first word is then no change. Remembering
//     each change would cost a write for every step somebody takes.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// Whom the alert names: the home, whichever sensors it has.
[[nodiscard]] const DeviceId& movement_device();

/// Takes note of a signal that may be a movement. `device` may be null when the table is full.
void on_movement(Turn& turn, const Signal& signal, Device* device);

/// Until when silence of this sensor means that nothing moves at it, and not that it is gone.
[[nodiscard]] MonoTime movement_covered_until(const State& state, const Device& device);

[[nodiscard]] std::optional<MonoTime> next_presence(const State& state);
void run_due_presence(Turn& turn);

}  // namespace anju::gateway::core
