#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

TEST_CASE("acknowledging gives the case an owner, cancels the next step and withdraws what was not sent") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.wait(20s);
    CHECK(desk.act(Act::acknowledge, "user:wang").reason == Reason::accepted);
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(desk.incident().owner == "user:wang");
    CHECK(desk.incident().acknowledged_at == desk.now.utc);
    CHECK(desk.incident().changed_at == desk.now.utc);
    CHECK(desk.incident().version == 2);
    CHECK(desk.pending().empty());
    CHECK(desk.message("committee", 1).state == NotificationState::superseded);
    CHECK(desk.message("committee", 1).finished_at == desk.now.utc);
    CHECK(desk.journal_says("incident.acknowledged", "user:wang step=1 after_ms=20000"));
    desk.let_pass(10min);
    CHECK(desk.told(2).empty());
}

TEST_CASE("whoever acknowledges an emergency lets every gateway of it say that help is coming, once") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke, "kitchen"));
    desk.arrive(desk.raised(Condition::call, "button"));
    desk.gateway = GatewayId("g2");
    desk.arrive(desk.raised(Condition::gas, "stove"));
    const auto effects = desk.act(Act::acknowledge, "user:wang");
    REQUIRE(effects.help_notices.size() == 2);
    CHECK(effects.help_notices[0].gateway.value == "g1");
    CHECK(effects.help_notices[1].gateway.value == "g2");
    CHECK(desk.act(Act::acknowledge, "user:wang").help_notices.empty());
    CHECK(desk.close("user:wang", Disposition::real).help_notices.empty());
}

TEST_CASE("a case that is closed without having been taken, and a technical one, promise no help") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.close("user:wang", Disposition::false_alarm).help_notices.empty());
    Desk other;
    other.arrive(other.raised(Condition::low_battery));
    CHECK(other.act(Act::acknowledge, "user:wang").help_notices.empty());
}

TEST_CASE("a case that somebody owns is given to another officer, and nobody is called for it") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    OperatorAct to_li;
    to_li.owner = "user:li";
    to_li.note = "end of my shift";
    CHECK(desk.act(Act::assign, "user:wang", to_li).reason == Reason::wrong_state);  // the ladder goes on
    CHECK(desk.incident().owner.empty());

    REQUIRE(desk.act(Act::acknowledge, "user:wang").reason == Reason::accepted);
    const auto told = desk.told(1).size();
    const auto given = desk.act(Act::assign, "user:wang", to_li);
    CHECK(given.reason == Reason::accepted);
    CHECK(given.notes.size() == 1);
    CHECK(desk.incident().owner == "user:li");
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(desk.journal_says("incident.assigned", "user:wang to=user:li owner_was=user:wang"));
    CHECK(desk.told(1).size() == told);
    const auto version = desk.incident().version;
    CHECK(desk.act(Act::assign, "user:wang", to_li).reason == Reason::accepted);  // the answer was lost
    CHECK(desk.incident().version == version);

    OperatorAct elsewhere = to_li;
    elsewhere.owner = "user:zhao";
    elsewhere.owner_scope = Scope{};
    CHECK(desk.act(Act::assign, "user:li", elsewhere).reason == Reason::unknown_responder);
    REQUIRE(desk.act(Act::resolve, "user:li").reason == Reason::accepted);
    to_li.owner = "user:wang";
    CHECK(desk.act(Act::assign, "user:li", to_li).reason == Reason::wrong_state);
}

TEST_CASE("of two people who acknowledge at once the second learns who was first") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    OperatorAct seen;
    seen.expected_version = desk.incident().version;
    CHECK(desk.act(Act::acknowledge, "user:wang", seen).reason == Reason::accepted);
    const auto second = desk.act(Act::acknowledge, "user:li", seen);
    CHECK(second.reason == Reason::version_conflict);
    CHECK_FALSE(second.incident);
    CHECK(second.journal.empty());
    CHECK(desk.act(Act::acknowledge, "user:li").reason == Reason::wrong_state);
    CHECK(desk.incident().owner == "user:wang");
}

TEST_CASE("the same person's second acknowledgement is accepted and changes nothing") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    OperatorAct seen;
    seen.expected_version = desk.incident().version;
    desk.act(Act::acknowledge, "user:wang", seen);
    const auto again = desk.act(Act::acknowledge, "user:wang", seen);
    CHECK(again.reason == Reason::accepted);
    CHECK_FALSE(again.incident);
    CHECK(again.journal.empty());
}

TEST_CASE("an act on an incident that does not exist is not found") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    OperatorAct act;
    act.incident = IncidentId(Ulid{});
    CHECK(desk.run(desk.store.load(act.incident), act).reason == Reason::not_found);
}

