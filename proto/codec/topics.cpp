#include "codec/topics.hpp"

#include <algorithm>
#include <array>

namespace anju::codec {

namespace {

constexpr std::string_view kPrefix = "anju/v1/g/";
constexpr std::string_view kShare = "$share/alertd/";
constexpr std::size_t kMaxGatewayIdBytes = 64;

struct ChannelName {
    Channel channel;
    std::string_view suffix;
};
constexpr std::array<ChannelName, 5> kChannels{{{Channel::alerts, "/up/alerts"},
                                                {Channel::status, "/up/status"},
                                                {Channel::readings, "/up/readings"},
                                                {Channel::receipts, "/down/receipts"},
                                                {Channel::commands, "/down/commands"}}};

std::string_view suffix_of(Channel channel) {
    for (const auto& entry : kChannels) {
        if (entry.channel == channel) return entry.suffix;
    }
    return {};
}

bool is_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

}  // namespace

std::string topic_of(const GatewayId& gateway, Channel channel) {
    std::string topic(kPrefix);
    topic += gateway.value;
    topic += suffix_of(channel);
    return topic;
}

std::string shared_filter_of(Channel channel) {
    std::string filter(kShare);
    filter += kPrefix;
    filter += '+';
    filter += suffix_of(channel);
    return filter;
}

std::optional<ParsedTopic> parse_topic(std::string_view topic) {
    if (topic.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
    topic.remove_prefix(kPrefix.size());
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || !is_gateway_id(topic.substr(0, slash))) return std::nullopt;
    for (const auto& entry : kChannels) {
        if (topic.substr(slash) == entry.suffix) {
            return ParsedTopic{GatewayId{std::string(topic.substr(0, slash))}, entry.channel};
        }
    }
    return std::nullopt;
}

bool is_gateway_id(std::string_view text) {
    return !text.empty() && text.size() <= kMaxGatewayIdBytes && std::all_of(text.begin(), text.end(), is_id_character);
}

}  // namespace anju::codec
