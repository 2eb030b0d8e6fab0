// The look through the journal behind Reader::search_journal().
#pragma once

#include "alertd/store/sqlite/connection.hpp"
#include "alertd/store/store.hpp"

#include <cstdint>

namespace anju::alertd::store::sqlite {

/// `head`: the last number there is. Throws as Query does.
[[nodiscard]] JournalPiece search_journal(Connection& connection, const JournalSearch& search, std::uint64_t head);

}  // namespace anju::alertd::store::sqlite
