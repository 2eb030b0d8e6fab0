// The auditor's questions on SQLite. Borrows the reader's connection.
#pragma once

#include "alertd/store/audit.hpp"
#include "alertd/store/sqlite/connection.hpp"

namespace anju::alertd::store::sqlite {

class SqliteAuditReader final : public AuditReader {
public:
    explicit SqliteAuditReader(Connection& connection) : connection_(connection) {}
    Result<std::optional<UtcTime>> newest_time() override;
    Result<AuditFindings> look(UtcTime before) override;

private:
    std::size_t count(const char* rows, UtcTime before);
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
