// CsvReader: RFC 4180 as people's spreadsheets write it: UTF-8 with or without a byte order mark,
// CRLF or LF, fields in double quotes where they hold a comma, a quote ("") or a line break.
//
// Purpose: every error has the line and the column (both from 1, columns in characters) where the
// reader stood, and reading goes on at the next line, so that one look shows everything wrong.
// Ownership: the text must outlive the reader. Threads: one. Errors: as values in each Record.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::registry {

struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
    friend bool operator==(const Position&, const Position&) = default;
};

struct Field {
    std::string text;
    Position at;  ///< of its first character, the quote included
};

struct CsvError {
    Position at;
    std::string expected;
};

/// One line of the table. With an error its fields are those before it.
struct Record {
    std::vector<Field> fields;
    Position end;  ///< just behind its last character
    std::optional<CsvError> error;
};

/// Puts a cell behind `line`, in quotes where CsvReader needs them.
void append_field(std::string& line, std::string_view cell);

class CsvReader {
public:
    explicit CsvReader(std::string_view text);
    /// Nothing at the end. Empty lines are passed over.
    [[nodiscard]] std::optional<Record> next();

private:
    [[nodiscard]] bool at_end() const { return offset_ >= text_.size(); }
    [[nodiscard]] char peek() const { return text_[offset_]; }
    [[nodiscard]] bool at_line_break() const;
    /// Takes one character; false when it is not UTF-8 or a control character that no cell holds.
    [[nodiscard]] bool take(std::string* into);
    void take_line_break(std::string* into);
    void skip_line();
    [[nodiscard]] std::optional<CsvError> read_field(Field& field);
    [[nodiscard]] std::optional<CsvError> read_quoted(Field& field);

    std::string_view text_;
    std::size_t offset_ = 0;
    Position at_;
};

}  // namespace anju::alertd::registry
