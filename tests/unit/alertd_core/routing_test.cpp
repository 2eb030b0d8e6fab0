#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

TEST_CASE("a home's alarm reaches its own family and committee and nobody else's") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("a responder who is listed twice is told once per step") {
    Desk desk;
    desk.store.responders.push_back(responder("committee", Level::committee, "c1"));
    const auto effects = desk.arrive(desk.raised(Condition::smoke));
    CHECK(effects.notifications.size() == 2);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("a home that is not registered reaches the street its gateway claims, at once") {
    Desk desk;
    desk.place = Place{};
    desk.place.home = HomeId("gateway:g9");
    desk.place.street = StreetId("s1");
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1).empty());
    CHECK(desk.told(2) == "street");
    CHECK(desk.journal_says("alert.raised", "home=unregistered"));
}

TEST_CASE("a home that is not registered and claims no street reaches the district, at once") {
    Desk desk;
    desk.place = Place{};
    desk.place.home = HomeId("gateway:g9");
    desk.arrive(desk.raised(Condition::call));
    CHECK(desk.told(1).empty());
    CHECK(desk.told(2).empty());
    CHECK(desk.told(3) == "district");
}

TEST_CASE("an unregistered place does not reach the family of a home that happens to have its name") {
    Desk desk;
    desk.place = Place{};
    desk.place.home = HomeId("h1");
    desk.arrive(desk.raised(Condition::call));
    CHECK(desk.told(1).empty());
    CHECK(desk.told(3) == "district");
}

TEST_CASE("a device that nobody registered alarms all the same, and the record says so") {
    Desk desk;
    auto update = desk.raised(Condition::smoke);
    update.registered = false;
    desk.arrive(update);
    CHECK(desk.told(1) == "committee family");
    CHECK(desk.journal_says("alert.raised", "device=unregistered"));
}
