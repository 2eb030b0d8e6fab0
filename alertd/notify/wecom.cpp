#include "alertd/notify/wecom.hpp"

#include "alertd/notify/answers.hpp"
#include "base/text.hpp"

namespace anju::alertd::notify {

namespace {

constexpr Millis kPauseWhenLimited{15'000};  // the limits count minutes
constexpr std::size_t kMostWhyBytes = 120;

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
    const auto body = object_of(answer);
    read.outcome = outcome_without_body(answer);
    if (!answer.succeeded() || !body || !body->contains("errcode")) return read;
    const auto errcode = number_in(*body, "errcode", -1);
    read.outcome.detail =
        "WeCom " + std::to_string(errcode) + " " + to_valid_utf8(text_in(*body, "errmsg"), kMostWhyBytes);
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
    read.invalid_user = text_in(*body, "invaliduser") + text_in(*body, "unlicenseduser");
    read.access_token = text_in(*body, "access_token");
    read.expires_in = number_in(*body, "expires_in", 0);
    return read;
}

}  // namespace anju::alertd::notify
