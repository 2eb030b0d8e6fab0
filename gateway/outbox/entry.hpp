// EntryRef: which outbox entry, without its content. What gateway/uplink schedules by.
#pragma once

#include "base/alert.hpp"

#include <compare>
#include <cstdint>

namespace anju::gateway::outbox {

struct EntryRef {
    OutboxEpoch epoch;
    std::uint64_t number = 0;
    bool urgent = false;  ///< see is_urgent()
    friend bool operator==(const EntryRef&, const EntryRef&) = default;
};

/// Emergencies and whatever is critical go first and are never shed. A test alarm is neither.
[[nodiscard]] inline bool is_urgent(const AlertUpdate& update) {
    if (update.test) return false;
    return update.severity == Severity::critical || class_of(update.key.condition) == IncidentClass::emergency;
}

/// May be shed when too many wait: technical, and nothing critical about it.
[[nodiscard]] inline bool is_technical(const AlertUpdate& update) {
    return !is_urgent(update) && class_of(update.key.condition) == IncidentClass::technical;
}

}  // namespace anju::gateway::outbox
