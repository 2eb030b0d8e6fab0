// The call to an outside monitor, against a real HTTP server that behaves well and badly.
#include "alertd/audit/watchdog.hpp"
#include "tests/contract/notify/http_receiver.hpp"
#include "tests/support/ports.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd::audit;
using namespace std::chrono_literals;

namespace {

WatchdogOptions options_for(const std::string& url) {
    WatchdogOptions options;
    options.url = url;
    options.every = 10ms;
    options.timeout = 500ms;
    return options;
}

Check well(std::string name) {
    return {std::move(name), [] { return success(); }};
}

const std::shared_ptr<ManualClock> kClock = std::make_shared<ManualClock>();

}  // namespace

TEST_CASE("while everything is well the monitor is called") {
    HttpReceiver monitor;
    Watchdog watchdog(options_for(monitor.url("/ping/key")), {well("engine"), well("store")}, kClock);
    watchdog.beat();
    REQUIRE(monitor.requests().size() == 1);
    CHECK(monitor.requests()[0].line == "GET /ping/key HTTP/1.1");
    CHECK(watchdog.counters().sent == 1);
    CHECK(watchdog.counters().last_success == kClock->now().utc);
}

TEST_CASE("a monitor may want a POST") {
    HttpReceiver monitor;
    auto options = options_for(monitor.url("/ping"));
    options.post = true;
    Watchdog watchdog(options, {}, kClock);
    watchdog.beat();
    REQUIRE(monitor.requests().size() == 1);
    CHECK(monitor.requests()[0].line == "POST /ping HTTP/1.1");
    CHECK(monitor.requests()[0].body.find("alertd") != std::string::npos);
}

TEST_CASE("while one thing is not well no call is made, and calls go on when it is again") {
    HttpReceiver monitor;
    std::atomic<bool> well_now{false};
    const Check store{"store", [&]() -> Result<void> {
                          if (well_now) return success();
                          return fail(ErrorCode::exhausted, "the disk is full");
                      }};
    Watchdog watchdog(options_for(monitor.url()), {well("engine"), store, well("broker")}, kClock);
    watchdog.beat();
    watchdog.beat();
    CHECK(monitor.requests().empty());
    CHECK(watchdog.counters().withheld == 2);
    CHECK_FALSE(watchdog.counters().last_success.has_value());
    well_now = true;
    watchdog.beat();
    CHECK(monitor.requests().size() == 1);
    CHECK(watchdog.counters().sent == 1);
}

TEST_CASE("a monitor that refuses, says nothing or is not there is counted, and called again") {
    const auto failing = [](const HttpRequest&, std::size_t index) {
        ReceiverAnswer answer;
        // First, on a fresh connection: libcurl asks a second time by itself when a kept one is dropped.
        if (index == 0) answer.way = ReceiverAnswer::Way::drop;
        if (index == 1) answer.status = 500;
        if (index == 2) answer.way = ReceiverAnswer::Way::hang;
        if (index == 3) answer.status = 404;
        return answer;
    };
    HttpReceiver monitor(failing);
    Watchdog watchdog(options_for(monitor.url()), {}, kClock);
    for (int i = 0; i < 4; ++i) watchdog.beat();
    CHECK(watchdog.counters().failed == 4);
    CHECK(watchdog.counters().sent == 0);
    watchdog.beat();
    CHECK(watchdog.counters().sent == 1);

    Watchdog nobody(options_for("http://127.0.0.1:" + std::to_string(free_port()) + "/"), {}, kClock);
    nobody.beat();
    CHECK(nobody.counters().failed == 1);
}

TEST_CASE("the watchdog calls by itself, each time anew, and ends although the monitor says nothing") {
    std::atomic<int> heard{0};
    HttpReceiver monitor([&](const HttpRequest&, std::size_t) {
        ReceiverAnswer answer;
        if (++heard > 3) answer.way = ReceiverAnswer::Way::hang;
        return answer;
    });
    auto options = options_for(monitor.url());
    options.timeout = 60s;
    Watchdog watchdog(options, {well("engine")}, kClock);
    watchdog.start();
    CHECK(wait_until([&] { return heard >= 4; }));
    watchdog.stop();
    CHECK(watchdog.counters().sent == 3);
}
