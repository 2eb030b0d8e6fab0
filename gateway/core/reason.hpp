// Reason: why the core told, counted, kept silent or refused. Words for logs, metrics and `explain`.
#pragma once

#include "base/ids.hpp"
#include "base/vocabulary.hpp"

#include <optional>
#include <string_view>

namespace anju::gateway::core {

enum class Reason {
    // An update leaves.
    raised,
    raised_from_retained,
    raised_again,
    raised_after_close,
    severity_rose,
    not_told_for_long,
    confirmed,
    repeat_told,
    seen_live,
    cleared,
    cancelled,
    test_recorded,
    // Counted or remembered; an update follows later or never.
    repeat_counted,
    press_doubled,
    clear_held,
    confirmation_started,
    confirmation_running,
    recovered,
    confirmation_cancelled,
    resting,
    case_closed,
    // Heard; nothing to tell.
    heard,
    nothing_to_clear,
    nothing_to_cancel,
    retained_level_known,
    retained_edge,
    button_not_enrolled,
    test_without_condition,
    no_such_open_alert,
    taken_out,
    still_enrolled,
    // Water.
    water_quiet_hours,
    water_away,
    meter_zero,
    meter_went_back,
    meter_too_fast,
    meter_reset,
    meter_late,
    // Vital signs, movement, babblers, test mode.
    vital_implausible,
    no_movement_quiet_hours,
    babble_suppressed,
    test_mode_began,
    test_mode_ended,
    no_such_test_mode,
    // The tables are full.
    table_full_evicted,
    table_full_not_remembered,
    table_full_dropped,
    // Rejects.
    reject_no_device,
    reject_no_value,
    reject_not_a_number,
    reject_out_of_range,
    reject_no_rule,
};

[[nodiscard]] std::string_view to_string(Reason reason);
/// Whether the input was refused as bad (a meter_* reason filters a reading that is well-formed).
[[nodiscard]] bool is_reject(Reason reason);

struct Decision {
    DeviceId device;
    std::optional<Condition> condition;
    Reason reason = Reason::heard;
    friend bool operator==(const Decision&, const Decision&) = default;
};

}  // namespace anju::gateway::core
