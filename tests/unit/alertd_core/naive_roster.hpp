// NaiveRoster: who is on duty at one moment, looked up the slow and obvious way, and rosters made by chance.
#pragma once

#include "alertd/core/roster.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace anju::alertd::core::testing {

using namespace std::chrono_literals;

inline LocalDay day(int year, unsigned month, unsigned of_month) {
    return LocalDay{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(of_month)};
}

inline Shift shift(std::string id, std::chrono::minutes begins, std::chrono::minutes ends, std::vector<Crew> crews) {
    Shift one;
    one.id = std::move(id);
    one.begins = begins;
    one.ends = ends;
    one.from = day(2026, 1, 5);  // a Monday
    one.crews = std::move(crews);
    return one;
}

inline Roster roster_of(std::vector<Shift> shifts, std::vector<Override> overrides = {}) {
    Roster roster;
    roster.id = RosterId("r1");
    roster.name = "First committee";
    roster.scope = "c1";
    roster.shifts = std::move(shifts);
    roster.overrides = std::move(overrides);
    return roster;
}

inline std::vector<ResponderId> naive_people_at(const Roster& roster, const Zone& zone, UtcTime at) {
    std::set<ResponderId> there;
    const auto today = std::chrono::floor<std::chrono::days>(zone.to_local(at));
    for (const auto& one : roster.shifts) {
        for (int back = 0; back <= 3; ++back) {
            const LocalDay begin = today - std::chrono::days{back};
            if (begin < one.from || (one.until && begin > *one.until)) continue;
            if (!one.weekdays.has(std::chrono::weekday(begin))) continue;
            if (std::ranges::count(one.except, begin) > 0) continue;
            const auto length = one.ends > one.begins ? one.ends - one.begins : one.ends - one.begins + 24h;
            const LocalTime starts = LocalTime{begin} + one.begins;
            if (at < zone.to_utc(starts) || at >= zone.to_utc(starts + length)) continue;
            auto turn = static_cast<std::size_t>((begin - one.from).count() / one.rotate_days);
            while (turn >= one.crews.size()) turn -= one.crews.size();
            there.insert(one.crews[turn].begin(), one.crews[turn].end());
        }
    }
    for (const auto& change : roster.overrides) {
        if (at < change.when.from || at >= change.when.to) continue;
        const bool applies = change.person.empty() || there.erase(change.person) > 0;
        if (applies && !change.instead.empty()) there.insert(change.instead);
    }
    return {there.begin(), there.end()};
}

/// A small roster with everything in it, right in every point.
class RandomRosters {
public:
    explicit RandomRosters(std::uint64_t seed) : chance_(seed) {}

    Roster next(LocalDay around, const Zone& zone) {
        Roster roster = roster_of({});
        const auto shifts = 1 + below(5);
        for (std::uint64_t i = 0; i < shifts; ++i)
            roster.shifts.push_back(random_shift("s" + std::to_string(i), around));
        for (auto i = below(12); i > 0; --i) {
            roster.overrides.push_back(random_override("o" + std::to_string(i), zone.to_utc(LocalTime{around})));
        }
        return roster;
    }

    std::uint64_t below(std::uint64_t limit) { return chance_() % limit; }

private:
    static constexpr const char* kPeople[] = {"chen", "li", "wang", "zhang", "zhao"};
    ResponderId somebody() { return ResponderId(kPeople[below(5)]); }

    Shift random_shift(std::string id, LocalDay around) {
        Shift one =
            shift(std::move(id), std::chrono::minutes{30 * below(48)}, std::chrono::minutes{30 * below(48)}, {});
        one.from = around - std::chrono::days{below(60)};
        if (below(3) == 0) one.until = one.from + std::chrono::days{200};
        if (below(2) == 0) {
            one.weekdays = {};
            for (auto i = 1 + below(5); i > 0; --i) one.weekdays.add(week()[below(7)]);
        }
        one.rotate_days = static_cast<int>(below(2) == 0 ? 7 * (1 + below(2)) : 1 + below(4));
        for (auto i = 1 + below(3); i > 0; --i) {
            one.crews.push_back({somebody()});
            if (below(3) == 0) one.crews.back() = {ResponderId("zhao"), ResponderId("chen")};
        }
        for (auto i = below(4); i > 0; --i) add_exception(one, around + std::chrono::days{below(30)});
        return one;
    }

    static void add_exception(Shift& one, LocalDay off) {
        if (begins_on(one, off)) one.except.push_back(off);
        std::ranges::sort(one.except);
    }

    Override random_override(std::string id, UtcTime around) {
        Override change{std::move(id), somebody(), somebody(), {}};
        if (below(4) == 0) change.instead = {};
        if (change.person == change.instead || (below(4) == 0 && !change.instead.empty())) change.person = {};
        if (change.person.empty() && change.instead.empty()) change.instead = somebody();
        change.when.from = around + std::chrono::minutes{10 * below(20 * 144)} - 24h;
        change.when.to = change.when.from + std::chrono::minutes{10 + 10 * below(3 * 144)};
        return change;
    }

    std::mt19937_64 chance_;
};

}  // namespace anju::alertd::core::testing
