// Policies as people write and read them: what is wrong with one, and one on a line.
#include "alertd/core/policy.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace anju::alertd::core {

namespace {

class Findings {
public:
    void about(std::optional<std::size_t> variant) { variant_ = variant; }
    void say(const char* field, std::string expected, std::optional<std::size_t> step = {}) {
        found_.push_back({variant_, step, field, std::move(expected)});
    }
    void unless(bool right, const char* field, std::string expected, std::optional<std::size_t> step = {}) {
        if (!right) say(field, std::move(expected), step);
    }
    [[nodiscard]] std::vector<PolicyMistake> take() { return std::move(found_); }

private:
    std::optional<std::size_t> variant_;
    std::vector<PolicyMistake> found_;
};

bool notifies(const PolicyStep& step, Level level) {
    return std::ranges::find(step.levels, level) != step.levels.end();
}

std::string from_to(Millis least) {
    return "a duration from \"" + format_duration(least) + "\" to \"" + format_duration(kLongestPolicyTime) + "\"";
}

void check_times(const Policy& policy, Findings& findings) {
    const auto check = [&](const char* field, Millis value, Millis least) {
        findings.unless(value >= least && value <= kLongestPolicyTime, field, from_to(least));
    };
    check("repeat_every", policy.repeat_every, kShortestPolicyRepeat);
    check("attend_within", policy.attend_within, Millis{0});
    check("arrive_within", policy.arrive_within, Millis{0});
}

void check_steps(const Policy& policy, Findings& findings) {
    const auto& steps = policy.steps;
    findings.unless(!steps.empty(), "steps", "at least one step");
    findings.unless(steps.size() <= kMostPolicySteps, "steps",
                    "at most " + std::to_string(kMostPolicySteps) + " steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Millis after = steps[i].after;
        findings.unless(after >= Millis{0} && after <= kLongestPolicyTime, "after", from_to(Millis{0}), i);
        findings.unless(i == 0 || after > steps[i - 1].after, "after", "a later time than the step before it", i);
        findings.unless(!steps[i].levels.empty(), "notify", "at least one of home, committee, street, district", i);
    }
    const auto tells_somebody = [](const PolicyStep& step) { return !step.levels.empty(); };
    const auto tells_the_district = [](const PolicyStep& step) { return notifies(step, Level::district); };
    if (!steps.empty() && std::ranges::all_of(steps, tells_somebody)) {
        findings.unless(std::ranges::any_of(steps, tells_the_district), "steps",
                        "a step that notifies the district, so that somebody always hears");
    }
}

void check_variant(const PolicyVariant& variant, IncidentClass incident_class, std::set<std::string>& names,
                   Findings& findings) {
    findings.unless(!variant.name.empty() && variant.name.size() <= kLongestPolicyName && is_utf8(variant.name) &&
                        variant.name != kUsualPolicy,
                    "name", "at most 64 bytes, and not \"usual\", which is the policy without conditions");
    findings.unless(names.insert(variant.name).second, "name", "each name once in a class");
    for (const auto condition : variant.conditions) {
        findings.unless(class_of(condition) == incident_class, "conditions",
                        "conditions of this class; " + std::string(to_string(condition)) + " is " +
                            std::string(to_string(class_of(condition))));
    }
    findings.unless(!variant.weekdays.empty(), "weekdays", "at least one of monday ... sunday");
}

template <class Word>
void add_words(std::string& text, const std::vector<Word>& words) {
    if (words.empty()) return;
    text.append(text.empty() ? "" : ", ");
    for (std::size_t i = 0; i < words.size(); ++i) text.append(i == 0 ? "" : " ").append(to_string(words[i]));
}

}  // namespace

std::optional<Hours> parse_hours(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto begins = parse_clock(text.substr(0, dash));
    const auto ends = parse_clock(text.substr(dash + 1));
    if (!begins || !ends || *begins == *ends) return std::nullopt;
    return Hours{*begins, *ends};
}

std::string to_text(const Hours& hours) { return format_clock(hours.begins) + "-" + format_clock(hours.ends); }

std::vector<PolicyMistake> mistakes_in(const ClassPolicies& policies, IncidentClass incident_class) {
    Findings findings;
    check_times(policies.usual, findings);
    check_steps(policies.usual, findings);
    findings.unless(policies.variants.size() <= kMostPolicyVariants, "when",
                    "at most " + std::to_string(kMostPolicyVariants) + " variants");
    std::set<std::string> names;
    for (std::size_t i = 0; i < policies.variants.size(); ++i) {
        findings.about(i);
        check_variant(policies.variants[i], incident_class, names, findings);
        check_times(policies.variants[i].policy, findings);
        check_steps(policies.variants[i].policy, findings);
    }
    return findings.take();
}

std::string to_text(const Policy& policy) {
    std::string text;
    for (const auto& step : policy.steps) {
        text.append(text.empty() ? "" : ", ").append(format_duration(step.after));
        for (const auto level : step.levels) text.append(" ").append(to_string(level));
    }
    text.append("; again each ").append(format_duration(policy.repeat_every));
    if (policy.attend_within > Millis{0}) {
        text.append("; on the way within ").append(format_duration(policy.attend_within));
    }
    if (policy.arrive_within > Millis{0})
        text.append("; on scene within ").append(format_duration(policy.arrive_within));
    return text;
}

std::string to_text(const PolicyVariant& variant) {
    std::string when;
    const auto add = [&](std::string_view part) { when.append(when.empty() ? "" : ", ").append(part); };
    add_words(when, variant.kinds);
    add_words(when, variant.conditions);
    if (variant.least_severity != Severity::minor) add("from " + std::string(to_string(variant.least_severity)));
    if (variant.hours) add(to_text(*variant.hours));
    if (!variant.weekdays.full()) {
        std::string days;
        for (const auto day : week()) {
            if (variant.weekdays.has(day)) days.append(days.empty() ? "" : " ").append(weekday_word(day));
        }
        add(days);
    }
    return variant.name + " (" + (when.empty() ? "always" : when) + "): " + to_text(variant.policy);
}

}  // namespace anju::alertd::core
