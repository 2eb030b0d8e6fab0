// Naive: every figure straight from the list of everything that happened, without days, pieces or tables.
#pragma once

#include "tests/contract/reports/history.hpp"

#include <string>
#include <vector>

namespace anju::tests {

/// Each figure as a line of text, sorted, so that two ways of counting can be compared as a whole.
using Lines = std::vector<std::string>;

struct NaiveAsked {
    int first_day = 0, last_day = 0;
    alertd::core::Scope scope = alertd::core::Scope::district();
};

[[nodiscard]] Lines naive_cases(const History& history, const NaiveAsked& asked);
[[nodiscard]] Lines naive_times(const History& history, const NaiveAsked& asked);
[[nodiscard]] Lines naive_windows(const History& history, const NaiveAsked& asked);
[[nodiscard]] Lines naive_sources(const History& history, const NaiveAsked& asked);

[[nodiscard]] Lines counted_cases(alertd::store::Reader& reader, const NaiveAsked& asked);
[[nodiscard]] Lines counted_times(alertd::store::Reader& reader, const NaiveAsked& asked);
[[nodiscard]] Lines counted_windows(alertd::store::Reader& reader, const NaiveAsked& asked);
[[nodiscard]] Lines counted_sources(alertd::store::Reader& reader, const NaiveAsked& asked);

}  // namespace anju::tests
