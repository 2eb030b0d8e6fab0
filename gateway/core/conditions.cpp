#include "gateway/core/conditions.hpp"

#include "gateway/core/babble.hpp"
#include "gateway/core/falls.hpp"
#include "gateway/core/presence.hpp"
#include "gateway/core/test_mode.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace anju::gateway::core {

namespace {

void count_up(std::uint32_t& count) {
    if (count < std::numeric_limits<std::uint32_t>::max()) ++count;
}

constexpr int kMustStay = 4;

/// Conditions that the core finds out by itself, of a device it knows: they would be found again
/// at once, as new alerts, if they were forgotten.
bool is_computed(const State& state, const ConditionRecord& record) {
    switch (record.condition) {
        case Condition::offline:
        case Condition::no_water_use:
        case Condition::water_no_data:
        case Condition::pipe_leak:
        case Condition::pipe_burst:
        case Condition::babbling: return !record.test && state.devices.contains(record.device);
        case Condition::vital_sign: return !record.test && state.vitals.contains(record.device);
        case Condition::no_movement: return !record.test && record.device == movement_device();
        default: return false;
    }
}

/// How readily a record makes room for an emergency: the lowest goes first.
int worth(const State& state, const ConditionRecord& record) {
    if (record.test) return 0;
    if (is_computed(state, record)) return kMustStay;
    if (class_of(record.condition) == IncidentClass::technical) return 1;
    if (record.confirming) return kMustStay;
    if (record.alert.is_nil()) return 2;
    return has_ended(record.phase) ? 3 : kMustStay;
}

/// Frees one place. The scan is linear, which only a flood of invented devices ever pays.
bool evict_one(Turn& turn) {
    auto& table = turn.state.conditions;
    auto victim = table.end();
    std::pair<int, MonoTime> least{kMustStay, {}};
    for (auto at = table.begin(); at != table.end(); ++at) {
        const std::pair<int, MonoTime> value{worth(turn.state, at->second), mono_of(turn.state, at->second.last)};
        if (value.first == kMustStay || (victim != table.end() && value >= least)) continue;
        victim = at;
        least = value;
    }
    if (victim == table.end()) return false;
    turn.decide(victim->first.device, victim->first.condition, Reason::table_full_evicted);
    turn.changed(victim->first);
    table.erase(victim);
    return true;
}

void start_confirmation(Turn& turn, ConditionRecord& record, const Report& report) {
    record.confirming = turn.stamp;
    record.confirming_count = 1;
    record.seen_retained = report.retained;
    note_report(turn, record, report);
    turn.changed(report.key);
    turn.decide(report.key.device, report.key.condition, Reason::confirmation_started);
    if (is_fall(report.key)) turn.announce(report.key.device, Prompt::are_you_all_right);
}

/// The level lasted long enough.
void confirm(Turn& turn, ConditionRecord& record) {
    const Stamp since = *record.confirming;
    const std::uint32_t reports = record.confirming_count;
    const Policy policy = policy_of(turn.settings(), key_of(record));
    const bool same_event =
        !record.alert.is_nil() && mono_of(turn.state, since) - mono_of(turn.state, record.ended) <= policy.reraise;
    record.confirming.reset();
    record.confirming_count = 0;
    if (is_fall(key_of(record))) turn.announce(record.device, Prompt::help_was_called);
    if (same_event) {
        record.count += reports - 1;  // raise_again counts one
        raise_again(turn, record);
        return;
    }
    record.alert = AlertId{turn.state.ids.next(turn.now.utc)};
    record.revision = 0;
    record.count = reports;
    record.phase = AlertPhase::raised;
    record.raised_again = false;
    record.first = since;
    tell(turn, record, AlertPhase::raised, Reason::confirmed);
}

void count_confirming(Turn& turn, ConditionRecord& record, const Report& report) {
    count_up(record.confirming_count);
    note_report(turn, record, report);
    if (!report.retained && record.seen_retained) {
        record.seen_retained = false;
        turn.changed(report.key);
    }
    turn.decide(report.key.device, report.key.condition, Reason::confirmation_running);
}

/// An alarm while the record has an alert, standing or ended.
void report_on_open(Turn& turn, ConditionRecord& record, const Report& report, bool waits) {
    const Policy policy = policy_of(turn.settings(), report.key);
    if (report.severity > record.severity) {
        raise_new(turn, record, report, Reason::severity_rose);
    } else if (has_ended(record.phase)) {
        if (waits) {
            start_confirmation(turn, record, report);
        } else if (turn.age(record.ended) <= policy.reraise) {
            note_report(turn, record, report);
            record.seen_retained = report.retained;
            raise_again(turn, record);
        } else {
            raise_new(turn, record, report, report.retained ? Reason::raised_from_retained : Reason::raised);
        }
    } else if (policy.renews && turn.age(record.told) >= turn.settings().repeat.fresh) {
        raise_new(turn, record, report, Reason::not_told_for_long);
    } else {
        count_repeat(turn, record, report);
    }
}

bool rests(const Turn& turn, const ConditionRecord& record, const Report& report) {
    if (!record.resting || !(record.alert.is_nil() || has_ended(record.phase))) return false;
    // What a device itself says about the home's safety is news after a close; what the core
    // computes from the past is not, and neither is a broken device.
    const bool device_says_so = !report.computed && class_of(report.key.condition) == IncidentClass::welfare;
    // Somebody answered for a suspicion; now the radar is sure, and the home is asked once more.
    if (record.type == SignalType::prealarm && report.type == SignalType::alarm) return false;
    return !device_says_so && turn.age(*record.resting) < policy_of(turn.settings(), report.key).rest;
}

void report_unremembered(Turn& turn, const Report& report) {
    if (report.key.test || class_of(report.key.condition) == IncidentClass::technical) {
        turn.decide(report.key.device, report.key.condition, Reason::table_full_dropped);
        return;
    }
    raise_unremembered(turn, report);
}

std::optional<MonoTime> confirmation_due(const State& state, const ConditionRecord& record) {
    if (!record.confirming) return std::nullopt;
    return mono_of(state, *record.confirming) + policy_of(state.settings, key_of(record)).confirmation;
}

/// A held clear or a pending count.
std::optional<MonoTime> update_due(const State& state, const ConditionRecord& record) {
    if (record.alert.is_nil()) return std::nullopt;
    const MonoTime told = mono_of(state, record.told);
    if (has_ended(record.phase) && !has_ended(record.told_phase)) return told + state.settings.repeat.holdoff;
    if (record.count > record.told_count) return told + policy_of(state.settings, key_of(record)).holdoff;
    return std::nullopt;
}

/// A case was closed while this record held its alert.
void close_one(Turn& turn, ConditionRecord& record) {
    const ConditionKey key = key_of(record);
    turn.changed(key);
    turn.decide(key.device, key.condition, Reason::case_closed);
    // An echo of the press that was told is no press of its own.
    const bool untold_press = key.condition == Condition::call && !key.test && !has_ended(record.phase) &&
                              record.count > record.told_count && record.pressed &&
                              mono_of(turn.state, *record.pressed) > mono_of(turn.state, record.told);
    if (untold_press) {
        // Whoever closed the case did not know of this press.
        const std::uint32_t untold = record.count - record.told_count;
        record.alert = AlertId{turn.state.ids.next(turn.now.utc)};
        record.revision = 0;
        record.count = untold;
        record.raised_again = false;
        record.first = record.pressed.value_or(turn.stamp);
        tell(turn, record, AlertPhase::raised, Reason::raised_after_close);
        return;
    }
    record.alert = AlertId{};
    if (!record.alarm_level) {
        turn.state.conditions.erase(key);
        return;
    }
    const bool may_rest = !is_fall(key) && policy_of(turn.settings(), key).rest > 0ms;
    if (!record.confirming && may_rest) record.resting = turn.stamp;
}

}  // namespace

