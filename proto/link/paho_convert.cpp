#include "link/paho_convert.hpp"

#include "base/text.hpp"
#include "link/resolver.hpp"

#include <algorithm>
#include <cstdio>

namespace anju::link {
namespace {

constexpr std::size_t kMaxTopicBytes = 65'535;
constexpr int kMaxPacketIds = 65'535;

int seconds_rounded_up(Millis duration) {
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

Result<void> check_topic(const std::string& topic) {
    if (topic.empty()) return fail(ErrorCode::invalid, "a publish needs a topic");
    if (topic.size() > kMaxTopicBytes) return fail(ErrorCode::invalid, "a topic has at most 65535 bytes");
    if (!is_utf8(topic)) return fail(ErrorCode::invalid, "a topic must be valid UTF-8");
    if (topic.find_first_of(std::string_view("+#\0", 3)) != std::string::npos) {
        return fail(ErrorCode::invalid, "topic '" + topic + "': a name to publish to holds no '+', '#' or NUL");
    }
    return success();
}

mqtt::ssl_options to_ssl_options(const Tls& tls) {
    mqtt::ssl_options ssl;
    ssl.set_trust_store(tls.ca_file);
    if (!tls.certificate_file.empty()) {
        ssl.set_key_store(tls.certificate_file);
        ssl.set_private_key(tls.key_file);
    }
    ssl.set_enable_server_cert_auth(true);
    ssl.set_verify(true);  // The host name; off by default.
    return ssl;
}

}  // namespace

Result<void> check_publish(const Message& message) {
    ANJU_TRY(check_topic(message.topic));
    if (!message.response_topic.empty()) {
        ANJU_TRY(check_topic(message.response_topic));
    }
    // QoS 2 was lost where QoS 1 was delivered again, so it is not offered.
    if (message.qos != 0 && message.qos != 1) return fail(ErrorCode::invalid, "QoS must be 0 or 1");
    return success();
}

Result<void> check_subscription(const Subscription& subscription) {
    const std::string& filter = subscription.filter;
    if (filter.empty() || filter.size() > kMaxTopicBytes || !is_utf8(filter) ||
        filter.find('\0') != std::string::npos) {
        return fail(ErrorCode::invalid, "a filter has 1 to 65535 bytes of UTF-8 without NUL");
    }
    // A wildcard stands for whole levels, '#' only for the last.
    for (std::size_t begin = 0; begin <= filter.size();) {
        const std::size_t end = std::min(filter.find('/', begin), filter.size());
        const std::string_view level = std::string_view(filter).substr(begin, end - begin);
        const bool wild = level.find_first_of("+#") != std::string_view::npos;
        if (wild && (level.size() != 1 || (level == "#" && end != filter.size()))) {
            return fail(ErrorCode::invalid, "filter '" + filter + "': a wildcard stands for a whole level, '#' last");
        }
        begin = end + 1;
    }
    if (subscription.qos != 0 && subscription.qos != 1) return fail(ErrorCode::invalid, "QoS must be 0 or 1");
    return success();
}

std::size_t packet_bytes(const Message& message) {
    constexpr std::size_t kHeaders = 32;  // Fixed header, packet id and the lengths of what follows.
    return kHeaders + message.topic.size() + message.payload.size() + message.response_topic.size() +
           message.correlation.size();
}

mqtt::message_ptr to_paho(const Message& message) {
    auto result = mqtt::message::create(message.topic, message.payload.data(), message.payload.size(), message.qos,
                                        message.retain);
    if (!message.response_topic.empty() || !message.correlation.empty()) {
        mqtt::properties properties;
        if (!message.response_topic.empty()) {
            properties.add(mqtt::property(mqtt::property::RESPONSE_TOPIC, message.response_topic));
        }
        if (!message.correlation.empty()) {
            properties.add(mqtt::property(mqtt::property::CORRELATION_DATA, message.correlation));
        }
        result->set_properties(properties);
    }
    return result;
}

Message from_paho(const mqtt::message& message) {
    Message result;
    result.topic = message.get_topic();
    result.payload = message.get_payload_str();
    result.qos = message.get_qos();
    result.retain = message.is_retained();
    result.duplicate = message.is_duplicate();
    const mqtt::properties& properties = message.get_properties();
    if (properties.contains(mqtt::property::RESPONSE_TOPIC)) {
        result.response_topic = mqtt::get<std::string>(properties, mqtt::property::RESPONSE_TOPIC);
    }
    if (properties.contains(mqtt::property::CORRELATION_DATA)) {
        result.correlation = mqtt::get<std::string>(properties, mqtt::property::CORRELATION_DATA);
    }
    return result;
}

mqtt::create_options to_create_options(const SessionOptions&) {
    mqtt::create_options options(MQTTVERSION_5);
    // Paho's default of 100 counts while connected too; our own window is the limit instead.
    options.set_max_buffered_messages(kMaxPacketIds);
    return options;
}

mqtt::connect_options to_connect_options(const SessionOptions& options) {
    mqtt::connect_options connect;
    connect.set_mqtt_version(MQTTVERSION_5);
    connect.set_automatic_reconnect(false);
    connect.set_keep_alive_interval(std::max(1, seconds_rounded_up(options.keep_alive)));
    connect.set_connect_timeout(std::max(1, seconds_rounded_up(options.connect_timeout)));
    // Above our window, because Paho stalls for a second whenever its own is full.
    connect.set_max_inflight(std::min(kMaxPacketIds, options.window + 1'000));
    // A session to be kept must not be wiped by the first connect of a new process either.
    connect.set_clean_start(options.session_expiry == Millis{0});
    if (options.session_expiry > Millis{0}) {
        mqtt::properties properties;
        properties.add(
            mqtt::property(mqtt::property::SESSION_EXPIRY_INTERVAL, seconds_rounded_up(options.session_expiry)));
        connect.set_properties(properties);
    }
    if (!options.username.empty()) connect.set_user_name(options.username);
    if (!options.password.empty()) connect.set_password(options.password);
    if (options.tls) connect.set_ssl(to_ssl_options(*options.tls));
    if (options.will) connect.set_will_message(to_paho(*options.will));
    return connect;
}

std::string to_uri(const SessionOptions& options, const std::string& address) {
    const std::string& host = options.tls ? options.host : address;
    const bool is_ipv6 = is_numeric(host) && host.find(':') != std::string::npos;
    return (options.tls ? "ssl://" : "tcp://") + (is_ipv6 ? "[" + host + "]" : host) + ":" +
           std::to_string(options.port);
}

std::string reason_text(int reason_code) {
    char number[8];
    std::snprintf(number, sizeof number, "0x%02x", static_cast<unsigned>(reason_code) & 0xffU);
    const char* name = ::MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(reason_code));
    return std::string(name == nullptr ? "reason" : name) + " (" + number + ")";
}

std::string reason_of(const mqtt::token& token) {
    // A refused connect carries the broker's reason as its return code, other refusals beside it.
    const int reason = std::max<int>(token.get_reason_code(), token.get_return_code());
    if (reason >= mqtt::ReasonCode::UNSPECIFIED_ERROR) return reason_text(reason);
    const char* name = ::MQTTAsync_strerror(token.get_return_code());
    return name == nullptr ? "error " + std::to_string(token.get_return_code()) : name;
}

}  // namespace anju::link
