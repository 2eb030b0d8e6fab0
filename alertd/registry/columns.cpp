#include "alertd/registry/columns.hpp"

#include <algorithm>
#include <charconv>

namespace anju::alertd::registry {

namespace {

constexpr std::size_t kMostIdBytes = 128;
constexpr std::size_t kMostPhoneBytes = 32;

std::string quoted(const std::string& text) {
    // A cell may be a whole page; the start of it is enough to find it.
    constexpr std::size_t most = 60;
    return text.size() <= most ? "\"" + text + "\"" : "a text of " + std::to_string(text.size()) + " bytes";
}

bool has_outer_space(const std::string& text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    return !text.empty() && (is_space(text.front()) || is_space(text.back()));
}

}  // namespace

void ErrorList::add(const std::string& file, Position at, const std::string& expected) {
    if (++count_ > kMost) return;
    lines_.push_back(file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": expected " + expected);
}

std::string ErrorList::text() const {
    std::string text;
    for (const std::string& line : lines_) text += (text.empty() ? "" : "\n") + line;
    if (count_ > lines_.size()) text += "\nand " + std::to_string(count_ - lines_.size()) + " more";
    return text;
}

Sheet::Sheet(std::string file, std::string_view text, std::span<const Column> columns, ErrorList& errors)
    : file_(std::move(file)), errors_(errors), reader_(text) {
    for (const Column& column : columns) required_[column.name] = column.required;
    read_header(columns);
}

void Sheet::read_header(std::span<const Column> columns) {
    std::string names;
    for (const Column& column : columns) names.append(names.empty() ? "" : ",").append(column.name);
    auto header = reader_.next();
    if (!header) return errors_.add(file_, "a header line: " + names);
    if (header->error) return errors_.add(file_, header->error->at, header->error->expected);
    valid_ = true;
    width_ = header->fields.size();
    for (std::size_t i = 0; i < width_; ++i) {
        const Field& field = header->fields[i];
        const auto known = std::find_if(columns.begin(), columns.end(),
                                        [&](const Column& column) { return column.name == field.text; });
        if (known == columns.end()) {
            valid_ = false;
            errors_.add(file_, field.at, "one of the columns " + names + ", found " + quoted(field.text));
        } else if (!places_.emplace(known->name, i).second) {
            valid_ = false;
            errors_.add(file_, field.at, "each column once, found " + quoted(field.text) + " again");
        }
    }
    for (const Column& column : columns) {
        if (places_.contains(column.name)) continue;
        left_out_.emplace_back(column.name);
        if (!column.required) continue;
        valid_ = false;
        errors_.add(file_, header->end, "a column \"" + std::string(column.name) + "\"");
    }
}

bool Sheet::next() {
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
            return true;
        }
    }
    return false;
}

const Field* Sheet::cell(std::string_view column) const {
    const auto place = places_.find(column);
    return place == places_.end() ? nullptr : &row_.fields[place->second];
}

const std::string& Sheet::text(std::string_view column) const {
    static const std::string none;
    const Field* field = cell(column);
    return field == nullptr ? none : field->text;
}

void Sheet::expect(std::string_view column, const std::string& expected) {
    const Field* field = cell(column);
    errors_.add(file_, field == nullptr ? row_.fields.front().at : field->at,
                std::string(column) + ": " + expected + ", found " + quoted(text(column)));
}

std::string Sheet::id(std::string_view column) {
    const std::string& value = text(column);
    if (value.empty() || value.size() > kMostIdBytes || has_outer_space(value) ||
        value.find_first_of("\n\t") != std::string::npos) {
        expect(column, "an id of 1 to 128 bytes without outer spaces or line breaks");
    }
    return value;
}

std::string Sheet::words(std::string_view column, std::size_t most) {
    const std::string& value = text(column);
    if (value.size() > most) {
        expect(column, "at most " + std::to_string(most) + " bytes");
    } else if (value.empty() && required_.at(column)) {
        expect(column, "a text");
    }
    return value;
}

std::string Sheet::phone(std::string_view column) {
    const std::string& value = text(column);
    if (value.size() > kMostPhoneBytes || value.find_first_not_of("0123456789+- ()*#,") != std::string::npos) {
        expect(column, "a phone number of at most 32 digits, spaces and + - ( ) * # ,");
    }
    return value;
}

bool Sheet::yes_or_no(std::string_view column) {
    const std::string& value = text(column);
    const bool yes = value == "yes" || value == "是";
    if (!yes && !value.empty() && value != "no" && value != "否") expect(column, "yes or no");
    return yes;
}

int Sheet::number(std::string_view column, int least, int most) {
    const std::string& value = text(column);
    if (value.empty()) return 0;
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size() && number >= least && number <= most) return number;
    expect(column, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return 0;
}

bool Sheet::unique(std::string_view column, const std::string& key) {
    const auto [seen, fresh] = seen_.emplace(key, row_.fields.front().at.line);
    if (!fresh) expect(column, "each id once, line " + std::to_string(seen->second) + " has it too");
    return fresh;
}

}  // namespace anju::alertd::registry
