// A device that floods, beside devices that do not.
#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

/// Flaps between alarm and clear, `times` within `length`.
void flap(Home& home, const std::string& device, int times, Millis length) {
    for (int i = 0; i < times; ++i) {
        home.say(device, Kind::smoke, i % 2 == 0 ? SignalType::alarm : SignalType::clear);
        home.pass(length / times);
    }
}

bool babbles(const Home& home, const std::string& device) {
    const ConditionRecord* record = home.record(device, Condition::babbling);
    return record && record->alarm_level;
}

}  // namespace

TEST_CASE("a device that flaps for ever becomes a babbler, and the centre is told once") {
    Home home;
    flap(home, "hall", 2000, 5min);
    CHECK(babbles(home, "hall"));
    const auto told = home.updates_of(Condition::babbling);
    REQUIRE(told.size() == 1);
    CHECK(told[0].phase == AlertPhase::raised);
    CHECK(told[0].severity == Severity::minor);
    CHECK(home.state.devices.at(DeviceId{"hall"}).suppressed > 500);
}

TEST_CASE("its alarm stands while it babbles, because only clears are passed over") {
    Home home;
    flap(home, "hall", 1001, 1min);
    const ConditionRecord* smoke = home.record("hall", Condition::smoke);
    REQUIRE(smoke);
    CHECK(smoke->alarm_level);
    CHECK(smoke->phase == AlertPhase::raised);
}

TEST_CASE("the writes of a flood are bounded") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::clear);
    const std::size_t before = home.writes;
    flap(home, "hall", 6000, 10min);
    CHECK(home.writes - before < 10 * 70 + 120);
}

TEST_CASE("a first emergency and a rise in severity of a babbling device are told at once") {
    Home home;
    flap(home, "kitchen", 1000, 1min);
    REQUIRE(babbles(home, "kitchen"));
    CHECK(home.say("kitchen", Kind::gas, SignalType::prealarm).updates.size() == 1);
    CHECK(has_reason(home.say("kitchen", Kind::gas, SignalType::alarm), Reason::severity_rose));
    CHECK(home.say("kitchen", Kind::call_button, SignalType::press).updates.size() == 1);
}

TEST_CASE("a call that is taken back in the flood stays a call") {
    Home home;
    for (int i = 0; i < 500; ++i) {
        home.press("button");
        home.say("button", Kind::call_button, SignalType::cancel);
        home.pass(20ms);
    }
    home.say("button", Kind::call_button, SignalType::cancel);
    const ConditionRecord* call = home.record("button", Condition::call);
    REQUIRE(call);
    CHECK(call->phase == AlertPhase::raised);
}

TEST_CASE("when it is calm again that is told, with how much was passed over") {
    Home home;
    flap(home, "hall", 1000, 1min);
    REQUIRE(babbles(home, "hall"));
    home.pass(3min);
    CHECK_FALSE(babbles(home, "hall"));
    const AlertUpdate last = home.updates_of(Condition::babbling).back();
    CHECK(last.phase == AlertPhase::cleared);
    REQUIRE(last.values.size() == 1);
    CHECK(last.values[0].name == "suppressed");
    CHECK(last.values[0].value > 100);
    CHECK(home.say("hall", Kind::smoke, SignalType::clear).updates.size() == 1);
}

TEST_CASE("a radar that repeats itself every second is no babbler") {
    Home home;
    for (int i = 0; i < 3600; ++i) {
        home.say("radar", Kind::fall, SignalType::clear);
        home.say("radar", Kind::presence, SignalType::detected);
        home.say("radar", Kind::presence, SignalType::reading, i);
        home.pass(1s);
    }
    CHECK(home.updates.empty());
}

TEST_CASE("a meter that floods loses no water") {
    Home home;
    double total = 100;
    home.say("meter", Kind::water_meter, SignalType::reading, total);
    for (int i = 0; i < 3000; ++i) {
        home.say("meter", Kind::water_meter, SignalType::reading, total += 0.0006);
        home.pass(200ms);
    }
    CHECK(babbles(home, "meter"));
    home.pass(3min);
    home.say("meter", Kind::water_meter, SignalType::reading, total);
    CHECK(home.state.water.at({DeviceId{"meter"}}).total_m3 == doctest::Approx(total));
    double used = 0;
    for (const WaterUse& use : home.state.water.at({DeviceId{"meter"}}).uses) used += use.used_m3;
    CHECK(used == doctest::Approx(total - 100));
}

