// What the parts of the configuration's reader share. Private to gateway/app/config*.cpp.
#pragma once

#include "gateway/app/config.hpp"
#include "settings/settings.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace anju::gateway::app {

inline constexpr std::size_t kMaxPayloadTextBytes = 4'096;

/// Reports what is no topic to publish to.
[[nodiscard]] bool is_topic(const std::string& text);
void check_topic(settings::Table& table, const char* key, const std::string& topic);
/// Port, user name and password. The host has a default in the home, and must be given elsewhere.
void read_broker(settings::Table& table, BrokerConfig& broker);
void read_discovery_prefix(settings::Table& table, std::string& prefix);
void read_topics(settings::Table& table, const char* key, std::vector<std::string>& topics);
/// The table `[... .tls]` with all three files, if it is there; the port's default follows it.
void read_tls(settings::Table& table, BrokerConfig& broker);

// ---- The parts (config_reaction.cpp)
void read_second_uplink(settings::Table table, Config& config);
void read_fallback(settings::Table table, FallbackConfig& fallback);
[[nodiscard]] std::vector<local::AnnounceRoute> read_announce_routes(settings::Table& root);

// ---- config_sources.cpp
[[nodiscard]] std::vector<SourceConfig> read_sources(settings::Table& root);
void read_http_push(settings::Table table, HttpPushConfig& push);

}  // namespace anju::gateway::app
