// Tables for people, in columns that stay straight with Chinese characters in them.
//
// What a cell shows comes from devices and people: control characters are written out, so that no
// name can move the cursor or colour the terminal. Pure functions, except that times are shown in the
// zone of whoever reads (TZ).
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::ctl {

enum class Form {
    text,
    time,     ///< RFC 3339, shown as the reader's local time
    number,   ///< to the right
    percent,  ///< a share from 0 to 1, to the right
    yes,      ///< true as "yes", false as nothing
};

struct Column {
    const char* title;
    const char*
        member;  ///< of the row's object; "a.b" goes into objects and lists, "a|b" takes the first that says something
    Form form = Form::text;
};

/// A list that an answer holds under `member`.
struct Section {
    const char* title;
    const char* member;
    std::vector<Column> columns;
};

/// How many columns of a terminal the text takes: two for a Chinese character.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// What stands in a cell.
[[nodiscard]] std::string cell_of(const boost::json::object& row, const Column& column);
/// One line for each row, below a line of titles; columns of which every cell is empty are left out.
[[nodiscard]] std::string table_of(const std::vector<Column>& columns, const boost::json::array& rows);
/// The same with a column for each member that the rows have, titled by its name.
[[nodiscard]] std::string table_of(const boost::json::array& rows);
/// The people of a home, as a case and a reveal hold them.
[[nodiscard]] Section residents_section();
/// A titled table for each section of which the answer has rows.
[[nodiscard]] std::string sections_of(const std::vector<Section>& sections, const boost::json::object& answer);
/// "title  value" for each column that says something: one thing, seen closely.
[[nodiscard]] std::string card_of(const std::vector<Column>& columns, const boost::json::object& row);

}  // namespace anju::alertd::ctl
