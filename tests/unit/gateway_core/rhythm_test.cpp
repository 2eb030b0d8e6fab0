// The learned rhythm of water use: what it adds to the fixed rule, and what it must never change.
#include "home.hpp"

#include "gateway/core/rhythm.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

Settings adaptive(Millis window = 24h) {
    Settings settings;
    settings.water.adaptive = true;
    settings.water.window = window;
    settings.water.leak_window = 0ms;
    return settings;
}

int local_hour(const Home& home) {
    const auto local = home.now.utc.time_since_epoch() + 8h;
    return static_cast<int>(std::chrono::floor<std::chrono::hours>(local).count() % 24);
}

/// A person who uses water in every hour from 6 to 22 and sleeps through the night.
struct Person {
    Home& home;
    double total = 100;
    double leak = 0;

    void hour(bool lives = true) {
        const int at = local_hour(home);
        if (lives && at >= 6 && at < 22) total += 0.006;
        total += leak;
        home.say("meter", Kind::water_meter, SignalType::reading, total);
        home.pass(1h);
    }
    void days(int count) {
        for (int i = 0; i < count * 24; ++i) hour();
    }
    /// Hours from now until the alert, nobody using water any more.
    int collapse() {
        for (int hours = 0; hours < 72; ++hours) {
            if (!home.updates_of(Condition::no_water_use).empty()) return hours;
            hour(false);
        }
        return 72;
    }
};

}  // namespace

TEST_CASE("after some weeks a silent morning is told long before the fixed window is over") {
    Home home(adaptive());
    Person person{home};
    person.days(30);
    CHECK(home.updates_of(Condition::no_water_use).empty());
    CHECK(person.collapse() <= 7);
}

TEST_CASE("before two weeks were seen only the fixed rule speaks") {
    Home home(adaptive());
    Person person{home};
    person.days(10);
    CHECK(person.collapse() >= 22);  // the last litres of the evening are too few for a window
}

TEST_CASE("an ordinary night is no silence to speak of") {
    Home home(adaptive());
    Person person{home};
    person.days(60);
    CHECK(home.updates_of(Condition::no_water_use).empty());
}

TEST_CASE("use clears what the rhythm raised, and not the next reading without use") {
    Home home(adaptive());
    Person person{home};
    person.days(30);
    person.collapse();
    person.hour(false);
    person.hour(false);
    CHECK(home.updates_of(Condition::no_water_use).size() == 1);
    person.total += 0.02;
    person.hour();
    CHECK(home.updates_of(Condition::no_water_use).back().phase == AlertPhase::cleared);
}

TEST_CASE("a small leak does not hide a silence from the rhythm") {
    Home home(adaptive());
    Person person{home};
    person.leak = 0.002;
    person.days(30);
    CHECK(home.updates_of(Condition::no_water_use).empty());
    CHECK(person.collapse() <= 9);
}

TEST_CASE("without a clock in step and while the home is away nothing is added") {
    Home home(adaptive());
    Person person{home};
    person.days(30);
    SUBCASE("no clock") {
        home.now.synced = false;
        CHECK(person.collapse() >= 22);  // the last litres of the evening are too few for a window
    }
    SUBCASE("away") {
        home.put(AwaySet{true, std::nullopt});
        CHECK(person.collapse() == 72);
    }
}

TEST_CASE("the rhythm outlives a restart and is written about once a day") {
    Home home(adaptive());
    Person person{home};
    person.days(20);
    home.restart();
    person.days(10);
    std::size_t rhythms = 0;
    for (int i = 0; i < 240; ++i) {
        if (local_hour(home) >= 6 && local_hour(home) < 22) person.total += 0.006;
        const Effects effects = home.say("meter", Kind::water_meter, SignalType::reading, person.total);
        for (const Record& record : effects.persist) rhythms += std::holds_alternative<RhythmRecord>(record) ? 1U : 0U;
        home.pass(1h);
    }
    CHECK(rhythms >= 9);
    CHECK(rhythms <= 11);
    SUBCASE("a restart in the middle of a silence") {
        for (int i = 0; i < 4; ++i) person.hour(false);
        home.restart();
        CHECK(person.collapse() <= 8);
    }
    SUBCASE("a restart after use makes no silence of it") {
        while (local_hour(home) != 20) person.hour();
        home.restart();
        person.days(2);
        CHECK(home.updates_of(Condition::no_water_use).empty());
    }
}

namespace {

/// Two homes live the same life; one of them also learns. Whatever the fixed rule says, the other
/// has said by then.
int compare(std::uint64_t seed) {
    CAPTURE(seed);
    std::mt19937_64 chance{seed};
    Settings fixed = adaptive(12h);
    fixed.water.adaptive = false;
    Settings learned = adaptive(12h);
    learned.water.adaptive_margin = 1;
    Home plain(fixed);
    Home learns(learned);
    double total = 100;
    bool up = true;
    int sooner = 0;
    for (int i = 0; i < 24 * 150; ++i) {
        if (chance() % 60 == 0) up = chance() % 3 != 0;
        const int at = local_hour(plain);
        const bool uses = up && at >= 6 && at < 23 && chance() % 10 < 7;
        if (uses) total += static_cast<double>(1 + chance() % 20) / 1000;
        if (chance() % 200 == 0) learns.restart();
        const bool leaves = chance() % 300 == 0;
        for (Home* home : {&plain, &learns}) {
            home->say("meter", Kind::water_meter, SignalType::reading, total);
            home->pass(1h);
            if (leaves) home->put(AwaySet{i % 2 == 0, std::nullopt});
        }
        const auto stands = [](const Home& home) {
            const ConditionRecord* record = home.record("meter", Condition::no_water_use);
            return record && record->alarm_level;
        };
        if (stands(plain)) REQUIRE(stands(learns));
        sooner += stands(learns) && !stands(plain) ? 1 : 0;
    }
    return sooner;
}

}  // namespace

TEST_CASE("the rhythm never tells later than the fixed rule") {
    int sooner = 0;
    for (const std::uint64_t seed : seeds()) sooner += compare(seed);
    CHECK(sooner > 0);
}
