#include "tests/unit/alertd_core/naive_roster.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

const FixedZone kShanghai("Asia/Shanghai", 8h);

UtcTime at(const char* text) { return parse_rfc3339(text).value(); }

std::string names(const std::vector<ResponderId>& people) {
    std::string line;
    for (const auto& one : people) line += (line.empty() ? "" : " ") + one.value;
    return line;
}

std::string who(const Roster& roster, const char* moment) {
    const UtcTime when = at(moment);
    return names(timeline(roster, kShanghai, {when, when + 1ms}).at(0).people);
}

const Crew kLi{ResponderId("li")};
const Crew kWang{ResponderId("wang")};
const Crew kZhao{ResponderId("zhao")};

/// Two crews that take the nights of a week in turns, and one for the days.
Roster nights_and_days() { return roster_of({shift("night", 22h, 6h, {kLi, kWang}), shift("day", 6h, 22h, {kZhao})}); }

std::string first_problem(const Roster& roster) {
    const auto found = problems(roster);
    return found.empty() ? "" : found.front();
}

}  // namespace

TEST_CASE("a shift over midnight belongs to the day on which it begins") {
    Roster roster = roster_of({shift("night", 22h, 6h, {kLi})});
    roster.shifts[0].weekdays = {};
    roster.shifts[0].weekdays.add(std::chrono::Friday);
    CHECK(who(roster, "2026-01-09T21:59:59+08:00").empty());
    CHECK(who(roster, "2026-01-09T22:00:00+08:00") == "li");
    CHECK(who(roster, "2026-01-10T05:59:59+08:00") == "li");
    CHECK(who(roster, "2026-01-10T06:00:00+08:00").empty());
    CHECK(who(roster, "2026-01-10T22:00:00+08:00").empty());
}

TEST_CASE("a shift that ends at the time at which it begins lasts a day") {
    const Roster roster = roster_of({shift("all", 8h, 8h, {kLi})});
    CHECK(
        gaps(std::span(&roster, 1), kShanghai, {at("2026-01-05T08:00:00+08:00"), at("2026-03-01T00:00:00Z")}).empty());
}

TEST_CASE("crews take turns by weeks, or by days") {
    Roster roster = nights_and_days();
    CHECK(who(roster, "2026-01-11T23:00:00+08:00") == "li");
    CHECK(who(roster, "2026-01-12T05:00:00+08:00") == "li");  // the night that began on Sunday
    CHECK(who(roster, "2026-01-12T23:00:00+08:00") == "wang");
    CHECK(who(roster, "2026-01-19T23:00:00+08:00") == "li");
    roster.shifts[0].rotate_days = 2;
    CHECK(who(roster, "2026-01-06T23:00:00+08:00") == "li");
    CHECK(who(roster, "2026-01-07T23:00:00+08:00") == "wang");
    CHECK(who(roster, "2026-01-09T23:00:00+08:00") == "li");
}

TEST_CASE("a crew without anybody is a turn on which the shift does not take place") {
    const Roster roster = roster_of({shift("every third week", 0h, 0h, {kLi, {}, {}})});
    CHECK(who(roster, "2026-01-11T12:00:00+08:00") == "li");
    CHECK(who(roster, "2026-01-12T12:00:00+08:00").empty());
    CHECK(who(roster, "2026-01-25T12:00:00+08:00").empty());
    CHECK(who(roster, "2026-01-26T12:00:00+08:00") == "li");
}

TEST_CASE("a shift takes place from its first to its last day, and not on the days that are excepted") {
    Roster roster = roster_of({shift("night", 22h, 6h, {kLi})});
    roster.shifts[0].until = day(2026, 1, 7);
    roster.shifts[0].except = {day(2026, 1, 6)};
    CHECK(who(roster, "2026-01-04T23:00:00+08:00").empty());
    CHECK(who(roster, "2026-01-05T23:00:00+08:00") == "li");
    CHECK(who(roster, "2026-01-06T23:00:00+08:00").empty());
    CHECK(who(roster, "2026-01-08T05:00:00+08:00") == "li");
    CHECK(who(roster, "2026-01-08T23:00:00+08:00").empty());
}

