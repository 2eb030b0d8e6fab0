// What the registry's writer and reader share: a row's cells <-> columns, and the SQL of each table.
#pragma once

#include "alertd/store/registry.hpp"
#include "alertd/store/sqlite/connection.hpp"

#include <optional>
#include <string>

namespace anju::alertd::store::sqlite {

/// The text that stands for "not known" in this column.
[[nodiscard]] std::string empty_cell(const Column& column);
void bind_cell(Query& query, const Column& column, const std::string& cell);
void bind_key(Query& query, const RowKey& key);
/// The cells and then the version; the query must have selected cell_list(table, alias) + version.
[[nodiscard]] Row read_row(Query& query, const Table& table);

/// "a, b, c" of the table's columns, each with `alias.` in front when it is given.
[[nodiscard]] std::string cell_list(const Table& table, const std::string& alias = "");
/// "home = ? AND id = ?"
[[nodiscard]] std::string key_condition(const Table& table);

/// Where the rows of a table are, `t`, together with the place that each belongs to.
struct Source {
    std::string_view from;
    std::string_view street, committee;  ///< NULL: none
};
[[nodiscard]] Source source_of(TableId table);
/// "t.home, t.id"
[[nodiscard]] std::string key_list(const Table& table);
/// "SELECT cells, version, street, committee FROM ..." with `t` for the table itself.
[[nodiscard]] std::string select_placed(const Table& table, std::string_view from);
/// The same rows as source_of().from, found from the committees on: for a scope without another condition.
[[nodiscard]] std::string_view from_scope(TableId table);
/// The row whose key is bound.
[[nodiscard]] std::string select_placed_row(const Table& table);
[[nodiscard]] Row read_placed(Query& query, const Table& table);

inline constexpr std::string_view kImportColumns =
    "id, state, actor, reason, encoding, dry_run, created_at, changed_at, total, done, added, changed, unchanged, "
    "errors, changes";
[[nodiscard]] ImportRecord read_import(Query& query);

}  // namespace anju::alertd::store::sqlite
