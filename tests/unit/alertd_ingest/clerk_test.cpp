#include "alertd/ingest/clerk.hpp"
#include "alertd/ingest/turn.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::ingest;
using anju::tests::wait_until;

namespace {

/// An engine that answers without running the piece: what the pieces do is not the clerk's business.
struct Desk {
    std::atomic<int> submitted{0};
    std::atomic<bool> busy{false};
    std::atomic<bool> answers{true};

    Clerk::Submit submit() {
        return [this](const Change&, const std::function<void(Result<void>)>& done) {
            ++submitted;
            if (answers) done(success());
        };
    }
};

}  // namespace

TEST_CASE("a duty without more to do is looked at again after its pause") {
    Desk desk;
    Clerk clerk({{"count", [](Turn&) -> Result<bool> { return false; }, Millis{1}}}, desk.submit(),
                [&] { return desk.busy.load(); });
    clerk.start();
    CHECK(wait_until([&] { return desk.submitted > 3; }));
}

TEST_CASE("while something more important waits, the clerk does nothing") {
    Desk desk;
    desk.busy = true;
    Clerk clerk({{"count", [](Turn&) -> Result<bool> { return false; }, Millis{1}}}, desk.submit(),
                [&] { return desk.busy.load(); });
    clerk.start();
    CHECK(desk.submitted == 0);
    desk.busy = false;
    CHECK(wait_until([&] { return desk.submitted > 0; }));
}

TEST_CASE("the clerk ends although the engine never answers") {
    Desk desk;
    desk.answers = false;
    Clerk clerk({{"count", [](Turn&) -> Result<bool> { return false; }, Millis{1}}}, desk.submit(),
                [] { return false; });
    clerk.start();
    CHECK(wait_until([&] { return desk.submitted == 1; }));
    clerk.stop();
    CHECK(desk.submitted == 1);
}
