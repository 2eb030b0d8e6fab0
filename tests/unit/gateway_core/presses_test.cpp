#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

TEST_CASE("a press is a call") {
    Home home;
    const Effects effects = home.press("button", "emergency");
    REQUIRE(effects.updates.size() == 1);
    CHECK(effects.updates[0].key.condition == Condition::call);
    CHECK(effects.updates[0].how == "emergency");
    CHECK(effects.updates[0].severity == Severity::critical);
}

TEST_CASE("a doubled press is counted and not told by itself") {
    Home home;
    home.press("button");
    home.pass(300ms);
    CHECK(has_reason(home.press("button"), Reason::press_doubled));
    CHECK(home.updates.size() == 1);
    home.pass(5s);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].count == 2);
}

TEST_CASE("an echo that was not told when the case closed is no new press, a second press is") {
    Home home;
    home.press("button");
    REQUIRE(home.updates.size() == 1);
    home.pass(1s);
    home.press("button");
    SUBCASE("an echo, such as a message that was delivered again") {
        home.close(home.updates[0].id);
        home.pass(1min);
        CHECK(home.updates.size() == 1);
        home.press("button");
        CHECK(home.updates.size() == 2);
        CHECK(home.updates[1].id != home.updates[0].id);
    }
    SUBCASE("a second press") {
        home.pass(2s);
        home.press("button");
        home.close(home.updates[0].id);
        REQUIRE(home.updates.size() == 2);
        CHECK(home.updates[1].id != home.updates[0].id);
    }
}

TEST_CASE("the echo of a second press is an echo too, another way of pressing is not") {
    Home home;
    home.press("button");
    home.pass(3s);
    CHECK(has_reason(home.press("button"), Reason::repeat_counted));
    home.pass(1s);
    CHECK(has_reason(home.press("button"), Reason::press_doubled));
    CHECK(has_reason(home.press("button", "long"), Reason::repeat_counted));
}

TEST_CASE("a button pressed five times is one alert whose count rises every five seconds") {
    Home home;
    for (int i = 0; i < 5; ++i) {
        home.press("button");
        home.pass(3s);
    }
    home.pass(10s);
    REQUIRE(home.updates.size() >= 3);
    for (const AlertUpdate& update : home.updates) CHECK(update.id == home.updates[0].id);
    CHECK(home.updates.back().count == 5);
    CHECK(home.updates.back().phase == AlertPhase::repeated);
}

TEST_CASE("a press after a quiet while is told at once") {
    Home home;
    home.press("button");
    home.pass(1min);
    CHECK(home.press("button").updates.size() == 1);
}

TEST_CASE("a retained press is a replay and ignored") {
    Home home;
    CHECK(has_reason(home.say_retained("button", Kind::call_button, SignalType::press), Reason::retained_edge));
    CHECK(home.updates.empty());
}

TEST_CASE("a cancel is told, closes nothing, and a press after it raises the same alert again") {
    Home home;
    home.press("button");
    home.pass(1min);
    home.say("button", Kind::call_button, SignalType::cancel);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cancelled);
    home.pass(2h);
    home.press("button");
    REQUIRE(home.updates.size() == 3);
    CHECK(home.updates[2].id == home.updates[0].id);
    CHECK(home.updates[2].phase == AlertPhase::raised);
    CHECK(home.updates[2].count == 2);
    CHECK(home.updates[2].revision == 3);
}

TEST_CASE("a cancel without a call is no news") {
    Home home;
    CHECK(has_reason(home.say("button", Kind::call_button, SignalType::cancel), Reason::nothing_to_cancel));
    CHECK(home.updates.empty());
}

TEST_CASE("a press after the case was closed is a new alert") {
    Home home;
    home.press("button");
    home.close(home.updates[0].id);
    home.pass(100ms);
    home.press("button");
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].id != home.updates[0].id);
    CHECK(home.updates[1].revision == 1);
}

TEST_CASE("a press that was not told when the case closed is a new alert") {
    Home home;
    home.press("button");
    home.pass(3s);
    home.press("button");
    REQUIRE(home.updates.size() == 1);
    const Effects effects = home.close(home.updates[0].id);
    REQUIRE(effects.updates.size() == 1);
    CHECK(effects.updates[0].id != home.updates[0].id);
    CHECK(effects.updates[0].phase == AlertPhase::raised);
    CHECK(effects.updates[0].count == 1);
    CHECK(has_reason(effects, Reason::raised_after_close));
}

TEST_CASE("a plain button alarms nobody until it is enrolled as a call button") {
    Home home;
    Signal press = signal_of("remote", Kind::button, SignalType::press);
    CHECK(has_reason(home.say(press), Reason::button_not_enrolled));
    CHECK(home.updates.empty());
    home.put(DevicesEnrolled{{{DeviceId{"remote"}, Kind::call_button}}});
    home.say(press);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::call);
}

TEST_CASE("a button that sticks at alarm is an edge") {
    Home home;
    home.say("sos", Kind::call_button, SignalType::alarm);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::call);
    home.close(home.updates[0].id);
    home.say("sos", Kind::call_button, SignalType::alarm);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("a call whose close never arrived does not swallow a press of the next day") {
    Home home;
    home.press("button");
    home.pass(13h);
    home.press("button");
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].id != home.updates[0].id);
}
