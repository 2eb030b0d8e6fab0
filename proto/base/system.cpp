#include "base/system.hpp"

#include "base/check.hpp"

#include <sys/random.h>
#include <sys/timex.h>
#include <time.h>

#include <cstdio>
#include <string>

namespace anju {

namespace {

Millis read_clock(clockid_t id) {
    timespec time{};
    ANJU_CHECK(clock_gettime(id, &time) == 0);
    return Millis{static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000};
}

/// The kernel makes a new boot id at each boot; its first 64 bits tell boots apart.
std::uint64_t read_boot_id() {
    std::uint64_t id = 0;
    if (std::FILE* file = std::fopen("/proc/sys/kernel/random/boot_id", "r")) {
        unsigned digit = 0;
        for (int digits = 0; digits < 16;) {
            const int c = std::fgetc(file);
            if (c == EOF) break;
            if (c == '-') continue;
            digit = c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'a' + 10);
            id = (id << 4) | (digit & 15u);
            ++digits;
        }
        std::fclose(file);
    }
    return id != 0 ? id : system_random64();
}

bool kernel_says_synced() {
    timex state{};
    const int answer = adjtimex(&state);
    // In a container the call may be refused; then the host keeps the time.
    return answer == -1 || answer != TIME_ERROR;
}

constexpr UtcTime kFirstPlausible = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};

}  // namespace

SystemClock::SystemClock() : boot_(read_boot_id()) {}

Now SystemClock::now() const {
    const UtcTime utc{read_clock(CLOCK_REALTIME)};
    return Now{MonoTime{read_clock(CLOCK_BOOTTIME)}, utc, utc >= kFirstPlausible && kernel_says_synced()};
}

std::uint64_t system_random64() {
    std::uint64_t value = 0;
    ANJU_CHECK(getrandom(&value, sizeof value, 0) == sizeof value);
    return value;
}

}  // namespace anju
