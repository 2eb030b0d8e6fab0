#include "gateway/app/profile_files.hpp"

#include "gateway/app/explain_command.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace anju;
using namespace anju::gateway::app;

namespace {

constexpr const char* kRight =
    "name = \"lamp\"\n[[message]]\ntopic = \"lamps/{device}\"\n[[message.rule]]\nptr = \"/s\"\nkind = \"smoke\"\n"
    "says = \"alarm\"\n";

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("a user's profiles are taken in, and one that is wrong is left out and told with its line") {
    const tests::TempDir dir;
    write(dir.path() / "lamp.toml", kRight);
    write(dir.path() / "broken.toml", "name = \"broken\"\n[[message]]\ntopic = \"b/{device}\"\n");
    write(dir.path() / "notes.txt", "no profile");
    const auto files = read_profiles(dir.path(), {"homie"});
    REQUIRE(files.settings.added.size() == 1);
    CHECK(files.settings.added[0].file == (dir.path() / "lamp.toml").string());
    CHECK(files.settings.disabled == std::vector<std::string>{"homie"});
    REQUIRE(files.problems.size() == 1);
    CHECK(files.problems[0].starts_with((dir.path() / "broken.toml").string() + ":2:1: message.rule: expected"));
}

TEST_CASE("a folder that is not there has no profiles, and that is no problem") {
    const auto files = read_profiles("/nonexistent/anju/profiles", {});
    CHECK(files.settings.added.empty());
    CHECK(files.problems.empty());
}

TEST_CASE("explain takes a further profile, and refuses one that is wrong") {
    const tests::TempDir dir;
    write(dir.path() / "lamp.toml", kRight);
    ExplainOptions options;
    options.profiles = {dir.path() / "lamp.toml"};
    options.why = true;
    std::istringstream in(R"({"topic":"lamps/hall","payload":"{\"s\":true}"})");
    std::ostringstream out;
    REQUIRE(explain(options, in, out).has_value());
    CHECK(out.str().find("\"type\":\"alarm\"") != std::string::npos);
    CHECK(out.str().find("lamp.toml:4: s=true -> hall: smoke alarm") != std::string::npos);

    options.profiles = {dir.path() / "missing.toml"};
    const auto missing = explain(options, in, out);
    REQUIRE(missing.has_error());
    CHECK(missing.error().message.find("expected a file that can be read") != std::string::npos);
}

TEST_CASE("check-profile says what is wrong with a file") {
    const tests::TempDir dir;
    write(dir.path() / "lamp.toml", kRight);
    CHECK(check_profile_file(dir.path() / "lamp.toml").has_value());
    write(dir.path() / "lamp.toml", std::string(kRight) + "colour = \"red\"\n");
    const auto checked = check_profile_file(dir.path() / "lamp.toml");
    REQUIRE(checked.has_error());
    CHECK(checked.error().message.find("lamp.toml:8:1: message.rule.colour: unknown key") != std::string::npos);
}
