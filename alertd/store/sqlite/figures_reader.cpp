#include "alertd/store/sqlite/figures.hpp"
#include "alertd/store/sqlite/in_scope.hpp"
#include "alertd/store/sqlite/rows.hpp"

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kCounts =
    "sum(opened), sum(acknowledged), sum(closed), sum(ended), sum(long_standing), sum(apart), sum(real), "
    "sum(false_alarm), sum(test), sum(drill), sum(resident_away), sum(device_fault), sum(duplicate), sum(other)";

/// Nothing, or one id: an empty one stands for "whatever", because no row has an empty street that somebody may ask
/// for.
std::string filter(std::string_view street, std::string_view committee) {
    std::string text = in_scope(street, committee);
    text.append(" AND ? IN ('', ").append(street).append(") AND ? IN ('', ").append(committee).append(")");
    return text;
}

void bind_filter(Query& row, const FiguresQuery& query) {
    bind_scope(row, query.scope);
    row.bind(query.street.value_or(StreetId{}), query.committee.value_or(CommitteeId{}));
}

/// "SELECT columns FROM table" of the days or periods and the part of the district that are asked for.
std::string select_between(std::string_view column, std::string_view columns, std::string_view table,
                           std::string_view rest) {
    std::string sql = "SELECT ";
    sql.append(columns).append(" FROM ").append(table).append(" WHERE ").append(column).append(" BETWEEN ? AND ? AND ");
    return sql.append(filter("street", "committee")).append(" ").append(rest);
}
std::string of_days(std::string_view columns, std::string_view table, std::string_view rest) {
    return select_between("day", columns, table, rest);
}
std::string of_periods(std::string_view columns, std::string_view table, std::string_view rest) {
    return select_between("period", columns, table, rest);
}

Query& bind_days(Query& row, const FiguresQuery& query) {
    row.bind(query.first_day, query.last_day);
    bind_filter(row, query);
    return row;
}

Measure measure(Query& row) {
    const std::string text = row.text();
    for (std::size_t i = 0; i < kMeasures; ++i) {
        if (text == to_string(static_cast<Measure>(i))) return static_cast<Measure>(i);
    }
    throw CorruptRow("a measure was expected");
}

CaseCounts read_counts(Query& row) {
    CaseCounts counts;
    for (std::int64_t* each :
         {&counts.opened, &counts.acknowledged, &counts.closed, &counts.ended, &counts.long_standing, &counts.apart}) {
        *each = row.number();
    }
    for (auto& each : counts.dispositions) each = row.number();
    return counts;
}

Area read_area(Query& row) {
    Area area;
    area.street = row.name<StreetId>();
    area.committee = row.name<CommitteeId>();
    return area;
}

SourceRow read_source(Query& row) {
    SourceRow found;
    found.source.area = read_area(row);
    found.source.home = row.name<HomeId>();
    found.source.device = row.name<DeviceId>();
    found.source.condition = word<Condition>(row);
    found.source.kind = word<Kind>(row);
    found.alarms = row.number();
    found.reports = row.number();
    found.chattering = row.number();
    found.fleeting = row.number();
    return found;
}

}  // namespace

Result<FiguresProgress> SqliteFiguresReader::progress() {
    return connection_.attempt("read the figures' progress", [&]() -> Result<FiguresProgress> {
        Query query = connection_.query("SELECT seq, at, utc_offset FROM figures_progress");
        if (!query.next()) throw CorruptRow("the figures' progress is missing");
        const auto seq = query.integer<std::uint64_t>();
        const auto at = query.time();
        return FiguresProgress{seq, at, Millis{query.number()}};
    });
}

Result<std::vector<CasesRow>> SqliteFiguresReader::cases(const FiguresQuery& query) {
    return connection_.attempt("sum up cases", [&]() -> Result<std::vector<CasesRow>> {
        static const std::string sql = of_periods("street, committee, class, kind, model, " + std::string(kCounts),
                                                  "figures_cases", "GROUP BY street, committee, class, kind, model");
        std::vector<CasesRow> rows;
        for (const auto& [first, last] : periods_of(query.first_day, query.last_day)) {
            Query row = connection_.query(sql);
            row.bind(first, last);
            bind_filter(row, query);
            while (row.next()) {
                CasesRow found;
                found.key.area = read_area(row);
                found.key.incident_class = word<IncidentClass>(row);
                found.key.kind = word<Kind>(row);
                found.key.model = row.text();
                found.counts = read_counts(row);
                rows.push_back(std::move(found));
            }
        }
        return rows;
    });
}

