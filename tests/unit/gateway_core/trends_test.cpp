// What the centre is told for its curves: water and movements per hour, battery.
#include "home.hpp"

#include "gateway/core/trends.hpp"

#include <algorithm>
#include <string_view>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

std::vector<Reading> readings_of(const Home& home, std::string_view name) {
    std::vector<Reading> found;
    std::copy_if(home.readings.begin(), home.readings.end(), std::back_inserter(found),
                 [name](const Reading& one) { return one.name == name; });
    return found;
}

/// Lets the hour of the movements end that began with the first of them.
void end_hour(Home& home, const std::string& sensor = "hall") {
    home.pass(home.state.devices.at(DeviceId{sensor}).movement_hour->ends - home.now.mono);
}

void walk_past(Home& home, const std::string& sensor = "hall") {
    home.say(sensor, Kind::presence, SignalType::detected);
    home.say(sensor, Kind::presence, SignalType::clear);
}

}  // namespace

TEST_CASE("the movements of an hour are told at its end, each sensor's by itself") {
    Home home;
    walk_past(home);
    end_hour(home);
    home.readings.clear();
    for (int i = 0; i < 3; ++i) walk_past(home);
    home.say("front door", Kind::door, SignalType::open);
    CHECK(home.readings.empty());
    end_hour(home);
    REQUIRE(readings_of(home, "movements").size() == 2);
    const auto told = readings_of(home, "movements");
    CHECK(told[0].device == DeviceId{"front door"});
    CHECK(told[0].kind == Kind::door);
    CHECK(told[0].value == 1);
    CHECK(told[1].device == DeviceId{"hall"});
    CHECK(told[1].value == 6);  // a change is a movement: presence.hpp
    CHECK(told[1].unit.empty());
    CHECK(told[1].home == HomeId{"home-1"});
}

TEST_CASE("an hour in which nobody moved is told as zero, once an hour") {
    Home home;
    walk_past(home);
    end_hour(home);
    home.readings.clear();
    home.pass(5h);
    const auto told = readings_of(home, "movements");
    REQUIRE(told.size() == 5);
    CHECK(std::all_of(told.begin(), told.end(), [](const Reading& one) { return one.value == 0; }));
}

TEST_CASE("what is silent beyond its limit, or was called offline, has no data and not nobody") {
    Home home;
    walk_past(home);
    SUBCASE("silent") { home.pass(27h); }
    SUBCASE("called offline") {
        home.say("hall", Kind::presence, SignalType::offline);
        home.pass(2h);
    }
    home.readings.clear();
    home.pass(3h);
    CHECK(readings_of(home, "movements").empty());
}

TEST_CASE("an hour that was not listened to from its beginning is told only if somebody moved") {
    Home home;
    SUBCASE("a sensor that is new") { home.say("hall", Kind::presence, SignalType::detected); }
    SUBCASE("a gateway that is new") {
        walk_past(home);
        home.say("hall", Kind::presence, SignalType::fault);
        home.restart();
        home.put(Tick{});
    }
    home.readings.clear();
    const auto moved = !home.state.devices.at(DeviceId{"hall"}).heard ? 0U : 1U;
    end_hour(home);
    CHECK(readings_of(home, "movements").size() == moved);
    home.pass(1h);
    CHECK(readings_of(home, "movements").size() == moved + 1);
}

TEST_CASE("movements are counted whether or not a home without them is an alert, and cost no write") {
    Home home;
    walk_past(home);
    const std::size_t before = home.writes;
    for (int i = 0; i < 20; ++i) walk_past(home);
    CHECK(home.writes == before);
    CHECK(home.updates.empty());
    end_hour(home);
    CHECK(readings_of(home, "movements").size() == 1);
}

TEST_CASE("a meter that was read and counted nothing is told as zero") {
    Home home;
    const auto read = [&home](double total) { home.say("meter", Kind::water_meter, SignalType::reading, total); };
    read(100);
    for (int i = 0; i < 12; ++i) {
        home.pass(15min);
        read(100);
    }
    const auto told = readings_of(home, "water_used");
    REQUIRE(told.size() >= 2);
    CHECK(told.size() <= 3);
    CHECK(std::all_of(told.begin(), told.end(), [](const Reading& one) { return one.value == 0; }));
}

