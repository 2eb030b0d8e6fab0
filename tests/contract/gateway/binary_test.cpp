// The program itself: its command line, its ends, and a kill.
#include "tests/contract/gateway/centre.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/command.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>

using namespace anju;
using namespace std::chrono_literals;
using anju::tests::read_file;
using anju::tests::wait_until;
using anju::tests::write_file;

namespace {

constexpr const char* kBinary = ANJU_GATEWAY_BINARY;

anju::tests::CommandAnswer call(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), kBinary);
    return anju::tests::run_command(std::move(arguments), input);
}

struct Scene {
    anju::tests::TempDir directory{"binary"};
    anju::tests::Broker home_broker;
    anju::tests::Broker centre_broker;
    std::unique_ptr<anju::tests::Client> sensors;
    std::unique_ptr<anju::tests::CentrePeer> centre;

    Scene() {
        home_broker.start();
        centre_broker.start();
        sensors = std::make_unique<anju::tests::Client>(home_broker.port(), "sensors", std::vector<std::string>{});
        centre = std::make_unique<anju::tests::CentrePeer>(centre_broker.port(), GatewayId{"gw-bin"});
        write_file(directory / "gateway.toml",
                   "[gateway]\nid = \"gw-bin\"\nstate_dir = \"" + (directory / "state").string() +
                       "\"\n[home_broker]\nport = " + std::to_string(home_broker.port()) +
                       "\n[uplink]\nhost = \"127.0.0.1\"\nport = " + std::to_string(centre_broker.port()) +
                       "\nheartbeat = \"1s\"\n[log]\nformat = \"json\"\n");
    }
    anju::tests::Process start() {
        anju::tests::ProcessOptions options;
        options.argv = {kBinary, "--config", (directory / "gateway.toml").string()};
        options.output = directory / "log";
        return anju::tests::Process(options);
    }
    bool wait_for_online(bool online) const {
        return wait_until(
            [&] { return centre->newest_status([online](const auto& status) { return status.online == online; }); });
    }
};

}  // namespace

TEST_CASE("a gateway that is killed is told by its will, and the next one delivers what it had stored") {
    Scene scene;
    auto first = scene.start();
    REQUIRE(scene.wait_for_online(true));
    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/smoke", R"({"smoke":true})");
        return scene.centre->times("smoke") >= 1;
    }));
    const auto stored = scene.centre->updates().front();
    first.kill(SIGKILL);
    first.wait();
    REQUIRE(scene.wait_for_online(false));
    CHECK(scene.centre->statuses().back().epoch == scene.centre->batches().front().epoch);

    const auto before = scene.centre->times("smoke");
    auto second = scene.start();
    REQUIRE(wait_until([&] { return scene.centre->times("smoke") > before; }));
    CHECK(scene.centre->updates().back() == stored);
    scene.centre->receipt_all();
    REQUIRE(wait_until([&] {
        return scene.centre->newest_status([](const auto& status) { return status.online && status.pending == 0; });
    }));

    second.kill(SIGTERM);
    const auto status = second.wait_for(20s);
    REQUIRE(status.has_value());
    CHECK(status->code == 0);
    CHECK(scene.wait_for_online(false));
    CHECK(read_file(scene.directory / "log").find(R"("message":"stopping")") != std::string::npos);
}

TEST_CASE("a technician's test mode makes an alarm a test, and what still burns at its end is real") {
    Scene scene;
    const auto config = (scene.directory / "gateway.toml").string();
    auto gateway = scene.start();
    REQUIRE(scene.wait_for_online(true));
    CHECK(call({"test-mode", "on", "--for", "10m", "--config", config}).code == 0);
    REQUIRE(wait_until([&] {
        scene.sensors->publish("zigbee2mqtt/smoke", R"({"smoke":true})");
        return scene.centre->times("smoke") >= 1;
    }));
    for (const auto& update : scene.centre->updates()) CHECK(update.update.test);
    CHECK(wait_until([&] {
        return scene.centre->newest_status(
            [](const auto& status) { return !status.devices.empty() && status.devices[0].in_test; });
    }));
    CHECK(call({"test-mode", "off", "--config", config}).code == 0);
    CHECK(wait_until([&] {
        const auto updates = scene.centre->updates();
        return std::any_of(updates.begin(), updates.end(), [](const auto& update) {
            return !update.update.test && update.update.severity == Severity::critical;
        });
    }));
}

