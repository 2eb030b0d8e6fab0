// No movement, by example and against a diary of every step.
#include "home.hpp"

#include "gateway/core/presence.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

Settings watching(Millis limit = 10h) {
    Settings settings;
    settings.presence.no_movement = limit;
    settings.presence.quiet_start_min = settings.presence.quiet_end_min = 0;
    return settings;
}

void walk_past(Home& home, const std::string& sensor = "hall") {
    home.say(sensor, Kind::presence, SignalType::detected);
    home.pass(1min);
    home.say(sensor, Kind::presence, SignalType::clear);
}

bool stands(const Home& home) {
    const ConditionRecord* record = home.record("home/movement", Condition::no_movement);
    return record && record->alarm_level;
}

}  // namespace

TEST_CASE("without the setting nobody watches for movement") {
    Home home;
    walk_past(home);
    home.pass(24h);
    CHECK(home.updates.empty());
}

TEST_CASE("nobody moved for ten hours is a welfare alert of the home, at most half an hour late") {
    Home home(watching());
    walk_past(home);
    home.pass(10h - 1min);
    CHECK(home.updates.empty());
    home.pass(32min);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key == AlertKey{HomeId{"home-1"}, DeviceId{"home/movement"}, Condition::no_movement});
    CHECK(class_of(Condition::no_movement) == IncidentClass::welfare);
    CHECK(home.updates[0].values[0].name == "still");
    walk_past(home);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
}

TEST_CASE("any sensor's movement counts for the whole home") {
    Home home(watching());
    walk_past(home, "hall");
    home.say("front door", Kind::door, SignalType::closed);
    for (int i = 0; i < 6; ++i) {
        home.pass(8h);
        if (i % 3 == 0) walk_past(home, "kitchen");
        if (i % 3 == 1) home.say("front door", Kind::door, i == 1 ? SignalType::open : SignalType::closed);
        if (i % 3 == 2) home.say("bed", Kind::bed, SignalType::reading, i);
    }
    CHECK(home.updates_of(Condition::no_movement).empty());
}

TEST_CASE("the same state sent again is no movement") {
    Home home(watching());
    walk_past(home);
    for (int i = 0; i < 11; ++i) {
        home.pass(1h);
        home.say("hall", Kind::presence, SignalType::clear);
        home.say("hall", Kind::presence, SignalType::battery, 87);
    }
    CHECK(home.updates_of(Condition::no_movement).size() == 1);
}

TEST_CASE("a device that never says clear moves with every word") {
    Home home(watching());
    for (int i = 0; i < 30; ++i) {
        home.say("floor", Kind::vibration, SignalType::detected);
        home.pass(1h);
    }
    CHECK(home.updates.empty());
}

TEST_CASE("no data is not no movement") {
    Settings settings = watching(30h);
    Home home(settings);
    SUBCASE("all sensors silent beyond their limit") {
        walk_past(home);
        home.pass(48h);
        CHECK(home.updates_of(Condition::no_movement).empty());
        CHECK(home.updates_of(Condition::offline).size() == 1);
    }
    SUBCASE("all sensors offline") {
        walk_past(home);
        home.pass(20h);
        home.say("hall", Kind::presence, SignalType::offline);
        home.pass(12h);
        CHECK(home.updates_of(Condition::no_movement).empty());
    }
    SUBCASE("one of them still speaks") {
        walk_past(home, "hall");
        walk_past(home, "kitchen");
        home.pass(20h);
        home.say("kitchen", Kind::presence, SignalType::battery, 90);
        home.pass(11h);
        CHECK(home.updates_of(Condition::no_movement).size() == 1);
    }
    SUBCASE("no such sensor at all") {
        home.say("smoke", Kind::smoke, SignalType::clear);
        home.pass(48h);
        CHECK(home.updates_of(Condition::no_movement).empty());
    }
}

TEST_CASE("a retained movement is no movement") {
    Home home(watching());
    walk_past(home);
    home.pass(9h);
    home.say_retained("hall", Kind::presence, SignalType::detected);
    home.pass(2h);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("no movement waits for the end of the quiet hours") {
    Settings settings = watching();
    settings.presence.quiet_start_min = 22 * 60;
    settings.presence.quiet_end_min = 6 * 60;
    Home home(settings);  // 12:00
    walk_past(home);
    home.pass(17h + 50min);
    CHECK(home.updates.empty());
    home.pass(10min);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("while the home is away nobody need move, and afterwards the time starts again") {
    Home home(watching());
    walk_past(home);
    home.put(AwaySet{true, home.now.utc + 20h});
    home.pass(20h);
    home.say("hall", Kind::presence, SignalType::battery, 90);
    home.pass(9h);
    CHECK(home.updates.empty());
    home.pass(2h);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a closed case of no movement starts another span") {
    Home home(watching());
    walk_past(home);
    home.pass(11h);
    REQUIRE(home.updates.size() == 1);
    home.close(home.updates[0].id);
    home.say("hall", Kind::presence, SignalType::battery, 90);
    home.pass(9h);
    CHECK(home.updates.size() == 1);
    home.pass(2h);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("a gateway that did not listen starts the time anew") {
    Home home(watching());
    walk_past(home);
    home.restart(8h);
    home.pass(9h);
    CHECK(home.updates.empty());
    home.pass(2h);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a busy sensor costs a write in half an hour and not one a step") {
    Home home(watching());
    walk_past(home);
    std::size_t writes = 0;
    for (int i = 0; i < 60; ++i) {
        for (const SignalType type : {SignalType::detected, SignalType::clear}) {
            const Effects effects = home.say("hall", Kind::presence, type);
            writes += effects.persist.size();
        }
        home.pass(1min);
    }
    CHECK(writes <= 6);
}

namespace {

/// Minute by minute with three sensors and all they ever said.
void compare(std::uint64_t seed) {
    CAPTURE(seed);
    std::mt19937_64 chance{seed};
    Home home(watching(6h));
    const std::string sensors[] = {"hall", "kitchen", "bath"};
    MonoTime moved = home.now.mono;
    for (const std::string& sensor : sensors) walk_past(home, sensor);
    moved = home.now.mono;
    bool inside[3] = {false, false, false};
    bool up = true;
    int seen = 0;
    for (int i = 0; i < 3000; ++i) {
        if (chance() % 80 == 0) up = !up;
        home.pass(15min);
        const std::size_t which = chance() % 3;
        const bool changes = chance() % (up ? 4 : 400) == 0;
        if (changes) {
            inside[which] = !inside[which];
            moved = home.now.mono;
        }
        home.say(sensors[which], Kind::presence, inside[which] ? SignalType::detected : SignalType::clear);
        const Millis still = home.now.mono - moved;
        if (still < 6h) REQUIRE_FALSE(stands(home));
        if (still > 6h + 36min) REQUIRE(stands(home));
        seen += stands(home) ? 1 : 0;
    }
    CHECK(seen > 10);
    CHECK(seen < 2990);
}

}  // namespace

TEST_CASE("no movement follows the diary of every step") {
    for (const std::uint64_t seed : seeds()) compare(seed);
}
