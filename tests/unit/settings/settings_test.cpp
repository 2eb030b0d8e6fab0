#include "settings/settings.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

using namespace anju;
using settings::Document;
using settings::Scalar;

namespace {

std::unique_ptr<Document> document_of(std::string_view text) {
    auto document = Document::read_text(text, "a.toml");
    REQUIRE(document);
    return std::move(document).value();
}

std::string message_of(Document& document) {
    const auto finished = document.finish();
    return finished ? "" : finished.error().message;
}

}  // namespace

TEST_CASE("a key that the file leaves out has its default") {
    auto document = document_of("");
    auto root = document->root();
    CHECK(root.text("name", "anju") == "anju");
    CHECK(root.integer("port", 1883, 1, 65535) == 1883);
    CHECK(root.table("rules").duration("window", Millis{5}, Millis{0}, Millis{10}) == Millis{5});
    CHECK(message_of(*document).empty());
}

TEST_CASE("values are read with their types") {
    auto document = document_of(
        "a = \"x\"\nb = 7\nc = 1.5\nd = true\ne = \"90s\"\nf = \"22:30\"\ng = [\"p\", \"q\"]\nh = [1, 2.5]\ni = "
        "\"east\"\n");
    auto root = document->root();
    CHECK(root.text("a", "") == "x");
    CHECK(root.integer("b", 0, 0, 10) == 7);
    CHECK(root.number("c", 0, 0, 10) == doctest::Approx(1.5));
    CHECK(root.boolean("d", false));
    CHECK(root.duration("e", Millis{0}, Millis{0}, Millis{1'000'000}) == Millis{90'000});
    CHECK(root.time_of_day("f", 0) == 22 * 60 + 30);
    CHECK(root.texts("g", {}) == std::vector<std::string>{"p", "q"});
    CHECK(root.numbers("h") == std::vector<double>{1, 2.5});
    CHECK(root.word("i", "west", {"east", "west"}) == "east");
    CHECK(message_of(*document).empty());
}

TEST_CASE("every problem is reported at once, each with file, line and column") {
    auto document = document_of("port = 70000\nname = 3\n[rules]\nwindow = \"soon\"\ntypo = 1\n");
    auto root = document->root();
    CHECK(root.integer("port", 1883, 1, 65535) == 1883);
    CHECK(root.text("name", "n") == "n");
    CHECK(root.table("rules").duration("window", Millis{7}, Millis{0}, Millis{9}) == Millis{7});
    CHECK(message_of(*document) ==
          "a.toml:1:8: port: expected a whole number from 1 to 65535\n"
          "a.toml:2:8: name: expected a text in quotes\n"
          "a.toml:4:10: rules.window: expected a duration in quotes such as \"250ms\", \"90s\", \"12h\" or \"1h30m\"\n"
          "a.toml:5:1: rules.typo: unknown key; expected one of window");
}

TEST_CASE("a syntax error names its place") {
    const auto document = Document::read_text("a = \n", "a.toml");
    REQUIRE_FALSE(document);
    CHECK(document.error().code == ErrorCode::invalid);
    CHECK(document.error().message.starts_with("a.toml:1:5: expected TOML: "));
}

TEST_CASE("a problem stays on its line whatever the key has in it") {
    auto document = document_of("\"a\\nb.toml:1:1: \\u001B\" = 1\n");
    static_cast<void>(document->root().text("name", ""));
    CHECK(message_of(*document) == R"(a.toml:1:1: a\nb.toml:1:1: \x1B: unknown key; expected one of name)");
}

TEST_CASE("a key of half a million dots is refused, and does not end the process") {
    std::string key = "a";
    for (int i = 0; i < 500'000; ++i) key += ".a";
    const auto document = Document::read_text("b = 1\n" + key + " = 1\n", "a.toml");
    REQUIRE_FALSE(document);
    CHECK(document.error().message == "a.toml:2:1: expected at most 4000 dots in a line");
    CHECK(Document::read_text(key.substr(0, 8'001) + " = 1\n", "a.toml"));
}

TEST_CASE("a required key that is missing is said to be missing") {
    auto document = document_of("[home]\n");
    auto home = document->root().table("home");
    CHECK(home.required_text("id", "the home's id").empty());
    CHECK(message_of(*document) == "a.toml:1:1: home.id: expected the home's id, but it is missing");
}

TEST_CASE("arrays of tables are read one by one") {
    auto document = document_of("[[device]]\nid = \"a\"\n[[device]]\nid = \"b\"\nodd = 1\n");
    auto devices = document->root().tables("device");
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].text("id", "") == "a");
    CHECK(devices[1].text("id", "") == "b");
    CHECK(message_of(*document) == "a.toml:5:1: device.odd: unknown key; expected one of id");
}

TEST_CASE("an offset from UTC is read as minutes east of it") {
    const auto offset_of = [](std::string_view text) {
        auto document = document_of(text);
        const int minutes = document->root().utc_offset("offset", 1);
        return std::pair(minutes, message_of(*document));
    };
    CHECK(offset_of("") == std::pair(1, std::string()));
    CHECK(offset_of("offset = \"+08:00\"") == std::pair(480, std::string()));
    CHECK(offset_of("offset = \"-03:30\"") == std::pair(-210, std::string()));
    CHECK(offset_of("offset = \"+14:00\"") == std::pair(840, std::string()));
    const std::string refused = "a.toml:1:10: offset: expected an offset from UTC such as \"+08:00\", at most 14 hours";
    for (const auto* text :
         {"8", "\"8\"", "\"08:00\"", "\"+8:00\"", "\"+14:01\"", "\"+08:60\"", "\"Z\"", "\"\"", "\"+-8:00\""}) {
        CAPTURE(text);
        CHECK(offset_of("offset = " + std::string(text)) == std::pair(1, refused));
    }
}

TEST_CASE("a time of day is four digits within one day") {
    for (const auto* text : {"24:00", "12:60", "9:30", "-0:30", "12:-5", "12.30", "12:300", ""}) {
        CAPTURE(text);
        auto document = document_of("at = \"" + std::string(text) + "\"");
        CHECK(document->root().time_of_day("at", 7) == 7);
        CHECK(message_of(*document) == "a.toml:1:6: at: expected a time of day from \"00:00\" to \"23:59\"");
    }
}

TEST_CASE("bounds of a duration are written for people") {
    auto document = document_of("every = \"2d\"");
    CHECK(document->root().duration("every", Millis{7}, Millis{90'000}, Millis{86'400'000}) == Millis{7});
    CHECK(message_of(*document) == "a.toml:1:9: every: expected a duration from \"1m30s\" to \"1d\"");
}

TEST_CASE("a value of another type is refused, and is one problem") {
    auto document = document_of(
        "a = 1\nb = true\nc = 1\nd = \"x\"\ne = 22\nf = 1.5\ng = 3\nh = [1, true]\ni = [\"p\", 2]\nj = \"p\"\n");
    auto root = document->root();
    CHECK(root.required_text("a", "the home's id").empty());
    root.problem("a", "something else, too");
    CHECK(root.number("b", 0.5, 0, 1) == 0.5);
    CHECK(root.word("c", "east", {"east", "west"}) == "east");
    CHECK(root.boolean("d", true));
    CHECK(root.time_of_day("e", 5) == 5);
    CHECK(root.integer("f", 5, 0, 9) == 5);
    CHECK_FALSE(root.table("g").present());
    CHECK(root.numbers("h") == std::vector<double>{1});
    CHECK(root.texts("i", {}) == std::vector<std::string>{"p"});
    CHECK(root.texts("j", {"q"}) == std::vector<std::string>{"q"});
    CHECK(message_of(*document) ==
          "a.toml:1:5: a: expected the home's id, a text in quotes\n"
          "a.toml:2:5: b: expected a number from 0 to 1\n"
          "a.toml:3:5: c: expected one of east west\n"
          "a.toml:4:5: d: expected true or false\n"
          "a.toml:5:5: e: expected a time of day from \"00:00\" to \"23:59\"\n"
          "a.toml:6:5: f: expected a whole number from 0 to 9\n"
          "a.toml:7:5: g: expected a table [g]\n"
          "a.toml:8:9: h: expected a number\n"
          "a.toml:9:11: i: expected a text in quotes\n"
          "a.toml:10:5: j: expected a list of texts such as [\"a\", \"b\"]");
}

TEST_CASE("what a value lacks that should have been a table is no further problem") {
    auto document = document_of("home = \"h\"\n");
    auto home = document->root().table("home");
    CHECK(home.required_text("id", "the home's id").empty());
    CHECK(home.table("tls").required_text("ca", "a file").empty());
    CHECK(message_of(*document) == "a.toml:1:8: home: expected a table [home]");
}

TEST_CASE("a key that is missing in a missing table is reported at the innermost table that is there") {
    auto document = document_of("a = 1\n[home]\n");
    auto root = document->root();
    CHECK(root.integer("a", 0, 0, 1) == 1);
    CHECK(root.table("home").table("tls").required_text("ca", "a file").empty());
    CHECK(message_of(*document) == "a.toml:2:1: home.tls.ca: expected a file, but it is missing");
}

TEST_CASE("a list of tables that is something else is refused") {
    auto document = document_of("device = [1]\n[sensor]\nid = \"a\"\n");
    auto root = document->root();
    CHECK(root.tables("device").empty());
    CHECK(root.tables("sensor").empty());
    CHECK(message_of(*document) ==
          "a.toml:1:11: device: expected a table\n"
          "a.toml:2:1: sensor: expected a list of tables [[sensor]]");
}

TEST_CASE("a file is read whole, even an empty one") {
    const tests::TempDir directory("settings");
    const auto file = (directory / "a.toml").string();
    tests::write_file(file, "");
    CHECK(Document::read_file(file));
    tests::write_file(file, std::string(1 << 20, '\n'));
    CHECK(Document::read_file(file));
}

TEST_CASE("a file that cannot be read, or is far too large, is named") {
    const tests::TempDir directory("settings");
    const auto file = (directory / "a.toml").string();
    const auto refused = [](const std::string& path) {
        const auto document = Document::read_file(path);
        REQUIRE_FALSE(document);
        return document.error();
    };
    CHECK(refused(file).code == ErrorCode::not_found);
    CHECK(refused(file).message == file + ":1:1: expected a file that can be read");
    CHECK(refused(directory.path().string()).code == ErrorCode::not_found);
    tests::write_file(file, std::string((1 << 20) + 1, '\n'));
    CHECK(refused(file).code == ErrorCode::invalid);
    CHECK(refused(file).message == file + ":1:1: expected at most 1 MiB");
}

TEST_CASE("free keys, one or more texts and mixed values are read, and their places told") {
    const auto document = Document::read_text(
        "a = \"x\"\nb = [\"y\", \"z\"]\nc = {no = \"off\", yes = \"on\"}\n"
        "d = [1, true, \"t\"]\n[e]\nfree = 1\n",
        "f.toml");
    REQUIRE(document.has_value());
    auto root = document.value()->root();
    CHECK(root.one_or_more("a") == std::vector<std::string>{"x"});
    CHECK(root.one_or_more("b") == std::vector<std::string>{"y", "z"});
    CHECK(root.one_or_more("missing").empty());
    CHECK(root.pairs("c") == std::vector<std::pair<std::string, std::string>>{{"no", "off"}, {"yes", "on"}});
    CHECK(root.scalars("d") == std::vector<Scalar>{1.0, true, std::string("t")});
    CHECK_FALSE(root.scalar("missing"));
    auto table = root.table("e");
    CHECK(table.keys() == std::vector<std::string>{"free"});
    CHECK(table.scalar("free") == Scalar(1.0));
    CHECK(table.line() == 5);
    CHECK(table.where("free") == "f.toml:6:8: e.free");
    CHECK(document.value()->finish().has_value());
}

TEST_CASE("what is no text among texts, and no value among values, is told with its place") {
    const auto document = Document::read_text("a = 1\nb = [\"y\", 2]\nc = {no = 1}\nd = {}\n", "f.toml");
    REQUIRE(document.has_value());
    auto root = document.value()->root();
    (void)root.one_or_more("a");
    (void)root.one_or_more("b");
    (void)root.pairs("c");
    (void)root.scalar("d");
    const auto finished = document.value()->finish();
    REQUIRE(finished.has_error());
    CHECK(finished.error().message ==
          "f.toml:1:5: a: expected a text in quotes, or a list of texts such as [\"a\", \"b\"]\n"
          "f.toml:2:11: b: expected a text in quotes\n"
          "f.toml:3:11: c.no: expected a text in quotes\n"
          "f.toml:4:5: d: expected a text in quotes, a number, true or false");
}
