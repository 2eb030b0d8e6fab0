#include "gateway/profiles/kinds.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace anju::gateway::profiles {

namespace {

constexpr std::array kHazardTypes{SignalType::alarm, SignalType::prealarm, SignalType::clear,
                                  SignalType::test,  SignalType::fault,    SignalType::fault_clear};
constexpr std::array kCallTypes{SignalType::press, SignalType::cancel};
constexpr std::array kButtonTypes{SignalType::press};
constexpr std::array kMeterTypes{SignalType::reading,      SignalType::leak,  SignalType::burst,
                                 SignalType::reverse_flow, SignalType::clear, SignalType::fault,
                                 SignalType::fault_clear};
constexpr std::array kFallTypes{SignalType::alarm, SignalType::prealarm, SignalType::clear,
                                SignalType::test,  SignalType::fault,    SignalType::fault_clear};
constexpr std::array kSeenTypes{SignalType::detected, SignalType::clear};
constexpr std::array kDoorTypes{SignalType::open, SignalType::closed};
constexpr std::array kOtherTypes{SignalType::reading, SignalType::alarm, SignalType::clear};
constexpr std::array kAnyTypes{SignalType::low_battery, SignalType::battery_ok,   SignalType::battery,
                               SignalType::tamper,      SignalType::tamper_clear, SignalType::online,
                               SignalType::offline};

std::span<const SignalType> types_of(Kind kind) {
    switch (kind) {
        case Kind::smoke:
        case Kind::co:
        case Kind::gas:
        case Kind::water_leak: return kHazardTypes;
        case Kind::call_button: return kCallTypes;
        case Kind::button: return kButtonTypes;
        case Kind::water_meter: return kMeterTypes;
        case Kind::fall: return kFallTypes;
        case Kind::presence:
        case Kind::vibration: return kSeenTypes;
        case Kind::door: return kDoorTypes;
        case Kind::gateway:
        case Kind::unknown: return {};
        default: return kOtherTypes;
    }
}

bool allows(std::span<const SignalType> types, SignalType type) {
    return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

bool is_device_kind(Kind kind) { return !types_of(kind).empty(); }
bool is_common_type(SignalType type) { return allows(kAnyTypes, type); }
bool can_say(Kind kind, SignalType type) { return allows(types_of(kind), type) || is_common_type(type); }

std::string types_in_words(Kind kind) {
    std::string list;
    for (const auto types : {types_of(kind), std::span<const SignalType>(kAnyTypes)}) {
        for (const auto type : types) list += (list.empty() ? "" : ", ") + std::string(to_string(type));
    }
    return list;
}

bool is_hazard(Kind kind) {
    return kind == Kind::smoke || kind == Kind::co || kind == Kind::gas || kind == Kind::water_leak;
}

}  // namespace anju::gateway::profiles
