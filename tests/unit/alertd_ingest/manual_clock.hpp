// ManualClock: time that only the test turns. Thread-safe.
#pragma once

#include "base/time.hpp"

#include <mutex>

namespace anju::tests {

class ManualClock final : public Clock {
public:
    [[nodiscard]] Now now() const override {
        const std::lock_guard guard(mutex_);
        return now_;
    }
    [[nodiscard]] std::uint64_t boot() const override { return 7; }

    void advance(Millis by) {
        const std::lock_guard guard(mutex_);
        now_.mono += by;
        now_.utc += by;
    }
    /// Somebody sets the machine's clock; the monotonic one does not notice.
    void set_utc_back(Millis by) {
        const std::lock_guard guard(mutex_);
        now_.utc -= by;
    }

private:
    mutable std::mutex mutex_;
    Now now_{MonoTime{Millis{1'000'000}}, UtcTime{Millis{1'772'330'400'000}}, true};
};

}  // namespace anju::tests
