#include "gateway/outbox/database.hpp"

#include "gateway/outbox/salvage.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace anju::gateway::outbox {

namespace {

constexpr int kSchemaVersion = 1;
constexpr int kBusyMillis = 2'000;  // a gateway that is just ending may hold the file this long

constexpr const char* kSchema = R"sql(
CREATE TABLE life (id INTEGER PRIMARY KEY CHECK (id = 1), epoch BLOB NOT NULL, last_number INTEGER NOT NULL);
CREATE TABLE entry (
  number INTEGER PRIMARY KEY, priority INTEGER NOT NULL, created_utc_ms INTEGER NOT NULL, payload BLOB NOT NULL);
CREATE TABLE record (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY, at_utc_ms INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, payload BLOB NOT NULL);
CREATE TABLE command (id INTEGER PRIMARY KEY, command BLOB NOT NULL UNIQUE);
PRAGMA user_version = 1;
)sql";

/// Why a file cannot be used as it is; `corrupt` files are set aside.
struct Unfit {
    ErrorCode code;
    std::string why;
};

int primary_code(const SQLite::Exception& failure) { return failure.getErrorCode() & 0xFF; }

void set_pragmas(SQLite::Database& database, const OutboxOptions& options) {
    // EXCLUSIVE keeps a second gateway out of the same file, and WAL then needs no shared memory.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    // Measured: an alarm changes some bytes in each of ten pages; with 4 KiB each it costs the card 40 KiB.
    database.exec("PRAGMA page_size = 1024");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA wal_autocheckpoint = 4096");  // under a load in which nobody comes to tidy()
    database.exec("PRAGMA journal_size_limit = 4194304");
    database.exec("PRAGMA temp_store = MEMORY");
    database.exec("PRAGMA mmap_size = 0");
    database.exec("PRAGMA cache_size = -1024");
    if (options.max_kib > 0) {
        const auto page_bytes = static_cast<std::uint32_t>(database.execAndGet("PRAGMA page_size").getInt());
        database.exec("PRAGMA max_page_count = " + std::to_string(std::uint64_t{options.max_kib} * 1024 / page_bytes));
    }
}

std::string quick_check(SQLite::Database& database) {
    SQLite::Statement check(database, "PRAGMA quick_check(1)");
    return check.executeStep() ? check.getColumn(0).getString() : "no answer";
}

OutboxEpoch begin_life(SQLite::Database& database, const OutboxOptions& options, const Now& now) {
    const OutboxEpoch epoch{UlidFactory(options.random64).next(now.utc)};
    SQLite::Transaction transaction(database);
    database.exec(kSchema);
    SQLite::Statement insert(database, "INSERT INTO life (id, epoch, last_number) VALUES (1, ?, 0)");
    insert.bind(1, epoch.value.bytes.data(), static_cast<int>(epoch.value.bytes.size()));
    insert.exec();
    transaction.commit();
    return epoch;
}

/// The epoch of a file that is already in use; nil with `unfit` set when it cannot be used.
OutboxEpoch continue_life(SQLite::Database& database, std::optional<Unfit>& unfit) {
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > kSchemaVersion) {
        unfit = Unfit{ErrorCode::conflict,
                      "it was written by a newer version of Anju (schema " + std::to_string(version) + ")"};
        return {};
    }
    if (const auto answer = quick_check(database); answer != "ok") {
        unfit = Unfit{ErrorCode::corrupt, "quick_check says: " + answer};
        return {};
    }
    SQLite::Statement life(database, "SELECT epoch FROM life WHERE id = 1");
    if (life.executeStep()) {
        const auto column = life.getColumn(0);
        const auto epoch =
            Ulid::from_bytes({static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())});
        if (epoch && !epoch.value().is_nil()) return OutboxEpoch{epoch.value()};
    }
    unfit = Unfit{ErrorCode::corrupt, "it names no epoch"};
    return {};
}

/// Opens the file as it is. Corruption is reported in `unfit`, everything else is thrown.
Opening connect(const OutboxOptions& options, const Now& now, std::optional<Unfit>& unfit) {
    Opening opening;
    try {
        opening.database = std::make_unique<SQLite::Database>(
            options.file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_FULLMUTEX, kBusyMillis);
        set_pragmas(*opening.database, options);
        const bool empty = opening.database->execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
        opening.report.fresh = empty;
        opening.epoch = empty ? begin_life(*opening.database, options, now) : continue_life(*opening.database, unfit);
    } catch (const SQLite::Exception& failure) {
        const int code = primary_code(failure);
        // A table that is missing from a file that has others is damage as well.
        if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB && code != SQLITE_ERROR) throw;
        unfit = Unfit{ErrorCode::corrupt, failure.what()};
    }
    return opening;
}

