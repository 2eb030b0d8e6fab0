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

Announcer::Announcer(link::SessionOptions broker, std::string topic, const SessionFactory& make_session)
    : topic_(std::move(topic)), session_(make_session(named(std::move(broker)), {})) {}

Result<void> Announcer::say(const Announcement& announcement) {
    link::Message message;
    message.topic = topic_;
    message.payload = to_json(announcement);
    return session_->publish(std::move(message));
}

}  // namespace anju::gateway::local
