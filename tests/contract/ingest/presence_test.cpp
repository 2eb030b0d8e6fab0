// Gateways that fall silent, come back, change their outbox or lose something on the way.
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;

namespace {

std::uint64_t lost(EngineCentre& centre) { return centre.engine().counters().gateways_lost; }

store::GatewayState gateway(EngineCentre& centre, const std::string& id) {
    const auto all = centre.reader().gateways(std::nullopt, 100);
    REQUIRE(all);
    for (const auto& one : all.value()) {
        if (one.id.value == id) return one;
    }
    FAIL("gateway " << id << " is not in the store");
    return {};
}

/// Time passes in the steps of a heartbeat, with the engine looking at each.
void pass_in_steps(EngineCentre& centre, Millis all, Millis step = 5s) {
    for (Millis passed{0}; passed < all; passed += step) {
        centre.pass(step);
        centre.settle();
    }
}

}  // namespace

TEST_CASE("a gateway that falls silent becomes a technical incident, which clears when it returns") {
    EngineCentre centre;
    centre.start();
    const auto outbox = centre.outbox("gw-1");
    centre.heartbeat(outbox);
    centre.settle();
    centre.pass(84'999ms);
    centre.settle();
    CHECK(lost(centre) == 0);
    centre.pass(1ms);
    REQUIRE(wait_until([&] { return lost(centre) == 1; }));
    const auto incident = centre.incident(Condition::gateway_lost);
    REQUIRE(incident);
    CHECK(incident->incident_class == IncidentClass::technical);
    CHECK(incident->place.home == HomeId("h1"));
    CHECK(gateway(centre, "gw-1").lost);

    centre.heartbeat(outbox);
    REQUIRE(wait_until([&] { return centre.engine().counters().gateways_returned == 1; }));
    CHECK(centre.incident(Condition::gateway_lost)->all_clear);
    CHECK_FALSE(gateway(centre, "gw-1").lost);

    pass_in_steps(centre, 90s);
    CHECK(lost(centre) == 2);
    CHECK_FALSE(centre.incident(Condition::gateway_lost)->all_clear);
}

TEST_CASE("alerts count as signs of life, heartbeats keep a gateway from being lost") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 1));
    pass_in_steps(centre, 60s, 30s);
    centre.heartbeat(outbox);
    pass_in_steps(centre, 60s, 30s);
    centre.send(outbox, {centre.update(Condition::call, "button")});
    REQUIRE(centre.receipted(outbox, 2));
    pass_in_steps(centre, 60s, 30s);
    CHECK(lost(centre) == 0);
    pass_in_steps(centre, 30s);
    CHECK(lost(centre) == 1);
}

TEST_CASE("a goodbye does not restart the clock of silence") {
    EngineCentre centre;
    centre.start();
    const auto outbox = centre.outbox("gw-1");
    centre.heartbeat(outbox);
    centre.settle();
    centre.pass(60s);
    centre.heartbeat(outbox, 0, false);
    centre.settle();
    CHECK_FALSE(gateway(centre, "gw-1").online);
    centre.pass(25s);
    CHECK(wait_until([&] { return lost(centre) == 1; }));
}

TEST_CASE("after a restart every gateway has the full time to be heard, and is lost if it is not") {
    EngineCentre centre;
    centre.start();
    centre.heartbeat(centre.outbox("gw-1"));
    centre.settle();
    centre.stop();
    centre.clock->advance(1h);
    centre.start();
    centre.pass(84s);
    centre.settle();
    CHECK(lost(centre) == 0);
    centre.pass(2s);
    CHECK(wait_until([&] { return lost(centre) == 1; }));
}

