#include "alertd/notify/sms_channel.hpp"

#include "base/words.hpp"

#include <array>

namespace anju::alertd::notify {

namespace {

constexpr std::array<std::string_view, 6> kParameters{"condition", "class", "address", "time", "others", "link"};
static_assert(kParameters.size() == static_cast<std::size_t>(SmsParameter::link) + 1);

/// Providers need a moment until a message that they took can be asked for.
constexpr Millis kBeforeAsking{5'000};
constexpr int kMostAsked = 3;  ///< tries that may end with an answer to the question alone

std::unique_ptr<SmsProvider> make_provider(const SmsOptions& options) {
    return options.provider == SmsOptions::Provider::aliyun ? make_aliyun_sms(options) : make_tencent_sms(options);
}

/// 【】 mark the sender's signature and are refused inside a parameter.
std::string without_signature_marks(const std::string& text) {
    std::string plain = text;
    for (const auto* mark : {"【", "】"}) {
        for (auto at = plain.find(mark); at != std::string::npos; at = plain.find(mark)) plain.replace(at, 3, " ");
    }
    return plain;
}

}  // namespace

std::string_view to_string(SmsParameter value) { return word_of(kParameters, value); }

std::optional<SmsParameter> parse_sms_parameter(std::string_view text) {
    return find_word<SmsParameter>(kParameters, text);
}

SmsChannel::SmsChannel(const SmsOptions& options, TextOptions texts, std::shared_ptr<const Clock> clock,
                       const std::atomic<bool>& stopping)
    : options_(options),
      texts_(std::move(texts)),
      clock_(std::move(clock)),
      provider_(make_provider(options_)),
      http_(options_.http, stopping) {}

SmsOrder SmsChannel::order_of(const Job& job) const {
    const auto others = job.others.size() + job.others_unnamed;
    const bool digest = others > 0 && !options_.digest_template_id.empty();
    SmsOrder order{job.notification.address,
                   job.notification.key,
                   digest ? options_.digest_template_id : options_.template_id,
                   {},
                   job.notification.created_at};
    for (const auto parameter : digest ? options_.digest_parameters : options_.parameters) {
        std::string value;
        switch (parameter) {
            case SmsParameter::condition: value = condition_text(job, texts_); break;
            case SmsParameter::incident_class: value = class_text(job, texts_); break;
            case SmsParameter::address: value = address_text(job, texts_); break;
            case SmsParameter::time: value = time_text(job, texts_); break;
            case SmsParameter::others: value = std::to_string(others); break;
            case SmsParameter::link:
                if (texts_.phone_link) value = texts_.phone_link(job.notification);
                break;
        }
        order.parameters.emplace_back(to_string(parameter), cut_to_characters(without_signature_marks(value),
                                                                              options_.most_parameter_characters));
    }
    return order;
}

std::optional<Outcome> SmsChannel::ask_first(const SmsOrder& order) {
    for (const auto& query : provider_->queries(order, clock_->now().utc)) {
        const auto answer = http_.post(query.url, query.headers, query.body);
        if (answer.end == HttpAnswer::End::stopping) return Outcome{Delivery::abandoned, "shutting down", std::nullopt};
        switch (provider_->read_query(answer, order)) {
            case SmsRecord::taken:
                return Outcome{Delivery::delivered, "the provider has it from an earlier attempt", std::nullopt};
            case SmsRecord::no_answer:
                return Outcome{Delivery::retry, "the provider does not say whether it has it", answer.retry_after};
            case SmsRecord::unknown:
            case SmsRecord::refused: break;
        }
    }
    return std::nullopt;
}

Outcome SmsChannel::send(const Job& job) {
    if (auto wrong = wrong_address(job, core::ChannelKind::sms)) return std::move(*wrong);
    const auto order = order_of(job);
    if (job.notification.attempts > 0) {
        // Told twice is better than not at all: a provider that never says whether it has it is not asked for ever.
        auto known = ask_first(order);
        const bool undecided = known && known->delivery == Delivery::retry;
        if (known && !(undecided && job.notification.attempts >= kMostAsked)) return *known;
    }
    const auto request = provider_->order(order, clock_->now().utc);
    auto outcome = provider_->read_order(http_.post(request.url, request.headers, request.body));
    if (outcome.delivery == Delivery::retry && !outcome.retry_after) outcome.retry_after = kBeforeAsking;
    return outcome;
}

}  // namespace anju::alertd::notify
