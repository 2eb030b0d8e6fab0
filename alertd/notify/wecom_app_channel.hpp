// WecomAppChannel: a card with buttons (accept, en route, on scene) from an app to one WeCom member.
//
// The card's task_id is stable_id(): WeCom shows a task_id once and answers a repeat with success, so
// a message that is sent again does not ring again. A member WeCom does not know stands in
// `invaliduser` beside errcode 0: that receiver never. What is pressed comes back through the callback
// (wecom_callback.hpp) with the button's key and the task_id.
//
// WeCom drops what exceeds 30 a minute or 1000 an hour to one member, and says nothing: we keep below
// it ourselves (rate_limits.hpp).
//
// Threads: the channel as any; WecomTokens is shared by all workers' channels.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/http_client.hpp"
#include "alertd/notify/texts.hpp"
#include "alertd/notify/wecom.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace anju::alertd::notify {

struct WecomAppOptions {
    std::string base_url = kWecomBaseUrl;
    std::string corp_id;
    std::string secret;
    std::int64_t agent_id = 0;
    HttpOptions http;
};

/// The keys of a card's buttons, as the callback brings them back in EventKey.
inline constexpr const char* kAcceptKey = "accept";
inline constexpr const char* kEnRouteKey = "en_route";
inline constexpr const char* kOnSceneKey = "on_scene";

/// The access token that all workers use until shortly before it expires.
class WecomTokens {
public:
    [[nodiscard]] std::optional<std::string> get(MonoTime now) const;
    void put(const std::string& token, MonoTime until);
    /// Forgets `token`, unless another has taken its place already.
    void drop(const std::string& token);

private:
    mutable std::mutex mutex_;
    std::string token_;
    MonoTime until_{};
};

class WecomAppChannel final : public Channel {
public:
    WecomAppChannel(WecomAppOptions options, TextOptions texts, std::shared_ptr<WecomTokens> tokens,
                    std::shared_ptr<const Clock> clock, const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    /// The token, or with a delivery other than `delivered` why there is none.
    [[nodiscard]] Outcome fetch_token(std::string& token);

    const WecomAppOptions options_;
    const TextOptions texts_;
    const std::shared_ptr<WecomTokens> tokens_;
    const std::shared_ptr<const Clock> clock_;
    HttpClient http_;
};

/// The body of message/send. Lengths as WeCom recommends them for this card.
[[nodiscard]] std::string wecom_card(const Job& job, std::int64_t agent_id, const TextOptions& texts);

}  // namespace anju::alertd::notify
