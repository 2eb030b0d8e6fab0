#include "alertd/notify/webhook_channel.hpp"

#include "alertd/notify/hashes.hpp"
#include "alertd/notify/message.hpp"

#include <algorithm>

namespace anju::alertd::notify {

namespace {

std::string unix_seconds(UtcTime time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// An idempotency key stands in a header: a responder's id is somebody's text and must not end the line.
std::string header_safe(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x21 || c == 0x7f; }, '_');
    return text;
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
    std::string text(timestamp);
    text.append(".").append(body);
    return "sha256=" + lower_hex(hmac_sha256(secret, text));
}

WebhookChannel::WebhookChannel(WebhookOptions options, std::string page_url, PhoneLink phone_link,
                               std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping)
    : secret_(std::move(options.secret)),
      page_url_(std::move(page_url)),
      phone_link_(std::move(phone_link)),
      clock_(std::move(clock)),
      http_(options.http, stopping) {}

Outcome WebhookChannel::send(const Job& job) {
    const std::string phone = phone_link_ ? phone_link_(job.notification) : "";
    const std::string body = message_of(job, page_url_, Detail::everything, phone);
    const std::string timestamp = unix_seconds(clock_->now().utc);
    std::vector<std::string> headers{"Content-Type: application/json",
                                     "Idempotency-Key: " + header_safe(job.notification.key),
                                     "X-Anju-Timestamp: " + timestamp};
    if (!secret_.empty()) headers.push_back("X-Anju-Signature: " + webhook_signature(secret_, timestamp, body));
    return outcome_of_status(http_.post(job.notification.address, headers, body));
}

}  // namespace anju::alertd::notify
