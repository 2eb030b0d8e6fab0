#include "alertd/notify/wecom_robot_channel.hpp"

#include "alertd/core/addresses.hpp"
#include "base/check.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostTextBytes = 2048;
constexpr std::size_t kNumberCharacters = 6;

}  // namespace

WecomRobotChannel::WecomRobotChannel(WecomRobotOptions options, TextOptions texts, const std::atomic<bool>& stopping)
    : options_(std::move(options)), texts_(std::move(texts)), http_(options_.http, stopping) {}

Outcome WecomRobotChannel::send(const Job& job) {
    if (auto wrong = wrong_address(job, core::ChannelKind::wecom_robot)) return std::move(*wrong);
    const auto address = core::parse_robot_address(job.notification.address);
    ANJU_CHECK(address.has_value());
    const auto key = options_.keys.find(address->robot);
    if (key == options_.keys.end()) {
        return {Delivery::permanent, "no robot of this name is set up: " + address->robot, std::nullopt};
    }
    const auto id = stable_id(job.notification);
    const auto number = "\n#" + id.substr(id.size() - kNumberCharacters);
    json::object text{{"content", text_of(job, texts_, kMostTextBytes - number.size()) + number}};
    if (!address->mobiles.empty()) {
        json::array mobiles;
        for (const auto& mobile : address->mobiles) mobiles.emplace_back(mobile);
        text["mentioned_mobile_list"] = std::move(mobiles);
    }
    const auto body = json::serialize(json::object{{"msgtype", "text"}, {"text", std::move(text)}});
    const auto url = options_.base_url + "/cgi-bin/webhook/send?key=" + percent_encoded(key->second);
    const auto answer = read_wecom_answer(http_.post(url, {"Content-Type: application/json"}, body));
    return answer.outcome;
}

}  // namespace anju::alertd::notify
