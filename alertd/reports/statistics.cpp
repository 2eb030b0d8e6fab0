#include "alertd/reports/statistics.hpp"

#include "alertd/reports/days.hpp"
#include "alertd/reports/figures.hpp"

#include <algorithm>
#include <set>

namespace anju::alertd::reports {

using store::CaseCounts;
using store::FiguresQuery;
using store::FiguresReader;

namespace {

constexpr std::size_t kTopSources = 10;
constexpr std::size_t kMostStale = 10'000;

std::string word(auto value) { return std::string(to_string(value)); }

std::int64_t of(const CaseCounts& counts, core::Disposition disposition) {
    return counts.dispositions[static_cast<std::size_t>(disposition)];
}

constexpr core::Disposition kDispositions[] = {core::Disposition::real,          core::Disposition::false_alarm,
                                               core::Disposition::test,          core::Disposition::drill,
                                               core::Disposition::resident_away, core::Disposition::device_fault,
                                               core::Disposition::duplicate,     core::Disposition::other};

/// The columns that every table of cases ends with.
void add_count_columns(std::vector<std::string>& columns) {
    for (const char* name : {"opened", "acknowledged", "closed", "ended", "long_standing", "apart"}) {
        columns.emplace_back(name);
    }
    for (const auto disposition : kDispositions) columns.push_back(word(disposition));
    for (const char* name : {"acknowledged_share", "closed_share", "false_alarm_share"}) columns.emplace_back(name);
}

void add_counts(std::vector<Cell>& row, const CaseCounts& counts) {
    for (const std::int64_t count :
         {counts.opened, counts.acknowledged, counts.closed, counts.ended, counts.long_standing, counts.apart}) {
        row.emplace_back(count);
    }
    for (const auto disposition : kDispositions) row.emplace_back(of(counts, disposition));
    row.push_back(share(counts.acknowledged, counts.opened));
    row.push_back(share(counts.closed, counts.opened));
    row.push_back(share(of(counts, core::Disposition::false_alarm), counts.closed));
}

std::vector<std::string> names_of(CasesBy by) {
    switch (by) {
        case CasesBy::district: return {"class"};
        case CasesBy::street: return {"street", "class"};
        case CasesBy::committee: return {"street", "committee", "class"};
        case CasesBy::kind: return {"class", "kind"};
        case CasesBy::street_kind: return {"street", "class", "kind"};
        case CasesBy::model: return {"kind", "model"};
        case CasesBy::day: return {"day", "class"};
    }
    return {};
}

std::vector<std::string> name_of(CasesBy by, const store::CaseKey& key) {
    const std::string incident_class = word(key.incident_class);
    switch (by) {
        case CasesBy::district: return {incident_class};
        case CasesBy::street: return {key.area.street.value, incident_class};
        case CasesBy::committee: return {key.area.street.value, key.area.committee.value, incident_class};
        case CasesBy::kind: return {incident_class, word(key.kind)};
        case CasesBy::street_kind: return {key.area.street.value, incident_class, word(key.kind)};
        case CasesBy::model: return {word(key.kind), key.model};
        case CasesBy::day: return {day_text(key.period), incident_class};
    }
    return {};
}

Cell seconds(const std::optional<Millis>& time) {
    return time ? Cell(std::int64_t{time->count() / 1000}) : Cell(std::monostate());
}

void add_times(std::vector<Cell>& row, const Times& times) {
    row.emplace_back(times.count());
    for (const double percent : {50.0, 95.0, 99.0}) row.push_back(seconds(times.percentile(percent)));
    for (const Millis limit : {kAnswerTarget, kAnswerLimit, kAttendTarget}) {
        row.push_back(share(times.within(limit), times.count()));
    }
}

std::int64_t alarms_of(const std::vector<store::SourceRow>& rows) {
    std::int64_t alarms = 0;
    for (const auto& row : rows) alarms += row.alarms;
    return alarms;
}

store::Area area_for(CoverageBy by, const store::Area& area) {
    switch (by) {
        case CoverageBy::district: return {};
        case CoverageBy::street: return {area.street, {}};
        case CoverageBy::committee: return area;
    }
    return area;
}

}  // namespace

Result<Sheet> cases_sheet(FiguresReader& reader, const FiguresQuery& query, CasesBy by) {
    std::map<std::vector<std::string>, CaseCounts> sums;
    if (by == CasesBy::day) {
        ANJU_TRY(auto rows, reader.cases_by_day(query));
        for (const auto& row : rows) {
            store::CaseKey key;
            key.period = row.day;
            key.incident_class = row.incident_class;
            sums[name_of(by, key)] += row.counts;
        }
    } else {
        ANJU_TRY(auto rows, reader.cases(query));
        for (const auto& row : rows) {
            if (by == CasesBy::model && row.counts.closed == 0) continue;
            sums[name_of(by, row.key)] += row.counts;
        }
    }
    Sheet sheet;
    sheet.columns = names_of(by);
    add_count_columns(sheet.columns);
    for (const auto& [names, counts] : sums) {
        if (counts == CaseCounts{}) continue;
        std::vector<Cell> row(names.begin(), names.end());
        add_counts(row, counts);
        sheet.rows.push_back(std::move(row));
    }
    return sheet;
}

std::map<IncidentClass, TimesOfClass> times_by_class(const std::vector<store::TimesRow>& rows) {
    std::map<IncidentClass, TimesOfClass> times;
    for (const auto& row : rows)
        times[row.incident_class][static_cast<std::size_t>(row.measure)].add(row.bucket, row.count);
    return times;
}

Result<Sheet> times_sheet(FiguresReader& reader, const FiguresQuery& query, bool by_street) {
    ANJU_TRY(auto rows, reader.times(query));
    std::map<std::string, std::vector<store::TimesRow>> by_place;
    for (const auto& row : rows) by_place[by_street ? row.street.value : ""].push_back(row);
    Sheet sheet;
    if (by_street) sheet.columns.emplace_back("street");
    for (const char* name :
         {"class", "measure", "count", "p50_s", "p95_s", "p99_s", "within_60_s", "within_180_s", "within_45_min"}) {
        sheet.columns.emplace_back(name);
    }
    for (const auto& [street, of_street] : by_place) {
        for (const auto& [incident_class, measures] : times_by_class(of_street)) {
            for (std::size_t i = 0; i < store::kMeasures; ++i) {
                if (measures[i].count() == 0) continue;
                std::vector<Cell> row;
                if (by_street) row.emplace_back(street);
                row.emplace_back(word(incident_class));
                row.emplace_back(word(static_cast<store::Measure>(i)));
                add_times(row, measures[i]);
                sheet.rows.push_back(std::move(row));
            }
        }
    }
    return sheet;
}

Result<Sheet> coverage_sheet(FiguresReader& reader, const FiguresQuery& query, CoverageBy by) {
    ANJU_TRY(auto homes, reader.homes(query));
    ANJU_TRY(auto covered, reader.coverage(query));
    std::map<store::Area, std::int64_t> should;
    std::map<std::pair<store::Area, Kind>, std::int64_t> have;
    std::set<Kind> kinds;
    for (const auto& row : homes) should[area_for(by, row.area)] += row.inhabited;
    for (const auto& row : covered) {
        have[{area_for(by, row.area), row.kind}] += row.homes;
        kinds.insert(row.kind);
    }
    Sheet sheet;
    if (by != CoverageBy::district) sheet.columns.emplace_back("street");
    if (by == CoverageBy::committee) sheet.columns.emplace_back("committee");
    for (const char* name : {"kind", "homes_with", "homes_should", "share"}) sheet.columns.emplace_back(name);
    for (const auto& [area, inhabited] : should) {
        for (const Kind kind : kinds) {
            std::vector<Cell> row;
            if (by != CoverageBy::district) row.emplace_back(area.street.value);
            if (by == CoverageBy::committee) row.emplace_back(area.committee.value);
            const auto found = have.find({area, kind});
            const std::int64_t with = found == have.end() ? 0 : found->second;
            row.emplace_back(word(kind));
            row.emplace_back(with);
            row.emplace_back(inhabited);
            row.push_back(share(with, inhabited));
            sheet.rows.push_back(std::move(row));
        }
    }
    return sheet;
}

std::int64_t windows_in(const FiguresQuery& query, Millis utc_offset, UtcTime now) {
    const UtcTime end = std::min(now, start_of(query.last_day + 1, utc_offset));
    return std::max<std::int64_t>(1, (end - start_of(query.first_day, utc_offset)) / kWindow);
}

OperatorLoad load_of(const std::vector<store::WindowRow>& windows, std::int64_t all_windows, std::int64_t seats) {
    OperatorLoad load;
    load.windows = all_windows;
    const auto all = static_cast<double>(load.windows);
    const auto people = static_cast<double>(seats);
    for (const auto& window : windows) {
        load.alarms += window.alarms;
        load.most = std::max(load.most, static_cast<double>(window.alarms) / people);
        load.floods += window.alarms > kFloodAlarms * seats ? 1 : 0;
    }
    load.rate = static_cast<double>(load.alarms) / (all * people);
    load.flood_share = static_cast<double>(load.floods) / all;
    return load;
}

Result<Sheet> load_sheet(FiguresReader& reader, const FiguresQuery& query, std::int64_t seats, UtcTime now) {
    ANJU_TRY(auto windows, reader.windows(query));
    ANJU_TRY(auto totals, reader.source_totals(query));
    ANJU_TRY(auto top, reader.sources(query, false, kTopSources));
    ANJU_TRY(auto stale, reader.stale_cases(query, now - kStaleAfter, kMostStale));
    ANJU_TRY(auto progress, reader.progress());
    const OperatorLoad load = load_of(windows, windows_in(query, progress.utc_offset, now), seats);
    Sheet sheet;
    sheet.columns = {"seats",    "alarms",      "windows", "rate",         "most",
                     "floods",   "flood_share", "sources", "top_10_share", "chattering_sources",
                     "fleeting", "stale_now"};
    sheet.rows.push_back({seats, load.alarms, load.windows, load.rate, load.most, load.floods, load.flood_share,
                          totals.sources, share(alarms_of(top), totals.alarms), totals.chattering_sources,
                          totals.fleeting, static_cast<std::int64_t>(stale.size())});
    return sheet;
}

Result<Sheet> sources_sheet(FiguresReader& reader, const FiguresQuery& query, bool chattering, std::size_t limit) {
    ANJU_TRY(auto rows, reader.sources(query, chattering, limit));
    ANJU_TRY(auto totals, reader.source_totals(query));
    Sheet sheet;
    sheet.columns = {"street", "committee", "home",       "device",   "kind", "condition",
                     "alarms", "reports",   "chattering", "fleeting", "share"};
    for (const auto& row : rows) {
        const store::Source& source = row.source;
        sheet.rows.push_back({source.area.street.value, source.area.committee.value, source.home.value,
                              source.device.value, word(source.kind), word(source.condition), row.alarms, row.reports,
                              row.chattering, row.fleeting, share(row.alarms, totals.alarms)});
    }
    return sheet;
}

Result<Sheet> offline_sheet(FiguresReader& reader, const FiguresQuery& query, std::size_t limit) {
    ANJU_TRY(auto devices, reader.devices_offline(query, limit));
    Sheet sheet;
    sheet.columns = {"street", "committee", "home", "device", "kind", "since"};
    for (const auto& [source, since] : devices) {
        sheet.rows.push_back({source.area.street.value, source.area.committee.value, source.home.value,
                              source.device.value, word(source.kind), to_rfc3339(since)});
    }
    return sheet;
}

Result<Sheet> stale_sheet(FiguresReader& reader, const FiguresQuery& query, UtcTime now, std::size_t limit) {
    ANJU_TRY(auto cases, reader.stale_cases(query, now - kStaleAfter, limit));
    Sheet sheet;
    sheet.columns = {"incident", "class", "headline", "street", "committee", "home", "state", "opened_at", "hours"};
    for (const auto& incident : cases) {
        const auto hours = std::chrono::floor<std::chrono::hours>(now - incident.opened_at).count();
        sheet.rows.push_back({incident.id.to_string(), word(incident.incident_class), word(incident.headline),
                              incident.place.street.value_or(StreetId{}).value,
                              incident.place.committee.value_or(CommitteeId{}).value, incident.place.home.value,
                              word(incident.state), to_rfc3339(incident.opened_at), std::int64_t{hours}});
    }
    return sheet;
}

}  // namespace anju::alertd::reports
