// WecomClient: calls to WeCom's server API with an access token. One for each thread; the token is shared.
//
// A token that WeCom no longer accepts is fetched anew, once for each call.
// Threads: WecomTokens any; WecomClient one at a time.
#pragma once

#include "alertd/notify/http_client.hpp"
#include "alertd/notify/wecom.hpp"
#include "base/time.hpp"

#include <atomic>
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

/// The access token that everybody uses until shortly before it expires.
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

class WecomClient {
public:
    WecomClient(WecomAppOptions options, std::shared_ptr<WecomTokens> tokens, std::shared_ptr<const Clock> clock,
                const std::atomic<bool>& stopping);
    /// POSTs JSON to a path such as "/cgi-bin/message/send".
    [[nodiscard]] WecomAnswer post(const std::string& path, const std::string& body);

private:
    /// The token, or with a delivery other than `delivered` why there is none.
    [[nodiscard]] Outcome fetch_token(std::string& token);

    const WecomAppOptions options_;
    const std::shared_ptr<WecomTokens> tokens_;
    const std::shared_ptr<const Clock> clock_;
    HttpClient http_;
};

}  // namespace anju::alertd::notify
