#include "link/paho_session.hpp"
#include "tests/contract/link/recorder.hpp"
#include "tests/support/broker.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>

namespace anju::tests {

using link::LinkState;
using link::make_paho_session;

// A DNS that hangs until it is let go.
class HangingDns {
public:
    ~HangingDns() { let_go(); }
    [[nodiscard]] link::Resolve resolve() {
        return [state = state_](const std::string&) -> Result<std::vector<std::string>> {
            std::unique_lock lock(state->mutex);
            ++state->asked;
            state->changed.wait(lock, [&] { return state->free; });
            return fail(ErrorCode::unavailable, "the name server did not answer");
        };
    }
    void let_go() {
        const std::lock_guard guard(state_->mutex);
        state_->free = true;
        state_->changed.notify_all();
    }
    [[nodiscard]] int asked() const {
        const std::lock_guard guard(state_->mutex);
        return state_->asked;
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool free = false;
        int asked = 0;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST_CASE("a DNS that hangs stalls no other session, and stop does not wait for it") {
    Broker broker;
    broker.start();
    HangingDns dns;
    Recorder recorder;
    auto away = local_options(broker.port(), "uplink");
    away.host = "alertd.invalid";
    away.connect_timeout = Millis{100};
    const auto uplink = make_paho_session(away, recorder.handlers(), dns.resolve());
    uplink->start();
    REQUIRE(wait_until([&] { return dns.asked() == 1; }));

    Recorder home_recorder;
    auto home_options = local_options(broker.port(), "home");
    home_options.subscriptions = {{"t", 1}};
    const auto home = make_paho_session(home_options, home_recorder.handlers());
    home->start();
    REQUIRE(wait_connected(*home));
    CHECK(publish_and_wait(*home, text("t", "local")).accepted);
    CHECK(wait_until([&] { return home_recorder.has_payload("local"); }));

    // It tries again, but does not pile up threads in the DNS.
    CHECK(wait_until([&] { return recorder.states().size() >= 6; }));
    CHECK(recorder.was_told(LinkState::disconnected, "does not end"));
    CHECK(dns.asked() == 1);
    uplink->stop();
}

TEST_CASE("the next address is tried when the first one does not answer") {
    Broker broker;
    broker.start();
    auto options = local_options(broker.port(), "careful");
    options.host = "broker.anju.test";
    const auto two = [](const std::string&) -> Result<std::vector<std::string>> {
        return std::vector<std::string>{"127.0.0.2", "127.0.0.1"};
    };
    const auto session = make_paho_session(options, {}, two);
    session->start();
    CHECK(wait_connected(*session));
}

TEST_CASE("the system's names work, and one that does not exist is reported") {
    Broker broker;
    broker.start();
    auto options = local_options(broker.port(), "named");
    options.host = "localhost";
    const auto session = make_paho_session(options, {});
    session->start();
    CHECK(wait_connected(*session));

    const auto answer = link::system_resolve("no such name");
    REQUIRE(!answer);
    CHECK(answer.error().message.find("'no such name'") != std::string::npos);
}

}  // namespace anju::tests
