// Rosters at work: who is called, who is left to sleep, and that a gap never silences.
#include "alertd/core/duty_book.hpp"
#include "tests/unit/alertd_core/desk.hpp"
#include "tests/unit/alertd_core/naive_roster.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

const auto kShanghai = std::make_shared<FixedZone>("Asia/Shanghai", 8h);

/// The first committee has three people: li by day, wang by night, and the committee's own phone, which is in no
/// roster. The first street has an officer by day and another by night.
struct DutyDesk : Desk {
    DutyBook book{kShanghai};

    DutyDesk() {
        store.duties = &book;
        store.responders.push_back(responder("li", Level::committee, "c1"));
        store.responders.push_back(responder("wang", Level::committee, "c1"));
        store.responders.push_back(responder("officer_by_night", Level::street, "s1"));
        set_clock(21h + 58min + 30s);
        put(committee_roster());
        Roster street = roster_of({shift("day", 6h, 22h, {{ResponderId("street")}}),
                                   shift("night", 22h, 6h, {{ResponderId("officer_by_night")}})});
        street.id = RosterId("street");
        street.level = Level::street;
        street.scope = "s1";
        put(street);
    }

    static Roster committee_roster() {
        return roster_of(
            {shift("day", 6h, 22h, {{ResponderId("li")}}), shift("night", 22h, 6h, {{ResponderId("wang")}})});
    }
    void put(const Roster& roster) { book.put(roster, now.utc); }
    void set_clock(std::chrono::seconds clock) { now.utc = kShanghai->to_utc(LocalTime{day(2026, 3, 6)}) + clock; }
    void declines(const std::string& who) { says(Act::decline, who); }
    void says(Act what, const std::string& who) {
        OperatorAct more;
        more.responder = ResponderId(who);
        CHECK(act(what, "user:" + who, more).reason == Reason::accepted);
    }
};

}  // namespace

TEST_CASE("whom a roster names is called while on duty, and who is in no roster always") {
    DutyDesk desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li");
    CHECK(desk.journal_says("escalation.fired", "step=1 told=3 reason=opened off_duty=1"));
    CHECK(desk.journal_says("notification.created", "responder=li"));
    CHECK(desk.journal_says("notification.created", "reason=on_duty"));
}

TEST_CASE("the roster changes at 22:00 while a case climbs: the step after it reaches who is there now") {
    DutyDesk desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li");
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");  // 21:59:30
    desk.set_clock(22h);
    desk.arrive(desk.raised(Condition::co));  // a new condition calls everybody up to the next step
    CHECK(desk.told(3) == "committee district family officer_by_night wang");
}

TEST_CASE("nobody on duty: everybody of the committee is told, and the journal says so") {
    DutyDesk desk;
    Roster roster = DutyDesk::committee_roster();
    roster.shifts.pop_back();
    roster.shifts[0].crews = {{ResponderId("li"), ResponderId("wang")}};
    desk.put(roster);
    desk.set_clock(23h);
    desk.arrive(desk.raised(Condition::call));
    CHECK(desk.told(1) == "committee family li wang");
    CHECK(desk.journal_says("roster.gap", "level=committee scope=c1 step=1 told=2"));
    CHECK(desk.journal_says("notification.created", "reason=nobody_on_duty"));
}

TEST_CASE("an absence without a stand-in is a gap, and a stand-in closes it") {
    DutyDesk desk;
    desk.set_clock(23h);
    Roster roster = DutyDesk::committee_roster();
    const Interval tonight{desk.now.utc - 1h, desk.now.utc + 7h};
    roster.overrides = {{"ill", ResponderId("wang"), {}, tonight}};
    desk.put(roster);
    desk.arrive(desk.raised(Condition::call));
    CHECK(desk.told(1) == "committee family li wang");
    roster.overrides.push_back({"li comes", {}, ResponderId("li"), tonight});
    desk.put(roster);
    desk.act(Act::resolve, "user:x");
    desk.close("user:x", Disposition::test);
    desk.arrive(desk.raised(Condition::call));
    CHECK(desk.told(1) == "committee family li");
}

TEST_CASE("a roster of people who do not exist, or that ran out, silences nobody") {
    DutyDesk desk;
    Roster roster = DutyDesk::committee_roster();
    roster.shifts[0].crews = {{ResponderId("lee")}};  // written wrong
    desk.put(roster);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li wang");  // wang is the only one it knows of: a gap
    CHECK(desk.journal_says("roster.gap", "scope=c1 step=1 told=1"));
    desk.close("user:x", Disposition::test);
    roster = DutyDesk::committee_roster();
    for (auto& one : roster.shifts) one.until = day(2026, 2, 1);
    desk.put(roster);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li wang");
}

TEST_CASE("several rosters of one scope cover for each other") {
    DutyDesk desk;
    Roster days = DutyDesk::committee_roster();
    Roster nights = days;
    days.shifts.pop_back();
    nights.shifts.erase(nights.shifts.begin());
    nights.id = RosterId("nights");
    desk.put(days);
    desk.put(nights);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li");
    desk.book.erase(RosterId("nights"));
    desk.close("user:x", Disposition::test);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li wang");  // wang is in no roster any more
}

