#include "gateway/core/supervision.hpp"

#include "gateway/core/water.hpp"

#include <algorithm>

namespace anju::gateway::core {

namespace {

constexpr Millis kAliveEvery = 5min;

/// Zero: this kind is not supervised.
Millis limit_of(const Settings& settings, Kind kind) {
    const auto found = settings.supervision.limits.find(kind);
    return found == settings.supervision.limits.end() ? Millis{} : found->second;
}

ConditionKey offline_key(const DeviceId& device) { return {device, Condition::offline, false}; }

bool has_condition(const State& state, const DeviceId& device) {
    const auto at = state.conditions.lower_bound(ConditionKey{device, Condition{}, false});
    return at != state.conditions.end() && at->first.device == device;
}

/// Everything but its conditions.
void forget_device(Turn& turn, const DeviceId& device) {
    forget_meters(turn, device);
    if (turn.state.vitals.erase(device) > 0) turn.changed_vitals(device);
    turn.changed_device(device);
    turn.state.devices.erase(device);
}

/// Forgets the unregistered device that has been silent longest and has nothing to remember.
bool evict_device(Turn& turn) {
    auto& table = turn.state.devices;
    auto victim = table.end();
    for (auto at = table.begin(); at != table.end(); ++at) {
        const DeviceRecord& record = at->second.record;
        if (record.registered || record.enrolled || has_condition(turn.state, at->first)) continue;
        if (victim == table.end() ||
            mono_of(turn.state, record.heard) < mono_of(turn.state, victim->second.record.heard)) {
            victim = at;
        }
    }
    if (victim == table.end()) return false;
    turn.decide(victim->first, Reason::table_full_evicted);
    forget_device(turn, DeviceId{victim->first});
    return true;
}

Device* obtain_device(Turn& turn, const DeviceId& id) {
    auto& table = turn.state.devices;
    const auto found = table.find(id);
    if (found != table.end()) return &found->second;
    if (table.size() >= turn.settings().limits.devices && !evict_device(turn)) {
        turn.decide(id, Reason::table_full_not_remembered);
        return nullptr;
    }
    Device& made = table[id];
    made.record.device = id;
    made.record.registered = false;
    made.record.heard = turn.stamp;
    turn.changed_device(id);
    return &made;
}

/// The first kind said is kept, because one device may speak as several (smoke and CO); what it
/// was enrolled as comes before it.
void learn_kind(Turn& turn, Device& device, Kind kind) {
    const bool unset = device.record.kind == Kind::unknown;
    const bool promoted = device.record.kind == Kind::button && kind == Kind::call_button;
    if (kind == Kind::unknown || !(unset || (promoted && !device.record.enrolled))) return;
    device.record.kind = kind;
    turn.changed_device(device.record.device);
}

std::optional<MonoTime> silence_due(const State& state, const Device& device) {
    const DeviceRecord& record = device.record;
    const Millis limit = limit_of(state.settings, record.kind);
    // A meter that was read before is watched for data instead (water_no_data): one cause, one alert.
    if (limit == 0ms || !(record.registered || record.enrolled) || has_meter(state, record.device)) {
        return std::nullopt;
    }
    const auto assertable = assertable_from(state, offline_key(record.device));
    if (!assertable) return std::nullopt;
    return std::max(silent_since(state, record.heard) + limit + coarseness(limit), *assertable);
}

}  // namespace

Millis coarseness(Millis limit) { return std::clamp<Millis>(limit / 10, 1s, 30min); }

MonoTime silent_since(const State& state, const Stamp& heard) {
    const MonoTime at = mono_of(state, heard);
    return did_not_listen(state) ? std::max(at, state.base.restored) : at;
}

Device* on_heard(Turn& turn, const DeviceId& id, Kind kind, bool registered, bool live) {
    Device* device = obtain_device(turn, id);
    if (!device) return nullptr;
    learn_kind(turn, *device, kind);
    if (device->record.registered != registered) {
        device->record.registered = registered;
        turn.changed_device(id);
    }
    if (!live) return device;

    device->heard = turn.now.mono;
    const Millis limit = limit_of(turn.settings(), device->record.kind);
    const Millis coarse = limit > 0ms ? coarseness(limit) : Millis{1h};
    const bool before_our_time =
        silent_since(turn.state, device->record.heard) != mono_of(turn.state, device->record.heard);
    if (before_our_time || turn.age(device->record.heard) >= coarse) {
        device->record.heard = turn.stamp;
        turn.changed_device(id);
    }
    report_clear(turn, offline_key(id), SignalType::online);
    return device;
}

void on_enrolled(Turn& turn, const DevicesEnrolled& enrolled) {
    for (auto& [id, device] : turn.state.devices) {
        const bool still = std::any_of(enrolled.devices.begin(), enrolled.devices.end(),
                                       [&id = id](const EnrolledDevice& one) { return one.device == id; });
        if (device.record.enrolled && !still) {
            device.record.enrolled = false;
            turn.changed_device(id);
        }
    }
    for (const EnrolledDevice& one : enrolled.devices) {
        if (one.device.empty()) {
            turn.decide(one.device, Reason::reject_no_device);
            continue;
        }
        Device* device = obtain_device(turn, one.device);
        if (!device) continue;
        const bool kind_known = one.kind != Kind::unknown && device->record.kind != one.kind;
        if (kind_known) device->record.kind = one.kind;
        if (kind_known || !device->record.enrolled) {
            device->record.enrolled = true;
            turn.changed_device(one.device);
        }
    }
}

void on_taken_out(Turn& turn, const DeviceTakenOut& gone) {
    const auto known = turn.state.devices.find(gone.device);
    if (gone.device.empty()) return turn.decide(gone.device, Reason::reject_no_device);
    if (known != turn.state.devices.end() && known->second.record.enrolled) {
        return turn.decide(gone.device, Reason::still_enrolled);
    }
    auto& table = turn.state.conditions;
    for (auto at = table.lower_bound(ConditionKey{gone.device, Condition{}, false});
         at != table.end() && at->first.device == gone.device;) {
        ConditionRecord& record = at->second;
        const bool of_the_device = class_of(record.condition) == IncidentClass::technical;
        if (of_the_device && !record.alert.is_nil() && !has_ended(record.told_phase)) {
            record.phase = AlertPhase::cleared;
            record.type = SignalType::clear;
            record.ended = record.last = turn.stamp;
            tell(turn, record, AlertPhase::cleared, Reason::cleared);
        }
        turn.changed(at->first);
        at = table.erase(at);
    }
    if (turn.state.tests.erase(gone.device) > 0) turn.changed_test(gone.device);
    if (known != turn.state.devices.end()) forget_device(turn, gone.device);
    turn.decide(gone.device, Reason::taken_out);
}

std::optional<MonoTime> next_silence(const State& state) {
    std::optional<MonoTime> next;
    for (const auto& [id, device] : state.devices) {
        const auto due = silence_due(state, device);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void run_due_silence(Turn& turn) {
    for (const auto& [id, device] : turn.state.devices) {
        const auto due = silence_due(turn.state, device);
        if (!due || *due > turn.now.mono) continue;
        Report report;
        report.key = offline_key(id);
        report.kind = device.record.kind;
        report.type = SignalType::offline;
        report.severity = severity_at(device.record.kind, Condition::offline);
        report.registered = device.record.registered || device.record.enrolled;
        report.computed = true;
        const Millis silent = turn.age(device.record.heard);
        report.values.push_back({"silent", std::chrono::duration<double>(silent).count(), "s"});
        assert_alarm(turn, report);
    }
}

MonoTime next_alive(const State& state) {
    const auto& alive = state.home.alive;
    if (!alive || alive->boot != state.base.boot) return state.base.restored;
    return mono_of(state, *alive) + kAliveEvery;
}

void run_due_alive(Turn& turn) {
    if (next_alive(turn.state) > turn.now.mono) return;
    turn.state.home.alive = turn.stamp;
    turn.changed_home();
}

bool is_online(const State& state, const DeviceId& device) {
    const ConditionRecord* record = find_condition(state, offline_key(device));
    return !record || !record->alarm_level;
}

}  // namespace anju::gateway::core
