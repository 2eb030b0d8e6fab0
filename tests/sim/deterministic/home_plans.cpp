// What the sensors of a simulated home say, and when its gateway crashes.
#include "tests/sim/deterministic/home.hpp"

namespace anju::sim {

using namespace std::chrono_literals;

void HomeNode::plan(Millis end) {
    plan_fires(end);
    plan_presses(end);
    plan_falls(end);
    plan_water(end);
    plan_trifles(end);
    plan_crashes(end);
}

void HomeNode::plan_fires(Millis end) {
    const auto fires = world_.below(3);
    for (std::uint64_t i = 0; i < fires; ++i) {
        // A device that nobody registered must alarm like any other.
        const bool registered = !world_.one_in(4);
        const std::string device = registered ? "smoke" : "unknown smoke";
        const Millis from = world_.between(1min, end - 10min);
        const Millis until = from + world_.between(4min, 9min);
        const auto misfortune = misfortunes_.size();
        misfortunes_.push_back({DeviceId(device), Condition::smoke, from, until});
        for (Millis at = from; at < until; at += 20s) {
            world_.after(at, [this, device, registered, misfortune] {
                auto said = signal(device, Kind::smoke, SignalType::alarm);
                said.registered = registered;
                retained_[said.device] = said;
                retained_[said.device].retained = true;
                report(said, misfortune);
            });
        }
        if (world_.one_in(3)) continue;  // detectors that never say clear
        world_.after(until + world_.between(1s, 2min), [this, device, registered] {
            auto said = signal(device, Kind::smoke, SignalType::clear);
            said.registered = registered;
            retained_.erase(said.device);
            say(said);
        });
    }
}

void HomeNode::plan_presses(Millis end) {
    const auto calls = world_.below(3);
    for (std::uint64_t i = 0; i < calls; ++i) {
        Millis at = world_.between(1min, end - 5min);
        const auto presses = 1 + world_.below(5);
        for (std::uint64_t press = 0; press < presses; ++press, at += world_.between(100ms, 20s)) {
            misfortunes_.push_back({DeviceId("button"), Condition::call, at, at});
            world_.after(at, [this, misfortune = misfortunes_.size() - 1] {
                auto said = signal("button", Kind::call_button, SignalType::press);
                said.how = "emergency";
                report(said, misfortune);
            });
        }
        if (world_.one_in(3)) {
            world_.after(at, [this] { say(signal("button", Kind::call_button, SignalType::cancel)); });
        }
    }
}

void HomeNode::plan_falls(Millis end) {
    const bool floods = world_.one_in(4);
    const Millis from = world_.between(1min, end);
    const Millis until = world_.one_in(2) ? from + world_.between(10s, 20min) : from;
    for (Millis at = 5s; at < end; at += floods ? Millis{2s} : Millis{30s}) {
        const bool lying = at >= from && at < until;
        world_.after(
            at, [this, lying] { say(signal("radar", Kind::fall, lying ? SignalType::alarm : SignalType::clear)); });
    }
}

void HomeNode::plan_water(Millis end) {
    const Millis dry = world_.one_in(2) ? world_.between(10min, end) : end;
    double total = 20.0;
    for (Millis at = 1min; at < end; at += 5min) {
        if (at < dry) total += 0.02;
        world_.after(at, [this, total] {
            auto said = signal("meter", Kind::water_meter, SignalType::reading);
            said.value = total;
            said.unit = "m3";
            say(said);
        });
    }
}

void HomeNode::plan_trifles(Millis end) {
    const auto trifle = [&](Kind kind, const char* device, SignalType type) {
        if (!world_.one_in(3)) return;
        world_.after(world_.between(1min, end - 5min), [this, kind, device, type] { say(signal(device, kind, type)); });
    };
    trifle(Kind::smoke, "smoke", SignalType::test);
    trifle(Kind::smoke, "smoke", SignalType::tamper);
    trifle(Kind::smoke, "smoke", SignalType::tamper_clear);
    trifle(Kind::call_button, "button", SignalType::low_battery);
    trifle(Kind::fall, "radar", SignalType::offline);
    trifle(Kind::fall, "radar", SignalType::online);
}

void HomeNode::plan_crashes(Millis end) {
    for (Millis at = world_.between(1min, 40min); at < end; at += world_.between(5min, 60min)) {
        const bool power_cut = world_.one_in(3);
        const Crash when = world_.one_in(2) ? Crash::before_commit : Crash::after_commit;
        world_.after(at, [this, power_cut, when] {
            if (!state_ || world_.calm()) return;
            power_cut_ = power_cut;
            next_crash_ = when;
        });
    }
}

}  // namespace anju::sim
