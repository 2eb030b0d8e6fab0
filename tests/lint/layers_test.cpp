// The arrows of the architecture: app -> adapters -> core -> proto/base, and never across.
#include "tests/lint/source_tree.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>

using namespace anju::lint;

namespace {

bool within(const std::string& path, std::string_view folder) { return path.starts_with(folder); }

void forbid(std::string_view from, std::string_view to) {
    for (const auto& file : cpp_files()) {
        if (!within(file.path, from)) continue;
        for (const auto& include : own_includes(file)) {
            INFO(file.path, " includes ", include);
            CHECK_FALSE(within(include, to));
        }
    }
}

std::string output_of(const std::string& command) {
    std::string text;
    std::array<char, 4096> buffer{};
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    REQUIRE(pipe);
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe.get()) != nullptr) text += buffer.data();
    return text;
}

}  // namespace

TEST_CASE("the gateway and alertd never include each other") {
    forbid("gateway/", "alertd/");
    forbid("alertd/", "gateway/");
}

TEST_CASE("the contract includes neither side") {
    forbid("proto/", "gateway/");
    forbid("proto/", "alertd/");
}

TEST_CASE("no product code includes tests") {
    forbid("gateway/", "tests/");
    forbid("alertd/", "tests/");
    forbid("proto/", "tests/");
}

TEST_CASE("only app and its main include app") {
    for (const auto* folder : {"gateway", "alertd"}) {
        for (const auto& file : cpp_files()) {
            const auto own = std::string(folder) + "/";
            if (!within(file.path, own) || within(file.path, own + "app/")) continue;
            for (const auto& include : own_includes(file)) {
                INFO(file.path, " includes ", include);
                CHECK_FALSE(within(include, own + "app/"));
            }
        }
    }
}

TEST_CASE("a core includes only itself and proto/base") {
    for (const auto* core : {"gateway/core/", "alertd/core/"}) {
        for (const auto& file : cpp_files()) {
            if (!within(file.path, core)) continue;
            for (const auto& include : own_includes(file)) {
                INFO(file.path, " includes ", include);
                CHECK((within(include, core) || within(include, "base/")));
            }
        }
    }
}

TEST_CASE("a core includes no library and no part of the standard library that does I/O or reads clocks") {
    for (const auto& file : cpp_files()) {
        if (!within(file.path, "gateway/core/") && !within(file.path, "alertd/core/")) continue;
        for (const auto& line : file.lines) {
            for (const auto* banned : {"#include <boost/", "#include <spdlog", "#include <sqlite", "#include <google/",
                                       "#include <mqtt", "#include <thread>", "#include <mutex>", "#include <iostream>",
                                       "#include <fstream>", "#include <random>", "#include <ctime>"}) {
                INFO(file.path, ": ", line);
                CHECK_FALSE(line.starts_with(banned));
            }
        }
    }
}

TEST_CASE("the compiled cores call no clock, no I/O and no source of chance") {
    std::istringstream archives(ANJU_CORE_ARCHIVES);
    int looked_at = 0;
    for (std::string archive; std::getline(archives, archive, ':'); ++looked_at) {
        const auto symbols = output_of("nm --undefined-only --demangle '" + archive + "'");
        REQUIRE_FALSE(symbols.empty());
        for (const auto* banned : {"clock_gettime", "_clock::now", "gettimeofday", " time\n", "fopen\n",
                                   "::basic_ofstream", "std::cout", "pthread_create", "getrandom", "random_device",
                                   "sqlite3_", "spdlog", "boost::asio", "google::protobuf", "MQTTAsync"}) {
            INFO(archive, " uses ", banned);
            CHECK(symbols.find(banned) == std::string::npos);
        }
    }
    CHECK(looked_at == 3);
}
