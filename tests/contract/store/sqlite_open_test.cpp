#include "alertd/store/store.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>

using namespace anju;
using namespace anju::tests;
using alertd::store::open_sqlite_reader;
using alertd::store::open_sqlite_writer;

namespace {

void run_sql(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    const int result = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
    sqlite3_close(database);
    REQUIRE(result == SQLITE_OK);
}

struct Place {
    TempDir directory{"store-open"};
    std::string path = (directory / "alertd.db").string();
};

/// A process that opens the same database for writing, and writes until it is killed.
Process start_writer(const Place& place) {
    ProcessOptions options;
    options.argv = {ANJU_CRASH_WRITER, place.path};
    options.output = place.directory / "told";
    return Process(options);
}

}  // namespace

TEST_CASE("a second writer is refused in the same process and from another one") {
    Place place;
    {
        auto writer = must(open_sqlite_writer({place.path, 100, 0}));
        const auto second = open_sqlite_writer({place.path, 100, 0});
        REQUIRE_FALSE(second);
        CHECK(second.error().code == ErrorCode::unavailable);
        CHECK(second.error().message.find(place.path + ".lock") != std::string::npos);

        Process other = start_writer(place);
        CHECK(other.wait().code == 1);
        CHECK(read_file(place.directory / "told").find("another process writes") != std::string::npos);
    }
    CHECK(open_sqlite_writer({place.path, 100, 0}).has_value());
}

TEST_CASE("a writer that was killed gives its lock back") {
    Place place;
    Process child = start_writer(place);
    REQUIRE(wait_until([&] { return !read_file(place.directory / "told").empty(); }));
    CHECK_FALSE(open_sqlite_writer({place.path, 100, 0}));
    child.kill(SIGKILL);
    child.wait();
    CHECK(open_sqlite_writer({place.path, 100, 0}).has_value());
}

TEST_CASE("a reader needs a database that exists and has this program's version") {
    Place place;
    const auto missing = open_sqlite_reader(place.path);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::not_found);
    CHECK_FALSE(std::filesystem::exists(place.path));

    must(open_sqlite_writer({place.path, 100, 0})).reset();
    run_sql(place.path, "PRAGMA user_version = 999");
    const auto newer = open_sqlite_reader(place.path);
    REQUIRE_FALSE(newer);
    CHECK(newer.error().code == ErrorCode::invalid);
    const auto writer = open_sqlite_writer({place.path, 100, 0});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().message.find("999") != std::string::npos);
}

TEST_CASE("a database of the first version is brought up, and its notes find their place") {
    Place place;
    const auto id = sample_incident(1).id;
    run_sql(place.path, read_file("alertd/store/migrations/0001_initial.sql").c_str());
    run_sql(place.path, "PRAGMA user_version = 1; PRAGMA application_id = 1097755253");
    std::string hex;
    for (const auto byte : id.value.bytes) hex += fmt::format("{:02x}", byte);
    run_sql(
        place.path,
        ("INSERT INTO incidents (id, version, class, severity, headline, state, home, registered, address, gateway, "
         "alerts, reports, opened_at, changed_at, owner, note, step, all_clear) VALUES (x'" +
         hex +
         "', 3, 'emergency', 'critical', 'smoke', 'acknowledged', 'h-1', 1, '', 'gw-1', 1, 1, 10, 20, "
         "'user:wang', 'the key is next door', 1, 0)")
            .c_str());
    must(open_sqlite_writer({place.path, 100, 0})).reset();
    const auto detail = must(must(open_sqlite_reader(place.path))->incident_detail(id)).value();
    CHECK(detail.incident.owner == "user:wang");
    REQUIRE(detail.notes.size() == 1);
    CHECK(detail.notes[0].text == "the key is next door");
    CHECK(detail.notes[0].author == "user:wang");
}

TEST_CASE("another program's database is refused and left as it is") {
    Place place;
    run_sql(place.path, "PRAGMA application_id = 77; CREATE TABLE theirs (x)");
    const auto writer = open_sqlite_writer({place.path, 100, 0});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().code == ErrorCode::invalid);
    run_sql(place.path, "INSERT INTO theirs VALUES (1)");
}

TEST_CASE("a file that is no database is told as corrupt") {
    Place place;
    write_file(place.path, std::string(8192, 'x'));
    const auto writer = open_sqlite_writer({place.path, 100, 0});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().code == ErrorCode::corrupt);
}

TEST_CASE("damage is found at the start after an unclean end") {
    Place place;
    {
        auto writer = must(open_sqlite_writer({place.path, 100, 0}));
        commit(*writer, [&] {
            for (std::uint32_t n = 1; n <= 200; ++n) must(writer->put(sample_incident(n)));
        });
    }
    // A page of cases only, so that nothing but the check itself comes across it.
    auto bytes = read_file(place.path);
    const std::size_t address = bytes.find(sample_incident(1).place.address);
    REQUIRE(address != std::string::npos);
    constexpr std::size_t page = 4096;
    bytes.replace(address / page * page, page, std::string(page, '\x5a'));
    write_file(place.path, bytes);
    CHECK(open_sqlite_writer({place.path, 100, 0}).has_value());

    write_file(place.path + ".lock", "in use\n");
    const auto writer = open_sqlite_writer({place.path, 100, 0});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().code == ErrorCode::corrupt);
    CHECK(writer.error().message.find("quick_check") != std::string::npos);
}

TEST_CASE("a reader that is the last to close leaves the write-ahead log to the writer") {
    Place place;
    Process child = start_writer(place);
    REQUIRE(wait_until([&] { return !read_file(place.directory / "told").empty(); }));
    child.kill(SIGKILL);
    child.wait();
    const auto before = read_file(place.path + "-wal");
    REQUIRE_FALSE(before.empty());
    {
        auto reader = must(open_sqlite_reader(place.path));
        CHECK(must(reader->journal_head()) > 0);
    }
    CHECK(read_file(place.path + "-wal") == before);
}
