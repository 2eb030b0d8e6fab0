#include "alertd/app/policy_config.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>

namespace anju::alertd::app {

namespace {

constexpr Millis kSecond{1'000};
constexpr Millis kDay{86'400'000};
constexpr std::size_t kLongestName = 64;

core::PolicyStep read_step(settings::Table& table) {
    core::PolicyStep step{table.duration("after", Millis{0}, Millis{0}, kDay), {}};
    for (const auto& word : table.texts("notify", {})) {
        if (const auto level = core::parse_case_word<core::Level>(word)) {
            step.levels.push_back(*level);
        } else {
            table.problem("notify", "only home, committee, street and district");
        }
    }
    if (step.levels.empty()) table.problem("notify", "at least one of home, committee, street, district");
    return step;
}

core::Policy read_policy(settings::Table& table, core::Policy fallback) {
    core::Policy policy = std::move(fallback);
    policy.repeat_every = table.duration("repeat_every", policy.repeat_every, 10 * kSecond, kDay);
    policy.attend_within = table.duration("attend_within", policy.attend_within, Millis{0}, kDay);
    policy.arrive_within = table.duration("arrive_within", policy.arrive_within, Millis{0}, kDay);
    if (!table.has("steps")) return policy;
    policy.steps.clear();
    Millis before{-1};
    for (auto& row : table.tables("steps")) {
        policy.steps.push_back(read_step(row));
        const Millis after = policy.steps.back().after;
        if (after <= before) row.problem("after", "a later time than the step before it");
        before = after;
    }
    if (policy.steps.empty()) table.problem("steps", "at least one step");
    const bool notifies = std::ranges::all_of(policy.steps, [](const auto& step) { return !step.levels.empty(); });
    const bool reaches_the_district = std::ranges::any_of(policy.steps, [](const core::PolicyStep& step) {
        return std::ranges::find(step.levels, core::Level::district) != step.levels.end();
    });
    if (notifies && !reaches_the_district)
        table.problem("steps", "a step that notifies the district, so that somebody always hears");
    return policy;
}

template <class Word>
std::vector<Word> read_words(settings::Table& table, const char* key, const char* expected) {
    std::vector<Word> words;
    for (const auto& text : table.texts(key, {})) {
        if (const auto word = parse_word<Word>(text)) {
            words.push_back(*word);
        } else {
            table.problem(key, expected);
        }
    }
    return words;
}

/// "22:00" as minutes since midnight.
std::optional<std::chrono::minutes> parse_clock(std::string_view text) {
    const auto two_digits = [&](std::size_t at) -> int {
        int value = -1;
        const char* begin = text.data() + at;
        const auto [end, error] = std::from_chars(begin, begin + 2, value);
        return error == std::errc() && end == begin + 2 ? value : -1;
    };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hours = two_digits(0);
    const int minutes = two_digits(3);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    return std::chrono::minutes{hours * 60 + minutes};
}

std::optional<core::Hours> read_hours(settings::Table& table) {
    const auto text = table.text("hours", "");
    if (text.empty() && !table.has("hours")) return std::nullopt;
    const auto dash = text.find('-');
    const auto begins = parse_clock(text.substr(0, std::min(dash, text.size())));
    const auto ends = dash == std::string::npos ? std::nullopt : parse_clock(text.substr(dash + 1));
    if (!begins || !ends || *begins == *ends) {
        table.problem("hours", "local times such as \"22:00-06:00\", which go over midnight");
        return std::nullopt;
    }
    return core::Hours{*begins, *ends};
}

core::Weekdays read_weekdays(settings::Table& table) {
    if (!table.has("weekdays")) return core::Weekdays::every_day();
    core::Weekdays days;
    for (const auto& text : table.texts("weekdays", {})) {
        if (const auto day = core::parse_weekday(text)) {
            days.add(*day);
        } else {
            table.problem("weekdays", "only monday, tuesday ... sunday");
        }
    }
    if (days.empty()) table.problem("weekdays", "at least one of monday ... sunday");
    return days;
}

core::PolicyVariant read_variant(settings::Table& table, IncidentClass incident_class, const core::Policy& usual) {
    core::PolicyVariant variant;
    variant.incident_class = incident_class;
    variant.name = table.required_text("name", "a name for the journal");
    if (variant.name.size() > kLongestName || variant.name == "usual") {
        table.problem("name", "at most 64 bytes, and not \"usual\", which is the policy without conditions");
    }
    variant.kinds = read_words<Kind>(table, "kinds", "kinds of devices such as smoke, call_button, fall");
    variant.conditions = read_words<Condition>(table, "conditions", "conditions such as smoke, call, no_water_use");
    for (const auto condition : variant.conditions) {
        if (class_of(condition) != incident_class) {
            table.problem("conditions", "conditions of this class; " + std::string(to_string(condition)) + " is " +
                                            std::string(to_string(class_of(condition))));
        }
    }
    variant.least_severity =
        parse_word<Severity>(table.word("min_severity", "minor", {"minor", "major", "critical"})).value();
    variant.hours = read_hours(table);
    variant.weekdays = read_weekdays(table);
    variant.policy = read_policy(table, usual);
    return variant;
}

}  // namespace

void read_policies(settings::Table table, IncidentClass incident_class, core::PolicyBook& book) {
    core::Policy& usual = incident_class == IncidentClass::emergency ? book.emergency
                          : incident_class == IncidentClass::welfare ? book.welfare
                                                                     : book.technical;
    usual = read_policy(table, std::move(usual));
    std::set<std::string> names;
    for (auto& row : table.tables("when")) {
        auto variant = read_variant(row, incident_class, usual);
        if (!names.insert(variant.name).second) row.problem("name", "each name once in a class");
        book.variants.push_back(std::move(variant));
    }
}

}  // namespace anju::alertd::app
