#include "gateway/core/vital.hpp"

#include <algorithm>

namespace anju::gateway::core {

namespace {

constexpr std::size_t kMostExcesses = 32;  // of one device

ConditionKey vital_key(const DeviceId& device) { return {device, Condition::vital_sign, false}; }

bool speaks_of(const VitalRule& rule, Kind kind, const std::string& reading) {
    return rule.kind == kind && (rule.reading.empty() || rule.reading == reading);
}

/// The rule an excess belongs to; null when the settings changed under it.
const VitalRule* rule_of(const State& state, const VitalExcess& excess) {
    for (const VitalRule& rule : state.settings.vital.rules) {
        const auto& limit = excess.above ? rule.above : rule.below;
        if (limit && *limit == excess.limit && speaks_of(rule, excess.kind, excess.reading)) return &rule;
    }
    return nullptr;
}

/// When this excess is an alert; nothing when no rule asks any more.
std::optional<MonoTime> told_from(const State& state, const VitalExcess& excess) {
    const VitalRule* rule = rule_of(state, excess);
    if (!rule) return std::nullopt;
    return mono_of(state, excess.since) + rule->hold;
}

std::optional<MonoTime> due_of(const State& state, const VitalRecord& record) {
    const auto assertable = assertable_from(state, vital_key(record.device));
    if (!assertable) return std::nullopt;
    std::optional<MonoTime> due;
    for (const VitalExcess& excess : record.excesses) {
        const auto from = told_from(state, excess);
        if (from && (!due || *from < *due)) due = from;
    }
    return due ? std::optional{std::max(*due, *assertable)} : std::nullopt;
}

bool is_held(const State& state, const VitalExcess& excess) {
    const auto from = told_from(state, excess);
    return from && *from <= state.last.mono;
}

/// One side of one rule; whether the record changed.
bool judge_side(Turn& turn, VitalRecord& record, const Signal& signal, bool above, double limit, double hysteresis) {
    const double value = *signal.value;
    const double beyond_by = above ? value - limit : limit - value;
    auto& excesses = record.excesses;
    const auto known = std::find_if(excesses.begin(), excesses.end(), [&](const VitalExcess& excess) {
        return excess.reading == signal.channel && excess.kind == signal.kind && excess.above == above &&
               excess.limit == limit;
    });
    if (known == excesses.end()) {
        if (beyond_by <= 0) return false;
        if (excesses.size() >= kMostExcesses) {
            turn.decide(signal.device, Condition::vital_sign, Reason::table_full_dropped);
            return false;
        }
        excesses.push_back({signal.channel, signal.kind, above, limit, value, signal.unit, turn.stamp});
        return true;
    }
    if (beyond_by <= -hysteresis && beyond_by <= 0) {
        excesses.erase(known);
        return true;
    }
    const bool worse = above ? value > known->worst : value < known->worst;
    if (worse) known->worst = value;
    return worse;
}

void judge(Turn& turn, const VitalRecord& record) {
    Report report;
    report.key = vital_key(record.device);
    for (const VitalExcess& excess : record.excesses) {
        if (!is_held(turn.state, excess)) continue;
        const std::string name = excess.reading.empty() ? std::string(to_string(excess.kind)) : excess.reading;
        report.values.push_back({name, excess.worst, excess.unit});
        report.kind = excess.kind;
    }
    if (report.values.empty()) return clear_computed(turn, report.key);
    report.type = SignalType::reading;
    report.severity = severity_of(Condition::vital_sign);
    report.registered = record.registered;
    report.computed = true;
    assert_alarm(turn, report);
}

}  // namespace

void on_vital_reading(Turn& turn, const Signal& signal) {
    const auto& rules = turn.settings().vital.rules;
    const bool is_judged = std::any_of(rules.begin(), rules.end(), [&signal](const VitalRule& rule) {
        return speaks_of(rule, signal.kind, signal.channel);
    });
    const auto known = turn.state.vitals.find(signal.device);
    if (!is_judged && known == turn.state.vitals.end()) return;

    VitalRecord record = known == turn.state.vitals.end() ? VitalRecord{} : known->second;
    record.device = signal.device;
    record.registered = signal.registered;
    bool changed = std::erase_if(record.excesses, [&turn](const VitalExcess& excess) {
                       return rule_of(turn.state, excess) == nullptr;
                   }) > 0;
    for (const VitalRule& rule : rules) {
        if (!speaks_of(rule, signal.kind, signal.channel)) continue;
        if (*signal.value < rule.least || *signal.value > rule.most) {
            turn.decide(signal.device, Condition::vital_sign, Reason::vital_implausible);
            continue;
        }
        if (rule.below) changed = judge_side(turn, record, signal, false, *rule.below, rule.hysteresis) || changed;
        if (rule.above) changed = judge_side(turn, record, signal, true, *rule.above, rule.hysteresis) || changed;
    }
    judge(turn, record);
    if (!changed) return;
    turn.changed_vitals(signal.device);
    if (record.excesses.empty()) {
        turn.state.vitals.erase(signal.device);
    } else {
        turn.state.vitals[signal.device] = std::move(record);
    }
}

bool is_beyond_limit(const Turn& turn, const ConditionKey& key) {
    const auto known = turn.state.vitals.find(key.device);
    const ConditionRecord* record = find_condition(turn.state, key);
    if (known == turn.state.vitals.end() || !record || record->type != SignalType::reading) return false;
    const auto& excesses = known->second.excesses;
    return std::any_of(excesses.begin(), excesses.end(),
                       [&turn](const VitalExcess& excess) { return is_held(turn.state, excess); });
}

std::optional<MonoTime> next_vital(const State& state) {
    std::optional<MonoTime> next;
    for (const auto& [id, record] : state.vitals) {
        const auto due = due_of(state, record);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void run_due_vitals(Turn& turn) {
    for (const auto& [id, record] : turn.state.vitals) {
        const auto due = due_of(turn.state, record);
        if (due && *due <= turn.now.mono) judge(turn, record);
    }
}

}  // namespace anju::gateway::core
