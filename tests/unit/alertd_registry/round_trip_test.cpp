// Whatever is in the registry comes back from a CSV file exactly: properties over generated rows.
#include "alertd/registry/cells.hpp"
#include "alertd/registry/pinyin.hpp"
#include "alertd/registry/registry.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace anju;
using namespace anju::alertd;
using anju::tests::TempDir;
using store::CellKind;
using store::TableId;

namespace {

/// Random rows that are right: every id names what an earlier table holds.
class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::vector<store::RowDraft> rows(const store::Table& table, std::size_t count) {
        std::vector<store::RowDraft> rows;
        for (std::size_t n = 0; n < count; ++n) {
            store::RowDraft draft;
            for (const auto& column : table.columns) draft.cells.push_back(cell(table, column, n));
            rows.push_back(std::move(draft));
        }
        return rows;
    }

private:
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

    std::string text(std::size_t most_characters, bool required) {
        static const std::vector<char32_t> odd{U'"',      U',',      U'\n', U'\t', U' ',  U'\'', U'=',
                                               U';',      U'é',      U'上', U'老', U'𠮷', U'😀',  U'\xfeff',
                                               U'\xe5e5', U'\x1e3f', U'ü',  U'a',  U'0'};
        std::string text;
        for (std::size_t n = below(most_characters) + (required ? 1 : 0); n > 0; --n) {
            text += registry::to_utf8(odd[below(odd.size())]);
        }
        return text;
    }

    std::string cell(const store::Table& table, const store::Column& column, std::size_t row) {
        const std::string number = std::to_string(row);
        switch (column.kind) {
            case CellKind::id: return std::string(table.name) + " \"" + number + "\"";
            case CellKind::gateway: return "gw-" + number;
            // Rows of the same number exist: each table has as many.
            case CellKind::reference:
                if (column.name == "team") return "responders \"0\"";
                return std::string(store::table_of(column.refers_to).name) + " \"" + number + "\"";
            case CellKind::text:
                // Scopes and ways depend on one another, which other tests look at.
                if (table.id == TableId::responders && column.name != "name") return "";
                if (column.name == "address") return text(20, false);
                return text(20, column.required);
            case CellKind::phone: return below(2) == 0 ? "" : "+86 (21) 5550-0" + number;
            case CellKind::yes_no: return below(2) == 0 ? "yes" : "no";
            case CellKind::number:
                return below(3) == 0 ? "" : std::to_string(column.least + static_cast<int>(below(9)));
            case CellKind::word:
                if (column.name == "level") return "district";
                if (column.name == "channel") return "log";
                if (table.id == TableId::responders) return row == 0 ? "team" : below(2) == 0 ? "person" : "member";
                return std::string(store::words_of(column)[below(store::words_of(column).size())]);
            case CellKind::date: break;
        }
        return below(2) == 0 ? "" : "2024-02-29";
    }

    std::mt19937 random_;
};

struct District {
    TempDir directory{"round-trip"};
    std::string path = (directory / "alertd.db").string();
    std::unique_ptr<store::Writer> writer = store::open_sqlite_writer({path, 100, 0}).value();
    std::unique_ptr<store::Reader> reader = store::open_sqlite_reader(path).value();

    [[nodiscard]] std::vector<std::vector<std::string>> cells(TableId table) const {
        store::RowFilter filter;
        filter.limit = 1'000;
        std::vector<std::vector<std::string>> all;
        const auto rows = reader->registry().rows(table, filter).value();
        for (const auto& row : rows) all.push_back(row.cells);
        return all;
    }
};

}  // namespace

TEST_CASE("what is exported in any encoding is imported exactly, and a second time changes nothing") {
    constexpr registry::Encoding encodings[] = {registry::Encoding::utf8, registry::Encoding::utf8_bom,
                                                registry::Encoding::gb18030};
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        District from;
        Generator generator(seed);
        REQUIRE(from.writer->begin());
        for (const auto& table : store::registry_tables()) {
            auto rows = generator.rows(table, 25);
            // The team itself is no member.
            if (table.id == TableId::team_members) rows.erase(rows.begin());
            const auto put = from.writer->registry().put(table.id, rows);
            REQUIRE_MESSAGE(put, put.error().message);
        }
        REQUIRE(from.writer->commit());

        const auto files = from.directory / "export";
        const auto encoding = encodings[seed % 3];
        const auto exported = registry::export_directory(from.reader->registry(), files, encoding, nullptr);
        REQUIRE_MESSAGE(exported, exported.error().message);

        District to;
        registry::ImportOptions options;
        options.encoding = seed % 2 == 0 ? registry::Encoding::detect : encoding;
        const auto imported = registry::import_directory(*to.writer, *to.reader, files, options);
        REQUIRE_MESSAGE(imported, imported.error().message);
        CHECK(imported.value().added == exported.value());
        for (const auto& table : store::registry_tables()) CHECK(to.cells(table.id) == from.cells(table.id));

        const auto again = registry::import_directory(*to.writer, *to.reader, files, options);
        REQUIRE(again);
        CHECK(again.value() == store::ImportCounts{0, 0, exported.value()});
    }
}

TEST_CASE("every canonical cell is right and stays as it is") {
    Generator generator(7);
    for (const auto& table : store::registry_tables()) {
        for (const auto& row : generator.rows(table, 50)) {
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const auto& column = table.columns[i];
                CHECK_FALSE(registry::expected_in(column, *row.cells[i]));
                CHECK(registry::canonical(column, *row.cells[i]) == *row.cells[i]);
            }
        }
    }
}
