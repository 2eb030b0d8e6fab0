#include "alertd/app/config.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::app;
using core::ChannelKind;

namespace {

std::string mistakes_of(std::string_view text) {
    const auto config = parse_config(text, "a.toml");
    return config ? "" : config.error().message;
}

/// The examples that the shipped file has behind "# ", switched on.
std::string shipped_with_examples() {
    std::ifstream stream("config/alertd.toml");
    std::string text;
    bool in_example = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("# [channel.") || line.starts_with("# [[channel.")) in_example = true;
        if (line.empty()) in_example = false;
        text += (in_example && line.starts_with("# ") ? line.substr(2) : line) + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("the examples in the file that we ship are right, and are the defaults") {
    const auto config = parse_config(shipped_with_examples(), "alertd.toml");
    if (!config) FAIL(config.error().message);
    const auto& channels = config.value().channels;
    REQUIRE(channels.email);
    CHECK(channels.email->port == 587);
    CHECK(channels.email->tls == notify::SmtpOptions::Tls::starttls);
    REQUIRE(channels.wecom_robot);
    CHECK(channels.wecom_robot->keys.contains("night-watch"));
    CHECK(channels.wecom_robot->base_url == notify::kWecomBaseUrl);
    REQUIRE(channels.wecom_app);
    CHECK(channels.wecom_app->agent_id == 1000002);
    REQUIRE(channels.sms);
    CHECK(channels.sms->parameters.size() == 4);
    CHECK(channels.sms->digest_parameters.back() == notify::SmsParameter::others);
    REQUIRE(config.value().mqtt_channel);
    CHECK(config.value().mqtt_channel->client_id == "alertd-notify");
    for (const auto kind : {ChannelKind::email, ChannelKind::wecom_robot, ChannelKind::wecom_app, ChannelKind::sms}) {
        CHECK(channels.limits.contains(kind));
        CHECK(notify::is_set_up(kind, channels));
    }
    const auto sparse = parse_config(
        "[channel.email]\nhost = \"m\"\nsender = \"a@b\"\n[channel.wecom_app]\ncorp_id = \"w\"\nagent_id = 1\nsecret = "
        "\"s\"\n[[channel.wecom_robot.robot]]\nname = \"r\"\nkey = \"k\"\n",
        "a.toml");
    REQUIRE(sparse);
    for (const auto kind : {ChannelKind::email, ChannelKind::wecom_robot, ChannelKind::wecom_app}) {
        const auto& written = channels.limits.at(kind);
        const auto& built_in = sparse.value().channels.limits.at(kind);
        REQUIRE(written.per_receiver.size() == built_in.per_receiver.size());
        REQUIRE(written.in_all.size() == built_in.in_all.size());
        for (std::size_t i = 0; i < written.per_receiver.size(); ++i) {
            CHECK(written.per_receiver[i].most == built_in.per_receiver[i].most);
        }
    }
    CHECK(channels.email->limits.timeout == sparse.value().channels.email->limits.timeout);
    CHECK(channels.wecom_app->http.limits.timeout == sparse.value().channels.wecom_app->http.limits.timeout);
    CHECK_FALSE(sparse.value().channels.sms);
}

TEST_CASE("a lease outlasts the longest send of the channels that are set up") {
    notify::ChannelOptions options;
    CHECK(notify::longest_send(options) == Millis{10'000});
    options.wecom_app.emplace().http.limits.timeout = Millis{5'000};
    CHECK(notify::longest_send(options) == Millis{20'000});
}

TEST_CASE("a secret stands in the file, or in a file of its own, not in both") {
    tests::TempDir directory("secrets");
    const auto file = (directory.path() / "secret").string();
    {
        std::ofstream stream(file);
        stream << "from a file\n";
    }
    const auto config = parse_config("[channel.webhook]\nsecret_file = \"" + file + "\"\n", "a.toml");
    REQUIRE(config);
    CHECK(config.value().channels.webhook.secret == "from a file");
    CHECK(mistakes_of("[channel.webhook]\nsecret = \"x\"\nsecret_file = \"" + file + "\"\n") ==
          "a.toml:3:15: channel.webhook.secret_file: expected either secret or secret_file");
    CHECK(mistakes_of("[channel.webhook]\nsecret_file = \"/no/such/file\"\n") ==
          "a.toml:2:15: channel.webhook.secret_file: expected a readable file with the secret in its only line");
    const auto empty = (directory.path() / "empty").string();
    std::ofstream{empty};
    CHECK_FALSE(mistakes_of("[channel.webhook]\nsecret_file = \"" + empty + "\"\n").empty());
}

TEST_CASE("a wrong channel says where and what was expected") {
    struct Case {
        const char* text;
        const char* message;
    };
    for (const auto& [text, message] : {
             Case{"[channel]\nlanguage = \"fr\"\n", "a.toml:2:12: channel.language: expected one of zh-CN en"},
             Case{"[channel]\npage_url = \"anju\"\n",
                  "a.toml:2:12: channel.page_url: expected a URL with http:// or https://"},
             Case{"[channel]\nemergency_share = 0\n",
                  "a.toml:2:19: channel.emergency_share: expected a whole number from 10 to 90"},
             Case{"[channel.email]\nhost = \"127.0.0.1\"\nsender = \"no address\"\n",
                  "a.toml:3:10: channel.email.sender: expected an e-mail address such as anju@example.org"},
             Case{
                 "[channel.email]\nhost = \"mail\"\nsender = \"a@b\"\ntls = \"none\"\n",
                 "a.toml:4:7: channel.email.tls: expected starttls or implicit, because mails say where somebody lives "
                 "and this server is elsewhere"},
             Case{"[channel.email]\nhost = \"m\"\nsender = \"a@b\"\nper_minute = 1\n",
                  "a.toml:4:14: channel.email.per_minute: expected a whole number from 2 to 1000000"},
             Case{"[channel.wecom_robot]\n",
                  "a.toml:1:1: channel.wecom_robot.robot: expected at least one [[channel.wecom_robot.robot]]"},
             Case{"[[channel.wecom_robot.robot]]\nname = \"a b\"\nkey = \"k\"\n",
                  "a.toml:2:8: channel.wecom_robot.robot.name: expected letters, digits and _ - ."},
             Case{"[channel.wecom_app]\ncorp_id = \"w\"\nsecret = \"s\"\nagent_id = 1\nbase_url = \"qyapi\"\n",
                  "a.toml:5:12: channel.wecom_app.base_url: expected a URL with http:// or https://"},
             Case{
                 "[channel.sms]\nkey_id = \"k\"\nkey_secret = \"s\"\nsign_name = \"n\"\ntemplate = \"t\"\nparameters = "
                 "[\"name\"]\n",
                 "a.toml:6:14: channel.sms.parameters: expected only condition, class, address, time, others and link"},
             Case{"[channel.sms]\nkey_id = \"k\"\nkey_secret = \"s\"\nsign_name = \"n\"\ntemplate = "
                  "\"t\"\ndigest_template = \"d\"\ndigest_parameters = [\"class\"]\n",
                  "a.toml:7:21: channel.sms.digest_parameters: expected a list with others, which counts what a digest "
                  "tells of as well"},
             Case{"[channel.sms]\nkey_id = \"k\"\nkey_secret = \"s\"\nsign_name = \"n\"\ntemplate = "
                  "\"t\"\nparameters = [\"link\"]\nlongest_parameter = 20\n",
                  "a.toml:7:21: channel.sms.longest_parameter: expected at least 32, because the parameter 'link' has "
                  "that many characters"},
             Case{"[channel.mqtt]\nport = 0\n",
                  "a.toml:2:8: channel.mqtt.port: expected a whole number from 1 to 65535"},
         }) {
        INFO(std::string(text));
        CHECK(mistakes_of(text) == message);
    }
}

TEST_CASE("what a channel cannot do without is asked for") {
    const auto app = mistakes_of("[channel.wecom_app]\n");
    for (const auto* key : {"corp_id", "secret", "agent_id"}) {
        CHECK(app.find(std::string("channel.wecom_app.") + key) != std::string::npos);
    }
    const auto sms = mistakes_of("[channel.sms]\nprovider = \"tencent\"\n");
    for (const auto* key : {"key_id", "key_secret", "app_id", "sign_name", "template"}) {
        CHECK(sms.find(std::string("channel.sms.") + key) != std::string::npos);
    }
    const auto email = mistakes_of("[channel.email]\n");
    for (const auto* key : {"host", "sender"}) {
        CHECK(email.find(std::string("channel.email.") + key) != std::string::npos);
    }
}
