// Several brokers in one home: each is heard, and one that is down disturbs no other.
#include "gateway/app/gateway.hpp"
#include "tests/contract/gateway/centre.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;
using anju::tests::wait_until;

namespace {

constexpr const char* kFire = R"({"smoke":true})";
constexpr const char* kClear = R"({"smoke":false})";

struct House {
    anju::tests::TempDir directory{"sources"};
    anju::tests::Broker home_broker, cellar_broker, roof_broker, centre_broker;
    SystemClock clock;
    GatewayOptions options;
    std::unique_ptr<anju::tests::Client> home, cellar;
    std::unique_ptr<anju::tests::CentrePeer> centre;
    std::unique_ptr<Gateway> gateway;

    House() {
        for (auto* broker : {&home_broker, &cellar_broker, &roof_broker, &centre_broker}) broker->start();
        options.config.gateway = GatewayId{"gw-sources"};
        options.config.state_dir = directory.path();
        options.config.home_broker.port = home_broker.port();
        options.config.uplink.port = centre_broker.port();
        options.version = "test";
        options.random64 = system_random64;
        add("cellar", cellar_broker);
        add("roof", roof_broker);
        const std::vector<std::string> nothing;
        home = std::make_unique<anju::tests::Client>(home_broker.port(), "home-sensors", nothing);
        cellar = std::make_unique<anju::tests::Client>(cellar_broker.port(), "cellar-sensors", nothing);
        centre = std::make_unique<anju::tests::CentrePeer>(centre_broker.port(), options.config.gateway);
    }
    ~House() {
        if (gateway) gateway->stop();
    }
    void add(const std::string& name, const anju::tests::Broker& broker) {
        SourceConfig source;
        source.name = name;
        source.broker.port = broker.port();
        source.zigbee2mqtt_topics = {"zigbee2mqtt"};
        source.prefix = name + "/";
        options.config.sources.push_back(source);
    }
    void start() {
        auto opened = Gateway::open(options, clock);
        REQUIRE(opened.has_value());
        gateway = std::move(opened).value();
        gateway->start();
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
    House house;
    DeviceConfig enrolled;
    enrolled.id = DeviceId{"cellar/remote"};
    enrolled.kind = Kind::call_button;
    house.options.config.devices.push_back(enrolled);
    house.start();
    REQUIRE(house.arrives(*house.home, "zigbee2mqtt/smoke", "smoke"));
    REQUIRE(house.arrives(*house.cellar, "zigbee2mqtt/smoke", "cellar/smoke"));
    // A clear in the house does not end the fire in the cellar.
    house.home->publish("zigbee2mqtt/smoke", kClear);
    REQUIRE(wait_until([&] { return house.centre->updates().back().update.phase == AlertPhase::cleared; }));
    CHECK(house.centre->updates().back().update.key.device == DeviceId{"smoke"});
    // What is enrolled under the home's name for it is known to its source.
    house.cellar->publish("zigbee2mqtt/remote", R"({"action":"single"})");
    CHECK(wait_until([&] { return house.centre->times("cellar/remote") >= 1; }));
}

TEST_CASE("a broker that is dead, and one that hangs, disturb no other") {
    House house;
    house.cellar_broker.kill_hard();
    house.roof_broker.freeze();
    house.start();
    CHECK(house.arrives(*house.home, "zigbee2mqtt/smoke", "smoke"));
    house.cellar_broker.start();
    CHECK(house.arrives(*house.home, "zigbee2mqtt/second", "second"));
    anju::tests::Client back(house.cellar_broker.port(), "cellar-sensors-2", {});
    CHECK(house.arrives(back, "zigbee2mqtt/smoke", "cellar/smoke"));
    house.roof_broker.thaw();
}
