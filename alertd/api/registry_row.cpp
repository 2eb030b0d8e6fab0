#include "alertd/api/registry_row.hpp"

#include "alertd/api/body.hpp"
#include "alertd/registry/cells.hpp"

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

std::string masked_cell(const Column& column, const std::string& cell) {
    if (column.kind == CellKind::phone) return core::masked_phone(cell);
    return column.name == "name" ? core::masked_name(cell) : core::masked_words(cell);
}

}  // namespace

core::Sight sight_outside_cases(const Principal& principal) { return core::sight_of(principal.role, false); }

core::Sight sight_of_table(const Table& table, const Principal& principal) {
    const bool people_at_work = table.id == store::TableId::responders;
    auto sight = core::sight_of(principal.role, people_at_work);
    if (table.id == store::TableId::access_notes) sight.persons = false;
    return sight;
}

json::object json_of(const Table& table, const store::Row& row, const core::Sight& sight) {
    json::object out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        const std::string& cell = row.cells[i];
        const bool address = table.id == store::TableId::homes && column.name == "address";
        if (address && !sight.addresses) {
            out[column.name] = core::masked_address(cell);
        } else if (column.personal && !sight.persons) {
            const bool is_number = column.kind == CellKind::number;
            out[column.name] = is_number ? json::value(nullptr) : json::value(masked_cell(column, cell));
        } else {
            out[column.name] = json_cell(column, cell);
        }
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
