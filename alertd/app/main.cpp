// alertd: the command line. Exit codes: 0 done, 1 it did not work, 2 the input or configuration is wrong.
#include "alertd/app/commands.hpp"
#include "alertd/app/config.hpp"
#include "alertd/app/daemon.hpp"
#include "alertd/app/figures_commands.hpp"
#include "log/log.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <optional>

namespace {

using anju::alertd::app::Config;

constexpr int kFailed = 1;
constexpr int kWrongInput = 2;

int refuse(const anju::Error& error) {
    fmt::print(stderr, "{}\n", error.message);
    return error.code == anju::ErrorCode::invalid || error.code == anju::ErrorCode::not_found ? kWrongInput : kFailed;
}

anju::Error unknown_encoding(const std::string& name) {
    return anju::fail(anju::ErrorCode::invalid,
                      "--encoding: expected detect, utf-8, utf-8-bom or gb18030, not " + name);
}

/// SIGHUP: a file with a mistake changes nothing, and the log says where the mistake is.
void reload(anju::alertd::app::Daemon& daemon, const std::string& config_file) {
    if (config_file.empty()) {
        spdlog::warn("there is no configuration file to read again");
        return;
    }
    auto config = anju::alertd::app::read_config(config_file);
    auto done = config ? anju::alertd::app::check_parts(config.value()) : anju::Result<void>(config.error());
    if (done) done = daemon.reload(config.value());
    if (!done) spdlog::error("the configuration stays as it was: {}", done.error().message);
}

/// Runs until SIGINT or SIGTERM. The signals are blocked before any thread starts, so that this one gets them.
int run(const Config& config, const std::string& config_file) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    anju::log::set_up_log(config.log_json ? anju::log::LogFormat::json : anju::log::LogFormat::text, config.log_level);
    anju::alertd::app::Daemon daemon(config);
    if (auto started = daemon.start(); !started) {
        spdlog::error("alertd cannot start: {}", started.error().message);
        return kFailed;
    }
    int signal = 0;
    for (sigwait(&signals, &signal); signal == SIGHUP; sigwait(&signals, &signal)) reload(daemon, config_file);
    spdlog::info("alertd stops on signal {}", signal);
    daemon.stop();
    return 0;
}

struct FiguresCommands {
    anju::alertd::app::ReportOptions report;
    CLI::App* report_command = nullptr;
    CLI::App* rebuild_command = nullptr;

    explicit FiguresCommands(CLI::App& app) {
        report_command = app.add_subcommand("report", "Write the report of a month as an HTML page");
        report_command->add_option("month", report.month, "2026-03; without it the last whole month");
        report_command->add_option("--lang", report.language, "zh-CN or en")->capture_default_str();
        report_command->add_option("--street", report.street, "Only this street");
        report_command->add_option("--output,-o", report.output, "File; without it standard output");
        rebuild_command = app.add_subcommand("rebuild-figures", "Count the whole journal anew for the statistics");
    }
    /// Nothing when neither was asked for.
    [[nodiscard]] std::optional<anju::Result<void>> run(const Config& config) const {
        if (report_command->parsed()) return anju::alertd::app::write_report(config, report);
        if (rebuild_command->parsed()) return anju::alertd::app::rebuild_figures(config);
        return std::nullopt;
    }
};

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
    anju::alertd::app::InitOptions init;
    auto* init_command = app.add_subcommand("init", "Make the first administrator's account and print its password");
    init_command->add_option("--name", init.name, "Its name")->capture_default_str();
    init_command->add_flag("--password-stdin", init.password_from_stdin, "Read the password from standard input");
    init_command->add_flag("--reset", init.reset, "Although there is one: a new password, all rights, no sessions");
    import_command->add_option("--reason", import.reason, "Why, for the journal");
    std::string import_encoding = "detect";
    import_command->add_option("--encoding", import_encoding, "detect (the default), utf-8 or gb18030");
    anju::alertd::app::ExportOptions export_options;
    std::string export_encoding = "utf-8";
    auto* export_command = app.add_subcommand("export", "Export the registry as CSV files that import reads back");
    export_command->add_option("folder", export_options.folder, "Where the files go; existing ones are replaced")
        ->required();
    export_command->add_option("--encoding", export_encoding, "utf-8 (the default), utf-8-bom (for Excel) or gb18030");
    auto* verify_command = app.add_subcommand("verify-journal", "Recompute the journal's hash chain");
    FiguresCommands figures(app);
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
        const auto encoding = anju::alertd::registry::parse_encoding(import_encoding);
        if (!encoding) return refuse(unknown_encoding(import_encoding));
        import.encoding = *encoding;
        const auto imported = anju::alertd::app::import_registry(config, import);
        return imported ? 0 : refuse(imported.error());
    }
    if (init_command->parsed()) {
        const auto made = anju::alertd::app::init_administrator(config, init);
        return made ? 0 : refuse(made.error());
    }
    if (export_command->parsed()) {
        const auto encoding = anju::alertd::registry::parse_encoding(export_encoding);
        if (!encoding) return refuse(unknown_encoding(export_encoding));
        export_options.encoding = *encoding;
        const auto exported = anju::alertd::app::export_registry(config, export_options);
        return exported ? 0 : refuse(exported.error());
    }
    if (verify_command->parsed()) {
        const auto intact = anju::alertd::app::verify_journal(config);
        if (!intact) return refuse(intact.error());
        return intact.value() ? 0 : kFailed;
    }
    if (const auto done = figures.run(config)) return *done ? 0 : refuse(done->error());
    return run(config, config_file);
}
