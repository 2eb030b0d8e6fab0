#include "alertd/notify/mqtt_channel.hpp"

#include "alertd/notify/message.hpp"

#include <condition_variable>
#include <mutex>

namespace anju::alertd::notify {

namespace {

constexpr Millis kLookAround{50};  ///< how soon we notice that we stop

/// Where the session's thread leaves the broker's word; it may come after we gave up.
struct Letterbox {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<link::PublishOutcome> outcome;
};

/// MQTT 5, 3.4.2.1: what no repeat will change.
bool is_permanent(std::uint8_t reason_code) {
    constexpr std::uint8_t kNotAuthorized = 0x87;
    constexpr std::uint8_t kTopicNameInvalid = 0x90;
    constexpr std::uint8_t kPacketTooLarge = 0x95;
    return reason_code == kNotAuthorized || reason_code == kTopicNameInvalid || reason_code == kPacketTooLarge;
}

}  // namespace

MqttChannel::MqttChannel(MqttOptions options, std::string page_url, const std::atomic<bool>& stopping)
    : options_(std::move(options)), page_url_(std::move(page_url)), stopping_(stopping) {}

Outcome MqttChannel::send(const Job& job) {
    if (auto wrong = wrong_address(job, core::ChannelKind::mqtt)) return std::move(*wrong);
    link::Message message;
    message.topic = job.notification.address;
    message.payload = message_of(job, page_url_);
    message.correlation = job.notification.key;
    const auto box = std::make_shared<Letterbox>();
    const auto queued = options_.session->publish(std::move(message), [box](const link::PublishOutcome& outcome) {
        const std::lock_guard guard(box->mutex);
        box->outcome = outcome;
        box->arrived.notify_one();
    });
    if (!queued) {
        const bool wrong = queued.error().code == ErrorCode::invalid;
        return {wrong ? Delivery::permanent : Delivery::retry, queued.error().message, std::nullopt};
    }
    std::unique_lock lock(box->mutex);
    for (auto waited = Millis{0}; !box->outcome && waited < options_.timeout && !stopping_; waited += kLookAround) {
        box->arrived.wait_for(lock, kLookAround);
    }
    if (!box->outcome) {
        if (stopping_) return {Delivery::abandoned, "shutting down", std::nullopt};
        return {Delivery::retry, "the broker did not acknowledge in time", std::nullopt};
    }
    if (box->outcome->accepted) return {Delivery::delivered, "acknowledged", std::nullopt};
    const auto delivery = is_permanent(box->outcome->reason_code) ? Delivery::permanent : Delivery::retry;
    return {delivery, box->outcome->message, std::nullopt};
}

}  // namespace anju::alertd::notify
