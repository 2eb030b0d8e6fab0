// MqttIngest between a real broker and an engine on a real database.
#include "alertd/ingest/mqtt_ingest.hpp"
#include "codec/topics.hpp"
#include "tests/contract/ingest/centre.hpp"
#include "tests/support/broker.hpp"

#include <doctest/doctest.h>

#include <mutex>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using alertd::ingest::MqttIngest;

namespace {

link::SessionOptions session_options(const Broker& broker, const std::string& client_id) {
    link::SessionOptions options;
    options.name = client_id;
    options.host = "127.0.0.1";
    options.port = broker.port();
    options.client_id = client_id;
    options.backoff_min = 50ms;
    options.backoff_max = 200ms;
    return options;
}

/// Somebody on the broker who hears everything that goes down, and publishes what the test says.
class Peer {
public:
    explicit Peer(const Broker& broker) {
        auto options = session_options(broker, "peer");
        options.subscriptions = {{"anju/v1/g/+/down/#", 1}, {"elsewhere/#", 1}};
        link::Handlers handlers;
        handlers.on_message = [this](const link::Message& message) {
            const std::lock_guard guard(mutex_);
            heard_.push_back(message);
        };
        session_ = link::make_paho_session(std::move(options), std::move(handlers));
        session_->start();
        REQUIRE(wait_until([&] { return session_->connected(); }));
    }
    ~Peer() { session_->stop(); }

    void publish(link::Message message) { REQUIRE(session_->publish(std::move(message))); }
    [[nodiscard]] std::vector<link::Message> heard(const std::string& topic) {
        const std::lock_guard guard(mutex_);
        std::vector<link::Message> found;
        for (const auto& message : heard_) {
            if (message.topic == topic) found.push_back(message);
        }
        return found;
    }
    [[nodiscard]] bool connected() const { return session_->connected(); }

private:
    std::mutex mutex_;
    std::vector<link::Message> heard_;
    std::unique_ptr<link::Session> session_;
};

/// A broker, alertd's ingest on it, and a peer.
struct Scene {
    Broker broker;
    EngineCentre centre;
    std::unique_ptr<MqttIngest> ingest;
    std::unique_ptr<Peer> peer;
    std::mutex mutex;
    std::vector<std::pair<GatewayId, std::vector<codec::Reading>>> readings;

    [[nodiscard]] std::size_t readings_taken() {
        const std::lock_guard guard(mutex);
        return readings.size();
    }

    Scene() {
        broker.start();
        centre.before_start = [this](Engine& engine) {
            alertd::ingest::MqttIngestOptions options;
            options.broker = session_options(broker, "alertd");
            options.on_readings = [this](const GatewayId& gateway, std::vector<codec::Reading> batch) {
                const std::lock_guard guard(mutex);
                readings.emplace_back(gateway, std::move(batch));
            };
            ingest = std::make_unique<MqttIngest>(options, engine, centre.clock, [] { return std::uint64_t{42}; });
        };
        centre.start();
        ingest->start();
        peer = std::make_unique<Peer>(broker);
        REQUIRE(wait_until([&] { return ingest->connected(); }));
    }
    ~Scene() {
        peer.reset();
        ingest->stop();
        centre.stop();
    }

    link::Message alerts(Outbox& outbox, std::vector<AlertUpdate> updates) {
        codec::AlertBatch batch;
        batch.epoch = outbox.epoch;
        for (auto& update : updates) batch.updates.push_back({++outbox.last_number, std::move(update)});
        link::Message message;
        message.topic = codec::topic_of(outbox.gateway, codec::Channel::alerts);
        message.payload = codec::encode(batch);
        return message;
    }
};

}  // namespace

TEST_CASE("an alert on the broker is stored and receipted on its gateway's topic with its correlation") {
    Scene scene;
    auto outbox = scene.centre.outbox("gw-1");
    auto message = scene.alerts(outbox, {scene.centre.update(Condition::smoke)});
    message.response_topic = "anju/v1/g/gw-1/down/receipts";
    message.correlation = "c-17";
    scene.peer->publish(message);
    REQUIRE(wait_until([&] { return scene.peer->heard("anju/v1/g/gw-1/down/receipts").size() == 1; }));
    const auto answer = scene.peer->heard("anju/v1/g/gw-1/down/receipts").at(0);
    CHECK(answer.correlation == "c-17");
    const auto receipt = codec::decode_receipt(answer.payload);
    REQUIRE(receipt);
    CHECK(receipt.value().epoch == outbox.epoch);
    CHECK(receipt.value().numbers == std::vector<std::uint64_t>{1});
    CHECK(scene.centre.open_incidents().size() == 1);
}