TEST_CASE("an override lets another person stand in, and only then") {
    Roster roster = nights_and_days();
    roster.overrides = {{"o1",
                         ResponderId("li"),
                         ResponderId("zhang"),
                         {at("2026-01-06T20:00:00+08:00"), at("2026-01-07T01:00:00+08:00")}}};
    CHECK(who(roster, "2026-01-06T21:00:00+08:00") == "zhao");
    CHECK(who(roster, "2026-01-07T00:59:59+08:00") == "zhang");
    CHECK(who(roster, "2026-01-07T01:00:00+08:00") == "li");
}

TEST_CASE("overrides apply in their order: a stand-in may be replaced, and who is away is away from every shift") {
    Roster roster =
        roster_of({shift("one", 0h, 0h, {kLi}), shift("two", 0h, 0h, {{ResponderId("li"), ResponderId("wang")}})});
    const Interval when{at("2026-01-06T00:00:00Z"), at("2026-01-07T00:00:00Z")};
    roster.overrides = {{"o1", ResponderId("li"), ResponderId("chen"), when}};
    CHECK(who(roster, "2026-01-06T12:00:00Z") == "chen wang");
    roster.overrides.push_back({"o2", ResponderId("chen"), ResponderId("zhao"), when});
    CHECK(who(roster, "2026-01-06T12:00:00Z") == "wang zhao");
    std::swap(roster.overrides[0], roster.overrides[1]);
    CHECK(who(roster, "2026-01-06T12:00:00Z") == "chen wang");
    roster.overrides = {{"away", ResponderId("li"), ResponderId(), when},
                        {"more", ResponderId(), ResponderId("zhang"), when}};
    CHECK(who(roster, "2026-01-06T12:00:00Z") == "wang zhang");
}

TEST_CASE("a swap gives each the other's duty") {
    const Roster roster = nights_and_days();
    const Swap swap{ResponderId("li"),
                    {at("2026-01-06T22:00:00+08:00"), at("2026-01-07T06:00:00+08:00")},
                    ResponderId("wang"),
                    {at("2026-01-13T22:00:00+08:00"), at("2026-01-14T06:00:00+08:00")}};
    const auto overrides = overrides_of(swap, "swap", roster, kShanghai);
    REQUIRE(overrides);
    Roster swapped = roster;
    swapped.overrides = overrides.value();
    CHECK(problems(swapped).empty());
    CHECK(who(swapped, "2026-01-06T23:00:00+08:00") == "wang");
    CHECK(who(swapped, "2026-01-13T23:00:00+08:00") == "li");
    CHECK(who(swapped, "2026-01-14T23:00:00+08:00") == "wang");
}

TEST_CASE("a swap of a duty that nobody has is refused by its name") {
    Swap swap{ResponderId("li"),
              {at("2026-01-13T22:00:00+08:00"), at("2026-01-14T06:00:00+08:00")},
              ResponderId("zhao"),
              {at("2026-01-06T06:00:00+08:00"), at("2026-01-06T22:00:00+08:00")}};
    const auto refused = overrides_of(swap, "swap", nights_and_days(), kShanghai);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.starts_with("\"li\" is not on duty from 2026-01-13T14:00:00.000Z"));
    swap.second = swap.first;
    CHECK_FALSE(overrides_of(swap, "swap", nights_and_days(), kShanghai));
    // Refused before anything is laid out: it would be some millions of days.
    swap.second = ResponderId("wang");
    swap.first_duty.to = at("9999-12-31T00:00:00Z");
    const auto endless = overrides_of(swap, "swap", nights_and_days(), kShanghai);
    REQUIRE_FALSE(endless);
    CHECK(endless.error().message.find("366 days") != std::string::npos);
}

