#include "alertd/ingest/presence.hpp"

#include "alertd/ingest/own_alerts.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kSavedPerTurn = 512;
constexpr std::size_t kLostPerTurn = 128;
constexpr Millis kAfterFailure{5'000};

}  // namespace

Presence::Presence(PresenceOptions options, const Now& now)
    : options_(options),
      listening_since_(now.mono),
      next_save_(now.mono + options.save_every),
      next_look_(now.mono + options.lost_after) {}

void Presence::set_listening(bool listening, MonoTime now) {
    if (listening && !listening_) {
        listening_since_ = now;
        next_look_ = now + options_.lost_after;
    }
    if (!listening && listening_) deaf_since_ = now;
    listening_ = listening;
}

// ---- hearing ---------------------------------------------------------------------------------

Result<Presence::Watch*> Presence::watch_of(Turn& turn, const GatewayId& id) {
    Watch& watch = watches_[id];
    touch(id);
    if (watch.known) return &watch;
    ANJU_TRY(auto row, turn.writer().gateway(id));
    watch.known = true;
    watch.stored = row.has_value();
    watch.online = row && row->online;
    watch.lost = row && row->lost;
    watch.epoch = row ? row->epoch : OutboxEpoch{};
    // With a gap the cache must not hide that it was filled meanwhile.
    watch.contiguous = row && row->gap_at == 0 ? row->contiguous : 0;
    return &watch;
}

Result<store::GatewayState> Presence::row_of(Turn& turn, const GatewayId& id, const Watch& watch) {
    ANJU_TRY(auto found, turn.writer().gateway(id));
    store::GatewayState row = found.value_or(store::GatewayState{});
    row.id = id;
    if (watch.heard_utc > row.last_heard.value_or(UtcTime{})) row.last_heard = watch.heard_utc;
    if (watch.said) {
        row.home_claim = watch.said->home_claim;
        row.street_claim = watch.said->street_claim;
        row.version = watch.said->version;
        row.pending = watch.said->pending;
    }
    return row;
}

void Presence::hear(Watch& watch, const GatewayId& id, const Now& now) {
    watch.heard = now.mono;
    watch.heard_utc = now.utc;
    if (watch.place) {
        by_silence_.splice(by_silence_.end(), by_silence_, *watch.place);
    } else {
        watch.place = by_silence_.insert(by_silence_.end(), id);
    }
    save_later(watch, id);
}

void Presence::save_later(Watch& watch, const GatewayId& id) {
    if (watch.waits_for_saving) return;
    watch.waits_for_saving = true;
    to_save_.push_back(id);
}

Result<void> Presence::adopt(Turn& turn, const GatewayId& id, Watch& watch, const OutboxEpoch& epoch, bool online) {
    const bool new_epoch = !epoch.is_nil() && epoch != watch.epoch;
    const bool returned = online && watch.lost;
    if (watch.stored && watch.online == online && !new_epoch && !returned) return success();

    ANJU_TRY(auto row, row_of(turn, id, watch));
    row.online = online;
    if (returned) {
        row.lost = false;
        row.returned_at = turn.now().utc;
    }
    if (new_epoch) {
        if (!watch.epoch.is_nil()) {
            ANJU_TRY(turn.journal("gateway.epoch_changed", {{"gateway", id.value},
                                                            {"before", watch.epoch.to_string()},
                                                            {"after", epoch.to_string()},
                                                            {"reason", "the outbox was replaced"}}));
        }
        // The new outbox' own numbers stay as they are in the store: put() never takes them back.
        row.epoch = epoch;
        row.contiguous = row.gap_at = 0;
        watch.contiguous = watch.suspected = 0;
    }
    ANJU_TRY(turn.writer().put(row));
    if (returned) {
        ANJU_TRY(auto subject, subject_of(turn, row));
        ANJU_TRY(clear_own(turn, subject, Condition::gateway_lost, SignalType::online));
        ANJU_TRY(turn.storms().gateway_returned(turn, id));
        ++in_turn_.returned;
    }
    watch.stored = true;
    watch.online = online;
    if (returned) watch.lost = false;
    if (new_epoch) watch.epoch = epoch;
    watch.said.reset();
    return success();
}

