#include "gateway/app/walk_test.hpp"

#include "tests/support/fake_session.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;

namespace {

Signal signal_of(const std::string& device, Kind kind, SignalType type, bool retained = false) {
    Signal signal;
    signal.device = DeviceId{device};
    signal.kind = kind;
    signal.type = type;
    signal.retained = retained;
    return signal;
}

class ManualClock final : public Clock {
public:
    [[nodiscard]] Now now() const override { return {mono, UtcTime{}, true}; }
    [[nodiscard]] std::uint64_t boot() const override { return 1; }
    MonoTime mono{};
};

}  // namespace

TEST_CASE("a device ticks off when it is triggered, and not when it only speaks") {
    WalkList list({{DeviceId{"hall"}, Kind::smoke, "Hall"}, {DeviceId{"button"}, Kind::call_button, ""}});
    CHECK(list.note(signal_of("hall", Kind::smoke, SignalType::battery), 3s) ==
          "00:03  heard    Hall (hall): smoke battery, not triggered yet");
    CHECK(list.note(signal_of("hall", Kind::smoke, SignalType::clear), 4s).empty());
    CHECK(list.note(signal_of("hall", Kind::smoke, SignalType::test), 65s) ==
          "01:05  OK       Hall (hall): smoke test");
    CHECK(list.note(signal_of("hall", Kind::smoke, SignalType::test), 66s).empty());
    CHECK_FALSE(list.complete());
    CHECK(list.missing() == std::vector<std::string>{"button, call_button, never heard"});
    CHECK_FALSE(list.note(signal_of("button", Kind::call_button, SignalType::press), 70s).empty());
    CHECK(list.complete());
}

TEST_CASE("what the broker replays makes a device known and triggers nothing") {
    WalkList list({});
    CHECK_FALSE(list.complete());
    CHECK(list.note(signal_of("kitchen", Kind::gas, SignalType::alarm, true), 0s).empty());
    CHECK(list.known() == 1);
    CHECK_FALSE(list.complete());
    CHECK(list.note(signal_of("kitchen", Kind::gas, SignalType::alarm), 1s) ==
          "00:01  OK       kitchen, not enrolled: gas alarm");
    CHECK(list.complete());
}

TEST_CASE("a bridge is no device to be triggered") {
    WalkList list({});
    CHECK(list.note(signal_of("zigbee2mqtt/bridge", Kind::gateway, SignalType::online), 0s).empty());
    CHECK(list.known() == 0);
}

TEST_CASE("a walk through the home ends when all were triggered, or when time is up") {
    ManualClock clock;
    anju::tests::FakeSession* session = nullptr;
    link::SessionOptions connected_as;
    WalkTestOptions options;
    options.config.gateway = GatewayId{"gw-1"};
    options.config.devices = {{DeviceId{"button"}, Kind::call_button, ""}};
    options.timeout = 60s;
    options.make_session = [&](link::SessionOptions session_options, link::Handlers handlers) {
        connected_as = session_options;
        auto made = std::make_unique<anju::tests::FakeSession>(std::move(handlers));
        session = made.get();
        return made;
    };
    bool presses = true;
    options.wait = [&](Millis span) {
        clock.mono += span;
        if (!session->connected()) session->connect();
        if (presses && clock.mono == MonoTime{2s}) {
            link::Message press;
            press.topic = "anju/home/button";
            press.payload = R"({"kind":"call_button","type":"press","how":"single"})";
            session->deliver(press);
        }
        return false;
    };
    std::ostringstream out;
    SUBCASE("all were triggered") {
        CHECK(run_walk_test(options, clock, out));
        CHECK(clock.mono < MonoTime{10s});
        CHECK(out.str().find("OK       button: call_button press (single)") != std::string::npos);
        CHECK(out.str().find("1 of 1 devices triggered") != std::string::npos);
    }
    SUBCASE("time is up") {
        presses = false;
        CHECK_FALSE(run_walk_test(options, clock, out));
        CHECK(clock.mono >= MonoTime{60s});
        CHECK(out.str().find("MISSING  button, call_button, never heard") != std::string::npos);
    }
    CHECK(connected_as.client_id == "gw-1-home-in-walk-test");
    CHECK(connected_as.session_expiry == Millis{});
}
