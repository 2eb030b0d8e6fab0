// Which types each kind of device can have (design: "Signal kinds and types"). Tables, no state.
#pragma once

#include "base/vocabulary.hpp"

#include <string>

namespace anju::gateway::profiles {

/// Whether devices of this kind exist for us; false for gateway and unknown.
[[nodiscard]] bool is_device_kind(Kind kind);
/// Types such as battery and offline, which every kind has.
[[nodiscard]] bool is_common_type(SignalType type);
/// Whether `kind` can say `type`.
[[nodiscard]] bool can_say(Kind kind, SignalType type);
/// "alarm, prealarm, ...": what `kind` can say, for messages.
[[nodiscard]] std::string types_in_words(Kind kind);
/// Smoke, gas and water: where an alarm is a danger and a test must not look like one.
[[nodiscard]] bool is_hazard(Kind kind);

}  // namespace anju::gateway::profiles
