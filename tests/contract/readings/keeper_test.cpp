// The keeper between gateways and the readings' file, with a real register.
#include "alertd/readings/keeper.hpp"
#include "alertd/readings/sorting.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <future>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
namespace store = anju::alertd::store;
using alertd::readings::Keeper;
using alertd::readings::KeeperOptions;

namespace {

codec::Reading battery(const std::string& home, double value = 80) {
    codec::Reading made;
    made.home = HomeId{home};
    made.device = DeviceId{"hall"};
    made.kind = Kind::presence;
    made.name = "battery";
    made.unit = "%";
    made.value = value;
    return made;
}

struct Scene {
    TempDir directory{"readings"};
    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
    std::unique_ptr<store::Writer> writer = must(store::open_sqlite_writer({path()}));
    std::shared_future<void> may_open;  ///< valid: the file is opened only then
    std::unique_ptr<Keeper> keeper;

    Scene() {
        commit(*writer, [&] { must(writer->import(sample_registry())); });
    }
    ~Scene() { keeper.reset(); }
    [[nodiscard]] std::string path() const { return (directory / "alertd.db").string(); }

    void start(int keep_days = 31, std::size_t max_waiting = 1'000, std::uintmax_t least_free = 0) {
        KeeperOptions options;
        options.database = path();
        options.keep_days = keep_days;
        options.max_waiting = max_waiting;
        options.least_free = least_free;
        options.gather = 0ms;
        options.open_reader = [file = path(), may_open = may_open] {
            if (may_open.valid()) may_open.wait();
            return store::open_sqlite_reader(file);
        };
        options.clock = clock;
        keeper = std::make_unique<Keeper>(std::move(options));
        keeper->start();
    }
    void say(const std::string& gateway, std::vector<codec::Reading> readings) {
        keeper->submit(GatewayId{gateway}, std::move(readings));
        keeper->settle();
    }
    [[nodiscard]] std::vector<store::ReadingSeries> of(const std::string& home, std::size_t hours = 48) {
        const std::int64_t now = alertd::readings::hour_of(clock->now().utc);
        return must(keeper->of(HomeId{home}, now - static_cast<std::int64_t>(hours) + 1, hours));
    }
    Result<std::size_t> forget(const std::string& home) {
        std::promise<Result<std::size_t>> told;
        auto result = told.get_future();
        keeper->forget(HomeId{home}, [&told](Result<std::size_t> done) { told.set_value(std::move(done)); });
        return result.get();
    }
};

}  // namespace

TEST_CASE("a reading counts for the only home of its gateway, whatever it claims") {
    Scene scene;
    scene.start();
    scene.say("gw-1", {battery("h-1"), battery(""), battery("h-2")});
    CHECK(scene.keeper->counters().kept == 3);
    CHECK(scene.of("h-1").size() == 1);
    CHECK(scene.of("h-2").empty());
}

TEST_CASE("a hub's reading counts for the home that it names, if the hub serves it") {
    Scene scene;
    scene.start();
    scene.say("gw-hub", {battery("h-2"), battery("h-3"), battery("h-1"), battery(""), battery("h-4")});
    CHECK(scene.keeper->counters().kept == 2);
    CHECK(scene.keeper->counters().foreign == 3);
    CHECK(scene.of("h-2").size() == 1);
    CHECK(scene.of("h-3").size() == 1);
    CHECK(scene.of("h-1").empty());
    CHECK(scene.of("h-4").empty());
}

TEST_CASE("a gateway that nobody registered has no readings") {
    Scene scene;
    scene.start();
    scene.say("stranger", {battery("h-1"), battery("")});
    CHECK(scene.keeper->counters().foreign == 2);
    CHECK(scene.of("h-1").empty());
}

TEST_CASE("what cannot be true is counted as refused") {
    Scene scene;
    scene.start();
    scene.say("gw-1", {battery("h-1", 200), battery("h-1", -1), battery("h-1", 50)});
    CHECK(scene.keeper->counters().refused == 2);
    CHECK(scene.keeper->counters().kept == 1);
}

TEST_CASE("what does not fit is dropped and counted, and nobody waits") {
    Scene scene;
    scene.start(31, 10);
    scene.keeper->submit(GatewayId{"gw-1"}, std::vector<codec::Reading>(500, battery("h-1")));
    scene.keeper->settle();
    const auto counters = scene.keeper->counters();
    CHECK(counters.dropped >= 490);
    CHECK(counters.kept + counters.dropped == 500);
    CHECK(counters.waiting == 0);
}

