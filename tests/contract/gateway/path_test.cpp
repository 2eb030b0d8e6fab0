// The gateway between two real brokers: what a sensor says arrives at the centre and stays in the
// outbox until the centre receipts it.
#include "tests/contract/gateway/house.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;
using anju::tests::wait_until;

namespace {

const bool quiet = [] {
    spdlog::set_level(spdlog::level::off);
    return true;
}();

constexpr const char* kFire = R"({"smoke":true,"battery":87})";

struct Scene : anju::tests::House {
    Scene() : House({"anju/home/announce"}) { options.config.street = StreetId{"street-1"}; }

    void stop() {
        gateway->stop();
        gateway.reset();
    }
    bool outbox_is_empty() const {
        return centre->newest_status([](const auto& status) { return status.pending == 0 && status.last_number > 0; });
    }
};

}  // namespace

TEST_CASE(
    "an alarm in the home arrives at the centre, is sent again without a receipt, and leaves the outbox with one") {
    Scene scene;
    scene.start();
    // The sensor speaks once the gateway listens: a broker keeps nothing for a session it does not know.
    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/kitchen/smoke 1", kFire);
        return scene.centre->times("kitchen/smoke 1") >= 1;
    }));
    const auto first = scene.centre->updates().front();
    CHECK(first.number == 1);
    CHECK(first.update.key.condition == Condition::smoke);
    CHECK(first.update.key.home == HomeId{"home-1"});
    CHECK(first.update.phase == AlertPhase::raised);
    CHECK(first.update.evidence == kFire);
    CHECK(scene.centre->batches().front().street_claim == StreetId{"street-1"});

    REQUIRE(wait_until([&] { return scene.centre->times("kitchen/smoke 1") >= 3; }));
    CHECK(scene.centre->updates()[1].update.id == first.update.id);
    CHECK(scene.centre->newest_status(
        [](const auto& status) { return status.pending >= 1 && status.oldest_pending == 1; }));

    // A receipt may come before the gateway listens for it.
    REQUIRE(wait_until([&] {
        scene.centre->receipt_all();
        return scene.outbox_is_empty();
    }));
    REQUIRE(wait_until([&] { return scene.gateway->uplink_counters().receipts >= 1; }));
}

TEST_CASE("what was not receipted survives a restart of the gateway and is sent by the next one") {
    Scene scene;
    scene.start();
    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/smoke", kFire);
        return scene.centre->times("smoke") >= 1;
    }));
    const auto before = scene.centre->updates().front();
    scene.stop();
    const auto sent = scene.centre->times("smoke");
    scene.start();
    REQUIRE(wait_until([&] { return scene.centre->times("smoke") > sent; }));
    CHECK(scene.centre->updates().back() == before);
    scene.centre->receipt_all();
    CHECK(wait_until([&] { return scene.outbox_is_empty(); }));
}

TEST_CASE("an alarm during an outage of the centre's broker is delivered when it is back") {
    Scene scene;
    scene.start();
    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/first", kFire);
        return scene.centre->times("first") >= 1;
    }));
    scene.centre_broker.kill_hard();
    scene.sensors->publish("zigbee2mqtt/second", kFire);
    REQUIRE(wait_until([&] { return scene.gateway->keeper_counters().updates >= 2; }));
    scene.centre_broker.start();
    CHECK(wait_until([&] { return scene.centre->times("second") >= 1; }));
    scene.centre->receipt_all();
    CHECK(wait_until([&] {
        scene.centre->receipt_all();
        return scene.outbox_is_empty();
    }));
}

TEST_CASE("a gateway that cannot hear its home says so, and says when it can again") {
    Scene scene;
    scene.options.config.rules.supervision.offline_debounce = 100ms;
    scene.start();
    scene.home_broker.kill_hard();
    const auto told = [&](AlertPhase phase) {
        const auto updates = scene.centre->updates();
        return std::any_of(updates.begin(), updates.end(), [&](const NumberedUpdate& numbered) {
            return numbered.update.key.device.value == "gateway/home_broker" && numbered.update.phase == phase &&
                   numbered.update.severity == Severity::major;
        });
    };
    REQUIRE(wait_until([&] { return told(AlertPhase::raised); }));
    scene.home_broker.start();
    CHECK(wait_until([&] { return told(AlertPhase::cleared); }));
}

