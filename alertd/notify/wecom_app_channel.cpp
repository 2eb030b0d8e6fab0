#include "alertd/notify/wecom_app_channel.hpp"

#include "alertd/core/addresses.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

// Characters, as the documentation of button_interaction cards recommends them.
constexpr std::size_t kMostTitle = 26;
constexpr std::size_t kMostDescription = 30;
constexpr std::size_t kMostSubTitle = 112;
constexpr std::size_t kMostValue = 26;

constexpr Millis kRenewBefore{300'000};
constexpr std::int64_t kShortestTokenSeconds = 600;

std::string say(Phrase phrase, const TextOptions& texts) { return std::string(wording_of(phrase).in(texts.language)); }

json::object button(Phrase phrase, const char* key, int style, const TextOptions& texts) {
    return {{"text", say(phrase, texts)}, {"style", style}, {"key", key}};
}

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

std::string wecom_card(const Job& job, std::int64_t agent_id, const TextOptions& texts) {
    std::string where = address_text(job, texts);
    if (!job.incident.place.registered) where += " " + say(Phrase::not_registered, texts);
    if (const auto all = job.others.size() + job.others_unnamed; all > 0) {
        where += " " + say(Phrase::others_before, texts) + std::to_string(all) + say(Phrase::others_after, texts) +
                 others_text(job, texts);
    }
    json::object card{
        {"card_type", "button_interaction"},
        {"source", json::object{{"desc", say(Phrase::brand, texts)}}},
        {"main_title",
         json::object{
             {"title", cut_to_characters(class_text(job, texts) + " " + condition_text(job, texts), kMostTitle)},
             {"desc", cut_to_characters(time_text(job, texts), kMostDescription)}}},
        {"sub_title_text", cut_to_characters(where, kMostSubTitle)},
        {"horizontal_content_list",
         json::array{json::object{{"keyname", say(Phrase::reference, texts)},
                                  {"value", cut_to_characters(job.incident.id.to_string(), kMostValue)}}}},
        {"task_id", stable_id(job.notification)},
        {"button_list",
         json::array{button(Phrase::accept, kAcceptKey, 1, texts), button(Phrase::en_route, kEnRouteKey, 2, texts),
                     button(Phrase::on_scene, kOnSceneKey, 2, texts)}},
    };
    if (const auto link = page_link(job, texts); !link.empty()) {
        card["card_action"] = json::object{{"type", 1}, {"url", link}};
    }
    // No enable_duplicate_check: it compares contents, and a case that nobody answers is told again on
    // purpose with the same words. The task_id tells a repeat from that.
    return json::serialize(json::object{{"touser", job.notification.address},
                                        {"msgtype", "template_card"},
                                        {"agentid", agent_id},
                                        {"template_card", std::move(card)}});
}

WecomAppChannel::WecomAppChannel(WecomAppOptions options, TextOptions texts, std::shared_ptr<WecomTokens> tokens,
                                 std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping)
    : options_(std::move(options)),
      texts_(std::move(texts)),
      tokens_(std::move(tokens)),
      clock_(std::move(clock)),
      http_(options_.http, stopping) {}

Outcome WecomAppChannel::fetch_token(std::string& token) {
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

Outcome WecomAppChannel::send(const Job& job) {
    if (const auto expected = core::address_mistake(core::ChannelKind::wecom_app, job.notification.address)) {
        return {Delivery::permanent, "expected " + std::string(*expected), std::nullopt};
    }
    const auto body = wecom_card(job, options_.agent_id, texts_);
    for (bool again = false;; again = true) {
        std::string token;
        if (auto fetched = fetch_token(token); fetched.delivery != Delivery::delivered) return fetched;
        const auto url = options_.base_url + "/cgi-bin/message/send?access_token=" + percent_encoded(token);
        auto answer = read_wecom_answer(http_.post(url, {"Content-Type: application/json"}, body));
        if (answer.stale_token) {
            // Somebody fetched another one, or WeCom took it back early: once more with a fresh one.
            tokens_->drop(token);
            if (!again) continue;
        }
        if (answer.outcome.delivery == Delivery::delivered && !answer.invalid_user.empty()) {
            return {Delivery::permanent, "WeCom does not know this member", std::nullopt};
        }
        return answer.outcome;
    }
}

}  // namespace anju::alertd::notify
