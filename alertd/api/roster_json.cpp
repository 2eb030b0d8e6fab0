#include "alertd/api/roster_json.hpp"

#include "alertd/api/body.hpp"
#include "alertd/api/listing.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

using core::LocalDay;
using std::chrono::minutes;

constexpr std::size_t kLongestText = 256;  // core::problems() knows the exact limits

std::string day_text(LocalDay day) {
    const std::chrono::year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

json::object json_of_shift(const core::Shift& shift) {
    json::array weekdays, except, crews;
    for (const auto day : core::week()) {
        if (shift.weekdays.has(day)) weekdays.emplace_back(json::string_view(core::weekday_word(day)));
    }
    for (const auto day : shift.except) except.emplace_back(day_text(day));
    for (const auto& crew : shift.crews) {
        json::array people;
        for (const auto& person : crew) people.emplace_back(person.value);
        crews.push_back(std::move(people));
    }
    return {{"id", shift.id},
            {"weekdays", std::move(weekdays)},
            {"begins", format_clock(shift.begins)},
            {"ends", format_clock(shift.ends)},
            {"from", day_text(shift.from)},
            {"until", shift.until ? json::value(day_text(*shift.until)) : json::value(nullptr)},
            {"except", std::move(except)},
            {"crews", std::move(crews)},
            {"rotate_days", shift.rotate_days}};
}

// ---- reading ---------------------------------------------------------------------------------

/// A number of `digits` digits at the front of `text`, which loses them; nothing when they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int value = 0;
    if (text.size() < digits) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc() || end != text.data() + digits || text.front() == '-') return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

Result<minutes> clock_field(const json::object& body, const char* name) {
    ANJU_TRY(const auto text, required_text(body, name, kLongestText));
    const auto clock = parse_clock(text);
    if (!clock) return fail(ErrorCode::invalid, fmt::format("field '{}' must be a local time such as 22:00", name));
    return *clock;
}

Result<LocalDay> parse_day(std::string_view name, std::string_view text) {
    std::string_view rest = text;
    const auto year = take_number(rest, 4);
    const bool dashed = take(rest, '-');
    const auto month = take_number(rest, 2);
    const bool dashed_again = take(rest, '-');
    const auto day = take_number(rest, 2);
    if (year && dashed && month && dashed_again && day && rest.empty()) {
        const std::chrono::year_month_day date{std::chrono::year{*year},
                                               std::chrono::month{static_cast<unsigned>(*month)},
                                               std::chrono::day{static_cast<unsigned>(*day)}};
        if (date.ok()) return LocalDay{date};
    }
    return fail(ErrorCode::invalid, fmt::format("field '{}' must be a local day such as 2026-05-01", name));
}

Result<std::vector<core::Crew>> crews_field(const json::object& body) {
    const auto wrong = [] {
        return fail(ErrorCode::invalid,
                    "field 'crews' must be a list of crews, each a list of ids of responders; an empty one is a turn "
                    "on which nobody comes");
    };
    const json::value* value = body.if_contains("crews");
    if (!value || !value->is_array() || value->get_array().size() > core::kMostCrews) return wrong();
    std::vector<core::Crew> crews;
    for (const auto& people : value->get_array()) {
        if (!people.is_array() || people.get_array().size() > core::kMostInCrew) return wrong();
        core::Crew crew;
        for (const auto& person : people.get_array()) {
            if (!person.is_string()) return wrong();
            crew.emplace_back(std::string(person.get_string()));
        }
        crews.push_back(std::move(crew));
    }
    return crews;
}

