#include "gateway/local/listener.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace anju::gateway::local {

Listener::Listener(ListenerOptions options, Sink& sink)
    : options_(std::move(options)), sink_(sink), intake_(options_.profiles, options_.prefix, sink, options_.clock) {}

Listener::~Listener() { stop(); }

void Listener::start() {
    auto broker = options_.broker;
    broker.name = options_.name + "-in";
    broker.session_expiry = options_.session_expiry;
    for (const auto& filter : intake_.subscriptions()) broker.subscriptions.push_back({filter, 1});
    link::Handlers handlers;
    handlers.on_message = [this](const link::Message& message) { on_message(message); };
    handlers.on_state = [this](link::LinkState state, const std::string& why) {
        if (state == link::LinkState::connecting) return;
        const bool hears = state == link::LinkState::connected && why.empty();
        if (hears) spdlog::info("{} broker: connected", options_.name);
        if (!hears) spdlog::warn("{} broker: not heard: {}", options_.name, why);
        sink_.on_hearing(options_.name, hears, why);
    };
    handlers.on_rejected = [this](const link::Message& message, const std::string& what) {
        sink_.on_unusable(message.topic, message.payload, "handling it failed: " + what);
    };
    session_ = options_.make_session(std::move(broker), std::move(handlers));
    session_->start();
}

void Listener::stop() {
    if (session_) session_->stop();
}

void Listener::on_message(const link::Message& message) {
    const auto& own = options_.own_topics;
    if (std::find(own.begin(), own.end(), message.topic) != own.end()) return;
    // What it could not use is in quarantine by now; the broker need not hear of it.
    const auto taken = intake_.take(message.topic, message.payload, message.retain, message.qos);
    if (!taken.listen.empty()) listen_to(taken.listen);
}

void Listener::listen_to(const std::vector<std::string>& topics) {
    std::vector<link::Subscription> subscriptions;
    for (const auto& topic : topics) subscriptions.push_back({topic, 1});
    const auto asked = session_->subscribe(std::move(subscriptions));
    if (asked.has_error())
        spdlog::warn("{} broker: cannot listen to announced topics: {}", options_.name, asked.error().message);
}

}  // namespace anju::gateway::local
