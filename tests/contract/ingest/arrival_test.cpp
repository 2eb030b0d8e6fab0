// What becomes of alert updates: stored once, receipted after the commit, refused only for good.
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <future>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;

TEST_CASE("an alert is stored, receipted and handed over for sending by one transaction") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 1));

    const auto told = centre.told();
    REQUIRE(told.size() == 1);
    REQUIRE(told[0].receipts.size() == 1);
    CHECK(told[0].receipts[0].topic == "anju/v1/g/gw-1/down/receipts");
    REQUIRE(told[0].incidents.size() == 1);
    CHECK(told[0].incidents[0].place.home == HomeId("h1"));
    REQUIRE(told[0].to_send.size() == 1);
    CHECK(told[0].to_send[0].responder == ResponderId("committee"));
    CHECK(told[0].to_send[0].state == core::NotificationState::sending);
    REQUIRE(told[0].to_send_class.size() == 1);
    CHECK(told[0].to_send_class[0] == IncidentClass::emergency);
    CHECK(centre.open_incidents().size() == 1);
    CHECK(centre.engine().counters().transactions == 1);
}

TEST_CASE("a duplicate is receipted again and stored once") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    const auto update = centre.update(Condition::smoke);
    centre.send(outbox, {update});
    REQUIRE(centre.receipted(outbox, 1));
    centre.send_again(outbox, 1, update);
    REQUIRE(centre.receipted(outbox, 1, 2));

    CHECK(centre.open_incidents().size() == 1);
    CHECK(centre.sent().size() == 1);
    CHECK(centre.engine().counters().updates_stored == 1);
    CHECK(centre.engine().counters().updates_duplicate == 1);
}

TEST_CASE("a number that comes a second time with another alert does not hide that alert") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 1));
    centre.send_again(outbox, 1, centre.update(Condition::call, "button"));
    REQUIRE(centre.receipted(outbox, 1, 2));
    CHECK(centre.open_incidents().at(0).alerts == 2);
}

TEST_CASE("an update that can never be stored is refused and quarantined, and the rest of its batch is stored") {
    EngineCentre centre;
    centre.faults->refuse_poison = true;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke), centre.update(Condition::smoke, "poison"),
                         centre.update(Condition::call, "button")});
    REQUIRE(centre.refused(outbox, 2));
    CHECK(centre.receipts_of(outbox, 1) == 1);
    CHECK(centre.receipts_of(outbox, 2) == 0);
    CHECK(centre.receipts_of(outbox, 3) == 1);
    CHECK(centre.open_incidents().at(0).alerts == 2);
    auto quarantined = centre.reader().quarantined(10);
    REQUIRE(quarantined);
    REQUIRE(quarantined.value().size() == 1);
    CHECK(quarantined.value()[0].source == "gateway:gw-1");
    CHECK(quarantined.value()[0].reason.find("number 2") == 0);
    CHECK_FALSE(quarantined.value()[0].payload.empty());
}

TEST_CASE(
    "an update that fails by our fault is not receipted, kept in quarantine once, and stored when the fault is gone") {
    EngineCentre centre;
    centre.faults->stumble_on_poison = true;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    const auto poison = centre.update(Condition::smoke, "poison");
    centre.send(outbox, {poison, centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, 2));
    centre.send_again(outbox, 1, poison);
    centre.settle();
    CHECK(centre.receipts_of(outbox, 1) == 0);
    CHECK(centre.reader().quarantined(10).value().size() == 1);
    CHECK(centre.engine().counters().commands_failed >= 2);

    centre.faults->stumble_on_poison = false;
    centre.send_again(outbox, 1, poison);
    REQUIRE(centre.receipted(outbox, 1));
    CHECK(centre.open_incidents().at(0).alerts == 2);
}

