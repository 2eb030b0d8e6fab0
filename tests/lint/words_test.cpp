// Things that must not stand in the tree.
#include "tests/lint/source_tree.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>

using namespace anju::lint;

TEST_CASE("nothing is left to do, switched off or commented out") {
    const std::regex unfinished(R"(\b(TO)DO\b|\b(FIX)ME\b|\b(XX)X\b)");
    for (const auto& file : files_ending(
             {".cpp", ".hpp", ".proto", ".sql", ".ts", ".tsx", ".js", ".toml", ".md", "CMakeLists.txt", ".cmake"})) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            INFO(file.path, ":", i + 1, ": ", file.lines[i]);
            CHECK_FALSE(std::regex_search(file.lines[i], unfinished));
        }
    }
    for (const auto& file : cpp_files()) {
        if (file.path.starts_with("tests/lint/")) continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            INFO(file.path, ":", i + 1, ": ", file.lines[i]);
            CHECK(file.lines[i].find("doctest::skip") == std::string::npos);
            CHECK_FALSE(file.lines[i].starts_with("#if 0"));
        }
    }
}

TEST_CASE("tests wait for conditions, they do not sleep") {
    // Who may: the polling helper itself, and programs that act in real time (scenes, loads, kills).
    const std::set<std::string> allowed{"tests/support/wait.hpp", "tests/e2e/kill_test.cpp"};
    for (const auto& file : cpp_files()) {
        if (!file.path.starts_with("tests/") || allowed.contains(file.path)) continue;
        if (file.path.starts_with("tests/lint/") || file.path.starts_with("tests/sim/") ||
            file.path.starts_with("tests/bench/"))
            continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const auto code = code_of(file.lines[i]);
            INFO(file.path, ":", i + 1, ": ", code);
            CHECK(code.find("sleep_for") == std::string::npos);
            CHECK(code.find("sleep_until") == std::string::npos);
            CHECK(code.find("usleep") == std::string::npos);
            CHECK(code.find("sleep(") == std::string::npos);
        }
    }
}

TEST_CASE("product code below app reads no clock of the system's") {
    for (const auto& file : cpp_files()) {
        if (!file.path.starts_with("gateway/") && !file.path.starts_with("alertd/")) continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const auto code = code_of(file.lines[i]);
            INFO(file.path, ":", i + 1, ": ", code);
            CHECK(code.find("system_clock::now") == std::string::npos);
            CHECK(code.find("gettimeofday") == std::string::npos);
        }
    }
}

TEST_CASE("the page puts nothing into itself as markup, and runs no text") {
    const std::regex markup(R"(innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|\beval\(|new Function)",
                            std::regex::icase);
    std::size_t looked_at = 0;
    for (const auto& file : files_ending({".ts", ".tsx"})) {
        if (!file.path.starts_with("alertd/web/")) continue;
        ++looked_at;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            INFO(file.path, ":", i + 1, ": ", file.lines[i]);
            CHECK_FALSE(std::regex_search(file.lines[i], markup));
        }
    }
    CHECK(looked_at > 20);
}

TEST_CASE("headers are guarded by #pragma once") {
    for (const auto& file : cpp_files()) {
        if (!file.path.ends_with(".hpp")) continue;
        INFO(file.path);
        bool guarded = false;
        for (const auto& line : file.lines) guarded = guarded || line == "#pragma once";
        CHECK(guarded);
    }
}

TEST_CASE("every folder says in a README what lives there and what must not") {
    namespace fs = std::filesystem;
    for (const auto& folder : folders()) {
        // Folders of data, and those that mirror a source folder, are described one level up.
        const auto name = fs::path(folder).filename().string();
        if (name == "fixtures" || name == "migrations" || name == "sqlite" || name == "v1" || name == "scenes")
            continue;
        if (folder.starts_with("tests/unit/") || folder.starts_with("tests/contract/")) continue;
        if (folder.starts_with("tests/fuzz/corpus") || folder.starts_with("alertd/web/")) continue;
        if (folder.starts_with("config/examples") || folder == "proto/anju" || folder.starts_with("deploy/")) continue;
        INFO(folder);
        CHECK(fs::exists(fs::path(ANJU_SOURCE_DIR) / folder / "README.md"));
    }
}
