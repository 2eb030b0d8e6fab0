#include "alertd/store/sqlite/registry_reader.hpp"

#include "alertd/store/sqlite/registry_sql.hpp"
#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>
#include <filesystem>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::size_t kMostRows = 5'000;

}  // namespace

std::vector<Row> SqliteRegistryReader::rows_where(TableId id, const RowFilter& filter) {
    const Table& table = table_of(id);
    const Source source = source_of(id);
    const bool by_scope = !filter.scope.everything && !filter.where;
    std::string sql = select_placed(table, by_scope ? from_scope(id) : source.from) + " WHERE true";
    if (filter.where) sql += " AND t." + filter.where->first + " = ?";
    if (!filter.scope.everything) {
        sql += " AND (" + std::string(source.street) + " IN (" + marks(filter.scope.streets.size()) + ") OR " +
               std::string(source.committee) + " IN (" + marks(filter.scope.committees.size()) + "))";
    }
    if (filter.after) sql += " AND (" + key_list(table) + ") > (" + marks(table.keys) + ")";
    sql += " ORDER BY " + key_list(table) + " LIMIT ?";

    Query query = connection_.query(sql);
    if (filter.where) {
        const std::size_t column = column_at(table, filter.where->first);
        bind_cell(query, table.columns[column], filter.where->second);
    }
    if (!filter.scope.everything) {
        bind_key(query, filter.scope.streets);
        bind_key(query, filter.scope.committees);
    }
    if (filter.after) bind_key(query, *filter.after);
    query.bind(static_cast<std::uint64_t>(std::clamp<std::size_t>(filter.limit, 1, kMostRows)));
    std::vector<Row> rows;
    while (query.next()) rows.push_back(read_placed(query, table));
    return rows;
}

Result<std::vector<Row>> SqliteRegistryReader::rows(TableId table, const RowFilter& filter) {
    return connection_.attempt("list the registry",
                               [&]() -> Result<std::vector<Row>> { return rows_where(table, filter); });
}

std::optional<Row> SqliteRegistryReader::find(TableId id, const RowKey& key) {
    const Table& table = table_of(id);
    Query query = connection_.query(select_placed_row(table));
    bind_key(query, key);
    if (!query.next()) return std::nullopt;
    return read_placed(query, table);
}

Result<std::optional<Row>> SqliteRegistryReader::row(TableId table, const RowKey& key) {
    return connection_.attempt("read a row of the registry",
                               [&]() -> Result<std::optional<Row>> { return find(table, key); });
}

Result<std::unordered_set<std::string>> SqliteRegistryReader::ids(TableId table) {
    return connection_.attempt("list the registry's ids", [&]() -> Result<std::unordered_set<std::string>> {
        Query query = connection_.query("SELECT id FROM " + std::string(table_of(table).sql));
        std::unordered_set<std::string> ids;
        while (query.next()) ids.insert(query.text());
        return ids;
    });
}

Result<std::uint64_t> SqliteRegistryReader::removals() {
    return connection_.attempt("count removals", [&]() -> Result<std::uint64_t> {
        Query query = connection_.query("SELECT removals FROM registry_state WHERE one = 1");
        if (!query.next()) throw CorruptRow("the row of registry_state was expected");
        return query.integer<std::uint64_t>();
    });
}

std::uint64_t SqliteRegistryReader::read_last_change() {
    // What the index follows: changes that touched a home.
    Query query = connection_.query(
        "SELECT max(coalesce((SELECT max(touched) FROM homes), 0), "
        "coalesce((SELECT max(change) FROM removed_homes), 0))");
    query.next();
    return query.integer<std::uint64_t>();
}

Result<std::uint64_t> SqliteRegistryReader::last_change() {
    return connection_.attempt("read the last change", [&]() -> Result<std::uint64_t> { return read_last_change(); });
}

