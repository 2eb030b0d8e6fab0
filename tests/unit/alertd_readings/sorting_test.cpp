// Which readings are kept, and in which hour.
#include "alertd/readings/sorting.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace anju;
using namespace std::chrono_literals;
using alertd::readings::hour_of;

namespace {

const UtcTime kTen{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 10h};

codec::Reading reading(Kind kind, const std::string& name, double value) {
    codec::Reading made;
    made.home = HomeId{"h-1"};
    made.device = DeviceId{"hall"};
    made.kind = kind;
    made.name = name;
    made.value = value;
    return made;
}
bool is_kept(const codec::Reading& one) { return alertd::readings::sort(one, kTen).has_value(); }
std::int64_t hour(const char* name, Kind kind, UtcTime received) {
    return alertd::readings::sort(reading(kind, name, 1), received)->hour - hour_of(kTen);
}

}  // namespace

TEST_CASE("a sum counts for the hour before the full hour until 50 minutes after it") {
    CHECK(hour("movements", Kind::presence, kTen) == -1);
    CHECK(hour("movements", Kind::presence, kTen + 49min + 59s) == -1);
    CHECK(hour("movements", Kind::presence, kTen + 50min) == 0);
    CHECK(hour("water_used", Kind::water_meter, kTen - 1s) == -1);
    CHECK(alertd::readings::sort(reading(Kind::door, "movements", 3), kTen)->adds);
}

TEST_CASE("what is measured counts for the hour in which it comes") {
    CHECK(hour("battery", Kind::smoke, kTen) == 0);
    CHECK(hour("battery", Kind::smoke, kTen - 1ms) == -1);
    CHECK(hour("heart_rate", Kind::bed, kTen + 59min) == 0);
    CHECK_FALSE(alertd::readings::sort(reading(Kind::bed, "heart_rate", 60), kTen)->adds);
}

TEST_CASE("the gateway's own time is not looked at") {
    auto one = reading(Kind::bed, "heart_rate", 60);
    one.at.utc = kTen + 24h * 365;
    one.at.synced = true;
    CHECK(alertd::readings::sort(one, kTen)->hour == hour_of(kTen));
}

TEST_CASE("what cannot be true is refused") {
    for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity(), -0.001, 1e9}) {
        INFO(value);
        CHECK_FALSE(is_kept(reading(Kind::water_meter, "water_used", value)));
        CHECK_FALSE(is_kept(reading(Kind::presence, "movements", value)));
        CHECK_FALSE(is_kept(reading(Kind::smoke, "battery", value)));
    }
    CHECK_FALSE(is_kept(reading(Kind::smoke, "battery", 101)));
    CHECK_FALSE(is_kept(reading(Kind::bed, "heart_rate", 1e9)));
    CHECK(is_kept(reading(Kind::thermometer, "thermometer", -3)));
}

TEST_CASE("a name without a meaning for its device is refused") {
    CHECK(is_kept(reading(Kind::fall, "movements", 1)));
    CHECK_FALSE(is_kept(reading(Kind::presence, "water_used", 1)));
    CHECK_FALSE(is_kept(reading(Kind::smoke, "density", 1)));
    CHECK_FALSE(is_kept(reading(Kind::unknown, "heart_rate", 1)));
    CHECK_FALSE(is_kept(reading(Kind::bed, "", 1)));
    CHECK_FALSE(is_kept(reading(Kind::bed, "a name with blanks", 1)));
    CHECK_FALSE(is_kept(reading(Kind::bed, "<b>", 1)));
    CHECK_FALSE(is_kept(reading(Kind::bed, std::string(65, 'x'), 1)));
    CHECK(is_kept(reading(Kind::bed, std::string(64, 'x'), 1)));
    auto nobody = reading(Kind::bed, "heart_rate", 60);
    nobody.device = {};
    CHECK_FALSE(is_kept(nobody));
}
