#include "alertd/notify/notifier.hpp"

#include "alertd/notify/lanes.hpp"
#include "alertd/notify/redact.hpp"
#include "base/check.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace anju::alertd::notify {

class Notifier::Impl {
public:
    Impl(NotifierOptions options, ChannelFactory channels, OpenReader open_reader, Report report,
         std::shared_ptr<const Clock> clock)
        : options_(options),
          channels_(std::move(channels)),
          open_reader_(std::move(open_reader)),
          report_(std::move(report)),
          clock_(std::move(clock)),
          lanes_(options) {}

    void start();
    void stop();
    void use_channels(ChannelFactory channels);
    void submit(const std::vector<core::Notification>& leased, const std::vector<IncidentClass>& classes);
    [[nodiscard]] NotifierCounters counters() const;

private:
    /// What one worker keeps between sends.
    struct Desk {
        std::unique_ptr<store::Reader> reader;
        std::uint64_t generation = 0;  ///< of `channels`
        std::map<core::ChannelKind, std::unique_ptr<Channel>> channels;
    };
    struct Tally {
        std::atomic<std::uint64_t> delivered{0}, retried{0}, failed{0}, superseded{0}, held_back{0}, digested{0},
            dropped{0};
    };
    static constexpr std::size_t kKinds = static_cast<std::size_t>(core::ChannelKind::mqtt) + 1;
    [[nodiscard]] Tally& tally_of(const core::Notification& notification) {
        return tallies_.at(static_cast<std::size_t>(notification.channel));
    }

    void run(bool emergencies_only);
    /// How long the channel took; nothing when it was not asked.
    std::optional<Millis> work_on(Desk& desk, const Task& task);
    [[nodiscard]] Result<core::Incident> fresh_incident(Desk& desk, const IncidentId& id);
    [[nodiscard]] Channel& channel_of(Desk& desk, core::ChannelKind kind);
    void report(const core::Notification& notification, const Outcome& outcome,
                std::optional<Millis> took = std::nullopt);

    const NotifierOptions options_;
    std::mutex channels_mutex_;
    ChannelFactory channels_;
    std::uint64_t generation_ = 0;
    const OpenReader open_reader_;
    const Report report_;
    const std::shared_ptr<const Clock> clock_;
    Lanes lanes_;
    std::array<Tally, kKinds> tallies_;
    std::atomic<bool> stopping_{false};
    std::vector<std::thread> workers_;
};

void Notifier::Impl::start() {
    ANJU_CHECK(options_.reserved_for_emergencies < options_.workers);
    for (std::size_t i = 0; i < options_.workers; ++i) {
        workers_.emplace_back([this, reserved = i < options_.reserved_for_emergencies] { run(reserved); });
    }
}

void Notifier::Impl::stop() {
    stopping_ = true;
    lanes_.close();
    for (auto& worker : workers_) worker.join();
    workers_.clear();
}

void Notifier::Impl::submit(const std::vector<core::Notification>& leased, const std::vector<IncidentClass>& classes) {
    for (std::size_t i = 0; i < leased.size(); ++i) {
        const bool emergency = i >= classes.size() || classes[i] == IncidentClass::emergency;
        if (!lanes_.put({leased[i], emergency})) ++tally_of(leased[i]).dropped;
    }
}

NotifierCounters Notifier::Impl::counters() const {
    NotifierCounters counters;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        const auto& tally = tallies_[kind];
        counters.channels[static_cast<core::ChannelKind>(kind)] = {tally.delivered,  tally.retried,   tally.failed,
                                                                   tally.superseded, tally.held_back, tally.digested,
                                                                   tally.dropped};
    }
    counters.waiting = lanes_.waiting();
    counters.sending = lanes_.sending();
    return counters;
}

void Notifier::Impl::run(bool emergencies_only) {
    Desk desk;
    while (auto task = lanes_.take(emergencies_only)) {
        std::optional<Millis> took;
        try {
            took = work_on(desk, *task);
        } catch (const std::exception& exception) {
            // Its lease ends, and it is sent again.
            spdlog::error("sending a notification failed: {}", exception.what());
            desk = {};
        }
        lanes_.finished(*task, took ? std::optional(*took >= options_.slow_after) : std::nullopt);
    }
}

