#include "alertd/ingest/inbox.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>

using namespace anju;
using namespace anju::alertd::ingest;
using namespace std::chrono_literals;

namespace {

ReceivedBatch message(std::initializer_list<Condition> conditions) {
    ReceivedBatch batch;
    batch.gateway = GatewayId("gw-1");
    std::uint64_t number = 0;
    for (const auto condition : conditions) {
        NumberedUpdate numbered;
        numbered.number = ++number;
        numbered.update.key.condition = condition;
        batch.batch.updates.push_back(numbered);
    }
    return batch;
}

}  // namespace

TEST_CASE("a message is split by class, emergencies first") {
    Inbox inbox(100, 100);
    inbox.put_alerts(message({Condition::low_battery, Condition::no_water_use, Condition::smoke, Condition::call}));
    const auto work = inbox.take(0ms);
    REQUIRE(work.urgent.size() == 2);
    CHECK(work.urgent[0].updates.size() == 2);
    CHECK(work.urgent[0].updates[0].number == 3);
    CHECK(work.urgent[1].updates[0].number == 2);
    REQUIRE(work.technical.size() == 1);
    CHECK(work.technical[0].updates[0].number == 1);
}

TEST_CASE("a round takes no more technical alerts than emergencies leave room for") {
    Inbox inbox(100, 3);
    inbox.put_alerts(message({Condition::low_battery}));
    inbox.put_alerts(message({Condition::smoke, Condition::call, Condition::fall}));
    CHECK(inbox.take(0ms).technical.empty());
    CHECK(inbox.take(0ms).technical.size() == 1);
}

TEST_CASE("who brings an emergency waits for room, and goes on when there is some") {
    Inbox inbox(1, 10);
    inbox.put_alerts(message({Condition::smoke}));
    std::promise<void> began;
    auto brought = std::async(std::launch::async, [&] {
        began.set_value();
        inbox.put_alerts(message({Condition::call}));
    });
    began.get_future().wait();
    CHECK(inbox.counters().waiting == 1);
    CHECK(inbox.take(0ms).urgent.size() == 1);
    brought.get();
    CHECK(inbox.take(0ms).urgent.size() == 1);
}

TEST_CASE("closing lets everybody go who waits") {
    Inbox inbox(1, 10);
    inbox.put_alerts(message({Condition::smoke}));
    auto brought = std::async(std::launch::async, [&] { inbox.put_alerts(message({Condition::call})); });
    inbox.close();
    brought.get();
    ActWork act;
    CHECK_FALSE(inbox.put_act(act));
}

TEST_CASE("technical alerts beyond the limit are shed and counted, emergencies of the same message are not") {
    Inbox inbox(2, 10);
    inbox.put_alerts(message({Condition::low_battery, Condition::tamper}));
    inbox.put_alerts(message({Condition::fault, Condition::smoke}));
    CHECK(inbox.counters().shed == 1);
    const auto work = inbox.take(0ms);
    CHECK(work.urgent.size() == 1);
    CHECK(work.technical.size() == 1);
}

TEST_CASE("of several statuses of one gateway the newest counts") {
    Inbox inbox(10, 10);
    codec::Status status;
    status.last_number = 1;
    inbox.put_status(GatewayId("gw-1"), status);
    status.last_number = 2;
    inbox.put_status(GatewayId("gw-1"), status);
    const auto work = inbox.take(0ms);
    REQUIRE(work.statuses.size() == 1);
    CHECK(work.statuses[0].second.last_number == 2);
}

TEST_CASE("the answer goes to the gateway's own topic unless another was checked before") {
    Inbox inbox(10, 10);
    inbox.put_alerts(message({Condition::smoke}));
    CHECK(inbox.take(0ms).urgent.at(0).topic == "anju/v1/g/gw-1/down/receipts");
}

TEST_CASE("a payload that is kept for the quarantine is cut") {
    Inbox inbox(10, 10);
    inbox.put_quarantine({UtcTime{}, "topic", "reason", std::string(1'000'000, 'x')});
    CHECK(inbox.take(0ms).quarantine.at(0).payload.size() == 64 * 1024);
}
