#include "alertd/roster/tz_zone.hpp"
#include "tests/unit/alertd_core/naive_roster.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::core::testing;
using core::LocalTime;

namespace {

std::shared_ptr<const core::Zone> zone(const char* name) {
    auto found = roster::find_zone(name);
    REQUIRE(found);
    return found.value();
}

LocalTime local(int year, unsigned month, unsigned of_month, std::chrono::minutes clock) {
    return LocalTime{day(year, month, of_month)} + clock;
}

std::string utc(const core::Zone& in, LocalTime clock) { return to_rfc3339(in.to_utc(clock)); }

}  // namespace

TEST_CASE("a clock in Shanghai is eight hours ahead all year") {
    const auto shanghai = zone("Asia/Shanghai");
    CHECK(shanghai->name() == "Asia/Shanghai");
    CHECK(utc(*shanghai, local(2026, 7, 1, 6h)) == "2026-06-30T22:00:00.000Z");
    CHECK(shanghai->to_local(parse_rfc3339("2026-01-01T16:00:59.999Z").value()) == local(2026, 1, 2, 0h));
}

TEST_CASE("a time that spring leaves out is the moment of the change") {
    const auto berlin = zone("Europe/Berlin");
    for (const auto clock : {2h + 0min, 2h + 1min, 2h + 59min, 3h + 0min}) {
        CHECK(utc(*berlin, local(2026, 3, 29, clock)) == "2026-03-29T01:00:00.000Z");
    }
    CHECK(utc(*berlin, local(2026, 3, 29, 1h + 59min)) == "2026-03-29T00:59:00.000Z");
    CHECK(utc(*berlin, local(2026, 3, 29, 3h + 1min)) == "2026-03-29T01:01:00.000Z");
}

TEST_CASE("of a time that comes twice in autumn the first one counts") {
    const auto new_york = zone("America/New_York");
    CHECK(utc(*new_york, local(2026, 11, 1, 1h + 30min)) == "2026-11-01T05:30:00.000Z");
    CHECK(utc(*new_york, local(2026, 11, 1, 2h)) == "2026-11-01T07:00:00.000Z");
    CHECK(new_york->to_local(parse_rfc3339("2026-11-01T06:30:00Z").value()) == local(2026, 11, 1, 1h + 30min));
}

TEST_CASE("a change by half an hour is known, and so are the changes of the years to come") {
    const auto lord_howe = zone("Australia/Lord_Howe");
    CHECK(utc(*lord_howe, local(2026, 1, 15, 12h)) == "2026-01-15T01:00:00.000Z");
    CHECK(utc(*lord_howe, local(2026, 7, 15, 12h)) == "2026-07-15T01:30:00.000Z");
    CHECK(utc(*zone("Europe/Berlin"), local(2036, 7, 1, 12h)) == "2036-07-01T10:00:00.000Z");
}

TEST_CASE("a zone that does not exist is refused by its name, and no name reaches another file") {
    for (const char* name : {"Asia/Peking", "", "../../etc/passwd", "/etc/localtime", "posixrules "}) {
        const auto refused = roster::find_zone(name);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::not_found);
        CHECK(refused.error().message.find("Asia/Shanghai") != std::string::npos);
    }
}
