#include "gateway/core/water.hpp"

#include "gateway/core/quiet.hpp"
#include "gateway/core/rhythm.hpp"
#include "gateway/core/supervision.hpp"
#include "gateway/core/trends.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace anju::gateway::core {

namespace {

constexpr Millis kSlot = 30min;
constexpr Millis kHorizon = 48h;       // uses older than this are of no rule; sanitized() keeps windows within it
constexpr double kLargestTotal = 1e7;  // m3: no household meter has so many digits

ConditionKey key_for(const DeviceId& device, Condition condition) { return {device, condition, false}; }

constexpr Millis kTakenOut = 7 * 24h;  // silent this long while its neighbours speak

/// The meters of one device; never empty.
using Meters = std::vector<const WaterRecord*>;

Meters meters_of(const State& state, const DeviceId& device) {
    Meters meters;
    for (auto at = state.water.lower_bound(device); at != state.water.end() && at->first.device == device; ++at) {
        meters.push_back(&at->second);
    }
    return meters;
}

/// Calls `with` for the meters of each device.
template <class Function>
void for_each_device(const State& state, Function with) {
    for (auto at = state.water.begin(); at != state.water.end();) {
        const Meters meters = meters_of(state, at->first.device);
        std::advance(at, static_cast<std::ptrdiff_t>(meters.size()));
        with(meters);
    }
}

Millis quiet_left(const WaterSettings& settings, const Now& now) {
    return quiet_left(QuietHours{settings.quiet_start_min, settings.quiet_end_min, settings.utc_offset_min}, now);
}

/// Until when the last readings speak: all of them.
MonoTime covered_until(const State& state, const Meters& meters) {
    MonoTime until = MonoTime::max();
    for (const WaterRecord* meter : meters) until = std::min(until, mono_of(state, meter->read));
    return until + kReadCoarseness + state.settings.water.reading_covers;
}

MonoTime watched_since(const State& state, const Meters& meters) {
    MonoTime since = MonoTime::min();
    for (const WaterRecord* meter : meters) since = std::max(since, mono_of(state, meter->watched_since));
    if (!state.home.away_changed) return since;
    return std::max(since, mono_of(state, *state.home.away_changed));
}

struct DatedUse {
    MonoTime at;
    double m3;
};

/// The uses of all meters, newest first, so that whoever adds them adds in the same order and two
/// sums agree to the last bit.
std::vector<DatedUse> newest_first(const State& state, const Meters& meters) {
    std::vector<DatedUse> uses;
    for (const WaterRecord* meter : meters) {
        for (auto use = meter->uses.rbegin(); use != meter->uses.rend(); ++use) {
            uses.push_back({mono_of(state, use->at), use->used_m3});
        }
    }
    std::stable_sort(uses.begin(), uses.end(), [](const DatedUse& a, const DatedUse& b) { return a.at > b.at; });
    return uses;
}

std::optional<MonoTime> last_use(const State& state, const Meters& meters) {
    const auto uses = newest_first(state, meters);
    return uses.empty() ? std::nullopt : std::optional{uses.front().at};
}

double used_after(const State& state, const Meters& meters, MonoTime after) {
    double sum = 0;
    for (const DatedUse& use : newest_first(state, meters)) {
        if (use.at <= after) break;
        sum += use.m3;
    }
    return sum;
}

/// The first moment, if no more water is used, at which too little was used for a window.
MonoTime too_little_from(const State& state, const Meters& meters) {
    const WaterSettings& settings = state.settings.water;
    const MonoTime from = watched_since(state, meters) + settings.window;
    double sum = 0;
    for (const DatedUse& use : newest_first(state, meters)) {
        sum += use.m3;
        if (sum >= settings.threshold_m3) return std::max(from, use.at + settings.window);
    }
    return from;
}

/// When to look for "no use" without a new reading; nothing when only a reading can tell.
std::optional<MonoTime> no_use_due(const State& state, const Meters& meters) {
    const auto assertable = assertable_from(state, key_for(meters.front()->device, Condition::no_water_use));
    if (state.home.away || !assertable || state.settings.water.threshold_m3 <= 0) return std::nullopt;
    const MonoTime from = too_little_from(state, meters);
    if (from > covered_until(state, meters)) return std::nullopt;
    const MonoTime due = std::max(from, *assertable);
    const Millis quiet = quiet_left(state.settings.water, state.last);
    return due <= state.last.mono && quiet > 0ms ? state.last.mono + quiet : due;
}

/// The meter that was read longest ago.
const WaterRecord& most_silent(const State& state, const Meters& meters) {
    return **std::min_element(meters.begin(), meters.end(), [&state](const WaterRecord* a, const WaterRecord* b) {
        return mono_of(state, a->read) < mono_of(state, b->read);
    });
}

MonoTime data_missing_from(const State& state, const Meters& meters) {
    return silent_since(state, most_silent(state, meters).read) + kReadCoarseness + state.settings.water.no_data;
}

std::optional<MonoTime> no_data_due(const State& state, const Meters& meters) {
    const auto assertable = assertable_from(state, key_for(meters.front()->device, Condition::water_no_data));
    if (!assertable || !meters.front()->registered) return std::nullopt;
    return std::max(data_missing_from(state, meters), *assertable);
}

std::optional<MonoTime> away_over(const State& state) {
    const HomeRecord& home = state.home;
    if (!home.away || !home.away_until) return std::nullopt;
    if (home.away_changed && home.away_changed->synced) {
        return mono_of(state, *home.away_changed) + (*home.away_until - home.away_changed->utc);
    }
    if (!state.last.synced) return std::nullopt;
    return state.last.mono + (*home.away_until - state.last.utc);
}

Report computed(const WaterRecord& record, Condition condition, NamedValue value) {
    Report report;
    report.key = key_for(record.device, condition);
    report.kind = Kind::water_meter;
    report.type = SignalType::reading;
    report.severity = severity_of(condition);
    report.values.push_back(std::move(value));
    report.registered = record.registered;
    report.computed = true;
    return report;
}

/// What a leak has counted since `after`. A leak is what has flowed in every slot of `leak_window`, and its
/// pulses fall unevenly into them: up to twice the median.
double leaked_after(const Turn& turn, const WaterRecord& meter, MonoTime after) {
    const WaterSettings& settings = turn.settings().water;
    const bool leaks = settings.leak_window > 0ms && meter.flow_since && meter.flow_at &&
                       turn.age(*meter.flow_since) >= settings.leak_window &&
                       turn.age(*meter.flow_at) <= settings.leak_slot;
    if (!leaks) return 0;
    std::vector<double> slots;
    for (const WaterUse& use : meter.uses) {
        if (mono_of(turn.state, use.at) > after) slots.push_back(use.used_m3);
    }
    if (slots.empty()) return 0;
    const auto middle = slots.begin() + static_cast<std::ptrdiff_t>(slots.size() / 2);
    std::nth_element(slots.begin(), middle, slots.end());
    const double most = 2 * *middle;
    double leaked = 0;
    for (const double used : slots) leaked += std::min(used, most);
    return leaked;
}

void judge_no_use(Turn& turn, const Meters& meters) {
    const WaterSettings& settings = turn.settings().water;
    const DeviceId& device = meters.front()->device;
    if (turn.state.home.away) {
        turn.decide(device, Condition::no_water_use, Reason::water_away);
        return;
    }
    const MonoTime until = std::min(turn.now.mono, covered_until(turn.state, meters));
    double used = used_after(turn.state, meters, until - settings.window);
    double leaked = 0;
    for (const WaterRecord* meter : meters) leaked += leaked_after(turn, *meter, until - settings.window);
    double enough = settings.threshold_m3;
    if (leaked > 0) {
        used = std::max(0.0, used - leaked);
        // What is left is rough: it has to be clearly more before somebody counts as up again.
        const ConditionRecord* told = find_condition(turn.state, key_for(device, Condition::no_water_use));
        if (told && told->alarm_level) enough *= 2;
    }
    const bool improbable = is_improbable(turn.state, device);
    if (used >= enough && !improbable) {
        clear_computed(turn, key_for(device, Condition::no_water_use));
        return;
    }
    if (!improbable && until - watched_since(turn.state, meters) < settings.window) return;
    Report report = computed(*meters.front(), Condition::no_water_use, {"used", used, "m3"});
    if (leaked > 0) report.values.push_back({"leaked", leaked, "m3"});
    if (const auto silent = silent_hours(turn.state, device)) report.values.push_back({"silent", *silent, "h"});
    const auto assertable = assertable_from(turn.state, report.key);
    if (!assertable || *assertable > turn.now.mono) return;
    if (quiet_left(settings, turn.now) > 0ms) {
        turn.decide(device, Condition::no_water_use, Reason::water_quiet_hours);
        return;
    }
    assert_alarm(turn, report);
    note_told(turn, device);
}

/// How much of a use belongs to the window that ends now. What passed while nothing was read is
/// spread over that time: after a week of silence a week's use is no burst.
double share_within(const Turn& turn, const WaterUse& use, Millis window) {
    if (turn.age(use.opened) < window) return 1;
    const Millis span = mono_of(turn.state, use.at) - mono_of(turn.state, use.opened);
    if (span <= kSlot || span <= window || turn.age(use.at) >= window) return 0;
    return std::chrono::duration<double>(window) / std::chrono::duration<double>(span);
}

void judge_burst(Turn& turn, const Meters& meters) {
    const WaterSettings& settings = turn.settings().water;
    double used = 0;
    for (const WaterRecord* meter : meters) {
        for (const WaterUse& use : meter->uses) {
            used += use.used_m3 * share_within(turn, use, settings.burst_window);
        }
    }
    if (used > settings.burst_m3) {
        assert_alarm(turn, computed(*meters.front(), Condition::pipe_burst, {"used", used, "m3"}));
    } else {
        clear_computed(turn, key_for(meters.front()->device, Condition::pipe_burst));
    }
}

/// How long the meter that flows longest has been flowing; zero when none flows.
Millis longest_flow(const Turn& turn, const Meters& meters) {
    Millis longest{};
    for (const WaterRecord* meter : meters) {
        const bool flowing =
            meter->flow_since && meter->flow_at && turn.age(*meter->flow_at) <= turn.settings().water.leak_slot;
        if (flowing) longest = std::max(longest, turn.age(*meter->flow_since));
    }
    return longest;
}

void judge_leak(Turn& turn, const Meters& meters, WaterRecord& record, bool flows) {
    const WaterSettings& settings = turn.settings().water;
    if (settings.leak_window == 0ms) return;
    const bool interrupted = !record.flow_at || turn.age(*record.flow_at) > settings.leak_slot;
    if (interrupted && record.flow_since) {
        record.flow_since.reset();
        turn.changed_water(record);
        const bool another_leaks = longest_flow(turn, meters) >= settings.leak_window;
        if (!another_leaks) clear_computed(turn, key_for(record.device, Condition::pipe_leak));
    }
    if (!flows) return;
    if (!record.flow_since) record.flow_since = turn.stamp;
    record.flow_at = turn.stamp;
    const Millis flowing = turn.age(*record.flow_since);
    if (flowing < settings.leak_window) return;
    const double hours = std::chrono::duration<double, std::ratio<3600>>(flowing).count();
    assert_alarm(turn, computed(record, Condition::pipe_leak, {"flowing", hours, "h"}));
}

/// `before`: when the meter was read last.
void note_use(Turn& turn, WaterRecord& record, double used, const Stamp& before) {
    std::erase_if(record.uses, [&turn](const WaterUse& use) { return turn.age(use.at) >= kHorizon; });
    const Millis unread = std::max(kSlot, turn.settings().water.burst_window) + kReadCoarseness;
    if (turn.age(before) >= unread) {
        record.uses.push_back({before, turn.stamp, used});
        return;
    }
    if (record.uses.empty() || turn.age(record.uses.back().opened) >= kSlot) {
        record.uses.push_back({turn.stamp, turn.stamp, 0});
    }
    record.uses.back().used_m3 += used;
    record.uses.back().at = turn.stamp;
}

void begin_watching(Turn& turn, const Signal& signal) {
    if (meters_of(turn.state, signal.device).size() >= kMostMeters) {
        return turn.decide(signal.device, Reason::table_full_dropped);
    }
    WaterRecord record;
    record.device = signal.device;
    record.channel = signal.channel;
    record.total_m3 = *signal.value;
    record.read = turn.stamp;
    record.claimed_at = signal.claimed_at;
    record.watched_since = turn.stamp;
    record.registered = signal.registered;
    turn.changed_water(record);
    turn.state.water.emplace(MeterKey{signal.device, signal.channel}, std::move(record));
    turn.decide(signal.device, Reason::heard);
    // From now on its silence is told as missing data.
    report_clear(turn, {signal.device, Condition::offline, false}, SignalType::reading);
}

void forget_taken_out(Turn& turn, const DeviceId& device) {
    for (const WaterRecord* meter : meters_of(turn.state, device)) {
        if (turn.now.mono - silent_since(turn.state, meter->read) < kTakenOut) continue;
        turn.changed_water(*meter);
        turn.state.water.erase(MeterKey{meter->device, meter->channel});
    }
}

}  // namespace

