// What can be wrong with a roster, as sentences for whoever wrote it.
#include "alertd/core/roster.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace anju::alertd::core {

namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::size_t kLongestId = 128;
constexpr std::size_t kLongestName = 200;
constexpr int kLongestTurn = 366;
/// Nobody plans further; it keeps every calculation with days far away from the ends of its type.
constexpr LocalDay kEarliest{days{0}};             // 1970-01-01
constexpr LocalDay kLatest{days{365 * 130 + 32}};  // 2100-01-01

std::string day_text(LocalDay day) { return to_rfc3339(UtcTime{day.time_since_epoch()}).substr(0, 10); }

class Findings {
public:
    void about(std::string place) { place_ = std::move(place); }
    void say(const std::string& what) { found_.push_back(place_ + what); }
    void unless(bool right, const std::string& what) {
        if (!right) say(what);
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(found_); }

private:
    std::string place_;
    std::vector<std::string> found_;
};

bool is_id(const std::string& id) {
    const auto plain = [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f && c != '"' && c != '/'; };
    return !id.empty() && id.size() <= kLongestId && is_utf8(id) && std::ranges::all_of(id, plain);
}

const std::string kIdRule = "1 to 128 bytes without spaces, quotes and slashes";

bool is_person(const ResponderId& person) {
    return !person.empty() && person.value.size() <= kLongestId && is_utf8(person.value);
}

bool is_plannable(LocalDay day) { return day >= kEarliest && day < kLatest; }

void check_times(const Shift& shift, Findings& findings) {
    const auto fits = [](minutes at) { return at >= minutes{0} && at < minutes{24 * 60}; };
    findings.unless(fits(shift.begins), "\"begins\" is a time of day from 00:00 to 23:59");
    findings.unless(fits(shift.ends), "\"ends\" is a time of day from 00:00 to 23:59");
    findings.unless(!shift.weekdays.empty(), "names no weekday, so it never takes place");
    findings.unless(is_plannable(shift.from), "\"from\" is a day from 1970 to 2099");
    findings.unless(!shift.until || is_plannable(*shift.until), "\"until\" is a day from 1970 to 2099");
    if (shift.until && *shift.until < shift.from) {
        findings.say("ends on " + day_text(*shift.until) + ", before it begins on " + day_text(shift.from));
    }
    std::set<LocalDay> seen;
    for (const auto day : shift.except) {
        if (!is_plannable(day) || day < shift.from || (shift.until && day > *shift.until)) {
            findings.say("\"except\" has " + day_text(day) + ", which lies outside of its days");
        } else if (!shift.weekdays.has(std::chrono::weekday(day))) {
            findings.say("\"except\" has " + day_text(day) + ", a " +
                         std::string(weekday_word(std::chrono::weekday(day))) + ", on which it never begins");
        } else if (!seen.insert(day).second) {
            findings.say("\"except\" has " + day_text(day) + " twice");
        }
    }
}

/// A crew whose turn never comes is a slip: its people think that they are on duty.
void check_turns(const Shift& shift, Findings& findings) {
    if (!shift.until || shift.weekdays.empty() || !is_plannable(shift.from) || !is_plannable(*shift.until)) return;
    std::set<const Crew*> seen;
    const auto cycle = static_cast<std::int64_t>(shift.crews.size()) * shift.rotate_days;
    // Weekdays and turns together come round again after at most seven cycles.
    const LocalDay last = std::min(*shift.until, shift.from + days{cycle * 7});
    for (LocalDay day = shift.from; day <= last; day += days{1}) {
        if (shift.weekdays.has(std::chrono::weekday(day))) seen.insert(crew_of(shift, day));
    }
    for (std::size_t i = 0; i < shift.crews.size(); ++i) {
        if (shift.crews[i].empty() || seen.contains(&shift.crews[i])) continue;
        findings.say("crew " + std::to_string(i + 1) + " never has a turn before the last day");
    }
}