TEST_CASE("duties at the same time are not swapped: one of two people would be left") {
    const Roster roster = roster_of({shift("early", 6h, 16h, {kLi}), shift("late", 14h, 22h, {kWang})});
    Swap swap{ResponderId("li"),
              {at("2026-01-06T06:00:00+08:00"), at("2026-01-06T16:00:00+08:00")},
              ResponderId("wang"),
              {at("2026-01-06T14:00:00+08:00"), at("2026-01-06T22:00:00+08:00")}};
    const auto refused = overrides_of(swap, "swap", roster, kShanghai);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("overlap") != std::string::npos);
    swap.second_duty.from = swap.first_duty.to;
    CHECK(overrides_of(swap, "swap", roster, kShanghai));
}

TEST_CASE("an override that changes nothing can be told") {
    const Roster roster = nights_and_days();
    const Interval night{at("2026-01-06T22:00:00+08:00"), at("2026-01-07T06:00:00+08:00")};
    CHECK(changes_anything(roster, kShanghai, {"o", ResponderId("li"), ResponderId("chen"), night}));
    CHECK_FALSE(changes_anything(roster, kShanghai, {"o", ResponderId("wang"), ResponderId("chen"), night}));
    CHECK_FALSE(changes_anything(roster, kShanghai, {"o", ResponderId(), ResponderId("li"), night}));
}

TEST_CASE("gaps are the moments at which nobody of any roster of the scope is on duty") {
    Roster nights = roster_of({shift("night", 22h, 6h, {kLi})});
    Roster days = roster_of({shift("day", 6h, 22h, {kZhao})});
    days.shifts[0].weekdays = {};
    for (const auto one : week().first(5)) days.shifts[0].weekdays.add(one);
    const std::vector<Roster> both{nights, days};
    const auto open = gaps(both, kShanghai, {at("2026-01-05T22:00:00+08:00"), at("2026-01-12T00:00:00+08:00")});
    REQUIRE(open.size() == 2);
    CHECK(open[0] == Interval{at("2026-01-10T06:00:00+08:00"), at("2026-01-10T22:00:00+08:00")});
    CHECK(open[1] == Interval{at("2026-01-11T06:00:00+08:00"), at("2026-01-11T22:00:00+08:00")});
    CHECK(gaps({}, kShanghai, {at("2026-01-05T00:00:00Z"), at("2026-01-06T00:00:00Z")}).size() == 1);
}

TEST_CASE("who is on duty is told with the end of the duty, over shifts that follow each other") {
    Roster roster = nights_and_days();
    auto now = on_duty(roster, kShanghai, at("2026-01-06T23:00:00+08:00"));
    REQUIRE(now.size() == 1);
    CHECK(now[0].person.value == "li");
    CHECK(now[0].until == at("2026-01-07T06:00:00+08:00"));
    CHECK_FALSE(now[0].longer);
    roster.shifts[1].crews = {kLi};
    now = on_duty(roster, kShanghai, at("2026-01-06T23:00:00+08:00"));
    REQUIRE(now.size() == 1);
    CHECK(now[0].until == at("2026-01-12T22:00:00+08:00"));  // then wang has the nights
    roster.shifts[0].crews = {kLi};
    now = on_duty(roster, kShanghai, at("2026-01-06T23:00:00+08:00"));
    REQUIRE(now.size() == 1);
    CHECK(now[0].longer);
}

TEST_CASE("a roster names whom its shifts in force name, on duty or not, and no stand-in") {
    Roster roster = nights_and_days();
    roster.shifts[1].until = day(2026, 1, 31);
    roster.overrides = {
        {"o1", ResponderId("li"), ResponderId("zhang"), {at("2026-01-06T00:00:00Z"), at("2026-01-08T00:00:00Z")}}};
    const auto in = [&](const char* moment) {
        return names(named(roster, kShanghai, {at(moment), at(moment) + 1ms}).at(0).people);
    };
    CHECK(in("2026-01-04T12:00:00+08:00").empty());
    CHECK(in("2026-01-06T23:00:00+08:00") == "li wang zhao");
    CHECK(in("2026-02-01T12:00:00+08:00") == "li wang");
}

