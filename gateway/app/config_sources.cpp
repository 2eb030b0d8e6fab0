// The tables about further sources of messages: [[source]], [http_push].
#include "gateway/app/config_read.hpp"

#include "codec/topics.hpp"

#include <fmt/core.h>

#include <arpa/inet.h>

#include <set>

namespace anju::gateway::app {

namespace {

using settings::Table;

constexpr std::size_t kMostSources = 16;
constexpr std::size_t kLeastTokenBytes = 16;
constexpr std::size_t kMostPrefixBytes = 64;

/// It stands in client ids, URLs, topics and logs.
std::string read_name(Table& table, std::set<std::string>& seen) {
    auto name = table.required_text("name", "the source's name");
    if (name.empty()) return name;
    if (!codec::is_gateway_id(name)) table.problem("name", "1 to 64 of the characters A-Z a-z 0-9 . _ -");
    if (!seen.insert(name).second) table.problem("name", "a source that is not listed above already");
    return name;
}

/// A broker of the home seldom asks for a certificate, so the CA alone will do.
void read_source_tls(Table& table, BrokerConfig& broker) {
    auto tls = table.table("tls");
    if (!tls.present()) return;
    broker.port = 8883;
    broker.tls = link::Tls{tls.required_text("ca", "the file of the broker's CA"), tls.text("certificate", ""),
                           tls.text("key", "")};
    if (broker.tls->certificate_file.empty() != broker.tls->key_file.empty())
        tls.problem("key", "both certificate and key, or none of them");
}

bool is_address(const std::string& text) {
    in6_addr parsed{};
    return inet_pton(AF_INET, text.c_str(), &parsed) == 1 || inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

SourceConfig read_source(Table& table, std::set<std::string>& seen) {
    SourceConfig source;
    source.name = read_name(table, seen);
    source.broker.host = table.required_text("host", "the host name or address of the broker");
    read_source_tls(table, source.broker);
    read_broker(table, source.broker);
    read_topics(table, "zigbee2mqtt_topics", source.zigbee2mqtt_topics);
    read_topics(table, "plain_topics", source.plain_topics);
    if (source.zigbee2mqtt_topics.empty() && source.plain_topics.empty()) {
        table.problem("plain_topics", "at least one topic here or in zigbee2mqtt_topics");
    }
    read_discovery_prefix(table, source.discovery_prefix);
    source.prefix = table.text("prefix", source.name + "/");
    if (source.prefix.size() > kMostPrefixBytes)
        table.problem("prefix", fmt::format("at most {} bytes", kMostPrefixBytes));
    return source;
}

push::Source read_push_source(Table& table, std::set<std::string>& seen) {
    push::Source source;
    source.name = read_name(table, seen);
    source.token = table.required_text("token", "the token that the sender shows");
    const bool printable =
        source.token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") ==
        std::string::npos;
    if (!source.token.empty() && (source.token.size() < kLeastTokenBytes || !printable)) {
        table.problem("token", fmt::format("at least {} of A-Z a-z 0-9 - . _ ~ + / =", kLeastTokenBytes));
    }
    source.most_per_minute =
        static_cast<std::uint32_t>(table.integer("most_per_minute", source.most_per_minute, 1, 1'000'000));
    return source;
}

}  // namespace

std::vector<SourceConfig> read_sources(Table& root) {
    std::vector<SourceConfig> sources;
    std::set<std::string> seen{"home"};  // the first one's, of [home_broker]
    for (auto& table : root.tables("source")) sources.push_back(read_source(table, seen));
    if (sources.size() > kMostSources) root.problem("source", fmt::format("at most {}", kMostSources));
    return sources;
}

void read_http_push(Table table, HttpPushConfig& push) {
    push.address = table.text("address", push.address);
    if (!is_address(push.address))
        table.problem("address", "an address of this machine such as \"127.0.0.1\" or \"::\"");
    push.port = static_cast<std::uint16_t>(table.integer("port", push.port, 1, 65'535));
    std::set<std::string> seen;
    for (auto& source : table.tables("source")) push.sources.push_back(read_push_source(source, seen));
    if (push.sources.size() > kMostSources) table.problem("source", fmt::format("at most {}", kMostSources));
}

}  // namespace anju::gateway::app
