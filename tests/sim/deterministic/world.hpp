// The world both sides live in: one clock, one source of chance, one queue of what happens next,
// and a broker that behaves as badly as the seed says.
//
// Nothing here is thread-safe; a night runs on one thread from its seed alone.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <functional>
#include <queue>
#include <random>
#include <vector>

namespace anju::sim {

inline constexpr UtcTime kNightBegins{Millis{1'772'330'400'000}};  ///< true UTC when a night's clock shows zero

class World {
public:
    explicit World(std::uint64_t seed) : chance_(seed) {}

    [[nodiscard]] Millis now() const { return now_; }
    void after(Millis delay, std::function<void()> action);
    void run_until(Millis end);

    [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : chance_() % limit; }
    [[nodiscard]] bool one_in(std::uint64_t n) { return below(n) == 0; }
    [[nodiscard]] Millis between(Millis least, Millis most);
    /// A source of its own for one owner, so that owners do not disturb each other's chance.
    [[nodiscard]] std::function<std::uint64_t()> new_source();

    /// Carries a message over the broker: lost, twice, late, in any order, while `calm` is false.
    void carry(std::function<void()> arrival);
    void break_broker(Millis duration) { broker_back_ = now_ + duration; }
    void calm_down() { calm_ = true; }
    [[nodiscard]] bool calm() const { return calm_; }

private:
    struct Event {
        Millis at{0};
        std::uint64_t order = 0;  ///< events of one moment happen in the order they were asked for
        std::function<void()> action;
        friend bool operator>(const Event& a, const Event& b) { return a.at != b.at ? a.at > b.at : a.order > b.order; }
    };

    std::mt19937_64 chance_;
    Millis now_{0};
    Millis broker_back_{0};
    std::uint64_t order_ = 0;
    bool calm_ = false;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> queue_;
};

}  // namespace anju::sim
