// ImportJobs: imports of whole districts while alertd runs and alarms keep flowing.
//
// An import is a draft to which CSV files are added, one for each table; then it is committed:
//
//   draft -> checking -> refused, with every mistake          (nothing was changed; it may be mended)
//                     -> checked, after a dry run             (what would be added and changed)
//                     -> applying -> finished
//
//  I1 Everything is checked before anything is changed, against the registry as it is then. What the check relied on
//     is not removed until the import has ended: removals made meanwhile start the check anew, and while an import is
//     being applied the store refuses removals. So an import that begins to change the registry comes to its end.
//  I2 It is applied in pieces, each one a short change of the engine that also notes how far it came. Between two
//     pieces alarms have their turn. After a crash it goes on behind the last piece: forward, never back.
//  I3 Meanwhile a reader sees the rows that are done. Each is whole, and whatever it refers to is there.
//  I4 One import is applied at a time; others wait for it.
//  I5 Files lie in `<directory>/<id>/` until the import has ended. They are on the disk before they count as added.
//
// Threads: every function may be called from any thread; `done` runs on one of ours. Two threads of its own: one
// checks and applies, one writes files. Errors: not_found (no such import), conflict (it is not in that state),
// invalid, and the store's own.
#pragma once

#include "alertd/ingest/engine.hpp"
#include "alertd/registry/registry.hpp"
#include "alertd/store/store.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace anju::alertd::registry {

struct ImportJobsOptions {
    std::filesystem::path directory;  ///< for the files; made when it is missing
    std::function<Result<std::unique_ptr<store::Reader>>()> open_reader;
    std::function<void(ingest::Change, std::function<void(Result<void>)>)> change;  ///< Engine::change
    std::shared_ptr<const Clock> clock;
    std::function<std::uint64_t()> random64;
    std::function<void(bool applying)> on_applying;  ///< the search index rests meanwhile; may be empty
    std::size_t rows_per_piece = 100;
    std::size_t most_drafts = 20;  ///< imports that have not ended
};

class ImportJobs {
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    explicit ImportJobs(ImportJobsOptions options);
    ~ImportJobs();  ///< stops
    ImportJobs(const ImportJobs&) = delete;
    ImportJobs& operator=(const ImportJobs&) = delete;

    /// Goes on with what was under way, and forgets what ended more than 30 days ago. The engine must run.
    [[nodiscard]] Result<void> start();
    /// After the piece that is being written. The engine must still run.
    void stop();

    /// exhausted: too many drafts.
    void create(std::string actor, std::string reason, Encoding encoding, Done<store::ImportRecord> done);
    /// Adds the file of a table, or replaces it. `bytes` are as they came.
    void add_file(const Ulid& id, store::TableId table, std::string bytes, Done<store::ImportRecord> done);
    /// Checks it and, unless it is a dry run, brings it in. `done` is called once that is accepted.
    void commit(const Ulid& id, bool dry_run, std::string actor, Done<store::ImportRecord> done);
    /// Forgets an import that is not under way, with its files.
    void discard(const Ulid& id, std::string actor, Done<void> done);
    /// A table as a CSV file. (Here, because a thread for long work is here.)
    void export_table(store::TableId table, store::RowScope scope, Encoding encoding, Done<std::string> done);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::alertd::registry
