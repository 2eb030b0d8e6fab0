// Fallback: the home reacts when the centre does not answer an emergency. Plan decides; this
// carries it out: commands to devices (a siren), words for the voice, the user's hook.
//
// Nothing here stands in the way of an alarm: wait() adds to a list and wakes nobody up, and all
// else happens on a thread of its own, up to a second later. The hook is another process.
//
// Switches are kept to what is wanted: what the home's broker did not take is tried again every
// second. A file `sounding` in `state_dir` lies there while they may be on, so that a gateway that
// was killed meanwhile turns them off when it starts. stop() turns them off as well.
//
// Ownership: owns its thread and the hooks that run. Threads: every function may be called from
// any thread; Host is called on the own one, without a lock held. Errors: none to the caller;
// they are logged, counted, and what can be tried again is.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "gateway/fallback/hook.hpp"
#include "gateway/fallback/plan.hpp"
#include "link/session.hpp"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace anju::gateway::fallback {

/// What to publish to a device of the home, as it stands in the configuration.
struct Command {
    std::string topic;
    std::string payload;
    std::string off_payload;  ///< empty: it stops by itself
};

/// What the fallback asks of the gateway.
class Host {
public:
    virtual ~Host() = default;
    /// The content of those entries that still wait.
    [[nodiscard]] virtual Result<std::vector<NumberedUpdate>> load(const OutboxEpoch& epoch,
                                                                   const std::vector<std::uint64_t>& numbers) = 0;
    virtual void say(const Say& word) = 0;
    /// Publishes at the home's broker; `done` as in link::Session::publish.
    [[nodiscard]] virtual Result<void> command(const std::string& topic, const std::string& payload,
                                               std::function<void(const link::PublishOutcome&)> done) = 0;
};

struct FallbackOptions {
    GatewayId gateway;
    StreetId street;
    Policy policy;  ///< `has_hook` is set here
    std::vector<Command> commands;
    std::vector<std::string> hook;  ///< empty: none
    Millis hook_timeout{30'000};
    std::filesystem::path state_dir;
};

struct FallbackCounters {
    std::uint64_t called = 0, hooks_run = 0, hooks_failed = 0;
    bool sounding = false;
};

class Fallback {
public:
    /// `host` and `clock` must outlive it.
    Fallback(FallbackOptions options, Host& host, const Clock& clock);
    ~Fallback();  ///< stops
    Fallback(const Fallback&) = delete;
    Fallback& operator=(const Fallback&) = delete;

    void start();
    /// Ends the hooks that run and turns the switches off, if the home's broker takes it within a second.
    void stop();

    /// Entries that were just stored, or were found at the start.
    void wait(const std::vector<outbox::EntryRef>& entries);
    void settle(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers);
    [[nodiscard]] FallbackCounters counters() const;

private:
    struct Switch {
        Command command;
        std::optional<bool> told;   ///< what the broker took last; nothing: unknown
        std::optional<bool> asked;  ///< what is on its way to the broker
        MonoTime again_at = MonoTime::min();
    };
    struct Running {
        Hook hook;
        MonoTime until{};
    };

    void run();
    void carry_out(std::unique_lock<std::mutex>& lock, const Now& now);
    void look(const std::vector<outbox::EntryRef>& entries, const Now& now);
    void learn(const outbox::EntryRef& entry, AlertUpdate update, const Now& now);
    void start_hooks(const std::vector<AlertUpdate>& updates, MonoTime now);
    void watch_hooks(MonoTime now);
    void end_hook(const AlertId& alert, bool succeeded, MonoTime now);
    void drive_switches(std::unique_lock<std::mutex>& lock, MonoTime now);
    void on_outcome(std::size_t index, bool on, bool accepted);
    void turn_off(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool all_off() const;
    [[nodiscard]] Millis longest_wait(MonoTime now) const;

    FallbackOptions options_;
    Host& host_;
    const Clock& clock_;

    mutable std::mutex mutex_;  ///< guards everything down to `counters_`; never held while Host is called
    std::condition_variable wake_;
    std::vector<std::pair<outbox::EntryRef, MonoTime>> arrived_;
    std::vector<std::pair<OutboxEpoch, std::vector<std::uint64_t>>> settled_;
    std::vector<Switch> switches_;
    bool poked_ = false;
    bool stopping_ = false;
    FallbackCounters counters_;

    // The own thread's.
    Plan plan_;
    bool sound_ = false;
    bool marked_ = false;  ///< the file `sounding` lies there
    std::map<AlertId, Running> hooks_;
    std::thread thread_;
};

}  // namespace anju::gateway::fallback
