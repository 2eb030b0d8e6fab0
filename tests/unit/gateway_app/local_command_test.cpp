#include "gateway/app/local_command.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::gateway::app;

namespace {

codec::Command test_mode() {
    Ulid id;
    id.bytes.fill(7);
    return {id, codec::SetTestMode{DeviceId{"hall"}, Millis{60'000}}};
}

}  // namespace

TEST_CASE("a command that was left is found, and gone once it was carried out") {
    anju::tests::TempDir directory("command");
    CHECK_FALSE(find_command(directory.path()).value().has_value());
    REQUIRE(leave_command(directory.path(), test_mode()).has_value());
    const auto found = find_command(directory.path());
    REQUIRE(found.has_value());
    REQUIRE(found.value().has_value());
    CHECK(found.value()->id == test_mode().id);
    CHECK(std::get<codec::SetTestMode>(found.value()->what).device == DeviceId{"hall"});
    remove_command(directory.path());
    CHECK_FALSE(find_command(directory.path()).value().has_value());
}

TEST_CASE("only its owner may read or write a command") {
    anju::tests::TempDir directory("command");
    REQUIRE(leave_command(directory.path(), test_mode()).has_value());
    using std::filesystem::perms;
    CHECK(std::filesystem::status(directory / "command").permissions() == (perms::owner_read | perms::owner_write));
}

TEST_CASE("a command that no gateway takes is withdrawn") {
    anju::tests::TempDir directory("command");
    REQUIRE(leave_command(directory.path(), test_mode()).has_value());
    int looks = 0;
    CHECK_FALSE(await_taken(directory.path(), [&looks] { return ++looks < 3; }));
    CHECK_FALSE(find_command(directory.path()).value().has_value());
    REQUIRE(leave_command(directory.path(), test_mode()).has_value());
    CHECK(await_taken(directory.path(), [&directory] {
        remove_command(directory.path());
        return true;
    }));
}

TEST_CASE("a file that is no command is told once and removed") {
    anju::tests::TempDir directory("command");
    anju::tests::write_file(directory / "command", "rm -rf /");
    CHECK(find_command(directory.path()).has_error());
    CHECK_FALSE(find_command(directory.path()).value().has_value());
}

TEST_CASE("a state directory that is not there is named") {
    const auto left = leave_command("/no/such/directory", test_mode());
    REQUIRE(left.has_error());
    CHECK(left.error().message.find("/no/such/directory") != std::string::npos);
}
