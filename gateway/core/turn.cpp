#include "gateway/core/turn.hpp"

#include <algorithm>

namespace anju::gateway::core {

namespace {

Now made_monotonic(const State& state, Now now) {
    now.mono = std::max(now.mono, state.last.mono);
    now.synced = now.synced && is_plausible(now.utc);
    return now;
}

}  // namespace

bool is_plausible(UtcTime utc) {
    using namespace std::chrono;
    return utc >= UtcTime{sys_days{year{2000} / 1 / 1}} && utc < UtcTime{sys_days{year{2200} / 1 / 1}};
}

MonoTime mono_of(const State& state, const Stamp& stamp) {
    const TimeBase& base = state.base;
    if (stamp.boot == base.boot) return std::clamp(stamp.mono, MonoTime{}, std::max(MonoTime{}, state.last.mono));
    if (!stamp.synced || !is_plausible(stamp.utc) || !base.in_step) return base.restored;
    const Millis elapsed = base.in_step->utc - stamp.utc;
    return std::min(base.in_step->mono - std::max(elapsed, 0ms), base.restored);
}

bool did_not_listen(const State& state) {
    const TimeBase& base = state.base;
    if (!base.last_alive) return true;
    return base.restored - mono_of(state, *base.last_alive) > state.settings.supervision.downtime_grace;
}

Turn::Turn(State& its_state, const Now& its_now)
    : state(its_state), now(made_monotonic(its_state, its_now)), stamp(stamp_of(now, its_state.base.boot)) {
    state.last = now;
    if (now.synced && !state.base.in_step) state.base.in_step = now;
}

Effects Turn::finish() {
    const auto gather = [this](const auto& keys, const auto& table, auto record_of, auto stand_in) {
        for (const auto& key : keys) {
            const auto found = table.find(key);
            if (found != table.end()) {
                effects.persist.emplace_back(record_of(found->second));
            } else {
                effects.erase.push_back(key_of(stand_in(key)));
            }
        }
    };
    gather(
        conditions_, state.conditions, [](const ConditionRecord& record) { return record; },
        [](const ConditionKey& key) {
            ConditionRecord gone;
            gone.device = key.device;
            gone.condition = key.condition;
            gone.test = key.test;
            return gone;
        });
    gather(
        devices_, state.devices, [](const Device& device) { return device.record; },
        [](const DeviceId& device) {
            DeviceRecord gone;
            gone.device = device;
            return gone;
        });
    gather(
        water_, state.water, [](const WaterRecord& record) { return record; },
        [](const MeterKey& meter) {
            WaterRecord gone;
            gone.device = meter.device;
            gone.channel = meter.channel;
            return gone;
        });
    gather(
        rhythms_, state.rhythms, [](const Rhythm& rhythm) { return rhythm.record; },
        [](const DeviceId& device) {
            RhythmRecord gone;
            gone.device = device;
            return gone;
        });
    gather(
        vitals_, state.vitals, [](const VitalRecord& record) { return record; },
        [](const DeviceId& device) {
            VitalRecord gone;
            gone.device = device;
            return gone;
        });
    gather(
        tests_, state.tests, [](const TestModeRecord& record) { return record; },
        [](const DeviceId& device) {
            TestModeRecord gone;
            gone.device = device;
            return gone;
        });
    if (home_) effects.persist.emplace_back(state.home);
    return std::move(effects);
}

}  // namespace anju::gateway::core
