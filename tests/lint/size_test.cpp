// Rooms that a reader can survey: files to 500 lines, functions to about 70.
#include "tests/lint/source_tree.hpp"

#include <doctest/doctest.h>

using namespace anju::lint;

namespace {

constexpr std::size_t kMostFileLines = 500;
constexpr std::size_t kMostFunctionLines = 75;

struct LongFunction {
    std::size_t line = 0;
    std::size_t length = 0;
};

/// Our format opens a function's body at the end of a line without indentation (inside a
/// namespace nothing is indented) or with one level (inside a class), and closes it in the same
/// column. Types, namespaces and initialisers open the same way and are recognised by their words.
bool opens_function(const std::string& code) {
    if (!code.ends_with("{") && !code.ends_with("{ ")) return false;
    for (const auto* word :
         {"namespace", "class ", "struct ", "enum ", "union ", "= {", "extern ", "switch", "TEST_CASE"}) {
        if (code.find(word) != std::string::npos) return false;
    }
    return code.find('(') != std::string::npos || code.find(')') != std::string::npos;
}

std::vector<LongFunction> long_functions(const SourceFile& file) {
    std::vector<LongFunction> found;
    constexpr auto kOutside = static_cast<std::size_t>(-1);
    std::size_t start = kOutside;
    std::size_t indent = 0;
    std::size_t wrapped_at = kOutside;  // where a signature began that goes on in further lines
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto code = code_of(file.lines[i]);
        auto depth = code.find_first_not_of(' ');
        if (depth == std::string::npos) continue;
        if (depth <= 4 && code[depth] != ':')
            wrapped_at = code.ends_with(",") && code.find('(') != std::string::npos ? depth : kOutside;
        if (start == kOutside && depth > 4 && wrapped_at != kOutside) depth = wrapped_at;
        const bool in_test_head = i > 0 && file.lines[i - 1].starts_with("TEST_CASE(");
        if (start == kOutside && depth <= 4 && !in_test_head && opens_function(code)) {
            start = i;
            indent = code[depth] == ')' || code[depth] == ':' ? depth - (depth % 4) : depth;
        } else if (start != kOutside && depth == indent && code[depth] == '}') {
            const auto length = i - start + 1;
            if (length > kMostFunctionLines) found.push_back({start + 1, length});
            start = kOutside;
        }
    }
    return found;
}

}  // namespace

TEST_CASE("no source file is longer than 500 lines") {
    REQUIRE(cpp_files().size() > 20);
    for (const auto& file : files_ending({".cpp", ".hpp", ".ts", ".tsx", ".js", ".css", ".html", ".sql", ".proto"})) {
        INFO(file.path);
        CHECK(file.lines.size() <= kMostFileLines);
    }
}

TEST_CASE("no function is longer than about 70 lines") {
    for (const auto& file : cpp_files()) {
        for (const auto& function : long_functions(file)) {
            INFO(file.path, ":", function.line, " is ", function.length, " lines long");
            CHECK(function.length <= kMostFunctionLines);
        }
    }
}

TEST_CASE("the rule about functions sees a function that is too long") {
    for (const std::vector<std::string>& head :
         {std::vector<std::string>{"int f(int a) {"}, {"int f(int a,", "      int b) {"}}) {
        SourceFile file{"made_up.cpp", head};
        for (int i = 0; i < 100; ++i) file.lines.emplace_back("    ++a;");
        file.lines.emplace_back("}");
        REQUIRE(long_functions(file).size() == 1);
        CHECK(long_functions(file)[0].length == 102);
    }
}
