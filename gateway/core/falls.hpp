// Falls: what is special about the condition `fall` beside its confirmation (conditions.hpp): the
// home is asked, somebody there can cancel, and the time spent on the floor is told.
#pragma once

#include "gateway/core/turn.hpp"

namespace anju::gateway::core {

[[nodiscard]] bool is_fall(const ConditionKey& key);
/// How long the person has been (or was) down, in seconds: the length of the lie decides the harm.
[[nodiscard]] NamedValue time_down(const Turn& turn, const ConditionRecord& record);
/// Somebody in the home says all is well: every running confirmation ends. Returns whether one ran.
bool cancel_fall_confirmations(Turn& turn);

}  // namespace anju::gateway::core
