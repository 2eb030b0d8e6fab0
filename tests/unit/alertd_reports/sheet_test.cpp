#include "alertd/reports/sheet.hpp"

#include <doctest/doctest.h>

using namespace anju::alertd::reports;

TEST_CASE("a sheet becomes CSV that a spreadsheet reads and does not run") {
    const Sheet sheet{{"name", "count", "share"},
                      {{std::string("长寿路"), std::int64_t{3}, 0.25},
                       {std::string("a \"b\", c"), std::int64_t{-1}, std::monostate()},
                       {std::string("=HYPERLINK(1)"), std::int64_t{0}, 1.0}}};
    CHECK(csv_of(sheet, false) ==
          "name,count,share\r\n"
          "长寿路,3,0.25\r\n"
          "\"a \"\"b\"\", c\",-1,\r\n"
          "'=HYPERLINK(1),0,1\r\n");
    CHECK(csv_of(sheet, true).starts_with("\xEF\xBB\xBFname"));
}

TEST_CASE("a share of nothing is nothing") {
    CHECK(share(1, 4) == Cell(0.25));
    CHECK(share(0, 0) == Cell(std::monostate()));
}
