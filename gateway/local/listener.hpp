// Listener: hears the sensors at the home's broker and hands each message on as core inputs.
//
// A message is acknowledged to the broker only after Sink returned, and Sink returns only after
// what must persist is committed: killed in between, the broker delivers it again.
//
// Ownership: owns its session and its translator. Threads: Sink is called on the session's thread,
// one message at a time. Errors: none; a message that cannot be used goes to Sink::on_unusable.
#pragma once

#include "gateway/core/core.hpp"
#include "gateway/profiles/translator.hpp"
#include "link/session.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::gateway::local {

using SessionFactory = std::function<std::unique_ptr<link::Session>(link::SessionOptions, link::Handlers)>;

class Sink {
public:
    virtual ~Sink() = default;
    /// What one message said, in order.
    virtual void on_inputs(const std::vector<core::Input>& inputs) = 0;
    /// A message that is malformed, oversized or of no known form; or handling it threw.
    virtual void on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) = 0;
    /// Whether the home can be heard; `why` not: no connection, or a subscription that was refused.
    virtual void on_hearing(bool hears, const std::string& why) = 0;
};

struct ListenerOptions {
    /// Where and as whom to connect; name, subscriptions and expiry are set here, `client_id` is kept.
    link::SessionOptions broker;
    profiles::Settings profiles;
    const Clock* clock = nullptr;  ///< tells when a message arrived; must outlive the listener. Null: untold
    std::string announce_topic;    ///< our own words, heard back, are passed over
    SessionFactory make_session = link::make_paho_session;
};

/// The inputs in which the core is told of one translated message.
[[nodiscard]] std::vector<core::Input> to_inputs(const profiles::Translation& translation, const std::string& payload);

class Listener {
public:
    /// `sink` must outlive the listener.
    Listener(ListenerOptions options, Sink& sink);
    ~Listener();  ///< stops
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void start();
    /// When it returns, Sink is not called any more.
    void stop();

private:
    void on_message(const link::Message& message);
    void listen_to(const std::vector<std::string>& topics);

    ListenerOptions options_;
    Sink& sink_;
    profiles::Translator translator_;
    std::unique_ptr<link::Session> session_;
};

}  // namespace anju::gateway::local
