#include "alertd/access/throttle.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace anju;
using anju::alertd::access::LoginThrottle;

namespace {

struct Gate {
    LoginThrottle throttle;
    MonoTime now{Millis{1'000'000}};

    bool passes(const std::string& account, const std::string& address) {
        return !throttle.take(account, address, now).has_value();
    }
    /// How many of a hundred wrong tries pass, each from an address of its own.
    int wrong_tries(const std::string& account) {
        int passed = 0;
        for (int i = 0; i < 100; ++i) passed += passes(account, "10.0.0." + std::to_string(i)) ? 1 : 0;
        return passed;
    }
};

}  // namespace

TEST_CASE("H1: an account takes ten wrong tries from wherever, then one a minute") {
    Gate gate;
    CHECK(gate.wrong_tries("wang") == LoginThrottle::kAccountTries);
    const auto wait = gate.throttle.take("wang", "10.9.9.9", gate.now);
    REQUIRE(wait);
    CHECK(*wait == LoginThrottle::kAccountPause);
    gate.now += *wait - Millis{1};
    CHECK_FALSE(gate.passes("wang", "10.9.9.9"));
    gate.now += Millis{1};
    CHECK(gate.passes("wang", "10.9.9.9"));
    CHECK_FALSE(gate.passes("wang", "10.9.9.9"));
    CHECK(gate.passes("li", "10.9.9.9"));
}

TEST_CASE("H1: an address takes thirty wrong tries over whatever names, then one each ten seconds") {
    Gate gate;
    int passed = 0;
    for (int i = 0; i < 100; ++i) passed += gate.passes("name" + std::to_string(i), "10.0.0.1") ? 1 : 0;
    CHECK(passed == LoginThrottle::kAddressTries);
    CHECK(gate.passes("another", "10.0.0.2"));
    gate.now += LoginThrottle::kAddressPause;
    CHECK(gate.passes("another", "10.0.0.1"));
    CHECK_FALSE(gate.passes("another", "10.0.0.1"));
}

TEST_CASE("H1: a right try costs nothing, however often") {
    Gate gate;
    for (int i = 0; i < 200; ++i) {
        REQUIRE(gate.passes("wang", "10.0.0.1"));
        gate.throttle.was_right("wang", "10.0.0.1", gate.now);
    }
}

TEST_CASE("H2: who fails in her name elsewhere cannot lock the duty officer out of her own desk") {
    Gate gate;
    REQUIRE(gate.passes("wang", "desk"));
    gate.throttle.was_right("wang", "desk", gate.now);
    CHECK(gate.wrong_tries("wang") == LoginThrottle::kAccountTries);
    CHECK(gate.passes("wang", "desk"));
    CHECK_FALSE(gate.passes("wang", "elsewhere"));
}

TEST_CASE("H2: at her own desk a guesser has ten tries too") {
    Gate gate;
    REQUIRE(gate.passes("wang", "desk"));
    gate.throttle.was_right("wang", "desk", gate.now);
    int passed = 0;
    for (int i = 0; i < 20; ++i) passed += gate.passes("wang", "desk") ? 1 : 0;
    CHECK(passed == LoginThrottle::kAccountTries);
}

TEST_CASE("H3: made-up names and addresses take no more memory than the bound") {
    Gate gate;
    REQUIRE(gate.passes("wang", "desk"));
    gate.throttle.was_right("wang", "desk", gate.now);
    for (int i = 0; i < 60'000; ++i) {
        (void)gate.passes("name" + std::to_string(i), "10.0." + std::to_string(i));
        REQUIRE(gate.throttle.kept() <= LoginThrottle::kMostKept);
    }
    // The desk is still known.
    (void)gate.wrong_tries("wang");
    CHECK(gate.passes("wang", "desk"));
}

TEST_CASE("a clock that stands still gives nothing back") {
    Gate gate;
    CHECK(gate.wrong_tries("wang") == LoginThrottle::kAccountTries);
    gate.now -= Millis{500'000};
    CHECK_FALSE(gate.passes("wang", "10.9.9.9"));
}

TEST_CASE("H1, H2: no name is counted as somebody's address, or as her known desk") {
    Gate gate;
    REQUIRE(gate.passes("wang", "10.0.0.5"));
    gate.throttle.was_right("wang", "10.0.0.5", gate.now);
    for (int i = 0; i < 100; ++i) {
        static_cast<void>(gate.passes("wang\n10.0.0.5", "10.1.0." + std::to_string(i)));
        static_cast<void>(gate.passes("\n10.0.0.5", "10.2.0." + std::to_string(i)));
        static_cast<void>(gate.passes("@10.0.0.5", "10.3.0." + std::to_string(i)));
        static_cast<void>(gate.passes("+10.0.0.5\nwang", "10.4.0." + std::to_string(i)));
    }
    CHECK(gate.passes("wang", "10.0.0.5"));
    int passed = 0;
    for (int i = 0; i < 50; ++i) {
        const auto address = "10.5.0." + std::to_string(i);
        static_cast<void>(gate.passes("wang\n" + address, address));
        passed += gate.passes("wang", address) ? 1 : 0;
    }
    CHECK(passed == LoginThrottle::kAccountTries);
}
