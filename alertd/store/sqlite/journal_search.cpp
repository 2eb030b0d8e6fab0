#include "alertd/store/sqlite/journal_search.hpp"

#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/scoped_lists.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

/// No index knows events and actors: they are read, some 10 ms for this many.
constexpr std::uint64_t kMostLooked = 20'000;

/// The numbers that a piece looks at, both included; none when `first` is above `last`.
struct Numbers {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
};

Numbers numbers_of(const JournalSearch& search, std::uint64_t head) {
    // The entries of a case come from an index, so all of them are in reach.
    const std::uint64_t most = search.incident ? head : kMostLooked;
    if (!search.newest_first) {
        const std::uint64_t after = std::min(search.after, head);
        return {after + 1, after + std::min(most, head - after)};
    }
    const std::uint64_t last = std::min(search.after == 0 ? 0 : search.after - 1, head);
    return {last - std::min(most, last) + 1, last};
}

}  // namespace

JournalPiece search_journal(Connection& connection, const JournalSearch& search, std::uint64_t head) {
    const Numbers numbers = numbers_of(search, head);
    // Where it stands when every number was looked at.
    JournalPiece piece{{}, search.newest_first ? numbers.first : numbers.last};
    SqlText text(select(kJournalColumns, "journal WHERE "));
    text.add("seq BETWEEN ? AND ?", numbers.first, numbers.last);
    if (search.incident) text.add(" AND incident = ?", *search.incident);
    if (!search.event.empty()) text.add(" AND substr(event, 1, length(?)) = ?", search.event, search.event);
    if (!search.actor.empty()) text.add(" AND instr(lower(actor), lower(?)) > 0", search.actor);
    text.add(search.newest_first ? " ORDER BY seq DESC LIMIT ?" : " ORDER BY seq LIMIT ?", search.limit);
    Query query = connection.query(text.sql());
    piece.entries = all(text.bind(query), read_journal_entry);
    if (piece.entries.size() == search.limit) piece.reached = piece.entries.back().seq;
    return piece;
}

}  // namespace anju::alertd::store::sqlite
