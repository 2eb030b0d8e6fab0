// The registry's tables: what one knows about streets, committees, homes, people and things.
//
// One description serves everybody: the CSV files, the API, the checks and the SQL are made from it, so
// that a column is added in one place (and in a migration). All of it is constant data.
//
// A cell travels as text in its canonical form: numbers in decimal, "yes" or "no", a date as
// YYYY-MM-DD, "" for what is not known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::store {

/// In the order in which rows refer to one another: an import works through them in it.
enum class TableId {
    streets,
    committees,
    homes,
    access_notes,
    residents,
    contacts,
    devices,
    gateways,
    responders,
    team_members,
};

enum class CellKind {
    id,         ///< chosen by people: 1 to 128 bytes
    gateway,    ///< the CN of a gateway's certificate, or empty
    reference,  ///< the id of a row of `refers_to`
    text,       ///< at most `most` bytes
    phone,      ///< digits and what people write between them
    yes_no,     ///< "yes" or "no"
    number,     ///< a whole number from `least` to `most`; "" is not known
    word,       ///< one of `words`
    date,       ///< YYYY-MM-DD or ""
};

struct Column {
    std::string_view name;
    CellKind kind = CellKind::text;
    bool required = true;                  ///< false: may be left out, or be empty
    TableId refers_to = TableId::streets;  ///< of a reference
    std::string_view words{};  ///< of a word: "person, team, member"; the first one is meant when it is empty
    int least = 0;             ///< of a number
    int most = 0;              ///< of a number; of a text, in bytes
    bool personal = false;     ///< tells something about a person: masked, and never in a journal or log
};

struct Table {
    TableId id = TableId::streets;
    std::string_view name;  ///< of the CSV file without .csv, and in the API
    std::string_view sql;   ///< of the table in the database
    std::span<const Column> columns;
    std::size_t keys = 1;  ///< so many columns at the start are the key
};

[[nodiscard]] std::span<const Table> registry_tables();
[[nodiscard]] const Table& table_of(TableId id);
[[nodiscard]] const Table* find_table(std::string_view name);
/// The index of a column that exists.
[[nodiscard]] std::size_t column_at(const Table& table, std::string_view name);
[[nodiscard]] std::vector<std::string_view> words_of(const Column& column);

/// The cells of the key columns, in their order.
using RowKey = std::vector<std::string>;
/// The key as one text, for journals and messages: "h-1" or "h-1/kitchen/smoke".
[[nodiscard]] std::string text_of(const RowKey& key);

/// A row as stored.
struct Row {
    std::vector<std::string> cells;  ///< one for each column
    std::uint64_t version = 0;       ///< the number of the change that made it so; never given twice
    /// Where it belongs: what a scope is compared with. Neither: the district.
    std::optional<std::string> street, committee;
};
[[nodiscard]] RowKey key_of(const Table& table, const Row& row);

/// A row as somebody wants it; a cell that is not given keeps what is there, or is empty in a new row.
struct RowDraft {
    std::vector<std::optional<std::string>> cells;
};
[[nodiscard]] RowKey key_of(const Table& table, const RowDraft& draft);

}  // namespace anju::alertd::store
