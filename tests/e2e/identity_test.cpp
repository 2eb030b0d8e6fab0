// Who speaks is told by the certificate, never by a message: the centre's broker with mutual TLS and
// the access list that we ship.
#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "link/session.hpp"
#include "tests/e2e/system.hpp"
#include "tests/sim/play.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <string>

using namespace anju;
using namespace anju::tests;

namespace {

std::unique_ptr<link::Session> session_as(System& system, const std::string& name, const std::string& filter,
                                          std::function<void(const link::Message&)> on_message) {
    link::SessionOptions options;
    options.name = name;
    options.host = "127.0.0.1";
    options.port = system.centre_broker().port();
    options.client_id = name + "-by-hand";
    options.tls = system.certificate_of(name);
    options.subscriptions = {{filter, 1}};
    link::Handlers handlers;
    handlers.on_message = std::move(on_message);
    auto session = link::make_paho_session(std::move(options), std::move(handlers));
    session->start();
    REQUIRE(wait_until([&] { return session->connected(); }));
    return session;
}

}  // namespace

TEST_CASE("with mutual TLS an alarm arrives, and nobody speaks or listens under another's name") {
    System system({.gateways = 2, .gateway_rules = "", .alertd_extra = "", .on_call = {}, .tls = true});
    system.start();
    sim::Bridge bridge("127.0.0.1", system.home_broker().port(), "identity-test");
    REQUIRE(bridge.connect(std::chrono::seconds(10)));
    const auto stored = [&] {
        return select_number(system.alertd_database(), "SELECT count(*) FROM alerts WHERE gateway = 'gw-0001'");
    };
    REQUIRE(wait_until([&] {
        REQUIRE(bridge.publish({Millis{0}, System::base_topic(0) + "/kitchen", R"({"smoke":true})", false, "kitchen"}));
        return stored() == 1;
    }));

    const GatewayId victim{System::gateway_id(0)};
    std::atomic<int> overheard = 0;
    const auto intruder =
        session_as(system, System::gateway_id(1), "anju/v1/g/gw-0001/#", [&](const link::Message&) { ++overheard; });
    std::atomic<int> refused = 0;
    link::Message lie;
    lie.topic = codec::topic_of(victim, codec::Channel::status);
    lie.payload = codec::encode(codec::Status{});
    REQUIRE(intruder->publish(lie, [&](const link::PublishOutcome& outcome) {
        CHECK(outcome.reason_code == 0x87);
        if (!outcome.accepted) ++refused;
    }));
    CHECK(wait_until([&] { return refused == 1; }));

    // The victim goes on talking to the centre, and the intruder has heard none of it.
    REQUIRE(wait_until([&] {
        REQUIRE(bridge.publish({Millis{0}, System::base_topic(0) + "/hall", R"({"smoke":true})", false, "hall"}));
        return stored() == 2;
    }));
    REQUIRE(wait_until([&] { return system.pending_updates() == 0; }));
    CHECK(overheard == 0);
    intruder->stop();
}
