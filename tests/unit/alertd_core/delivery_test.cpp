#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

/// Leases what is due and returns the message to `who`.
Notification leased(Desk& desk, const std::string& who) {
    for (const auto& row : desk.store.lease(desk.now.utc, 30s)) {
        if (row.responder.value == who) return row;
    }
    FAIL("nothing was due for " << who);
    return {};
}

}  // namespace

TEST_CASE("a delivered message is finished and journalled") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto message = leased(desk, "committee");
    desk.answer(message, true);
    const auto row = desk.message("committee", 1);
    CHECK(row.state == NotificationState::delivered);
    CHECK(row.attempts == 1);
    CHECK(row.finished_at == desk.now.utc);
    CHECK_FALSE(row.lease_until);
    CHECK(desk.journal_says("notification.delivered", "responder=committee"));
    CHECK(desk.incident().version == 1);
}

TEST_CASE("a failed delivery is tried again later and later, with the same key, as long as nobody answers") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto key = desk.message("committee", 1).key;
    Millis last{0};
    for (int attempt = 1; attempt <= 20; ++attempt) {
        for (const auto& message : desk.store.lease(desk.now.utc, 30s)) {
            if (message.responder.value == "committee") desk.answer(message, false);
        }
        const auto row = desk.message("committee", 1);
        REQUIRE(row.state == NotificationState::pending);
        CHECK(row.key == key);
        CHECK(row.attempts == attempt);
        CHECK(row.last_error == "HTTP 503");
        last = row.next_attempt_at - desk.now.utc;
        CHECK(last >= 1s);
        CHECK(last <= 60s);
        desk.wait(last);
    }
    CHECK(last >= 30s);
}

TEST_CASE("a receiver that asks for time gets it, up to ten minutes") {
    for (const auto& [asked, granted] : {std::pair<Millis, Millis>{120s, 120s}, {2h, 10min}}) {
        Desk desk;
        desk.arrive(desk.raised(Condition::smoke));
        DeliveryResult result;
        result.notification = leased(desk, "committee");
        result.retry_after = asked;
        desk.run(desk.store.load(result.notification), result);
        CHECK(desk.message("committee", 1).next_attempt_at == desk.now.utc + granted);
    }
}

TEST_CASE("retry delays grow from 1 s to 60 s and differ by chance") {
    CHECK(retry_delay(1, 0) == 1s);
    CHECK(retry_delay(0, 0) == 1s);
    CHECK(retry_delay(-5, 0) == 1s);
    CHECK(retry_delay(3, 0) == 4s);
    CHECK(retry_delay(1'000'000, 0) == 30s);
    for (int attempts = 1; attempts < 50; ++attempts) {
        CHECK(retry_delay(attempts, ~std::uint64_t{0}) >= 1s);
        CHECK(retry_delay(attempts, 30'000) <= 60s);
    }
    CHECK(retry_delay(6, 1) != retry_delay(6, 12'345));
}

TEST_CASE("a step whose every channel failed does not wait") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto opened = desk.incident().opened_at;
    const auto messages = desk.store.lease(desk.now.utc, 30s);
    REQUIRE(messages.size() == 2);
    desk.answer(messages[0], false, true);
    CHECK(desk.told(2).empty());
    desk.answer(messages[1], false, true);
    CHECK(desk.told(2) == "street");
    CHECK(desk.journal_says("notification.failed", "attempts=1"));
    CHECK(desk.journal_says("escalation.fired", "reason=every_channel_failed"));
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 3);
    CHECK(desk.pending()[0].due_at == opened + 90s);
}

TEST_CASE("one address that is wrong does not hurry a step on which somebody was reached") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto messages = desk.store.lease(desk.now.utc, 30s);
    REQUIRE(messages.size() == 2);
    desk.answer(messages[0], true);
    desk.answer(messages[1], false, true);
    CHECK(desk.told(2).empty());
}

TEST_CASE("a dead address past the last step is called at its time, not in a loop") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    desk.let_pass(90s);
    for (const auto& message : desk.store.lease(desk.now.utc, 30s)) desk.answer(message, false, true);
    CHECK(desk.incident().step == 3);
    CHECK(desk.journal_says("escalation.unheard", "step=3"));
    desk.let_pass(90s);
    CHECK(desk.told(4) == "district");
}

TEST_CASE("a late failure of an earlier step does not fire the step after it again") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto messages = desk.store.lease(desk.now.utc, 300s);
    desk.let_pass(90s);
    for (const auto& message : messages) desk.answer(message, false, true);
    CHECK(desk.incident().step == 3);
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending()[0].step == 4);
}

TEST_CASE("after the acknowledgement a failed delivery is not tried again") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto message = leased(desk, "committee");
    desk.act(Act::acknowledge, "user:wang");
    desk.answer(message, false);
    CHECK(desk.message("committee", 1).state == NotificationState::superseded);
}

TEST_CASE("a message told after the acknowledgement is tried again until the case is over") {
    Desk desk;
    desk.arrive(desk.raised(Condition::gas, "kitchen"));
    desk.act(Act::acknowledge, "user:wang");
    desk.arrive(desk.raised(Condition::fall, "radar"));
    auto message = leased(desk, "committee");
    CHECK(message.step == 2);
    desk.answer(message, false);
    CHECK(desk.message("committee", 2).state == NotificationState::pending);
    desk.wait(2s);
    message = leased(desk, "committee");
    desk.act(Act::resolve, "user:wang");
    desk.answer(message, false);
    CHECK(desk.message("committee", 2).state == NotificationState::superseded);
}

TEST_CASE("the second word about a finished message changes nothing") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto message = leased(desk, "committee");
    desk.answer(message, true);
    const auto late = desk.answer(message, false, true);
    CHECK(late.reason == Reason::step_obsolete);
    CHECK(late.journal.empty());
    CHECK(desk.message("committee", 1).state == NotificationState::delivered);
}

TEST_CASE("an error text is kept with the message, cut, and out of the journal") {
    Desk desk;
    desk.arrive(desk.raised(Condition::smoke));
    const auto message = leased(desk, "committee");
    desk.run(desk.store.load(message), DeliveryResult{message, false, false, std::string(5000, 'x')});
    CHECK(desk.message("committee", 1).last_error.size() == 200);
    CHECK(desk.journalled("notification.retrying").find("xxx") == std::string::npos);
}

TEST_CASE("what our own limit held back was no try, and lets an emergency's next way begin") {
    Desk desk;
    desk.add_ways("committee", {ChannelKind::sms});
    desk.arrive(desk.raised(Condition::call));
    const auto message = desk.message("committee", 1);
    DeliveryResult result{message, false, false, "held back"};
    result.held_back = true;
    desk.run(desk.store.load(message), result);
    CHECK(desk.message("committee", 1).attempts == 0);
    CHECK(desk.message("committee", 1, 2).next_attempt_at == desk.now.utc);
    CHECK(desk.journalled("notification.retrying").empty());
}
