#include "alertd/registry/import_jobs.hpp"

#include "alertd/ingest/turn.hpp"
#include "alertd/registry/job_queue.hpp"
#include "alertd/registry/staging.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <future>
#include <mutex>

namespace anju::alertd::registry {

using store::ImportRecord;
using store::ImportState;
using store::RowDraft;
using store::Table;

namespace {

constexpr std::chrono::milliseconds kAfterFailure{1'000};
constexpr std::size_t kMostListed = 1'000;
/// Mistakes quote what stood in the files; nobody needs them for longer.
constexpr Millis kForgottenAfter{30LL * 24 * 3'600'000};

bool is_under_way(ImportState state) { return state == ImportState::checking || state == ImportState::applying; }
bool may_be_mended(ImportState state) {
    return state == ImportState::draft || state == ImportState::checked || state == ImportState::refused;
}

Error not_there(const Ulid& id) { return fail(ErrorCode::not_found, "there is no import " + id.to_string()); }
Error wrong_state(const ImportRecord& record) {
    return fail(ErrorCode::conflict,
                "the import " + record.id.to_string() + " is " + std::string(store::to_string(record.state)));
}

/// Whether it is worth while to try again: the disk may have room later, a wrong row stays wrong.
bool may_pass(const Error& error) { return error.code == ErrorCode::unavailable || error.code == ErrorCode::exhausted; }

}  // namespace

class ImportJobs::Impl {
public:
    explicit Impl(ImportJobsOptions options)
        : options_(std::move(options)), staging_(options_.directory), ids_(options_.random64) {}

    Result<void> start() {
        ANJU_TRY(staging_.prepare());
        ANJU_TRY(auto reader, options_.open_reader());
        ANJU_TRY(const auto records, reader->registry().imports(std::nullopt, kMostListed));
        files_.start();
        worker_.start();
        // What was being applied comes first: the registry is between two states.
        for (const auto wanted : {ImportState::applying, ImportState::checking}) {
            for (const ImportRecord& record : records) {
                if (record.state == wanted) work_on(record.id);
            }
        }
        for (const ImportRecord& record : records) {
            if (is_under_way(record.state) || options_.clock->now().utc - record.changed_at < kForgottenAfter) continue;
            discard(record.id, "alertd", [id = record.id](const Result<void>& done) {
                if (!done) spdlog::warn("import {}: {}", id.to_string(), done.error().message);
            });
        }
        return success();
    }

    void stop() {
        files_.stop();
        worker_.stop();
    }

    void create(std::string actor, std::string reason, Encoding encoding, Done<ImportRecord> done) {
        ImportRecord record;
        record.actor = std::move(actor);
        record.reason = std::move(reason);
        record.encoding = to_string(encoding);
        record.created_at = record.changed_at = options_.clock->now().utc;
        {
            const std::lock_guard guard(ids_mutex_);
            record.id = ids_.next(record.created_at);
        }
        desk<ImportRecord>(std::move(done), [this, record = std::move(record)]() -> Result<ImportRecord> {
            ANJU_TRY(auto reader, options_.open_reader());
            ANJU_TRY(const auto records, reader->registry().imports(std::nullopt, kMostListed));
            std::size_t open = 0;
            for (const ImportRecord& other : records) open += may_be_mended(other.state) ? 1 : 0;
            if (open >= options_.most_drafts) {
                return fail(ErrorCode::exhausted, "too many imports have been begun and neither committed nor removed");
            }
            ANJU_TRY(keep(record, "registry.import_begun"));
            return record;
        });
    }

    void add_file(const Ulid& id, store::TableId table, std::string bytes, Done<ImportRecord> done) {
        desk<ImportRecord>(std::move(done), [this, id, table, bytes = std::move(bytes)]() -> Result<ImportRecord> {
            ANJU_TRY(auto record, load(id));
            if (!may_be_mended(record.state)) return wrong_state(record);
            ANJU_TRY(staging_.write(id, store::table_of(table), bytes));
            record.state = ImportState::draft;
            record.errors.clear();
            record.changes.clear();
            ANJU_TRY(keep(record, ""));
            return record;
        });
    }

    void commit(const Ulid& id, bool dry_run, std::string actor, Done<ImportRecord> done) {
        desk<ImportRecord>(std::move(done), [this, id, dry_run, actor = std::move(actor)]() -> Result<ImportRecord> {
            ANJU_TRY(auto record, load(id));
            // Who lost the answer asks again.
            const bool begun = record.state == ImportState::checking && !record.dry_run;
            const bool applied = record.state == ImportState::applying || record.state == ImportState::finished;
            if (!dry_run && (begun || applied)) return record;
            if (!may_be_mended(record.state)) return wrong_state(record);
            record.state = ImportState::checking;
            record.dry_run = dry_run;
            record.actor = actor;
            record.counts = {};
            record.done = 0;
            record.errors.clear();
            record.changes.clear();
            ANJU_TRY(keep(record, dry_run ? "" : "registry.import_committed"));
            work_on(id);
            return record;
        });
    }