bool has_meter(const State& state, const DeviceId& device) {
    const auto at = state.water.lower_bound(device);
    return at != state.water.end() && at->first.device == device;
}

void forget_meters(Turn& turn, const DeviceId& device) {
    forget_rhythm(turn, device);
    for (const WaterRecord* meter : meters_of(turn.state, device)) turn.changed_water(*meter);
    std::erase_if(turn.state.water, [&device](const auto& entry) { return entry.first.device == device; });
}

void on_water_reading(Turn& turn, const Signal& signal, Device* device) {
    const DeviceId& id = signal.device;
    if (!signal.value) return turn.decide(id, Reason::reject_no_value);
    if (!std::isfinite(*signal.value)) return turn.decide(id, Reason::reject_not_a_number);
    if (*signal.value < 0 || *signal.value > kLargestTotal) return turn.decide(id, Reason::reject_out_of_range);
    if (!device) return;  // the full table was told already

    const auto found = turn.state.water.find(MeterKey{id, signal.channel});
    if (found == turn.state.water.end()) return begin_watching(turn, signal);
    if (signal.retained) return turn.decide(id, Reason::retained_level_known);

    WaterRecord& record = found->second;
    if (record.registered != signal.registered) {
        record.registered = signal.registered;
        turn.changed_water(record);
    }
    const Stamp before = record.read;
    const TotalVerdict verdict = take_total(turn, record, *signal.value, signal.claimed_at);
    turn.decide(id, verdict.reason);
    if (verdict.reason != Reason::heard && verdict.reason != Reason::meter_reset) return;

    forget_taken_out(turn, id);
    const Meters meters = meters_of(turn.state, id);
    if (data_missing_from(turn.state, meters) > turn.now.mono) {
        report_clear(turn, key_for(id, Condition::water_no_data), SignalType::reading);
    }
    if (verdict.reason == Reason::heard) learn_rhythm(turn, id, verdict.used_m3, last_use(turn.state, meters));
    const bool flows = verdict.used_m3 > 0;
    if (flows) note_use(turn, record, verdict.used_m3, before);
    judge_leak(turn, meters, record, flows);
    judge_burst(turn, meters);
    judge_no_use(turn, meters);
    note_water_used(turn, *device, verdict.used_m3);
}

