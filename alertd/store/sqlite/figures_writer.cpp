#include "alertd/store/sqlite/figures.hpp"
#include "alertd/store/sqlite/rows.hpp"

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kFactColumns =
    "incident, street, committee, class, kind, model, exercise, opened_at, told_at, acknowledged_at, en_route_at, "
    "on_scene_at, closed_at, disposition";

CaseFacts read_facts(Query& row) {
    CaseFacts facts;
    facts.incident = row.id<IncidentId>();
    facts.area.street = row.name<StreetId>();
    facts.area.committee = row.name<CommitteeId>();
    facts.incident_class = word<IncidentClass>(row);
    facts.kind = word<Kind>(row);
    facts.model = row.text();
    facts.exercise = row.flag();
    facts.opened_at = row.time();
    facts.told_at = row.optional_time();
    facts.acknowledged_at = row.optional_time();
    facts.en_route_at = row.optional_time();
    facts.on_scene_at = row.optional_time();
    facts.closed_at = row.optional_time();
    if (const auto text = row.optional_name<HomeId>()) {
        facts.disposition = core::parse_case_word<core::Disposition>(text->value);
        if (!facts.disposition) throw CorruptRow("a disposition was expected");
    }
    return facts;
}

}  // namespace

Result<FiguresProgress> SqliteFiguresWriter::progress() {
    return gate_.connection().attempt("read the figures' progress", [&]() -> Result<FiguresProgress> {
        Query query = gate_.connection().query("SELECT seq, at, utc_offset FROM figures_progress");
        if (!query.next()) throw CorruptRow("the figures' progress is missing");
        const auto seq = query.integer<std::uint64_t>();
        const auto at = query.time();
        return FiguresProgress{seq, at, Millis{query.number()}};
    });
}

Result<void> SqliteFiguresWriter::put(const FiguresProgress& progress) {
    return gate_.write("write the figures' progress", [&]() -> Result<void> {
        Query query = gate_.connection().query("UPDATE figures_progress SET seq = ?, at = ?, utc_offset = ?");
        query.bind(progress.seq, progress.at, std::int64_t{progress.utc_offset.count()}).run();
        return success();
    });
}

Result<std::vector<core::JournalEntry>> SqliteFiguresWriter::journal_after(std::uint64_t seq, std::size_t limit) {
    return gate_.connection().attempt("read the journal", [&]() -> Result<std::vector<core::JournalEntry>> {
        static const std::string sql = select(kJournalColumns, "journal WHERE seq > ? ORDER BY seq LIMIT ?");
        Query query = gate_.connection().query(sql);
        return all(query.bind(seq, limit), read_journal_entry);
    });
}

