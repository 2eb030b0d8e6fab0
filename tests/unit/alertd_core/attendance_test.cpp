// Who goes: dispatch, accept, decline, on the way, on scene, done, and what happens when nobody does.
#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

Effects say(Desk& desk, Act act, const std::string& responder, std::string actor = "") {
    OperatorAct more;
    more.responder = ResponderId(responder);
    return desk.act(act, actor.empty() ? "responder:" + responder : std::move(actor), more);
}

std::string attending(const Desk& desk) {
    std::string line;
    for (const auto& row : desk.store.load(desk.incident().id).attendances) {
        line += (line.empty() ? "" : ", ") + row.responder.value + " " + std::string(to_string(row.state));
    }
    return line;
}

}  // namespace

TEST_CASE("whoever accepts first has the case, and the home hears that help is coming") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    const auto effects = say(desk, Act::accept, "committee");
    CHECK(effects.reason == Reason::accepted);
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(desk.incident().owner == "responder:committee");
    CHECK(effects.help_notices.size() == 1);
    CHECK(say(desk, Act::accept, "family").reason == Reason::accepted);
    CHECK(desk.incident().owner == "responder:committee");
    CHECK(attending(desk) == "committee accepted, family accepted");
    CHECK(say(desk, Act::accept, "stranger").reason == Reason::unknown_responder);  // another home's family
    CHECK(say(desk, Act::accept, "nobody").reason == Reason::unknown_responder);
}

TEST_CASE("the case is as far as the furthest who goes, and a late word never takes it back") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    say(desk, Act::en_route, "committee");
    CHECK(desk.incident().state == IncidentState::en_route);
    CHECK(desk.incident().owner == "responder:committee");
    say(desk, Act::on_scene, "family");
    CHECK(desk.incident().state == IncidentState::on_scene);
    CHECK(desk.pending().empty());
    CHECK(say(desk, Act::en_route, "family").reason == Reason::accepted);
    say(desk, Act::en_route, "street");
    CHECK(desk.incident().state == IncidentState::on_scene);
    CHECK(attending(desk) == "committee en_route, family on_scene, street en_route");
    CHECK(say(desk, Act::on_scene, "committee").reason == Reason::accepted);
}

TEST_CASE("the last one who is done resolves the case, and his word on how it ended stands until the close") {
    Desk desk;
    desk.arrive(desk.raised(Condition::fall));
    say(desk, Act::on_scene, "committee");
    say(desk, Act::en_route, "family");
    OperatorAct over;
    over.responder = ResponderId("committee");
    over.disposition = Disposition::real;
    over.note = "she sits on the sofa again";
    desk.act(Act::done, "responder:committee", over);
    CHECK(desk.incident().state == IncidentState::on_scene);
    say(desk, Act::done, "family");
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.store.notes.size() == 1);
    CHECK(desk.act(Act::close, "user:wang").reason == Reason::accepted);
    CHECK(desk.incident().disposition == Disposition::real);
}

TEST_CASE("a word that is said again changes nothing, also when the case is over, and its note is kept once") {
    Desk desk;
    desk.arrive(desk.raised(Condition::fall));
    say(desk, Act::on_scene, "family");
    OperatorAct over;
    over.responder = ResponderId("committee");
    over.note = "she sits on the sofa again";
    desk.act(Act::done, "responder:committee", over);
    const auto again = [&] {
        const auto version = desk.incident().version;
        const auto rows = desk.store.journal.size();
        CHECK(desk.act(Act::done, "responder:committee", over).reason == Reason::accepted);
        CHECK(desk.incident().version == version);
        CHECK(desk.store.journal.size() == rows);
        CHECK(desk.store.notes.size() == 1);
    };
    again();
    say(desk, Act::done, "family");
    REQUIRE(desk.incident().state == IncidentState::resolved);
    again();
    desk.close("user:wang", Disposition::real);
    again();
    CHECK(say(desk, Act::on_scene, "committee").reason == Reason::wrong_state);
    CHECK(say(desk, Act::done, "street").reason == Reason::wrong_state);
    over.note = "and she has eaten";
    CHECK(desk.act(Act::done, "responder:committee", over).reason == Reason::accepted);
    CHECK(desk.store.notes.size() == 2);
}

