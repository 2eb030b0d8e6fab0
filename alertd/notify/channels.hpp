// The channels that there are, and their settings. README.md says what a receiver sees.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/http_client.hpp"
#include "alertd/notify/mqtt_channel.hpp"
#include "alertd/notify/rate_limits.hpp"
#include "alertd/notify/sms_channel.hpp"
#include "alertd/notify/smtp_channel.hpp"
#include "alertd/notify/texts.hpp"
#include "alertd/notify/wecom_app_channel.hpp"
#include "alertd/notify/wecom_robot_channel.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::notify {

/// POSTs a notification as JSON to the responder's URL.
///
/// A 2xx means delivered. 408, 425, 429, 3xx, 5xx and every failure of the network mean "later";
/// other 4xx and an address that is no http or https URL mean "never". Redirects are not followed
/// and proxies from the environment are not used: the address in the registry is the whole truth
/// about where personal data goes. The connection to a receiver is kept open between calls.
struct WebhookOptions {
    std::string secret;  ///< signs each call; empty: unsigned
    HttpOptions http;
};

/// Writes each notification as one JSON line; into the daemon's own log without the address, because
/// that log is kept and read by more people than may know where somebody lives.
struct LogOptions {
    std::string file;  ///< opened for each line, so that it may be rotated; empty: the daemon's own log
};

/// A channel without settings is not there: what is to go through it fails for good, and the case climbs.
struct ChannelOptions {
    WebhookOptions webhook;
    LogOptions log;
    std::optional<SmtpOptions> email;
    std::optional<WecomRobotOptions> wecom_robot;
    std::optional<WecomAppOptions> wecom_app;
    std::optional<SmsOptions> sms;
    std::optional<MqttOptions> mqtt;
    LimitBook limits;        ///< of the providers; shared by all workers
    PhoneLink phone_link{};  ///< for channels whose messages one person reads; empty: none
    std::string page_url;    ///< "https://anju.example": base of the links in messages; empty: paths only
    Language language = Language::zh_cn;
    std::chrono::minutes utc_offset{480};  ///< of the times in messages
};

/// Whether there are settings for it.
[[nodiscard]] bool is_set_up(core::ChannelKind kind, const ChannelOptions& options);
/// How long a send may take at most, over all channels that are set up; a lease must outlast it.
[[nodiscard]] Millis longest_send(const ChannelOptions& options);

/// Channels of every kind. internal: libcurl or libsodium cannot be initialised.
[[nodiscard]] Result<ChannelFactory> make_channels(ChannelOptions options, std::shared_ptr<const Clock> clock);

/// "sha256=" and the HMAC-SHA256 of `timestamp + "." + body` in hex.
[[nodiscard]] std::string webhook_signature(std::string_view secret, std::string_view timestamp, std::string_view body);

}  // namespace anju::alertd::notify
