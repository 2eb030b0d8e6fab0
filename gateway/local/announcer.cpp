#include "gateway/local/announcer.hpp"

#include <boost/json.hpp>

#include <utility>

namespace anju::gateway::local {

namespace {

link::SessionOptions named(link::SessionOptions broker) {
    broker.name = "home-out";
    return broker;
}

}  // namespace

std::string to_json(const Announcement& announcement) {
    boost::json::object object;
    object["device"] = announcement.device.value;
    if (!announcement.prompt.empty()) object["prompt"] = announcement.prompt;
    if (!announcement.text.empty()) object["text"] = announcement.text;
    return boost::json::serialize(object);
}

const std::string* payload_of(const AnnounceRoute& route, const Announcement& announcement) {
    const bool meant = route.device.empty() || announcement.device.empty() || route.device == announcement.device;
    if (!meant) return nullptr;
    const auto found = route.payloads.find(announcement.prompt);
    return found == route.payloads.end() ? nullptr : &found->second;
}

Announcer::Announcer(link::SessionOptions broker, std::string topic, std::vector<AnnounceRoute> routes,
                     const SessionFactory& make_session)
    : topic_(std::move(topic)), routes_(std::move(routes)), session_(make_session(named(std::move(broker)), {})) {}

Result<void> Announcer::say(const Announcement& announcement) {
    auto said = command(topic_, to_json(announcement));
    for (const auto& route : routes_) {
        const auto* payload = payload_of(route, announcement);
        if (payload == nullptr) continue;
        if (auto sent = command(route.topic, *payload); sent.has_error()) said = std::move(sent);
    }
    return said;
}

Result<void> Announcer::command(const std::string& topic, const std::string& payload,
                                std::function<void(const link::PublishOutcome&)> done) {
    link::Message message;
    message.topic = topic;
    message.payload = payload;
    return session_->publish(std::move(message), std::move(done));
}

}  // namespace anju::gateway::local
