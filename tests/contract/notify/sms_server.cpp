#include "tests/contract/notify/sms_server.hpp"

#include "base/time.hpp"
#include "tests/contract/notify/http_moods.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <chrono>

namespace anju::tests {

namespace {

namespace json = boost::json;
using Way = ReceiverAnswer::Way;

std::string mac(const EVP_MD* hash, const std::string& key, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), bytes.data(), &size);
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string hex(const std::string& bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += "0123456789abcdef"[byte / 16];
        text += "0123456789abcdef"[byte % 16];
    }
    return text;
}

std::string sha256_hex(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), bytes.data(), &size, EVP_sha256(), nullptr);
    return hex({reinterpret_cast<const char*>(bytes.data()), size});
}

std::string base64(const std::string& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const auto size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string decoded(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            plain += text[i] == '+' ? ' ' : text[i];
        }
    }
    return plain;
}

std::string encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += "0123456789ABCDEF"[byte / 16];
            out += "0123456789ABCDEF"[byte % 16];
        }
    }
    return out;
}

ReceiverAnswer too_many() { return {Way::reply, 429, "Retry-After: 7\r\n", ""}; }

}  // namespace

std::string SmsServer::get(const std::string& code) const {
    const std::lock_guard guard(keys_mutex_);
    return code;
}
void SmsServer::set(std::string& code, const std::string& value) {
    const std::lock_guard guard(keys_mutex_);
    code = value;
}
std::vector<std::string> SmsServer::keys() const {
    const std::lock_guard guard(keys_mutex_);
    return {keys_.begin(), keys_.end()};
}
void SmsServer::remember(const std::string& key, const std::string& text) {
    {
        const std::lock_guard guard(keys_mutex_);
        // A second order of the same key would be a second message on somebody's phone.
        if (!keys_.insert(key).second) return violation("ordered twice: " + key);
    }
    take({key, text});
}

// ---- Aliyun -----------------------------------------------------------------------------------

void AliyunServer::set_up(alertd::notify::ChannelOptions& options, bool impatient) {
    using alertd::notify::SmsParameter;
    alertd::notify::SmsOptions sms;
    sms.base_url = "http://127.0.0.1:" + std::to_string(receiver_.port());
    sms.key_id = "LTAI";
    sms.key_secret = "aliyun secret";
    sms.sign_name = "安居";
    sms.template_id = "SMS_1";
    sms.parameters = {SmsParameter::condition, SmsParameter::address};
    sms.digest_template_id = "SMS_2";
    sms.digest_parameters = {SmsParameter::condition, SmsParameter::address, SmsParameter::others};
    if (impatient) sms.http.limits.timeout = Millis{500};
    options.sms = sms;
}

void AliyunServer::verify(const HttpRequest& request, Form form) {
    if (request.line != "POST / HTTP/1.1") violation("another call: " + request.line);
    const auto signature = form["Signature"];
    form.erase("Signature");
    std::string sorted;
    for (const auto& [name, value] : form) sorted += (sorted.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
    const auto expected = base64(mac(EVP_sha1(), "aliyun secret&", "POST&" + encoded("/") + "&" + encoded(sorted)));
    if (signature != expected) violation("SignatureDoesNotMatch");
    if (form["AccessKeyId"] != "LTAI" || form["Version"] != "2017-05-25" || form["SignatureMethod"] != "HMAC-SHA1" ||
        form["SignatureVersion"] != "1.0" || form["Format"] != "JSON")
        violation("a common parameter is missing");
    if (!parse_rfc3339(form["Timestamp"]) || form["Timestamp"].size() != 20) violation("another Timestamp");
    if (!nonces_.insert(form["SignatureNonce"]).second) violation("a nonce was used before");
}

ReceiverAnswer AliyunServer::answer(const HttpRequest& request) {
    Form form;
    for (std::size_t at = 0; at < request.body.size();) {
        const auto end = std::min(request.body.find('&', at), request.body.size());
        const auto pair = request.body.substr(at, end - at);
        const auto equals = pair.find('=');
        if (!form.emplace(decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1))).second)
            violation("a parameter came twice");
        at = end + 1;
    }
    verify(request, form);
    return form["Action"] == "SendSms" ? take_order(form) : tell(form);
}

ReceiverAnswer AliyunServer::take_order(Form& form) {
    const auto mood = next_mood();
    if (const auto code = get(order_code_); !code.empty())
        return {Way::reply, 200, "", R"({"Code":")" + code + R"(","Message":"no"})"};
    if (mood == Mood::limited) return too_many();
    if (mood == Mood::broken) return {Way::reply, 500, "", R"({"Code":"InternalError","Message":"oops"})"};
    if (mood == Mood::refuse) return {Way::reply, 200, "", R"({"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"no"})"};
    if (form["PhoneNumbers"] != "13800000000") violation("another receiver: " + form["PhoneNumbers"]);
    if (form["SignName"] != "安居") violation("another signature");
    boost::system::error_code error;
    const auto values = json::parse(form["TemplateParam"], error);
    const std::size_t expected = form["TemplateCode"] == "SMS_1" ? 2 : 3;
    if (error || !values.is_object() || values.as_object().size() != expected) {
        violation("other parameters: " + form["TemplateParam"]);
    }
    remember(form["OutId"], form["TemplateParam"]);
    return {way_of(mood), 200, "", R"({"Code":"OK","Message":"OK","BizId":"1^0","RequestId":"r"})"};
}

