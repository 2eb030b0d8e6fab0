#include "alertd/api/stream_hub.hpp"

#include "alertd/api/encode.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <span>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// How often a subscriber may find that more was published while it read; two is already rare.
constexpr int kRounds = 16;

Frame frame_of(const json::object& object) { return std::make_shared<const std::string>(json::serialize(object)); }

}  // namespace

Frame delta_frame(const core::JournalEntry& entry, const core::Incident* incident, bool addresses) {
    json::object fields = json_of(entry);
    json::object delta{{"type", "delta"}, {"seq", entry.seq}};
    delta["event"] = std::move(fields["event"]);
    delta["at"] = std::move(fields["at"]);
    delta["actor"] = std::move(fields["actor"]);
    delta["incident_id"] = std::move(fields["incident"]);
    delta["incident"] = incident ? json::value(json_of(*incident, addresses)) : json::value(nullptr);
    delta["detail"] = std::move(fields["detail"]);
    return frame_of(delta);
}

StreamHub::StreamHub(HubOptions options, std::shared_ptr<const Clock> clock, Schedule schedule)
    : options_(options), clock_(std::move(clock)), schedule_(std::move(schedule)) {}

StreamHub::Id StreamHub::attach(std::weak_ptr<StreamSink> sink, std::optional<std::uint64_t> after, Viewer viewer) {
    const std::lock_guard lock(mutex_);
    subscribers_[++last_id_] = Subscriber{std::move(sink), std::move(viewer), after, false, false, false, nullptr};
    return last_id_;
}

void StreamHub::detach(Id id) {
    const std::lock_guard lock(mutex_);
    subscribers_.erase(id);
}

void StreamHub::more(Id id) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = subscribers_.find(id);
        if (found == subscribers_.end() || found->second.live || found->second.feeding) return;
        found->second.feeding = true;
    }
    if (!schedule_(id)) end(id, "too many readers wait");
}

void StreamHub::end(Id id, const std::string& reason) {
    const std::lock_guard lock(mutex_);
    const auto found = subscribers_.find(id);
    if (found == subscribers_.end()) return;
    if (auto sink = found->second.sink.lock()) sink->end(reason);
    subscribers_.erase(found);
}

bool StreamHub::feed(Id id, store::Reader* reader) {
    if (!reader) {
        end(id, "the store cannot be read");
        return false;
    }
    for (int rounds = 0; rounds < kRounds;) {
        if (serve_from_ring(id)) return true;
        std::optional<std::uint64_t> cursor;
        Viewer viewer;
        std::unique_ptr<Untold> untold;
        {
            const std::lock_guard lock(mutex_);
            const auto found = subscribers_.find(id);
            if (found == subscribers_.end()) return true;
            cursor = found->second.cursor;
            viewer = found->second.viewer;
            untold = std::move(found->second.untold);
        }
        auto piece = untold ? Result<Piece>(piece_of_snapshot(std::move(untold), viewer))
                            : piece_from_store(cursor, viewer, *reader);
        if (!piece) {
            spdlog::error("api: a stream client cannot be served from the journal: {}", piece.error().message);
            end(id, "the store cannot be read");
            return false;
        }
        const std::lock_guard lock(mutex_);
        const auto found = subscribers_.find(id);
        if (found == subscribers_.end()) return true;
        Subscriber& subscriber = found->second;
        subscriber.cursor = piece.value().cursor;
        subscriber.checked = true;
        subscriber.untold = std::move(piece.value().untold);
        // All of that was for others; what follows may not be.
        if (piece.value().frames.empty() && !piece.value().at_end) continue;
        // The journal ended at the cursor when it was read. What was committed since is published
        // after this moment (then we are live), or was published meanwhile (then we look again).
        if (piece.value().at_end && head_ && *head_ > *subscriber.cursor) {
            ++rounds;
            continue;
        }
        subscriber.live = piece.value().at_end;
        subscriber.feeding = false;
        if (auto sink = subscriber.sink.lock()) sink->deliver(piece.value().frames, subscriber.live);
        return true;
    }
    end(id, "the journal does not show what was announced");
    return false;
}

std::optional<StreamHub::Share> StreamHub::share_of_ring(const Viewer& viewer, std::size_t behind,
                                                         std::size_t most) const {
    if (behind > ring_.size()) return std::nullopt;
    Share share;
    for (auto entry = ring_.end() - static_cast<std::ptrdiff_t>(behind); entry != ring_.end(); ++entry) {
        if (share.frames.size() >= most) break;
        const auto visible = may_see(viewer, entry->audience);
        const Frame& frame = viewer.addresses ? entry->whole : entry->masked;
        if (!visible || (*visible && !frame)) return std::nullopt;
        if (*visible) share.frames.push_back(frame);
        ++share.passed;
    }
    return share;
}

