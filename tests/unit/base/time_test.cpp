#include "base/time.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace anju;
using namespace std::chrono_literals;

TEST_CASE("a time reads the same after a trip through RFC 3339") {
    for (const std::int64_t millis :
         {0LL, 1LL, 951'782'400'000LL, 1'772'330'400'123LL, 4'102'444'799'999LL, 253'402'300'799'999LL}) {
        const UtcTime time{Millis{millis}};
        CAPTURE(to_rfc3339(time));
        CHECK(parse_rfc3339(to_rfc3339(time)).value() == time);
    }
    CHECK(to_rfc3339(UtcTime{Millis{951'782'400'007}}) == "2000-02-29T00:00:00.007Z");
}

TEST_CASE("RFC 3339 accepts offsets and any number of fraction digits up to nine") {
    const auto expected = parse_rfc3339("2026-03-01T03:00:00.120Z").value();
    for (const char* text :
         {"2026-03-01T11:00:00.12+08:00", "2026-02-28T22:30:00.12-04:30", "2026-03-01 03:00:00.120999999z"}) {
        CAPTURE(text);
        CHECK(parse_rfc3339(text).value() == expected);
    }
    CHECK(parse_rfc3339("2016-12-31T23:59:60Z").has_value());
}

TEST_CASE("what is no RFC 3339 time is refused") {
    for (const char* text :
         {"", "2026", "2026-03-01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-01T24:00:00Z",
          "2026-03-01T00:60:00Z", "2026-03-01T00:00:61Z", "2026-03-01T00:00:00", "2026-03-01T00:00:00.Z",
          "2026-03-01T00:00:00+8", "2026-03-01T00:00:00+24:00", "2026-03-01T00:00:00Z ", "20260301T000000Z"}) {
        CAPTURE(text);
        CHECK(parse_rfc3339(text).has_error());
    }
}

TEST_CASE("a duration is a sum of numbers with units") {
    CHECK(parse_duration("250ms").value() == 250ms);
    CHECK(parse_duration("90s").value() == 90s);
    CHECK(parse_duration("1h30m").value() == 90min);
    CHECK(parse_duration("7d").value() == 168h);
    CHECK(parse_duration("0s").value() == 0ms);
}

TEST_CASE("what is no duration is refused, and so is one that overflows") {
    for (const char* text : {"", "90", "s", "-5s", "1.5h", "90 s", "1h 30m", "5S", "5w", "h1", "99999999999999999999s",
                             "9223372036854775807d", "36501d", "36500d1ms"}) {
        CAPTURE(text);
        CHECK(parse_duration(text).has_error());
    }
}

TEST_CASE("a duration is written for people, in the largest units that fit") {
    CHECK(format_duration(0ms) == "0s");
    CHECK(format_duration(250ms) == "250ms");
    CHECK(format_duration(90s) == "1m30s");
    CHECK(format_duration(90min) == "1h30m");
    CHECK(format_duration(168h) == "7d");
    CHECK(format_duration(24h + 1ms) == "1d1ms");
    CHECK(format_duration(-90s) == "-1m30s");
}

TEST_CASE("a duration that was written is read as itself") {
    for (const auto duration : {0ms, 1ms, 999ms, 1'000ms, 59'999ms, 86'399'999ms, 86'400'000ms, 3'153'600'000'000ms}) {
        CAPTURE(duration.count());
        CHECK(parse_duration(format_duration(duration)).value() == duration);
    }
}

TEST_CASE("a time of day is read and written with two digits each") {
    CHECK(parse_clock("00:00") == 0min);
    CHECK(parse_clock("23:59") == 23h + 59min);
    CHECK(format_clock(7h + 5min) == "07:05");
    CHECK(format_clock(22h) == "22:00");
    for (const char* text : {"", "7:05", "24:00", "23:60", "-1:00", "22-00", "22:0", "22:000", "2 :00", "aa:bb"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_clock(text));
    }
}
