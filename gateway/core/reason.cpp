#include "gateway/core/reason.hpp"

#include <array>
#include <cstddef>

namespace anju::gateway::core {

namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 52> kWords{"raised",
                                                  "raised_from_retained",
                                                  "raised_again",
                                                  "raised_after_close",
                                                  "severity_rose",
                                                  "not_told_for_long",
                                                  "confirmed",
                                                  "repeat_told",
                                                  "seen_live",
                                                  "cleared",
                                                  "cancelled",
                                                  "test_recorded",
                                                  "repeat_counted",
                                                  "press_doubled",
                                                  "clear_held",
                                                  "confirmation_started",
                                                  "confirmation_running",
                                                  "recovered",
                                                  "confirmation_cancelled",
                                                  "resting",
                                                  "case_closed",
                                                  "heard",
                                                  "nothing_to_clear",
                                                  "nothing_to_cancel",
                                                  "retained_level_known",
                                                  "retained_edge",
                                                  "button_not_enrolled",
                                                  "test_without_condition",
                                                  "no_such_open_alert",
                                                  "taken_out",
                                                  "still_enrolled",
                                                  "water_quiet_hours",
                                                  "water_away",
                                                  "meter_zero",
                                                  "meter_went_back",
                                                  "meter_too_fast",
                                                  "meter_reset",
                                                  "meter_late",
                                                  "vital_implausible",
                                                  "no_movement_quiet_hours",
                                                  "babble_suppressed",
                                                  "test_mode_began",
                                                  "test_mode_ended",
                                                  "no_such_test_mode",
                                                  "table_full_evicted",
                                                  "table_full_not_remembered",
                                                  "table_full_dropped",
                                                  "reject_no_device",
                                                  "reject_no_value",
                                                  "reject_not_a_number",
                                                  "reject_out_of_range",
                                                  "reject_no_rule"};
static_assert(kWords.size() == static_cast<std::size_t>(Reason::reject_no_rule) + 1);

}  // namespace

std::string_view to_string(Reason reason) {
    const auto at = static_cast<std::size_t>(reason);
    return at < kWords.size() ? kWords[at] : std::string_view{"unknown"};
}

bool is_reject(Reason reason) { return reason >= Reason::reject_no_device; }

}  // namespace anju::gateway::core
