#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

TEST_CASE("the first alert opens an incident, calls step 1 in the same breath and sets the next deadline") {
    Desk desk;
    const auto effects = desk.arrive(desk.raised(Condition::smoke));
    CHECK(effects.reason == Reason::accepted);
    const Incident& incident = desk.incident();
    CHECK(incident.state == IncidentState::open);
    CHECK(incident.version == 1);
    CHECK(incident.headline == Condition::smoke);
    CHECK(incident.severity == Severity::critical);
    CHECK(incident.alerts == 1);
    CHECK(incident.reports == 1);
    CHECK(incident.step == 1);
    CHECK(incident.gateway.value == "g1");
    CHECK(desk.message("committee", 1).key == incident.id.to_string() + "/committee/1");
    CHECK(desk.message("committee", 1).next_attempt_at == desk.now.utc);
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 2);
    CHECK(desk.pending()[0].due_at == incident.opened_at + 60s);
    CHECK(desk.journal_says("alert.raised", "gateway:g1"));
    CHECK(desk.journal_says("alert.raised", "decision=call reason=new_case"));
    CHECK(desk.journal_says("incident.opened", "class=emergency"));
}

TEST_CASE("the same revision twice changes nothing, and an older one neither") {
    Desk desk;
    const auto first = desk.raised(Condition::call);
    const auto second = Desk::next(first, AlertPhase::repeated);
    desk.arrive(second);
    const auto rows = desk.store.journal.size();
    CHECK(desk.arrive(second).reason == Reason::duplicate_revision);
    CHECK(desk.arrive(first).reason == Reason::older_revision);
    CHECK(desk.store.journal.size() == rows);
    CHECK(desk.incident().version == 1);
    CHECK(desk.incident().reports == 2);
}

TEST_CASE("another gateway cannot rewrite an alert") {
    Desk desk;
    auto update = desk.raised(Condition::smoke);
    desk.arrive(update);
    desk.gateway = GatewayId("g2");
    update = Desk::next(update, AlertPhase::cleared);
    const auto effects = desk.arrive(update);
    CHECK(effects.reason == Reason::foreign_alert);
    CHECK_FALSE(effects.alert);
    CHECK_FALSE(desk.incident().all_clear);
    CHECK(desk.journal_says("alert.refused", "gateway:g2"));
}

TEST_CASE("a test is recorded, opens nothing and tells nobody") {
    Desk desk;
    auto update = desk.raised(Condition::smoke);
    update.test = true;
    const auto effects = desk.arrive(update);
    CHECK(effects.reason == Reason::test_recorded);
    CHECK(effects.alert.has_value());
    CHECK(desk.store.incidents.empty());
    CHECK(desk.store.notifications.empty());
    CHECK(desk.journal_says("alert.test", "decision=stay_silent reason=test"));
}

TEST_CASE("a test during a live case does not join it") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    auto update = desk.raised(Condition::smoke, "d2");
    update.test = true;
    CHECK(desk.arrive(update).reason == Reason::test_recorded);
    CHECK(desk.incident().alerts == 1);
}

TEST_CASE("a live alert that later claims to be a test stays live, and a test that becomes real calls") {
    Desk desk;
    auto live = desk.raised(Condition::smoke);
    desk.arrive(live);
    live = Desk::next(live, AlertPhase::repeated);
    live.test = true;
    CHECK(desk.arrive(live).reason == Reason::accepted);
    CHECK(desk.store.alerts.at(live.id).incident == desk.incident().id);

    Desk other;
    auto trial = other.raised(Condition::smoke);
    trial.test = true;
    other.arrive(trial);
    trial = Desk::next(trial, AlertPhase::repeated);
    trial.test = false;
    CHECK(other.arrive(trial).reason == Reason::accepted);
    CHECK(other.told(1) == "committee family");
}

TEST_CASE("a repeat is counted and shown but calls nobody") {
    Desk desk;
    auto press = desk.raised(Condition::call);
    desk.arrive(press);
    for (int i = 0; i < 4; ++i) {
        press = Desk::next(press, AlertPhase::repeated);
        desk.arrive(press);
    }
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.incident().reports == 5);
    CHECK(desk.incident().alerts == 1);
    CHECK(desk.incident().version == 5);
    CHECK(desk.store.notifications.size() == 2);
    CHECK(desk.journal_says("alert.repeated", "decision=stay_silent reason=repeat"));
}

