#include "tests/contract/link/recorder.hpp"
#include "tests/contract/link/victim.hpp"
#include "tests/support/broker.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <atomic>
#include <stdexcept>

namespace anju::tests {

using link::make_paho_session;

TEST_CASE("a message whose handler was killed is delivered again") {
    Broker broker;
    broker.start();
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    sender->start();
    REQUIRE(wait_connected(*sender));

    Victim victim(broker.port(), "home", "sensors/smoke", "hold");
    REQUIRE(victim.wait_until_it_says("connected"));
    CHECK(publish_and_wait(*sender, text("sensors/smoke", "fire")).accepted);
    REQUIRE(victim.wait_until_it_says("inside"));
    victim.process().kill(SIGKILL);
    victim.process().wait();

    Recorder recorder;
    auto options = local_options(broker.port(), "home");
    options.session_expiry = std::chrono::minutes{10};
    options.subscriptions = {{"sensors/smoke", 1}};
    const auto successor = make_paho_session(options, recorder.handlers());
    successor->start();
    REQUIRE(wait_until([&] { return recorder.has_payload("fire"); }));
    CHECK(recorder.messages().front().duplicate);
}

TEST_CASE("a handler that throws is reported, and the next message arrives") {
    Broker broker;
    broker.start();
    Recorder recorder;
    link::Handlers handlers = recorder.handlers();
    handlers.on_message = [inner = handlers.on_message](const link::Message& message) {
        if (message.payload == "poison") throw std::runtime_error("cannot swallow this");
        if (message.payload == "odd") throw 42;
        inner(message);
    };
    auto options = local_options(broker.port(), "reader");
    options.subscriptions = {{"t", 1}};
    const auto reader = make_paho_session(options, handlers);
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    reader->start();
    sender->start();
    REQUIRE(wait_connected(*reader));
    REQUIRE(wait_connected(*sender));

    for (const char* payload : {"poison", "odd", "good"}) CHECK(sender->publish(text("t", payload)));
    REQUIRE(wait_until([&] { return recorder.has_payload("good"); }));
    REQUIRE(recorder.rejected().size() == 2);
    CHECK(recorder.rejected()[0].first.payload == "poison");
    CHECK(recorder.rejected()[0].second == "cannot swallow this");
    CHECK(recorder.rejected()[1].first.payload == "odd");
    CHECK(reader->counters().handler_errors == 2);
    CHECK(reader->counters().received == 3);
    CHECK(reader->counters().connects == 1);
}

TEST_CASE("a handler of done or on_state that throws ends nothing") {
    Broker broker;
    broker.start();
    link::Handlers handlers;
    handlers.on_state = [](link::LinkState, const std::string&) { throw std::runtime_error("state"); };
    const auto session = make_paho_session(local_options(broker.port(), "thrower"), handlers);
    session->start();
    REQUIRE(wait_connected(*session));
    std::atomic<int> calls = 0;
    const auto throwing = [&](const link::PublishOutcome&) {
        ++calls;
        throw std::runtime_error("done");
    };
    CHECK(session->publish(text("t", "1"), throwing));
    CHECK(session->publish(text("t", "2"), throwing));
    CHECK(wait_until([&] { return calls == 2; }));
    CHECK(session->connected());
    CHECK(wait_until([&] { return session->counters().handler_errors >= 4; }));
}

TEST_CASE("what was sent while the session was away waits for it") {
    Broker broker;
    broker.start();
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    sender->start();
    REQUIRE(wait_connected(*sender));

    Recorder recorder;
    auto options = local_options(broker.port(), "reader");
    options.session_expiry = std::chrono::minutes{10};
    options.subscriptions = {{"t", 1}};
    {
        const auto first = make_paho_session(options, recorder.handlers());
        first->start();
        REQUIRE(wait_connected(*first));
    }
    CHECK(publish_and_wait(*sender, text("t", "while away")).accepted);
    const auto second = make_paho_session(options, recorder.handlers());
    second->start();
    CHECK(wait_until([&] { return recorder.has_payload("while away"); }));
}

TEST_CASE("a session without expiry is forgotten by the broker") {
    Broker broker;
    broker.start();
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    sender->start();
    REQUIRE(wait_connected(*sender));

    Recorder recorder;
    auto options = local_options(broker.port(), "reader");
    options.subscriptions = {{"t", 1}};
    {
        const auto first = make_paho_session(options, recorder.handlers());
        first->start();
        REQUIRE(wait_connected(*first));
    }
    CHECK(publish_and_wait(*sender, text("t", "while away")).accepted);
    const auto second = make_paho_session(options, recorder.handlers());
    second->start();
    REQUIRE(wait_connected(*second));
    CHECK(publish_and_wait(*sender, text("t", "after")).accepted);
    REQUIRE(wait_until([&] { return recorder.has_payload("after"); }));
    CHECK(!recorder.has_payload("while away"));
}

TEST_CASE("the session expiry that was asked for reaches the broker") {
    // A session whose expiry did not arrive ends with its connection; one second shows that ours
    // is a number of seconds that the broker counts, and not "for ever".
    Broker broker;
    broker.start();
    auto options = local_options(broker.port(), "keeper");
    options.subscriptions = {{"t", 1}};
    options.session_expiry = Millis{1'000};
    const auto keeper = make_paho_session(options, {});
    keeper->start();
    REQUIRE(wait_connected(*keeper));
    keeper->stop();
    CHECK(wait_until([&] { return broker.log().find("Expiring client keeper") != std::string::npos; }));

    options.session_expiry = std::chrono::minutes{10};
    for (int life = 0; life < 2; ++life) {
        const auto session = make_paho_session(options, {});
        session->start();
        REQUIRE(wait_connected(*session));
    }
    // The second life found the session of the first: the 1 means "session present".
    CHECK(broker.log().find("Sending CONNACK to keeper (1, 0)") != std::string::npos);
}

TEST_CASE("a session subscribes again after the broker has forgotten it") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "reader");
    options.session_expiry = std::chrono::minutes{10};
    options.subscriptions = {{"a/#", 1}, {"b", 1}};
    const auto reader = make_paho_session(options, recorder.handlers());
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    reader->start();
    sender->start();
    REQUIRE(wait_connected(*reader));
    REQUIRE(wait_connected(*sender));