    void discard(const Ulid& id, std::string actor, Done<void> done) {
        desk<void>(std::move(done), [this, id, actor = std::move(actor)]() -> Result<void> {
            ANJU_TRY(const auto record, load(id));
            if (is_under_way(record.state)) return wrong_state(record);
            ANJU_TRY(change([id, actor](ingest::Turn& turn) -> Result<void> {
                ANJU_TRY(turn.writer().registry().remove_import(id));
                return turn.journal_as(actor, "registry.import_removed", {{"import", id.to_string()}});
            }));
            staging_.remove(id);
            return success();
        });
    }

    void export_table(store::TableId table, store::RowScope scope, Encoding encoding, Done<std::string> done) {
        desk<std::string>(std::move(done), [this, table, scope = std::move(scope), encoding]() -> Result<std::string> {
            ANJU_TRY(auto reader, options_.open_reader());
            std::string text;
            ANJU_TRY(registry::export_table(reader->registry(), store::table_of(table), scope, encoding,
                                            [&text](std::string_view bytes) -> Result<void> {
                                                text.append(bytes);
                                                return success();
                                            }));
            return text;
        });
    }

private:
    /// Runs `body` on the thread for files and hands its result to `done`.
    template <class T>
    void desk(Done<T> done, std::function<Result<T>()> body) {
        auto shared = std::make_shared<Done<T>>(std::move(done));
        const bool taken = files_.add([shared, body = std::move(body)] { (*shared)(body()); });
        if (!taken) (*shared)(fail(ErrorCode::unavailable, "alertd is stopping"));
    }

    /// A change of the engine, and waits for it.
    Result<void> change(ingest::Change body) {
        auto promise = std::make_shared<std::promise<Result<void>>>();
        auto future = promise->get_future();
        options_.change(std::move(body), [promise](Result<void> result) { promise->set_value(std::move(result)); });
        return future.get();
    }

    Result<ImportRecord> load(const Ulid& id) {
        ANJU_TRY(auto reader, options_.open_reader());
        ANJU_TRY(auto record, reader->registry().import_record(id));
        if (!record) return not_there(id);
        return std::move(*record);
    }

    /// Writes the record; with an event, journalled with who and why.
    Result<void> keep(const ImportRecord& record, const std::string& event) {
        return change([this, record, event](ingest::Turn& turn) -> Result<void> {
            ImportRecord stored = record;
            stored.changed_at = turn.now().utc;
            ANJU_TRY(turn.writer().registry().put(stored));
            if (event.empty()) return success();
            return turn.journal_as(record.actor, event, facts_of_import(record));
        });
    }

    static Facts facts_of_import(const ImportRecord& record) {
        return {{"import", record.id.to_string()},
                {"added", std::to_string(record.counts.added)},
                {"changed", std::to_string(record.counts.changed)},
                {"unchanged", std::to_string(record.counts.unchanged)},
                {"reason", record.reason}};
    }

    // ---- the worker's thread -----------------------------------------------------------------

    void work_on(const Ulid& id) {
        static_cast<void>(worker_.add([this, id] {
            for (;;) {
                const auto done = run_safely(id);
                if (done || worker_.stopping()) return;
                if (!may_pass(done.error())) return give_up(id, done.error());
                spdlog::warn("import {}: {}; it goes on in a moment", id.to_string(), done.error().message);
                if (!worker_.rest(kAfterFailure)) return;
            }
        }));
    }

    void give_up(const Ulid& id, const Error& error) {
        spdlog::error("import {} ended: {}", id.to_string(), error.message);
        auto record = load(id);
        if (!record) return;
        record.value().state = ImportState::failed;
        record.value().errors = error.message;
        if (auto kept = keep(record.value(), "registry.import_failed"); !kept) {
            spdlog::error("import {}: {}", id.to_string(), kept.error().message);
        }
        if (options_.on_applying) options_.on_applying(false);
    }

    /// A disk that cannot be read is no reason to end alertd, and no reason to give the import up.
    Result<void> run_safely(const Ulid& id) {
        try {
            return run(id);
        } catch (const std::exception& error) {
            return fail(ErrorCode::unavailable, error.what());
        }
    }

    Result<void> run(const Ulid& id) {
        auto record = load(id);
        // It was discarded meanwhile.
        if (!record && record.error().code == ErrorCode::not_found) return success();
        if (!record) return record.error();
        ANJU_TRY(const auto encoding, encoding_of(record.value()));
        ErrorList errors;
        auto files = staging_.read(id, encoding, errors);
        if (!files && files.error().code != ErrorCode::not_found) return files.error();
        if (!files) errors.add_line(files.error().message);
        if (record.value().state == ImportState::checking) {
            ANJU_TRY(check_import(record.value(), files ? files.value() : std::vector<TableText>{}, errors));
        }
        if (record.value().state != ImportState::applying) return success();
        // What was checked has to be there: an import that skipped a file would call itself finished.
        if (!errors.empty()) return fail(ErrorCode::unavailable, errors.text());
        if (options_.on_applying) options_.on_applying(true);
        auto applied = files ? apply(record.value(), files.value()) : Result<void>(files.error());
        if (applied && options_.on_applying) options_.on_applying(false);
        return applied;
    }

