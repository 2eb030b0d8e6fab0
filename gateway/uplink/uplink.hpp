// Uplink: the gateway's side of the contract with alertd, over two MQTT sessions.
//
// Purpose: sends what waits in the outbox as SendQueue decides, tells the heartbeat, and takes
// receipts and commands. One session publishes (and carries the will), the other one receives: an
// acknowledgement and a publish on one connection wait 40 ms for each other. What it sends it asks
// of a Host at the moment of sending, so memory holds no second copy of the outbox.
//
// The will and the last word of a clean stop are the same message: Status with `online` false,
// retained on up/status.
//
// A second uplink (`is_second`) is another way to the same centre, for entries that the first one
// got no receipt for within `policy.hold`, or for all while set_alone(true) says that the first is
// down. Its numbers and ids are the same, so what arrives twice is recognised. It has sessions of
// its own, no will (its end says nothing about the gateway) and no readings, and tells the heartbeat
// only while it is alone. The centre's receipts come on both ways; settle() tells the other one.
//
// Receipts are handled on the uplink's own thread, those that wait as one: each is a write to the disk,
// and the session's thread is the one that hears the sensors too. A receipt that is lost with the
// process does no harm; alertd gives it again when the entry is sent again.
//
// Threads: one of its own, plus the sessions'. Host is called on those threads without any lock of
// the uplink held, so an implementation may lock and may call offer(). All public functions may be
// called from any thread and never wait for the network. offer() asks Host for what it hands to the
// session, one message at most, so its caller may hold no lock that Host takes.
// Errors: none to the caller; what fails is tried again and logged without personal data.
#pragma once

#include "base/time.hpp"
#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "gateway/outbox/entry.hpp"
#include "gateway/uplink/send_queue.hpp"
#include "link/session.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace anju::gateway::uplink {

/// What the uplink asks of the gateway.
class Host {
public:
    virtual ~Host() = default;
    /// The content of those entries that still wait. An entry that is missing is forgotten by the uplink.
    [[nodiscard]] virtual Result<std::vector<NumberedUpdate>> load(const OutboxEpoch& epoch,
                                                                   const std::vector<std::uint64_t>& numbers) = 0;
    /// The first `most` of a range that still wait.
    [[nodiscard]] virtual Result<std::vector<outbox::EntryRef>> others(const outbox::EntryRange& range,
                                                                       std::size_t most) = 0;
    virtual void on_receipt(const codec::Receipt& receipt) = 0;
    virtual void on_command(const codec::Command& command) = 0;
    /// A message from the centre that could not be understood.
    virtual void on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) = 0;
    [[nodiscard]] virtual codec::Status status() = 0;
};

using SessionFactory = std::function<std::unique_ptr<link::Session>(link::SessionOptions, link::Handlers)>;

struct UplinkOptions {
    GatewayId gateway;
    StreetId street;
    /// Where and as whom to connect; name, client id, subscriptions, expiry and will are set here.
    link::SessionOptions broker;
    Millis heartbeat{30'000};
    SendPolicy policy;
    std::function<std::uint64_t()> random64;
    SessionFactory make_session = link::make_paho_session;
    bool is_second = false;
};

struct UplinkCounters {
    std::uint64_t messages_sent = 0, updates_sent = 0, receipts = 0, refused_updates = 0, commands = 0, heartbeats = 0,
                  readings_dropped = 0, unusable = 0;
};

class Uplink {
public:
    /// `host` and `clock` must outlive the uplink. Asks `host` for the status that becomes the will.
    Uplink(UplinkOptions options, Host& host, const Clock& clock);
    ~Uplink();  ///< stops
    Uplink(const Uplink&) = delete;
    Uplink& operator=(const Uplink&) = delete;

    void start();
    /// Says goodbye, waits for the broker to have heard it (at most two seconds), and ends the threads.
    void stop();

    /// Entries that were just stored, or were found at the start. What is most urgent is sent at once.
    void offer(const std::vector<outbox::EntryRef>& entries);
    /// Entries that wait without being offered one by one; Host is asked for them in their turn.
    void offer_rest(const outbox::EntryRange& rest);
    /// What was receipted over the other way.
    void settle(const codec::Receipt& receipt);
    /// Of a second uplink: whether the first is down.
    void set_alone(bool alone);
    /// Sent once if connected, dropped if not.
    void tell_readings(std::vector<codec::Reading> readings);

    [[nodiscard]] bool connected() const;
    [[nodiscard]] UplinkCounters counters() const;
    /// Rises at least once a second while the uplink's thread is well; a watchdog compares it.
    [[nodiscard]] std::uint64_t beats() const { return beats_; }

private:
    void run();
    void wait_for_work(std::unique_lock<std::mutex>& lock, MonoTime now);
    void refill(std::unique_lock<std::mutex>& lock);
    void send_due(std::unique_lock<std::mutex>& lock);
    /// One message, if anything is due; whether the session took it.
    bool send_next(std::unique_lock<std::mutex>& lock);
    /// Whether the session took the message.
    bool send_batch(std::unique_lock<std::mutex>& lock, const std::vector<outbox::EntryRef>& batch, MonoTime now);
    void send_heartbeat(std::unique_lock<std::mutex>& lock);
    void send_readings(std::unique_lock<std::mutex>& lock);
    void say_goodbye();
    void poke();

    void on_up_state(link::LinkState state, const std::string& why);
    void on_down_message(const link::Message& message);
    void handle_receipts(std::unique_lock<std::mutex>& lock);
    void note_outcome(const link::PublishOutcome& outcome);

    [[nodiscard]] std::string label(const char* what) const;
    [[nodiscard]] link::SessionOptions up_options();
    [[nodiscard]] link::SessionOptions down_options() const;
    [[nodiscard]] link::Message message_to(codec::Channel channel, std::string payload) const;
    [[nodiscard]] link::Message status_message(bool online);

    UplinkOptions options_;
    Host& host_;
    const Clock& clock_;

    mutable std::mutex mutex_;  ///< guards everything down to `thread_`; never held while Host is called
    std::condition_variable wake_;
    SendQueue queue_;
    std::deque<codec::Reading> readings_;
    std::deque<codec::Receipt> receipts_;  ///< heard, not handled yet; what was sent bounds it
    MonoTime heartbeat_due_ = MonoTime::min();
    bool reconnected_ = false;
    bool poked_ = false;
    bool sending_ = false;  ///< one thread at a time sends, so that an alert's revisions leave in order
    bool stopping_ = false;
    bool alone_ = true;  ///< the only way to the centre: tells the heartbeat
    std::uint8_t last_refusal_ = 0;
    UplinkCounters counters_;
    std::thread thread_;

    std::atomic<std::uint64_t> beats_{0};
    std::unique_ptr<link::Session> up_;
    std::unique_ptr<link::Session> down_;
};

}  // namespace anju::gateway::uplink
