// SqliteRegistryWriter: store::RegistryWriter inside the transaction of the SqliteWriter that owns it.
#pragma once

#include "alertd/store/registry.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

#include <string>
#include <vector>

namespace anju::alertd::store::sqlite {

class SqliteRegistryWriter final : public RegistryWriter {
public:
    explicit SqliteRegistryWriter(WriteGate& gate);

    Result<PutReport> put(TableId table, std::span<const RowDraft> rows) override;
    Result<std::optional<Row>> row(TableId table, const RowKey& key) override;
    Result<std::vector<RowUse>> uses_of(TableId table, const RowKey& key, std::size_t limit) override;
    Result<bool> remove(TableId table, const RowKey& key) override;
    Result<std::uint64_t> removals() override;
    Result<void> put(const ImportRecord& record) override;
    Result<std::optional<ImportRecord>> import_record(const Ulid& id) override;
    Result<std::optional<ImportRecord>> import_under_way() override;
    Result<void> remove_import(const Ulid& id) override;

private:
    struct Statements {
        std::string select, insert, update, remove;
    };
    /// These throw; they run inside attempt().
    std::optional<Row> find(const Table& table, const RowKey& key);
    std::uint64_t next_change();
    bool exists(const std::string& sql, const std::string& id);
    Result<void> check_references(const Table& table, const std::optional<Row>& stored, const Row& wanted);
    Result<void> check_team(const std::optional<Row>& stored, const Row& wanted);
    Result<void> put_row(const Table& table, const RowDraft& draft, std::uint64_t& change, PutReport& report);
    void touch_homes(const Table& table, const Row& row, std::uint64_t change);
    std::vector<RowUse> find_uses(TableId table, const RowKey& key, std::size_t limit);

    [[nodiscard]] Connection& connection() { return gate_.connection(); }

    WriteGate& gate_;
    std::vector<Statements> statements_;  ///< by TableId
};

}  // namespace anju::alertd::store::sqlite