Result<core::Incident> Notifier::Impl::fresh_incident(Desk& desk, const IncidentId& id) {
    if (!desk.reader) {
        ANJU_TRY(desk.reader, open_reader_());
    }
    auto incident = desk.reader->incident(id);
    if (!incident) {
        desk.reader.reset();  // opened again for the next one
        return incident.error();
    }
    if (!incident.value()) return fail(ErrorCode::not_found, "its incident is not in the store");
    return std::move(*incident.value());
}

Channel& Notifier::Impl::channel_of(Desk& desk, core::ChannelKind kind) {
    const std::lock_guard guard(channels_mutex_);
    if (desk.generation != generation_) {
        desk.channels.clear();
        desk.generation = generation_;
    }
    auto& channel = desk.channels[kind];
    if (!channel) channel = channels_(kind, stopping_);
    return *channel;
}

void Notifier::Impl::use_channels(ChannelFactory channels) {
    const std::lock_guard guard(channels_mutex_);
    channels_ = std::move(channels);
    ++generation_;
}

std::optional<Millis> Notifier::Impl::work_on(Desk& desk, const Task& task) {
    const core::Notification& notification = task.notification;
    if (notification.lease_until && clock_->now().utc >= *notification.lease_until) {
        ++tally_of(notification).dropped;  // It is somebody else's by now, perhaps ours again.
        return std::nullopt;
    }
    auto incident = fresh_incident(desk, notification.incident);
    if (!incident) {
        report(notification, {Delivery::retry, "the case cannot be read: " + incident.error().message, std::nullopt},
               Millis{0});
        return std::nullopt;
    }
    if (!core::still_wanted(notification, incident.value())) {
        ++tally_of(notification).superseded;
        // The core sees the same and ends it; "not delivered" is all there is to say.
        core::DeliveryResult result;
        result.notification = notification;
        result.detail = "no longer needed at the moment of sending";
        report_(std::move(result));
        return std::nullopt;
    }
    const MonoTime began = clock_->now().mono;
    const auto outcome = channel_of(desk, notification.channel).send({notification, std::move(incident.value())});
    const Millis took = clock_->now().mono - began;
    report(notification, outcome, took);
    return outcome.limited == Outcome::Limited::no ? std::optional(took) : std::nullopt;
}

void Notifier::Impl::report(const core::Notification& notification, const Outcome& outcome,
                            std::optional<Millis> took) {
    auto& tally = tally_of(notification);
    core::DeliveryResult result;
    result.notification = notification;
    result.detail = redacted(outcome.detail);
    result.retry_after = outcome.retry_after;
    result.held_back = outcome.limited == Outcome::Limited::held_back;
    if (outcome.limited == Outcome::Limited::no) result.took = took;
    switch (outcome.delivery) {
        case Delivery::delivered:
            result.delivered = true;
            ++(outcome.limited == Outcome::Limited::told ? tally.digested : tally.delivered);
            break;
        case Delivery::retry: ++(result.held_back ? tally.held_back : tally.retried); break;
        case Delivery::permanent:
            result.permanent = true;
            ++tally.failed;
            break;
        case Delivery::abandoned: return;
    }
    report_(std::move(result));
}

Notifier::Notifier(NotifierOptions options, ChannelFactory channels, OpenReader open_reader, Report report,
                   std::shared_ptr<const Clock> clock)
    : impl_(std::make_unique<Impl>(options, std::move(channels), std::move(open_reader), std::move(report),
                                   std::move(clock))) {}

Notifier::~Notifier() { stop(); }

void Notifier::start() { impl_->start(); }

void Notifier::stop() { impl_->stop(); }

void Notifier::use_channels(ChannelFactory channels) { impl_->use_channels(std::move(channels)); }

void Notifier::submit(const std::vector<core::Notification>& leased, const std::vector<IncidentClass>& classes) {
    impl_->submit(leased, classes);
}

NotifierCounters Notifier::counters() const { return impl_->counters(); }

}  // namespace anju::alertd::notify