TEST_CASE("what the decoder could not read is refused by its number, and counts as arrived") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    alertd::ingest::ReceivedBatch batch;
    batch.gateway = outbox.gateway;
    batch.batch.epoch = outbox.epoch;
    batch.batch.updates.push_back({1, centre.update(Condition::smoke)});
    batch.batch.bad.push_back({2, "severity: expected minor, major or critical"});
    batch.payload = "raw bytes";
    centre.engine().submit_alerts(batch);
    REQUIRE(centre.refused(outbox, 2));
    REQUIRE(centre.receipted(outbox, 1));
    const auto quarantined = centre.reader().quarantined(10);
    REQUIRE(quarantined.value().size() == 1);
    CHECK(quarantined.value()[0].payload == "raw bytes");

    outbox.last_number = 2;
    centre.heartbeat(outbox);
    centre.settle();
    centre.heartbeat(outbox);
    centre.settle();
    CHECK_FALSE(centre.incident(Condition::outbox_gap));
}

TEST_CASE("an alert of an unknown gateway reaches the district, marked as unregistered") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("stranger");
    centre.send(outbox, {centre.update(Condition::smoke, "unknown-device")});
    REQUIRE(centre.receipted(outbox, 1));
    const auto incident = centre.open_incidents().at(0);
    CHECK_FALSE(incident.place.registered);
    REQUIRE(centre.sent().size() == 1);
    CHECK(centre.sent()[0].responder == ResponderId("district"));
    const auto detail = centre.reader().incident_detail(incident.id);
    REQUIRE(detail.value());
    CHECK_FALSE(detail.value()->alerts.at(0).update.registered);
}

TEST_CASE("an alert id of another gateway is refused") {
    EngineCentre centre;
    centre.start();
    auto one = centre.outbox("gw-1");
    auto two = centre.outbox("gw-2");
    const auto update = centre.update(Condition::smoke);
    centre.send(one, {update});
    REQUIRE(centre.receipted(one, 1));
    centre.send(two, {EngineCentre::next(update, AlertPhase::cleared)});
    REQUIRE(centre.refused(two, 1));
    CHECK(centre.reader().quarantined(10).value().size() == 1);
}

TEST_CASE("receipts of one gateway in one commit are merged") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::smoke), centre.update(Condition::low_battery),
                         centre.update(Condition::no_water_use, "meter")});
    REQUIRE(centre.receipted(outbox, 3));
    const auto told = centre.told();
    REQUIRE(told.size() == 1);
    CHECK(told[0].receipts.size() == 1);
    CHECK(told[0].receipts[0].receipt.numbers == std::vector<std::uint64_t>{1, 3, 2});  // by urgency
}

TEST_CASE("emergencies are worked on before technical alerts that came earlier") {
    EngineOptions options;
    options.max_batch = 1;
    EngineCentre centre(options);
    std::promise<void> release;
    auto released = release.get_future().share();
    std::promise<void> held;
    bool first = true;
    centre.before_start = [&](Engine& engine) {
        engine.on_committed([&](const Committed&) {
            if (!std::exchange(first, false)) return;
            held.set_value();
            released.wait();
        });
    };
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::tamper)});
    held.get_future().wait();
    centre.send(outbox, {centre.update(Condition::low_battery)});
    centre.send(outbox, {centre.update(Condition::smoke)});
    release.set_value();
    REQUIRE(centre.receipted(outbox, 2));
    const auto told = centre.told();
    REQUIRE(told.size() >= 3);
    CHECK(told[1].receipts.at(0).receipt.numbers.at(0) == 3);
}

TEST_CASE("technical alerts that find their queue full are shed, and emergencies still come in") {
    EngineOptions options;
    options.max_waiting = 2;
    options.max_batch = 2;
    EngineCentre centre(options);
    std::promise<void> release;
    auto released = release.get_future().share();
    std::promise<void> held;
    bool first = true;
    centre.before_start = [&](Engine& engine) {
        engine.on_committed([&](const Committed&) {
            if (!std::exchange(first, false)) return;
            held.set_value();
            released.wait();
        });
    };
    centre.start();
    auto outbox = centre.outbox("gw-1");
    centre.send(outbox, {centre.update(Condition::tamper)});
    held.get_future().wait();
    for (int i = 0; i < 4; ++i) centre.send(outbox, {centre.update(Condition::low_battery, "d" + std::to_string(i))});
    const auto emergency = centre.send(outbox, {centre.update(Condition::smoke)});
    CHECK(centre.engine().counters().updates_shed == 2);
    release.set_value();
    CHECK(centre.receipted(outbox, emergency));
    centre.settle();
    CHECK(centre.receipts_of(outbox, 4) == 0);
}
