#include "alertd/core/roster.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace anju::alertd::core {

namespace {

using std::chrono::days;
using std::chrono::minutes;

/// A shift lasts at most a day, and clocks are set by less than another: what begins earlier than this is over.
constexpr days kLongestReach{2};

/// Never for an interval that ends before it begins.
bool overlap(const Interval& one, const Interval& other) {
    return std::max(one.from, other.from) < std::min(one.to, other.to);
}

LocalDay day_of(const Zone& zone, UtcTime at) { return std::chrono::floor<days>(zone.to_local(at)); }

LocalTime end_on(const Shift& shift, LocalDay day) {
    return LocalTime{day} + shift.ends + (shift.ends <= shift.begins ? days{1} : days{0});
}

/// The local days on which something may begin that reaches into `window`.
struct Days {
    LocalDay first, last;
};
Days days_of(const Shift& shift, const Zone& zone, Interval window) {
    Days span{day_of(zone, window.from) - kLongestReach, day_of(zone, window.to) + days{1}};
    span.first = std::max(span.first, shift.from);
    if (shift.until) span.last = std::min(span.last, *shift.until);
    return span;
}

/// Somebody, or a whole crew, from when to when.
struct Presence {
    Interval when;
    const Crew* people = nullptr;
};

/// The people as numbers, so that laying out a timeline copies no text.
class Numbers {
public:
    int of(const ResponderId& person) {
        const auto [found, is_new] = numbers_.try_emplace(person, static_cast<int>(people_.size()));
        if (is_new) people_.push_back(person);
        return found->second;
    }
    [[nodiscard]] std::vector<ResponderId> people(const std::vector<int>& numbers) const {
        std::vector<ResponderId> named;
        for (const int number : numbers) named.push_back(people_[static_cast<std::size_t>(number)]);
        std::ranges::sort(named);
        return named;
    }

private:
    std::unordered_map<ResponderId, int> numbers_;
    std::vector<ResponderId> people_;
};

/// Walks from change to change and keeps who is there between two of them.
class Sweep {
public:
    Sweep(Interval window, const std::vector<Presence>& presences, const std::vector<Override>& overrides)
        : window_(window) {
        moments_.insert({window.from, window.to});
        for (const auto& presence : presences) {
            if (!overlap(presence.when, window)) continue;
            std::vector<int> numbers;
            for (const auto& person : *presence.people) numbers.push_back(numbers_.of(person));
            come_and_go(presence.when, present_.size());
            present_.push_back(std::move(numbers));
        }
        first_override_ = present_.size();
        for (const auto& change : overrides) {
            if (!overlap(change.when, window)) continue;
            come_and_go(change.when, present_.size());
            present_.push_back({change.person.empty() ? kNobody : numbers_.of(change.person),
                                change.instead.empty() ? kNobody : numbers_.of(change.instead)});
        }
    }

    std::vector<Stretch> stretches() {
        std::vector<Stretch> found;
        std::vector<int> before;
        for (auto moment = moments_.begin(); std::next(moment) != moments_.end(); ++moment) {
            turn_to(*moment);
            auto now = there();
            const UtcTime until = *std::next(moment);
            if (!found.empty() && now == before) {
                found.back().when.to = until;
            } else {
                found.push_back({{*moment, until}, numbers_.people(now)});
                before = std::move(now);
            }
        }
        return found;
    }

private:
    static constexpr int kNobody = -1;

    void come_and_go(Interval when, std::size_t which) {
        const Interval inside{std::max(when.from, window_.from), std::min(when.to, window_.to)};
        coming_[inside.from].push_back(which);
        going_[inside.to].push_back(which);
        moments_.insert({inside.from, inside.to});
    }

    void turn_to(UtcTime moment) {
        for (const auto which : going_[moment]) active_.erase(which);
        for (const auto which : coming_[moment]) active_.insert(which);
    }

    /// Shifts first, then the overrides in their order (W4): that is how they are numbered.
    [[nodiscard]] std::vector<int> there() const {
        std::vector<int> people;
        for (const auto which : active_) {
            const auto& entry = present_[which];
            if (which < first_override_) {
                people.insert(people.end(), entry.begin(), entry.end());
                continue;
            }
            const int person = entry[0];
            const int instead = entry[1];
            const auto left = person == kNobody ? 1 : std::erase(people, person);
            if (left > 0 && instead != kNobody) people.push_back(instead);
        }
        std::ranges::sort(people);
        const auto repeated = std::ranges::unique(people);
        people.erase(repeated.begin(), repeated.end());
        return people;
    }

    Interval window_;
    Numbers numbers_;
    std::vector<std::vector<int>> present_;
    std::size_t first_override_ = 0;
    std::set<UtcTime> moments_;
    std::map<UtcTime, std::vector<std::size_t>> coming_, going_;
    std::set<std::size_t> active_;
};

}  // namespace

bool begins_on(const Shift& shift, LocalDay day) {
    if (day < shift.from || (shift.until && day > *shift.until)) return false;
    if (!shift.weekdays.has(std::chrono::weekday(day))) return false;
    return std::ranges::find(shift.except, day) == shift.except.end();
}

const Crew* crew_of(const Shift& shift, LocalDay day) {
    if (day < shift.from || shift.crews.empty() || shift.rotate_days < 1) return nullptr;
    const auto turn = (day - shift.from).count() / shift.rotate_days;
    return &shift.crews[static_cast<std::size_t>(turn) % shift.crews.size()];
}

