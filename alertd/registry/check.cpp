// Whether the files of an import are right: every cell, and every reference.
#include "alertd/registry/cells.hpp"
#include "alertd/registry/registry.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <unordered_map>

namespace anju::alertd::registry {

using store::CellKind;
using store::RowDraft;
using store::Table;
using store::TableId;

namespace {

/// Words for what a reference names, as people say it.
std::string_view singular(TableId table) {
    switch (table) {
        case TableId::streets: return "street";
        case TableId::committees: return "committee";
        case TableId::homes: return "home";
        case TableId::residents: return "resident";
        default: return "responder";
    }
}

/// Tables that other rows refer to.
constexpr std::array kReferredTo{TableId::streets, TableId::committees, TableId::homes, TableId::residents,
                                 TableId::responders};

/// What is being put together: every id that later rows may name, and what is wrong.
class Checking {
public:
    Checking(Known known, ErrorList& errors) : known_(std::move(known)), errors_(errors) {
        for (const auto& [team, member] : known_.memberships) {
            has_members_.insert(team);
            members_.insert(member);
        }
    }

    void file(const TableText& file) {
        const Table& table = *file.table;
        if (!file.readable) incomplete_.insert(table.id);
        if (!file.readable) return;
        Sheet sheet(file.file, file.text, table, errors_);
        // Every reference into a table that cannot be read would be reported, and none would be the fault.
        if (!sheet.valid()) incomplete_.insert(table.id);
        std::unordered_map<std::string, std::size_t> lines;
        for (RowDraft draft; sheet.next(draft);) {
            ++rows_;
            const std::string key = join(key_of(table, draft));
            const auto [seen, fresh] = lines.emplace(key, sheet.line());
            if (!fresh) {
                sheet.expect(table.keys - 1, "each id once, line " + std::to_string(seen->second) + " has it too");
            }
            look_at_references(sheet, table, draft);
            if (table.keys == 1 && table.columns.front().kind == CellKind::id) {
                known_.ids[table.id].insert(*draft.cells.front());
            }
        }
    }

    [[nodiscard]] std::uint64_t rows() const { return rows_; }

private:
    static std::string join(const store::RowKey& key) {
        std::string text;
        for (const std::string& part : key) text += part + "\n";
        return text;
    }

    [[nodiscard]] bool knows(TableId table, const std::string& id) const {
        if (incomplete_.contains(table)) return true;
        const auto ids = known_.ids.find(table);
        return ids != known_.ids.end() && ids->second.contains(id);
    }

    void refer(Sheet& sheet, std::size_t column, TableId to, const std::string& id) {
        if (id.empty() || knows(to, id)) return;
        sheet.expect(column, "the id of a " + std::string(singular(to)) + " of this import or of the store");
    }

    void look_at_references(Sheet& sheet, const Table& table, const RowDraft& draft) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto& column = table.columns[i];
            if (column.kind == CellKind::reference && draft.cells[i]) {
                refer(sheet, i, column.refers_to, *draft.cells[i]);
            }
        }
        if (!sheet.row_is_right()) return;
        if (table.id == TableId::responders) look_at_responder(sheet, table, draft);
        if (table.id == TableId::team_members) look_at_member(sheet, draft);
    }

    void look_at_responder(Sheet& sheet, const Table& table, const RowDraft& draft) {
        const auto cell = [&](std::string_view name) { return draft.cells[column_at(table, name)].value_or(""); };
        const std::size_t scope = column_at(table, "scope");
        if (const auto scopes = table_of_level(cell("level"))) refer(sheet, scope, *scopes, cell("scope"));
        const std::size_t kind = column_at(table, "kind");
        if (!draft.cells[kind]) return;
        const std::string& id = *draft.cells.front();
        const bool team = *draft.cells[kind] == "team";
        if (!team && has_members_.contains(id)) sheet.expect(kind, "team: it has members");
        if (team && members_.contains(id)) sheet.expect(kind, "another word than team: it is a member of one");
        if (team) {
            known_.teams.insert(id);
        } else {
            known_.teams.erase(id);
        }
    }

    void look_at_member(Sheet& sheet, const RowDraft& draft) {
        if (incomplete_.contains(TableId::responders)) return;
        if (!known_.teams.contains(*draft.cells[0])) sheet.expect(0, "a responder of kind team");
        if (known_.teams.contains(*draft.cells[1])) sheet.expect(1, "a responder that is no team");
    }

    Known known_;
    std::unordered_set<std::string> has_members_, members_;
    ErrorList& errors_;
    std::set<TableId> incomplete_;
    std::uint64_t rows_ = 0;
};

