// How often a device must show that it works, and when that is due again. Pure.
//
// Only what keeps still until it must speak needs to be tried: detectors, call buttons, fall sensors. A meter or a
// thermometer shows with each reading that it works.
#pragma once

#include "alertd/core/types.hpp"

#include <map>
#include <optional>

namespace anju::alertd::core {

/// By kind; a kind that is not there is never due.
using TestIntervals = std::map<Kind, Millis>;

/// Smoke, CO, gas and call buttons each month, water leaks and fall sensors each half-year.
[[nodiscard]] TestIntervals default_test_intervals();

/// When the next test is due; nothing: at once, because there was none.
[[nodiscard]] std::optional<UtcTime> test_due(const TestIntervals& intervals, Kind kind,
                                              const std::optional<UtcTime>& tested_at);

}  // namespace anju::alertd::core
