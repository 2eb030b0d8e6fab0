// anju-gateway: keeps watch in one home. Wiring and the command line; exit status 0 is a clean end,
// 1 a failure at run time, 2 a wrong command line or configuration.
#include "base/system.hpp"
#include "gateway/app/config.hpp"
#include "gateway/app/explain_command.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/local_command.hpp"
#include "gateway/app/profile_files.hpp"
#include "gateway/app/walk_test.hpp"
#include "log/log.hpp"

#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
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
    std::string test_mode;  ///< "on" or "off"
    std::string device;     ///< empty: the whole home
    std::string home;       ///< of a hub
    std::string lasts = "30m";
    std::string timeout = "0s";
    bool only_listen = false;
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

constexpr int kTakenTries = 50;
constexpr timespec kPause{0, 200'000'000};

/// Gives the running gateway a command; whether one took it within ten seconds.
bool tell_gateway(const Config& config, decltype(codec::Command::what) what) {
    const SystemClock clock;
    const codec::Command command{UlidFactory(system_random64).next(clock.now().utc), std::move(what)};
    const auto left = leave_command(config.state_dir, command);
    if (left.has_error()) {
        std::cerr << left.error().message << '\n';
        return false;
    }
    int tries = 0;
    const auto pause = [&tries] {
        nanosleep(&kPause, nullptr);
        return ++tries < kTakenTries;
    };
    if (await_taken(config.state_dir, pause)) return true;
    std::cerr << "no running gateway took it (" << config.state_dir.string() << ")\n";
    return false;
}

bool tell_test_mode(const Config& config, const std::string& device, const std::string& home, Millis lasts) {
    return tell_gateway(config, codec::SetTestMode{DeviceId{device}, lasts, HomeId{home}});
}

/// The configuration that the command line names; its problems are told.
std::optional<Config> config_of(const CommandLine& line) {
    auto config = load_config(line.config);
    if (config) return std::move(config).value();
    std::cerr << config.error().message << '\n';
    return std::nullopt;
}

/// A duration of the command line; a problem is told.
std::optional<Millis> duration_of(const std::string& option, const std::string& text) {
    const auto parsed = parse_duration(text);
    if (parsed) return parsed.value();
    std::cerr << option << ": " << parsed.error().message << '\n';
    return std::nullopt;
}

int run_test_mode(const CommandLine& line) {
    const auto config = config_of(line);
    if (!config) return kWrongInput;
    const auto lasts = duration_of("--for", line.lasts);
    if (!lasts) return kWrongInput;
    const bool on = line.test_mode == "on";
    if (!tell_test_mode(*config, line.device, line.home, on ? *lasts : Millis{})) return kFailed;
    std::cout << (on ? "test mode is on: alarms are recorded as tests\n" : "test mode is off\n");
    return EXIT_SUCCESS;
}

int run_take_out(const CommandLine& line) {
    const auto config = config_of(line);
    if (!config) return kWrongInput;
    const auto& devices = config->devices;
    if (std::ranges::any_of(devices, [&](const DeviceConfig& device) { return device.id.value == line.device; })) {
        std::cerr << line.device << ": " << line.config << " has it as a [[device]]: remove it there first\n";
        return kWrongInput;
    }
    if (!tell_gateway(*config, codec::TakeOutDevice{DeviceId{line.device}})) return kFailed;
    std::cout << line.device << " is not missed any more\n";
    return EXIT_SUCCESS;
}

/// Keeps the home in test mode while a walk test lasts, in short turns: if this process is killed, the home
/// is watched again after five minutes.
class WalkTestMode {
public:
    WalkTestMode(const Config& config, const Clock& clock) : config_(config), clock_(clock) {}

    bool begin() {
        begun_ = renewed_ = clock_.now().mono;
        return tell_test_mode(config_, "", "", std::min(kTurn, config_.rules.test.longest));
    }
    /// False when alarms are real again, or will be soon.
    bool keep() {
        const MonoTime now = clock_.now().mono;
        if (now - begun_ >= config_.rules.test.longest) return false;
        if (now - renewed_ < kTurn - std::chrono::minutes(1)) return true;
        renewed_ = now;
        const Millis left = config_.rules.test.longest - (now - begun_);
        return tell_test_mode(config_, "", "", std::min(kTurn, left));
    }
    bool end() { return tell_test_mode(config_, "", "", Millis{}); }

private:
    static constexpr Millis kTurn = std::chrono::minutes(5);
    const Config& config_;
    const Clock& clock_;
    MonoTime begun_{};
    MonoTime renewed_{};
};

int run_walk(const CommandLine& line) {
    const auto config = config_of(line);
    if (!config) return kWrongInput;
    const auto timeout = duration_of("--timeout", line.timeout);
    if (!timeout) return kWrongInput;
    spdlog::set_level(spdlog::level::err);
    const auto signals = block_signals();
    const SystemClock clock;
    WalkTestMode test_mode(*config, clock);
    if (!line.only_listen && !test_mode.begin()) {
        std::cerr << "the home is not in test mode: alarms would be real. --only-listen goes on without\n";
        return kFailed;
    }
    WalkTestOptions options;
    options.config = *config;
    options.profiles = read_profiles(options.config.profiles_dir, options.config.profiles_disabled).settings;
    options.timeout = *timeout;
    options.wait = [&](Millis at_most) {
        const timespec span{at_most.count() / 1000, at_most.count() % 1000 * 1'000'000};
        if (sigtimedwait(&signals, nullptr, &span) >= 0) return true;
        if (line.only_listen || test_mode.keep()) return false;
        std::cerr << "test mode is over, so the walk is\n";
        return true;
    };
    const bool complete = run_walk_test(options, clock, std::cout);
    const bool ended = line.only_listen || test_mode.end();
    if (!ended) std::cerr << "test mode was not ended; it ends by itself within five minutes\n";
    return complete && ended ? EXIT_SUCCESS : kFailed;
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
    auto* const test_mode =
        app.add_subcommand("test-mode", "Record alarms of a device, or of the home, as tests for a while");
    test_mode->add_option("state", line.test_mode, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
    test_mode->add_option("--device", line.device, "Only this device");
    test_mode->add_option("--home", line.home, "Of a hub: which home");
    test_mode->add_option("--for", line.lasts, "How long, at most 2h")->capture_default_str();
    test_mode->add_option("--config", line.config, "The configuration")->capture_default_str();
    auto* const take_out =
        app.add_subcommand("take-out", "Forget a device that is not in the home any more; nobody misses it then");
    take_out->add_option("DEVICE", line.device, "Its name")->required();
    take_out->add_option("--config", line.config, "The configuration")->capture_default_str();
    auto* const walk = app.add_subcommand("walk-test", "Tick off each device as it is triggered, in test mode");
    walk->add_option("--timeout", line.timeout, "Give up after this; 0s: never")->capture_default_str();
    walk->add_flag("--only-listen", line.only_listen, "Leave the gateway alone: its alarms are real");
    walk->add_option("--config", line.config, "The configuration")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : kWrongInput;
    }
    try {
        if (check_command->parsed()) return run_check_profile(line);
        if (explain_command->parsed()) return run_explain(line);
        if (test_mode->parsed()) return run_test_mode(line);
        if (take_out->parsed()) return run_take_out(line);
        return walk->parsed() ? run_walk(line) : run(line);
    } catch (const std::exception& error) {
        std::cerr << "anju-gateway: " << error.what() << '\n';
        return kFailed;
    }
}
