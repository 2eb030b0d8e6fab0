#include "alertd/notify/notifier.hpp"

#include "alertd/notify/lanes.hpp"
#include "base/check.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <map>
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
    void submit(const std::vector<core::Notification>& leased, const std::vector<IncidentClass>& classes);
    [[nodiscard]] NotifierCounters counters() const;

private:
    /// What one worker keeps between sends.
    struct Desk {
        std::unique_ptr<store::Reader> reader;
        std::map<core::ChannelKind, std::unique_ptr<Channel>> channels;
    };
    struct Tally {
        std::atomic<std::uint64_t> delivered{0}, retried{0}, failed{0}, superseded{0}, dropped{0};
    };

    void run(bool emergencies_only);
    void work_on(Desk& desk, const Task& task);
    [[nodiscard]] Result<core::Incident> fresh_incident(Desk& desk, const IncidentId& id);
    [[nodiscard]] Channel& channel_of(Desk& desk, core::ChannelKind kind);
    void report(const core::Notification& notification, const Outcome& outcome);

    const NotifierOptions options_;
    const ChannelFactory channels_;
    const OpenReader open_reader_;
    const Report report_;
    const std::shared_ptr<const Clock> clock_;
    Lanes lanes_;
    Tally tally_;
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
        if (!lanes_.put({leased[i], emergency})) ++tally_.dropped;
    }
}

NotifierCounters Notifier::Impl::counters() const {
    NotifierCounters counters;
    counters.delivered = tally_.delivered;
    counters.retried = tally_.retried;
    counters.failed = tally_.failed;
    counters.superseded = tally_.superseded;
    counters.dropped = tally_.dropped;
    counters.waiting = lanes_.waiting();
    counters.sending = lanes_.sending();
    return counters;
}

void Notifier::Impl::run(bool emergencies_only) {
    Desk desk;
    while (auto task = lanes_.take(emergencies_only)) {
        const MonoTime began = clock_->now().mono;
        try {
            work_on(desk, *task);
        } catch (const std::exception& exception) {
            // Its lease ends, and it is sent again.
            spdlog::error("sending a notification failed: {}", exception.what());
            desk = {};
        }
        lanes_.finished(*task, clock_->now().mono - began >= options_.slow_after);
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
    auto& channel = desk.channels[kind];
    if (!channel) channel = channels_(kind, stopping_);
    return *channel;
}

void Notifier::Impl::work_on(Desk& desk, const Task& task) {
    const core::Notification& notification = task.notification;
    if (notification.lease_until && clock_->now().utc >= *notification.lease_until) {
        ++tally_.dropped;  // It is somebody else's by now, perhaps ours again.
        return;
    }
    auto incident = fresh_incident(desk, notification.incident);
    if (!incident) {
        report(notification, {Delivery::retry, "the case cannot be read: " + incident.error().message, std::nullopt});
        return;
    }
    if (!core::still_wanted(notification, incident.value())) {
        ++tally_.superseded;
        // The core sees the same and ends it; "not delivered" is all there is to say.
        core::DeliveryResult result;
        result.notification = notification;
        result.detail = "no longer needed at the moment of sending";
        report_(std::move(result));
        return;
    }
    report(notification, channel_of(desk, notification.channel).send({notification, std::move(incident.value())}));
}

void Notifier::Impl::report(const core::Notification& notification, const Outcome& outcome) {
    core::DeliveryResult result;
    result.notification = notification;
    result.detail = outcome.detail;
    result.retry_after = outcome.retry_after;
    switch (outcome.delivery) {
        case Delivery::delivered:
            result.delivered = true;
            ++tally_.delivered;
            break;
        case Delivery::retry: ++tally_.retried; break;
        case Delivery::permanent:
            result.permanent = true;
            ++tally_.failed;
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

void Notifier::submit(const std::vector<core::Notification>& leased, const std::vector<IncidentClass>& classes) {
    impl_->submit(leased, classes);
}

NotifierCounters Notifier::counters() const { return impl_->counters(); }

}  // namespace anju::alertd::notify
