#include "alertd/core/addresses.hpp"

#include <doctest/doctest.h>

using namespace anju::alertd::core;

namespace {

void right(ChannelKind kind, std::initializer_list<std::string_view> addresses) {
    for (const auto address : addresses) {
        INFO(to_string(kind), " ", address);
        CHECK_FALSE(address_mistake(kind, address));
    }
}

void wrong(ChannelKind kind, std::initializer_list<std::string_view> addresses) {
    for (const auto address : addresses) {
        INFO(to_string(kind), " ", address);
        CHECK(address_mistake(kind, address));
    }
}

}  // namespace

TEST_CASE("each channel takes its own kind of address") {
    right(ChannelKind::webhook, {"http://127.0.0.1/x", "https://example.org"});
    right(ChannelKind::log, {""});
    right(ChannelKind::email, {"duty@example.org", "a.b+c@localhost", "x_y-z@mail.example-1.org"});
    right(ChannelKind::wecom_robot, {"night-watch", "r1:13800000000", "r1:13800000000,+85290000000"});
    right(ChannelKind::wecom_app, {"zhangsan", "Li.Si_01-a@b"});
    right(ChannelKind::sms, {"13800000000", "+8613800000000", "+85290000000"});
    right(ChannelKind::mqtt, {"city/alarms", "街道/告警"});
}

TEST_CASE("an address that could mean more than one receiver, or end a line, is none") {
    wrong(ChannelKind::webhook, {"", "ftp://x", "javascript:alert(1)"});
    wrong(ChannelKind::log, {"x"});
    wrong(ChannelKind::email, {"", "a", "@b", "a@", "a@b,c@d", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a b@c", "a@b@c",
                               "-x@y", "a..b@c", ".a@b", "a@.b", "a@b.", "a@-b", "\"a\"@b", "老伙伴@example.org"});
    wrong(ChannelKind::wecom_robot, {"", "a b", "r1:", "r1:110", "r1:@all", "r1,13800000000", "../x", "r?key=1"});
    wrong(ChannelKind::wecom_app, {"", "@all", "a|b", "a b", "张三", "a\nb"});
    wrong(ChannelKind::sms,
          {"", "110", "138 0000 0000", "13800000000,13900000000", "+0138000000", "23800000000", "+1"});
    wrong(ChannelKind::mqtt, {"", "a/#", "a/+/b", "$SYS/x", "anju/v1/g/gw-1/down/commands", "anju",
                              std::string_view("a\0b", 3), "a\nb", "\xff"});
    wrong(ChannelKind::email, {std::string(250, 'a') + "@example.org"});
}

TEST_CASE("a robot's address names the robot and whom it mentions") {
    const auto parsed = parse_robot_address("night:13800000000,13900000000");
    REQUIRE(parsed);
    CHECK(parsed->robot == "night");
    CHECK(parsed->mobiles == std::vector<std::string>{"13800000000", "13900000000"});
    CHECK(parse_robot_address("night")->mobiles.empty());
}

TEST_CASE("a number without a country is a Chinese one") {
    CHECK(international_number("13800000000") == "+8613800000000");
    CHECK(international_number("+85290000000") == "+85290000000");
}
