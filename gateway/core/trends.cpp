#include "gateway/core/trends.hpp"

#include "gateway/core/presence.hpp"
#include "gateway/core/supervision.hpp"

#include <cmath>

namespace anju::gateway::core {

namespace {

constexpr Millis kHour = 1h;
constexpr Millis kLatestPhase = 20min;
constexpr Millis kBatteryEvery = 6h;
constexpr double kBatteryPoints = 5;

/// Of this home in this boot; any number will do as long as others have others (FNV-1a).
Millis phase_of(const State& state) {
    std::uint64_t hash = 14'695'981'039'346'656'037U ^ state.base.boot;
    for (const char c : state.settings.home.value) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    }
    hash *= 1'099'511'628'211U;
    return Millis{static_cast<std::int64_t>((hash >> 20U) % static_cast<std::uint64_t>(kLatestPhase.count()))};
}

/// When the hour ends that is running at the last step.
MonoTime hour_end(const State& state) {
    const Now& now = state.last;
    const Millis clock = now.synced ? now.utc.time_since_epoch() : now.mono.time_since_epoch();
    const Millis into = ((clock - phase_of(state)) % kHour + kHour) % kHour;
    return now.mono + (kHour - into);
}

TrendHour hour_now(const Turn& turn, bool whole) { return {hour_end(turn.state), 0, whole}; }

void tell(Turn& turn, const Device& device, Kind kind, const char* name, double value, const char* unit) {
    turn.effects.readings.push_back({turn.settings().home, device.record.device, kind, name, value, unit, turn.stamp});
}

/// Whether silence of this sensor means that it had nothing to say.
bool is_listened_to(const State& state, const Device& device) {
    return is_online(state, device.record.device) && state.last.mono <= movement_covered_until(state, device);
}

}  // namespace

void note_water_used(Turn& turn, Device& device, double used) {
    if (!device.water_hour) device.water_hour = hour_now(turn, false);
    TrendHour& hour = *device.water_hour;
    hour.sum += used;
    if (turn.now.mono < hour.ends) return;
    if (hour.sum > 0 || hour.whole) tell(turn, device, Kind::water_meter, "water_used", hour.sum, "m3");
    hour = hour_now(turn, true);
}

void note_movement(Turn& turn, Device& device, bool moved) {
    if (!device.movement_hour) device.movement_hour = hour_now(turn, false);
    if (moved) device.movement_hour->sum += 1;
}

void note_battery(Turn& turn, Device& device, double percent) {
    if (const auto& told = device.battery_trend) {
        const bool is_soon = turn.now.mono - told->at < kBatteryEvery;
        if (is_soon && std::abs(percent - told->percent) < kBatteryPoints) return;
    }
    device.battery_trend = BatteryTrend{turn.now.mono, percent};
    tell(turn, device, device.record.kind, "battery", percent, "%");
}

std::optional<MonoTime> next_trend(const State& state) {
    std::optional<MonoTime> next;
    for (const auto& [id, device] : state.devices) {
        if (!device.record.moves) continue;
        const MonoTime ends = device.movement_hour ? device.movement_hour->ends : hour_end(state);
        if (!next || ends < *next) next = ends;
    }
    return next;
}

void run_due_trends(Turn& turn) {
    for (auto& [id, device] : turn.state.devices) {
        if (!device.record.moves) continue;
        if (!device.movement_hour) device.movement_hour = hour_now(turn, false);
        TrendHour& hour = *device.movement_hour;
        if (turn.now.mono < hour.ends) continue;
        // Somebody who slept through the whole next hour has not listened to this one either.
        const bool in_time = turn.now.mono - hour.ends < kHour;
        const bool nobody_moved = in_time && hour.whole && is_listened_to(turn.state, device);
        if (hour.sum > 0 || nobody_moved) tell(turn, device, device.record.kind, "movements", hour.sum, "");
        hour = hour_now(turn, in_time);
    }
}

}  // namespace anju::gateway::core