Result<std::optional<CaseFacts>> SqliteFiguresWriter::counted(const IncidentId& incident) {
    return gate_.connection().attempt("read a case's figures", [&]() -> Result<std::optional<CaseFacts>> {
        static const std::string sql = select(kFactColumns, "case_figures WHERE incident = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(incident), read_facts);
    });
}

Result<std::optional<CaseFacts>> SqliteFiguresWriter::uncounted(const IncidentId& incident) {
    return gate_.connection().attempt("read a case for its figures", [&]() -> Result<std::optional<CaseFacts>> {
        Query query = gate_.connection().query(
            "SELECT i.id, coalesce(i.street, ''), coalesce(i.committee, ''), i.class, coalesce(a.kind, 'unknown'), "
            "coalesce(d.model, ''), i.exercise <> 'none', i.opened_at, NULL, NULL, NULL, NULL, NULL, NULL FROM "
            "incidents i "
            "LEFT JOIN alerts a ON a.id = (SELECT min(id) FROM alerts WHERE incident = i.id AND came_from IS NULL) "
            "LEFT JOIN devices d ON d.home = a.home AND d.id = a.device WHERE i.id = ?");
        return first(query.bind(incident), read_facts);
    });
}

Result<void> SqliteFiguresWriter::put(const CaseFacts& facts) {
    return gate_.write("write a case's figures", [&]() -> Result<void> {
        static const std::string sql = "INSERT OR REPLACE INTO case_figures (" + std::string(kFactColumns) +
                                       ") VALUES (" + placeholders(kFactColumns) + ")";
        Query query = gate_.connection().query(sql);
        query.bind(facts.incident, facts.area.street, facts.area.committee, to_string(facts.incident_class),
                   to_string(facts.kind), facts.model, facts.exercise, facts.opened_at, facts.told_at,
                   facts.acknowledged_at, facts.en_route_at, facts.on_scene_at, facts.closed_at);
        if (facts.disposition) {
            query.bind(to_string(*facts.disposition));
        } else {
            query.bind(std::nullopt);
        }
        query.run();
        return success();
    });
}

Result<void> SqliteFiguresWriter::add(const CaseKey& key, const CaseCounts& counts) {
    return gate_.write("count a case", [&]() -> Result<void> {
        static constexpr std::string_view columns =
            "period, street, committee, class, kind, model, opened, acknowledged, closed, ended, long_standing, apart, "
            "real, false_alarm, test, drill, resident_away, device_fault, duplicate, other";
        static const std::string sql = [] {
            std::string text = "INSERT INTO figures_cases (" + std::string(columns) + ") VALUES (" +
                               placeholders(columns) + ") ON CONFLICT DO UPDATE SET ";
            const auto names = columns_of(columns);
            for (std::size_t i = 6; i < names.size(); ++i) {
                const std::string name(names[i]);
                text += (i > 6 ? ", " : "") + name + " = " + name + " + excluded." + name;
            }
            return text;
        }();
        Query query = gate_.connection().query(sql);
        query.bind(key.period, key.area.street, key.area.committee, to_string(key.incident_class), to_string(key.kind),
                   key.model, counts.opened, counts.acknowledged, counts.closed, counts.ended, counts.long_standing,
                   counts.apart);
        for (const std::int64_t each : counts.dispositions) query.bind(each);
        query.run();
        return success();
    });
}

Result<void> SqliteFiguresWriter::add(const TimesKey& key, std::int64_t count) {
    return gate_.write("count a time", [&]() -> Result<void> {
        Query query = gate_.connection().query(
            "INSERT INTO figures_times (period, street, committee, class, measure, bucket, count) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count");
        query
            .bind(key.period, key.area.street, key.area.committee, to_string(key.incident_class),
                  to_string(key.measure), key.bucket, count)
            .run();
        return success();
    });
}

Result<void> SqliteFiguresWriter::add(const WindowKey& key, std::int64_t alarms) {
    return gate_.write("count alarms", [&]() -> Result<void> {
        Query query = gate_.connection().query(
            "INSERT INTO figures_windows (span, street, committee, alarms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET alarms = alarms + excluded.alarms");
        query.bind(key.window, key.area.street, key.area.committee, alarms).run();
        return success();
    });
}

Result<std::optional<Source>> SqliteFiguresWriter::source_of(const AlertId& alert) {
    return gate_.connection().attempt("find an alert's source", [&]() -> Result<std::optional<Source>> {
        // A case knows its place also where the home is not registered; an alert of its own does not.
        Query query = gate_.connection().query(
            "SELECT coalesce(i.street, c.street, ''), coalesce(i.committee, h.committee, ''), a.home, a.device, "
            "a.condition, a.kind FROM alerts a LEFT JOIN incidents i ON i.id = a.incident "
            "LEFT JOIN homes h ON h.id = a.home LEFT JOIN committees c ON c.id = h.committee WHERE a.id = ?");
        if (!query.bind(alert).next()) return std::optional<Source>();
        Source source;
        source.area.street = query.name<StreetId>();
        source.area.committee = query.name<CommitteeId>();
        source.home = query.name<HomeId>();
        source.device = query.name<DeviceId>();
        source.condition = word<Condition>(query);
        source.kind = word<Kind>(query);
        return std::optional<Source>(std::move(source));
    });
}

Result<SourceDay> SqliteFiguresWriter::source_day(int day, const Source& source) {
    return gate_.connection().attempt("read a source's day", [&]() -> Result<SourceDay> {
        Query query = gate_.connection().query(
            "SELECT alarms, reports, chattering, fleeting, last, before, street, committee FROM figures_sources "
            "WHERE day = ? AND home = ? AND device = ? AND condition = ?");
        query.bind(day, source.home, source.device, to_string(source.condition));
        SourceDay found;
        found.day = day;
        found.source = source;
        if (!query.next()) return found;
        found.alarms = query.number();
        found.reports = query.number();
        found.chattering = query.number();
        found.fleeting = query.number();
        found.last = query.optional_time();
        found.before = query.optional_time();
        found.source.area.street = query.name<StreetId>();
        found.source.area.committee = query.name<CommitteeId>();
        return found;
    });
}

Result<void> SqliteFiguresWriter::put(const SourceDay& day) {
    return gate_.write("write a source's day", [&]() -> Result<void> {
        static constexpr std::string_view columns =
            "day, home, device, condition, kind, street, committee, alarms, reports, chattering, fleeting, last, "
            "before";
        static const std::string sql = "INSERT OR REPLACE INTO figures_sources (" + std::string(columns) +
                                       ") VALUES (" + placeholders(columns) + ")";
        Query query = gate_.connection().query(sql);
        const Source& source = day.source;
        query
            .bind(day.day, source.home, source.device, to_string(source.condition), to_string(source.kind),
                  source.area.street, source.area.committee, day.alarms, day.reports, day.chattering, day.fleeting,
                  day.last, day.before)
            .run();
        return success();
    });
}

Result<void> SqliteFiguresWriter::clear(Millis utc_offset) {
    return gate_.write("forget the figures", [&]() -> Result<void> {
        for (const char* table :
             {"case_figures", "figures_cases", "figures_times", "figures_windows", "figures_sources"}) {
            gate_.connection().execute(std::string("DELETE FROM ") + table);
        }
        Query query = gate_.connection().query("UPDATE figures_progress SET seq = 0, at = 0, utc_offset = ?");
        query.bind(std::int64_t{utc_offset.count()}).run();
        return success();
    });
}

}  // namespace anju::alertd::store::sqlite