void on_away(Turn& turn, const AwaySet& away) {
    if (away.until && !is_plausible(*away.until)) return turn.decide(DeviceId{}, Reason::reject_out_of_range);
    HomeRecord& home = turn.state.home;
    const std::optional<UtcTime> until = away.away ? away.until : std::nullopt;
    if (home.away == away.away && home.away_until == until) return;
    if (home.away != away.away || away.away) home.away_changed = turn.stamp;
    home.away = away.away;
    home.away_until = until;
    turn.changed_home();
}

std::optional<MonoTime> next_water(const State& state) {
    std::optional<MonoTime> next = away_over(state);
    const auto consider = [&next](std::optional<MonoTime> due) {
        if (due && (!next || *due < *next)) next = due;
    };
    for_each_device(state, [&](const Meters& meters) {
        consider(no_use_due(state, meters));
        consider(no_data_due(state, meters));
    });
    return next;
}

void run_due_water(Turn& turn) {
    const auto is_due = [&turn](std::optional<MonoTime> due) { return due && *due <= turn.now.mono; };
    if (is_due(away_over(turn.state))) on_away(turn, AwaySet{false, std::nullopt});
    for_each_device(turn.state, [&](const Meters& meters) {
        if (is_due(no_use_due(turn.state, meters))) judge_no_use(turn, meters);
        if (!is_due(no_data_due(turn.state, meters))) return;
        const WaterRecord& silent = most_silent(turn.state, meters);
        const double seconds = std::chrono::duration<double>(turn.age(silent.read)).count();
        assert_alarm(turn, computed(silent, Condition::water_no_data, {"silent", seconds, "s"}));
    });
}

}  // namespace anju::gateway::core
