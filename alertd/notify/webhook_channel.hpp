// WebhookChannel: see WebhookOptions. One libcurl handle, which keeps the connections open.
#pragma once

#include "alertd/notify/channels.hpp"

#include <curl/curl.h>

namespace anju::alertd::notify {

class WebhookChannel final : public Channel {
public:
    WebhookChannel(WebhookOptions options, std::string page_url, std::shared_ptr<const Clock> clock,
                   const std::atomic<bool>& stopping);
    ~WebhookChannel() override;
    WebhookChannel(const WebhookChannel&) = delete;
    WebhookChannel& operator=(const WebhookChannel&) = delete;

    [[nodiscard]] Outcome send(const Job& job) override;

private:
    struct Exchange;
    void set_up();
    [[nodiscard]] Outcome outcome_of(CURLcode code, const Exchange& exchange) const;
    [[nodiscard]] Outcome outcome_of_status(long status) const;
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange);
    static int on_progress(void* channel, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    const WebhookOptions options_;
    const std::string page_url_;
    const std::shared_ptr<const Clock> clock_;
    const std::atomic<bool>& stopping_;
    CURL* curl_ = nullptr;
    char error_text_[CURL_ERROR_SIZE] = {};
};

}  // namespace anju::alertd::notify
