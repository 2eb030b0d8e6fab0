#include "alertd/core/policy.hpp"

#include <algorithm>
#include <utility>

namespace anju::alertd::core {

namespace {

using std::chrono::days;

template <class T>
bool names(const std::vector<T>& list, const T& one) {
    return list.empty() || std::ranges::find(list, one) != list.end();
}

bool is_the_time(const PolicyVariant& variant, LocalTime at) {
    auto day = std::chrono::floor<days>(at);
    const auto clock = at - LocalTime{day};
    if (variant.hours) {
        const auto [begins, ends] = *variant.hours;
        const bool over_midnight = ends <= begins;
        const bool before_midnight = clock >= begins && (over_midnight || clock < ends);
        const bool after_midnight = over_midnight && clock < ends;
        if (!before_midnight && !after_midnight) return false;
        // The small hours belong to the day on which the hours began (P2).
        if (!before_midnight) day -= days{1};
    }
    return variant.weekdays.has(std::chrono::weekday(day));
}

bool fits(const PolicyVariant& variant, const PolicyQuestion& question) {
    return names(variant.kinds, question.kind) && names(variant.conditions, question.condition) &&
           question.severity >= variant.least_severity && is_the_time(variant, question.at);
}

}  // namespace

const ClassPolicies& PolicyBook::written_for(IncidentClass incident_class) const {
    if (incident_class == IncidentClass::welfare) return welfare;
    return incident_class == IncidentClass::technical ? technical : emergency;
}

ClassPolicies& PolicyBook::written_for(IncidentClass incident_class) {
    return const_cast<ClassPolicies&>(std::as_const(*this).written_for(incident_class));
}

const Policy& PolicyBook::of(IncidentClass incident_class) const {
    const Policy& usual = written_for(incident_class).usual;
    if (!usual.steps.empty()) return usual;
    // A policy without steps would call nobody at all; the district is always there to be called.
    static const Policy kDistrictOnly{{{Millis{0}, {Level::district}}}, Millis{180'000}};
    return kDistrictOnly;
}

const Policy& PolicyBook::of(IncidentClass incident_class, std::string_view variant) const {
    const auto& variants = written_for(incident_class).variants;
    const auto found = std::ranges::find_if(
        variants, [&](const PolicyVariant& one) { return one.name == variant && !one.policy.steps.empty(); });
    return variant.empty() || found == variants.end() ? of(incident_class) : found->policy;
}

std::string PolicyBook::choose(const PolicyQuestion& question) const {
    const auto& variants = written_for(question.incident_class).variants;
    const auto found = std::ranges::find_if(variants, [&](const auto& one) { return fits(one, question); });
    return found == variants.end() ? "" : found->name;
}

PolicyBook PolicyBook::defaults() {
    using namespace std::chrono_literals;
    PolicyBook book;
    // 60 s is the target for an answer. The first repeat stands at 180 s, where the field sees the hard breach.
    Policy& emergency = book.emergency.usual;
    emergency.steps = {{0s, {Level::home, Level::committee}}, {60s, {Level::street}}, {90s, {Level::district}}};
    emergency.repeat_every = 90s;
    emergency.attend_within = 10min;
    emergency.arrive_within = 45min;  // the field's time to be on site
    book.welfare = book.emergency;
    book.welfare.usual.attend_within = 30min;
    book.welfare.usual.arrive_within = 90min;
    // Ten minutes let a gateway that only restarts come back before anybody hears of it. The street has an hour, and
    // then the district hears twice a day.
    Policy& technical = book.technical.usual;
    technical.steps = {{10min, {Level::street}}, {70min, {Level::district}}};
    technical.repeat_every = 12h;
    return book;
}

}  // namespace anju::alertd::core
