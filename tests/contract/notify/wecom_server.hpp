// The WeCom servers of the tests: gettoken, message/send and webhook/send as WeCom documents them.
#pragma once

#include "tests/contract/notify/http_receiver.hpp"
#include "tests/contract/notify/provider.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace anju::tests {

class WecomAppProvider final : public Provider {
public:
    [[nodiscard]] alertd::core::ChannelKind kind() const override { return alertd::core::ChannelKind::wecom_app; }
    [[nodiscard]] std::string address() const override { return "zhangsan"; }
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override;

    /// From now on every token that was given out is refused.
    void forget_tokens() { ++generation_; }
    [[nodiscard]] int tokens_given() const { return tokens_given_; }
    /// What gettoken and every send answer instead of success; 0: as the mood says.
    std::atomic<int> token_errcode{0};
    std::atomic<int> send_errcode{0};
    [[nodiscard]] std::string last_card() const;
    /// The cards that update_template_card brought, oldest first.
    [[nodiscard]] std::vector<std::string> updated_cards() const;

private:
    ReceiverAnswer answer(const HttpRequest& request);
    ReceiverAnswer give_token(const HttpRequest& request);
    ReceiverAnswer take_card(const HttpRequest& request);
    ReceiverAnswer update_card(const HttpRequest& request);
    [[nodiscard]] bool has_token(const HttpRequest& request) const;
    void check(const std::string& body);

    std::atomic<int> generation_{1};
    std::atomic<int> tokens_given_{0};
    mutable std::mutex cards_mutex_;
    std::set<std::string> task_ids_;
    std::string last_card_;
    std::vector<std::string> updated_cards_;
    std::set<std::string> used_codes_;
    HttpReceiver receiver_{[this](const HttpRequest& request, std::size_t) { return answer(request); }};
};

class WecomRobotProvider final : public Provider {
public:
    [[nodiscard]] alertd::core::ChannelKind kind() const override { return alertd::core::ChannelKind::wecom_robot; }
    [[nodiscard]] std::string address() const override { return "night-watch:13800000000"; }
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override;
    std::atomic<int> send_errcode{0};

private:
    ReceiverAnswer answer(const HttpRequest& request);
    void check(const std::string& body);

    HttpReceiver receiver_{[this](const HttpRequest& request, std::size_t) { return answer(request); }};
};

}  // namespace anju::tests
