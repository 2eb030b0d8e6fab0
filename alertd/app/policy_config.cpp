#include "alertd/app/policy_config.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::app {

namespace {

/// The tables of the file from which a policy was read, to say in which one a mistake is.
struct Source {
    settings::Table table;
    std::vector<settings::Table> steps{};
};

core::PolicyStep read_step(settings::Table& table) {
    core::PolicyStep step{table.duration("after", Millis{0}, Millis{0}, core::kLongestPolicyTime), {}};
    for (const auto& word : table.texts("notify", {})) {
        if (const auto level = core::parse_case_word<core::Level>(word)) {
            step.levels.push_back(*level);
        } else {
            table.problem("notify", "only home, committee, street and district");
        }
    }
    return step;
}

core::Policy read_policy(Source& source, core::Policy fallback) {
    settings::Table& table = source.table;
    core::Policy policy = std::move(fallback);
    const auto read = [&](const char* key, Millis usual, Millis least) {
        return table.duration(key, usual, least, core::kLongestPolicyTime);
    };
    policy.repeat_every = read("repeat_every", policy.repeat_every, core::kShortestPolicyRepeat);
    policy.attend_within = read("attend_within", policy.attend_within, Millis{0});
    policy.arrive_within = read("arrive_within", policy.arrive_within, Millis{0});
    if (!table.has("steps")) return policy;
    policy.steps.clear();
    source.steps = table.tables("steps");
    for (auto& row : source.steps) policy.steps.push_back(read_step(row));
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

std::optional<core::Hours> read_hours(settings::Table& table) {
    const auto text = table.text("hours", "");
    if (text.empty() && !table.has("hours")) return std::nullopt;
    auto hours = core::parse_hours(text);
    if (!hours) table.problem("hours", "local times such as \"22:00-06:00\", which go over midnight");
    return hours;
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
    return days;
}

core::PolicyVariant read_variant(Source& source, const core::Policy& usual) {
    settings::Table& table = source.table;
    core::PolicyVariant variant;
    variant.name = table.required_text("name", "a name for the journal");
    variant.kinds = read_words<Kind>(table, "kinds", "kinds of devices such as smoke, call_button, fall");
    variant.conditions = read_words<Condition>(table, "conditions", "conditions such as smoke, call, no_water_use");
    variant.least_severity =
        parse_word<Severity>(table.word("min_severity", "minor", {"minor", "major", "critical"})).value();
    variant.hours = read_hours(table);
    variant.weekdays = read_weekdays(table);
    variant.policy = read_policy(source, usual);
    return variant;
}

/// Says at the mistake's place what was expected. What a variant has from the usual policy is told of there.
void report(const core::PolicyMistake& mistake, Source& source) {
    if (mistake.step && *mistake.step >= source.steps.size()) return;
    settings::Table& table = mistake.step ? source.steps[*mistake.step] : source.table;
    if (table.has(mistake.field)) table.problem(mistake.field, mistake.expected);
}

}  // namespace

void read_policies(settings::Table table, IncidentClass incident_class, core::PolicyBook& book) {
    core::ClassPolicies& policies = book.written_for(incident_class);
    Source usual{std::move(table)};
    policies.usual = read_policy(usual, std::move(policies.usual));
    std::vector<Source> variants;
    for (auto& row : usual.table.tables("when")) {
        policies.variants.push_back(read_variant(variants.emplace_back(std::move(row)), policies.usual));
    }
    for (const auto& mistake : core::mistakes_in(policies, incident_class)) {
        report(mistake, mistake.variant ? variants[*mistake.variant] : usual);
    }
}

}  // namespace anju::alertd::app
