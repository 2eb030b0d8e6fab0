// Tests and drills: rules X1 to X4.
#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

AlertUpdate test_of(Desk& desk, Condition condition) {
    auto update = desk.raised(condition);
    update.test = true;
    update.severity = Severity::minor;
    return update;
}

Effects drill(Desk& desk, Condition condition = Condition::call) {
    auto update = test_of(desk, condition);
    update.severity = severity_of(condition);
    AlertArrived input{GatewayId("alertd"), update, true};
    input.drill = true;
    return desk.run(desk.store.load(desk.place, update, true), input);
}

}  // namespace

TEST_CASE("X1 a test that is to run the whole path opens a case of its own, marked") {
    Desk desk;
    desk.store.whole_path_test = true;
    desk.arrive(test_of(desk, Condition::smoke));
    CHECK(desk.incident().exercise == Exercise::test);
    CHECK(desk.told(1) == "committee family");
    CHECK(desk.journal_says("incident.opened", "exercise=test"));
}

TEST_CASE("X1 a real alarm joins no test, and a test no real case") {
    Desk desk;
    desk.store.whole_path_test = true;
    desk.arrive(test_of(desk, Condition::smoke));
    desk.arrive(desk.raised(Condition::smoke, "d2"));
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().exercise == Exercise::none);
    CHECK(desk.incident().alerts == 1);
    desk.arrive(test_of(desk, Condition::co));
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().alerts == 1);
}

TEST_CASE("X1 a test that turns out to be real becomes a real case") {
    Desk desk;
    desk.store.whole_path_test = true;
    auto update = test_of(desk, Condition::smoke);
    desk.arrive(update);
    ++update.revision;
    update.test = false;
    update.severity = Severity::critical;
    desk.arrive(update);
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().exercise == Exercise::none);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("X1 a live alert whose later revision claims to be a test stays live") {
    Desk desk;
    desk.store.whole_path_test = true;
    auto update = desk.raised(Condition::smoke);
    desk.arrive(update);
    update = Desk::next(update, AlertPhase::repeated);
    update.test = true;
    desk.arrive(update);
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.incident().exercise == Exercise::none);
}

TEST_CASE("X1 without a wish for the whole path a test is recorded only") {
    Desk desk;
    CHECK(desk.arrive(test_of(desk, Condition::smoke)).reason == Reason::test_recorded);
    CHECK(desk.store.incidents.empty());
}

TEST_CASE("X1 a drill opens a case of its own beside a real one") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    drill(desk);
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().exercise == Exercise::drill);
    drill(desk);
    CHECK(desk.store.incidents.size() == 2);
}

TEST_CASE("X2 a drill climbs as a real case does and says nothing to the home") {
    Desk desk;
    drill(desk);
    CHECK(desk.told(1) == "committee family");
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
    const auto taken = desk.act(Act::acknowledge, "user:wang");
    CHECK(taken.help_notices.empty());
    const auto closed = desk.close("user:wang", Disposition::drill);
    CHECK(closed.reason == Reason::accepted);
    CHECK(closed.close_notices.empty());
}

TEST_CASE("X2 no silence covers an exercise") {
    Desk desk;
    desk.begin(desk.silence(1h));
    drill(desk, Condition::no_movement);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("X3 a drill is closed as a drill and a test as a test") {
    Desk desk;
    drill(desk);
    CHECK(desk.close("user:wang", Disposition::real).reason == Reason::exercise_only);
    CHECK(desk.close("user:wang", Disposition::drill).reason == Reason::accepted);
    desk.store.whole_path_test = true;
    desk.arrive(test_of(desk, Condition::smoke));
    CHECK(desk.close("user:wang", Disposition::drill).reason == Reason::exercise_only);
    CHECK(desk.close("user:wang", Disposition::test).reason == Reason::accepted);
}

TEST_CASE("X4 a test whose alarm is over when the next step is due resolves by itself") {
    Desk desk;
    desk.store.whole_path_test = true;
    auto update = test_of(desk, Condition::smoke);
    desk.arrive(update);
    desk.arrive(Desk::next(update, AlertPhase::cleared));
    desk.let_pass(60s);
    CHECK(desk.told(2).empty());
    CHECK(desk.incident().state == IncidentState::resolved);
}
