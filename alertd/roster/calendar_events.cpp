#include "alertd/roster/calendar_events.hpp"

#include "alertd/roster/ical.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace anju::alertd::roster {

namespace {

using core::LocalDay;
using core::LocalTime;
using std::chrono::days;
using std::chrono::minutes;

constexpr int kMostCycleDays = 20'000;  // core::problems() knows what a roster may have
constexpr int kMostTurnDays = 366;
constexpr std::string_view kUrn = "urn:anju:responder:";
constexpr std::size_t kLongestQuote = 80;

std::string quote(const std::string& text) { return "\"" + on_one_line(to_valid_utf8(text, kLongestQuote)) + "\""; }

std::string text_of(icalproperty* property) {
    const icalvalue* value = icalproperty_get_value(property);
    if (value != nullptr && icalvalue_isa(value) == ICAL_TEXT_VALUE) return icalvalue_get_text(value);
    const char* raw = icalproperty_get_x(property);
    if (icalproperty_isa(property) == ICAL_X_PROPERTY && raw != nullptr) return raw;
    return take_text(icalproperty_get_value_as_string_r(property));
}

std::optional<LocalTime> clock_of(const icaltimetype& time) {
    const std::chrono::year_month_day date{std::chrono::year{time.year},
                                           std::chrono::month{static_cast<unsigned>(time.month)},
                                           std::chrono::day{static_cast<unsigned>(time.day)}};
    if (time.year < 1970 || time.year > 2099 || !date.ok()) return std::nullopt;
    if (time.is_date != 0) return LocalTime{LocalDay{date}};
    if (time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59) return std::nullopt;
    return LocalTime{LocalDay{date}} + minutes{time.hour * 60 + time.minute};
}

/// "%20" and the like of a URN.
std::string percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* digits = text.data() + i + 1;
        const bool escaped =
            text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2;
        plain += escaped ? static_cast<char>(value) : text[i];
        if (escaped) i += 2;
    }
    return plain;
}

class EventReader {
public:
    EventReader(icalcomponent* component, const EventLines& lines, const core::Zone& zone)
        : component_(component), zone_(zone) {
        event_.lines = lines;
    }

    Result<Event> read() {
        ANJU_TRY(refuse_what_is_not_understood());
        if (auto* uid = property(ICAL_UID_PROPERTY)) event_.uid = text_of(uid);
        if (event_.uid.empty()) return at_line(event_.lines.begin, "an event has a UID");
        event_.cancelled = icalcomponent_get_status(component_) == ICAL_STATUS_CANCELLED;
        ANJU_TRY(read_extensions());
        ANJU_TRY(read_times());
        ANJU_TRY(read_rule());
        ANJU_TRY(read_instance());
        ANJU_TRY(read_except());
        ANJU_TRY(read_people());
        return std::move(event_);
    }

private:
    [[nodiscard]] icalproperty* property(icalproperty_kind kind) const {
        return icalcomponent_get_first_property(component_, kind);
    }
    template <class Body>
    void each(icalproperty_kind kind, Body&& body) const {
        for (auto* one = property(kind); one != nullptr; one = icalcomponent_get_next_property(component_, kind)) {
            body(one);
        }
    }
    [[nodiscard]] Error wrong(const char* name, const std::string& what) const {
        return at_line(event_.lines.of(name), std::string(name) + ": " + what);
    }

    Result<void> refuse_what_is_not_understood() const {
        // What libical could not read it keeps as a text that says so.
        if (auto* error = property(ICAL_XLICERROR_PROPERTY)) {
            return at_line(event_.lines.begin, "in this event " + quote(text_of(error)));
        }
        for (const auto& [kind, name] : {std::pair{ICAL_RDATE_PROPERTY, "RDATE"}, {ICAL_EXRULE_PROPERTY, "EXRULE"}}) {
            if (property(kind) != nullptr) return wrong(name, "is not understood; only RRULE and EXDATE are");
        }
        return success();
    }

