// House: a gateway in this process between two real brokers, its sensors, and the centre's side.
#pragma once

#include "gateway/app/gateway.hpp"
#include "tests/contract/gateway/centre.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <memory>
#include <string>
#include <vector>

namespace anju::tests {

struct House {
    TempDir directory{"house"};
    Broker home_broker;
    Broker centre_broker;
    SystemClock clock;
    gateway::app::GatewayOptions options;  ///< what start() starts with
    std::unique_ptr<Client> sensors;
    std::unique_ptr<CentrePeer> centre;
    std::unique_ptr<gateway::app::Gateway> gateway;

    /// `heard`: the topics of the home's broker that `sensors` listens to.
    explicit House(std::vector<std::string> heard) {
        using namespace std::chrono_literals;
        home_broker.start();
        centre_broker.start();
        options.config.gateway = GatewayId{"gw-test"};
        options.config.home = HomeId{"home-1"};
        options.config.rules.home = HomeId{"home-1"};
        options.config.state_dir = directory / "state";
        options.config.home_broker.port = home_broker.port();
        options.config.uplink.port = centre_broker.port();
        options.config.heartbeat = 200ms;
        options.version = "test";
        options.random64 = system_random64;
        options.send_policy.retry_first = 300ms;
        options.send_policy.retry_most = 600ms;
        options.send_policy.urgent_retry_most = 600ms;
        sensors = std::make_unique<Client>(home_broker.port(), "sensors", std::move(heard));
        centre = std::make_unique<CentrePeer>(centre_broker.port(), options.config.gateway);
    }
    ~House() {
        if (gateway) gateway->stop();
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    /// Returns when the centre has heard that the gateway is online.
    void start() {
        auto opened = gateway::app::Gateway::open(options, clock);
        REQUIRE(opened.has_value());
        gateway = std::move(opened).value();
        gateway->start();
        REQUIRE(wait_until([&] { return centre->newest_status([](const auto& status) { return status.online; }); }));
    }
};

}  // namespace anju::tests
