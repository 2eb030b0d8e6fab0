#include "tests/contract/link/recorder.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/ports.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace anju::tests {

using link::LinkState;
using link::make_paho_session;

TEST_CASE("a session tells each state that it passes through") {
    Broker broker;
    broker.start();
    Recorder recorder;
    const auto session = make_paho_session(local_options(broker.port(), "one"), recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    session->stop();
    CHECK(!session->connected());
    const auto states = recorder.states();
    REQUIRE(states.size() == 3);
    CHECK(states[0].first == LinkState::connecting);
    CHECK(states[1] == std::pair(LinkState::connected, std::string()));
    CHECK(states[2] == std::pair(LinkState::disconnected, std::string("stopped")));
}

TEST_CASE("a session that starts before its broker connects when it comes") {
    Broker broker;
    broker.start();
    broker.stop();
    Recorder recorder;
    const auto session = make_paho_session(local_options(broker.port(), "early"), recorder.handlers());
    session->start();
    REQUIRE(wait_until([&] { return recorder.was_told(LinkState::disconnected, "cannot be reached"); }));
    broker.start();
    CHECK(wait_connected(*session));
}

TEST_CASE("a session survives a broker that comes and goes") {
    Broker broker;
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "steady"), {});
    session->start();
    for (int round = 0; round < 3; ++round) {
        REQUIRE(wait_connected(*session));
        CHECK(publish_and_wait(*session, text("t", "x")).accepted);
        broker.kill_hard();
        REQUIRE(wait_until([&] { return !session->connected(); }));
        broker.start();
    }
    CHECK(wait_connected(*session));
}

TEST_CASE("stop returns while the broker is frozen, dead, or not yet there") {
    Broker broker;
    broker.start();
    const auto session = make_paho_session(local_options(broker.port(), "frozen"), {});
    session->start();
    REQUIRE(wait_connected(*session));
    broker.freeze();
    CHECK(session->publish(text("t", "x")));
    session->stop();

    const auto waiting = make_paho_session(local_options(broker.port(), "waiting"), {});
    waiting->start();  // The kernel takes the connection, and nobody answers it.
    waiting->stop();

    Recorder recorder;
    const auto refused = make_paho_session(local_options(free_port(), "refused"), recorder.handlers());
    refused->start();
    REQUIRE(wait_until([&] { return recorder.was_told(LinkState::disconnected, ""); }));
    refused->stop();
    refused->stop();
    CHECK(recorder.states().back().first == LinkState::disconnected);
}

TEST_CASE("no handler runs after stop") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "reader");
    options.subscriptions = {{"t", 1}};
    const auto reader = make_paho_session(options, recorder.handlers());
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    reader->start();
    sender->start();
    REQUIRE(wait_connected(*reader));
    REQUIRE(wait_connected(*sender));
    for (int i = 0; i < 400; ++i) CHECK(sender->publish(text("t", "x")));
    reader->stop();
    const auto messages = recorder.messages().size();
    const auto states = recorder.states().size();
    CHECK(wait_until([&] { return sender->in_flight() == 0; }));
    CHECK(recorder.messages().size() == messages);
    CHECK(recorder.states().size() == states);
}

TEST_CASE("what was accepted before stop still goes out") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "reader");
    options.subscriptions = {{"t", 1}};
    const auto reader = make_paho_session(options, recorder.handlers());
    const auto sender = make_paho_session(local_options(broker.port(), "sender"), {});
    reader->start();
    sender->start();
    REQUIRE(wait_connected(*reader));
    REQUIRE(wait_connected(*sender));
    for (int i = 0; i < 100; ++i) CHECK(sender->publish(text("t", std::to_string(i))));
    sender->stop();
    CHECK(wait_until([&] { return recorder.messages().size() == 100; }));
}

TEST_CASE("proxies in the environment are not used") {
    Broker broker;
    broker.start();
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    ::setenv("https_proxy", "http://127.0.0.1:1", 1);
    const auto session = make_paho_session(local_options(broker.port(), "direct"), {});
    session->start();
    CHECK(wait_connected(*session));
    CHECK(std::string(std::getenv("HTTPS_PROXY")) == "http://127.0.0.1:1");
    ::unsetenv("HTTPS_PROXY");
}

TEST_CASE("a wrong password is reported with the broker's reason, and tried again") {
    Broker broker({.persistence = false, .allow_anonymous = false, .tls = {}, .extra = {}});
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "stranger");
    options.username = "nobody";
    options.password = "wrong";
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    CHECK(wait_until([&] { return recorder.was_told(LinkState::disconnected, "0x87"); }));
    CHECK(wait_until([&] { return recorder.states().size() >= 4; }));
}

TEST_CASE("a session that only receives notices a broker that has fallen silent") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "listener");
    options.subscriptions = {{"t", 1}};
    options.keep_alive = Millis{1'000};
    const auto session = make_paho_session(options, recorder.handlers());
    session->start();
    REQUIRE(wait_connected(*session));
    broker.freeze();
    REQUIRE(wait_until([&] { return !session->connected(); }));
    broker.thaw();
    CHECK(wait_connected(*session));
    CHECK(session->publish(text("t", "heard")));
    CHECK(wait_until([&] { return recorder.has_payload("heard"); }));
}

TEST_CASE("two sessions with one client id take it from each other, and neither is stuck") {
    Broker broker;
    broker.start();
    const auto first = make_paho_session(local_options(broker.port(), "same"), {});
    const auto second = make_paho_session(local_options(broker.port(), "same"), {});
    first->start();
    REQUIRE(wait_connected(*first));
    second->start();
    REQUIRE(wait_until([&] { return first->counters().connects >= 2 && second->counters().connects >= 2; }));
    first->stop();
    CHECK(wait_connected(*second));
    CHECK(publish_and_wait(*second, text("t", "x")).accepted);
}

}  // namespace anju::tests
