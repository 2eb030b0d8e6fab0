#include "alertd/ctl/table.hpp"
#include "alertd/ctl/client.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace anju::alertd::ctl;
namespace json = boost::json;

TEST_CASE("a Chinese character is two columns wide, and a table stays straight with them") {
    CHECK(display_width("王奶奶") == 6);
    CHECK(display_width("abc") == 3);
    CHECK(display_width("") == 0);
    CHECK(display_width("\xFF\xFE") == 2);
    const auto rows = json::parse(R"([{"name":"王奶奶","age":86},{"name":"Li","age":9}])").as_array();
    CHECK(table_of({{"NAME", "name"}, {"AGE", "age", Form::number}}, rows) ==
          "NAME    AGE\n"
          "王奶奶   86\n"
          "Li        9\n");
}

TEST_CASE("what a cell shows cannot move the cursor") {
    const auto row = json::parse(R"({"name":"a\u001b[2Jb\nc"})").as_object();
    const auto cell = cell_of(row, {"", "name"});
    CHECK(cell.find('\x1b') == std::string::npos);
    CHECK(cell.find('\n') == std::string::npos);
}

TEST_CASE("a column finds its member inside objects, and the first of several that says something") {
    const auto row =
        json::parse(R"({"place":{"street":"s1"},"a":null,"b":"x","yes":true,"no":false,"share":0.5})").as_object();
    CHECK(cell_of(row, {"", "place.street"}) == "s1");
    CHECK(cell_of(row, {"", "place.street.deeper"}).empty());
    CHECK(cell_of(row, {"", "a|b"}) == "x");
    CHECK(cell_of(row, {"", "yes", Form::yes}) == "yes");
    CHECK(cell_of(row, {"", "no", Form::yes}).empty());
    CHECK(cell_of(row, {"", "share", Form::percent}) == "50.0 %");
    CHECK(cell_of(row, {"", "nothing"}).empty());
    const auto home = json::parse(R"({"people":[{"name":"a"},{"name":""},{"name":"b"}]})").as_object();
    CHECK(cell_of(home, {"", "people.name"}) == "a, b");
}

TEST_CASE("a column that is empty in every row is left out") {
    const auto rows = json::parse(R"([{"a":"1"},{"a":"2","b":null}])").as_array();
    CHECK(table_of({{"A", "a"}, {"B", "b"}}, rows) == "A\n1\n2\n");
}

TEST_CASE("an id is encoded before it becomes part of a path") {
    CHECK(path_of("/api/v1/homes/{id}/devices", "a/b ?") == "/api/v1/homes/a%2Fb%20%3F/devices");
    CHECK(encoded("-._~aZ9") == "-._~aZ9");
}