std::filesystem::path with_suffix(const std::filesystem::path& file, const char* suffix) {
    auto path = file;
    path += suffix;
    return path;
}

constexpr const char* kReplacement = ".new";

void remove_database(const std::filesystem::path& file) {
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        std::error_code ignored;  // one that is not there is the usual case
        std::filesystem::remove(with_suffix(file, suffix), ignored);
    }
}

/// Makes `replacement` a whole outbox with what can be read of `damaged`, which stays as it is.
Result<Salvaged> build_replacement(const std::filesystem::path& replacement, const OutboxOptions& options,
                                   const Now& now) {
    remove_database(replacement);
    auto fresh = options;
    fresh.file = replacement;
    std::optional<Unfit> unfit;
    auto opening = connect(fresh, now, unfit);
    if (unfit) return fail(unfit->code, "building " + replacement.string() + ": " + unfit->why);
    return salvage(options.file, *opening.database, now);
}

/// Moves the file and its log aside under one name, so that SQLite can still put them together.
Result<std::filesystem::path> set_aside(const std::filesystem::path& file, const Now& now) {
    auto stamp = to_rfc3339(now.utc);
    std::replace(stamp.begin(), stamp.end(), ':', '-');
    auto target = with_suffix(file, (".corrupt-" + stamp).c_str());
    std::error_code error;
    for (int n = 1; std::filesystem::exists(target, error) && n < 1'000; ++n) {
        target = with_suffix(file, (".corrupt-" + stamp + "-" + std::to_string(n)).c_str());
    }
    std::filesystem::rename(file, target, error);
    if (error) {
        return fail(ErrorCode::unavailable,
                    "cannot rename the corrupt " + file.string() + " aside: " + error.message());
    }
    std::error_code ignored;  // a database without a log beside it is the usual case
    std::filesystem::rename(with_suffix(file, "-wal"), with_suffix(target, "-wal"), ignored);
    std::filesystem::remove(with_suffix(file, "-shm"), ignored);
    return target;
}

}  // namespace

Priority priority_of(const AlertUpdate& update) {
    if (is_urgent(update)) return Priority::urgent;
    return is_technical(update) ? Priority::technical : Priority::normal;
}

bool breaks_connection(const SQLite::Exception& failure) {
    const int code = primary_code(failure);
    return code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_CANTOPEN;
}

Error to_error(const SQLite::Exception& failure, const std::string& doing) {
    const auto message = doing + ": " + failure.what();
    switch (primary_code(failure)) {
        case SQLITE_FULL: return fail(ErrorCode::exhausted, message);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return fail(ErrorCode::corrupt, message);
        case SQLITE_BUSY: return fail(ErrorCode::unavailable, message + " (does another anju-gateway use this file?)");
        case SQLITE_IOERR:
        case SQLITE_LOCKED:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN: return fail(ErrorCode::unavailable, message);
        default: return fail(ErrorCode::internal, message);
    }
}

Result<Opening> open_database(const OutboxOptions& options, const Now& now) {
    const auto doing = "opening " + options.file.string();
    try {
        const auto replacement = with_suffix(options.file, kReplacement);
        const bool interrupted = !std::filesystem::exists(options.file) && std::filesystem::exists(replacement);
        if (interrupted) std::filesystem::rename(replacement, options.file);
        std::optional<Unfit> unfit;
        auto opening = connect(options, now, unfit);
        if (!unfit && interrupted) opening.report.corrupt_file = options.file.parent_path();
        if (!unfit) return opening;
        if (unfit->code != ErrorCode::corrupt) return fail(unfit->code, doing + ": " + unfit->why);

        // The new file is whole before it takes the old one's place: whatever happens in between, the
        // next opening finds the damaged file, or the replacement, and what waits in them is not lost.
        opening.database.reset();
        ANJU_TRY(const auto salvaged, build_replacement(replacement, options, now));
        ANJU_TRY(auto aside, set_aside(options.file, now));
        std::filesystem::rename(replacement, options.file);
        unfit.reset();
        opening = connect(options, now, unfit);
        if (unfit) return fail(unfit->code, doing + " afresh: " + unfit->why);
        opening.report.fresh = true;
        opening.report.salvaged_entries = salvaged.entries;
        opening.report.salvaged_records = salvaged.records;
        opening.report.corrupt_file = std::move(aside);
        return opening;
    } catch (const SQLite::Exception& failure) {
        return to_error(failure, doing);
    } catch (const std::filesystem::filesystem_error& failure) {
        return fail(ErrorCode::unavailable, doing + ": " + failure.what());
    }
}

}  // namespace anju::gateway::outbox
