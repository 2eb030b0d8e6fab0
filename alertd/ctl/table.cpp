#include "alertd/ctl/table.hpp"

#include "base/text.hpp"
#include "base/time.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cctype>
#include <clocale>
#include <ctime>
#include <cwchar>

#include <wchar.h>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

/// The C library knows how wide characters are, in a locale of UTF-8; the process' own may be another.
class Utf8Locale {
public:
    Utf8Locale() : mine_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (mine_) before_ = uselocale(mine_);
    }
    ~Utf8Locale() {
        if (!mine_) return;
        uselocale(before_);
        freelocale(mine_);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;

private:
    locale_t mine_;
    locale_t before_ = nullptr;
};

std::string local_time(std::string_view text) {
    const auto time = parse_rfc3339(text);
    if (!time) return std::string(text);
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time.value()).time_since_epoch().count();
    std::tm broken{};
    if (!localtime_r(&seconds, &broken)) return std::string(text);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday,
                       broken.tm_hour, broken.tm_min, broken.tm_sec);
}

std::string shown(const json::value& value, Form form) {
    if (value.is_null()) return "";
    if (value.is_bool()) return value.get_bool() ? "yes" : form == Form::yes ? "" : "no";
    if (form == Form::percent && value.is_number()) return fmt::format("{:.1f} %", 100 * value.to_number<double>());
    if (value.is_double()) return fmt::format("{:.10g}", value.get_double());
    if (value.is_string()) {
        const std::string_view text = value.get_string();
        return form == Form::time ? local_time(text) : on_one_line(text);
    }
    if (value.is_array()) {
        std::string list;
        for (const auto& each : value.get_array()) list += (list.empty() ? "" : ", ") + shown(each, form);
        return list;
    }
    return on_one_line(json::serialize(value));
}

/// What the path leads to, through objects and every element of lists.
std::string text_at(const json::value& value, std::string_view path, Form form) {
    if (path.empty()) return shown(value, form);
    if (value.is_array()) {
        std::string list;
        for (const auto& each : value.get_array()) {
            const auto text = text_at(each, path, form);
            if (!text.empty()) list += (list.empty() ? "" : ", ") + text;
        }
        return list;
    }
    const std::size_t dot = std::min(path.find('.'), path.size());
    const json::value* member = value.is_object() ? value.get_object().if_contains(path.substr(0, dot)) : nullptr;
    return member ? text_at(*member, path.substr(std::min(dot + 1, path.size())), form) : "";
}

bool to_the_right(Form form) { return form == Form::number || form == Form::percent; }

void append_padded(std::string& line, const std::string& text, std::size_t width, bool right) {
    const std::string gap(width - std::min(width, display_width(text)), ' ');
    line += right ? gap + text : text + gap;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    const Utf8Locale locale;
    std::size_t width = 0;
    std::mbstate_t state{};
    while (!text.empty()) {
        wchar_t character = 0;
        const std::size_t length = std::mbrtowc(&character, text.data(), text.size(), &state);
        if (length == 0 || length > text.size()) {  // a zero, or no UTF-8
            ++width;
            text.remove_prefix(1);
            state = {};
            continue;
        }
        width += static_cast<std::size_t>(std::max(0, wcwidth(character)));
        text.remove_prefix(length);
    }
    return width;
}

std::string cell_of(const json::object& row, const Column& column) {
    const json::value whole(row);
    std::string_view members = column.member;
    while (!members.empty()) {
        const std::size_t bar = std::min(members.find('|'), members.size());
        auto text = text_at(whole, members.substr(0, bar), column.form);
        if (!text.empty()) return text;
        members.remove_prefix(std::min(bar + 1, members.size()));
    }
    return "";
}

std::string table_of(const std::vector<Column>& columns, const json::array& rows) {
    std::vector<std::vector<std::string>> cells;  // column by column
    std::vector<std::size_t> widths;
    for (const Column& column : columns) {
        std::vector<std::string> down;
        std::size_t widest = 0;
        for (const auto& row : rows) {
            down.push_back(row.is_object() ? cell_of(row.get_object(), column) : "");
            widest = std::max(widest, display_width(down.back()));
        }
        widths.push_back(widest == 0 ? 0 : std::max(widest, display_width(column.title)));
        cells.push_back(std::move(down));
    }
    std::string out;
    const auto add_line = [&](auto&& cell) {
        std::string line;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (widths[i] == 0) continue;
            if (!line.empty()) line += "  ";
            append_padded(line, cell(i), widths[i], to_the_right(columns[i].form));
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    add_line([&](std::size_t i) { return std::string(columns[i].title); });
    for (std::size_t r = 0; r < rows.size(); ++r) add_line([&](std::size_t i) { return cells[i][r]; });
    return out;
}

std::string table_of(const json::array& rows) {
    std::vector<std::pair<std::string, std::string>> names;  // title, member
    for (const auto& row : rows) {
        if (!row.is_object()) continue;
        for (const auto& member : row.get_object()) {
            std::string name(member.key());
            std::string title = name;
            for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            const std::pair<std::string, std::string> column(std::move(title), std::move(name));
            if (std::ranges::find(names, column) == names.end()) names.push_back(column);
        }
    }
    std::vector<Column> columns;
    for (const auto& [title, member] : names) columns.push_back({title.c_str(), member.c_str()});
    return table_of(columns, rows);
}

Section residents_section() {
    return {"residents",
            "residents",
            {{"NAME", "name"},
             {"PHONE", "phone"},
             {"BORN", "birth_year"},
             {"ALONE", "lives_alone", Form::yes},
             {"MEDICAL", "medical_notes"}}};
}

std::string sections_of(const std::vector<Section>& sections, const json::object& answer) {
    std::string out;
    for (const Section& section : sections) {
        const auto* rows = answer.if_contains(section.member);
        if (!rows || !rows->is_array() || rows->get_array().empty()) continue;
        out.append("\n").append(section.title).append("\n").append(table_of(section.columns, rows->get_array()));
    }
    return out;
}

std::string card_of(const std::vector<Column>& columns, const json::object& row) {
    std::size_t widest = 0;
    for (const Column& column : columns) widest = std::max(widest, display_width(column.title));
    std::string out;
    for (const Column& column : columns) {
        const auto text = cell_of(row, column);
        if (text.empty()) continue;
        std::string line;
        append_padded(line, column.title, widest + 2, false);
        out += line + text + "\n";
    }
    return out;
}

}  // namespace anju::alertd::ctl
