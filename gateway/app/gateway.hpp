// Gateway: wires the home's broker, the rules, the outbox and the way to the centre together.
//
// The way of a message: the home session's thread translates it, the keeper decides and commits,
// then the uplink is told and the handler returns, and only then the broker gets its acknowledgement.
// A thread of its own runs what is due by time.
//
// Ownership: owns all parts. Threads: start() and stop() from one thread; beats() from any.
// Errors: open() fails when the state cannot be used; a broker that is not there is tried again for ever.
#pragma once

#include "gateway/app/config.hpp"
#include "gateway/app/keeper.hpp"
#include "gateway/local/announcer.hpp"
#include "gateway/local/listener.hpp"
#include "gateway/uplink/uplink.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
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
};

class Gateway final : public local::Sink, public uplink::Host {
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

private:
    Gateway(GatewayOptions options, const Clock& clock, std::unique_ptr<Keeper> keeper, Aftermath waiting);

    void on_inputs(const std::vector<core::Input>& inputs) override;
    void on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) override;
    void on_hearing(bool hears, const std::string& why) override;

    Result<std::vector<NumberedUpdate>> load(const OutboxEpoch& epoch,
                                             const std::vector<std::uint64_t>& numbers) override;
    void on_receipt(const codec::Receipt& receipt) override;
    void on_command(const codec::Command& command) override;
    codec::Status status() override;

    void carry_out(Aftermath aftermath);
    void announce(const local::Announcement& announcement);
    void run_timer();

    const Clock& clock_;
    std::unique_ptr<Keeper> keeper_;
    std::unique_ptr<local::Announcer> announcer_;
    std::unique_ptr<uplink::Uplink> uplink_;
    std::unique_ptr<local::Listener> listener_;

    std::mutex timer_mutex_;
    std::condition_variable timer_wake_;
    bool timer_poked_ = false;
    bool stopping_ = false;
    std::atomic<std::uint64_t> beats_{0};
    std::thread timer_;
};

}  // namespace anju::gateway::app
