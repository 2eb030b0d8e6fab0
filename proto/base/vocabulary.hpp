// The words of the system as types: what a device is, what it can say, what can be wrong.
// The same spelling is used on the wire, in tables, in the API, in metrics and on the page.
#pragma once

#include <optional>
#include <string_view>

namespace anju {

/// What a device is.
enum class Kind {
    smoke,
    co,
    gas,
    water_leak,
    call_button,  ///< enrolled as the resident's call button
    button,       ///< a plain remote
    water_meter,
    fall,
    presence,
    vibration,
    door,
    bed,
    badge,
    blood_pressure,
    spo2,
    thermometer,
    sleep,
    camera_ai,
    gateway,  ///< the gateway itself, as the subject of technical alerts
    unknown,
};

/// What a device says.
enum class SignalType {
    alarm,
    prealarm,
    clear,
    test,
    fault,
    fault_clear,
    press,
    cancel,
    reading,
    leak,
    burst,
    reverse_flow,
    detected,
    open,
    closed,
    low_battery,
    battery_ok,
    battery,
    tamper,
    tamper_clear,
    online,
    offline,
};

/// What is wrong at one device; the third part of an alert's key.
enum class Condition {
    smoke,
    smoke_prealarm,
    co,
    gas,
    water_leak,
    call,
    fall,
    fall_suspected,
    no_water_use,
    pipe_leak,
    pipe_burst,
    vital_sign,
    no_movement,
    reverse_flow,
    water_no_data,
    low_battery,
    tamper,
    fault,
    offline,
    babbling,
    gateway_lost,
    outbox_gap,
    escalation_stalled,
    area_outage,  ///< many gateways or devices of one street are gone at once; alertd's own
};

enum class IncidentClass { emergency, welfare, technical };
enum class Severity { minor, major, critical };  ///< in rising order
enum class AlertPhase { raised, repeated, cleared, cancelled };

[[nodiscard]] std::string_view to_string(Kind value);
[[nodiscard]] std::string_view to_string(SignalType value);
[[nodiscard]] std::string_view to_string(Condition value);
[[nodiscard]] std::string_view to_string(IncidentClass value);
[[nodiscard]] std::string_view to_string(Severity value);
[[nodiscard]] std::string_view to_string(AlertPhase value);

/// The inverse of to_string: parse_word<Kind>("smoke"). Nothing when no word matches.
template <class Enum>
[[nodiscard]] std::optional<Enum> parse_word(std::string_view text);

/// The class of incident a condition opens (design.md, "Words").
[[nodiscard]] IncidentClass class_of(Condition condition);
/// The severity a condition starts with.
[[nodiscard]] Severity severity_of(Condition condition);

}  // namespace anju
