// Announcer: what the home shall hear or see, published as JSON to one topic of the home's broker:
// `{"device":"...","prompt":"are_you_all_right","text":"..."}`. A prompt is a word of the core's, a
// text comes from the centre; whoever owns a speaker or a lamp subscribes. QoS 1, not retained:
// "help is coming" must not be repeated tomorrow.
//
// Ownership: owns its session. Threads: say() may be called from any thread and returns at once.
// Errors: say() answers unavailable or exhausted; an announcement is not kept for later.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "gateway/local/listener.hpp"
#include "link/session.hpp"

#include <memory>
#include <string>

namespace anju::gateway::local {

struct Announcement {
    DeviceId device;     ///< empty: every device that can
    std::string prompt;  ///< empty when there is a text
    std::string text;
};

[[nodiscard]] std::string to_json(const Announcement& announcement);

class Announcer {
public:
    /// `broker` says where and as whom to connect, with a client id of its own.
    Announcer(link::SessionOptions broker, std::string topic,
              const SessionFactory& make_session = link::make_paho_session);

    void start() { session_->start(); }
    void stop() { session_->stop(); }
    [[nodiscard]] Result<void> say(const Announcement& announcement);

private:
    std::string topic_;
    std::unique_ptr<link::Session> session_;
};

}  // namespace anju::gateway::local
