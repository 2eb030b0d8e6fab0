// WecomRobotChannel: the robot of a WeCom group chat.
//
// A text of at most 2048 bytes, cut at a character, which mentions the telephones of the address. A
// robot has no buttons and does not recognise a repeat, so the text ends in a number made from the
// notification's key: people see that it is the message they have. WeCom takes 20 messages a minute
// from one robot (rate_limits.hpp keeps below it).
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/http_client.hpp"
#include "alertd/notify/texts.hpp"
#include "alertd/notify/wecom.hpp"

#include <map>
#include <string>

namespace anju::alertd::notify {

struct WecomRobotOptions {
    std::string base_url = kWecomBaseUrl;
    std::map<std::string, std::string> keys;  ///< a robot's name in the register -> its secret key
    HttpOptions http;
};

class WecomRobotChannel final : public Channel {
public:
    WecomRobotChannel(WecomRobotOptions options, TextOptions texts, const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const WecomRobotOptions options_;
    const TextOptions texts_;
    HttpClient http_;
};

}  // namespace anju::alertd::notify
