#include "tests/unit/gateway_outbox/bench.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::outbox;

using Numbers = std::vector<std::uint64_t>;

TEST_CASE("what was committed is there after reopening: entries, records, epoch, commands") {
    Bench bench;
    OutboxEpoch epoch;
    Ulid command;
    command.bytes.fill(7);
    {
        auto outbox = bench.open();
        CHECK(outbox->opened().fresh);
        epoch = outbox->epoch();
        Change change = updates({make_update(1), make_update(2)});
        change.persist = {make_record("a"), make_record("b")};
        change.commands_done = {command};
        const auto report = outbox->commit(change, kNow);
        REQUIRE(report.has_value());
        CHECK(numbers_of(report.value().entries) == Numbers{1, 2});
    }
    auto outbox = bench.open();
    CHECK_FALSE(outbox->opened().fresh);
    CHECK(outbox->epoch() == epoch);
    std::size_t damaged = 0;
    const auto loaded = outbox->load({2, 1, 9}, damaged).value();
    REQUIRE(loaded.size() == 2);
    CHECK(loaded[0].number == 2);
    CHECK(loaded[0].update == make_update(2));
    std::size_t unreadable = 9;
    CHECK(outbox->load_records(unreadable).value() == std::vector<KeptRecord>{make_record("a"), make_record("b")});
    CHECK(unreadable == 0);
    CHECK(outbox->is_command_done(command).value());
    CHECK_FALSE(outbox->is_command_done(Ulid{}).value());
    CHECK(numbers_of(outbox->commit(updates({make_update(3)}), kNow).value().entries) == Numbers{3});
}

TEST_CASE("numbers go on after everything was receipted and the gateway restarted") {
    Bench bench;
    {
        auto outbox = bench.open();
        REQUIRE(outbox->commit(updates({make_update(1), make_update(2)}), kNow).has_value());
        CHECK(outbox->remove(outbox->epoch(), {1, 2}).value() == 2);
    }
    auto outbox = bench.open();
    CHECK(numbers_of(outbox->commit(updates({make_update(3)}), kNow).value().entries) == Numbers{3});
    const auto depth = outbox->depth().value();
    CHECK(depth.last_number == 3);
    CHECK(depth.oldest_pending == 3);
    CHECK(depth.pending == 1);
}

TEST_CASE("tidying after bursts keeps the log small and loses nothing") {
    Bench bench;
    {
        auto outbox = bench.open();
        for (int burst = 0; burst < 8; ++burst) {
            for (int i = 0; i < 100; ++i) REQUIRE(outbox->commit(updates({make_update(1)}), kNow).has_value());
            REQUIRE(outbox->tidy().has_value());
        }
        // Untidied the log would have grown to its limit of 4 MiB.
        CHECK(std::filesystem::file_size(bench.options().file.string() + "-wal") < 3U << 20);
    }
    CHECK(bench.open()->depth().value().pending == 800);
}

TEST_CASE("records are replaced by key and erased by key") {
    Bench bench;
    auto outbox = bench.open();
    Change first;
    first.persist = {make_record("a", 90), make_record("b")};
    REQUIRE(outbox->commit(first, kNow).has_value());
    Change second;
    second.persist = {make_record("a", 10)};
    second.erase = {core::key_of(make_record("b")), "no such key"};
    REQUIRE(outbox->commit(second, kNow).has_value());
    std::size_t unreadable = 0;
    CHECK(outbox->load_records(unreadable).value() == std::vector<KeptRecord>{make_record("a", 10)});
}

TEST_CASE("the records of several homes lie beside each other, whatever the homes are called") {
    Bench bench;
    const std::vector<KeptRecord> kept{{make_record("a", 1)},
                                       {make_record("a", 2), HomeId{"弄堂/12号"}},
                                       {make_record("a", 3), HomeId{"1/a"}},
                                       {make_record("b", 4), HomeId{"1/a"}}};
    Change change;
    change.persist = kept;
    {
        auto outbox = bench.open();
        REQUIRE(outbox->commit(change, kNow).has_value());
        Change gone;
        gone.erase = {key_in(HomeId{"1/a"}, core::key_of(make_record("b")))};
        REQUIRE(outbox->commit(gone, kNow).has_value());
    }
    auto outbox = bench.open();
    std::size_t unreadable = 0;
    const auto records = outbox->load_records(unreadable).value();
    CHECK(unreadable == 0);
    REQUIRE(records.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(std::find(records.begin(), records.end(), kept[i]) != records.end());
    }
}

