#include "gateway/profiles/names.hpp"

#include <algorithm>
#include <array>

namespace anju::gateway::profiles {

namespace {

constexpr NameRow hazard(std::string_view name, Kind kind, bool measured = false) {
    return {.name = name, .meaning = Meaning::level, .kind = kind, .measured = measured};
}
constexpr NameRow fall(std::string_view name) {
    return {.name = name, .meaning = Meaning::level, .kind = Kind::fall, .words = Words::fall};
}
constexpr NameRow presence(std::string_view name) {
    return {.name = name, .meaning = Meaning::level, .kind = Kind::presence, .words = Words::presence};
}
constexpr NameRow door(std::string_view name, bool inverted = false) {
    return {.name = name, .meaning = Meaning::level, .kind = Kind::door, .words = Words::door, .inverted = inverted};
}
constexpr NameRow of(std::string_view name, Meaning meaning, Words words = Words::hazard) {
    return {.name = name, .meaning = meaning, .words = words};
}
constexpr NameRow volume(std::string_view name, std::string_view unit) {
    return {.name = name, .meaning = Meaning::volume, .kind = Kind::water_meter, .unit = unit, .measured = true};
}

// Numbers under gas and carbon monoxide names are volumes and concentrations, hence `measured`.
constexpr std::array kNames{
    hazard("smoke", Kind::smoke),
    hazard("smoke_#", Kind::smoke),
    hazard("smoke_alarm", Kind::smoke),
    hazard("smoke_alarm_#", Kind::smoke),
    hazard("smoke_state", Kind::smoke),
    hazard("smoke_status", Kind::smoke),
    hazard("smoke_detected", Kind::smoke),
    hazard("smoke_sensor_state", Kind::smoke),
    hazard("fire", Kind::smoke),
    hazard("fire_alarm", Kind::smoke),
    hazard("halo_alert_state", Kind::smoke),
    hazard("carbon_monoxide", Kind::co, true),
    hazard("carbon_monoxide_#", Kind::co, true),
    hazard("carbon_monoxide_alarm", Kind::co, true),
    hazard("carbon_monoxide_alarm_#", Kind::co, true),
    hazard("carbon_monoxide_state", Kind::co, true),
    hazard("co", Kind::co, true),
    hazard("co_alarm", Kind::co, true),
    hazard("co_alarm_#", Kind::co, true),
    hazard("co_state", Kind::co, true),
    hazard("co_status", Kind::co, true),
    hazard("co_detected", Kind::co, true),
    hazard("co_sensor_state", Kind::co, true),
    hazard("gas", Kind::gas, true),
    hazard("gas_#", Kind::gas, true),
    hazard("gas_alarm", Kind::gas, true),
    hazard("gas_alarm_#", Kind::gas, true),
    hazard("gas_state", Kind::gas, true),
    hazard("gas_status", Kind::gas, true),
    hazard("gas_detected", Kind::gas, true),
    hazard("gas_leak", Kind::gas, true),
    hazard("gas_sensor_state", Kind::gas, true),
    hazard("water_leak", Kind::water_leak),
    hazard("water_leak_#", Kind::water_leak),
    hazard("water_leak_alarm", Kind::water_leak),
    hazard("water_leak_alarm_#", Kind::water_leak),
    hazard("water_leak_zone_#", Kind::water_leak),
    hazard("water_leak_wire_#", Kind::water_leak),
    hazard("water_leak_both_zones", Kind::water_leak),
    hazard("active_water_leak", Kind::water_leak),
    hazard("water_leakage", Kind::water_leak),
    hazard("water_leakage_state", Kind::water_leak),
    hazard("water_condition_alarm", Kind::water_leak),
    hazard("water_sensor", Kind::water_leak, true),
    hazard("valve_abnormal_state", Kind::water_leak),
    hazard("current_device_status", Kind::water_leak),
    hazard("leak", Kind::water_leak),
    hazard("leak_detect", Kind::water_leak),
    hazard("leak_detected", Kind::water_leak),
    hazard("input_#_leak_detect_#", Kind::water_leak),
    hazard("channel_#_leak_detect_#", Kind::water_leak),
    hazard("flood", Kind::water_leak),
    fall("fall"),
    fall("fall_status"),
    fall("fall_state"),
    fall("fall_alarm"),
    fall("fall_detected"),
    fall("fall_down"),
    fall("fall_down_status"),
    NameRow{.name = "status", .meaning = Meaning::level, .kind = Kind::fall, .words = Words::posture, .measured = true},
    NameRow{.name = "vibration",
            .meaning = Meaning::level,
            .kind = Kind::vibration,
            .words = Words::presence,
            .measured = true},
    NameRow{.name = "vibration_alarm_#", .meaning = Meaning::level, .kind = Kind::vibration, .words = Words::presence},
    presence("occupancy"),
    presence("occupancy_#"),
    presence("occupancy_alarm_#"),
    presence("presence"),
    presence("presence_#"),
    presence("presence_state"),
    presence("motion"),
    presence("motion_state"),
    presence("human_motion_state"),
    presence("movement"),
    presence("pir_detection"),
    door("contact", true),
    door("contact_#", true),
    door("contact_alarm_#"),
    door("opening_state"),
    door("door_state"),
    door("window_state"),
    of("alarm", Meaning::generic_alarm),
    of("alarm_#", Meaning::generic_alarm),
    of("alarm_state", Meaning::generic_alarm),
    of("alarm_status", Meaning::generic_alarm),
    of("sos", Meaning::press),
    of("sos_#", Meaning::press),
    of("sos_alarm", Meaning::press),
    of("panic", Meaning::press),
    of("panic_alarm", Meaning::press),
    of("emergency", Meaning::press),
    of("emergency_call", Meaning::press),
    of("action", Meaning::action),
    of("action_#", Meaning::action),
    of("click", Meaning::action),
    volume("water_consumed", "m3"),
    volume("water_consumed_total", "L"),
    volume("water_total", "gal"),
    volume("volume_#", "L"),
    volume("input_#_water_meter_#", "m3"),
    volume("total_m3", "m3"),
    volume("volume_m3", "m3"),
    volume("water_m3", "m3"),
    of("battery", Meaning::battery),
    of("battery_percentage", Meaning::battery),
    of("battery_low", Meaning::low_battery, Words::battery),
    of("battery_low_#", Meaning::low_battery, Words::battery),
    of("low_battery", Meaning::low_battery, Words::battery),
    of("channel_#_battery_low_#", Meaning::low_battery, Words::battery),
    NameRow{.name = "battery_state", .meaning = Meaning::low_battery, .words = Words::battery, .measured = true},
    NameRow{.name = "battery_level", .meaning = Meaning::low_battery, .words = Words::battery, .measured = true},
    of("tamper", Meaning::tamper),
    of("tamper_#", Meaning::tamper),
    of("tamper_alarm", Meaning::tamper),
    of("fault", Meaning::fault, Words::fault),
    of("faults", Meaning::fault, Words::fault),
    of("device_fault", Meaning::fault, Words::fault),
    of("fault_alarm", Meaning::fault, Words::fault),
    of("fault_state", Meaning::fault, Words::fault),
    of("fault_status", Meaning::fault, Words::fault),
    of("trouble", Meaning::fault, Words::fault),
    of("battery_defect", Meaning::fault, Words::fault),
    of("test", Meaning::test, Words::test),
    of("testing", Meaning::test, Words::test),
    of("test_in_progress", Meaning::test, Words::test),
    of("self_test", Meaning::test, Words::test),
    of("self_test_result", Meaning::test_result, Words::test),
    of("checking_result", Meaning::test_result, Words::test),
    of("test_alarm_result", Meaning::test_result, Words::test),
};

struct ActionRow {
    std::string_view word;
    ActionWord meaning;
};

// Whole words first; everything else is told by its parts.
constexpr std::array kActions{
    ActionRow{"off", ActionWord::off},           ActionRow{"vibration", ActionWord::shaken},
    ActionRow{"fall", ActionWord::moved},        ActionRow{"drop", ActionWord::moved},
    ActionRow{"tilt", ActionWord::moved},        ActionRow{"movement", ActionWord::moved},
    ActionRow{"orientation", ActionWord::moved}, ActionRow{"static", ActionWord::moved},
    ActionRow{"shake", ActionWord::moved},       ActionRow{"throw", ActionWord::moved},
    ActionRow{"wakeup", ActionWord::moved},      ActionRow{"slide", ActionWord::moved},
    ActionRow{"flip90", ActionWord::moved},      ActionRow{"flip180", ActionWord::moved},
    ActionRow{"triple_tap", ActionWord::moved},
};
constexpr std::array kCancelParts{std::string_view{"cancel"}, std::string_view{"canceled"},
                                  std::string_view{"cancelled"}};
constexpr std::array kReleaseParts{std::string_view{"release"}, std::string_view{"released"}};
constexpr std::array kCallParts{std::string_view{"emergency"}, std::string_view{"panic"}, std::string_view{"sos"}};

template <std::size_t N>
bool has_any(std::string_view word, const std::array<std::string_view, N>& parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return has_word(word, part); });
}

}  // namespace

const NameRow* find_name(std::string_view property) {
    const auto row =
        std::find_if(kNames.begin(), kNames.end(), [&](const NameRow& r) { return matches(property, r.name); });
    return row == kNames.end() ? nullptr : &*row;
}

ActionWord classify_action(std::string_view word) {
    for (const auto& row : kActions) {
        if (row.word == word) return row.meaning;
    }
    if (has_any(word, kCancelParts)) return ActionWord::cancel;
    if (has_any(word, kReleaseParts)) return ActionWord::release;
    if (has_any(word, kCallParts)) return ActionWord::call;
    return ActionWord::plain;
}

}  // namespace anju::gateway::profiles
