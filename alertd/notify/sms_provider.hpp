// SmsProvider: how one company wants its short messages ordered. Pure: bytes in, bytes out.
//
// A short message is a template that the company has approved, and parameters; free text is not
// possible. Orders are not idempotent: the same order twice is two messages. So each order carries the
// notification's key, and before a second try the company is asked whether it has that key already.
#pragma once

#include "alertd/notify/http_client.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::notify {

/// What a template's parameters may be filled with.
enum class SmsParameter {
    condition,
    incident_class,
    address,
    time,
    others,
    link,  ///< what stands behind the # of the responder's own link; the address before it is the template's
};

struct SmsOptions {
    enum class Provider { aliyun, tencent };
    Provider provider = Provider::aliyun;
    std::string base_url;  ///< without a path; empty: the provider's own
    std::string region;    ///< empty: the provider's usual one
    std::string key_id;    ///< Aliyun: AccessKeyId; Tencent: SecretId
    std::string key_secret;
    std::string app_id;  ///< Tencent: SmsSdkAppId
    std::string sign_name;
    std::string template_id;
    std::vector<SmsParameter> parameters;  ///< in the template's order; Aliyun's are named by these words
    /// For a message that tells of other cases as well: a template with `others`. Empty: no digests.
    std::string digest_template_id;
    std::vector<SmsParameter> digest_parameters;
    std::size_t most_parameter_characters = 35;  ///< what the provider lets a parameter have
    HttpOptions http;
};

struct SmsOrder {
    std::string number;  ///< as core::address_mistake() wants it
    std::string key;
    std::string template_id;
    std::vector<std::pair<std::string, std::string>> parameters;  ///< name and value, in the template's order
    UtcTime first_tried{};                                        ///< when the notification was made
};

struct SmsRequest {
    std::string url;
    std::vector<std::string> headers;
    std::string body;
};

/// What the provider knows of an order.
enum class SmsRecord {
    taken,      ///< sent, or under way
    unknown,    ///< not found, or the network gave it up: order again
    no_answer,  ///< could not be asked now
    refused,    ///< may not be asked (our key lacks the right)
};

class SmsProvider {
public:
    virtual ~SmsProvider() = default;
    [[nodiscard]] virtual SmsRequest order(const SmsOrder& order, UtcTime now) const = 0;
    [[nodiscard]] virtual Outcome read_order(const HttpAnswer& answer) const = 0;
    /// The questions that together tell whether the order is there.
    [[nodiscard]] virtual std::vector<SmsRequest> queries(const SmsOrder& order, UtcTime now) const = 0;
    [[nodiscard]] virtual SmsRecord read_query(const HttpAnswer& answer, const SmsOrder& order) const = 0;
};

[[nodiscard]] std::unique_ptr<SmsProvider> make_aliyun_sms(SmsOptions options);
[[nodiscard]] std::unique_ptr<SmsProvider> make_tencent_sms(SmsOptions options);

}  // namespace anju::alertd::notify
