// Steps, acknowledgements, leases, and the auditor behind them, on a clock that the test turns.
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;

namespace {

core::OperatorAct act_of(core::Act kind, const core::Incident& incident, const std::string& actor) {
    core::OperatorAct act;
    act.incident = incident.id;
    act.act = kind;
    act.actor = actor;
    return act;
}

core::Incident fire_at_home(EngineCentre& centre, Outbox& outbox) {
    const auto number = centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, number));
    return centre.open_incidents().at(0);
}

bool told_to(EngineCentre& centre, const std::string& responder) {
    const auto sent = centre.sent();
    return std::ranges::any_of(sent, [&](const auto& one) { return one.responder.value == responder; });
}

}  // namespace

TEST_CASE("an unacknowledged incident moves to step 2 at its deadline and not before") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    fire_at_home(centre, outbox);
    centre.pass(59'999ms);
    centre.settle();
    CHECK_FALSE(told_to(centre, "street"));
    centre.pass(1ms);
    CHECK(wait_until([&] { return told_to(centre, "street"); }));
    centre.pass(30s);
    CHECK(wait_until([&] { return told_to(centre, "district"); }));
}

TEST_CASE("an acknowledged incident climbs no further") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    const auto incident = fire_at_home(centre, outbox);
    const auto answer = centre.act(act_of(core::Act::acknowledge, incident, "user:wang"));
    REQUIRE(answer);
    CHECK(answer.value().reason == core::Reason::accepted);
    CHECK(answer.value().incident->owner == "user:wang");
    centre.pass(200s);
    centre.settle();
    CHECK_FALSE(told_to(centre, "street"));
    CHECK(centre.engine().counters().steps_fired == 0);
}

TEST_CASE("of two acknowledgements at once exactly one is accepted") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    auto incident = fire_at_home(centre, outbox);
    std::promise<Result<ActResult>> wang;
    std::promise<Result<ActResult>> li;
    centre.engine().act(act_of(core::Act::acknowledge, incident, "user:wang"),
                        [&](Result<ActResult> result) { wang.set_value(std::move(result)); });
    centre.engine().act(act_of(core::Act::acknowledge, incident, "user:li"),
                        [&](Result<ActResult> result) { li.set_value(std::move(result)); });
    const auto first = wang.get_future().get();
    const auto second = li.get_future().get();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first.value().reason == core::Reason::accepted);
    CHECK(second.value().reason == core::Reason::wrong_state);
    CHECK(second.value().incident->owner == "user:wang");
}

TEST_CASE("closing a case tells its gateway which alerts re-arm") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    auto act = act_of(core::Act::close, fire_at_home(centre, outbox), "user:wang");
    act.disposition = core::Disposition::real;
    REQUIRE(centre.act(act));
    const auto last = centre.told().back();
    REQUIRE(last.close_notices.size() == 1);
    CHECK(last.close_notices[0].gateway == outbox.gateway);
    CHECK(last.close_notices[0].alerts.size() == 1);
}

TEST_CASE("a notification whose lease ended is sent again with the same key") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    fire_at_home(centre, outbox);
    REQUIRE(centre.sent().size() == 1);
    centre.pass(29s);
    centre.settle();
    CHECK(centre.sent().size() == 1);
    centre.pass(2s);
    REQUIRE(wait_until([&] { return centre.sent().size() == 2; }));
    CHECK(centre.sent()[0].key == centre.sent()[1].key);
    CHECK(centre.sent()[0].id == centre.sent()[1].id);
}

TEST_CASE("a failed delivery is tried again, and one that was delivered is not") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    fire_at_home(centre, outbox);
    core::DeliveryResult result;
    result.notification = centre.sent().at(0);
    result.detail = "HTTP 503";
    result.retry_after = 10s;
    centre.engine().submit_delivery(result);
    REQUIRE(wait_until([&] { return centre.journal("notification.retrying").size() == 1; }));
    centre.pass(9s);
    centre.settle();
    CHECK(centre.sent().size() == 1);
    centre.pass(2s);
    REQUIRE(wait_until([&] { return centre.sent().size() == 2; }));
    result.notification = centre.sent()[1];
    result.delivered = true;
    centre.engine().submit_delivery(result);
    REQUIRE(wait_until([&] { return centre.journal("notification.delivered").size() == 1; }));
    centre.pass(40s);
    centre.settle();
    CHECK(centre.sent().size() == 2);
}

TEST_CASE("after a restart what was being sent is sent again, and overdue steps fire at once") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    fire_at_home(centre, outbox);
    const auto before = centre.sent();
    REQUIRE(before.size() == 1);
    centre.stop();
    centre.clock->advance(5min);
    centre.start();
    REQUIRE(wait_until([&] { return told_to(centre, "street") && told_to(centre, "district"); }));
    const auto sent = centre.sent();
    const auto again = [&](const auto& one) { return one.key == before[0].key; };
    CHECK(std::ranges::count_if(sent, again) == 2);
}

TEST_CASE("setting the clock back does not put off a step") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    fire_at_home(centre, outbox);
    centre.settle();
    centre.clock->set_utc_back(1h);
    centre.pass(61s);
    CHECK(wait_until([&] { return told_to(centre, "street"); }));
}

TEST_CASE("the auditor makes a missing step fire and says that it was missing") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    const auto incident = fire_at_home(centre, outbox);
    centre.stop();
    {
        auto writer = store::open_sqlite_writer(centre.database);
        REQUIRE(writer);
        REQUIRE(writer.value()->begin());
        const auto pending = writer.value()->pending_escalations(incident.id);
        REQUIRE(pending.value().size() == 1);
        for (auto row : pending.value()) {
            row.state = core::EscalationState::cancelled;
            REQUIRE(writer.value()->put(row));
        }
        REQUIRE(writer.value()->commit());
    }
    centre.start();
    centre.settle();
    CHECK_FALSE(told_to(centre, "street"));
    centre.pass(16s);
    REQUIRE(wait_until([&] { return told_to(centre, "street"); }));
    CHECK(wait_until([&] { return centre.engine().counters().steps_missing == 1; }));
    CHECK(centre.journal("escalation.stalled").at(0).incident == incident.id);
    const auto technical = centre.incident(Condition::escalation_stalled);
    REQUIRE(technical);
    // About alertd itself and not about the home, where nothing is wrong; it ends by itself when nothing is found.
    CHECK(technical->place.home == HomeId("gateway:alertd"));
    centre.pass(16s);
    CHECK(wait_until([&] { return centre.incident(Condition::escalation_stalled)->all_clear; }));
}

TEST_CASE("a step that fails by itself is tried again and does not keep the engine busy") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    fire_at_home(centre, outbox);
    centre.faults->steps_to_fail = 1;
    centre.pass(61s);
    REQUIRE(wait_until([&] { return centre.engine().counters().commands_failed == 1; }));
    CHECK_FALSE(told_to(centre, "street"));
    centre.pass(1'500ms);
    CHECK(wait_until([&] { return told_to(centre, "street"); }));
}
