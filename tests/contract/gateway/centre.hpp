// The other end of the contract, and the sensors, each over a real broker: what a test needs to
// speak to a gateway from both sides.
#pragma once

#include "base/system.hpp"
#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "link/session.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace anju::tests {

/// One MQTT client that keeps all it hears.
class Client {
public:
    Client(std::uint16_t port, std::string id, std::vector<std::string> filters) {
        link::SessionOptions options;
        options.name = id;
        options.host = "127.0.0.1";
        options.port = port;
        options.client_id = std::move(id);
        for (auto& filter : filters) options.subscriptions.push_back({std::move(filter), 1});
        link::Handlers handlers;
        handlers.on_message = [this](const link::Message& message) {
            const std::lock_guard lock(mutex_);
            heard_.push_back(message);
        };
        session_ = link::make_paho_session(std::move(options), std::move(handlers));
        session_->start();
        REQUIRE(wait_until([this] { return session_->connected(); }));
    }
    ~Client() { session_->stop(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void publish(const std::string& topic, const std::string& payload, bool retain = false) {
        link::Message message;
        message.retain = retain;
        message.topic = topic;
        message.payload = payload;
        REQUIRE(session_->publish(std::move(message)).has_value());
    }
    [[nodiscard]] bool connected() const { return session_->connected(); }
    std::vector<link::Message> heard(const std::string& topic) const {
        const std::lock_guard lock(mutex_);
        std::vector<link::Message> matching;
        for (const auto& message : heard_) {
            if (message.topic == topic) matching.push_back(message);
        }
        return matching;
    }

private:
    mutable std::mutex mutex_;
    std::vector<link::Message> heard_;
    std::unique_ptr<link::Session> session_;
};

/// alertd's side: decodes what a gateway says, and answers only when the test says so.
class CentrePeer {
public:
    CentrePeer(std::uint16_t port, GatewayId gateway)
        : gateway_(std::move(gateway)), client_(port, "centre", {"anju/v1/g/+/up/#"}) {}

    std::vector<codec::AlertBatch> batches() const {
        std::vector<codec::AlertBatch> all;
        for (const auto& message : client_.heard(codec::topic_of(gateway_, codec::Channel::alerts))) {
            auto batch = codec::decode_alert_batch(message.payload);
            REQUIRE(batch.has_value());
            REQUIRE(batch.value().bad.empty());
            CHECK(message.response_topic == codec::topic_of(gateway_, codec::Channel::receipts));
            CHECK_FALSE(message.correlation.empty());
            all.push_back(std::move(batch).value());
        }
        return all;
    }
    std::vector<NumberedUpdate> updates() const {
        std::vector<NumberedUpdate> all;
        for (const auto& batch : batches()) all.insert(all.end(), batch.updates.begin(), batch.updates.end());
        return all;
    }
    /// How often an update of this device arrived.
    std::size_t times(const std::string& device) const {
        std::size_t count = 0;
        for (const auto& numbered : updates()) count += numbered.update.key.device.value == device ? 1 : 0;
        return count;
    }
    std::vector<codec::Status> statuses() const {
        std::vector<codec::Status> all;
        for (const auto& message : client_.heard(codec::topic_of(gateway_, codec::Channel::status))) {
            all.push_back(codec::decode_status(message.payload).value());
        }
        return all;
    }
    template <class Predicate>
    bool newest_status(Predicate predicate) const {
        const auto all = statuses();
        return !all.empty() && predicate(all.back());
    }

    void receipt_all() {
        for (const auto& batch : batches()) {
            codec::Receipt receipt;
            receipt.epoch = batch.epoch;
            for (const auto& numbered : batch.updates) receipt.numbers.push_back(numbered.number);
            client_.publish(codec::topic_of(gateway_, codec::Channel::receipts), codec::encode(receipt));
        }
    }
    void command(const codec::Command& command) {
        client_.publish(codec::topic_of(gateway_, codec::Channel::commands), codec::encode(command));
    }
    void say(codec::Channel channel, const std::string& payload) {
        client_.publish(codec::topic_of(gateway_, channel), payload);
    }

private:
    GatewayId gateway_;
    Client client_;
};

inline Ulid new_ulid() {
    static UlidFactory factory(system_random64);
    return factory.next(SystemClock().now().utc);
}

}  // namespace anju::tests