TEST_CASE("nobody on the way within the limit: the case is open again and everybody so far is called") {
    Desk desk;
    desk.store.policies.emergency.usual.attend_within = 10min;
    desk.arrive(desk.raised(Condition::call));
    desk.let_pass(20s);
    desk.act(Act::acknowledge, "user:wang");
    REQUIRE(desk.pending().size() == 1);
    desk.let_pass(9min + 59s);
    CHECK(desk.incident().state == IncidentState::acknowledged);
    desk.let_pass(1s);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.incident().owner.empty());
    CHECK(desk.journal_says("incident.reopened", "alertd reason=nobody_went owner_was=user:wang"));
    CHECK(desk.told(2) == "committee family street");
    desk.let_pass(30s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("on the way but never there: the case is open again after the time to be on site") {
    Desk desk;
    desk.store.policies.emergency.usual.arrive_within = 45min;
    desk.arrive(desk.raised(Condition::call));
    say(desk, Act::en_route, "committee");
    desk.let_pass(44min);
    CHECK(desk.incident().state == IncidentState::en_route);
    desk.let_pass(61s);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.journal_says("incident.reopened", "reason=nobody_arrived"));

    SUBCASE("and whoever is on scene in time is not disturbed") {
        say(desk, Act::on_scene, "committee");
        desk.let_pass(3h);
        CHECK(desk.incident().state == IncidentState::on_scene);
    }
}

TEST_CASE("a technical case does not watch who goes, and a limit of zero is none") {
    Desk desk;
    desk.arrive(desk.raised(Condition::low_battery));
    desk.act(Act::acknowledge, "user:wang");
    CHECK(desk.pending().empty());
    desk.arrive(desk.raised(Condition::smoke));
    desk.act(Act::acknowledge, "user:wang");
    CHECK(desk.pending().empty());
}

TEST_CASE("a new emergency in an owned case keeps the watch on whoever took it") {
    Desk desk;
    desk.store.policies.emergency.usual.attend_within = 10min;
    desk.arrive(desk.raised(Condition::smoke));
    desk.act(Act::acknowledge, "user:wang");
    desk.let_pass(1min);
    desk.arrive(desk.raised(Condition::gas));
    CHECK(desk.told(2) == "committee family");
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 3);
    desk.let_pass(9min);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.told(3) == "committee district family street");
}

TEST_CASE("when everybody who was called declines, the next step does not wait") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    say(desk, Act::decline, "family");
    CHECK(desk.told(2).empty());
    say(desk, Act::decline, "committee");
    CHECK(desk.told(2) == "street");
    CHECK(desk.journal_says("escalation.fired", "reason=everybody_declined"));
    say(desk, Act::decline, "street");
    CHECK(desk.told(3) == "district");
    say(desk, Act::decline, "district");
    CHECK(desk.told(4).empty());  // the repeat keeps its time
    REQUIRE(desk.pending().size() == 1);
    CHECK(say(desk, Act::decline, "district").attendances.empty());
}

TEST_CASE("an owner who declines gives the case back, unless somebody else goes") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    say(desk, Act::accept, "committee");
    SUBCASE("nobody else") {
        say(desk, Act::decline, "committee");
        CHECK(desk.incident().state == IncidentState::open);
        CHECK(desk.told(2) == "committee family street");
    }
    SUBCASE("family goes") {
        say(desk, Act::en_route, "family");
        say(desk, Act::decline, "committee");
        CHECK(desk.incident().state == IncidentState::en_route);
        CHECK(desk.told(2).empty());
    }
}

