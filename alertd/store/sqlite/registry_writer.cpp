#include "alertd/store/sqlite/registry_writer.hpp"

#include "alertd/store/sqlite/registry_sql.hpp"

#include <array>

namespace anju::alertd::store::sqlite {

namespace {

Error not_known(const Table& table, const Row& row, const std::string& what) {
    return fail(ErrorCode::invalid, std::string(table.name) + ": " + text_of(key_of(table, row)) + ": " + what);
}

const std::string& cell(const Table& table, const Row& row, std::string_view column) {
    return row.cells[column_at(table, column)];
}

/// Who else may need a row: a query for the keys of those, with the row's own key as ?1 and ?2. The open
/// cases come first, because they are the better reason.
struct Use {
    TableId of;
    const char* table;
    const char* sql;
};

constexpr std::array kUses{
    Use{TableId::streets, "incidents", "SELECT home FROM incidents WHERE state <> 'closed' AND street = ?1"},
    Use{TableId::streets, "committees", "SELECT id FROM committees WHERE street = ?1"},
    Use{TableId::streets, "responders", "SELECT id FROM responders WHERE level = 'street' AND scope = ?1"},
    Use{TableId::streets, "rosters", "SELECT id FROM rosters WHERE level = 'street' AND scope = ?1"},
    Use{TableId::committees, "incidents", "SELECT home FROM incidents WHERE state <> 'closed' AND committee = ?1"},
    Use{TableId::committees, "homes", "SELECT id FROM homes WHERE committee = ?1"},
    Use{TableId::committees, "responders", "SELECT id FROM responders WHERE level = 'committee' AND scope = ?1"},
    Use{TableId::committees, "rosters", "SELECT id FROM rosters WHERE level = 'committee' AND scope = ?1"},
    Use{TableId::homes, "incidents", "SELECT home FROM incidents WHERE state <> 'closed' AND home = ?1"},
    Use{TableId::homes, "legal_holds",
        "SELECT CAST(number AS TEXT) FROM legal_holds WHERE home = ?1 AND released_at IS NULL"},
    Use{TableId::homes, "residents", "SELECT id FROM residents WHERE home = ?1"},
    Use{TableId::homes, "devices", "SELECT home || '/' || id FROM devices WHERE home = ?1"},
    Use{TableId::homes, "responders", "SELECT id FROM responders WHERE level = 'home' AND scope = ?1"},
    Use{TableId::access_notes, "incidents", "SELECT home FROM incidents WHERE state <> 'closed' AND home = ?1"},
    Use{TableId::residents, "incidents",
        "SELECT i.home FROM residents r JOIN incidents i ON i.home = r.home AND i.state <> 'closed' WHERE r.id = ?1"},
    Use{TableId::residents, "contacts", "SELECT id FROM contacts WHERE resident = ?1"},
    Use{TableId::contacts, "incidents",
        "SELECT i.home FROM contacts c JOIN residents r ON r.id = c.resident "
        "JOIN incidents i ON i.home = r.home AND i.state <> 'closed' WHERE c.id = ?1"},
    Use{TableId::devices, "incidents",
        "SELECT i.home FROM incidents i JOIN alerts a ON a.incident = i.id "
        "WHERE i.state <> 'closed' AND i.home = ?1 AND a.device = ?2"},
    Use{TableId::gateways, "homes", "SELECT id FROM homes WHERE gateway = ?1 AND gateway <> ''"},
    Use{TableId::responders, "incidents",
        "SELECT i.home FROM incidents i CROSS JOIN attendances a ON a.incident = i.id "
        "WHERE i.state <> 'closed' AND a.responder = ?1"},
    Use{TableId::responders, "team_members",
        "SELECT team || '/' || member FROM team_members WHERE team = ?1 OR member = ?1"},
    Use{TableId::responders, "rosters",
        "SELECT DISTINCT s.roster FROM roster_shifts s JOIN json_tree(s.crews) j ON j.value = ?1 AND j.type = 'text'"},
};

}  // namespace

SqliteRegistryWriter::SqliteRegistryWriter(WriteGate& gate) : gate_(gate) {
    for (const Table& table : registry_tables()) {
        const std::string name(table.sql);
        // Only homes keep when they were touched; a change of the home itself touches it.
        const bool touched = table.id == TableId::homes;
        std::string marks, assigned;
        for (const Column& column : table.columns) {
            marks.append(marks.empty() ? "?" : ", ?");
            assigned.append(assigned.empty() ? "" : ", ").append(column.name).append(" = ?");
        }
        Statements statements;
        statements.select = "SELECT " + cell_list(table) + ", version FROM " + name + " WHERE " + key_condition(table);
        statements.insert = "INSERT INTO " + name + " (" + cell_list(table) + ", version" +
                            (touched ? ", touched" : "") + ") VALUES (" + marks + (touched ? ", ?, ?)" : ", ?)");
        statements.update = "UPDATE " + name + " SET " + assigned + ", version = ?" + (touched ? ", touched = ?" : "") +
                            " WHERE " + key_condition(table);
        statements.remove = "DELETE FROM " + name + " WHERE " + key_condition(table);
        statements_.push_back(std::move(statements));
    }
}

std::optional<Row> SqliteRegistryWriter::find(const Table& table, const RowKey& key) {
    Query query = connection().query(statements_[static_cast<std::size_t>(table.id)].select);
    bind_key(query, key);
    if (!query.next()) return std::nullopt;
    return read_row(query, table);
}

std::uint64_t SqliteRegistryWriter::next_change() {
    connection().query("UPDATE registry_state SET changes = changes + 1 WHERE one = 1").run();
    Query query = connection().query("SELECT changes FROM registry_state WHERE one = 1");
    if (!query.next()) throw CorruptRow("the row of registry_state was expected");
    return query.integer<std::uint64_t>();
}

bool SqliteRegistryWriter::exists(const std::string& sql, const std::string& id) {
    Query query = connection().query("SELECT 1 FROM " + sql + " WHERE id = ?");
    return query.bind(id).next();
}

Result<void> SqliteRegistryWriter::check_references(const Table& table, const std::optional<Row>& stored,
                                                    const Row& wanted) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        // A reference that stood before was checked then, and what it names cannot have been removed since.
        if (column.kind != CellKind::reference || (stored && stored->cells[i] == wanted.cells[i])) continue;
        const Table& other = table_of(column.refers_to);
        if (!exists(std::string(other.sql), wanted.cells[i])) {
            return not_known(table, wanted, std::string(column.name) + " \"" + wanted.cells[i] + "\" is not known");
        }
    }
    if (table.id == TableId::team_members) {
        const Table& responders = table_of(TableId::responders);
        const auto kind = [&](std::string_view column) {
            const auto row = find(responders, {cell(table, wanted, column)});
            return row ? cell(responders, *row, "kind") : std::string();
        };
        if (kind("team") != "team") return not_known(table, wanted, "the responder is not of kind team");
        if (kind("member") == "team") return not_known(table, wanted, "a team cannot be a member of a team");
    }
    if (table.id == TableId::responders) return check_team(stored, wanted);
    return success();
}

