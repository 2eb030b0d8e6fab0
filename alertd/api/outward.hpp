// What the server serves to the world outside: the CAP feed, what city platforms write back, WeCom's
// callback. A part that is not set up is not there: its paths answer 404.
#pragma once

#include "alertd/cap/cap.hpp"
#include "alertd/notify/wecom_callback.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::api {

/// A platform that may write back, and what it shows.
struct PlatformDoor {
    std::string id;
    std::string token;
};

struct CallbackReply {
    int status = 200;
    std::string body;
};

struct Outward {
    std::optional<cap::CapOptions> cap;
    std::string page_url;  ///< base of the feed's links; empty: paths
    std::vector<PlatformDoor> platforms;
    /// WeCom asks whether the URL is ours.
    std::function<CallbackReply(const notify::CallbackQuery&, const std::string& echo)> wecom_check;
    /// WeCom posts a press; answers once.
    std::function<void(const notify::CallbackQuery&, const std::string& body, std::function<void(CallbackReply)>)>
        wecom_press;
};

}  // namespace anju::alertd::api
