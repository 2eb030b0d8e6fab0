// What is held back because another case explains it (alertd/core/hold.hpp).
#include "alertd/core/hold.hpp"
#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

const Cover kLostGateway{HoldReason::gateway_lost, IncidentId{}, std::nullopt};
const Cover kOutage{HoldReason::area_outage, IncidentId{}, std::nullopt};

Effects arrive_under(Desk& desk, const Cover& cover, const AlertUpdate& update) {
    CaseState state = desk.store.load(desk.place, update);
    state.cover = cover;
    return desk.run(state, AlertArrived{desk.gateway, update, false});
}

Effects end_hold_of(Desk& desk, const AlertUpdate& update, const std::optional<Cover>& cover = std::nullopt) {
    CaseState state = desk.store.load(desk.place, update);
    state.cover = cover;
    return desk.run(state, HoldEnded{update.id});
}

/// As the shell does when the cause of a hold ends.
void release_at(Desk& desk, const AlertUpdate& update, UtcTime at) {
    desk.store.alerts.at(update.id).hold->release_at = at;
}

const Alert& stored(Desk& desk, const AlertUpdate& update) { return desk.store.alerts.at(update.id); }

}  // namespace

TEST_CASE("H1: no emergency, no welfare alarm and nothing that was heard is ever held back") {
    for (int i = 0; i <= static_cast<int>(Condition::area_outage); ++i) {
        const auto condition = static_cast<Condition>(i);
        CAPTURE(to_string(condition));
        const bool unheard = condition == Condition::offline || condition == Condition::water_no_data;
        CHECK(may_hold(HoldReason::gateway_lost, condition) == unheard);
        CHECK(may_hold(HoldReason::area_outage, condition) == (unheard || condition == Condition::gateway_lost));
        if (class_of(condition) != IncidentClass::technical) {
            Desk desk;
            for (const auto& cover : {kLostGateway, kOutage}) {
                CHECK(arrive_under(desk, cover, desk.raised(condition)).reason == Reason::accepted);
            }
            CHECK_FALSE(desk.told(1).empty());
        }
    }
}

TEST_CASE("H3: a held alert is stored and journalled with its reason, opens no case and calls nobody") {
    Desk desk;
    const auto update = desk.raised(Condition::offline);
    CHECK(arrive_under(desk, kLostGateway, update).reason == Reason::held_back);
    CHECK(desk.store.incidents.empty());
    CHECK(desk.store.notifications.empty());
    CHECK(stored(desk, update).hold == Hold{HoldReason::gateway_lost, IncidentId{}, std::nullopt});
    CHECK_FALSE(stored(desk, update).incident);
    CHECK(desk.journal_says("alert.raised", "decision=hold reason=gateway_lost"));
    CHECK(arrive_under(desk, kLostGateway, update).reason == Reason::duplicate_revision);
}

TEST_CASE("H3: an alert of a home with an open technical case is held back as well and does not join it") {
    Desk desk;
    desk.arrive(desk.raised(Condition::low_battery));
    const auto update = desk.raised(Condition::offline);
    CHECK(arrive_under(desk, kLostGateway, update).reason == Reason::held_back);
    CHECK(desk.incident().alerts == 1);
}

TEST_CASE("a test is a test also while its gateway is lost") {
    Desk desk;
    auto update = desk.raised(Condition::offline);
    update.test = true;
    CHECK(arrive_under(desk, kLostGateway, update).reason == Reason::test_recorded);
    CHECK_FALSE(stored(desk, update).hold);
}

TEST_CASE("H4: what came shortly before its explanation goes into it") {
    Desk desk;
    desk.arrive(desk.raised(Condition::offline, "d1"));
    desk.arrive(desk.raised(Condition::water_no_data, "d2"));
    const auto id = desk.incident().id;
    const IncidentId by(Ulid{{9}});
    const auto effects =
        desk.run(desk.store.load(id), Explained{id, Cover{HoldReason::gateway_lost, by, std::nullopt}});
    CHECK(effects.reason == Reason::accepted);
    CHECK(effects.close_notices.empty());
    CHECK(desk.incident().state == IncidentState::closed);
    CHECK(desk.incident().disposition == Disposition::duplicate);
    CHECK(desk.incident().merged_into == by);
    CHECK(desk.pending().empty());
    for (const auto& [alert_id, alert] : desk.store.alerts) {
        CHECK_FALSE(alert.incident);
        CHECK(alert.came_from == id);
        CHECK(alert.hold == Hold{HoldReason::gateway_lost, by, std::nullopt});
    }
    CHECK(desk.journal_says("incident.merged", "reason=gateway_lost"));
    desk.let_pass(2h);
    CHECK(desk.store.notifications.empty());
}

