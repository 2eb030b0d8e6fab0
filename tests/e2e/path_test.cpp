// The whole path with real processes: from the sensor's message to the closed case.
#include "tests/e2e/system.hpp"
#include "tests/sim/journeys.hpp"
#include "tests/sim/play.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

using namespace anju;
using namespace anju::tests;

namespace {

constexpr const char* kAlertOf = "SELECT count(*) FROM alerts WHERE device = '";

struct Scene {
    sim::Journeys journeys;
    std::mutex mutex;
    std::vector<std::string> keys;  ///< of the notifications, in the order of their first arrival
    System system;
    sim::Bridge bridge;
    sim::StreamWatcher stream;

    explicit Scene(const std::string& alertd_extra = "")
        : system({.gateways = 1,
                  .gateway_rules = "",
                  .alertd_extra = alertd_extra,
                  .on_call = [this](const sim::WebhookCall& call) { on_call(call); }}),
          bridge("127.0.0.1", system.start().home_broker().port(), "path-test"),
          stream("127.0.0.1", system.api_port(),
                 [this](sim::SteadyTime at, const boost::json::object& frame) { journeys.on_frame(at, frame); }) {
        REQUIRE(stream.start());
        REQUIRE(bridge.connect(std::chrono::seconds(10)));
        // The sensor path is open once a first message has come through.
        REQUIRE(wait_until([&] {
            say("warm up", R"({"smoke":true})");
            return stored("warm up");
        }));
    }

    void on_call(const sim::WebhookCall& call) {
        journeys.on_call(call);
        const std::scoped_lock lock(mutex);
        if (std::ranges::find(keys, call.idempotency_key) == keys.end()) keys.push_back(call.idempotency_key);
    }
    /// The place in `keys` of the first one that names the responder; nothing when nobody called him.
    [[nodiscard]] std::optional<std::ptrdiff_t> turn_of(const std::string& responder) {
        const std::scoped_lock lock(mutex);
        const auto key = std::ranges::find_if(
            keys, [&](const std::string& text) { return text.find(responder) != std::string::npos; });
        return key == keys.end() ? std::nullopt : std::optional(key - keys.begin());
    }
    void say(const std::string& device, const std::string& payload) {
        REQUIRE(bridge.publish({Millis{0}, System::base_topic(0) + "/" + device, payload, false, device}));
    }
    [[nodiscard]] bool stored(const std::string& device) const {
        return select_number(system.alertd_database(), kAlertOf + device + "'") > 0;
    }
    [[nodiscard]] boost::json::array open_incidents() {
        sim::ApiClient api("127.0.0.1", system.api_port());
        const auto answer = api.get("/api/v1/incidents?open=true");
        REQUIRE(answer);
        return answer.value().body.at("incidents").as_array();
    }
};

}  // namespace

