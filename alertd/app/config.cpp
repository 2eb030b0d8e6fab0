#include "alertd/app/config.hpp"

#include "alertd/api/page_files.hpp"
#include "alertd/app/channel_config.hpp"
#include "alertd/app/outward_config.hpp"
#include "alertd/app/policy_config.hpp"
#include "alertd/roster/tz_zone.hpp"
#include "settings/settings.hpp"

namespace anju::alertd::app {

namespace {

constexpr Millis kSecond{1'000};
constexpr Millis kDay{86'400'000};

ApiToken read_token(settings::Table& token) {
    ApiToken read;
    read.name = token.required_text("name", "a name for the journal");
    read.token = token.required_text("token", "a secret of at least 32 characters");
    if (!read.token.empty() && read.token.size() < 32) token.problem("token", "a secret of at least 32 characters");
    const auto role = token.word("role", "administrator", {"viewer", "street", "operator", "auditor", "administrator"});
    read.role = core::parse_role(role).value_or(core::Role::viewer);
    for (const auto& street : token.texts("streets", {})) read.scope.streets.emplace(street);
    for (const auto& committee : token.texts("committees", {})) read.scope.committees.emplace(committee);
    read.scope.everything = read.scope.streets.empty() && read.scope.committees.empty();
    if (read.role == core::Role::administrator && !read.scope.everything) {
        token.problem(read.scope.streets.empty() ? "committees" : "streets",
                      "nothing beside the role administrator, which has the whole district");
    }
    if (read.role == core::Role::street && read.scope.everything) {
        token.problem("role", "streets or committees beside the role street");
    }
    return read;
}

void read_api(settings::Table api, Config& config) {
    config.api_address = api.text("address", config.api_address);
    config.api_port = static_cast<std::uint16_t>(api.integer("port", config.api_port, 0, 65535));
    config.api_public_origin = api.text("public_origin", config.api_public_origin);
    config.api_trusted_proxy = api.text("trusted_proxy", config.api_trusted_proxy);
    config.web_folder = api.text("web_folder", "");
    if (!config.web_folder.empty()) {
        const auto files = api::PageFiles::load(config.web_folder);
        if (!files) api.problem("web_folder", "a folder with the files of the page; " + files.error().message);
    }
    config.session_idle = api.duration("session_idle", config.session_idle, 60 * kSecond, kDay);
    config.session_lasts = api.duration("session_lasts", config.session_lasts, 60 * kSecond, 30 * kDay);
    for (auto& token : api.tables("token")) config.api_tokens.push_back(read_token(token));
}

void read_tests(settings::Table tests, core::TestIntervals& intervals) {
    constexpr Millis kLongest{3650LL * 86'400'000};
    for (auto& [kind, interval] : intervals) {
        interval = tests.duration(std::string(to_string(kind)), interval, Millis{0}, kLongest);
    }
    std::erase_if(intervals, [](const auto& entry) { return entry.second == Millis{0}; });
}

void read_watchdog(settings::Table table, audit::WatchdogOptions& watchdog) {
    watchdog.url = table.text("url", watchdog.url);
    const bool is_url = watchdog.url.starts_with("http://") || watchdog.url.starts_with("https://");
    if (!watchdog.url.empty() && !is_url) table.problem("url", "a URL with http:// or https://");
    watchdog.post = table.word("method", "GET", {"GET", "POST"}) == "POST";
    watchdog.every = table.duration("every", watchdog.every, 5 * kSecond, kDay);
    watchdog.timeout = table.duration("timeout", watchdog.timeout, kSecond, 60 * kSecond);
}

void read_storms(settings::Table table, core::StormRules& rules) {
    constexpr std::int64_t kMostLosses = 1'000;  // they are remembered until there are enough
    rules.window = table.duration("window", rules.window, 10 * kSecond, 60 * 60 * kSecond);
    const auto number = [&](const char* key, std::size_t fallback) {
        return static_cast<std::size_t>(table.integer(key, static_cast<std::int64_t>(fallback), 2, kMostLosses));
    };
    rules.at_least = number("at_least", rules.at_least);
    rules.always_at = number("always_at", rules.always_at);
    if (rules.always_at < rules.at_least) table.problem("always_at", "no less than at_least");
    rules.share = table.number("share", 100 * rules.share, 0, 100) / 100;
    rules.rest = table.number("rest", 100 * rules.rest, 0, 50) / 100;
    rules.settle = table.duration("settle", rules.settle, Millis{0}, kDay);
}

Config read_all(settings::Table root) {
    Config config;
    config.state_dir = root.text("state_dir", config.state_dir);
    if (config.state_dir.empty()) root.problem("state_dir", "a folder");
    auto broker = root.table("broker");
    read_broker(broker, "alertd's", config.broker);
    read_api(root.table("api"), config);

    auto district = root.table("district");
    config.time_zone = district.text("time_zone", config.time_zone);
    if (!roster::find_zone(config.time_zone)) {
        district.problem("time_zone", "a time zone by its name in the time zone database, such as Asia/Shanghai");
    }
    config.district_map = district.text("map", "");
    if (!config.district_map.empty()) {
        const auto map = api::load_district_map(config.district_map);
        if (!map) district.problem("map", "a GeoJSON file of the streets; " + map.error().message);
    }
    auto policies = root.table("policy");
    for (const auto of : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
        read_policies(policies.table(to_string(of)), of, config.policies);
    }

    auto gateways = root.table("gateways");
    // EN 50136-1 names 20 s (SP6) and 90 s (SP5, DP4) as the times within which a lost path is declared.
    config.gateway_lost_after = gateways.duration("lost_after", config.gateway_lost_after, 5 * kSecond, kDay);
    config.holds.return_grace = gateways.duration("return_grace", config.holds.return_grace, Millis{0}, kDay);
    read_storms(root.table("storms"), config.holds.storms);

    read_tests(root.table("tests"), config.test_intervals);
    read_watchdog(root.table("watchdog"), config.watchdog);

    read_channels(root.table("channel"), config);
    read_outward(root, config);

    auto retention = root.table("retention");
    const auto months = [&](const char* key, int fallback) {
        return static_cast<int>(retention.integer(key, fallback, 0, 1200));
    };
    config.retention.notes = months("notes", config.retention.notes);
    config.retention.evidence = months("evidence", config.retention.evidence);
    config.retention.readings = months("readings", config.retention.readings);
    config.retention.deliveries = months("deliveries", config.retention.deliveries);
    config.retention.quarantine = months("quarantine", config.retention.quarantine);

    config.keep_readings_days =
        static_cast<int>(root.table("readings").integer("keep_days", config.keep_readings_days, 0, 3660));
    config.seats = root.table("reports").integer("seats", config.seats, 1, 1000);

    auto log = root.table("log");
    config.log_level = log.word("level", config.log_level, {"debug", "info", "warn", "error"});
    config.log_json = log.word("format", "text", {"text", "json"}) == "json";
    return config;
}

Result<Config> read_document(settings::Document& document) {
    auto config = read_all(document.root());
    ANJU_TRY(document.finish());
    return config;
}

}  // namespace

link::SessionOptions Config::default_broker() {
    link::SessionOptions options;
    options.host = "127.0.0.1";
    options.client_id = "alertd";
    options.backoff_max = Millis{5'000};
    return options;
}

Result<Config> read_config(const std::string& path) {
    ANJU_TRY(auto document, settings::Document::read_file(path));
    return read_document(*document);
}

Result<Config> parse_config(std::string_view text, const std::string& name) {
    ANJU_TRY(auto document, settings::Document::read_text(text, name));
    return read_document(*document);
}

}  // namespace anju::alertd::app
