#include "gateway/core/records.hpp"

namespace anju::gateway::core {

namespace {

// The device's name comes last, because it may contain any character.
std::string key(const ConditionRecord& record) {
    return (record.test ? "test/" : "condition/") + std::string(to_string(record.condition)) + "/" +
           record.device.value;
}
std::string key(const DeviceRecord& record) { return "device/" + record.device.value; }
std::string key(const WaterRecord& record) {
    if (record.channel.empty()) return "water/" + record.device.value;
    // The length tells where the channel ends, whatever characters it has.
    return "meter/" + std::to_string(record.channel.size()) + "/" + record.channel + "/" + record.device.value;
}
std::string key(const HomeRecord&) { return "home"; }
std::string key(const VitalRecord& record) { return "vital/" + record.device.value; }
std::string key(const RhythmRecord& record) { return "rhythm/" + record.device.value; }
std::string key(const TestModeRecord& record) { return "testing/" + record.device.value; }

}  // namespace

std::string key_of(const Record& record) {
    return std::visit([](const auto& known) { return key(known); }, record);
}

}  // namespace anju::gateway::core
