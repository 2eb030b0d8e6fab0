#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

TEST_CASE("a device that was taken out is not missed, and leaves nothing behind") {
    Home home;
    home.say("meter", Kind::water_meter, SignalType::reading, 100);
    home.say("radar", Kind::fall, SignalType::clear);
    home.say("finger", Kind::spo2, SignalType::reading, 97);
    home.put(TestModeSet{DeviceId{"radar"}, 1h});
    for (const char* device : {"meter", "radar", "finger"}) {
        CHECK(has_reason(home.put(DeviceTakenOut{DeviceId{device}}), Reason::taken_out));
    }
    CHECK(home.state.devices.empty());
    home.pass(30 * 24h);
    CHECK(home.updates.empty());
    CHECK(home.store.size() == 1);  // the home itself
    home.restart();
    home.pass(30 * 24h);
    CHECK(home.updates.empty());
}

TEST_CASE("what was told of a device as a device ends when it is taken out, a fire does not") {
    Home home;
    home.say("hall", Kind::smoke, SignalType::alarm);
    home.say("hall", Kind::smoke, SignalType::tamper);
    home.pass(26h);
    REQUIRE(home.updates_of(Condition::offline).size() == 1);
    home.put(DeviceTakenOut{DeviceId{"hall"}});
    CHECK(home.updates_of(Condition::offline).back().phase == AlertPhase::cleared);
    CHECK(home.updates_of(Condition::tamper).back().phase == AlertPhase::cleared);
    CHECK(home.updates_of(Condition::smoke).size() == 1);
    CHECK(home.state.conditions.empty());

    SUBCASE("under the same name again it alarms anew") {
        home.say("hall", Kind::smoke, SignalType::alarm);
        CHECK(home.updates_of(Condition::smoke).size() == 2);
        CHECK(home.updates_of(Condition::smoke)[0].id != home.updates_of(Condition::smoke)[1].id);
    }
    SUBCASE("closing its case meets nothing") {
        CHECK(has_reason(home.close(home.updates_of(Condition::smoke)[0].id), Reason::no_such_open_alert));
    }
}

TEST_CASE("an enrolled device is missed whatever a bridge says") {
    Home home;
    home.put(DevicesEnrolled{{{DeviceId{"hall"}, Kind::smoke}}});
    CHECK(has_reason(home.put(DeviceTakenOut{DeviceId{"hall"}}), Reason::still_enrolled));
    home.pass(26h);
    CHECK(home.updates_of(Condition::offline).size() == 1);
    home.put(DevicesEnrolled{});
    CHECK(has_reason(home.put(DeviceTakenOut{DeviceId{"hall"}}), Reason::taken_out));
    CHECK(home.updates_of(Condition::offline).back().phase == AlertPhase::cleared);
}

TEST_CASE("taking out what nobody knows changes nothing") {
    Home home;
    CHECK(has_reason(home.put(DeviceTakenOut{DeviceId{"ghost"}}), Reason::taken_out));
    CHECK(has_reason(home.put(DeviceTakenOut{}), Reason::reject_no_device));
    CHECK(home.updates.empty());
}
