// DutyKeeper: the rosters in the engine's memory, as the store has them, so that no alert waits for a query.
//
// Ownership: owns the book; borrows the writer for each call. Threads: the engine's.
// Errors: a roster that cannot be read stays as it was in the book, and is tried again.
#pragma once

#include "alertd/core/duty_book.hpp"
#include "alertd/store/store.hpp"

#include <memory>
#include <set>

namespace anju::alertd::ingest {

class DutyKeeper {
public:
    explicit DutyKeeper(std::shared_ptr<const core::Zone> zone) : book_(std::move(zone)) {}

    [[nodiscard]] Result<void> load(store::Writer& writer, UtcTime now);
    /// Reads again what a committed change touched, and what could not be read before.
    void reload(store::Writer& writer, const std::set<core::RosterId>& changed, UtcTime now);
    /// Lays out the days ahead; for moments in which nothing waits.
    void look_ahead(UtcTime now) { static_cast<void>(book_.look_ahead(now)); }

    [[nodiscard]] const core::DutyBook& book() const { return book_; }

private:
    core::DutyBook book_;
    std::set<core::RosterId> unread_;
};

}  // namespace anju::alertd::ingest
