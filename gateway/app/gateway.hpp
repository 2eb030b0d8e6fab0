// Gateway: wires the home's broker, the rules, the outbox and the way to the centre together.
//
// The way of a message: the home session's thread translates it, the keeper decides and commits,
// then the uplink is told and the handler returns, and only then the broker gets its acknowledgement.
// A thread of its own runs what is due by time. What the centre does not answer in time goes over a
// second uplink, if there is one, and makes the home react (gateway/fallback).
//
// Ownership: owns all parts. Threads: start() and stop() from one thread; beats() from any.
// Errors: open() fails when the state cannot be used; a broker that is not there is tried again for ever.
#pragma once

#include "gateway/app/config.hpp"
#include "gateway/app/keeper.hpp"
#include "gateway/fallback/fallback.hpp"
#include "gateway/local/announcer.hpp"
#include "gateway/local/listener.hpp"
#include "gateway/push/push.hpp"
#include "gateway/uplink/uplink.hpp"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace anju::gateway::app {

struct GatewayOptions {
    Config config;
    profiles::ProfileSettings profiles;  ///< what the user added and switched off
    std::string version;
    std::function<std::uint64_t()> random64;
    uplink::SessionFactory make_session = link::make_paho_session;
    uplink::SendPolicy send_policy;
    fallback::Policy fallback_policy;  ///< what the configuration does not set
};

class Gateway final : public local::Sink, public uplink::Host, public fallback::Host {
public:
    /// `clock` must outlive the gateway.
    [[nodiscard]] static Result<std::unique_ptr<Gateway>> open(GatewayOptions options, const Clock& clock);
    ~Gateway() override;  ///< stops

    void start();
    /// Lets running handlers finish, says goodbye to the centre, ends all threads.
    void stop();

    /// Of the timer and of the uplink; each rises at least once a second while its thread is well.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> beats() const { return {beats_, uplink_->beats()}; }
    [[nodiscard]] KeeperCounters keeper_counters() const { return keeper_->counters(); }
    [[nodiscard]] uplink::UplinkCounters uplink_counters() const { return uplink_->counters(); }
    /// All zero without one.
    [[nodiscard]] uplink::UplinkCounters second_uplink_counters() const {
        return second_ ? second_->counters() : uplink::UplinkCounters{};
    }
    /// 0 while nobody can push.
    [[nodiscard]] std::uint16_t push_port() const { return push_port_; }
    [[nodiscard]] fallback::FallbackCounters fallback_counters() const {
        return fallback_ ? fallback_->counters() : fallback::FallbackCounters{};
    }

private:
    Gateway(GatewayOptions options, const Clock& clock, std::unique_ptr<Keeper> keeper, Aftermath waiting);

    bool on_inputs(const std::vector<core::Input>& inputs) override;
    void on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) override;
    void on_hearing(const std::string& source, bool hears, const std::string& why) override;

    Result<std::vector<NumberedUpdate>> load(const OutboxEpoch& epoch,
                                             const std::vector<std::uint64_t>& numbers) override;
    Result<std::vector<outbox::EntryRef>> others(const outbox::EntryRange& range, std::size_t most) override;
    void on_receipt(const codec::Receipt& receipt) override;
    void on_command(const codec::Command& command) override;
    codec::Status status() override;

    void say(const fallback::Say& word) override;
    Result<void> command(const std::string& topic, const std::string& payload,
                         std::function<void(const link::PublishOutcome&)> done) override;

    void carry_out(Aftermath aftermath);
    void announce(const local::Announcement& announcement);
    void run_timer();
    void poke_timer();
    void watch_first_uplink();
    void open_push();
    void take_local_command();
    void announce_to(const codec::Announce& words);

    const Clock& clock_;
    std::unique_ptr<Keeper> keeper_;
    std::unique_ptr<local::Announcer> announcer_;
    std::unique_ptr<uplink::Uplink> second_;        ///< null without [uplink.second]
    std::unique_ptr<fallback::Fallback> fallback_;  ///< null when [fallback] after = "0s"
    std::unique_ptr<uplink::Uplink> uplink_;        ///< behind those two: it asks for the status when it is made
    push::PushOptions push_options_;
    MonoTime look_again_ = MonoTime::min();  ///< the timer's: when to look for a local command
    MonoTime push_again_ = MonoTime::min();                    ///< the timer's: when to try to listen again
    std::unique_ptr<local::Intake> push_intake_;               ///< used on the server's thread
    std::unique_ptr<push::PushServer> push_;                   ///< null while nothing listens
    std::vector<std::unique_ptr<local::Listener>> listeners_;  ///< the home's broker, then each [[source]]
    MonoTime first_seen_;  ///< the timer's: when the first uplink was last connected

    const std::filesystem::path state_dir_;
    const bool hub_;
    std::set<DeviceId> routed_;  ///< that have an announce route

    std::mutex timer_mutex_;
    std::condition_variable timer_wake_;
    bool timer_poked_ = false;
    bool stopping_ = false;
    std::atomic<std::uint64_t> beats_{0};
    std::atomic<std::uint16_t> push_port_{0};
    std::thread timer_;
};

}  // namespace anju::gateway::app