Result<void> Presence::on_alerts(Turn& turn, const GatewayId& gateway, const OutboxEpoch& epoch,
                                 const HomeId& home_claim, const StreetId& street_claim) {
    ANJU_TRY(auto watch, watch_of(turn, gateway));
    hear(*watch, gateway, turn.now());
    if (!watch->stored && !watch->said) {
        watch->said = std::make_unique<Said>(Said{home_claim, street_claim, "", 0});
    }
    return adopt(turn, gateway, *watch, epoch, true);
}

Result<void> Presence::on_status(Turn& turn, const GatewayId& gateway, const codec::Status& status) {
    ANJU_TRY(auto watch, watch_of(turn, gateway));
    // The goodbye of a gateway that nobody has ever heard starts its clock: it must not be lost without being missed.
    if (status.online || (!watch->stored && !watch->place)) hear(*watch, gateway, turn.now());
    watch->said = std::make_unique<Said>(Said{status.home_claim, status.street_claim, status.version, status.pending});
    save_later(*watch, gateway);
    ANJU_TRY(adopt(turn, gateway, *watch, status.epoch, status.online));
    if (!status.online) return success();
    return look_for_gap(turn, gateway, *watch, status);
}

// ---- gaps ------------------------------------------------------------------------------------

Result<void> Presence::look_for_gap(Turn& turn, const GatewayId& id, Watch& watch, const codec::Status& status) {
    const std::uint64_t receipted = status.oldest_pending > 0 ? status.oldest_pending - 1 : status.last_number;
    if (receipted <= watch.contiguous) {
        watch.suspected = 0;
        return success();
    }
    ANJU_TRY(auto row, row_of(turn, id, watch));
    watch.contiguous = row.gap_at == 0 ? row.contiguous : 0;
    if (row.gap_at != 0 && row.contiguous >= row.gap_at) {
        row.gap_at = 0;
        ANJU_TRY(turn.writer().put(row));
        ANJU_TRY(auto subject, subject_of(turn, row));
        ANJU_TRY(clear_own(turn, subject, Condition::outbox_gap, SignalType::fault_clear));
    }
    if (receipted <= row.contiguous || row.gap_at != 0) {
        watch.suspected = 0;
        return success();
    }
    const std::uint64_t missing = row.contiguous + 1;
    if (watch.suspected != missing) {
        watch.suspected = missing;
        return success();
    }
    row.gap_at = missing;
    ANJU_TRY(turn.writer().put(row));
    ANJU_TRY(auto subject, subject_of(turn, row));
    ANJU_TRY(raise_own(
        turn, subject, Condition::outbox_gap, SignalType::fault,
        {{"first_missing", static_cast<double>(missing), ""}, {"receipted_up_to", static_cast<double>(receipted), ""}},
        Millis{0}));
    watch.suspected = 0;
    ++in_turn_.gaps;
    return success();
}

// ---- silence ---------------------------------------------------------------------------------

bool Presence::silent(const Watch& watch, MonoTime now) const {
    return now >= std::max(watch.heard, listening_since_) + options_.lost_after;
}

Result<void> Presence::look(Turn& turn) {
    const MonoTime now = turn.now().mono;
    if (now < not_before_) return success();
    auto told = tell_deafness(turn);
    if (!told) not_before_ = now + kAfterFailure;
    if (!told || !listening_) return told;
    std::vector<GatewayId> gone;
    for (const auto& id : by_silence_) {
        if (gone.size() >= kLostPerTurn || !silent(watches_[id], now)) break;
        gone.push_back(id);
    }
    Result<void> all = success();
    for (const auto& id : gone) {
        auto done = turn.part([&] { return lose(turn, id); });
        if (done) continue;
        forget(id);
        not_before_ = now + kAfterFailure;
        all = done;
    }
    if (!all || now < next_look_) return all;
    auto more = look_in_store(turn);
    if (!more) not_before_ = now + kAfterFailure;
    next_look_ = more && more.value() ? now : now + options_.look_every;
    return more ? success() : Result<void>(more.error());
}

Result<void> Presence::tell_deafness(Turn& turn) {
    const bool deaf = !listening_ && turn.now().mono >= deaf_since_ + options_.lost_after;
    if (deaf == deafness_told_ || (!deaf && !listening_)) return success();
    ANJU_TRY(turn.part([&]() -> Result<void> {
        ANJU_TRY(const auto subject, subject_of_centre(turn, "broker"));
        if (!deaf) return clear_own(turn, subject, Condition::gateway_lost, SignalType::online);
        // As if every gateway were lost: no alarm of the district reaches us.
        return raise_own(turn, subject, Condition::gateway_lost, SignalType::offline, {}, Millis{0},
                         Severity::critical);
    }));
    deafness_told_ = deaf;
    return success();
}

