#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

TEST_CASE("an unacknowledged incident moves to step 2 at its deadline and not before") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.let_pass(59s);
    CHECK(desk.told(2).empty());
    desk.let_pass(1s);
    CHECK(desk.told(2) == "street");
    CHECK(desk.incident().step == 2);
    CHECK(desk.journal_says("escalation.fired", "step=2 told=1 reason=unanswered"));
    desk.let_pass(30s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("the last step repeats with growing numbers until somebody acknowledges") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    desk.let_pass(180s);
    CHECK(desk.told(4) == "district");
    desk.let_pass(90s);
    CHECK(desk.told(5) == "district");
    CHECK(desk.message("district", 4).key != desk.message("district", 5).key);
    desk.act(Act::acknowledge, "user:wang");
    desk.let_pass(1h);
    CHECK(desk.told(6).empty());
}

TEST_CASE("a step that comes due twice fires once") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.let_pass(60s);
    const auto id = desk.incident().id;
    const auto again = desk.run(desk.store.load(id), StepDue{id, 2});
    CHECK(again.reason == Reason::step_obsolete);
    CHECK(again.notifications.empty());
    CHECK(desk.run(desk.store.load(id), StepDue{id, 7}).reason == Reason::step_obsolete);
}

TEST_CASE("a step that comes due after the acknowledgement is cancelled, whoever left its row behind") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto id = desk.incident().id;
    auto stale = desk.store.load(id);
    desk.act(Act::acknowledge, "user:wang");
    auto state = desk.store.load(id);
    state.escalations = stale.escalations;
    const auto effects = desk.run(state, StepDue{id, 2});
    CHECK(effects.reason == Reason::step_obsolete);
    CHECK(effects.notifications.empty());
    REQUIRE(effects.escalations.size() == 1);
    CHECK(effects.escalations[0].state == EscalationState::cancelled);
}

TEST_CASE("after an outage the missed steps fire at once, and one repeat, not twenty") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.wait(1h);
    desk.let_pass(10s);
    CHECK(desk.told(2) == "street");
    CHECK(desk.told(3) == "district");
    CHECK(desk.told(4).empty());
    desk.let_pass(90s);
    CHECK(desk.told(4) == "district");
    CHECK(desk.told(5).empty());
}

TEST_CASE("a late step does not push the steps behind it back") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto opened = desk.incident().opened_at;
    desk.wait(75s);
    desk.let_pass(1s);
    CHECK(desk.told(2) == "street");
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].due_at == opened + 90s);
}

TEST_CASE("a step nobody stands on does not wait") {
    Desk desk;
    std::erase_if(desk.store.responders, [](const Responder& who) { return who.level == Level::street; });
    desk.arrive(desk.raised(Condition::smoke));
    desk.let_pass(60s);
    CHECK(desk.incident().step == 3);
    CHECK(desk.told(3) == "district");
    CHECK(desk.journal_says("escalation.nobody", "step=2"));
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 4);
    CHECK(desk.pending()[0].due_at == desk.now.utc + 90s);
}

TEST_CASE("a district without any responder is looked through again at every repeat") {
    Desk desk;
    const auto everybody = desk.store.responders;
    desk.store.responders.clear();
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.store.notifications.empty());
    CHECK(desk.incident().step == 3);
    CHECK(desk.pending().size() == 1);
    desk.store.responders = everybody;
    desk.let_pass(90s);
    CHECK(desk.told(4) == "district");
}

TEST_CASE("a technical case waits ten minutes before the street hears of it") {
    Desk desk;
    desk.arrive(desk.raised(Condition::gateway_lost));
    CHECK(desk.store.notifications.empty());
    CHECK(desk.incident().step == 0);
    desk.let_pass(599s);
    CHECK(desk.store.notifications.empty());
    desk.let_pass(1s);
    CHECK(desk.told(1) == "street");
}

TEST_CASE("a technical case that cleared before its step resolves by itself and tells nobody") {
    Desk desk;
    const auto lost = desk.raised(Condition::gateway_lost);
    desk.arrive(lost);
    desk.arrive(Desk::next(lost, AlertPhase::cleared));
    desk.let_pass(1h);
    CHECK(desk.store.notifications.empty());
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.pending().empty());
    CHECK(desk.journal_says("incident.resolved", "alertd reason=technical_and_all_clear"));
    CHECK(desk.close("user:wang", Disposition::device_fault).reason == Reason::accepted);
    CHECK(desk.incident().owner == "user:wang");
}

TEST_CASE("a technical case that comes back after it resolved by itself waits anew") {
    Desk desk;
    auto lost = desk.raised(Condition::gateway_lost);
    desk.arrive(lost);
    lost = Desk::next(lost, AlertPhase::cleared);
    desk.arrive(lost);
    desk.let_pass(10min);
    lost = Desk::next(lost, AlertPhase::raised);
    desk.arrive(lost);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.store.notifications.empty());
    desk.let_pass(599s);
    CHECK(desk.store.notifications.empty());
    desk.let_pass(1s);
    CHECK(desk.told(1) == "street");
}

TEST_CASE("a welfare case and an emergency that cleared climb all the same") {
    for (const auto condition : {Condition::smoke, Condition::no_water_use}) {
        Desk desk;
        const auto alarm = desk.raised(condition);
        desk.arrive(alarm);
        desk.arrive(Desk::next(alarm, AlertPhase::cleared));
        desk.let_pass(90s);
        CHECK(desk.told(3) == "district");
        CHECK(desk.incident().state == IncidentState::open);
    }
}

TEST_CASE("more technical trouble waits in the list, but a rise in severity calls") {
    Desk desk;
    desk.arrive(desk.raised(Condition::low_battery, "d1"));
    desk.arrive(desk.raised(Condition::tamper, "d2"));
    CHECK(desk.store.notifications.empty());
    auto worse = desk.raised(Condition::fault, "d2");
    worse.severity = Severity::major;
    desk.arrive(worse);
    CHECK(desk.store.notifications.empty());
    CHECK(desk.journal_says("alert.raised", "reason=nobody_told_yet"));
    desk.let_pass(10min);
    CHECK(desk.told(1) == "street");
    desk.arrive(desk.raised(Condition::fault, "d3"));
    CHECK(desk.told(2).empty());
    CHECK(desk.journal_says("alert.raised", "reason=technical_case_waits"));
    worse = desk.raised(Condition::fault, "d3");
    worse.severity = Severity::critical;
    desk.arrive(worse);
    CHECK(desk.told(2) == "district street");
}

TEST_CASE("an auditor's call fires the step whose row went missing") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto id = desk.incident().id;
    desk.store.escalations.clear();
    CHECK(desk.run(desk.store.load(id), StepDue{id, 1}).reason == Reason::step_obsolete);
    CHECK(desk.run(desk.store.load(id), StepDue{id, 2}).reason == Reason::accepted);
    CHECK(desk.told(2) == "street");
    CHECK(desk.journal_says("escalation.fired", "reason=step_was_missing"));
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 3);
}

TEST_CASE("a policy that repeats every 0 s does not spin") {
    Desk desk;
    desk.store.policies.emergency.usual.repeat_every = 0s;
    desk.arrive(desk.raised(Condition::smoke));
    desk.let_pass(90s);
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].due_at > desk.now.utc);
}
