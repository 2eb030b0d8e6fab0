// Aliyun's short message service: SendSms and QuerySendDetails, version 2017-05-25, RPC style.
//
// Source: Aliyun's documentation of the RPC signature (HMAC-SHA1 over the sorted, percent-encoded
// parameters) and of both calls. A code in the body says what happened, whatever the HTTP status.
#include "alertd/notify/answers.hpp"
#include "alertd/notify/hashes.hpp"
#include "alertd/notify/sms_provider.hpp"
#include "base/text.hpp"

#include <sodium.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <map>
#include <set>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

constexpr Millis kPauseWhenLimited{30'000};
constexpr std::chrono::hours kBeijing{8};  // QuerySendDetails counts days in Beijing's time
constexpr int kSentFailed = 2;             // SendStatus: 1 waits for the network's word, 2 failed, 3 delivered

using Parameters = std::map<std::string, std::string>;

std::string joined(const Parameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        if (!text.empty()) text += '&';
        text += percent_encoded(name) + "=" + percent_encoded(value);
    }
    return text;
}

std::string nonce() {
    std::array<char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return lower_hex({bytes.data(), bytes.size()});
}

std::string day_of(UtcTime time) {
    const auto text = to_rfc3339(time + kBeijing);
    return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

std::optional<json::object> body_of(const HttpAnswer& answer) {
    auto body = object_of(answer);
    if (body && !body->contains("Code")) body.reset();
    return body;
}

bool is_throttled(const std::string& code) { return code.starts_with("Throttling"); }

bool is_temporary(const std::string& code) {
    static const std::set<std::string, std::less<>> kCodes{"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "InternalError",
                                                           "ServiceUnavailable", "SystemError"};
    return is_throttled(code) || kCodes.contains(code);
}

class AliyunSms final : public SmsProvider {
public:
    explicit AliyunSms(SmsOptions options) : options_(std::move(options)) {
        if (options_.base_url.empty()) options_.base_url = "https://dysmsapi.aliyuncs.com";
        if (options_.region.empty()) options_.region = "cn-hangzhou";
    }

    [[nodiscard]] SmsRequest order(const SmsOrder& order, UtcTime now) const override {
        json::object values;
        for (const auto& [name, value] : order.parameters) values[name] = value;
        return call("SendSms",
                    {{"PhoneNumbers", domestic(order.number)},
                     {"SignName", options_.sign_name},
                     {"TemplateCode", order.template_id},
                     {"TemplateParam", json::serialize(values)},
                     {"OutId", to_valid_utf8(order.key, kMostOutIdBytes)}},
                    now);
    }

    [[nodiscard]] Outcome read_order(const HttpAnswer& answer) const override {
        const auto body = body_of(answer);
        if (!body) return outcome_without_body(answer);
        const auto code = text_in(*body, "Code");
        const auto message = text_in(*body, "Message");
        Outcome outcome{Delivery::permanent, "Aliyun " + to_valid_utf8(code + " " + message, 160), answer.retry_after};
        if (code == "OK") {
            outcome.delivery = Delivery::delivered;
        } else if (code == "isv.BUSINESS_LIMIT_CONTROL") {
            // A day's limit frees nobody in time; the minute's and the hour's do.
            outcome.delivery = message.find("天级") != std::string::npos ? Delivery::permanent : Delivery::retry;
            outcome.retry_after = outcome.retry_after.value_or(kPauseWhenLimited);
        } else if (is_temporary(code) || answer.status >= 500 || answer.status == 429) {
            outcome.delivery = Delivery::retry;
        }
        return outcome;
    }

    [[nodiscard]] std::vector<SmsRequest> queries(const SmsOrder& order, UtcTime now) const override {
        std::set<std::string> days{day_of(order.first_tried), day_of(now)};
        std::vector<SmsRequest> requests;
        for (const auto& day : days) {
            requests.push_back(call("QuerySendDetails",
                                    {{"PhoneNumber", domestic(order.number)},
                                     {"SendDate", day},
                                     {"PageSize", "50"},  // the most; a number gets fewer a day
                                     {"CurrentPage", "1"}},
                                    now));
        }
        return requests;
    }

    [[nodiscard]] SmsRecord read_query(const HttpAnswer& answer, const SmsOrder& order) const override {
        const auto body = body_of(answer);
        if (!body) return SmsRecord::no_answer;
        const auto code = text_in(*body, "Code");
        if (code != "OK") {
            const bool later = is_temporary(code) || answer.status >= 500 || answer.status == 429;
            return later ? SmsRecord::no_answer : SmsRecord::refused;
        }
        const auto* details = object_in(*body, "SmsSendDetailDTOs");
        if (details == nullptr) return SmsRecord::unknown;
        const auto key = to_valid_utf8(order.key, kMostOutIdBytes);
        for (const auto& detail : list_in(*details, "SmsSendDetailDTO")) {
            const bool ours = text_in(detail, "OutId") == key;
            if (ours && number_in(detail, "SendStatus", 0) != kSentFailed) return SmsRecord::taken;
        }
        return SmsRecord::unknown;
    }

private:
    static constexpr std::size_t kMostOutIdBytes = 255;

    /// "13800000000", or abroad the country's code and the number without a +.
    [[nodiscard]] static std::string domestic(const std::string& number) {
        if (number.starts_with("+86")) return number.substr(3);
        return number.starts_with('+') ? number.substr(1) : number;
    }

    [[nodiscard]] SmsRequest call(const std::string& action, Parameters parameters, UtcTime now) const {
        parameters.insert({{"Action", action},
                           {"Version", "2017-05-25"},
                           {"RegionId", options_.region},
                           {"Format", "JSON"},
                           {"AccessKeyId", options_.key_id},
                           {"SignatureMethod", "HMAC-SHA1"},
                           {"SignatureVersion", "1.0"},
                           {"SignatureNonce", nonce()},
                           {"Timestamp", to_rfc3339(now).substr(0, 19) + "Z"}});
        const auto sorted = joined(parameters);
        const auto to_sign = "POST&%2F&" + percent_encoded(sorted);
        const auto signature = base64(hmac_sha1(options_.key_secret + "&", to_sign));
        return {options_.base_url + "/",
                {"Content-Type: application/x-www-form-urlencoded"},
                sorted + "&Signature=" + percent_encoded(signature)};
    }

    SmsOptions options_;
};

}  // namespace

std::unique_ptr<SmsProvider> make_aliyun_sms(SmsOptions options) {
    return std::make_unique<AliyunSms>(std::move(options));
}

}  // namespace anju::alertd::notify