/// A scope that does not exist would be a responder whom nobody ever calls, and so would somebody who was a
/// team and has members.
Result<void> SqliteRegistryWriter::check_team(const std::optional<Row>& stored, const Row& wanted) {
    const Table& table = table_of(TableId::responders);
    const std::string& level = cell(table, wanted, "level");
    const std::string& scope = cell(table, wanted, "scope");
    const char* scopes = level == "home"        ? "homes"
                         : level == "committee" ? "committees"
                         : level == "street"    ? "streets"
                                                : nullptr;
    if (scopes != nullptr && !exists(scopes, scope)) {
        return not_known(table, wanted, level + " \"" + scope + "\" is not known");
    }
    if (!stored || cell(table, *stored, "kind") == cell(table, wanted, "kind")) return success();
    Query query =
        connection().query("SELECT sum(team = ?1), sum(member = ?1) FROM team_members WHERE team = ?1 OR member = ?1");
    query.bind(wanted.cells.front()).next();
    const bool has_members = query.number() > 0;
    const bool is_member = query.number() > 0;
    const std::string& kind = cell(table, wanted, "kind");
    if (has_members && kind != "team") return not_known(table, wanted, "it has members, so it must stay a team");
    if (is_member && kind == "team") return not_known(table, wanted, "it is a member of a team and cannot be one");
    return success();
}

