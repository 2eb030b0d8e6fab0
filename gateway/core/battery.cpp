#include "gateway/core/battery.hpp"

namespace anju::gateway::core {

namespace {

/// Takes the new statement into the device; returns whether its durable part changed.
bool learn(Device& device, const BatterySettings& settings, SignalType type, std::optional<double> percent) {
    DeviceRecord& record = device.record;
    const bool flag_before = record.battery_flag_low;
    const bool percent_before = record.battery_percent_low;
    if (type == SignalType::low_battery) record.battery_flag_low = true;
    if (type == SignalType::battery_ok) record.battery_flag_low = false;
    if (percent) {
        device.battery_percent = percent;
        if (*percent < settings.low_below_percent) record.battery_percent_low = true;
        if (*percent > settings.ok_above_percent) record.battery_percent_low = false;
    }
    return record.battery_flag_low != flag_before || record.battery_percent_low != percent_before;
}

}  // namespace

void on_battery(Turn& turn, Device* device, Report report, std::optional<double> percent) {
    report.key.condition = Condition::low_battery;
    report.severity = severity_of(Condition::low_battery);
    if (percent) report.values = {{"battery", *percent, "%"}};

    Device passing;
    Device& known = device ? *device : passing;
    if (learn(known, turn.settings().battery, report.type, percent) && device) {
        known.record.battery_percent = known.battery_percent;
        turn.changed_device(report.key.device);
    }
    if (is_battery_low(known)) {
        report_alarm(turn, report);
    } else if (!report_clear(turn, report.key, report.type, report.evidence)) {
        turn.decide(report.key.device, Condition::low_battery, Reason::nothing_to_clear);
    }
}

bool is_battery_low(const Device& device) {
    return device.record.battery_flag_low || device.record.battery_percent_low;
}

}  // namespace anju::gateway::core