    // -- times

    /// A date and time of the district's zone, of none, or, where that is allowed, of UTC.
    Result<EventTime> read_time(icalproperty* from, const icaltimetype& time, const char* name) const {
        EventTime read;
        const auto clock = clock_of(time);
        if (!clock) return wrong(name, "a date and time from 1970 to 2099 is expected");
        if (time.is_date != 0) return wrong(name, "a time of day is expected, not a whole day");
        const auto* parameter = icalproperty_get_first_parameter(from, ICAL_TZID_PARAMETER);
        if (icaltime_is_utc(time)) {
            read.at = UtcTime{clock->time_since_epoch()} + std::chrono::seconds{time.second};
            read.local = zone_.to_local(read.at);
            return read;
        }
        if (parameter != nullptr) {
            const std::string id = icalparameter_get_tzid(parameter);
            const bool ours = id == zone_.name() || id.ends_with("/" + zone_.name());
            if (!ours)
                return wrong(name, "times of the district's zone " + zone_.name() + " are expected, not " + quote(id));
        }
        read.local = *clock;
        read.at = zone_.to_utc(*clock);
        return read;
    }

    Result<void> read_times() {
        auto* begins = property(ICAL_DTSTART_PROPERTY);
        if (begins == nullptr) return at_line(event_.lines.begin, "an event has a DTSTART");
        const auto start = icalproperty_get_dtstart(begins);
        in_utc_ = icaltime_is_utc(start) != 0;
        ANJU_TRY(event_.begins, read_time(begins, start, "DTSTART"));
        if (auto* ends = property(ICAL_DTEND_PROPERTY)) {
            ANJU_TRY(event_.ends, read_time(ends, icalproperty_get_dtend(ends), "DTEND"));
        } else if (auto* lasts = property(ICAL_DURATION_PROPERTY)) {
            const auto length = icaldurationtype_as_int(icalproperty_get_duration(lasts)) / 60;
            event_.ends.local = event_.begins.local + minutes{length};
            event_.ends.at = in_utc_ ? event_.begins.at + minutes{length} : zone_.to_utc(event_.ends.local);
        } else {
            return at_line(event_.lines.begin, "an event has a DTEND or a DURATION");
        }
        if (event_.ends.at <= event_.begins.at && event_.ends.local <= event_.begins.local) {
            return at_line(event_.lines.begin, "the event ends before it begins");
        }
        return success();
    }

    /// The local day of an EXDATE or a RECURRENCE-ID.
    Result<LocalDay> read_day(icalproperty* from, const icaltimetype& time, const char* name) const {
        if (time.is_date != 0) {
            const auto clock = clock_of(time);
            if (!clock) return wrong(name, "a date from 1970 to 2099 is expected");
            return std::chrono::floor<days>(*clock);
        }
        ANJU_TRY(const auto read, read_time(from, time, name));
        return std::chrono::floor<days>(read.local);
    }

    // -- recurrence

    Result<void> read_rule() {
        auto* property_of_rule = property(ICAL_RRULE_PROPERTY);
        if (property_of_rule == nullptr) return success();
        if (icalcomponent_count_properties(component_, ICAL_RRULE_PROPERTY) > 1) {
            return wrong("RRULE", "one rule for an event");
        }
        if (in_utc_ && !is_utc(zone_)) {
            return wrong("DTSTART", "what recurs has local times of " + zone_.name() + ", not UTC");
        }
        if (event_.ends.local - event_.begins.local > days{1}) return wrong("DTEND", "a shift lasts at most 24 hours");
        const auto rule = icalproperty_get_rrule(property_of_rule);
        ANJU_TRY(refuse_other_rules(rule));
        Rule read;
        read.weekly = rule.freq == ICAL_WEEKLY_RECURRENCE;
        read.cycle = (read.weekly ? 7 : 1) * std::max<int>(rule.interval, 1);
        if (read.cycle > kMostCycleDays) return wrong("RRULE", "an INTERVAL of less than 50 years is expected");
        if (rule.week_start != ICAL_NO_WEEKDAY) {
            read.week_start = std::chrono::weekday(static_cast<unsigned>(rule.week_start - ICAL_SUNDAY_WEEKDAY));
        }
        ANJU_TRY(read.weekdays, weekdays_of(rule, read.weekly));
        ANJU_TRY(read.until, until_of(rule));
        if (!read.weekdays.has(std::chrono::weekday(std::chrono::floor<days>(event_.begins.local)))) {
            return wrong("DTSTART", "a day on which the RRULE lets the event take place is expected");
        }
        event_.rule = read;
        return success();
    }

