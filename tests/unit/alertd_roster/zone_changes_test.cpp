// What a change of the clocks must not do to a roster: take a shift away, make two of it, or leave anybody alone.
#include "alertd/roster/tz_zone.hpp"
#include "tests/unit/alertd_core/naive_roster.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

const char* const kZones[] = {"Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"};

std::shared_ptr<const Zone> zone(const char* name) {
    auto found = roster::find_zone(name);
    REQUIRE(found);
    return found.value();
}

Interval year_2026(const Zone& in) {
    return {in.to_utc(LocalTime{day(2026, 1, 6)} + 12h), in.to_utc(LocalTime{day(2027, 1, 6)} + 12h)};
}

/// The local days of 2026 on which the clocks are changed.
std::vector<LocalDay> changes(const Zone& in) {
    std::vector<LocalDay> found;
    for (LocalDay one = day(2026, 1, 6); one < day(2027, 1, 6); one += std::chrono::days{1}) {
        if (in.to_utc(LocalTime{one} + 24h) - in.to_utc(LocalTime{one}) != 24h) found.push_back(one);
    }
    return found;
}

}  // namespace

TEST_CASE("the night of 22:00 to 06:00 exists exactly once on every night of the year, in every zone") {
    for (const char* name : kZones) {
        CAPTURE(name);
        const auto in = zone(name);
        const Roster roster = roster_of({shift("night", 22h, 6h, {{ResponderId("li")}})});
        std::map<LocalDay, int> nights;
        UtcTime before{};
        for (const auto& one : occurrences(roster, *in, year_2026(*in))) {
            ++nights[one.day];
            CHECK(one.when.from > before);
            CHECK(in->to_local(one.when.from) == LocalTime{one.day} + 22h);
            CHECK(in->to_local(one.when.to) == LocalTime{one.day} + 30h);
            before = one.when.to;
        }
        CHECK(nights.size() == 365);
        for (const auto& [night, times] : nights) CHECK(times == 1);
    }
}

TEST_CASE("a night of a change is shorter or longer by the change, and every other one is eight hours") {
    const std::map<std::string, std::vector<Millis>> expected{{"Europe/Berlin", {7h, 9h}},
                                                              {"America/New_York", {7h, 9h}},
                                                              {"Asia/Shanghai", {}},
                                                              {"Australia/Lord_Howe", {8h + 30min, 7h + 30min}}};
    for (const char* name : kZones) {
        CAPTURE(name);
        const auto in = zone(name);
        const Roster roster = roster_of({shift("night", 22h, 6h, {{ResponderId("li")}})});
        std::vector<Millis> odd;
        for (const auto& one : occurrences(roster, *in, year_2026(*in))) {
            if (one.when.to - one.when.from != 8h) odd.push_back(one.when.to - one.when.from);
        }
        CHECK(odd == expected.at(name));
    }
}

TEST_CASE("shifts that meet on the clock never leave a gap and never overlap, wherever in the day they meet") {
    RandomRosters chance(11);
    for (const char* name : kZones) {
        CAPTURE(name);
        const auto in = zone(name);
        for (int round = 0; round < 60; ++round) {
            // Three shifts around the clock; also meeting inside the hour that is left out or repeated.
            std::set<std::chrono::minutes> meets;
            while (meets.size() < 3) meets.insert(std::chrono::minutes{15 * chance.below(round % 2 == 0 ? 16 : 96)});
            const std::vector<std::chrono::minutes> at(meets.begin(), meets.end());
            const Roster roster = roster_of({shift("a", at[0], at[1], {{ResponderId("a")}}),
                                             shift("b", at[1], at[2], {{ResponderId("b")}}),
                                             shift("c", at[2], at[0], {{ResponderId("c")}})});
            for (const auto& stretch : timeline(roster, *in, year_2026(*in))) CHECK(stretch.people.size() == 1);
        }
    }
}

TEST_CASE("around each change the timeline is what the slow and obvious way finds, in every zone") {
    RandomRosters chance(13);
    for (const char* name : kZones) {
        CAPTURE(name);
        const auto in = zone(name);
        auto days = changes(*in);
        if (days.empty()) days.push_back(day(2026, 5, 1));
        for (const auto changed : days) {
            for (int round = 0; round < 60; ++round) {
                const Roster roster = chance.next(changed, *in);
                const UtcTime begin = in->to_utc(LocalTime{changed}) - 30h;
                const auto line = timeline(roster, *in, {begin, begin + 60h});
                for (UtcTime moment = begin; moment < begin + 60h; moment += 5min) {
                    const auto now = std::ranges::find_if(line, [&](const auto& one) { return moment < one.when.to; });
                    CHECK(now->people == naive_people_at(roster, *in, moment));
                }
            }
        }
    }
}

TEST_CASE("a shift that lies inside the hour that spring leaves out does not take place, and its neighbours meet") {
    const auto berlin = zone("Europe/Berlin");
    const Roster roster =
        roster_of({shift("before", 0h, 2h, {{ResponderId("a")}}), shift("lost", 2h, 3h, {{ResponderId("b")}}),
                   shift("after", 3h, 0h, {{ResponderId("c")}})});
    const UtcTime begin = berlin->to_utc(LocalTime{day(2026, 3, 29)});
    const auto line = timeline(roster, *berlin, {begin, begin + 10h});
    REQUIRE(line.size() == 2);
    CHECK(line[0].people == Crew{ResponderId("a")});
    CHECK(line[1].people == Crew{ResponderId("c")});
    CHECK(to_rfc3339(line[1].when.from) == "2026-03-29T01:00:00.000Z");
}