TEST_CASE("whatever the roster, its timeline is what the slow and obvious way finds, without hole or overlap") {
    RandomRosters chance(7);
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        const Roster roster = chance.next(day(2026, 5, 1), kShanghai);
        const UtcTime begin = at("2026-04-28T00:00:00Z") + std::chrono::minutes{chance.below(1440)};
        const Interval window{begin, begin + 12 * 24h};
        const auto line = timeline(roster, kShanghai, window);
        REQUIRE_FALSE(line.empty());
        CHECK(line.front().when.from == window.from);
        CHECK(line.back().when.to == window.to);
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (i > 0) {
                CHECK(line[i].when.from == line[i - 1].when.to);
                CHECK(line[i].people != line[i - 1].people);
            }
            for (const UtcTime moment : {line[i].when.from, line[i].when.to - 1ms}) {
                CHECK(line[i].people == naive_people_at(roster, kShanghai, moment));
            }
        }
        for (UtcTime moment = window.from; moment < window.to; moment += 47min) {
            const auto stretch = std::ranges::find_if(line, [&](const auto& one) { return moment < one.when.to; });
            CHECK(stretch->people == naive_people_at(roster, kShanghai, moment));
        }
    }
}

TEST_CASE("hundreds of shifts and thousands of overrides are laid out, each where it belongs") {
    Roster roster = roster_of({});
    for (int i = 0; i < 300; ++i) {
        roster.shifts.push_back(shift("s" + std::to_string(i), std::chrono::minutes{4 * i},
                                      std::chrono::minutes{4 * i + 60}, {{ResponderId("p" + std::to_string(i))}}));
    }
    const UtcTime begin = at("2026-02-01T00:00:00Z");
    for (int i = 0; i < 5'000; ++i) {
        const UtcTime from = begin + std::chrono::minutes{8 * i};
        roster.overrides.push_back({"o" + std::to_string(i),
                                    ResponderId("p" + std::to_string(i % 300)),
                                    ResponderId("q" + std::to_string(i % 7)),
                                    {from, from + 3h}});
    }
    REQUIRE(problems(roster).empty());
    const auto line = timeline(roster, kShanghai, {begin, begin + 31 * 24h});
    for (UtcTime moment = begin; moment < begin + 31 * 24h; moment += 7h) {
        const auto stretch = std::ranges::find_if(line, [&](const auto& one) { return moment < one.when.to; });
        CHECK(stretch->people == naive_people_at(roster, kShanghai, moment));
    }
}

TEST_CASE("a right roster has no problems") {
    Roster roster = nights_and_days();
    CHECK(problems(roster).empty());
    roster.level = Level::district;
    roster.scope.clear();
    CHECK(problems(roster).empty());
}

