#include "alertd/reports/sheet.hpp"

#include <fmt/format.h>

namespace anju::alertd::reports {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') out += '"';
    }
    return out + "\"";
}

std::string csv_text(std::string_view text) {
    std::string safe(text);
    if (!safe.empty() && std::string_view("=+-@\t\r").find(safe.front()) != std::string_view::npos) {
        safe.insert(safe.begin(), '\'');
    }
    return safe.find_first_of(",\"\r\n") == std::string::npos ? safe : quoted(safe);
}

struct AsText {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return fmt::format("{:.6g}", value); }
    std::string operator()(const std::string& value) const { return csv_text(value); }
};

}  // namespace

Cell share(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return std::monostate();
    return static_cast<double>(part) / static_cast<double>(whole);
}

std::string csv_of(const Sheet& sheet, bool bom) {
    std::string out = bom ? "\xEF\xBB\xBF" : "";
    const auto add_line = [&](const auto& cells, auto&& text) {
        const char* separator = "";
        for (const auto& cell : cells) {
            out += separator;
            out += text(cell);
            separator = ",";
        }
        out += "\r\n";
    };
    add_line(sheet.columns, [](const std::string& name) { return csv_text(name); });
    for (const auto& row : sheet.rows) {
        add_line(row, [](const Cell& cell) { return std::visit(AsText(), cell); });
    }
    return out;
}

}  // namespace anju::alertd::reports
