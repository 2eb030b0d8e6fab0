// Vital signs, by example and against a notebook that keeps every reading.
#include "home.hpp"

#include <limits>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

VitalRule oxygen() {
    VitalRule rule;
    rule.kind = Kind::spo2;
    rule.below = 88;
    rule.hold = 2min;
    rule.hysteresis = 2;
    rule.least = 40;
    rule.most = 100;
    return rule;
}

Settings with(std::vector<VitalRule> rules) {
    Settings settings;
    settings.vital.rules = std::move(rules);
    return settings;
}

Effects read(Home& home, double value, const std::string& reading = "", Kind kind = Kind::spo2) {
    Signal signal = signal_of("finger", kind, SignalType::reading, value);
    signal.channel = reading;
    signal.unit = "%";
    return home.say(signal);
}

bool stands(const Home& home) {
    const ConditionRecord* record = home.record("finger", Condition::vital_sign);
    return record && record->alarm_level;
}

}  // namespace

TEST_CASE("a vital sign beyond its limit for its time is a welfare alert with the worst reading") {
    Home home(with({oxygen()}));
    read(home, 87);
    home.pass(1min);
    read(home, 84);
    home.pass(59s);
    CHECK(home.updates.empty());
    read(home, 86);
    home.pass(1s);
    REQUIRE(home.updates.size() == 1);
    const AlertUpdate& update = home.updates[0];
    CHECK(update.key.condition == Condition::vital_sign);
    CHECK(class_of(update.key.condition) == IncidentClass::welfare);
    CHECK(update.severity == Severity::major);
    CHECK(update.values == std::vector<NamedValue>{{"spo2", 84, "%"}});
}

TEST_CASE("a reading back inside ends the waiting, and one within the hysteresis does not") {
    Home home(with({oxygen()}));
    SUBCASE("back inside") {
        read(home, 80);
        home.pass(1min);
        read(home, 90);
        home.pass(10min);
        CHECK(home.updates.empty());
    }
    SUBCASE("in between") {
        read(home, 80);
        home.pass(1min);
        read(home, 89);
        home.pass(1min);
        CHECK(home.updates.size() == 1);
    }
}

TEST_CASE("silence after a bad reading is no recovery") {
    Home home(with({oxygen()}));
    read(home, 70);
    home.pass(3min);
    CHECK(home.updates.size() == 1);
}

TEST_CASE("readings that cannot be true neither raise nor end anything") {
    Home home(with({oxygen()}));
    CHECK(has_reason(read(home, 0), Reason::vital_implausible));
    CHECK(has_reason(read(home, 12), Reason::vital_implausible));
    home.pass(5min);
    CHECK(home.updates.empty());
    read(home, 80);
    home.pass(2min);
    REQUIRE(stands(home));
    CHECK(has_reason(read(home, 127), Reason::vital_implausible));
    CHECK(stands(home));
    CHECK(has_reason(read(home, std::numeric_limits<double>::quiet_NaN()), Reason::reject_not_a_number));
}

TEST_CASE("a recovery clears the alert, and a relapse much later is a new one") {
    Home home(with({oxygen()}));
    read(home, 80);
    home.pass(2min);
    read(home, 95);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].phase == AlertPhase::cleared);
    home.pass(1h);
    read(home, 80);
    home.pass(2min);
    REQUIRE(home.updates.size() == 3);
    CHECK(home.updates[2].id != home.updates[0].id);
}

TEST_CASE("a rule may name one of several readings, and each has a limit of its own") {
    VitalRule systolic;
    systolic.kind = Kind::blood_pressure;
    systolic.reading = "systolic";
    systolic.above = 180;
    VitalRule diastolic = systolic;
    diastolic.reading = "diastolic";
    diastolic.above = 110;
    Home home(with({systolic, diastolic}));
    read(home, 150, "systolic", Kind::blood_pressure);
    read(home, 112, "pulse", Kind::blood_pressure);
    CHECK(home.updates.empty());
    read(home, 112, "diastolic", Kind::blood_pressure);
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].values[0].name == "diastolic");
    read(home, 190, "systolic", Kind::blood_pressure);
    read(home, 100, "diastolic", Kind::blood_pressure);
    CHECK(stands(home));
    read(home, 140, "systolic", Kind::blood_pressure);
    CHECK_FALSE(stands(home));
    CHECK(home.state.vitals.empty());
}

