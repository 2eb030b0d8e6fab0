#include "gateway/core/signals.hpp"

#include "base/text.hpp"
#include "gateway/core/babble.hpp"
#include "gateway/core/battery.hpp"
#include "gateway/core/presence.hpp"
#include "gateway/core/presses.hpp"
#include "gateway/core/supervision.hpp"
#include "gateway/core/trends.hpp"
#include "gateway/core/vital.hpp"
#include "gateway/core/water.hpp"

#include <array>
#include <cmath>
#include <span>

namespace anju::gateway::core {

namespace {

constexpr std::size_t kMaxNameBytes = 256;
constexpr std::size_t kMaxWordBytes = 64;
constexpr std::size_t kMostTrends = 16;  // of one device

/// What "alarm" means from a device of this kind. An unknown one is taken for a vital sign: no
/// alarm is dropped because we lack a word.
Condition condition_of(Kind kind) {
    switch (kind) {
        case Kind::smoke: return Condition::smoke;
        case Kind::co: return Condition::co;
        case Kind::gas: return Condition::gas;
        case Kind::water_leak: return Condition::water_leak;
        case Kind::call_button:
        case Kind::button: return Condition::call;
        case Kind::water_meter: return Condition::pipe_leak;
        case Kind::fall: return Condition::fall;
        case Kind::presence:
        case Kind::vibration: return Condition::no_movement;
        case Kind::gateway: return Condition::fault;
        case Kind::door:
        case Kind::bed:
        case Kind::badge:
        case Kind::blood_pressure:
        case Kind::spo2:
        case Kind::thermometer:
        case Kind::sleep:
        case Kind::camera_ai:
        case Kind::unknown: break;
    }
    return Condition::vital_sign;
}

/// One word of a clear ends all levels of its kind.
std::span<const Condition> cleared_by(Kind kind) {
    static constexpr std::array kSmoke{Condition::smoke, Condition::smoke_prealarm};
    static constexpr std::array kFall{Condition::fall, Condition::fall_suspected};
    static constexpr std::array kPipe{Condition::pipe_leak, Condition::pipe_burst, Condition::reverse_flow};
    static constexpr std::array kCo{Condition::co};
    static constexpr std::array kGas{Condition::gas};
    static constexpr std::array kLeak{Condition::water_leak};
    static constexpr std::array kMovement{Condition::no_movement};
    static constexpr std::array kVital{Condition::vital_sign};
    switch (kind) {
        case Kind::smoke: return kSmoke;
        case Kind::fall: return kFall;
        case Kind::water_meter: return kPipe;
        case Kind::co: return kCo;
        case Kind::gas: return kGas;
        case Kind::water_leak: return kLeak;
        case Kind::presence:
        case Kind::vibration: return kMovement;
        default: return kVital;
    }
}

Severity one_below(Severity severity) { return severity == Severity::critical ? Severity::major : Severity::minor; }

/// The signal with every text made safe to store and send.
Signal tidied(Signal signal) {
    signal.device = DeviceId{to_valid_utf8(signal.device.value, kMaxNameBytes)};
    signal.how = to_valid_utf8(signal.how, kMaxWordBytes);
    signal.unit = to_valid_utf8(signal.unit, kMaxWordBytes);
    signal.channel = to_valid_utf8(signal.channel, kMaxWordBytes);
    return signal;
}

Report report_of(const Signal& signal, std::string evidence, Condition condition) {
    Report report;
    report.key = {signal.device, condition, false};
    report.kind = signal.kind;
    report.type = signal.type;
    report.severity = severity_at(signal.kind, condition);
    if (signal.value && std::isfinite(*signal.value)) report.values.push_back({"value", *signal.value, signal.unit});
    report.how = signal.how;
    report.evidence = std::move(evidence);
    report.retained = signal.retained;
    report.registered = signal.registered;
    return report;
}

void on_alarm(Turn& turn, const Signal& signal, std::string evidence) {
    Condition condition = condition_of(signal.kind);
    const bool prealarm = signal.type == SignalType::prealarm;
    const bool asks_first = turn.settings().fall.confirmation > 0ms;
    if (prealarm && signal.kind == Kind::smoke) condition = Condition::smoke_prealarm;
    if (prealarm && signal.kind == Kind::fall && !asks_first) condition = Condition::fall_suspected;
    Report report = report_of(signal, std::move(evidence), condition);
    if (condition == Condition::call) {
        on_press(turn, report);  // some buttons stick at "alarm" and never clear: an edge all the same
        return;
    }
    const bool same_condition_as_alarm = condition == condition_of(signal.kind) && condition != Condition::fall;
    if (prealarm && same_condition_as_alarm) report.severity = one_below(report.severity);
    report_alarm(turn, report);
}

void on_clear(Turn& turn, const Signal& signal, const std::string& evidence) {
    bool any = false;
    for (const Condition condition : cleared_by(signal.kind)) {
        const ConditionKey key{signal.device, condition, false};
        if (condition == Condition::vital_sign && is_beyond_limit(turn, key)) continue;
        // What the totals say of the pipe ends by the totals.
        const ConditionRecord* record = find_condition(turn.state, key);
        if (signal.kind == Kind::water_meter && record && record->type == SignalType::reading) continue;
        any = report_clear(turn, key, signal.type, evidence) || any;
    }
    if (!any) turn.decide(signal.device, Reason::nothing_to_clear);
}

void clear_one(Turn& turn, const Signal& signal, Condition condition, const std::string& evidence) {
    if (!report_clear(turn, {signal.device, condition, false}, signal.type, evidence)) {
        turn.decide(signal.device, condition, Reason::nothing_to_clear);
    }
}

void on_test_signal(Turn& turn, const Signal& signal, std::string evidence) {
    Report report = report_of(signal, std::move(evidence), condition_of(signal.kind));
    const IncidentClass its_class = class_of(report.key.condition);
    const bool has_condition = its_class == IncidentClass::emergency || signal.kind == Kind::water_leak;
    if (!has_condition) {
        turn.decide(signal.device, Reason::test_without_condition);
        return;
    }
    report.key.test = true;
    report.severity = Severity::minor;
    on_test(turn, report);
}

void on_battery_signal(Turn& turn, const Signal& signal, Device* device, std::string evidence) {
    std::optional<double> percent;
    if (signal.type == SignalType::battery) {
        percent = signal.value;
        if (!percent) return turn.decide(signal.device, Reason::reject_no_value);
        if (!std::isfinite(*percent)) return turn.decide(signal.device, Reason::reject_not_a_number);
        if (*percent < 0 || *percent > 100) return turn.decide(signal.device, Reason::reject_out_of_range);
    }
    if (percent && device && !signal.retained) note_battery(turn, *device, *percent);
    on_battery(turn, device, report_of(signal, std::move(evidence), Condition::low_battery), percent);
}

/// A vital sign is judged, and kept for the trends one in a while.
void on_reading(Turn& turn, const Signal& signal, Device* device) {
    if (signal.kind == Kind::water_meter) return on_water_reading(turn, signal, device);
    if (signal.value && !std::isfinite(*signal.value)) {
        return turn.decide(signal.device, Reason::reject_not_a_number);
    }
    turn.decide(signal.device, Reason::heard);
    if (!signal.value || signal.retained || !device) return;
    on_vital_reading(turn, signal);
    auto& told = device->trend_told;
    const auto before = told.find(signal.channel);
    if (before == told.end() && told.size() >= kMostTrends) return;
    if (before != told.end() && turn.now.mono - before->second < turn.settings().trend_interval) return;
    told[signal.channel] = turn.now.mono;
    const std::string name = signal.channel.empty() ? std::string(to_string(signal.kind)) : signal.channel;
    turn.effects.readings.push_back(
        {turn.settings().home, signal.device, signal.kind, name, *signal.value, signal.unit, turn.stamp});
}

void apply(Turn& turn, const Signal& signal, Device* device, std::string evidence) {
    switch (signal.type) {
        case SignalType::alarm:
        case SignalType::prealarm: return on_alarm(turn, signal, std::move(evidence));
        case SignalType::clear: return on_clear(turn, signal, evidence);
        case SignalType::test: return on_test_signal(turn, signal, std::move(evidence));
        case SignalType::press:
            if (signal.kind == Kind::button) return turn.decide(signal.device, Reason::button_not_enrolled);
            return on_press(turn, report_of(signal, std::move(evidence), Condition::call));
        case SignalType::cancel: {
            const Condition ended = signal.kind == Kind::fall ? Condition::fall : Condition::call;
            return on_cancel(turn, report_of(signal, std::move(evidence), ended));
        }
        case SignalType::reading: return on_reading(turn, signal, device);
        case SignalType::fault: return report_alarm(turn, report_of(signal, std::move(evidence), Condition::fault));
        case SignalType::fault_clear: return clear_one(turn, signal, Condition::fault, evidence);
        case SignalType::tamper: return report_alarm(turn, report_of(signal, std::move(evidence), Condition::tamper));
        case SignalType::tamper_clear: return clear_one(turn, signal, Condition::tamper, evidence);
        case SignalType::leak: {
            const bool on_floor = signal.kind == Kind::water_leak;
            const Condition condition = on_floor ? Condition::water_leak : Condition::pipe_leak;
            return report_alarm(turn, report_of(signal, std::move(evidence), condition));
        }
        case SignalType::burst:
            return report_alarm(turn, report_of(signal, std::move(evidence), Condition::pipe_burst));
        case SignalType::reverse_flow:
            return report_alarm(turn, report_of(signal, std::move(evidence), Condition::reverse_flow));
        case SignalType::low_battery:
        case SignalType::battery_ok:
        case SignalType::battery: return on_battery_signal(turn, signal, device, std::move(evidence));
        case SignalType::offline: return report_alarm(turn, report_of(signal, std::move(evidence), Condition::offline));
        case SignalType::online: return clear_one(turn, signal, Condition::offline, evidence);
        case SignalType::detected:
        case SignalType::open:
        case SignalType::closed: return turn.decide(signal.device, Reason::heard);
    }
    turn.decide(signal.device, Reason::reject_no_rule);
}

}  // namespace

void on_signal(Turn& turn, const SignalSeen& seen) {
    Signal signal = tidied(seen.signal);
    if (signal.device.empty()) {
        turn.decide(signal.device, Reason::reject_no_device);
        return;
    }
    // A bridge says "offline" about a device; that is no sign of life.
    const bool live = !signal.retained && signal.type != SignalType::offline;
    const std::size_t before = turn.changes();
    Device* device = on_heard(turn, signal.device, signal.kind, signal.registered, live);
    if (device && device->record.enrolled) {
        signal.registered = true;
        const bool vague = signal.kind == Kind::button || signal.kind == Kind::unknown;
        if (vague && device->record.kind != Kind::unknown) signal.kind = device->record.kind;
    }
    turn.sparing = device && device->babbles;
    if (device && is_too_much(turn.state, *device, signal.type)) return pass_over(turn, *device, signal.type);
    on_movement(turn, signal, device);
    apply(turn, signal, device, to_valid_utf8(seen.evidence, kMaxEvidenceBytes));
    if (device) take_account(turn, *device, turn.changes() > before);
}

}  // namespace anju::gateway::core
