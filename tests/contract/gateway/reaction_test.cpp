// What the home does when the centre does not answer, between real brokers: the siren, the voice,
// the hook and the second way.
#include "tests/contract/gateway/house.hpp"

#include <filesystem>

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;
using anju::tests::wait_until;

namespace {

constexpr const char* kFire = R"({"smoke":true})";
constexpr const char* kSiren = "zigbee2mqtt/siren/set";
constexpr const char* kAnnounce = "anju/home/announce";

struct Home : anju::tests::House {
    Home() : House({kAnnounce, kSiren, "lamp/set"}) {
        options.config.fallback.after = 1s;
        options.config.fallback.commands = {{kSiren, "on", "off"}};
    }
    /// A second way to the centre, over `broker`.
    void use_second_way(const anju::tests::Broker& broker) {
        BrokerConfig second;
        second.port = broker.port();
        options.config.second_uplink = second;
        options.config.second_after = 1s;
    }
    /// Publishes until the gateway, which may still be connecting, has taken it.
    void fire(const std::string& device) {
        const auto before = gateway->keeper_counters().updates;
        REQUIRE(wait_until([&] {
            sensors->publish("zigbee2mqtt/" + device, kFire);
            return gateway->keeper_counters().updates > before;
        }));
    }
    std::string last_heard(const std::string& topic) const {
        const auto all = sensors->heard(topic);
        return all.empty() ? "" : all.back().payload;
    }
    /// A script that leaves what it got in files of the test's directory.
    void use_hook() {
        const auto file = directory / "hook";
        anju::tests::write_file(file, "#!/bin/sh\ncat > \"$1/part\"\nmv \"$1/part\" \"$1/$ANJU_ALERT\"\n");
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        std::filesystem::create_directory(directory / "ran");
        options.config.fallback.hook = {file.string(), (directory / "ran").string()};
    }
    std::vector<std::string> hooks_ran() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(directory / "ran")) {
            if (entry.path().filename() != "part") found.push_back(anju::tests::read_file(entry.path()));
        }
        return found;
    }
};

}  // namespace

TEST_CASE("while the centre is dead the siren sounds, the voice speaks and the hook runs; the receipt ends it") {
    Home scene;
    scene.use_hook();
    scene.options.config.announce_routes = {{DeviceId{}, "lamp/set", {{"no_answer_yet", "red"}}}};
    scene.start();
    scene.centre_broker.kill_hard();
    scene.fire("kitchen");
    REQUIRE(wait_until([&] { return scene.last_heard(kSiren) == "on"; }));
    REQUIRE(wait_until([&] { return !scene.sensors->heard(kAnnounce).empty(); }));
    CHECK(scene.sensors->heard(kAnnounce).front().payload == R"({"device":"kitchen","prompt":"no_answer_yet"})");
    CHECK(wait_until([&] { return scene.last_heard("lamp/set") == "red"; }));
    REQUIRE(wait_until([&] { return scene.hooks_ran().size() == 1; }));
    CHECK(scene.hooks_ran().front().find(R"("condition":"smoke")") != std::string::npos);

    scene.centre_broker.start();
    REQUIRE(wait_until([&] { return scene.centre->times("kitchen") >= 1; }));
    REQUIRE(wait_until([&] {
        scene.centre->receipt_all();
        return scene.last_heard(kSiren) == "off";
    }));
    CHECK(wait_until(
        [&] { return scene.last_heard(kAnnounce) == R"({"device":"kitchen","prompt":"centre_answered"})"; }));
    CHECK(wait_until([&] {
        return scene.centre->newest_status([](const auto& status) {
            return status.fallback && status.fallback->called == 1 && status.fallback->hooks_run == 1 &&
                   !status.fallback->sounding;
        });
    }));
    CHECK(scene.hooks_ran().size() == 1);
}

TEST_CASE("an alarm that is receipted in time makes no noise") {
    Home scene;
    scene.options.config.fallback.after = 10s;
    scene.use_hook();
    scene.start();
    scene.fire("kitchen");
    REQUIRE(wait_until([&] {
        scene.centre->receipt_all();
        return scene.centre->newest_status([](const auto& status) { return status.pending == 0; });
    }));
    CHECK(scene.sensors->heard(kSiren).empty());
    CHECK(scene.gateway->fallback_counters().called == 0);
    CHECK(scene.hooks_ran().empty());
}

TEST_CASE("while the first way is dead an alarm arrives over the second, and its receipt empties the outbox") {
    Home scene;
    anju::tests::Broker second_broker;
    second_broker.start();
    scene.use_second_way(second_broker);
    scene.start();
    anju::tests::CentrePeer second_centre(second_broker.port(), scene.options.config.gateway);
    scene.centre_broker.kill_hard();
    scene.fire("kitchen");
    REQUIRE(wait_until([&] { return second_centre.times("kitchen") >= 1; }));
    const auto arrived = second_centre.updates().front();
    REQUIRE(wait_until([&] { return second_centre.newest_status([](const auto& status) { return status.online; }); }));
    REQUIRE(wait_until([&] {
        second_centre.receipt_all();
        return second_centre.newest_status([](const auto& status) { return status.pending == 0; });
    }));
    CHECK(wait_until([&] { return scene.last_heard(kSiren) != "on"; }));

    // The first comes back: it has nothing left to send, and the second falls silent.
    scene.centre_broker.start();
    REQUIRE(wait_until([&] { return scene.centre->statuses().size() > 1 && scene.centre->statuses().back().online; }));
    CHECK(scene.centre->times("kitchen") == 0);
    const auto sent = scene.gateway->second_uplink_counters().updates_sent;
    scene.fire("bedroom");
    REQUIRE(wait_until([&] {
        scene.centre->receipt_all();
        return scene.centre->times("bedroom") >= 1;
    }));
    CHECK(arrived.update.key.device == DeviceId{"kitchen"});
    CHECK(sent >= 1);
}

TEST_CASE("what the first way takes but nobody receipts goes over the second with the same ids") {
    Home scene;
    anju::tests::Broker second_broker;
    second_broker.start();
    scene.use_second_way(second_broker);
    scene.start();
    anju::tests::CentrePeer second_centre(second_broker.port(), scene.options.config.gateway);
    scene.fire("kitchen");
    REQUIRE(wait_until([&] { return scene.centre->times("kitchen") >= 1 && second_centre.times("kitchen") >= 1; }));
    CHECK(second_centre.updates().front() == scene.centre->updates().front());
    // The heartbeat is the first one's alone.
    CHECK(second_centre.statuses().empty());
    REQUIRE(wait_until([&] {
        second_centre.receipt_all();
        return scene.centre->newest_status([](const auto& status) { return status.pending == 0; });
    }));
}

TEST_CASE("a prompt of the centre reaches the devices that have words for it") {
    Home scene;
    scene.options.config.announce_routes = {{DeviceId{"bedside"}, "lamp/set", {{"help_is_coming", "green"}}}};
    scene.start();
    // What the gateway cannot say yet counts as carried out, so each try is another command.
    REQUIRE(wait_until([&] {
        scene.centre->command({anju::tests::new_ulid(), codec::Announce{DeviceId{}, "", "help_is_coming"}});
        return !scene.sensors->heard("lamp/set").empty();
    }));
    CHECK(scene.last_heard("lamp/set") == "green");
    CHECK(scene.last_heard(kAnnounce) == R"({"device":"","prompt":"help_is_coming"})");
}
