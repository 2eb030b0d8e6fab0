#include "tests/contract/link/recorder.hpp"
#include "tests/contract/link/victim.hpp"
#include "tests/support/broker.hpp"

#include <doctest/doctest.h>

#include <signal.h>

namespace anju::tests {

using link::make_paho_session;

TEST_CASE("the will is sent for a process that was killed, and not for one that stopped") {
    Broker broker;
    broker.start();
    Recorder recorder;
    auto options = local_options(broker.port(), "watcher");
    options.subscriptions = {{"status/#", 1}};
    const auto watcher = make_paho_session(options, recorder.handlers());
    watcher->start();
    REQUIRE(wait_connected(*watcher));

    Victim leaving(broker.port(), "leaving", "status/leaving", "will");
    REQUIRE(leaving.wait_until_it_says("connected"));
    leaving.tell_to_stop();
    REQUIRE(leaving.wait_until_it_says("stopped"));
    CHECK(leaving.process().wait().code == 0);

    Victim dying(broker.port(), "dying", "status/dying", "will");
    REQUIRE(dying.wait_until_it_says("connected"));
    dying.process().kill(SIGKILL);
    dying.process().wait();

    // The will of the later one has come, so that of the earlier one would have come too.
    REQUIRE(wait_until([&] { return !recorder.messages().empty(); }));
    CHECK(recorder.messages().size() == 1);
    CHECK(recorder.messages()[0].topic == "status/dying");
    CHECK(recorder.messages()[0].payload == "gone");
}

}  // namespace anju::tests
