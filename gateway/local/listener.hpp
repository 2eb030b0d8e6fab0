// Listener: hears the sensors at one broker of the home and hands each message on as core inputs.
//
// A message is acknowledged to the broker only after Sink returned, and Sink returns only after
// what must persist is committed: killed in between, the broker delivers it again.
//
// Ownership: owns its session and its intake. Threads: Sink is called on the session's thread,
// one message at a time. Errors: none; a message that cannot be used goes to Sink::on_unusable.
#pragma once

#include "gateway/local/intake.hpp"
#include "link/session.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::gateway::local {

using SessionFactory = std::function<std::unique_ptr<link::Session>(link::SessionOptions, link::Handlers)>;

struct ListenerOptions {
    /// Where and as whom to connect; name, subscriptions and expiry are set here, `client_id` is kept.
    link::SessionOptions broker;
    std::string name = "home";  ///< for logs
    std::string prefix;         ///< put before the name of each device (see Intake)
    profiles::Settings profiles;
    Millis session_expiry{24 * 3'600'000};  ///< what sensors say while we are gone is kept so long
    const Clock* clock = nullptr;           ///< tells when a message arrived; must outlive the listener. Null: untold
    std::vector<std::string> own_topics;    ///< what we say ourselves, heard back, is passed over
    SessionFactory make_session = link::make_paho_session;
};

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
    Intake intake_;
    std::unique_ptr<link::Session> session_;
};

}  // namespace anju::gateway::local
