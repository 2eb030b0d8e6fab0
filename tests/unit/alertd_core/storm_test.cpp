// When losses are a storm, what is told of it, and when it is over (alertd/core/storm.hpp).
#include "alertd/core/storm.hpp"

#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

constexpr UtcTime kNoon{Millis{1'772'330'400'000}};
const StormRules kRules;

AlertUpdate outage(Desk& desk, std::uint32_t count) {
    desk.place = place_of("area:s1");
    desk.place.committee.reset();
    auto update = desk.raised(Condition::area_outage, "area");
    update.count = count;
    return update;
}

Effects grow(Desk& desk, AlertUpdate& update, std::uint32_t count, bool is_news) {
    ++update.revision;
    update.phase = AlertPhase::repeated;
    update.count = count;
    AlertArrived input{desk.gateway, update, true};
    input.is_news = is_news;
    return desk.run(desk.store.load(desk.place, update), input);
}

}  // namespace

TEST_CASE("W1: a lost gateway and a device that is offline are losses, nothing else is") {
    CHECK(loss_sort(Condition::gateway_lost) == LossSort::gateway);
    CHECK(loss_sort(Condition::offline) == LossSort::device);
    for (int i = 0; i <= static_cast<int>(Condition::area_outage); ++i) {
        const auto condition = static_cast<Condition>(i);
        if (condition != Condition::gateway_lost && condition != Condition::offline) CHECK_FALSE(loss_sort(condition));
    }
}

TEST_CASE("W2: a storm begins by number and share, or by a number that is never chance") {
    CHECK_FALSE(storm_begins(kRules, 19, 40));
    CHECK(storm_begins(kRules, 20, 40));
    CHECK(storm_begins(kRules, 20, 400));
    CHECK_FALSE(storm_begins(kRules, 20, 401));
    CHECK_FALSE(storm_begins(kRules, 59, 20'000));
    CHECK(storm_begins(kRules, 60, 20'000));
    CHECK_FALSE(storm_begins(kRules, 59, 0));
    CHECK(storm_begins(kRules, 60, 0));
}

TEST_CASE("W5: it is told when it doubles, and otherwise shown now and then") {
    Storm storm;
    storm.told = storm.shown = 20;
    storm.shown_at = kNoon;
    storm.gone = storm.peak = 39;
    CHECK(look_at(storm, kRules, kNoon + 9s) == StormNews::none);
    CHECK(look_again_at(storm, kRules) == kNoon + 10s);
    CHECK(look_at(storm, kRules, kNoon + 10s) == StormNews::show);
    storm.gone = 40;
    CHECK(look_at(storm, kRules, kNoon + 1s) == StormNews::tell);
    CHECK(storm.peak == 40);
}

TEST_CASE("W6: it is over when almost all have been back for a while") {
    Storm storm;
    storm.peak = 100;
    storm.told = 100;
    storm.shown = storm.gone = 6;
    CHECK(look_at(storm, kRules, kNoon) == StormNews::none);
    CHECK_FALSE(storm.calm_since);
    CHECK_FALSE(look_again_at(storm, kRules));
    storm.shown = storm.gone = 5;
    CHECK(look_at(storm, kRules, kNoon) == StormNews::none);
    CHECK(look_again_at(storm, kRules) == kNoon + 2min);
    SUBCASE("they stay") { CHECK(look_at(storm, kRules, kNoon + 2min) == StormNews::over); }
    SUBCASE("some are lost again") {
        storm.gone = 7;
        CHECK(look_at(storm, kRules, kNoon + 1min) == StormNews::show);
        storm.gone = storm.shown = 5;
        CHECK(look_at(storm, kRules, kNoon + 2min) == StormNews::none);
        CHECK(look_at(storm, kRules, kNoon + 4min) == StormNews::over);
    }
}

TEST_CASE("W3: an area outage is told at once, to whoever stands for the street") {
    Desk desk;
    desk.arrive(outage(desk, 20));
    CHECK(desk.incident().incident_class == IncidentClass::technical);
    CHECK(desk.told(1) == "street");
}

TEST_CASE("W5: growth is counted silently, a doubling tells everybody up to the next rung") {
    Desk desk;
    auto update = outage(desk, 20);
    desk.arrive(update);
    grow(desk, update, 35, false);
    CHECK(desk.incident().reports == 35);
    CHECK(desk.told(2).empty());
    grow(desk, update, 40, true);
    CHECK(desk.told(2) == "district street");
    SUBCASE("also when somebody owns it, with no new deadline") {
        desk.act(Act::acknowledge, "user:wang");
        grow(desk, update, 80, true);
        CHECK(desk.told(3) == "district street");
        CHECK(desk.pending().empty());
        CHECK(desk.incident().owner == "user:wang");
    }
}

TEST_CASE("W6: the end resolves the case and is told to everybody who had heard of it") {
    Desk desk;
    auto update = outage(desk, 20);
    desk.arrive(update);
    SUBCASE("unanswered") {}
    SUBCASE("acknowledged") { desk.act(Act::acknowledge, "user:wang"); }
    desk.wait(20min);
    desk.arrive(Desk::next(update, AlertPhase::cleared));
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.pending().empty());
    CHECK(desk.told(2) == "street");
    const auto message = desk.message("street", 2);
    CHECK(still_wanted(message, desk.incident()));
    CHECK(desk.answer(message, true).reason == Reason::accepted);
    CHECK_FALSE(still_wanted(desk.message("street", 1), desk.incident()));
    desk.close("user:wang", Disposition::real);
    CHECK_FALSE(still_wanted(message, desk.incident()));
}

TEST_CASE("W6: within a silence of the street the outage ends without a word") {
    Desk desk;
    auto update = outage(desk, 20);
    desk.arrive(update);
    REQUIRE(desk.told(1) == "street");
    desk.begin(desk.silence(2h));
    desk.wait(20min);
    desk.arrive(Desk::next(update, AlertPhase::cleared));
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.told(2).empty());
}

TEST_CASE("the next outage of the street opens its case again and is told at once") {
    Desk desk;
    auto update = outage(desk, 20);
    desk.arrive(update);
    desk.arrive(Desk::next(update, AlertPhase::cleared));
    REQUIRE(desk.incident().state == IncidentState::resolved);
    desk.wait(1h);
    desk.arrive(outage(desk, 25));
    CHECK(desk.store.incidents.size() == 1);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.told(desk.incident().step) == "district street");
}
