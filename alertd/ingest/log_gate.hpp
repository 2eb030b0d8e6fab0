// LogGate: lets one line through per interval and says how many it held back, because a full disk
// must not fill what is left of it with complaints. One owner, one thread.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>

namespace anju::alertd::ingest {

class LogGate {
public:
    explicit LogGate(Millis interval) : interval_(interval) {}

    /// How many were held back since the last line, when this one may be written.
    [[nodiscard]] std::optional<std::uint64_t> pass(MonoTime now) {
        if (last_ && now - *last_ < interval_) {
            ++held_back_;
            return std::nullopt;
        }
        last_ = now;
        const auto held_back = held_back_;
        held_back_ = 0;
        return held_back;
    }

private:
    Millis interval_;
    std::optional<MonoTime> last_;
    std::uint64_t held_back_ = 0;
};

}  // namespace anju::alertd::ingest
