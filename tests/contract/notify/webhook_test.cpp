// What WebhookChannel promises, against a real HTTP server that behaves well and badly.
#include "alertd/notify/channels.hpp"
#include "base/system.hpp"
#include "tests/contract/notify/http_receiver.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/support/ports.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <cstdlib>
#include <future>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using alertd::notify::Delivery;
using Way = ReceiverAnswer::Way;

namespace {

struct Sender {
    explicit Sender(alertd::notify::WebhookOptions options = {}) {
        alertd::notify::ChannelOptions all;
        all.webhook = std::move(options);
        all.page_url = "http://centre";
        auto factory = alertd::notify::make_channels(all, std::make_shared<SystemClock>());
        REQUIRE(factory);
        channel = factory.value()(alertd::core::ChannelKind::webhook, stopping);
    }
    alertd::notify::Outcome send(const std::string& url) { return channel->send(job_for(url)); }

    std::atomic<bool> stopping{false};
    std::unique_ptr<alertd::notify::Channel> channel;
};

alertd::notify::WebhookOptions impatient() {
    alertd::notify::WebhookOptions options;
    options.http.limits.connect_timeout = 300ms;
    options.http.limits.timeout = 500ms;
    return options;
}

HttpReceiver::Behave always(ReceiverAnswer answer) {
    return [answer](const HttpRequest&, std::size_t) { return answer; };
}

}  // namespace

TEST_CASE("a 2xx means delivered, and the message says what a responder needs") {
    HttpReceiver receiver;
    Sender sender;
    const auto outcome = sender.send(receiver.url("/hook?x=1"));
    CHECK(outcome.delivery == Delivery::delivered);
    REQUIRE(receiver.requests().size() == 1);
    const auto request = receiver.requests()[0];
    CHECK(request.line == "POST /hook?x=1 HTTP/1.1");
    CHECK(request.headers.at("content-type") == "application/json");
    CHECK(request.headers.at("idempotency-key") == "01J00000000000000000000001/committee/1");
    const auto body = boost::json::parse(request.body).as_object();
    CHECK(body.at("key") == "01J00000000000000000000001/committee/1");
    CHECK(body.at("incident").at("id") == "01J00000000000000000000001");
    CHECK(body.at("incident").at("class") == "emergency");
    CHECK(body.at("incident").at("severity") == "critical");
    CHECK(body.at("incident").at("condition") == "smoke");
    CHECK(body.at("place").at("home") == "h1");
    CHECK(body.at("place").at("address") == "静安里 3 弄 12 号 501");
    CHECK(body.at("place").at("committee") == "c1");
    CHECK(body.at("place").at("street") == "s1");
    CHECK(body.at("step") == 1);
    CHECK(body.at("links").at("incident") == "http://centre/api/v1/incidents/01J00000000000000000000001");
}

TEST_CASE("a receiver that knows the secret can verify who sent it and that nothing was changed") {
    HttpReceiver receiver;
    alertd::notify::WebhookOptions options;
    options.secret = "district secret";
    Sender sender(options);
    REQUIRE(sender.send(receiver.url()).delivery == Delivery::delivered);
    const auto request = receiver.requests().at(0);
    const auto timestamp = request.headers.at("x-anju-timestamp");
    CHECK(request.headers.at("x-anju-signature") ==
          alertd::notify::webhook_signature("district secret", timestamp, request.body));
    CHECK(request.headers.at("x-anju-signature") !=
          alertd::notify::webhook_signature("another secret", timestamp, request.body));
    const auto age =
        std::chrono::duration_cast<std::chrono::seconds>(SystemClock().now().utc.time_since_epoch()).count() -
        std::stoll(timestamp);
    CHECK(age >= 0);
    CHECK(age < 60);
}

TEST_CASE("without a secret nothing pretends to be signed") {
    HttpReceiver receiver;
    Sender sender;
    REQUIRE(sender.send(receiver.url()).delivery == Delivery::delivered);
    CHECK_FALSE(receiver.requests().at(0).headers.contains("x-anju-signature"));
}

TEST_CASE("what may work later is retried, what never will is not") {
    for (const int status : {408, 425, 429, 500, 502, 503, 504, 302, 307}) {
        INFO(status);
        HttpReceiver receiver(always({Way::reply, status, "", ""}));
        Sender sender;
        CHECK(sender.send(receiver.url()).delivery == Delivery::retry);
    }
    for (const int status : {400, 401, 403, 404, 405, 410, 413, 422}) {
        INFO(status);
        HttpReceiver receiver(always({Way::reply, status, "", ""}));
        Sender sender;
        CHECK(sender.send(receiver.url()).delivery == Delivery::permanent);
    }
    for (const int status : {200, 201, 202, 204}) {
        INFO(status);
        HttpReceiver receiver(always({Way::reply, status, "", ""}));
        Sender sender;
        CHECK(sender.send(receiver.url()).delivery == Delivery::delivered);
    }
}

