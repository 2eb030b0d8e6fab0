#include "alertd/notify/webhook_channel.hpp"

#include "alertd/notify/message.hpp"
#include "base/check.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace anju::alertd::notify {

namespace {

/// A list of header lines that libcurl only borrows.
class Headers {
public:
    Headers() = default;
    ~Headers() { curl_slist_free_all(list_); }
    Headers(const Headers&) = delete;
    Headers& operator=(const Headers&) = delete;

    void add(const std::string& line) {
        curl_slist* longer = curl_slist_append(list_, line.c_str());
        ANJU_CHECK(longer != nullptr);
        list_ = longer;
    }
    [[nodiscard]] curl_slist* get() const { return list_; }

private:
    curl_slist* list_ = nullptr;
};

std::string unix_seconds(UtcTime time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// An idempotency key stands in a header: a responder's id is somebody's text and must not end the line.
std::string header_safe(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x21 || c == 0x7f; }, '_');
    return text;
}

bool is_our_address_at_fault(CURLcode code) {
    return code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

}  // namespace

struct WebhookChannel::Exchange {
    std::size_t body_bytes = 0;
    std::size_t max_body_bytes = 0;
};

std::string webhook_signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
    const auto bytes_of = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(secret), secret.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(timestamp), timestamp.size());
    crypto_auth_hmacsha256_update(&state, bytes_of("."), 1);
    crypto_auth_hmacsha256_update(&state, bytes_of(body), body.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_final(&state, mac.data());
    std::array<char, 2 * crypto_auth_hmacsha256_BYTES + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), mac.data(), mac.size());
    return std::string("sha256=") + hex.data();
}

WebhookChannel::WebhookChannel(WebhookOptions options, std::string page_url, std::shared_ptr<const Clock> clock,
                               const std::atomic<bool>& stopping)
    : options_(std::move(options)),
      page_url_(std::move(page_url)),
      clock_(std::move(clock)),
      stopping_(stopping),
      curl_(curl_easy_init()) {
    ANJU_CHECK(curl_ != nullptr);
    set_up();
}

WebhookChannel::~WebhookChannel() { curl_easy_cleanup(curl_); }

void WebhookChannel::set_up() {
    curl_easy_setopt(curl_, CURLOPT_ERRORBUFFER, error_text_);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl_, CURLOPT_PROXY, "");
    curl_easy_setopt(curl_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(curl_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl_, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl_, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
    curl_easy_setopt(curl_, CURLOPT_USERAGENT, "anju-alertd/" ANJU_VERSION);
    if (!options_.ca_file.empty()) curl_easy_setopt(curl_, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &WebhookChannel::on_body);
    curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, &WebhookChannel::on_progress);
    curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, this);
}

std::size_t WebhookChannel::on_body(char*, std::size_t size, std::size_t count, void* exchange_pointer) {
    auto& exchange = *static_cast<Exchange*>(exchange_pointer);
    exchange.body_bytes += size * count;
    // Anything but the whole count ends the transfer; the status has been said by then.
    return exchange.body_bytes > exchange.max_body_bytes ? 0 : size * count;
}

int WebhookChannel::on_progress(void* channel, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<WebhookChannel*>(channel)->stopping_ ? 1 : 0;
}

Outcome WebhookChannel::send(const Job& job) {
    const std::string body = message_of(job, page_url_);
    const std::string timestamp = unix_seconds(clock_->now().utc);
    Headers headers;
    headers.add("Content-Type: application/json");
    headers.add("Expect:");
    headers.add("Idempotency-Key: " + header_safe(job.notification.key));
    headers.add("X-Anju-Timestamp: " + timestamp);
    if (!options_.secret.empty())
        headers.add("X-Anju-Signature: " + webhook_signature(options_.secret, timestamp, body));

    Exchange exchange{0, options_.max_response_bytes};
    error_text_[0] = '\0';
    curl_easy_setopt(curl_, CURLOPT_URL, job.notification.address.c_str());
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &exchange);
    const CURLcode code = curl_easy_perform(curl_);
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, nullptr);
    return outcome_of(code, exchange);
}

Outcome WebhookChannel::outcome_of(CURLcode code, const Exchange& exchange) const {
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK) return outcome_of_status(status);
    // The receiver has said that it took the message; that its answer did not end is its own affair.
    if (exchange.body_bytes > 0 && status >= 200 && status < 300) return outcome_of_status(status);
    if (code == CURLE_ABORTED_BY_CALLBACK && stopping_) return {Delivery::abandoned, "shutting down", std::nullopt};
    const std::string why = error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code);
    return {is_our_address_at_fault(code) ? Delivery::permanent : Delivery::retry, why, std::nullopt};
}

Outcome WebhookChannel::outcome_of_status(long status) const {
    Outcome outcome{Delivery::retry, "HTTP " + std::to_string(status), std::nullopt};
    if (status >= 200 && status < 300) {
        outcome.delivery = Delivery::delivered;
        return outcome;
    }
    const bool later = status == 408 || status == 425 || status == 429;
    if (status >= 400 && status < 500 && !later) {
        outcome.delivery = Delivery::permanent;
        return outcome;
    }
    curl_off_t wait_seconds = 0;
    if (curl_easy_getinfo(curl_, CURLINFO_RETRY_AFTER, &wait_seconds) == CURLE_OK && wait_seconds > 0) {
        const auto longest = static_cast<curl_off_t>(options_.longest_retry_after.count() / 1'000);
        outcome.retry_after = Millis{std::min(wait_seconds, longest) * 1'000};
    }
    return outcome;
}

}  // namespace anju::alertd::notify
