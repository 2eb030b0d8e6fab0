#include "alertd/ingest/engine.hpp"

#include "alertd/ingest/engine_impl.hpp"
#include "alertd/ingest/policies.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

/// The longest the thread sleeps: liveness can be seen, and no missed wake-up lasts.
constexpr Millis kLongestWait{1'000};

}  // namespace

Engine::Impl::Impl(EngineOptions options, std::unique_ptr<store::Writer> writer, std::shared_ptr<const Clock> clock,
                   std::function<std::uint64_t()> random64)
    : inbox_(options.max_waiting, options.max_batch),
      options_(std::move(options)),
      writer_(std::move(writer)),
      system_clock_(clock),
      clock_(std::move(clock)),
      ids_(std::move(random64)),
      duties_(options_.zone ? options_.zone : std::make_shared<core::FixedZone>("UTC", std::chrono::minutes{0})),
      storms_(options_.holds) {}

Result<void> Engine::Impl::start() {
    ANJU_TRY(const auto newest, writer_->newest_journal_time());
    if (newest) clock_.start_after(*newest);
    const Now now = clock_.now();
    ANJU_TRY(duties_.load(*writer_, now.utc));
    ANJU_TRY(begin_again(now));

    presence_.emplace(PresenceOptions{options_.gateway_lost_after, options_.save_heard_every, options_.audit_every},
                      now);
    next_audit_ = now.mono + options_.audit_every;
    last_round_ = now.mono.time_since_epoch().count();
    plan();
    thread_ = std::thread([this] { run(); });
    return success();
}

Result<void> Engine::Impl::begin_again(const Now& now) {
    std::size_t expired = 0;
    Turn turn(*writer_, {policies_, duties_.book(), storms_}, ids_, now, clock_.boot());
    ANJU_TRY(turn.begin());
    ANJU_TRY(turn.part([&]() -> Result<void> {
        ANJU_TRY(expired, writer_->expire_leases(now.utc));
        return take_policies_of_file(turn, options_.policies);
    }));
    ANJU_TRY(turn.commit());
    follow(turn.take_changed_orders(), now);
    if (expired > 0) {
        spdlog::info("notifications that were being sent when alertd ended and are sent again: {}", expired);
    }
    return success();
}

void Engine::Impl::stop() {
    inbox_.close();
    if (thread_.joinable()) thread_.join();
}

void Engine::Impl::run() {
    for (bool last = false; !last;) {
        // Asked first: what was accepted until then is in what follows, and is still worked on.
        const bool closed = inbox_.closed();
        Work work = inbox_.take(wait_time());
        last = closed && work.empty();
        const Now now = clock_.now();
        last_round_ = now.mono.time_since_epoch().count();
        if (clock_.lead() != lead_) {
            lead_ = clock_.lead();
            spdlog::warn("the system's clock was set back; deadlines go on {} ms ahead of it", lead_.count());
        }
        presence_->set_listening(listening_, now.mono);
        round(std::move(work), now);
        if (inbox_.empty()) tidy(now);
    }
}

Millis Engine::Impl::wait_time() {
    const Now now = clock_.now();
    Millis wait = std::min(kLongestWait, next_audit_ - now.mono);
    if (next_step_due_) wait = std::min(wait, *next_step_due_ - now.utc);
    for (const auto& due : {next_notification_due_, next_silence_due_, next_command_expiry_, next_hold_due_}) {
        if (due) wait = std::min(wait, *due - now.utc);
    }
    wait = std::min(wait, presence_->next_due() - now.mono);
    wait = std::min(std::max(wait, hold_until_ - now.mono), kLongestWait);
    return std::max(wait, Millis{0});
}

EngineCounters Engine::Impl::counters() const {
    const auto inbox = inbox_.counters();
    const std::lock_guard guard(counters_mutex_);
    EngineCounters counters = counters_;
    counters.updates_shed = inbox.shed;
    counters.waiting = inbox.waiting;
    return counters;
}

Millis Engine::Impl::since_last_round() const {
    const MonoTime last{Millis{last_round_.load()}};
    return std::max(system_clock_->now().mono - last, Millis{0});
}

Engine::Engine(EngineOptions options, std::unique_ptr<store::Writer> writer, std::shared_ptr<const Clock> clock,
               std::function<std::uint64_t()> random64)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(writer), std::move(clock), std::move(random64))) {}

Engine::~Engine() { stop(); }

void Engine::on_committed(Hook hook) { impl_->hooks_.push_back(std::move(hook)); }

Result<void> Engine::start() { return impl_->start(); }

void Engine::stop() { impl_->stop(); }

void Engine::submit_alerts(ReceivedBatch batch) { impl_->inbox_.put_alerts(std::move(batch)); }

void Engine::submit_status(GatewayId gateway, codec::Status status) {
    impl_->inbox_.put_status(std::move(gateway), std::move(status));
}

void Engine::submit_quarantine(store::Quarantined message) { impl_->inbox_.put_quarantine(std::move(message)); }

void Engine::submit_delivery(core::DeliveryResult result) { impl_->inbox_.put_delivery(std::move(result)); }

void Engine::act(core::OperatorAct act, std::function<void(Result<ActResult>)> done) {
    ActWork work{std::move(act), std::move(done)};
    if (impl_->inbox_.put_act(work)) return;
    if (work.done) work.done(fail(ErrorCode::exhausted, "the engine is stopping, or too many acts wait for it"));
}

void Engine::change(Change change, std::function<void(Result<void>)> done) {
    ChangeWork work{std::move(change), std::move(done)};
    if (impl_->inbox_.put_change(work)) return;
    if (work.done) work.done(fail(ErrorCode::exhausted, "the engine is stopping, or too many changes wait for it"));
}

void Engine::set_listening(bool listening) {
    impl_->listening_ = listening;
    impl_->inbox_.poke();
}

void Engine::poke() { impl_->inbox_.poke(); }

EngineCounters Engine::counters() const { return impl_->counters(); }

bool Engine::storing() const { return impl_->storing_; }

Millis Engine::since_last_round() const { return impl_->since_last_round(); }

}  // namespace anju::alertd::ingest
