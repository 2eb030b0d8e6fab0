// Tencent Cloud's short message service: SendSms and PullSmsSendStatusByPhoneNumber, 2021-01-11.
//
// Source: Tencent's documentation of the signature TC3-HMAC-SHA256 and of both calls. Errors of the
// call stand in Response.Error, those of one number in Response.SendStatusSet, both under HTTP 200.
#include "alertd/core/addresses.hpp"
#include "alertd/notify/answers.hpp"
#include "alertd/notify/hashes.hpp"
#include "alertd/notify/sms_provider.hpp"
#include "base/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

constexpr Millis kPauseWhenLimited{30'000};  // its default lets a number have one message each 30 s
constexpr std::size_t kMostContextBytes = 511;
constexpr const char* kContentType = "application/json; charset=utf-8";
constexpr const char* kService = "sms";

std::optional<json::object> response_of(const HttpAnswer& answer) {
    const auto body = object_of(answer);
    const auto* response = body ? object_in(*body, "Response") : nullptr;
    return response == nullptr ? std::nullopt : std::optional(*response);
}

struct Said {
    std::string code;
    std::string message;
};

/// What the call as a whole, or else the first number, was told.
std::optional<Said> said_in(const json::object& response) {
    if (const auto* error = object_in(response, "Error")) {
        return Said{text_in(*error, "Code"), text_in(*error, "Message")};
    }
    const auto numbers = list_in(response, "SendStatusSet");
    if (numbers.empty()) return std::nullopt;
    return Said{text_in(numbers.front(), "Code"), text_in(numbers.front(), "Message")};
}

bool is_temporary(const std::string& code) {
    return code.starts_with("InternalError") || code.starts_with("RequestLimitExceeded") ||
           code.starts_with("ResourceUnavailable");
}

/// A day's limit frees nobody in time; the shorter ones do.
bool is_short_limit(const std::string& code) {
    return code.starts_with("LimitExceeded") && code.find("Daily") == std::string::npos;
}

class TencentSms final : public SmsProvider {
public:
    explicit TencentSms(SmsOptions options) : options_(std::move(options)) {
        if (options_.base_url.empty()) options_.base_url = "https://sms.tencentcloudapi.com";
        if (options_.region.empty()) options_.region = "ap-guangzhou";
        const auto scheme = options_.base_url.find("://");
        host_ = scheme == std::string::npos ? options_.base_url : options_.base_url.substr(scheme + 3);
    }

    [[nodiscard]] SmsRequest order(const SmsOrder& order, UtcTime now) const override {
        json::array values;
        for (const auto& parameter : order.parameters) values.emplace_back(parameter.second);
        return call("SendSms",
                    {{"PhoneNumberSet", json::array{core::international_number(order.number)}},
                     {"SmsSdkAppId", options_.app_id},
                     {"SignName", options_.sign_name},
                     {"TemplateId", order.template_id},
                     {"TemplateParamSet", std::move(values)},
                     {"SessionContext", to_valid_utf8(order.key, kMostContextBytes)}},
                    now);
    }

    [[nodiscard]] Outcome read_order(const HttpAnswer& answer) const override {
        const auto response = response_of(answer);
        const auto said = response ? said_in(*response) : std::nullopt;
        if (!said) return outcome_without_body(answer);
        Outcome outcome{Delivery::permanent, "Tencent " + to_valid_utf8(said->code + " " + said->message, 160),
                        answer.retry_after};
        if (said->code == "Ok") {
            outcome.delivery = Delivery::delivered;
        } else if (is_short_limit(said->code)) {
            outcome.delivery = Delivery::retry;
            outcome.retry_after = outcome.retry_after.value_or(kPauseWhenLimited);
        } else if (is_temporary(said->code)) {
            outcome.delivery = Delivery::retry;
        }
        return outcome;
    }

    [[nodiscard]] std::vector<SmsRequest> queries(const SmsOrder& order, UtcTime now) const override {
        // A minute for clocks that differ.
        const auto since = std::chrono::floor<std::chrono::seconds>(order.first_tried - std::chrono::minutes(1));
        return {call("PullSmsSendStatusByPhoneNumber",
                     {{"BeginTime", std::max<std::int64_t>(since.time_since_epoch().count(), 0)},
                      {"Offset", 0},
                      {"Limit", 100},
                      {"PhoneNumber", core::international_number(order.number)},
                      {"SmsSdkAppId", options_.app_id}},
                     now)};
    }

    [[nodiscard]] SmsRecord read_query(const HttpAnswer& answer, const SmsOrder& order) const override {
        const auto response = response_of(answer);
        if (!response) return SmsRecord::no_answer;
        if (response->contains("Error")) {
            const auto said = said_in(*response);
            const bool later = said && (is_temporary(said->code) || is_short_limit(said->code));
            return later ? SmsRecord::no_answer : SmsRecord::refused;
        }
        const auto key = to_valid_utf8(order.key, kMostContextBytes);
        for (const auto& status : list_in(*response, "PullSmsSendStatusSet")) {
            if (text_in(status, "SessionContext") == key && text_in(status, "ReportStatus") != "FAIL") {
                return SmsRecord::taken;
            }
        }
        return SmsRecord::unknown;
    }

private:
    [[nodiscard]] SmsRequest call(const std::string& action, json::object payload, UtcTime now) const {
        const auto body = json::serialize(payload);
        const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
        const auto timestamp = std::to_string(seconds.time_since_epoch().count());
        const auto date = to_rfc3339(now).substr(0, 10);
        const auto scope = date + "/" + kService + "/tc3_request";
        std::string action_in_lower = action;
        std::ranges::transform(action_in_lower, action_in_lower.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        const std::string signed_headers = "content-type;host;x-tc-action";
        const auto canonical = "POST\n/\n\ncontent-type:" + std::string(kContentType) + "\nhost:" + host_ +
                               "\nx-tc-action:" + action_in_lower + "\n\n" + signed_headers + "\n" +
                               lower_hex(sha256(body));
        const auto to_sign = "TC3-HMAC-SHA256\n" + timestamp + "\n" + scope + "\n" + lower_hex(sha256(canonical));
        const auto for_date = hmac_sha256("TC3" + options_.key_secret, date);
        const auto for_request = hmac_sha256(hmac_sha256(for_date, kService), "tc3_request");
        const auto signature = lower_hex(hmac_sha256(for_request, to_sign));
        return {options_.base_url + "/",
                {"Content-Type: " + std::string(kContentType), "Host: " + host_, "X-TC-Action: " + action,
                 "X-TC-Version: 2021-01-11", "X-TC-Timestamp: " + timestamp, "X-TC-Region: " + options_.region,
                 "Authorization: TC3-HMAC-SHA256 Credential=" + options_.key_id + "/" + scope +
                     ", SignedHeaders=" + signed_headers + ", Signature=" + signature},
                body};
    }

    SmsOptions options_;
    std::string host_;
};

}  // namespace

std::unique_ptr<SmsProvider> make_tencent_sms(SmsOptions options) {
    return std::make_unique<TencentSms>(std::move(options));
}

}  // namespace anju::alertd::notify