Result<SearchResult> SqliteRegistryReader::search(const SearchQuery& query) {
    const std::string file = search_file(connection_.path());
    auto found = connection_.attempt("search", [&]() -> Result<SearchResult> {
        std::error_code ignored;
        if (!index_ && !std::filesystem::exists(file, ignored)) {
            return fail(ErrorCode::unavailable, "the search index is not made yet; try again in a moment");
        }
        if (!index_) index_ = std::make_unique<SearchIndex>(file);
        if (!index_->is_ours()) return fail(ErrorCode::unavailable, "the search index is being made anew");
        SearchResult result;
        result.complete = index_->progress().change >= read_last_change();
        result.homes = index_->find(query);
        return result;
    });
    // Another file may stand there by now.
    if (!found) index_.reset();
    return found;
}

Result<std::vector<ImportRecord>> SqliteRegistryReader::imports(const std::optional<Ulid>& before, std::size_t limit) {
    return connection_.attempt("list imports", [&]() -> Result<std::vector<ImportRecord>> {
        static const std::string sql =
            "SELECT " + std::string(kImportColumns) + " FROM imports WHERE id < ? ORDER BY id DESC LIMIT ?";
        Ulid last;
        last.bytes.fill(0xff);
        if (before) last = *before;
        Query query = connection_.query(sql);
        query.bind_blob({reinterpret_cast<const char*>(last.bytes.data()), last.bytes.size()});
        query.bind(static_cast<std::uint64_t>(limit));
        std::vector<ImportRecord> records;
        while (query.next()) records.push_back(read_import(query));
        return records;
    });
}

Result<std::optional<ImportRecord>> SqliteRegistryReader::import_record(const Ulid& id) {
    return connection_.attempt("read an import", [&]() -> Result<std::optional<ImportRecord>> {
        static const std::string sql = "SELECT " + std::string(kImportColumns) + " FROM imports WHERE id = ?";
        Query query = connection_.query(sql);
        query.bind_blob({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
        if (!query.next()) return std::optional<ImportRecord>();
        return std::optional(read_import(query));
    });
}

Result<std::vector<TouchedHome>> SqliteRegistryReader::touched_homes(std::uint64_t change, const std::string& home,
                                                                     std::size_t limit) {
    return connection_.attempt("look what was changed", [&]() -> Result<std::vector<TouchedHome>> {
        // A home that was removed and came back stands in both; the removal is the older of the two.
        Query query = connection_.query(
            "SELECT touched, id, 0 FROM homes WHERE (touched, id) > (?1, ?2) UNION ALL "
            "SELECT change, home, 1 FROM removed_homes WHERE (change, home) > (?1, ?2) "
            "ORDER BY 1, 2 LIMIT ?3");
        query.bind(change, home, static_cast<std::uint64_t>(limit));
        std::vector<TouchedHome> homes;
        while (query.next()) {
            TouchedHome touched;
            touched.change = query.integer<std::uint64_t>();
            touched.home = query.text();
            touched.removed = query.flag();
            homes.push_back(std::move(touched));
        }
        return homes;
    });
}

Result<std::optional<HomeCard>> SqliteRegistryReader::home_card(const std::string& home) {
    return connection_.attempt("read a home", [&]() -> Result<std::optional<HomeCard>> {
        const ReadTransaction view(connection_);
        HomeCard card;
        auto row = find(TableId::homes, {home});
        if (!row) return std::optional<HomeCard>();
        card.home = std::move(*row);
        {
            Query query = connection_.query(
                "SELECT s.name, c.name FROM committees c JOIN streets s ON s.id = c.street WHERE c.id = ?");
            if (query.bind(card.home.committee.value_or("")).next()) {
                card.street_name = query.text();
                card.committee_name = query.text();
            }
        }
        RowFilter filter;
        filter.limit = kMostRows;
        filter.where = {"home", home};
        card.residents = rows_where(TableId::residents, filter);
        for (const Row& resident : card.residents) {
            filter.where = {"resident", resident.cells.front()};
            const auto contacts = rows_where(TableId::contacts, filter);
            card.contacts.insert(card.contacts.end(), contacts.begin(), contacts.end());
        }
        return std::optional(std::move(card));
    });
}

}  // namespace anju::alertd::store::sqlite
