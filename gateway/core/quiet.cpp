#include "gateway/core/quiet.hpp"

namespace anju::gateway::core {

using namespace std::chrono_literals;

constexpr Millis kDay = 24h;

Millis since_midnight(UtcTime utc, int utc_offset_min) {
    const Millis local = utc.time_since_epoch() + std::chrono::minutes(utc_offset_min);
    return ((local % kDay) + kDay) % kDay;
}

Millis quiet_left(const QuietHours& hours, const Now& now) {
    if (!now.synced || hours.start_min == hours.end_min) return 0ms;
    const Millis length = (std::chrono::minutes(hours.end_min - hours.start_min) + kDay) % kDay;
    const Millis into =
        (since_midnight(now.utc, hours.utc_offset_min) - std::chrono::minutes(hours.start_min) + kDay) % kDay;
    return into < length ? length - into : 0ms;
}

}  // namespace anju::gateway::core
