// A hub: the table comes from the centre, and each home's alarms, closes, words and tests stay its own.
#include "tests/contract/gateway/house.hpp"

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;
using anju::tests::new_ulid;
using anju::tests::wait_until;

namespace {

constexpr const char* kAnnounce = "anju/home/announce";
constexpr const char* kFire = R"({"smoke":true})";

struct Hub : anju::tests::House {
    Hub() : House({kAnnounce, "speaker-1/say"}) {
        options.config.hub = true;
        options.config.gateway = GatewayId{"gw-test"};
        options.config.announce_routes = {{DeviceId{"speaker-1"}, "speaker-1/say", {{"help_is_coming", "chime"}}}};
    }
    /// The centre's table, in two parts.
    void place(std::uint64_t version, std::vector<codec::HomeOfDevice> first, std::vector<codec::HomeOfDevice> second) {
        centre->command({new_ulid(), codec::SetHomeTable{version, 1, 2, std::move(second)}});
        centre->command({new_ulid(), codec::SetHomeTable{version, 0, 2, std::move(first)}});
        REQUIRE(wait_until([&] {
            return centre->newest_status(
                [&](const auto& status) { return status.hub && status.hub->table_version == version; });
        }));
    }
    void place_two_homes() {
        place(11, {{DeviceId{"a"}, HomeId{"h-1"}, Kind::smoke}, {DeviceId{"speaker-1"}, HomeId{"h-1"}, Kind::unknown}},
              {{DeviceId{"b"}, HomeId{"h-2"}, Kind::smoke}});
    }
    void fire(const std::string& device) {
        const auto before = told_of(device).size();
        REQUIRE(wait_until([&] {
            sensors->publish("zigbee2mqtt/" + device, kFire);
            return told_of(device).size() > before;
        }));
    }
    std::vector<AlertUpdate> told_of(const std::string& device) const {
        std::vector<AlertUpdate> found;
        for (const auto& numbered : centre->updates()) {
            if (numbered.update.key.device.value == device) found.push_back(numbered.update);
        }
        return found;
    }
};

}  // namespace

TEST_CASE("a hub takes the table over when it has all of it, and alarms for the right home") {
    Hub hub;
    hub.start();
    CHECK(hub.centre->newest_status(
        [](const auto& status) { return status.hub && status.hub->table_version == 0 && status.hub->homes == 0; }));
    hub.place_two_homes();
    CHECK(hub.centre->newest_status(
        [](const auto& status) { return status.hub->homes == 2 && status.hub->devices == 3; }));
    for (const char* device : {"a", "b", "stranger"}) hub.fire(device);
    CHECK(hub.told_of("a").front().key.home == HomeId{"h-1"});
    CHECK(hub.told_of("b").front().key.home == HomeId{"h-2"});
    CHECK(hub.told_of("stranger").front().key.home == HomeId{"home-1"});
    hub.centre->receipt_all();

    SUBCASE("a close reaches the home of its alert") {
        hub.centre->command({new_ulid(), codec::CaseClosed{{hub.told_of("b").front().id}}});
        REQUIRE(wait_until([&] {
            hub.sensors->publish("zigbee2mqtt/b", kFire);
            return hub.told_of("b").back().id != hub.told_of("b").front().id;
        }));
        CHECK(hub.told_of("a").back().id == hub.told_of("a").front().id);
    }
    SUBCASE("after a restart the hub knows where its devices stand, and asks for the table") {
        hub.gateway->stop();
        hub.gateway.reset();
        hub.start();
        hub.sensors->publish("zigbee2mqtt/a", R"({"smoke":false})");
        REQUIRE(wait_until([&] { return hub.told_of("a").back().phase == AlertPhase::cleared; }));
        CHECK(hub.told_of("a").back().id == hub.told_of("a").front().id);
        CHECK(hub.told_of("a").back().key.home == HomeId{"h-1"});
        CHECK(hub.centre->newest_status(
            [](const auto& status) { return status.hub->table_version == 0 && status.hub->homes == 2; }));
    }
}

TEST_CASE("words, away and test mode for one home of a hub leave the others alone") {
    Hub hub;
    hub.start();
    hub.place_two_homes();
    hub.centre->command({new_ulid(), codec::SetTestMode{DeviceId{}, 1h, HomeId{"h-1"}}});
    hub.centre->command({new_ulid(), codec::SetAway{HomeId{"h-2"}, true, {}}});
    hub.centre->command({new_ulid(), codec::SetTestMode{DeviceId{}, 1h, HomeId{"h-9"}}});
    hub.centre->command({new_ulid(), codec::Announce{DeviceId{}, "", "help_is_coming", HomeId{"h-2"}}});
    hub.centre->command({new_ulid(), codec::Announce{DeviceId{}, "", "help_is_coming", HomeId{"h-1"}}});
    REQUIRE(wait_until([&] { return !hub.sensors->heard("speaker-1/say").empty(); }));
    hub.fire("a");
    hub.fire("b");
    CHECK(hub.told_of("a").front().test);
    CHECK_FALSE(hub.told_of("b").front().test);
    CHECK(hub.sensors->heard("speaker-1/say").size() == 1);
    CHECK(hub.sensors->heard("speaker-1/say").front().payload == "chime");
}

TEST_CASE("a gateway that is no hub does not go by a table") {
    Hub hub;
    hub.options.config.hub = false;
    hub.start();
    hub.centre->command({new_ulid(), codec::SetHomeTable{5, 0, 1, {{DeviceId{"a"}, HomeId{"h-9"}, Kind::smoke}}}});
    hub.fire("a");
    CHECK(hub.told_of("a").front().key.home == HomeId{"home-1"});
    CHECK(hub.centre->newest_status([](const auto& status) { return !status.hub; }));
}
