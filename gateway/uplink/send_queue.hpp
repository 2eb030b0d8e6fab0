// SendQueue: which outbox entries are sent when. Pure: time and chance arrive as arguments.
//
// The policy, each rule with its reason:
//  1. Urgent entries go before all others, each group in the order of its numbers, because fire
//     pre-empts other traffic and alertd wants the history of an alert in order.
//  2. An entry leaves only when the outbox lost it (a receipt). An acknowledgement of the broker
//     changes nothing: the broker has it in memory and may still lose it.
//  3. Without a receipt an entry is due again after `retry_first`, doubled each time, spread by up
//     to a fifth either way so that a district does not retry in step; at most `retry_most`, for
//     urgent entries `urgent_retry_most`.
//  4. At most `window` entries that are not urgent wait for a receipt at once, so that a long
//     backlog neither floods the centre nor stands in the way. Urgent entries do not count and are
//     not held back.
//  5. A new connection makes everything due, because what was in flight may be lost with the old one.
//     An emergency that comes after it goes before those, for whoever raised it is still waiting.
//  6. With a `hold` an entry is due only that long after it was added, unless the queue is released:
//     a second way to the centre carries what the first one got no receipt for in time, and
//     everything at once while the first is down. What has left its hold once follows rules 1 to 5.
//
//  7. Of the entries that are not urgent at most `most_others` are here. Where the others begin is
//     remembered, and when half of these have left, the next ones are wanted() from the outbox: a week
//     without the centre must not fill the memory, nor take a second to sort when it is back.
//
// Size: one small record per urgent entry, of which the rules let few wait, and `most_others` for the rest.
// Threads: none; the caller serialises.
#pragma once

#include "base/time.hpp"
#include "gateway/outbox/entry.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace anju::gateway::uplink {

struct SendPolicy {
    Millis retry_first{5'000};
    Millis retry_most{60'000};
    Millis urgent_retry_most{10'000};
    std::size_t window = 512;
    std::size_t batch = 64;  ///< entries per message at most
    Millis hold{0};
    std::size_t most_others = 4'096;
};

class SendQueue {
public:
    SendQueue(SendPolicy policy, std::function<std::uint64_t()> random64)
        : policy_(policy), random64_(std::move(random64)) {}

    /// Known entries are passed over. They are due at once, or after the hold.
    void add(const std::vector<outbox::EntryRef>& entries, MonoTime now);
    /// Entries that wait in the outbox without being added.
    void add_rest(const outbox::EntryRange& rest);
    /// The entries to ask the outbox for, at most wanted_most() of them; answer with refill().
    [[nodiscard]] std::optional<outbox::EntryRange> wanted() const;
    [[nodiscard]] std::size_t wanted_most() const { return (policy_.most_others + 1) / 2; }
    /// The first wanted_most() of what was wanted, or all if they are fewer.
    void refill(const outbox::EntryRange& wanted, const std::vector<outbox::EntryRef>& entries, MonoTime now);
    /// Whether entries are not held at present.
    void release(bool released);
    void remove(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers);
    /// The next message: entries of one epoch, all urgent or none, at most `batch`. They count as
    /// sent at `now`. Empty when nothing is due.
    [[nodiscard]] std::vector<outbox::EntryRef> take(MonoTime now);
    /// The session could not take the message: the entries are due again at `when`, and their wait does not grow.
    void put_back(const std::vector<outbox::EntryRef>& entries, MonoTime when);
    void on_connected(MonoTime now);

    /// When take() will have something, if nothing else happens.
    [[nodiscard]] std::optional<MonoTime> next_due() const;
    /// Of what is here; the rest of a long backlog does not count.
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::size_t awaiting_receipt() const { return retries_.size(); }

private:
    struct Id {
        OutboxEpoch epoch;
        std::uint64_t number = 0;
        friend auto operator<=>(const Id&, const Id&) = default;
    };
    struct Entry {
        bool urgent = false;
        unsigned attempts = 0;  ///< 0: never taken
        MonoTime due{};
        bool held = false;
    };
    using Due = std::pair<MonoTime, Id>;

    void schedule(const Id& id, Entry& entry, MonoTime due);
    void unschedule(const Id& id, const Entry& entry);
    void enter(const Id& id, const Entry& entry);
    void end_holds(MonoTime now);
    void keep(const outbox::EntryRef& ref, MonoTime now);
    [[nodiscard]] MonoTime retry_at(const Entry& entry, MonoTime now);
    [[nodiscard]] std::vector<Id> due_urgent(MonoTime now) const;
    [[nodiscard]] std::vector<Id> due_others(MonoTime now) const;

    SendPolicy policy_;
    std::function<std::uint64_t()> random64_;
    std::map<Id, Entry> entries_;
    std::set<Due> urgent_;
    std::set<Due> retries_;                           ///< not urgent, waiting for a receipt; these fill the window
    std::set<Id> fresh_;                              ///< not urgent, never taken
    std::set<Due> held_;                              ///< due then for the first time
    std::size_t others_ = 0;                          ///< of `entries_`
    std::map<OutboxEpoch, outbox::EntryRange> rest_;  ///< not here
    bool released_ = false;
};

}  // namespace anju::gateway::uplink
