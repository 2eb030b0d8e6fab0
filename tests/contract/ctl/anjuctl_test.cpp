// anjuctl against a real API, engine and database: what it prints, and how it ends.
#include "tests/contract/api/centre.hpp"
#include "tests/support/command.hpp"
#include "tests/support/ports.hpp"
#include "tests/support/process.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

struct Desk {
    ApiCentre centre;
    TempDir directory{"anjuctl"};
    std::string server = fmt::format("http://127.0.0.1:{}", centre.port());

    explicit Desk(alertd::api::ApiOptions options = test_options()) : centre(with_quick_heart(std::move(options))) {}
    /// `tail --once` ends at a heartbeat.
    static alertd::api::ApiOptions with_quick_heart(alertd::api::ApiOptions options) {
        options.stream_heartbeat = Millis{200};
        return options;
    }
    [[nodiscard]] std::vector<std::string> line(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {ANJU_ANJUCTL_BINARY, "--server", server, "--operator", "wang"});
        return arguments;
    }
    [[nodiscard]] CommandAnswer call(std::vector<std::string> arguments) const {
        return run_command(line(std::move(arguments)));
    }
    [[nodiscard]] json::object ask(std::vector<std::string> arguments) const {
        arguments.emplace_back("--json");
        const auto answer = call(std::move(arguments));
        INFO(answer.err);
        REQUIRE(answer.code == 0);
        return json::parse(answer.out).as_object();
    }
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a case goes its whole way on the command line, and everything shows") {
    Desk desk;
    CHECK(desk.call({"list"}).out == "none\n");
    const std::string id = desk.centre.raise(1);
    const auto list = desk.call({"list"});
    CHECK(list.code == 0);
    CHECK(contains(list.out, id));
    CHECK(contains(list.out, "critical"));
    CHECK(contains(list.out, "Lane 1, No. 1"));
    CHECK(desk.call({"list", "--class", "technical"}).out == "none\n");

    CHECK(contains(desk.call({"ack", id}).out, "user:wang"));
    CHECK(desk.call({"note", id, "the neighbour has the key"}).code == 0);
    CHECK(desk.call({"dispatch", id, "worker"}).code == 0);
    CHECK(desk.call({"on-scene", id, "worker"}).code == 0);
    CHECK(desk.call({"resolve", id}).code == 0);
    const auto closed = desk.call({"close", id, "--disposition", "false_alarm"});
    CHECK(closed.code == 0);
    CHECK(contains(closed.out, "false_alarm"));

    const auto shown = desk.call({"show", id});
    CHECK(shown.code == 0);
    for (const char* part : {"王奶奶", "kitchen", "the neighbour has the key", "incident.closed", "worker", "closed"}) {
        INFO(part);
        CHECK(contains(shown.out, part));
    }
    CHECK(desk.call({"list"}).out == "none\n");
    CHECK(contains(desk.call({"closed"}).out, id));
    CHECK(desk.ask({"show", id}).at("incident").at("state") == "closed");
}

TEST_CASE("with --json every command prints one document") {
    Desk desk;
    const std::string id = desk.centre.raise(2);
    CHECK(desk.ask({"list"}).at("incidents").as_array().size() == 1);
    CHECK(desk.ask({"ack", id}).at("incident").at("owner") == "user:wang");
    CHECK(desk.ask({"streets"}).at("streets").as_array().size() == 2);
    CHECK(desk.ask({"responders"}).at("responders").as_array().size() == 4);
    CHECK(desk.ask({"gateways"}).at("gateways").is_array());
    CHECK(desk.ask({"quarantine"}).at("messages").is_array());
    CHECK(desk.ask({"counts"}).at("open").at("emergency") == 1);
}

