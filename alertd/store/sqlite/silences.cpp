#include "alertd/store/sqlite/silences.hpp"

#include "alertd/store/sqlite/in_scope.hpp"
#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kSilenceColumns =
    "id, scope, of, device, conditions, kinds, begins_at, ends_at, reason, away, note, author, created_at, ended_by";
/// Where a silence is: its home's committee and street, or what it names itself.
constexpr std::string_view kListed =
    "SELECT s.id, s.scope, s.of, s.device, s.conditions, s.kinds, s.begins_at, s.ends_at, s.reason, s.away, s.note, "
    "s.author, s.created_at, s.ended_by, h.id, c.id, "
    "CASE s.scope WHEN 'street' THEN s.of ELSE c.street END, "
    "(SELECT count(DISTINCT a.incident) FROM hushed k JOIN alerts a ON a.id = k.alert WHERE k.silence = s.id AND "
    "k.over = 0) "
    "FROM silences s LEFT JOIN homes h ON s.scope IN ('home', 'device') AND h.id = s.of "
    "LEFT JOIN committees c ON c.id = CASE s.scope WHEN 'committee' THEN s.of ELSE h.committee END WHERE true";

/// Takes the home three times.
constexpr std::string_view kReachesHome =
    " AND ((s.scope IN ('home', 'device') AND s.of = ?) "
    "OR (s.scope = 'committee' AND s.of = (SELECT committee FROM homes WHERE id = ?)) "
    "OR (s.scope = 'street' AND s.of = (SELECT street FROM committees WHERE id = (SELECT committee FROM homes WHERE "
    "id = ?))))";

void read_into(core::Silence& silence, Query& row) {
    silence.id = row.id<core::SilenceId>();
    silence.scope = case_word<core::SilenceScope>(row);
    silence.of = row.text();
    silence.device = row.name<DeviceId>();
    silence.conditions = words(row, parse_word<Condition>);
    silence.kinds = words(row, parse_word<Kind>);
    silence.from = row.time();
    silence.until = row.time();
    silence.reason = case_word<core::SilenceReason>(row);
    silence.away = row.flag();
    silence.note = row.text();
    silence.author = row.text();
    silence.created_at = row.time();
    silence.ended_by = row.text();
}

core::Silence read_silence(Query& row) {
    core::Silence silence;
    read_into(silence, row);
    return silence;
}

/// One that cannot be read has nothing but its id. It silences nothing, and keeps no alert from being stored.
std::vector<std::pair<core::Silence, bool>> with_readable(Query& rows) {
    std::vector<std::pair<core::Silence, bool>> found;
    while (rows.next()) {
        auto& [silence, readable] = found.emplace_back();
        try {
            read_into(silence, rows);
            readable = true;
        } catch (const CorruptRow&) {
            const auto id = silence.id;
            silence = {};
            silence.id = id;
        }
    }
    return found;
}

ListedSilence read_listed(Query& row) {
    ListedSilence listed;
    listed.silence = read_silence(row);
    const auto home = row.optional_name<HomeId>();
    listed.place.registered = home.has_value();
    if (home) listed.place.home = *home;
    listed.place.committee = row.optional_name<CommitteeId>();
    listed.place.street = row.optional_name<StreetId>();
    listed.cases = row.integer<std::size_t>();
    return listed;
}

core::Hushed read_hushed(Query& row) {
    core::Hushed hushed;
    hushed.alert = row.id<AlertId>();
    hushed.silence = row.id<core::SilenceId>();
    hushed.since = row.time();
    hushed.over = row.flag();
    return hushed;
}

constexpr std::string_view kHushedOf =
    "SELECT k.alert, k.silence, k.since, k.over FROM alerts a JOIN hushed k ON k.alert = a.id WHERE a.incident = ?";

}  // namespace

// ---- writing ---------------------------------------------------------------------------------

Result<void> SqliteSilenceWriter::put(const core::Silence& silence) {
    return gate_.write("store a silence", [&]() -> Result<void> {
        // How far it has been looked at stays as it is: an end that moved is seen by its time.
        static const std::string sql = "INSERT INTO silences (" + std::string(kSilenceColumns) + ") VALUES (" +
                                       placeholders(kSilenceColumns) + ") ON CONFLICT (id) DO UPDATE SET " +
                                       assignments(kSilenceColumns, 1);
        gate_.connection()
            .query(sql)
            .bind(silence.id, core::to_string(silence.scope), silence.of, silence.device,
                  joined_words(silence.conditions), joined_words(silence.kinds), silence.from, silence.until,
                  core::to_string(silence.reason), silence.away, silence.note, silence.author, silence.created_at,
                  silence.ended_by)
            .run();
        return success();
    });
}

