#include "alertd/registry/registry.hpp"

namespace anju::alertd::registry {

using store::RowDraft;
using store::Table;

namespace {

/// Rows in one entry of the journal, and between two words of progress.
constexpr std::size_t kPiece = 200;

core::JournalEntry entry_of(std::string event, Facts detail, const ImportOptions& options) {
    core::JournalEntry entry;
    entry.at = options.at;
    entry.event = std::move(event);
    entry.actor = options.actor;
    entry.detail = std::move(detail);
    return entry;
}

void add(store::ImportCounts& to, const store::ImportCounts& more) {
    to.added += more.added;
    to.changed += more.changed;
    to.unchanged += more.unchanged;
}

class Importing {
public:
    Importing(store::Writer& writer, const ImportOptions& options, std::uint64_t rows)
        : writer_(writer), options_(options), rows_(rows) {}

    Result<void> file(const TableText& file) {
        ErrorList none;  // it was checked
        Sheet sheet(file.file, file.text, *file.table, none);
        std::vector<RowDraft> piece;
        for (RowDraft draft; sheet.next(draft);) {
            piece.push_back(std::move(draft));
            if (piece.size() == kPiece) {
                ANJU_TRY(put(*file.table, piece));
            }
        }
        return put(*file.table, piece);
    }

    Result<void> end() {
        return journal("registry.imported", {{"added", std::to_string(counts_.added)},
                                             {"changed", std::to_string(counts_.changed)},
                                             {"unchanged", std::to_string(counts_.unchanged)},
                                             {"reason", options_.reason}});
    }

    [[nodiscard]] const store::ImportCounts& counts() const { return counts_; }

private:
    Result<void> put(const Table& table, std::vector<RowDraft>& piece) {
        if (piece.empty()) return success();
        ANJU_TRY(auto report, writer_.registry().put(table.id, piece));
        add(counts_, report.counts);
        done_ += piece.size();
        piece.clear();
        if (!report.changes.empty()) {
            ANJU_TRY(journal("registry.rows_imported", facts_of(table, report)));
        }
        if (options_.progress) options_.progress(done_, rows_);
        return success();
    }

    Result<void> journal(std::string event, Facts detail) {
        ANJU_TRY(writer_.append(entry_of(std::move(event), std::move(detail), options_)));
        return success();
    }

    store::Writer& writer_;
    const ImportOptions& options_;
    const std::uint64_t rows_;
    std::uint64_t done_ = 0;
    store::ImportCounts counts_;
};

Result<store::ImportCounts> import_files(store::Writer& writer, const std::vector<TableText>& files, std::uint64_t rows,
                                         const ImportOptions& options) {
    Importing importing(writer, options, rows);
    for (const TableText& file : files) {
        ANJU_TRY(importing.file(file));
    }
    if (options.dry_run) return importing.counts();
    ANJU_TRY(importing.end());
    ANJU_TRY(writer.commit());
    return importing.counts();
}

}  // namespace

Facts facts_of(const Table& table, const store::PutReport& report) {
    std::string added, changed;
    for (const store::RowChange& row : report.changes) {
        std::string& list = row.added ? added : changed;
        list.append(list.empty() ? "" : ", ").append(store::text_of(row.key));
        if (row.added) continue;
        std::string fields;
        for (const std::string_view field : row.fields) fields.append(fields.empty() ? "" : " ").append(field);
        list.append(" (").append(fields).append(")");
    }
    Facts facts{{"table", std::string(table.name)}};
    if (!added.empty()) facts.emplace_back("added", std::move(added));
    if (!changed.empty()) facts.emplace_back("changed", std::move(changed));
    return facts;
}

Result<store::ImportCounts> import_directory(store::Writer& writer, store::Reader& reader,
                                             const std::filesystem::path& directory, const ImportOptions& options) {
    ANJU_TRY(auto known, known_in(reader.registry()));
    ErrorList errors;
    ANJU_TRY(const auto files, read_directory(directory, options.encoding, errors));
    const std::uint64_t rows = check(files, std::move(known), errors);
    if (!errors.empty()) return fail(ErrorCode::invalid, errors.text());
    ANJU_TRY(writer.begin());
    auto counts = import_files(writer, files, rows, options);
    // After a commit there is nothing left to undo; in every other case nothing may stay.
    writer.rollback();
    return counts;
}

}  // namespace anju::alertd::registry