TEST_CASE("a case that is given back climbs from then on, whatever time its owner still had") {
    Desk desk;
    desk.store.policies.emergency.usual.attend_within = 10min;
    desk.store.policies.emergency.usual.arrive_within = 90min;
    desk.arrive(desk.raised(Condition::call, "d1"));
    say(desk, Act::accept, "committee");
    SUBCASE("because he declines") {
        say(desk, Act::decline, "committee");
        CHECK(desk.told(2) == "committee family street");
    }
    SUBCASE("because somebody calls again after he was forgotten") {
        say(desk, Act::en_route, "committee");
        desk.wait(50min);
        desk.arrive(desk.raised(Condition::smoke, "d2"));
        CHECK(desk.told(2) == "committee family street");
    }
    REQUIRE(desk.pending().size() == 1);
    desk.let_pass(31s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("who accepts anew after the case was given back has it again") {
    Desk desk;
    desk.store.policies.emergency.usual.attend_within = 10min;
    desk.arrive(desk.raised(Condition::call));
    say(desk, Act::accept, "committee");
    desk.let_pass(10min);
    REQUIRE(desk.incident().state == IncidentState::open);
    SUBCASE("the same") {
        say(desk, Act::accept, "committee");
        CHECK(desk.incident().state == IncidentState::acknowledged);
        CHECK(desk.pending().size() == 1);
    }
    SUBCASE("another, who declines later: the one before is not counted on") {
        say(desk, Act::accept, "street");
        desk.wait(1s);
        say(desk, Act::decline, "street");
        CHECK(desk.incident().state == IncidentState::open);
    }
    SUBCASE("another, who is done") {
        say(desk, Act::accept, "street");
        desk.wait(1s);
        say(desk, Act::done, "street");
        CHECK(desk.incident().state == IncidentState::resolved);
    }
}

TEST_CASE("a dispatch asks one person at once, and the ladder climbs on until somebody answers") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    const auto effects = say(desk, Act::dispatch, "street", "user:wang");
    REQUIRE(effects.notifications.size() == 1);
    CHECK(effects.notifications[0].key.ends_with("/street/d2"));
    CHECK(still_wanted(effects.notifications[0], desk.incident()));
    CHECK(desk.incident().state == IncidentState::dispatched);
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
    say(desk, Act::accept, "street");
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(say(desk, Act::dispatch, "street", "user:wang").reason == Reason::wrong_state);
    CHECK(say(desk, Act::dispatch, "family", "user:wang").notifications.size() == 1);
    CHECK(desk.incident().state == IncidentState::acknowledged);
}

TEST_CASE("who was reached counts as notified until he says more") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    const auto leased = desk.store.lease(desk.now.utc, 30s);
    REQUIRE(leased.size() == 2);
    desk.answer(leased[0], true);
    CHECK(attending(desk) == leased[0].responder.value + " notified");
    say(desk, Act::accept, leased[1].responder.value);
    desk.answer(leased[1], true);
    CHECK(attending(desk).find("accepted") != std::string::npos);
}

TEST_CASE("reopening gives the case to whoever reopens it, and never makes a second open one") {
    Desk desk;
    desk.store.policies.emergency.usual.attend_within = 10min;
    desk.arrive(desk.raised(Condition::call));
    CHECK(desk.act(Act::reopen, "user:wang").reason == Reason::wrong_state);
    desk.close("user:wang", Disposition::false_alarm);
    CHECK(desk.act(Act::reopen, "user:li").reason == Reason::accepted);
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(desk.incident().owner == "user:li");
    CHECK_FALSE(desk.incident().closed_at);
    CHECK_FALSE(desk.incident().disposition);
    CHECK(desk.pending().size() == 1);
    const auto first = desk.incident().id;
    desk.close("user:li", Disposition::real);
    desk.wait(1s);
    desk.arrive(desk.raised(Condition::call, "d2"));
    OperatorAct again;
    again.incident = first;
    again.act = Act::reopen;
    again.actor = "user:li";
    CHECK(desk.run(desk.store.load(first), again).reason == Reason::another_is_open);
}

TEST_CASE("nobody attends a case that is over") {
    Desk desk;
    desk.arrive(desk.raised(Condition::call));
    desk.close("user:wang", Disposition::false_alarm);
    for (const Act act : {Act::dispatch, Act::accept, Act::decline, Act::en_route, Act::on_scene, Act::done}) {
        CHECK(say(desk, act, "committee").reason == Reason::wrong_state);
    }
}

TEST_CASE("who presses a button of a message is whoever is reached there, the nearest to the home first") {
    Desk desk;
    desk.add_ways("committee", {ChannelKind::wecom_app});
    desk.arrive(desk.raised(Condition::smoke));
    OperatorAct press;
    press.reached_at = Way{ChannelKind::wecom_app, "committee"};
    CHECK(desk.act(Act::accept, "wecom", press).reason == Reason::accepted);
    CHECK(desk.incident().owner == "responder:committee");
    CHECK(desk.journalled("responder.accepted") == "responder:committee responder=committee");

    press.reached_at = Way{ChannelKind::sms, "committee"};
    CHECK(desk.act(Act::en_route, "wecom", press).reason == Reason::unknown_responder);
    press.reached_at = Way{ChannelKind::wecom_app, ""};
    press.responder = ResponderId("committee");
    CHECK(desk.act(Act::en_route, "wecom", press).reason == Reason::unknown_responder);

    // One telephone for two: the committee is nearer than the street.
    for (auto& who : desk.store.responders) {
        if (who.id.value == "street") who.more_ways = {{ChannelKind::wecom_app, "committee"}};
    }
    press.reached_at = Way{ChannelKind::wecom_app, "committee"};
    CHECK(desk.act(Act::en_route, "wecom", press).reason == Reason::accepted);
    CHECK(desk.journalled("responder.en_route") == "responder:committee responder=committee");
}
