#include "alertd/store/sqlite/migrate.hpp"

#include <string>

namespace anju::alertd::store::sqlite {

namespace {

/// "Anju" as SQLite's application_id: another program's database is not migrated by mistake.
constexpr std::int64_t kApplicationId = 0x416e6a75;

std::int64_t pragma(Connection& connection, const char* name) {
    Query query = connection.query(std::string("PRAGMA ") + name);
    query.next();
    return query.number();
}

Error wrong_version(const Connection& connection, std::int64_t version) {
    return fail(ErrorCode::invalid, connection.path() + ": the database has version " + std::to_string(version) +
                                        ", this program expects " + std::to_string(embedded_migrations().size()));
}

bool belongs_to_another_program(Connection& connection, std::int64_t version) {
    const std::int64_t id = pragma(connection, "application_id");
    return id != kApplicationId && (id != 0 || version != 0);
}

}  // namespace

Result<void> migrate(Connection& connection) {
    return connection.attempt("migrate", [&]() -> Result<void> {
        const auto migrations = embedded_migrations();
        const std::int64_t version = pragma(connection, "user_version");
        if (belongs_to_another_program(connection, version)) {
            return fail(ErrorCode::invalid, connection.path() + ": this is not a database of alertd");
        }
        if (version > static_cast<std::int64_t>(migrations.size())) return wrong_version(connection, version);
        for (std::size_t i = static_cast<std::size_t>(version); i < migrations.size(); ++i) {
            connection.execute("BEGIN IMMEDIATE");
            connection.execute(std::string(migrations[i].sql));
            connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
            connection.execute("PRAGMA user_version = " + std::to_string(i + 1));
            connection.execute("COMMIT");
        }
        return success();
    });
}

Result<void> check_version(Connection& connection) {
    return connection.attempt("check the version", [&]() -> Result<void> {
        const std::int64_t version = pragma(connection, "user_version");
        if (belongs_to_another_program(connection, version)) {
            return fail(ErrorCode::invalid, connection.path() + ": this is not a database of alertd");
        }
        if (version != static_cast<std::int64_t>(embedded_migrations().size())) {
            return wrong_version(connection, version);
        }
        return success();
    });
}

}  // namespace anju::alertd::store::sqlite
