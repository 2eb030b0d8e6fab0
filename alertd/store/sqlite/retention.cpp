#include "alertd/store/sqlite/retention.hpp"

#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>
#include <limits>

namespace anju::alertd::store {

std::string_view to_string(Kept value) {
    switch (value) {
        case Kept::notes: return "notes";
        case Kept::evidence: return "evidence";
        case Kept::readings: return "readings";
        case Kept::deliveries: return "deliveries";
        case Kept::quarantine: return "quarantine";
    }
    return "notes";
}

}  // namespace anju::alertd::store

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kHoldColumns = "number, incident, home, reason, author, since, released_at, released_by";

LegalHold read_hold(Query& row) {
    LegalHold hold;
    hold.number = row.integer<std::uint64_t>();
    hold.incident = row.optional_id<IncidentId>();
    hold.home = row.name<HomeId>();
    hold.reason = row.text();
    hold.author = row.text();
    hold.since = row.time();
    hold.released_at = row.optional_time();
    hold.released_by = row.text();
    return hold;
}

bool is_of_alerts(Kept what) { return what == Kept::evidence || what == Kept::readings; }

/// Whether the time of a case or alert is over; takes one parameter, the time before which it must have ended.
constexpr std::string_view kCaseIsOver =
    "(i.state = 'closed' AND i.closed_at < ? AND NOT EXISTS (SELECT 1 FROM legal_holds l WHERE l.released_at IS NULL "
    "AND l.incident = i.id) AND NOT EXISTS (SELECT 1 FROM legal_holds l WHERE l.released_at IS NULL AND l.home <> '' "
    "AND l.home = i.home))";
/// An alert without a case (a test) ends with its last report.
constexpr std::string_view kAlertIsOver =
    "(coalesce(i.state, 'closed') = 'closed' AND coalesce(i.closed_at, a.received_last) < ? "
    "AND NOT EXISTS (SELECT 1 FROM legal_holds l WHERE l.released_at IS NULL AND l.incident IS NOT NULL "
    "AND l.incident IN (i.id, a.came_from)) "
    "AND NOT EXISTS (SELECT 1 FROM legal_holds l WHERE l.released_at IS NULL AND l.home <> '' AND l.home = a.home))";

std::string candidates_sql(Kept what, std::string_view source, std::string_view where) {
    const bool alerts = is_of_alerts(what);
    std::string sql = "SELECT ";
    sql.append(alerts ? "a.id, " : "i.id, ").append(alerts ? kAlertIsOver : kCaseIsOver).append(" FROM ");
    sql.append(source);
    sql.append(alerts ? "alerts a LEFT JOIN incidents i ON i.id = a.incident" : "incidents i");
    return sql.append(" WHERE ").append(where);
}

/// Whether a handover names a case that is held, or one of a home that is; `h` is the handover.
constexpr std::string_view kHandoverIsHeld =
    "EXISTS (SELECT 1 FROM handover_cases k CROSS JOIN incidents i ON i.id = k.incident CROSS JOIN legal_holds l "
    "WHERE k.handover = h.number AND l.released_at IS NULL "
    "AND (l.incident = i.id OR (l.home <> '' AND l.home = i.home)))";

/// The smallest id of that moment or later.
IncidentId first_id_at(UtcTime time) {
    Ulid id;
    auto millis = static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.time_since_epoch().count()));
    for (int i = 5; i >= 0; --i) {
        id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millis & 0xff);
        millis >>= 8;
    }
    return IncidentId(id);
}

}  // namespace

Result<LegalHold> SqliteRetentionWriter::place(LegalHold hold) {
    return gate_.write("place a legal hold", [&]() -> Result<LegalHold> {
        Connection& connection = gate_.connection();
        {
            Query exists = hold.incident ? connection.query("SELECT 1 FROM incidents WHERE id = ?")
                                         : connection.query("SELECT 1 FROM homes WHERE id = ?");
            if (hold.incident) {
                exists.bind(*hold.incident);
            } else {
                exists.bind(hold.home);
            }
            if (!exists.next()) return fail(ErrorCode::not_found, "there is no such case or home");
        }
        Query query = connection.query(
            "INSERT INTO legal_holds (incident, home, reason, author, since, released_by) VALUES (?, ?, ?, ?, ?, '') "
            "RETURNING number");
        query.bind(hold.incident, hold.home, hold.reason, hold.author, hold.since);
        if (!query.next()) throw CorruptRow("a number was expected");
        hold.number = query.integer<std::uint64_t>();
        return hold;
    });
}