TEST_CASE("a refusal says why, in words or as JSON, and ends with 1") {
    Desk desk;
    const std::string id = desk.centre.raise(1);
    desk.centre.act(id, alertd::core::Act::acknowledge, "li");
    const auto refused = desk.call({"ack", id});
    CHECK(refused.code == 1);
    CHECK(contains(refused.err, "owned by user:li"));
    CHECK(contains(refused.err, "409"));
    const auto as_json = desk.call({"ack", id, "--json"});
    CHECK(as_json.code == 1);
    CHECK(as_json.out.empty());
    const auto told = json::parse(as_json.err).as_object();
    CHECK(told.at("error") == "conflict");
    CHECK(told.at("exit") == 1);
    CHECK(told.at("problem").at("type") == "urn:anju:problem:wrong_state");
    CHECK(desk.call({"note", id, "late", "--if-version", "1"}).code == 1);
    CHECK(desk.call({"show", "no-such-case"}).code == 1);
    CHECK(desk.call({"close", id, "--disposition", "other"}).code == 1);
}

TEST_CASE("a wrong command line ends with 2 and asks nobody") {
    Desk desk;
    for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                       {"no-such-command"},
                                                                       {"ack"},
                                                                       {"close", "x"},
                                                                       {"close", "x", "--disposition", "fine"},
                                                                       {"list", "--limit", "0"},
                                                                       {"list", "--limit", "5", "--all"},
                                                                       {"list", "--token-file", "/no/such/file"}}) {
        CHECK(desk.call(arguments).code == 2);
    }
    CHECK(run_command({ANJU_ANJUCTL_BINARY, "--help"}).code == 0);
    CHECK(run_command({ANJU_ANJUCTL_BINARY, "--version"}).out == "anjuctl " ANJU_VERSION "\n");
}

TEST_CASE("a server that cannot be reached ends with 3") {
    const auto nobody = run_command({ANJU_ANJUCTL_BINARY, "--server", "http://127.0.0.1:1", "list"});
    CHECK(nobody.code == 3);
    CHECK(contains(nobody.err, "http://127.0.0.1:1"));
    CHECK(run_command({ANJU_ANJUCTL_BINARY, "--server", "http://127.0.0.1:1", "tail"}).code == 3);
}

TEST_CASE("the token comes from a file or the environment, and then says who acts") {
    auto options = test_options();
    options.tokens = {{"duty", "a-token-of-the-test", ""}};
    Desk desk(options);
    const std::string id = desk.centre.raise(1);
    const auto without = desk.call({"list"});
    CHECK(without.code == 1);
    CHECK(contains(without.err, "401"));
    const auto file = (desk.directory / "token").string();
    write_file(file, "a-token-of-the-test\n");
    CHECK(contains(desk.call({"--token-file", file, "ack", id}).out, "user:duty"));
    std::filesystem::permissions(file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    CHECK(contains(desk.call({"--token-file", file, "list"}).err, "warning"));
    auto line = desk.line({"list"});
    line.insert(line.begin(), {"env", "ANJU_TOKEN=a-token-of-the-test"});
    CHECK(run_command(line).code == 0);
}

TEST_CASE("lists go on over as many pages as they have") {
    Desk desk;
    for (const int home : {1, 2, 3}) desk.centre.raise(home);
    CHECK(desk.ask({"list", "--limit", "2"}).at("incidents").as_array().size() == 2);
    CHECK(desk.ask({"list", "--all"}).at("incidents").as_array().size() == 3);
}

TEST_CASE("tail tells each entry once, from a number on") {
    Desk desk;
    desk.centre.raise(1);
    const auto all = desk.call({"tail", "--after", "0", "--once", "--json"});
    REQUIRE(all.code == 0);
    std::uint64_t expected = 1;
    std::size_t at = 0;
    for (std::size_t end = 0; (end = all.out.find('\n', at)) != std::string::npos; at = end + 1) {
        CHECK(json::parse(all.out.substr(at, end - at)).at("seq") == expected++);
    }
    CHECK(expected > 2);
    CHECK(contains(desk.call({"tail", "--after", "1", "--count", "1"}).out, "2  "));
    CHECK(desk.call({"tail", "--after", "1000000", "--once"}).out.empty());
}

TEST_CASE("tail goes on where it was when the server comes back") {
    const TempDir directory("anjuctl-tail");
    const int port = free_port();
    const auto config = (directory / "alertd.toml").string();
    write_file(config, fmt::format("state_dir = \"{}\"\n[broker]\nport = 1\n[api]\nport = {}\n",
                                   (directory / "state").string(), port));
    const auto alertd = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {ANJU_ALERTD_BINARY, "--config", config});
        return arguments;
    };
    const auto import = [&](const std::string& streets) {
        const auto folder = directory / "district";
        std::filesystem::create_directories(folder);
        write_file(folder / "streets.csv", streets);
        REQUIRE(run_command(alertd({"import", folder.string()})).code == 0);
    };
    import("id,name\ns-1,One\n");
    ProcessOptions options;
    options.argv = alertd({});
    auto server = std::make_unique<Process>(options);
    const auto ask = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(),
                         {ANJU_ANJUCTL_BINARY, "--server", fmt::format("http://127.0.0.1:{}", port)});
        return arguments;
    };
    REQUIRE(wait_until([&] { return run_command(ask({"counts"})).code == 0; }));
    ProcessOptions follow;
    follow.argv = ask({"tail", "--after", "0", "--json"});
    follow.output = directory / "out";
    follow.error = directory / "err";
    Process tail(follow);
    const auto told = [&](const char* seq) { return contains(read_file(follow.output), seq); };
    // An import journals each table it changed, and itself; then alertd the policies of its file.
    REQUIRE(wait_until([&] { return told("\"seq\":2,"); }));
    server.reset();  // as the kernel would
    REQUIRE(wait_until([&] { return contains(read_file(follow.error), "trying again"); }));
    import("id,name\ns-1,One\ns-2,Two\n");
    server = std::make_unique<Process>(options);
    REQUIRE(wait_until([&] { return told("\"seq\":6,"); }));
    CHECK(contains(read_file(follow.error), "connected again"));
    CHECK(tail.alive());
    const auto out = read_file(follow.output);
    for (const char* seq : {"\"seq\":1,", "\"seq\":2,"}) CHECK(out.find(seq) == out.rfind(seq));
}

