// Handovers on SQLite: a row for each, below it the cases that were open.
#include "alertd/store/handovers.hpp"

#include "alertd/store/sqlite/in_scope.hpp"
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/scoped_lists.hpp"
#include "alertd/store/sqlite/subjects.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

using Street = std::optional<StreetId>;
using Found = std::optional<Handover>;

constexpr std::string_view kHandoverColumns =
    "id, street, author, written_at, text, emergency, welfare, technical, waiting, silences, overdue, signed_by, "
    "signed_at, comment";

Handover read_row(Query& row) {
    Handover handover;
    handover.id = row.id<HandoverId>();
    handover.street = row.optional_name<StreetId>();
    handover.author = row.text();
    handover.written_at = row.time();
    handover.text = row.text();
    for (auto& count : handover.open.by_class) count = row.integer<std::size_t>();
    handover.open.waiting = row.integer<std::size_t>();
    handover.open.silences = row.integer<std::size_t>();
    handover.open.overdue = row.integer<std::size_t>();
    handover.signed_by = row.text();
    handover.signed_at = row.optional_time();
    handover.comment = row.text();
    return handover;
}

void read_cases(Connection& connection, Handover& handover) {
    Query query = connection.query(
        "SELECT c.incident FROM handovers h JOIN handover_cases c ON c.handover = h.number WHERE h.id = ? "
        "ORDER BY c.position");
    query.bind(handover.id);
    while (query.next()) handover.open.cases.push_back(query.id<IncidentId>());
}

Found read_handover(Connection& connection, const HandoverId& id) {
    static const std::string sql = select(kHandoverColumns, "handovers WHERE id = ?");
    Found found;
    {
        Query query = connection.query(sql);
        found = first(query.bind(id), read_row);
    }
    if (found) read_cases(connection, *found);
    return found;
}

void count_cases(Connection& connection, const Street& street, OpenWork& work) {
    Query query = connection.query(
        "SELECT class, count(*), sum(urgency < 10) FROM incidents INDEXED BY incidents_listed "
        "WHERE state <> 'closed' AND (?1 IS NULL OR street = ?1) GROUP BY class");
    query.bind(street);
    while (query.next()) {
        const auto incident_class = word<IncidentClass>(query);
        work.by_class.at(static_cast<std::size_t>(incident_class)) = query.integer<std::size_t>();
        work.waiting += query.integer<std::size_t>();
    }
}

void name_cases(Connection& connection, const Street& street, OpenWork& work) {
    Query query = connection.query(
        "SELECT id FROM incidents INDEXED BY incidents_listed WHERE state <> 'closed' "
        "AND class IN ('emergency', 'welfare') AND (?1 IS NULL OR street = ?1) ORDER BY urgency, opened_at, id "
        "LIMIT ?2");
    query.bind(street, kMostHandedOver);
    while (query.next()) work.cases.push_back(query.id<IncidentId>());
}

OpenWork read_open_work(Connection& connection, const Street& street, UtcTime now) {
    OpenWork work;
    count_cases(connection, street, work);
    name_cases(connection, street, work);
    const auto count = [&](const char* sql) {
        Query query = connection.query(sql);
        query.bind(street, now).next();
        return query.integer<std::size_t>();
    };
    // One whose end is not settled yet may be over (`stage`); its times say what holds.
    work.silences = count(
        "SELECT count(*) FROM silences s LEFT JOIN homes h ON s.scope IN ('home', 'device') AND h.id = s.of "
        "LEFT JOIN committees c ON c.id = CASE s.scope WHEN 'committee' THEN s.of ELSE h.committee END "
        "WHERE s.stage < 2 AND s.begins_at <= ?2 AND s.ends_at > ?2 "
        "AND (?1 IS NULL OR CASE s.scope WHEN 'street' THEN s.of ELSE c.street END = ?1)");
    work.overdue = count(
        "SELECT count(*) FROM follow_ups f JOIN incidents i ON i.id = f.incident "
        "WHERE f.state = 'open' AND f.due_at < ?2 AND (?1 IS NULL OR i.street = ?1)");
    return work;
}

class SqliteHandoverReader final : public HandoverReader {
public:
    explicit SqliteHandoverReader(Connection& connection) : connection_(connection) {}

