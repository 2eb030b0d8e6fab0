// MqttChannel over the real session and the real broker.
#include "alertd/notify/channels.hpp"
#include "base/system.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/fake_session.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <fstream>
#include <mutex>

using namespace anju;
using namespace anju::tests;
using alertd::core::ChannelKind;
using alertd::notify::Delivery;

namespace {

std::unique_ptr<alertd::notify::Channel> channel_over(std::shared_ptr<link::Session> session,
                                                      const std::atomic<bool>& stopping) {
    alertd::notify::ChannelOptions options;
    options.mqtt = alertd::notify::MqttOptions{std::move(session), Millis{10'000}};
    auto made = alertd::notify::make_channels(options, std::make_shared<SystemClock>());
    REQUIRE(made);
    return made.value()(ChannelKind::mqtt, stopping);
}

link::SessionOptions session_options(const Broker& broker, const std::string& name) {
    link::SessionOptions options;
    options.name = options.client_id = name;
    options.host = "127.0.0.1";
    options.port = broker.port();
    return options;
}

}  // namespace

TEST_CASE("who listens at the topic hears the message, and a topic that the broker forbids is for good") {
    Broker broker;
    {
        std::ofstream acl(broker.directory() / "acl");
        acl << "topic read #\ntopic write district/alarms\n";
    }
    broker.set_extra({"acl_file " + (broker.directory() / "acl").string()});
    broker.start();
    std::mutex mutex;
    std::vector<link::Message> heard;
    auto listening = session_options(broker, "listener");
    listening.subscriptions = {{"district/#", 1}};
    const auto listener = link::make_paho_session(listening, {[&](const link::Message& message) {
                                                                  const std::lock_guard guard(mutex);
                                                                  heard.push_back(message);
                                                              },
                                                              {},
                                                              {}});
    listener->start();
    const std::shared_ptr<link::Session> session = link::make_paho_session(session_options(broker, "notify"), {});
    session->start();
    REQUIRE(wait_until([&] { return session->connected() && listener->connected(); }));

    const std::atomic<bool> never{false};
    const auto channel = channel_over(session, never);
    CHECK(channel->send(job_for("district/alarms", ChannelKind::mqtt)).delivery == Delivery::delivered);
    REQUIRE(wait_until([&] {
        const std::lock_guard guard(mutex);
        return heard.size() == 1;
    }));
    CHECK(heard[0].correlation == job_for("").notification.key);
    CHECK(boost::json::parse(heard[0].payload).at("incident").at("condition") == "smoke");
    const auto forbidden = channel->send(job_for("district/secret", ChannelKind::mqtt));
    CHECK(forbidden.delivery == Delivery::permanent);
    broker.stop();
    REQUIRE(wait_until([&] { return !session->connected(); }));
    CHECK(channel->send(job_for("district/alarms", ChannelKind::mqtt)).delivery == Delivery::retry);
}

TEST_CASE("a full window is waited for") {
    const std::atomic<bool> never{false};
    const auto session = std::make_shared<FakeSession>(link::Handlers{}, 0);
    session->connect();
    CHECK(channel_over(session, never)->send(job_for("district/alarms", ChannelKind::mqtt)).delivery ==
          Delivery::retry);
}
