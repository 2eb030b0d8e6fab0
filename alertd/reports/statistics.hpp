// Statistics: the tables that people ask for, out of the sums that counting keeps. figures.hpp defines the figures.
//
// Every table is within the scope of its query. Threads: the reader's. Errors: the store's.
#pragma once

#include "alertd/reports/buckets.hpp"
#include "alertd/reports/sheet.hpp"
#include "alertd/store/figures.hpp"
#include "base/result.hpp"

#include <array>
#include <cstddef>
#include <map>

namespace anju::alertd::reports {

/// By what the cases are told apart, besides their class.
enum class CasesBy { district, street, committee, kind, street_kind, model, day };
/// Columns: the names of `by`, class, the counts of store::CaseCounts, then acknowledged_share, closed_share and
/// false_alarm_share. By model there is no class, and cases that are not closed are left out.
[[nodiscard]] Result<Sheet> cases_sheet(store::FiguresReader& reader, const store::FiguresQuery& query, CasesBy by);

/// Columns: [street], class, measure, count, p50_s, p95_s, p99_s, within_60_s, within_180_s, within_45_min.
[[nodiscard]] Result<Sheet> times_sheet(store::FiguresReader& reader, const store::FiguresQuery& query, bool by_street);

enum class CoverageBy { district, street, committee };
/// Columns: [street], [committee], kind, homes_with, homes_should, share; kinds that somebody has somewhere.
[[nodiscard]] Result<Sheet> coverage_sheet(store::FiguresReader& reader, const store::FiguresQuery& query,
                                           CoverageBy by);

/// The load on operators: one row. Columns: seats, alarms, windows, rate, most, floods, flood_share, sources,
/// top_10_share, chattering_sources, fleeting, stale_now.
[[nodiscard]] Result<Sheet> load_sheet(store::FiguresReader& reader, const store::FiguresQuery& query,
                                       std::int64_t seats, UtcTime now);

/// Columns: street, committee, home, device, kind, condition, alarms, reports, chattering, fleeting, share (of all
/// alarms).
[[nodiscard]] Result<Sheet> sources_sheet(store::FiguresReader& reader, const store::FiguresQuery& query,
                                          bool chattering, std::size_t limit);

/// Columns: street, committee, home, device, kind, since.
[[nodiscard]] Result<Sheet> offline_sheet(store::FiguresReader& reader, const store::FiguresQuery& query,
                                          std::size_t limit);

/// Columns: incident, class, headline, street, committee, home, state, opened_at, hours.
[[nodiscard]] Result<Sheet> stale_sheet(store::FiguresReader& reader, const store::FiguresQuery& query, UtcTime now,
                                        std::size_t limit);

/// What the alarms of the windows mean for operators (figures.hpp, L2 and L3).
struct OperatorLoad {
    std::int64_t alarms = 0, windows = 0, floods = 0;
    double rate = 0;  ///< alarms for each window and seat
    double most = 0;  ///< in one window, for each seat
    double flood_share = 0;
};
[[nodiscard]] OperatorLoad load_of(const std::vector<store::WindowRow>& windows, std::int64_t all_windows,
                                   std::int64_t seats);
/// How many windows the query's days have had by `now`; at least one.
[[nodiscard]] std::int64_t windows_in(const store::FiguresQuery& query, Millis utc_offset, UtcTime now);

/// Times by class and measure, for pages that show more than a sheet.
using TimesOfClass = std::array<Times, store::kMeasures>;
[[nodiscard]] std::map<IncidentClass, TimesOfClass> times_by_class(const std::vector<store::TimesRow>& rows);

}  // namespace anju::alertd::reports
