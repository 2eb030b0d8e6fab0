// Supervision: who was heard when, who is silent for too long, and whether we listened at all.
#pragma once

#include "gateway/core/conditions.hpp"

namespace anju::gateway::core {

/// Something arrived from a device. `live`: not a replay of the broker and not a bridge's
/// statement about it, so the device is online. Null when the table has no place.
Device* on_heard(Turn& turn, const DeviceId& device, Kind kind, bool registered, bool live);
void on_enrolled(Turn& turn, const DevicesEnrolled& enrolled);
void on_taken_out(Turn& turn, const DeviceTakenOut& gone);

/// Since when the silence behind `heard` counts: not before this start, if we did not listen.
[[nodiscard]] MonoTime silent_since(const State& state, const Stamp& heard);
/// How coarse the heard stamp of a device with this silence limit is.
[[nodiscard]] Millis coarseness(Millis limit);

[[nodiscard]] std::optional<MonoTime> next_silence(const State& state);
void run_due_silence(Turn& turn);

/// The home's sign of life.
[[nodiscard]] MonoTime next_alive(const State& state);
void run_due_alive(Turn& turn);

}  // namespace anju::gateway::core