TEST_CASE("while nothing can be heard no gateway is lost, and deafness itself is told") {
    EngineCentre centre;
    centre.start();
    const auto outbox = centre.outbox("gw-1");
    centre.heartbeat(outbox);
    centre.settle();
    centre.engine().set_listening(false);
    centre.settle();
    centre.pass(84s);
    centre.settle();
    CHECK_FALSE(centre.incident(Condition::gateway_lost));
    centre.pass(2s);
    REQUIRE(wait_until([&] { return centre.incident(Condition::gateway_lost).has_value(); }));
    centre.engine().set_listening(true);
    REQUIRE(wait_until([&] { return centre.incident(Condition::gateway_lost)->all_clear; }));
    centre.pass(80s);
    centre.settle();
    CHECK(lost(centre) == 0);
    centre.pass(6s);
    CHECK(wait_until([&] { return lost(centre) == 1; }));
}

TEST_CASE("a number that was receipted and is not stored is told as a gap, when two statuses agree") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    outbox.last_number = 2;  // number 2 was receipted by a database that is gone
    centre.send(outbox, {centre.update(Condition::call, "button")});
    REQUIRE(centre.receipted(outbox, 3));
    centre.heartbeat(outbox);
    centre.settle();
    CHECK_FALSE(centre.incident(Condition::outbox_gap));
    centre.heartbeat(outbox);
    REQUIRE(wait_until([&] { return centre.incident(Condition::outbox_gap).has_value(); }));
    CHECK(gateway(centre, "gw-1").gap_at == 2);
    CHECK(centre.engine().counters().outbox_gaps == 1);
    centre.heartbeat(outbox);
    centre.settle();
    CHECK(centre.engine().counters().outbox_gaps == 1);

    centre.send_again(outbox, 2, centre.update(Condition::fall, "radar"));
    REQUIRE(centre.receipted(outbox, 2));
    centre.heartbeat(outbox);
    centre.settle();
    CHECK(gateway(centre, "gw-1").gap_at == 0);
    CHECK(centre.incident(Condition::outbox_gap)->all_clear);
}

TEST_CASE("what still waits in the outbox is no gap") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    outbox.last_number = 5;
    for (int i = 0; i < 3; ++i) {
        centre.heartbeat(outbox, 1);
        centre.settle();
    }
    CHECK_FALSE(centre.incident(Condition::outbox_gap));
}

TEST_CASE("a replaced outbox is journalled and starts its numbers again") {
    EngineCentre centre;
    centre.start();
    auto before = centre.outbox("gw-1");
    centre.send(before, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(before, 1));
    auto after = centre.outbox("gw-1");
    centre.send(after, {centre.update(Condition::call, "button")});
    REQUIRE(centre.receipted(after, 1));
    CHECK(centre.journal("gateway.epoch_changed").size() == 1);
    CHECK(gateway(centre, "gw-1").epoch == after.epoch);
    centre.heartbeat(after);
    centre.heartbeat(after);
    centre.settle();
    CHECK_FALSE(centre.incident(Condition::outbox_gap));
}

TEST_CASE("heartbeats are written now and then, changes at once") {
    EngineCentre centre;
    centre.start();
    const auto outbox = centre.outbox("gw-1");
    centre.heartbeat(outbox);
    centre.settle();
    const auto first = gateway(centre, "gw-1").last_heard;
    REQUIRE(first);
    centre.pass(3s);
    centre.heartbeat(outbox);
    centre.settle();
    CHECK(gateway(centre, "gw-1").last_heard == first);
    centre.pass(8s);
    CHECK(wait_until([&] { return gateway(centre, "gw-1").last_heard == *first + 3s; }));
}

TEST_CASE("a gateway whose loss could not be committed is declared lost by the next try") {
    EngineCentre centre;
    centre.start();
    centre.heartbeat(centre.outbox("gw-1"));
    centre.settle();
    centre.faults->commits_to_fail = 1;
    centre.pass(86s);
    REQUIRE(wait_until([&] { return centre.engine().counters().transactions_failed == 1; }));
    CHECK(lost(centre) == 0);
    centre.pass(2s);
    CHECK(wait_until([&] { return lost(centre) == 1; }));
}
