// Time as a value. Nothing below `app` reads a clock: the current time arrives as `Now`.
//
// MonoTime counts since the machine booted and never steps; timers and windows use it.
// UtcTime is what people read; a Pi boots with a wrong one, so it is a claim until `synced`.
// MonoClock has no now() on purpose: code that tries to read the clock does not compile.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anju {

using Millis = std::chrono::milliseconds;

struct MonoClock {
    using duration = Millis;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonoClock>;
    static constexpr bool is_steady = true;
};

using MonoTime = MonoClock::time_point;
using UtcTime = std::chrono::sys_time<Millis>;

/// The current time, as the shell read it once for a step.
struct Now {
    MonoTime mono{};
    UtcTime utc{};
    bool synced = false;  ///< the system clock is disciplined (NTP) and plausible
};

/// A time that travels: `boot` tells which boot's monotonic clock `mono` belongs to.
struct Stamp {
    std::uint64_t boot = 0;
    MonoTime mono{};
    UtcTime utc{};
    bool synced = false;
    friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// Read by shells only (app, adapters). Implementations are thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Now now() const = 0;
    [[nodiscard]] virtual std::uint64_t boot() const = 0;
    [[nodiscard]] Stamp stamp() const;
};

[[nodiscard]] Stamp stamp_of(const Now& now, std::uint64_t boot);

/// RFC 3339 in UTC with milliseconds: `2026-03-01T03:00:00.123Z`.
[[nodiscard]] std::string to_rfc3339(UtcTime time);
/// Accepts `Z` or a numeric offset, with 0 to 9 fraction digits.
[[nodiscard]] Result<UtcTime> parse_rfc3339(std::string_view text);
/// `90s`, `250ms`, `12h`, `1h30m`, `7d`: a duration as configuration files write it.
[[nodiscard]] Result<Millis> parse_duration(std::string_view text);
/// What parse_duration reads as `duration`, in the largest units that fit: `1h30m`, `7d`; zero is `0s`.
[[nodiscard]] std::string format_duration(Millis duration);
/// A time of day from `00:00` to `23:59` as minutes since midnight; nothing when it is none.
[[nodiscard]] std::optional<std::chrono::minutes> parse_clock(std::string_view text);
[[nodiscard]] std::string format_clock(std::chrono::minutes clock);

}  // namespace anju