TEST_CASE("every mistake in a roster is told with its place") {
    const auto told = [](auto spoil) {
        Roster roster = nights_and_days();
        spoil(roster);
        return first_problem(roster);
    };
    CHECK(told([](Roster& r) { r.id = RosterId("a b"); }).starts_with("roster: \"id\" is 1 to 128 bytes"));
    CHECK(told([](Roster& r) { r.name.clear(); }) == "roster: \"name\" is 1 to 200 bytes of UTF-8");
    CHECK(told([](Roster& r) { r.level = Level::home; }).find("families have no roster") != std::string::npos);
    CHECK(told([](Roster& r) { r.scope.clear(); }).find("id of the committee or street") != std::string::npos);
    CHECK(told([](Roster& r) { r.level = Level::district; }) == "roster: \"scope\" is empty for the district");
    CHECK(told([](Roster& r) { r.shifts[0].begins = 24h; }) ==
          "shift \"night\": \"begins\" is a time of day from 00:00 to 23:59");
    CHECK(told([](Roster& r) { r.shifts[0].ends = -1min; }) ==
          "shift \"night\": \"ends\" is a time of day from 00:00 to 23:59");
    CHECK(told([](Roster& r) { r.shifts[0].weekdays = {}; }).find("names no weekday") != std::string::npos);
    CHECK(told([](Roster& r) { r.shifts[0].until = day(2026, 1, 4); }) ==
          "shift \"night\": ends on 2026-01-04, before it begins on 2026-01-05");
    CHECK(told([](Roster& r) { r.shifts[0].from = day(1969, 1, 4); }).find("from 1970 to 2099") != std::string::npos);
    CHECK(told([](Roster& r) { r.shifts[0].crews.clear(); }) == "shift \"night\": has nobody in any crew");
    CHECK(told([](Roster& r) { r.shifts[0].crews = {{}, {}}; }) == "shift \"night\": has nobody in any crew");
    CHECK(told([](Roster& r) { r.shifts[0].crews[1].push_back(ResponderId("wang")); }) ==
          "shift \"night\": crew 2 names \"wang\" twice");
    CHECK(told([](Roster& r) { r.shifts[0].crews[0] = {ResponderId("")}; }).find("crew 1 names somebody") !=
          std::string::npos);
    CHECK(told([](Roster& r) { r.shifts[0].rotate_days = 0; }) == "shift \"night\": \"rotate_days\" is from 1 to 366");
    CHECK(told([](Roster& r) { r.shifts[1].id = "night"; }) == "shift \"night\": another shift has this id");
    CHECK(told([](Roster& r) { r.shifts[0].until = day(2026, 1, 9); }) ==
          "shift \"night\": crew 2 never has a turn before the last day");
    CHECK(told([](Roster& r) { r.shifts[0].except = {day(2025, 1, 9)}; }).find("outside of its days") !=
          std::string::npos);
    CHECK(told([](Roster& r) {
              r.shifts[0].except = {day(2026, 1, 9), day(2026, 1, 9)};
          }) == "shift \"night\": \"except\" has 2026-01-09 twice");
    CHECK(told([](Roster& r) {
              r.shifts[0].weekdays = {};
              r.shifts[0].weekdays.add(std::chrono::Monday);
              r.shifts[0].except = {day(2026, 1, 9)};
          }) == "shift \"night\": \"except\" has 2026-01-09, a friday, on which it never begins");
    CHECK(told([](Roster& r) { r.shifts.resize(kMostShifts + 1, r.shifts[0]); }) ==
          "roster: has more than 1000 shifts");
}

TEST_CASE("every mistake in an override is told with its place") {
    const UtcTime from = at("2026-01-06T00:00:00Z");
    const auto told = [&](Override change) {
        Roster roster = nights_and_days();
        roster.overrides = {std::move(change)};
        return first_problem(roster);
    };
    const ResponderId li("li"), chen("chen");
    CHECK(told({"o1", li, chen, {from, from + 1h}}).empty());
    CHECK(told({"", li, chen, {from, from + 1h}}).find("its id is") != std::string::npos);
    CHECK(told({"o1", {}, {}, {from, from + 1h}}) == "override \"o1\": names neither \"person\" nor \"instead\"");
    CHECK(told({"o1", li, li, {from, from + 1h}}) == "override \"o1\": lets \"li\" stand in for himself");
    CHECK(told({"o1", li, chen, {from, from}}).find("before it begins (2026-01-06T00:00:00.000Z)") !=
          std::string::npos);
    CHECK(told({"o1", li, chen, {from, from + 367 * 24h}}).find("longer than 366 days") != std::string::npos);
    CHECK(told({"o1", li, chen, {from, UtcTime{Millis::max()}}}).find("from 1970 to 2099") != std::string::npos);
}