Result<void> SqliteRegistryWriter::put_row(const Table& table, const RowDraft& draft, std::uint64_t& change,
                                           PutReport& report) {
    const RowKey key = key_of(table, draft);
    const auto stored = find(table, key);
    Row wanted;
    RowChange changed{key, !stored, {}};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::string before = stored ? stored->cells[i] : empty_cell(table.columns[i]);
        wanted.cells.push_back(draft.cells[i].value_or(before));
        if (stored && wanted.cells[i] != before) changed.fields.push_back(table.columns[i].name);
    }
    if (stored && changed.fields.empty()) {
        ++report.counts.unchanged;
        return success();
    }
    ANJU_TRY(check_references(table, stored, wanted));
    if (change == 0) change = next_change();
    const Statements& statements = statements_[static_cast<std::size_t>(table.id)];
    {
        Query query = connection().query(stored ? statements.update : statements.insert);
        for (std::size_t i = 0; i < table.columns.size(); ++i) bind_cell(query, table.columns[i], wanted.cells[i]);
        query.bind(change);
        if (table.id == TableId::homes) query.bind(change);
        if (stored) bind_key(query, key);
        query.run();
    }
    touch_homes(table, wanted, change);
    // A person who moves is found at the new home, and no more at the old one.
    if (stored) touch_homes(table, *stored, change);
    ++(stored ? report.counts.changed : report.counts.added);
    report.changes.push_back(std::move(changed));
    return success();
}

void SqliteRegistryWriter::touch_homes(const Table& table, const Row& row, std::uint64_t change) {
    if (table.id == TableId::residents) {
        connection()
            .query("UPDATE homes SET touched = ?1 WHERE id = ?2 AND touched <> ?1")
            .bind(change, cell(table, row, "home"))
            .run();
    } else if (table.id == TableId::contacts) {
        connection()
            .query(
                "UPDATE homes SET touched = ?1 WHERE id = (SELECT home FROM residents WHERE id = ?2) AND touched <> ?1")
            .bind(change, cell(table, row, "resident"))
            .run();
    }
}

Result<PutReport> SqliteRegistryWriter::put(TableId table, std::span<const RowDraft> rows) {
    return gate_.write("change the registry", [&]() -> Result<PutReport> {
        PutReport report;
        std::uint64_t change = 0;
        for (const RowDraft& row : rows) {
            if (row.cells.size() != table_of(table).columns.size()) {
                return fail(ErrorCode::invalid, std::string(table_of(table).name) + ": expected " +
                                                    std::to_string(table_of(table).columns.size()) +
                                                    " cells, one for each column");
            }
            ANJU_TRY(put_row(table_of(table), row, change, report));
        }
        return report;
    });
}

Result<std::optional<Row>> SqliteRegistryWriter::row(TableId table, const RowKey& key) {
    return connection().attempt("read a row of the registry", [&]() -> Result<std::optional<Row>> {
        Query query = connection().query(select_placed_row(table_of(table)));
        bind_key(query, key);
        if (!query.next()) return std::optional<Row>();
        return std::optional(read_placed(query, table_of(table)));
    });
}

std::vector<RowUse> SqliteRegistryWriter::find_uses(TableId table, const RowKey& key, std::size_t limit) {
    std::vector<RowUse> uses;
    for (const Use& use : kUses) {
        if (use.of != table) continue;
        Query query = connection().query(use.sql);
        bind_key(query, key);
        while (uses.size() < limit && query.next()) uses.push_back({use.table, query.text()});
    }
    return uses;
}

Result<std::vector<RowUse>> SqliteRegistryWriter::uses_of(TableId table, const RowKey& key, std::size_t limit) {
    return connection().attempt("look who needs a row of the registry",
                                [&]() -> Result<std::vector<RowUse>> { return find_uses(table, key, limit); });
}

