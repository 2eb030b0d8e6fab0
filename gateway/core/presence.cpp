#include "gateway/core/presence.hpp"

#include "gateway/core/quiet.hpp"
#include "gateway/core/supervision.hpp"
#include "gateway/core/trends.hpp"

#include <algorithm>
#include <cmath>

namespace anju::gateway::core {

namespace {

constexpr std::size_t kMostLevels = 16;  // of one device
constexpr Millis kUnsupervised = 25h;    // the silence allowed to kinds without a limit

ConditionKey movement_key() { return {movement_device(), Condition::no_movement, false}; }

/// What a signal says about movement, as a number to compare; nothing when it says nothing about it.
std::optional<double> level_of(const Signal& signal) {
    const bool moves = signal.kind == Kind::presence || signal.kind == Kind::vibration || signal.kind == Kind::door ||
                       signal.kind == Kind::bed;
    if (!moves) return std::nullopt;
    switch (signal.type) {
        case SignalType::detected:
        case SignalType::open: return 1;
        case SignalType::clear:
        case SignalType::closed: return 0;
        case SignalType::reading:
            if (signal.kind == Kind::bed && signal.value && std::isfinite(*signal.value)) return signal.value;
            return std::nullopt;
        default: return std::nullopt;
    }
}

bool is_movement(Turn& turn, const Signal& signal, Device& device, double level) {
    DeviceRecord& record = device.record;
    const bool is_over = signal.type == SignalType::clear || signal.type == SignalType::closed;
    const bool has_state = signal.type == SignalType::reading;
    const bool first = !record.moves;
    if (first || (is_over && !record.says_clear)) {
        record.moves = true;
        record.says_clear = record.says_clear || is_over;
        turn.changed_device(record.device);
    }
    // A reading beside a state ("occupied" and a heart rate) has a memory of its own.
    const std::string name = (has_state ? "reading/" : "state/") + signal.channel;
    auto known = device.movement_levels.find(name);
    if (known == device.movement_levels.end()) {
        if (device.movement_levels.size() < kMostLevels) device.movement_levels.emplace(name, level);
        return first || (!has_state && !record.says_clear);
    }
    const bool changed = known->second != level;
    known->second = level;
    return changed || (!has_state && !record.says_clear);
}

/// Until when silence means that nobody moves, and not that the sensors are gone.
std::optional<MonoTime> covered_until(const State& state) {
    std::optional<MonoTime> until;
    for (const auto& [id, device] : state.devices) {
        if (!device.record.moves || !is_online(state, id)) continue;
        const MonoTime covered = movement_covered_until(state, device);
        if (!until || covered > *until) until = covered;
    }
    return until;
}

Millis quiet_now(const State& state) {
    const PresenceSettings& settings = state.settings.presence;
    return quiet_left(QuietHours{settings.quiet_start_min, settings.quiet_end_min, state.settings.water.utc_offset_min},
                      state.last);
}

MonoTime still_since(const State& state) {
    const MonoTime since = silent_since(state, *state.home.moved);
    return state.home.away_changed ? std::max(since, mono_of(state, *state.home.away_changed)) : since;
}

/// When nobody will have moved for too long; nothing when that cannot be told.
std::optional<MonoTime> still_due(const State& state) {
    const Millis limit = state.settings.presence.no_movement;
    if (limit == 0ms || state.home.away || !state.home.moved) return std::nullopt;
    const auto assertable = assertable_from(state, movement_key());
    const auto covered = covered_until(state);
    if (!assertable || !covered) return std::nullopt;
    const MonoTime due = std::max(still_since(state) + limit + coarseness(limit), *assertable);
    if (std::max(due, state.last.mono) > *covered) return std::nullopt;
    return due;
}

}  // namespace

MonoTime movement_covered_until(const State& state, const Device& device) {
    const auto limit = state.settings.supervision.limits.find(device.record.kind);
    const bool supervised = limit != state.settings.supervision.limits.end() && limit->second > 0ms;
    const Millis allowed = supervised ? limit->second : kUnsupervised;
    return mono_of(state, device.record.heard) + allowed + coarseness(allowed);
}

const DeviceId& movement_device() {
    static const DeviceId device{"home/movement"};
    return device;
}

void on_movement(Turn& turn, const Signal& signal, Device* device) {
    const auto level = level_of(signal);
    if (!level || signal.retained || !device) return;
    const bool moved = is_movement(turn, signal, *device, *level);
    note_movement(turn, *device, moved);
    if (!moved || turn.settings().presence.no_movement == 0ms) return;
    HomeRecord& home = turn.state.home;
    if (!home.moved || still_since(turn.state) != mono_of(turn.state, *home.moved) ||
        turn.age(*home.moved) >= coarseness(turn.settings().presence.no_movement)) {
        home.moved = turn.stamp;
        turn.changed_home();
    }
    clear_computed(turn, movement_key());
}

std::optional<MonoTime> next_presence(const State& state) {
    const auto due = still_due(state);
    if (!due || *due > state.last.mono) return due;
    const MonoTime woken = state.last.mono + quiet_now(state);
    return woken > covered_until(state).value_or(woken) ? std::nullopt : std::optional{woken};
}

void run_due_presence(Turn& turn) {
    const auto due = still_due(turn.state);
    if (!due || *due > turn.now.mono) return;
    if (quiet_now(turn.state) > 0ms) {
        return turn.decide(movement_device(), Condition::no_movement, Reason::no_movement_quiet_hours);
    }
    Report report;
    report.key = movement_key();
    report.kind = Kind::presence;
    report.type = SignalType::reading;
    report.severity = severity_of(Condition::no_movement);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(turn.age(*turn.state.home.moved)).count();
    report.values.push_back({"still", hours, "h"});
    report.computed = true;
    assert_alarm(turn, report);
}

}  // namespace anju::gateway::core