Result<core::Shift> shift_of(const json::object& body) {
    ANJU_TRY(only_known(body, {"id", "weekdays", "begins", "ends", "from", "until", "except", "crews", "rotate_days"}));
    core::Shift shift;
    ANJU_TRY(shift.id, required_text(body, "id", kLongestText));
    ANJU_TRY(shift.weekdays, weekdays_field(body, "weekdays"));
    ANJU_TRY(shift.begins, clock_field(body, "begins"));
    ANJU_TRY(shift.ends, clock_field(body, "ends"));
    ANJU_TRY(const auto from, required_text(body, "from", kLongestText));
    ANJU_TRY(shift.from, parse_day("from", from));
    ANJU_TRY(const auto until, text_field(body, "until", kLongestText));
    if (!until.empty()) {
        ANJU_TRY(shift.until, parse_day("until", until));
    }
    ANJU_TRY(const auto except, texts_field(body, "except", 10'000, kLongestText));
    for (const auto& text : except) {
        ANJU_TRY(const auto day, parse_day("except", text));
        shift.except.push_back(day);
    }
    ANJU_TRY(shift.crews, crews_field(body));
    ANJU_TRY(const auto rotate_days, number_field(body, "rotate_days", 1, 366));
    if (rotate_days) shift.rotate_days = static_cast<int>(*rotate_days);
    return shift;
}

}  // namespace

json::object json_of(const core::Interval& interval) {
    return {{"from", to_rfc3339(interval.from)}, {"to", to_rfc3339(interval.to)}};
}

json::object json_of(const core::Override& change) {
    return {{"id", change.id},
            {"person", text_or_null(change.person.value)},
            {"instead", text_or_null(change.instead.value)},
            {"from", to_rfc3339(change.when.from)},
            {"to", to_rfc3339(change.when.to)}};
}

json::object json_of(const core::Roster& roster) {
    json::array shifts, overrides;
    for (const auto& shift : roster.shifts) shifts.push_back(json_of_shift(shift));
    for (const auto& change : roster.overrides) overrides.push_back(json_of(change));
    return {{"id", roster.id.value},
            {"name", roster.name},
            {"level", json::string_view(core::to_string(roster.level))},
            {"scope", text_or_null(roster.scope)},
            {"version", roster.version},
            {"shifts", std::move(shifts)},
            {"overrides", std::move(overrides)}};
}

json::object summary_of(const store::PlacedRoster& placed) {
    json::object summary = json_of(placed.roster);
    summary["shifts"] = placed.shifts;
    summary["overrides"] = placed.overrides;
    return summary;
}

std::string etag_of(const core::Roster& roster) { return fmt::format("\"{}\"", roster.version); }

Result<core::Interval> interval_of(const json::object& body, const std::string& place) {
    ANJU_TRY(const auto from, at_place(time_field(body, "from"), place));
    ANJU_TRY(const auto to, at_place(time_field(body, "to"), place));
    if (!from || !to) {
        return at_place(Result<core::Interval>(fail(
                            ErrorCode::invalid, "fields 'from' and 'to' must be times such as 2026-05-01T08:00:00Z")),
                        place);
    }
    return core::Interval{*from, *to};
}

Result<core::Override> override_of(const json::object& body, const std::string& place) {
    core::Override change;
    ANJU_TRY(change.id, at_place(text_field(body, "id", kLongestText), place));
    ANJU_TRY(change.person.value, at_place(text_field(body, "person", kLongestText), place));
    ANJU_TRY(change.instead.value, at_place(text_field(body, "instead", kLongestText), place));
    ANJU_TRY(change.when, interval_of(body, place));
    return change;
}

Result<WrittenRoster> roster_of(const json::object& body, const core::RosterId& id) {
    ANJU_TRY(only_known(body, {"actor", "id", "version", "name", "level", "scope", "shifts", "overrides"}));
    ANJU_TRY(const auto own_id, text_field(body, "id", kLongestText));
    if (!own_id.empty() && own_id != id.value) return wrong_field("id", "'" + id.value + "' as in the path", own_id);
    // What is shown may be written back; If-Match says what the writer has seen, not this.
    ANJU_TRY(number_field(body, "version", 0, INT64_MAX));
    WrittenRoster written;
    core::Roster& roster = written.roster;
    roster.id = id;
    ANJU_TRY(roster.name, required_text(body, "name", kLongestText));
    ANJU_TRY(const auto level, required_text(body, "level", kLongestText));
    const auto parsed = core::parse_case_word<core::Level>(level);
    if (!parsed || *parsed == core::Level::home) {
        return fail(ErrorCode::invalid, "field 'level' must be committee, street or district");
    }
    roster.level = *parsed;
    ANJU_TRY(roster.scope, text_field(body, "scope", kLongestText));
    ANJU_TRY(roster.shifts, list_field<core::Shift>(body, "shifts", core::kMostShifts, shift_of));
    written.with_overrides = body.contains("overrides") && !body.at("overrides").is_null();
    const auto read_override = [](const json::object& one) -> Result<core::Override> {
        ANJU_TRY(only_known(one, {"id", "person", "instead", "from", "to"}));
        return override_of(one, "");
    };
    ANJU_TRY(roster.overrides, list_field<core::Override>(body, "overrides", core::kMostOverrides, read_override));
    return written;
}

}  // namespace anju::alertd::api
