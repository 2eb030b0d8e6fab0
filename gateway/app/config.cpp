#include "gateway/app/config.hpp"

#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "gateway/app/config_read.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace anju::gateway::app {

namespace {

using namespace std::chrono_literals;
using settings::Document;
using settings::Table;

constexpr Millis kYear = 8'760h;
constexpr std::size_t kMostTopics = 16;
constexpr const char* kTopicRule = "of 1 to 256 bytes without +, # and NUL, no / at either end and no $ in front";

}  // namespace

bool is_topic(const std::string& text) {
    return !text.empty() && text.size() <= 256 && text.front() != '/' && text.back() != '/' && text.front() != '$' &&
           text.find_first_of(std::string_view("#+\0", 3)) == std::string_view::npos;
}

void read_discovery_prefix(Table& table, std::string& prefix) {
    prefix = table.text("discovery_prefix", prefix);
    if (!prefix.empty() && !is_topic(prefix))
        table.problem("discovery_prefix", fmt::format("a topic {}, or \"\"", kTopicRule));
}

void check_topic(Table& table, const char* key, const std::string& topic) {
    if (!is_topic(topic)) table.problem(key, fmt::format("a topic {}", kTopicRule));
}

void read_broker(Table& table, BrokerConfig& broker) {
    broker.port = static_cast<std::uint16_t>(table.integer("port", broker.port, 1, 65'535));
    broker.username = table.text("username", "");
    broker.password = table.text("password", "");
    if (!broker.password.empty() && broker.username.empty()) table.problem("password", "a username beside it");
}

void read_topics(Table& table, const char* key, std::vector<std::string>& topics) {
    topics = table.texts(key, topics);
    if (topics.size() > kMostTopics) table.problem(key, fmt::format("at most {} topics", kMostTopics));
    if (!std::all_of(topics.begin(), topics.end(), is_topic)) table.problem(key, fmt::format("topics {}", kTopicRule));
}

void read_tls(Table& table, BrokerConfig& broker) {
    auto tls = table.table("tls");
    if (!tls.present()) return;
    broker.port = 8883;
    broker.tls = link::Tls{tls.required_text("ca", "the file of the centre's CA"),
                           tls.required_text("certificate", "the file of the gateway's certificate"),
                           tls.required_text("key", "the file of the gateway's key")};
}

namespace {

void read_gateway(Table table, Config& config) {
    config.gateway.value = table.required_text("id", "the gateway's id");
    if (!config.gateway.empty() && !codec::is_gateway_id(config.gateway.value)) {
        table.problem("id", "1 to 64 of the characters A-Z a-z 0-9 . _ -");
    }
    config.home.value = table.text("home", "");
    config.street.value = table.text("street", "");
    config.hub = table.boolean("hub", false);
    config.state_dir = table.text("state_dir", config.state_dir.string());
    if (!config.state_dir.is_absolute()) table.problem("state_dir", "a path that begins with /");
    config.outbox_max_mib =
        static_cast<std::uint32_t>(table.integer("outbox_max_mib", config.outbox_max_mib, 0, 65'536));
}

void read_home_broker(Table table, Config& config) {
    config.home_broker.host = table.text("host", config.home_broker.host);
    if (config.home_broker.host.empty()) table.problem("host", "a host name or address");
    read_broker(table, config.home_broker);
    read_topics(table, "zigbee2mqtt_topics", config.zigbee2mqtt_topics);
    read_topics(table, "plain_topics", config.plain_topics);
    if (config.zigbee2mqtt_topics.empty() && config.plain_topics.empty()) {
        table.problem("plain_topics", "at least one topic here or in zigbee2mqtt_topics");
    }
    config.announce_topic = table.text("announce_topic", config.announce_topic);
    check_topic(table, "announce_topic", config.announce_topic);
    read_discovery_prefix(table, config.discovery_prefix);
}

void read_uplink(Table table, Config& config) {
    config.uplink.host = table.required_text("host", "the host name or address of the centre's broker");
    read_tls(table, config.uplink);
    read_broker(table, config.uplink);
    config.heartbeat = table.duration("heartbeat", config.heartbeat, 1s, 30s);
    read_second_uplink(table.table("second"), config);
}

void read_repeat(Table table, core::RepeatSettings& repeat) {
    repeat.holdoff = table.duration("holdoff", repeat.holdoff, 1s, 1h);
    repeat.technical_holdoff = table.duration("technical_holdoff", repeat.technical_holdoff, 1min, kYear);
    repeat.reraise = table.duration("reraise", repeat.reraise, 0s, 1h);
    repeat.technical_reraise = table.duration("technical_reraise", repeat.technical_reraise, 0s, kYear);
    repeat.technical_rest = table.duration("technical_rest", repeat.technical_rest, 0s, kYear);
    repeat.fresh = table.duration("fresh", repeat.fresh, 1min, kYear);
}

void read_press(Table table, core::PressSettings& press) {
    press.merge = table.duration("merge", press.merge, 0s, 1min);
    press.holdoff = table.duration("holdoff", press.holdoff, 0s, 1h);
}

void read_water(Table table, core::WaterSettings& water) {
    water.window = table.duration("window", water.window, 1s, 48h);  // seconds serve demonstrations
    water.threshold_m3 = table.number("threshold_m3", water.threshold_m3, 0.0001, 100);
    water.quiet_start_min = table.time_of_day("quiet_start", water.quiet_start_min);
    water.quiet_end_min = table.time_of_day("quiet_end", water.quiet_end_min);
    water.utc_offset_min = table.utc_offset("utc_offset", water.utc_offset_min);
    water.reading_covers = table.duration("reading_covers", water.reading_covers, 1min, 48h);
    water.no_data = table.duration("no_data", water.no_data, 1h, kYear);
    water.burst_m3 = table.number("burst_m3", water.burst_m3, 0.01, 1'000);
    water.burst_window = table.duration("burst_window", water.burst_window, 1h, 48h);
    water.leak_slot = table.duration("leak_slot", water.leak_slot, 1min, 6h);
    water.leak_window = table.duration("leak_window", water.leak_window, 0s, 168h);
    water.max_rate_m3_per_h = table.number("max_rate_m3_per_h", water.max_rate_m3_per_h, 0.1, 1'000);
    water.rate_slack_m3 = table.number("rate_slack_m3", water.rate_slack_m3, 0, 100);
    water.reset_confirmations =
        static_cast<int>(table.integer("reset_confirmations", water.reset_confirmations, 1, 100));
    water.adaptive = table.boolean("adaptive", water.adaptive);
    water.adaptive_margin = table.number("adaptive_margin", water.adaptive_margin, 1, 100);
    water.adaptive_least = table.duration("adaptive_least", water.adaptive_least, 1h, 48h);
}

void read_fall(Table table, core::FallSettings& fall) {
    fall.confirmation = table.duration("confirmation", fall.confirmation, 0s, 5min);
    fall.rest = table.duration("rest", fall.rest, 0s, 1h);
}

void read_battery(Table table, core::BatterySettings& battery) {
    battery.low_below_percent = table.number("low_below_percent", battery.low_below_percent, 0, 100);
    battery.ok_above_percent = table.number("ok_above_percent", battery.ok_above_percent, 0, 100);
    if (battery.ok_above_percent < battery.low_below_percent) {
        // The one that the file has is the one to look at; the other may be our default.
        if (table.has("ok_above_percent")) {
            table.problem("ok_above_percent",
                          fmt::format("at least low_below_percent, which is {}", battery.low_below_percent));
        } else {
            table.problem("low_below_percent",
                          fmt::format("at most ok_above_percent, which is {}", battery.ok_above_percent));
        }
    }
    battery.debounce = table.duration("debounce", battery.debounce, 0s, 168h);
}

void read_supervision(Table table, core::SupervisionSettings& supervision) {
    supervision.offline_debounce = table.duration("offline_debounce", supervision.offline_debounce, 0s, 24h);
    supervision.downtime_grace = table.duration("downtime_grace", supervision.downtime_grace, 0s, 24h);
    for (int i = 0; i < static_cast<int>(Kind::gateway); ++i) {
        const auto kind = static_cast<Kind>(i);
        const auto known = supervision.limits.find(kind);
        const auto fallback = known == supervision.limits.end() ? Millis{0} : known->second;
        const auto limit = table.duration(to_string(kind), fallback, 0s, kYear);
        // Zero says "not supervised".
        if (limit > Millis{0}) {
            supervision.limits[kind] = limit;
        } else {
            supervision.limits.erase(kind);
        }
    }
}

void read_presence(Table table, core::PresenceSettings& presence) {
    presence.no_movement = table.duration("no_movement", presence.no_movement, 0s, 168h);
    presence.quiet_start_min = table.time_of_day("quiet_start", presence.quiet_start_min);
    presence.quiet_end_min = table.time_of_day("quiet_end", presence.quiet_end_min);
}

bool has_vital_signs(Kind kind) {
    return kind == Kind::blood_pressure || kind == Kind::spo2 || kind == Kind::thermometer || kind == Kind::sleep ||
           kind == Kind::bed || kind == Kind::badge;
}

core::VitalRule read_vital_rule(Table& table) {
    core::VitalRule rule;
    rule.kind = parse_word<Kind>(table.required_text("kind", "a kind of device")).value_or(Kind::unknown);
    if (!has_vital_signs(rule.kind)) {
        table.problem("kind", R"(one of "blood_pressure", "spo2", "thermometer", "sleep", "bed" and "badge")");
    }
    rule.reading = table.text("reading", "");
    constexpr double kMost = 1e6;
    if (table.has("below")) rule.below = table.number("below", 0, -kMost, kMost);
    if (table.has("above")) rule.above = table.number("above", 0, -kMost, kMost);
    if (!rule.below && !rule.above) table.problem("below", "a limit here, in above, or in both");
    if (rule.below && rule.above && *rule.below >= *rule.above) table.problem("below", "less than above");
    rule.hold = table.duration("for", rule.hold, 0s, 168h);
    rule.hysteresis = table.number("hysteresis", rule.hysteresis, 0, kMost);
    const auto plausible = core::plausible_range(rule.kind, rule.reading);
    rule.least = table.number("least", plausible.least, -kMost, kMost);
    rule.most = table.number("most", plausible.most, -kMost, kMost);
    if (rule.least >= rule.most) table.problem("least", "less than most");
    return rule;
}

void read_vital(Table& table, core::VitalSettings& vital) {
    constexpr std::size_t kMostRules = 64;
    for (auto& rule : table.tables("vital")) vital.rules.push_back(read_vital_rule(rule));
    if (vital.rules.size() > kMostRules) table.problem("vital", fmt::format("at most {} rules", kMostRules));
    vital.rest = table.duration("vital_rest", vital.rest, 0s, 168h);
}

void read_rules(Table table, core::Settings& rules) {
    read_repeat(table.table("repeat"), rules.repeat);
    read_press(table.table("press"), rules.press);
    read_water(table.table("water"), rules.water);
    read_fall(table.table("fall"), rules.fall);
    read_battery(table.table("battery"), rules.battery);
    read_supervision(table.table("supervision"), rules.supervision);
    read_presence(table.table("presence"), rules.presence);
    read_vital(table, rules.vital);
    auto babble = table.table("babble");
    rules.babble.per_minute = static_cast<int>(babble.integer("per_minute", rules.babble.per_minute, 0, 60'000));
    auto test_mode = table.table("test_mode");
    rules.test.longest = test_mode.duration("longest", rules.test.longest, 1min, 2h);
    rules.trend_interval = table.duration("trend_interval", rules.trend_interval, 1s, 24h);
}

void read_profile_settings(Table table, Config& config) {
    config.profiles_dir = table.text("dir", config.profiles_dir.string());
    if (!config.profiles_dir.is_absolute()) table.problem("dir", "a path that begins with /");
    config.profiles_disabled = table.texts("disable", {});
}

void read_log(Table table, Config& config) {
    config.log_level = table.word("level", config.log_level, {"debug", "info", "warn", "error", "off"});
    const auto format = table.word("format", "text", {"text", "json"});
    config.log_format = format == "json" ? log::LogFormat::json : log::LogFormat::text;
}

DeviceConfig read_device(Table& table, std::set<DeviceId>& seen) {
    DeviceConfig device;
    device.id.value = table.required_text("id", "the device's id");
    if (device.id.value.size() > codec::kMaxNameBytes) {
        table.problem("id", fmt::format("at most {} bytes", codec::kMaxNameBytes));
    }
    if (!device.id.empty() && !seen.insert(device.id).second) {
        table.problem("id", "a device that is not listed above already");
    }
    if (table.has("kind")) {
        device.kind = parse_word<Kind>(table.text("kind", "")).value_or(Kind::unknown);
        if (device.kind == Kind::unknown || device.kind == Kind::gateway) {
            table.problem("kind", R"(a kind of device such as "smoke", "call_button", "water_meter" or "fall")");
        }
    }
    device.name = table.text("name", "");
    return device;
}

std::vector<DeviceConfig> read_devices(Table& root) {
    std::vector<DeviceConfig> devices;
    std::set<DeviceId> seen;
    for (auto& table : root.tables("device")) devices.push_back(read_device(table, seen));
    return devices;
}

Result<Config> read_config(Document& document) {
    auto root = document.root();
    Config config;
    read_gateway(root.table("gateway"), config);
    read_home_broker(root.table("home_broker"), config);
    read_uplink(root.table("uplink"), config);
    read_profile_settings(root.table("profiles"), config);
    read_rules(root.table("rules"), config.rules);
    read_log(root.table("log"), config);
    read_fallback(root.table("fallback"), config.fallback);
    config.sources = read_sources(root);
    read_http_push(root.table("http_push"), config.http_push);
    config.announce_routes = read_announce_routes(root);
    config.devices = read_devices(root);
    config.rules.home = config.home;
    ANJU_TRY(document.finish());
    return config;
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& name) {
    ANJU_TRY(const auto document, Document::read_text(text, name));
    return read_config(*document);
}

Result<Config> load_config(const std::filesystem::path& file) {
    ANJU_TRY(const auto document, Document::read_file(file.string()));
    return read_config(*document);
}

Result<std::vector<DeviceConfig>> load_devices(const std::filesystem::path& file) {
    ANJU_TRY(const auto document, Document::read_file(file.string()));
    auto root = document->root();
    auto devices = read_devices(root);
    ANJU_TRY(document->finish());
    return devices;
}

}  // namespace anju::gateway::app
