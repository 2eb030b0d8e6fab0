#include "alertd/registry/csv.hpp"
#include "alertd/registry/registry.hpp"

#include <cstdio>
#include <memory>

namespace anju::alertd::registry {

using store::Table;

namespace {

constexpr std::size_t kPage = 1'000;

std::string header_of(const Table& table) {
    std::string line;
    for (const auto& column : table.columns) line.append(line.empty() ? "" : ",").append(column.name);
    return line + "\n";
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Error cannot_write(const std::filesystem::path& path) {
    return fail(ErrorCode::unavailable, path.string() + ": cannot be written");
}

}  // namespace

Result<std::uint64_t> export_table(store::RegistryReader& reader, const Table& table, const store::RowScope& scope,
                                   Encoding encoding, const std::function<Result<void>(std::string_view)>& write) {
    std::string text = header_of(table);
    std::uint64_t count = 0;
    store::RowFilter filter;
    filter.scope = scope;
    filter.limit = kPage;
    for (bool more = true; more;) {
        ANJU_TRY(auto rows, reader.rows(table.id, filter));
        for (const store::Row& row : rows) {
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                if (i > 0) text.push_back(',');
                append_field(text, row.cells[i]);
            }
            text.push_back('\n');
        }
        // The byte order mark belongs to the first piece only.
        const bool first = count == 0 || encoding != Encoding::utf8_bom;
        ANJU_TRY(const auto bytes, encode(text, first ? encoding : Encoding::utf8));
        ANJU_TRY(write(bytes));
        text.clear();
        count += rows.size();
        more = rows.size() == filter.limit;
        if (more) filter.after = key_of(table, rows.back());
    }
    return count;
}

Result<std::uint64_t> export_directory(
    store::RegistryReader& reader, const std::filesystem::path& directory, Encoding encoding,
    const std::function<void(std::string_view table, std::uint64_t rows)>& progress) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return fail(ErrorCode::unavailable, directory.string() + ": " + error.message());
    std::uint64_t rows = 0;
    for (const Table& table : store::registry_tables()) {
        store::RowFilter one;
        one.limit = 1;
        ANJU_TRY(const auto any, reader.rows(table.id, one));
        if (any.empty()) continue;
        const auto path = directory / (std::string(table.name) + ".csv");
        File file(std::fopen(path.c_str(), "wb"), &std::fclose);
        if (!file) return cannot_write(path);
        // They name people.
        using std::filesystem::perms;
        std::filesystem::permissions(path, perms::owner_read | perms::owner_write, error);
        if (error) return cannot_write(path);
        ANJU_TRY(const auto written, export_table(reader, table, {}, encoding, [&](std::string_view bytes) {
                     const bool all = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
                     return all ? success() : Result<void>(cannot_write(path));
                 }));
        if (std::fclose(file.release()) != 0) return cannot_write(path);
        rows += written;
        if (progress) progress(table.name, written);
    }
    return rows;
}

}  // namespace anju::alertd::registry
