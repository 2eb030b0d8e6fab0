#include "alertd/app/figures_commands.hpp"

#include "alertd/reports/counting.hpp"
#include "alertd/reports/month.hpp"
#include "alertd/store/store.hpp"
#include "base/system.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace anju::alertd::app {

Result<void> rebuild_figures(const Config& config) {
    auto writer = store::open_sqlite_writer({config.database_file()});
    if (!writer) {
        return fail(writer.error().code, writer.error().message + " (is alertd running? stop it to rebuild)");
    }
    const bool terminal = isatty(fileno(stderr)) == 1;
    ANJU_TRY(auto counted,
             reports::rebuild(*writer.value(), config.channels.utc_offset, [terminal](std::uint64_t rows) {
                 if (terminal) fmt::print(stderr, "\r{} rows", rows);
             }));
    if (terminal) fmt::print(stderr, "\r");
    fmt::print("the figures are rebuilt from {} rows of the journal\n", counted);
    return success();
}

Result<void> write_report(const Config& config, const ReportOptions& options) {
    ANJU_TRY(auto reader, store::open_sqlite_reader(config.database_file()));
    ANJU_TRY(auto progress, reader->figures().progress());
    reports::MonthAsked asked;
    asked.now = SystemClock().now().utc;
    asked.month =
        options.month.empty() ? reports::month_before(reports::day_of(asked.now, progress.utc_offset)) : options.month;
    ANJU_TRY(asked.days, reports::parse_month(asked.month));
    const auto language = reports::parse_language(options.language);
    if (!language)
        return fail(ErrorCode::invalid, fmt::format("--lang: expected zh-CN or en, not '{}'", options.language));
    asked.language = *language;
    if (!options.street.empty()) asked.street = StreetId(options.street);
    asked.seats = config.seats;
    ANJU_TRY(auto page, reports::month_page(*reader, asked));
    if (options.output.empty()) {
        std::fwrite(page.data(), 1, page.size(), stdout);
        return success();
    }
    std::ofstream file(options.output, std::ios::binary);
    file << page;
    file.close();
    if (!file) return fail(ErrorCode::unavailable, fmt::format("{}: cannot be written", options.output));
    return success();
}

}  // namespace anju::alertd::app
