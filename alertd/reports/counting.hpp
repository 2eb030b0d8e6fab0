// Counting: goes behind the journal and keeps the figures (figures.hpp) up to date.
//
// Threads: the writer's. Errors: the store's; what a failed piece wrote must be undone by the caller (a part of the
// engine's transaction, or a rollback), and then the next call begins at the same place.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace anju::alertd::reports {

/// Counts up to `most` further entries of the journal. Answers how many there were: fewer than `most` means the end.
/// Must run inside a transaction. 100 entries take a few milliseconds.
[[nodiscard]] Result<std::size_t> count_on(store::Writer& writer, std::size_t most);

/// One small piece of that, for whoever does it beside other work. True: there is more. Before the first entry is
/// counted the days become those of `utc_offset`; after that only rebuild() changes them.
[[nodiscard]] Result<bool> count_piece(store::Writer& writer, Millis utc_offset);

/// Forgets all figures and counts the whole journal, in transactions of its own. `progress(entries)` is called now
/// and then. Ends with the first error; what is counted by then stays, and count_on() goes on from there.
[[nodiscard]] Result<std::uint64_t> rebuild(store::Writer& writer, Millis utc_offset,
                                            const std::function<void(std::uint64_t)>& progress);

}  // namespace anju::alertd::reports