bool StreamHub::serve_from_ring(Id id) {
    const std::lock_guard lock(mutex_);
    const auto found = subscribers_.find(id);
    if (found == subscribers_.end()) return true;
    Subscriber& subscriber = found->second;
    // A cursor that was never compared with the journal may come from another database.
    if (!subscriber.cursor || !subscriber.checked || !head_) return false;
    const std::uint64_t behind = *head_ > *subscriber.cursor ? *head_ - *subscriber.cursor : 0;
    auto share = share_of_ring(subscriber.viewer, behind, options_.piece_frames);
    if (!share) return false;
    subscriber.cursor = *subscriber.cursor + share->passed;
    subscriber.live = share->passed == behind;
    subscriber.feeding = false;
    if (auto sink = subscriber.sink.lock()) sink->deliver(share->frames, subscriber.live);
    return true;
}

Result<StreamHub::Piece> StreamHub::snapshot_piece(const Viewer& viewer, store::Reader& reader) const {
    auto untold = std::make_unique<Untold>();
    // One more than the limit tells whether the list is complete.
    ANJU_TRY(untold->snapshot, reader.snapshot(options_.snapshot_limit + 1, viewer.scope));
    auto& open = untold->snapshot.open;
    untold->complete = open.size() <= options_.snapshot_limit;
    if (!untold->complete) open.resize(options_.snapshot_limit);
    return piece_of_snapshot(std::move(untold), viewer);
}

StreamHub::Piece StreamHub::piece_of_snapshot(std::unique_ptr<Untold> untold, const Viewer& viewer) const {
    const auto& [seq, open] = untold->snapshot;
    const std::size_t most = untold->told == 0 ? options_.snapshot_first : options_.snapshot_frame;
    const auto part = std::span(open).subspan(untold->told, std::min(most, open.size() - untold->told));
    untold->told += part.size();
    const bool more = untold->told < open.size();
    Piece piece;
    piece.frames.push_back(frame_of({{"type", "snapshot"},
                                     {"seq", seq},
                                     {"at", to_rfc3339(clock_->now().utc)},
                                     {"more", more},
                                     {"complete", untold->complete},
                                     {"incidents", json_list(part, viewer.addresses)}}));
    if (more) {
        piece.untold = std::move(untold);
    } else {
        piece.cursor = seq;
    }
    return piece;
}

Result<StreamHub::Piece> StreamHub::piece_from_store(std::optional<std::uint64_t> cursor, const Viewer& viewer,
                                                     store::Reader& reader) const {
    if (!cursor) return snapshot_piece(viewer, reader);
    ANJU_TRY(auto head, reader.journal_head());
    // A cursor past the head comes from another database: its owner would wait for numbers it skipped.
    if (*cursor > head || head - *cursor > options_.replay_limit) return snapshot_piece(viewer, reader);
    ANJU_TRY(auto entries, reader.journal_after(*cursor, options_.piece_frames));
    Piece piece;
    piece.cursor = *cursor;
    piece.at_end = entries.empty();
    std::map<IncidentId, std::optional<core::Incident>> incidents;
    for (const core::JournalEntry& entry : entries) {
        if (entry.seq != *piece.cursor + 1) {
            return fail(ErrorCode::corrupt,
                        fmt::format("journal: expected number {}, found {}", *piece.cursor + 1, entry.seq));
        }
        const core::Incident* incident = nullptr;
        if (entry.incident) {
            auto known = incidents.find(*entry.incident);
            if (known == incidents.end()) {
                ANJU_TRY(auto loaded, reader.incident(*entry.incident));
                known = incidents.emplace(*entry.incident, std::move(loaded)).first;
            }
            if (known->second) incident = &*known->second;
        }
        const auto areas = incident ? std::optional(areas_of(incident->place)) : std::nullopt;
        // A case that is not in the store has no place that anybody's scope could cover.
        if (may_see(viewer, audience_of(entry, areas)).value_or(false)) {
            piece.frames.push_back(delta_frame(entry, incident, viewer.addresses));
        }
        piece.cursor = entry.seq;
    }
    return piece;
}

