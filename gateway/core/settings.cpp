#include "gateway/core/settings.hpp"

#include <algorithm>
#include <cmath>

namespace anju::gateway::core {

namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr Millis kLongest = 24h * 366;  // keeps every sum of times far from overflow

void clamp(Millis& value, Millis low, Millis high = kLongest) { value = std::clamp(value, low, high); }

void clamp(double& value, double low, double high, double fallback) {
    value = std::isfinite(value) ? std::clamp(value, low, high) : fallback;
}

}  // namespace

PlausibleRange plausible_range(Kind kind, std::string_view reading) {
    if (reading == "heart_rate" || reading == "pulse") return {20, 300};
    if (reading == "breath_rate" || reading == "respiratory_rate") return {2, 90};
    if (kind == Kind::spo2) return {40, 100};
    if (kind == Kind::blood_pressure) return {20, 320};
    if (kind == Kind::thermometer) return {-60, 100};
    return {};
}

Settings sanitized(Settings settings) {
    const Settings defaults;
    for (Millis* value : {&settings.repeat.holdoff, &settings.repeat.technical_holdoff, &settings.repeat.reraise,
                          &settings.repeat.technical_reraise, &settings.repeat.technical_rest, &settings.press.merge,
                          &settings.press.holdoff, &settings.water.reading_covers, &settings.water.leak_window,
                          &settings.fall.rest, &settings.battery.debounce, &settings.supervision.offline_debounce,
                          &settings.supervision.downtime_grace, &settings.trend_interval}) {
        clamp(*value, 0ms);
    }
    clamp(settings.repeat.fresh, 1min);
    clamp(settings.presence.no_movement, 0ms, 7 * 24h);
    settings.presence.quiet_start_min = std::clamp(settings.presence.quiet_start_min, 0, kMinutesOfDay - 1);
    settings.presence.quiet_end_min = std::clamp(settings.presence.quiet_end_min, 0, kMinutesOfDay - 1);
    clamp(settings.vital.rest, 0ms);
    for (VitalRule& rule : settings.vital.rules) {
        clamp(rule.hold, 0ms);
        clamp(rule.hysteresis, 0, 1e6, 0);
    }
    settings.babble.per_minute = std::clamp(settings.babble.per_minute, 0, 60'000);
    clamp(settings.test.longest, 0ms, 2h);
    clamp(settings.fall.confirmation, 0ms, 5min);
    clamp(settings.water.window, 1s, 48h);  // seconds serve demonstrations
    clamp(settings.water.burst_window, 1min, 48h);
    clamp(settings.water.no_data, 1min);
    clamp(settings.water.leak_slot, 1min);
    for (auto& [kind, limit] : settings.supervision.limits) clamp(limit, 0ms);

    WaterSettings& water = settings.water;
    clamp(water.threshold_m3, 0, 1e6, defaults.water.threshold_m3);
    clamp(water.burst_m3, 0, 1e6, defaults.water.burst_m3);
    clamp(water.max_rate_m3_per_h, 0.001, 1e6, defaults.water.max_rate_m3_per_h);
    clamp(water.rate_slack_m3, 0, 1e6, defaults.water.rate_slack_m3);
    clamp(water.adaptive_margin, 1, 100, defaults.water.adaptive_margin);
    clamp(water.adaptive_least, 1h);
    water.quiet_start_min = std::clamp(water.quiet_start_min, 0, kMinutesOfDay - 1);
    water.quiet_end_min = std::clamp(water.quiet_end_min, 0, kMinutesOfDay - 1);
    water.utc_offset_min = std::clamp(water.utc_offset_min, -kMinutesOfDay, kMinutesOfDay);
    water.reset_confirmations = std::clamp(water.reset_confirmations, 1, 100);

    clamp(settings.battery.low_below_percent, 0, 100, defaults.battery.low_below_percent);
    clamp(settings.battery.ok_above_percent, settings.battery.low_below_percent, 100,
          std::max(defaults.battery.ok_above_percent, settings.battery.low_below_percent));
    settings.limits.devices = std::max<std::size_t>(settings.limits.devices, 1);
    settings.limits.conditions = std::max<std::size_t>(settings.limits.conditions, 1);
    return settings;
}

}  // namespace anju::gateway::core