    broker.kill_hard();
    REQUIRE(wait_until([&] { return !reader->connected() && !sender->connected(); }));
    broker.start();
    REQUIRE(wait_connected(*reader));
    REQUIRE(wait_connected(*sender));
    CHECK(publish_and_wait(*sender, text("a/x", "one")).accepted);
    CHECK(publish_and_wait(*sender, text("b", "two")).accepted);
    CHECK(wait_until([&] { return recorder.has_payload("one") && recorder.has_payload("two"); }));
    CHECK(reader->counters().connects >= 2);
}

TEST_CASE("response topic and correlation data arrive as they were sent") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "both");
    options.subscriptions = {{"t", 1}};
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    link::Message message = text("t", "question");
    message.response_topic = "answers/here";
    message.correlation = std::string("\0\x01\xff binary", 10);
    CHECK(session->publish(message));
    CHECK(session->publish(text("t", "plain")));
    REQUIRE(wait_until([&] { return recorder.messages().size() == 2; }));
    CHECK(recorder.messages()[0].response_topic == "answers/here");
    CHECK(recorder.messages()[0].correlation == message.correlation);
    CHECK(recorder.messages()[1].response_topic.empty());
    CHECK(recorder.messages()[1].correlation.empty());
}

TEST_CASE("a payload of one mebibyte and an empty one arrive whole") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "both");
    options.subscriptions = {{"t", 1}};
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    std::string large(1U << 20U, '\0');
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 31 % 251);
    CHECK(session->publish(text("t", large)));
    CHECK(session->publish(text("t", "")));
    REQUIRE(wait_until([&] { return recorder.messages().size() == 2; }));
    CHECK(recorder.messages()[0].payload == large);
    CHECK(recorder.messages()[1].payload.empty());
}

TEST_CASE("topics may hold Chinese and spaces") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "both");
    options.subscriptions = {{"zigbee2mqtt/厨房 烟感/#", 1}};
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    CHECK(session->publish(text("zigbee2mqtt/厨房 烟感/state", "{}")));
    REQUIRE(wait_until([&] { return recorder.messages().size() == 1; }));
    CHECK(recorder.messages()[0].topic == "zigbee2mqtt/厨房 烟感/state");
}

TEST_CASE("a retained message says so") {
    Broker broker;
    broker.start();
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    sender->start();
    REQUIRE(wait_connected(*sender));
    link::Message kept = text("t", "kept");
    kept.retain = true;
    CHECK(publish_and_wait(*sender, kept).accepted);

    Recorder recorder;
    auto options = local_options(broker.port(), "reader");
    options.subscriptions = {{"t", 1}};
    const auto reader = make_paho_session(options, recorder.handlers());
    reader->start();
    REQUIRE(wait_until([&] { return recorder.messages().size() == 1; }));
    CHECK(recorder.messages()[0].retain);
}

}  // namespace anju::tests
