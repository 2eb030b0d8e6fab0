#include "home.hpp"

#include <limits>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

Effects meter(Home& home, double total) { return home.say("meter", Kind::water_meter, SignalType::reading, total); }

/// Readings of an unchanged total every half hour.
void stand_still(Home& home, double total, Millis duration) {
    for (Millis done{}; done < duration; done += 30min) {
        home.pass(30min);
        meter(home, total);
    }
}

Settings without_quiet_hours() {
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    return settings;
}

}  // namespace

TEST_CASE("a home that uses no water for twelve hours is told") {
    Home home(without_quiet_hours());
    meter(home, 100);
    stand_still(home, 100, 11h + 30min);
    CHECK(home.updates.empty());
    home.pass(30min);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::no_water_use);
    CHECK(home.updates[0].severity == Severity::major);
}

TEST_CASE("ten litres within the window are use, nine are not") {
    Home home(without_quiet_hours());
    meter(home, 100);
    SUBCASE("ten") {
        home.pass(6h);
        meter(home, 100.010001);
        stand_still(home, 100.010001, 11h);
        CHECK(home.updates.empty());
        stand_still(home, 100.010001, 2h);
        CHECK(home.updates.size() == 1);
    }
    SUBCASE("nine") {
        home.pass(6h);
        meter(home, 100.009);
        stand_still(home, 100.009, 6h);
        CHECK(home.updates.size() == 1);
    }
}

TEST_CASE("use ends the alert and the next silence is a new one") {
    Home home(without_quiet_hours());
    meter(home, 100);
    stand_still(home, 100, 13h);
    meter(home, 100.05);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
    stand_still(home, 100.05, 13h);
    REQUIRE(home.updates.size() == 3);
    CHECK(home.updates[2].phase == AlertPhase::raised);
    CHECK(home.updates[2].id != home.updates[0].id);
}

TEST_CASE("standing still goes on without telling again and again") {
    Home home(without_quiet_hours());
    meter(home, 100);
    stand_still(home, 100, 72h);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("a closed case of no use starts another window") {
    Home home(without_quiet_hours());
    meter(home, 100);
    stand_still(home, 100, 12h);
    REQUIRE(home.updates.size() == 1);
    home.close(home.updates[0].id);
    stand_still(home, 100, 11h);
    CHECK(home.updates.size() == 1);
    stand_still(home, 100, 2h);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("no data is not no use, and becomes a technical alert") {
    Home home(without_quiet_hours());
    meter(home, 100);
    home.pass(47h);
    CHECK(home.updates.empty());
    home.pass(2h);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::water_no_data);
    CHECK(class_of(home.updates[0].key.condition) == IncidentClass::technical);
    meter(home, 100.5);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
    home.pass(1h);
    CHECK(home.updates.size() == 2);
}

TEST_CASE("a meter that comes back with an unchanged total tells that nothing was used") {
    Home home(without_quiet_hours());
    meter(home, 100);
    home.pass(24h);
    CHECK(home.updates.empty());
    meter(home, 100);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::no_water_use);
}

TEST_CASE("a deadline in the quiet hours waits for the morning") {
    Home home;  // 12:00 local; the deadline of 12 h is midnight
    meter(home, 100);
    stand_still(home, 100, 17h + 30min);
    CHECK(home.updates.empty());
    home.pass(30min);  // 06:00
    CHECK(home.updates.size() == 1);
}

