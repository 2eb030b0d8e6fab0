// anju-gateway: keeps watch in one home. Wiring and the command line; exit status 0 is a clean end,
// 1 a failure at run time, 2 a wrong command line or configuration.
#include "base/system.hpp"
#include "gateway/app/config.hpp"
#include "gateway/app/explain_command.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/profile_files.hpp"
#include "log/log.hpp"

#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace anju;
using namespace anju::gateway::app;

constexpr int kFailed = 1;
constexpr int kWrongInput = 2;
constexpr int kStalledSeconds = 60;
constexpr const char* kDefaultConfig = "/etc/anju/gateway.toml";

struct CommandLine {
    std::string config = kDefaultConfig;
    bool check_config = false;
    bool explain = false;
    std::string explain_config;
    std::string explain_devices;
    std::vector<std::string> explain_profiles;
    bool explain_why = false;
    std::string checked_profile;
};

/// SIGTERM and SIGINT are waited for, in no thread handled; a lost terminal or pipe ends nothing.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

/// Returns at SIGTERM or SIGINT. A thread that stands still for a minute ends the process: what was
/// accepted is on disk, and a restarted gateway listens again.
void wait_for_end(const Gateway& gateway, const sigset_t& signals) {
    auto last = gateway.beats();
    int stalled_timer = 0;
    int stalled_uplink = 0;
    const timespec second{1, 0};
    while (sigtimedwait(&signals, nullptr, &second) < 0) {
        const auto beats = gateway.beats();
        stalled_timer = beats.first == last.first ? stalled_timer + 1 : 0;
        stalled_uplink = beats.second == last.second ? stalled_uplink + 1 : 0;
        last = beats;
        if (stalled_timer < kStalledSeconds && stalled_uplink < kStalledSeconds) continue;
        spdlog::critical("a thread has stood still for {} s, giving up to be restarted", kStalledSeconds);
        std::abort();
    }
}

int run(const CommandLine& line) {
    auto config = load_config(line.config);
    if (config.has_error()) {
        std::cerr << config.error().message << '\n';
        return kWrongInput;
    }
    auto files = read_profiles(config.value().profiles_dir, config.value().profiles_disabled);
    if (line.check_config) {
        for (const auto& problem : files.problems) std::cerr << problem << '\n';
        if (!files.problems.empty()) return kWrongInput;
        std::cout << "OK\n";
        return EXIT_SUCCESS;
    }
    log::set_up_log(config.value().log_format, config.value().log_level);
    // A home without one of its profiles is better watched than a home without a gateway.
    for (const auto& problem : files.problems) spdlog::error("profile refused: {}", problem);
    const auto signals = block_signals();
    const SystemClock clock;
    GatewayOptions options;
    options.config = std::move(config).value();
    options.profiles = std::move(files.settings);
    options.version = ANJU_VERSION;
    options.random64 = system_random64;
    auto gateway = Gateway::open(std::move(options), clock);
    if (gateway.has_error()) {
        spdlog::critical("cannot start: {}", gateway.error().message);
        return kFailed;
    }
    gateway.value()->start();
    spdlog::info("anju-gateway {} keeps watch", ANJU_VERSION);
    wait_for_end(*gateway.value(), signals);
    spdlog::info("stopping");
    gateway.value()->stop();
    return EXIT_SUCCESS;
}

int run_explain(const CommandLine& line) {
    ExplainOptions options;
    if (!line.explain_config.empty()) options.config = line.explain_config;
    if (!line.explain_devices.empty()) options.devices = line.explain_devices;
    for (const auto& file : line.explain_profiles) options.profiles.emplace_back(file);
    options.why = line.explain_why;
    std::ios::sync_with_stdio(false);
    const auto answered = explain(options, std::cin, std::cout);
    std::cout.flush();
    if (answered.has_error()) {
        std::cerr << answered.error().message << '\n';
        return kWrongInput;
    }
    return std::cout ? EXIT_SUCCESS : kFailed;
}

int run_check_profile(const CommandLine& line) {
    const auto checked = check_profile_file(line.checked_profile);
    if (checked.has_error()) {
        std::cerr << checked.error().message << '\n';
        return kWrongInput;
    }
    std::cout << "OK\n";
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line;
    CLI::App app{"Keeps watch in one home: hears its sensors and tells the centre."};
    app.add_option("--config", line.config, "The configuration")->capture_default_str();
    app.add_flag("--check-config", line.check_config, "Say whether the configuration is right, and end");
    app.set_version_flag("--version", "anju-gateway " ANJU_VERSION);
    auto* const explain_command =
        app.add_subcommand("explain", "Answer recorded messages, JSON lines from standard input, with their signals");
    explain_command->add_option("--config", line.explain_config, "Take topics and devices from this configuration");
    explain_command->add_option("--devices", line.explain_devices, "Take further [[device]] tables from this file");
    explain_command->add_option("--profile", line.explain_profiles, "Add this profile; may be given several times");
    explain_command->add_flag("--why", line.explain_why, "Tell with each answer which rules spoke, or why none did");
    auto* const check_command = app.add_subcommand("check-profile", "Say whether a device profile is right");
    check_command->add_option("FILE", line.checked_profile, "The profile")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : kWrongInput;
    }
    try {
        if (check_command->parsed()) return run_check_profile(line);
        return explain_command->parsed() ? run_explain(line) : run(line);
    } catch (const std::exception& error) {
        std::cerr << "anju-gateway: " << error.what() << '\n';
        return kFailed;
    }
}
