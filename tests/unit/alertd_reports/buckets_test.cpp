#include "alertd/reports/buckets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace anju;
using namespace anju::alertd::reports;
using namespace std::chrono_literals;

TEST_CASE("buckets follow one another without a gap, and each holds its end") {
    std::optional<Millis> before;
    for (int bucket = 0; bucket < last_bucket(); ++bucket) {
        const auto end = end_of(bucket);
        REQUIRE(end.has_value());
        CHECK(bucket_of(*end) == bucket);
        CHECK(bucket_of(*end + 1ms) == bucket + 1);
        if (before) CHECK(*end > *before);
        before = end;
    }
    CHECK_FALSE(end_of(last_bucket()).has_value());
    CHECK(bucket_of(Millis{0}) == 0);
    CHECK(bucket_of(Millis{-5}) == 0);
    CHECK(bucket_of(1000h) == last_bucket());
}

TEST_CASE("every limit that anybody is held to is the end of a bucket") {
    for (const Millis limit : {Millis{60s}, Millis{90s}, Millis{180s}, Millis{45min}, Millis{60min}, Millis{24h}}) {
        CHECK(end_of(bucket_of(limit)) == limit);
    }
}

TEST_CASE("shares and percentiles of counts are those of the sorted times, whatever the times are") {
    std::mt19937_64 chance(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<Millis> times;
        Times one, other;
        const int count = 1 + static_cast<int>(chance() % 60);
        for (int i = 0; i < count; ++i) {
            const Millis time{static_cast<std::int64_t>(chance() % (round % 2 ? 200'000 : 20'000'000))};
            times.push_back(time);
            (i % 2 ? one : other).add(bucket_of(time), 1);
        }
        one.add(other);
        std::sort(times.begin(), times.end());
        CHECK(one.count() == count);
        for (const Millis limit : {Millis{60s}, Millis{180s}, Millis{45min}}) {
            CHECK(one.within(limit) == std::count_if(times.begin(), times.end(), [&](Millis t) { return t <= limit; }));
        }
        for (const int percent : {50, 95, 99}) {
            const auto rank = static_cast<std::size_t>((count * percent + 99) / 100);
            CHECK(one.percentile(percent) == end_of(bucket_of(times[rank - 1])));
        }
    }
    CHECK_FALSE(Times{}.percentile(50).has_value());
}
