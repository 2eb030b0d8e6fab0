// What WeCom (企业微信, 政务微信) answers, for the robot and the app alike. Pure.
//
// Source: the table of global error codes in WeCom's server API documentation. HTTP says 200 whatever
// happened; `errcode` in the body says what did.
#pragma once

#include "alertd/notify/http_client.hpp"

#include <cstdint>
#include <string>

namespace anju::alertd::notify {

enum class WecomMeaning {
    done,
    later,        ///< -1 busy, 6000 conflicting change
    limited,      ///< 45009 too many calls, 45033 too many at a time, 45011 and 45035 too often
    stale_token,  ///< 40001, 40014, 41001, 42001: fetch a new access token
    never,        ///< everything else: the receiver, the robot or the app does not exist or may not
};
[[nodiscard]] WecomMeaning meaning_of_errcode(std::int64_t errcode);

struct WecomAnswer {
    Outcome outcome;  ///< as the answer says; a stale token is `retry`
    bool stale_token = false;
    std::string invalid_user;  ///< of a send that WeCom accepted: whom it knows nothing of
    std::string access_token;  ///< of gettoken
    std::int64_t expires_in = 0;
};
/// An answer that is cut, or no JSON, leaves open what became of the message: later.
[[nodiscard]] WecomAnswer read_wecom_answer(const HttpAnswer& answer);

inline constexpr const char* kWecomBaseUrl = "https://qyapi.weixin.qq.com";

}  // namespace anju::alertd::notify
