#include "alertd/ingest/receive_clock.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

/// Smaller differences between the two clocks are slewing, and are followed.
constexpr Millis kStep{1'000};

}  // namespace

void ReceiveClock::start_after(UtcTime newest_stored) {
    last_ = clock_->now();
    lead_ = std::max(newest_stored - last_->utc, Millis{0});
}

Now ReceiveClock::now() {
    const Now system = clock_->now();
    if (last_) {
        const Millis stepped = (system.utc - last_->utc) - (system.mono - last_->mono);
        if (stepped < -kStep) lead_ -= stepped;
        if (stepped > kStep) lead_ -= std::min(lead_, stepped);
    }
    last_ = system;
    Now now = system;
    now.utc += lead_;
    return now;
}

}  // namespace anju::alertd::ingest
