// The registry in the store: rows of the tables that registry_tables.hpp describes, imports that are
// under way, and which homes the search index has to look at again.
//
// Writer belongs to the engine's thread and works inside its transaction; Reader to the thread of the
// store::Reader that it came from. Cells are expected to be checked (alertd/registry/cells.hpp): here only
// references are, because only the store knows what is there.
#pragma once

#include "alertd/store/registry_tables.hpp"
#include "alertd/store/search.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/ulid.hpp"

#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace anju::alertd::store {

struct ImportCounts {
    std::size_t added = 0, changed = 0, unchanged = 0;
    friend bool operator==(const ImportCounts&, const ImportCounts&) = default;
};

/// What became of one row.
struct RowChange {
    RowKey key;
    bool added = false;
    std::vector<std::string_view> fields;  ///< the columns that changed, of a row that was there
};

struct PutReport {
    ImportCounts counts;
    std::vector<RowChange> changes;  ///< without those that were the same already
};

/// Something that keeps a row from being removed.
struct RowUse {
    std::string table;  ///< "residents", or "incidents" for an open case
    std::string row;    ///< its key
};

/// draft -> checking -> checked (a dry run) or refused, from where it may be checked again;
/// checking -> applying -> finished. Only `applying` changes the registry, and it always goes on to the end.
enum class ImportState { draft, checking, checked, refused, applying, finished, failed };
[[nodiscard]] std::string_view to_string(ImportState state);
[[nodiscard]] std::optional<ImportState> parse_import_state(std::string_view text);

/// One import of CSV files, from the first file to the last row.
struct ImportRecord {
    Ulid id;
    ImportState state = ImportState::draft;
    std::string actor;
    std::string reason;
    std::string encoding;
    bool dry_run = false;  ///< of the check that runs or ran last
    UtcTime created_at{};
    UtcTime changed_at{};
    std::uint64_t rows = 0;  ///< in all its files; known once it was checked
    std::uint64_t done = 0;  ///< of them applied, and durable
    ImportCounts counts;     ///< what was done so far; of a dry run, what would be done
    std::string errors;      ///< one mistake a line
    /// Of a dry run, the first rows that it would add or change, one a line: the table, the columns that would change
    /// (none: added) with spaces between, and the row, with a tab after each but the last. No values: those of people
    /// would outlive their erasure.
    std::string changes;
};

class RegistryWriter {
public:
    virtual ~RegistryWriter() = default;

    /// Adds and changes rows. invalid: a reference names nothing (the message names the row).
    virtual Result<PutReport> put(TableId table, std::span<const RowDraft> rows) = 0;
    virtual Result<std::optional<Row>> row(TableId table, const RowKey& key) = 0;
    /// What refers to the row or needs it now, at most `limit`; empty: it may be removed.
    virtual Result<std::vector<RowUse>> uses_of(TableId table, const RowKey& key, std::size_t limit) = 0;
    /// Removes a row that nothing refers to (conflict otherwise). False when it is not there.
    virtual Result<bool> remove(TableId table, const RowKey& key) = 0;
    /// How often rows were removed: what a check of references saw must still be there when it is used.
    virtual Result<std::uint64_t> removals() = 0;

    virtual Result<void> put(const ImportRecord& record) = 0;
    virtual Result<std::optional<ImportRecord>> import_record(const Ulid& id) = 0;
    /// The import that changes the registry now, if any.
    virtual Result<std::optional<ImportRecord>> import_under_way() = 0;
    virtual Result<void> remove_import(const Ulid& id) = 0;
};

/// What a reader may see; nothing set: everything. A row is seen when either list names its place.
struct RowScope {
    bool everything = true;
    std::vector<std::string> streets;
    std::vector<std::string> committees;
};

struct RowFilter {
    RowScope scope;
    /// Rows whose column has this value ("home" of residents); the column must be of the table.
    std::optional<std::pair<std::string, std::string>> where;
    std::optional<RowKey> after;  ///< cursor: the key of the last row before
    std::size_t limit = 50;
};

/// A home whose people, address or gateway changed.
struct TouchedHome {
    std::string home;
    std::uint64_t change = 0;
    bool removed = false;
};

/// What a search says of a home.
struct HomeCard {
    Row home;
    std::string street_name, committee_name;
    std::vector<Row> residents, contacts;
};

class RegistryReader {
public:
    virtual ~RegistryReader() = default;
    /// By key, in the order of the keys' bytes.
    virtual Result<std::vector<Row>> rows(TableId table, const RowFilter& filter) = 0;
    virtual Result<std::optional<Row>> row(TableId table, const RowKey& key) = 0;
    /// Every id of a table with one key column.
    virtual Result<std::unordered_set<std::string>> ids(TableId table) = 0;
    virtual Result<std::uint64_t> removals() = 0;
    virtual Result<std::vector<ImportRecord>> imports(const std::optional<Ulid>& before, std::size_t limit) = 0;
    virtual Result<std::optional<ImportRecord>> import_record(const Ulid& id) = 0;
    /// Homes touched by changes after `change` (and, within it, behind `home`), oldest change first.
    virtual Result<std::vector<TouchedHome>> touched_homes(std::uint64_t change, const std::string& home,
                                                           std::size_t limit) = 0;
    virtual Result<std::optional<HomeCard>> home_card(const std::string& home) = 0;
    /// The last change that touched or removed a home.
    virtual Result<std::uint64_t> last_change() = 0;
    /// unavailable while there is no index yet.
    virtual Result<SearchResult> search(const SearchQuery& query) = 0;
};

}  // namespace anju::alertd::store
