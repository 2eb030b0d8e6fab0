// EntryRef: which outbox entry, without its content. What gateway/uplink schedules by. A long backlog is
// a range, because a record for each of a million entries is more memory than a gateway has to give.
#pragma once

#include "base/alert.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace anju::gateway::outbox {

struct EntryRef {
    OutboxEpoch epoch;
    std::uint64_t number = 0;
    bool urgent = false;  ///< see is_urgent()
    friend bool operator==(const EntryRef&, const EntryRef&) = default;
};

/// The entries of `epoch` that are not urgent, as far as they still wait, from `first` to `last`.
struct EntryRange {
    OutboxEpoch epoch;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    friend bool operator==(const EntryRange&, const EntryRange&) = default;
};

/// What waits at one moment.
struct Waiting {
    std::vector<EntryRef> entries;   ///< urgent first, then by number
    std::optional<EntryRange> rest;  ///< where those begin that `entries` leaves out
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
