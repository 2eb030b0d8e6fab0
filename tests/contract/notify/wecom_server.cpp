#include "tests/contract/notify/wecom_server.hpp"

#include "base/text.hpp"
#include "tests/contract/notify/http_moods.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace anju::tests {

namespace {

namespace json = boost::json;
using Way = ReceiverAnswer::Way;

ReceiverAnswer said(int errcode, const std::string& more = "", Way way = Way::reply) {
    return {way, 200, "Content-Type: application/json\r\n",
            "{\"errcode\":" + std::to_string(errcode) + ",\"errmsg\":\"" + (errcode == 0 ? "ok" : "no") + "\"" + more +
                "}"};
}

/// The values of an object by name, sorted as "a,b,c".
std::string names_of(const json::object& object) {
    std::set<std::string> names;
    for (const auto& member : object) names.insert(member.key());
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

std::size_t characters_of(const json::value& text) {
    std::size_t count = 0;
    for (const char c : text.as_string()) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    return count;
}

}  // namespace

void WecomAppProvider::set_up(alertd::notify::ChannelOptions& options, bool impatient) {
    alertd::notify::WecomAppOptions app;
    app.base_url = "http://127.0.0.1:" + std::to_string(receiver_.port());
    app.corp_id = "ww-corp";
    app.secret = "s&cret=1";
    app.agent_id = 1000002;
    if (impatient) app.http.limits.timeout = Millis{500};
    options.wecom_app = app;
}

std::string WecomAppProvider::last_card() const {
    const std::lock_guard guard(cards_mutex_);
    return last_card_;
}

ReceiverAnswer WecomAppProvider::answer(const HttpRequest& request) {
    if (request.line.starts_with("GET /cgi-bin/gettoken?")) return give_token(request);
    if (request.line.starts_with("POST /cgi-bin/message/send?access_token=")) return take_card(request);
    if (request.line.starts_with("POST /cgi-bin/message/update_template_card?access_token=")) {
        return update_card(request);
    }
    violation("no such call: " + request.line);
    return {Way::reply, 404, "", ""};
}

ReceiverAnswer WecomAppProvider::give_token(const HttpRequest& request) {
    if (request.line != "GET /cgi-bin/gettoken?corpid=ww-corp&corpsecret=s%26cret%3D1 HTTP/1.1") {
        violation("another secret: " + request.line);
    }
    ++tokens_given_;
    if (token_errcode != 0) return said(token_errcode);
    return said(0, ",\"access_token\":\"token-" + std::to_string(generation_) + "\",\"expires_in\":7200");
}

bool WecomAppProvider::has_token(const HttpRequest& request) const {
    return request.line.ends_with("access_token=token-" + std::to_string(generation_) + " HTTP/1.1");
}

ReceiverAnswer WecomAppProvider::update_card(const HttpRequest& request) {
    if (!has_token(request)) return said(42001);
    boost::system::error_code error;
    const auto parsed = json::parse(request.body, error);
    if (error || !is_utf8(request.body)) violation("no JSON: " + request.body);
    const auto& update = parsed.as_object();
    if (names_of(update) != "agentid,response_code,template_card,userids") violation("another form: " + request.body);
    if (update.at("agentid") != 1000002) violation("another app");
    const auto& card = update.at("template_card").as_object();
    if (card.at("card_type") != "button_interaction" || card.contains("task_id")) violation("another card");
    if (card.at("button_list").as_array().empty()) violation("a card without buttons");
    const std::lock_guard guard(cards_mutex_);
    if (!used_codes_.insert(std::string(update.at("response_code").as_string())).second) return said(42045);
    updated_cards_.push_back(request.body);
    return said(0);
}

std::vector<std::string> WecomAppProvider::updated_cards() const {
    const std::lock_guard guard(cards_mutex_);
    return updated_cards_;
}

ReceiverAnswer WecomAppProvider::take_card(const HttpRequest& request) {
    if (!has_token(request)) return said(42001);
    const auto mood = next_mood();
    if (send_errcode != 0) return said(send_errcode);
    if (mood == Mood::limited) return said(45009);
    if (mood == Mood::broken) return {Way::reply, 500, "", "oops"};
    if (mood == Mood::refuse) return said(0, R"(,"invaliduser":"zhangsan")");
    check(request.body);
    return said(0, R"(,"msgid":"1","response_code":"r")", way_of(mood));
}

void WecomAppProvider::check(const std::string& body) {
    if (body.find("\\u") != std::string::npos) violation("40033: a \\u escape");
    if (!is_utf8(body)) violation("no UTF-8");
    boost::system::error_code error;
    const auto parsed = json::parse(body, error);
    if (error) return violation("no JSON: " + body);
    const auto& message = parsed.as_object();
    if (names_of(message) != "agentid,msgtype,template_card,touser") violation("another form: " + names_of(message));
    if (message.at("touser") != "zhangsan") violation("another receiver");
    if (message.at("agentid") != 1000002) violation("another app");
    const auto& card = message.at("template_card").as_object();
    if (names_of(card) !=
        "button_list,card_action,card_type,horizontal_content_list,main_title,source,sub_title_text,task_id")
        violation("another card: " + names_of(card));
    if (characters_of(card.at("main_title").at("title")) > 26 || characters_of(card.at("main_title").at("desc")) > 30 ||
        characters_of(card.at("sub_title_text")) > 112)
        violation("longer than a card takes");
    for (const auto& button : card.at("button_list").as_array()) {
        if (characters_of(button.at("text")) > 10) violation("a button with too long a text");
    }
    const auto task = std::string(card.at("task_id").as_string());
    if (task.empty() || task.size() > 128 ||
        task.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-@") !=
            std::string::npos)
        violation("a task_id that WeCom does not take: " + task);
    const std::lock_guard guard(cards_mutex_);
    last_card_ = json::serialize(card);
    // A task_id is shown once; a repeat is answered with success and rings nobody.
    if (task_ids_.insert(task).second) take({task, last_card_});
}

void WecomRobotProvider::set_up(alertd::notify::ChannelOptions& options, bool impatient) {
    alertd::notify::WecomRobotOptions robot;
    robot.base_url = "http://127.0.0.1:" + std::to_string(receiver_.port());
    robot.keys = {{"night-watch", "693a-key"}};
    if (impatient) robot.http.limits.timeout = Millis{500};
    options.wecom_robot = robot;
}

ReceiverAnswer WecomRobotProvider::answer(const HttpRequest& request) {
    if (request.line != "POST /cgi-bin/webhook/send?key=693a-key HTTP/1.1") violation("another call: " + request.line);
    const auto mood = next_mood();
    if (send_errcode != 0) return said(send_errcode);
    if (mood == Mood::limited) return said(45009);
    if (mood == Mood::broken) return said(-1);
    if (mood == Mood::refuse) return said(93000);
    check(request.body);
    return said(0, "", way_of(mood));
}

void WecomRobotProvider::check(const std::string& body) {
    boost::system::error_code error;
    const auto parsed = json::parse(body, error);
    if (error || !is_utf8(body) || body.find("\\u") != std::string::npos) return violation("no JSON: " + body);
    const auto& message = parsed.as_object();
    if (names_of(message) != "msgtype,text") violation("another form: " + names_of(message));
    const auto& text = message.at("text").as_object();
    if (names_of(text) != "content,mentioned_mobile_list") violation("another text: " + names_of(text));
    if (json::serialize(text.at("mentioned_mobile_list")) != R"(["13800000000"])") violation("mentions somebody else");
    const auto content = std::string(text.at("content").as_string());
    if (content.size() > 2048) violation("more than 2048 bytes");
    if (content.find('<') != std::string::npos) violation("something that mentions or links: " + content);
    take({content.substr(content.rfind('#') + 1), content});
}

std::unique_ptr<Provider> make_wecom_app_provider() { return std::make_unique<WecomAppProvider>(); }
std::unique_ptr<Provider> make_wecom_robot_provider() { return std::make_unique<WecomRobotProvider>(); }

}  // namespace anju::tests
