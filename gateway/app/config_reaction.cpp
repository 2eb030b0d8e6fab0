// The tables about how the home reacts: [uplink.second], [fallback], [[announce]].
#include "gateway/app/config_read.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace anju::gateway::app {

namespace {

using namespace std::chrono_literals;
using settings::Table;

constexpr std::size_t kMostCommands = 16;
constexpr std::size_t kMostRoutes = 64;
constexpr std::size_t kMostArguments = 32;

/// Every word that the home may be told; the core's, the fallback's and the centre's.
constexpr std::array<std::string_view, 6> kPrompts{"are_you_all_right", "help_was_called", "glad_you_are_well",
                                                   "no_answer_yet",     "centre_answered", "help_is_coming"};

std::string read_payload(Table& table, std::string_view key) {
    auto payload = table.text(key, "");
    if (payload.size() > kMaxPayloadTextBytes)
        table.problem(key, fmt::format("at most {} bytes", kMaxPayloadTextBytes));
    return payload;
}

fallback::Command read_command(Table& table) {
    fallback::Command command;
    command.topic = table.required_text("topic", "the topic of the device's commands");
    if (!command.topic.empty()) check_topic(table, "topic", command.topic);
    command.payload = read_payload(table, "payload");
    if (command.payload.empty()) table.problem("payload", "what turns it on, such as '{\"state\":\"ON\"}'");
    command.off_payload = read_payload(table, "off_payload");
    return command;
}

local::AnnounceRoute read_route(Table& table) {
    local::AnnounceRoute route;
    route.device.value = table.text("device", "");
    route.topic = table.required_text("topic", "the topic of the device's commands");
    if (!route.topic.empty()) check_topic(table, "topic", route.topic);
    auto payloads = table.table("payloads");
    for (const auto prompt : kPrompts) {
        auto payload = read_payload(payloads, prompt);
        if (!payload.empty()) route.payloads.emplace(prompt, std::move(payload));
    }
    if (route.payloads.empty()) table.problem("payloads", "a table with a payload for at least one prompt");
    return route;
}

}  // namespace

void read_second_uplink(Table table, Config& config) {
    if (!table.present()) return;
    BrokerConfig broker;
    broker.host = table.required_text("host", "the host name or address of the second broker");
    read_tls(table, broker);
    read_broker(table, broker);
    config.second_uplink = std::move(broker);
    config.second_after = table.duration("after", config.second_after, 1s, 5min);
}

void read_fallback(Table table, FallbackConfig& fallback) {
    fallback.after = table.duration("after", fallback.after, 0s, 10min);
    if (fallback.after > 0s && fallback.after < 1s) table.problem("after", "at least 1s, or 0s for never");
    fallback.sound_for = table.duration("sound_for", fallback.sound_for, 10s, 1h);
    fallback.hook = table.texts("hook", {});
    if (table.has("hook")) {
        if (fallback.hook.empty() || !std::filesystem::path(fallback.hook.front()).is_absolute()) {
            table.problem("hook", "the command's path, which begins with /, and its arguments");
        }
        if (fallback.hook.size() > kMostArguments)
            table.problem("hook", fmt::format("at most {} texts", kMostArguments));
        const auto has_nul = [](const std::string& text) { return text.find('\0') != std::string::npos; };
        if (std::any_of(fallback.hook.begin(), fallback.hook.end(), has_nul))
            table.problem("hook", "texts without NUL");
    }
    fallback.hook_timeout = table.duration("hook_timeout", fallback.hook_timeout, 1s, 10min);
    for (auto& command : table.tables("command")) fallback.commands.push_back(read_command(command));
    if (fallback.commands.size() > kMostCommands) table.problem("command", fmt::format("at most {}", kMostCommands));
}

std::vector<local::AnnounceRoute> read_announce_routes(Table& root) {
    std::vector<local::AnnounceRoute> routes;
    for (auto& table : root.tables("announce")) routes.push_back(read_route(table));
    if (routes.size() > kMostRoutes) root.problem("announce", fmt::format("at most {}", kMostRoutes));
    return routes;
}

}  // namespace anju::gateway::app
