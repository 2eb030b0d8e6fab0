// Opening, transactions, the journal, gateways and the quarantine.
#include "alertd/store/sqlite/writer.hpp"

#include "alertd/store/sqlite/migrate.hpp"
#include "alertd/store/sqlite/rows.hpp"
#include "base/text.hpp"

#include <filesystem>
#include <utility>

namespace anju::alertd::store {

namespace {

/// A quick_check reads the whole file. After an unclean end it is worth about a second; a larger
/// database must not keep the centre down, because the write-ahead log already survives the end
/// of the process and a power cut by itself.
constexpr std::uintmax_t kCheckedBytes = 256ULL * 1024 * 1024;
/// Where tidy() empties the log: 2 MiB are copied within a few milliseconds, the 32 MiB that a busy
/// connection lets it grow to hold an alarm up for up to a hundred.
constexpr int kTidyLogPages = 512;
constexpr std::size_t kQuarantinedBytes = 64 * 1024;
constexpr std::size_t kQuarantinedReasonBytes = 1024;

}  // namespace

Result<std::unique_ptr<Writer>> open_sqlite_writer(const SqliteOptions& options) {
    ANJU_TRY(auto lock, sqlite::LockFile::take(options.path + ".lock"));
    std::unique_ptr<sqlite::SqliteWriter> writer;
    try {
        writer = std::make_unique<sqlite::SqliteWriter>(options, std::move(lock));
    } catch (const std::exception& exception) {
        return sqlite::to_error(exception, options.path, "open");
    }
    ANJU_TRY(writer->prepare(options));
    return std::unique_ptr<Writer>(std::move(writer));
}

namespace sqlite {

SqliteWriter::SqliteWriter(const SqliteOptions& options, LockFile lock)
    : lock_(std::move(lock)), connection_(options.path, Access::write), quarantine_rows_(options.quarantine_rows) {}

SqliteWriter::~SqliteWriter() {
    rollback();
    if (!connection_.suspicious()) lock_.clean_close();
}

Result<void> SqliteWriter::prepare(const SqliteOptions& options) {
    std::error_code ignored;
    const auto bytes = std::filesystem::file_size(options.path, ignored);
    if (lock_.was_unclean() && !ignored && bytes <= kCheckedBytes) {
        ANJU_TRY(connection_.attempt("check after an unclean end", [&]() -> Result<void> {
            Query check = connection_.query("PRAGMA quick_check(1)");
            const std::string answer = check.next() ? check.text() : "no answer";
            if (answer != "ok") return fail(ErrorCode::corrupt, options.path + ": quick_check: " + answer);
            return success();
        }));
    }
    ANJU_TRY(migrate(connection_));
    return connection_.attempt("open", [&]() -> Result<void> {
        if (options.max_pages > 0) {
            connection_.execute("PRAGMA max_page_count = " + std::to_string(options.max_pages));
        }
        head_ = committed_head_ = find_head();
        return success();
    });
}

ChainHead SqliteWriter::find_head() {
    // Rows missing at the end leave the head behind: the chain goes on after it, so that the gap
    // stays visible for ever and the centre stays up.
    ChainHead head;
    Query recorded = connection_.query("SELECT seq, hash FROM journal_head");
    if (recorded.next()) {
        head.seq = recorded.integer<std::uint64_t>();
        head.hash = hash_from(recorded.text());
    }
    Query last = connection_.query("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1");
    if (last.next()) {
        const auto seq = last.integer<std::uint64_t>();
        if (seq > head.seq) head = {seq, hash_from(last.text())};
    }
    return head;
}

Result<void> SqliteWriter::check_standing(const char* operation) const {
    if (!open_) return fail(ErrorCode::internal, std::string(operation) + ": a transaction was expected");
    if (lost_) {
        return fail(lost_->code, std::string(operation) + ": the transaction was undone: " + lost_->message);
    }
    // A read can end it as well, and nobody noted that.
    if (!connection_.in_transaction()) {
        return fail(ErrorCode::unavailable, std::string(operation) + ": SQLite undid the transaction");
    }
    return success();
}

Result<void> SqliteWriter::begin() {
    if (open_) return fail(ErrorCode::internal, "begin: the last transaction is still open");
    ANJU_TRY(connection_.attempt("begin", [&]() -> Result<void> {
        connection_.query("BEGIN IMMEDIATE").run();
        return success();
    }));
    open_ = true;
    return success();
}

Result<void> SqliteWriter::commit() {
    auto done = write("commit", [&]() -> Result<void> {
        if (head_ != committed_head_) {
            connection_.query("UPDATE journal_head SET seq = ?, hash = ? WHERE one = 1")
                .bind(head_.seq)
                .bind_blob(bytes_of(head_.hash))
                .run();
        }
        connection_.query("COMMIT").run();
        return success();
    });
    if (!done) {
        rollback();
        return done;
    }
    committed_head_ = head_;
    open_ = part_open_ = false;
    return success();
}

void SqliteWriter::rollback() noexcept {
    if (!open_) return;
    if (connection_.in_transaction()) {
        // When even this fails the connection still holds its transaction, and the next begin() says so.
        static_cast<void>(connection_.attempt("rollback", [&]() -> Result<void> {
            connection_.query("ROLLBACK").run();
            return success();
        }));
    }
    open_ = part_open_ = false;
    lost_.reset();
    head_ = committed_head_;
}

Result<std::optional<UtcTime>> SqliteWriter::newest_journal_time() {
    return connection_.attempt("read when the journal ends", [&]() -> Result<std::optional<UtcTime>> {
        Query query = connection_.query("SELECT at FROM journal ORDER BY seq DESC LIMIT 1");
        if (!query.next()) return std::nullopt;
        return query.time();
    });
}

Result<void> SqliteWriter::tidy() {
    if (open_ || connection_.log_pages() < kTidyLogPages) return success();
    return connection_.attempt("empty the write-ahead log", [&]() -> Result<void> {
        connection_.checkpoint();
        return success();
    });
}

Result<void> SqliteWriter::savepoint() {
    if (part_open_) return fail(ErrorCode::internal, "savepoint: the last one is still open");
    return write("savepoint", [&]() -> Result<void> {
        connection_.query("SAVEPOINT part").run();
        part_open_ = true;
        part_head_ = head_;
        return success();
    });
}

Result<void> SqliteWriter::release_savepoint() {
    if (!part_open_) return fail(ErrorCode::internal, "release a savepoint: none is open");
    part_open_ = false;
    return write("release a savepoint", [&]() -> Result<void> {
        connection_.query("RELEASE part").run();
        return success();
    });
}

void SqliteWriter::rollback_to_savepoint() noexcept {
    if (!part_open_) return;
    part_open_ = false;
    head_ = part_head_;
    auto undone = write("undo a part", [&]() -> Result<void> {
        connection_.query("ROLLBACK TO part").run();
        connection_.query("RELEASE part").run();
        return success();
    });
    // A part that cannot be undone must not be committed either.
    if (!undone && !lost_) lost_ = undone.error();
}

Result<core::JournalEntry> SqliteWriter::append(core::JournalEntry entry) {
    return write("append to the journal", [&]() -> Result<core::JournalEntry> {
        ChainRow row;
        row.seq = head_.seq + 1;
        row.at = entry.at;
        row.event = entry.event;
        row.actor = entry.actor;
        row.incident = entry.incident;
        row.detail = encode_facts(entry.detail);
        row.previous = head_.hash;
        row.hash = hash_of(row);
        connection_
            .query(
                "INSERT INTO journal (seq, at, event, actor, incident, detail, prev_hash, hash) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(row.seq, row.at, row.event, row.actor, row.incident, row.detail)
            .bind_blob(bytes_of(row.previous))
            .bind_blob(bytes_of(row.hash))
            .run();
        head_ = {row.seq, row.hash};
        entry.seq = row.seq;
        return std::move(entry);
    });
}

Result<void> SqliteWriter::quarantine(const Quarantined& message) {
    return write("quarantine a message", [&]() -> Result<void> {
        connection_.query("INSERT INTO quarantine (at, source, reason, payload) VALUES (?, ?, ?, ?)")
            .bind(message.at, to_valid_utf8(message.source, kQuarantinedReasonBytes),
                  to_valid_utf8(message.reason, kQuarantinedReasonBytes))
            .bind_blob(std::string_view(message.payload).substr(0, kQuarantinedBytes))
            .run();
        connection_.query("DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ?")
            .bind(quarantine_rows_)
            .run();
        return success();
    });
}

// ---- gateways --------------------------------------------------------------------------------

Result<std::optional<GatewayState>> SqliteWriter::gateway(const GatewayId& id) {
    return connection_.attempt("load a gateway", [&]() -> Result<std::optional<GatewayState>> {
        static const std::string sql = select(kGatewayColumns, std::string(kGatewaySource) + " WHERE g.id = ?");
        Query query = connection_.query(sql);
        return first(query.bind(id), read_gateway);
    });
}

Result<std::vector<GatewayState>> SqliteWriter::silent_gateways(UtcTime before, std::size_t limit) {
    return connection_.attempt("look for silent gateways", [&]() -> Result<std::vector<GatewayState>> {
        static const std::string sql =
            select(kGatewayColumns, std::string(kGatewaySource) +
                                        " WHERE g.lost = 0 AND g.last_heard IS NOT NULL AND g.last_heard < ?"
                                        " ORDER BY g.last_heard LIMIT ?");
        Query query = connection_.query(sql);
        return all(query.bind(before, limit), read_gateway);
    });
}

Result<void> SqliteWriter::put(const GatewayState& gateway) {
    return write("store a gateway", [&]() -> Result<void> {
        connection_
            .query(
                "INSERT INTO gateways (id, online, lost, last_heard, home_claim, street_claim, version, epoch, "
                "pending, returned_at, lost_case) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET "
                "online = excluded.online, lost = excluded.lost, last_heard = excluded.last_heard, "
                "home_claim = excluded.home_claim, street_claim = excluded.street_claim, "
                "version = excluded.version, epoch = excluded.epoch, pending = excluded.pending, "
                "returned_at = excluded.returned_at, lost_case = excluded.lost_case")
            .bind(gateway.id, gateway.online, gateway.lost, gateway.last_heard, gateway.home_claim,
                  gateway.street_claim, gateway.version, gateway.epoch, gateway.pending, gateway.returned_at,
                  gateway.lost_case)
            .run();
        if (gateway.epoch.is_nil()) return success();
        // A state that was loaded before an update was recorded must not take `contiguous` back.
        connection_
            .query(
                "INSERT INTO outboxes (gateway, epoch, contiguous, gap_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (gateway, epoch) DO UPDATE SET "
                "contiguous = max(contiguous, excluded.contiguous), gap_at = excluded.gap_at")
            .bind(gateway.id, gateway.epoch, gateway.contiguous, gateway.gap_at)
            .run();
        return success();
    });
}

Result<bool> SqliteWriter::record_received(const GatewayId& gateway, const OutboxEpoch& epoch, std::uint64_t number,
                                           const AlertId& alert, std::uint32_t revision, UtcTime at) {
    return write("record an update", [&]() -> Result<bool> {
        auto outbox = find_outbox(gateway, epoch);
        if (!outbox) outbox = begin_outbox(gateway, epoch, at);
        const int stored = connection_
                               .query(
                                   "INSERT INTO alert_updates (outbox, number, alert, revision, at) "
                                   "VALUES (?, ?, ?, ?, ?) ON CONFLICT (outbox, number) DO NOTHING")
                               .bind(outbox->id, number, alert, revision, at)
                               .run();
        if (stored == 0) return false;
        advance_contiguous(*outbox);
        return true;
    });
}

std::optional<SqliteWriter::OutboxRow> SqliteWriter::find_outbox(const GatewayId& gateway, const OutboxEpoch& epoch) {
    Query query = connection_.query("SELECT outbox, contiguous FROM outboxes WHERE gateway = ? AND epoch = ?");
    if (!query.bind(gateway, epoch).next()) return std::nullopt;
    OutboxRow row;
    row.id = query.number();
    row.contiguous = query.integer<std::uint64_t>();
    return row;
}

SqliteWriter::OutboxRow SqliteWriter::begin_outbox(const GatewayId& gateway, const OutboxEpoch& epoch, UtcTime at) {
    connection_.query("INSERT INTO outboxes (gateway, epoch, contiguous, gap_at) VALUES (?, ?, 0, 0)")
        .bind(gateway, epoch)
        .run();
    // A gateway whose first word is an alert is known, and heard, from now on.
    connection_
        .query(
            "INSERT INTO gateways (id, online, lost, last_heard, home_claim, street_claim, version, epoch, "
            "pending) VALUES (?, 0, 0, ?, '', '', '', ?, 0) "
            "ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch WHERE epoch <> excluded.epoch")
        .bind(gateway, at, epoch)
        .run();
    return find_outbox(gateway, epoch).value();
}

void SqliteWriter::advance_contiguous(const OutboxRow& outbox) {
    auto contiguous = outbox.contiguous;
    for (bool follows = true; follows;) {
        Query query = connection_.query("SELECT 1 FROM alert_updates WHERE outbox = ? AND number = ?");
        follows = query.bind(outbox.id, contiguous + 1).next();
        if (follows) ++contiguous;
    }
    if (contiguous == outbox.contiguous) return;
    connection_.query("UPDATE outboxes SET contiguous = ? WHERE outbox = ?").bind(contiguous, outbox.id).run();
}

}  // namespace sqlite
}  // namespace anju::alertd::store