Result<std::vector<CasesOfDay>> SqliteFiguresReader::cases_by_day(const FiguresQuery& query) {
    return connection_.attempt("sum up days", [&]() -> Result<std::vector<CasesOfDay>> {
        static const std::string sql = of_periods("period, class, " + std::string(kCounts), "figures_cases",
                                                  "GROUP BY period, class ORDER BY 1, 2");
        Query row = connection_.query(sql);
        bind_days(row, query);
        std::vector<CasesOfDay> rows;
        while (row.next()) {
            CasesOfDay found;
            found.day = row.integer<int>();
            found.incident_class = word<IncidentClass>(row);
            found.counts = read_counts(row);
            rows.push_back(found);
        }
        return rows;
    });
}

Result<std::vector<TimesRow>> SqliteFiguresReader::times(const FiguresQuery& query) {
    return connection_.attempt("sum up times", [&]() -> Result<std::vector<TimesRow>> {
        static const std::string sql = of_periods("street, class, measure, bucket, sum(count)", "figures_times",
                                                  "GROUP BY street, class, measure, bucket HAVING sum(count) > 0");
        std::vector<TimesRow> rows;
        for (const auto& [first, last] : periods_of(query.first_day, query.last_day)) {
            Query row = connection_.query(sql);
            row.bind(first, last);
            bind_filter(row, query);
            while (row.next()) {
                TimesRow found;
                found.street = row.name<StreetId>();
                found.incident_class = word<IncidentClass>(row);
                found.measure = measure(row);
                found.bucket = row.integer<int>();
                found.count = row.number();
                rows.push_back(std::move(found));
            }
        }
        return rows;
    });
}

Result<std::vector<WindowRow>> SqliteFiguresReader::windows(const FiguresQuery& query) {
    return connection_.attempt("sum up alarms", [&]() -> Result<std::vector<WindowRow>> {
        static const std::string sql =
            "SELECT span, sum(alarms) FROM figures_windows WHERE span >= ? AND span < ? AND " +
            filter("street", "committee") + " GROUP BY span ORDER BY span";
        ANJU_TRY(auto told, progress());
        constexpr std::int64_t day = 86'400'000;
        constexpr std::int64_t window = 600'000;
        const auto start_of = [&](std::int64_t days) { return (days * day - told.utc_offset.count()) / window; };
        Query row = connection_.query(sql);
        row.bind(start_of(query.first_day), start_of(std::int64_t{query.last_day} + 1));
        bind_filter(row, query);
        std::vector<WindowRow> rows;
        while (row.next()) {
            const auto span = row.number();
            rows.push_back({span, row.number()});
        }
        return rows;
    });
}

Result<std::vector<SourceRow>> SqliteFiguresReader::sources(const FiguresQuery& query, bool chattering,
                                                            std::size_t limit) {
    return connection_.attempt("find the most frequent sources", [&]() -> Result<std::vector<SourceRow>> {
        static constexpr std::string_view columns =
            "max(street), max(committee), home, device, condition, max(kind), sum(alarms) AS all_alarms, sum(reports), "
            "sum(chattering) AS all_chattering, sum(fleeting)";
        static const std::string by_alarms = of_days(columns, "figures_sources",
                                                     "GROUP BY home, device, condition HAVING all_alarms > 0 "
                                                     "ORDER BY all_alarms DESC, home, device, condition LIMIT ?");
        static const std::string by_chattering =
            of_days(columns, "figures_sources",
                    "GROUP BY home, device, condition HAVING all_chattering > 0 "
                    "ORDER BY all_chattering DESC, home, device, condition LIMIT ?");
        Query row = connection_.query(chattering ? by_chattering : by_alarms);
        return all(bind_days(row, query).bind(limit), read_source);
    });
}

Result<SourceTotals> SqliteFiguresReader::source_totals(const FiguresQuery& query) {
    return connection_.attempt("sum up sources", [&]() -> Result<SourceTotals> {
        static const std::string sql =
            "SELECT coalesce(sum(alarms > 0), 0), coalesce(sum(alarms), 0), coalesce(sum(reports), 0), "
            "coalesce(sum(chattering), 0), "
            "coalesce(sum(fleeting), 0), coalesce(sum(chattering > 0), 0) FROM (" +
            of_days(
                "sum(alarms) AS alarms, sum(reports) AS reports, sum(chattering) AS chattering, "
                "sum(fleeting) AS fleeting",
                "figures_sources", "GROUP BY home, device, condition") +
            ")";
        Query row = connection_.query(sql);
        bind_days(row, query).next();
        SourceTotals totals;
        for (std::int64_t* each : {&totals.sources, &totals.alarms, &totals.reports, &totals.chattering,
                                   &totals.fleeting, &totals.chattering_sources}) {
            *each = row.number();
        }
        return totals;
    });
}

