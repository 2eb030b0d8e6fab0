// SqliteRegistryReader: store::RegistryReader on the connection of the SqliteReader that owns it.
#pragma once

#include "alertd/store/registry.hpp"
#include "alertd/store/sqlite/connection.hpp"
#include "alertd/store/sqlite/search_index.hpp"

#include <memory>

namespace anju::alertd::store::sqlite {

class SqliteRegistryReader final : public RegistryReader {
public:
    explicit SqliteRegistryReader(Connection& connection) : connection_(connection) {}

    Result<std::vector<Row>> rows(TableId table, const RowFilter& filter) override;
    Result<std::optional<Row>> row(TableId table, const RowKey& key) override;
    Result<std::unordered_set<std::string>> ids(TableId table) override;
    Result<std::uint64_t> removals() override;
    Result<std::vector<ImportRecord>> imports(const std::optional<Ulid>& before, std::size_t limit) override;
    Result<std::optional<ImportRecord>> import_record(const Ulid& id) override;
    Result<std::vector<TouchedHome>> touched_homes(std::uint64_t change, const std::string& home,
                                                   std::size_t limit) override;
    Result<std::optional<HomeCard>> home_card(const std::string& home) override;
    Result<std::uint64_t> last_change() override;
    Result<SearchResult> search(const SearchQuery& query) override;

private:
    std::vector<Row> rows_where(TableId table, const RowFilter& filter);
    std::optional<Row> find(TableId table, const RowKey& key);
    std::uint64_t read_last_change();

    Connection& connection_;
    std::unique_ptr<SearchIndex> index_;  ///< opened when somebody searches
};

}  // namespace anju::alertd::store::sqlite