TEST_CASE("a retained reading says nothing, because nobody knows when it was measured") {
    Home home(with({oxygen()}));
    Signal signal = signal_of("finger", Kind::spo2, SignalType::reading, 60);
    signal.retained = true;
    home.say(signal);
    home.pass(1h);
    CHECK(home.updates.empty());
}

TEST_CASE("after the case was closed a sign that stays bad is news again after an hour") {
    Home home(with({oxygen()}));
    read(home, 80);
    home.pass(2min);
    REQUIRE(home.updates.size() == 1);
    home.close(home.updates[0].id);
    for (int i = 0; i < 58; ++i) {
        home.pass(1min);
        read(home, 80);
    }
    CHECK(home.updates.size() == 1);
    home.pass(3min);
    REQUIRE(home.updates.size() == 2);
    CHECK(home.updates[1].id != home.updates[0].id);
}

TEST_CASE("what the device itself calls an alarm only the device clears, and it does not clear a limit") {
    Home home(with({oxygen()}));
    SUBCASE("the device's alarm") {
        home.say("finger", Kind::spo2, SignalType::alarm);
        read(home, 95);
        CHECK(stands(home));
        home.say("finger", Kind::spo2, SignalType::clear);
        CHECK_FALSE(stands(home));
    }
    SUBCASE("the limit") {
        read(home, 80);
        home.pass(2min);
        home.say("finger", Kind::spo2, SignalType::clear);
        CHECK(stands(home));
    }
}

TEST_CASE("a limit that was taken out of the settings keeps nothing up") {
    Home home(with({oxygen()}));
    read(home, 80);
    home.pass(2min);
    REQUIRE(stands(home));
    home.put(SettingsChanged{with({})});
    read(home, 80);
    CHECK_FALSE(stands(home));
    CHECK(home.state.vitals.empty());
}

TEST_CASE("each of a device's readings has a trend of its own") {
    Home home;
    read(home, 130, "systolic", Kind::blood_pressure);
    read(home, 80, "diastolic", Kind::blood_pressure);
    read(home, 81, "diastolic", Kind::blood_pressure);
    read(home, 97);
    REQUIRE(home.readings.size() == 3);
    CHECK(home.readings[0].name == "systolic");
    CHECK(home.readings[1].name == "diastolic");
    CHECK(home.readings[2].name == "spo2");
}

namespace {

/// Two limits on one sign, looked at in every second with all readings at hand.
struct Notebook {
    struct Limit {
        double limit, back;
        int hold;
        int since = -1;
    };
    Limit limits[2] = {{88, 90, 120}, {80, 82, 0}};
    bool standing = false;

    void read(int now, double value) {
        if (value < 40 || value > 100) return;
        for (Limit& one : limits) {
            if (one.since < 0 && value < one.limit) one.since = now;
            if (one.since >= 0 && value >= one.back) one.since = -1;
        }
        second(now);
        standing = standing && is_held(now);
    }
    void second(int now) { standing = standing || is_held(now); }
    [[nodiscard]] bool is_held(int now) const {
        bool any = false;
        for (const Limit& one : limits) any = any || (one.since >= 0 && now - one.since >= one.hold);
        return any;
    }
};

void compare(std::uint64_t seed) {
    CAPTURE(seed);
    std::mt19937_64 chance{seed};
    VitalRule low = oxygen();
    VitalRule very_low = oxygen();
    very_low.below = 80;
    very_low.hold = 0ms;
    Home home(with({low, very_low}));
    Notebook notebook;
    int now = 0;
    int seen = 0;
    for (int i = 0; i < 1500; ++i) {
        const int wait = static_cast<int>(chance() % 100);
        for (int s = 0; s < wait; ++s) notebook.second(++now);
        home.pass(std::chrono::seconds(wait));
        REQUIRE(stands(home) == notebook.standing);
        const double value = chance() % 12 == 0 ? 0 : static_cast<double>(76 + chance() % 20);
        notebook.read(now, value);
        read(home, value);
        home.pass(0ms);
        REQUIRE(stands(home) == notebook.standing);
        if (chance() % 20 == 0) home.restart();
        seen += notebook.standing ? 1 : 0;
    }
    CHECK(seen > 50);
    CHECK(seen < 1450);
}

}  // namespace

TEST_CASE("vital signs follow the notebook through restarts") {
    for (const std::uint64_t seed : seeds()) compare(seed);
}