TEST_CASE("without a clock nobody knows that it is night") {
    Home home;
    home.now.synced = false;
    meter(home, 100);
    stand_still(home, 100, 12h + 30min);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("while the home is away nothing is judged, and afterwards the window starts again") {
    Home home(without_quiet_hours());
    meter(home, 100);
    home.put(AwaySet{true, home.now.utc + 72h});
    stand_still(home, 100, 72h);
    CHECK(home.updates.empty());
    CHECK_FALSE(home.state.home.away);
    stand_still(home, 100, 11h);
    CHECK(home.updates.empty());
    stand_still(home, 100, 1h + 30min);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("an absence without an end lasts until it is revoked") {
    Home home(without_quiet_hours());
    meter(home, 100);
    home.put(AwaySet{true, std::nullopt});
    stand_still(home, 100, 100h);
    home.restart();
    stand_still(home, 100, 20h);
    CHECK(home.updates.empty());
    home.put(AwaySet{false, std::nullopt});
    stand_still(home, 100, 13h);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("zero totals and steps back are ignored") {
    Home home;
    meter(home, 100);
    for (int i = 0; i < 5; ++i) CHECK(has_reason(meter(home, 0), Reason::meter_zero));
    CHECK(has_reason(meter(home, 99), Reason::meter_went_back));
    meter(home, 100);
    CHECK(has_reason(meter(home, 98), Reason::meter_went_back));
    CHECK(has_reason(meter(home, 50), Reason::meter_went_back));
    meter(home, 100.01);
    CHECK(home.state.water.at(DeviceId{"meter"}).total_m3 == doctest::Approx(100.01));
    CHECK_FALSE(home.state.water.at(DeviceId{"meter"}).candidate);
}

TEST_CASE("a lower total is believed after three consistent readings") {
    Home home;
    meter(home, 100);
    home.pass(1h);
    CHECK(has_reason(meter(home, 0.2), Reason::meter_went_back));
    home.pass(1h);
    CHECK(has_reason(meter(home, 0.21), Reason::meter_went_back));
    home.restart();
    home.pass(1h);
    CHECK(has_reason(meter(home, 0.22), Reason::meter_reset));
    CHECK(home.state.water.at(DeviceId{"meter"}).total_m3 == doctest::Approx(0.22));
}

TEST_CASE("a jump beyond the meter's rate is ignored and counts as no use") {
    Home home;
    meter(home, 100);
    home.pass(1h);
    CHECK(has_reason(meter(home, 900), Reason::meter_too_fast));
    meter(home, 100.1);
    CHECK(home.state.water.at(DeviceId{"meter"}).uses.size() == 1);
    CHECK(home.state.water.at(DeviceId{"meter"}).uses[0].used_m3 == doctest::Approx(0.1));
}

TEST_CASE("late readings of a batch in the wrong order are no reset") {
    Home home;
    const auto at = [&home](double total, std::chrono::hours ago) {
        Signal signal = signal_of("meter", Kind::water_meter, SignalType::reading, total);
        signal.claimed_at = home.now.utc - ago;
        return home.say(signal);
    };
    at(100, 5h);
    home.pass(5h);
    at(101, 0h);
    for (int i = 0; i < 4; ++i) CHECK(has_reason(at(100.1 + i * 0.1, 4h - std::chrono::hours(i)), Reason::meter_late));
    CHECK(home.state.water.at(DeviceId{"meter"}).total_m3 == doctest::Approx(101));
}

TEST_CASE("more than two cubic metres in a day are a burst") {
    Home home;
    meter(home, 100);
    home.pass(1h);
    meter(home, 101);
    home.pass(1h);
    CHECK(home.updates.empty());
    meter(home, 102.1);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::pipe_burst);
    double total = 102.1;
    for (int i = 0; i < 26; ++i) {
        home.pass(1h);
        meter(home, total += 0.01);
    }
    CHECK(home.updates_of(Condition::pipe_burst).back().phase == AlertPhase::cleared);
}

TEST_CASE("what passed while nothing was read is no burst unless its mean rate is one") {
    Home home;
    meter(home, 100);
    home.pass(7 * 24h);
    SUBCASE("a week's ordinary use") {
        meter(home, 105);
        CHECK(home.updates_of(Condition::pipe_burst).empty());
        home.pass(1h);
        meter(home, 106.2);
        CHECK(home.updates_of(Condition::pipe_burst).empty());
        home.pass(1h);
        meter(home, 107.3);  // 2.3 since the silence
        CHECK(home.updates_of(Condition::pipe_burst).size() == 1);
    }
    SUBCASE("a week of running water") {
        meter(home, 115);
        CHECK(home.updates_of(Condition::pipe_burst).size() == 1);
    }
}

TEST_CASE("a meter that says that nothing is wrong does not end what its totals say") {
    Home home;
    meter(home, 100);
    home.pass(1h);
    meter(home, 103);
    REQUIRE(home.updates_of(Condition::pipe_burst).size() == 1);
    home.say("meter", Kind::water_meter, SignalType::clear);
    CHECK(home.updates_of(Condition::pipe_burst).back().phase == AlertPhase::raised);
    home.say("meter", Kind::water_meter, SignalType::leak);
    home.say("meter", Kind::water_meter, SignalType::clear);
    CHECK(home.updates_of(Condition::pipe_leak).back().phase == AlertPhase::cleared);
}

TEST_CASE("flow in every half hour of a day is a leak, one pause is not") {
    Home home;
    double total = 100;
    meter(home, total);
    const auto drip = [&](int hours) {
        for (int i = 0; i < hours * 4; ++i) {
            home.pass(15min);
            meter(home, total += 0.002);
        }
    };
    SUBCASE("leak") {
        drip(25);
        REQUIRE(home.updates_of(Condition::pipe_leak).size() == 1);
        home.pass(15min);
        meter(home, total);
        home.pass(30min);
        meter(home, total);
        CHECK(home.updates_of(Condition::pipe_leak).back().phase == AlertPhase::cleared);
    }
    SUBCASE("pause") {
        drip(20);
        home.pass(45min);
        meter(home, total);
        drip(20);
        CHECK(home.updates_of(Condition::pipe_leak).empty());
    }
}

TEST_CASE("a small leak does not pass for a person") {
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    Home home(settings);
    double total = 100;
    int pulses = 0;
    const auto live = [&](int hours, bool at_home) {
        for (int i = 0; i < hours * 6; ++i) {
            home.pass(10min);
            // Five litres an hour, counted in whole litres.
            if (++pulses % 6 != 0) total += 0.001;
            if (at_home && i % 18 == 0) total += 0.03;
            meter(home, total);
        }
    };
    meter(home, total);
    live(24, true);
    CHECK(home.updates_of(Condition::no_water_use).empty());
    live(8, false);
    CHECK(home.updates_of(Condition::no_water_use).empty());
    live(6, false);
    REQUIRE(home.updates_of(Condition::no_water_use).size() == 1);
    const auto values = home.updates_of(Condition::no_water_use)[0].values;
    CHECK(std::any_of(values.begin(), values.end(), [](const NamedValue& value) { return value.name == "leaked"; }));
    live(2, true);
    CHECK(home.updates_of(Condition::no_water_use).back().phase == AlertPhase::cleared);
}

TEST_CASE("the meter's own leak is a level that only the meter clears") {
    Home home;
    meter(home, 100);
    home.say("meter", Kind::water_meter, SignalType::leak);
    home.say("meter", Kind::water_meter, SignalType::reverse_flow);
    home.pass(2h);
    meter(home, 100.1);
    CHECK(home.updates.size() == 2);
    home.say("meter", Kind::water_meter, SignalType::clear);
    CHECK(home.updates.size() == 4);
}

TEST_CASE("totals that cannot be are refused") {
    Home home;
    CHECK(has_reason(meter(home, -1), Reason::reject_out_of_range));
    CHECK(has_reason(meter(home, 1e300), Reason::reject_out_of_range));
    CHECK(has_reason(meter(home, std::numeric_limits<double>::infinity()), Reason::reject_not_a_number));
    CHECK(home.state.water.empty());
}

TEST_CASE("the water used in an hour leaves as a summary") {
    Home home;
    meter(home, 100);
    for (int i = 1; i <= 15; ++i) {
        home.pass(10min);
        meter(home, 100 + i * 0.02);
    }
    // The first one is of a part of an hour.
    REQUIRE(home.readings.size() >= 2);
    CHECK(home.readings[1].name == "water_used");
    CHECK(home.readings[1].value == doctest::Approx(0.12));
}

TEST_CASE("an unchanged total every ten seconds is written every quarter of an hour") {
    Home home;
    meter(home, 100);
    const std::size_t before = home.writes;
    for (int i = 0; i < 360; ++i) {
        home.pass(10s);
        meter(home, 100);
    }
    CHECK(home.writes - before <= 8);
}