Result<std::optional<core::Silence>> SqliteSilenceWriter::find(const core::SilenceId& id) {
    return gate_.connection().attempt("load a silence", [&]() -> Result<std::optional<core::Silence>> {
        static const std::string sql = select(kSilenceColumns, "silences WHERE id = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(id), read_silence);
    });
}

Result<std::vector<core::Silence>> SqliteSilenceWriter::lasting(const core::Place& place, UtcTime now) {
    return gate_.connection().attempt("look for silences", [&]() -> Result<std::vector<core::Silence>> {
        static const std::string sql =
            select(kSilenceColumns, "silences WHERE stage < 2 AND of IN (?, ?, ?) AND begins_at <= ? AND ends_at > ?");
        Query query = gate_.connection().query(sql);
        std::vector<core::Silence> lasting;
        for (auto& [silence, readable] :
             with_readable(query.bind(place.home, place.committee, place.street, now, now))) {
            if (readable) lasting.push_back(std::move(silence));
        }
        return lasting;
    });
}

Result<std::optional<core::Place>> SqliteSilenceWriter::place_of(core::SilenceScope scope, const std::string& of) {
    return gate_.connection().attempt("look for a place", [&]() -> Result<std::optional<core::Place>> {
        const char* sql =
            "SELECT h.id, c.id, c.street FROM homes h JOIN committees c ON c.id = h.committee WHERE h.id = ?";
        if (scope == core::SilenceScope::committee) sql = "SELECT NULL, id, street FROM committees WHERE id = ?";
        if (scope == core::SilenceScope::street) sql = "SELECT NULL, NULL, id FROM streets WHERE id = ?";
        Query query = gate_.connection().query(sql);
        core::Place place;
        if (query.bind(of).next()) {
            place.registered = !query.is_null();
            if (const auto home = query.optional_name<HomeId>()) place.home = *home;
            place.committee = query.optional_name<CommitteeId>();
            place.street = query.optional_name<StreetId>();
            return std::optional(std::move(place));
        }
        const bool unregistered =
            of.starts_with("gateway:") && (scope == core::SilenceScope::home || scope == core::SilenceScope::device);
        if (!unregistered) return std::optional<core::Place>();
        place.home = HomeId(of);
        return std::optional(std::move(place));
    });
}

Result<std::optional<core::Silence>> SqliteSilenceWriter::absence_of(const HomeId& home, UtcTime now) {
    return gate_.connection().attempt("look for an absence", [&]() -> Result<std::optional<core::Silence>> {
        static const std::string sql =
            select(kSilenceColumns,
                   "silences WHERE stage < 2 AND of = ? AND away = 1 AND ends_at > ? ORDER BY id DESC LIMIT 1");
        Query query = gate_.connection().query(sql);
        return first(query.bind(home, now), read_silence);
    });
}

Result<std::optional<UtcTime>> SqliteSilenceWriter::next_due() {
    return gate_.connection().attempt("look for the next end of a silence", [&]() -> Result<std::optional<UtcTime>> {
        Query query = gate_.connection().query("SELECT min(due_at) FROM silences WHERE stage < 2");
        query.next();
        return query.optional_time();
    });
}

Result<std::vector<DueSilence>> SqliteSilenceWriter::due(UtcTime now, std::size_t limit) {
    return gate_.connection().attempt("load due silences", [&]() -> Result<std::vector<DueSilence>> {
        static const std::string sql =
            select(kSilenceColumns, "silences WHERE stage < 2 AND due_at <= ? ORDER BY due_at, id LIMIT ?");
        Query query = gate_.connection().query(sql);
        std::vector<DueSilence> due;
        for (auto& [silence, readable] : with_readable(query.bind(now, limit))) {
            const bool is_over = !readable || silence.until <= now;
            due.push_back({std::move(silence), is_over, readable});
        }
        return due;
    });
}

Result<std::vector<IncidentId>> SqliteSilenceWriter::next_cases(const core::Silence& silence, std::size_t limit) {
    return gate_.write("look for silenced cases", [&]() -> Result<std::vector<IncidentId>> {
        // Left to itself SQLite goes by id, through every case there ever was; of the open ones there are few.
        std::string from = "incidents INDEXED BY incidents_open WHERE home";
        if (silence.scope == core::SilenceScope::committee)
            from = "incidents INDEXED BY incidents_listed WHERE committee";
        if (silence.scope == core::SilenceScope::street) from = "incidents INDEXED BY incidents_listed WHERE street";
        std::vector<IncidentId> ids;
        {
            Query query = gate_.connection().query(
                "SELECT id FROM " + from +
                " = ?1 AND state <> 'closed' AND class <> 'emergency' "
                "AND id > coalesce((SELECT looked_at FROM silences WHERE id = ?2), x'') ORDER BY id LIMIT ?3");
            query.bind(silence.of, silence.id, limit);
            while (query.next()) ids.push_back(query.id<IncidentId>());
        }
        if (ids.empty()) return ids;
        gate_.connection().query("UPDATE silences SET looked_at = ? WHERE id = ?").bind(ids.back(), silence.id).run();
        return ids;
    });
}

Result<void> SqliteSilenceWriter::begun(const core::SilenceId& id) {
    return gate_.write("begin a silence", [&]() -> Result<void> {
        gate_.connection().query("UPDATE silences SET stage = 1 WHERE id = ? AND stage = 0").bind(id).run();
        return success();
    });
}

Result<std::vector<IncidentId>> SqliteSilenceWriter::cases_kept_by(const core::SilenceId& id, std::size_t limit) {
    return gate_.connection().attempt("look for kept alerts", [&]() -> Result<std::vector<IncidentId>> {
        Query query = gate_.connection().query(
            "SELECT DISTINCT a.incident FROM hushed k JOIN alerts a ON a.id = k.alert "
            "WHERE k.silence = ? AND k.over = 0 AND a.incident IS NOT NULL ORDER BY a.incident LIMIT ?");
        query.bind(id, limit);
        std::vector<IncidentId> ids;
        while (query.next()) ids.push_back(query.id<IncidentId>());
        return ids;
    });
}

Result<void> SqliteSilenceWriter::settled(const core::SilenceId& id) {
    return gate_.write("settle a silence", [&]() -> Result<void> {
        gate_.connection().query("DELETE FROM hushed WHERE silence = ? AND over = 0").bind(id).run();
        gate_.connection().query("UPDATE silences SET stage = 2 WHERE id = ?").bind(id).run();
        return success();
    });
}

Result<std::vector<core::Hushed>> SqliteSilenceWriter::hushed_of(const IncidentId& incident) {
    return gate_.connection().attempt("load kept alerts", [&]() -> Result<std::vector<core::Hushed>> {
        Query query = gate_.connection().query(kHushedOf);
        return all(query.bind(incident), read_hushed);
    });
}

Result<void> SqliteSilenceWriter::put(const core::Hushed& hushed) {
    return gate_.write("keep an alert", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "INSERT INTO hushed (alert, silence, since, over) VALUES (?, ?, ?, ?) ON CONFLICT (alert) DO UPDATE "
                "SET "
                "silence = excluded.silence, since = excluded.since, over = excluded.over")
            .bind(hushed.alert, hushed.silence, hushed.since, hushed.over)
            .run();
        return success();
    });
}

