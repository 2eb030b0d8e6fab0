#include "gateway/local/listener.hpp"

#include "base/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace anju::gateway::local {

namespace {

constexpr Millis kSessionExpiry{24 * 3'600'000};  // what sensors say while the gateway restarts is kept

}  // namespace

std::vector<core::Input> to_inputs(const profiles::Translation& translation, const std::string& payload) {
    std::vector<core::Input> inputs;
    const auto evidence = to_valid_utf8(payload, kMaxEvidenceBytes);
    for (const auto& signal : translation.signals) inputs.emplace_back(core::SignalSeen{signal, evidence});
    for (const auto& device : translation.heard) {
        // A live signal says by itself that its device is within reach.
        const bool spoke =
            std::any_of(translation.signals.begin(), translation.signals.end(),
                        [&](const Signal& signal) { return signal.device == device && !signal.retained; });
        if (!spoke) inputs.emplace_back(core::DeviceHeard{device, Kind::unknown});
    }
    return inputs;
}

Listener::Listener(ListenerOptions options, Sink& sink)
    : options_(std::move(options)), sink_(sink), translator_(options_.profiles) {}

Listener::~Listener() { stop(); }

void Listener::start() {
    auto broker = options_.broker;
    broker.name = "home-in";
    broker.session_expiry = kSessionExpiry;
    for (const auto& filter : translator_.subscriptions()) broker.subscriptions.push_back({filter, 1});
    link::Handlers handlers;
    handlers.on_message = [this](const link::Message& message) { on_message(message); };
    handlers.on_state = [this](link::LinkState state, const std::string& why) {
        if (state == link::LinkState::connecting) return;
        const bool hears = state == link::LinkState::connected && why.empty();
        if (hears) spdlog::info("home broker: connected");
        if (!hears) spdlog::warn("home broker: not heard: {}", why);
        sink_.on_hearing(hears, why);
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
    if (message.topic == options_.announce_topic) return;
    profiles::RawMessage raw{message.topic, message.payload, message.retain, message.qos, {}};
    if (options_.clock != nullptr) raw.received = options_.clock->now().mono;
    const auto translation = translator_.translate(raw);
    switch (translation.outcome) {
        case profiles::Outcome::bad:
        case profiles::Outcome::unknown: sink_.on_unusable(message.topic, message.payload, translation.reason); break;
        case profiles::Outcome::signals:
        case profiles::Outcome::nothing:
        case profiles::Outcome::ignored: break;
    }
    if (!translation.listen.empty()) listen_to(translation.listen);
    // A message can be bad in one field and cry fire in another; what was understood is handed on.
    const auto inputs = to_inputs(translation, message.payload);
    if (!inputs.empty()) sink_.on_inputs(inputs);
}

void Listener::listen_to(const std::vector<std::string>& topics) {
    std::vector<link::Subscription> subscriptions;
    for (const auto& topic : topics) subscriptions.push_back({topic, 1});
    const auto asked = session_->subscribe(std::move(subscriptions));
    if (asked.has_error()) spdlog::warn("home broker: cannot listen to announced topics: {}", asked.error().message);
}

}  // namespace anju::gateway::local
