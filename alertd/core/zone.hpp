// Zone: what the clocks on the wall show. Pure; the time zone database is behind it (alertd/roster).
//
// Units: minutes on the local side, milliseconds of UTC on the other.
// Threads: implementations are immutable, so that every thread may ask.
#pragma once

#include "base/time.hpp"

#include <chrono>
#include <string>

namespace anju::alertd::core {

using LocalDay = std::chrono::local_days;
using LocalTime = std::chrono::local_time<std::chrono::minutes>;

class Zone {
public:
    virtual ~Zone() = default;
    /// As the time zone database calls it, such as "Asia/Shanghai".
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// What a clock shows at `at`, cut to the minute.
    [[nodiscard]] virtual LocalTime to_local(UtcTime at) const = 0;
    /// The first moment at which a clock shows `local`: of a time that comes twice in autumn the first one, and for
    /// a time that spring leaves out the moment of the change. So a later local time is never an earlier moment,
    /// which is what lets shifts that meet on the wall meet in UTC on every day of the year.
    [[nodiscard]] virtual UtcTime to_utc(LocalTime local) const = 0;
};

/// A zone that never changes its clocks.
class FixedZone final : public Zone {
public:
    FixedZone(std::string name, std::chrono::minutes east) : name_(std::move(name)), east_(east) {}
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] LocalTime to_local(UtcTime at) const override {
        return LocalTime{std::chrono::floor<std::chrono::minutes>(at.time_since_epoch()) + east_};
    }
    [[nodiscard]] UtcTime to_utc(LocalTime local) const override { return UtcTime{local.time_since_epoch() - east_}; }

private:
    std::string name_;
    std::chrono::minutes east_;
};

/// Where nobody said which zone applies.
[[nodiscard]] inline const Zone& utc_zone() {
    static const FixedZone kUtc("UTC", std::chrono::minutes{0});
    return kUtc;
}

}  // namespace anju::alertd::core
