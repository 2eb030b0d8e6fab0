// The plain JSON form: for devices and bridges that can be told what to send. See README.md.
#pragma once

#include "gateway/profiles/translator.hpp"

#include <string_view>
#include <vector>

namespace anju::gateway::profiles {

/// How many signals one message may carry.
inline constexpr std::size_t kMaxPlainSignals = 256;

/// `name` is the topic without the base and its slash: the device. A message with a wrong part is
/// `bad`, and still carries the signals that could be read: a wrong time must not cost an alarm.
[[nodiscard]] Translation translate_plain(std::string_view name, const RawMessage& message,
                                          const std::vector<EnrolledDevice>& enrolled);

}  // namespace anju::gateway::profiles