    static Result<Encoding> encoding_of(const ImportRecord& record) {
        const auto encoding = parse_encoding(record.encoding);
        if (!encoding) return fail(ErrorCode::corrupt, "an import has the encoding " + record.encoding);
        return *encoding;
    }

    /// From `checking` to what follows (I1).
    Result<void> check_import(ImportRecord& record, const std::vector<TableText>& files, ErrorList& errors) {
        for (;;) {
            ANJU_TRY(auto reader, options_.open_reader());
            ANJU_TRY(const auto removals, reader->registry().removals());
            ANJU_TRY(auto known, known_in(reader->registry()));
            record.rows = check(files, std::move(known), errors);
            if (!errors.empty()) {
                record.state = ImportState::refused;
                record.errors = errors.text();
                return keep(record, "");
            }
            if (record.dry_run) {
                ANJU_TRY(auto preview, preview_of(reader->registry(), files));
                record.counts = preview.counts;
                record.changes = std::move(preview.changes);
                record.state = ImportState::checked;
                return keep(record, "");
            }
            bool stale = false;
            ANJU_TRY(change([&](ingest::Turn& turn) -> Result<void> {
                ANJU_TRY(const auto now, turn.writer().registry().removals());
                stale = now != removals;
                if (stale) return success();
                record.state = ImportState::applying;
                record.changed_at = turn.now().utc;
                return turn.writer().registry().put(record);
            }));
            if (!stale) return success();
        }
    }

    /// Goes on behind the last piece that is durable (I2).
    Result<void> apply(ImportRecord& record, const std::vector<TableText>& files) {
        std::uint64_t passed = 0;
        for (const TableText& file : files) {
            ErrorList none;  // it was checked
            Sheet sheet(file.file, file.text, *file.table, none);
            std::vector<RowDraft> piece;
            for (RowDraft draft; sheet.next(draft);) {
                if (passed++ < record.done) continue;
                piece.push_back(std::move(draft));
                if (piece.size() < options_.rows_per_piece) continue;
                ANJU_TRY(apply_piece(record, *file.table, piece));
                if (worker_.stopping()) return success();
            }
            ANJU_TRY(apply_piece(record, *file.table, piece));
            if (worker_.stopping()) return success();
        }
        if (passed != record.rows) return fail(ErrorCode::unavailable, "the files are not those that were checked");
        record.state = ImportState::finished;
        ANJU_TRY(keep(record, "registry.imported"));
        staging_.remove(record.id);
        return success();
    }

    Result<void> apply_piece(ImportRecord& record, const Table& table, std::vector<RowDraft>& piece) {
        if (piece.empty()) return success();
        ImportRecord next = record;
        ANJU_TRY(change([&](ingest::Turn& turn) -> Result<void> {
            next = record;
            ANJU_TRY(const auto report, turn.writer().registry().put(table.id, piece));
            next.done += piece.size();
            next.counts.added += report.counts.added;
            next.counts.changed += report.counts.changed;
            next.counts.unchanged += report.counts.unchanged;
            next.changed_at = turn.now().utc;
            ANJU_TRY(turn.writer().registry().put(next));
            if (report.changes.empty()) return success();
            Facts facts = facts_of(table, report);
            facts.insert(facts.begin(), {"import", record.id.to_string()});
            return turn.journal_as(record.actor, "registry.rows_imported", std::move(facts));
        }));
        record = next;
        piece.clear();
        return success();
    }

    const ImportJobsOptions options_;
    const Staging staging_;
    std::mutex ids_mutex_;
    UlidFactory ids_;
    JobQueue files_;
    JobQueue worker_;
};

ImportJobs::ImportJobs(ImportJobsOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
ImportJobs::~ImportJobs() { stop(); }
Result<void> ImportJobs::start() { return impl_->start(); }
void ImportJobs::stop() { impl_->stop(); }
void ImportJobs::create(std::string actor, std::string reason, Encoding encoding, Done<ImportRecord> done) {
    impl_->create(std::move(actor), std::move(reason), encoding, std::move(done));
}
void ImportJobs::add_file(const Ulid& id, store::TableId table, std::string bytes, Done<ImportRecord> done) {
    impl_->add_file(id, table, std::move(bytes), std::move(done));
}
void ImportJobs::commit(const Ulid& id, bool dry_run, std::string actor, Done<ImportRecord> done) {
    impl_->commit(id, dry_run, std::move(actor), std::move(done));
}
void ImportJobs::export_table(store::TableId table, store::RowScope scope, Encoding encoding, Done<std::string> done) {
    impl_->export_table(table, std::move(scope), encoding, std::move(done));
}
void ImportJobs::discard(const Ulid& id, std::string actor, Done<void> done) {
    impl_->discard(id, std::move(actor), std::move(done));
}

}  // namespace anju::alertd::registry
