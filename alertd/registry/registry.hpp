// The registry's CSV files: reading, checking, importing and exporting them.
//
// A file holds one table of store/registry_tables.hpp and is named like it; README.md describes the
// columns. Rows may refer to rows of the other files or to what the store has already. An import adds and
// changes, removes nothing, can be repeated, and happens wholly or not at all.
//
// Errors: `invalid` with one line for each thing that is wrong, `file:line:column: expected ...`,
// up to 100; `not_found` when there is nothing to read; the store's own errors otherwise.
// Threads: none of its own; import_jobs.hpp imports while alertd runs.
#pragma once

#include "alertd/registry/columns.hpp"
#include "alertd/registry/encoding.hpp"
#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace anju::alertd::registry {

inline constexpr std::size_t kMostFileBytes = 256 * 1024 * 1024;

/// One file, as UTF-8.
struct TableText {
    const store::Table* table = nullptr;
    std::string file;  ///< as it is named in errors
    std::string text;
    bool readable = true;  ///< false: why not has been noted, and rows that refer to it are not to blame
};

/// The files of the registry in a directory, in the order in which they refer to one another. Another
/// `.csv` file is a mistake: a misspelled name would be a table that nobody imports.
[[nodiscard]] Result<std::vector<TableText>> read_directory(const std::filesystem::path& directory, Encoding encoding,
                                                            ErrorList& errors);

/// What rows may refer to, as far as the store has it.
struct Known {
    std::map<store::TableId, std::unordered_set<std::string>> ids;
    std::unordered_set<std::string> teams;                         ///< responders of kind team
    std::vector<std::pair<std::string, std::string>> memberships;  ///< team, member
};
[[nodiscard]] Result<Known> known_in(store::RegistryReader& reader);

/// Notes everything that is wrong, and returns how many rows there are.
[[nodiscard]] std::uint64_t check(const std::vector<TableText>& files, Known known, ErrorList& errors);

struct ImportPreview {
    store::ImportCounts counts;
    std::string changes;  ///< as in store::ImportRecord, of the first kMostPreviewed rows
};
inline constexpr std::size_t kMostPreviewed = 500;
/// What an import of these checked files would do to the registry as the reader sees it.
[[nodiscard]] Result<ImportPreview> preview_of(store::RegistryReader& reader, const std::vector<TableText>& files);

/// What happened to the rows of one piece, for the journal: ids and names of columns, nothing that people are.
using Facts = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Facts facts_of(const store::Table& table, const store::PutReport& report);

struct ImportOptions {
    bool dry_run = false;  ///< count what would happen, then undo it
    UtcTime at{};          ///< for the journal
    std::string actor = "alertd";
    std::string reason;
    Encoding encoding = Encoding::detect;
    std::function<void(std::uint64_t done, std::uint64_t rows)> progress;  ///< may be empty
};

/// Checks the directory and brings it in within one transaction, journalled piece by piece and with a last
/// entry "registry.imported". `writer` must have no transaction open; `reader` is of the same database.
[[nodiscard]] Result<store::ImportCounts> import_directory(store::Writer& writer, store::Reader& reader,
                                                           const std::filesystem::path& directory,
                                                           const ImportOptions& options);

/// The rows of a table as a CSV file with every column, in pieces handed to `write`. What it writes,
/// import reads back exactly.
[[nodiscard]] Result<std::uint64_t> export_table(store::RegistryReader& reader, const store::Table& table,
                                                 const store::RowScope& scope, Encoding encoding,
                                                 const std::function<Result<void>(std::string_view)>& write);
/// Every table that has rows, as `<directory>/<table>.csv`. Existing files are replaced.
[[nodiscard]] Result<std::uint64_t> export_directory(
    store::RegistryReader& reader, const std::filesystem::path& directory, Encoding encoding,
    const std::function<void(std::string_view table, std::uint64_t rows)>& progress);

}  // namespace anju::alertd::registry
