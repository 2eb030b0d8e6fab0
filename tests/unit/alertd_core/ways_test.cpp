// D4 to D6: what happens when the first way to somebody does not work.
#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

/// A desk whose committee can be reached in three ways; everybody else in one.
struct ThreeWays : Desk {
    ThreeWays() { add_ways("committee", {ChannelKind::sms, ChannelKind::email}); }

    /// What is due now goes out: to the committee with this outcome, to everybody else with success.
    void send(bool delivered, bool permanent = false) {
        for (const auto& row : store.lease(now.utc, 30s)) {
            answer(row, row.responder.value == "committee" ? delivered : true, permanent);
        }
    }
    /// The ways of the committee that are due, tried or done, as their numbers.
    [[nodiscard]] std::string begun(int step = 1) const {
        std::string line;
        for (const auto& row : store.notifications_of(incident().id)) {
            const bool waits = row.state == NotificationState::pending && row.next_attempt_at > now.utc;
            if (row.responder.value != "committee" || row.step != step) continue;
            if (row.state == NotificationState::superseded || (waits && row.attempts == 0)) continue;
            line += std::to_string(row.way);
        }
        return line;
    }
};

}  // namespace

TEST_CASE("whoever is called has a message for each way, each with a key of its own") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.begun() == "1");
    const auto key = desk.message("committee", 1).key;
    CHECK(desk.message("committee", 1, 2).key == key + "/w2");
    CHECK(desk.message("committee", 1, 3).key == key + "/w3");
    CHECK(desk.message("committee", 1, 2).channel == ChannelKind::sms);
    CHECK(desk.message("committee", 1, 3).address == "committee");
    CHECK(desk.told(1) == "committee committee committee family");
}

TEST_CASE("a way that works leaves the others unused, and nothing of them in the journal") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.send(true);
    CHECK(desk.message("committee", 1, 2).state == NotificationState::superseded);
    CHECK(desk.message("committee", 1, 3).state == NotificationState::superseded);
    CHECK(desk.journalled("notification.superseded").empty());
    CHECK(desk.journalled("notification.next_way").empty());
    desk.wait(1h);
    CHECK(desk.begun() == "1");
}

TEST_CASE("an address that is wrong for good moves to the next way at once") {
    for (const auto condition : {Condition::smoke, Condition::no_water_use}) {
        ThreeWays desk;
        desk.arrive(desk.raised(condition));
        desk.send(false, true);
        CHECK(desk.begun() == "12");
        CHECK(desk.journal_says("notification.next_way", "channel=sms reason=failed_for_good"));
        desk.send(false, true);
        CHECK(desk.begun() == "123");
        CHECK(desk.told(2).empty());
    }
}

TEST_CASE("in an emergency the next way accompanies one that failed once, and both go on") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.send(false);
    CHECK(desk.begun() == "12");
    CHECK(desk.message("committee", 1).state == NotificationState::pending);
    desk.send(true);
    CHECK(desk.message("committee", 1, 2).state == NotificationState::delivered);
    CHECK(desk.message("committee", 1, 3).state == NotificationState::superseded);
    desk.wait(4s);
    desk.send(true);
    CHECK(desk.message("committee", 1).state == NotificationState::delivered);
}

TEST_CASE("in an emergency the next way goes after 10 s of silence, and the third after 20 s") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    // The first is leased to a channel that hangs and never says a word.
    REQUIRE(desk.store.lease(desk.now.utc, 300s).size() == 2);
    desk.wait(9'999ms);
    CHECK(desk.begun() == "1");
    desk.wait(1ms);
    CHECK(desk.begun() == "12");
    desk.wait(10s);
    CHECK(desk.begun() == "123");
}

TEST_CASE("what is no emergency has more patience with a way that fails") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::no_water_use));
    desk.send(false);
    CHECK(desk.begun() == "1");
    desk.wait(4s);
    desk.send(false);
    CHECK(desk.begun() == "12");
    CHECK(desk.journal_says("notification.next_way", "reason=does_not_get_through"));
}

TEST_CASE("a step is given up when every way of everybody has failed, not before") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    for (int way = 1; way <= 3; ++way) {
        CHECK(desk.told(2).empty());
        for (const auto& row : desk.store.lease(desk.now.utc, 30s)) desk.answer(row, false, true);
    }
    CHECK(desk.told(2) == "street");
    CHECK(desk.journal_says("escalation.fired", "reason=every_channel_failed"));
}

TEST_CASE("an acknowledgement withdraws the ways that were held ready") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.act(Act::acknowledge, "user:wang");
    for (int way = 1; way <= 3; ++way) CHECK(desk.message("committee", 1, way).state == NotificationState::superseded);
    CHECK(desk.journal_says("notification.superseded", "responder="));
    int withdrawn = 0;
    for (const auto& row : desk.store.journal) withdrawn += row.event == "notification.superseded" ? 1 : 0;
    CHECK(withdrawn == 2);  // the family and the committee's first way
}

TEST_CASE("each step and each call to one person has its own ways") {
    ThreeWays desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.send(true);
    OperatorAct dispatch;
    dispatch.responder = ResponderId("committee");
    desk.act(Act::dispatch, "user:wang", dispatch);
    desk.send(false, true);
    int second = 0;
    for (const auto& row : desk.store.notifications_of(desk.incident().id)) {
        second += row.way == 2 && row.state == NotificationState::pending && row.next_attempt_at <= desk.now.utc;
    }
    CHECK(second == 1);
    CHECK(desk.message("committee", 1, 2).state == NotificationState::superseded);
}

TEST_CASE("more ways than there may be are not tried") {
    Desk desk;
    desk.add_ways("committee", {ChannelKind::sms, ChannelKind::email, ChannelKind::log, ChannelKind::mqtt});
    desk.arrive(desk.raised(Condition::smoke));
    CHECK(desk.told(1) == "committee committee committee family");
}
