#include "gateway/profiles/discovery/meaning.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace anju::gateway::profiles::discovery {

namespace {

using Words_ = std::span<const std::string_view>;

constexpr NameRow kSilent{.name = "silent"};
constexpr NameRow kAction{.name = "action", .meaning = Meaning::action};
constexpr NameRow kGeneric{.name = "alarm", .meaning = Meaning::generic_alarm};
constexpr NameRow kSos{.name = "sos", .meaning = Meaning::press};
constexpr NameRow kSmoke{.name = "smoke", .meaning = Meaning::level, .kind = Kind::smoke};
constexpr NameRow kCo{.name = "carbon_monoxide", .meaning = Meaning::level, .kind = Kind::co};
constexpr NameRow kGas{.name = "gas", .meaning = Meaning::level, .kind = Kind::gas};
constexpr NameRow kLeak{.name = "water_leak", .meaning = Meaning::level, .kind = Kind::water_leak};
constexpr NameRow kFall{.name = "fall", .meaning = Meaning::level, .kind = Kind::fall, .words = Words::fall};
constexpr NameRow kDoor{.name = "door", .meaning = Meaning::level, .kind = Kind::door, .words = Words::door};
constexpr NameRow kPresence{
    .name = "presence", .meaning = Meaning::level, .kind = Kind::presence, .words = Words::presence};
constexpr NameRow kVibration{
    .name = "vibration", .meaning = Meaning::level, .kind = Kind::vibration, .words = Words::presence};
constexpr NameRow kReachable{.name = "connectivity", .meaning = Meaning::reachable};
constexpr NameRow kTamper{.name = "tamper", .meaning = Meaning::tamper};
constexpr NameRow kLowBattery{.name = "battery_low", .meaning = Meaning::low_battery, .words = Words::battery};
constexpr NameRow kBattery{.name = "battery", .meaning = Meaning::battery};
constexpr NameRow kFault{.name = "fault", .meaning = Meaning::fault, .words = Words::fault};
constexpr NameRow kWater{
    .name = "water", .meaning = Meaning::volume, .kind = Kind::water_meter, .unit = "m3", .measured = true};

struct ClassRow {
    std::string_view device_class;
    const NameRow* row;
};
constexpr std::array kBinaryClasses{
    ClassRow{"smoke", &kSmoke},
    ClassRow{"carbon_monoxide", &kCo},
    ClassRow{"gas", &kGas},
    ClassRow{"moisture", &kLeak},
    ClassRow{"tamper", &kTamper},
    ClassRow{"battery", &kLowBattery},
    ClassRow{"problem", &kFault},
    ClassRow{"door", &kDoor},
    ClassRow{"window", &kDoor},
    ClassRow{"opening", &kDoor},
    ClassRow{"garage_door", &kDoor},
    ClassRow{"occupancy", &kPresence},
    ClassRow{"motion", &kPresence},
    ClassRow{"presence", &kPresence},
    ClassRow{"vibration", &kVibration},
    ClassRow{"connectivity", &kReachable},
};

/// What "safety" is about, in the order in which the words count.
struct SafetyRow {
    std::string_view word;
    const NameRow* row;
};
constexpr std::array kSafetyWords{
    SafetyRow{"sos", &kSos},      SafetyRow{"emergency", &kSos}, SafetyRow{"panic", &kSos},
    SafetyRow{"help", &kSos},     SafetyRow{"call", &kSos},      SafetyRow{"pendant", &kSos},
    SafetyRow{"smoke", &kSmoke},  SafetyRow{"fire", &kSmoke},    SafetyRow{"co", &kCo},
    SafetyRow{"monoxide", &kCo},  SafetyRow{"gas", &kGas},       SafetyRow{"leak", &kLeak},
    SafetyRow{"leakage", &kLeak}, SafetyRow{"flood", &kLeak},    SafetyRow{"fall", &kFall},
    SafetyRow{"falling", &kFall}, SafetyRow{"fallen", &kFall},
};
// Wet without a leak; open without a door; a part of the water instead of all of it.
constexpr std::array<std::string_view, 6> kWetOutside{"rain", "raining", "soil", "plant", "dew", "irrigation"};
constexpr std::array<std::string_view, 1> kNoDoor{"valve"};
constexpr std::array<std::string_view, 15> kPeriods{"today", "yesterday", "daily",   "day",   "hourly",
                                                    "hour",  "week",      "weekly",  "month", "monthly",
                                                    "year",  "last",      "session", "run",   "reverse"};
// Words before or behind a known name that make another thing of it.
constexpr std::array<std::string_view, 25> kOtherThing{
    "test",     "mute",  "muted",   "silence",  "silenced", "hush",      "enable",      "enabled",   "disable",
    "disabled", "mode",  "setting", "settings", "config",   "detection", "sensitivity", "threshold", "delay",
    "duration", "count", "counter", "last",     "time",     "simulate",  "reset"};
// What people put behind the name of what a binary sensor watches.
constexpr std::array<std::string_view, 9> kEndings{"_detector", "_detected", "_sensor", "_alarm", "_alert",
                                                   "_warning",  "_button",   "_status", "_state"};

/// All the names of an entity, to look for words in.
std::string names_of(const Entity& entity) {
    std::string text(entity.value.property());
    for (const auto* name : {&entity.object_id, &entity.name}) text += ' ' + *name;
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

bool has_any(std::string_view text, Words_ words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(text, word); });
}