    Result<void> refuse_other_rules(const icalrecurrencetype& rule) const {
        if (rule.freq != ICAL_WEEKLY_RECURRENCE && rule.freq != ICAL_DAILY_RECURRENCE) {
            return wrong("RRULE", "FREQ=DAILY or FREQ=WEEKLY is expected");
        }
        if (rule.count != 0) return wrong("RRULE", "UNTIL is expected instead of COUNT");
        const auto is_set = [](const short* list) { return list[0] != ICAL_RECURRENCE_ARRAY_MAX; };
        for (const auto* list : {rule.by_second, rule.by_minute, rule.by_hour, rule.by_month_day, rule.by_year_day,
                                 rule.by_week_no, rule.by_month, rule.by_set_pos}) {
            if (is_set(list)) return wrong("RRULE", "of the BY... parts only BYDAY is understood");
        }
        if (rule.rscale != nullptr) return wrong("RRULE", "RSCALE is not understood");
        return success();
    }

    Result<core::Weekdays> weekdays_of(const icalrecurrencetype& rule, bool weekly) const {
        core::Weekdays weekdays;
        for (std::size_t i = 0; i < ICAL_BY_DAY_SIZE && rule.by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; ++i) {
            if (icalrecurrencetype_day_position(rule.by_day[i]) != 0) {
                return wrong("RRULE", "a BYDAY without numbers is expected");
            }
            const auto day = icalrecurrencetype_day_day_of_week(rule.by_day[i]);
            weekdays.add(std::chrono::weekday(static_cast<unsigned>(day - ICAL_SUNDAY_WEEKDAY)));
        }
        if (!weekdays.empty()) return weekdays;
        if (!weekly) return core::Weekdays::every_day();
        weekdays.add(std::chrono::weekday(std::chrono::floor<days>(event_.begins.local)));
        return weekdays;
    }

    /// The last local day on which an occurrence may begin.
    Result<std::optional<LocalDay>> until_of(const icalrecurrencetype& rule) const {
        using Until = std::optional<LocalDay>;
        if (icaltime_is_null_time(rule.until)) return Until();
        const auto clock = clock_of(rule.until);
        if (!clock) return wrong("RRULE", "an UNTIL from 1970 to 2099 is expected");
        if (rule.until.is_date != 0) return Until(std::chrono::floor<days>(*clock));
        const auto local = icaltime_is_utc(rule.until) ? zone_.to_local(UtcTime{clock->time_since_epoch()}) : *clock;
        const auto day = std::chrono::floor<days>(local);
        const auto begins = event_.begins.local - LocalTime{std::chrono::floor<days>(event_.begins.local)};
        return Until(local - LocalTime{day} >= begins ? day : day - days{1});
    }

    Result<void> read_instance() {
        auto* id = property(ICAL_RECURRENCEID_PROPERTY);
        if (id == nullptr) return success();
        if (event_.rule) return wrong("RECURRENCE-ID", "a changed instance has no RRULE of its own");
        if (icalproperty_get_first_parameter(id, ICAL_RANGE_PARAMETER) != nullptr) {
            return wrong("RECURRENCE-ID", "one changed instance is understood, not it and all that follow");
        }
        ANJU_TRY(event_.instance_of, read_day(id, icalproperty_get_recurrenceid(id), "RECURRENCE-ID"));
        return success();
    }

