// The journal's encoding as README.md documents it. The expected hashes were computed apart from
// this program: when they change, every journal that was ever written stops to verify.
#include "alertd/store/sqlite/chain.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::store::sqlite;

TEST_CASE("a row's hash covers the documented bytes") {
    ChainRow row;
    row.seq = 42;
    row.at = UtcTime{Millis{1'772'334'000'000}};
    row.event = "alert.raised";
    row.actor = "gateway:gw-1";
    row.incident = IncidentId{};
    row.incident->value.bytes[0] = 1;
    row.incident->value.bytes[15] = 7;
    row.detail = "[[\"device\",\"厨房\"]]";
    for (std::size_t i = 0; i < row.previous.size(); ++i) row.previous[i] = static_cast<std::uint8_t>(i);
    CHECK(to_hex(hash_of(row)) == "f16bffd47163d07ed9cd25f307e663a4f8069bbae1f4969049e51f11a64d7084");
}

TEST_CASE("a row without a case, before 1970 and without facts has a hash too") {
    ChainRow row;
    row.seq = 1;
    row.at = UtcTime{Millis{-1}};
    row.detail = "[]";
    CHECK(to_hex(hash_of(row)) == "e0dc34e3f34800784d2a96d5e1a6a09d0bb8d7e476e5f2536839e1f1bade8b96");
}

TEST_CASE("text that moves from one field to the next changes the hash") {
    ChainRow first, second;
    first.event = "ab";
    first.actor = "c";
    second.event = "a";
    second.actor = "bc";
    CHECK(hash_of(first) != hash_of(second));
}

TEST_CASE("facts come back in their order with every character") {
    const Facts facts{{"b", "\"quoted\" \\ \n 厨房"}, {"a", ""}, {"b", std::string("nul\0inside", 10)}};
    CHECK(decode_facts(encode_facts(facts)) == facts);
    CHECK(encode_facts({}) == "[]");
    CHECK(encode_facts({{"device", "厨房"}}) == "[[\"device\",\"厨房\"]]");
}

TEST_CASE("facts that cannot be read are shown as they are") {
    for (const char* text : {"", "{}", "[1]", "[[\"a\"]]", "[[\"a\",1]]", "[[\"a\",\"b\"]", "\xff"}) {
        CAPTURE(text);
        CHECK(decode_facts(text) == Facts{{"unreadable", text}});
    }
}

TEST_CASE("a hash of another length than 32 bytes is none") {
    CHECK(hash_from("short") == Hash{});
    CHECK(hash_from(std::string(32, '\x01')) != Hash{});
}
