#include "alertd/api/policy_json.hpp"

#include "alertd/api/body.hpp"
#include "alertd/api/listing.hpp"

#include <boost/json/array.hpp>

#include <utility>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// More than core::mistakes_in() allows, so that it is it who says how many may be.
constexpr std::size_t kMostObjects = 200;

template <class Word>
json::array words_json(const std::vector<Word>& words) {
    json::array list;
    for (const auto word : words) list.emplace_back(json::string_view(to_string(word)));
    return list;
}

json::object variant_json(const core::PolicyVariant& variant) {
    json::array weekdays;
    for (const auto day : core::week()) {
        if (variant.weekdays.has(day)) weekdays.emplace_back(json::string_view(core::weekday_word(day)));
    }
    json::object body{{"name", variant.name},
                      {"kinds", words_json(variant.kinds)},
                      {"conditions", words_json(variant.conditions)},
                      {"min_severity", json::string_view(to_string(variant.least_severity))},
                      {"hours", variant.hours ? json::value(to_text(*variant.hours)) : json::value(nullptr)},
                      {"weekdays", std::move(weekdays)}};
    for (auto& member : json_of(variant.policy)) body[member.key()] = std::move(member.value());
    return body;
}

// ---- reading ---------------------------------------------------------------------------------

Result<core::PolicyStep> step_of(const json::object& body) {
    ANJU_TRY(only_known(body, {"after", "notify"}));
    core::PolicyStep step;
    ANJU_TRY(const auto after, duration_field(body, "after"));
    step.after = after.value_or(Millis{0});
    ANJU_TRY(step.levels,
             words_field(body, "notify", "home, committee, street or district", core::parse_case_word<core::Level>));
    return step;
}

Result<core::Policy> policy_of(const json::object& body, core::Policy fallback) {
    core::Policy policy = std::move(fallback);
    for (auto [name, value] :
         {std::pair("repeat_every", &policy.repeat_every), std::pair("attend_within", &policy.attend_within),
          std::pair("arrive_within", &policy.arrive_within)}) {
        ANJU_TRY(const auto duration, duration_field(body, name));
        if (duration) *value = *duration;
    }
    const auto* steps = body.if_contains("steps");
    if (!steps || steps->is_null()) return policy;
    ANJU_TRY(policy.steps, list_field<core::PolicyStep>(body, "steps", kMostObjects, step_of));
    return policy;
}

Result<core::PolicyVariant> variant_of(const json::object& body, const core::Policy& usual) {
    ANJU_TRY(only_known(body, {"name", "kinds", "conditions", "min_severity", "hours", "weekdays", "repeat_every",
                               "attend_within", "arrive_within", "steps"}));
    core::PolicyVariant variant;
    ANJU_TRY(variant.name, required_text(body, "name", 4 * kLongestName));
    ANJU_TRY(variant.kinds,
             words_field(body, "kinds", "kinds of devices such as smoke, call_button, fall", parse_word<Kind>));
    ANJU_TRY(variant.conditions,
             words_field(body, "conditions", "conditions such as smoke, call, no_water_use", parse_word<Condition>));
    ANJU_TRY(const auto severity, text_field(body, "min_severity", kLongestName));
    if (!severity.empty()) {
        const auto parsed = parse_word<Severity>(severity);
        if (!parsed) return wrong_field("min_severity", "minor, major or critical", severity);
        variant.least_severity = *parsed;
    }
    ANJU_TRY(const auto hours, text_field(body, "hours", kLongestName));
    if (!hours.empty()) {
        variant.hours = core::parse_hours(hours);
        if (!variant.hours) return wrong_field("hours", "local times such as 22:00-06:00", hours);
    }
    ANJU_TRY(variant.weekdays, weekdays_field(body, "weekdays"));
    ANJU_TRY(variant.policy, policy_of(body, usual));
    return variant;
}

std::string text_of(const core::PolicyMistake& mistake) {
    std::string place;
    if (mistake.variant) place += "when[" + std::to_string(*mistake.variant) + "]";
    if (mistake.step) place += (place.empty() ? "" : ".") + ("steps[" + std::to_string(*mistake.step) + "]");
    return (place.empty() ? "" : place + ": ") + "field '" + mistake.field + "': expected " + mistake.expected;
}

}  // namespace

json::object json_of(const core::Policy& policy) {
    json::array steps;
    for (const auto& step : policy.steps) {
        steps.push_back(json::object{{"after", format_duration(step.after)}, {"notify", words_json(step.levels)}});
    }
    return {{"repeat_every", format_duration(policy.repeat_every)},
            {"attend_within", format_duration(policy.attend_within)},
            {"arrive_within", format_duration(policy.arrive_within)},
            {"steps", std::move(steps)}};
}

json::object json_of(const store::KeptPolicies& kept) {
    json::object body{{"class", json::string_view(to_string(kept.incident_class))},
                      {"source", json::string_view(to_string(kept.source))},
                      {"version", kept.version},
                      {"changed_at", to_rfc3339(kept.changed_at)},
                      {"changed_by", kept.changed_by},
                      {"reason", kept.reason}};
    for (auto& member : json_of(kept.policies.usual)) body[member.key()] = std::move(member.value());
    json::array variants;
    for (const auto& variant : kept.policies.variants) variants.push_back(variant_json(variant));
    body["when"] = std::move(variants);
    return body;
}

Result<core::ClassPolicies> policies_of(const json::object& body, IncidentClass incident_class) {
    const auto brought_along = core::PolicyBook::defaults();
    core::ClassPolicies policies;
    ANJU_TRY(policies.usual, policy_of(body, brought_along.of(incident_class)));
    const auto read = [&](const json::object& one) { return variant_of(one, policies.usual); };
    ANJU_TRY(policies.variants, list_field<core::PolicyVariant>(body, "when", kMostObjects, read));
    const auto mistakes = core::mistakes_in(policies, incident_class);
    if (mistakes.empty()) return policies;
    std::string all;
    for (const auto& mistake : mistakes) all += (all.empty() ? "" : "; ") + text_of(mistake);
    return fail(ErrorCode::invalid, all);
}

}  // namespace anju::alertd::api
