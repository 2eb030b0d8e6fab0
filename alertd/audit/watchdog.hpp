// Watchdog: tells a monitor outside that alertd works, by calling a URL, and only while it does.
//
// A daemon cannot tell anybody that it is dead, and one whose engine stands still cannot tell either. So the monitor
// knows how often to expect a call, and raises the alarm when none comes. Each `every` all checks are asked; when one
// of them fails the call is withheld and the log says why, once for each reason.
//
// Threads: one of its own; checks run on it. counters() is called from any. stop() ends a call that is under way.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace anju::alertd::audit {

struct WatchdogOptions {
    std::string url;    ///< may hold a secret: it is never logged
    bool post = false;  ///< otherwise GET
    Millis every{60'000};
    Millis timeout{10'000};
};

/// One thing that must be so. The error's message says what is not.
struct Check {
    std::string name;
    std::function<Result<void>()> passes;
};

struct WatchdogCounters {
    std::uint64_t sent = 0;      ///< calls that the monitor answered with 2xx
    std::uint64_t failed = 0;    ///< calls that it did not
    std::uint64_t withheld = 0;  ///< times at which a check did not pass
    std::optional<UtcTime> last_success;
};

class Watchdog {
public:
    Watchdog(WatchdogOptions options, std::vector<Check> checks, std::shared_ptr<const Clock> clock);
    ~Watchdog();  ///< stops
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    void start();
    void stop();
    /// One round on the caller's thread: asks the checks and calls, or withholds. Only while the own thread does not
    /// run.
    void beat();

    [[nodiscard]] WatchdogCounters counters() const;

private:
    class Caller;  ///< keeps the connection to the monitor

    void run();
    void note(const std::string& trouble);

    const WatchdogOptions options_;
    const std::vector<Check> checks_;
    const std::shared_ptr<const Clock> clock_;
    std::atomic<bool> stopping_{false};
    std::unique_ptr<Caller> caller_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    WatchdogCounters counters_;
    std::string trouble_;  ///< as it was logged last; empty: all is well
    std::thread thread_;
};

}  // namespace anju::alertd::audit
