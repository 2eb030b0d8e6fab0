#include "gateway/fallback/fallback.hpp"

#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <deque>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::fallback;
using namespace std::chrono_literals;
using anju::tests::wait_until;

namespace {

const bool quiet = [] {
    spdlog::set_level(spdlog::level::off);
    return true;
}();

class TestClock final : public Clock {
public:
    [[nodiscard]] Now now() const override {
        return {MonoTime{elapsed.load()}, UtcTime{Millis{1'772'330'400'000} + elapsed.load()}, true};
    }
    [[nodiscard]] std::uint64_t boot() const override { return 5; }
    std::atomic<Millis> elapsed{1h};
};

/// The gateway around it: an outbox of one alarm, and a home's broker that may be away.
class Home final : public Host {
public:
    Result<std::vector<NumberedUpdate>> load(const OutboxEpoch&, const std::vector<std::uint64_t>& numbers) override {
        const std::lock_guard lock(mutex);
        if (!waiting) return std::vector<NumberedUpdate>{};
        AlertUpdate update;
        update.id.value.bytes.fill(7);
        update.revision = 1;
        update.key.device = DeviceId{"kitchen"};
        update.key.condition = Condition::smoke;
        update.last.boot = 5;
        update.last.mono = MonoTime{1h};
        return std::vector<NumberedUpdate>{{numbers.front(), update}};
    }
    void say(const Say& word) override {
        const std::lock_guard lock(mutex);
        words.push_back(word.word);
    }
    Result<void> command(const std::string& topic, const std::string& payload,
                         std::function<void(const link::PublishOutcome&)> done) override {
        const std::lock_guard lock(mutex);
        if (!connected) return fail(ErrorCode::unavailable, "away");
        commands.push_back(topic + " " + payload);
        // As a session does: later, on another thread, in order.
        outcomes.push_back(std::move(done));
        return success();
    }
    void acknowledge(bool accepted = true) {
        std::unique_lock lock(mutex);
        const auto waiting_outcomes = std::exchange(outcomes, {});
        lock.unlock();
        for (const auto& done : waiting_outcomes) done({accepted, 0, ""});
    }
    std::vector<std::string> published() {
        const std::lock_guard lock(mutex);
        return commands;
    }
    std::size_t spoken() {
        const std::lock_guard lock(mutex);
        return words.size();
    }

    std::mutex mutex;
    bool waiting = true;
    bool connected = true;
    std::vector<std::string> commands;
    std::vector<Word> words;
    std::deque<std::function<void(const link::PublishOutcome&)>> outcomes;
};

struct Bench {
    anju::tests::TempDir directory{"fallback"};
    TestClock clock;
    Home home;
    FallbackOptions options;
    std::unique_ptr<Fallback> fallback;

    Bench() {
        options.state_dir = directory.path();
        options.commands = {{"siren/set", "on", "off"}};
    }
    ~Bench() { stop(); }
    void start() {
        fallback = std::make_unique<Fallback>(options, home, clock);
        fallback->start();
    }
    void stop() {
        if (fallback) fallback->stop();
        fallback.reset();
    }
    void alarm() {
        OutboxEpoch epoch;
        fallback->wait({{epoch, 1, true}});
        clock.elapsed = clock.elapsed.load() + 11s;
    }
    bool sounding_mark() const { return std::filesystem::exists(directory / "sounding"); }
};

}  // namespace

TEST_CASE("the siren goes on without an answer, is acknowledged by the broker, and goes off with the receipt") {
    Bench bench;
    bench.start();
    bench.alarm();
    REQUIRE(wait_until([&] { return bench.home.published() == std::vector<std::string>{"siren/set on"}; }));
    CHECK(bench.sounding_mark());
    bench.home.acknowledge();
    REQUIRE(wait_until([&] { return bench.home.spoken() == 1; }));
    CHECK(bench.fallback->counters().sounding);
    bench.fallback->settle({}, {1});
    REQUIRE(wait_until([&] { return bench.home.published().size() == 2; }));
    CHECK(bench.home.published().back() == "siren/set off");
    bench.home.acknowledge();
    REQUIRE(wait_until([&] { return !bench.sounding_mark(); }));
    CHECK(bench.home.words == std::vector{Word::no_answer_yet, Word::centre_answered});
    CHECK(bench.fallback->counters().called == 1);
}

TEST_CASE("what the home's broker did not take is tried again") {
    Bench bench;
    bench.home.connected = false;
    bench.start();
    bench.alarm();
    REQUIRE(wait_until([&] { return bench.fallback->counters().sounding; }));
    {
        const std::lock_guard lock(bench.home.mutex);
        bench.home.connected = true;
    }
    bench.clock.elapsed = bench.clock.elapsed.load() + 2s;
    REQUIRE(wait_until([&] { return bench.home.published().size() == 1; }));
    bench.home.acknowledge(false);
    bench.clock.elapsed = bench.clock.elapsed.load() + 2s;
    REQUIRE(wait_until([&] { return bench.home.published().size() == 2; }));
    CHECK(bench.home.published().back() == "siren/set on");
}

TEST_CASE("a gateway that ended while the siren was on turns it off when it starts") {
    Bench bench;
    anju::tests::write_file(bench.directory / "sounding", "");
    bench.start();
    REQUIRE(wait_until([&] { return bench.home.published() == std::vector<std::string>{"siren/set off"}; }));
    bench.home.acknowledge();
    CHECK(wait_until([&] { return !bench.sounding_mark(); }));
}

TEST_CASE("a gateway that starts in peace leaves the siren alone") {
    Bench bench;
    bench.start();
    bench.stop();
    CHECK(bench.home.published().empty());
}

TEST_CASE("a clean end turns the siren off") {
    Bench bench;
    bench.start();
    bench.alarm();
    REQUIRE(wait_until([&] { return bench.home.published().size() == 1; }));
    bench.home.acknowledge();
    bench.stop();
    CHECK(bench.home.published().back() == "siren/set off");
}

TEST_CASE("a hook that takes too long is killed and counted, one that cannot start is counted") {
    Bench bench;
    bench.options.hook = {"/usr/bin/tail", "-f", "/dev/null"};
    bench.start();
    bench.alarm();
    REQUIRE(wait_until([&] { return bench.fallback->counters().called == 1; }));
    bench.clock.elapsed = bench.clock.elapsed.load() + 31s;
    CHECK(wait_until([&] { return bench.fallback->counters().hooks_failed == 1; }));

    Bench missing;
    missing.options.hook = {"/no/such/command"};
    missing.start();
    missing.alarm();
    CHECK(wait_until([&] { return missing.fallback->counters().hooks_failed == 1; }));
}
