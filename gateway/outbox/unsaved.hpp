// Unsaved: what the disk refused, in memory, until it can be stored.
//
// Purpose: a full or broken card must not silence an alarm. What could not be committed waits here
// and is sent from here under an epoch of its own, with numbers of its own, so that no number of
// the file is ever given twice. When the disk takes it again, the caller commits change() and the
// entries get real numbers; alertd recognises the update by alert and revision.
//
// Bounds: records replace each other by key; at most `max_updates` updates. Beyond that technical
// updates are refused and the oldest repeats are dropped; a raised, cleared or cancelled emergency
// or welfare alert is always kept, for the core's holdoffs bound how many of those can come.
// Threads: none; the caller serialises. Errors: none.
#pragma once

#include "gateway/outbox/outbox.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace anju::gateway::outbox {

class Unsaved {
public:
    explicit Unsaved(OutboxEpoch epoch, std::size_t max_updates = 10'000) : epoch_(epoch), max_updates_(max_updates) {}

    /// Returns the entries under which the updates can be sent from memory.
    CommitReport add(const Change& change);
    /// Everything that waits, in order, as one change to commit. Call clear() once it is stored.
    [[nodiscard]] Change change() const;
    void clear();
    [[nodiscard]] bool empty() const { return updates_.empty() && records_.empty() && commands_.empty(); }

    [[nodiscard]] OutboxEpoch epoch() const { return epoch_; }
    [[nodiscard]] std::size_t pending() const { return updates_.size(); }
    [[nodiscard]] std::vector<EntryRef> others(const EntryRange& range, std::size_t most) const;
    [[nodiscard]] std::vector<NumberedUpdate> load(const std::vector<std::uint64_t>& numbers) const;
    /// On a receipt for epoch().
    std::size_t remove(const std::vector<std::uint64_t>& numbers);
    [[nodiscard]] bool is_command_done(const Ulid& command) const;

private:
    bool make_room_for(const AlertUpdate& update);

    OutboxEpoch epoch_;
    std::size_t max_updates_;
    std::uint64_t last_number_ = 0;
    std::map<std::uint64_t, AlertUpdate> updates_;
    std::map<std::string, std::optional<KeptRecord>> records_;  ///< nothing: to be erased
    std::vector<Ulid> commands_;
};

}  // namespace anju::gateway::outbox
