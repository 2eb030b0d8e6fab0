#include "gateway/core/presses.hpp"

#include "gateway/core/falls.hpp"
#include "gateway/core/test_mode.hpp"

namespace anju::gateway::core {

namespace {

/// A broker's replay after a reconnect is no press: nobody touched anything.
bool is_replay(Turn& turn, const Report& report) {
    if (report.retained) turn.decide(report.key.device, report.key.condition, Reason::retained_edge);
    return report.retained;
}

/// The press of a standing alert: an echo of the last one, or a person who presses again.
void press_again(Turn& turn, ConditionRecord& record, const Report& report) {
    const bool echo =
        record.pressed && record.how == report.how && turn.age(*record.pressed) < turn.settings().press.merge;
    if (echo) {
        ++record.count;
        note_report(turn, record, report);
        turn.decide(report.key.device, report.key.condition, Reason::press_doubled);
    } else {
        record.how = report.how;
        record.pressed = turn.stamp;
        count_repeat(turn, record, report);
    }
    // Unlike a level, a press that was counted and not told yet must outlive a crash: nothing repeats it.
    if (!turn.sparing) turn.changed(report.key);
}

}  // namespace

void on_press(Turn& turn, const Report& report) {
    if (is_replay(turn, report) || record_as_test(turn, report)) return;
    ConditionRecord* record = obtain_condition(turn, report.key);
    if (!record) {
        raise_unremembered(turn, report);
        return;
    }
    if (record->alert.is_nil()) {
        raise_new(turn, *record, report, Reason::raised);
        record->pressed = turn.stamp;
    } else if (!has_ended(record->phase) && turn.age(record->told) < turn.settings().repeat.fresh) {
        press_again(turn, *record, report);
    } else if (has_ended(record->phase)) {
        note_report(turn, *record, report);
        record->pressed = turn.stamp;
        raise_again(turn, *record);
    } else {
        raise_new(turn, *record, report, Reason::not_told_for_long);
        record->pressed = turn.stamp;
    }
}

void on_cancel(Turn& turn, const Report& report) {
    if (is_replay(turn, report)) return;
    bool any = cancel_fall_confirmations(turn);
    ConditionRecord* record = find_condition(turn.state, report.key);
    if (record && !record->alert.is_nil() && !has_ended(record->phase)) {
        any = true;
        note_report(turn, *record, report);
        if (is_fall(report.key)) record->resting = turn.stamp;  // the radar still sees the fall that was cancelled
        end_alert(turn, *record, AlertPhase::cancelled, report.type);
    }
    if (!any) turn.decide(report.key.device, report.key.condition, Reason::nothing_to_cancel);
}

void on_test(Turn& turn, const Report& report) {
    if (is_replay(turn, report)) return;
    ConditionRecord* record = obtain_condition(turn, report.key);
    if (!record) {
        turn.decide(report.key.device, report.key.condition, Reason::table_full_dropped);
    } else if (record->alert.is_nil() || turn.age(record->told) >= turn.settings().repeat.fresh) {
        raise_new(turn, *record, report, Reason::test_recorded);
    } else {
        count_repeat(turn, *record, report);
    }
}

}  // namespace anju::gateway::core
