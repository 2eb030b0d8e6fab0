#include "base/text.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace anju;

TEST_CASE("well-formed UTF-8 is told from what only looks like it") {
    for (const char* good :
         {"", "smoke", "烟感", "\xF0\x9F\x94\xA5", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(good);
        CHECK(is_utf8(good));
    }
    for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "ab\xE7\x83", "\xE7\x83z"}) {
        CHECK_FALSE(is_utf8(bad));
    }
}

TEST_CASE("mended text is always UTF-8 and never longer than asked for") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 2'000; ++round) {
        std::string bytes(random() % 64, '\0');
        for (auto& c : bytes) c = static_cast<char>(random());
        const std::size_t limit = random() % 80;
        const auto mended = to_valid_utf8(bytes, limit);
        REQUIRE(is_utf8(mended));
        REQUIRE(mended.size() <= limit);
    }
}

TEST_CASE("text that is whole stays as it is, and is cut between characters") {
    CHECK(to_valid_utf8("烟感", 64) == "烟感");
    CHECK(to_valid_utf8("烟感", 5) == "烟");
    CHECK(to_valid_utf8("a\xFFz", 64) == "a\xEF\xBF\xBDz");
}

TEST_CASE("a message stays on its line whatever it quotes") {
    CHECK(on_one_line("烟感 \"a\"") == "烟感 \"a\"");
    CHECK(on_one_line(std::string_view("a\nb\t\x1B[2J\x7F\0z", 11)) == R"(a\nb\x09\x1B[2J\x7F\x00z)");
}