TEST_CASE("a response topic that is not the gateway's own is not followed") {
    Scene scene;
    auto outbox = scene.centre.outbox("gw-1");
    for (const auto* topic : {"elsewhere/x", "anju/v1/g/gw-2/down/receipts", "anju/v1/g/gw-2/down/commands"}) {
        auto message = scene.alerts(outbox, {scene.centre.update(Condition::smoke)});
        message.response_topic = topic;
        scene.peer->publish(message);
    }
    REQUIRE(wait_until([&] {
        std::size_t receipted = 0;  // receipts of one commit come in one message
        for (const auto& heard : scene.peer->heard("anju/v1/g/gw-1/down/receipts")) {
            const auto receipt = codec::decode_receipt(heard.payload);
            receipted += receipt.value().numbers.size();
        }
        return receipted == 3;
    }));
    CHECK(scene.peer->heard("elsewhere/x").empty());
    CHECK(scene.peer->heard("anju/v1/g/gw-2/down/receipts").empty());
    CHECK(scene.peer->heard("anju/v1/g/gw-2/down/commands").empty());
}

TEST_CASE("what cannot be understood is quarantined and stops nothing") {
    Scene scene;
    auto outbox = scene.centre.outbox("gw-1");
    link::Message message;
    message.topic = "anju/v1/g/gw-1/up/alerts";
    message.payload = "\xff\xfe not a batch";
    scene.peer->publish(message);
    message.payload.clear();
    scene.peer->publish(message);
    message.payload = std::string(codec::kMaxPayloadBytes + 1, 'x');
    scene.peer->publish(message);
    message.topic = "anju/v1/g/gw-1/up/status";
    message.payload = "\x01\x02\x03";
    scene.peer->publish(message);
    message.topic = "anju/v1/g/gw%20one/up/alerts";
    message.payload = "x";
    scene.peer->publish(message);
    scene.peer->publish(scene.alerts(outbox, {scene.centre.update(Condition::smoke)}));
    REQUIRE(wait_until([&] { return scene.peer->heard("anju/v1/g/gw-1/down/receipts").size() == 1; }));
    REQUIRE(wait_until([&] { return scene.ingest->counters().rejected == 5; }));
    REQUIRE(wait_until([&] { return scene.centre.reader().quarantined(100).value().size() == 5; }));
    const auto kept = scene.centre.reader().quarantined(100);
    for (const auto& one : kept.value()) {
        INFO(one.source, ": ", one.reason);
        CHECK(one.source.starts_with("anju/v1/g/gw"));
        CHECK_FALSE(one.reason.empty());
        CHECK(one.payload.size() <= 64 * 1024);
    }
}

TEST_CASE("statuses reach the engine, and readings are counted") {
    Scene scene;
    codec::Status status;
    status.epoch = scene.centre.outbox("gw-9").epoch;
    status.version = "1.2.3";
    link::Message message;
    message.topic = "anju/v1/g/gw-9/up/status";
    message.payload = codec::encode(status);
    scene.peer->publish(message);
    codec::Reading reading;
    reading.home = HomeId("h9");
    reading.device = DeviceId("meter");
    reading.kind = Kind::water_meter;
    reading.name = "water_used";
    reading.at = scene.centre.clock->stamp();
    message.topic = "anju/v1/g/gw-9/up/readings";
    message.payload = codec::encode(std::vector<codec::Reading>(3, reading));
    message.qos = 0;
    scene.peer->publish(message);
    REQUIRE(wait_until([&] {
        const auto gateways = scene.centre.reader().gateways(std::nullopt, 10);
        return gateways.value().size() == 1 && gateways.value()[0].version == "1.2.3" && gateways.value()[0].online;
    }));
    CHECK(wait_until([&] { return scene.ingest->counters().readings == 3; }));
}

TEST_CASE("readings go to their keeper with the topic's gateway as their sender, and past the engine") {
    Scene scene;
    codec::Reading reading;
    reading.home = HomeId("h9");
    reading.device = DeviceId("meter");
    reading.kind = Kind::water_meter;
    reading.name = "water_used";
    reading.value = 0.25;
    reading.unit = "m3";
    link::Message message;
    message.topic = "anju/v1/g/gw-9/up/readings";
    message.payload = codec::encode(std::vector<codec::Reading>(2, reading));
    message.qos = 0;
    scene.peer->publish(message);
    REQUIRE(wait_until([&] { return scene.readings_taken() == 1; }));
    CHECK(scene.readings[0].first == GatewayId("gw-9"));
    REQUIRE(scene.readings[0].second.size() == 2);
    CHECK(scene.readings[0].second[0].value == 0.25);
    // What is no message goes to the quarantine and nobody stumbles over it.
    message.payload = "no protobuf";
    scene.peer->publish(message);
    CHECK(wait_until([&] { return scene.ingest->counters().rejected == 1; }));
    CHECK(scene.readings_taken() == 1);
}

