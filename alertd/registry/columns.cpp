#include "alertd/registry/columns.hpp"

#include "alertd/registry/cells.hpp"

#include <algorithm>

namespace anju::alertd::registry {

namespace {

std::string quoted(const std::string& text) {
    // A cell may be a whole page; the start of it is enough to find it.
    constexpr std::size_t most = 60;
    return text.size() <= most ? "\"" + text + "\"" : "a text of " + std::to_string(text.size()) + " bytes";
}

}  // namespace

void ErrorList::add(const std::string& file, Position at, const std::string& expected) {
    add_line(file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": expected " + expected);
}

void ErrorList::add_line(std::string line) {
    if (++count_ <= kMost) lines_.push_back(std::move(line));
}

std::string ErrorList::text() const {
    std::string text;
    for (const std::string& line : lines_) text += (text.empty() ? "" : "\n") + line;
    if (count_ > lines_.size()) text += "\nand " + std::to_string(count_ - lines_.size()) + " more";
    return text;
}

Sheet::Sheet(std::string file, std::string_view text, const store::Table& table, ErrorList& errors)
    : file_(std::move(file)), table_(table), errors_(errors), reader_(text), places_(table.columns.size()) {
    read_header();
}

void Sheet::read_header() {
    std::string names;
    for (const auto& column : table_.columns) names.append(names.empty() ? "" : ",").append(column.name);
    auto header = reader_.next();
    if (!header) return errors_.add(file_, "a header line: " + names);
    if (header->error) return errors_.add(file_, header->error->at, header->error->expected);
    valid_ = true;
    width_ = header->fields.size();
    for (std::size_t i = 0; i < width_; ++i) {
        const Field& field = header->fields[i];
        const std::size_t column = store::column_at(table_, field.text);
        if (column == table_.columns.size()) {
            valid_ = false;
            errors_.add(file_, field.at, "one of the columns " + names + ", found " + quoted(field.text));
        } else if (places_[column]) {
            valid_ = false;
            errors_.add(file_, field.at, "each column once, found " + quoted(field.text) + " again");
        } else {
            places_[column] = i;
        }
    }
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        if (places_[i] || !table_.columns[i].required) continue;
        valid_ = false;
        errors_.add(file_, header->end, "a column \"" + std::string(table_.columns[i].name) + "\"");
    }
}

bool Sheet::next(store::RowDraft& draft) {
    if (!valid_) return false;
    while (auto row = reader_.next()) {
        if (row->error) {
            errors_.add(file_, row->error->at, row->error->expected);
        } else if (row->fields.size() != width_) {
            const Position at = row->fields.size() > width_ ? row->fields[width_].at : row->end;
            errors_.add(
                file_, at,
                std::to_string(width_) + " fields as in the header, found " + std::to_string(row->fields.size()));
        } else {
            row_ = std::move(*row);
            read_cells(draft);
            return true;
        }
    }
    return false;
}

void Sheet::read_cells(store::RowDraft& draft) {
    row_is_right_ = true;
    draft.cells.assign(table_.columns.size(), std::nullopt);
    std::vector<std::string> all(table_.columns.size());
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        const store::Column& column = table_.columns[i];
        const std::string cell = places_[i] ? row_.fields[*places_[i]].text : std::string();
        all[i] = canonical(column, cell);
        if (!places_[i]) continue;
        if (const auto expected = expected_in(column, cell)) expect(i, *expected);
        draft.cells[i] = all[i];
    }
    if (!row_is_right_) return;
    for (const Mistake& mistake : mistakes_together(table_, all)) expect(mistake.column, mistake.expected);
}

void Sheet::expect(std::size_t column, const std::string& expected) {
    row_is_right_ = false;
    const Field& field = row_.fields[places_[column].value_or(0)];
    errors_.add(file_, field.at,
                std::string(table_.columns[column].name) + ": " + expected + ", found " +
                    (places_[column] ? quoted(field.text) : "nothing"));
}

}  // namespace anju::alertd::registry
