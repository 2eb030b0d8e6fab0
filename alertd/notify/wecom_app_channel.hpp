// WecomAppChannel: a card with buttons (accept, en route, on scene, decline) from an app to one WeCom member.
//
// The card's task_id is stable_id(): WeCom shows a task_id once and answers a repeat with success, so
// a message that is sent again does not ring again. A member WeCom does not know stands in
// `invaliduser` beside errcode 0: that receiver never. What is pressed comes back through the callback
// (wecom_door.hpp) with the button's key and the task_id.
//
// WeCom drops what exceeds 30 a minute or 1000 an hour to one member, and says nothing: we keep below
// it ourselves (rate_limits.hpp).
//
// Threads: as any channel; the access token is shared by all workers' channels.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/texts.hpp"
#include "alertd/notify/wecom_client.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace anju::alertd::notify {

/// The keys of a card's buttons, as the callback brings them back in EventKey.
inline constexpr const char* kAcceptKey = "accept";
inline constexpr const char* kDeclineKey = "decline";
inline constexpr const char* kEnRouteKey = "en_route";
inline constexpr const char* kOnSceneKey = "on_scene";
inline constexpr const char* kDoneKey = "done";

class WecomAppChannel final : public Channel {
public:
    WecomAppChannel(const WecomAppOptions& options, TextOptions texts, std::shared_ptr<WecomTokens> tokens,
                    std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const std::int64_t agent_id_;
    const TextOptions texts_;
    WecomClient client_;
};

/// The body of message/send. Lengths as WeCom recommends them for this card.
[[nodiscard]] std::string wecom_card(const Job& job, std::int64_t agent_id, const TextOptions& texts);

/// What a press came to, as the card shows it from then on.
enum class CardState { accepted, declined, en_route, on_scene, done, over, not_on_list };
/// The body of message/update_template_card: the card of `user` with what was chosen and the buttons that
/// are left; without any left its text says why.
[[nodiscard]] std::string wecom_card_after(const core::Incident& incident, CardState state, const std::string& user,
                                           const std::string& response_code, std::int64_t agent_id,
                                           const TextOptions& texts);

}  // namespace anju::alertd::notify