TEST_CASE(
    "a press reaches the committee's phone, is acknowledged, closed with a disposition, and the next press is a new "
    "case") {
    Scene scene;
    sim::ApiClient desk("127.0.0.1", scene.system.api_port());
    const auto close = [&](const std::string& incident) {
        const auto path = "/api/v1/incidents/" + incident;
        CHECK(desk.post(path + "/acknowledge", {{"actor", "officer"}}).value().status == 200);
        const auto refused = desk.post(path + "/close", {{"actor", "officer"}});
        CHECK(refused.value().status == 422);  // no disposition
        CHECK(desk.post(path + "/close", {{"actor", "officer"}, {"disposition", "false_alarm"}}).value().status == 200);
    };
    for (const auto& incident : scene.open_incidents()) close(std::string(incident.at("id").as_string()));

    const auto first = scene.journeys.begin(System::home_id(0), "call");
    scene.say("button", R"({"action":"emergency","battery":90})");
    const auto seen = scene.journeys.wait_for(first, std::chrono::seconds(20));
    INFO(scene.system.logs());
    REQUIRE(seen.complete());
    CHECK(seen.responders.front() == "r-worker");
    close(seen.incident);

    // The gateway is told of the close; a press after it is a new alert in a new incident.
    const auto again = [&] {
        const auto second = scene.journeys.begin(System::home_id(0), "call");
        scene.say("button", R"({"action":"emergency","battery":90})");
        const auto next = scene.journeys.wait_for(second, std::chrono::seconds(3));
        return next.complete() && next.incident != seen.incident;
    };
    CHECK(wait_until(again, Millis{20'000}));
}

TEST_CASE("a hub gets its table from the register, and each home of it has cases of its own") {
    System system({.gateways = 1,
                   .gateway_table = "hub = true",
                   .homes = "h-far,c-1,gw-0001,1弄99号\n",
                   .devices = "h-0001,near,smoke,\nh-far,far,smoke,\n"});
    system.start();
    sim::Bridge bridge("127.0.0.1", system.home_broker().port(), "path-test");
    REQUIRE(bridge.connect(std::chrono::seconds(10)));
    const auto cases_of = [&](const std::string& home) {
        return select_number(system.alertd_database(),
                             "SELECT count(*) FROM incidents WHERE class = 'emergency' AND "
                             "home = '" +
                                 home + "'");
    };
    INFO(system.logs());
    // Until the table is there both are strangers at the hub.
    CHECK(wait_until(
        [&] {
            for (const char* device : {"near", "far"}) {
                REQUIRE(bridge.publish(
                    {Millis{0}, System::base_topic(0) + "/" + device, R"({"smoke":true})", false, device}));
            }
            return cases_of("h-far") == 1 && cases_of("h-0001") == 1;
        },
        Millis{20'000}));
    CHECK(select_number(system.alertd_database(),
                        "SELECT count(*) FROM alerts WHERE home = 'h-far' AND device <> 'far'") == 0);
}

TEST_CASE("nobody answers: street and district are called in their turn") {
    Scene scene(R"([policy.emergency]
steps = [{ after = "0s", notify = ["committee"] }, { after = "1s", notify = ["street"] }, { after = "2s", notify = ["district"] }])");
    REQUIRE(wait_until([&] { return scene.turn_of("r-district").has_value(); }, Millis{20'000}));
    CHECK(scene.turn_of("r-worker") < scene.turn_of("r-street"));
    CHECK(scene.turn_of("r-street") < scene.turn_of("r-district"));
}

TEST_CASE("malformed and unknown messages stop nothing and are kept") {
    Scene scene;
    scene.say("kitchen", "{\"smoke\":tru");
    scene.say("kitchen", std::string("\xff\xfe", 2));
    scene.say("kitchen", std::string(1100 * 1024, 'x'));
    scene.say("kitchen", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
    scene.say("cellar", R"({"smoke":true})");
    CHECK(wait_until([&] { return scene.stored("cellar"); }));
    CHECK(scene.system.gateway(0).alive());
    scene.system.gateway(0).kill(SIGTERM);
    scene.system.gateway(0).wait();
    CHECK(select_number(scene.system.gateway_database(0), "SELECT count(*) FROM quarantine") >= 3);
}

TEST_CASE("a gateway that falls silent becomes a technical incident, and its return clears it") {
    Scene scene("[gateways]\nlost_after = \"5s\"");
    scene.system.gateway(0).kill(SIGKILL);
    scene.system.gateway(0).wait();
    const auto lost = [&](const char* phase) {
        return select_number(scene.system.alertd_database(),
                             std::string("SELECT count(*) FROM alerts a JOIN incidents i ON i.id = a.incident WHERE "
                                         "a.condition = 'gateway_lost' AND i.class = 'technical' AND a.phase ") +
                                 phase) > 0;
    };
    CHECK(wait_until([&] { return lost("IN ('raised', 'repeated')"); }, Millis{30'000}));
    scene.system.start_gateway(0);
    CHECK(wait_until([&] { return lost("= 'cleared'"); }, Millis{30'000}));
}
