#include "alertd/core/duty_book.hpp"
#include "alertd/core/rules.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace anju::alertd::core {

std::vector<Way> ways_of(const Responder& responder) {
    std::vector<Way> ways{{responder.channel, responder.address}};
    ways.insert(ways.end(), responder.more_ways.begin(), responder.more_ways.end());
    if (ways.size() > kMostWays) ways.resize(kMostWays);
    return ways;
}

namespace {

bool covers(const Responder& responder, const Place& place) {
    switch (responder.level) {
        case Level::home: return place.registered && responder.scope == place.home.value;
        case Level::committee: return place.committee && responder.scope == place.committee->value;
        case Level::street: return place.street && responder.scope == place.street->value;
        case Level::district: return true;
    }
    return false;
}

bool stands_on(const std::vector<Level>& levels, const Place& place, const Responder& responder) {
    return std::ranges::find(levels, responder.level) != levels.end() && covers(responder, place);
}

/// What the rosters say of somebody who stands in one way: by his own name or by his team's (R4).
Duty duty_in_one_way(const DutyBook& book, const Responder& one, UtcTime at) {
    const Duty own = book.duty_of(one, at);
    if (one.team.empty() || own == Duty::on_duty) return own;
    Responder team = one;
    team.id = one.team;
    const Duty of_team = book.duty_of(team, at);
    return of_team == Duty::no_roster ? own : of_team;
}

/// What the rosters say of everybody who answers for a place.
class Duties {
public:
    Duties(const Draft& draft, const std::vector<Level>& levels) {
        const DutyBook* book = draft.state().duties;
        for (const auto& one : draft.state().responders) {
            if (!stands_on(levels, draft.incident().place, one)) continue;
            const Duty duty = book ? duty_in_one_way(*book, one, draft.at()) : Duty::no_roster;
            if (duty == Duty::on_duty) manned_.emplace(one.level, one.scope);
            const auto [known, is_new] = duty_.try_emplace(one.id, duty);
            if (!is_new && rank(duty) > rank(known->second)) known->second = duty;
        }
    }
    [[nodiscard]] Duty of(const Responder& one) const { return duty_.at(one.id); }
    [[nodiscard]] bool is_manned(const Responder& one) const { return manned_.contains({one.level, one.scope}); }

private:
    /// Who stands in two ways stands if he does in one.
    static int rank(Duty duty) { return duty == Duty::on_duty ? 2 : duty == Duty::no_roster ? 1 : 0; }

    std::map<ResponderId, Duty> duty_;
    std::set<std::pair<Level, std::string>> manned_;
};

void count(std::vector<DutyGap>& gaps, const Responder& one) {
    const auto same = [&](const DutyGap& gap) { return gap.level == one.level && gap.scope == one.scope; };
    auto found = std::ranges::find_if(gaps, same);
    if (found == gaps.end()) found = gaps.insert(gaps.end(), DutyGap{one.level, one.scope, 0});
    ++found->people;
}

bool goes_to(const Draft& draft, const ResponderId& who) {
    return std::ranges::any_of(draft.attendances(),
                               [&](const Attendance& row) { return row.responder == who && is_going(row.state); });
}

}  // namespace

Called who_is_called(const Draft& draft, const std::vector<Level>& levels) {
    const auto people = who_stands_on(levels, draft.incident().place, draft.state().responders);
    const Duties duties(draft, levels);
    Called called;
    for (const auto& one : people) {
        const Duty duty = duties.of(one);
        if (duty != Duty::off_duty) {
            called.people.emplace_back(one, duty == Duty::on_duty ? Standing::on_duty : Standing::no_roster);
        } else if (!duties.is_manned(one)) {
            count(called.gaps, one);
            called.people.emplace_back(one, Standing::nobody_on_duty);
        } else if (goes_to(draft, one.id)) {
            called.people.emplace_back(one, Standing::on_the_case);
        } else {
            ++called.off_duty;
        }
    }
    return called;
}

std::vector<Responder> who_stands_on(const std::vector<Level>& levels, const Place& place,
                                     const std::vector<Responder>& responders) {
    std::vector<Responder> standing;
    for (const auto& responder : responders) {
        if (!stands_on(levels, place, responder)) continue;
        const auto same = [&](const Responder& other) { return other.id == responder.id; };
        if (std::ranges::none_of(standing, same)) standing.push_back(responder);
    }
    return standing;
}

}  // namespace anju::alertd::core