TEST_CASE("alerts of one home and class share an incident, another class and another home have their own") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke, "kitchen"));
    desk.arrive(desk.raised(Condition::call, "button"));
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.incident().alerts == 2);
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    CHECK(desk.store.incidents.size() == 2);
    desk.place = place_of("h2");
    desk.arrive(desk.raised(Condition::smoke, "hall"));
    CHECK(desk.store.incidents.size() == 3);
}

TEST_CASE("the headline is the severest condition, and severity does not fall") {
    Desk desk;
    desk.arrive(desk.raised(Condition::fall_suspected, "radar"));
    CHECK(desk.incident().headline == Condition::fall_suspected);
    desk.arrive(desk.raised(Condition::call, "button"));
    CHECK(desk.incident().headline == Condition::call);
    auto smoke = desk.raised(Condition::smoke, "kitchen");
    desk.arrive(smoke);
    CHECK(desk.incident().headline == Condition::smoke);
}

TEST_CASE("the severity of a case does not fall while it lasts") {
    Desk desk;
    auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    smoke = Desk::next(smoke, AlertPhase::cleared);
    smoke.severity = Severity::minor;
    desk.arrive(smoke);
    CHECK(desk.incident().severity == Severity::critical);
}

TEST_CASE("a cancel sets all clear but ends neither the case nor its escalation") {
    Desk desk;
    const auto press = desk.raised(Condition::call);
    desk.arrive(press);
    desk.arrive(Desk::next(press, AlertPhase::cancelled));
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.incident().all_clear);
    CHECK(desk.journal_says("incident.all_clear", "reason=a_person_ends_it"));
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
}

TEST_CASE("all clear ends when one alert comes back") {
    Desk desk;
    auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    smoke = Desk::next(smoke, AlertPhase::cleared);
    desk.arrive(smoke);
    CHECK(desk.incident().all_clear);
    desk.arrive(Desk::next(smoke, AlertPhase::raised));
    CHECK_FALSE(desk.incident().all_clear);
}

TEST_CASE("all clear asks the last alert of a condition, not those that it took over from") {
    Desk desk;
    desk.arrive(desk.raised(Condition::gas));
    desk.let_pass(1s);
    auto worse = desk.raised(Condition::gas);
    desk.arrive(worse);
    desk.let_pass(1s);
    const auto other = desk.raised(Condition::smoke);
    desk.arrive(other);
    desk.arrive(Desk::next(worse, AlertPhase::cleared));
    CHECK_FALSE(desk.incident().all_clear);
    desk.arrive(Desk::next(other, AlertPhase::cleared));
    CHECK(desk.incident().all_clear);
}

TEST_CASE("an emergency that was over before we heard of it is opened all the same") {
    Desk desk;
    const auto press = desk.raised(Condition::call);
    desk.arrive(Desk::next(press, AlertPhase::cancelled));
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.incident().all_clear);
    CHECK(desk.told(1) == "committee family");
    CHECK(desk.journal_says("alert.cancelled", "decision=call reason=over_before_it_was_seen"));
}

TEST_CASE("a press after the close opens a new case") {
    Desk desk;
    const auto press = desk.raised(Condition::call);
    desk.arrive(press);
    const auto old_case = desk.incident().id;
    desk.close("user:wang", Disposition::real);
    desk.wait(1s);
    desk.arrive(Desk::next(press, AlertPhase::repeated));
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().id != old_case);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.told(1) == "committee family");
    CHECK(desk.journal_says("alert.repeated", "reason=reported_after_the_close"));
}

TEST_CASE("the clear that follows a close is recorded and opens nothing") {
    Desk desk;
    const auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    desk.close("user:wang", Disposition::false_alarm);
    const auto effects = desk.arrive(Desk::next(smoke, AlertPhase::cleared));
    CHECK(effects.reason == Reason::accepted);
    CHECK_FALSE(effects.incident);
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.store.alerts.at(smoke.id).update.phase == AlertPhase::cleared);
    CHECK(desk.journal_says("alert.cleared", "reason=its_case_is_closed"));
}

