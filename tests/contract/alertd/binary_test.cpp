// alertd itself: its command line, its exit codes, its end.
#include "tests/support/command.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;

namespace {

struct Desk {
    TempDir directory{"alertd"};
    std::string config = (directory / "alertd.toml").string();

    Desk() {
        // Nobody listens on port 1: alertd must live without its broker.
        write_file(config, "state_dir = \"" + (directory / "state").string() +
                               "\"\n[broker]\nport = 1\n[api]\nport = 0\n[log]\nformat = \"json\"\n");
    }
    [[nodiscard]] std::string database() const { return (directory / "state" / "alertd.db").string(); }
    [[nodiscard]] CommandAnswer call(std::vector<std::string> arguments, const std::string& input = "") const {
        arguments.insert(arguments.begin(), {ANJU_ALERTD_BINARY, "--config", config});
        return run_command(std::move(arguments), input);
    }
    [[nodiscard]] int edit(const std::string& sql) const {
        sqlite3* opened = nullptr;
        REQUIRE(sqlite3_open(database().c_str(), &opened) == SQLITE_OK);
        const int result = sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, nullptr);
        sqlite3_close(opened);
        return result;
    }
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the version is told, and a command line that is wrong is refused") {
    CHECK(run_command({ANJU_ALERTD_BINARY, "--version"}).out == "alertd " ANJU_VERSION "\n");
    CHECK(run_command({ANJU_ALERTD_BINARY, "--help"}).code == 0);
    CHECK(run_command({ANJU_ALERTD_BINARY, "--nonsense"}).code == 2);
    CHECK(run_command({ANJU_ALERTD_BINARY, "import"}).code == 2);
}

TEST_CASE("a configuration is checked without touching anything") {
    Desk desk;
    CHECK(desk.call({"--check-config"}).code == 0);
    CHECK_FALSE(std::filesystem::exists(desk.directory / "state"));
    write_file(desk.config, "[api]\nport = 70000\n");
    const auto wrong = desk.call({"--check-config"});
    CHECK(wrong.code == 2);
    CHECK(contains(wrong.err, "alertd.toml:2:"));
    CHECK(contains(wrong.err, "api.port"));
    write_file(desk.config, "[[api.token]]\nname = \"duty desk\"\ntoken = \"" + std::string(32, 'x') + "\"\n");
    const auto refused = desk.call({"--check-config"});
    CHECK(refused.code == 2);
    CHECK(contains(refused.err, "name must be 1 to 64 letters"));
}

TEST_CASE("an import is all or nothing, repeatable, and a dry run changes nothing") {
    Desk desk;
    const auto dry = desk.call({"import", "--dry-run", ANJU_SAMPLE_DISTRICT});
    CHECK(dry.code == 0);
    CHECK(contains(dry.out, "dry run: "));
    CHECK_FALSE(contains(dry.out, " 0 added"));
    const auto first = desk.call({"import", ANJU_SAMPLE_DISTRICT});
    CHECK(first.code == 0);
    CHECK("dry run: " + first.out == dry.out);
    CHECK(contains(desk.call({"import", ANJU_SAMPLE_DISTRICT}).out, "0 added, 0 changed"));

    std::filesystem::copy(ANJU_SAMPLE_DISTRICT, desk.directory / "district");
    write_file(desk.directory / "district" / "committees.csv", "id,street,name\nc-1,no-such-street,x\n");
    const auto wrong = desk.call({"import", (desk.directory / "district").string()});
    CHECK(wrong.code == 2);
    CHECK(contains(wrong.err, "committees.csv:2:"));
    CHECK(contains(desk.call({"import", ANJU_SAMPLE_DISTRICT}).out, "0 added, 0 changed"));
    CHECK(desk.call({"import", "/no/such/folder"}).code == 2);
}

TEST_CASE("verify-journal tells an intact journal from one that somebody edited, and by which row") {
    Desk desk;
    REQUIRE(desk.call({"import", ANJU_SAMPLE_DISTRICT}).code == 0);
    const auto intact = desk.call({"verify-journal"});
    CHECK(intact.code == 0);
    CHECK(contains(intact.out, "intact"));
    REQUIRE(desk.edit("DROP TRIGGER journal_is_not_changed; UPDATE journal SET actor = 'nobody' WHERE seq = 1") ==
            SQLITE_OK);
    const auto edited = desk.call({"verify-journal"});
    CHECK(edited.code == 1);
    CHECK(contains(edited.out, "BROKEN at row 1"));
}

