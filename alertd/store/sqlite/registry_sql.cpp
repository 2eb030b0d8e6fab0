#include "alertd/store/sqlite/registry_sql.hpp"

#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace anju::alertd::store {

namespace {

constexpr std::array<std::pair<ImportState, std::string_view>, 7> kImportStates{{
    {ImportState::draft, "draft"},
    {ImportState::checking, "checking"},
    {ImportState::checked, "checked"},
    {ImportState::refused, "refused"},
    {ImportState::applying, "applying"},
    {ImportState::finished, "finished"},
    {ImportState::failed, "failed"},
}};

}  // namespace

std::string_view to_string(ImportState state) { return kImportStates[static_cast<std::size_t>(state)].second; }

std::optional<ImportState> parse_import_state(std::string_view text) {
    for (const auto& [state, word] : kImportStates) {
        if (word == text) return state;
    }
    return std::nullopt;
}

namespace sqlite {

std::string empty_cell(const Column& column) {
    if (column.kind == CellKind::yes_no) return "no";
    if (column.kind == CellKind::word) return std::string(words_of(column).front());
    return {};
}

void bind_cell(Query& query, const Column& column, const std::string& cell) {
    if (column.kind == CellKind::yes_no) {
        query.bind(cell == "yes");
    } else if (column.kind == CellKind::number) {
        std::int64_t number = 0;  // what it stays for "", which is how "not known" is stored
        std::from_chars(cell.data(), cell.data() + cell.size(), number);
        query.bind(number);
    } else {
        query.bind(cell);
    }
}

void bind_key(Query& query, const RowKey& key) {
    for (const std::string& part : key) query.bind(part);
}

Row read_row(Query& query, const Table& table) {
    Row row;
    row.cells.reserve(table.columns.size());
    for (const Column& column : table.columns) {
        if (column.kind == CellKind::yes_no) {
            row.cells.emplace_back(query.flag() ? "yes" : "no");
        } else if (column.kind == CellKind::number) {
            const std::int64_t number = query.number();
            row.cells.push_back(number == 0 ? std::string() : std::to_string(number));
        } else {
            row.cells.push_back(query.text());
        }
    }
    row.version = query.integer<std::uint64_t>();
    return row;
}

std::string cell_list(const Table& table, const std::string& alias) {
    std::string list;
    for (const Column& column : table.columns) {
        list.append(list.empty() ? "" : ", ").append(alias).append(alias.empty() ? "" : ".").append(column.name);
    }
    return list;
}

std::string key_condition(const Table& table) {
    std::string condition;
    for (std::size_t i = 0; i < table.keys; ++i) {
        condition.append(i == 0 ? "" : " AND ").append(table.columns[i].name).append(" = ?");
    }
    return condition;
}

Source source_of(TableId table) {
    switch (table) {
        case TableId::streets: return {"streets t", "t.id", "NULL"};
        case TableId::committees: return {"committees t", "t.street", "t.id"};
        case TableId::homes: return {"homes t JOIN committees c ON c.id = t.committee", "c.street", "c.id"};
        case TableId::access_notes:
            return {"access_notes t JOIN homes h ON h.id = t.home JOIN committees c ON c.id = h.committee", "c.street",
                    "c.id"};
        case TableId::residents:
            return {"residents t JOIN homes h ON h.id = t.home JOIN committees c ON c.id = h.committee", "c.street",
                    "c.id"};
        case TableId::contacts:
            return {
                "contacts t JOIN residents r ON r.id = t.resident JOIN homes h ON h.id = r.home "
                "JOIN committees c ON c.id = h.committee",
                "c.street", "c.id"};
        case TableId::devices:
            return {"devices t JOIN homes h ON h.id = t.home JOIN committees c ON c.id = h.committee", "c.street",
                    "c.id"};
        // One that serves several homes belongs to the first of them.
        case TableId::gateways:
            return {
                "registered_gateways t LEFT JOIN homes h ON h.id = "
                "(SELECT min(id) FROM homes WHERE gateway = t.id AND gateway <> '') "
                "LEFT JOIN committees c ON c.id = h.committee",
                "c.street", "c.id"};
        case TableId::responders:
            return {
                "responders t LEFT JOIN homes h ON t.level = 'home' AND h.id = t.scope "
                "LEFT JOIN committees c ON c.id = CASE t.level WHEN 'home' THEN h.committee "
                "WHEN 'committee' THEN t.scope END",
                "CASE t.level WHEN 'street' THEN t.scope ELSE c.street END", "c.id"};
        case TableId::team_members: break;
    }
    return {
        "team_members t JOIN responders p ON p.id = t.team "
        "LEFT JOIN homes h ON p.level = 'home' AND h.id = p.scope "
        "LEFT JOIN committees c ON c.id = CASE p.level WHEN 'home' THEN h.committee "
        "WHEN 'committee' THEN p.scope END",
        "CASE p.level WHEN 'street' THEN p.scope ELSE c.street END", "c.id"};
}

std::string key_list(const Table& table) {
    std::string list;
    for (std::size_t i = 0; i < table.keys; ++i) list.append(i == 0 ? "t." : ", t.").append(table.columns[i].name);
    return list;
}

std::string_view from_scope(TableId table) {
    // CROSS JOIN keeps the order: from the few committees of a scope to their homes and on.
    switch (table) {
        case TableId::homes: return "committees c CROSS JOIN homes t ON t.committee = c.id";
        case TableId::access_notes:
            return "committees c CROSS JOIN homes h ON h.committee = c.id CROSS JOIN access_notes t ON t.home = h.id";
        case TableId::residents:
            return "committees c CROSS JOIN homes h ON h.committee = c.id CROSS JOIN residents t ON t.home = h.id";
        case TableId::contacts:
            return "committees c CROSS JOIN homes h ON h.committee = c.id CROSS JOIN residents r ON r.home = h.id "
                   "CROSS JOIN contacts t ON t.resident = r.id";
        case TableId::devices:
            return "committees c CROSS JOIN homes h ON h.committee = c.id CROSS JOIN devices t ON t.home = h.id";
        default: return source_of(table).from;
    }
}

std::string select_placed(const Table& table, std::string_view from) {
    const Source source = source_of(table.id);
    return "SELECT " + cell_list(table, "t") + ", t.version, " + std::string(source.street) + ", " +
           std::string(source.committee) + " FROM " + std::string(from);
}

std::string select_placed_row(const Table& table) {
    return select_placed(table, source_of(table.id).from) + " WHERE (" + key_list(table) + ") = (" + marks(table.keys) +
           ")";
}

Row read_placed(Query& query, const Table& table) {
    Row row = read_row(query, table);
    const auto street = query.optional_name<StreetId>();
    const auto committee = query.optional_name<CommitteeId>();
    if (street) row.street = street->value;
    if (committee) row.committee = committee->value;
    return row;
}

ImportRecord read_import(Query& query) {
    ImportRecord record;
    auto id = Ulid::from_bytes(query.text());
    if (!id) throw CorruptRow("an import's id of 16 bytes was expected");
    record.id = id.value();
    const auto state = parse_import_state(query.text());
    if (!state) throw CorruptRow("a state of an import was expected");
    record.state = *state;
    record.actor = query.text();
    record.reason = query.text();
    record.encoding = query.text();
    record.dry_run = query.flag();
    record.created_at = query.time();
    record.changed_at = query.time();
    record.rows = query.integer<std::uint64_t>();
    record.done = query.integer<std::uint64_t>();
    record.counts.added = query.integer<std::size_t>();
    record.counts.changed = query.integer<std::size_t>();
    record.counts.unchanged = query.integer<std::size_t>();
    record.errors = query.text();
    record.changes = query.text();
    return record;
}

}  // namespace sqlite

}  // namespace anju::alertd::store