TEST_CASE("statistics are tables, JSON or CSV, and the report is a page") {
    Desk desk;
    desk.centre.raise(1);
    for (const char* name : {"cases", "times", "coverage", "load", "sources", "offline", "stale"}) {
        INFO(name);
        CHECK(desk.call({"stats", name}).code == 0);
        CHECK(desk.ask({"stats", name}).at("rows").is_array());
        const auto csv = desk.call({"stats", name, "--csv"});
        CHECK(csv.code == 0);
        CHECK(csv.out.starts_with("\xEF\xBB\xBF"));
    }
    CHECK(contains(desk.call({"stats", "load"}).out, "SEATS"));
    CHECK(desk.call({"stats"}).code == 2);
    CHECK(desk.call({"stats", "cases", "--by", "moon"}).code == 2);
    CHECK(desk.call({"stats", "cases", "--from", "yesterday"}).code == 1);
    const auto file = (desk.directory / "report.html").string();
    CHECK(desk.call({"report", "2026-03", "--lang", "en", "-o", file}).code == 0);
    CHECK(read_file(file).starts_with("<!doctype html>"));
    CHECK(desk.call({"report", "2026-13"}).code == 1);
    CHECK(desk.call({"report", "2026-03", "-o", "/no/such/folder/report.html"}).code == 1);
}

TEST_CASE("a hold is placed, listed and released") {
    Desk desk;
    CHECK(desk.call({"hold", "list"}).out == "none\n");
    const auto placed = desk.ask({"hold", "place", "--home", "h1", "--reason", "an inquiry"});
    CHECK(placed.at("hold").at("author") == "user:wang");
    CHECK(contains(desk.call({"hold", "list"}).out, "an inquiry"));
    CHECK(contains(desk.call({"hold", "release", "1"}).out, "released by  user:wang"));
    CHECK(desk.call({"hold", "list"}).out == "none\n");
    CHECK(contains(desk.call({"hold", "list", "--released"}).out, "an inquiry"));
    CHECK(desk.call({"hold", "place", "--home", "elsewhere", "--reason", "x"}).code == 1);
}

