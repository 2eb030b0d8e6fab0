#include "tests/contract/link/recorder.hpp"
#include "tests/support/broker.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <future>

namespace anju::tests {

using link::LinkState;
using link::make_paho_session;

TEST_CASE("5,000 publishes through a window of 500 are all acknowledged, and the window is kept") {
    Broker broker;
    broker.start();
    auto options = local_options(broker.port(), "sender");
    options.window = 500;
    const auto session = make_paho_session(options, {});
    session->start();
    REQUIRE(wait_connected(*session));
    CHECK(session->window() == 500);

    std::atomic<int> accepted = 0;
    std::atomic<int> refused = 0;
    std::size_t most_in_flight = 0;
    bool was_exhausted = false;
    for (int sent = 0; sent < 5'000;) {
        const auto result = session->publish(text("t", std::to_string(sent)), [&](const link::PublishOutcome& outcome) {
            ++(outcome.accepted ? accepted : refused);
        });
        most_in_flight = std::max(most_in_flight, session->in_flight());
        if (result) {
            ++sent;
            continue;
        }
        REQUIRE(result.error().code == ErrorCode::exhausted);
        was_exhausted = true;
        REQUIRE(wait_until([&] { return session->in_flight() < session->window(); }));
    }
    CHECK(wait_until([&] { return accepted == 5'000; }));
    CHECK(refused == 0);
    CHECK(was_exhausted);
    CHECK(most_in_flight <= 500);
    CHECK(session->in_flight() == 0);
    CHECK(session->counters().published == 5'000);
    CHECK(session->counters().acknowledged == 5'000);
}

TEST_CASE("the window shrinks to what the broker takes") {
    Broker broker({.persistence = false, .allow_anonymous = true, .tls = {}, .extra = {"max_inflight_messages 20"}});
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "sender"), {});
    session->start();
    REQUIRE(wait_connected(*session));
    CHECK(session->window() == 19);
    Outcomes outcomes;
    for (std::size_t sent = 0; sent < 200;) {
        if (session->publish(text("t", "x"), outcomes.done()))
            ++sent;
        else
            REQUIRE(wait_until([&] { return session->in_flight() < session->window(); }));
    }
    CHECK(wait_until([&] { return outcomes.size() == 200; }));
}

TEST_CASE("a publish that nobody subscribes to is accepted, and Paho keeps the broker's 0x10 to itself") {
    Broker broker;
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "sender"), {});
    session->start();
    REQUIRE(wait_connected(*session));
    const link::PublishOutcome outcome = publish_and_wait(*session, text("nobody/listens", "x"));
    CHECK(outcome.accepted);
    CHECK(broker.log().find("Sending PUBACK to sender (m1, rc16)") != std::string::npos);
    // Version 1.3.12 hands no reason below 0x80 to its caller. When this fails, a newer one does,
    // and session.hpp may promise it.
    CHECK(outcome.reason_code == 0);
}

TEST_CASE("a publish that the access list forbids is reported with reason 0x87") {
    Broker broker;
    const auto acl = broker.directory() / "acl";
    write_file(acl, "topic readwrite allowed/#\n");
    broker.set_extra({"acl_file " + acl.string()});
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "guest"), {});
    session->start();
    REQUIRE(wait_connected(*session));
    const link::PublishOutcome refused = publish_and_wait(*session, text("secret/plan", "x"));
    CHECK(!refused.accepted);
    CHECK(refused.reason_code == 0x87);
    CHECK(refused.message.find("0x87") != std::string::npos);
    CHECK(session->counters().refused == 1);
    CHECK(publish_and_wait(*session, text("allowed/plan", "x")).accepted);
    CHECK(session->counters().acknowledged == 1);
}

TEST_CASE("a refused subscription is told with reason 0x87, and asked for again until it is granted") {
    // Mosquitto's access lists never refuse a subscription; its plugin for dynamic security does.
    Broker broker;
    const auto rules = broker.directory() / "rules.json";
    write_file(rules, R"json({
        "defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
                             "subscribe": false, "unsubscribe": true},
        "roles": [{"rolename": "ruler", "acls": [
            {"acltype": "publishClientSend", "topic": "$CONTROL/#", "priority": 0, "allow": true}]}],
        "groups": [{"groupname": "anyone", "roles": [{"rolename": "ruler"}], "clients": []}],
        "anonymousGroup": "anyone"})json");
    broker.set_extra({"plugin " ANJU_DYNAMIC_SECURITY_PLUGIN, "plugin_opt_config_file " + rules.string()});
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "guest");
    options.subscriptions = {{"t", 1}, {"u", 1}};
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    REQUIRE(wait_until([&] { return recorder.was_told(LinkState::connected, "'t' was refused"); }));
    CHECK(recorder.was_told(LinkState::connected, "'u' was refused"));
    CHECK(recorder.was_told(LinkState::connected, "0x87"));
    REQUIRE(session->subscribe({{"added", 1}}));
    REQUIRE(wait_until([&] { return recorder.was_told(LinkState::connected, "'added' was refused"); }));

    const std::string grant = R"({"commands":[{"command":"setDefaultACLAccess",)"
                              R"("acls":[{"acltype":"subscribe","allow":true}]}]})";
    CHECK(session->publish(text("$CONTROL/dynamic-security/v1", grant)));
    REQUIRE(wait_until([&] { return recorder.states().back() == std::pair(LinkState::connected, std::string()); }));
    CHECK(session->publish(text("t", "heard")));
    CHECK(wait_until([&] { return recorder.has_payload("heard"); }));
    CHECK(session->counters().connects == 1);
}

