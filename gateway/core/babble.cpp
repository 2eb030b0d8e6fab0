#include "gateway/core/babble.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace anju::gateway::core {

namespace {

ConditionKey babbling_key(const DeviceId& device) { return {device, Condition::babbling, false}; }

bool is_over_budget(const State& state, const Device& device) { return device.busy_until > state.last.mono + 1min; }

bool makes_better(SignalType type) {
    switch (type) {
        case SignalType::clear:
        case SignalType::cancel:
        case SignalType::fault_clear:
        case SignalType::tamper_clear:
        case SignalType::battery:
        case SignalType::battery_ok:
        case SignalType::online:
        case SignalType::offline: return true;
        default: return false;
    }
}

/// When this condition ends if it is a standing "babbling"; nothing when it is another one.
std::optional<MonoTime> calm_at(const State& state, const ConditionKey& key, const ConditionRecord& record) {
    if (key.condition != Condition::babbling || key.test || !record.alarm_level) return std::nullopt;
    const auto device = state.devices.find(key.device);
    // After a restart nobody knows what it cost: it begins anew.
    const bool known = device != state.devices.end() && device->second.babbles;
    return known ? device->second.busy_until : state.base.restored;
}

NamedValue suppressed_by(const Device& device) { return {"suppressed", static_cast<double>(device.suppressed), ""}; }

}  // namespace

bool is_too_much(const State& state, const Device& device, SignalType type) {
    const bool in_debt = state.settings.babble.per_minute > 0 && device.busy_until > state.last.mono;
    if (!device.babbles || !in_debt) return false;
    return type == SignalType::reading ? is_over_budget(state, device) : makes_better(type);
}

void pass_over(Turn& turn, Device& device, SignalType type) {
    if (device.suppressed < std::numeric_limits<std::uint32_t>::max()) ++device.suppressed;
    device.took_back = device.took_back || type != SignalType::reading;
    turn.decide(device.record.device, Condition::babbling, Reason::babble_suppressed);
}

void take_account(Turn& turn, Device& device, bool cost) {
    const int per_minute = turn.settings().babble.per_minute;
    // A debt that was paid off ends the babble, also where no alert stands that would end with it.
    if (device.busy_until <= turn.now.mono) device.babbles = device.took_back = false;
    if (per_minute == 0 || !(cost || device.took_back)) return;
    device.took_back = false;
    const MonoTime debt = std::max(device.busy_until, turn.now.mono) + Millis{1min} / per_minute;
    device.busy_until = std::min(debt, turn.now.mono + 2min);  // a long flood is not punished for hours
    if (!is_over_budget(turn.state, device)) return;
    device.babbles = true;
    Report report;
    report.key = babbling_key(device.record.device);
    report.kind = device.record.kind;
    report.type = SignalType::fault;
    report.severity = severity_of(Condition::babbling);
    report.values.push_back(suppressed_by(device));
    report.registered = device.record.registered || device.record.enrolled;
    report.computed = true;
    assert_alarm(turn, report);
}

bool was_raised_unremembered(Turn& turn, const ConditionKey& key) {
    const auto found = turn.state.devices.find(key.device);
    if (found == turn.state.devices.end()) return false;
    const auto [raised, first] = found->second.unremembered.try_emplace(key.condition, turn.now.mono);
    if (first) return false;
    if (turn.now.mono - raised->second < turn.settings().repeat.holdoff) return true;
    raised->second = turn.now.mono;
    return false;
}

std::optional<MonoTime> next_calm(const State& state) {
    std::optional<MonoTime> next;
    for (const auto& [key, record] : state.conditions) {
        const auto due = calm_at(state, key, record);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void run_due_babble(Turn& turn) {
    std::vector<DeviceId> calm;
    for (const auto& [key, record] : turn.state.conditions) {
        const auto due = calm_at(turn.state, key, record);
        if (due && *due <= turn.now.mono) calm.push_back(key.device);
    }
    for (const DeviceId& id : calm) {
        const auto device = turn.state.devices.find(id);
        if (device != turn.state.devices.end()) {
            find_condition(turn.state, babbling_key(id))->values = {suppressed_by(device->second)};
            device->second.babbles = device->second.took_back = false;
            device->second.suppressed = 0;
            device->second.unremembered.clear();
        }
        report_clear(turn, babbling_key(id), SignalType::fault_clear);
    }
}

}  // namespace anju::gateway::core
