// Retention: after its time, what is personal in a closed case is forgotten. The rules, each with its reason:
//
//  R1 The time counts from the close of the case; of an alert without a case (a test) from its last report, of a
//     handover of the shift from when it was written. Reason: whoever works on a case needs all of it, however old it
//     is.
//  R2 Nothing of a case that is open, or held, is forgotten; it is looked at again each day. Reason: a court may ask,
//     and a case that was left open must not lose what it is about.
//  R3 Each kind of thing has a time of its own, and 0 keeps it for ever. Reason: the picture of a room is needed for
//     less long than who was told.
//  R4 The journal stays. It has ids, never names or words, so that its chain can be verified for ever.
//  R5 What was forgotten stands in the journal: which kind, of how many, from before when. Reason: "we have nothing"
//     must be told from "we never had anything".
//  R6 It is done in small pieces, when the engine has nothing else to do. Reason: no alarm waits for it.
#pragma once

#include "alertd/ingest/turn.hpp"
#include "alertd/retention/options.hpp"
#include "alertd/store/retention.hpp"
#include "base/result.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

namespace anju::alertd::retention {

/// The pass: each kind of thing in turn, once a day.
///
/// Threads: piece() on the engine's; forgotten() on any.
class Forgetting {
public:
    explicit Forgetting(RetentionOptions options) : options_(options) {}

    /// One piece inside a part of the engine's transaction. True: there is more to do today.
    [[nodiscard]] Result<bool> piece(ingest::Turn& turn);
    /// How many cases or alerts lost something of this kind since the start.
    [[nodiscard]] std::uint64_t forgotten(store::Kept what) const { return forgotten_[static_cast<std::size_t>(what)]; }

private:
    enum class Stage { fresh, left };
    void next_stage(UtcTime now);

    const RetentionOptions options_;
    std::size_t kind_ = 0;  ///< in store::kAllKept
    Stage stage_ = Stage::fresh;
    Ulid after_;
    std::optional<UtcTime> finished_at_;
    std::array<std::atomic<std::uint64_t>, std::size(store::kAllKept)> forgotten_{};
};

}  // namespace anju::alertd::retention
