// The store's tables of figures: what is counted of cases and alarms, day by day, so that a month's report reads a
// few thousand rows and never all cases. alertd/reports/figures.hpp defines what is counted, and fills them.
// Errors as in store.hpp.
#pragma once

#include "alertd/core/scope.hpp"
#include "alertd/core/types.hpp"
#include "base/result.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::store {

/// Where something counts; an empty id: it belongs to no registered street or committee.
struct Area {
    StreetId street;
    CommitteeId committee;
    friend auto operator<=>(const Area&, const Area&) = default;
};

/// What the figures know of one case: what is counted of it follows from this and nothing else.
struct CaseFacts {
    IncidentId incident;
    Area area;
    IncidentClass incident_class = IncidentClass::emergency;
    Kind kind = Kind::unknown;  ///< of the device whose alert opened the case
    std::string model;          ///< of that device, as the registry had it then; empty: not known
    bool exercise = false;      ///< opened by a test or drill
    UtcTime opened_at{};
    /// Each the first time that it happened.
    std::optional<UtcTime> told_at, acknowledged_at, en_route_at, on_scene_at;
    /// The last close, unless it was opened again.
    std::optional<UtcTime> closed_at;
    std::optional<core::Disposition> disposition;
    friend bool operator==(const CaseFacts&, const CaseFacts&) = default;
};

/// Days are counted from 1970-01-01 in the district's own time. Cases and times are kept by day and once more by
/// month, because a year has too many days to add up while somebody waits: a period is a day, or a month as a
/// negative number.
[[nodiscard]] int month_period(int day);
struct Periods {
    int first = 0;
    int last = 0;  ///< included
    friend bool operator==(const Periods&, const Periods&) = default;
};
/// The fewest periods that make up these days: single days at both ends, whole months between them.
[[nodiscard]] std::vector<Periods> periods_of(int first_day, int last_day);

struct CaseKey {
    int period = 0;
    Area area;
    IncidentClass incident_class = IncidentClass::emergency;
    Kind kind = Kind::unknown;
    std::string model;
    friend auto operator<=>(const CaseKey&, const CaseKey&) = default;
};
inline constexpr std::size_t kDispositions = 8;
struct CaseCounts {
    std::int64_t opened = 0, acknowledged = 0, closed = 0, ended = 0, long_standing = 0, apart = 0;
    std::array<std::int64_t, kDispositions> dispositions{};  ///< by core::Disposition
    CaseCounts& operator+=(const CaseCounts& other);
    CaseCounts& operator-=(const CaseCounts& other);
    friend bool operator==(const CaseCounts&, const CaseCounts&) = default;
};

enum class Measure { answered, reacted, departed, travelled, attended };
inline constexpr std::size_t kMeasures = 5;
[[nodiscard]] std::string_view to_string(Measure value);
struct TimesKey {
    int period = 0;
    Area area;
    IncidentClass incident_class = IncidentClass::emergency;
    Measure measure = Measure::answered;
    int bucket = 0;  ///< reports/buckets.hpp
    friend auto operator<=>(const TimesKey&, const TimesKey&) = default;
};

/// Ten minutes: `window` counts them from 1970-01-01T00:00Z.
struct WindowKey {
    std::int64_t window = 0;
    Area area;
    friend auto operator<=>(const WindowKey&, const WindowKey&) = default;
};

/// A source of alarms: one condition at one device.
struct Source {
    Area area;
    HomeId home;
    DeviceId device;
    Condition condition = Condition::fault;
    Kind kind = Kind::unknown;
    friend auto operator<=>(const Source&, const Source&) = default;
};
/// What one source did on one day.
struct SourceDay {
    int day = 0;
    Source source;
    std::int64_t alarms = 0, reports = 0, chattering = 0, fleeting = 0;
    /// When it last reported, and the time before: what chattering and fleeting are told by.
    std::optional<UtcTime> last, before;
    friend bool operator==(const SourceDay&, const SourceDay&) = default;
};

/// How far the journal has been counted.
struct FiguresProgress {
    std::uint64_t seq = 0;
    UtcTime at{};          ///< of that entry
    Millis utc_offset{0};  ///< of the district's time, in which days are counted
};