Result<std::vector<CoverageRow>> SqliteFiguresReader::coverage(const FiguresQuery& query) {
    return connection_.attempt("count homes with devices", [&]() -> Result<std::vector<CoverageRow>> {
        static const std::string sql =
            "SELECT c.street, h.committee, d.kind, count(DISTINCT d.home) FROM devices d "
            "JOIN homes h ON h.id = d.home JOIN committees c ON c.id = h.committee "
            "WHERE EXISTS (SELECT 1 FROM residents r WHERE r.home = d.home) AND " +
            filter("c.street", "h.committee") + " GROUP BY c.street, h.committee, d.kind ORDER BY 1, 2, 3";
        Query row = connection_.query(sql);
        bind_filter(row, query);
        std::vector<CoverageRow> rows;
        while (row.next()) {
            CoverageRow found;
            found.area = read_area(row);
            found.kind = word<Kind>(row);
            found.homes = row.number();
            rows.push_back(std::move(found));
        }
        return rows;
    });
}

Result<std::vector<HomesRow>> SqliteFiguresReader::homes(const FiguresQuery& query) {
    return connection_.attempt("count homes", [&]() -> Result<std::vector<HomesRow>> {
        static const std::string sql =
            "SELECT c.street, c.id, s.name, c.name, count(h.id), "
            "coalesce(sum(EXISTS (SELECT 1 FROM residents r WHERE r.home = h.id)), 0) FROM committees c "
            "JOIN streets s ON s.id = c.street LEFT JOIN homes h ON h.committee = c.id WHERE " +
            filter("c.street", "c.id") + " GROUP BY c.street, c.id ORDER BY 1, 2";
        Query row = connection_.query(sql);
        bind_filter(row, query);
        std::vector<HomesRow> rows;
        while (row.next()) {
            HomesRow found;
            found.area = read_area(row);
            found.street_name = row.text();
            found.committee_name = row.text();
            found.homes = row.number();
            found.inhabited = row.number();
            rows.push_back(std::move(found));
        }
        return rows;
    });
}

Result<std::vector<OfflineDevice>> SqliteFiguresReader::devices_offline(const FiguresQuery& query, std::size_t limit) {
    return connection_.attempt("find devices that are offline", [&]() -> Result<std::vector<OfflineDevice>> {
        static const std::string sql =
            "SELECT coalesce(i.street, ''), coalesce(i.committee, ''), a.home, a.device, a.kind, "
            "min(a.received_first) AS since "
            "FROM alerts a INDEXED BY alerts_unheard CROSS JOIN incidents i ON i.id = a.incident "
            "WHERE a.condition IN ('offline', 'water_no_data') AND a.phase IN ('raised', 'repeated') "
            "AND a.incident IS NOT NULL AND a.condition = 'offline' AND i.state <> 'closed' AND " +
            filter("i.street", "i.committee") + " GROUP BY a.home, a.device ORDER BY since, a.home, a.device LIMIT ?";
        Query row = connection_.query(sql);
        bind_filter(row, query);
        row.bind(limit);
        std::vector<OfflineDevice> found;
        while (row.next()) {
            OfflineDevice device;
            device.source.area = read_area(row);
            device.source.home = row.name<HomeId>();
            device.source.device = row.name<DeviceId>();
            device.source.condition = Condition::offline;
            device.source.kind = word<Kind>(row);
            device.since = row.time();
            found.push_back(std::move(device));
        }
        return found;
    });
}

Result<std::vector<core::Incident>> SqliteFiguresReader::stale_cases(const FiguresQuery& query, UtcTime before,
                                                                     std::size_t limit) {
    return connection_.attempt("find cases that stand for long", [&]() -> Result<std::vector<core::Incident>> {
        static const std::string sql =
            select(kIncidentColumns,
                   "incidents WHERE state <> 'closed' AND state <> 'resolved' AND all_clear = 0 AND opened_at < ? "
                   "AND " +
                       filter("street", "committee") + " ORDER BY opened_at, id LIMIT ?");
        Query row = connection_.query(sql);
        row.bind(before);
        bind_filter(row, query);
        return all(row.bind(limit), read_incident);
    });
}

}  // namespace anju::alertd::store::sqlite
