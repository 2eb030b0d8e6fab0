#include "alertd/notify/wecom.hpp"

#include "base/text.hpp"

#include <boost/json/parse.hpp>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

constexpr Millis kPauseWhenLimited{15'000};  // the limits count minutes
constexpr std::size_t kMostWhyBytes = 120;

std::string text_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::int64_t number_in(const json::object& object, const char* name, std::int64_t fallback) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : fallback;
}

}  // namespace

WecomMeaning meaning_of_errcode(std::int64_t errcode) {
    switch (errcode) {
        case 0: return WecomMeaning::done;
        case -1:
        case 6000: return WecomMeaning::later;
        case 45009:
        case 45011:
        case 45033:
        case 45035: return WecomMeaning::limited;
        case 40001:
        case 40014:
        case 41001:
        case 42001: return WecomMeaning::stale_token;
        default: return WecomMeaning::never;
    }
}

WecomAnswer read_wecom_answer(const HttpAnswer& answer) {
    WecomAnswer read;
    read.outcome = outcome_of_status(answer);
    if (answer.end != HttpAnswer::End::complete && answer.end != HttpAnswer::End::cut) return read;
    if (!answer.succeeded()) return read;
    boost::system::error_code error;
    const auto body = json::parse(answer.body, error);
    const auto* object = error ? nullptr : body.if_object();
    if (object == nullptr || !object->contains("errcode")) {
        read.outcome = {Delivery::retry, "WeCom's answer is not whole", std::nullopt};
        return read;
    }
    const auto errcode = number_in(*object, "errcode", -1);
    read.outcome.detail =
        "WeCom " + std::to_string(errcode) + " " + to_valid_utf8(text_in(*object, "errmsg"), kMostWhyBytes);
    switch (meaning_of_errcode(errcode)) {
        case WecomMeaning::done: read.outcome.delivery = Delivery::delivered; break;
        case WecomMeaning::later: read.outcome.delivery = Delivery::retry; break;
        case WecomMeaning::limited:
            read.outcome.delivery = Delivery::retry;
            read.outcome.retry_after = kPauseWhenLimited;
            break;
        case WecomMeaning::stale_token:
            read.outcome.delivery = Delivery::retry;
            read.stale_token = true;
            break;
        case WecomMeaning::never: read.outcome.delivery = Delivery::permanent; break;
    }
    read.invalid_user = text_in(*object, "invaliduser");
    read.access_token = text_in(*object, "access_token");
    read.expires_in = number_in(*object, "expires_in", 0);
    return read;
}

}  // namespace anju::alertd::notify