    Result<void> read_except() {
        Result<void> outcome = success();
        each(ICAL_EXDATE_PROPERTY, [&](icalproperty* one) {
            if (!outcome) return;
            const auto day = read_day(one, icalproperty_get_exdate(one), "EXDATE");
            if (day) {
                event_.except.emplace_back(day.value(), event_.lines.of("EXDATE"));
            } else {
                outcome = day.error();
            }
        });
        return outcome;
    }

    // -- ours

    Result<void> read_extensions() {
        Result<void> outcome = success();
        each(ICAL_X_PROPERTY, [&](icalproperty* one) {
            const char* name = icalproperty_get_x_name(one);
            if (name == nullptr || !outcome) return;
            if (std::strcmp(name, kShiftProperty) == 0) event_.shift = text_of(one);
            if (std::strcmp(name, kOverrideProperty) == 0) event_.override_id = text_of(one);
            if (std::strcmp(name, kResponderProperty) == 0) event_.people.emplace_back(text_of(one));
            if (std::strcmp(name, kRotateProperty) == 0) outcome = read_rotation(text_of(one));
            if (std::strcmp(name, kFromProperty) == 0) outcome = read_first_day(text_of(one));
        });
        return outcome;
    }

    Result<void> read_rotation(const std::string& text) {
        int number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > kMostTurnDays) {
            return wrong(kRotateProperty, "a number of days from 1 to 366 is expected");
        }
        event_.rotate_days = number;
        return success();
    }

    Result<void> read_first_day(const std::string& text) {
        const auto time = icaltime_from_string(text.c_str());
        const auto clock = icaltime_is_null_time(time) ? std::nullopt : clock_of(time);
        if (!clock || time.is_date == 0) return wrong(kFromProperty, "a date such as 20260105 is expected");
        event_.from = std::chrono::floor<days>(*clock);
        return success();
    }

    Result<void> read_people() {
        each(ICAL_ATTENDEE_PROPERTY, [&](icalproperty* one) {
            const char* address = icalproperty_get_attendee(one);
            const std::string_view text = address == nullptr ? std::string_view() : address;
            if (text.starts_with(kUrn)) event_.people.emplace_back(percent_decoded(text.substr(kUrn.size())));
        });
        // Ours say both, and each person stands once.
        std::vector<ResponderId> once;
        for (const auto& person : event_.people) {
            if (std::ranges::find(once, person) == once.end()) once.push_back(person);
        }
        event_.people = std::move(once);
        if (event_.people.empty() && !event_.cancelled) {
            return at_line(
                event_.lines.begin,
                "the event names nobody; X-ANJU-RESPONDER:<id> or ATTENDEE:urn:anju:responder:<id> is expected");
        }
        return success();
    }

    icalcomponent* component_;
    const core::Zone& zone_;
    Event event_;
    bool in_utc_ = false;
};

}  // namespace

Result<std::vector<Event>> read_events(std::string_view text, const core::Zone& zone) {
    ANJU_TRY(const auto lines, calendar_lines(text));
    const Component calendar(icalparser_parse_string(std::string(text).c_str()));
    if (!calendar || icalcomponent_isa(calendar.get()) != ICAL_VCALENDAR_COMPONENT) {
        return fail(ErrorCode::invalid, "line 1: this is no calendar that can be read");
    }
    std::vector<Event> events;
    auto* component = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
    for (const auto& place : lines) {
        if (component == nullptr) return at_line(place.begin, "this event cannot be read");
        ANJU_TRY(auto event, EventReader(component, place, zone).read());
        events.push_back(std::move(event));
        component = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT);
    }
    return events;
}

}  // namespace anju::alertd::roster
