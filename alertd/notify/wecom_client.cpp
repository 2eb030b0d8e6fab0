#include "alertd/notify/wecom_client.hpp"

#include <algorithm>

namespace anju::alertd::notify {

namespace {

constexpr Millis kRenewBefore{300'000};
constexpr std::int64_t kShortestTokenSeconds = 600;

}  // namespace

std::optional<std::string> WecomTokens::get(MonoTime now) const {
    const std::lock_guard guard(mutex_);
    if (token_.empty() || now >= until_) return std::nullopt;
    return token_;
}

void WecomTokens::put(const std::string& token, MonoTime until) {
    const std::lock_guard guard(mutex_);
    token_ = token;
    until_ = until;
}

void WecomTokens::drop(const std::string& token) {
    const std::lock_guard guard(mutex_);
    if (token_ == token) token_.clear();
}

WecomClient::WecomClient(WecomAppOptions options, std::shared_ptr<WecomTokens> tokens,
                         std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping)
    : options_(std::move(options)),
      tokens_(std::move(tokens)),
      clock_(std::move(clock)),
      http_(options_.http, stopping) {}

Outcome WecomClient::fetch_token(std::string& token) {
    const auto now = clock_->now().mono;
    if (auto known = tokens_->get(now)) {
        token = std::move(*known);
        return {Delivery::delivered, "", std::nullopt};
    }
    const auto url = options_.base_url + "/cgi-bin/gettoken?corpid=" + percent_encoded(options_.corp_id) +
                     "&corpsecret=" + percent_encoded(options_.secret);
    auto answer = read_wecom_answer(http_.get(url));
    if (answer.outcome.delivery != Delivery::delivered) {
        // Asked for a token, 40001 says that our own secret is wrong: trying again does not help.
        if (answer.stale_token) answer.outcome.delivery = Delivery::permanent;
        answer.outcome.detail = "no access token: " + answer.outcome.detail;
        return answer.outcome;
    }
    if (answer.access_token.empty()) return {Delivery::retry, "WeCom gave no access token", std::nullopt};
    token = answer.access_token;
    const Millis lasts = std::chrono::seconds(std::max(answer.expires_in, kShortestTokenSeconds));
    tokens_->put(token, now + lasts - kRenewBefore);
    return answer.outcome;
}

WecomAnswer WecomClient::post(const std::string& path, const std::string& body) {
    for (bool again = false;; again = true) {
        WecomAnswer answer;
        std::string token;
        answer.outcome = fetch_token(token);
        if (answer.outcome.delivery != Delivery::delivered) return answer;
        const auto url = options_.base_url + path + "?access_token=" + percent_encoded(token);
        answer = read_wecom_answer(http_.post(url, {"Content-Type: application/json"}, body));
        if (!answer.stale_token) return answer;
        // Somebody fetched another one, or WeCom took it back early: once more with a fresh one.
        tokens_->drop(token);
        if (again) return answer;
    }
}

}  // namespace anju::alertd::notify
