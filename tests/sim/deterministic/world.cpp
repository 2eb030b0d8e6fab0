#include "tests/sim/deterministic/world.hpp"

#include <memory>
#include <utility>

namespace anju::sim {

void World::after(Millis delay, std::function<void()> action) {
    queue_.push(Event{now_ + delay, order_++, std::move(action)});
}

void World::run_until(Millis end) {
    while (!queue_.empty() && queue_.top().at <= end) {
        Event event = queue_.top();
        queue_.pop();
        now_ = event.at;
        event.action();
    }
    now_ = end;
}

Millis World::between(Millis least, Millis most) {
    return least + Millis{static_cast<Millis::rep>(below(static_cast<std::uint64_t>((most - least).count()) + 1))};
}

std::function<std::uint64_t()> World::new_source() {
    return [source = std::make_shared<std::mt19937_64>(chance_())] { return (*source)(); };
}

void World::carry(std::function<void()> arrival) {
    using namespace std::chrono_literals;
    if (calm_) {
        after(5ms, std::move(arrival));
        return;
    }
    if (now_ < broker_back_ || one_in(10)) return;
    if (one_in(10)) after(between(5ms, 20s), arrival);
    after(one_in(5) ? between(5ms, 10s) : between(1ms, 30ms), std::move(arrival));
}

}  // namespace anju::sim
