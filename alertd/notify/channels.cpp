#include "alertd/notify/channels.hpp"

#include "alertd/notify/log_channel.hpp"
#include "alertd/notify/webhook_channel.hpp"

#include <curl/curl.h>
#include <sodium.h>

namespace anju::alertd::notify {

Result<ChannelFactory> make_channels(ChannelOptions options, std::shared_ptr<const Clock> clock) {
    // Both may be initialised any number of times; libcurl's part is thread-safe since 7.84.
    if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium cannot be initialised");
    if (const auto code = curl_global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
        return fail(ErrorCode::internal, std::string("libcurl cannot be initialised: ") + curl_easy_strerror(code));
    }
    return ChannelFactory([options = std::move(options), clock = std::move(clock)](
                              core::ChannelKind kind, const std::atomic<bool>& stopping) -> std::unique_ptr<Channel> {
        if (kind == core::ChannelKind::webhook) {
            return std::make_unique<WebhookChannel>(options.webhook, options.page_url, clock, stopping);
        }
        return std::make_unique<LogChannel>(options.log, options.page_url, clock);
    });
}

}  // namespace anju::alertd::notify