bool is_level(const NameRow& row) { return row.meaning == Meaning::level && row.words != Words::posture; }

/// What may be known by a part of its name; "alarm", "fault" and "test" are too common for that.
bool is_telling(const NameRow& row) {
    return is_level(row) || row.meaning == Meaning::press || row.meaning == Meaning::volume ||
           row.meaning == Meaning::battery || row.meaning == Meaning::low_battery || row.meaning == Meaning::tamper;
}

/// `kitchen_fall_status` ends in a known name, `smoke_detector` begins with one.
const NameRow* find_part(const std::string& name, bool binary) {
    for (auto at = name.find('_'); at != std::string::npos; at = name.find('_', at + 1)) {
        const auto* row = find_name(std::string_view(name).substr(at + 1));
        if (row != nullptr && is_telling(*row)) return row;
    }
    if (!binary) return nullptr;
    for (const auto ending : kEndings) {
        if (!name.ends_with(ending) || name.size() == ending.size()) continue;
        const std::string stem = name.substr(0, name.size() - ending.size());
        const auto* row = find_name(stem);
        if (row == nullptr) {
            const auto cut = stem.rfind('_');
            row = cut == std::string::npos ? nullptr : find_name(std::string_view(stem).substr(cut + 1));
        }
        if (row != nullptr && (is_level(*row) || row->meaning == Meaning::press)) return row;
    }
    return nullptr;
}

struct Named {
    const NameRow* row = nullptr;
    bool whole = false;  ///< the whole name is known, and not a part of it
};

Named find_named(const Entity& entity, Names names) {
    const auto property = to_word(entity.value.property());
    const auto object = to_word(entity.object_id);
    const bool binary = entity.component == Component::binary_sensor;
    for (const auto& name : {property, object}) {
        const auto* row = find_name(name);
        // `status` is a posture in words; on or off it is whatever its device class says.
        if (row != nullptr && !(binary && row->words == Words::posture)) return {row, true};
    }
    if (names == Names::exact || has_any(names_of(entity), kOtherThing)) return {};
    for (const auto& name : {property, object, to_word(entity.unique_id), to_word(entity.name)}) {
        if (const auto* row = find_part(name, binary)) return {row, false};
    }
    return {};
}

const NameRow* safety_row(const Entity& entity) {
    const auto text = names_of(entity);
    const auto row = std::find_if(kSafetyWords.begin(), kSafetyWords.end(),
                                  [&](const SafetyRow& r) { return has_word(text, r.word); });
    return row != kSafetyWords.end() ? row->row : &kGeneric;
}

/// Whether a name is stronger than a device class that says otherwise. There is no class for a fall
/// or a call, so these get whatever class fits least badly; of the others only a whole name counts.
bool is_stronger(const Named& named, const NameRow& by_class) {
    if (named.row == nullptr || by_class.meaning == Meaning::tamper || by_class.meaning == Meaning::low_battery) {
        return false;
    }
    if (named.row->kind == Kind::fall || named.row->meaning == Meaning::press) return true;
    return named.whole && is_telling(*named.row) && named.row->kind != by_class.kind;
}

bool is_hazard(const NameRow& row) { return &row == &kSmoke || &row == &kCo || &row == &kGas || &row == &kLeak; }

