#include "gateway/core/rhythm.hpp"

#include <algorithm>
#include <cmath>

namespace anju::gateway::core {

namespace {

constexpr std::size_t kHours = 48;        // 24 of a weekday, 24 of a weekend's day
constexpr double kFade = 0.94;            // per hour of the same name
constexpr std::size_t kMostPeaks = 56;    // days
constexpr std::size_t kLeastPeaks = 14;   // days before anything is told
constexpr std::size_t kRecentHours = 48;  // in which the trickle is looked for
constexpr double kUse_m3 = 0.001;         // less than a litre in an hour is no use
constexpr double kTrickle = 1.5;          // times the quietest hour
constexpr Millis kApart = 90min;          // readings further apart do not say in which hour water was used
constexpr double kHighestChance = 0.95;   // one hour alone proves nothing
constexpr double kToldRaisesBy = 1.1;
constexpr std::int64_t kMostLost = 24 * 7;  // hours; after a longer gap a silence begins anew

std::int64_t local_hour(const State& state, UtcTime utc) {
    const Millis local = utc.time_since_epoch() + std::chrono::minutes(state.settings.water.utc_offset_min);
    return std::chrono::floor<std::chrono::hours>(local).count();
}

std::int64_t day_of(std::int64_t hour) { return hour >= 0 ? hour / 24 : (hour - 23) / 24; }

std::size_t slot_of(std::int64_t hour) {
    const std::int64_t day = day_of(hour);
    const std::int64_t weekday = ((day + 4) % 7 + 7) % 7;  // the first day of the epoch was a Thursday
    const bool weekend = weekday == 0 || weekday == 6;
    return static_cast<std::size_t>(hour - day * 24) + (weekend ? 24 : 0);
}

double chance_of_use(const RhythmRecord& record, std::size_t slot) {
    return std::min((record.used[slot] + 0.1) / (record.seen[slot] + 1), kHighestChance);
}

double highest_peak(const RhythmRecord& record) { return *std::max_element(record.peaks.begin(), record.peaks.end()); }

/// What passes in an hour in which nobody uses water.
double trickle(const RhythmRecord& record) {
    if (record.recent_m3.size() < kRecentHours) return 0;
    return *std::min_element(record.recent_m3.begin(), record.recent_m3.end());
}

bool is_use(const RhythmRecord& record, double hour_m3) { return hour_m3 >= kUse_m3 + trickle(record) * kTrickle; }

void keep_last(std::vector<double>& values, double value, std::size_t most) {
    values.push_back(value);
    if (values.size() > most) values.erase(values.begin());
}

void end_silence(RhythmRecord& record) {
    const double ordinary = record.told ? std::min(record.score, record.told_bar) : record.score;
    record.day_peak = std::max(record.day_peak, ordinary);
    record.score = 0;
    record.silent_hours = 0;
    record.told = false;
}

/// The hour `hour` is over and `m3` passed in it.
void end_hour(Turn& turn, RhythmRecord& record, std::int64_t hour, double m3, bool learns) {
    const std::size_t slot = slot_of(hour);
    const bool used = is_use(record, m3);
    if (used) end_silence(record);
    if (!used) {
        record.score += -std::log(1 - chance_of_use(record, slot));
        ++record.silent_hours;
    }
    if (learns) {
        record.seen[slot] = record.seen[slot] * kFade + 1;
        record.used[slot] = record.used[slot] * kFade + (used ? 1 : 0);
        keep_last(record.recent_m3, m3, kRecentHours);
    }
    if (day_of(hour + 1) == day_of(hour)) return;
    keep_last(record.peaks, record.day_peak, kMostPeaks);
    record.day_peak = 0;
    turn.changed_rhythm(record.device);
}

void begin_anew(Rhythm& rhythm, std::int64_t hour) {
    RhythmRecord& record = rhythm.record;
    record.score = 0;
    record.silent_hours = 0;
    record.told = false;
    record.hour = hour;
    rhythm.hour_m3 = 0;
    rhythm.whole_hour = false;
}

Rhythm& obtain(Turn& turn, const DeviceId& device) {
    Rhythm& rhythm = turn.state.rhythms[device];
    if (rhythm.record.device.empty()) {
        rhythm.record.device = device;
        rhythm.record.used.assign(kHours, 0);
        rhythm.record.seen.assign(kHours, 0);
    }
    return rhythm;
}

}  // namespace

bool is_whole(const RhythmRecord& record) {
    const auto finite = [](const std::vector<double>& values) {
        return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    };
    return record.used.size() == kHours && record.seen.size() == kHours && finite(record.used) && finite(record.seen) &&
           finite(record.peaks) && finite(record.recent_m3) && std::isfinite(record.score) &&
           std::isfinite(record.day_peak) && std::isfinite(record.told_bar);
}

void learn_rhythm(Turn& turn, const DeviceId& device, double used_m3, std::optional<MonoTime> last_use) {
    if (!turn.settings().water.adaptive || !turn.now.synced) return;
    Rhythm& rhythm = obtain(turn, device);
    RhythmRecord& record = rhythm.record;
    const std::int64_t hour = local_hour(turn.state, turn.now.utc);
    const bool first = !rhythm.read;
    const bool close = !first && turn.now.mono - *rhythm.read <= kApart;
    rhythm.read = turn.now.mono;
    const bool lost = !record.hour || hour < *record.hour || hour - *record.hour > kMostLost;
    if (turn.state.home.away || lost) return begin_anew(rhythm, hour);
    if (first && last_use) {
        // The record is as old as the last midnight; what was used since, the meters know.
        const std::int64_t use_hour = local_hour(turn.state, turn.now.utc - (turn.now.mono - *last_use));
        if (use_hour >= *record.hour) {
            end_silence(record);
            record.hour = std::min(use_hour, hour);
        }
    }
    // The water of a span belongs to its last hour; in a long span nobody knows to which.
    if (!close && is_use(record, used_m3)) end_silence(record);
    while (*record.hour < hour) {
        end_hour(turn, record, *record.hour, rhythm.hour_m3, close && rhythm.whole_hour);
        rhythm.hour_m3 = 0;
        rhythm.whole_hour = close;
        ++*record.hour;
    }
    if (!close) rhythm.whole_hour = false;
    rhythm.hour_m3 += used_m3;
    if (is_use(record, rhythm.hour_m3)) end_silence(record);
}

bool is_improbable(const State& state, const DeviceId& device) {
    const auto found = state.rhythms.find(device);
    if (!state.settings.water.adaptive || found == state.rhythms.end()) return false;
    const RhythmRecord& record = found->second.record;
    if (record.told) return true;
    if (record.peaks.size() < kLeastPeaks) return false;
    const bool long_enough = std::chrono::hours(record.silent_hours) >= state.settings.water.adaptive_least;
    return long_enough && record.score > highest_peak(record) * state.settings.water.adaptive_margin;
}

std::optional<double> silent_hours(const State& state, const DeviceId& device) {
    const auto found = state.rhythms.find(device);
    if (!state.settings.water.adaptive || found == state.rhythms.end()) return std::nullopt;
    return found->second.record.silent_hours;
}

void note_told(Turn& turn, const DeviceId& device) {
    const auto found = turn.state.rhythms.find(device);
    if (found == turn.state.rhythms.end() || found->second.record.told) return;
    RhythmRecord& record = found->second.record;
    record.told_bar = is_improbable(turn.state, device) ? highest_peak(record) * kToldRaisesBy : record.score;
    record.told = true;
    turn.changed_rhythm(device);
}

void forget_rhythm(Turn& turn, const DeviceId& device) {
    if (turn.state.rhythms.erase(device) > 0) turn.changed_rhythm(device);
}

}  // namespace anju::gateway::core
