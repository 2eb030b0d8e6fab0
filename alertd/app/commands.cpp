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
        return fail(writer.error().code, writer.error().message + " (is alertd running? stop it to import)");
    }
    const registry::ImportOptions how{options.dry_run, SystemClock().now().utc, "user:import"};
    ANJU_TRY(auto counts, registry::import_directory(*writer.value(), options.folder, how));
    fmt::print("{}{} added, {} changed, {} unchanged\n", options.dry_run ? "dry run: " : "", counts.added,
               counts.changed, counts.unchanged);
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