Severity severity_at(Kind kind, Condition condition) {
    const Severity severity = severity_of(condition);
    return kind == Kind::gateway ? std::max(severity, Severity::major) : severity;
}

Policy policy_of(const Settings& settings, const ConditionKey& key) {
    Policy policy;
    policy.holdoff = settings.repeat.holdoff;
    policy.reraise = settings.repeat.reraise;
    const IncidentClass its_class = class_of(key.condition);
    policy.renews = its_class == IncidentClass::emergency || key.test;
    if (key.test) return policy;
    if (its_class == IncidentClass::technical) {
        policy.holdoff = settings.repeat.technical_holdoff;
        policy.reraise = settings.repeat.technical_reraise;
        policy.rest = settings.repeat.technical_rest;
    }
    switch (key.condition) {
        case Condition::fall:
            policy.confirmation = settings.fall.confirmation;
            policy.rest = settings.fall.rest;
            break;
        case Condition::call: policy.holdoff = settings.press.holdoff; break;
        case Condition::low_battery: policy.confirmation = settings.battery.debounce; break;
        case Condition::offline: policy.confirmation = settings.supervision.offline_debounce; break;
        case Condition::no_water_use: policy.rest = settings.water.window; break;
        case Condition::pipe_burst: policy.rest = settings.water.burst_window; break;
        case Condition::pipe_leak: policy.rest = settings.water.leak_window; break;
        case Condition::no_movement: policy.rest = settings.presence.no_movement; break;
        case Condition::vital_sign: policy.rest = settings.vital.rest; break;
        default: break;
    }
    return policy;
}