    Result<std::vector<Handover>> handovers(const HandoverFilter& filter) override {
        return connection_.attempt("list handovers", [&]() -> Result<std::vector<Handover>> {
            const ReadTransaction snapshot(connection_);
            SqlText text(select(kHandoverColumns, "handovers WHERE true"));
            if (filter.is_signed) text.add(*filter.is_signed ? " AND signed_by <> ''" : " AND signed_by = ''");
            if (filter.street) text.add(" AND street = ?", *filter.street);
            if (filter.after) {
                text.add(" AND number < coalesce((SELECT number FROM handovers WHERE id = ?), 0)", *filter.after);
            }
            text.add(" AND " + in_scope("street", "NULL"), filter.scope.everything, ids_as_json(filter.scope.streets),
                     ids_as_json(filter.scope.committees));
            text.add(" ORDER BY number DESC LIMIT ?", std::clamp<std::size_t>(filter.limit, 1, kMostListed));
            std::vector<Handover> found;
            {
                Query query = connection_.query(text.sql());
                found = all(text.bind(query), read_row);
            }
            for (auto& handover : found) read_cases(connection_, handover);
            return found;
        });
    }

    Result<Found> handover(const HandoverId& id) override {
        return connection_.attempt("load a handover", [&]() -> Result<Found> {
            const ReadTransaction snapshot(connection_);
            return read_handover(connection_, id);
        });
    }

    Result<OpenWork> open_work(const Street& street, UtcTime now) override {
        return connection_.attempt("look for what is open", [&]() -> Result<OpenWork> {
            const ReadTransaction snapshot(connection_);
            return read_open_work(connection_, street, now);
        });
    }

private:
    Connection& connection_;
};

class SqliteHandoverWriter final : public HandoverWriter {
public:
    explicit SqliteHandoverWriter(WriteGate& gate) : gate_(gate) {}

    Result<Found> find(const HandoverId& id) override {
        return connection().attempt("load a handover",
                                    [&]() -> Result<Found> { return read_handover(connection(), id); });
    }

    Result<OpenWork> open_work(const Street& street, UtcTime now) override {
        return connection().attempt("look for what is open",
                                    [&]() -> Result<OpenWork> { return read_open_work(connection(), street, now); });
    }

    Result<void> add(const Handover& handover) override {
        return gate_.write("store a handover", [&]() -> Result<void> {
            static const std::string sql = "INSERT INTO handovers (" + std::string(kHandoverColumns) + ") VALUES (" +
                                           placeholders(kHandoverColumns) + ") RETURNING number";
            const auto& open = handover.open;
            std::int64_t number = 0;
            {
                Query query = connection().query(sql);
                query.bind(handover.id, handover.street, handover.author, handover.written_at, handover.text,
                           open.by_class[0], open.by_class[1], open.by_class[2], open.waiting, open.silences,
                           open.overdue, handover.signed_by, handover.signed_at, handover.comment);
                if (!query.next()) throw CorruptRow("a number was expected");
                number = query.number();
            }
            for (std::size_t position = 0; position < open.cases.size(); ++position) {
                connection()
                    .query("INSERT INTO handover_cases (handover, position, incident) VALUES (?, ?, ?)")
                    .bind(number, position, open.cases[position])
                    .run();
            }
            return success();
        });
    }

    Result<void> sign(const HandoverId& id, const std::string& by, UtcTime at, const std::string& comment) override {
        return gate_.write("sign a handover", [&]() -> Result<void> {
            connection()
                .query("UPDATE handovers SET signed_by = ?, signed_at = ?, comment = ? WHERE id = ? AND signed_by = ''")
                .bind(by, at, comment, id)
                .run();
            return success();
        });
    }

private:
    [[nodiscard]] Connection& connection() { return gate_.connection(); }

    WriteGate& gate_;
};

}  // namespace

std::unique_ptr<HandoverWriter> make_handover_writer(WriteGate& writer) {
    return std::make_unique<SqliteHandoverWriter>(writer);
}

std::unique_ptr<HandoverReader> make_handover_reader(Connection& connection) {
    return std::make_unique<SqliteHandoverReader>(connection);
}

}  // namespace anju::alertd::store::sqlite