TEST_CASE("a receipt of another epoch, of unknown numbers or come twice removes nothing") {
    Bench bench;
    auto outbox = bench.open();
    REQUIRE(outbox->commit(updates({make_update(1), make_update(2)}), kNow).has_value());
    OutboxEpoch other;
    other.value.bytes.fill(1);
    CHECK(outbox->remove(other, {1, 2}).value() == 0);
    CHECK(outbox->remove(outbox->epoch(), {3, 0, ~std::uint64_t{0}}).value() == 0);
    CHECK(outbox->depth().value().pending == 2);
    CHECK(outbox->remove(outbox->epoch(), {2}).value() == 1);
    CHECK(outbox->remove(outbox->epoch(), {2}).value() == 0);
    CHECK(outbox->depth().value().oldest_pending == 1);
}

TEST_CASE("emergencies come first, each group in the order of its numbers") {
    Bench bench;
    auto outbox = bench.open();
    auto test_alarm = make_update(5, Condition::smoke);
    test_alarm.test = true;
    test_alarm.severity = Severity::minor;
    REQUIRE(
        outbox
            ->commit(updates({make_update(1, Condition::low_battery), make_update(2, Condition::no_water_use),
                              make_update(3, Condition::smoke), make_update(4, Condition::fall_suspected), test_alarm}),
                     kNow)
            .has_value());
    const auto pending = outbox->pending().value().entries;
    CHECK(numbers_of(pending) == Numbers{3, 4, 1, 2, 5});
    CHECK(pending[1].urgent);
    CHECK_FALSE(pending[2].urgent);
}

TEST_CASE("technical updates beyond the limit are shed without leaving a gap, emergencies never") {
    Bench bench;
    auto options = bench.options();
    options.max_technical = 2;
    auto outbox = bench.open(options);
    Change change;
    for (std::uint8_t i = 1; i <= 4; ++i) {
        change.updates.push_back(make_update(i, Condition::low_battery));
        change.updates.push_back(make_update(static_cast<std::uint8_t>(100 + i), Condition::call));
    }
    const auto report = outbox->commit(change, kNow).value();
    CHECK(report.shed == 2);
    CHECK(numbers_of(report.entries) == Numbers{1, 2, 3, 4, 5, 6});
    CHECK(outbox->depth().value().last_number == 6);
    CHECK(outbox->remove(outbox->epoch(), {1}).value() == 1);
    CHECK(outbox->commit(updates({make_update(9, Condition::low_battery)}), kNow).value().entries.size() == 1);
}

