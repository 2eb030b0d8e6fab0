#include "alertd/core/duty_book.hpp"
#include "tests/unit/alertd_core/desk.hpp"
#include "tests/unit/alertd_core/naive_roster.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

const auto kShanghai = std::make_shared<FixedZone>("Asia/Shanghai", 8h);

PolicyVariant variant(std::string name) {
    PolicyVariant one;
    one.name = std::move(name);
    one.policy.steps = {{0s, {Level::district}}};
    one.policy.repeat_every = 60s;
    return one;
}

/// A smoke alarm at a local time of Friday, 6 March 2026.
PolicyQuestion smoke_at(std::chrono::minutes clock) {
    return {IncidentClass::emergency, Kind::smoke, Condition::smoke, Severity::critical,
            LocalTime{day(2026, 3, 6)} + clock};
}

struct ChineseDesk : Desk {
    DutyBook book{kShanghai};
    ChineseDesk() { store.duties = &book; }
    /// `clock` is local, on 6 March 2026.
    void set_clock(std::chrono::minutes clock) { now.utc = kShanghai->to_utc(LocalTime{day(2026, 3, 6)} + clock); }
};

}  // namespace

TEST_CASE("a case goes by the first variant that fits, and by the usual policy when none does") {
    PolicyBook book = PolicyBook::defaults();
    CHECK(book.choose(smoke_at(12h)).empty());
    book.welfare.variants = {variant("flow")};
    book.emergency.variants = {variant("fire"), variant("all")};
    book.emergency.variants[0].conditions = {Condition::smoke, Condition::co};
    CHECK(book.choose(smoke_at(12h)) == "fire");
    auto call = smoke_at(12h);
    call.condition = Condition::call;
    CHECK(book.choose(call) == "all");
    call.incident_class = IncidentClass::technical;
    CHECK(book.choose(call).empty());
}

TEST_CASE("a variant asks for the kind of device and for a least severity") {
    PolicyBook book = PolicyBook::defaults();
    book.emergency.variants = {variant("one")};
    book.emergency.variants[0].kinds = {Kind::call_button, Kind::smoke};
    book.emergency.variants[0].least_severity = Severity::critical;
    CHECK(book.choose(smoke_at(12h)) == "one");
    auto other = smoke_at(12h);
    other.severity = Severity::major;
    CHECK(book.choose(other).empty());
    other = smoke_at(12h);
    other.kind = Kind::fall;
    CHECK(book.choose(other).empty());
}

TEST_CASE("hours over midnight belong to the weekday on which they begin") {
    PolicyBook book = PolicyBook::defaults();
    book.emergency.variants = {variant("friday night")};
    book.emergency.variants[0].hours = Hours{22h, 6h};
    book.emergency.variants[0].weekdays = {};
    book.emergency.variants[0].weekdays.add(std::chrono::Friday);
    CHECK(book.choose(smoke_at(21h + 59min)).empty());
    CHECK(book.choose(smoke_at(22h)) == "friday night");
    CHECK(book.choose(smoke_at(24h + 5h + 59min)) == "friday night");
    CHECK(book.choose(smoke_at(30h)).empty());
    CHECK(book.choose(smoke_at(5h)).empty());  // the small hours of Friday are Thursday's night
    book.emergency.variants[0].hours = Hours{8h, 18h};
    CHECK(book.choose(smoke_at(8h)) == "friday night");
    CHECK(book.choose(smoke_at(18h)).empty());
}

TEST_CASE("a name that the configuration does not have any more means the usual policy") {
    PolicyBook book = PolicyBook::defaults();
    book.emergency.variants = {variant("fire")};
    CHECK(&book.of(IncidentClass::emergency, "fire") == &book.emergency.variants[0].policy);
    CHECK(&book.of(IncidentClass::emergency, "flood") == &book.emergency.usual);
    CHECK(&book.of(IncidentClass::emergency, "") == &book.emergency.usual);
    CHECK(&book.of(IncidentClass::welfare, "fire") == &book.welfare.usual);
}

