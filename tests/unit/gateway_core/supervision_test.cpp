#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

TEST_CASE("a smoke detector silent for its limit is offline, and any message brings it back") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::clear);
    home.pass(25h);
    CHECK(home.updates.empty());
    home.pass(31min);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::offline);
    CHECK_FALSE(is_online(home.state, DeviceId{"hall"}));
    home.put(DeviceHeard{DeviceId{"hall"}, Kind::smoke});
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
    CHECK(is_online(home.state, DeviceId{"hall"}));
}

TEST_CASE("a radar is missed after ten minutes, a door of no limit never") {
    Settings settings;
    settings.supervision.limits.erase(Kind::door);
    Home home(settings);
    home.say("bedroom", Kind::fall, SignalType::clear);
    home.say("door", Kind::door, SignalType::closed);
    home.pass(11min);
    CHECK(home.updates.size() == 1);
    home.pass(24h * 30);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a device that speaks within its limit is never offline") {
    Home home;
    for (int day = 0; day < 30; ++day) {
        home.say("hall", Kind::smoke, SignalType::battery, 90);
        home.pass(25h);
    }
    CHECK(home.updates.empty());
}

TEST_CASE("a retained message is no sign of life") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::clear);
    for (int i = 0; i < 26; ++i) {
        home.pass(1h);
        home.say_retained("hall", Kind::smoke, SignalType::clear);
    }
    CHECK(home.updates.size() == 1);
}

TEST_CASE("an enrolled device that never spoke is missed") {
    Home home;
    home.put(DevicesEnrolled{{{DeviceId{"hall"}, Kind::smoke}}});
    home.pass(26h);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.device == DeviceId{"hall"});
    CHECK(home.updates[0].registered);
}

TEST_CASE("the silence of an unregistered device is nobody's business") {
    Home home;
    Signal signal = signal_of("stranger", Kind::smoke, SignalType::clear);
    signal.registered = false;
    home.say(signal);
    home.pass(24h * 5);
    CHECK(home.updates.empty());
}

TEST_CASE("a bridge that says offline is believed after a while") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::clear);
    home.say("hall", Kind::smoke, SignalType::offline);
    home.pass(1min);
    home.say("hall", Kind::smoke, SignalType::online);
    home.pass(1h);
    CHECK(home.updates.empty());
    home.say("hall", Kind::smoke, SignalType::offline);
    home.pass(2min);
    REQUIRE(home.updates.size() == 1);
    home.say("hall", Kind::smoke, SignalType::online);
    CHECK(home.updates.back().phase == AlertPhase::cleared);
}

TEST_CASE("an offline case that was closed is told again a day later if nothing came") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::clear);
    home.pass(26h);
    REQUIRE(home.updates.size() == 1);
    home.close(home.updates[0].id);
    home.pass(23h);
    CHECK(home.updates.size() == 1);
    home.pass(1h);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("a quick restart goes on counting the silence, a long downtime starts it anew") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::clear);
    home.pass(20h);
    SUBCASE("quick") {
        home.restart(5s);
        home.pass(5h + 30min);
        CHECK(home.updates.size() == 1);
    }
    SUBCASE("long") {
        home.restart(10h);
        home.pass(25h);
        CHECK(home.updates.empty());
        home.pass(31min);
        CHECK(home.updates.size() == 1);
    }
}

TEST_CASE("vital signs leave as summaries, at most one per interval") {
    Home home;
    for (int i = 0; i < 60; ++i) {
        home.say("wrist", Kind::spo2, SignalType::reading, 97);
        home.pass(10s);
    }
    CHECK(home.readings.size() == 2);
    CHECK(home.readings[0].name == "spo2");
    CHECK(home.updates.empty());
}
