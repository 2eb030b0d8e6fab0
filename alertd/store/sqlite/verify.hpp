// Recomputes the journal's hash chain.
#pragma once

#include "alertd/store/sqlite/connection.hpp"
#include "alertd/store/store.hpp"

namespace anju::alertd::store::sqlite {

/// Reads in portions, so that it does not hold the write-ahead log back while it runs: rows once
/// written do not change, so portions of different moments fit together.
[[nodiscard]] Result<VerifyReport> verify(Connection& connection, const std::function<void(std::uint64_t)>& progress);

/// One portion behind the mark.
[[nodiscard]] Result<VerifyPiece> verify_from(Connection& connection, const VerifyMark& mark);

}  // namespace anju::alertd::store::sqlite
