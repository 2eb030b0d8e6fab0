#include "alertd/roster/calendar.hpp"

#include "alertd/roster/calendar_events.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace anju::alertd::roster {

namespace {

using core::LocalDay;
using core::LocalTime;
using std::chrono::days;
using std::chrono::minutes;

/// A crew's first occurrence is at most a cycle behind its shift's first day, unless that day was left out; each day
/// between is looked at.
constexpr days kLatestFirst{2 * 366};

/// The events of one shift, put together again.
class ShiftMaker {
public:
    ShiftMaker(std::string id, const Event& first) : first_line_(first.lines.begin) {
        shift_.id = std::move(id);
        shift_.weekdays = first.rule->weekdays;
        shift_.begins = clock_of(first.begins.local);
        shift_.ends = clock_of(first.ends.local);
        shift_.from = first.from.value_or(first_day(first));
        shift_.until = first.rule->until;
        cycle_ = first.rule->cycle;
        shift_.rotate_days = first.rotate_days.value_or(width(first));
        // Every week or every day: there are no turns.
        const int turn = cycle_ == width(first) ? cycle_ : shift_.rotate_days;
        turns_ = cycle_ % turn == 0 ? cycle_ / turn : 0;
    }

    Result<void> take(const Event& event) {
        if (turns_ == 0) {
            return at_line(event.lines.of("RRULE"), "it comes again after " + std::to_string(cycle_) +
                                                        " days, which is no multiple of the " +
                                                        std::to_string(shift_.rotate_days) + " days of a turn");
        }
        ANJU_TRY(check_same(event));
        const LocalDay starts = event.rule->weekly ? week_of(event) : day_of(event.begins.local);
        const auto offset = (starts - shift_.from).count();
        if (day_of(event.begins.local) < shift_.from) {
            return at_line(event.lines.of("DTSTART"), "it begins before the first day of its shift, X-ANJU-FROM");
        }
        if (day_of(event.begins.local) - shift_.from > kLatestFirst) {
            return at_line(event.lines.of("DTSTART"), "it begins more than two years after its shift, X-ANJU-FROM");
        }
        const auto in_cycle = static_cast<int>(((offset % cycle_) + cycle_) % cycle_);
        ANJU_TRY(seat(event, in_cycle));
        // What lies before the first occurrence of this event did not take place.
        for (LocalDay day = shift_.from; day < day_of(event.begins.local); day += days{1}) {
            if (is_on(event, in_cycle, day)) except_.insert(day);
        }
        for (const auto& [day, line] : event.except) {
            if (is_on(event, in_cycle, day)) except_.insert(day);
        }
        return success();
    }

    core::Shift finish() {
        shift_.crews.assign(static_cast<std::size_t>(turns_), {});
        for (auto& [turn, crew] : seats_) shift_.crews[turn] = std::move(crew);
        for (const auto day : except_) {
            if (day >= shift_.from && (!shift_.until || day <= *shift_.until) &&
                shift_.weekdays.has(std::chrono::weekday(day))) {
                shift_.except.push_back(day);
            }
        }
        return std::move(shift_);
    }

private:
    static minutes clock_of(LocalTime local) { return local - LocalTime{day_of(local)}; }
    static LocalDay day_of(LocalTime local) { return std::chrono::floor<days>(local); }
    /// The first day of the week in which the event begins, as its rule counts weeks.
    static LocalDay week_of(const Event& event) {
        const LocalDay day = day_of(event.begins.local);
        return day - (std::chrono::weekday(day) - event.rule->week_start);
    }
    /// Turns are counted from the first day of the week, unless the rule has no turns.
    static LocalDay first_day(const Event& event) {
        return event.rule->weekly && event.rule->cycle > 7 ? week_of(event) : day_of(event.begins.local);
    }

    /// How many days of its cycle belong to an event.
    static int width(const Event& event) { return event.rule->weekly ? 7 : 1; }

    [[nodiscard]] bool is_on(const Event& event, int in_cycle, LocalDay day) const {
        const auto at = (day - shift_.from).count();
        const auto behind = (((at - in_cycle) % cycle_) + cycle_) % cycle_;
        return behind < width(event) && event.rule->weekdays.has(std::chrono::weekday(day));
    }

    Result<void> check_same(const Event& event) const {
        const bool same = event.rule->weekdays == shift_.weekdays && clock_of(event.begins.local) == shift_.begins &&
                          clock_of(event.ends.local) == shift_.ends && event.rule->until == shift_.until &&
                          event.rule->cycle == cycle_ && event.from.value_or(shift_.from) == shift_.from &&
                          event.rotate_days.value_or(shift_.rotate_days) == shift_.rotate_days;
        if (same) return success();
        return at_line(event.lines.begin,
                       "the events of shift \"" + shift_.id +
                           "\" differ in their times, weekdays, interval or end; the first is at line " +
                           std::to_string(first_line_));
    }

