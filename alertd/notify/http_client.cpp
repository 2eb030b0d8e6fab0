#include "alertd/notify/http_client.hpp"

#include <algorithm>

namespace anju::alertd::notify {

struct HttpClient::Receipt {
    std::string body;
    std::size_t most = 0;
    bool too_long = false;
};

HttpClient::HttpClient(const HttpOptions& options, const std::atomic<bool>& stopping)
    : options_(options), curl_(options.limits, "http,https", stopping) {
    curl_easy_setopt(curl_.get(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl_.get(), CURLOPT_USERAGENT, "anju-alertd/" ANJU_VERSION);
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &HttpClient::on_body);
}

std::size_t HttpClient::on_body(char* data, std::size_t size, std::size_t count, void* receipt_pointer) {
    auto& receipt = *static_cast<Receipt*>(receipt_pointer);
    const std::size_t bytes = size * count;
    receipt.body.append(data, std::min(bytes, receipt.most - receipt.body.size()));
    receipt.too_long = receipt.too_long || receipt.body.size() >= receipt.most;
    // Anything but the whole count ends the transfer; the status has been said by then.
    return receipt.too_long ? 0 : bytes;
}

HttpAnswer HttpClient::post(const std::string& url, const std::vector<std::string>& headers, const std::string& body) {
    CurlLines lines;
    for (const auto& header : headers) lines.add(header);
    lines.add("Expect:");
    curl_easy_setopt(curl_.get(), CURLOPT_POST, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDS, body.c_str());
    return perform(url, lines);
}

HttpAnswer HttpClient::get(const std::string& url, const std::vector<std::string>& headers) {
    CurlLines lines;
    for (const auto& header : headers) lines.add(header);
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPGET, 1L);
    return perform(url, lines);
}

HttpAnswer HttpClient::perform(const std::string& url, const CurlLines& headers) {
    Receipt receipt{{}, options_.max_answer_bytes, false};
    curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &receipt);
    const CURLcode code = curl_.perform();
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, nullptr);

    HttpAnswer answer;
    answer.status = curl_.status();
    answer.body = std::move(receipt.body);
    curl_off_t wait_seconds = 0;
    if (curl_easy_getinfo(curl_.get(), CURLINFO_RETRY_AFTER, &wait_seconds) == CURLE_OK && wait_seconds > 0) {
        const auto longest = static_cast<curl_off_t>(options_.longest_retry_after.count() / 1'000);
        answer.retry_after = Millis{std::min(wait_seconds, longest) * 1'000};
    }
    if (code == CURLE_OK) {
        answer.end = HttpAnswer::End::complete;
        return answer;
    }
    answer.why = curl_.why(code);
    if (curl_.gave_up(code)) {
        answer.end = HttpAnswer::End::stopping;
    } else if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        answer.end = HttpAnswer::End::bad_address;
    } else {
        answer.end = answer.body.empty() ? HttpAnswer::End::none : HttpAnswer::End::cut;
    }
    return answer;
}

Outcome outcome_of_status(const HttpAnswer& answer) {
    switch (answer.end) {
        case HttpAnswer::End::stopping: return {Delivery::abandoned, "shutting down", std::nullopt};
        case HttpAnswer::End::bad_address: return {Delivery::permanent, answer.why, std::nullopt};
        case HttpAnswer::End::none: return {Delivery::retry, answer.why, std::nullopt};
        case HttpAnswer::End::cut:
        case HttpAnswer::End::complete: break;
    }
    const long status = answer.status;
    Outcome outcome{Delivery::retry, "HTTP " + std::to_string(status), std::nullopt};
    const bool later = status == 408 || status == 425 || status == 429;
    if (answer.succeeded()) {
        // The receiver has said that it took the message; whether its answer ended is its own affair.
        outcome.delivery = Delivery::delivered;
    } else if (status >= 400 && status < 500 && !later) {
        outcome.delivery = Delivery::permanent;
    } else {
        outcome.retry_after = answer.retry_after;
    }
    return outcome;
}

std::string percent_encoded(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() * 3);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kHex[byte >> 4U];
            encoded += kHex[byte & 0x0fU];
        }
    }
    return encoded;
}

}  // namespace anju::alertd::notify