TEST_CASE("the local hour of the district decides, and the case keeps its policy over the end of the hours") {
    ChineseDesk desk;
    auto night = variant("night");
    night.hours = Hours{22h, 6h};
    night.policy.steps = {{0s, {Level::street}}, {120s, {Level::district}}};
    desk.store.policies.emergency.variants = {night};
    desk.set_clock(29h + 59min);
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.incident().policy == "night");
    CHECK(desk.told(1) == "street");
    CHECK(desk.journal_says("incident.policy", "policy=night reason=opened"));
    desk.let_pass(119s);
    CHECK(desk.told(2).empty());
    desk.let_pass(1s);
    CHECK(desk.told(2) == "district");
    desk.let_pass(60s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("a rise in severity chooses again, and the next step is that of the new policy") {
    ChineseDesk desk;
    auto worse = variant("worst");
    worse.least_severity = Severity::critical;
    worse.policy.steps = {{0s, {Level::home}}, {30s, {Level::committee, Level::street, Level::district}}};
    desk.store.policies.emergency.variants = {worse};
    auto suspected = desk.raised(Condition::fall_suspected);
    suspected.severity = Severity::major;
    desk.arrive(suspected);
    CHECK(desk.incident().policy.empty());
    auto fall = desk.raised(Condition::fall);
    fall.severity = Severity::critical;
    desk.arrive(fall);
    CHECK(desk.incident().policy == "worst");
    CHECK(desk.journal_says("incident.policy", "policy=worst reason=severity_rose"));
    CHECK(desk.told(2) == "committee district family street");
}

TEST_CASE("more of the same severity keeps the policy, whatever the hour is by now") {
    ChineseDesk desk;
    auto night = variant("night");
    night.hours = Hours{22h, 6h};
    desk.store.policies.emergency.variants = {night};
    desk.set_clock(21h + 59min);
    desk.arrive(desk.raised(Condition::smoke));
    desk.let_pass(5min);
    desk.arrive(desk.raised(Condition::co));
    CHECK(desk.incident().policy.empty());
    CHECK(desk.journalled("incident.policy").empty());
}

TEST_CASE("a report that opens a resolved case again chooses again") {
    ChineseDesk desk;
    auto night = variant("night");
    night.hours = Hours{22h, 6h};
    desk.store.policies.emergency.variants = {night};
    desk.set_clock(21h + 50min);
    const auto smoke = desk.raised(Condition::smoke);
    desk.arrive(smoke);
    desk.act(Act::resolve, "user:wang");
    desk.wait(20min);
    desk.arrive(Desk::next(smoke, AlertPhase::repeated));
    CHECK(desk.incident().policy == "night");
    CHECK(desk.journal_says("incident.policy", "reason=case_was_resolved"));
}

TEST_CASE("a technical case that nobody heard of yet comes earlier when it is worse now") {
    ChineseDesk desk;
    auto urgent = variant("urgent");
    urgent.least_severity = Severity::major;
    urgent.policy.steps = {{120s, {Level::street}}, {300s, {Level::district}}};
    desk.store.policies.technical.variants = {urgent};
    auto weak = desk.raised(Condition::low_battery);
    weak.severity = Severity::minor;
    desk.arrive(weak);
    desk.let_pass(60s);
    auto fault = desk.raised(Condition::fault);
    fault.severity = Severity::major;
    desk.arrive(fault);
    desk.let_pass(59s);
    CHECK(desk.store.notifications.empty());
    desk.let_pass(1s);
    CHECK(desk.told(1) == "street");
    // Past its time already: at once.
    ChineseDesk late;
    late.store.policies.technical.variants = {urgent};
    late.arrive(weak);
    late.let_pass(5min);
    late.arrive(fault);
    CHECK(late.told(1) == "street");
    CHECK(late.pending().size() == 1);
}

TEST_CASE("a case whose policy was taken out of the file goes on by the usual one") {
    ChineseDesk desk;
    desk.store.policies.emergency.variants = {variant("short lived")};
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "district");
    desk.store.policies.emergency.variants.clear();
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
}

TEST_CASE("the policies that alertd brings along are right, and stand on a line") {
    const auto book = PolicyBook::defaults();
    for (const auto of : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
        CHECK(mistakes_in(book.written_for(of), of).empty());
    }
    CHECK(to_text(book.emergency.usual) ==
          "0s home committee, 1m street, 1m30s district; again each 1m30s; on the way within 10m; on scene within 45m");
    PolicyVariant night = variant("night");
    night.kinds = {Kind::smoke};
    night.conditions = {Condition::smoke, Condition::co};
    night.least_severity = Severity::critical;
    night.hours = Hours{22h, 6h + 30min};
    night.weekdays = {};
    night.weekdays.add(std::chrono::Sunday);
    night.weekdays.add(std::chrono::Friday);
    CHECK(to_text(night) ==
          "night (smoke, smoke co, from critical, 22:00-06:30, friday sunday): 0s district; again each 1m");
    CHECK(to_text(variant("all")) == "all (always): 0s district; again each 1m");
}

TEST_CASE("every mistake in what somebody wrote is found, with its place") {
    ClassPolicies written{{{{0s, {Level::home}}, {0s, {}}}, 9s, 25h, -1s},
                          {variant("usual"), variant("a"), variant("a")}};
    written.variants[1].conditions = {Condition::call, Condition::low_battery};
    written.variants[2].weekdays = {};
    written.variants[2].policy.steps = {{1s, {Level::street}}, {25h, {Level::street}}};
    std::string found;
    for (const auto& one : mistakes_in(written, IncidentClass::emergency)) {
        found += (one.variant ? std::to_string(*one.variant) : "-") + (one.step ? std::to_string(*one.step) : "-") +
                 " " + one.field + ": " + one.expected + "\n";
    }
    CHECK(found == R"(-- repeat_every: a duration from "10s" to "1d"
-- attend_within: a duration from "0s" to "1d"
-- arrive_within: a duration from "0s" to "1d"
-1 after: a later time than the step before it
-1 notify: at least one of home, committee, street, district
0- name: at most 64 bytes, and not "usual", which is the policy without conditions
1- conditions: conditions of this class; low_battery is technical
2- name: each name once in a class
2- weekdays: at least one of monday ... sunday
21 after: a duration from "0s" to "1d"
2- steps: a step that notifies the district, so that somebody always hears
)");
    ClassPolicies much;
    much.variants.resize(kMostPolicyVariants + 1, variant("x"));
    for (int i = 0; i <= static_cast<int>(kMostPolicySteps); ++i) {
        much.usual.steps.push_back({std::chrono::minutes{i}, {Level::district}});
    }
    const auto mistakes = mistakes_in(much, IncidentClass::welfare);
    REQUIRE(mistakes.size() > 2);
    CHECK(mistakes[0] == PolicyMistake{{}, {}, "steps", "at most 10 steps"});
    CHECK(mistakes[1] == PolicyMistake{{}, {}, "when", "at most 20 variants"});
}

TEST_CASE("hours are two times of day, and last some time") {
    CHECK(parse_hours("22:00-06:00") == Hours{22h, 6h});
    CHECK(to_text(Hours{22h, 6h + 5min}) == "22:00-06:05");
    for (const char* text : {"", "22:00", "22-06", "08:00-08:00", "08:00-24:00", "08:00-09:00-10:00"}) {
        INFO(text);
        CHECK_FALSE(parse_hours(text));
    }
}
