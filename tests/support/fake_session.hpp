// FakeSession: a link::Session without a broker, for unit tests of what stands on one.
//
// It records what is published and lets the test decide what comes of it, deliver messages and
// change the state. Everything runs on the test's thread, at the moment the test says so.
#pragma once

#include "link/session.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace anju::tests {

class FakeSession final : public link::Session {
public:
    struct Published {
        link::Message message;
        std::function<void(const link::PublishOutcome&)> done;
        bool settled = false;
    };

    explicit FakeSession(link::Handlers handlers = {}, std::size_t window = 500)
        : handlers_(std::move(handlers)), window_(window) {}

    void start() override { started = true; }
    void stop() override {
        started = false;
        connected_ = false;
    }
    Result<void> publish(link::Message message, std::function<void(const link::PublishOutcome&)> done) override {
        if (!connected_) return fail(ErrorCode::unavailable, "the fake session is not connected");
        if (in_flight() >= window_) return fail(ErrorCode::exhausted, "the fake session's window is full");
        published.push_back({std::move(message), std::move(done), false});
        return success();
    }
    Result<void> subscribe(std::vector<link::Subscription> subscriptions) override {
        for (auto& one : subscriptions) subscribed.push_back(std::move(one));
        return success();
    }
    [[nodiscard]] bool connected() const override { return connected_; }
    [[nodiscard]] std::size_t in_flight() const override {
        std::size_t open = 0;
        for (const Published& one : published) open += one.settled ? 0U : 1U;
        return open;
    }
    [[nodiscard]] std::size_t window() const override { return window_; }
    [[nodiscard]] link::SessionCounters counters() const override { return {}; }

    void connect() { set_state(link::LinkState::connected, ""); }
    /// As the real one: everything in flight fails, then the state is told.
    void lose(const std::string& why = "lost by the test") {
        connected_ = false;
        for (std::size_t i = 0; i < published.size(); ++i) {
            if (!published[i].settled) settle(i, {.accepted = false, .reason_code = 0, .message = why});
        }
        set_state(link::LinkState::disconnected, why);
    }
    void deliver(const link::Message& message) {
        if (handlers_.on_message) handlers_.on_message(message);
    }
    /// The outcome of publish number `index`, counted from 0 since the beginning.
    void settle(std::size_t index,
                const link::PublishOutcome& outcome = {.accepted = true, .reason_code = 0, .message = ""}) {
        published.at(index).settled = true;
        const auto done = published[index].done;  // `done` may publish, which moves the vector.
        if (done) done(outcome);
    }

    bool started = false;
    std::vector<Published> published;
    std::vector<link::Subscription> subscribed;  ///< added while running

private:
    void set_state(link::LinkState state, const std::string& why) {
        connected_ = state == link::LinkState::connected;
        if (handlers_.on_state) handlers_.on_state(state, why);
    }

    link::Handlers handlers_;
    std::size_t window_;
    bool connected_ = false;
};

}  // namespace anju::tests
