// Rosters and policies in the engine: in force from the commit on, over a restart, and with the real store.
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using core::RosterId;

namespace {

core::Responder responder(const std::string& id, core::Level level, const std::string& scope) {
    core::Responder who;
    who.id = ResponderId(id);
    who.name = id;
    who.level = level;
    who.scope = scope;
    return who;
}

core::Shift shift(const std::string& id, std::chrono::minutes begins, std::chrono::minutes ends, const char* who) {
    core::Shift one;
    one.id = id;
    one.begins = begins;
    one.ends = ends;
    one.from = core::LocalDay{std::chrono::year{2026} / 1 / 1};
    one.crews = {{ResponderId(who)}};
    return one;
}

core::Roster roster(const std::string& id, core::Level level, const std::string& scope,
                    std::vector<core::Shift> shifts) {
    core::Roster one;
    one.id = RosterId(id);
    one.name = id;
    one.level = level;
    one.scope = scope;
    one.version = 1;
    one.shifts = std::move(shifts);
    return one;
}

/// li has the committee's days and wang its nights; the street has an officer for each. It is 21:59.
struct DutyCentre : EngineCentre {
    DutyCentre() {
        options.zone = std::make_shared<core::FixedZone>("the test's", 19h + 59min);
        start();
        store::Registry people;
        people.responders = {
            responder("li", core::Level::committee, "c1"), responder("wang", core::Level::committee, "c1"),
            responder("day officer", core::Level::street, "s1"), responder("night officer", core::Level::street, "s1")};
        REQUIRE(change([people](alertd::ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(const auto counts, turn.writer().import(people));
            CHECK(counts.added == 4);
            return success();
        }));
        put(roster("committee", core::Level::committee, "c1",
                   {shift("day", 6h, 22h, "li"), shift("night", 22h, 6h, "wang")}));
        put(roster("street", core::Level::street, "s1",
                   {shift("day", 6h, 22h, "day officer"), shift("night", 22h, 6h, "night officer")}));
    }

    void put(const core::Roster& roster) {
        REQUIRE(change([&](alertd::ingest::Turn& turn) {
            turn.roster_changed(roster.id);
            return turn.writer().rosters().put(roster);
        }));
    }
    core::Incident alarm(Condition condition) {
        const auto number = send(outbox_, {update(condition)});
        REQUIRE(receipted(outbox_, number));
        return open_incidents().at(0);
    }
    void says(core::Act what, const core::Incident& incident, const std::string& who) {
        core::OperatorAct act;
        act.incident = incident.id;
        act.act = what;
        act.actor = "user:" + who;
        act.responder = ResponderId(who);
        const auto answer = EngineCentre::act(act);
        REQUIRE(answer);
        CHECK(answer.value().reason == core::Reason::accepted);
    }

private:
    Outbox outbox_ = outbox("gw-1");
};

}  // namespace

TEST_CASE("the roster changes at 22:00 while a case climbs") {
    DutyCentre centre;
    centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li"));
    centre.pass(59s);
    centre.settle();
    CHECK(centre.told_on(2).empty());
    centre.pass(1s);
    CHECK(centre.tells(2, "night officer, street"));
}

TEST_CASE("nobody on duty: everybody of the committee is told, and the journal says so") {
    DutyCentre centre;
    centre.put(roster("committee", core::Level::committee, "c1", {shift("nights only", 22h, 6h, "wang")}));
    centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li, wang"));
    const auto gaps = centre.journal("roster.gap");
    REQUIRE(gaps.size() == 1);
    CHECK(fact(gaps[0], "level") == "committee");
    CHECK(fact(gaps[0], "scope") == "c1");
    CHECK(fact(gaps[0], "told") == "1");
}