TEST_CASE("readings go with their day, except of a home under a legal hold") {
    Scene scene;
    scene.start(3);
    scene.say("gw-1", {battery("h-1")});
    scene.say("gw-hub", {battery("h-2")});
    commit(*scene.writer, [&] {
        store::LegalHold hold;
        hold.home = HomeId{"h-2"};
        hold.since = scene.clock->now().utc;
        must(scene.writer->retention().place(hold));
    });
    scene.clock->advance(2 * 24h);
    scene.say("gw-1", {battery("h-1")});
    CHECK(scene.of("h-1", 72).at(0).values.at(72 - 1 - 48).has_value());
    scene.clock->advance(3 * 24h);
    scene.say("gw-1", {battery("h-1")});
    const auto left = scene.of("h-1", 24 * 6).at(0).values;
    CHECK_FALSE(left.at(24 * 6 - 1 - 24 * 5));
    CHECK(left.at(24 * 6 - 1 - 24 * 3));
    CHECK(scene.of("h-2", 24 * 6).size() == 1);
}

TEST_CASE("who is forgotten is forgotten with what still waits") {
    Scene scene;
    scene.start();
    scene.say("gw-1", {battery("h-1")});
    scene.keeper->submit(GatewayId{"gw-1"}, {battery("h-1")});
    CHECK(must(scene.forget("h-1")) == 1);
    CHECK(scene.of("h-1").empty());
    CHECK(must(scene.forget("h-1")) == 0);
}

TEST_CASE("with zero days none are kept, and those of before go") {
    Scene scene;
    scene.start();
    scene.say("gw-1", {battery("h-1")});
    scene.keeper.reset();
    REQUIRE(std::filesystem::exists(scene.path() + ".readings"));
    scene.start(0);
    CHECK_FALSE(std::filesystem::exists(scene.path() + ".readings"));
    scene.keeper->submit(GatewayId{"gw-1"}, {battery("h-1")});
    CHECK(scene.of("h-1").empty());
    CHECK(must(scene.forget("h-1")) == 0);
    CHECK_FALSE(std::filesystem::exists(scene.path() + ".readings"));
}

TEST_CASE("a question in the moment of the start waits for the file") {
    Scene scene;
    std::promise<void> opening;
    scene.may_open = opening.get_future().share();
    scene.start();
    auto asked = std::async(std::launch::async, [&] { return scene.keeper->of(HomeId{"h-1"}, 0, 1); });
    CHECK(asked.wait_for(100ms) == std::future_status::timeout);
    opening.set_value();
    CHECK(must(asked.get()).empty());
}

TEST_CASE("a question is answered at once when the file cannot be opened") {
    Scene scene;
    std::filesystem::create_directory(scene.path() + ".readings");
    scene.start();
    CHECK_FALSE(scene.keeper->of(HomeId{"h-1"}, 0, 1));
}

TEST_CASE("a damaged file is begun anew") {
    Scene scene;
    scene.start();
    scene.say("gw-1", {battery("h-1")});
    scene.keeper.reset();
    {
        std::ofstream damage(scene.path() + ".readings", std::ios::binary | std::ios::trunc);
        damage << std::string(20'000, 'x');
    }
    scene.start();
    scene.say("gw-1", {battery("h-1", 33)});
    CHECK(scene.keeper->counters().kept == 1);
    CHECK(scene.of("h-1").at(0).values.back() == 33.0);
}

TEST_CASE("a stop writes what waits, and later calls are answered") {
    Scene scene;
    scene.start();
    scene.keeper->submit(GatewayId{"gw-1"}, {battery("h-1")});
    scene.keeper->stop();
    CHECK(scene.of("h-1").size() == 1);
    scene.keeper->submit(GatewayId{"gw-1"}, {battery("h-1")});
    CHECK(scene.keeper->counters().dropped == 1);
    CHECK(scene.forget("h-1").error().code == ErrorCode::unavailable);
}

TEST_CASE("on a disk that is nearly full nothing is written, and it is counted") {
    Scene scene;
    scene.start(31, 1'000, UINTMAX_MAX);
    scene.say("gw-1", {battery("h-1")});
    CHECK(scene.keeper->counters().dropped == 1);
    CHECK(scene.of("h-1").empty());
}

TEST_CASE("the engine's database can be written while readings are") {
    Scene scene;
    scene.start();
    must(scene.writer->begin());
    scene.say("gw-1", {battery("h-1")});
    CHECK(scene.keeper->counters().kept == 1);
    must(scene.writer->commit());
}