ConditionKey key_of(const ConditionRecord& record) { return {record.device, record.condition, record.test}; }

ConditionRecord* find_condition(State& state, const ConditionKey& key) {
    const auto found = state.conditions.find(key);
    return found == state.conditions.end() ? nullptr : &found->second;
}

const ConditionRecord* find_condition(const State& state, const ConditionKey& key) {
    const auto found = state.conditions.find(key);
    return found == state.conditions.end() ? nullptr : &found->second;
}

ConditionRecord* obtain_condition(Turn& turn, const ConditionKey& key, bool computed) {
    if (ConditionRecord* known = find_condition(turn.state, key)) return known;
    if (!computed && turn.state.conditions.size() >= turn.settings().limits.conditions) {
        const bool may_evict = !key.test && class_of(key.condition) != IncidentClass::technical;
        if (!may_evict || !evict_one(turn)) return nullptr;
    }
    ConditionRecord& made = turn.state.conditions[key];
    made.device = key.device;
    made.condition = key.condition;
    made.test = key.test;
    made.last = turn.stamp;
    return &made;
}

bool has_ended(AlertPhase phase) { return phase == AlertPhase::cleared || phase == AlertPhase::cancelled; }

void note_report(Turn& turn, ConditionRecord& record, const Report& report) {
    record.kind = report.kind;
    record.type = report.type;
    record.last = turn.stamp;
    record.registered = report.registered;
    if (!report.how.empty()) record.how = report.how;
    if (!report.values.empty()) record.values = report.values;
    if (!report.evidence.empty()) record.evidence = report.evidence;
}

void tell(Turn& turn, ConditionRecord& record, AlertPhase phase, Reason reason) {
    record.told = turn.stamp;
    record.told_count = record.count;
    record.told_phase = record.phase;
    count_up(record.revision);

    AlertUpdate update;
    update.id = record.alert;
    update.revision = record.revision;
    update.key = {turn.settings().home, record.device, record.condition};
    update.kind = record.kind;
    update.type = record.type;
    update.severity = record.severity;
    update.phase = phase;
    update.count = record.count;
    update.first = record.first;
    update.last = record.last;
    update.values = std::exchange(record.values, {});
    if (is_fall(key_of(record))) update.values.push_back(time_down(turn, record));
    update.how = record.how;
    update.evidence = std::exchange(record.evidence, {});
    update.test = record.test;
    update.seen_retained = record.seen_retained;
    update.registered = record.registered;
    turn.effects.updates.push_back(std::move(update));
    turn.changed(key_of(record));
    turn.decide(record.device, record.condition, reason);
}

