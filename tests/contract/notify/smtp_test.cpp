// What SmtpChannel promises beyond the conformance suite, against a mail server on loopback.
#include "alertd/notify/channels.hpp"
#include "alertd/notify/mail.hpp"
#include "base/system.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/contract/notify/smtp_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace anju;
using namespace anju::tests;
using alertd::notify::Delivery;
using alertd::notify::SmtpOptions;
using Way = SmtpReply::Way;

namespace {

constexpr auto kEmail = alertd::core::ChannelKind::email;

struct Sender {
    explicit Sender(const SmtpServer& server, const std::function<void(SmtpOptions&)>& change = {}) {
        alertd::notify::ChannelOptions options;
        SmtpOptions smtp;
        smtp.host = "127.0.0.1";
        smtp.port = server.port();
        smtp.tls = SmtpOptions::Tls::none;
        smtp.sender = "anju@centre.example";
        if (change) change(smtp);
        options.email = smtp;
        auto factory = alertd::notify::make_channels(options, std::make_shared<SystemClock>());
        REQUIRE(factory);
        channel = factory.value()(kEmail, stopping);
    }
    [[nodiscard]] alertd::notify::Outcome send(const std::string& address = "duty@street.example") const {
        return channel->send(job_for(address, kEmail));
    }

    std::atomic<bool> stopping{false};
    std::unique_ptr<alertd::notify::Channel> channel;
};

SmtpServer::Reply when(const std::string& command, const std::string& line) {
    return [=](const std::string& said, const std::string&) {
        return said == command ? SmtpReply{Way::say, line} : SmtpReply{};
    };
}

}  // namespace

TEST_CASE("a mail says what happened in subject and body, in Chinese, and by whom it was made") {
    SmtpServer server;
    Sender sender(server);
    CHECK(sender.send().delivery == Delivery::delivered);
    REQUIRE(server.mails().size() == 1);
    const auto mail = server.mails()[0];
    CHECK(mail.from == "anju@centre.example");
    CHECK(mail.headers.at("to") == "<duty@street.example>");
    CHECK(decoded_words(mail.headers.at("from")) == "安居 <anju@centre.example>");
    CHECK(decoded_words(mail.headers.at("subject")) == "【紧急】烟雾报警 静安里 3 弄 12 号 501");
    CHECK(mail.headers.at("message-id") ==
          alertd::notify::message_id_of(job_for("").notification, "anju@centre.example"));
    CHECK(mail.headers.at("auto-submitted") == "auto-generated");
    CHECK(decoded_base64(mail.body).find("地址:静安里 3 弄 12 号 501\r\n") != std::string::npos);
    for (const auto& [name, value] : mail.headers) CHECK(value.find_first_of("\r\n") == std::string::npos);
}

TEST_CASE("no line of a mail is longer than mail allows, however long the case's address is") {
    auto job = job_for("duty@street.example", kEmail);
    for (int i = 0; i < 40; ++i) job.incident.place.address += "很长的地址";
    job.others.resize(300);
    const auto mail = alertd::notify::mail_of(job, "anju@centre.example", UtcTime{}, {});
    for (std::size_t at = 0; at < mail.size();) {
        const auto end = mail.find("\r\n", at);
        REQUIRE(end != std::string::npos);
        // RFC 5322, 2.1.1: 998 at most, 78 where one can; an id cannot be folded.
        const bool is_id = mail.compare(at, 11, "Message-ID:") == 0 || mail.compare(at, 11, "References:") == 0;
        CHECK(end - at <= (is_id ? 998 : 78));
        at = end + 2;
    }
    CHECK(mail.starts_with("Date: Thu, 01 Jan 1970 08:00:00 +0800\r\n"));
}

TEST_CASE("a greylisting server is asked again, and the message is the same") {
    std::atomic<int> asked{0};
    SmtpServer server([&](const std::string& command, const std::string&) {
        return command == "RCPT" && asked++ < 2 ? SmtpReply{Way::say, "451 4.7.1 greylisted"} : SmtpReply{};
    });
    Sender sender(server);
    for (int i = 0; i < 2; ++i) {
        const auto outcome = sender.send();
        CHECK(outcome.delivery == Delivery::retry);
        CHECK(outcome.detail.starts_with("SMTP 451"));
    }
    CHECK(sender.send().delivery == Delivery::delivered);
    CHECK(sender.send().delivery == Delivery::delivered);
    REQUIRE(server.mails().size() == 2);
    CHECK(server.mails()[0].headers.at("message-id") == server.mails()[1].headers.at("message-id"));
}

TEST_CASE("a refusal is for good wherever it is spoken, anything else is not") {
    for (const auto* command : {"MAIL", "RCPT", "DATA", "."}) {
        CAPTURE(command);
        SmtpServer refusing(when(command, "554 5.7.1 no"));
        CHECK(Sender(refusing).send().delivery == Delivery::permanent);
        SmtpServer busy(when(command, "421 4.3.2 shutting down"));
        CHECK(Sender(busy).send().delivery == Delivery::retry);
    }
    SmtpServer full(when("", "421 too many connections"));
    CHECK(Sender(full).send().delivery == Delivery::retry);
}

TEST_CASE("a server without STARTTLS hears neither the password nor the message when TLS is required") {
    SmtpServer server;
    Sender sender(server, [](SmtpOptions& options) {
        options.tls = SmtpOptions::Tls::starttls;
        options.username = "anju";
        options.password = "secret";
    });
    CHECK(sender.send().delivery == Delivery::retry);
    CHECK(server.mails().empty());
    for (const auto& command : server.commands()) CHECK_FALSE(command.starts_with("AUTH"));
}

TEST_CASE("alertd signs in with its name and password, and a wrong one is told") {
    const auto named = [](SmtpOptions& options) {
        options.username = "anju";
        options.password = "secret";
    };
    SmtpServer server;
    CHECK(Sender(server, named).send().delivery == Delivery::delivered);
    const auto commands = server.commands();
    // "\0anju\0secret", RFC 4616
    CHECK(std::ranges::any_of(commands,
                              [](const auto& line) { return line.find("AGFuanUAc2VjcmV0") != std::string::npos; }));
    SmtpServer refusing([](const std::string& command, const std::string& line) {
        const bool credentials = line.find("AGFuanUAc2VjcmV0") != std::string::npos;
        return command != "EHLO" && credentials ? SmtpReply{Way::say, "535 5.7.8 no"} : SmtpReply{};
    });
    CHECK(Sender(refusing, named).send().delivery == Delivery::permanent);
    CHECK(refusing.mails().empty());
}

TEST_CASE("the connection is kept between mails") {
    SmtpServer server;
    Sender sender(server);
    for (int i = 0; i < 3; ++i) CHECK(sender.send().delivery == Delivery::delivered);
    const auto commands = server.commands();
    CHECK(std::ranges::count_if(commands, [](const auto& line) { return line.starts_with("EHLO"); }) == 1);
}
