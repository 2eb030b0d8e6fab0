// Recorder: the handlers of a session under test; remembers what they were told.
#pragma once

#include "link/session.hpp"
#include "tests/support/wait.hpp"

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace anju::tests {

class Recorder {
public:
    [[nodiscard]] link::Handlers handlers() {
        return {.on_message =
                    [this](const link::Message& message) {
                        const std::lock_guard guard(mutex_);
                        messages_.push_back(message);
                    },
                .on_state =
                    [this](link::LinkState state, const std::string& why) {
                        const std::lock_guard guard(mutex_);
                        states_.emplace_back(state, why);
                    },
                .on_rejected =
                    [this](const link::Message& message, const std::string& what) {
                        const std::lock_guard guard(mutex_);
                        rejected_.emplace_back(message, what);
                    }};
    }

    [[nodiscard]] std::vector<link::Message> messages() const {
        const std::lock_guard guard(mutex_);
        return messages_;
    }
    [[nodiscard]] std::vector<std::pair<link::LinkState, std::string>> states() const {
        const std::lock_guard guard(mutex_);
        return states_;
    }
    [[nodiscard]] std::vector<std::pair<link::Message, std::string>> rejected() const {
        const std::lock_guard guard(mutex_);
        return rejected_;
    }
    [[nodiscard]] bool has_payload(const std::string& payload) const {
        const std::lock_guard guard(mutex_);
        for (const link::Message& message : messages_) {
            if (message.payload == payload) return true;
        }
        return false;
    }
    /// Whether some state was reported whose reason contains `words`.
    [[nodiscard]] bool was_told(link::LinkState state, const std::string& words) const {
        const std::lock_guard guard(mutex_);
        for (const auto& [told, why] : states_) {
            if (told == state && why.find(words) != std::string::npos) return true;
        }
        return false;
    }

private:
    mutable std::mutex mutex_;
    std::vector<link::Message> messages_;
    std::vector<std::pair<link::LinkState, std::string>> states_;
    std::vector<std::pair<link::Message, std::string>> rejected_;
};

/// The outcomes of publishes, in the order in which they came.
class Outcomes {
public:
    [[nodiscard]] std::function<void(const link::PublishOutcome&)> done() {
        return [this](const link::PublishOutcome& outcome) {
            const std::lock_guard guard(mutex_);
            all_.push_back(outcome);
        };
    }
    [[nodiscard]] std::vector<link::PublishOutcome> all() const {
        const std::lock_guard guard(mutex_);
        return all_;
    }
    [[nodiscard]] std::size_t size() const { return all().size(); }

private:
    mutable std::mutex mutex_;
    std::vector<link::PublishOutcome> all_;
};

[[nodiscard]] inline link::SessionOptions local_options(std::uint16_t port, const std::string& client_id) {
    link::SessionOptions options;
    options.name = client_id;
    options.host = "127.0.0.1";
    options.port = port;
    options.client_id = client_id;
    options.backoff_min = Millis{50};
    options.backoff_max = Millis{500};
    return options;
}

[[nodiscard]] inline link::Message text(const std::string& topic, const std::string& payload) {
    link::Message message;
    message.topic = topic;
    message.payload = payload;
    return message;
}

[[nodiscard]] inline bool wait_connected(const link::Session& session) {
    return wait_until([&] { return session.connected(); });
}

/// Publishes and waits for the outcome.
[[nodiscard]] inline link::PublishOutcome publish_and_wait(link::Session& session, link::Message message) {
    Outcomes outcomes;
    if (!session.publish(std::move(message), outcomes.done())) return {};
    if (!wait_until([&] { return outcomes.size() == 1; })) return {};
    return outcomes.all().front();
}

}  // namespace anju::tests
