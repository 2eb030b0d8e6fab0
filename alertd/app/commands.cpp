#include "alertd/app/commands.hpp"

#include "alertd/registry/registry.hpp"
#include "alertd/store/store.hpp"
#include "base/system.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

namespace anju::alertd::app {

Result<void> import_registry(const Config& config, const ImportOptions& options) {
    std::error_code error;
    std::filesystem::create_directories(config.state_dir, error);
    if (error) return fail(ErrorCode::unavailable, config.state_dir + ": " + error.message());
    auto writer = store::open_sqlite_writer({config.database_file()});
    if (!writer) {
        return fail(writer.error().code, writer.error().message + " (while alertd runs, import with `anjuctl import`)");
    }
    ANJU_TRY(auto reader, store::open_sqlite_reader(config.database_file()));
    registry::ImportOptions how;
    how.dry_run = options.dry_run;
    how.at = SystemClock().now().utc;
    how.actor = "user:import";
    how.reason = options.reason;
    how.encoding = options.encoding;
    const bool terminal = isatty(fileno(stderr)) == 1;
    if (terminal) {
        how.progress = [](std::uint64_t done, std::uint64_t rows) {
            fmt::print(stderr, "\r{} of {} rows", done, rows);
        };
    }
    auto counts = registry::import_directory(*writer.value(), *reader, options.folder, how);
    if (terminal) fmt::print(stderr, "\r");
    if (!counts) return counts.error();
    fmt::print("{}{} added, {} changed, {} unchanged\n", options.dry_run ? "dry run: " : "", counts.value().added,
               counts.value().changed, counts.value().unchanged);
    return success();
}

Result<void> export_registry(const Config& config, const ExportOptions& options) {
    ANJU_TRY(auto reader, store::open_sqlite_reader(config.database_file()));
    const bool terminal = isatty(fileno(stderr)) == 1;
    ANJU_TRY(auto rows, registry::export_directory(reader->registry(), options.folder, options.encoding,
                                                   [terminal](std::string_view table, std::uint64_t count) {
                                                       if (terminal) fmt::print(stderr, "{}: {} rows\n", table, count);
                                                   }));
    fmt::print("{} rows exported to {}\n", rows, options.folder);
    return success();
}

Result<bool> verify_journal(const Config& config) {
    ANJU_TRY(auto reader, store::open_sqlite_reader(config.database_file()));
    const bool terminal = isatty(fileno(stderr)) == 1;
    ANJU_TRY(auto report, reader->verify_journal([terminal](std::uint64_t row) {
        if (terminal) fmt::print(stderr, "\r{} rows", row);
    }));
    if (terminal) fmt::print(stderr, "\r");
    if (report.broken_at) {
        fmt::print("the journal is BROKEN at row {}: {}\n", *report.broken_at, report.what);
        return false;
    }
    fmt::print("the journal is intact: {} rows, head {}\n", report.rows, report.head);
    return true;
}

}  // namespace anju::alertd::app
