#include "alertd/api/registry_row.hpp"

#include "alertd/api/body.hpp"
#include "alertd/registry/cells.hpp"
#include "alertd/registry/pinyin.hpp"

#include <fmt/format.h>

namespace anju::alertd::api {

namespace json = boost::json;
using store::CellKind;
using store::Column;
using store::RowDraft;
using store::Table;

namespace {

json::value json_cell(const Column& column, const std::string& cell) {
    if (column.kind == CellKind::yes_no) return cell == "yes";
    if (column.kind == CellKind::number) return cell.empty() ? json::value(nullptr) : json::value(std::stoi(cell));
    return json::string(cell);
}

/// The text that stands for a field of the body; an absent or null one is empty.
Result<std::string> cell_of(const Column& column, const json::object& body) {
    constexpr std::size_t longest = 8 * 1024;
    if (column.kind == CellKind::yes_no) {
        ANJU_TRY(const auto value, bool_field(body, column.name));
        return std::string(value.value_or(false) ? "yes" : "no");
    }
    if (column.kind == CellKind::number) {
        ANJU_TRY(const auto value, number_field(body, column.name, column.least, column.most));
        return value ? std::to_string(*value) : std::string();
    }
    return text_field(body, column.name, longest);
}

Error wrong(const Column& column, const std::string& expected) {
    return fail(ErrorCode::invalid, fmt::format("field '{}': expected {}", column.name, expected));
}

}  // namespace

bool sees_persons(const Principal& principal) { return principal.role == Role::administrator; }

std::string masked_cell(const Column& column, const std::string& cell) {
    constexpr std::size_t shown_digits = 2;
    if (cell.empty()) return cell;
    if (column.kind == CellKind::phone) {
        return "***" + cell.substr(cell.size() - std::min(shown_digits, cell.size()));
    }
    if (column.name == "name") return registry::to_utf8(registry::characters_of(cell).front()) + "**";
    return "***";
}

json::object json_of(const Table& table, const store::Row& row, bool persons) {
    json::object out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        out[column.name] = column.personal && !persons ? json::value(masked_cell(column, row.cells[i]))
                                                       : json_cell(column, row.cells[i]);
    }
    out["version"] = row.version;
    return out;
}

Result<RowDraft> draft_of(const Table& table, const store::RowKey& key, const json::object& body,
                          const std::vector<std::string_view>& besides) {
    std::vector<std::string_view> known = besides;
    for (std::size_t i = table.keys; i < table.columns.size(); ++i) known.push_back(table.columns[i].name);
    ANJU_TRY(only_known(body, known));
    std::vector<std::string> cells(key.begin(), key.end());
    for (std::size_t i = table.keys; i < table.columns.size(); ++i) {
        ANJU_TRY(auto cell, cell_of(table.columns[i], body));
        cells.push_back(std::move(cell));
    }
    RowDraft draft;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Column& column = table.columns[i];
        if (const auto expected = registry::expected_in(column, cells[i])) return wrong(column, *expected);
        cells[i] = registry::canonical(column, cells[i]);
        draft.cells.emplace_back(cells[i]);
    }
    for (const auto& mistake : registry::mistakes_together(table, cells)) {
        return wrong(table.columns[mistake.column], mistake.expected);
    }
    return draft;
}

}  // namespace anju::alertd::api
