#include "alertd/roster/calendar.hpp"

#include "alertd/roster/ical.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <utility>
#include <vector>

namespace anju::alertd::roster {

namespace {

using core::LocalDay;
using core::LocalTime;
using std::chrono::days;
using std::chrono::minutes;

constexpr std::size_t kMostEvents = 20'000;
constexpr std::array<const char*, 7> kDayWords{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

const char* word_of(std::chrono::weekday day) { return kDayWords[day.c_encoding() % kDayWords.size()]; }

icaltimetype time_of(LocalTime local) {
    const auto day = std::chrono::floor<days>(local);
    const std::chrono::year_month_day date{day};
    const auto clock = static_cast<int>((local - LocalTime{day}).count());
    icaltimetype time = icaltime_null_time();
    time.year = static_cast<int>(date.year());
    time.month = static_cast<int>(static_cast<unsigned>(date.month()));
    time.day = static_cast<int>(static_cast<unsigned>(date.day()));
    time.hour = clock / 60;
    time.minute = clock % 60;
    return time;
}

icaltimetype time_of(UtcTime at) {
    const auto whole = std::chrono::floor<minutes>(at.time_since_epoch());
    icaltimetype time = time_of(LocalTime{whole});
    time.second = static_cast<int>(std::chrono::floor<std::chrono::seconds>(at.time_since_epoch() - whole).count());
    time.zone = icaltimezone_get_utc_timezone();
    return time;
}

std::string date_text(LocalDay day) {
    const auto time = time_of(LocalTime{day});
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d%02d%02d", time.year % 10'000, time.month % 100, time.day % 100);
    return text.data();
}

/// A part of a shift that one RRULE can say: the days from `first` on, each `cycle` of days again. A whole week of a
/// crew's turn, a single day of it, or, for a shift of one crew, everything.
struct Part {
    const core::Shift* shift = nullptr;
    const core::Crew* crew = nullptr;
    std::string label;  ///< unique within the shift
    LocalDay starts{};  ///< first day of the first week or day
    LocalDay first{};   ///< first occurrence
    int length = 1;     ///< days from `starts` that belong to it
    int cycle = 1;      ///< until it comes again
    [[nodiscard]] bool has(LocalDay day) const {
        return day >= starts && (day - starts).count() % cycle < length &&
               shift->weekdays.has(std::chrono::weekday(day));
    }
};

std::vector<Part> parts_of(const core::Shift& shift) {
    std::vector<Part> parts;
    const bool alone = shift.crews.size() == 1;
    const bool by_weeks = shift.rotate_days % 7 == 0;
    const int length = alone || by_weeks ? 7 : 1;
    const int turn = alone ? 7 : shift.rotate_days;
    const int cycle = turn * static_cast<int>(shift.crews.size());
    for (std::size_t k = 0; k < shift.crews.size(); ++k) {
        if (shift.crews[k].empty()) continue;
        for (int begin = 0; begin < turn; begin += length) {
            Part part{&shift, &shift.crews[k], std::to_string(k + 1) + "-" + std::to_string(begin), {}, {}, length,
                      cycle};
            part.starts = shift.from + days{static_cast<int>(k) * turn + begin};
            part.first = part.starts;
            // Within seven rounds every weekday has had its turn, if it has one.
            const LocalDay last = part.starts + days{7 * cycle};
            while (part.first <= last && !part.has(part.first)) part.first += days{1};
            if (part.first <= last && (!shift.until || part.first <= *shift.until)) parts.push_back(std::move(part));
        }
    }
    return parts;
}

class CalendarWriter {
public:
    CalendarWriter(const core::Roster& roster, const core::Zone& zone, const CalendarOptions& options)
        : roster_(roster), zone_(zone), options_(options), calendar_(icalcomponent_new(ICAL_VCALENDAR_COMPONENT)) {}

    Result<std::string> write() {
        add(calendar_.get(), icalproperty_new_version("2.0"));
        add(calendar_.get(), icalproperty_new_prodid("-//Anju//alertd//EN"));
        add_extension(calendar_.get(), "X-WR-CALNAME", roster_.name);
        add_extension(calendar_.get(), "X-WR-TIMEZONE", zone_.name());
        ANJU_TRY(add_zone());
        for (const auto& change : roster_.overrides) find_touched(change);
        for (const auto& shift : roster_.shifts) {
            for (const auto& part : parts_of(shift)) add_recurring(part);
        }
        for (const auto& one : touched_) add_touched(one);
        add_additional_duties();
        if (events_ > kMostEvents) {
            return fail(ErrorCode::invalid, "the roster \"" + roster_.id.value +
                                                "\" would be a calendar of more than " + std::to_string(kMostEvents) +
                                                " events");
        }
        return take_text(icalcomponent_as_ical_string_r(calendar_.get()));
    }

private:
    /// A shift (by its position) and a day on which an override changes its crew.
    using Touched = std::pair<std::size_t, LocalDay>;

    static void add(icalcomponent* to, icalproperty* property) { icalcomponent_add_property(to, property); }
    static void add_extension(icalcomponent* to, const char* name, const std::string& value) {
        icalproperty* property = icalproperty_new_x(value.c_str());
        icalproperty_set_x_name(property, name);
        add(to, property);
    }

    Result<void> add_zone() {
        if (is_utc(zone_)) return success();
        icaltimezone* known = icaltimezone_get_builtin_timezone(zone_.name().c_str());
        icalcomponent* described = known ? icaltimezone_get_component(known) : nullptr;
        if (described == nullptr) {
            return fail(ErrorCode::unavailable, "this machine has no description of the time zone " + zone_.name());
        }
        icalcomponent* copy = icalcomponent_new_clone(described);
        if (auto* id = icalcomponent_get_first_property(copy, ICAL_TZID_PROPERTY)) {
            icalproperty_set_tzid(id, zone_.name().c_str());
        }
        icalcomponent_add_component(calendar_.get(), copy);
        return success();
    }

    /// Sets the local time of a DTSTART, DTEND or EXDATE with the district's zone.
    void add_local(icalcomponent* to, icalproperty* property) const {
        if (!is_utc(zone_)) icalproperty_add_parameter(property, icalparameter_new_tzid(zone_.name().c_str()));
        add(to, property);
    }
    [[nodiscard]] icaltimetype local(LocalTime clock) const {
        icaltimetype time = time_of(clock);
        if (is_utc(zone_)) time.zone = icaltimezone_get_utc_timezone();
        return time;
    }

    icalcomponent* begin_event(const std::string& id, const std::vector<ResponderId>& people) {
        icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
        icalcomponent_add_component(calendar_.get(), event);
        ++events_;
        add(event, icalproperty_new_uid((roster_.id.value + "/" + id + "@anju").c_str()));
        add(event, icalproperty_new_dtstamp(time_of(options_.made_at)));
        std::string summary = roster_.name + ": ";
        for (std::size_t i = 0; i < people.size(); ++i) {
            const auto found = options_.names.find(people[i]);
            summary += (i == 0 ? "" : ", ") + (found == options_.names.end() ? people[i].value : found->second);
        }
        add(event, icalproperty_new_summary(summary.c_str()));
        for (const auto& person : people) add_extension(event, kResponderProperty, person.value);
        return event;
    }

    void add_recurring(const Part& part) {
        const core::Shift& shift = *part.shift;
        icalcomponent* event = begin_event(shift.id + "/" + part.label, *part.crew);
        const LocalTime begins = LocalTime{part.first} + shift.begins;
        const days over_midnight{shift.ends <= shift.begins ? 1 : 0};
        add_local(event, icalproperty_new_dtstart(local(begins)));
        add_local(event, icalproperty_new_dtend(local(LocalTime{part.first + over_midnight} + shift.ends)));
        const std::string rule = rule_of(part);
        add(event, icalproperty_new_rrule(icalrecurrencetype_from_string(rule.c_str())));
        add_extension(event, kShiftProperty, shift.id);
        add_extension(event, kFromProperty, date_text(shift.from));
        add_extension(event, kRotateProperty, std::to_string(shift.rotate_days));
        std::set<LocalDay> off(shift.except.begin(), shift.except.end());
        for (const auto& [position, day] : touched_) {
            if (&roster_.shifts[position] == part.shift) off.insert(day);
        }
        for (const auto day : off) {
            if (part.has(day)) add_local(event, icalproperty_new_exdate(local(LocalTime{day} + shift.begins)));
        }
    }

    [[nodiscard]] std::string rule_of(const Part& part) const {
        const core::Shift& shift = *part.shift;
        std::string rule;
        if (part.length == 7) {
            rule = "FREQ=WEEKLY;INTERVAL=" + std::to_string(part.cycle / 7) +
                   ";WKST=" + word_of(std::chrono::weekday(shift.from));
        } else {
            rule = "FREQ=DAILY;INTERVAL=" + std::to_string(part.cycle);
        }
        if (part.length == 7 || !shift.weekdays.full()) {
            const char* separator = ";BYDAY=";
            for (const auto day : core::week()) {
                if (!shift.weekdays.has(day)) continue;
                rule += std::string(separator) + word_of(day);
                separator = ",";
            }
        }
        if (shift.until) {
            // With a time zone UNTIL is in UTC.
            const auto last = time_of(zone_.to_utc(LocalTime{*shift.until} + shift.begins));
            rule += ";UNTIL=" + std::string(icaltime_as_ical_string(last));
        }
        return rule;
    }

    void find_touched(const core::Override& change) {
        if (change.person.empty()) return;
        for (const auto& one : core::occurrences(roster_, zone_, change.when)) {
            if (std::ranges::find(*one.crew, change.person) == one.crew->end()) continue;
            touched_.emplace(static_cast<std::size_t>(one.shift - roster_.shifts.data()), one.day);
        }
    }

    /// The overrides behind `after` that change people, not those that add some.
    [[nodiscard]] std::vector<core::Override> replacements(core::Interval when, std::size_t after = 0) const {
        std::vector<core::Override> found;
        for (std::size_t i = after; i < roster_.overrides.size(); ++i) {
            const auto& change = roster_.overrides[i];
            if (!change.person.empty() && change.when.from < when.to && when.from < change.when.to) {
                found.push_back(change);
            }
        }
        return found;
    }

    /// Single events for who is there in the end; `name` becomes part of their ids.
    void add_stretches(const core::Roster& alone, core::Interval when, const std::string& name) {
        int number = 0;
        for (const auto& stretch : core::timeline(alone, zone_, when)) {
            if (stretch.people.empty()) continue;
            add_single(name + "/" + std::to_string(++number), stretch);
        }
    }

    icalcomponent* add_single(const std::string& id, const core::Stretch& stretch) {
        icalcomponent* event = begin_event(id, stretch.people);
        add(event, icalproperty_new_dtstart(time_of(stretch.when.from)));
        add(event, icalproperty_new_dtend(time_of(stretch.when.to)));
        return event;
    }

    void add_touched(const Touched& one) {
        core::Shift shift = roster_.shifts[one.first];
        const core::Interval when = core::interval_on(shift, one.second, zone_);
        shift.crews = {*core::crew_of(shift, one.second)};
        shift.from = one.second;
        shift.until = one.second;
        core::Roster alone = roster_;
        alone.shifts = {shift};
        alone.overrides = replacements(when);
        add_stretches(alone, when, shift.id + "/" + date_text(one.second));
    }

    void add_additional_duties() {
        for (std::size_t i = 0; i < roster_.overrides.size(); ++i) {
            const auto& change = roster_.overrides[i];
            if (!change.person.empty()) continue;
            core::Roster alone = roster_;
            alone.shifts.clear();
            alone.overrides = replacements(change.when, i + 1);
            if (alone.overrides.empty()) {
                icalcomponent* event = add_single("override/" + change.id, {change.when, {change.instead}});
                add_extension(event, kOverrideProperty, change.id);
                continue;
            }
            alone.overrides.insert(alone.overrides.begin(), change);
            add_stretches(alone, change.when, "override/" + change.id);
        }
    }

    const core::Roster& roster_;
    const core::Zone& zone_;
    const CalendarOptions& options_;
    Component calendar_;
    std::set<Touched> touched_;
    std::size_t events_ = 0;
};

}  // namespace

Result<std::string> to_calendar(const core::Roster& roster, const core::Zone& zone, const CalendarOptions& options) {
    return CalendarWriter(roster, zone, options).write();
}

}  // namespace anju::alertd::roster
