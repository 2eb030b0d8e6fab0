#include "alertd/app/channel_config.hpp"

#include "alertd/access/phone_links.hpp"
#include "alertd/app/outward_config.hpp"
#include "alertd/core/addresses.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace anju::alertd::app {

namespace {

using core::ChannelKind;
using notify::KindLimits;
using notify::RateLimit;

constexpr Millis kSecond{1'000};
constexpr Millis kMinute{60'000};
constexpr Millis kHour{3'600'000};
constexpr std::size_t kMostSecretBytes = 4096;

bool is_web_address(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

std::string without_last_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

std::string url_in(settings::Table& table, const std::string& key, const std::string& fallback) {
    auto url = without_last_slash(table.text(key, fallback));
    if (!url.empty() && !is_web_address(url)) table.problem(key, "a URL with http:// or https://");
    return url;
}

std::string base_url(settings::Table& table, const std::string& fallback) {
    return url_in(table, "base_url", fallback);
}

std::string required_secret(settings::Table& table, const std::string& key, const std::string& what) {
    auto secret = read_secret(table, key);
    if (secret.empty() && table.text(key + "_file", "").empty()) {
        table.problem(key, what + ", here or in the file that " + key + "_file names");
    }
    return secret;
}

Millis timeout(settings::Table& table, Millis fallback) {
    return table.duration("timeout", fallback, kSecond, 60 * kSecond);
}

void add_limit(settings::Table& table, const char* key, std::int64_t fallback, Millis within,
               std::vector<RateLimit>& limits) {
    // At least two, so that emergencies and the others have one each.
    limits.push_back({static_cast<std::size_t>(table.integer(key, fallback, 2, 1'000'000)), within});
}

void read_email(settings::Table table, KindLimits limits, notify::ChannelOptions& channels) {
    if (!table.present()) return;
    notify::SmtpOptions email;
    email.host = table.required_text("host", "the mail server");
    const auto tls = table.word("tls", "starttls", {"starttls", "implicit", "none"});
    email.tls = tls == "none"       ? notify::SmtpOptions::Tls::none
                : tls == "implicit" ? notify::SmtpOptions::Tls::implicit
                                    : notify::SmtpOptions::Tls::starttls;
    email.port = static_cast<std::uint16_t>(table.integer("port", tls == "implicit" ? 465 : 587, 1, 65535));
    email.username = table.text("username", "");
    email.password = read_secret(table, "password");
    email.sender = table.required_text("sender", "the address that mails come from");
    if (!email.sender.empty() && core::address_mistake(ChannelKind::email, email.sender)) {
        table.problem("sender", "an e-mail address such as anju@example.org");
    }
    email.limits.ca_file = table.text("ca", "");
    email.limits.timeout = timeout(table, email.limits.timeout);
    const bool on_this_machine = email.host == "127.0.0.1" || email.host == "::1" || email.host == "localhost";
    if (tls == "none" && !on_this_machine) {
        table.problem("tls",
                      "starttls or implicit, because mails say where somebody lives and this server is elsewhere");
    }
    add_limit(table, "per_minute", 60, kMinute, limits.in_all);
    channels.email = std::move(email);
    channels.limits[ChannelKind::email] = std::move(limits);
}

void read_wecom_robot(settings::Table table, KindLimits limits, notify::ChannelOptions& channels) {
    if (!table.present()) return;
    notify::WecomRobotOptions wecom;
    wecom.base_url = base_url(table, wecom.base_url);
    wecom.http.limits.timeout = timeout(table, 5 * kSecond);
    auto robots = table.tables("robot");
    if (robots.empty()) table.problem("robot", "at least one [[channel.wecom_robot.robot]]");
    for (auto& robot : robots) {
        const auto name = robot.required_text("name", "what responders.csv calls the robot");
        const auto key = required_secret(robot, "key", "the key of the robot's webhook");
        const auto parsed = core::parse_robot_address(name);
        if (!name.empty() && (!parsed || parsed->robot != name)) {
            robot.problem("name", "letters, digits and _ - .");
        } else if (!wecom.keys.emplace(name, key).second) {
            robot.problem("name", "each robot's name once");
        }
    }
    add_limit(table, "per_minute", 18, kMinute, limits.per_receiver);
    channels.wecom_robot = std::move(wecom);
    channels.limits[ChannelKind::wecom_robot] = std::move(limits);
}

void read_wecom_app(settings::Table table, KindLimits limits, notify::ChannelOptions& channels) {
    if (!table.present()) return;
    notify::WecomAppOptions wecom;
    wecom.base_url = base_url(table, wecom.base_url);
    wecom.corp_id = table.required_text("corp_id", "the corporation's id");
    wecom.secret = required_secret(table, "secret", "the app's secret");
    wecom.agent_id = table.integer("agent_id", 0, 0, 2'000'000'000);
    if (!table.has("agent_id")) table.problem("agent_id", "the app's number");
    wecom.http.limits.timeout = timeout(table, 5 * kSecond);
    add_limit(table, "per_minute", 24, kMinute, limits.per_receiver);
    add_limit(table, "per_hour", 900, kHour, limits.per_receiver);
    channels.wecom_app = std::move(wecom);
    channels.limits[ChannelKind::wecom_app] = std::move(limits);
}

std::vector<notify::SmsParameter> sms_parameters(settings::Table& table, const std::string& key) {
    std::vector<notify::SmsParameter> parameters;
    for (const auto& word : table.texts(key, {})) {
        if (const auto parameter = notify::parse_sms_parameter(word)) {
            parameters.push_back(*parameter);
        } else {
            table.problem(key, "only condition, class, address, time, others and link");
        }
    }
    return parameters;
}

void read_sms(settings::Table table, KindLimits limits, notify::ChannelOptions& channels) {
    if (!table.present()) return;
    notify::SmsOptions sms;
    const bool tencent = table.word("provider", "aliyun", {"aliyun", "tencent"}) == "tencent";
    sms.provider = tencent ? notify::SmsOptions::Provider::tencent : notify::SmsOptions::Provider::aliyun;
    sms.base_url = base_url(table, "");
    sms.region = table.text("region", "");
    sms.key_id = table.required_text("key_id", "the AccessKeyId or SecretId");
    sms.key_secret = required_secret(table, "key_secret", "the secret that belongs to key_id");
    sms.app_id = table.text("app_id", "");
    if (tencent && sms.app_id.empty()) table.problem("app_id", "Tencent's SmsSdkAppId");
    sms.sign_name = table.required_text("sign_name", "the approved signature");
    sms.template_id = table.required_text("template", "the code of the approved template");
    sms.parameters = sms_parameters(table, "parameters");
    sms.digest_template_id = table.text("digest_template", "");
    sms.digest_parameters = sms_parameters(table, "digest_parameters");
    const auto& digest = sms.digest_parameters;
    const bool counts = std::find(digest.begin(), digest.end(), notify::SmsParameter::others) != digest.end();
    if (!sms.digest_template_id.empty() && !counts) {
        table.problem("digest_parameters", "a list with others, which counts what a digest tells of as well");
    }
    sms.most_parameter_characters = static_cast<std::size_t>(table.integer("longest_parameter", 35, 4, 500));
    const auto has_link = [](const auto& list) { return std::ranges::count(list, notify::SmsParameter::link) > 0; };
    if ((has_link(sms.parameters) || has_link(digest)) &&
        sms.most_parameter_characters < access::kPhoneLinkCharacters) {
        table.problem("longest_parameter", "at least 32, because the parameter 'link' has that many characters");
    }
    sms.http.limits.timeout = timeout(table, 5 * kSecond);
    limits.digests = !sms.digest_template_id.empty();
    add_limit(table, "per_minute", 2, kMinute, limits.per_receiver);
    channels.sms = std::move(sms);
    channels.limits[ChannelKind::sms] = std::move(limits);
}

void read_mqtt(settings::Table table, Config& config) {
    if (!table.present()) return;
    link::SessionOptions broker;
    broker.name = "notify";
    broker.host = "127.0.0.1";
    broker.client_id = "alertd-notify";
    read_broker(table, "alertd's", broker);
    config.mqtt_channel_timeout = timeout(table, config.mqtt_channel_timeout);
    config.mqtt_channel = std::move(broker);
}

}  // namespace

std::string read_secret(settings::Table& table, const std::string& key) {
    auto secret = table.text(key, "");
    const auto file_key = key + "_file";
    const auto file = table.text(file_key, "");
    if (file.empty()) return secret;
    if (!secret.empty()) table.problem(file_key, "either " + key + " or " + file_key);
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (!stream || text.empty() || text.size() > kMostSecretBytes || text.find('\n') != std::string::npos) {
        table.problem(file_key, "a readable file with the secret in its only line");
        return "";
    }
    return text;
}

void read_broker(settings::Table& broker, std::string_view whose, link::SessionOptions& options) {
    options.host = broker.text("host", options.host);
    auto tls = broker.table("tls");
    if (tls.present()) {
        options.port = 8883;
        options.tls = link::Tls{tls.required_text("ca", "the file of the CA that signed the broker's certificate"),
                                tls.required_text("certificate", "the file of " + std::string(whose) + " certificate"),
                                tls.required_text("key", "the file of " + std::string(whose) + " key")};
    }
    options.port = static_cast<std::uint16_t>(broker.integer("port", options.port, 1, 65535));
    options.username = broker.text("username", "");
    options.password = read_secret(broker, "password");
    options.client_id = broker.text("client_id", options.client_id);
}

void read_channels(settings::Table table, Config& config) {
    auto& channels = config.channels;
    channels.language =
        table.word("language", "zh-CN", {"zh-CN", "en"}) == "en" ? notify::Language::en : notify::Language::zh_cn;
    channels.utc_offset = std::chrono::minutes(table.utc_offset("utc_offset", 8 * 60));
    channels.page_url = url_in(table, "page_url", "");
    KindLimits limits;
    limits.emergency_percent = static_cast<int>(table.integer("emergency_share", limits.emergency_percent, 10, 90));

    auto webhook = table.table("webhook");
    channels.webhook.secret = read_secret(webhook, "secret");
    channels.webhook.http.limits.timeout = timeout(webhook, channels.webhook.http.limits.timeout);
    channels.log.file = table.table("log").text("file", "");
    read_email(table.table("email"), limits, channels);
    read_wecom_robot(table.table("wecom_robot"), limits, channels);
    auto wecom_app = table.table("wecom_app");
    read_wecom_callback(wecom_app.table("callback"), config);
    read_wecom_app(std::move(wecom_app), limits, channels);
    config.keep_attempts = table.duration("keep_log", config.keep_attempts, kHour, 4000 * 24 * kHour);
    read_sms(table.table("sms"), limits, channels);
    read_mqtt(table.table("mqtt"), config);
}

}  // namespace anju::alertd::app
