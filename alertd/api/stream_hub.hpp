// StreamHub: brings every journal entry to every live socket, once and in order.
//
// A subscriber is in one of two modes. While it FOLLOWS history it asks for the next piece whenever
// its socket has drained (more()), and a reader thread fetches it (feed()): from the ring of recent
// frames when that reaches back far enough, else from the journal; a snapshot when it is too far
// behind. While it is LIVE, publish() hands it each frame. A snapshot is read at once and told in parts, the most
// urgent cases first and few of them: who looks at a screen in a storm sees those while the others are on their way.
//
// Why there is no gap and no repeat:
//  * each subscriber has a cursor, the last number it was given, and nothing at or below it is sent;
//  * head_ is the last number that was published; numbers are published in order after their commit,
//    so whoever stands at or past head_ gets everything further by publish();
//  * the change from following to live and every publish happen under one mutex: an entry is either
//    at or below head_ then (and read from ring or journal first), or it comes by publish();
//  * when publish() finds that numbers are missing, or its inbox overflowed, the live subscribers are
//    sent back to following: the journal, not this class, is the truth.
//
// A subscriber sees what its Viewer may see (audience.hpp). What is not for it is passed over: its
// cursor moves on, so the numbers it sees rise but jump, a heartbeat tells it how far it has come, and
// when it comes back it goes on from there. An entry whose case's place is not known here sends
// subscribers with a scope to the journal, where the place is found.
//
// Threads: announce() from the engine's thread, drain() from an I/O thread, feed() from reader
// threads, the rest from any. Sinks are called with the mutex held, so they must not call back.
#pragma once

#include "alertd/api/audience.hpp"
#include "alertd/core/types.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/store/store.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace anju::alertd::api {

/// One encoded JSON object, made once and shared by all sockets.
using Frame = std::shared_ptr<const std::string>;

/// One socket, as the hub sees it. Implementations are thread-safe and never block.
class StreamSink {
public:
    virtual ~StreamSink() = default;
    /// `live`: further frames come by themselves; otherwise call more() once these are written.
    virtual void deliver(const std::vector<Frame>& frames, bool live) = 0;
    /// Was live, has to follow history again: call more() once drained.
    virtual void fell_behind() = 0;
    /// The history cannot be read now; the client comes back with its cursor.
    virtual void end(const std::string& reason) = 0;
    /// What it was let in with does not hold any more; it may log in again.
    virtual void expel(const std::string& reason) = 0;
};

struct HubOptions {
    std::uint64_t replay_limit = 10'000;
    std::size_t snapshot_limit = 20'000;
    std::size_t snapshot_first = 100;    ///< cases in a snapshot's first frame
    std::size_t snapshot_frame = 1'000;  ///< and in those behind it
    std::size_t ring_frames = 4096;
    std::size_t piece_frames = 512;      ///< of history at a time
    std::size_t inbox_entries = 20'000;  ///< announced and not yet published
    std::size_t known_places = 50'000;   ///< of cases, remembered for the entries that follow
};

class StreamHub {
public:
    using Id = std::uint64_t;
    /// Arranges for feed(id, reader) on a reader thread; false when it cannot.
    using Schedule = std::function<bool(Id)>;

    StreamHub(HubOptions options, std::shared_ptr<const Clock> clock, Schedule schedule);

    /// `after`: the last number the client has; none: it wants a snapshot. Follow with more().
    [[nodiscard]] Id attach(std::weak_ptr<StreamSink> sink, std::optional<std::uint64_t> after, Viewer viewer = {});
    void detach(Id id);
    /// The subscriber's socket is drained and it is not live.
    void more(Id id);
    /// Gives the subscriber its next piece. `reader` null: the store cannot be opened. Answers
    /// whether the reader is still fit for use.
    bool feed(Id id, store::Reader* reader);

    /// True when drain() must be called (and was not yet asked for).
    [[nodiscard]] bool announce(const ingest::Committed& committed);
    void drain();
    /// Tells live subscribers how far they have come and which probes fail; who may not listen any more goes. A list
    /// that is up to date says nothing when no alert can reach us.
    void heartbeat(const std::vector<std::string>& failing = {});
    /// Lets those go who may not listen any more.
    void check_viewers();

    [[nodiscard]] std::size_t clients() const;

private:
    /// A snapshot that was not told to its end yet.
    struct Untold {
        store::Reader::Snapshot snapshot;
        std::size_t told = 0;
        bool complete = true;
    };
    struct Subscriber {
        std::weak_ptr<StreamSink> sink;
        Viewer viewer;
        std::optional<std::uint64_t> cursor;  ///< none: needs a snapshot, or the rest of one
        bool checked = false;                 ///< cursor was compared with the journal's head
        bool live = false;
        bool feeding = false;
        std::unique_ptr<Untold> untold;
    };
    struct Item {
        core::JournalEntry entry;
        std::shared_ptr<const core::Incident> incident;
    };
    struct Piece {
        std::vector<Frame> frames;
        std::optional<std::uint64_t> cursor;  ///< none: the snapshot goes on
        bool at_end = false;                  ///< the journal has nothing behind the cursor
        std::unique_ptr<Untold> untold;
    };
    /// One entry, encoded once for all who see it alike.
    struct Published {
        Audience audience;
        Frame whole;
        Frame masked;  ///< null while nobody needed it
    };
    struct Share {
        std::vector<Frame> frames;
        std::size_t passed = 0;  ///< entries that were looked at
    };

    [[nodiscard]] bool serve_from_ring(Id id);
    /// What of the ring's last `behind` entries is for the viewer, at most `most`; nothing when the ring cannot tell.
    [[nodiscard]] std::optional<Share> share_of_ring(const Viewer& viewer, std::size_t behind, std::size_t most) const;
    [[nodiscard]] Result<Piece> piece_from_store(std::optional<std::uint64_t> cursor, const Viewer& viewer,
                                                 store::Reader& reader) const;
    /// The first of it.
    [[nodiscard]] Result<Piece> snapshot_piece(const Viewer& viewer, store::Reader& reader) const;
    [[nodiscard]] Piece piece_of_snapshot(std::unique_ptr<Untold> untold, const Viewer& viewer) const;
    void publish(const std::vector<Item>& items);
    void encode(const Item& item);
    void skip_to(std::uint64_t seq);
    void end(Id id, const std::string& reason);

    const HubOptions options_;
    const std::shared_ptr<const Clock> clock_;
    const Schedule schedule_;

    mutable std::mutex mutex_;
    std::map<Id, Subscriber> subscribers_;
    Id last_id_ = 0;
    std::optional<std::uint64_t> head_;  ///< none: nothing was published since start
    std::deque<Published> ring_;         ///< the entries that end with head_, without gaps
    std::unordered_map<IncidentId, Areas> places_;

    std::mutex inbox_mutex_;
    std::vector<Item> inbox_;
    std::optional<std::uint64_t> overflowed_to_;
    bool drain_asked_ = false;
};

/// {"type":"delta",...}; `incident` null: unchanged by this entry.
[[nodiscard]] Frame delta_frame(const core::JournalEntry& entry, const core::Incident* incident, bool addresses = true);

}  // namespace anju::alertd::api
