#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

TEST_CASE("the first smoke alarm leaves at once") {
    Home home;
    const Effects effects = home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(effects.updates.size() == 1);
    const AlertUpdate& update = effects.updates[0];
    CHECK(update.key == AlertKey{HomeId{"home-1"}, DeviceId{"hall"}, Condition::smoke});
    CHECK(update.phase == AlertPhase::raised);
    CHECK(update.severity == Severity::critical);
    CHECK(update.revision == 1);
    CHECK(update.count == 1);
    CHECK(update.evidence == "{}");
    CHECK(update.first == stamp_of(home.now, home.boot));
    CHECK_FALSE(update.test);
    CHECK(has_reason(effects, Reason::raised));
}

TEST_CASE("the same level sent again counts and is told at most once per holdoff") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    for (int i = 0; i < 29; ++i) {
        home.pass(1s);
        CHECK(home.say("hall", Kind::smoke, SignalType::alarm).updates.empty());
    }
    home.pass(1s);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::repeated);
    CHECK(home.updates[1].count == 30);
    CHECK(home.updates[1].revision == 2);
    CHECK(home.updates[1].id == home.updates[0].id);
}

TEST_CASE("a level that repeats every second is not written every second") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    const std::size_t before = home.writes;
    for (int i = 0; i < 25; ++i) {
        home.pass(1s);
        home.say("hall", Kind::smoke, SignalType::alarm);
    }
    CHECK(home.writes == before);
}

TEST_CASE("a radar that says clear every second persists nothing but a coarse sign of life") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::clear);
    const std::size_t before = home.writes;
    for (int i = 0; i < 600; ++i) {
        home.pass(1s);
        home.say("bedroom", Kind::fall, SignalType::clear);
    }
    CHECK(home.writes - before <= 10);
    CHECK(home.updates.empty());
}

TEST_CASE("a clear is told and closes nothing") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.pass(10s);
    const Effects effects = home.say("hall", Kind::smoke, SignalType::clear);
    REQUIRE(effects.updates.size() == 1);
    CHECK(effects.updates[0].phase == AlertPhase::cleared);
    CHECK(effects.updates[0].id == home.updates[0].id);
    CHECK(home.record("hall", Condition::smoke) != nullptr);
}

TEST_CASE("an alarm within a minute of its clear continues the alert, a later one is new") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.pass(10s);
    home.say("hall", Kind::smoke, SignalType::clear);
    home.pass(60s);
    home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(home.updates.size() == 3);
    CHECK(home.updates[2].id == home.updates[0].id);
    CHECK(home.updates[2].phase == AlertPhase::raised);
    CHECK(home.updates[2].count == 2);
    CHECK(home.updates[2].revision == 3);

    home.pass(40s);
    home.say("hall", Kind::smoke, SignalType::clear);
    home.pass(61s);
    home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(home.updates.size() == 5);
    CHECK(home.updates[4].id != home.updates[0].id);
    CHECK(home.updates[4].revision == 1);
}

TEST_CASE("a chattering sensor sends few updates, and its last word is told") {
    Home home;
    for (int i = 0; i < 300; ++i) {
        home.say("hall", Kind::smoke, i % 2 == 0 ? SignalType::alarm : SignalType::clear);
        home.pass(1s);
    }
    CHECK(home.updates.size() < 30);
    home.pass(30s);
    CHECK(home.updates.back().phase == AlertPhase::cleared);
    CHECK(home.updates.back().count == 150);
}

TEST_CASE("after the case was closed a sensor that never cleared alarms anew") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    const AlertId first = home.updates[0].id;
    home.close(first);
    home.pass(1h);
    CHECK(home.updates.size() == 1);
    const Effects effects = home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(effects.updates.size() == 1);
    CHECK(effects.updates[0].id != first);
    CHECK(effects.updates[0].phase == AlertPhase::raised);
}

TEST_CASE("after the case was closed a clear is silent and the alert forgotten") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.close(home.updates[0].id);
    home.say("hall", Kind::smoke, SignalType::clear);
    CHECK(home.updates.size() == 1);
    CHECK(home.record("hall", Condition::smoke) == nullptr);
    CHECK(home.store.count("condition/smoke/hall") == 0);
}

