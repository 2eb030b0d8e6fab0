#include "alertd/store/store.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"
#include "tests/support/temp_dir.hpp"

#include <filesystem>

using namespace anju;
using namespace anju::tests;
using alertd::store::open_sqlite_reader;
using alertd::store::open_sqlite_writer;

namespace {

constexpr std::uint32_t kPages = 120;

/// Fills the store with commits of one alert and its journal row until one fails; returns how many stand.
std::uint32_t fill(alertd::store::Writer& writer, Error& error) {
    for (std::uint32_t n = 1; n < 100'000; ++n) {
        must(writer.begin());
        auto alert = sample_alert(n);
        alert.update.evidence = std::string(2000, 'x');
        auto appended = writer.append(sample_entry(n));
        auto put = appended ? writer.put(alert) : Result<void>(appended.error());
        auto committed = put ? writer.commit() : Result<void>(put.error());
        if (committed) continue;
        error = committed.error();
        writer.rollback();
        return n - 1;
    }
    return 0;
}

}  // namespace

TEST_CASE("a full disk is told as exhausted, leaves nothing half written, and is over when there is room") {
    TempDir directory("store-full");
    const std::string path = (directory / "alertd.db").string();
    std::uint32_t stand = 0;
    {
        auto writer = must(open_sqlite_writer({path, 100, kPages}));
        Error error;
        stand = fill(*writer, error);
        REQUIRE(stand > 0);
        CHECK(error.code == ErrorCode::exhausted);
        CHECK(error.message.find(path) != std::string::npos);
        CHECK_FALSE(must(writer->alert(made<AlertId>(stand + 1))).has_value());
        CHECK(must(writer->alert(made<AlertId>(stand))).has_value());
    }
    {
        auto reader = must(open_sqlite_reader(path));
        const auto report = must(reader->verify_journal({}));
        CHECK(report.rows == stand);
        CHECK_FALSE(report.broken_at.has_value());
    }
    auto writer = must(open_sqlite_writer({path, 100, 0}));
    commit(*writer, [&] {
        CHECK(must(writer->append(sample_entry(1))).seq == stand + 1);
        must(writer->put(sample_alert(stand + 1)));
    });
    CHECK_FALSE(must(must(open_sqlite_reader(path))->verify_journal({})).broken_at.has_value());
}

TEST_CASE("a store that is tidied between bursts keeps its log small, and the rows are all there") {
    TempDir directory("store-tidy");
    const std::string path = (directory / "alertd.db").string();
    auto writer = must(open_sqlite_writer({path, 100, 0}));
    std::uint32_t n = 0;
    for (int burst = 0; burst < 8; ++burst) {
        for (int i = 0; i < 200; ++i) {
            ++n;
            commit(*writer, [&] { must(writer->put(sample_alert(n))); });
        }
        must(writer->tidy());
    }
    // Untidied the log would hold some 8,000 pages of 4 KiB.
    CHECK(std::filesystem::file_size(path + "-wal") < 8U << 20);
    CHECK(must(writer->alert(made<AlertId>(1))).has_value());
    CHECK(must(writer->alert(made<AlertId>(n))).has_value());
}

TEST_CASE("after the disk was full in a transaction nothing of it is committed, savepoint or not") {
    TempDir directory("store-full");
    const std::string path = (directory / "alertd.db").string();
    auto writer = must(open_sqlite_writer({path, 100, kPages}));
    must(writer->begin());
    std::uint32_t n = 1;
    bool refused = false;
    while (!refused && n < 100'000) {
        must(writer->savepoint());
        auto alert = sample_alert(n);
        alert.update.evidence = std::string(2000, 'x');
        if (writer->put(alert)) {
            must(writer->release_savepoint());
            ++n;
        } else {
            writer->rollback_to_savepoint();
            refused = true;
        }
    }
    REQUIRE(refused);
    // Either only the part is undone, or the whole transaction is; a mixture would be a lie.
    const auto committed = writer->commit();
    const bool first_stands = must(writer->alert(made<AlertId>(1))).has_value();
    CHECK(first_stands == committed.has_value());
    CHECK_FALSE(must(writer->alert(made<AlertId>(n))).has_value());
    if (!committed) CHECK(committed.error().code == ErrorCode::exhausted);
}
