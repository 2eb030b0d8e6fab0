#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {
double down_of(const AlertUpdate& update) {
    for (const NamedValue& value : update.values) {
        if (value.name == "down") return value.value;
    }
    return -1;
}
Settings immediate() {
    Settings settings;
    settings.fall.confirmation = 0ms;
    return settings;
}
}  // namespace

TEST_CASE("a suspected fall asks the home first and is raised after a long lie") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    CHECK(home.updates.empty());
    REQUIRE(home.announced.size() == 1);
    CHECK(home.announced[0] == Announce{DeviceId{"bedroom"}, Prompt::are_you_all_right});
    for (int i = 0; i < 59; ++i) {
        home.pass(1s);
        home.say("bedroom", Kind::fall, SignalType::alarm);
    }
    CHECK(home.updates.empty());
    home.pass(1s);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::fall);
    CHECK(home.updates[0].count == 60);
    CHECK(down_of(home.updates[0]) == doctest::Approx(60));
    CHECK(home.announced.back().prompt == Prompt::help_was_called);
}

TEST_CASE("a person who gets up in time raises nothing") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::prealarm);
    home.pass(40s);
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::clear), Reason::recovered));
    home.pass(10min);
    CHECK(home.updates.empty());
    CHECK(home.announced.back().prompt == Prompt::glad_you_are_well);
    CHECK(home.store.count("condition/fall/bedroom") == 0);
}

TEST_CASE("a cancel at the call button ends the question, and the same fall rests") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(20s);
    CHECK(has_reason(home.say("button", Kind::call_button, SignalType::cancel), Reason::confirmation_cancelled));
    home.pass(2min);
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::alarm), Reason::resting));
    CHECK(home.updates.empty());

    SUBCASE("until the rest is over") {
        home.pass(3min);
        home.say("bedroom", Kind::fall, SignalType::alarm);
        home.pass(1min);
        CHECK(home.updates.size() == 1);
    }
    SUBCASE("until the radar has seen the person up") {
        home.say("bedroom", Kind::fall, SignalType::clear);
        home.say("bedroom", Kind::fall, SignalType::alarm);
        home.pass(1min);
        CHECK(home.updates.size() == 1);
    }
}

TEST_CASE("a cancel answers for a suspicion, and a certain fall asks again") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::prealarm);
    home.pass(20s);
    home.say("button", Kind::call_button, SignalType::cancel);
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::prealarm), Reason::resting));
    home.pass(30s);
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::alarm), Reason::confirmation_started));
    home.pass(20s);
    home.say("button", Kind::call_button, SignalType::cancel);
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::alarm), Reason::resting));
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::prealarm), Reason::resting));
    CHECK(has_reason(home.say("bedroom", Kind::fall, SignalType::alarm), Reason::resting));
    home.pass(4min);
    CHECK(home.updates.empty());
}

TEST_CASE("a press during the question is a call and the question goes on") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(5s);
    home.press("button");
    CHECK(home.updates.size() == 1);
    home.pass(1min);
    CHECK(home.updates_of(Condition::fall).size() == 1);
}

TEST_CASE("without confirmation a fall is raised at once") {
    Home home(immediate());
    home.say("bedroom", Kind::fall, SignalType::prealarm);
    home.say("bedroom", Kind::fall, SignalType::alarm);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[0].key.condition == Condition::fall_suspected);
    CHECK(home.updates[1].key.condition == Condition::fall);
}

TEST_CASE("the time on the floor is told with the clear") {
    Home home(immediate());
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(47min);
    home.say("bedroom", Kind::fall, SignalType::clear);
    CHECK(home.updates.back().phase == AlertPhase::cleared);
    CHECK(down_of(home.updates.back()) == doctest::Approx(47 * 60));
}

TEST_CASE("a retained fall is asked about too and flagged") {
    Home home;
    home.say_retained("bedroom", Kind::fall, SignalType::alarm);
    home.pass(1min);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].seen_retained);
}

TEST_CASE("a running question survives a restart and keeps its deadline") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(30s);
    home.restart(10s);
    home.pass(19s);
    CHECK(home.updates.empty());
    home.pass(1s);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("the confirmation is never longer than five minutes") {
    Settings settings;
    settings.fall.confirmation = 24h;
    Home home(settings);
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(5min);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a late tick does not turn a long lie into a recovery") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.now.mono += 90s;
    home.now.utc += 90s;
    home.say("bedroom", Kind::fall, SignalType::clear);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[0].phase == AlertPhase::raised);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
}
