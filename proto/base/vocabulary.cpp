#include "base/vocabulary.hpp"

#include "base/words.hpp"

#include <array>
#include <cstddef>

namespace anju {

namespace {

// The order of each table is the order of its enum; the sizes are checked below.
constexpr std::array<std::string_view, 20> kKinds{
    "smoke", "co",          "gas",       "water_leak", "call_button", "button", "water_meter",
    "fall",  "presence",    "vibration", "door",       "bed",         "badge",  "blood_pressure",
    "spo2",  "thermometer", "sleep",     "camera_ai",  "gateway",     "unknown"};
constexpr std::array<std::string_view, 22> kTypes{
    "alarm",      "prealarm", "clear",  "test",         "fault",    "fault_clear", "press",  "cancel",
    "reading",    "leak",     "burst",  "reverse_flow", "detected", "open",        "closed", "low_battery",
    "battery_ok", "battery",  "tamper", "tamper_clear", "online",   "offline"};
constexpr std::array<std::string_view, 24> kConditions{
    "smoke",          "smoke_prealarm",     "co",         "gas",        "water_leak", "call",        "fall",
    "fall_suspected", "no_water_use",       "pipe_leak",  "pipe_burst", "vital_sign", "no_movement", "reverse_flow",
    "water_no_data",  "low_battery",        "tamper",     "fault",      "offline",    "babbling",    "gateway_lost",
    "outbox_gap",     "escalation_stalled", "area_outage"};
constexpr std::array<std::string_view, 3> kClasses{"emergency", "welfare", "technical"};
constexpr std::array<std::string_view, 3> kSeverities{"minor", "major", "critical"};
constexpr std::array<std::string_view, 4> kPhases{"raised", "repeated", "cleared", "cancelled"};

static_assert(kKinds.size() == static_cast<std::size_t>(Kind::unknown) + 1);
static_assert(kTypes.size() == static_cast<std::size_t>(SignalType::offline) + 1);
static_assert(kConditions.size() == static_cast<std::size_t>(Condition::area_outage) + 1);
static_assert(kClasses.size() == static_cast<std::size_t>(IncidentClass::technical) + 1);
static_assert(kSeverities.size() == static_cast<std::size_t>(Severity::critical) + 1);
static_assert(kPhases.size() == static_cast<std::size_t>(AlertPhase::cancelled) + 1);

}  // namespace

std::string_view to_string(Kind value) { return word_of(kKinds, value); }
std::string_view to_string(SignalType value) { return word_of(kTypes, value); }
std::string_view to_string(Condition value) { return word_of(kConditions, value); }
std::string_view to_string(IncidentClass value) { return word_of(kClasses, value); }
std::string_view to_string(Severity value) { return word_of(kSeverities, value); }
std::string_view to_string(AlertPhase value) { return word_of(kPhases, value); }

template <>
std::optional<Kind> parse_word<Kind>(std::string_view text) {
    return find_word<Kind>(kKinds, text);
}
template <>
std::optional<SignalType> parse_word<SignalType>(std::string_view text) {
    return find_word<SignalType>(kTypes, text);
}
template <>
std::optional<Condition> parse_word<Condition>(std::string_view text) {
    return find_word<Condition>(kConditions, text);
}
template <>
std::optional<IncidentClass> parse_word<IncidentClass>(std::string_view text) {
    return find_word<IncidentClass>(kClasses, text);
}
template <>
std::optional<Severity> parse_word<Severity>(std::string_view text) {
    return find_word<Severity>(kSeverities, text);
}
template <>
std::optional<AlertPhase> parse_word<AlertPhase>(std::string_view text) {
    return find_word<AlertPhase>(kPhases, text);
}

IncidentClass class_of(Condition condition) {
    switch (condition) {
        case Condition::smoke:
        case Condition::smoke_prealarm:
        case Condition::co:
        case Condition::gas:
        case Condition::call:
        case Condition::fall:
        case Condition::fall_suspected: return IncidentClass::emergency;
        case Condition::water_leak:
        case Condition::no_water_use:
        case Condition::pipe_leak:
        case Condition::pipe_burst:
        case Condition::vital_sign:
        case Condition::no_movement: return IncidentClass::welfare;
        case Condition::reverse_flow:
        case Condition::water_no_data:
        case Condition::low_battery:
        case Condition::tamper:
        case Condition::fault:
        case Condition::offline:
        case Condition::babbling:
        case Condition::gateway_lost:
        case Condition::outbox_gap:
        case Condition::escalation_stalled:
        case Condition::area_outage: return IncidentClass::technical;
    }
    return IncidentClass::emergency;  // a word from a newer gateway: rather one page too many
}

Severity severity_of(Condition condition) {
    switch (condition) {
        case Condition::smoke:
        case Condition::co:
        case Condition::gas:
        case Condition::call:
        case Condition::fall:
        case Condition::area_outage: return Severity::critical;
        case Condition::smoke_prealarm:
        case Condition::fall_suspected:
        case Condition::water_leak:
        case Condition::no_water_use:
        case Condition::pipe_burst:
        case Condition::vital_sign:
        case Condition::no_movement:
        case Condition::gateway_lost:
        case Condition::outbox_gap:
        case Condition::escalation_stalled: return Severity::major;
        case Condition::pipe_leak:
        case Condition::reverse_flow:
        case Condition::water_no_data:
        case Condition::low_battery:
        case Condition::tamper:
        case Condition::fault:
        case Condition::offline:
        case Condition::babbling: return Severity::minor;
    }
    return Severity::critical;
}

}  // namespace anju
