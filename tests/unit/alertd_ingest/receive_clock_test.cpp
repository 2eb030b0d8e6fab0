#include "alertd/ingest/receive_clock.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace std::chrono_literals;

namespace {

struct Clocks {
    std::shared_ptr<tests::ManualClock> system = std::make_shared<tests::ManualClock>();
    alertd::ingest::ReceiveClock receive{system};
};

}  // namespace

TEST_CASE("the engine's time is the system's as long as nobody sets it") {
    Clocks clocks;
    for (int i = 0; i < 5; ++i) {
        CHECK(clocks.receive.now().utc == clocks.system->now().utc);
        clocks.system->advance(10min);
    }
}

TEST_CASE("a clock that is set back does not take the engine's time back") {
    Clocks clocks;
    const auto before = clocks.receive.now().utc;
    clocks.system->set_utc_back(1h);
    clocks.system->advance(10s);
    CHECK(clocks.receive.now().utc == before + 10s);
    CHECK(clocks.receive.lead() == 1h);
}

TEST_CASE("the lead is given up when the clock steps forward again") {
    Clocks clocks;
    const auto before = clocks.receive.now().utc;
    clocks.system->set_utc_back(1h);
    static_cast<void>(clocks.receive.now());
    clocks.system->set_utc_back(-40min);
    static_cast<void>(clocks.receive.now());
    CHECK(clocks.receive.lead() == 20min);
    clocks.system->set_utc_back(-2h);
    CHECK(clocks.receive.now().utc == before + 100min);
    CHECK(clocks.receive.lead() == 0ms);
}

TEST_CASE("slow corrections are followed and never add up to a lead") {
    Clocks clocks;
    for (int i = 0; i < 1'000; ++i) {
        static_cast<void>(clocks.receive.now());
        clocks.system->advance(1s);
        clocks.system->set_utc_back(i % 2 == 0 ? 5ms : -5ms);
    }
    CHECK(clocks.receive.lead() == 0ms);
}

TEST_CASE("a clock that was set back while alertd was down stays ahead of what is stored") {
    Clocks clocks;
    const auto stored = clocks.system->now().utc + 1h;
    clocks.receive.start_after(stored);
    clocks.system->advance(10s);
    CHECK(clocks.receive.now().utc == stored + 10s);
    clocks.receive.start_after(clocks.system->now().utc - 1h);
    CHECK(clocks.receive.now().utc == clocks.system->now().utc);
}
