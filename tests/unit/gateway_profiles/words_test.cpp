#include "gateway/profiles/words.hpp"

#include <doctest/doctest.h>

namespace anju::gateway::profiles {
namespace {

TEST_CASE("a pattern's # stands for digits and nothing else") {
    CHECK(matches("smoke_alarm_12", "smoke_alarm_#"));
    CHECK(matches("input_3_leak_detect_9", "input_#_leak_detect_#"));
    CHECK_FALSE(matches("smoke_alarm_", "smoke_alarm_#"));
    CHECK_FALSE(matches("smoke_alarm_1a", "smoke_alarm_#"));
    CHECK_FALSE(matches("smoke", "smoke_#"));
}

TEST_CASE("a word is found only as a whole") {
    CHECK(has_word("TS0215A_sos", "sos"));
    CHECK(has_word("Smart EMERGENCY button", "emergency"));
    CHECK_FALSE(has_word("CO2 monitor", "co"));
    CHECK_FALSE(has_word("sensors", "sos"));
    CHECK_FALSE(has_word("", "sos"));
}

TEST_CASE("units of volume are told from flows") {
    CHECK(cubic_metres_per("m³") == 1.0);
    CHECK(cubic_metres_per("L") == 1e-3);
    CHECK(cubic_metres_per("gal") == 0.003785411784);
    CHECK_FALSE(cubic_metres_per("m³/h"));
    CHECK_FALSE(cubic_metres_per("%"));
    CHECK_FALSE(cubic_metres_per(""));
}

}  // namespace
}  // namespace anju::gateway::profiles