const NameRow& binary_row(const Entity& entity, Names names) {
    const auto named = find_named(entity, names);
    const bool telling = named.row != nullptr && is_telling(*named.row);
    if (entity.device_class == "safety") return telling ? *named.row : *safety_row(entity);
    const auto known = std::find_if(kBinaryClasses.begin(), kBinaryClasses.end(),
                                    [&](const ClassRow& r) { return r.device_class == entity.device_class; });
    if (known == kBinaryClasses.end()) {
        // Another class ("running", "heat", "lock") says that it is no alarm of ours.
        return named.row != nullptr && entity.device_class.empty() ? *named.row : kSilent;
    }
    const auto& by_class = *known->row;
    const auto text = names_of(entity);
    if (&by_class == &kLeak && has_any(text, kWetOutside)) return kSilent;
    if (&by_class == &kDoor) {
        // A thermostat's guess that a window is open is no contact at that window.
        const bool guess = names == Names::exact && named.row == nullptr;
        if (guess || has_any(text, kNoDoor)) return kSilent;
    }
    if (is_hazard(by_class)) return by_class;
    return is_stronger(named, by_class) ? *named.row : by_class;
}

/// A total of water, and not what ran today or runs now.
bool is_water_total(const Entity& entity) {
    if (!entity.unit.empty() && !cubic_metres_per(entity.unit)) return false;
    if (!entity.state_class.empty() && !entity.state_class.starts_with("total")) return false;
    return !has_any(names_of(entity), kPeriods);
}

const NameRow& sensor_row(const Entity& entity, Names names) {
    const auto& device_class = entity.device_class;
    const auto* named = find_named(entity, names).row;
    if (device_class == "battery") {
        // A second battery of a device whose names we know (`battery2`) is not the first one.
        const bool endpoint = entity.value.property().starts_with("battery_");
        const bool other = names == Names::exact && named == nullptr && !endpoint;
        return !other && (entity.unit.empty() || entity.unit == "%") ? kBattery : kSilent;
    }
    // A remote with several endpoints reports `action_l1`, `action_l2` ...
    if (names == Names::exact && named == nullptr && matches(entity.value.property(), "action_l#")) return kAction;
    const bool volume = named != nullptr && named->meaning == Meaning::volume;
    if (device_class == "water") {
        const bool told = !entity.unit.empty() && !entity.state_class.empty();
        return told && is_water_total(entity) ? (volume ? *named : kWater) : kSilent;
    }
    if (named == nullptr) return kSilent;
    if (volume) {
        const bool fits = device_class.empty() || device_class == "volume";
        return fits && is_water_total(entity) ? *named : kSilent;
    }
    return device_class.empty() || device_class == "enum" ? *named : kSilent;
}

/// A contact and a meter's total that may be corrected from outside stay reports where the names are
/// known; everything else with which something is set or done repeats what somebody chose.
const NameRow& settable_row(const Entity& entity, Names names) {
    if (names != Names::exact) return kSilent;
    const auto* named = find_named(entity, names).row;
    if (named == nullptr) return kSilent;
    const bool total = named->meaning == Meaning::volume && is_water_total(entity);
    return total || named->kind == Kind::door ? *named : kSilent;
}

}  // namespace

const NameRow& row_of(const Entity& entity, Names names) {
    if (entity.config) return kSilent;
    switch (entity.component) {
        case Component::binary_sensor: return binary_row(entity, names);
        case Component::sensor: return sensor_row(entity, names);
        case Component::event: return entity.device_class == "motion" ? kSilent : kAction;
        case Component::trigger: return kAction;
        case Component::other: return settable_row(entity, names);
    }
    return kSilent;
}

bool speaks(const Entity& entity, Names names) { return row_of(entity, names).meaning != Meaning::nothing; }

Expose to_expose(const Entity& entity, std::string_view property, Names names) {
    Expose expose;
    expose.property = property;
    expose.name = entity.object_id;
    expose.row = &row_of(entity, names);
    expose.unit = entity.unit;
    expose.description = entity.name;
    expose.config = entity.config;
    expose.values = entity.event_types;
    if (entity.component == Component::other) expose.access |= kSettable;
    if (entity.component == Component::binary_sensor || expose.row->kind == Kind::door) {
        expose.type = "binary";
        expose.on = entity.on;
        expose.off = entity.off;
    } else {
        const bool numeric = !entity.unit.empty() || !entity.state_class.empty();
        expose.type = numeric ? "numeric" : "enum";
    }
    if (entity.component == Component::trigger) expose.values = {action_word(entity)};
    return expose;
}

std::string action_word(const Entity& trigger) {
    const std::string payload = to_word(trigger.payload.value_or(""));
    const std::array words{payload, to_word(trigger.subtype), to_word(trigger.type)};
    for (const auto& word : words) {
        if (classify_action(word) == ActionWord::call) return word;
    }
    // A payload such as {"Button1":{"Action":"SINGLE"}} is no word.
    const bool plain = !payload.empty() && payload.size() <= 64 && payload.find_first_of("{[\"") == std::string::npos;
    if (plain) return payload;
    return !words[2].empty() ? words[2] : words[1];
}

}  // namespace anju::gateway::profiles::discovery