    /// Gives the people of an event their turn.
    Result<void> seat(const Event& event, int in_cycle) {
        const int turn_days = cycle_ / turns_;
        const int last = in_cycle + width(event) - 1;
        // A week that lies across two turns belongs to both, which one shift cannot say.
        if (turns_ > 1 && in_cycle / turn_days != last / turn_days) {
            return at_line(event.lines.of("RRULE"),
                           "its weeks begin in the middle of a turn; WKST is the weekday on "
                           "which turns begin");
        }
        const auto turn = static_cast<std::size_t>(turns_ == 1 ? 0 : in_cycle / turn_days);
        const auto [found, is_new] = seats_.emplace(turn, event.people);
        if (!is_new && found->second != event.people) {
            return at_line(event.lines.begin, "shift \"" + shift_.id + "\" has other people for the same turn already");
        }
        return success();
    }

    core::Shift shift_;
    std::size_t first_line_;
    int cycle_ = 7;
    int turns_ = 1;
    std::map<std::size_t, core::Crew> seats_;
    std::set<LocalDay> except_;
};

/// Of what is not ours: no spaces, quotes and slashes, and not too long.
std::string id_from(const std::string& text) {
    std::string id;
    for (const char c : text) {
        const bool plain = static_cast<unsigned char>(c) > ' ' && c != '"' && c != '/' && c != 0x7f;
        id += plain ? c : '-';
    }
    constexpr std::size_t kLongest = 100;  // leaves room for a number behind it
    while (id.size() > kLongest) id.pop_back();
    while (!id.empty() && (static_cast<unsigned char>(id.back()) & 0xc0) == 0x80) id.pop_back();
    return id.empty() ? "event" : id;
}

std::string unused(const std::set<std::string>& taken, const std::string& wish) {
    std::string name = wish;
    for (int number = 2; taken.contains(name); ++number) name = wish + "-" + std::to_string(number);
    return name;
}

class Assembly {
public:
    Result<core::Roster> put_together(std::vector<Event> events) {
        ANJU_TRY(move_changed_instances(events));
        for (const auto& event : events) {
            if (!event.rule) {
                add_single(event);
                continue;
            }
            const std::string key = event.shift.empty() ? "uid " + event.uid : "shift " + event.shift;
            auto maker = makers_.find(key);
            if (maker == makers_.end()) {
                const std::string id = unused(shift_ids_, event.shift.empty() ? id_from(event.uid) : event.shift);
                shift_ids_.insert(id);
                maker = makers_.emplace(key, ShiftMaker(id, event)).first;
                order_.push_back(key);
            }
            ANJU_TRY(maker->second.take(event));
        }
        for (const auto& key : order_) roster_.shifts.push_back(makers_.at(key).finish());
        return std::move(roster_);
    }

private:
    /// An instance that was changed does not take place as the rule says, and stands as an event of its own.
    static Result<void> move_changed_instances(std::vector<Event>& events) {
        std::map<std::string, std::vector<Event*>> by_uid;
        for (auto& event : events) {
            if (event.rule) by_uid[event.uid].push_back(&event);
        }
        for (const auto& event : events) {
            if (!event.instance_of) continue;
            const auto found = by_uid.find(event.uid);
            if (found == by_uid.end()) {
                return at_line(event.lines.of("RECURRENCE-ID"),
                               "RECURRENCE-ID: no recurring event has the UID of this one");
            }
            for (auto* rule : found->second) rule->except.emplace_back(*event.instance_of, event.lines.begin);
        }
        std::erase_if(events, [](const Event& event) { return event.cancelled; });
        return success();
    }

    void add_single(const Event& event) {
        for (const auto& person : event.people) {
            const std::string wish = event.override_id.empty() ? id_from(event.uid) : event.override_id;
            const std::string id = unused(override_ids_, wish);
            override_ids_.insert(id);
            roster_.overrides.push_back({id, {}, person, {event.begins.at, event.ends.at}});
        }
    }

    core::Roster roster_;
    std::map<std::string, ShiftMaker> makers_;
    std::vector<std::string> order_;
    std::set<std::string> shift_ids_, override_ids_;
};

}  // namespace

Result<core::Roster> from_calendar(std::string_view text, const core::Zone& zone) {
    ANJU_TRY(auto events, read_events(text, zone));
    return Assembly().put_together(std::move(events));
}

}  // namespace anju::alertd::roster
