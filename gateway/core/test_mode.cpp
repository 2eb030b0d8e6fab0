#include "gateway/core/test_mode.hpp"

#include "base/text.hpp"
#include "gateway/core/presses.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace anju::gateway::core {

namespace {

constexpr std::size_t kMostTests = 256;
constexpr std::size_t kMostHeld = 256;
constexpr std::size_t kMaxNameBytes = 256;

MonoTime ends_at(const State& state, const TestModeRecord& test) {
    const bool placed = test.since.boot == state.base.boot || (test.since.synced && state.base.in_step);
    if (!placed) return state.base.restored;
    const Millis lasts = std::clamp(Millis{test.lasts_ms}, 0ms, state.settings.test.longest);
    return mono_of(state, test.since) + lasts;
}

/// The test mode that covers this device: its own, or the home's.
const TestModeRecord* test_of(const State& state, const DeviceId& device) {
    const TestModeRecord* covering = nullptr;
    for (const DeviceId& id : {device, DeviceId{}}) {
        const auto found = state.tests.find(id);
        if (found == state.tests.end() || ends_at(state, found->second) <= state.last.mono) continue;
        if (!covering || ends_at(state, *covering) < ends_at(state, found->second)) covering = &found->second;
    }
    return covering;
}

/// False when there is no place for it.
bool hold(Turn& turn, TestModeRecord& test, const Report& report) {
    HeldLevel level{report.key.device, report.key.condition, report.kind,      report.type,
                    report.severity,   report.retained,      report.registered};
    const auto known = std::find_if(test.held.begin(), test.held.end(), [&level](const HeldLevel& held) {
        return held.device == level.device && held.condition == level.condition;
    });
    if (known == test.held.end()) {
        if (test.held.size() >= kMostHeld) return false;
        test.held.push_back(level);
        turn.changed_test(test.device);
        return true;
    }
    level.severity = std::max(level.severity, known->severity);
    level.retained = level.retained && known->retained;
    if (*known == level) return true;
    *known = level;
    turn.changed_test(test.device);
    return true;
}

void end_test(Turn& turn, const DeviceId& device) {
    const auto found = turn.state.tests.find(device);
    const std::vector<HeldLevel> held = std::move(found->second.held);
    turn.state.tests.erase(found);
    turn.changed_test(device);
    turn.decide(device, Reason::test_mode_ended);
    for (const HeldLevel& level : held) {
        Report report;
        report.key = {level.device, level.condition, false};
        report.kind = level.kind;
        report.type = level.type;
        report.severity = level.severity;
        report.retained = level.retained;
        report.registered = level.registered;
        report.certain = true;
        report_alarm(turn, report);  // held again if another test mode still covers the device
    }
}

}  // namespace

void on_test_mode(Turn& turn, const TestModeSet& set) {
    const DeviceId device{to_valid_utf8(set.device.value, kMaxNameBytes)};
    const Millis lasts = std::min(set.lasts, turn.settings().test.longest);
    const auto known = turn.state.tests.find(device);
    if (lasts <= 0ms) {
        if (known == turn.state.tests.end()) return turn.decide(device, Reason::no_such_test_mode);
        return end_test(turn, device);
    }
    if (known == turn.state.tests.end() && turn.state.tests.size() >= kMostTests) {
        return turn.decide(device, Reason::table_full_dropped);
    }
    TestModeRecord& test = turn.state.tests[device];
    test.device = device;
    test.since = turn.stamp;
    test.lasts_ms = lasts.count();
    turn.changed_test(device);
    turn.decide(device, Reason::test_mode_began);
}

std::optional<MonoTime> test_ends(const State& state, const DeviceId& device) {
    const TestModeRecord* test = test_of(state, device);
    return test ? std::optional{ends_at(state, *test)} : std::nullopt;
}

bool record_as_test(Turn& turn, const Report& report) {
    if (report.key.test) return false;
    const TestModeRecord* test = test_of(turn.state, report.key.device);
    if (!test || (report.kind == Kind::gateway && test->device.empty())) return false;
    const bool is_press = report.key.condition == Condition::call;
    const ConditionRecord* real = find_condition(turn.state, report.key);
    if (!is_press && real && (real->alarm_level || real->confirming)) return false;
    if (!is_press && !hold(turn, turn.state.tests.at(test->device), report)) return false;
    Report as_test = report;
    as_test.key.test = true;
    as_test.severity = Severity::minor;
    on_test(turn, as_test);
    return true;
}

bool drop_held(Turn& turn, const ConditionKey& key) {
    bool any = false;
    for (const DeviceId& id : {key.device, DeviceId{}}) {
        const auto found = turn.state.tests.find(id);
        if (key.test || found == turn.state.tests.end()) continue;
        const auto dropped = std::erase_if(found->second.held, [&key](const HeldLevel& held) {
            return held.device == key.device && held.condition == key.condition;
        });
        if (dropped == 0) continue;
        turn.changed_test(id);
        any = true;
    }
    return any;
}

std::optional<MonoTime> next_test_mode(const State& state) {
    std::optional<MonoTime> next;
    for (const auto& [id, test] : state.tests) {
        const MonoTime end = ends_at(state, test);
        if (!next || end < *next) next = end;
    }
    return next;
}

void run_due_test_modes(Turn& turn) {
    std::vector<DeviceId> over;
    for (const auto& [id, test] : turn.state.tests) {
        if (ends_at(turn.state, test) <= turn.now.mono) over.push_back(id);
    }
    for (const DeviceId& id : over) end_test(turn, id);
}

bool is_in_test(const State& state, const DeviceId& device) { return test_of(state, device) != nullptr; }

}  // namespace anju::gateway::core