TEST_CASE("policies are listed, written to a file, set from it with a change, and taken back") {
    Desk desk;
    const auto all = desk.call({"policy", "list"});
    CHECK(all.code == 0);
    CHECK(contains(all.out, "0s home committee, 1m street, 1m30s district"));
    auto shown = desk.ask({"policy", "show", "emergency"});
    shown["repeat_every"] = "3m";
    const auto file = (desk.directory / "policy.json").string();
    write_file(file, json::serialize(shown));
    CHECK(desk.call({"policy", "set", "emergency", file}).code == 2);  // nobody said why
    const auto set = desk.call({"policy", "set", "emergency", file, "--reason", "冬天", "--if-version", "1"});
    CHECK(set.code == 0);
    CHECK(contains(set.out, "3m"));
    CHECK(contains(set.out, "user:wang"));
    CHECK(desk.ask({"policy", "show", "emergency"}).at("reason") == "冬天");
    CHECK(desk.call({"policy", "set", "emergency", file, "--reason", "x", "--if-version", "1"}).code == 1);
    CHECK(contains(desk.call({"policy", "choose", "smoke"}).out, "usual"));
    CHECK(desk.ask({"policy", "reset", "emergency", "--reason", "spring"}).at("source") == "file");
    write_file(file, "[]");
    CHECK(desk.call({"policy", "set", "emergency", file, "--reason", "x"}).code == 1);
    CHECK(desk.call({"policy", "show", "urgent"}).code == 2);
}

TEST_CASE("a roster that was shown is set again as it is") {
    Desk desk;
    const auto file = (desk.directory / "roster.json").string();
    write_file(file, R"({"name":"Nights","level":"district","shifts":[]})");
    REQUIRE(desk.call({"roster", "set", "nights", file}).code == 0);
    write_file(file, json::serialize(desk.ask({"roster", "show", "nights"})));
    CHECK(desk.call({"roster", "set", "nights", file}).code == 0);
    CHECK(desk.call({"roster", "set", "days", file}).code == 1);
}

TEST_CASE("rosters go out as a CSV file and come in again; what is wrong in it is told by its line") {
    Desk desk;
    const auto file = (desk.directory / "rosters.csv").string();
    write_file(file,
               "roster,name,level,scope,shift,begins,ends,from,crews\n"
               "nights,夜班,committee,c1,night,22:00,06:00,2026-01-05,worker\n");
    CHECK(desk.call({"roster", "import", file}).code == 2);  // nobody said why
    const auto tried = desk.call({"roster", "import", file, "--reason", "plan", "--dry-run"});
    CHECK(tried.out == "dry run: 1 added, 0 changed, 0 unchanged\n");
    CHECK(desk.call({"roster", "list"}).out == "none\n");
    CHECK(desk.call({"roster", "import", file, "--reason", "plan"}).out == "1 added, 0 changed, 0 unchanged\n");
    CHECK(desk.call({"roster", "export", "-o", file}).code == 0);
    CHECK(contains(read_file(file), "nights,夜班,committee,c1,night,monday tuesday"));
    CHECK(desk.ask({"roster", "import", file, "--reason", "again"}).at("unchanged") == 1);
    write_file(file, "roster,name,level,shift,begins\nnights,夜班,district,night,25:00\n");
    const auto refused = desk.call({"roster", "import", file, "--reason", "plan"});
    CHECK(refused.code == 1);
    CHECK(contains(refused.err, "rosters.csv:2: field 'begins' must be a local time such as 22:00"));
    CHECK(desk.call({"policy", "export"}).code == 0);
    CHECK(desk.call({"silence", "export", "--encoding", "gb18030"}).code == 0);
}

TEST_CASE("the completion script is made from the command line, and bash takes it") {
    const auto script = run_command({ANJU_ANJUCTL_BINARY, "completion", "bash"});
    REQUIRE(script.code == 0);
    const auto complete = [&](const std::string& words, int at) {
        return run_command({"bash", "-c",
                            script.out + "\nCOMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(at) +
                                "; _anjuctl; echo \"${COMPREPLY[*]}\""})
            .out;
    };
    CHECK(complete("anjuctl resp", 1) == "responders\n");
    CHECK(contains(complete("anjuctl close x --", 3), "--disposition"));
    CHECK(contains(complete("anjuctl close x --", 3), "--json"));
    CHECK(complete("anjuctl close x --disposition fal", 4) == "false_alarm\n");
    CHECK(run_command({ANJU_ANJUCTL_BINARY, "completion", "tcsh"}).code == 2);
}
