// WebhookChannel: see WebhookOptions.
#pragma once

#include "alertd/notify/channels.hpp"
#include "alertd/notify/http_client.hpp"

namespace anju::alertd::notify {

class WebhookChannel final : public Channel {
public:
    WebhookChannel(WebhookOptions options, std::string page_url, PhoneLink phone_link,
                   std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const std::string secret_;
    const std::string page_url_;
    const PhoneLink phone_link_;
    const std::shared_ptr<const Clock> clock_;
    HttpClient http_;
};

}  // namespace anju::alertd::notify