void raise_unremembered(Turn& turn, const Report& report) {
    if (turn.sparing && was_raised_unremembered(turn, report.key)) {
        return turn.decide(report.key.device, report.key.condition, Reason::babble_suppressed);
    }
    ConditionRecord passing;
    passing.device = report.key.device;
    passing.condition = report.key.condition;
    raise_new(turn, passing, report, Reason::table_full_not_remembered);
}

void raise_new(Turn& turn, ConditionRecord& record, const Report& report, Reason reason) {
    record.alert = AlertId{turn.state.ids.next(turn.now.utc)};
    record.revision = 0;
    record.count = 1;
    record.phase = AlertPhase::raised;
    record.raised_again = false;
    record.confirming.reset();
    record.resting.reset();
    record.severity = report.severity;
    record.seen_retained = report.retained;
    record.first = turn.stamp;
    record.values.clear();
    record.evidence.clear();
    record.how.clear();
    note_report(turn, record, report);
    tell(turn, record, AlertPhase::raised, reason);
}

void count_repeat(Turn& turn, ConditionRecord& record, const Report& report) {
    count_up(record.count);
    note_report(turn, record, report);
    const Policy policy = policy_of(turn.settings(), report.key);
    if (!report.retained && record.seen_retained) {
        record.seen_retained = false;
        tell(turn, record, AlertPhase::repeated, Reason::seen_live);
    } else if (turn.age(record.told) >= policy.holdoff) {
        tell(turn, record, AlertPhase::repeated, Reason::repeat_told);
    } else {
        turn.decide(report.key.device, report.key.condition, Reason::repeat_counted);
    }
}

void raise_again(Turn& turn, ConditionRecord& record) {
    count_up(record.count);
    record.phase = AlertPhase::raised;
    record.raised_again = true;
    record.confirming.reset();
    record.confirming_count = 0;
    if (has_ended(record.told_phase)) {
        tell(turn, record, AlertPhase::raised, Reason::raised_again);
    } else {
        // Its end was held back and never told, so for everybody else it never ended.
        turn.changed(key_of(record));
        turn.decide(record.device, record.condition, Reason::repeat_counted);
    }
}

void report_alarm(Turn& turn, const Report& report) {
    if (record_as_test(turn, report)) return;
    ConditionRecord* record = find_condition(turn.state, report.key);
    if (record && record->alarm_level && report.retained) {
        turn.decide(report.key.device, report.key.condition, Reason::retained_level_known);
        return;
    }
    if (!record) record = obtain_condition(turn, report.key, report.computed);
    if (!record) {
        report_unremembered(turn, report);
        return;
    }
    if (!record->alarm_level) {
        record->alarm_level = true;
        turn.changed(report.key);
    }
    const bool certain = report.certain || report.computed;
    const bool waits = !certain && policy_of(turn.settings(), report.key).confirmation > 0ms;
    if (record->confirming && !certain) {
        count_confirming(turn, *record, report);
    } else if (rests(turn, *record, report)) {
        turn.decide(report.key.device, report.key.condition, Reason::resting);
    } else if (!record->alert.is_nil()) {
        report_on_open(turn, *record, report, waits);
    } else if (waits) {
        record->resting.reset();
        record->severity = report.severity;
        start_confirmation(turn, *record, report);
    } else {
        raise_new(turn, *record, report, report.retained ? Reason::raised_from_retained : Reason::raised);
    }
}

