// Session: one MQTT 5 connection that keeps itself alive.
//
// Purpose: everything Anju needs of MQTT behind one interface, so that the code around it is
// tested with a fake and the Paho implementation is tested against a real broker.
//
// It connects, reconnects with jittered backoff (names are resolved before Paho is asked to
// connect, so that a hanging DNS stalls nobody), subscribes again after every connect whether or
// not the broker kept the session, and limits what is in flight. It persists nothing: whoever
// must not lose a message keeps it until the far end has receipted it.
//
// Threads: handlers are called on threads of the implementation, one at a time per session.
// `on_message` may block (the broker's acknowledgement follows its return: a sensor's message is
// acknowledged only after the handler has committed it) and may not call publish() of the SAME
// session and wait for its outcome. Handlers may throw: the session counts it, reports it to
// `on_rejected`, and goes on. `publish` may be called from any thread.
//
// Use one session to receive and another to publish to the same broker: an acknowledgement
// followed by a publish on one connection waits 40 ms for Nagle and the delayed ACK.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace anju::link {

struct Message {
    std::string topic;
    std::string payload;
    int qos = 1;
    bool retain = false;
    bool duplicate = false;      ///< received only: the broker sent it before
    std::string response_topic;  ///< empty: none
    std::string correlation;     ///< empty: none
};

struct Subscription {
    std::string filter;
    int qos = 1;
};

struct Tls {
    std::string ca_file;
    std::string certificate_file;  ///< empty: we show none
    std::string key_file;
};

struct SessionOptions {
    std::string name;  ///< for logs and metrics: "home", "uplink-in", ...
    std::string host;  ///< name or address
    std::uint16_t port = 1883;
    std::string client_id;
    std::string username;  ///< empty: none
    std::string password;
    std::optional<Tls> tls;  ///< set: TLS with the server's name verified, and our certificate
    std::vector<Subscription> subscriptions;
    Millis session_expiry{0};  ///< 0: the broker forgets us at disconnect
    Millis keep_alive{30'000};
    Millis connect_timeout{10'000};
    Millis backoff_min{200};  ///< first wait after a failure; doubled, with jitter, up to backoff_max
    Millis backoff_max{30'000};
    std::uint16_t window = 500;  ///< unacknowledged publishes at most; brokers are set to >= 1000
    Millis ack_timeout{20'000};  ///< a publish unacknowledged for this long means a dead connection: reconnect
    std::optional<Message> will;
};

enum class LinkState { connecting, connected, disconnected };

/// What became of a publish: the broker has it in memory (it may still lose it), or why not.
struct PublishOutcome {
    bool accepted = false;
    std::uint8_t reason_code =
        0;  ///< MQTT 5 reason code from 0x80 on; Paho 1.3.12 keeps 0x10 (nobody subscribes) to itself
    std::string message;
};

struct Handlers {
    std::function<void(const Message&)> on_message;
    std::function<void(LinkState, const std::string& why)> on_state;
    /// A handler threw while handling this message; it is acknowledged all the same.
    std::function<void(const Message&, const std::string& what)> on_rejected;
};

struct SessionCounters {
    std::uint64_t received = 0, published = 0, acknowledged = 0, refused = 0, handler_errors = 0, connects = 0;
};

class Session {
public:
    virtual ~Session() = default;  ///< stops
    /// Starts connecting and returns at once. Handlers must be complete before.
    virtual void start() = 0;
    /// Disconnects cleanly (the will is not sent) and returns when no handler will run any more.
    virtual void stop() = 0;
    /// Queues a publish. `done` runs once, on a thread of the session, or never after stop().
    /// Error: unavailable when not connected, exhausted when the window is full.
    virtual Result<void> publish(Message message, std::function<void(const PublishOutcome&)> done = {}) = 0;
    /// Adds filters, also while running, and asks for them again after every connect. Filters that
    /// are known already change nothing. Returns at once and may be called by a handler, `on_message`
    /// too: the session's own thread asks the broker, and what is retained there arrives as messages.
    /// A filter that the broker refuses is told to `on_state` and asked for again, as those of the options.
    /// Error: invalid, naming the filter; then none of them was added.
    virtual Result<void> subscribe(std::vector<Subscription> subscriptions) = 0;
    [[nodiscard]] virtual bool connected() const = 0;
    [[nodiscard]] virtual std::size_t in_flight() const = 0;
    [[nodiscard]] virtual std::size_t window() const = 0;
    [[nodiscard]] virtual SessionCounters counters() const = 0;
};

/// The Paho implementation.
[[nodiscard]] std::unique_ptr<Session> make_paho_session(SessionOptions options, Handlers handlers);

}  // namespace anju::link
