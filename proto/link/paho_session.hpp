// PahoSession: Session over Eclipse Paho's async_client, MQTT 5.
//
// Threads. A worker of our own resolves, connects, subscribes, hands publishes to Paho, watches
// the clock and reconnects. Paho's receive and send threads, of which a process has one each,
// call back: `on_message` and most `done`s run there. Paho holds one mutex for the whole process
// during every callback and takes it in every call. Hence two rules:
//   1. nobody but the worker calls Paho, so publish() never waits for another session's handler;
//   2. the worker calls Paho with none of our mutexes held, because a callback takes them while
//      Paho's is held.
// Order of locks: Paho's, then handling_, then mutex_.
//
// Errors: nothing that a handler throws passes back into Paho, which would end the process.
#pragma once

#include "link/outgoing.hpp"
#include "link/resolver.hpp"
#include "link/session.hpp"

#include <mqtt/async_client.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace anju::link {

class PahoSession final : public Session, private mqtt::iaction_listener {
public:
    PahoSession(SessionOptions options, Handlers handlers, Resolve resolve);
    ~PahoSession() override;

    void start() override;
    void stop() override;
    Result<void> publish(Message message, Done done) override;
    Result<void> subscribe(std::vector<Subscription> subscriptions) override;
    [[nodiscard]] bool connected() const override;
    [[nodiscard]] std::size_t in_flight() const override;
    [[nodiscard]] std::size_t window() const override;
    [[nodiscard]] SessionCounters counters() const override;

private:
    static constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

    // What Paho's callbacks told about the present connection, for the worker to act upon.
    struct Events {
        std::optional<Result<void>> connect;  ///< how the attempt ended
        std::optional<std::string> lost;      ///< why the connection ended
        std::string server_reason;            ///< what the broker said before it closed
        bool disconnected = false;            ///< our own disconnect is complete
        std::size_t subacks_missing = 0;      ///< of those that the worker waits for
        std::vector<std::size_t> refused;     ///< indices of subscriptions the broker refused
        std::string refusals;                 ///< the same, for a person
        std::size_t added_next = 0;           ///< index of the first added subscription not yet asked for
        std::size_t added_open = 0;           ///< asked for, without an answer yet
        bool added_refused = false;           ///< the broker refused one of these just now
    };

    // The worker (paho_worker.cpp).
    void run();
    [[nodiscard]] Error live_once();
    [[nodiscard]] Result<void> connect_to(const std::string& address);
    [[nodiscard]] Result<void> wait_for_connack(SteadyTime deadline);
    [[nodiscard]] Result<void> ask_for(const std::vector<std::size_t>& which);
    [[nodiscard]] bool may_ask_for_added() const;
    [[nodiscard]] Result<void> ask_for_added();
    void request(std::size_t index, bool added);
    [[nodiscard]] Error serve();
    [[nodiscard]] std::string refusals() const;
    [[nodiscard]] SteadyTime next_deadline() const;
    void hand_over(std::vector<Outgoing::Queued> batch);
    void say_goodbye();
    void make_client(const std::string& uri);
    void drop_client();
    void wait_before_retry(Millis base);

    // Paho's callbacks.
    void on_success(const mqtt::token& token) override;
    void on_failure(const mqtt::token& token) override;
    void on_message(const mqtt::message& arrived);
    void on_connection_lost(const std::string& cause);
    void on_connected(const mqtt::token& token);
    void on_server_disconnect(int reason_code);
    void on_suback(const mqtt::token& token, bool accepted);
    void on_puback(const mqtt::token& token, bool accepted);

    // Handlers, one at a time.
    void report(LinkState state, const std::string& why);
    void finish(std::uint64_t number, const PublishOutcome& outcome);
    void fail_in_flight(const std::string& why);
    template <class Handler>
    void call_handler(Handler&& handler);

    const SessionOptions options_;
    const Handlers handlers_;
    NameLookup lookup_;

    std::mutex handling_;  ///< held while a handler runs
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool connected_ = false;
    Events events_;
    std::vector<Subscription> subscriptions_;  ///< those of the options, then the added ones; it only grows
    std::set<std::string> filters_;            ///< of the same, to know one again
    Outgoing outgoing_;
    std::size_t max_packet_bytes_ = kNoLimit;  ///< as the broker said when we connected
    std::optional<SteadyTime> resubscribe_at_;

    std::atomic<std::uint64_t> received_{0}, published_{0}, acknowledged_{0}, refused_{0}, handler_errors_{0},
        connects_{0};

    std::unique_ptr<mqtt::async_client> client_;  ///< the worker's own
    std::minstd_rand chance_;                     ///< the worker's own
    std::thread worker_;
};

/// make_paho_session with another way to resolve names, for tests.
[[nodiscard]] std::unique_ptr<Session> make_paho_session(SessionOptions options, Handlers handlers, Resolve resolve);

}  // namespace anju::link
