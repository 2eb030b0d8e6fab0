// What the cells of a row must hold: one set of checks for the CSV files and for the API. Pure functions.
#pragma once

#include "alertd/store/registry_tables.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::registry {

/// What the cell should have been ("a text", "one of home, street"); nothing when it is right. `cell` is
/// UTF-8 and may have any form that people write.
[[nodiscard]] std::optional<std::string> expected_in(const store::Column& column, std::string_view cell);
/// The one form in which a right cell is stored: "yes" for 是, the first word for an empty one.
[[nodiscard]] std::string canonical(const store::Column& column, std::string_view cell);

struct Mistake {
    std::size_t column = 0;
    std::string expected;
};
/// What the cells of one row must be together; `cells` are canonical. A scope is only asked to be there,
/// whether it exists is another question.
[[nodiscard]] std::vector<Mistake> mistakes_together(const store::Table& table, const std::vector<std::string>& cells);

/// The table that a responder's scope names a row of; nothing for the district, and for a wrong level.
[[nodiscard]] std::optional<store::TableId> table_of_level(std::string_view level);

}  // namespace anju::alertd::registry
