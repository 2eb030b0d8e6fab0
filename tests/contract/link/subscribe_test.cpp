// Filters that are added while the session runs.
#include "tests/contract/link/recorder.hpp"
#include "tests/support/broker.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace anju::tests {

using link::make_paho_session;
using link::Message;

namespace {

Message retained(const std::string& topic, const std::string& payload) {
    Message message = text(topic, payload);
    message.retain = true;
    return message;
}

}  // namespace

TEST_CASE("a filter added by a handler, on the session's own thread, brings what is retained there") {
    Broker broker;
    broker.start();
    const auto sensors = make_paho_session(local_options(broker.port(), "sensors"), {});
    sensors->start();
    REQUIRE(wait_connected(*sensors));
    REQUIRE(publish_and_wait(*sensors, retained("far/smoke", "ON")).accepted);
    REQUIRE(publish_and_wait(*sensors, retained("announce/one", "far/smoke")).accepted);

    Recorder recorder;
    auto handlers = recorder.handlers();
    std::unique_ptr<link::Session> listener;
    handlers.on_message = [&listener, record = handlers.on_message](const Message& message) {
        record(message);
        if (message.topic.starts_with("announce/")) REQUIRE(listener->subscribe({{message.payload, 1}}));
    };
    auto options = local_options(broker.port(), "listener");
    options.subscriptions = {{"announce/#", 1}};
    listener = make_paho_session(options, handlers);
    listener->start();
    CHECK(wait_until([&] { return recorder.has_payload("ON"); }));
    REQUIRE(publish_and_wait(*sensors, text("far/smoke", "OFF")).accepted);
    CHECK(wait_until([&] { return recorder.has_payload("OFF"); }));
    listener->stop();
}

TEST_CASE("added filters are asked for again from a broker that lost the session") {
    Broker broker;
    broker.start();
    Recorder recorder;
    const auto session = make_paho_session(local_options(broker.port(), "steady"), recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    REQUIRE(session->subscribe({{"a", 1}, {"b/+", 1}}));
    REQUIRE(session->subscribe({{"a", 1}}));
    broker.kill_hard();
    REQUIRE(wait_until([&] { return !session->connected(); }));
    broker.start();
    REQUIRE(wait_connected(*session));
    CHECK(wait_until([&] {
        CHECK(session->publish(text("a", "heard a")));
        CHECK(session->publish(text("b/1", "heard b")));
        return recorder.has_payload("heard a") && recorder.has_payload("heard b");
    }));
}

TEST_CASE("filters added before the first connect are asked for when it comes") {
    Broker broker;
    broker.start();
    Recorder recorder;
    const auto session = make_paho_session(local_options(broker.port(), "early"), recorder.handlers());
    REQUIRE(session->subscribe({{"a", 1}}));
    session->start();
    REQUIRE(wait_connected(*session));
    CHECK(wait_until([&] {
        CHECK(session->publish(text("a", "heard")));
        return recorder.has_payload("heard");
    }));
}

TEST_CASE("thousands of filters are asked for without losing the connection") {
    Broker broker;
    broker.start();
    Recorder recorder;
    const auto session = make_paho_session(local_options(broker.port(), "wide"), recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    constexpr int kFilters = 3'000;
    for (int i = 0; i < kFilters; ++i) REQUIRE(session->subscribe({{"t/" + std::to_string(i), 1}}));
    CHECK(wait_until([&] {
        CHECK(session->publish(text("t/" + std::to_string(kFilters - 1), "last")));
        return recorder.has_payload("last");
    }));
    CHECK(session->counters().connects == 1);
}

TEST_CASE("a filter that breaks MQTT's rules is refused by name, and the others with it") {
    const auto session = make_paho_session(local_options(1, "strict"), {});
    for (const std::string filter : {"", "a/#/b", "a+", "#a", "a\xFF", "a/b#"}) {
        CAPTURE(filter);
        const auto refused = session->subscribe({{"fine", 1}, {filter, 1}});
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::invalid);
    }
    CHECK(!session->subscribe({{std::string("a\0b", 3), 1}}));
    CHECK(!session->subscribe({{std::string(70'000, 'a'), 1}}));
    CHECK(!session->subscribe({{"fine", 2}}));
    for (const char* filter : {"#", "+", "a/+/b", "/", "a//#", "$SYS/#"}) CHECK(session->subscribe({{filter, 1}}));
}

}  // namespace anju::tests
