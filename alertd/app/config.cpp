#include "alertd/app/config.hpp"

#include "alertd/app/channel_config.hpp"
#include "settings/settings.hpp"

#include <algorithm>

namespace anju::alertd::app {

namespace {

constexpr Millis kSecond{1'000};
constexpr Millis kDay{86'400'000};

bool is_loopback(const std::string& address) { return address == "127.0.0.1" || address == "::1"; }

void read_api(settings::Table api, Config& config) {
    config.api_address = api.text("address", config.api_address);
    config.api_port = static_cast<std::uint16_t>(api.integer("port", config.api_port, 0, 65535));
    for (auto& token : api.tables("token")) {
        ApiToken read{token.required_text("name", "a name for the journal"),
                      token.required_text("token", "a secret of at least 32 characters")};
        if (!read.token.empty() && read.token.size() < 32) token.problem("token", "a secret of at least 32 characters");
        config.api_tokens.push_back(std::move(read));
    }
    if (!is_loopback(config.api_address) && config.api_tokens.empty()) {
        api.problem("address", "127.0.0.1 as long as there is no [[api.token]]");
    }
}

core::Policy read_policy(settings::Table table, core::Policy fallback) {
    core::Policy policy = std::move(fallback);
    policy.repeat_every = table.duration("repeat_every", policy.repeat_every, 10 * kSecond, kDay);
    policy.attend_within = table.duration("attend_within", policy.attend_within, Millis{0}, kDay);
    policy.arrive_within = table.duration("arrive_within", policy.arrive_within, Millis{0}, kDay);
    if (!table.has("steps")) return policy;
    policy.steps.clear();
    Millis before{-1};
    for (auto& step : table.tables("steps")) {
        core::PolicyStep read{step.duration("after", Millis{0}, Millis{0}, kDay), {}};
        if (read.after <= before) step.problem("after", "a later time than the step before it");
        before = read.after;
        for (const auto& word : step.texts("notify", {})) {
            if (const auto level = core::parse_case_word<core::Level>(word)) {
                read.levels.push_back(*level);
            } else {
                step.problem("notify", "only home, committee, street and district");
            }
        }
        if (read.levels.empty()) step.problem("notify", "at least one of home, committee, street, district");
        policy.steps.push_back(std::move(read));
    }
    if (policy.steps.empty()) table.problem("steps", "at least one step");
    const bool notifies = std::ranges::all_of(policy.steps, [](const auto& step) { return !step.levels.empty(); });
    const bool ends_at_district = std::ranges::any_of(policy.steps, [](const core::PolicyStep& step) {
        return std::ranges::find(step.levels, core::Level::district) != step.levels.end();
    });
    if (notifies && !ends_at_district)
        table.problem("steps", "a step that notifies the district, so that somebody always hears");
    return policy;
}

Config read_all(settings::Table root) {
    Config config;
    config.state_dir = root.text("state_dir", config.state_dir);
    if (config.state_dir.empty()) root.problem("state_dir", "a folder");
    auto broker = root.table("broker");
    read_broker(broker, "alertd's", config.broker);
    read_api(root.table("api"), config);

    auto policies = root.table("policy");
    config.policies.emergency = read_policy(policies.table("emergency"), config.policies.emergency);
    config.policies.welfare = read_policy(policies.table("welfare"), config.policies.welfare);
    config.policies.technical = read_policy(policies.table("technical"), config.policies.technical);

    auto gateways = root.table("gateways");
    // EN 50136-1 names 20 s (SP6) and 90 s (SP5, DP4) as the times within which a lost path is declared.
    config.gateway_lost_after = gateways.duration("lost_after", config.gateway_lost_after, 5 * kSecond, kDay);

    read_channels(root.table("channel"), config);

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
