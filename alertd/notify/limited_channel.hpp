// LimitedChannel: a channel behind RateLimits, which all workers' channels share.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/rate_limits.hpp"
#include "base/time.hpp"

#include <memory>
#include <mutex>

namespace anju::alertd::notify {

/// Threads: any.
class SharedLimits {
public:
    explicit SharedLimits(LimitBook book) : limits_(std::move(book)) {}
    [[nodiscard]] Admission ask(const Job& job, MonoTime now) {
        const std::lock_guard guard(mutex_);
        return limits_.ask(job, now);
    }
    void finished(const Job& job, const Outcome& outcome, MonoTime now) {
        const std::lock_guard guard(mutex_);
        limits_.finished(job, outcome, now);
    }

private:
    std::mutex mutex_;
    RateLimits limits_;
};

class LimitedChannel final : public Channel {
public:
    LimitedChannel(std::unique_ptr<Channel> channel, std::shared_ptr<SharedLimits> limits,
                   std::shared_ptr<const Clock> clock)
        : channel_(std::move(channel)), limits_(std::move(limits)), clock_(std::move(clock)) {}
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const std::unique_ptr<Channel> channel_;
    const std::shared_ptr<SharedLimits> limits_;
    const std::shared_ptr<const Clock> clock_;
};

}  // namespace anju::alertd::notify