TEST_CASE("an emergency passes a backlog that waits for receipts") {
    Scene scene;
    scene.options.send_policy.window = 2;
    scene.options.send_policy.retry_first = 30s;
    scene.options.send_policy.retry_most = 30s;
    scene.options.send_policy.urgent_retry_most = 30s;
    scene.start();
    const auto leak = [&](int i) {
        scene.sensors->publish("zigbee2mqtt/tamper-" + std::to_string(i), R"({"tamper":true,"smoke":false})");
    };
    REQUIRE(wait_until([&] {
        leak(0);
        return scene.centre->times("tamper-0") >= 1;
    }));
    for (int i = 1; i < 8; ++i) leak(i);
    REQUIRE(wait_until([&] { return scene.gateway->keeper_counters().updates >= 8; }));
    scene.sensors->publish("zigbee2mqtt/fire", kFire);
    REQUIRE(wait_until([&] { return scene.centre->times("fire") == 1; }));
    CHECK(scene.centre->times("tamper-7") == 0);
}

TEST_CASE("a command is carried out once: words reach the home, a closed case re-arms the alarm") {
    Scene scene;
    scene.start();
    const codec::Command words{anju::tests::new_ulid(), codec::Announce{DeviceId{"lamp"}, "help is coming"}};
    const auto heard = [&](const std::string& text) {
        const auto all = scene.sensors->heard("anju/home/announce");
        return std::ranges::count(all, R"({"device":"lamp","text":")" + text + "\"}", &link::Message::payload);
    };
    // The gateway is online before it listens and speaks. What it cannot say yet counts as carried out, so each try is
    // another command.
    REQUIRE(wait_until([&] {
        scene.centre->command({anju::tests::new_ulid(), codec::Announce{DeviceId{"lamp"}, "can you hear"}});
        return heard("can you hear") > 0;
    }));
    for (int i = 0; i < 3; ++i) scene.centre->command(words);
    REQUIRE(wait_until([&] { return heard("help is coming") == 1; }));

    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/smoke", kFire);
        return scene.centre->times("smoke") >= 1;
    }));
    const auto alert = scene.centre->updates().front().update.id;
    scene.centre->command(words);
    scene.centre->command({anju::tests::new_ulid(), codec::CaseClosed{{alert}}});
    CHECK(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/smoke", kFire);
        return scene.centre->updates().back().update.id != alert;
    }));
    CHECK(heard("help is coming") == 1);
    const auto tries = heard("can you hear");
    CHECK(std::ssize(scene.sensors->heard("anju/home/announce")) == tries + 1);
}

TEST_CASE("what cannot be read, from either side, is kept and stops nothing") {
    Scene scene;
    scene.start();
    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/broken", "{\"smoke\":");
        return scene.gateway->keeper_counters().unusable >= 1;
    }));
    scene.sensors->publish("zigbee2mqtt/broken", std::string("\xFF\x00\xC0", 3));
    scene.sensors->publish("zigbee2mqtt/huge", std::string((1 << 20) + 1, 'x'));
    scene.centre->say(codec::Channel::receipts, "no receipt");
    scene.centre->say(codec::Channel::commands, std::string(3, '\xFF'));
    scene.sensors->publish("zigbee2mqtt/smoke", kFire);
    CHECK(wait_until([&] { return scene.centre->times("smoke") >= 1; }));
    CHECK(wait_until([&] { return scene.gateway->uplink_counters().unusable == 2; }));
    CHECK(wait_until(
        [&] { return scene.centre->newest_status([](const auto& status) { return status.quarantined >= 5; }); }));
}

TEST_CASE("a device that announces itself is listened to, whether it did so before the gateway came or after") {
    Scene scene;
    const auto announce = [&](const std::string& device) {
        scene.sensors->publish(
            "homeassistant/binary_sensor/" + device + "/smoke/config",
            R"({"dev_cla":"smoke","~":"far/)" + device + R"(","stat_t":"~/smoke","dev":{"ids":[")" + device + R"("]}})",
            true);
    };
    announce("early");
    scene.start();
    REQUIRE(wait_until([&] {
        scene.sensors->publish("far/early/smoke", "ON");
        return scene.centre->times("early") >= 1;
    }));
    // What is retained on a topic arrives as soon as discovery names it.
    scene.sensors->publish("far/late/smoke", "ON", true);
    announce("late");
    REQUIRE(wait_until([&] { return scene.centre->times("late") >= 1; }));
    CHECK(scene.centre->updates().back().update.key.condition == Condition::smoke);

    // The home's broker forgets everything; the gateway asks for the announced topics again.
    scene.home_broker.kill_hard();
    REQUIRE(wait_until([&] { return !scene.sensors->connected(); }));
    scene.home_broker.start();
    const auto before = scene.gateway->keeper_counters().inputs;
    CHECK(wait_until([&] {
        if (scene.sensors->connected()) scene.sensors->publish("far/early/smoke", "OFF");
        return scene.gateway->keeper_counters().inputs > before;
    }));
}

TEST_CASE("an ended gateway says goodbye") {
    Scene scene;
    scene.start();
    scene.stop();
    CHECK(wait_until([&] { return scene.centre->newest_status([](const auto& status) { return !status.online; }); }));
}
