// ReceiveClock: the engine's time. It runs with the system's UTC, but never back.
//
// Why: deadlines are stored in UTC, so that they survive a restart. If somebody sets the machine's
// clock back by an hour, every waiting step would wait an hour longer. A step back is therefore
// bridged with the monotonic clock, or over a restart with the newest time in the store, and kept as
// a lead until the clock steps forward again; a step
// forward only makes deadlines come early. Slow corrections (NTP slewing) are followed.
//
// Threads: one owner.
#pragma once

#include "base/time.hpp"

#include <memory>
#include <optional>

namespace anju::alertd::ingest {

class ReceiveClock {
public:
    explicit ReceiveClock(std::shared_ptr<const Clock> clock) : clock_(std::move(clock)) {}

    [[nodiscard]] Now now();
    /// What is stored already happened: the time is at least this. Call it before the first now().
    void start_after(UtcTime newest_stored);
    /// How far the engine's time is ahead of the system's; zero unless that was set back.
    [[nodiscard]] Millis lead() const { return lead_; }
    [[nodiscard]] std::uint64_t boot() const { return clock_->boot(); }

private:
    std::shared_ptr<const Clock> clock_;
    std::optional<Now> last_;  ///< as the system said it
    Millis lead_{0};
};

}  // namespace anju::alertd::ingest
