// A centre's database as it is after years: a whole district, millions of closed incidents with their
// alerts and journal, and thousands of open ones.
//
// The rows are written with SQL of their own, without the store's guarantees: the point is the size of
// the file, and a path through the engine would take days. The schema comes from the store's migrations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace anju::tests {

/// Every case of the file opened before: 2026-05-01 01:00:00 UTC.
inline constexpr std::int64_t kFilledUntil = 1'777'597'200'000;

struct FilledCentre {
    std::size_t streets = 10;
    std::size_t committees = 185;
    std::size_t homes = 237'400;
    std::size_t closed = 10'000'000;
    std::size_t open = 10'000;  ///< acknowledged, but for those that will be due
};

/// Makes the file; minutes for ten million. Throws std::runtime_error when it cannot.
void fill_centre(const std::filesystem::path& file, const FilledCentre& size);

/// Gives every open incident a step that is due, evenly over `within_ms` from `from_utc_ms` on, and makes
/// it unanswered. The database must not be in use.
void make_due(const std::filesystem::path& file, std::int64_t from_utc_ms, std::int64_t within_ms);

}  // namespace anju::tests