TEST_CASE("everybody called has declined although the shift changed meanwhile: the next step fires at once") {
    DutyDesk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.set_clock(22h + 1s);
    for (const auto* who : {"family", "committee"}) desk.declines(who);
    CHECK(desk.told(2).empty());
    desk.declines("li");  // off duty by now, but he was called; wang has not heard of it
    CHECK(desk.told(2) == "officer_by_night");
    CHECK(desk.journal_says("escalation.fired", "reason=everybody_declined"));
}

TEST_CASE("who was told and heard counts among those who were called") {
    DutyDesk desk;
    desk.arrive(desk.raised(Condition::smoke));
    for (const auto& row : desk.store.lease(desk.now.utc, 30s)) desk.answer(row, true);
    for (const auto* who : {"family", "committee"}) desk.declines(who);
    CHECK(desk.told(2).empty());
    desk.declines("li");
    CHECK(desk.told(2) == "street");
}

TEST_CASE("a roster that names a team has each of its members on duty, and one of them may have a duty of his own") {
    DutyDesk desk;
    for (const auto* who : {"chen", "zhao"}) {
        Responder member = responder(who, Level::committee, "c1");
        member.team = ResponderId("night team");
        desk.store.responders.push_back(member);
    }
    Roster roster = roster_of({shift("day", 6h, 22h, {{ResponderId("li"), ResponderId("zhao")}}),
                               shift("night", 22h, 6h, {{ResponderId("night team")}})});
    desk.put(roster);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) ==
          "committee family li wang zhao");  // chen's team is off duty, zhao is not; wang is in no roster
    desk.close("user:x", Disposition::test);
    desk.set_clock(23h);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "chen committee family wang zhao");
}

TEST_CASE("who stands there himself and through a team that is off duty stands") {
    DutyDesk desk;
    Responder again = responder("committee", Level::committee, "c1");
    again.team = ResponderId("wang");  // a roster has wang off duty
    desk.store.responders.push_back(again);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee family li");
}

TEST_CASE("who is off duty may answer for a case all the same") {
    DutyDesk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.says(Act::accept, "wang");
    CHECK(desk.incident().state == IncidentState::acknowledged);
}

TEST_CASE("who goes to the case is told of what is new there, also after the end of his duty") {
    DutyDesk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.says(Act::en_route, "li");
    desk.set_clock(22h + 5min);
    desk.arrive(desk.raised(Condition::co));
    CHECK(desk.told(2) == "committee family li wang");
}

TEST_CASE(
    "night, smoke, the first responder declines, the second never answers, the street's officer accepts after 170 s") {
    DutyDesk desk;
    desk.set_clock(27h);
    PolicyVariant night;
    night.name = "smoke by night";
    night.conditions = {Condition::smoke};
    night.hours = Hours{22h, 6h};
    night.policy.steps = {
        {0s, {Level::committee}}, {30s, {Level::home}}, {120s, {Level::street}}, {180s, {Level::district}}};
    night.policy.attend_within = 10min;
    desk.store.policies.emergency.variants = {night};
    std::erase_if(desk.store.responders, [](const Responder& who) { return who.id.value == "committee"; });

    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.incident().policy == "smoke by night");
    CHECK(desk.told(1) == "wang");
    desk.let_pass(20s);
    desk.declines("wang");
    CHECK(desk.told(2) == "family");  // at once, ten seconds early; and the family never answers
    desk.let_pass(100s);
    CHECK(desk.told(3) == "officer_by_night");
    desk.let_pass(50s);
    desk.says(Act::accept, "officer_by_night");
    CHECK(desk.incident().state == IncidentState::acknowledged);
    CHECK(desk.incident().acknowledged_at == desk.incident().opened_at + 170s);
    desk.let_pass(60s);
    CHECK(desk.told(4).empty());
    desk.says(Act::en_route, "officer_by_night");
    desk.let_pass(1h);
    CHECK(desk.told(4).empty());
}

TEST_CASE("the book answers for moments that it has not laid out, and lays them out ahead of time") {
    DutyBook book(kShanghai);
    const Roster roster = DutyDesk::committee_roster();
    UtcTime now = kShanghai->to_utc(LocalTime{day(2026, 3, 6)} + 23h);
    book.put(roster, now);
    const auto wang = responder("wang", Level::committee, "c1");
    const auto li = responder("li", Level::committee, "c1");
    for (const Millis away : {0h, 24h, 60 * 24h, -30 * 24h}) {
        CHECK(book.duty_of(wang, now + away) == Duty::on_duty);
        CHECK(book.duty_of(li, now + away) == Duty::off_duty);
        CHECK(book.duty_of(responder("li", Level::committee, "c2"), now + away) == Duty::no_roster);
        CHECK(book.duty_of(responder("chen", Level::committee, "c1"), now + away) == Duty::no_roster);
    }
    CHECK_FALSE(book.look_ahead(now));
    now += 5 * 24h;
    CHECK(book.look_ahead(now));
    CHECK_FALSE(book.look_ahead(now));
    CHECK(book.duty_of(wang, now) == Duty::on_duty);
}
