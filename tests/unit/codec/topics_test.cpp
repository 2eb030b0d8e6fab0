#include "codec/topics.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::codec;

TEST_CASE("a topic leads back to its gateway and channel") {
    for (const auto channel :
         {Channel::alerts, Channel::status, Channel::readings, Channel::receipts, Channel::commands}) {
        const auto parsed = parse_topic(topic_of(GatewayId{"gw-0001.a_b"}, channel));
        REQUIRE(parsed.has_value());
        CHECK(parsed->gateway == GatewayId{"gw-0001.a_b"});
        CHECK(parsed->channel == channel);
    }
    CHECK(topic_of(GatewayId{"gw"}, Channel::alerts) == "anju/v1/g/gw/up/alerts");
    CHECK(shared_filter_of(Channel::status) == "$share/alertd/anju/v1/g/+/up/status");
}

TEST_CASE("a topic that is not ours names no gateway") {
    for (const char* topic :
         {"", "anju/v1/g/", "anju/v1/g/gw", "anju/v1/g//up/alerts", "anju/v1/g/gw/up/alerts/", "anju/v1/g/gw/up/alert",
          "anju/v2/g/gw/up/alerts", "anju/v1/g/g w/up/alerts", "anju/v1/g/+/up/alerts", "x/anju/v1/g/gw/up/alerts"}) {
        CAPTURE(topic);
        CHECK_FALSE(parse_topic(topic).has_value());
    }
}

TEST_CASE("a gateway id has 1 to 64 safe characters") {
    CHECK(is_gateway_id("a"));
    CHECK(is_gateway_id(std::string(64, 'a')));
    CHECK_FALSE(is_gateway_id(""));
    CHECK_FALSE(is_gateway_id(std::string(65, 'a')));
    CHECK_FALSE(is_gateway_id("a/b"));
    CHECK_FALSE(is_gateway_id("a#"));
    CHECK_FALSE(is_gateway_id("户"));
}