TEST_CASE("an alarm after that clear opens a new case, even when the gateway counts it as the same report") {
    Desk desk;
    const auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    desk.close("user:wang", Disposition::false_alarm);
    const auto cleared = Desk::next(smoke, AlertPhase::cleared);
    desk.arrive(cleared);
    auto back = Desk::next(cleared, AlertPhase::raised);
    back.count = cleared.count;
    desk.arrive(back);
    CHECK(desk.store.incidents.size() == 2);
}

TEST_CASE("a cancel that carries a press nobody has seen opens a new case after the close") {
    Desk desk;
    const auto press = desk.raised(Condition::call);
    desk.arrive(press);
    desk.close("user:wang", Disposition::real);
    const auto unseen = Desk::next(press, AlertPhase::repeated);
    desk.arrive(Desk::next(unseen, AlertPhase::cancelled));
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().all_clear);
}

TEST_CASE("a higher severity after the close opens a new case, the same report again does not") {
    Desk desk;
    auto fall = desk.raised(Condition::fall_suspected);
    desk.arrive(fall);
    desk.close("user:wang", Disposition::false_alarm);
    ++fall.revision;
    fall.phase = AlertPhase::repeated;
    desk.arrive(fall);
    CHECK(desk.store.incidents.size() == 1);
    ++fall.revision;
    fall.severity = Severity::critical;
    desk.arrive(fall);
    CHECK(desk.store.incidents.size() == 2);
}

TEST_CASE("an alert never joins an incident of another home, whatever the shell has loaded") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto first = desk.incident();
    const auto elsewhere = desk.raised(Condition::smoke);
    auto state = desk.store.load(place_of("h2"), elsewhere);
    state.incident = first;
    desk.run(state, AlertArrived{desk.gateway, elsewhere, false});
    CHECK(desk.store.incidents.size() == 2);
    CHECK(desk.incident().place.home.value == "h2");
}

TEST_CASE("the late clear of a closed case does not touch the case that followed it") {
    Desk desk;
    const auto first = desk.raised(Condition::smoke);
    desk.arrive(first);
    const auto old_case = desk.incident().id;
    desk.close("user:wang", Disposition::false_alarm);
    desk.wait(1s);
    desk.arrive(desk.raised(Condition::smoke));
    const auto version = desk.incident().version;
    desk.arrive(Desk::next(first, AlertPhase::cleared));
    CHECK(desk.incident().version == version);
    CHECK(desk.incident().alerts == 1);
    CHECK(desk.store.alerts.at(first.id).incident == old_case);
}

TEST_CASE("a new condition behind an acknowledgement calls again and leaves the owner") {
    Desk desk;
    desk.arrive(desk.raised(Condition::gas, "kitchen"));
    desk.act(Act::acknowledge, "user:wang");
    desk.wait(5s);
    desk.arrive(desk.raised(Condition::fall, "radar"));
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(desk.incident().owner == "user:wang");
    CHECK(desk.told(2) == "committee family");
    CHECK(desk.pending().empty());
    CHECK(desk.journal_says("incident.raised", "reason=new_condition"));
    CHECK(still_wanted(desk.message("committee", 2), desk.incident()));
}

TEST_CASE("what is told after the acknowledgement is wanted even when the clock went back") {
    Desk desk;
    desk.arrive(desk.raised(Condition::gas, "kitchen"));
    desk.act(Act::acknowledge, "user:wang");
    desk.now.utc -= 1h;
    desk.arrive(desk.raised(Condition::fall, "radar"));
    CHECK(still_wanted(desk.message("committee", 2), desk.incident()));
}

TEST_CASE("a rise in severity behind an acknowledgement tells everybody who was called before") {
    Desk desk;
    desk.arrive(desk.raised(Condition::fall_suspected, "radar"));
    desk.let_pass(60s);
    desk.act(Act::acknowledge, "user:wang");
    auto fall = desk.raised(Condition::fall_suspected, "radar");
    fall.severity = Severity::critical;
    desk.arrive(fall);
    CHECK(desk.told(3) == "committee family street");
    CHECK(desk.journal_says("incident.raised", "reason=severity_rose"));
}

TEST_CASE("a case that gets worse while nobody answers climbs at once") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke_prealarm, "kitchen"));
    const auto opened = desk.incident().opened_at;
    desk.wait(5s);
    desk.arrive(desk.raised(Condition::smoke, "kitchen"));
    CHECK(desk.told(2) == "committee family street");
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 3);
    CHECK(desk.pending()[0].due_at == opened + 90s);
}