Result<bool> SqliteRegistryWriter::remove(TableId id, const RowKey& key) {
    return gate_.write("remove a row of the registry", [&]() -> Result<bool> {
        const Table& table = table_of(id);
        const auto stored = find(table, key);
        if (!stored) return false;
        Query importing = connection().query("SELECT 1 FROM imports WHERE state = 'applying'");
        if (importing.next()) {
            return fail(ErrorCode::conflict, "an import is being applied; nothing is removed until it has ended");
        }
        if (const auto uses = find_uses(id, key, 1); !uses.empty()) {
            return fail(ErrorCode::conflict, std::string(table.name) + ": " + text_of(key) + " is needed by " +
                                                 uses.front().table + " " + uses.front().row);
        }
        const std::uint64_t change = next_change();
        touch_homes(table, *stored, change);
        if (id == TableId::homes) {
            connection().query("DELETE FROM access_notes WHERE home = ?").bind(key.front()).run();
            connection()
                .query("INSERT INTO removed_homes (change, home) VALUES (?, ?)")
                .bind(change, key.front())
                .run();
        }
        Query query = connection().query(statements_[static_cast<std::size_t>(id)].remove);
        bind_key(query, key);
        query.run();
        connection().query("UPDATE registry_state SET removals = removals + 1 WHERE one = 1").run();
        return true;
    });
}

Result<std::uint64_t> SqliteRegistryWriter::removals() {
    return connection().attempt("count removals", [&]() -> Result<std::uint64_t> {
        Query query = connection().query("SELECT removals FROM registry_state WHERE one = 1");
        if (!query.next()) throw CorruptRow("the row of registry_state was expected");
        return query.integer<std::uint64_t>();
    });
}

// ---- imports ---------------------------------------------------------------------------------

Result<void> SqliteRegistryWriter::put(const ImportRecord& record) {
    return gate_.write("keep an import", [&]() -> Result<void> {
        static const std::string sql =
            "INSERT INTO imports (" + std::string(kImportColumns) +
            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET state = excluded.state, actor = excluded.actor, reason = excluded.reason, "
            "encoding = excluded.encoding, dry_run = excluded.dry_run, "
            "changed_at = excluded.changed_at, total = excluded.total, done = excluded.done, "
            "added = excluded.added, changed = excluded.changed, "
            "unchanged = excluded.unchanged, errors = excluded.errors, changes = excluded.changes";
        Query query = connection().query(sql);
        query.bind_blob({reinterpret_cast<const char*>(record.id.bytes.data()), record.id.bytes.size()});
        query.bind(to_string(record.state), record.actor, record.reason, record.encoding, record.dry_run,
                   record.created_at, record.changed_at, record.rows, record.done,
                   static_cast<std::uint64_t>(record.counts.added), static_cast<std::uint64_t>(record.counts.changed),
                   static_cast<std::uint64_t>(record.counts.unchanged), record.errors, record.changes);
        query.run();
        return success();
    });
}

Result<std::optional<ImportRecord>> SqliteRegistryWriter::import_record(const Ulid& id) {
    return connection().attempt("read an import", [&]() -> Result<std::optional<ImportRecord>> {
        static const std::string sql = "SELECT " + std::string(kImportColumns) + " FROM imports WHERE id = ?";
        Query query = connection().query(sql);
        query.bind_blob({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
        if (!query.next()) return std::optional<ImportRecord>();
        return std::optional(read_import(query));
    });
}

Result<std::optional<ImportRecord>> SqliteRegistryWriter::import_under_way() {
    return connection().attempt("look for an import", [&]() -> Result<std::optional<ImportRecord>> {
        static const std::string sql =
            "SELECT " + std::string(kImportColumns) + " FROM imports WHERE state = 'applying'";
        Query query = connection().query(sql);
        if (!query.next()) return std::optional<ImportRecord>();
        return std::optional(read_import(query));
    });
}

Result<void> SqliteRegistryWriter::remove_import(const Ulid& id) {
    return gate_.write("forget an import", [&]() -> Result<void> {
        Query query = connection().query("DELETE FROM imports WHERE id = ?");
        query.bind_blob({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
        query.run();
        return success();
    });
}

}  // namespace anju::alertd::store::sqlite
