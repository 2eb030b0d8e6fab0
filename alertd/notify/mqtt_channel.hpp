// MqttChannel: publishes a notification to a topic, for district systems that listen there.
//
// The payload is the same JSON that a webhook gets; the notification's key is the correlation data, so
// that a repeat can be told. QoS 1: delivered means that the broker has acknowledged it; whether anybody
// listens is not known. Topics under `anju/` are alertd's own contract and are refused.
//
// Ownership: the session is shared by all workers' channels; whoever made it starts and stops it, and
// stops it after the channels. A publish whose wait we gave up may still reach the broker.
#pragma once

#include "alertd/notify/channel.hpp"
#include "link/session.hpp"

#include <memory>
#include <string>

namespace anju::alertd::notify {

struct MqttOptions {
    std::shared_ptr<link::Session> session;
    Millis timeout{10'000};  ///< for the broker's acknowledgement
};

class MqttChannel final : public Channel {
public:
    MqttChannel(MqttOptions options, std::string page_url, const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const MqttOptions options_;
    const std::string page_url_;
    const std::atomic<bool>& stopping_;
};

}  // namespace anju::alertd::notify
