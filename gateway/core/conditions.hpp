// The life of an alert, for levels of every kind: raise, confirm, repeat, clear, come back, close.
// Presses share the raising and telling and have their own rule for repeats (presses.hpp).
#pragma once

#include "gateway/core/turn.hpp"

namespace anju::gateway::core {

/// How a condition behaves; from the settings and its class.
struct Policy {
    Millis confirmation{};  ///< a level must last this long before it is told
    Millis holdoff{};       ///< between two updates that only carry a count
    Millis reraise{};       ///< an alarm this soon after a clear continues the alert
    Millis rest{};          ///< after a close, how long a level that stays is not news
    bool renews = false;    ///< a report long after the last update is a new alert
};
/// The condition's severity; of the gateway's own devices at least major, because a home that is not heard,
/// or whose alerts cannot be stored, is in more than technical trouble.
[[nodiscard]] Severity severity_at(Kind kind, Condition condition);

[[nodiscard]] Policy policy_of(const Settings& settings, const ConditionKey& key);

/// One report of a condition.
struct Report {
    ConditionKey key;
    Kind kind = Kind::unknown;
    SignalType type = SignalType::alarm;
    Severity severity = Severity::major;
    std::vector<NamedValue> values;
    std::string how;
    std::string evidence;
    bool retained = false;
    bool registered = true;
    bool certain = false;   ///< needs no confirmation
    bool computed = false;  ///< found out by the core over a long time: certain, and always has a place
};

[[nodiscard]] ConditionKey key_of(const ConditionRecord& record);
[[nodiscard]] ConditionRecord* find_condition(State& state, const ConditionKey& key);
[[nodiscard]] const ConditionRecord* find_condition(const State& state, const ConditionKey& key);
/// The record for `key`, made if need be; null when the table is full of alerts that must stay.
/// `computed`: what the core finds out by itself is bounded by the table of devices and always has a place.
[[nodiscard]] ConditionRecord* obtain_condition(Turn& turn, const ConditionKey& key, bool computed = false);
[[nodiscard]] bool has_ended(AlertPhase phase);

/// The level is alarm.
void report_alarm(Turn& turn, const Report& report);
/// The level is clear. Returns whether there was anything to clear.
bool report_clear(Turn& turn, const ConditionKey& key, SignalType type, const std::string& evidence = {});

/// Clears what the core computed; what the device itself said, the device itself clears.
void clear_computed(Turn& turn, const ConditionKey& key);

/// For conditions the core finds out by itself: from when report_alarm would tell something new.
/// Nothing while the alert stands, so that a condition found again at every tick is not a repeat.
[[nodiscard]] std::optional<MonoTime> assertable_from(const State& state, const ConditionKey& key);
/// report_alarm, if that is now.
void assert_alarm(Turn& turn, const Report& report);

/// A new alert with an id of its own; `record` is what remembers it (or a temporary, if nothing can).
void raise_new(Turn& turn, ConditionRecord& record, const Report& report, Reason reason);
/// The table has no place: an alert that nobody remembers is better than none.
void raise_unremembered(Turn& turn, const Report& report);
/// One more report of a standing alert: told now, or counted until the holdoff is over.
void count_repeat(Turn& turn, ConditionRecord& record, const Report& report);
/// The same alert again after it was cleared or cancelled.
void raise_again(Turn& turn, ConditionRecord& record);
/// Sends the record as it is.
void tell(Turn& turn, ConditionRecord& record, AlertPhase phase, Reason reason);
/// Takes the newest report's details into the record.
void note_report(Turn& turn, ConditionRecord& record, const Report& report);
/// Marks the end of a standing alert; told now, or held when it chatters.
void end_alert(Turn& turn, ConditionRecord& record, AlertPhase phase, SignalType type);

void close_cases(Turn& turn, const CaseClosed& closed);

/// When something of this record is due: a confirmation, a held clear, a pending count.
[[nodiscard]] std::optional<MonoTime> due_at(const State& state, const ConditionRecord& record);
void run_due_conditions(Turn& turn);

}  // namespace anju::gateway::core
