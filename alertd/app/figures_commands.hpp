// alertd's commands about figures. They print to standard output and return.
#pragma once

#include "alertd/app/config.hpp"

#include <string>

namespace anju::alertd::app {

/// Counts the whole journal anew. unavailable: alertd is running.
[[nodiscard]] Result<void> rebuild_figures(const Config& config);

struct ReportOptions {
    std::string month;  ///< "2026-03"; empty: the last whole month
    std::string language = "zh-CN";
    std::string street;  ///< empty: the whole district
    std::string output;  ///< a file; empty: standard output
};
/// The month's report of the database as it is; alertd may be running.
[[nodiscard]] Result<void> write_report(const Config& config, const ReportOptions& options);

}  // namespace anju::alertd::app
