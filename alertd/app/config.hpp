// What alertd.toml says, with every default. The file is documented in place: config/alertd.toml.
#pragma once

#include "alertd/core/types.hpp"
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

    std::string broker_host = "127.0.0.1";
    std::uint16_t broker_port = 1883;
    std::string broker_username;
    std::string broker_password;
    std::optional<link::Tls> broker_tls;
    std::string client_id = "alertd";

    std::string api_address = "127.0.0.1";
    std::uint16_t api_port = 8088;
    std::vector<ApiToken> api_tokens;

    core::PolicyBook policies = core::PolicyBook::defaults();
    Millis gateway_lost_after{85'000};

    std::string webhook_secret;
    Millis webhook_timeout{10'000};
    std::string log_channel_file;  ///< empty: the daemon's own log

    std::string log_level = "info";
    bool log_json = false;

    [[nodiscard]] std::string database_file() const { return state_dir + "/alertd.db"; }
};

/// Reads and checks `path`; every problem with file:line:column, one a line.
[[nodiscard]] Result<Config> read_config(const std::string& path);
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& name);

}  // namespace anju::alertd::app
