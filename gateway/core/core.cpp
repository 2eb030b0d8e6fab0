#include "gateway/core/core.hpp"

#include "base/text.hpp"
#include "gateway/core/babble.hpp"
#include "gateway/core/conditions.hpp"
#include "gateway/core/presence.hpp"
#include "gateway/core/rhythm.hpp"
#include "gateway/core/signals.hpp"
#include "gateway/core/supervision.hpp"
#include "gateway/core/test_mode.hpp"
#include "gateway/core/trends.hpp"
#include "gateway/core/turn.hpp"
#include "gateway/core/vital.hpp"
#include "gateway/core/water.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace anju::gateway::core {

namespace {

/// Says nothing about registration, so what is known of it stays.
void on_device_heard(Turn& turn, const DeviceHeard& heard) {
    const DeviceId id{to_valid_utf8(heard.device.value, 256)};
    if (id.empty()) {
        turn.decide(id, Reason::reject_no_device);
        return;
    }
    const auto known = turn.state.devices.find(id);
    const bool registered = known != turn.state.devices.end() && known->second.record.registered;
    on_heard(turn, id, heard.kind, registered, true);
    turn.decide(id, Reason::heard);
}

/// While movement is not watched its last time grows old; it must not count when it is watched again.
void forget_unwatched(State& state) {
    if (state.settings.presence.no_movement == Millis{}) state.home.moved.reset();
}

void apply(Turn& turn, const Input& input) {
    std::visit(
        [&turn](const auto& one) {
            using T = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<T, SignalSeen>) on_signal(turn, one);
            if constexpr (std::is_same_v<T, DeviceHeard>) on_device_heard(turn, one);
            if constexpr (std::is_same_v<T, CaseClosed>) close_cases(turn, one);
            if constexpr (std::is_same_v<T, AwaySet>) on_away(turn, one);
            if constexpr (std::is_same_v<T, SettingsChanged>) {
                turn.state.settings = sanitized(one.settings);
                forget_unwatched(turn.state);
            }
            if constexpr (std::is_same_v<T, DevicesEnrolled>) on_enrolled(turn, one);
            if constexpr (std::is_same_v<T, DeviceTakenOut>) on_taken_out(turn, one);
            if constexpr (std::is_same_v<T, TestModeSet>) on_test_mode(turn, one);
        },
        input);
}

void run_due(Turn& turn) {
    run_due_alive(turn);
    run_due_test_modes(turn);  // what was held becomes due with its end
    run_due_babble(turn);
    run_due_conditions(turn);
    run_due_silence(turn);
    run_due_water(turn);
    run_due_presence(turn);
    run_due_vitals(turn);
    run_due_trends(turn);
}

bool finite_or_absent(const WaterRecord& record) {
    const bool uses = std::all_of(record.uses.begin(), record.uses.end(),
                                  [](const WaterUse& use) { return std::isfinite(use.used_m3); });
    return uses && std::isfinite(record.total_m3) && (!record.candidate || std::isfinite(record.candidate->total_m3));
}

void take(State& state, const ConditionRecord& record) {
    const bool says_something = record.alarm_level || record.confirming || !record.alert.is_nil();
    if (record.device.empty() || !says_something) return;
    ConditionRecord& kept = state.conditions[key_of(record)];
    kept = record;
    if (kept.confirming) kept.confirming_count = std::max(kept.confirming_count, 1U);
}
void take(State& state, const DeviceRecord& record) {
    if (record.device.empty()) return;
    Device& device = state.devices[record.device];
    device.record = record;
    device.battery_percent = record.battery_percent;
}
void take(State& state, const WaterRecord& record) {
    if (!record.device.empty() && finite_or_absent(record)) state.water[{record.device, record.channel}] = record;
}
void take(State& state, const HomeRecord& record) { state.home = record; }
void take(State& state, const VitalRecord& record) {
    const bool finite = std::all_of(record.excesses.begin(), record.excesses.end(), [](const VitalExcess& excess) {
        return std::isfinite(excess.limit) && std::isfinite(excess.worst);
    });
    if (!record.device.empty() && !record.excesses.empty() && finite) state.vitals[record.device] = record;
}
void take(State& state, const RhythmRecord& record) {
    if (!record.device.empty() && is_whole(record)) state.rhythms[record.device].record = record;
}
void take(State& state, const TestModeRecord& record) { state.tests[record.device] = record; }

}  // namespace

State restore(Settings settings, const std::vector<Record>& records, const Now& now, std::uint64_t boot,
              UlidFactory ids) {
    State state;
    state.settings = sanitized(std::move(settings));
    state.ids = std::move(ids);
    state.last = now;
    state.last.synced = now.synced && is_plausible(now.utc);
    state.base.boot = boot;
    state.base.restored = now.mono;
    if (state.last.synced) state.base.in_step = state.last;
    for (const Record& record : records) {
        std::visit([&state](const auto& known) { take(state, known); }, record);
    }
    forget_unwatched(state);
    state.base.last_alive = state.home.alive;
    return state;
}

Effects step(State& state, const Input& input, const Now& now) {
    Turn turn(state, now);
    // What was due before this input comes first, so that a late tick changes nothing.
    run_due(turn);
    apply(turn, input);
    return turn.finish();
}

std::optional<MonoTime> next_wakeup(const State& state) {
    MonoTime next = next_alive(state);
    for (const auto& [key, record] : state.conditions) {
        if (const auto due = due_at(state, record)) next = std::min(next, *due);
    }
    if (const auto due = next_silence(state)) next = std::min(next, *due);
    for (const auto& due : {next_water(state), next_presence(state), next_vital(state), next_test_mode(state),
                            next_calm(state), next_trend(state)}) {
        if (due) next = std::min(next, *due);
    }
    return next;
}

std::string_view to_string(Prompt prompt) {
    switch (prompt) {
        case Prompt::are_you_all_right: return "are_you_all_right";
        case Prompt::help_was_called: return "help_was_called";
        case Prompt::glad_you_are_well: return "glad_you_are_well";
    }
    return "unknown";
}

}  // namespace anju::gateway::core
