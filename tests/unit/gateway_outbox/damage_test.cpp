#include "tests/unit/gateway_outbox/bench.hpp"

#include <SQLiteCpp/Database.h>

#include <fstream>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::outbox;

using Numbers = std::vector<std::uint64_t>;

namespace {

Change big_change(std::uint8_t id) {
    auto update = make_update(id);
    update.evidence = std::string(2'000, 'e');
    return updates({update});
}

void overwrite(const std::filesystem::path& file, std::streamoff from, std::size_t bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(from);
    stream << std::string(bytes, '\xA5');
    REQUIRE(stream.good());
}

}  // namespace

TEST_CASE("a full disk is reported, leaves no gap, and the outbox goes on when there is room") {
    Bench bench;
    auto options = bench.options();
    options.max_kib = 160;
    auto outbox = bench.open(options);
    std::uint64_t stored = 0;
    std::optional<Error> error;
    for (int i = 0; i < 500 && !error; ++i) {
        auto report = outbox->commit(big_change(static_cast<std::uint8_t>(i)), kNow);
        if (report.has_error()) {
            error = report.error();
        } else {
            CHECK(report.value().entries.front().number == ++stored);
        }
    }
    REQUIRE(error.has_value());
    CHECK(error->code == ErrorCode::exhausted);
    REQUIRE(stored > 3);
    CHECK(outbox->depth().value().last_number == stored);
    CHECK(outbox->depth().value().pending == stored);

    Numbers receipted;
    for (std::uint64_t n = 1; n < stored; ++n) receipted.push_back(n);
    CHECK(outbox->remove(outbox->epoch(), receipted).value() == stored - 1);
    const auto again = outbox->commit(big_change(200), kNow);
    REQUIRE(again.has_value());
    CHECK(again.value().entries.front().number == stored + 1);
}

TEST_CASE("a change that does not fit is stored not at all") {
    Bench bench;
    auto options = bench.options();
    options.max_kib = 48;
    auto outbox = bench.open(options);
    Change change = updates({make_update(1)});
    change.persist = {make_record(std::string(200'000, 'k'))};
    const auto report = outbox->commit(change, kNow);
    REQUIRE(report.has_error());
    CHECK(report.error().code == ErrorCode::exhausted);
    CHECK(outbox->depth().value().pending == 0);
    CHECK(numbers_of(outbox->commit(updates({make_update(2)}), kNow).value().entries) == Numbers{1});
}

TEST_CASE("a file that is no database is set aside and a fresh one with a new epoch begins") {
    Bench bench;
    OutboxEpoch old_epoch;
    {
        auto outbox = bench.open();
        old_epoch = outbox->epoch();
    }
    overwrite(bench.options().file, 0, 4'096);
    auto outbox = bench.open();
    CHECK(outbox->opened().fresh);
    REQUIRE(outbox->opened().corrupt_file.has_value());
    CHECK(std::filesystem::exists(*outbox->opened().corrupt_file));
    CHECK(outbox->opened().corrupt_file->string().find("outbox.sqlite.corrupt-2026-03-01T02-00-00") !=
          std::string::npos);
    CHECK(outbox->epoch() != old_epoch);
    CHECK(numbers_of(outbox->commit(updates({make_update(1)}), kNow).value().entries) == Numbers{1});
}

TEST_CASE("what a damaged file still holds moves over under new numbers") {
    Bench bench;
    constexpr std::uint8_t kEntries = 60;
    {
        auto outbox = bench.open();
        for (std::uint8_t i = 1; i <= kEntries; ++i) REQUIRE(outbox->commit(big_change(i), kNow).has_value());
        Change records;
        records.persist = {make_record("a"), make_record("b")};
        REQUIRE(outbox->commit(records, kNow).has_value());
    }
    const auto size = std::filesystem::file_size(bench.options().file);
    overwrite(bench.options().file, static_cast<std::streamoff>(size / 2 / 4'096 * 4'096), 4'096);

    auto outbox = bench.open();
    REQUIRE(outbox->opened().corrupt_file.has_value());
    CHECK(outbox->opened().salvaged_entries >= kEntries - 12);
    CHECK(outbox->opened().salvaged_records == 2);
    const auto pending = outbox->pending().value().entries;
    CHECK(pending.size() == outbox->opened().salvaged_entries);
    CHECK(pending.back().number == pending.size());
    std::size_t damaged = 0;
    const auto loaded = outbox->load(numbers_of(pending), damaged).value();
    CHECK(loaded.front().update.id == make_update(1).id);
    CHECK(loaded.back().update.id == make_update(kEntries).id);
    std::size_t unreadable = 0;
    CHECK(outbox->load_records(unreadable).value().size() == 2);
}

TEST_CASE("a replacement that was interrupted is finished by the next opening, and nothing of it is lost") {
    Bench bench;
    { REQUIRE(bench.open()->commit(updates({make_update(1)}), kNow).has_value()); }
    const auto file = bench.options().file;
    auto replacement = file;
    replacement += ".new";
    // Killed between the two renames: the damaged file is aside, the replacement not yet in its place.
    std::filesystem::rename(file, replacement);
    {
        auto outbox = bench.open();
        CHECK(outbox->opened().corrupt_file.has_value());
        CHECK(outbox->pending().value().entries.size() == 1);
    }
    // Killed before them: what was built so far is built again from the file.
    anju::tests::write_file(replacement, "half a file");
    overwrite(file, 0, 4'096);
    auto outbox = bench.open();
    CHECK(outbox->opened().corrupt_file.has_value());
    CHECK_FALSE(std::filesystem::exists(replacement));
}

TEST_CASE("an entry that damage made unreadable goes to the quarantine and becomes a gap, its neighbours are read") {
    Bench bench;
    { REQUIRE(bench.open()->commit(updates({make_update(1), make_update(2), make_update(3)}), kNow).has_value()); }
    {
        SQLite::Database database(bench.options().file, SQLite::OPEN_READWRITE);
        REQUIRE(database.exec("UPDATE entry SET payload = x'ff' WHERE number = 1") == 1);
    }
    auto outbox = bench.open();
    std::size_t damaged = 0;
    CHECK(outbox->load({1, 2, 3}, damaged).value().size() == 2);
    CHECK(damaged == 1);
    CHECK(outbox->depth().value().oldest_pending == 2);
    REQUIRE(outbox->quarantined().value().size() == 1);
    CHECK(outbox->quarantined().value().front().source == "outbox/1");
    CHECK(outbox->load({1, 2, 3}, damaged).value().size() == 2);
    CHECK(damaged == 0);
}

TEST_CASE("a corrupt file beside one set aside before does not overwrite it") {
    Bench bench;
    std::vector<std::filesystem::path> aside;
    for (int i = 0; i < 3; ++i) {
        { auto outbox = bench.open(); }
        overwrite(bench.options().file, 0, 4'096);
        auto outbox = bench.open();
        aside.push_back(outbox->opened().corrupt_file.value());
    }
    CHECK(aside[0] != aside[1]);
    CHECK(aside[1] != aside[2]);
    for (const auto& file : aside) CHECK(std::filesystem::exists(file));
}

TEST_CASE("a file of a newer version is refused and left alone") {
    Bench bench;
    { auto outbox = bench.open(); }
    {
        SQLite::Database database(bench.options().file, SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = 99");
    }
    const auto opened = Outbox::open(bench.options(), kNow);
    REQUIRE(opened.has_error());
    CHECK(opened.error().code == ErrorCode::conflict);
    CHECK(std::filesystem::exists(bench.options().file));
}

TEST_CASE("a record that cannot be read is left out and counted") {
    Bench bench;
    {
        auto outbox = bench.open();
        Change change;
        change.persist = {make_record("a")};
        REQUIRE(outbox->commit(change, kNow).has_value());
    }
    {
        SQLite::Database database(bench.options().file, SQLite::OPEN_READWRITE);
        database.exec("INSERT INTO record (key, value) VALUES ('x', '{\"record\":\"device\",\"kind\":7}')");
    }
    auto outbox = bench.open();
    std::size_t unreadable = 0;
    CHECK(outbox->load_records(unreadable).value().size() == 1);
    CHECK(unreadable == 1);
}
