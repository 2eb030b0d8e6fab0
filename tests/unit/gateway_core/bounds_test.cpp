#include "home.hpp"

#include "base/text.hpp"

#include <limits>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {
Settings tiny() {
    Settings settings;
    settings.limits.devices = 4;
    settings.limits.conditions = 4;
    return settings;
}
Signal stranger(int number, Kind kind, SignalType type) {
    Signal signal = signal_of("stranger-" + std::to_string(number), kind, type);
    signal.registered = false;
    return signal;
}
}  // namespace

TEST_CASE("a signal without a device is refused") {
    Home home;
    const Effects effects = home.say("", Kind::smoke, SignalType::alarm);
    CHECK(has_reason(effects, Reason::reject_no_device));
    CHECK(effects.updates.empty());
    CHECK(is_reject(Reason::reject_no_device));
    CHECK_FALSE(is_reject(Reason::raised));
}

TEST_CASE("an alarm with a value that is no number still alarms") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm, std::numeric_limits<double>::quiet_NaN());
    REQUIRE(home.updates.size() == 1);
    CHECK(home.updates[0].values.empty());
}

TEST_CASE("names and evidence that are no text are made text, not refused") {
    Home home;
    Signal signal = signal_of("hall\xff" + std::string(5000, 'x'), Kind::smoke, SignalType::alarm);
    home.put(SignalSeen{signal, std::string(9000, '\xfe')});
    REQUIRE(home.updates.size() == 1);
    CHECK(is_utf8(home.updates[0].key.device.value));
    CHECK(home.updates[0].key.device.value.size() <= 256);
    CHECK(is_utf8(home.updates[0].evidence));
    CHECK(home.updates[0].evidence.size() <= kMaxEvidenceBytes);
}

TEST_CASE("words outside the vocabulary are refused without harm") {
    Home home;
    Signal signal = signal_of("hall", static_cast<Kind>(200), static_cast<SignalType>(200));
    CHECK(has_reason(home.say(signal), Reason::reject_no_rule));
}

TEST_CASE("a monotonic clock that goes back is taken as standing still") {
    Home home;
    home.say("bedroom", Kind::fall, SignalType::alarm);
    home.now.mono -= 30s;
    home.put(Tick{});
    home.now.mono += 90s;
    home.put(Tick{});
    CHECK(home.updates.size() == 1);
}

TEST_CASE("an absurd UTC time is as good as none") {
    Home home;
    home.put(AwaySet{true, UtcTime::max()});
    CHECK_FALSE(home.state.home.away);
    home.now.utc = UtcTime::max();
    home.put(Tick{});
    CHECK_FALSE(home.state.last.synced);
}

TEST_CASE("settings out of range are brought into it") {
    Settings settings;
    settings.fall.confirmation = -5s;
    settings.water.window = 1000h;
    settings.water.threshold_m3 = std::numeric_limits<double>::quiet_NaN();
    settings.limits.devices = 0;
    const Settings sane = sanitized(settings);
    CHECK(sane.fall.confirmation == 0ms);
    CHECK(sane.water.window == 48h);
    CHECK(sane.water.threshold_m3 == doctest::Approx(0.01));
    CHECK(sane.limits.devices == 1);
}

TEST_CASE("invented devices cannot fill the memory, and the home's own device is still known") {
    Home home(tiny());
    home.say("hall", Kind::smoke, SignalType::clear);
    for (int i = 0; i < 1000; ++i) home.say(stranger(i, Kind::door, SignalType::open));
    CHECK(home.state.devices.size() <= 4);
    CHECK(home.state.devices.count(DeviceId{"hall"}) == 1);
    CHECK(home.store.size() <= 10);
}

TEST_CASE("in a full table an emergency takes the place of a technical alert") {
    Home home(tiny());
    for (int i = 0; i < 4; ++i) home.say(stranger(i, Kind::door, SignalType::tamper));
    CHECK(has_reason(home.say(stranger(9, Kind::door, SignalType::tamper)), Reason::table_full_dropped));
    const Effects effects = home.say("hall", Kind::smoke, SignalType::alarm);
    CHECK(effects.updates.size() == 1);
    CHECK(has_reason(effects, Reason::table_full_evicted));
    CHECK(home.record("hall", Condition::smoke) != nullptr);
    CHECK(home.state.conditions.size() == 4);
}

TEST_CASE("in a table full of emergencies every further one is raised without being remembered") {
    Home home(tiny());
    for (int i = 0; i < 4; ++i) home.say(stranger(i, Kind::smoke, SignalType::alarm));
    for (int i = 0; i < 3; ++i) {
        const Effects effects = home.say("hall", Kind::smoke, SignalType::alarm);
        REQUIRE(effects.updates.size() == 1);
        CHECK(effects.updates[0].phase == AlertPhase::raised);
    }
    CHECK(home.press("button").updates.size() == 1);
    CHECK(home.say("bedroom", Kind::fall, SignalType::alarm).updates.size() == 1);
    CHECK(home.state.conditions.size() == 4);
}