TEST_CASE("closing an alert that nobody knows changes nothing") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    CHECK(has_reason(home.close(AlertId{}), Reason::no_such_open_alert));
    home.say("hall", Kind::smoke, SignalType::alarm);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a prealarm that becomes an alarm is a new alert, and one clear ends both") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::prealarm);
    home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[0].key.condition == Condition::smoke_prealarm);
    CHECK(home.updates[1].key.condition == Condition::smoke);
    home.say("hall", Kind::smoke, SignalType::clear);
    REQUIRE(home.updates.size() == 4);
    CHECK(home.updates[2].phase == AlertPhase::cleared);
    CHECK(home.updates[3].phase == AlertPhase::cleared);
}

TEST_CASE("a rise in severity of one condition is a new alert") {
    Home home;
    home.say("kitchen", Kind::gas, SignalType::prealarm);
    home.pass(1s);
    home.say("kitchen", Kind::gas, SignalType::alarm);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[0].severity == Severity::major);
    CHECK(home.updates[1].severity == Severity::critical);
    CHECK(home.updates[1].id != home.updates[0].id);
    home.say("kitchen", Kind::gas, SignalType::prealarm);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("two conditions of one device are two alerts") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.say("hall", Kind::co, SignalType::alarm);
    home.say("hall", Kind::smoke, SignalType::tamper);
    REQUIRE(home.updates.size() == 3);
    CHECK(home.updates[1].key.condition == Condition::co);
    CHECK(home.updates[2].key.condition == Condition::tamper);
}

TEST_CASE("a retained alarm seen for the first time is raised and flagged") {
    Home home;
    home.say_retained("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].seen_retained);

    SUBCASE("and a live report drops the flag at once") {
        home.pass(1s);
        home.say("hall", Kind::smoke, SignalType::alarm);
        REQUIRE(home.updates.size() == 2);
        CHECK_FALSE(home.updates[1].seen_retained);
        CHECK(home.updates[1].id == home.updates[0].id);
    }
    SUBCASE("and the same retained alarm again is no news, even after a close") {
        CHECK(has_reason(home.say_retained("hall", Kind::smoke, SignalType::alarm), Reason::retained_level_known));
        home.close(home.updates[0].id);
        home.say_retained("hall", Kind::smoke, SignalType::alarm);
        CHECK(home.updates.size() == 1);
    }
    SUBCASE("and a retained clear applies") {
        home.say_retained("hall", Kind::smoke, SignalType::clear);
        CHECK(home.updates.back().phase == AlertPhase::cleared);
    }
}

TEST_CASE("an emergency last told twelve hours ago is a new alert when it is reported again") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.pass(12h);
    home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].id != home.updates[0].id);
    CHECK(home.updates[1].phase == AlertPhase::raised);
}

TEST_CASE("a test is recorded apart and a real alarm during it is a real alert") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::test);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].test);
    CHECK(home.updates[0].key.condition == Condition::smoke);
    CHECK(home.updates[0].severity == Severity::minor);
    home.say("hall", Kind::smoke, SignalType::test);
    CHECK(home.updates.size() == 1);
    home.say("hall", Kind::smoke, SignalType::alarm);
    REQUIRE(home.updates.size() == 2);
    CHECK_FALSE(home.updates[1].test);
    CHECK(home.updates[1].id != home.updates[0].id);
    CHECK(has_reason(home.say_retained("hall", Kind::smoke, SignalType::test), Reason::retained_edge));
}

TEST_CASE("a technical condition that stays after its case was closed rests for a day") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::fault);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].severity == Severity::minor);
    home.close(home.updates[0].id);
    home.pass(23h);
    CHECK(has_reason(home.say("hall", Kind::smoke, SignalType::fault), Reason::resting));
    home.pass(1h);
    home.say("hall", Kind::smoke, SignalType::fault);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("an unregistered device alarms like any other and is marked") {
    Home home;
    Signal signal = signal_of("stranger", Kind::gas, SignalType::alarm);
    signal.registered = false;
    home.say(signal);
    REQUIRE(home.updates.size() == 1);
    CHECK_FALSE(home.updates[0].registered);
    CHECK(home.updates[0].severity == Severity::critical);
}

TEST_CASE("alarms of vital-sign devices, and of kinds without a word, are welfare alerts") {
    Home home;
    for (const Kind kind : {Kind::bed, Kind::badge, Kind::blood_pressure, Kind::spo2, Kind::thermometer, Kind::sleep,
                            Kind::camera_ai, Kind::unknown}) {
        home.say(std::string(to_string(kind)), kind, SignalType::alarm);
        CHECK(home.updates.back().key.condition == Condition::vital_sign);
    }
    CHECK(home.updates.size() == 8);
}
