// Several brokers in one home: each is heard, and one that is down disturbs no other.
#include "tests/contract/gateway/house.hpp"

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;
using anju::tests::wait_until;

namespace {

constexpr const char* kFire = R"({"smoke":true})";
constexpr const char* kClear = R"({"smoke":false})";

struct Sources : anju::tests::House {
    anju::tests::Broker cellar_broker, roof_broker;
    std::unique_ptr<anju::tests::Client> cellar;

    Sources() : House({}) {
        for (auto* broker : {&cellar_broker, &roof_broker}) broker->start();
        add("cellar", cellar_broker);
        add("roof", roof_broker);
        cellar =
            std::make_unique<anju::tests::Client>(cellar_broker.port(), "cellar-sensors", std::vector<std::string>{});
    }
    void add(const std::string& name, const anju::tests::Broker& broker) {
        SourceConfig source;
        source.name = name;
        source.broker.port = broker.port();
        source.zigbee2mqtt_topics = {"zigbee2mqtt"};
        source.prefix = name + "/";
        options.config.sources.push_back(source);
    }
    bool arrives(anju::tests::Client& from, const std::string& topic, const std::string& device) {
        return wait_until([&] {
            from.publish(topic, kFire);
            return centre->times(device) >= 1;
        });
    }
};

}  // namespace

TEST_CASE("every broker of the home is heard, and devices of one name stay apart") {
    Sources house;
    DeviceConfig enrolled;
    enrolled.id = DeviceId{"cellar/remote"};
    enrolled.kind = Kind::call_button;
    house.options.config.devices.push_back(enrolled);
    house.start();
    REQUIRE(house.arrives(*house.sensors, "zigbee2mqtt/smoke", "smoke"));
    REQUIRE(house.arrives(*house.cellar, "zigbee2mqtt/smoke", "cellar/smoke"));
    // A clear in the house does not end the fire in the cellar.
    house.sensors->publish("zigbee2mqtt/smoke", kClear);
    REQUIRE(wait_until([&] { return house.centre->updates().back().update.phase == AlertPhase::cleared; }));
    CHECK(house.centre->updates().back().update.key.device == DeviceId{"smoke"});
    // What is enrolled under the home's name for it is known to its source.
    house.cellar->publish("zigbee2mqtt/remote", R"({"action":"single"})");
    CHECK(wait_until([&] { return house.centre->times("cellar/remote") >= 1; }));
}

TEST_CASE("a broker that is dead, and one that hangs, disturb no other") {
    Sources house;
    house.cellar_broker.kill_hard();
    house.roof_broker.freeze();
    house.start();
    CHECK(house.arrives(*house.sensors, "zigbee2mqtt/smoke", "smoke"));
    house.cellar_broker.start();
    CHECK(house.arrives(*house.sensors, "zigbee2mqtt/second", "second"));
    anju::tests::Client back(house.cellar_broker.port(), "cellar-sensors-2", {});
    CHECK(house.arrives(back, "zigbee2mqtt/smoke", "cellar/smoke"));
    house.roof_broker.thaw();
}
