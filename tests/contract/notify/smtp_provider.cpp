#include "tests/contract/notify/provider.hpp"
#include "tests/contract/notify/smtp_server.hpp"

#include <set>

namespace anju::tests {

namespace {

using Way = SmtpReply::Way;

class SmtpProvider final : public Provider {
public:
    SmtpProvider() {
        server_.on_mail = [this](const Mail& mail) { check(mail); };
    }
    [[nodiscard]] alertd::core::ChannelKind kind() const override { return alertd::core::ChannelKind::email; }
    [[nodiscard]] std::string address() const override { return "duty@street.example"; }
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override {
        alertd::notify::SmtpOptions smtp;
        smtp.host = "127.0.0.1";
        smtp.port = server_.port();
        smtp.tls = alertd::notify::SmtpOptions::Tls::none;
        smtp.sender = "anju@centre.example";
        if (impatient) smtp.limits.timeout = Millis{500};
        options.email = smtp;
    }

private:
    SmtpReply reply(const std::string& command) {
        if (command == "RCPT") {
            mood_ = next_mood();
            if (mood_ == Mood::limited) return {Way::say, "451 4.7.1 greylisted, come back later"};
            if (mood_ == Mood::refuse) return {Way::say, "550 5.1.1 nobody of that name"};
        }
        if (command == ".") {
            if (mood_ == Mood::broken) return {Way::say, "452 4.3.1 no room"};
            if (mood_ == Mood::silent) return {Way::silence, ""};
            if (mood_ == Mood::cut) return {Way::cut, ""};
        }
        return {mood_ == Mood::slow ? Way::slowly : Way::say, ""};
    }
    void check(const Mail& mail) {
        static const std::set<std::string> expected{
            "date",       "from",           "to",           "message-id",   "references",
            "subject",    "auto-submitted", "mime-version", "content-type", "content-transfer-encoding",
            "importance", "x-priority"};
        if (mood_ == Mood::broken) return;
        for (const auto& [name, value] : mail.headers) {
            if (!expected.contains(name)) violation("a header that nobody wrote: " + name + ": " + value);
        }
        if (mail.receivers != std::vector<std::string>{address()}) violation("another receiver");
        if (!mail.headers.contains("message-id")) return violation("no Message-ID");
        take({mail.headers.at("message-id"),
              decoded_words(mail.headers.at("subject")) + "\n" + decoded_base64(mail.body)});
    }

    std::atomic<Mood> mood_{Mood::deliver};
    SmtpServer server_{[this](const std::string& command, const std::string&) { return reply(command); }};
};

}  // namespace

std::unique_ptr<Provider> make_smtp_provider() { return std::make_unique<SmtpProvider>(); }

}  // namespace anju::tests
