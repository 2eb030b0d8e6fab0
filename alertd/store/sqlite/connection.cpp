#include "alertd/store/sqlite/connection.hpp"

#include <sqlite3.h>

namespace anju::alertd::store::sqlite {

namespace {

/// Long enough for somebody's backup to let go, short enough that the engine's watchdog stays quiet.
constexpr int kBusyTimeoutMillis = 5'000;
/// Under a load that never pauses the log is emptied at this size, 32 MiB. Measured: a group of 1,000
/// alerts then goes half as fast again as with a checkpoint each 4 MiB.
constexpr int kMostLogPages = 8'000;

/// SQLite calls it after each commit, in place of its own automatic checkpoint.
int note_log_pages(void* noted, sqlite3* database, const char* name, int pages) {
    *static_cast<int*>(noted) = pages;
    // As in SQLite's own hook, what hinders a checkpoint is no fault of the commit.
    if (pages >= kMostLogPages) sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return SQLITE_OK;
}

ErrorCode code_of(int result) {
    switch (result & 0xff) {
        case SQLITE_FULL: return ErrorCode::exhausted;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_IOERR: return ErrorCode::unavailable;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ErrorCode::corrupt;
        case SQLITE_CONSTRAINT: return ErrorCode::conflict;
        default: return ErrorCode::internal;
    }
}

}  // namespace

Error to_error(const std::exception& exception, const std::string& path, const std::string& operation) {
    const std::string message = path + ": " + operation + ": " + exception.what();
    if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&exception)) {
        return fail(code_of(sqlite->getErrorCode()), message);
    }
    if (dynamic_cast<const CorruptRow*>(&exception) != nullptr) return fail(ErrorCode::corrupt, message);
    return fail(ErrorCode::internal, message);
}

Query::~Query() {
    // An error of the last step was told by the step already.
    statement_.tryReset();
}

Query& Query::bind_next(std::int64_t value) {
    statement_.bind(++bound_, value);
    return *this;
}

Query& Query::bind_next(const std::string& text) {
    statement_.bind(++bound_, text);
    return *this;
}

Query& Query::bind_next(std::nullopt_t) {
    statement_.bind(++bound_);
    return *this;
}

Query& Query::bind_blob(std::string_view bytes) {
    // A null pointer would bind NULL instead of an empty blob.
    statement_.bind(++bound_, bytes.empty() ? "" : static_cast<const void*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    return *this;
}

bool Query::next() {
    column_ = 0;
    return statement_.executeStep();
}

int Query::run() { return statement_.exec(); }

bool Query::is_null() const { return statement_.isColumnNull(column_); }

std::int64_t Query::number() { return statement_.getColumn(column_++).getInt64(); }

std::string Query::text() { return statement_.getColumn(column_++).getString(); }

Ulid Query::ulid() {
    auto parsed = Ulid::from_bytes(text());
    if (!parsed) throw CorruptRow("an id of 16 bytes was expected");
    return parsed.value();
}

bool Query::skip_null() {
    if (!is_null()) return false;
    ++column_;
    return true;
}

std::optional<UtcTime> Query::optional_time() {
    if (skip_null()) return std::nullopt;
    return time();
}

Connection::Connection(const std::string& path, Access access)
    : path_(path),
      database_(path,
                (access == Access::write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY) |
                    SQLite::OPEN_NOMUTEX,
                kBusyTimeoutMillis) {
    if (access == Access::read_only) {
        // SQLite before 3.51.3 can corrupt a database when one connection resets the WAL while
        // another writes, so only the writer ever checkpoints, also at closing.
        sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        execute(
            "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0;"
            "PRAGMA cache_size = -16384");
        return;
    }
    // What was forgotten or erased must not be found in the file's free pages.
    execute("PRAGMA secure_delete = ON");
    // Measured: NORMAL loses acknowledged commits in a power cut, FULL none.
    execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;"
        "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536");
    sqlite3_wal_hook(database_.getHandle(), note_log_pages, &log_pages_);
    Query mode = query("PRAGMA journal_mode");
    mode.next();
    if (mode.text() != "wal") throw std::runtime_error("the file system does not allow a write-ahead log");
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(database_.getHandle()) == 0; }

Query Connection::query(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        std::string text(sql);
        auto statement = std::make_unique<SQLite::Statement>(database_, text);
        found = statements_.emplace(std::move(text), std::move(statement)).first;
    }
    return Query(*found->second);
}

void Connection::execute(const std::string& sql) { database_.exec(sql); }

void Connection::checkpoint() {
    const int result =
        sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (result != SQLITE_OK) throw SQLite::Exception(database_.getHandle(), result);
    log_pages_ = 0;
}

ReadTransaction::ReadTransaction(Connection& connection) : connection_(connection) { connection_.query("BEGIN").run(); }

ReadTransaction::~ReadTransaction() {
    // A read transaction has nothing to lose; if it cannot be ended the next BEGIN says so.
    static_cast<void>(connection_.attempt("end a read", [&]() -> Result<void> {
        if (connection_.in_transaction()) connection_.query("ROLLBACK").run();
        return success();
    }));
}

Error Connection::error_of(const std::exception& exception, const char* operation) {
    Error error = to_error(exception, path_, operation);
    if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&exception)) {
        const int result = sqlite->getErrorCode() & 0xff;
        if (result == SQLITE_IOERR || result == SQLITE_CORRUPT) suspicious_ = true;
    }
    return error;
}

}  // namespace anju::alertd::store::sqlite
