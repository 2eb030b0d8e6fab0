// A home that restarts must behave as one that does not: two homes hear the same, one of them is
// rebuilt from its store again and again.
#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

struct Chance {
    std::mt19937_64 source;
    std::size_t below(std::size_t limit) { return source() % limit; }
    template <class T, std::size_t N>
    const T& of(const T (&choices)[N]) {
        return choices[below(N)];
    }
};

struct Voice {
    const char* device;
    Kind kind;
    SignalType type;
};

constexpr Voice kVoices[] = {
    {"hall", Kind::smoke, SignalType::alarm},
    {"hall", Kind::smoke, SignalType::prealarm},
    {"hall", Kind::smoke, SignalType::clear},
    {"hall", Kind::smoke, SignalType::test},
    {"hall", Kind::smoke, SignalType::battery},
    {"hall", Kind::smoke, SignalType::low_battery},
    {"hall", Kind::smoke, SignalType::battery_ok},
    {"hall", Kind::smoke, SignalType::offline},
    {"hall", Kind::smoke, SignalType::online},
    {"kitchen", Kind::gas, SignalType::alarm},
    {"kitchen", Kind::gas, SignalType::prealarm},
    {"kitchen", Kind::gas, SignalType::clear},
    {"kitchen", Kind::gas, SignalType::tamper},
    {"kitchen", Kind::gas, SignalType::tamper_clear},
    {"button", Kind::call_button, SignalType::press},
    {"button", Kind::call_button, SignalType::press},
    {"button", Kind::call_button, SignalType::cancel},
    {"bedroom", Kind::fall, SignalType::alarm},
    {"bedroom", Kind::fall, SignalType::alarm},
    {"bedroom", Kind::fall, SignalType::clear},
    {"meter", Kind::water_meter, SignalType::reading},
    {"meter", Kind::water_meter, SignalType::reading},
    {"meter", Kind::water_meter, SignalType::leak},
    {"meter", Kind::water_meter, SignalType::clear},
    {"bed", Kind::bed, SignalType::alarm},
    {"bed", Kind::bed, SignalType::clear},
    {"door", Kind::door, SignalType::open},
    {"finger", Kind::spo2, SignalType::reading},
    {"finger", Kind::spo2, SignalType::reading},
    {"door", Kind::door, SignalType::fault},
};

struct Script {
    Chance chance;
    double totals[2] = {100, 5000};

    Input next(const Home& home) {
        const std::size_t dice = chance.below(40);
        if (dice == 0 && !home.updates.empty()) return CaseClosed{{home.updates[chance.below(home.updates.size())].id}};
        if (dice == 1) return AwaySet{chance.below(2) == 0, home.now.utc + std::chrono::minutes(chance.below(3000))};
        if (dice == 2) return DevicesEnrolled{{{DeviceId{"hall"}, Kind::smoke}, {DeviceId{"never"}, Kind::co}}};
        if (dice == 3) return TestModeSet{DeviceId{chance.of(kVoices).device}, std::chrono::minutes(chance.below(60))};
        if (dice == 4 && chance.below(4) == 0) return DeviceTakenOut{DeviceId{chance.of(kVoices).device}};
        const Voice& voice = chance.of(kVoices);
        Signal signal = signal_of(voice.device, voice.kind, voice.type);
        if (voice.type == SignalType::battery) signal.value = static_cast<double>(chance.below(101));
        if (voice.kind == Kind::spo2) {
            signal.value = static_cast<double>(80 + chance.below(20));
        } else if (voice.type == SignalType::reading) {
            const std::size_t meter = chance.below(2);
            signal.channel = meter == 0 ? "" : "volume_2";
            signal.value = reading(totals[meter]);
        }
        if (voice.type == SignalType::press) signal.how = chance.below(2) == 0 ? "single" : "long";
        signal.retained = chance.below(8) == 0;
        signal.registered = chance.below(10) != 0;
        return SignalSeen{signal, "{}"};
    }

    double reading(double& total) {
        const std::size_t dice = chance.below(12);
        if (dice == 0) return 0;
        if (dice == 1) return total / 2;
        if (dice == 2) return total + 5000;
        if (dice < 8) total += static_cast<double>(chance.below(30)) / 1000;
        return total;
    }

    Millis wait() {
        const std::size_t dice = chance.below(100);
        if (dice < 50) return Millis(chance.below(4'000));
        if (dice < 90) return Millis(chance.below(200'000));
        return Millis(chance.below(14'400'000));
    }
};

void compare(std::uint64_t seed) {
    CAPTURE(seed);
    Script script{Chance{std::mt19937_64{seed}}};
    Settings settings;
    settings.repeat.technical_holdoff = 1min;  // a pending count forbids the restart, see below
    VitalRule rule;
    rule.kind = Kind::spo2;
    rule.below = 88;
    rule.hold = 2min;
    rule.hysteresis = 2;
    settings.vital.rules = {rule};
    Home steady(settings);
    Home restarting(settings);
    std::size_t restarts = 0;
    for (int i = 0; i < 600; ++i) {
        const Millis wait = script.wait();
        const Input input = script.next(steady);
        for (Home* home : {&steady, &restarting}) {
            home->pass(wait);
            home->put(input);
        }
        // Counted repeats of a level are deliberately not written down, so a restart waits for them.
        if (restarting.store_is_current()) {
            restarting.restart();
            ++restarts;
        }
        REQUIRE(restarting.updates.size() == steady.updates.size());
        REQUIRE(restarting.announced == steady.announced);
        REQUIRE(next_wakeup(restarting.state) == next_wakeup(steady.state));
        if (!steady.updates.empty()) REQUIRE(restarting.updates.back() == steady.updates.back());
    }
    CHECK(restarting.updates == steady.updates);
    CHECK(restarts > 100);
    CHECK(steady.updates.size() > 50);
}

}  // namespace

TEST_CASE("a restart between any two inputs changes nothing of what is told") {
    for (const std::uint64_t seed : seeds()) compare(seed);
}
