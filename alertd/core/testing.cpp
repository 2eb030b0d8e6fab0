#include "alertd/core/testing.hpp"

namespace anju::alertd::core {

namespace {

constexpr Millis kDay{24LL * 3'600'000};

}  // namespace

TestIntervals default_test_intervals() {
    return {{Kind::smoke, 30 * kDay},       {Kind::co, 30 * kDay},          {Kind::gas, 30 * kDay},
            {Kind::call_button, 30 * kDay}, {Kind::water_leak, 180 * kDay}, {Kind::fall, 180 * kDay}};
}

std::optional<UtcTime> test_due(const TestIntervals& intervals, Kind kind, const std::optional<UtcTime>& tested_at) {
    const auto interval = intervals.find(kind);
    if (!tested_at || interval == intervals.end()) return std::nullopt;
    return *tested_at + interval->second;
}

}  // namespace anju::alertd::core
