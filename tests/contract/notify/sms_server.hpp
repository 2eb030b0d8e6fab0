// The SMS companies' servers of the tests. They verify every signature from the request as it came,
// by the companies' documentation and with code of their own, and remember what they took.
#pragma once

#include "tests/contract/notify/http_receiver.hpp"
#include "tests/contract/notify/provider.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace anju::tests {

class SmsServer : public Provider {
public:
    [[nodiscard]] alertd::core::ChannelKind kind() const final { return alertd::core::ChannelKind::sms; }
    [[nodiscard]] std::string address() const final { return "13800000000"; }

    std::atomic<int> queries{0};
    /// Instead of success; empty: as the mood says.
    void answer_orders(const std::string& code) { set(order_code_, code); }
    void answer_queries(const std::string& code) { set(query_code_, code); }

protected:
    [[nodiscard]] std::string get(const std::string& code) const;
    void set(std::string& code, const std::string& value);
    void remember(const std::string& key, const std::string& text);
    [[nodiscard]] std::vector<std::string> keys() const;

    std::string order_code_;
    std::string query_code_;

private:
    mutable std::mutex keys_mutex_;
    std::set<std::string> keys_;
};

class AliyunServer final : public SmsServer {
public:
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override;
    [[nodiscard]] bool says_when() const override { return true; }

private:
    using Form = std::map<std::string, std::string>;
    ReceiverAnswer answer(const HttpRequest& request);
    ReceiverAnswer take_order(Form& form);
    ReceiverAnswer tell(const Form& form);
    void verify(const HttpRequest& request, Form form);

    std::set<std::string> nonces_;
    HttpReceiver receiver_{[this](const HttpRequest& request, std::size_t) { return answer(request); }};
};

class TencentServer final : public SmsServer {
public:
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override;
    [[nodiscard]] bool says_when() const override { return true; }

private:
    ReceiverAnswer answer(const HttpRequest& request);
    ReceiverAnswer take_order(const std::string& body);
    ReceiverAnswer tell(const std::string& body);
    void verify(const HttpRequest& request);

    HttpReceiver receiver_{[this](const HttpRequest& request, std::size_t) { return answer(request); }};
};

}  // namespace anju::tests
