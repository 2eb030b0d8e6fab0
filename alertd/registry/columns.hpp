// Sheet: one CSV file with named columns, and the cells of its current row as checked values.
//
// Purpose: a wrong cell is noted with file:line:column and what was expected, and reading goes
// on, so that one run shows everything that is wrong.
// Ownership: a Sheet borrows its ErrorList. Threads: one.
#pragma once

#include "alertd/registry/csv.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace anju::alertd::registry {

/// What is wrong, in the order in which it was found; after kMost only the number grows.
class ErrorList {
public:
    static constexpr std::size_t kMost = 100;

    void add(const std::string& file, Position at, const std::string& expected);
    void add(const std::string& file, const std::string& expected) { add(file, Position{}, expected); }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    /// One error a line: `homes.csv:4:7: expected ...`.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> lines_;
    std::size_t count_ = 0;
};

struct Column {
    std::string_view name;
    bool required = true;  ///< false: the column may be left out, or its cells empty
};

class Sheet {
public:
    /// Reads the header; valid() tells whether it is one of ours.
    Sheet(std::string file, std::string_view text, std::span<const Column> columns, ErrorList& errors);
    [[nodiscard]] bool valid() const { return valid_; }
    /// The next row with as many fields as the header has; rows with other numbers are noted.
    [[nodiscard]] bool next();

    /// The optional columns that the header does not have.
    [[nodiscard]] const std::vector<std::string>& left_out() const { return left_out_; }

    /// The cell of the current row; empty for a column that was left out.
    [[nodiscard]] const std::string& text(std::string_view column) const;
    void expect(std::string_view column, const std::string& expected);

    /// An id: 1 to 128 bytes without control characters and outer spaces.
    [[nodiscard]] std::string id(std::string_view column);
    /// Text of at most `most` bytes; not empty where the column is required.
    [[nodiscard]] std::string words(std::string_view column, std::size_t most);
    [[nodiscard]] std::string phone(std::string_view column);
    /// yes or no, also 是 or 否; empty is no.
    [[nodiscard]] bool yes_or_no(std::string_view column);
    /// A whole number of the range, or 0 for an empty cell.
    [[nodiscard]] int number(std::string_view column, int least, int most);
    /// False, and noted, when `key` was seen in an earlier row of this sheet.
    bool unique(std::string_view column, const std::string& key);

private:
    void read_header(std::span<const Column> columns);
    [[nodiscard]] const Field* cell(std::string_view column) const;

    std::string file_;
    ErrorList& errors_;
    CsvReader reader_;
    Record row_;
    std::unordered_map<std::string_view, std::size_t> places_;
    std::unordered_map<std::string_view, bool> required_;
    std::unordered_map<std::string, std::size_t> seen_;  ///< key -> line
    std::vector<std::string> left_out_;
    std::size_t width_ = 0;
    bool valid_ = false;
};

}  // namespace anju::alertd::registry