TEST_CASE("the figures are rebuilt from the journal, and a month's report is written without a daemon") {
    Desk desk;
    CHECK(desk.call({"report"}).code == 2);  // there is no database yet
    REQUIRE(desk.call({"import", ANJU_SAMPLE_DISTRICT}).code == 0);
    const auto rebuilt = desk.call({"rebuild-figures"}).out;
    CHECK(contains(rebuilt, "rebuilt from "));
    CHECK_FALSE(contains(rebuilt, "rebuilt from 0 rows"));
    CHECK(contains(desk.call({"report", "2026-03"}).out, "<!doctype html>"));
    const auto file = (desk.directory / "report.html").string();
    CHECK(desk.call({"report", "2026-03", "--lang", "en", "--output", file}).code == 0);
    CHECK(contains(read_file(file), "lang=\"en\""));
    CHECK(desk.call({"report", "2026-03", "--lang", "fr"}).code == 2);
    CHECK(desk.call({"report", "2026-13"}).code == 2);
    CHECK(desk.call({"report", "2026-03", "--street", "elsewhere"}).code == 2);
}

TEST_CASE("alertd starts without its broker and ends cleanly on SIGTERM") {
    Desk desk;
    ProcessOptions options;
    options.argv = {ANJU_ALERTD_BINARY, "--config", desk.config};
    options.output = desk.directory / "log";
    Process alertd(options);
    REQUIRE(wait_until([&] { return contains(read_file(options.output), "http://127.0.0.1:"); }));
    CHECK(desk.call({"import", ANJU_SAMPLE_DISTRICT}).code == 1);  // one writer at a time
    alertd.kill(SIGTERM);
    const auto status = alertd.wait_for(20s);
    REQUIRE(status.has_value());
    CHECK(status->code == 0);
    CHECK(desk.call({"import", ANJU_SAMPLE_DISTRICT}).code == 0);
}

TEST_CASE("init makes the first administrator once, and again only with --reset") {
    Desk desk;
    const auto made = desk.call({"init", "--name", "chief"});
    REQUIRE(made.code == 0);
    CHECK(contains(made.out, "account:  chief"));
    CHECK(contains(made.out, "password: "));
    const auto again = desk.call({"init", "--name", "other"});
    CHECK(again.code == 1);
    CHECK(contains(again.err, "--reset"));
    const auto reset = desk.call({"init", "--name", "chief", "--reset"});
    CHECK(reset.code == 0);
    CHECK(reset.out != made.out);
    CHECK(desk.call({"init", "--name", "two words", "--reset"}).code == 2);
    const auto short_one = desk.call({"init", "--reset", "--password-stdin"}, "short\n");
    CHECK(short_one.code == 2);
    CHECK(contains(short_one.err, "12 to 128"));
    const auto given = desk.call({"init", "--reset", "--password-stdin"}, "correct horse battery\n");
    CHECK(given.code == 0);
    CHECK_FALSE(contains(given.out, "password"));
    CHECK(contains(desk.call({"verify-journal"}).out, "intact: 3 rows"));
}

TEST_CASE("an address that others can reach is served once there is an account, and not before") {
    Desk desk;
    const std::string port = "port = 0";
    auto open = read_file(desk.config);
    open.replace(open.find(port), port.size(), "address = \"0.0.0.0\"\n" + port);
    write_file(desk.config, open);
    CHECK(desk.call({"--check-config"}).code == 0);
    const auto refused = desk.call({});
    CHECK(refused.code == 1);
    CHECK(contains(refused.out + refused.err, "alertd init"));
    REQUIRE(desk.call({"init"}).code == 0);
    ProcessOptions options;
    options.argv = {ANJU_ALERTD_BINARY, "--config", desk.config};
    options.output = desk.directory / "log";
    Process alertd(options);
    CHECK(wait_until([&] { return contains(read_file(options.output), "http://0.0.0.0:"); }));
    alertd.kill(SIGTERM);
    CHECK(alertd.wait_for(20s).has_value());
}

TEST_CASE("on SIGHUP policies are read again, and a file with a mistake changes nothing and is named with its line") {
    Desk desk;
    ProcessOptions options;
    options.argv = {ANJU_ALERTD_BINARY, "--config", desk.config};
    options.output = desk.directory / "log";
    Process alertd(options);
    const auto logged = [&](const std::string& text) {
        return wait_until([&] { return contains(read_file(options.output), text); });
    };
    REQUIRE(logged("http://127.0.0.1:"));
    const std::string right = read_file(desk.config);
    write_file(desk.config, right + "[policy.emergency]\nrepeat_every = \"soon\"\n");
    alertd.kill(SIGHUP);
    CHECK(logged("the configuration stays as it was"));
    CHECK(logged("alertd.toml:9:16: policy.emergency.repeat_every"));
    write_file(desk.config, right + "[policy.emergency]\nrepeat_every = \"2m\"\n");
    alertd.kill(SIGHUP);
    CHECK(logged("policies and channels were read again"));
    alertd.kill(SIGTERM);
    const auto status = alertd.wait_for(20s);
    REQUIRE(status.has_value());
    CHECK(status->code == 0);
}