class FiguresWriter {
public:
    virtual ~FiguresWriter() = default;
    virtual Result<FiguresProgress> progress() = 0;
    virtual Result<void> put(const FiguresProgress& progress) = 0;
    virtual Result<std::vector<core::JournalEntry>> journal_after(std::uint64_t seq, std::size_t limit) = 0;
    /// As put(); for a case that was never counted: without any time but its opening.
    virtual Result<std::optional<CaseFacts>> counted(const IncidentId& incident) = 0;
    virtual Result<std::optional<CaseFacts>> uncounted(const IncidentId& incident) = 0;
    virtual Result<void> put(const CaseFacts& facts) = 0;
    virtual Result<void> add(const CaseKey& key, const CaseCounts& counts) = 0;
    virtual Result<void> add(const TimesKey& key, std::int64_t count) = 0;
    virtual Result<void> add(const WindowKey& key, std::int64_t alarms) = 0;
    virtual Result<std::optional<Source>> source_of(const AlertId& alert) = 0;
    /// What the source did on the day so far; all zero at first.
    virtual Result<SourceDay> source_day(int day, const Source& source) = 0;
    virtual Result<void> put(const SourceDay& day) = 0;
    /// Forgets everything that was counted; the next entry is the journal's first.
    virtual Result<void> clear(Millis utc_offset) = 0;
};

struct FiguresQuery {
    int first_day = 0;
    int last_day = 0;  ///< included
    core::Scope scope = core::Scope::district();
    std::optional<StreetId> street;
    std::optional<CommitteeId> committee;
};

struct CasesRow {
    CaseKey key;  ///< period is 0: a sum over several
    CaseCounts counts;
};
struct CasesOfDay {
    int day = 0;
    IncidentClass incident_class = IncidentClass::emergency;
    CaseCounts counts;
};
struct TimesRow {
    StreetId street;
    IncidentClass incident_class = IncidentClass::emergency;
    Measure measure = Measure::answered;
    int bucket = 0;
    std::int64_t count = 0;
};
struct WindowRow {
    std::int64_t window = 0;
    std::int64_t alarms = 0;
};
struct SourceRow {
    Source source;
    std::int64_t alarms = 0, reports = 0, chattering = 0, fleeting = 0;
};
struct SourceTotals {
    std::int64_t sources = 0, alarms = 0, reports = 0, chattering = 0, fleeting = 0;
    std::int64_t chattering_sources = 0;
};
struct CoverageRow {
    Area area;
    Kind kind = Kind::unknown;
    std::int64_t homes = 0;  ///< that have one
};
struct HomesRow {
    Area area;
    std::string street_name, committee_name;
    std::int64_t homes = 0;      ///< registered
    std::int64_t inhabited = 0;  ///< in which somebody is registered: those that should have devices
};
/// What does not work, or has been true for too long, right now.
struct OfflineDevice {
    Source source;
    UtcTime since{};
};

class FiguresReader {
public:
    virtual ~FiguresReader() = default;
    virtual Result<FiguresProgress> progress() = 0;
    /// A key may come several times, and so may those of times(): whoever asks adds them up.
    virtual Result<std::vector<CasesRow>> cases(const FiguresQuery& query) = 0;
    virtual Result<std::vector<CasesOfDay>> cases_by_day(const FiguresQuery& query) = 0;
    virtual Result<std::vector<TimesRow>> times(const FiguresQuery& query) = 0;
    /// Windows without alarms are left out.
    virtual Result<std::vector<WindowRow>> windows(const FiguresQuery& query) = 0;
    /// Those with the most alarms first, or, with `chattering`, the most chattering.
    virtual Result<std::vector<SourceRow>> sources(const FiguresQuery& query, bool chattering, std::size_t limit) = 0;
    virtual Result<SourceTotals> source_totals(const FiguresQuery& query) = 0;
    /// As the registry is now; the query's days do not matter.
    virtual Result<std::vector<CoverageRow>> coverage(const FiguresQuery& query) = 0;
    virtual Result<std::vector<HomesRow>> homes(const FiguresQuery& query) = 0;
    /// Devices of which an alert `offline` stands in an open case, those gone longest first.
    virtual Result<std::vector<OfflineDevice>> devices_offline(const FiguresQuery& query, std::size_t limit) = 0;
    /// Cases opened before `before` whose alarm still stands and which nobody has resolved, oldest first.
    virtual Result<std::vector<core::Incident>> stale_cases(const FiguresQuery& query, UtcTime before,
                                                            std::size_t limit) = 0;
};

}  // namespace anju::alertd::store
