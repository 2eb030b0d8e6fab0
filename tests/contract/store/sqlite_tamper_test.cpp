// Somebody with an editor for SQLite files and write access, who leaves the hashes as they are.
#include "alertd/store/store.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"
#include "tests/support/temp_dir.hpp"

#include <sqlite3.h>

using namespace anju;
using namespace anju::tests;
using alertd::store::open_sqlite_reader;
using alertd::store::open_sqlite_writer;

namespace {

class Journal {
public:
    Journal() {
        auto writer = must(open_sqlite_writer({path_, 100, 0}));
        commit(*writer, [&] {
            for (std::uint32_t n = 1; n <= 20; ++n) must(writer->append(sample_entry(n)));
        });
    }
    /// SQLite's result for `sql`, run on the file behind the store's back.
    int edit(const std::string& sql) {
        sqlite3* database = nullptr;
        REQUIRE(sqlite3_open(path_.c_str(), &database) == SQLITE_OK);
        const int result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
        sqlite3_close(database);
        return result;
    }
    void edit_without_triggers(const std::string& sql) {
        REQUIRE(edit("DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_shortened; " + sql) ==
                SQLITE_OK);
    }
    alertd::store::VerifyReport verify() { return must(must(open_sqlite_reader(path_))->verify_journal({})); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    TempDir directory_{"store-tamper"};
    std::string path_ = (directory_ / "alertd.db").string();
};

}  // namespace

TEST_CASE("the journal refuses to be changed or shortened while its triggers stand") {
    Journal journal;
    CHECK(journal.edit("UPDATE journal SET actor = 'nobody' WHERE seq = 7") == SQLITE_CONSTRAINT);
    CHECK(journal.edit("DELETE FROM journal WHERE seq = 7") == SQLITE_CONSTRAINT);
    CHECK_FALSE(journal.verify().broken_at.has_value());
}

TEST_CASE("a changed row is found by its number, whichever of its fields was changed") {
    for (const char* change : {"at = at + 1", "event = 'alert.cleared'", "actor = 'nobody'", "incident = NULL",
                               "incident = zeroblob(16)", "incident = x'00'", "detail = '[]'", "detail = detail || ' '",
                               "prev_hash = zeroblob(32)", "hash = zeroblob(32)", "hash = x''"}) {
        CAPTURE(change);
        Journal journal;
        journal.edit_without_triggers(std::string("UPDATE journal SET ") + change + " WHERE seq = 7");
        const auto report = journal.verify();
        CHECK(report.broken_at.value_or(0) == 7);
        CHECK_FALSE(report.what.empty());
    }
}

TEST_CASE("a row taken out of the middle or from the start is found by its number") {
    for (const std::uint64_t row : {1, 12}) {
        Journal journal;
        journal.edit_without_triggers("DELETE FROM journal WHERE seq = " + std::to_string(row));
        CHECK(journal.verify().broken_at.value_or(0) == row);
    }
}

TEST_CASE("rows taken from the end are found, and stay visible when the journal goes on") {
    Journal journal;
    journal.edit_without_triggers("DELETE FROM journal WHERE seq > 15");
    CHECK(journal.verify().broken_at.value_or(0) == 16);
    {
        auto writer = must(open_sqlite_writer({journal.path(), 100, 0}));
        commit(*writer, [&] { CHECK(must(writer->append(sample_entry(1))).seq == 21); });
    }
    CHECK(journal.verify().broken_at.value_or(0) == 16);
}

TEST_CASE("a row put in by hand is found") {
    Journal journal;
    journal.edit_without_triggers(
        "INSERT INTO journal SELECT 21, at, event, actor, incident, detail, hash, hash FROM journal WHERE seq = 20");
    CHECK(journal.verify().broken_at.value_or(0) == 21);
    journal.edit("DELETE FROM journal WHERE seq = 21");
    journal.edit(
        "INSERT INTO journal SELECT 0, at, event, actor, incident, detail, hash, hash FROM journal "
        "WHERE seq = 20");
    CHECK(journal.verify().broken_at.value_or(0) == 1);
}

TEST_CASE("two rows that changed places are found") {
    Journal journal;
    journal.edit_without_triggers(
        "UPDATE journal SET seq = -1 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = 6;"
        "UPDATE journal SET seq = 6 WHERE seq = -1");
    CHECK(journal.verify().broken_at.value_or(0) == 5);
}