TEST_CASE("the last eighth of the size is kept for alarms: technical updates are shed before it begins") {
    Bench bench;
    auto options = bench.options();
    options.max_kib = 160;
    auto outbox = bench.open(options);
    std::size_t technical = 0;
    while (outbox->commit(updates({make_update(1, Condition::low_battery)}), kNow).value().shed == 0) {
        REQUIRE(++technical < 5'000);
    }
    CHECK(technical > 100);
    // A kilobyte each, so that twenty pages hold a good dozen of them.
    for (std::uint64_t i = 1; i <= 12; ++i) {
        auto call = make_update(2, Condition::call);
        call.evidence = std::string(800, 'e');
        const auto report = outbox->commit(updates({make_update(1, Condition::low_battery), call}), kNow);
        REQUIRE(report.has_value());
        CHECK(report.value().shed == 1);
        CHECK(numbers_of(report.value().entries) == Numbers{technical + i});
    }
    CHECK(outbox->depth().value().pending == technical + 12);
    // What the centre receipted makes room again.
    Numbers receipted(technical);
    std::iota(receipted.begin(), receipted.end(), std::uint64_t{1});
    REQUIRE(outbox->remove(outbox->epoch(), receipted).value() == technical);
    CHECK(outbox->commit(updates({make_update(1, Condition::low_battery)}), kNow).value().shed == 0);
}

TEST_CASE("a long backlog is listed in parts, its emergencies at once") {
    Bench bench;
    auto outbox = bench.open();
    Change change;
    for (std::uint8_t i = 1; i <= 12; ++i)
        change.updates.push_back(make_update(i, i % 4 == 0 ? Condition::call : Condition::no_water_use));
    REQUIRE(outbox->commit(change, kNow).has_value());
    const auto waiting = outbox->pending(3).value();
    CHECK(numbers_of(waiting.entries) == Numbers{4, 8, 12, 1, 2, 3});
    REQUIRE(waiting.rest.has_value());
    CHECK(*waiting.rest == EntryRange{outbox->epoch(), 5, 11});
    REQUIRE(outbox->remove(outbox->epoch(), {6}).value() == 1);
    CHECK(numbers_of(outbox->others(*waiting.rest, 3).value()) == Numbers{5, 7, 9});
    CHECK(numbers_of(outbox->others({outbox->epoch(), 10, 11}, 3).value()) == Numbers{10, 11});
    CHECK(outbox->others({OutboxEpoch{}, 1, 12}, 3).value().empty());
    CHECK_FALSE(outbox->pending(8).value().rest.has_value());
}

TEST_CASE("what waits is counted over commits, receipts, failures and restarts") {
    Bench bench;
    auto outbox = bench.open();
    const auto pending = [&] { return outbox->depth().value().pending; };
    CHECK(pending() == 0);
    REQUIRE(outbox->commit(updates({make_update(1), make_update(2, Condition::low_battery)}), kNow).has_value());
    CHECK(pending() == 2);
    REQUIRE(outbox->remove(outbox->epoch(), {1, 1, 7}).value() == 1);
    CHECK(pending() == 1);
    outbox.reset();
    outbox = bench.open();
    REQUIRE(outbox->commit(updates({make_update(3)}), kNow).has_value());
    CHECK(pending() == 2);
    CHECK(outbox->depth().value().oldest_pending == 2);
}

TEST_CASE("an empty change writes nothing") {
    Bench bench;
    auto outbox = bench.open();
    REQUIRE(outbox->commit(updates({make_update(1)}), kNow).has_value());
    const auto log = bench.options().file.string() + "-wal";
    const auto before = std::filesystem::file_size(log);
    REQUIRE(outbox->commit(Change{}, kNow).has_value());
    REQUIRE(outbox->remove(outbox->epoch(), {77}).has_value());
    CHECK(std::filesystem::file_size(log) == before);
}

TEST_CASE("only the newest commands are remembered") {
    Bench bench;
    auto options = bench.options();
    options.commands_kept = 3;
    auto outbox = bench.open(options);
    const auto command = [](int i) {
        Ulid id;
        id.bytes[15] = static_cast<std::uint8_t>(i);
        return id;
    };
    for (int i = 1; i <= 5; ++i) {
        Change change;
        change.commands_done = {command(i), command(i)};
        REQUIRE(outbox->commit(change, kNow).has_value());
    }
    CHECK_FALSE(outbox->is_command_done(command(2)).value());
    CHECK(outbox->is_command_done(command(3)).value());
    CHECK(outbox->is_command_done(command(5)).value());
}

TEST_CASE("a second gateway on the same file is turned away") {
    Bench bench;
    auto outbox = bench.open();
    const pid_t child = fork();
    if (child == 0) {
        const auto second = Outbox::open(bench.options(), kNow);
        _exit(second.has_error() && second.error().code == ErrorCode::unavailable ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("what a killed gateway had committed is there, without a gap") {
    Bench bench;
    for (int round = 0; round < 5; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            auto outbox = Outbox::open(bench.options(), kNow);
            if (outbox.has_error()) _exit(1);
            for (std::uint8_t i = 0; i < 20; ++i) {
                if (outbox.value()->commit(updates({make_update(i)}), kNow).has_error()) _exit(1);
            }
            kill(getpid(), SIGKILL);
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
    }
    auto outbox = bench.open();
    const auto pending = outbox->pending().value().entries;
    REQUIRE(pending.size() == 100);
    for (std::size_t i = 0; i < pending.size(); ++i) CHECK(pending[i].number == i + 1);
}
