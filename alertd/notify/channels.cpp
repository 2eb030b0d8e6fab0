#include "alertd/notify/channels.hpp"

#include "alertd/notify/limited_channel.hpp"
#include "alertd/notify/log_channel.hpp"
#include "alertd/notify/webhook_channel.hpp"

#include <curl/curl.h>
#include <sodium.h>

#include <algorithm>

namespace anju::alertd::notify {

namespace {

/// Somebody's row names a channel that alertd.toml does not set up.
class MissingChannel final : public Channel {
public:
    explicit MissingChannel(core::ChannelKind kind) : kind_(kind) {}
    [[nodiscard]] Outcome send(const Job&) override {
        return {Delivery::permanent, "the channel " + std::string(core::to_string(kind_)) + " is not set up",
                std::nullopt};
    }

private:
    core::ChannelKind kind_;
};

/// What the workers' channels have in common.
/// Many read what stands in a group; nobody's own link may.
TextOptions for_many(TextOptions texts) {
    texts.phone_link = {};
    return texts;
}

struct Workshop {
    ChannelOptions options;
    std::shared_ptr<const Clock> clock;
    TextOptions texts;
    std::shared_ptr<WecomTokens> wecom_tokens;

    [[nodiscard]] std::unique_ptr<Channel> make(core::ChannelKind kind, const std::atomic<bool>& stopping) const;
};

std::unique_ptr<Channel> Workshop::make(core::ChannelKind kind, const std::atomic<bool>& stopping) const {
    switch (kind) {
        case core::ChannelKind::webhook:
            return std::make_unique<WebhookChannel>(options.webhook, options.page_url, options.phone_link, clock,
                                                    stopping);
        case core::ChannelKind::log: return std::make_unique<LogChannel>(options.log, options.page_url, clock);
        case core::ChannelKind::email:
            if (options.email) return std::make_unique<SmtpChannel>(*options.email, texts, clock, stopping);
            break;
        case core::ChannelKind::wecom_robot:
            if (options.wecom_robot)
                return std::make_unique<WecomRobotChannel>(*options.wecom_robot, for_many(texts), stopping);
            break;
        case core::ChannelKind::wecom_app:
            if (options.wecom_app) {
                return std::make_unique<WecomAppChannel>(*options.wecom_app, texts, wecom_tokens, clock, stopping);
            }
            break;
        case core::ChannelKind::sms:
            if (options.sms) return std::make_unique<SmsChannel>(*options.sms, texts, clock, stopping);
            break;
        case core::ChannelKind::mqtt:
            if (options.mqtt) return std::make_unique<MqttChannel>(*options.mqtt, options.page_url, stopping);
            break;
    }
    return std::make_unique<MissingChannel>(kind);
}

}  // namespace

bool is_set_up(core::ChannelKind kind, const ChannelOptions& options) {
    switch (kind) {
        case core::ChannelKind::webhook:
        case core::ChannelKind::log: return true;
        case core::ChannelKind::email: return options.email.has_value();
        case core::ChannelKind::wecom_robot: return options.wecom_robot.has_value();
        case core::ChannelKind::wecom_app: return options.wecom_app.has_value();
        case core::ChannelKind::sms: return options.sms.has_value();
        case core::ChannelKind::mqtt: return options.mqtt.has_value();
    }
    return false;
}

Millis longest_send(const ChannelOptions& options) {
    Millis longest = options.webhook.http.limits.timeout;
    if (options.email) longest = std::max(longest, options.email->limits.timeout);
    if (options.wecom_robot) longest = std::max(longest, options.wecom_robot->http.limits.timeout);
    // A token and a card, and both again when the token had gone stale.
    if (options.wecom_app) longest = std::max(longest, 4 * options.wecom_app->http.limits.timeout);
    // A question for each of two days, and the order.
    if (options.sms) longest = std::max(longest, 3 * options.sms->http.limits.timeout);
    if (options.mqtt) longest = std::max(longest, options.mqtt->timeout);
    return longest;
}

Result<ChannelFactory> make_channels(ChannelOptions options, std::shared_ptr<const Clock> clock) {
    // Both may be initialised any number of times; libcurl's part is thread-safe since 7.84.
    if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium cannot be initialised");
    if (const auto code = curl_global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
        return fail(ErrorCode::internal, std::string("libcurl cannot be initialised: ") + curl_easy_strerror(code));
    }
    TextOptions texts{options.language, options.utc_offset, options.page_url, options.phone_link};
    auto workshop = std::make_shared<Workshop>(
        Workshop{std::move(options), std::move(clock), std::move(texts), std::make_shared<WecomTokens>()});
    const auto limits = std::make_shared<SharedLimits>(workshop->options.limits);
    return ChannelFactory(
        [workshop, limits](core::ChannelKind kind, const std::atomic<bool>& stopping) -> std::unique_ptr<Channel> {
            auto channel = workshop->make(kind, stopping);
            if (!workshop->options.limits.contains(kind)) return channel;
            return std::make_unique<LimitedChannel>(std::move(channel), limits, workshop->clock);
        });
}

}  // namespace anju::alertd::notify
