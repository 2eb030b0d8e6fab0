#include "alertd/notify/smtp_channel.hpp"

#include "alertd/notify/mail.hpp"

#include <algorithm>
#include <cstring>

namespace anju::alertd::notify {

namespace {

/// What libcurl has not fetched of the message yet.
struct Reading {
    std::string_view rest;
};

std::size_t read_mail(char* into, std::size_t size, std::size_t count, void* reading_pointer) {
    auto& rest = static_cast<Reading*>(reading_pointer)->rest;
    const auto bytes = std::min(size * count, rest.size());
    std::memcpy(into, rest.data(), bytes);
    rest.remove_prefix(bytes);
    return bytes;
}

bool is_permanent(long status) { return status >= 500 && status < 600; }

}  // namespace

SmtpChannel::SmtpChannel(SmtpOptions options, TextOptions texts, std::shared_ptr<const Clock> clock,
                         const std::atomic<bool>& stopping)
    : options_(std::move(options)),
      texts_(std::move(texts)),
      clock_(std::move(clock)),
      curl_(options_.limits, "smtp,smtps", stopping) {
    const bool implicit = options_.tls == SmtpOptions::Tls::implicit;
    const auto url = (implicit ? "smtps://" : "smtp://") + options_.host + ":" + std::to_string(options_.port);
    curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
    const auto use_tls = options_.tls == SmtpOptions::Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL;
    curl_easy_setopt(curl_.get(), CURLOPT_USE_SSL, static_cast<long>(use_tls));
    if (!options_.username.empty()) {
        curl_easy_setopt(curl_.get(), CURLOPT_USERNAME, options_.username.c_str());
        curl_easy_setopt(curl_.get(), CURLOPT_PASSWORD, options_.password.c_str());
    }
    curl_easy_setopt(curl_.get(), CURLOPT_MAIL_FROM, ("<" + options_.sender + ">").c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_READFUNCTION, &read_mail);
}

Outcome SmtpChannel::send(const Job& job) {
    if (auto wrong = wrong_address(job, core::ChannelKind::email)) return std::move(*wrong);
    const std::string mail = mail_of(job, options_.sender, clock_->now().utc, texts_);
    Reading reading{mail};
    CurlLines receivers;
    receivers.add("<" + job.notification.address + ">");
    curl_easy_setopt(curl_.get(), CURLOPT_MAIL_RCPT, receivers.get());
    curl_easy_setopt(curl_.get(), CURLOPT_READDATA, &reading);
    curl_easy_setopt(curl_.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
    const CURLcode code = curl_.perform();
    const long status = curl_.status();
    curl_easy_setopt(curl_.get(), CURLOPT_MAIL_RCPT, nullptr);

    if (code == CURLE_OK) return {Delivery::delivered, "SMTP " + std::to_string(status), std::nullopt};
    if (curl_.gave_up(code)) return {Delivery::abandoned, "shutting down", std::nullopt};
    const auto delivery = is_permanent(status) ? Delivery::permanent : Delivery::retry;
    return {delivery, "SMTP " + std::to_string(status) + ": " + curl_.why(code), std::nullopt};
}

}  // namespace anju::alertd::notify
