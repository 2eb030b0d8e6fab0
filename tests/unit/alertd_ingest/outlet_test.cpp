#include "alertd/ingest/outlet.hpp"
#include "tests/support/fake_session.hpp"

#include <doctest/doctest.h>

using namespace anju;
using alertd::ingest::Outlet;

namespace {

link::Message named(const std::string& topic) {
    link::Message message;
    message.topic = topic;
    return message;
}

struct Post {
    explicit Post(std::size_t window = 500, std::size_t max_receipts = 100, std::size_t max_commands = 100)
        : outlet(std::make_shared<Outlet>(max_receipts, max_commands)), session(handlers(), window) {
        outlet->attach(&session);
    }
    link::Handlers handlers() {
        link::Handlers made;
        made.on_state = [this](link::LinkState state, const std::string&) {
            if (state == link::LinkState::connected) outlet->pump();
        };
        return made;
    }
    std::shared_ptr<Outlet> outlet;
    tests::FakeSession session;
};

}  // namespace

TEST_CASE("without a connection receipts are dropped and commands wait") {
    Post post;
    post.outlet->receipt(named("receipt"));
    post.outlet->command(named("command"));
    CHECK(post.outlet->counters().receipts_dropped == 1);
    CHECK(post.outlet->counters().commands_waiting == 1);
    post.session.connect();
    REQUIRE(post.session.published.size() == 1);
    CHECK(post.session.published[0].message.topic == "command");
    CHECK(post.outlet->counters().commands_waiting == 0);
}

TEST_CASE("with a full window everything waits for an acknowledgement, receipts first") {
    Post post(1);
    post.session.connect();
    post.outlet->command(named("c1"));
    post.outlet->command(named("c2"));
    post.outlet->receipt(named("r1"));
    REQUIRE(post.session.published.size() == 1);
    post.session.settle(0);
    REQUIRE(post.session.published.size() == 2);
    CHECK(post.session.published[1].message.topic == "r1");
    post.session.settle(1);
    REQUIRE(post.session.published.size() == 3);
    CHECK(post.session.published[2].message.topic == "c2");
    CHECK(post.outlet->counters().receipts_dropped == 0);
}

TEST_CASE("a command whose connection ended before the broker's word goes out again") {
    Post post;
    post.session.connect();
    post.outlet->command(named("c1"));
    post.session.lose();
    CHECK(post.outlet->counters().commands_waiting == 1);
    CHECK(post.outlet->counters().commands_sent == 0);
    post.session.connect();
    REQUIRE(post.session.published.size() == 2);
    post.session.settle(1);
    CHECK(post.outlet->counters().commands_sent == 1);
}

TEST_CASE("a command that the broker refuses is dropped, not tried for ever") {
    Post post;
    post.session.connect();
    post.outlet->command(named("c1"));
    post.session.settle(0, {.accepted = false, .reason_code = 0x87, .message = "not authorised"});
    CHECK(post.session.published.size() == 1);
    CHECK(post.outlet->counters().commands_dropped == 1);
}

TEST_CASE("both queues are bounded") {
    Post post(1, 2, 2);
    post.session.connect();
    for (int i = 0; i < 5; ++i) post.outlet->receipt(named("r"));
    for (int i = 0; i < 5; ++i) post.outlet->command(named("c"));
    CHECK(post.outlet->counters().receipts_dropped == 2);  // one sent, two wait
    CHECK(post.outlet->counters().commands_dropped == 3);
    CHECK(post.outlet->counters().commands_waiting == 2);
}
