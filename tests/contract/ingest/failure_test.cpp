// When the store does not take it: nothing is receipted, nothing is lost, and it goes on afterwards.
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>
#include <utility>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;

TEST_CASE("nothing is receipted when the commit fails, and what is sent again is stored") {
    EngineCentre centre;
    centre.faults->commits_to_fail = 0;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    const auto update = centre.update(Condition::smoke);
    centre.faults->commits_to_fail = 1;
    centre.send(outbox, {update});
    REQUIRE(wait_until([&] { return centre.engine().counters().transactions_failed == 1; }));
    CHECK(centre.told().empty());
    CHECK(centre.open_incidents().empty());

    centre.send_again(outbox, 1, update);
    REQUIRE(centre.receipted(outbox, 1));
    CHECK(centre.open_incidents().size() == 1);
    CHECK(centre.engine().counters().updates_duplicate == 0);
}

TEST_CASE("a full disk stops receipts and no more; with room again everything is stored") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 1));
    centre.stop();

    centre.database.max_pages = 1;  // SQLite takes the present size for the least: full at the next page
    centre.start();
    auto big = centre.update(Condition::call, "button");
    std::vector<AlertUpdate> many;
    for (int i = 0; i < 200; ++i) {
        auto more = centre.update(Condition::call, "button-" + std::to_string(i));
        more.evidence = std::string(kMaxEvidenceBytes, 'e');
        many.push_back(std::move(more));
    }
    const auto first = outbox.last_number + 1;
    const auto last = centre.send(outbox, many);
    REQUIRE(wait_until([&] { return centre.engine().counters().transactions_failed > 0; }));
    CHECK(centre.receipts_of(outbox, last) == 0);
    core::OperatorAct act;
    act.incident = centre.open_incidents().at(0).id;
    act.act = core::Act::note;
    act.actor = "user:wang";
    act.note = std::string(100'000, 'n');
    const auto answer = centre.act(act);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::exhausted);
    centre.stop();

    centre.database.max_pages = 0;
    centre.start();
    for (std::uint64_t number = first; number <= last; ++number)
        centre.send_again(outbox, number, many[number - first]);
    REQUIRE(centre.receipted(outbox, last));
    CHECK(centre.open_incidents().at(0).alerts == 201);
}

TEST_CASE("delivery results wait for the store and are recorded later") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 1));
    core::DeliveryResult result;
    result.notification = centre.sent().at(0);
    result.delivered = true;
    centre.faults->commits_to_fail = 1;
    centre.engine().submit_delivery(result);
    REQUIRE(wait_until([&] { return centre.engine().counters().transactions_failed == 1; }));
    CHECK(centre.journal("notification.delivered").empty());
    centre.pass(1'500ms);
    CHECK(wait_until([&] { return centre.journal("notification.delivered").size() == 1; }));
}

TEST_CASE("a step whose transaction failed fires a little later") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 1));
    centre.faults->commits_to_fail = 1;
    centre.pass(61s);
    REQUIRE(wait_until([&] { return centre.engine().counters().transactions_failed == 1; }));
    CHECK(centre.engine().counters().steps_fired == 0);
    centre.pass(1'500ms);
    CHECK(wait_until([&] { return centre.engine().counters().steps_fired == 1; }));
}

TEST_CASE("acts that wait when the engine stops are answered, and later ones are refused") {
    EngineCentre centre;
    std::promise<void> release;
    std::promise<void> held;
    bool first = true;
    centre.before_start = [&](Engine& engine) {
        engine.on_committed([&](const Committed&) {
            if (!std::exchange(first, false)) return;
            held.set_value();
            release.get_future().wait();
        });
    };
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    held.get_future().wait();

    std::atomic<int> answers = 0;
    centre.engine().act(core::OperatorAct{}, [&](const Result<ActResult>&) { ++answers; });
    std::thread stopping([&] { centre.engine().stop(); });
    release.set_value();
    stopping.join();
    CHECK(answers == 1);
    centre.engine().act(core::OperatorAct{}, [&](const Result<ActResult>& result) {
        ++answers;
        REQUIRE(result.has_error());
        CHECK(result.error().code == ErrorCode::exhausted);
    });
    CHECK(answers == 2);
}

TEST_CASE("a change is committed as a whole, and one that fails changes nothing") {
    EngineCentre centre;
    centre.start();
    const auto done = centre.change([](alertd::ingest::Turn& turn) {
        return turn.journal_as("user:wang", "test.changed", {{"what", "all of it"}});
    });
    REQUIRE(done);
    REQUIRE(centre.journal("test.changed").size() == 1);
    CHECK(centre.journal("test.changed").front().actor == "user:wang");

    const auto refused = centre.change([](alertd::ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(turn.journal_as("user:wang", "test.half", {}));
        return fail(ErrorCode::invalid, "no");
    });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid);
    CHECK(centre.journal("test.half").empty());

    centre.faults->commits_to_fail = 1;
    const auto lost = centre.change([](alertd::ingest::Turn& turn) { return turn.journal("test.lost", {}); });
    REQUIRE_FALSE(lost);
    CHECK(lost.error().message.find("the store did not take it") != std::string::npos);
    CHECK(centre.journal("test.lost").empty());

    centre.engine().stop();
    CHECK_FALSE(centre.change([](alertd::ingest::Turn&) { return success(); }));
}
