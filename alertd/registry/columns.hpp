// Sheet: one CSV file of a table of the registry, row by row as checked drafts.
//
// Purpose: a wrong cell is noted with file:line:column and what was expected, and reading goes
// on, so that one run shows everything that is wrong.
// Ownership: a Sheet borrows its text and its ErrorList. Threads: one.
#pragma once

#include "alertd/registry/csv.hpp"
#include "alertd/store/registry_tables.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::registry {

/// What is wrong, in the order in which it was found; after kMost only the number grows.
class ErrorList {
public:
    static constexpr std::size_t kMost = 100;

    void add(const std::string& file, Position at, const std::string& expected);
    void add(const std::string& file, const std::string& expected) { add(file, Position{}, expected); }
    /// A line that has its place already.
    void add_line(std::string line);
    [[nodiscard]] bool empty() const { return count_ == 0; }
    /// One error a line: `homes.csv:4:7: expected ...`.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> lines_;
    std::size_t count_ = 0;
};

class Sheet {
public:
    /// Reads the header; valid() tells whether it is one of ours. `text` is UTF-8 or told as an error.
    Sheet(std::string file, std::string_view text, const store::Table& table, ErrorList& errors);
    [[nodiscard]] bool valid() const { return valid_; }

    /// The next row with as many fields as the header has; rows with other numbers are noted. Its cells are
    /// checked and canonical; columns that the header does not have are not given.
    [[nodiscard]] bool next(store::RowDraft& draft);
    /// False when a cell of the current row is wrong; what it holds then is good for nothing.
    [[nodiscard]] bool row_is_right() const { return row_is_right_; }
    [[nodiscard]] std::size_t line() const { return row_.fields.front().at.line; }

    /// Notes that this cell of the current row is wrong.
    void expect(std::size_t column, const std::string& expected);

private:
    void read_header();
    void read_cells(store::RowDraft& draft);

    std::string file_;
    const store::Table& table_;
    ErrorList& errors_;
    CsvReader reader_;
    Record row_;
    std::vector<std::optional<std::size_t>> places_;  ///< by column: the field that holds it
    std::size_t width_ = 0;
    bool valid_ = false;
    bool row_is_right_ = false;
};

}  // namespace anju::alertd::registry
