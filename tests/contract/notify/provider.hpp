// Provider: what stands at the other end of a channel in the conformance suite: a server on loopback
// that speaks that provider's protocol, keeps to its limits, and misbehaves as the test says.
//
// A provider checks every request by the rules of its own documentation. What it cannot accept it
// notes as a violation, and the suite fails. What it took is a letter, with the key by which it would
// recognise a repeat.
//
// Ownership: owns its server. Threads: channel() and the rest from the test's; servers have their own.
#pragma once

#include "alertd/notify/channels.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace anju::tests {

enum class Mood {
    deliver,
    limited,  ///< "too many", and where the protocol has it: come back in 7 seconds
    broken,   ///< the provider's own failure
    silent,   ///< takes the request and never answers
    slow,     ///< delivers; the answer comes a byte at a time
    cut,      ///< takes the message, and the connection is lost in the middle of the answer
    refuse,   ///< this receiver never
};

struct Letter {
    std::string key;   ///< what the provider would recognise a repeat by
    std::string text;  ///< everything that came from the case, as the provider understood it
};

class Provider {
public:
    virtual ~Provider() = default;
    [[nodiscard]] virtual alertd::core::ChannelKind kind() const = 0;
    [[nodiscard]] virtual std::string address() const = 0;
    /// Settings with which alertd speaks to this server; `impatient`: with short time limits.
    virtual void set_up(alertd::notify::ChannelOptions& options, bool impatient) = 0;
    /// For a protocol that keeps a session: returns when it is up.
    virtual void wait_until_ready() {}
    /// Whether its protocol can say when to come back.
    [[nodiscard]] virtual bool says_when() const { return false; }
    /// Whether an answer whose status came through counts, though its end is missing.
    [[nodiscard]] virtual bool status_is_enough() const { return false; }

    /// The mood for each message that is to be sent, by its index from 0.
    void behave(std::function<Mood(std::size_t)> mood) {
        const std::lock_guard guard(mutex_);
        mood_ = std::move(mood);
    }
    [[nodiscard]] std::size_t asked() const { return asked_; }
    [[nodiscard]] std::vector<Letter> letters() const {
        const std::lock_guard guard(mutex_);
        return letters_;
    }
    [[nodiscard]] std::vector<std::string> violations() const {
        const std::lock_guard guard(mutex_);
        return violations_;
    }

protected:
    /// Counts a message that is to be sent and says how to treat it.
    Mood next_mood() {
        const std::lock_guard guard(mutex_);
        const auto index = asked_++;
        return mood_ ? mood_(index) : Mood::deliver;
    }
    void take(Letter letter) {
        const std::lock_guard guard(mutex_);
        letters_.push_back(std::move(letter));
    }
    void violation(std::string what) {
        const std::lock_guard guard(mutex_);
        violations_.push_back(std::move(what));
    }

private:
    mutable std::mutex mutex_;
    std::function<Mood(std::size_t)> mood_;
    std::atomic<std::size_t> asked_{0};
    std::vector<Letter> letters_;
    std::vector<std::string> violations_;
};

[[nodiscard]] std::unique_ptr<Provider> make_webhook_provider();
[[nodiscard]] std::unique_ptr<Provider> make_smtp_provider();
[[nodiscard]] std::unique_ptr<Provider> make_wecom_app_provider();
[[nodiscard]] std::unique_ptr<Provider> make_mqtt_provider();
[[nodiscard]] std::unique_ptr<Provider> make_aliyun_provider();
[[nodiscard]] std::unique_ptr<Provider> make_tencent_provider();
[[nodiscard]] std::unique_ptr<Provider> make_wecom_robot_provider();

}  // namespace anju::tests