TEST_CASE("a publish larger than the broker takes is invalid, and does not cost the connection") {
    Broker broker({.persistence = false, .allow_anonymous = true, .tls = {}, .extra = {"max_packet_size 2000"}});
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "sender"), {});
    session->start();
    REQUIRE(wait_connected(*session));
    const auto large = session->publish(text("t", std::string(3'000, 'x')));
    REQUIRE(!large);
    CHECK(large.error().code == ErrorCode::invalid);
    CHECK(publish_and_wait(*session, text("t", std::string(1'500, 'x'))).accepted);
    CHECK(session->counters().connects == 1);
}

TEST_CASE("a publish without a connection is unavailable") {
    Broker broker;
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "sender"), {});
    CHECK(session->publish(text("t", "x")).error().code == ErrorCode::unavailable);
    session->start();
    REQUIRE(wait_connected(*session));
    broker.stop();
    REQUIRE(wait_until([&] { return !session->connected(); }));
    CHECK(session->publish(text("t", "x")).error().code == ErrorCode::unavailable);
    session->stop();
    CHECK(session->publish(text("t", "x")).error().code == ErrorCode::unavailable);
}

TEST_CASE("what cannot be a topic is invalid") {
    const auto session = make_paho_session(local_options(1, "sender"), {});
    for (const std::string& topic : {std::string(), std::string("a/+"), std::string("a/#"), std::string("a\0b", 3),
                                     std::string("\xff"), std::string(70'000, 'x')}) {
        const auto result = session->publish(text(topic, "x"));
        REQUIRE(!result);
        CHECK(result.error().code == ErrorCode::invalid);
    }
    link::Message twice = text("t", "x");
    twice.qos = 2;
    CHECK(session->publish(twice).error().code == ErrorCode::invalid);
}

TEST_CASE("publishes in flight fail when the connection is lost, with or without a session") {
    for (const Millis expiry : {Millis{0}, Millis{600'000}}) {
        CAPTURE(expiry.count());
        Broker broker;
        broker.start();
        auto options = local_options(broker.port(), "sender");
        options.session_expiry = expiry;
        const auto session = make_paho_session(options, {});
        session->start();
        REQUIRE(wait_connected(*session));
        broker.freeze();
        Outcomes outcomes;
        for (int i = 0; i < 50; ++i) CHECK(session->publish(text("t", std::to_string(i)), outcomes.done()));
        CHECK(session->in_flight() == 50);
        broker.kill_hard();
        REQUIRE(wait_until([&] { return outcomes.size() == 50; }));
        for (const link::PublishOutcome& outcome : outcomes.all()) CHECK(!outcome.accepted);
        CHECK(session->in_flight() == 0);

        broker.start();
        REQUIRE(wait_connected(*session));
        CHECK(publish_and_wait(*session, text("t", "again")).accepted);
        CHECK(outcomes.size() == 50);
    }
}

TEST_CASE("a broker that acknowledges nothing any more is left, and its publishes fail") {
    Broker broker;
    broker.start();
    auto options = local_options(broker.port(), "sender");
    options.ack_timeout = Millis{300};
    Recorder recorder;
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    broker.freeze();
    Outcomes outcomes;
    REQUIRE(session->publish(text("t", "x"), outcomes.done()));
    REQUIRE(wait_until([&] { return outcomes.size() == 1; }));
    CHECK(!outcomes.all().front().accepted);
    CHECK(wait_until([&] { return recorder.was_told(LinkState::disconnected, "acknowledges nothing"); }));
    broker.thaw();
    REQUIRE(wait_connected(*session));
    CHECK(publish_and_wait(*session, text("t", "y")).accepted);
}

TEST_CASE("a publish of QoS 0 is done when it is written") {
    Broker broker;
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "sender"), {});
    session->start();
    REQUIRE(wait_connected(*session));
    link::Message reading = text("t", "1.5");
    reading.qos = 0;
    CHECK(publish_and_wait(*session, reading).accepted);
    CHECK(session->in_flight() == 0);
}

TEST_CASE("a handler may publish on its own session, and another thread while it runs") {
    Broker broker;
    broker.start();
    Recorder recorder;
    std::promise<void> published_elsewhere;
    std::unique_ptr<link::Session> session;
    link::Handlers handlers = recorder.handlers();
    handlers.on_message = [&, inner = handlers.on_message](const link::Message& message) {
        if (message.payload == "question") {
            CHECK(session->publish(text("t", "answer")));
            published_elsewhere.get_future().wait();  // Another thread's publish does not wait for this handler.
        }
        inner(message);
    };
    auto options = local_options(broker.port(), "both");
    options.subscriptions = {{"t", 1}};
    session = make_paho_session(options, handlers);
    const auto other = make_paho_session(local_options(broker.port(), "other"), {});
    session->start();
    other->start();
    REQUIRE(wait_connected(*session));
    REQUIRE(wait_connected(*other));
    REQUIRE(other->publish(text("t", "question")));
    REQUIRE(wait_until([&] { return session->counters().received == 1; }));
    CHECK(other->publish(text("t", "elsewhere")));
    published_elsewhere.set_value();
    CHECK(wait_until([&] { return recorder.has_payload("answer") && recorder.has_payload("elsewhere"); }));
    session->stop();
}

}  // namespace anju::tests
