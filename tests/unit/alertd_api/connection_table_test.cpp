#include "alertd/api/transport.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::api;

TEST_CASE("connections are limited in all and per address, and a place is free again when one ends") {
    ConnectionTable table(3, 2);
    auto first = table.admit("10.0.0.1");
    auto second = table.admit("10.0.0.1");
    REQUIRE(first);
    REQUIRE(second);
    CHECK_FALSE(table.admit("10.0.0.1"));
    auto third = table.admit("10.0.0.2");
    REQUIRE(third);
    CHECK_FALSE(table.admit("10.0.0.3"));
    CHECK(table.count() == 3);
    first.reset();
    CHECK(table.count() == 2);
    CHECK(table.admit("10.0.0.1"));
}

TEST_CASE("after everybody was told to leave nobody is admitted") {
    struct Guest final : Leaver {
        void leave() override { told = true; }
        bool told = false;
    };
    ConnectionTable table(3, 3);
    auto ticket = table.admit("10.0.0.1");
    const auto guest = std::make_shared<Guest>();
    ticket->held_by(guest);
    table.leave_all(Millis{1});
    CHECK(guest->told);
    CHECK_FALSE(table.admit("10.0.0.1"));
    // A connection that was upgraded at that very moment hears of it as well.
    const auto late = std::make_shared<Guest>();
    ticket->held_by(late);
    CHECK(late->told);
}