Result<void> SqliteSilenceWriter::unhush(const AlertId& alert) {
    return gate_.write("let an alert go", [&]() -> Result<void> {
        gate_.connection().query("DELETE FROM hushed WHERE alert = ?").bind(alert).run();
        return success();
    });
}

// ---- reading ---------------------------------------------------------------------------------

Result<std::vector<ListedSilence>> SqliteSilenceReader::silences(const SilenceFilter& filter) {
    return connection_.attempt("list silences", [&]() -> Result<std::vector<ListedSilence>> {
        std::string sql(kListed);
        if (filter.state == core::SilenceState::future) sql += " AND s.begins_at > ? AND s.ends_at > ?";
        if (filter.state == core::SilenceState::active) sql += " AND s.begins_at <= ? AND s.ends_at > ?";
        if (filter.state == core::SilenceState::expired) sql += " AND s.ends_at <= ?";
        if (filter.away) sql += " AND s.away = ?";
        if (filter.home) sql += kReachesHome;
        if (filter.committee) sql += " AND c.id = ?";
        if (filter.street) sql += " AND CASE s.scope WHEN 'street' THEN s.of ELSE c.street END = ?";
        if (filter.after) sql += " AND s.id < ?";
        sql += " AND " + in_scope("CASE s.scope WHEN 'street' THEN s.of ELSE c.street END", "c.id");
        sql += " ORDER BY s.id DESC LIMIT ?";

        Query query = connection_.query(sql);
        if (filter.state) query.bind(filter.now);
        if (filter.state && *filter.state != core::SilenceState::expired) query.bind(filter.now);
        if (filter.away) query.bind(*filter.away);
        if (filter.home) query.bind(*filter.home, *filter.home, *filter.home);
        if (filter.committee) query.bind(*filter.committee);
        if (filter.street) query.bind(*filter.street);
        if (filter.after) query.bind(*filter.after);
        bind_scope(query, filter.scope);
        return all(query.bind(std::clamp<std::size_t>(filter.limit, 1, kMostListed)), read_listed);
    });
}

Result<std::optional<ListedSilence>> SqliteSilenceReader::silence(const core::SilenceId& id) {
    return connection_.attempt("load a silence", [&]() -> Result<std::optional<ListedSilence>> {
        static const std::string sql = std::string(kListed) + " AND s.id = ?";
        Query query = connection_.query(sql);
        return first(query.bind(id), read_listed);
    });
}

Result<std::vector<core::Hushed>> SqliteSilenceReader::hushed_of(const IncidentId& incident) {
    return connection_.attempt("load kept alerts", [&]() -> Result<std::vector<core::Hushed>> {
        Query query = connection_.query(kHushedOf);
        return all(query.bind(incident), read_hushed);
    });
}

}  // namespace anju::alertd::store::sqlite
