// Several meters in one device: cold and hot, or a box with pulse inputs.
#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

Settings without_quiet_hours() {
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    return settings;
}

Effects read(Home& home, const std::string& channel, double total) {
    Signal signal = signal_of("box", Kind::water_meter, SignalType::reading, total);
    signal.channel = channel;
    return home.say(signal);
}

}  // namespace

TEST_CASE("two meters of one device keep their totals apart") {
    Home home;
    for (int i = 0; i < 10; ++i) {
        CHECK(has_reason(read(home, "cold", 500 + i * 0.01), Reason::heard));
        CHECK(has_reason(read(home, "hot", 20), Reason::heard));
        home.pass(10min);
        home.restart();
    }
    CHECK(home.state.water.at({DeviceId{"box"}, "cold"}).total_m3 == doctest::Approx(500.09));
    CHECK(home.state.water.at({DeviceId{"box"}, "hot"}).total_m3 == doctest::Approx(20));
    CHECK(home.store.contains("meter/4/cold/box"));
}

TEST_CASE("an idle input beside a meter that runs is not a home without water use") {
    Home home(without_quiet_hours());
    double cold = 500;
    for (int hour = 0; hour < 48; ++hour) {
        read(home, "cold", cold += hour % 3 == 0 ? 0.02 : 0);
        read(home, "unused", 0);
        home.pass(1h);
    }
    CHECK(home.updates.empty());
    for (int hour = 0; hour < 14; ++hour) {
        read(home, "cold", cold);
        read(home, "unused", 0);
        home.pass(1h);
    }
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key == AlertKey{HomeId{"home-1"}, DeviceId{"box"}, Condition::no_water_use});
}

TEST_CASE("the use that ends an alert may pass either meter") {
    Home home(without_quiet_hours());
    for (int hour = 0; hour < 14; ++hour) {
        read(home, "cold", 500);
        read(home, "hot", 20);
        home.pass(1h);
    }
    REQUIRE(home.updates.size() == 1);
    read(home, "hot", 20.05);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
}

TEST_CASE("while one meter is silent no use is not judged, and its silence is missing data") {
    Home home(without_quiet_hours());
    read(home, "hot", 20);
    for (int hour = 0; hour < 50; ++hour) {
        read(home, "cold", 500);
        home.pass(1h);
    }
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].key.condition == Condition::water_no_data);
    read(home, "cold", 500);
    CHECK(home.updates.size() == 1);  // the neighbour's word is no word of the silent one
    read(home, "hot", 20);
    CHECK(home.updates_of(Condition::water_no_data).back().phase == AlertPhase::cleared);
    CHECK(home.updates_of(Condition::no_water_use).size() == 1);
}

TEST_CASE("a meter that was taken out is forgotten after a week, and its neighbour is judged again") {
    Home home(without_quiet_hours());
    read(home, "hot", 20);
    for (int hour = 0; hour < 7 * 24 + 14; ++hour) {
        read(home, "cold", 500);
        home.pass(1h);
    }
    CHECK(home.state.water.size() == 1);
    CHECK_FALSE(home.store.contains("meter/3/hot/box"));
    CHECK(home.updates_of(Condition::water_no_data).back().phase == AlertPhase::cleared);
    CHECK(home.updates_of(Condition::no_water_use).size() == 1);
}

TEST_CASE("a leak at one meter stands while the other one rests") {
    Home home;
    double cold = 500;
    for (int i = 0; i < 25 * 4; ++i) {
        read(home, "cold", cold += 0.002);
        read(home, "hot", 20 + (i / 8) * 0.01);
        home.pass(15min);
    }
    REQUIRE(home.updates_of(Condition::pipe_leak).size() == 1);
    for (int i = 0; i < 3; ++i) {
        home.pass(15min);
        read(home, "cold", cold);
    }
    CHECK(home.updates_of(Condition::pipe_leak).back().phase == AlertPhase::cleared);
}

TEST_CASE("a device has at most sixteen meters") {
    Home home;
    for (int i = 0; i < 16; ++i) read(home, std::to_string(i), 1);
    CHECK(has_reason(read(home, "one more", 1), Reason::table_full_dropped));
    CHECK(home.state.water.size() == 16);
}
