#include "home.hpp"

#include <limits>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

TEST_CASE("the open alert and the level survive a restart") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.restart(3s);
    CHECK(home.say_retained("hall", Kind::smoke, SignalType::alarm).updates.empty());
    home.say("hall", Kind::smoke, SignalType::alarm);
    CHECK(home.updates.size() == 1);
    home.say("hall", Kind::smoke, SignalType::clear);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].id == home.updates[0].id);
    CHECK(home.updates[1].revision == 2);
}

TEST_CASE("a press that was counted and not told survives a restart") {
    Home home;
    home.press("button");
    home.pass(3s);
    home.press("button");
    home.restart();
    home.pass(2s);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].count == 2);
}

TEST_CASE("after a reboot with a wrong clock windows start again and nothing else is forgotten") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(50s);
    home.reboot(2min, true, false);
    CHECK(home.record("hall", Condition::smoke)->alert == home.updates[0].id);
    home.pass(59s);
    CHECK(home.updates_of(Condition::fall).empty());
    home.pass(1s);
    CHECK(home.updates_of(Condition::fall).size() == 1);
    home.say("hall", Kind::smoke, SignalType::alarm);
    CHECK(home.updates_of(Condition::smoke).back().id == home.updates[0].id);
}

TEST_CASE("after a reboot with clocks in step the time that passed counts") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(10s);
    home.reboot(55s, true, true);
    home.pass(0s);
    CHECK(home.updates_of(Condition::fall).size() == 1);
}

TEST_CASE("when the clock falls into step after a reboot the time that passed counts from then") {
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    Home home(settings);
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.pass(10h);
    home.reboot(1min, true, false);
    home.pass(1min);
    CHECK(home.updates.empty());
    home.now.synced = true;
    home.put(Tick{});
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.pass(2h);
    CHECK(home.updates_of(Condition::no_water_use).size() == 1);
}

TEST_CASE("a water window of unknown age starts again after a reboot") {
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    Home home(settings);
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.pass(11h);
    home.reboot(1min, false, true);
    for (int i = 0; i < 23; ++i) {
        home.say("meter", Kind::water_meter, SignalType::reading, 100);
        home.pass(30min);
    }
    CHECK(home.updates.empty());
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.pass(1h);
    CHECK(home.updates_of(Condition::no_water_use).size() == 1);
}

TEST_CASE("a stamp from the future of another boot does not freeze a deadline") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.now.utc -= 24h * 365;
    home.reboot(0s, true, true);
    home.pass(60s);
    CHECK(home.updates_of(Condition::fall).size() == 1);
}

TEST_CASE("records that say nothing or contradict themselves are dropped") {
    WaterRecord broken;
    broken.device = DeviceId{"meter"};
    broken.total_m3 = std::numeric_limits<double>::quiet_NaN();
    ConditionRecord idle;
    idle.device = DeviceId{"hall"};
    DeviceRecord nameless;
    ConditionRecord uncounted;
    uncounted.device = DeviceId{"bedroom"};
    uncounted.condition = Condition::fall;
    uncounted.alarm_level = true;
    uncounted.confirming = Stamp{};
    State state = restore({}, {broken, idle, nameless, uncounted}, Now{}, 1, seeded_ids(1));
    CHECK(state.water.empty());
    CHECK(state.conditions.size() == 1);
    CHECK(state.devices.empty());
    const Effects effects = step(state, Tick{}, Now{MonoTime{2min}, {}, false});
    REQUIRE(effects.updates.size() == 1);
    CHECK(effects.updates[0].count == 1);
}