TEST_CASE("a closed case is told to its gateway, also when the broker was away at that moment") {
    Scene scene;
    auto outbox = scene.centre.outbox("gw-1");
    const auto update = scene.centre.update(Condition::smoke);
    scene.peer->publish(scene.alerts(outbox, {update}));
    REQUIRE(wait_until([&] { return scene.peer->heard("anju/v1/g/gw-1/down/receipts").size() == 1; }));
    scene.broker.stop();
    REQUIRE(wait_until([&] { return !scene.ingest->counters().connected_out; }));

    core::OperatorAct act;
    act.incident = scene.centre.open_incidents().at(0).id;
    act.act = core::Act::close;
    act.actor = "user:wang";
    act.disposition = core::Disposition::real;
    REQUIRE(scene.centre.act(act));
    REQUIRE(wait_until([&] { return scene.ingest->counters().commands_waiting == 1; }));

    scene.broker.start();
    // The peer may come back later than the command and miss it; what a gateway hears is shown below.
    REQUIRE(wait_until([&] { return scene.ingest->counters().commands_sent == 1; }));
    CHECK(scene.ingest->counters().commands_waiting == 0);

    REQUIRE(wait_until([&] { return scene.peer->connected() && scene.ingest->connected(); }));
    scene.peer->publish(scene.alerts(outbox, {scene.centre.update(Condition::call, "button")}));
    REQUIRE(wait_until([&] { return scene.centre.open_incidents().size() == 1; }));
    act.incident = scene.centre.open_incidents().at(0).id;
    REQUIRE(scene.centre.act(act));
    REQUIRE(wait_until([&] { return !scene.peer->heard("anju/v1/g/gw-1/down/commands").empty(); }));
    const auto heard = scene.peer->heard("anju/v1/g/gw-1/down/commands").back();
    const auto command = codec::decode_command(heard.payload);
    REQUIRE(command);
    REQUIRE(std::holds_alternative<codec::CaseClosed>(command.value().what));
    CHECK(std::get<codec::CaseClosed>(command.value().what).alerts.size() == 1);
}

TEST_CASE("an acknowledged emergency lets the home say that help is coming") {
    Scene scene;
    auto outbox = scene.centre.outbox("gw-1");
    scene.peer->publish(scene.alerts(outbox, {scene.centre.update(Condition::smoke)}));
    REQUIRE(wait_until([&] { return scene.centre.open_incidents().size() == 1; }));
    core::OperatorAct act;
    act.incident = scene.centre.open_incidents().at(0).id;
    act.act = core::Act::acknowledge;
    act.actor = "user:wang";
    REQUIRE(scene.centre.act(act));
    REQUIRE(wait_until([&] { return !scene.peer->heard("anju/v1/g/gw-1/down/commands").empty(); }));
    const auto command = codec::decode_command(scene.peer->heard("anju/v1/g/gw-1/down/commands").back().payload);
    REQUIRE(command);
    REQUIRE(std::holds_alternative<codec::Announce>(command.value().what));
    CHECK(std::get<codec::Announce>(command.value().what).prompt == "help_is_coming");
    CHECK(std::get<codec::Announce>(command.value().what).device.empty());
}

TEST_CASE("alerts go on after the broker was killed") {
    Scene scene;
    auto outbox = scene.centre.outbox("gw-1");
    scene.peer->publish(scene.alerts(outbox, {scene.centre.update(Condition::smoke)}));
    REQUIRE(wait_until([&] { return scene.peer->heard("anju/v1/g/gw-1/down/receipts").size() == 1; }));
    scene.broker.kill_hard();
    REQUIRE(wait_until([&] { return !scene.ingest->connected() && !scene.peer->connected(); }));
    scene.broker.start();
    REQUIRE(wait_until([&] { return scene.ingest->connected() && scene.peer->connected(); }));
    scene.peer->publish(scene.alerts(outbox, {scene.centre.update(Condition::call, "button")}));
    CHECK(wait_until([&] { return scene.peer->heard("anju/v1/g/gw-1/down/receipts").size() == 2; }));
}