TEST_CASE("night, smoke, first responder declines, second never answers, street officer accepts after 170 s") {
    core::PolicyVariant night;
    night.name = "smoke by night";
    night.conditions = {Condition::smoke};
    night.hours = core::Hours{22h, 6h};
    night.policy.steps = {
        {0s, {core::Level::committee}}, {120s, {core::Level::street}}, {180s, {core::Level::district}}};
    DutyCentre centre;
    centre.put(roster("committee", core::Level::committee, "c1",
                      {shift("first", 22h, 6h, "wang"), shift("second", 22h, 6h, "li")}));
    core::PolicyBook book = core::PolicyBook::defaults();
    book.emergency.variants = {night};
    REQUIRE(centre.change([&](alertd::ingest::Turn& turn) {
        turn.use_policies(book);
        return success();
    }));
    centre.pass(4h);  // 01:59

    const auto incident = centre.alarm(Condition::smoke);
    CHECK(incident.policy == "smoke by night");
    CHECK(centre.tells(1, "committee, li, wang"));
    centre.says(core::Act::decline, incident, "wang");
    centre.pass(120s);
    CHECK(centre.tells(2, "night officer, street"));
    centre.pass(50s);
    centre.says(core::Act::accept, incident, "night officer");
    centre.pass(600s);
    centre.settle();
    CHECK(centre.told_on(3).empty());
    const auto taken = centre.incident(Condition::smoke);  // the gateway that sends no status is a case as well
    REQUIRE(taken);
    CHECK(taken->id == incident.id);
    CHECK(taken->state == core::IncidentState::acknowledged);
    CHECK(taken->owner == "user:night officer");
    CHECK(taken->acknowledged_at == incident.opened_at + 170s);
}

TEST_CASE("everybody called declines after the shift has changed: the next step fires at once") {
    DutyCentre centre;
    const auto incident = centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li"));
    centre.pass(59s);
    centre.says(core::Act::decline, incident, "committee");
    centre.says(core::Act::decline, incident, "li");
    CHECK(centre.tells(2, "day officer, street"));
}

TEST_CASE("rosters are in force again after a restart") {
    DutyCentre centre;
    centre.stop();
    centre.start();
    centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li"));
}

TEST_CASE("a roster is in force from its commit on, and one that was rolled back never was") {
    DutyCentre centre;
    // li stands in it as well, or he would always be called (R5).
    const auto other = roster("committee", core::Level::committee, "c1",
                              {shift("all", 0h, 0h, "wang"), shift("small hours", 2h, 3h, "li")});
    const auto failed = centre.change([&](alertd::ingest::Turn& turn) -> Result<void> {
        turn.roster_changed(other.id);
        ANJU_TRY(turn.writer().rosters().put(other));
        return fail(ErrorCode::invalid, "the test says no");
    });
    CHECK_FALSE(failed);
    centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li"));

    DutyCentre second;
    second.put(other);
    second.alarm(Condition::smoke);
    CHECK(second.tells(1, "committee, wang"));
    REQUIRE(second.change([&](alertd::ingest::Turn& turn) {
        turn.roster_changed(other.id);
        return turn.writer().rosters().erase(other.id);
    }));
    second.alarm(Condition::co);  // calls everybody up to the next step
    CHECK(second.tells(2, "committee, day officer, li, street, wang"));
}

TEST_CASE("who goes to a case is told of what is new there after the end of his duty") {
    DutyCentre centre;
    const auto incident = centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li"));
    centre.says(core::Act::en_route, incident, "li");
    centre.pass(5min);
    centre.alarm(Condition::co);
    CHECK(centre.tells(2, "committee, li, wang"));
}

TEST_CASE("policies that were read again count from the next step on, also for a case that is open") {
    DutyCentre centre;
    centre.alarm(Condition::smoke);
    CHECK(centre.tells(1, "committee, li"));
    core::PolicyBook book = core::PolicyBook::defaults();
    book.emergency.usual.steps = {{0s, {core::Level::committee}}, {60s, {core::Level::district}}};
    REQUIRE(centre.change([&](alertd::ingest::Turn& turn) {
        turn.use_policies(book);
        return success();
    }));
    centre.pass(60s);
    CHECK(centre.tells(2, "district"));
}