TEST_CASE("without a limit nothing is passed over") {
    Settings settings;
    settings.babble.per_minute = 0;
    Home home(settings);
    flap(home, "hall", 1000, 1min);
    CHECK(home.updates_of(Condition::babbling).empty());
    CHECK_FALSE(home.record("hall", Condition::smoke)->alarm_level);
}

TEST_CASE("a babbler over a restart begins anew") {
    Home home;
    flap(home, "hall", 1000, 1min);
    home.restart();
    home.pass(1s);
    CHECK_FALSE(babbles(home, "hall"));
    flap(home, "hall", 1000, 1min);
    CHECK(babbles(home, "hall"));
    CHECK(home.updates_of(Condition::babbling).back().id == home.updates_of(Condition::babbling).front().id);
}

namespace {

/// What a home told of every device but the babbler; ids differ between two homes and are left out.
std::vector<std::string> told_of_others(const Home& home) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < home.updates.size(); ++i) {
        const AlertUpdate& update = home.updates[i];
        if (update.key.device == DeviceId{"babbler"}) continue;
        lines.push_back(std::to_string(home.told_at[i].time_since_epoch().count()) + " " + update.key.device.value +
                        " " + std::string(to_string(update.key.condition)) + " " +
                        std::string(to_string(update.phase)) + " revision " + std::to_string(update.revision) +
                        " count " + std::to_string(update.count));
    }
    return lines;
}

Signal anything(std::mt19937_64& chance, const std::string& device) {
    static constexpr Kind kKinds[] = {Kind::smoke, Kind::gas, Kind::call_button, Kind::fall, Kind::water_meter};
    Signal signal = signal_of(device, kKinds[chance() % std::size(kKinds)],
                              static_cast<SignalType>(chance() % (static_cast<int>(SignalType::offline) + 1)));
    if (signal.kind == Kind::call_button && signal.type == SignalType::alarm) signal.type = SignalType::press;
    signal.value = static_cast<double>(chance() % 100);
    return signal;
}

void compare(std::uint64_t seed) {
    CAPTURE(seed);
    std::mt19937_64 chance{seed};
    Home quiet;
    Home loud;
    std::size_t inputs = 0;
    const std::size_t before = loud.writes;
    const MonoTime start = loud.now.mono;
    for (int i = 0; i < 150; ++i) {
        for (std::size_t flood = 20 + chance() % 60; flood > 0; --flood, ++inputs) {
            const Signal signal = anything(chance, "babbler");
            loud.say(signal);
            const bool presses = signal.kind == Kind::call_button && signal.type == SignalType::press;
            const bool burns = signal.kind == Kind::smoke && signal.type == SignalType::alarm;
            if (!presses && !burns) continue;
            const ConditionRecord* record = loud.record("babbler", burns ? Condition::smoke : Condition::call);
            REQUIRE(record);
            REQUIRE_FALSE(record->alert.is_nil());
            REQUIRE(record->phase == AlertPhase::raised);
        }
        const Signal other = anything(chance, chance() % 2 == 0 ? "one" : "another");
        const Millis wait(chance() % 4000);
        for (Home* home : {&quiet, &loud}) {
            if (i % 7 == 0) home->say(other);
            home->pass(wait);
        }
        if (i % 50 == 49) REQUIRE(told_of_others(loud) == told_of_others(quiet));
    }
    CHECK(told_of_others(loud) == told_of_others(quiet));
    const double minutes = std::chrono::duration<double, std::ratio<60>>(loud.now.mono - start).count();
    CHECK(inputs > 5000);
    // An input may write a few records, and every condition's repeats are told in each holdoff.
    CHECK(static_cast<double>(loud.writes - before) < 400 + minutes * 250);
    CHECK(babbles(loud, "babbler"));
}

}  // namespace

TEST_CASE("a home with a babbler tells of all others exactly what a home without it tells") {
    for (const std::uint64_t seed : seeds()) compare(seed);
}
