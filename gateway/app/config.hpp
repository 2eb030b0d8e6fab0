// Config: what a user sets in gateway.toml, checked. The file's keys are documented in
// config/gateway.toml; what it leaves out has the value given here.
//
// Errors: ErrorCode::invalid, not_found (no such file); the message has one line per problem,
// `file:line:column: key.path: expected ...`. A configuration is taken whole or not at all. Reads only the named files.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"
#include "gateway/core/settings.hpp"
#include "gateway/fallback/fallback.hpp"
#include "gateway/local/announcer.hpp"
#include "gateway/push/push.hpp"
#include "link/session.hpp"
#include "log/log.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::app {

struct BrokerConfig {
    std::string host = "127.0.0.1";
    std::uint16_t port = 1883;
    std::string username;
    std::string password;
    std::optional<link::Tls> tls;
};

struct DeviceConfig {
    DeviceId id;
    Kind kind = Kind::unknown;  ///< unknown: what the device says it is
    std::string name;           ///< for people who read the file; it goes nowhere
};

/// A further broker of the home.
struct SourceConfig {
    std::string name;
    BrokerConfig broker;
    std::vector<std::string> zigbee2mqtt_topics;
    std::vector<std::string> plain_topics;
    std::string discovery_prefix = "homeassistant";  ///< empty: discovery is off
    std::string prefix;                              ///< put before the name of each device
};

/// Vendors' clouds that push over HTTP (gateway/push).
struct HttpPushConfig {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8089;
    std::vector<push::Source> sources;  ///< none: nothing listens
};

/// What the home does when the centre does not answer (gateway/fallback).
struct FallbackConfig {
    Millis after{10'000};  ///< 0: never
    Millis sound_for{180'000};
    std::vector<fallback::Command> commands;
    std::vector<std::string> hook;
    Millis hook_timeout{30'000};
};

struct Config {
    GatewayId gateway;
    HomeId home;
    StreetId street;
    bool hub = false;  ///< it serves also the homes of the table that alertd sends
    std::filesystem::path state_dir = "/var/lib/anju-gateway";

    BrokerConfig home_broker;
    std::vector<std::string> zigbee2mqtt_topics{"zigbee2mqtt"};
    std::vector<std::string> plain_topics{"anju/home"};
    std::string announce_topic = "anju/home/announce";
    std::string discovery_prefix = "homeassistant";  ///< empty: discovery is off
    std::vector<local::AnnounceRoute> announce_routes;

    std::vector<SourceConfig> sources;
    HttpPushConfig http_push;

    BrokerConfig uplink;
    Millis heartbeat{30'000};
    std::optional<BrokerConfig> second_uplink;
    Millis second_after{5'000};  ///< what the first has no receipt for by then goes over the second

    FallbackConfig fallback;

    std::filesystem::path profiles_dir = "/etc/anju-gateway/profiles";
    std::vector<std::string> profiles_disabled;  ///< names

    core::Settings rules;
    std::vector<DeviceConfig> devices;

    std::uint32_t outbox_max_mib = 0;  ///< 0: as large as the disk allows
    std::string log_level = "info";
    log::LogFormat log_format = log::LogFormat::text;
};

/// `name` stands in messages for the file.
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& name);
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file);
/// A file that has only `[[device]]` tables, for explain.
[[nodiscard]] Result<std::vector<DeviceConfig>> load_devices(const std::filesystem::path& file);

}  // namespace anju::gateway::app
