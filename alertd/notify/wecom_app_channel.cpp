#include "alertd/notify/wecom_app_channel.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

// Characters, as the documentation of button_interaction cards recommends them.
constexpr std::size_t kMostTitle = 26;
constexpr std::size_t kMostDescription = 30;
constexpr std::size_t kMostSubTitle = 112;
constexpr std::size_t kMostValue = 26;

std::string say(Phrase phrase, const TextOptions& texts) { return std::string(wording_of(phrase).in(texts.language)); }

json::object button(Phrase phrase, const char* key, int style, const TextOptions& texts) {
    return {{"text", say(phrase, texts)}, {"style", style}, {"key", key}};
}

/// What every card of a case says, without its buttons.
json::object card_of(const Job& job, const TextOptions& texts) {
    std::string where = address_text(job, texts);
    if (!job.incident.place.registered) where += " " + say(Phrase::not_registered, texts);
    if (const auto all = job.others.size() + job.others_unnamed; all > 0) {
        where += " " + say(Phrase::others_before, texts) + std::to_string(all) + say(Phrase::others_after, texts) +
                 others_text(job, texts);
    }
    json::object card{
        {"card_type", "button_interaction"},
        {"source", json::object{{"desc", say(Phrase::brand, texts)}}},
        {"main_title",
         json::object{
             {"title", cut_to_characters(class_text(job, texts) + " " + condition_text(job, texts), kMostTitle)},
             {"desc", cut_to_characters(time_text(job, texts), kMostDescription)}}},
        {"sub_title_text", cut_to_characters(where, kMostSubTitle)},
        {"horizontal_content_list",
         json::array{json::object{{"keyname", say(Phrase::reference, texts)},
                                  {"value", cut_to_characters(job.incident.id.to_string(), kMostValue)}}}},
    };
    if (const auto link = page_link(job, texts); !link.empty()) {
        card["card_action"] = json::object{{"type", 1}, {"url", link}};
    }
    return card;
}

Phrase said_of(CardState state) {
    switch (state) {
        case CardState::accepted: return Phrase::said_accepted;
        case CardState::declined: return Phrase::said_declined;
        case CardState::en_route: return Phrase::said_en_route;
        case CardState::on_scene: return Phrase::said_on_scene;
        case CardState::done: return Phrase::said_done;
        case CardState::over: return Phrase::case_is_over;
        case CardState::not_on_list: return Phrase::not_on_list;
    }
    return Phrase::case_is_over;
}

}  // namespace

std::string wecom_card(const Job& job, std::int64_t agent_id, const TextOptions& texts) {
    auto card = card_of(job, texts);
    card["task_id"] = stable_id(job.notification);
    card["button_list"] =
        json::array{button(Phrase::accept, kAcceptKey, 1, texts), button(Phrase::en_route, kEnRouteKey, 2, texts),
                    button(Phrase::on_scene, kOnSceneKey, 2, texts), button(Phrase::decline, kDeclineKey, 3, texts)};
    // No enable_duplicate_check: it compares contents, and a case that nobody answers is told again on
    // purpose with the same words. The task_id tells a repeat from that.
    return json::serialize(json::object{{"touser", job.notification.address},
                                        {"msgtype", "template_card"},
                                        {"agentid", agent_id},
                                        {"template_card", std::move(card)}});
}

std::string wecom_card_after(const core::Incident& incident, CardState state, const std::string& user,
                             const std::string& response_code, std::int64_t agent_id, const TextOptions& texts) {
    const Job job{core::Notification(), incident};
    auto card = card_of(job, texts);
    const auto said = say(said_of(state), texts);
    card["horizontal_content_list"].as_array().push_back(
        json::object{{"keyname", say(Phrase::your_answer, texts)}, {"value", cut_to_characters(said, kMostValue)}});
    // What may still be said. The buttons of a card that has none left say why, and cannot be pressed.
    json::array buttons;
    if (state == CardState::accepted) buttons.push_back(button(Phrase::en_route, kEnRouteKey, 1, texts));
    if (state == CardState::accepted || state == CardState::en_route) {
        buttons.push_back(button(Phrase::on_scene, kOnSceneKey, 1, texts));
    }
    if (state == CardState::en_route || state == CardState::on_scene) {
        buttons.push_back(button(Phrase::done, kDoneKey, 2, texts));
    }
    if (state == CardState::accepted || state == CardState::en_route) {
        buttons.push_back(button(Phrase::decline, kDeclineKey, 3, texts));
    }
    if (buttons.empty()) {
        buttons.push_back(button(Phrase::accept, kAcceptKey, 2, texts));
        card["replace_text"] = said;
    }
    card["button_list"] = std::move(buttons);
    return json::serialize(json::object{{"userids", json::array{user}},
                                        {"agentid", agent_id},
                                        {"response_code", response_code},
                                        {"template_card", std::move(card)}});
}

WecomAppChannel::WecomAppChannel(const WecomAppOptions& options, TextOptions texts, std::shared_ptr<WecomTokens> tokens,
                                 std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping)
    : agent_id_(options.agent_id),
      texts_(std::move(texts)),
      client_(options, std::move(tokens), std::move(clock), stopping) {}

Outcome WecomAppChannel::send(const Job& job) {
    if (auto wrong = wrong_address(job, core::ChannelKind::wecom_app)) return std::move(*wrong);
    const auto answer = client_.post("/cgi-bin/message/send", wecom_card(job, agent_id_, texts_));
    if (answer.outcome.delivery == Delivery::delivered && !answer.invalid_user.empty()) {
        return {Delivery::permanent, "WeCom does not know this member", std::nullopt};
    }
    return answer.outcome;
}

}  // namespace anju::alertd::notify
