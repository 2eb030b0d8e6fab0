#include "alertd/reports/page.hpp"

#include "alertd/reports/chart.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace anju::alertd::reports {

namespace {

bool is_number(const Cell& cell) {
    return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

std::string read_word(const std::string& text, Language language, const Names& names) {
    if (const auto found = names.find(text); found != names.end()) return escaped(found->second);
    if (const auto reading = reading_of(text, language)) return std::string(*reading);
    return escaped(text);
}

std::string text_of(const Cell& cell, Language language, const Names& names) {
    if (const auto* text = std::get_if<std::string>(&cell)) return read_word(*text, language, names);
    if (const auto* count = std::get_if<std::int64_t>(&cell)) return std::to_string(*count);
    if (const auto* share = std::get_if<double>(&cell)) return percent(*share);
    return "–";
}

/// A column is one of numbers when its cells are, so that its title stands over them.
bool holds_numbers(const Sheet& sheet, std::size_t column) {
    return std::ranges::any_of(sheet.rows, [&](const auto& row) { return is_number(row[column]); });
}

}  // namespace

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string table_of(const Sheet& sheet, Language language, const Names& names,
                     const std::vector<std::string_view>& hidden) {
    if (sheet.rows.empty()) return "<p class=\"note\">–</p>";
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
        if (std::ranges::find(hidden, sheet.columns[i]) == hidden.end()) shown.push_back(i);
    }
    const auto kind = [&](std::size_t i) { return holds_numbers(sheet, i) ? " class=\"number\"" : ""; };
    std::string out = "<table><thead><tr>";
    for (const std::size_t i : shown) {
        out += fmt::format("<th scope=\"col\"{}>{}</th>", kind(i), read_word(sheet.columns[i], language, {}));
    }
    out += "</tr></thead><tbody>";
    for (const auto& row : sheet.rows) {
        out += "<tr>";
        for (const std::size_t i : shown)
            out += fmt::format("<td{}>{}</td>", kind(i), text_of(row[i], language, names));
        out += "</tr>";
    }
    return out + "</tbody></table>";
}

std::string tiles_of(const std::vector<Tile>& tiles, Language language) {
    constexpr Text before{"上月", "month before"};
    constexpr Text target{"目标", "target"};
    std::string out = "<ul class=\"tiles\">";
    for (const Tile& tile : tiles) {
        out += fmt::format("<li><span>{}</span><b>{}</b><span>{} {}", tile.label, text_of(tile.value, language, {}),
                           before.in(language), text_of(tile.before, language, {}));
        if (is_number(tile.target))
            out += fmt::format(" · {} ≥ {}", target.in(language), text_of(tile.target, language, {}));
        out += "</span></li>";
    }
    return out + "</ul>";
}

std::string judged_table(const std::vector<Judged>& rows, Language language) {
    constexpr Text figure{"指标", "Figure"}, value{"数值", "Value"}, target{"要求", "Target"},
        verdict{"结论", "Verdict"};
    constexpr Text good{"达标", "met"}, bad{"未达标", "not met"};
    std::string out = fmt::format(
        "<table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"number\">{}</th><th scope=\"col\" "
        "class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        figure.in(language), value.in(language), target.in(language), verdict.in(language));
    for (const Judged& row : rows) {
        out += fmt::format("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>", row.label,
                           row.value, escaped(row.target));
        if (row.target.empty()) {
            out += "<td></td></tr>";
        } else {
            out += fmt::format("<td class=\"{}\">{}</td></tr>", row.good ? "good" : "bad",
                               (row.good ? good : bad).in(language));
        }
    }
    return out + "</tbody></table>";
}

}  // namespace anju::alertd::reports