TableText read_file(const Table& table, const std::filesystem::path& path, Encoding encoding, ErrorList& errors) {
    TableText file{&table, path.string(), {}, false};
    std::ifstream stream(path, std::ios::binary);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (!stream || error) {
        errors.add(file.file, "a file that can be read");
        return file;
    }
    if (bytes > kMostFileBytes) {
        errors.add(file.file, "a file of at most 256 MiB");
        return file;
    }
    auto text = decode(std::string(std::istreambuf_iterator<char>(stream), {}), encoding);
    file.readable = text.has_value();
    if (text) {
        file.text = std::move(text).value();
    } else {
        errors.add_line(file.file + ":" + text.error().message);
    }
    return file;
}

std::string file_names() {
    std::string names;
    for (const Table& table : store::registry_tables()) {
        names.append(names.empty() ? "" : ", ").append(table.name).append(".csv");
    }
    return names;
}

void look_for_strangers(const std::filesystem::path& directory, ErrorList& errors) {
    std::set<std::filesystem::path> strangers;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        const auto& path = entry.path();
        if (path.extension() == ".csv" && store::find_table(path.stem().string()) == nullptr) strangers.insert(path);
    }
    for (const auto& path : strangers) errors.add(path.string(), "a name out of " + file_names());
}

}  // namespace

Result<std::vector<TableText>> read_directory(const std::filesystem::path& directory, Encoding encoding,
                                              ErrorList& errors) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error)) {
        return fail(ErrorCode::not_found, directory.string() + ": expected a directory with CSV files");
    }
    look_for_strangers(directory, errors);
    std::vector<TableText> files;
    for (const Table& table : store::registry_tables()) {
        const auto path = directory / (std::string(table.name) + ".csv");
        if (std::filesystem::exists(path, error)) files.push_back(read_file(table, path, encoding, errors));
    }
    if (files.empty() && errors.empty()) {
        return fail(ErrorCode::not_found, directory.string() + ": expected one of " + file_names());
    }
    return files;
}

Result<Known> known_in(store::RegistryReader& reader) {
    Known known;
    for (const TableId table : kReferredTo) {
        ANJU_TRY(known.ids[table], reader.ids(table));
    }
    store::RowFilter filter;
    filter.limit = 1'000;
    filter.where = {"kind", "team"};
    for (bool more = true; more;) {
        ANJU_TRY(auto teams, reader.rows(TableId::responders, filter));
        for (const auto& team : teams) known.teams.insert(team.cells.front());
        more = teams.size() == filter.limit;
        if (more) filter.after = key_of(store::table_of(TableId::responders), teams.back());
    }
    filter.where.reset();
    filter.after.reset();
    for (bool more = true; more;) {
        ANJU_TRY(auto rows, reader.rows(TableId::team_members, filter));
        for (const auto& row : rows) known.memberships.emplace_back(row.cells[0], row.cells[1]);
        more = rows.size() == filter.limit;
        if (more) filter.after = key_of(store::table_of(TableId::team_members), rows.back());
    }
    return known;
}

Result<ImportPreview> preview_of(store::RegistryReader& reader, const std::vector<TableText>& files) {
    ImportPreview preview;
    auto& [counts, changes] = preview;
    for (const TableText& file : files) {
        ErrorList none;
        Sheet sheet(file.file, file.text, *file.table, none);
        for (RowDraft draft; sheet.next(draft);) {
            const auto key = key_of(*file.table, draft);
            ANJU_TRY(const auto stored, reader.row(file.table->id, key));
            std::string columns;
            for (std::size_t i = 0; stored && i < draft.cells.size(); ++i) {
                if (!draft.cells[i] || *draft.cells[i] == stored->cells[i]) continue;
                columns.append(columns.empty() ? "" : " ").append(file.table->columns[i].name);
            }
            if (stored && columns.empty()) {
                ++counts.unchanged;
                continue;
            }
            if (counts.added + counts.changed < kMostPreviewed) {
                changes.append(file.table->name)
                    .append("\t")
                    .append(columns)
                    .append("\t")
                    .append(store::text_of(key))
                    .append("\n");
            }
            ++(stored ? counts.changed : counts.added);
        }
    }
    return preview;
}

std::uint64_t check(const std::vector<TableText>& files, Known known, ErrorList& errors) {
    Checking checking(std::move(known), errors);
    for (const TableText& file : files) checking.file(file);
    return checking.rows();
}

}  // namespace anju::alertd::registry
