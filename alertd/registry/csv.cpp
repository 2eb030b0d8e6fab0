#include "alertd/registry/csv.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace anju::alertd::registry {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// How many bytes the character that starts with `lead` should have.
std::size_t width_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    if (byte >= 0xf0) return 4;
    if (byte >= 0xe0) return 3;
    return byte >= 0xc0 ? 2 : 1;
}

CsvError expected(Position at, std::string what) { return {at, std::move(what)}; }

}  // namespace

void append_field(std::string& line, std::string_view cell) {
    if (cell.find_first_of(",\"\n") == std::string_view::npos) {
        line.append(cell);
        return;
    }
    line.push_back('"');
    for (const char c : cell) {
        if (c == '"') line.push_back('"');
        line.push_back(c);
    }
    line.push_back('"');
}

CsvReader::CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) offset_ = kByteOrderMark.size();
}

bool CsvReader::at_line_break() const {
    return peek() == '\n' || (peek() == '\r' && offset_ + 1 < text_.size() && text_[offset_ + 1] == '\n');
}

bool CsvReader::take(std::string* into) {
    const std::string_view character = text_.substr(offset_, width_of(peek()));
    const auto byte = static_cast<unsigned char>(peek());
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f || !is_utf8(character)) return false;
    if (into != nullptr) into->append(character);
    offset_ += character.size();
    ++at_.column;
    return true;
}

void CsvReader::take_line_break(std::string* into) {
    offset_ += peek() == '\r' ? 2 : 1;
    if (into != nullptr) into->push_back('\n');
    at_ = {at_.line + 1, 1};
}

void CsvReader::skip_line() {
    const std::size_t end = text_.find('\n', offset_);
    offset_ = end == std::string_view::npos ? text_.size() : end + 1;
    at_ = {at_.line + 1, 1};
}

std::optional<Record> CsvReader::next() {
    while (!at_end() && at_line_break()) take_line_break(nullptr);
    if (at_end()) return std::nullopt;
    Record record;
    for (bool more = true; more;) {
        Field field;
        field.at = at_;
        record.error = !at_end() && peek() == '"' ? read_quoted(field) : read_field(field);
        if (record.error) {
            // The rest of a line that cannot be read would only give errors that are not there.
            skip_line();
            return record;
        }
        record.fields.push_back(std::move(field));
        record.end = at_;
        more = !at_end() && peek() == ',';
        if (more) static_cast<void>(take(nullptr));
    }
    if (!at_end()) take_line_break(nullptr);
    return record;
}

std::optional<CsvError> CsvReader::read_field(Field& field) {
    while (!at_end() && peek() != ',' && !at_line_break()) {
        if (peek() == '"') {
            return expected(at_, "a quote only at the start of a field (write \"\" inside a quoted one)");
        }
        if (!take(&field.text)) return expected(at_, "UTF-8 text without control characters");
    }
    return std::nullopt;
}

std::optional<CsvError> CsvReader::read_quoted(Field& field) {
    static_cast<void>(take(nullptr));
    for (;;) {
        if (at_end()) return expected(field.at, "a closing quote for the field that starts here");
        if (at_line_break()) {
            take_line_break(&field.text);
        } else if (peek() == '"') {
            static_cast<void>(take(nullptr));
            if (at_end() || peek() == ',' || at_line_break()) return std::nullopt;
            if (peek() != '"') return expected(at_, "a comma or the end of the line behind a closing quote");
            static_cast<void>(take(&field.text));
        } else if (!take(&field.text)) {
            return expected(at_, "UTF-8 text without control characters");
        }
    }
}

}  // namespace anju::alertd::registry
