#include "gateway/app/keeper.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <random>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::app;
using namespace std::chrono_literals;

namespace {

/// The failures provoked here are logged as critical; the test's report is not the place for them.
const bool quiet = [] {
    spdlog::set_level(spdlog::level::off);
    return true;
}();

class TestClock final : public Clock {
public:
    [[nodiscard]] Now now() const override {
        return {MonoTime{elapsed_}, UtcTime{Millis{1'772'330'400'000} + elapsed_}, true};
    }
    [[nodiscard]] std::uint64_t boot() const override { return 7; }
    void advance(Millis by) { elapsed_ += by; }

private:
    Millis elapsed_{1'000'000};
};

struct Bench {
    anju::tests::TempDir directory{"keeper"};
    TestClock clock;
    std::uint32_t max_kib = 0;
    std::unique_ptr<Keeper> keeper;
    Aftermath waiting;

    void open() {
        KeeperOptions options;
        options.rules.home = HomeId{"home"};
        options.home = HomeId{"home"};
        options.random64 = [engine = std::make_shared<std::mt19937_64>(std::random_device{}())] { return (*engine)(); };
        options.outbox.file = directory / "state" / "outbox.sqlite";
        options.outbox.random64 = options.random64;
        options.outbox.max_kib = max_kib;
        waiting = {};
        auto opened = Keeper::open(std::move(options), clock, waiting);
        REQUIRE_MESSAGE(opened.has_value(), (opened.has_error() ? opened.error().message : ""));
        keeper = std::move(opened).value();
    }
    void reopen() {
        keeper.reset();
        open();
    }
    std::vector<NumberedUpdate> load(const std::vector<outbox::EntryRef>& entries) const {
        std::vector<NumberedUpdate> all;
        for (const auto& entry : entries) {
            const auto found = keeper->load(entry.epoch, {entry.number});
            REQUIRE(found.has_value());
            all.insert(all.end(), found.value().begin(), found.value().end());
        }
        return all;
    }
};

core::Input smoke(const std::string& device, SignalType type = SignalType::alarm, std::size_t evidence = 20) {
    Signal signal;
    signal.device = DeviceId{device};
    signal.kind = Kind::smoke;
    signal.type = type;
    return core::SignalSeen{signal, std::string(evidence, 'e')};
}

codec::Receipt receipt_for(const std::vector<outbox::EntryRef>& entries) {
    codec::Receipt receipt;
    receipt.epoch = entries.front().epoch;
    for (const auto& entry : entries) receipt.numbers.push_back(entry.number);
    return receipt;
}

bool has_fault(const std::vector<NumberedUpdate>& updates, AlertPhase phase) {
    return std::any_of(updates.begin(), updates.end(), [phase](const NumberedUpdate& numbered) {
        const auto& update = numbered.update;
        return update.key.condition == Condition::fault && update.kind == Kind::gateway && update.phase == phase;
    });
}

}  // namespace

TEST_CASE("an alarm is stored with its state before the call returns, and is not raised again after a restart") {
    Bench bench;
    bench.open();
    const auto raised = bench.keeper->apply({smoke("a")});
    REQUIRE(raised.entries.size() == 1);
    CHECK(raised.entries[0].urgent);
    const auto alert = bench.load(raised.entries).at(0).update;
    CHECK(alert.key.home == HomeId{"home"});

    bench.reopen();
    REQUIRE(bench.waiting.entries.size() == 1);
    CHECK(bench.load(bench.waiting.entries).at(0).update == alert);
    bench.clock.advance(1s);
    CHECK(bench.keeper->apply({smoke("a")}).entries.empty());
}

TEST_CASE("a receipt empties the outbox and a status tells so") {
    Bench bench;
    bench.open();
    const auto raised = bench.keeper->apply({smoke("a"), smoke("b")});
    auto status = bench.keeper->status();
    CHECK(status.pending == 2);
    CHECK(status.oldest_pending == 1);
    CHECK(status.last_number == 2);
    CHECK(status.devices.size() == 2);
    CHECK(status.disk_free_bytes > 0);

    auto wrong = receipt_for(raised.entries);
    wrong.epoch.value.bytes.fill(9);
    bench.keeper->settle(wrong);
    CHECK(bench.keeper->status().pending == 2);
    bench.keeper->settle(receipt_for(raised.entries));
    status = bench.keeper->status();
    CHECK(status.pending == 0);
    CHECK(status.oldest_pending == 0);
    CHECK(status.last_number == 2);
}

TEST_CASE("an update that alertd refuses for good leaves the outbox and is kept in quarantine") {
    Bench bench;
    bench.open();
    const auto raised = bench.keeper->apply({smoke("a")});
    codec::Receipt receipt;
    receipt.epoch = raised.entries[0].epoch;
    receipt.refusals = {{raised.entries[0].number, "alert_id: expected a ULID"}};
    bench.keeper->settle(receipt);
    CHECK(bench.keeper->status().pending == 0);
    CHECK(bench.keeper->status().quarantined == 1);
    CHECK(bench.keeper->counters().refused == 1);
}