bool StreamHub::announce(const ingest::Committed& committed) {
    if (committed.journal.empty()) return false;
    std::map<IncidentId, std::shared_ptr<const core::Incident>> changed;
    for (const core::Incident& incident : committed.incidents) {
        changed[incident.id] = std::make_shared<const core::Incident>(incident);
    }
    const std::lock_guard lock(inbox_mutex_);
    if (inbox_.size() + committed.journal.size() > options_.inbox_entries) {
        inbox_.clear();
        overflowed_to_ = committed.journal.back().seq;
    } else {
        for (const core::JournalEntry& entry : committed.journal) {
            const auto found = entry.incident ? changed.find(*entry.incident) : changed.end();
            inbox_.push_back({entry, found == changed.end() ? nullptr : found->second});
        }
    }
    return !std::exchange(drain_asked_, true);
}

void StreamHub::drain() {
    std::vector<Item> items;
    std::optional<std::uint64_t> overflowed_to;
    {
        const std::lock_guard lock(inbox_mutex_);
        items.swap(inbox_);
        overflowed_to = std::exchange(overflowed_to_, std::nullopt);
        drain_asked_ = false;
    }
    const std::lock_guard lock(mutex_);
    // What came after an overflow is numbered above it, so this order keeps the numbers rising.
    if (overflowed_to) skip_to(*overflowed_to);
    publish(items);
}

void StreamHub::skip_to(std::uint64_t seq) {
    head_ = std::max(head_.value_or(0), seq);
    ring_.clear();
    for (auto& [id, subscriber] : subscribers_) {
        if (!subscriber.live || *subscriber.cursor >= seq) continue;
        subscriber.live = false;
        if (auto sink = subscriber.sink.lock()) sink->fell_behind();
    }
}

void StreamHub::encode(const Item& item) {
    std::optional<Areas> areas;
    if (item.incident) {
        if (places_.size() >= options_.known_places) places_.clear();
        areas = places_[item.incident->id] = areas_of(item.incident->place);
    } else if (item.entry.incident) {
        if (const auto known = places_.find(*item.entry.incident); known != places_.end()) areas = known->second;
    }
    if (subscribers_.empty()) return;
    const bool somebody_masked =
        std::ranges::any_of(subscribers_, [](const auto& entry) { return !entry.second.viewer.addresses; });
    ring_.push_back({audience_of(item.entry, areas), delta_frame(item.entry, item.incident.get(), true),
                     somebody_masked ? delta_frame(item.entry, item.incident.get(), false) : nullptr});
    if (ring_.size() > options_.ring_frames) ring_.pop_front();
}

void StreamHub::publish(const std::vector<Item>& items) {
    for (const Item& item : items) {
        const std::uint64_t seq = item.entry.seq;
        if (head_ && seq <= *head_) continue;
        // Numbers that never came here: somebody else wrote them, and only the journal has them.
        if (seq != head_.value_or(0) + 1) skip_to(seq - 1);
        head_ = seq;
        encode(item);
    }
    if (subscribers_.empty()) ring_.clear();
    for (auto& [id, subscriber] : subscribers_) {
        if (!subscriber.live || !head_ || *subscriber.cursor >= *head_) continue;
        const std::uint64_t behind = *head_ - *subscriber.cursor;
        const auto sink = subscriber.sink.lock();
        const auto share = share_of_ring(subscriber.viewer, behind, behind);
        if (!share) {
            subscriber.live = false;
            if (sink) sink->fell_behind();
            continue;
        }
        subscriber.cursor = *head_;
        if (sink && !share->frames.empty()) sink->deliver(share->frames, true);
    }
}

void StreamHub::check_viewers() {
    const std::lock_guard lock(mutex_);
    std::erase_if(subscribers_, [](const auto& entry) {
        const Viewer& viewer = entry.second.viewer;
        if (!viewer.still_allowed || viewer.still_allowed()) return false;
        if (auto sink = entry.second.sink.lock()) sink->expel("what let you in does not hold any more: log in again");
        return true;
    });
}

void StreamHub::heartbeat(const std::vector<std::string>& failing) {
    check_viewers();
    const std::string at = to_rfc3339(clock_->now().utc);
    const json::array names(failing.begin(), failing.end());
    const std::lock_guard lock(mutex_);
    std::erase_if(subscribers_, [](const auto& pair) { return pair.second.sink.expired(); });
    for (auto& [id, subscriber] : subscribers_) {
        if (!subscriber.live) continue;
        if (auto sink = subscriber.sink.lock()) {
            sink->deliver(
                {frame_of({{"type", "heartbeat"}, {"seq", *subscriber.cursor}, {"at", at}, {"failing", names}})}, true);
        }
    }
}

std::size_t StreamHub::clients() const {
    const std::lock_guard lock(mutex_);
    return subscribers_.size();
}

}  // namespace anju::alertd::api