/// True when there may be more to find at once.
Result<bool> Presence::look_in_store(Turn& turn) {
    const Now& now = turn.now();
    ANJU_TRY(auto rows, turn.writer().silent_gateways(now.utc - options_.lost_after, kLostPerTurn));
    bool any = false;
    for (const auto& row : rows) {
        Watch& watch = watches_[row.id];
        if (watch.place && !silent(watch, now.mono)) {
            save_later(watch, row.id);  // heard, and the row has only not been told yet
            continue;
        }
        auto done = turn.part([&] { return lose(turn, row.id); });
        if (!done) {
            forget(row.id);
            return done.error();
        }
        any = true;
    }
    return any && rows.size() == kLostPerTurn;
}

Result<void> Presence::lose(Turn& turn, const GatewayId& id) {
    ANJU_TRY(auto watch, watch_of(turn, id));
    lost_in_turn_.push_back(id);
    if (watch->lost) return success();
    ANJU_TRY(auto row, row_of(turn, id, *watch));
    row.lost = true;
    row.online = false;
    ANJU_TRY(turn.writer().put(row));
    ANJU_TRY(auto subject, subject_of(turn, row));
    ANJU_TRY(raise_own(turn, subject, Condition::gateway_lost, SignalType::offline, {}, Millis{0}));
    const AlertKey key{subject.key_home, subject.device, Condition::gateway_lost};
    ANJU_TRY(row.lost_case, turn.storms().gateway_lost(turn, id, key));
    ANJU_TRY(turn.writer().put(row));
    watch->lost = true;
    watch->online = false;
    ++in_turn_.lost;
    return success();
}

Result<void> Presence::save(Turn& turn) {
    const MonoTime now = turn.now().mono;
    if (now < next_save_) return success();
    const std::size_t count = std::min(kSavedPerTurn, to_save_.size());
    for (std::size_t i = 0; i < count; ++i) {
        const GatewayId id = to_save_.back();
        auto done = turn.part([&]() -> Result<void> {
            ANJU_TRY(auto watch, watch_of(turn, id));
            ANJU_TRY(auto row, row_of(turn, id, *watch));
            return turn.writer().put(row);
        });
        if (!done) {
            forget(id);
            std::swap(to_save_.front(), to_save_.back());  // the others first, next time
            next_save_ = now + kAfterFailure;
            return done;
        }
        to_save_.pop_back();
        Watch& watch = watches_[id];
        watch.waits_for_saving = false;
        watch.said.reset();
    }
    if (to_save_.empty()) next_save_ = now + options_.save_every;
    return success();
}

MonoTime Presence::next_due() const {
    MonoTime next = next_save_;
    if (!listening_) {
        return deafness_told_ == true ? next : std::min(next, std::max(deaf_since_ + options_.lost_after, not_before_));
    }
    if (deafness_told_ == true) return std::min(next, not_before_);
    MonoTime look = next_look_;
    if (!by_silence_.empty()) {
        const Watch& longest = watches_.at(by_silence_.front());
        look = std::min(look, std::max(longest.heard, listening_since_) + options_.lost_after);
    }
    return std::min(next, std::max(look, not_before_));
}

// ---- the end of a turn -----------------------------------------------------------------------

void Presence::committed() {
    for (const auto& id : lost_in_turn_) {
        Watch& watch = watches_[id];
        if (watch.place) by_silence_.erase(*watch.place);
        watch.place.reset();
    }
    lost_in_turn_.clear();
    touched_.clear();
    counters_.lost += in_turn_.lost;
    counters_.returned += in_turn_.returned;
    counters_.gaps += in_turn_.gaps;
    in_turn_ = {};
    deafness_committed_ = deafness_told_;
}

void Presence::forget(const GatewayId& id) {
    const auto found = watches_.find(id);
    if (found == watches_.end()) return;
    found->second.known = false;
    std::erase(lost_in_turn_, id);
    if (found->second.place) save_later(found->second, id);
}

void Presence::rolled_back() {
    lost_in_turn_.clear();
    for (const auto& id : touched_) forget(id);
    deafness_told_ = deafness_committed_;
    touched_.clear();
    in_turn_ = {};
}

}  // namespace anju::alertd::ingest