TEST_CASE("a meter that was not read is not told") {
    Home home;
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.pass(5h);
    CHECK(home.readings.empty());
    home.say("meter", Kind::water_meter, SignalType::reading, 100.2);
    home.pass(5h);
    home.say("meter", Kind::water_meter, SignalType::reading, 100.5);
    REQUIRE(home.readings.size() == 1);
    CHECK(home.readings[0].value == doctest::Approx(0.5));
}

TEST_CASE("a meter that is read every quarter of an hour is told once in each hour of the clock") {
    Home home;
    std::vector<std::int64_t> hours;
    double total = 100;
    for (int i = 0; i < 4 * 48; ++i) {
        home.pass(15min + Millis{(i * 7'919) % 3'000});
        home.readings.clear();
        home.say("meter", Kind::water_meter, SignalType::reading, total += 0.01);
        for (const Reading& one : home.readings) {
            // As the centre counts them: what comes until 50 minutes past the hour.
            hours.push_back((one.at.utc - Millis{50min}).time_since_epoch() / 1h);
        }
    }
    REQUIRE(hours.size() >= 47);
    for (std::size_t i = 1; i < hours.size(); ++i) CHECK(hours[i] == hours[i - 1] + 1);
}

TEST_CASE("homes do not all speak in the same second") {
    std::vector<Millis> into;
    for (int i = 0; i < 20; ++i) {
        Settings settings;
        settings.home = HomeId{"home-" + std::to_string(i)};
        Home home(settings);
        walk_past(home);
        const MonoTime ends = home.state.devices.at(DeviceId{"hall"}).movement_hour->ends;
        const UtcTime utc = home.now.utc + (ends - home.now.mono);
        into.push_back(utc.time_since_epoch() % Millis{1h});
        CHECK(into.back() < Millis{20min});
    }
    std::sort(into.begin(), into.end());
    CHECK(std::unique(into.begin(), into.end()) - into.begin() > 15);
    CHECK(into.back() - into.front() > Millis{8min});
}

TEST_CASE("a device that speaks as several kinds is counted all the same") {
    Home home;
    home.say("radar", Kind::fall, SignalType::clear);
    home.say("radar", Kind::presence, SignalType::detected);
    home.say("radar", Kind::water_meter, SignalType::reading, 5);
    home.say("radar", Kind::water_meter, SignalType::reading, 5);
    end_hour(home, "radar");
    home.pass(1min);
    home.say("radar", Kind::water_meter, SignalType::reading, 5.5);
    REQUIRE(readings_of(home, "movements").size() == 1);
    REQUIRE(readings_of(home, "water_used").size() == 1);
    CHECK(readings_of(home, "water_used")[0].kind == Kind::water_meter);
}

TEST_CASE("a battery is told every six hours, and at once when it has moved by five points") {
    Home home;
    const auto battery = [&home](double percent) { home.say("hall", Kind::presence, SignalType::battery, percent); };
    battery(80);
    for (int i = 0; i < 11; ++i) {
        home.pass(30min);
        battery(i % 2 == 0 ? 78 : 80);
    }
    CHECK(readings_of(home, "battery").size() == 1);
    home.pass(30min);
    battery(79);
    REQUIRE(readings_of(home, "battery").size() == 2);
    battery(74);
    REQUIRE(readings_of(home, "battery").size() == 3);
    CHECK(readings_of(home, "battery")[2].value == 74);
    CHECK(readings_of(home, "battery")[2].unit == "%");
    CHECK(readings_of(home, "battery")[2].kind == Kind::presence);
}

TEST_CASE("what the broker replays of a battery is no news") {
    Home home;
    Signal old = signal_of("hall", Kind::presence, SignalType::battery, 50);
    old.retained = true;
    home.say(old);
    CHECK(home.readings.empty());
}

TEST_CASE("a clock that comes into step moves the hours once and counts nothing twice") {
    Home home;
    home.reboot(1min, true, false);
    walk_past(home);
    home.now.synced = true;
    home.pass(3h);
    const auto told = readings_of(home, "movements");
    double sum = 0;
    for (const Reading& one : told) sum += one.value;
    CHECK(sum == 2);
    CHECK(told.size() >= 3);
}