void end_alert(Turn& turn, ConditionRecord& record, AlertPhase phase, SignalType type) {
    record.phase = phase;
    record.type = type;
    record.ended = turn.stamp;
    record.last = turn.stamp;
    turn.changed(key_of(record));
    if (record.raised_again && turn.age(record.told) < turn.settings().repeat.holdoff) {
        turn.decide(record.device, record.condition, Reason::clear_held);
    } else {
        tell(turn, record, phase, phase == AlertPhase::cleared ? Reason::cleared : Reason::cancelled);
    }
}

bool report_clear(Turn& turn, const ConditionKey& key, SignalType type, const std::string& evidence) {
    const bool was_held = drop_held(turn, key);
    ConditionRecord* record = find_condition(turn.state, key);
    if (!record || !record->alarm_level) {
        if (was_held) turn.decide(key.device, key.condition, Reason::cleared);
        return was_held;
    }
    record->alarm_level = false;
    record->resting.reset();
    turn.changed(key);
    if (record->confirming) {
        record->confirming.reset();
        record->confirming_count = 0;
        turn.decide(key.device, key.condition, Reason::recovered);
        if (is_fall(key)) turn.announce(key.device, Prompt::glad_you_are_well);
    } else if (!record->alert.is_nil() && record->phase == AlertPhase::raised) {
        if (!evidence.empty()) record->evidence = evidence;
        end_alert(turn, *record, AlertPhase::cleared, type);
    } else {
        turn.decide(key.device, key.condition, Reason::cleared);
    }
    if (record->alert.is_nil()) turn.state.conditions.erase(key);
    return true;
}

void clear_computed(Turn& turn, const ConditionKey& key) {
    const ConditionRecord* known = find_condition(turn.state, key);
    if (known && known->type == SignalType::reading) report_clear(turn, key, SignalType::reading);
}

std::optional<MonoTime> assertable_from(const State& state, const ConditionKey& key) {
    const MonoTime tested = test_ends(state, key.device).value_or(MonoTime::min());
    const ConditionRecord* record = find_condition(state, key);
    if (!record) return tested;
    if (!record->alert.is_nil() && !has_ended(record->phase)) return std::nullopt;
    if (!record->resting) return tested;
    return std::max(tested, mono_of(state, *record->resting) + policy_of(state.settings, key).rest);
}

void assert_alarm(Turn& turn, const Report& report) {
    const auto from = assertable_from(turn.state, report.key);
    if (from && *from <= turn.now.mono) report_alarm(turn, report);
}

void close_cases(Turn& turn, const CaseClosed& closed) {
    for (const AlertId& id : closed.alerts) {
        auto& table = turn.state.conditions;
        const auto found = std::find_if(table.begin(), table.end(),
                                        [&id](const auto& entry) { return !id.is_nil() && entry.second.alert == id; });
        if (found == table.end()) {
            turn.decide(DeviceId{}, Reason::no_such_open_alert);
        } else {
            close_one(turn, found->second);
        }
    }
}

std::optional<MonoTime> due_at(const State& state, const ConditionRecord& record) {
    const auto confirmation = confirmation_due(state, record);
    const auto update = update_due(state, record);
    if (confirmation && update) return std::min(*confirmation, *update);
    return confirmation ? confirmation : update;
}

void run_due_conditions(Turn& turn) {
    const auto is_due = [&turn](std::optional<MonoTime> due) { return due && *due <= turn.now.mono; };
    for (auto& [key, record] : turn.state.conditions) {
        if (is_due(update_due(turn.state, record))) {
            const bool cleared = record.phase == AlertPhase::cleared;
            if (has_ended(record.phase)) {
                tell(turn, record, record.phase, cleared ? Reason::cleared : Reason::cancelled);
            } else {
                tell(turn, record, AlertPhase::repeated, Reason::repeat_told);
            }
        }
        if (is_due(confirmation_due(turn.state, record))) confirm(turn, record);
    }
}

}  // namespace anju::gateway::core
