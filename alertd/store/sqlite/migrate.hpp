// Migrations: numbered .sql files, embedded at build time, applied forward only. The number of
// the last one applied stands in the database's user_version.
#pragma once

#include "alertd/store/sqlite/connection.hpp"
#include "base/result.hpp"

#include <span>
#include <string_view>

namespace anju::alertd::store::sqlite {

struct Migration {
    std::string_view name;  ///< the file's name: 0001_initial.sql is version 1
    std::string_view sql;
};

/// In the order of their versions.
[[nodiscard]] std::span<const Migration> embedded_migrations();

/// Brings the database to the newest version, each step in its own transaction. Invalid when the
/// file belongs to something else, or to a newer program.
[[nodiscard]] Result<void> migrate(Connection& connection);
/// The same check without a change, for readers.
[[nodiscard]] Result<void> check_version(Connection& connection);

}  // namespace anju::alertd::store::sqlite