TEST_CASE("Retry-After is respected within bounds") {
    HttpReceiver modest(always({Way::reply, 429, "Retry-After: 7\r\n", ""}));
    HttpReceiver greedy(always({Way::reply, 503, "Retry-After: 86400\r\n", ""}));
    HttpReceiver broken(always({Way::reply, 503, "Retry-After: soon\r\n", ""}));
    Sender sender;
    CHECK(sender.send(modest.url()).retry_after == Millis{7'000});
    CHECK(sender.send(greedy.url()).retry_after == Millis{60'000});
    CHECK_FALSE(sender.send(broken.url()).retry_after);
}

TEST_CASE("a receiver that does not answer is given up in time and tried later") {
    for (const auto way : {Way::hang, Way::drip, Way::drop}) {
        INFO(static_cast<int>(way));
        HttpReceiver receiver(always({way, 200, "", ""}));
        Sender sender(impatient());
        const auto outcome = sender.send(receiver.url());
        CHECK(outcome.delivery == Delivery::retry);
        CHECK_FALSE(outcome.detail.empty());
    }
    Sender sender(impatient());
    CHECK(sender.send("http://127.0.0.1:" + std::to_string(free_port()) + "/").delivery == Delivery::retry);
    CHECK(sender.send("http://no-such-host.invalid/").delivery == Delivery::retry);
}

TEST_CASE("an answer without an end is cut, and counts as what its status said") {
    HttpReceiver taking(always({Way::endless_body, 200, "", ""}));
    HttpReceiver failing(always({Way::endless_body, 500, "", ""}));
    Sender sender;
    CHECK(sender.send(taking.url()).delivery == Delivery::delivered);
    CHECK(sender.send(failing.url()).delivery == Delivery::retry);
}

TEST_CASE("an address that is none never works") {
    Sender sender;
    for (const auto* address : {"", "not a url", "ftp://127.0.0.1/x", "file:///etc/hostname", "gopher://127.0.0.1/"}) {
        INFO(address);
        CHECK(sender.send(address).delivery == Delivery::permanent);
    }
}

TEST_CASE("redirects are not followed") {
    HttpReceiver elsewhere;
    HttpReceiver receiver(always({Way::reply, 307, "Location: " + elsewhere.url() + "\r\n", ""}));
    Sender sender;
    CHECK(sender.send(receiver.url()).delivery == Delivery::retry);
    CHECK(elsewhere.requests().empty());
}

TEST_CASE("proxies of the environment are not used") {
    HttpReceiver proxy;
    HttpReceiver receiver;
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    ::setenv("ALL_PROXY", proxy.url().c_str(), 1);
    Sender sender;
    const auto outcome = sender.send(receiver.url());
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");
    CHECK(outcome.delivery == Delivery::delivered);
    CHECK(proxy.requests().empty());
    CHECK(receiver.requests().size() == 1);
}

TEST_CASE("the connection is kept between calls, and a new one made when it was lost") {
    HttpReceiver receiver([](const HttpRequest&, std::size_t index) {
        return ReceiverAnswer{index == 2 ? Way::drop : Way::reply, 200, "", "ok"};
    });
    Sender sender;
    for (int i = 0; i < 2; ++i) REQUIRE(sender.send(receiver.url()).delivery == Delivery::delivered);
    CHECK(receiver.requests().at(1).connection == 1);
    // libcurl itself asks once more on a fresh connection when a kept one dies without an answer.
    CHECK(sender.send(receiver.url()).delivery == Delivery::delivered);
    CHECK(receiver.requests().back().connection == 2);
}

TEST_CASE("a send that is under way is abandoned when we stop") {
    HttpReceiver receiver(always({Way::hang, 200, "", ""}));
    Sender sender;
    auto outcome = std::async(std::launch::async, [&] { return sender.send(receiver.url()); });
    REQUIRE(wait_until([&] { return receiver.requests().size() == 1; }));
    sender.stopping = true;
    CHECK(outcome.get().delivery == Delivery::abandoned);
}

TEST_CASE("a key with a line break cannot add a header") {
    HttpReceiver receiver;
    Sender sender;
    auto job = job_for(receiver.url());
    job.notification.key = "x/evil\r\nX-Added: yes/1";
    REQUIRE(sender.channel->send(job).delivery == Delivery::delivered);
    CHECK_FALSE(receiver.requests().at(0).headers.contains("x-added"));
}
