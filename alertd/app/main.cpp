// alertd: the command line. Exit codes: 0 done, 1 it did not work, 2 the input or configuration is wrong.
#include "alertd/app/commands.hpp"
#include "alertd/app/config.hpp"
#include "alertd/app/daemon.hpp"
#include "log/log.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <csignal>

namespace {

using anju::alertd::app::Config;

constexpr int kFailed = 1;
constexpr int kWrongInput = 2;

int refuse(const anju::Error& error) {
    fmt::print(stderr, "{}\n", error.message);
    return error.code == anju::ErrorCode::invalid || error.code == anju::ErrorCode::not_found ? kWrongInput : kFailed;
}

/// Runs until SIGINT or SIGTERM. The signals are blocked before any thread starts, so that this one gets them.
int run(const Config& config) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    anju::log::set_up_log(config.log_json ? anju::log::LogFormat::json : anju::log::LogFormat::text, config.log_level);
    anju::alertd::app::Daemon daemon(config);
    if (auto started = daemon.start(); !started) {
        spdlog::error("alertd cannot start: {}", started.error().message);
        return kFailed;
    }
    int signal = 0;
    sigwait(&signals, &signal);
    spdlog::info("alertd stops on signal {}", signal);
    daemon.stop();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"alertd: the operations centre of Anju"};
    app.set_version_flag("--version", std::string("alertd ") + ANJU_VERSION);
    std::string config_file;
    bool check_only = false;
    app.add_option("--config", config_file, "Configuration file (config/alertd.toml documents every key)");
    app.add_flag("--check-config", check_only, "Check the configuration and change nothing");
    app.fallthrough();

    anju::alertd::app::ImportOptions import;
    auto* import_command =
        app.add_subcommand("import", "Import the registry from a folder of CSV files; all or nothing");
    import_command->add_option("folder", import.folder, "streets.csv, committees.csv, homes.csv ...")->required();
    import_command->add_flag("--dry-run", import.dry_run, "Check and count, change nothing");
    auto* verify_command = app.add_subcommand("verify-journal", "Recompute the journal's hash chain");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongInput;
    }

    Config config;
    if (!config_file.empty()) {
        auto read = anju::alertd::app::read_config(config_file);
        if (!read) return refuse(read.error());
        config = std::move(read).value();
    }
    if (auto fine = anju::alertd::app::check_parts(config); !fine) return refuse(fine.error());
    if (check_only) {
        fmt::print("{}: OK\n", config_file.empty() ? "built-in defaults" : config_file);
        return 0;
    }
    if (import_command->parsed()) {
        const auto imported = anju::alertd::app::import_registry(config, import);
        return imported ? 0 : refuse(imported.error());
    }
    if (verify_command->parsed()) {
        const auto intact = anju::alertd::app::verify_journal(config);
        if (!intact) return refuse(intact.error());
        return intact.value() ? 0 : kFailed;
    }
    return run(config);
}