void check_crews(const Shift& shift, Findings& findings) {
    if (shift.crews.empty() || std::ranges::all_of(shift.crews, &Crew::empty)) {
        findings.say("has nobody in any crew");
        return;
    }
    findings.unless(shift.crews.size() <= kMostCrews, "has more than " + std::to_string(kMostCrews) + " crews");
    for (std::size_t i = 0; i < shift.crews.size(); ++i) {
        const Crew& crew = shift.crews[i];
        const std::string which = "crew " + std::to_string(i + 1);
        findings.unless(crew.size() <= kMostInCrew,
                        which + " has more than " + std::to_string(kMostInCrew) + " people");
        std::set<ResponderId> seen;
        for (const auto& person : crew) {
            if (!is_person(person)) {
                findings.say(which + " names somebody by an id that is empty, too long or not UTF-8");
            } else if (!seen.insert(person).second) {
                findings.say(which + " names \"" + person.value + "\" twice");
            }
        }
    }
    if (shift.rotate_days < 1 || shift.rotate_days > kLongestTurn) {
        findings.say("\"rotate_days\" is from 1 to " + std::to_string(kLongestTurn));
    } else if (shift.crews.size() <= kMostCrews) {
        check_turns(shift, findings);
    }
}

void check_override(const Override& change, Findings& findings) {
    const bool both = !change.person.empty() && !change.instead.empty();
    findings.unless(!change.person.empty() || !change.instead.empty(), "names neither \"person\" nor \"instead\"");
    for (const auto& person : {change.person, change.instead}) {
        findings.unless(person.empty() || is_person(person), "names somebody by an id that is too long or not UTF-8");
    }
    if (both && change.person == change.instead) {
        findings.say("lets \"" + change.person.value + "\" stand in for himself");
    }
    const auto fits = [](UtcTime at) {
        return at >= UtcTime{kEarliest.time_since_epoch()} && at < UtcTime{kLatest.time_since_epoch()};
    };
    if (!fits(change.when.from) || !fits(change.when.to)) {
        findings.say("\"from\" and \"to\" are times from 1970 to 2099");
    } else if (change.when.from >= change.when.to) {
        findings.say("ends (" + to_rfc3339(change.when.to) + ") before it begins (" + to_rfc3339(change.when.from) +
                     ")");
    } else if (change.when.to - change.when.from > kLongestOverride) {
        findings.say("lasts longer than 366 days; who is away for longer leaves the crew");
    }
}

}  // namespace

std::vector<std::string> problems(const Override& change) {
    Findings findings;
    check_override(change, findings);
    return findings.take();
}

std::vector<std::string> problems(const Roster& roster) {
    Findings findings;
    findings.about("roster: ");
    findings.unless(is_id(roster.id.value), "\"id\" is " + kIdRule);
    findings.unless(!roster.name.empty() && roster.name.size() <= kLongestName && is_utf8(roster.name),
                    "\"name\" is 1 to 200 bytes of UTF-8");
    findings.unless(roster.level != Level::home, "\"level\" is committee, street or district; families have no roster");
    if (roster.level == Level::district) {
        findings.unless(roster.scope.empty(), "\"scope\" is empty for the district");
    } else if (roster.level != Level::home) {
        findings.unless(!roster.scope.empty(), "\"scope\" is the id of the committee or street");
    }
    findings.unless(roster.shifts.size() <= kMostShifts, "has more than " + std::to_string(kMostShifts) + " shifts");
    findings.unless(roster.overrides.size() <= kMostOverrides,
                    "has more than " + std::to_string(kMostOverrides) + " overrides; let the past ones go");
    std::size_t together = 0;
    for (const auto& shift : roster.shifts) {
        std::size_t largest = 0;
        for (const auto& crew : shift.crews) largest = std::max(largest, crew.size());
        together += largest;
    }
    findings.unless(together <= kMostTogether,
                    "has more than " + std::to_string(kMostTogether) + " people in its shifts' largest crews together");
    std::set<std::string> seen;
    for (const auto& shift : roster.shifts) {
        findings.about("shift \"" + to_valid_utf8(shift.id, kLongestId) + "\": ");
        findings.unless(is_id(shift.id), "its id is " + kIdRule);
        findings.unless(seen.insert(shift.id).second, "another shift has this id");
        check_times(shift, findings);
        check_crews(shift, findings);
    }
    seen.clear();
    for (const auto& change : roster.overrides) {
        findings.about("override \"" + to_valid_utf8(change.id, kLongestId) + "\": ");
        findings.unless(is_id(change.id), "its id is " + kIdRule);
        findings.unless(seen.insert(change.id).second, "another override has this id");
        check_override(change, findings);
    }
    return findings.take();
}

}  // namespace anju::alertd::core
