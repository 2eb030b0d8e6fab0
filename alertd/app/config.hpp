// What alertd.toml says, with every default. The file is documented in place: config/alertd.toml.
#pragma once

#include "alertd/audit/watchdog.hpp"
#include "alertd/cap/cap.hpp"
#include "alertd/core/access.hpp"
#include "alertd/core/policy.hpp"
#include "alertd/core/storm.hpp"
#include "alertd/core/testing.hpp"
#include "alertd/core/types.hpp"
#include "alertd/northbound/platform.hpp"
#include "alertd/notify/channels.hpp"
#include "alertd/retention/options.hpp"
#include "base/result.hpp"
#include "link/session.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::app {

struct ApiToken {
    std::string name;  ///< stands in the journal as "user:<name>"
    std::string token;
    core::Role role = core::Role::administrator;
    core::Scope scope = core::Scope::district();
};

/// What WeCom's console shows for the callback of the app in [channel.wecom_app].
struct WecomCallback {
    std::string token;
    std::string encoding_key;
};

struct Config {
    std::string state_dir = "/var/lib/anju/alertd";

    link::SessionOptions broker = default_broker();

    std::string api_address = "127.0.0.1";
    std::uint16_t api_port = 8088;
    std::vector<ApiToken> api_tokens;
    std::string api_public_origin;  ///< where browsers find us when TLS stands in front
    std::string api_trusted_proxy;
    Millis session_idle{60 * 60'000};
    Millis session_lasts{16 * 60 * 60'000};

    std::string web_folder;                   ///< the page's files; empty: those of the binary
    std::string district_map;                 ///< GeoJSON of the streets; empty: none
    std::string time_zone = "Asia/Shanghai";  ///< of the district: for rosters and the hours of policies
    core::PolicyBook policies = core::PolicyBook::defaults();
    Millis gateway_lost_after{85'000};
    core::HoldRules holds;
    core::TestIntervals test_intervals = core::default_test_intervals();
    audit::WatchdogOptions watchdog;  ///< without a URL nobody outside is called

    notify::ChannelOptions channels;                   ///< without `mqtt`, whose session the daemon makes
    std::optional<link::SessionOptions> mqtt_channel;  ///< where [channel.mqtt] publishes
    Millis mqtt_channel_timeout{10'000};

    std::optional<WecomCallback> wecom_callback;  ///< [channel.wecom_app.callback]
    std::optional<cap::CapOptions> cap;
    std::vector<northbound::PlatformOptions> platforms;
    Millis keep_attempts{std::chrono::hours(24 * 400)};  ///< in the log of deliveries

    retention::RetentionOptions retention;
    int keep_readings_days = 31;  ///< what devices measured, besides the values of alerts; 0: none
    std::int64_t seats = 3;       ///< of operators; GB 50440 asks for at least three

    std::string log_level = "info";
    bool log_json = false;

    [[nodiscard]] static link::SessionOptions default_broker();
    [[nodiscard]] std::string database_file() const { return state_dir + "/alertd.db"; }
};

/// Reads and checks `path`; every problem with file:line:column, one a line.
[[nodiscard]] Result<Config> read_config(const std::string& path);
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& name);

}  // namespace anju::alertd::app