TEST_CASE(
    "a full disk silences nobody: alarms go out from memory, the fault is told, and all is stored when there is room") {
    Bench bench;
    bench.max_kib = 240;
    bench.open();
    std::vector<outbox::EntryRef> stored;
    std::vector<outbox::EntryRef> from_memory;
    const auto epoch = bench.keeper->status().epoch;
    for (int i = 0; i < 200 && from_memory.empty(); ++i) {
        bench.clock.advance(10ms);
        for (const auto& entry :
             bench.keeper->apply({smoke("device-" + std::to_string(i), SignalType::alarm, 2'000)}).entries) {
            (entry.epoch == epoch ? stored : from_memory).push_back(entry);
        }
    }
    REQUIRE(stored.size() > 5);
    REQUIRE_FALSE(from_memory.empty());
    CHECK(has_fault(bench.load(from_memory), AlertPhase::raised));
    const auto more = bench.keeper->apply({smoke("while-full")});
    REQUIRE(more.entries.size() == 1);
    CHECK(more.entries[0].epoch != epoch);
    CHECK(bench.load(more.entries).at(0).update.key.device == DeviceId{"while-full"});
    CHECK(bench.keeper->status().last_number == stored.size());

    // alertd receipts what it has; now there is room, and the next try stores what waits.
    bench.keeper->settle(receipt_for(stored));
    bench.keeper->settle(receipt_for(more.entries));
    REQUIRE(bench.keeper->next_due().has_value());
    bench.clock.advance(6s);
    const auto after = bench.keeper->tick();
    REQUIRE_FALSE(after.entries.empty());
    std::uint64_t expected = stored.size();
    for (const auto& entry : after.entries) {
        CHECK(entry.epoch == epoch);
        CHECK(entry.number == ++expected);
    }
    const auto updates = bench.load(after.entries);
    CHECK(has_fault(updates, AlertPhase::raised));
    CHECK(has_fault(updates, AlertPhase::cleared));
    const auto receipted = [](const NumberedUpdate& u) { return u.update.key.device == DeviceId{"while-full"}; };
    CHECK(std::none_of(updates.begin(), updates.end(), receipted));

    bench.reopen();
    CHECK(bench.waiting.entries.size() == after.entries.size());
}

TEST_CASE("a corrupt outbox is replaced at the start and somebody is told") {
    Bench bench;
    bench.open();
    static_cast<void>(bench.keeper->apply({smoke("a")}));
    const auto old_epoch = bench.keeper->status().epoch;
    bench.keeper.reset();
    std::fstream file(bench.directory / "state" / "outbox.sqlite", std::ios::in | std::ios::out | std::ios::binary);
    file << std::string(8'192, 'x');
    file.close();
    bench.open();
    CHECK(bench.keeper->status().epoch != old_epoch);
    CHECK(has_fault(bench.load(bench.waiting.entries), AlertPhase::raised));
}

TEST_CASE("a command is remembered over a restart") {
    Bench bench;
    bench.open();
    const auto raised = bench.keeper->apply({smoke("a")});
    const auto alert = bench.load(raised.entries).at(0).update.id;
    Ulid command;
    command.bytes.fill(5);
    CHECK_FALSE(bench.keeper->is_command_done(command));
    static_cast<void>(bench.keeper->finish_command(command, core::CaseClosed{{alert}}));
    CHECK(bench.keeper->is_command_done(command));
    CHECK(bench.keeper->status().commands_done == std::vector<Ulid>{command});
    bench.reopen();
    CHECK(bench.keeper->is_command_done(command));

    bench.clock.advance(1s);
    const auto again = bench.load(bench.keeper->apply({smoke("a")}).entries);
    REQUIRE(again.size() == 1);
    CHECK(again[0].update.id != alert);
}

TEST_CASE("unusable messages are all counted, and kept at a bounded rate") {
    Bench bench;
    bench.open();
    for (int i = 0; i < 100; ++i) bench.keeper->quarantine("topic", "{", "not JSON");
    CHECK(bench.keeper->counters().unusable == 100);
    CHECK(bench.keeper->status().quarantined == 10);
    bench.clock.advance(61s);
    bench.keeper->quarantine("topic", "{", "not JSON");
    CHECK(bench.keeper->status().quarantined == 11);
}

TEST_CASE("what the rules have due runs at a tick") {
    Bench bench;
    bench.open();
    static_cast<void>(bench.keeper->apply({smoke("a")}));
    bench.clock.advance(1s);
    static_cast<void>(bench.keeper->apply({smoke("a")}));
    const auto due = bench.keeper->next_due();
    REQUIRE(due.has_value());
    bench.clock.advance(31s);
    CHECK(*due <= bench.clock.now().mono);
    const auto told = bench.load(bench.keeper->tick().entries);
    REQUIRE(told.size() == 1);
    CHECK(told[0].update.phase == AlertPhase::repeated);
    CHECK(told[0].update.count == 2);
}

TEST_CASE("how a device was last seen waits for the next alert or an hour, and a clean end stores it") {
    Bench bench;
    bench.open();
    const auto see = [&](const std::string& device) {
        auto seen = smoke(device, SignalType::battery);
        std::get<core::SignalSeen>(seen).signal.value = 80;
        (void)bench.keeper->apply({seen});
    };
    const auto is_known = [&](const std::string& device) {
        const auto devices = bench.keeper->status().devices;
        return std::any_of(devices.begin(), devices.end(), [&](const auto& one) { return one.device.value == device; });
    };
    // A power cut: the keeper ends without a word.
    see("cut off");
    bench.reopen();
    CHECK_FALSE(is_known("cut off"));

    see("with an alert");
    (void)bench.keeper->apply({smoke("fire")});
    bench.reopen();
    CHECK(is_known("with an alert"));

    see("after an hour");
    bench.clock.advance(1h);
    REQUIRE(bench.keeper->next_due().value() <= bench.clock.now().mono);
    (void)bench.keeper->tick();
    bench.reopen();
    CHECK(is_known("after an hour"));

    see("at the end");
    bench.keeper->flush();
    bench.reopen();
    CHECK(is_known("at the end"));
}
