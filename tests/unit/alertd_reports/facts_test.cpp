// The definitions of alertd/reports/figures.hpp, by their names.
#include "alertd/reports/buckets.hpp"
#include "alertd/reports/days.hpp"
#include "alertd/reports/figures.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::reports;
using namespace std::chrono_literals;
using core::Disposition;
using store::Measure;

namespace {

const UtcTime kOpened = parse_rfc3339("2026-03-01T15:59:00Z").value();  // 23:59 in Shanghai
constexpr Millis kShanghai = 8h;

store::CaseFacts fresh() {
    store::CaseFacts facts;
    facts.area = {StreetId("s1"), CommitteeId("c1")};
    facts.kind = Kind::smoke;
    facts.model = "S-1";
    facts.opened_at = kOpened;
    return facts;
}

core::JournalEntry entry(std::string event, Millis after, std::string actor = "user:wang",
                         std::vector<std::pair<std::string, std::string>> detail = {}) {
    core::JournalEntry made;
    made.at = kOpened + after;
    made.event = std::move(event);
    made.actor = std::move(actor);
    made.incident = IncidentId();
    made.detail = std::move(detail);
    return made;
}

store::CaseFacts after(std::vector<core::JournalEntry> entries) {
    auto facts = fresh();
    for (const auto& each : entries) static_cast<void>(hear(facts, each));
    return facts;
}

store::CaseCounts sum(const Contribution& made) {
    store::CaseCounts counts;
    for (const auto& [key, each] : made.counts) counts += each;
    return counts;
}

std::optional<int> bucket(const Contribution& made, Measure measure) {
    for (const auto& key : made.times) {
        if (key.measure == measure) return key.bucket;
    }
    return std::nullopt;
}

core::JournalEntry closed(Millis at, Disposition how) {
    return entry("incident.closed", at, "user:wang", {{"disposition", std::string(core::to_string(how))}});
}

}  // namespace

TEST_CASE("F1 a case counts on the day it was opened, and its close on the day of the close") {
    const auto made = contribution_of(after({closed(2min, Disposition::real)}), kShanghai);
    REQUIRE(made.counts.size() == 2);
    CHECK(day_text(made.counts[0].first.period) == "2026-03-01");
    CHECK(made.counts[0].second.opened == 1);
    CHECK(made.counts[0].second.closed == 1);
    CHECK(day_text(made.counts[1].first.period) == "2026-03-02");
    CHECK(made.counts[1].second.ended == 1);
}

TEST_CASE("F2 opened again, a case is not closed; acknowledged it stays") {
    const auto facts =
        after({entry("incident.acknowledged", 10s), closed(1h, Disposition::real), entry("incident.reopened", 2h)});
    const auto counts = sum(contribution_of(facts, kShanghai));
    CHECK(counts.acknowledged == 1);
    CHECK(counts.closed == 0);
    CHECK(counts.ended == 0);
    CHECK(counts.dispositions == std::array<std::int64_t, store::kDispositions>{});
}

TEST_CASE("F4 exercises and duplicates are counted apart and have no times") {
    for (const auto how : {Disposition::test, Disposition::drill, Disposition::duplicate}) {
        const auto made = contribution_of(after({entry("incident.acknowledged", 10s), closed(1h, how)}), kShanghai);
        const auto counts = sum(made);
        CHECK(counts.apart == 1);
        CHECK(counts.opened + counts.acknowledged + counts.closed + counts.ended == 0);
        CHECK(counts.dispositions[static_cast<std::size_t>(how)] == 1);
        CHECK(made.times.empty());
    }
    auto drill = fresh();
    drill.exercise = true;
    CHECK(sum(contribution_of(drill, kShanghai)).apart == 1);
}

TEST_CASE("T1 to T4 times run between the first times, and not backwards") {
    const auto made = contribution_of(
        after({entry("notification.delivered", 5s, "alertd"), entry("notification.delivered", 6s, "alertd"),
               entry("incident.acknowledged", 30s), entry("responder.en_route", 90s), entry("responder.en_route", 95s),
               entry("responder.on_scene", 10min), entry("incident.reopened", 11min),
               entry("incident.acknowledged", 12min)}),
        kShanghai);
    CHECK(bucket(made, Measure::answered) == bucket_of(30s));
    CHECK(bucket(made, Measure::reacted) == bucket_of(25s));
    CHECK(bucket(made, Measure::departed) == bucket_of(60s));
    CHECK(bucket(made, Measure::travelled) == bucket_of(510s));
    CHECK(bucket(made, Measure::attended) == bucket_of(10min));

    const auto page_first = contribution_of(
        after({entry("incident.acknowledged", 3s), entry("notification.delivered", 5s, "alertd")}), kShanghai);
    CHECK(bucket(page_first, Measure::answered) == bucket_of(3s));
    CHECK_FALSE(bucket(page_first, Measure::reacted).has_value());
    CHECK_FALSE(bucket(page_first, Measure::attended).has_value());
}

TEST_CASE("L1 what calls somebody is an alarm; a repeat, and a person who opens a case again, are not") {
    CHECK(is_alarm(entry("incident.opened", 0s, "alertd")));
    CHECK(is_alarm(entry("incident.raised", 0s, "alertd")));
    CHECK(is_alarm(entry("incident.reopened", 0s, "alertd")));
    CHECK_FALSE(is_alarm(entry("incident.reopened", 0s, "user:wang")));
    CHECK_FALSE(is_alarm(entry("alert.repeated", 0s, "gateway:g1")));
    CHECK(window_of(UtcTime{Millis{599'999}}) == 0);
    CHECK(window_of(UtcTime{Millis{600'000}}) == 1);
}

TEST_CASE("L5 the third report within a minute is chattering, a clear within a minute is fleeting") {
    store::SourceDay day;
    for (const auto at : {0s, 30s, 59s, 61s, 200s}) static_cast<void>(hear(day, entry("alert.repeated", at)));
    CHECK(day.reports == 5);
    CHECK(day.alarms == 0);
    CHECK(day.chattering == 2);  // the third and the fourth
    CHECK(hear(day, entry("alert.raised", 300s)));
    CHECK(hear(day, entry("alert.cleared", 360s)));
    CHECK_FALSE(hear(day, entry("alert.cleared", 361s)));
    CHECK(day.alarms == 1);
    CHECK(day.fleeting == 1);
}

TEST_CASE("L6 what was open for more than a day until it was closed has stood long") {
    CHECK(sum(contribution_of(after({closed(24h, Disposition::real)}), kShanghai)).long_standing == 0);
    CHECK(sum(contribution_of(after({closed(24h + 1ms, Disposition::real)}), kShanghai)).long_standing == 1);
}