TEST_CASE("a second detector of the same kind joins quietly while the first one is fresh") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke, "kitchen"));
    desk.act(Act::acknowledge, "user:wang");
    desk.arrive(desk.raised(Condition::smoke, "hall"));
    CHECK(desk.incident().alerts == 2);
    CHECK(desk.told(2).empty());
    CHECK(desk.journal_says("alert.raised", "decision=stay_silent reason=known_condition"));
}

TEST_CASE("a second fall calls again, although somebody forgot to close the first one") {
    SUBCASE("the first one had cleared") {
        Desk desk;
        const auto fall = desk.raised(Condition::fall);
        desk.arrive(fall);
        desk.act(Act::acknowledge, "user:wang");
        desk.arrive(Desk::next(fall, AlertPhase::cleared));
        desk.arrive(desk.raised(Condition::fall));
        CHECK(desk.told(2) == "committee family");
        CHECK(desk.journal_says("incident.raised", "reason=came_back"));
    }
    SUBCASE("the first one had been silent for long") {
        Desk desk;
        desk.arrive(desk.raised(Condition::fall));
        desk.act(Act::acknowledge, "user:wang");
        desk.wait(10min);
        desk.arrive(desk.raised(Condition::fall));
        CHECK(desk.told(2) == "committee family");
    }
}

TEST_CASE("an owned case whose first steps nobody stands on tells whoever stands further up") {
    Desk desk;
    desk.store.policies.emergency.usual.steps.front().after = 60s;
    std::erase_if(desk.store.responders, [](const Responder& who) { return who.level <= Level::committee; });
    desk.arrive(desk.raised(Condition::gas, "kitchen"));
    desk.act(Act::acknowledge, "user:wang");
    CHECK(desk.store.notifications.empty());
    desk.arrive(desk.raised(Condition::fall, "radar"));
    CHECK(desk.told(1) == "district street");
}

TEST_CASE("a report on a resolved case opens it again without owner and calls everybody up to the next step") {
    Desk desk;
    const auto press = desk.raised(Condition::call);
    desk.arrive(press);
    desk.act(Act::acknowledge, "user:wang");
    desk.act(Act::resolve, "user:wang");
    desk.wait(1h);
    desk.arrive(Desk::next(press, AlertPhase::repeated));
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.incident().owner.empty());
    CHECK_FALSE(desk.incident().acknowledged_at);
    CHECK(desk.told(2) == "committee family street");
    CHECK(desk.journal_says("incident.reopened", "owner_was=user:wang"));
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].due_at == desk.now.utc + 30s);
    desk.let_pass(30s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("the clear of a resolved case leaves it resolved") {
    Desk desk;
    const auto press = desk.raised(Condition::call);
    desk.arrive(press);
    desk.act(Act::resolve, "user:wang");
    desk.arrive(Desk::next(press, AlertPhase::cancelled));
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.incident().all_clear);
}

TEST_CASE("an alert stays with its open case when its home is registered under another id meanwhile") {
    Desk desk;
    const auto registered = desk.place;
    desk.place = Place{};
    desk.place.home = HomeId("gateway:g1");
    const auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    desk.place = registered;
    desk.arrive(Desk::next(smoke, AlertPhase::repeated));
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.incident().reports == 2);
    CHECK(desk.store.alerts.at(smoke.id).home.value == "gateway:g1");
}

TEST_CASE("what alertd notices about a gateway stands in the journal as its own word") {
    Desk desk;
    const auto lost = desk.raised(Condition::gateway_lost);
    desk.run(desk.store.load(desk.place, lost), AlertArrived{desk.gateway, lost, true});
    CHECK(desk.journalled("alert.raised").substr(0, 6) == "alertd");
}

TEST_CASE("no device name and no address stands in the journal") {
    Desk desk;
    desk.place.address = "lane 3, no. 4";
    desk.arrive(desk.raised(Condition::smoke, "grandmother zhang's kitchen"));
    desk.let_pass(5min);
    desk.close("user:wang", Disposition::real);
    for (const auto& row : desk.store.journal) {
        for (const auto& [name, value] : row.detail) {
            CHECK(value.find("zhang") == std::string::npos);
            CHECK(value.find("lane") == std::string::npos);
            CHECK(value.find("http") == std::string::npos);
        }
    }
}