ReceiverAnswer AliyunServer::tell(const Form& form) {
    ++queries;
    if (form.at("Action") != "QuerySendDetails") violation("no such action: " + form.at("Action"));
    if (form.at("SendDate").size() != 8 || form.at("PhoneNumber") != "13800000000") violation("another question");
    if (const auto code = get(query_code_); !code.empty())
        return {Way::reply, 200, "", R"({"Code":")" + code + R"(","Message":"no"})"};
    json::array details;
    for (const auto& key : keys()) details.push_back(json::object{{"OutId", key}, {"SendStatus", 1}});
    return {Way::reply, 200, "",
            json::serialize(json::object{{"Code", "OK"},
                                         {"Message", "OK"},
                                         {"TotalCount", details.size()},
                                         {"SmsSendDetailDTOs", json::object{{"SmsSendDetailDTO", details}}}})};
}

// ---- Tencent ----------------------------------------------------------------------------------

void TencentServer::set_up(alertd::notify::ChannelOptions& options, bool impatient) {
    using alertd::notify::SmsParameter;
    alertd::notify::SmsOptions sms;
    sms.provider = alertd::notify::SmsOptions::Provider::tencent;
    sms.base_url = "http://127.0.0.1:" + std::to_string(receiver_.port());
    sms.key_id = "AKID";
    sms.key_secret = "tencent secret";
    sms.app_id = "1400006666";
    sms.sign_name = "安居";
    sms.template_id = "1110";
    sms.parameters = {SmsParameter::condition, SmsParameter::address};
    if (impatient) sms.http.limits.timeout = Millis{500};
    options.sms = sms;
}

void TencentServer::verify(const HttpRequest& request) {
    if (request.line != "POST / HTTP/1.1") violation("another call: " + request.line);
    const auto header = [&](const std::string& name) {
        const auto found = request.headers.find(name);
        if (found == request.headers.end()) violation("no header " + name);
        return found == request.headers.end() ? std::string() : found->second;
    };
    const auto timestamp = header("x-tc-timestamp");
    const auto day = to_rfc3339(UtcTime(std::chrono::seconds(std::stoll(timestamp)))).substr(0, 10);
    auto action = header("x-tc-action");
    for (auto& c : action) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto canonical = "POST\n/\n\ncontent-type:" + header("content-type") + "\nhost:" + header("host") +
                           "\nx-tc-action:" + action + "\n\ncontent-type;host;x-tc-action\n" + sha256_hex(request.body);
    const auto to_sign = "TC3-HMAC-SHA256\n" + timestamp + "\n" + day + "/sms/tc3_request\n" + sha256_hex(canonical);
    const auto key =
        mac(EVP_sha256(), mac(EVP_sha256(), mac(EVP_sha256(), "TC3tencent secret", day), "sms"), "tc3_request");
    const auto expected = "TC3-HMAC-SHA256 Credential=AKID/" + day +
                          "/sms/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=" +
                          hex(mac(EVP_sha256(), key, to_sign));
    if (header("authorization") != expected) violation("AuthFailure.SignatureFailure");
    if (header("x-tc-version") != "2021-01-11" || header("x-tc-region").empty()) violation("another version");
}

ReceiverAnswer TencentServer::answer(const HttpRequest& request) {
    verify(request);
    return request.headers.at("x-tc-action") == "SendSms" ? take_order(request.body) : tell(request.body);
}

ReceiverAnswer TencentServer::take_order(const std::string& body) {
    const auto mood = next_mood();
    const auto said = [](const std::string& code, Way way = Way::reply) {
        return ReceiverAnswer{way, 200, "",
                              R"({"Response":{"SendStatusSet":[{"SerialNo":"1","Code":")" + code +
                                  R"(","Message":"m"}],"RequestId":"r"}})"};
    };
    if (const auto code = get(order_code_); !code.empty()) return said(code);
    if (mood == Mood::limited) return too_many();
    if (mood == Mood::broken)
        return {Way::reply, 200, "",
                R"({"Response":{"Error":{"Code":"InternalError","Message":"oops"},"RequestId":"r"}})"};
    if (mood == Mood::refuse) return said("InvalidParameterValue.IncorrectPhoneNumber");
    boost::system::error_code error;
    const auto order = json::parse(body, error);
    if (error) {
        violation("no JSON: " + body);
        return said("FailedOperation.FailResolvePacket");
    }
    if (json::serialize(order.at("PhoneNumberSet")) != R"(["+8613800000000"])") violation("another receiver");
    if (order.at("SmsSdkAppId") != "1400006666" || order.at("SignName") != "安居") violation("another app");
    if (order.at("TemplateParamSet").as_array().size() != 2) violation("other parameters");
    remember(std::string(order.at("SessionContext").as_string()), json::serialize(order.at("TemplateParamSet")));
    return said("Ok", way_of(mood));
}

ReceiverAnswer TencentServer::tell(const std::string& body) {
    ++queries;
    const auto question = json::parse(body);
    if (question.at("PhoneNumber") != "+8613800000000" || !question.at("BeginTime").is_int64() ||
        question.at("Limit").as_int64() > 100)
        violation("another question: " + body);
    if (const auto code = get(query_code_); !code.empty())
        return {Way::reply, 200, "", R"({"Response":{"Error":{"Code":")" + code + R"(","Message":"m"}}})"};
    json::array found;
    for (const auto& key : keys()) found.push_back(json::object{{"SessionContext", key}, {"ReportStatus", "SUCCESS"}});
    return {Way::reply, 200, "",
            json::serialize(json::object{{"Response", json::object{{"PullSmsSendStatusSet", found}}}})};
}

std::unique_ptr<Provider> make_aliyun_provider() { return std::make_unique<AliyunServer>(); }
std::unique_ptr<Provider> make_tencent_provider() { return std::make_unique<TencentServer>(); }

}  // namespace anju::tests
