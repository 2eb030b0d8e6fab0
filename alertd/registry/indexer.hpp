// Indexer: keeps the search index in step with the registry.
//
// A thread of its own reads which homes were touched since the index was last written, and writes them to
// the index, some hundred at a time. It starts where it ended, after a crash too; an index that is ahead of
// the registry (an older backup was put back) is made again. While an import runs it waits (hold()), so that
// no home is indexed once for each of its rows.
//
// Threads: every function may be called from any thread. The index's file is written by this thread only.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <functional>
#include <memory>
#include <string>

namespace anju::alertd::registry {

struct IndexerOptions {
    std::string database;  ///< the index stands beside it
    std::function<Result<std::unique_ptr<store::Reader>>()> open_reader;
};

class Indexer {
public:
    explicit Indexer(IndexerOptions options);
    ~Indexer();  ///< stops
    Indexer(const Indexer&) = delete;
    Indexer& operator=(const Indexer&) = delete;

    void start();
    void stop();
    /// The registry has changed, or may have.
    void wake();
    /// While true only what was begun is finished.
    void hold(bool holding);
    /// How many homes were written since the start.
    [[nodiscard]] std::uint64_t written() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Brings the index up to date at once, on the caller's thread; no Indexer may run on the same database.
/// It ends early when `go_on`, asked after each piece, says so; it may be empty. Returns how many homes were written.
[[nodiscard]] Result<std::uint64_t> index_now(store::RegistryReader& reader, store::SearchWriter& index,
                                              const std::function<bool(std::uint64_t homes)>& go_on);

}  // namespace anju::alertd::registry