TEST_CASE("H4: a case that people know of, or that has anything else in it, stays") {
    const auto explained = [](Desk& desk) {
        const auto id = desk.incident().id;
        return desk.run(desk.store.load(id), Explained{id, kLostGateway}).reason;
    };
    SUBCASE("told") {
        Desk desk;
        desk.arrive(desk.raised(Condition::offline));
        desk.let_pass(10min);
        REQUIRE(desk.told(1) == "street");
        CHECK(explained(desk) == Reason::step_obsolete);
    }
    SUBCASE("owned") {
        Desk desk;
        desk.arrive(desk.raised(Condition::offline));
        desk.act(Act::acknowledge, "user:wang");
        CHECK(explained(desk) == Reason::step_obsolete);
    }
    SUBCASE("something else") {
        Desk desk;
        desk.arrive(desk.raised(Condition::offline));
        desk.arrive(desk.raised(Condition::tamper));
        CHECK(explained(desk) == Reason::step_obsolete);
        CHECK(desk.incident().state == IncidentState::open);
    }
    SUBCASE("an emergency") {
        Desk desk;
        desk.arrive(desk.raised(Condition::smoke));
        CHECK(explained(desk) == Reason::step_obsolete);
    }
}

TEST_CASE("H5: what is still true when the hold ends is raised at once, and climbs like a new case") {
    Desk desk;
    const auto update = desk.raised(Condition::offline);
    arrive_under(desk, kLostGateway, update);
    CHECK(end_hold_of(desk, update).reason == Reason::step_obsolete);  // no time was set
    release_at(desk, update, desk.now.utc + 5min);
    CHECK(end_hold_of(desk, update).reason == Reason::step_obsolete);  // not yet
    desk.wait(5min);
    CHECK(end_hold_of(desk, update).reason == Reason::accepted);
    CHECK(stored(desk, update).incident == desk.incident().id);
    CHECK_FALSE(stored(desk, update).hold);
    CHECK(desk.journal_says("hold.ended", "reason=no_longer_explained"));
    CHECK(desk.store.journal.size() > 1);
    desk.let_pass(10min);
    CHECK(desk.told(1) == "street");
    CHECK(end_hold_of(desk, update).reason == Reason::step_obsolete);
}

TEST_CASE("H5: what has cleared meanwhile stays recorded, without a case") {
    Desk desk;
    const auto update = desk.raised(Condition::offline);
    arrive_under(desk, kLostGateway, update);
    const auto over = Desk::next(update, AlertPhase::cleared);
    SUBCASE("while it was still explained") {
        CHECK(arrive_under(desk, kLostGateway, over).reason == Reason::held_back);
    }
    SUBCASE("after that (H6)") { CHECK(desk.arrive(over).reason == Reason::accepted); }
    CHECK(desk.store.incidents.empty());
    CHECK_FALSE(stored(desk, update).hold->release_at);
    release_at(desk, update, desk.now.utc);
    CHECK(end_hold_of(desk, over).reason == Reason::accepted);
    CHECK(desk.store.incidents.empty());
}

TEST_CASE("H5: what another cause explains by then is held back for that one") {
    Desk desk;
    const auto update = desk.raised(Condition::offline);
    arrive_under(desk, kLostGateway, update);
    release_at(desk, update, desk.now.utc);
    CHECK(end_hold_of(desk, update, kOutage).reason == Reason::held_back);
    CHECK(stored(desk, update).hold == Hold{HoldReason::area_outage, IncidentId{}, std::nullopt});
    CHECK(desk.journal_says("hold.begun", "reason=area_outage"));
}

TEST_CASE("H6: the next word of a held alert that nothing explains any more raises it") {
    Desk desk;
    const auto update = desk.raised(Condition::offline);
    arrive_under(desk, kLostGateway, update);
    CHECK(desk.arrive(Desk::next(update, AlertPhase::repeated)).reason == Reason::accepted);
    CHECK(stored(desk, update).incident == desk.incident().id);
    CHECK_FALSE(stored(desk, update).hold);
}
