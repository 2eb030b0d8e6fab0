#include "gateway/fallback/hook.hpp"

#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <signal.h>

#include <filesystem>

using namespace anju;
using namespace anju::gateway::fallback;
using anju::tests::read_file;
using anju::tests::wait_until;

namespace {

HookSubject subject() {
    HookSubject about;
    about.gateway = GatewayId{"gw-1"};
    about.street = StreetId{"street-1"};
    about.update.id.value.bytes.fill(7);
    about.update.key = {HomeId{"home-1"}, DeviceId{"kitchen \"; rm -rf $HOME; echo '"}, Condition::smoke};
    about.update.kind = Kind::smoke;
    about.update.severity = Severity::critical;
    about.update.values = {{"down", 12.5, "s"}};
    return about;
}

/// A script of the test's own; it is run by its path.
std::string script(const anju::tests::TempDir& directory, const std::string& body) {
    const auto file = directory / "hook";
    anju::tests::write_file(file, "#!/bin/sh\n" + body);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file.string();
}

int wait_for(Hook& hook) {
    std::optional<int> code;
    REQUIRE(wait_until([&] { return (code = hook.poll()).has_value(); }));
    return *code;
}

}  // namespace

TEST_CASE("the command gets the alert as JSON and in its environment, and nothing is taken for a command") {
    anju::tests::TempDir directory("hook");
    const auto path =
        script(directory, "cat > \"$1/json\"\nenv > \"$1/env\"\nls /proc/self/fd > \"$1/files\"\nexit 3\n");
    ::setenv("ANJU_SECRET_OF_OURS", "x", 1);
    auto hook = Hook::start({path, directory.path().string(), "$(touch /tmp/never)"}, subject());
    REQUIRE(hook.has_value());
    CHECK(wait_for(hook.value()) == 3);

    const auto json = boost::json::parse(read_file(directory / "json"));
    CHECK(json.at("gateway").as_string() == "gw-1");
    CHECK(json.at("home").as_string() == "home-1");
    CHECK(json.at("device").as_string() == subject().update.key.device.value);
    CHECK(json.at("condition").as_string() == "smoke");
    CHECK(json.at("severity").as_string() == "critical");
    CHECK(json.at("values").at("down").as_double() == 12.5);
    const auto environment = "\n" + read_file(directory / "env");
    CHECK(environment.find("\nANJU_HOME=home-1\n") != std::string::npos);
    CHECK(environment.find("\nANJU_CONDITION=smoke\n") != std::string::npos);
    CHECK(environment.find("\nANJU_DEVICE=" + subject().update.key.device.value + "\n") != std::string::npos);
    CHECK(environment.find("ANJU_SECRET_OF_OURS") == std::string::npos);
    // Standard input, output, error, and the one by which ls reads the folder.
    CHECK(read_file(directory / "files") == "0\n1\n2\n3\n");
}

TEST_CASE("a command that reads nothing, or is killed, is told by its code") {
    anju::tests::TempDir directory("hook");
    auto blind = Hook::start({"/bin/true"}, subject());
    REQUIRE(blind.has_value());
    CHECK(wait_for(blind.value()) == 0);
    const auto path = script(directory, "kill -TERM $$\n");
    auto killed = Hook::start({path}, subject());
    REQUIRE(killed.has_value());
    CHECK(wait_for(killed.value()) == 128 + SIGTERM);
}

TEST_CASE("a command that is killed takes along what it started") {
    anju::tests::TempDir directory("hook");
    const auto path =
        script(directory, "tail -f /dev/null & echo $! > \"$1/child\"\nmv \"$1/child\" \"$1/pid\"\nwait\n");
    auto hook = Hook::start({path, directory.path().string()}, subject());
    REQUIRE(hook.has_value());
    REQUIRE(wait_until([&] { return std::filesystem::exists(directory / "pid"); }));
    const auto child = static_cast<pid_t>(std::stol(read_file(directory / "pid")));
    CHECK_FALSE(hook.value().poll().has_value());
    CHECK(::kill(child, 0) == 0);
    hook.value().kill();
    CHECK_FALSE(hook.value().poll().has_value());
    // Whoever inherits it reaps it; until then it is there, but a zombie.
    CHECK(wait_until([&] {
        const auto stat = read_file("/proc/" + std::to_string(child) + "/stat");
        return stat.empty() || stat.find(") Z ") != std::string::npos;
    }));
}

TEST_CASE("a command that is not there is named") {
    const auto missing = Hook::start({"/no/such/command"}, subject());
    REQUIRE(missing.has_error());
    CHECK(missing.error().code == ErrorCode::not_found);
    CHECK(missing.error().message == "/no/such/command: No such file or directory");
    CHECK(Hook::start({}, subject()).has_error());
}