Interval interval_on(const Shift& shift, LocalDay day, const Zone& zone) {
    return {zone.to_utc(LocalTime{day} + shift.begins), zone.to_utc(end_on(shift, day))};
}

std::vector<Occurrence> occurrences(const Roster& roster, const Zone& zone, Interval window) {
    std::vector<Occurrence> found;
    for (const auto& shift : roster.shifts) {
        const auto [first, last] = days_of(shift, zone, window);
        for (LocalDay day = first; day <= last; day += days{1}) {
            if (!begins_on(shift, day)) continue;
            const Crew* crew = crew_of(shift, day);
            if (crew == nullptr || crew->empty()) continue;
            const Interval when = interval_on(shift, day, zone);
            // A shift that lies inside the hour that spring leaves out does not exist.
            if (when.from < when.to && overlap(when, window)) found.push_back({&shift, day, crew, when});
        }
    }
    return found;
}

std::vector<Stretch> timeline(const Roster& roster, const Zone& zone, Interval window) {
    if (window.from >= window.to) return {};
    std::vector<Presence> presences;
    for (const auto& one : occurrences(roster, zone, window)) presences.push_back({one.when, one.crew});
    return Sweep(window, presences, roster.overrides).stretches();
}

std::vector<Stretch> named(const Roster& roster, const Zone& zone, Interval window) {
    if (window.from >= window.to) return {};
    std::vector<Presence> presences;
    for (const auto& shift : roster.shifts) {
        Interval in_force{zone.to_utc(LocalTime{shift.from}), window.to};
        if (shift.until) {
            const LocalTime last = std::max(LocalTime{*shift.until + days{1}}, end_on(shift, *shift.until));
            in_force.to = zone.to_utc(last);
        }
        for (const auto& crew : shift.crews) {
            if (!crew.empty()) presences.push_back({in_force, &crew});
        }
    }
    return Sweep(window, presences, {}).stretches();
}

std::vector<Interval> gaps(std::span<const Roster> rosters, const Zone& zone, Interval window) {
    if (window.from >= window.to) return {};
    // Whoever is there covers the moment; what remains is the gaps.
    std::vector<Interval> covered;
    for (const auto& roster : rosters) {
        for (const auto& stretch : timeline(roster, zone, window)) {
            if (!stretch.people.empty()) covered.push_back(stretch.when);
        }
    }
    std::ranges::sort(covered, {}, &Interval::from);
    std::vector<Interval> open;
    UtcTime reached = window.from;
    for (const auto& one : covered) {
        if (one.from > reached) open.push_back({reached, one.from});
        reached = std::max(reached, one.to);
    }
    if (reached < window.to) open.push_back({reached, window.to});
    return open;
}

std::vector<OnDuty> on_duty(const Roster& roster, const Zone& zone, UtcTime at) {
    std::vector<OnDuty> found;
    const Interval window{at, at + kFurthestLook};
    const auto line = timeline(roster, zone, window);
    if (line.empty()) return found;
    for (const auto& person : line.front().people) {
        OnDuty one{person, window.to, true};
        for (const auto& stretch : line) {
            if (std::ranges::binary_search(stretch.people, person)) continue;
            one.until = stretch.when.from;
            one.longer = false;
            break;
        }
        found.push_back(std::move(one));
    }
    return found;
}

namespace {

bool is_on_duty(const Roster& roster, const Zone& zone, const ResponderId& person, Interval when) {
    const auto line = timeline(roster, zone, when);
    return std::ranges::any_of(
        line, [&](const Stretch& stretch) { return std::ranges::binary_search(stretch.people, person); });
}

}  // namespace

bool changes_anything(const Roster& roster, const Zone& zone, const Override& change) {
    Roster changed = roster;
    changed.overrides.push_back(change);
    return timeline(changed, zone, change.when) != timeline(roster, zone, change.when);
}

Result<std::vector<Override>> overrides_of(const Swap& swap, const std::string& id, const Roster& roster,
                                           const Zone& zone) {
    if (swap.first == swap.second) return fail(ErrorCode::invalid, "a swap is between two people");
    for (const auto& [person, duty] : {std::pair(swap.first, swap.first_duty), {swap.second, swap.second_duty}}) {
        if (duty.from >= duty.to) return fail(ErrorCode::invalid, "a duty that is swapped ends after it begins");
        if (duty.to - duty.from > kLongestOverride) {
            return fail(ErrorCode::invalid, "a duty that is swapped lasts at most 366 days");
        }
        if (!is_on_duty(roster, zone, person, duty)) {
            return fail(ErrorCode::invalid, "\"" + person.value + "\" is not on duty from " + to_rfc3339(duty.from) +
                                                " to " + to_rfc3339(duty.to) + ", so there is nothing to swap");
        }
    }
    // Overrides go one after the other: while both are there, the second one would take back the first one's and leave
    // one person of two.
    if (overlap(swap.first_duty, swap.second_duty)) {
        return fail(ErrorCode::invalid, "the duties that are swapped overlap: both are there at the same time");
    }
    return std::vector<Override>{{id + "-1", swap.first, swap.second, swap.first_duty},
                                 {id + "-2", swap.second, swap.first, swap.second_duty}};
}

}  // namespace anju::alertd::core