TEST_CASE("a walk test without a gateway to take the test mode does not begin") {
    Scene scene;
    std::filesystem::create_directories(scene.directory / "state");
    const auto refused = call({"walk-test", "--config", (scene.directory / "gateway.toml").string()});
    CHECK(refused.code == 1);
    CHECK(refused.err.find("alarms would be real") != std::string::npos);
    CHECK(call({"test-mode", "on", "--for", "soon"}).code == 2);
    CHECK(call({"test-mode", "perhaps"}).code == 2);
}

TEST_CASE("a second gateway on the same state ends with an error") {
    Scene scene;
    auto first = scene.start();
    REQUIRE(scene.wait_for_online(true));
    auto second = scene.start();
    const auto status = second.wait_for(20s);
    REQUIRE(status.has_value());
    CHECK(status->code == 1);
    CHECK(first.alive());
}

TEST_CASE("a configuration is checked without touching anything") {
    Scene scene;
    const auto config = (scene.directory / "gateway.toml").string();
    const auto good = call({"--config", config, "--check-config"});
    CHECK(good.code == 0);
    CHECK(good.out == "OK\n");
    CHECK_FALSE(std::filesystem::exists(scene.directory / "state"));

    write_file(config, "[gateway]\nid = 7\n[uplink]\nhost = \"centre\"\n");
    const auto bad = call({"--config", config, "--check-config"});
    CHECK(bad.code == 2);
    CHECK(bad.err == config + ":2:6: gateway.id: expected the gateway's id, a text in quotes\n");
    CHECK(call({"--config", config}).code == 2);
    CHECK(call({"--config", "/no/such/file"}).code == 2);
}

TEST_CASE("the version and a wrong command line are answered") {
    CHECK(call({"--version"}).out == "anju-gateway " ANJU_VERSION "\n");
    CHECK(call({"--version"}).code == 0);
    CHECK(call({"--help"}).code == 0);
    CHECK(call({"--nonsense"}).code == 2);
}

TEST_CASE("explain answers each line in order and needs neither broker nor state") {
    const std::string lines = R"({"topic":"zigbee2mqtt/hall","payload":"{\"smoke\":true}","retain":false,"qos":0})"
                              "\n"
                              "no JSON\n"
                              R"({"topic":"zigbee2mqtt/remote","payload":"{\"action\":\"single\"}"})"
                              "\n";
    const auto plain = call({"explain"}, lines);
    CHECK(plain.code == 0);
    CHECK(std::count(plain.out.begin(), plain.out.end(), '\n') == 3);
    CHECK(plain.out.find(R"("device":"hall","kind":"smoke","type":"alarm")") != std::string::npos);
    CHECK(plain.out.find(R"("kind":"button","type":"press")") != std::string::npos);

    anju::tests::TempDir directory("explain");
    write_file(directory / "devices.toml", "[[device]]\nid = \"remote\"\nkind = \"call_button\"\n");
    const auto enrolled = call({"explain", "--devices", (directory / "devices.toml").string()}, lines);
    CHECK(enrolled.out.find(R"("kind":"call_button","type":"press")") != std::string::npos);

    write_file(directory / "gateway.toml",
               "[gateway]\nid = \"gw\"\n[uplink]\nhost = \"c\"\n[home_broker]\nzigbee2mqtt_topics = [\"z\"]\n");
    const auto other_base = call({"explain", "--config", (directory / "gateway.toml").string()}, lines);
    CHECK(other_base.out.find("smoke\",\"type") == std::string::npos);
    CHECK(call({"explain", "--config", "/no/such/file"}, lines).code == 2);
}