Result<std::optional<LegalHold>> SqliteRetentionWriter::hold(std::uint64_t number) {
    return gate_.connection().attempt("find a legal hold", [&]() -> Result<std::optional<LegalHold>> {
        static const std::string sql = select(kHoldColumns, "legal_holds WHERE number = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(number), read_hold);
    });
}

Result<void> SqliteRetentionWriter::release(std::uint64_t number, const std::string& by, UtcTime at) {
    return gate_.write("release a legal hold", [&]() -> Result<void> {
        Query query = gate_.connection().query(
            "UPDATE legal_holds SET released_at = ?, released_by = ? WHERE number = ? AND released_at IS NULL");
        query.bind(at, by, number).run();
        return success();
    });
}

Result<bool> SqliteRetentionWriter::is_held(const HomeId& home) {
    return gate_.connection().attempt("look for legal holds", [&]() -> Result<bool> {
        Query query = gate_.connection().query(
            "SELECT EXISTS (SELECT 1 FROM legal_holds WHERE released_at IS NULL AND home <> '' AND home = ?) OR EXISTS "
            "(SELECT 1 FROM legal_holds l JOIN incidents i ON i.id = l.incident WHERE l.released_at IS NULL AND "
            "l.incident IS NOT NULL AND i.home = ?)");
        query.bind(home, home).next();
        return query.flag();
    });
}

std::vector<SqliteRetentionWriter::Candidate> SqliteRetentionWriter::candidates(Query& query) {
    std::vector<Candidate> found;
    while (query.next()) {
        Candidate candidate;
        candidate.id = query.id<IncidentId>();
        candidate.is_over = query.flag();
        found.push_back(candidate);
    }
    return found;
}

bool SqliteRetentionWriter::forget_one(Kept what, const IncidentId& id) {
    Connection& connection = gate_.connection();
    switch (what) {
        case Kept::notes: {
            // The words beside a case are of three sorts; a task that is still to be done keeps its own.
            int gone = connection.query("DELETE FROM notes WHERE incident = ?").bind(id).run();
            gone += connection
                        .query("UPDATE follow_ups SET text = '' WHERE incident = ? AND state <> 'open' AND text <> ''")
                        .bind(id)
                        .run();
            gone += connection
                        .query(
                            "UPDATE callbacks SET text = '', person = '' WHERE incident = ? AND (text <> '' OR person "
                            "<> '')")
                        .bind(id)
                        .run();
            return gone > 0;
        }
        case Kept::deliveries:
            connection
                .query(
                    "DELETE FROM delivery_attempts WHERE notification IN "
                    "(SELECT id FROM notifications WHERE incident = ?)")
                .bind(id)
                .run();
            return connection.query("DELETE FROM notifications WHERE incident = ?").bind(id).run() > 0;
        case Kept::evidence:
            return connection.query("UPDATE alerts SET evidence = x'' WHERE id = ? AND evidence <> x''")
                       .bind(id)
                       .run() > 0;
        case Kept::readings:
            return connection.query("UPDATE alerts SET readings = '[]' WHERE id = ? AND readings <> '[]'")
                       .bind(id)
                       .run() > 0;
        case Kept::quarantine: break;
    }
    return false;
}

std::size_t SqliteRetentionWriter::forget_quarantine(UtcTime before, std::size_t limit) {
    // Rows leave at the old end only, so that their numbers have no gaps.
    Query query = gate_.connection().query(
        "DELETE FROM quarantine WHERE id <= (SELECT coalesce(max(id), 0) FROM (SELECT id, at FROM quarantine "
        "ORDER BY id LIMIT ?) WHERE at < ?) AND at < ?");
    return static_cast<std::size_t>(query.bind(limit, before, before).run());
}

std::size_t SqliteRetentionWriter::forget_handovers(UtcTime before, std::size_t limit) {
    static const std::string sql =
        "UPDATE handovers SET text = '', comment = '' WHERE number IN (SELECT h.number FROM handovers h "
        "INDEXED BY handovers_with_words WHERE (h.text <> '' OR h.comment <> '') AND h.written_at < ? AND NOT " +
        std::string(kHandoverIsHeld) + " ORDER BY h.written_at LIMIT ?)";
    Query query = gate_.connection().query(sql);
    return static_cast<std::size_t>(query.bind(before, limit).run());
}

Result<ForgetReport> SqliteRetentionWriter::forget(Kept what, UtcTime before, std::size_t limit) {
    return gate_.write("forget", [&]() -> Result<ForgetReport> {
        if (what == Kept::quarantine) {
            const std::size_t gone = forget_quarantine(before, limit);
            return ForgetReport{gone, gone};
        }
        Connection& connection = gate_.connection();
        const std::string name(to_string(what));
        IncidentId reached;
        {
            Query query = connection.query("SELECT reached FROM retention_progress WHERE what = ?");
            if (query.bind(name).next()) reached = query.id<IncidentId>();
        }
        ForgetReport report;
        std::vector<Candidate> found;
        {
            const std::string id = is_of_alerts(what) ? "a.id" : "i.id";
            Query query =
                connection.query(candidates_sql(what, "", id + " > ? AND " + id + " < ? ORDER BY " + id + " LIMIT ?"));
            found = candidates(query.bind(before, reached, first_id_at(before), limit));
        }
        for (const Candidate& candidate : found) {
            ++report.examined;
            if (candidate.is_over) {
                report.forgotten += forget_one(what, candidate.id) ? 1 : 0;
            } else {
                connection.query("INSERT OR IGNORE INTO retention_left (what, id) VALUES (?, ?)")
                    .bind(name, candidate.id)
                    .run();
            }
        }
        if (what == Kept::notes) {
            // They are no part of a case, so each is looked at until it is gone.
            const std::size_t gone = forget_handovers(before, limit);
            report.examined += gone;
            report.forgotten += gone;
        }
        if (found.empty()) return report;
        connection.query("INSERT OR REPLACE INTO retention_progress (what, reached) VALUES (?, ?)")
            .bind(name, found.back().id)
            .run();
        return report;
    });
}

Result<ForgetReport> SqliteRetentionWriter::look_again(Kept what, UtcTime before, Ulid& after, std::size_t limit) {
    return gate_.write("forget what was left", [&]() -> Result<ForgetReport> {
        if (what == Kept::quarantine) return ForgetReport{};
        Connection& connection = gate_.connection();
        const std::string name(to_string(what));
        std::vector<Candidate> found;
        {
            const std::string id = is_of_alerts(what) ? "a.id" : "i.id";
            Query query =
                connection.query(candidates_sql(what, "retention_left r CROSS JOIN ",
                                                id + " = r.id AND r.what = ? AND r.id > ? ORDER BY r.id LIMIT ?"));
            found = candidates(query.bind(before, name, IncidentId(after), limit));
        }
        ForgetReport report;
        for (const Candidate& candidate : found) {
            ++report.examined;
            after = candidate.id.value;
            if (!candidate.is_over) continue;
            report.forgotten += forget_one(what, candidate.id) ? 1 : 0;
            connection.query("DELETE FROM retention_left WHERE what = ? AND id = ?").bind(name, candidate.id).run();
        }
        return report;
    });
}

Result<EraseReport> SqliteRetentionWriter::erase_words_of(const HomeId& home, bool devices_too) {
    return gate_.write("erase what was said about a home", [&]() -> Result<EraseReport> {
        Connection& connection = gate_.connection();
        const auto run = [&](const char* sql) {
            return static_cast<std::size_t>(connection.query(sql).bind(home).run());
        };
        EraseReport report;
        {
            Query query = connection.query("SELECT count(*) FROM incidents WHERE home = ?");
            query.bind(home).next();
            report.cases = query.integer<std::size_t>();
        }
        report.notes = run("DELETE FROM notes WHERE incident IN (SELECT id FROM incidents WHERE home = ?)");
        run("UPDATE follow_ups SET text = '' WHERE text <> '' AND incident IN "
            "(SELECT id FROM incidents WHERE home = ?)");
        run("UPDATE callbacks SET text = '', person = '' WHERE incident IN (SELECT id FROM incidents WHERE home = ?)");
        run("DELETE FROM delivery_attempts WHERE notification IN (SELECT id FROM notifications WHERE incident IN "
            "(SELECT id FROM incidents WHERE home = ?))");
        // Words of people stand beside the ids there.
        run("UPDATE reveals SET text = '' WHERE home = ?");
        run("UPDATE silences SET note = '' WHERE of = ? AND scope IN ('home', 'device')");
        // Nobody knows whom the words of a shift were about; those of a case that is held stay.
        static const std::string handovers =
            "UPDATE handovers AS h SET text = '', comment = '' WHERE h.number IN (SELECT c.handover FROM incidents i "
            "JOIN handover_cases c ON c.incident = i.id WHERE i.home = ?) AND NOT " +
            std::string(kHandoverIsHeld);
        run(handovers.c_str());
        report.deliveries =
            run("DELETE FROM notifications WHERE incident IN (SELECT id FROM incidents WHERE home = ?)");
        report.alerts =
            run("UPDATE alerts SET evidence = x'', readings = '[]', how = '' WHERE home = ?1 AND incident IN "
                "(SELECT id FROM incidents WHERE home = ?1)");
        // Tests and what was held back stand in no case, and what was merged stands in another home's.
        report.alerts +=
            run("UPDATE alerts SET evidence = x'', readings = '[]', how = '' WHERE home = ? AND "
                "(incident IS NULL OR came_from IS NOT NULL)");
        if (devices_too) run("UPDATE devices SET name = '' WHERE home = ?");
        return report;
    });
}

Result<std::vector<LegalHold>> SqliteRetentionReader::holds(bool released_too,
                                                            const std::optional<std::uint64_t>& before,
                                                            std::size_t limit) {
    return connection_.attempt("list legal holds", [&]() -> Result<std::vector<LegalHold>> {
        static const std::string sql = select(
            kHoldColumns, "legal_holds WHERE (? OR released_at IS NULL) AND number < ? ORDER BY number DESC LIMIT ?");
        Query query = connection_.query(sql);
        const auto below = before.value_or(static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
        return all(query.bind(released_too, below, limit), read_hold);
    });
}

Result<std::size_t> SqliteRetentionReader::holds_in_force() {
    return connection_.attempt("count legal holds", [&]() -> Result<std::size_t> {
        Query query = connection_.query("SELECT count(*) FROM legal_holds WHERE released_at IS NULL");
        query.next();
        return query.integer<std::size_t>();
    });
}

}  // namespace anju::alertd::store::sqlite