TEST_CASE("resolving an unowned case acknowledges it for the same person") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.act(Act::resolve, "user:wang").reason == Reason::accepted);
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.incident().owner == "user:wang");
    CHECK(desk.incident().acknowledged_at == desk.now.utc);
    CHECK(desk.incident().resolved_at == desk.now.utc);
    CHECK(desk.incident().version == 2);
    CHECK(desk.pending().empty());
    CHECK(desk.act(Act::resolve, "user:wang").reason == Reason::wrong_state);
    CHECK(desk.act(Act::acknowledge, "user:wang").reason == Reason::wrong_state);
}

TEST_CASE("a colleague may resolve what somebody else owns, and the owner stays") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.act(Act::acknowledge, "user:wang");
    CHECK(desk.act(Act::resolve, "user:li").reason == Reason::accepted);
    CHECK(desk.incident().owner == "user:wang");
    CHECK(desk.journal_says("incident.resolved", "user:li"));
}

TEST_CASE("closing needs a disposition, and the disposition 'other' a note") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.act(Act::close, "user:wang").reason == Reason::disposition_missing);
    CHECK(desk.close("user:wang", Disposition::other).reason == Reason::disposition_missing);
    CHECK(desk.incident().state == IncidentState::open);
    OperatorAct other;
    other.disposition = Disposition::other;
    other.note = "a film was being shot";
    CHECK(desk.act(Act::close, "user:wang", other).reason == Reason::accepted);
    CHECK(desk.incident().disposition == Disposition::other);
    REQUIRE(desk.store.notes.size() == 1);
    CHECK(desk.store.notes[0].text == "a film was being shot");
}

TEST_CASE("a close from any open state ends every timer and tells each gateway its alerts") {
    for (const bool owned : {false, true}) {
        Desk desk;
        const auto smoke = desk.raised(Condition::smoke, "kitchen");
        const auto call = desk.raised(Condition::call, "button");
        desk.arrive(smoke);
        desk.gateway = GatewayId("g2");
        desk.arrive(call);
        if (owned) {
            desk.act(Act::acknowledge, "user:li");
            desk.wait(1s);
            desk.arrive(desk.raised(Condition::gas, "kitchen"));
            CHECK(desk.told(3) == "committee family street");
        }
        const auto effects = desk.close("user:wang", Disposition::real);
        CHECK(desk.incident().state == IncidentState::closed);
        CHECK(desk.incident().closed_at == desk.now.utc);
        CHECK(desk.incident().owner == (owned ? "user:li" : "user:wang"));
        CHECK(desk.pending().empty());
        REQUIRE(effects.close_notices.size() == 2);
        CHECK(effects.close_notices[0].gateway.value == "g1");
        CHECK(effects.close_notices[0].alerts == std::vector{smoke.id});
        CHECK(effects.close_notices[1].gateway.value == "g2");
        CHECK(effects.close_notices[1].alerts.front() == call.id);
        CHECK(effects.close_notices[1].alerts.size() == (owned ? 2 : 1));
        CHECK(desk.incident().acknowledged_at == (owned ? desk.now.utc - 1s : desk.now.utc));
        CHECK(desk.incident().resolved_at == desk.now.utc);
        CHECK(desk.close("user:wang", Disposition::real).reason == Reason::wrong_state);
        for (const auto& row : desk.store.notifications_of(desk.incident().id)) {
            CHECK_FALSE(MemoryCaseStore::is_unfinished(row));
            CHECK_FALSE(still_wanted(row, desk.incident()));
        }
    }
}

TEST_CASE("notes keep who wrote them and when, and the journal keeps their words out") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    OperatorAct note;
    note.note = "Mrs Zhang does not answer";
    desk.act(Act::note, "user:wang", note);
    note.note = "her daughter is on the way";
    desk.act(Act::note, "user:li", note);
    const std::vector<Note> expected{{desk.incident().id, desk.now.utc, "user:wang", "Mrs Zhang does not answer"},
                                     {desk.incident().id, desk.now.utc, "user:li", "her daughter is on the way"}};
    CHECK(desk.store.notes == expected);
    CHECK(desk.incident().version == 3);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.journalled("incident.noted") == "user:li bytes=26");
    CHECK(desk.pending().size() == 1);
}

TEST_CASE("a message that is being sent when somebody acknowledges is left to its result") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto leased = desk.store.lease(desk.now.utc, 30s);
    REQUIRE(leased.size() == 2);
    desk.act(Act::acknowledge, "user:wang");
    CHECK(desk.message("committee", 1).state == NotificationState::sending);
    CHECK_FALSE(still_wanted(leased[0], desk.incident()));
    desk.answer(leased[0], true);
    desk.answer(leased[1], false);
    CHECK(desk.store.notifications.at(leased[0].id).state == NotificationState::delivered);
    CHECK(desk.store.notifications.at(leased[1].id).state == NotificationState::superseded);
}
