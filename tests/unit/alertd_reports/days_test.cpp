#include "alertd/reports/days.hpp"
#include "alertd/store/figures.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::reports;
using namespace std::chrono_literals;

TEST_CASE("a day begins at midnight of the district, not of Greenwich") {
    const auto at = [](const char* text) { return parse_rfc3339(text).value(); };
    CHECK(day_text(day_of(at("2026-02-28T15:59:59.999Z"), 8h)) == "2026-02-28");
    CHECK(day_text(day_of(at("2026-02-28T16:00:00Z"), 8h)) == "2026-03-01");
    CHECK(start_of(parse_day("2026-03-01").value(), 8h) == at("2026-02-28T16:00:00Z"));
    CHECK(day_of(at("1969-12-31T23:00:00Z"), Millis{0}) == -1);
}

TEST_CASE("days and months of the calendar are read, others are refused") {
    CHECK(parse_day("2024-02-29").has_value());
    for (const char* wrong :
         {"", "2026-02-29", "2026-3-01", "2026-03-1", "2026-03-01x", "20260301", "2026-13-01", "2026-00-01"}) {
        INFO(wrong);
        CHECK_FALSE(parse_day(wrong).has_value());
    }
    CHECK(parse_month("2024-02").value().days() == 29);
    CHECK(day_text(parse_month("2026-12").value().last) == "2026-12-31");
    for (const char* wrong : {"", "2026", "2026-13", "2026-00", "2026-1", "1969-01", "2026-01-01"}) {
        INFO(wrong);
        CHECK_FALSE(parse_month(wrong).has_value());
    }
    CHECK(month_before(parse_day("2026-01-15").value()) == "2025-12");
    CHECK(month_before(parse_day("2026-03-31").value()) == "2026-02");
}

TEST_CASE("any range of days is made of single days and whole months, each once") {
    using anju::alertd::store::month_period;
    using anju::alertd::store::periods_of;
    const int start = parse_day("2026-01-20").value();
    for (int first = start; first < start + 45; ++first) {
        for (int last = first; last < start + 120; ++last) {
            const auto periods = periods_of(first, last);
            REQUIRE(periods.size() <= 3);
            for (int day = start - 40; day < start + 200; ++day) {
                int times = 0;
                for (const auto& [from, to] : periods) {
                    times += day >= from && day <= to ? 1 : 0;
                    times += month_period(day) >= from && month_period(day) <= to ? 1 : 0;
                }
                REQUIRE(times == (day >= first && day <= last ? 1 : 0));
            }
        }
    }
    const int january = parse_day("2026-01-01").value();
    CHECK(periods_of(january, january + 364).size() == 1);
    CHECK(periods_of(january, january + 58) ==
          std::vector{anju::alertd::store::Periods{month_period(january + 40), month_period(january)}});
}
