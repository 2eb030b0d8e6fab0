#include "alertd/registry/csv.hpp"

#include <doctest/doctest.h>

using namespace anju::alertd::registry;

namespace {

using Cells = std::vector<std::vector<std::string>>;

/// All records as text; an error ends its record with "!line:column".
Cells read(std::string_view text) {
    CsvReader reader(text);
    Cells cells;
    while (auto record = reader.next()) {
        auto& row = cells.emplace_back();
        for (const Field& field : record->fields) row.push_back(field.text);
        if (record->error) {
            row.push_back("!" + std::to_string(record->error->at.line) + ":" +
                          std::to_string(record->error->at.column));
        }
    }
    return cells;
}

}  // namespace

TEST_CASE("records end with LF, CRLF or the end of the file") {
    const Cells expected{{"a", "b"}, {"c", ""}};
    CHECK(read("a,b\nc,") == expected);
    CHECK(read("a,b\r\nc,\r\n") == expected);
    CHECK(read("a,b\n\n\r\nc,\n") == expected);
    CHECK(read("").empty());
    CHECK(read("\n\n").empty());
}

TEST_CASE("a byte order mark is not part of the first field") {
    CHECK(read("\xef\xbb\xbfid,name\n") == Cells{{"id", "name"}});
}

TEST_CASE("quoted fields hold commas, quotes and line breaks") {
    CHECK(read("\"a,b\",\"say \"\"hi\"\"\",\"one\r\ntwo\"\nnext,\"\"\n") ==
          Cells{{"a,b", "say \"hi\"", "one\ntwo"}, {"next", ""}});
}

TEST_CASE("columns count characters, lines count line breaks inside quotes too") {
    CsvReader reader("厨房,x\n\"a\nb\",y\nz,w\n");
    auto record = reader.next();
    REQUIRE(record);
    CHECK(record->fields[1].at == Position{1, 4});
    CHECK(record->end == Position{1, 5});
    record = reader.next();
    REQUIRE(record);
    CHECK(record->fields[0].at == Position{2, 1});
    CHECK(record->fields[1].at == Position{3, 4});
    record = reader.next();
    REQUIRE(record);
    CHECK(record->fields[1].at == Position{4, 3});
}

TEST_CASE("an error has its place, and reading goes on behind it") {
    CHECK(read("a,b\"c\nd\n") == Cells{{"a", "!1:4"}, {"d"}});
    CHECK(read("\"a\"b,c\nd\n") == Cells{{"!1:4"}, {"d"}});
    CHECK(read("ok\nx,\"never closed\nmore\n") == Cells{{"ok"}, {"x", "!2:3"}});
    CHECK(read("a\xff,b\nc\n") == Cells{{"!1:2"}, {"c"}});
    CHECK(read("a\xe5\x8e") == Cells{{"!1:2"}});
    CHECK(read(std::string_view("a\0b\nc", 5)) == Cells{{"!1:2"}, {"c"}});
    CHECK(read("a\rb\nc") == Cells{{"!1:2"}, {"c"}});
    CHECK(read("\"a\x01\"\nc") == Cells{{"!1:3"}, {"c"}});
}
