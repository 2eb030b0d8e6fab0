// One round of the engine: everything that waited, in one transaction, in the order of its urgency.
#include "alertd/ingest/auditor.hpp"
#include "alertd/ingest/engine_impl.hpp"
#include "alertd/ingest/silence_desk.hpp"
#include "codec/codec.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace anju::alertd::ingest {

namespace {

constexpr Millis kAfterFailure{1'000};
constexpr Millis kAfterFailedTidy{10'000};
constexpr Millis kLookAheadEvery{10'000};
constexpr std::size_t kStepsPerRound = 256;
constexpr std::size_t kMaxHeldDeliveries = 50'000;
constexpr std::size_t kHeldPerRound = 512;
constexpr std::size_t kMaxUnanswered = 1'000;

std::string source_of(const AlertWork& work) { return "gateway:" + work.gateway.value; }

bool is_empty(const Committed& committed) {
    return committed.receipts.empty() && committed.close_notices.empty() && committed.help_notices.empty() &&
           committed.home_tables.empty() && committed.commands.empty() && committed.journal.empty() &&
           committed.incidents.empty() && committed.to_send.empty();
}

void add(EngineCounters& to, const EngineCounters& more) {
    to.updates_received += more.updates_received;
    to.updates_stored += more.updates_stored;
    to.updates_duplicate += more.updates_duplicate;
    to.updates_refused += more.updates_refused;
    to.steps_fired += more.steps_fired;
    to.quarantined += more.quarantined;
    to.steps_missing += more.steps_missing;
}

}  // namespace

void Engine::Impl::round(Work work, const Now& now) {
    if (now.mono >= hold_until_) take_back_held(work);
    if (work.empty() && !time_is_due(now)) return;

    tally_ = {};
    Results results;
    Turn turn(*writer_, {policies_, duties_.book(), storms_}, ids_, now, clock_.boot());
    auto done = turn.begin();
    if (done) {
        work_on(turn, work, results);
        done = turn.commit();
    }
    if (!done) {
        failed(std::move(work), done.error(), now);
        return;
    }
    follow(turn.take_changed_orders(), now);
    finish(turn.take_committed(), work, results);
}

void Engine::Impl::follow(Turn::ChangedOrders changed, const Now& now) {
    if (changed.policies) policies_ = std::move(*changed.policies);
    duties_.reload(*writer_, changed.rosters, now.utc);
}

void Engine::Impl::take_back_held(Work& work) {
    // A part in each round: after a long outage the emergencies that come in must not wait for all of it.
    const auto deliveries = static_cast<std::ptrdiff_t>(std::min(held_deliveries_.size(), kHeldPerRound));
    const auto end = held_deliveries_.begin() + deliveries;
    work.deliveries.insert(work.deliveries.begin(), std::make_move_iterator(held_deliveries_.begin()),
                           std::make_move_iterator(end));
    held_deliveries_.erase(held_deliveries_.begin(), end);
    // The older status first: the newer one has the last word.
    std::vector<std::pair<GatewayId, codec::Status>> statuses;
    for (auto& [gateway, status] : work.statuses) {
        if (auto held = held_statuses_.extract(gateway)) statuses.emplace_back(gateway, std::move(held.mapped()));
    }
    while (!held_statuses_.empty() && statuses.size() < kHeldPerRound) {
        auto held = held_statuses_.extract(held_statuses_.begin());
        statuses.emplace_back(held.key(), std::move(held.mapped()));
    }
    statuses.insert(statuses.end(), std::make_move_iterator(work.statuses.begin()),
                    std::make_move_iterator(work.statuses.end()));
    work.statuses = std::move(statuses);
}

bool Engine::Impl::time_is_due(const Now& now) const {
    if (now.mono < hold_until_) return false;
    const auto is_due = [&](const std::optional<UtcTime>& due) { return due && *due <= now.utc; };
    return is_due(next_step_due_) || is_due(next_notification_due_) || is_due(next_silence_due_) ||
           is_due(next_command_expiry_) || is_due(next_hold_due_) || presence_->due(now.mono) ||
           now.mono >= next_audit_;
}

void Engine::Impl::work_on(Turn& turn, Work& work, Results& results) {
    const Now& now = turn.now();
    const bool on_time = now.mono >= hold_until_;
    do_acts(turn, work.acts, results);
    take_alerts(turn, work.urgent);
    if (on_time && next_step_due_ && *next_step_due_ <= now.utc) fire_steps(turn);
    take_deliveries(turn, work.deliveries);
    take_alerts(turn, work.technical);
    take_statuses(turn, work.statuses);
    do_changes(turn, work.changes, results);
    if (on_time) keep_silences_and_commands(turn);
    if (on_time) keep_watch(turn);
    take_quarantine(turn, work.quarantine);
    auto leased = turn.part([&] { return turn.lease(options_.lease, options_.max_to_send); });
    if (!leased) timed_part_failed(turn, "lease notifications", leased.error());
}

void Engine::Impl::do_acts(Turn& turn, const std::vector<ActWork>& acts, Results& results) {
    for (const auto& work : acts) {
        Result<ActResult> result = ActResult{};
        auto done = turn.part([&]() -> Result<void> {
            result = turn.act(work.act);
            return result ? success() : Result<void>(result.error());
        });
        if (!done) result = done.error();
        results.acts.push_back(std::move(result));
    }
}

// ---- alerts ----------------------------------------------------------------------------------

void Engine::Impl::take_alerts(Turn& turn, std::vector<AlertWork>& works) {
    for (const auto& work : works) {
        tally_.updates_received += work.weight();
        const HomeId home_claim = work.updates.empty() ? HomeId{} : work.updates.front().update.key.home;
        auto heard = turn.part(
            [&] { return presence_->on_alerts(turn, work.gateway, work.epoch, home_claim, work.street_claim); });
        if (!heard) {
            presence_->forget(work.gateway);
            part_failed(turn, "note that a gateway was heard", heard.error());
        }
        for (const auto& numbered : work.updates) take_update(turn, work, numbered);
        if (!work.bad.empty()) take_bad(turn, work);
    }
}

void Engine::Impl::take_update(Turn& turn, const AlertWork& work, const NumberedUpdate& numbered) {
    bool duplicate = false;
    bool foreign = false;
    auto done = turn.part([&]() -> Result<void> {
        auto& writer = turn.writer();
        const AlertUpdate& update = numbered.update;
        ANJU_TRY(auto is_new, writer.record_received(work.gateway, work.epoch, numbered.number, update.id,
                                                     update.revision, turn.now().utc));
        if (!is_new) {
            ANJU_TRY(auto stored, writer.alert(update.id));
            duplicate = stored && stored->update.revision >= update.revision;
            // Otherwise the gateway's outbox was set back and gives its numbers a second time: the
            // alert is what counts, and the core knows what it has.
            if (duplicate) return success();
        }
        core::AlertArrived input{work.gateway, update};
        ANJU_TRY(auto place, writer.place_of(work.gateway, update.key.home, work.street_claim));
        ANJU_TRY(input.update.registered, writer.device_registered(place.home, update.key.device));
        ANJU_TRY(auto reason, turn.arrive(input, place));
        duplicate = reason == core::Reason::duplicate_revision || reason == core::Reason::older_revision;
        foreign = reason == core::Reason::foreign_alert;
        if (!foreign) return success();
        return turn.quarantine(source_of(work), "this alert belongs to another gateway", codec::encode_update(update));
    });
    if (turn.lost()) return;
    if (!done && done.error().code == ErrorCode::invalid) {
        refuse_update(turn, work, numbered, done.error().message);
    } else if (!done) {
        leave_unanswered(turn, work, numbered, done.error());
    } else if (foreign) {
        turn.refuse(work.topic, work.correlation, work.epoch,
                    {numbered.number, "this alert belongs to another gateway"});
        ++tally_.updates_refused;
        ++tally_.quarantined;
    } else {
        turn.receipt(work.topic, work.correlation, work.epoch, numbered.number);
        ++(duplicate ? tally_.updates_duplicate : tally_.updates_stored);
    }
}

/// It can never be stored: kept in quarantine, and the gateway need not send it again.
void Engine::Impl::refuse_update(Turn& turn, const AlertWork& work, const NumberedUpdate& numbered,
                                 const std::string& why) {
    auto done = turn.part([&]() -> Result<void> {
        // Its number counts as arrived, or it would look like a gap.
        ANJU_TRY(auto is_new,
                 turn.writer().record_received(work.gateway, work.epoch, numbered.number, numbered.update.id,
                                               numbered.update.revision, turn.now().utc));
        if (!is_new) return success();
        return turn.quarantine(source_of(work), "number " + std::to_string(numbered.number) + ": " + why,
                               codec::encode_update(numbered.update));
    });
    if (!done) return;
    turn.refuse(work.topic, work.correlation, work.epoch, {numbered.number, why});
    ++tally_.updates_refused;
    ++tally_.quarantined;
}

/// The fault is ours. It is not receipted, so the gateway keeps it until a mended alertd takes it.
void Engine::Impl::leave_unanswered(Turn& turn, const AlertWork& work, const NumberedUpdate& numbered,
                                    const Error& error) {
    part_failed(turn, "store an update", error);
    if (unanswered_.size() >= kMaxUnanswered) unanswered_.clear();
    const std::string key = work.epoch.to_string() + std::to_string(numbered.number);
    if (unanswered_.contains(key)) return;
    auto done = turn.part([&]() -> Result<void> {
        return turn.quarantine(source_of(work),
                               "number " + std::to_string(numbered.number) + ", not receipted: " + error.message,
                               codec::encode_update(numbered.update));
    });
    if (!done) return;
    unanswered_.insert(key);
    ++tally_.quarantined;
}

void Engine::Impl::take_bad(Turn& turn, const AlertWork& work) {
    bool any_new = false;
    auto done = turn.part([&]() -> Result<void> {
        std::string reasons;
        for (const auto& bad : work.bad) {
            bool is_new = true;  // Without a number nobody can tell.
            if (bad.number != 0) {
                ANJU_TRY(is_new, turn.writer().record_received(work.gateway, work.epoch, bad.number, AlertId{}, 0,
                                                               turn.now().utc));
            }
            if (is_new) reasons += "number " + std::to_string(bad.number) + ": " + bad.reason + "; ";
        }
        any_new = !reasons.empty();
        return any_new ? turn.quarantine(source_of(work), reasons, work.payload) : success();
    });
    if (!done) {
        part_failed(turn, "quarantine an update", done.error());
        return;
    }
    for (const auto& bad : work.bad) {
        if (bad.number != 0) turn.refuse(work.topic, work.correlation, work.epoch, bad);
    }
    tally_.updates_refused += work.bad.size();
    if (any_new) ++tally_.quarantined;
}

// ---- time, results, presence -----------------------------------------------------------------

void Engine::Impl::fire_steps(Turn& turn) {
    auto due = turn.writer().due_escalations(turn.now().utc, kStepsPerRound);
    if (!due) {
        timed_part_failed(turn, "load due steps", due.error());
        return;
    }
    for (const auto& row : due.value()) {
        core::Reason reason{};
        auto done = turn.part([&]() -> Result<void> {
            ANJU_TRY(reason, turn.step_due({row.incident, row.step}));
            return success();
        });
        if (!done) timed_part_failed(turn, "fire a step", done.error());
        if (done && reason == core::Reason::accepted) ++tally_.steps_fired;
    }
}

void Engine::Impl::take_deliveries(Turn& turn, const std::vector<core::DeliveryResult>& deliveries) {
    for (const auto& result : deliveries) {
        auto done = turn.part([&]() -> Result<void> {
            ANJU_TRY(auto reason, turn.delivered(result));
            static_cast<void>(reason);
            return success();
        });
        // The lease ends and it is sent again.
        if (!done) part_failed(turn, "record a delivery", done.error());
        // A part of its own: what the log cannot take must not undo what happened.
        auto logged = turn.part([&] { return turn.record_attempt(result, options_.keep_attempts); });
        if (!logged) part_failed(turn, "log an attempt to deliver", logged.error());
    }
}

void Engine::Impl::take_statuses(Turn& turn, const std::vector<std::pair<GatewayId, codec::Status>>& statuses) {
    for (const auto& [gateway, status] : statuses) {
        auto done = turn.part([&]() -> Result<void> {
            ANJU_TRY(presence_->on_status(turn, gateway, status));
            ANJU_TRY(command_desk_.on_status(turn, gateway, status));
            return home_tables_.on_status(turn, gateway, status);
        });
        if (done) continue;
        presence_->forget(gateway);
        home_tables_.rolled_back();
        part_failed(turn, "note a gateway's status", done.error());
    }
}

void Engine::Impl::do_changes(Turn& turn, const std::vector<ChangeWork>& changes, Results& results) {
    for (const auto& work : changes) results.changes.push_back(turn.part([&] { return work.change(turn); }));
}

void Engine::Impl::keep_silences_and_commands(Turn& turn) {
    const UtcTime now = turn.now().utc;
    if (next_silence_due_ && *next_silence_due_ <= now) {
        if (auto kept = keep_silences(turn); !kept) timed_part_failed(turn, "look at silences", kept.error());
    }
    if (next_command_expiry_ && *next_command_expiry_ <= now) {
        if (auto expired = command_desk_.expire(turn); !expired) {
            timed_part_failed(turn, "give commands up", expired.error());
        }
    }
}

void Engine::Impl::keep_watch(Turn& turn) {
    const Now& now = turn.now();
    if (auto looked = presence_->look(turn); !looked)
        timed_part_failed(turn, "look for silent gateways", looked.error());
    // After the gateways, so that a storm's case is told of all that were lost in this round at once.
    if (auto looked = storms_.look(turn); !looked) timed_part_failed(turn, "look after storms", looked.error());
    if (auto saved = presence_->save(turn); !saved)
        timed_part_failed(turn, "write when gateways were heard", saved.error());
    if (now.mono < next_audit_) return;
    auto audited = audit(turn, options_.audit_grace);
    if (!audited) timed_part_failed(turn, "audit escalations", audited.error());
    if (audited && audited.value() > 0) {
        tally_.steps_missing += audited.value();
        spdlog::error("{} unanswered incidents had no next step, or a late one; fired now", audited.value());
    }
    next_audit_ = now.mono + options_.audit_every;
}

void Engine::Impl::take_quarantine(Turn& turn, std::vector<store::Quarantined>& messages) {
    for (auto& message : messages) {
        auto done = turn.part([&] {
            return turn.quarantine(std::move(message.source), std::move(message.reason), std::move(message.payload));
        });
        if (!done) part_failed(turn, "quarantine a message", done.error());
        if (done) ++tally_.quarantined;
    }
}

// ---- the end of a round ----------------------------------------------------------------------

void Engine::Impl::hold(const Now& now) {
    // Never prolonged, or a fault that comes often would put off every deadline for ever.
    if (now.mono >= hold_until_) hold_until_ = now.mono + kAfterFailure;
}

void Engine::Impl::part_failed(const Turn& turn, const char* what, const Error& error) {
    // When the whole turn is lost, failed() tells it once instead of once for each part.
    if (!turn.lost()) count_failure(what, error, turn.now());
}

void Engine::Impl::timed_part_failed(const Turn& turn, const char* what, const Error& error) {
    hold(turn.now());
    part_failed(turn, what, error);
}

void Engine::Impl::count_failure(const char* what, const Error& error, const Now& now) {
    {
        const std::lock_guard guard(counters_mutex_);
        ++counters_.commands_failed;
    }
    if (const auto held_back = part_log_.pass(now.mono)) {
        spdlog::error("cannot {}: {} ({} more were not logged)", what, error.message, *held_back);
    }
}

void Engine::Impl::failed(Work work, const Error& error, const Now& now) {
    storing_ = false;
    presence_->rolled_back();
    command_desk_.rolled_back();
    home_tables_.rolled_back();
    hold(now);
    // Alert updates are let go: they are not receipted, so their gateways keep them and send again.
    for (auto& result : work.deliveries) {
        if (held_deliveries_.size() < kMaxHeldDeliveries) held_deliveries_.push_back(std::move(result));
    }
    for (auto& [gateway, status] : work.statuses) held_statuses_.insert_or_assign(gateway, std::move(status));
    {
        const std::lock_guard guard(counters_mutex_);
        ++counters_.transactions_failed;
    }
    if (const auto held_back = store_log_.pass(now.mono)) {
        spdlog::critical("nothing can be stored, no alert is receipted: {} ({} more failures were not logged)",
                         error.message, *held_back);
    }
    const Error told = fail(error.code, "the store did not take it: " + error.message);
    const auto tell = [&](auto& works) {
        for (auto& one : works) {
            if (one.done) one.done(told);
        }
    };
    tell(work.acts);
    tell(work.changes);
}

void Engine::Impl::finish(Committed committed, Work& work, Results& results) {
    storing_ = true;
    presence_->committed();
    {
        const std::lock_guard guard(counters_mutex_);
        ++counters_.transactions;
        add(counters_, tally_);
        counters_.gateways_lost = presence_->counters().lost;
        counters_.gateways_returned = presence_->counters().returned;
        counters_.outbox_gaps = presence_->counters().gaps;
        command_desk_.committed(committed);
        counters_.commands_confirmed = command_desk_.counters().confirmed;
        counters_.commands_expired = command_desk_.counters().expired;
    }
    const auto run = [](const auto& follow) {
        try {
            follow();
        } catch (const std::exception& exception) {
            spdlog::error("what follows a commit failed: {}", exception.what());
        }
    };
    if (!is_empty(committed)) {
        for (const auto& hook : hooks_) run([&] { hook(committed); });
    }
    const auto answer = [&](auto& works, auto& answers) {
        for (std::size_t i = 0; i < works.size(); ++i) {
            if (works[i].done) run([&] { works[i].done(std::move(answers[i])); });
        }
    };
    answer(work.acts, results.acts);
    answer(work.changes, results.changes);
    // Last, because the others wait for what was committed and nobody waits for this.
    plan();
}

void Engine::Impl::plan() {
    auto step = writer_->next_escalation_due();
    auto notification = writer_->next_notification_due();
    auto silence = writer_->silences().next_due();
    auto expiry = writer_->commands().next_expiry();
    auto held = storms_.next_due(*writer_);
    const auto* failed = !step           ? &step
                         : !notification ? &notification
                         : !silence      ? &silence
                         : !expiry       ? &expiry
                         : !held         ? &held
                                         : nullptr;
    if (!failed) {
        next_step_due_ = step.value();
        next_notification_due_ = notification.value();
        next_silence_due_ = silence.value();
        next_command_expiry_ = expiry.value();
        next_hold_due_ = held.value();
        return;
    }
    const Now now = clock_.now();
    hold(now);
    count_failure("look for what is due next", failed->error(), now);
}

void Engine::Impl::tidy(const Now& now) {
    if (now.mono >= next_look_ahead_) {
        next_look_ahead_ = now.mono + kLookAheadEvery;
        duties_.look_ahead(now.utc);
    }
    if (now.mono < tidy_not_before_) return;
    auto tidied = writer_->tidy();
    if (tidied) return;
    // What it would have moved is durable where it is.
    tidy_not_before_ = now.mono + kAfterFailedTidy;
    count_failure("tidy the store", tidied.error(), now);
}

}  // namespace anju::alertd::ingest
