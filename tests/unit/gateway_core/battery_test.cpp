#include "home.hpp"

#include <cmath>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {
void battery(Home& home, double percent) { home.say("hall", Kind::smoke, SignalType::battery, percent); }
}  // namespace

TEST_CASE("a battery that stays low is told after the debounce, once") {
    Home home;
    battery(home, 12);
    home.pass(9min);
    CHECK(home.updates.empty());
    home.pass(1min);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::low_battery);
    CHECK(home.updates[0].severity == Severity::minor);
    for (int i = 0; i < 20; ++i) {
        home.pass(1h);
        battery(home, 12);
    }
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a battery that swings between 42 and 100 percent is well") {
    Home home;
    for (int i = 0; i < 200; ++i) {
        battery(home, i % 2 == 0 ? 42 : 100);
        home.pass(5min);
    }
    CHECK(home.updates.empty());
}

TEST_CASE("a short dip is not told") {
    Home home;
    battery(home, 3);
    home.pass(1min);
    battery(home, 80);
    home.pass(1h);
    CHECK(home.updates.empty());
}

TEST_CASE("between the thresholds nothing changes") {
    Home home;
    battery(home, 10);
    home.pass(10min);
    REQUIRE(home.updates.size() == 1);
    battery(home, 25);
    CHECK(home.updates.size() == 1);
    battery(home, 31);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
}

TEST_CASE("the device's flag wins over its percentage, in one alert") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::low_battery);
    battery(home, 100);
    home.pass(10min);
    REQUIRE(home.updates.size() == 1);
    home.say("hall", Kind::smoke, SignalType::low_battery);
    battery(home, 100);
    CHECK(home.updates.size() == 1);
    CHECK(is_battery_low(home.state.devices.at(DeviceId{"hall"})));
    home.say("hall", Kind::smoke, SignalType::battery_ok);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
}

TEST_CASE("a low battery that comes back within a day continues its alert") {
    Home home;
    battery(home, 10);
    home.pass(10min);
    battery(home, 50);
    home.pass(5h);
    battery(home, 10);
    home.pass(10min);
    REQUIRE(home.updates.size() == 3);
    CHECK(home.updates[2].id == home.updates[0].id);
    CHECK(home.updates[2].phase == AlertPhase::raised);
}

TEST_CASE("the hysteresis survives a restart") {
    Home home;
    battery(home, 10);
    home.pass(10min);
    home.restart();
    battery(home, 25);
    CHECK(home.updates.size() == 1);
    CHECK(is_battery_low(home.state.devices.at(DeviceId{"hall"})));
}

TEST_CASE("a percentage that cannot be is refused") {
    Home home;
    CHECK(has_reason(home.say("hall", Kind::smoke, SignalType::battery, -1), Reason::reject_out_of_range));
    CHECK(has_reason(home.say("hall", Kind::smoke, SignalType::battery, 101), Reason::reject_out_of_range));
    CHECK(has_reason(home.say("hall", Kind::smoke, SignalType::battery, std::nan("")), Reason::reject_not_a_number));
    CHECK(has_reason(home.say("hall", Kind::smoke, SignalType::battery), Reason::reject_no_value));
}
