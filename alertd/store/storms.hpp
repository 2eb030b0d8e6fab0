// What is held back and why, losses of late, and the storms that stand (core/hold.hpp, core/storm.hpp).
//
// Reached as writer.storms() and reader.storms(); threads, transactions and errors are those of Writer and Reader.
#pragma once

#include "alertd/core/storm.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace anju::alertd::store {

/// A gateway or device of a street that is gone, with the case that this opened.
struct Loss {
    StreetId area;
    core::LossSort sort = core::LossSort::gateway;
    UtcTime at{};
    AlertId alert;
    IncidentId incident;
    friend bool operator==(const Loss&, const Loss&) = default;
};

class StormWriter {
public:
    virtual ~StormWriter() = default;

    // -- losses of late
    /// Keeps the loss and forgets those of its area and sort that are older than `since`.
    virtual Result<void> keep(const Loss& loss, UtcTime since) = 0;
    /// Oldest first.
    virtual Result<std::vector<Loss>> losses(const StreetId& area, core::LossSort sort) = 0;
    virtual Result<void> forget_losses(const StreetId& area) = 0;
    /// How many of that sort are registered in the street; reads all of its homes.
    virtual Result<std::size_t> known(const StreetId& area, core::LossSort sort) = 0;
    /// The street as the place of a case; its address is its name.
    virtual Result<core::Place> place_of(const StreetId& area) = 0;

    // -- storms; at most one stands in an area
    virtual Result<std::optional<core::Storm>> standing(const StreetId& area) = 0;
    virtual Result<std::vector<core::Storm>> standing() = 0;
    /// Inserts, or replaces the standing one of its area.
    virtual Result<void> put(const core::Storm& storm) = 0;
    /// Adds `more`, which may be negative, to what is gone, and raises the peak with it. Of a case without a standing
    /// storm it does nothing.
    virtual Result<void> count(const IncidentId& incident, int more) = 0;
    virtual Result<void> end(const StreetId& area, UtcTime at) = 0;

    // -- held alerts
    /// What `incident` holds back for `reason` and is not over is to be raised at `at`.
    virtual Result<void> release_held_by(const IncidentId& incident, core::HoldReason reason, UtcTime at) = 0;
    /// The same for what is held back because this gateway was lost.
    virtual Result<void> release_held_of(const GatewayId& gateway, UtcTime at) = 0;
    virtual Result<std::vector<AlertId>> due_holds(UtcTime now, std::size_t limit) = 0;
    virtual Result<std::optional<UtcTime>> next_due_hold() = 0;
    /// What one case explains is explained by another one from now on.
    virtual Result<void> hand_over_held(const IncidentId& from, const IncidentId& to) = 0;
    /// The cases that hold an alert by which this gateway calls a device unheard, and that is not over.
    virtual Result<std::vector<IncidentId>> cases_of_unheard(const GatewayId& gateway) = 0;
};

/// How many alerts a case explains.
struct HeldCounts {
    std::size_t standing = 0;  ///< and are not over
    std::size_t all = 0;
};

class StormReader {
public:
    virtual ~StormReader() = default;
    /// By id; `after` is the last of the page before.
    virtual Result<std::vector<core::Alert>> held_by(const IncidentId& incident, const std::optional<AlertId>& after,
                                                     std::size_t limit) = 0;
    virtual Result<HeldCounts> held_counts(const IncidentId& incident) = 0;
    /// The newest storm of this case.
    virtual Result<std::optional<core::Storm>> storm(const IncidentId& incident) = 0;
    /// The cases that were merged into this one.
    virtual Result<std::vector<IncidentId>> merged_into(const IncidentId& incident, std::size_t limit) = 0;
};

}  // namespace anju::alertd::store
