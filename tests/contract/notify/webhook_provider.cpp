#include "tests/contract/notify/http_moods.hpp"

#include <boost/json/parse.hpp>

namespace anju::tests {

namespace {

using Way = ReceiverAnswer::Way;

class WebhookProvider final : public Provider {
public:
    [[nodiscard]] alertd::core::ChannelKind kind() const override { return alertd::core::ChannelKind::webhook; }
    [[nodiscard]] std::string address() const override { return receiver_.url("/hook"); }
    [[nodiscard]] bool says_when() const override { return true; }
    [[nodiscard]] bool status_is_enough() const override { return true; }
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override {
        if (impatient) options.webhook.http.limits.timeout = Millis{500};
    }

private:
    ReceiverAnswer answer(const HttpRequest& request) {
        const auto mood = next_mood();
        if (mood == Mood::limited) return {Way::reply, 429, "Retry-After: 7\r\n", ""};
        if (mood == Mood::broken) return {Way::reply, 500, "", "oops"};
        if (mood == Mood::refuse) return {Way::reply, 410, "", ""};
        boost::system::error_code error;
        const auto body = boost::json::parse(request.body, error);
        if (error) violation("the body is no JSON: " + request.body);
        const auto key = request.headers.find("idempotency-key");
        if (key == request.headers.end()) {
            violation("no Idempotency-Key");
        } else {
            take({key->second, request.body});
        }
        return {way_of(mood), 200, "", "thanks"};
    }

    HttpReceiver receiver_{[this](const HttpRequest& request, std::size_t) { return answer(request); }};
};

}  // namespace

std::unique_ptr<Provider> make_webhook_provider() { return std::make_unique<WebhookProvider>(); }

}  // namespace anju::tests
