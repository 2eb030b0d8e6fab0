// A technician's test mode, by example and against the same home without one.
#include "home.hpp"

#include <set>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

void begin(Home& home, const std::string& device, Millis lasts = 1h) { home.put(TestModeSet{DeviceId{device}, lasts}); }
void end(Home& home, const std::string& device) { home.put(TestModeSet{DeviceId{device}, 0ms}); }

std::vector<AlertUpdate> real_ones(const Home& home) {
    std::vector<AlertUpdate> some;
    for (const AlertUpdate& update : home.updates) {
        if (!update.test) some.push_back(update);
    }
    return some;
}

}  // namespace

TEST_CASE("alarms and presses in test mode are recorded as tests") {
    Home home;
    begin(home, "hall");
    begin(home, "button");
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.press("button");
    REQUIRE(home.updates.size() == 2);
    for (const AlertUpdate& update : home.updates) {
        CHECK(update.test);
        CHECK(update.severity == Severity::minor);
    }
    home.say("hall", Kind::smoke, SignalType::clear);
    home.pass(2h);
    CHECK(real_ones(home).empty());
}

TEST_CASE("another device alarms as ever") {
    Home home;
    begin(home, "hall");
    home.say("kitchen", Kind::smoke, SignalType::alarm);
    CHECK(real_ones(home).size() == 1);
}

TEST_CASE("a home in test mode takes all its devices") {
    Home home;
    begin(home, "");
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.press("button");
    CHECK(real_ones(home).empty());
    CHECK(is_in_test(home.state, DeviceId{"anything"}));
    end(home, "");
    REQUIRE(real_ones(home).size() == 1);
    CHECK(real_ones(home)[0].key.condition == Condition::smoke);
}

TEST_CASE("a full disk of the gateway is told while the home is in test mode") {
    Home home;
    begin(home, "");
    home.say("gateway/storage", Kind::gateway, SignalType::fault);
    CHECK(real_ones(home).size() == 1);
}

TEST_CASE("test mode ends by itself and what is still true is raised at that moment") {
    Home home;
    begin(home, "hall", 30min);
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.pass(30min - 1s);
    CHECK(real_ones(home).empty());
    home.pass(1s);
    REQUIRE(real_ones(home).size() == 1);
    CHECK(real_ones(home)[0].severity == Severity::critical);
    CHECK(home.state.tests.empty());
}

TEST_CASE("a fall that is held needs no further confirmation") {
    Home home;
    begin(home, "bedroom", 10min);
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.pass(10min);
    CHECK(real_ones(home).size() == 1);
}

TEST_CASE("test mode lasts two hours at most, whatever was asked") {
    Home home;
    begin(home, "hall", 100h);
    home.pass(2h);
    CHECK(home.state.tests.empty());
    home.say("hall", Kind::smoke, SignalType::alarm);
    CHECK(real_ones(home).size() == 1);
}

TEST_CASE("an alarm that stood before the test mode stays real") {
    Home home;
    home.say("hall", Kind::gas, SignalType::prealarm);
    begin(home, "hall");
    CHECK(has_reason(home.say("hall", Kind::gas, SignalType::alarm), Reason::severity_rose));
    home.say("hall", Kind::gas, SignalType::clear);
    CHECK(real_ones(home).back().phase == AlertPhase::cleared);
    home.say("hall", Kind::gas, SignalType::alarm);
    CHECK(home.updates.back().test);
}

TEST_CASE("what the core finds out by itself waits for the end of the test mode") {
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    Home home(settings);
    for (int i = 0; i < 11; ++i) {
        home.say("meter", Kind::water_meter, SignalType::reading, 100);
        home.pass(1h);
    }
    begin(home, "", 2h);
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.pass(2h - 1s);
    CHECK(home.updates.empty());
    home.pass(1s);
    CHECK(home.updates_of(Condition::no_water_use).size() == 1);
}

