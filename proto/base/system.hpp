// The real clock and the real source of chance; linked by `app` and by tests of adapters only
// (library anju_system, apart from anju_base so that a core cannot link it by accident).
#pragma once

#include "base/time.hpp"

#include <cstdint>

namespace anju {

/// CLOCK_BOOTTIME and CLOCK_REALTIME. `synced` follows the kernel's NTP state, and is false
/// before 2024 whatever the kernel says. Thread-safe.
class SystemClock final : public Clock {
public:
    SystemClock();
    [[nodiscard]] Now now() const override;
    [[nodiscard]] std::uint64_t boot() const override { return boot_; }

private:
    std::uint64_t boot_;
};

/// 64 random bits from getrandom(2). Thread-safe.
[[nodiscard]] std::uint64_t system_random64();

}  // namespace anju
