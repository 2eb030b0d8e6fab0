// Announcer: what the home shall hear or see, published as JSON to one topic of the home's broker:
// `{"device":"...","prompt":"are_you_all_right","text":"..."}`. A prompt is a word of the core's, of
// the fallback's or of the centre's, a text comes from the centre; whoever owns a speaker or a lamp
// subscribes. QoS 1, not retained: "help is coming" must not be repeated tomorrow.
//
// A device that does not understand that JSON gets what it understands through a route: its own
// command topic, and for each prompt the payload that makes it say so.
//
// Ownership: owns its session. Threads: every function may be called from any thread and returns at once.
// Errors: unavailable or exhausted; an announcement is not kept for later.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "gateway/local/listener.hpp"
#include "link/session.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace anju::gateway::local {

struct Announcement {
    DeviceId device;     ///< empty: every device that can
    std::string prompt;  ///< empty when there is a text
    std::string text;
};

[[nodiscard]] std::string to_json(const Announcement& announcement);

struct AnnounceRoute {
    DeviceId device;  ///< about whom it speaks; empty: about every device
    std::string topic;
    std::map<std::string, std::string> payloads;  ///< by prompt
};

/// What a route publishes for an announcement; nothing when it is not meant or has no payload for it.
[[nodiscard]] const std::string* payload_of(const AnnounceRoute& route, const Announcement& announcement);

class Announcer {
public:
    /// `broker` says where and as whom to connect, with a client id of its own.
    Announcer(link::SessionOptions broker, std::string topic, std::vector<AnnounceRoute> routes,
              const SessionFactory& make_session = link::make_paho_session);

    void start() { session_->start(); }
    void stop() { session_->stop(); }
    [[nodiscard]] Result<void> say(const Announcement& announcement);
    /// A command to a device of the home. `done` as in link::Session::publish.
    [[nodiscard]] Result<void> command(const std::string& topic, const std::string& payload,
                                       std::function<void(const link::PublishOutcome&)> done = {});

private:
    std::string topic_;
    std::vector<AnnounceRoute> routes_;
    std::unique_ptr<link::Session> session_;
};

}  // namespace anju::gateway::local
