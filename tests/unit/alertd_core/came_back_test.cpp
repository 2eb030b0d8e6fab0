// What somebody owns already, and what happens there again.
#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

TEST_CASE("a press after its cancel calls again, although the case is owned") {
    Desk desk;
    auto call = desk.raised(Condition::call);
    desk.arrive(call);
    desk.act(Act::acknowledge, "user:wang");
    desk.arrive(call = Desk::next(call, AlertPhase::cancelled));
    CHECK(desk.told(2).empty());
    desk.let_pass(2min);
    desk.arrive(Desk::next(call, AlertPhase::raised));
    CHECK(desk.told(2) == "committee family");
    CHECK(desk.incident().owner == "user:wang");
    CHECK(desk.journal_says("incident.raised", "reason=came_back"));
}

TEST_CASE("a press after a long silence calls again, the fifth in a row does not") {
    Desk desk;
    auto call = desk.raised(Condition::call);
    desk.arrive(call);
    desk.act(Act::acknowledge, "user:wang");
    for (int press = 0; press < 4; ++press) desk.arrive(call = Desk::next(call, AlertPhase::repeated));
    CHECK(desk.told(2).empty());
    desk.let_pass(10min);
    desk.arrive(Desk::next(call, AlertPhase::repeated));
    CHECK(desk.told(2) == "committee family");
}

TEST_CASE("a detector that chatters behind an acknowledgement is quiet, one that comes back later calls") {
    Desk desk;
    auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    desk.act(Act::acknowledge, "user:wang");
    for (int turn = 0; turn < 3; ++turn) {
        desk.let_pass(30s);
        desk.arrive(smoke = Desk::next(smoke, AlertPhase::cleared));
        desk.arrive(smoke = Desk::next(smoke, AlertPhase::repeated));
    }
    CHECK(desk.told(2).empty());
    desk.arrive(smoke = Desk::next(smoke, AlertPhase::cleared));
    desk.let_pass(10min);
    desk.arrive(Desk::next(smoke, AlertPhase::repeated));
    CHECK(desk.told(2) == "committee family");
}

TEST_CASE("an alarm that lasts for hours behind an acknowledgement calls nobody by lasting") {
    Desk desk;
    auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    desk.act(Act::acknowledge, "user:wang");
    for (int hour = 0; hour < 5; ++hour) {
        desk.let_pass(1h);
        desk.arrive(smoke = Desk::next(smoke, AlertPhase::repeated));
    }
    CHECK(desk.told(2).empty());
}

TEST_CASE("a new emergency behind an acknowledgement that somebody forgot climbs until somebody answers") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    desk.act(Act::acknowledge, "user:wang");
    desk.let_pass(72h);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(2) == "committee family street");
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.incident().owner.empty());
    CHECK(desk.journal_says("incident.reopened", "owner_was=user:wang"));
    desk.let_pass(30s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("a technical case that had told somebody, resolved by itself and comes back, waits anew") {
    Desk desk;
    auto lost = desk.raised(Condition::gateway_lost);
    desk.arrive(lost);
    desk.let_pass(10min);
    REQUIRE(desk.told(1) == "street");
    desk.arrive(lost = Desk::next(lost, AlertPhase::cleared));
    desk.let_pass(1h);
    REQUIRE(desk.incident().state == IncidentState::resolved);
    desk.arrive(lost = Desk::next(lost, AlertPhase::raised));
    CHECK(desk.told(2).empty());
    desk.arrive(Desk::next(lost, AlertPhase::cleared));
    desk.let_pass(1h);
    CHECK(desk.told(2).empty());
    CHECK(desk.incident().state == IncidentState::resolved);
}

TEST_CASE("what is critical waits for nothing, also in a class whose first step has a delay") {
    Desk desk;
    auto lost = desk.raised(Condition::gateway_lost);
    lost.severity = Severity::critical;
    desk.arrive(lost);
    CHECK(desk.told(1) == "street");
}

TEST_CASE("a lost gateway that was back and is lost again calls again, also behind a forgotten owner") {
    Desk desk;
    const auto first = desk.raised(Condition::gateway_lost, "g1");
    desk.arrive(first);
    SUBCASE("unanswered, and critical") {
        auto worst = Desk::next(first, AlertPhase::repeated);
        worst.severity = Severity::critical;
        desk.arrive(worst);
        desk.arrive(Desk::next(worst, AlertPhase::cleared));
        desk.wait(1h);
        const int told = desk.incident().step;
        auto again = desk.raised(Condition::gateway_lost, "g1");
        again.severity = Severity::critical;
        desk.arrive(again);
        CHECK(desk.incident().step == told + 1);
        CHECK_FALSE(desk.told(told + 1).empty());
    }
    SUBCASE("owned, and whoever owns it has said nothing for long") {
        desk.let_pass(11min);
        desk.act(Act::acknowledge, "user:wang");
        desk.arrive(Desk::next(first, AlertPhase::cleared));
        desk.wait(46min);
        desk.arrive(desk.raised(Condition::gateway_lost, "g1"));
        CHECK(desk.incident().owner.empty());
        CHECK(desk.pending().size() == 1);
    }
    SUBCASE("owned a moment ago: it waits in the list") {
        desk.let_pass(11min);
        desk.act(Act::acknowledge, "user:wang");
        desk.arrive(Desk::next(first, AlertPhase::cleared));
        const auto messages = desk.messages();
        desk.arrive(desk.raised(Condition::gateway_lost, "g1"));
        CHECK(desk.incident().owner == "user:wang");
        CHECK(desk.messages() == messages);
    }
}

TEST_CASE("a technical case that becomes critical while it waits does not wait any longer") {
    Desk desk;
    auto update = desk.raised(Condition::gateway_lost, "g1");
    desk.arrive(update);
    desk.let_pass(2min);
    REQUIRE(desk.messages() == 0);
    update = Desk::next(update, AlertPhase::repeated);
    update.severity = Severity::critical;
    desk.arrive(update);
    CHECK(desk.told(1) == "street");
}
