// What alertd.toml says, with every default. The file is documented in place: config/alertd.toml.
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/notify/channels.hpp"
#include "base/result.hpp"
#include "link/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::app {

struct ApiToken {
    std::string name;  ///< stands in the journal as "user:<name>"
    std::string token;
};

struct Config {
    std::string state_dir = "/var/lib/anju/alertd";

    link::SessionOptions broker = default_broker();

    std::string api_address = "127.0.0.1";
    std::uint16_t api_port = 8088;
    std::vector<ApiToken> api_tokens;

    core::PolicyBook policies = core::PolicyBook::defaults();
    Millis gateway_lost_after{85'000};

    notify::ChannelOptions channels;                   ///< without `mqtt`, whose session the daemon makes
    std::optional<link::SessionOptions> mqtt_channel;  ///< where [channel.mqtt] publishes
    Millis mqtt_channel_timeout{10'000};

    std::string log_level = "info";
    bool log_json = false;

    [[nodiscard]] static link::SessionOptions default_broker();
    [[nodiscard]] std::string database_file() const { return state_dir + "/alertd.db"; }
};

/// Reads and checks `path`; every problem with file:line:column, one a line.
[[nodiscard]] Result<Config> read_config(const std::string& path);
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& name);

}  // namespace anju::alertd::app