TEST_CASE("test mode goes on over a restart, and is over when a reboot lost the time") {
    Home home;
    begin(home, "hall");
    home.say("hall", Kind::smoke, SignalType::alarm);
    SUBCASE("restart") {
        home.restart(20min);
        home.pass(1min);
        CHECK(is_in_test(home.state, DeviceId{"hall"}));
        home.pass(39min);
        CHECK(real_ones(home).size() == 1);
    }
    SUBCASE("reboot with a clock") {
        home.reboot(20min, true, true);
        home.pass(1min);
        CHECK(is_in_test(home.state, DeviceId{"hall"}));
        home.pass(40min);
        CHECK(real_ones(home).size() == 1);
    }
    SUBCASE("reboot without a clock") {
        home.reboot(1min, true, false);
        home.pass(1s);
        CHECK(real_ones(home).size() == 1);
        CHECK(home.state.tests.empty());
    }
}

TEST_CASE("asking again sets a new end, and ending what is not begun is no error") {
    Home home;
    begin(home, "hall", 1h);
    home.pass(50min);
    begin(home, "hall", 1h);
    home.pass(50min);
    CHECK(is_in_test(home.state, DeviceId{"hall"}));
    CHECK(has_reason(home.put(TestModeSet{DeviceId{"other"}, 0ms}), Reason::no_such_test_mode));
}

TEST_CASE("two test modes over one device: the later end counts") {
    Home home;
    begin(home, "hall", 10min);
    begin(home, "", 1h);
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.pass(20min);
    CHECK(real_ones(home).empty());
    home.pass(40min);
    CHECK(real_ones(home).size() == 1);
}

TEST_CASE("a retained alarm of the test mode is raised as one") {
    Home home;
    begin(home, "hall", 10min);
    home.say_retained("hall", Kind::smoke, SignalType::alarm);
    home.pass(10min);
    REQUIRE(real_ones(home).size() == 1);
    CHECK(real_ones(home)[0].seen_retained);
}

namespace {

/// Levels of three detectors in and out of test mode, against a set of what is true.
void compare(std::uint64_t seed) {
    CAPTURE(seed);
    std::mt19937_64 chance{seed};
    Settings settings;
    settings.supervision.limits.clear();
    Home home(settings);
    const std::string names[] = {"hall", "kitchen", "bedroom"};
    std::set<std::string> burning;
    std::set<std::string> real;  // told for real and still true
    std::map<std::string, int> test_until{{"", 0}, {"hall", 0}, {"kitchen", 0}, {"bedroom", 0}};
    int now = 0;
    const auto in_test = [&](const std::string& name) { return test_until[""] > now || test_until[name] > now; };
    const auto settle = [&] {
        for (const std::string& name : burning) {
            if (!in_test(name)) real.insert(name);
        }
    };
    for (int i = 0; i < 1500; ++i) {
        const int wait = static_cast<int>(chance() % 300);
        for (int s = 0; s < wait; ++s, ++now) settle();
        settle();
        home.pass(std::chrono::seconds(wait));
        const std::string name = names[chance() % 3];
        const std::size_t dice = chance() % 12;
        if (dice == 0) {
            const std::string tested = chance() % 3 == 0 ? "" : name;
            const int lasts = static_cast<int>(chance() % 3 == 0 ? 0 : chance() % 1200);
            test_until[tested] = now + lasts;
            home.put(TestModeSet{DeviceId{tested}, std::chrono::seconds(lasts)});
        } else if (dice < 7) {
            burning.insert(name);
            home.say(name, Kind::smoke, SignalType::alarm);
        } else {
            burning.erase(name);
            real.erase(name);
            home.say(name, Kind::smoke, SignalType::clear);
        }
        settle();
        if (chance() % 15 == 0) home.restart();
        for (const std::string& each : names) {
            const ConditionRecord* record = home.record(each, Condition::smoke);
            REQUIRE((record && record->alarm_level) == real.contains(each));
        }
    }
    for (const AlertUpdate& update : home.updates) CHECK(update.test == (update.severity == Severity::minor));
}

}  // namespace

TEST_CASE("test mode follows a model of what burns and what may be told") {
    for (const std::uint64_t seed : seeds()) compare(seed);
}
