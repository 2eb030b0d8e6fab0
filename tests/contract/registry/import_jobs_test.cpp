// Imports while the engine runs: I1 to I5 of alertd/registry/import_jobs.hpp, on a real store and engine.
#include "alertd/registry/import_jobs.hpp"

#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using registry::ImportJobs;
using store::ImportRecord;
using store::ImportState;
using store::TableId;

namespace {

/// An engine with a street and a home, and the jobs; what the jobs change can be held up or intercepted.
class Office {
public:
    Office() {
        centre.start();
        open();
    }
    ~Office() { close(); }

    void open() {
        registry::ImportJobsOptions options;
        options.directory = directory.path() / "imports";
        options.open_reader = [this] { return store::open_sqlite_reader(centre.database.path); };
        options.change = [this](ingest::Change change, std::function<void(Result<void>)> done) {
            const int number = ++changes;
            if (number > most_changes) return done(fail(ErrorCode::unavailable, "the test holds it up"));
            if (number == intercept_at && intercept) intercept();
            centre.engine().change(std::move(change), std::move(done));
        };
        options.clock = centre.clock;
        options.random64 = [this] { return ++chance; };
        options.rows_per_piece = 2;
        options.on_applying = [this](bool now) { applying = now; };
        options.most_drafts = 3;
        jobs = std::make_unique<ImportJobs>(std::move(options));
        REQUIRE(jobs->start());
    }
    void close() { jobs.reset(); }

    template <class T>
    static Result<T> wait(const std::function<void(ImportJobs::Done<T>)>& call) {
        std::promise<Result<T>> promise;
        call([&promise](Result<T> result) { promise.set_value(std::move(result)); });
        return promise.get_future().get();
    }
    Ulid draft() {
        const auto record = wait<ImportRecord>(
            [&](auto done) { jobs->create("user:li", "每月更新", registry::Encoding::detect, std::move(done)); });
        REQUIRE_MESSAGE(record, record.error().message);
        return record.value().id;
    }
    Result<ImportRecord> add(const Ulid& id, TableId table, const std::string& text) {
        return wait<ImportRecord>([&](auto done) { jobs->add_file(id, table, text, std::move(done)); });
    }
    Result<ImportRecord> commit(const Ulid& id, bool dry_run = false) {
        return wait<ImportRecord>([&](auto done) { jobs->commit(id, dry_run, "user:li", std::move(done)); });
    }
    Result<void> discard(const Ulid& id) {
        return wait<void>([&](auto done) { jobs->discard(id, "user:li", std::move(done)); });
    }
    ImportRecord record(const Ulid& id) { return centre.reader().registry().import_record(id).value().value(); }
    ImportRecord until(const Ulid& id, ImportState state) {
        REQUIRE(wait_until([&] { return record(id).state == state; }));
        return record(id);
    }
    std::size_t count(TableId table) {
        store::RowFilter filter;
        filter.limit = 1'000;
        return centre.reader().registry().rows(table, filter).value().size();
    }
    /// A draft with eight homes and a street.
    Ulid eight_homes() {
        const Ulid id = draft();
        REQUIRE(add(id, TableId::streets, "id,name\ns-9,新街道\n"));
        REQUIRE(add(id, TableId::homes, homes("c1")));
        return id;
    }
    static std::string homes(const std::string& committee) {
        std::string text = "id,committee,address\n";
        for (int n = 1; n <= 8; ++n)
            text += "n-" + std::to_string(n) + "," + committee + ",某路" + std::to_string(n) + "号\n";
        return text;
    }

    EngineCentre centre;
    TempDir directory{"imports"};
    std::uint64_t chance = 0;
    std::atomic<int> changes{0};
    std::atomic<int> most_changes{1'000'000};
    std::atomic<int> intercept_at{0};
    std::atomic<bool> applying{false};
    std::function<void()> intercept;
    std::unique_ptr<ImportJobs> jobs;
};

}  // namespace

TEST_CASE("an import is committed, brought in piece by piece and journalled with its rows, who and why") {
    Office office;
    const Ulid id = office.eight_homes();
    CHECK(office.record(id).state == ImportState::draft);
    REQUIRE(office.commit(id));
    const auto done = office.until(id, ImportState::finished);
    CHECK(done.rows == 9);
    CHECK(done.done == 9);
    CHECK(done.counts == store::ImportCounts{9, 0, 0});
    CHECK(office.count(TableId::homes) == 9);
    CHECK(office.centre.journal("registry.rows_imported").size() == 5);
    const auto last = office.centre.journal("registry.imported").at(0);
    CHECK(last.actor == "user:li");
    CHECK(last.detail.at(4) == std::pair<std::string, std::string>{"reason", "每月更新"});
    for (const auto& entry : office.centre.journal("registry.rows_imported")) {
        for (const auto& [name, value] : entry.detail) CHECK(value.find("某路") == std::string::npos);
    }
    CHECK(wait_until([&] { return !std::filesystem::exists(office.directory.path() / "imports" / id.to_string()); }));
    // Who lost the answer asks again and changes nothing.
    CHECK(office.commit(id).value().state == ImportState::finished);
    CHECK(office.centre.journal("registry.imported").size() == 1);
}

TEST_CASE("the same files again add nothing and change nothing") {
    Office office;
    const Ulid first = office.eight_homes();
    REQUIRE(office.commit(first));
    office.until(first, ImportState::finished);
    const Ulid second = office.eight_homes();
    REQUIRE(office.commit(second));
    CHECK(office.until(second, ImportState::finished).counts == store::ImportCounts{0, 0, 9});
    CHECK(office.centre.journal("registry.rows_imported").size() == 5);
}

TEST_CASE("with one mistake nothing is changed; the file is mended and the import goes on") {
    Office office;
    const Ulid id = office.eight_homes();
    REQUIRE(office.add(id, TableId::homes, office.homes("c-99")));
    REQUIRE(office.commit(id));
    const auto refused = office.until(id, ImportState::refused);
    CHECK(refused.errors.starts_with("homes.csv:2:5: expected committee: the id of a committee of this import or of"));
    CHECK(office.count(TableId::homes) == 1);
    CHECK(office.count(TableId::streets) == 1);
    CHECK(office.commit(id).value().state == ImportState::checking);
    office.until(id, ImportState::refused);
    REQUIRE(office.add(id, TableId::homes, office.homes("c1")));
    REQUIRE(office.commit(id));
    CHECK(office.until(id, ImportState::finished).counts.added == 9);
}

TEST_CASE("a dry run names the rows and columns that would change, and only the first of very many") {
    Office office;
    const Ulid id = office.draft();
    std::string homes = "id,committee,address\nh1,c1,新\n";
    for (int n = 0; n < 600; ++n) homes += fmt::format("n-{:03},c1,新\n", n);
    REQUIRE(office.add(id, TableId::homes, homes));
    REQUIRE(office.commit(id, true));
    const auto checked = office.until(id, ImportState::checked);
    CHECK(checked.counts == store::ImportCounts{600, 1, 0});
    CHECK(checked.changes.starts_with("homes\taddress\th1\nhomes\t\tn-000\n"));
    CHECK(std::ranges::count(checked.changes, '\n') == static_cast<std::ptrdiff_t>(registry::kMostPreviewed));
    CHECK(checked.changes.find("新") == std::string::npos);
    REQUIRE(office.commit(id));
    CHECK(office.until(id, ImportState::finished).changes.empty());
}

TEST_CASE("a dry run counts and changes nothing, and the same draft may then be committed") {
    Office office;
    const Ulid id = office.draft();
    REQUIRE(office.add(id, TableId::homes, "id,committee,address\nh1,c1,新\nn-1,c1,新\n"));
    REQUIRE(office.add(id, TableId::streets, "id,name\ns1,First street\n"));
    REQUIRE(office.commit(id, true));
    const auto checked = office.until(id, ImportState::checked);
    CHECK(checked.counts == store::ImportCounts{1, 1, 1});
    CHECK(office.count(TableId::homes) == 1);
    REQUIRE(office.commit(id));
    CHECK(office.until(id, ImportState::finished).counts == store::ImportCounts{1, 1, 1});
}

TEST_CASE("bytes of GB18030 are read as what they are, and what is neither is told with its place") {
    Office office;
    const Ulid id = office.draft();
    REQUIRE(office.add(id, TableId::streets, "id,name\ns-7,\xc9\xcf\xba\xa3\n"));
    REQUIRE(office.commit(id));
    office.until(id, ImportState::finished);
    CHECK(office.centre.reader().registry().row(TableId::streets, {"s-7"}).value()->cells[1] == "上海");
    const Ulid wrong = office.draft();
    REQUIRE(office.add(wrong, TableId::streets, "id,name\ns-7,\xff\xff\n"));
    REQUIRE(office.commit(wrong));
    CHECK(office.until(wrong, ImportState::refused).errors == "streets.csv:2:5: expected GB18030 text");
}

TEST_CASE("I2: after a crash an import that was being applied goes on behind its last piece") {
    Office office;
    const Ulid id = office.eight_homes();
    // What is allowed: the acceptance, the begin of the applying, and two pieces.
    office.most_changes = office.changes + 4;
    REQUIRE(office.commit(id));
    REQUIRE(wait_until([&] { return office.record(id).done == 3; }));
    office.close();
    office.centre.stop();
    CHECK(office.record(id).state == ImportState::applying);
    CHECK(office.count(TableId::homes) == 3);

    office.most_changes = 1'000'000;
    office.centre.start();
    office.open();
    const auto done = office.until(id, ImportState::finished);
    CHECK(done.done == 9);
    CHECK(done.counts == store::ImportCounts{9, 0, 0});
    CHECK(office.count(TableId::homes) == 9);
    CHECK(wait_until([&] { return !office.applying; }));
}

TEST_CASE("an import that was being checked when alertd ended is checked again") {
    Office office;
    const Ulid id = office.eight_homes();
    office.most_changes = office.changes + 1;
    REQUIRE(office.commit(id));
    office.close();
    CHECK(office.record(id).state == ImportState::checking);
    office.most_changes = 1'000'000;
    office.open();
    CHECK(office.until(id, ImportState::finished).counts.added == 9);
}

TEST_CASE("a disk that is full for a moment delays an import and repeats nothing") {
    Office office;
    const Ulid id = office.eight_homes();
    office.intercept = [&] { office.centre.faults->commits_to_fail = 1; };
    office.intercept_at = office.changes + 4;  // a piece
    REQUIRE(office.commit(id));
    const auto done = office.until(id, ImportState::finished);
    CHECK(done.counts == store::ImportCounts{9, 0, 0});
    CHECK(office.centre.journal("registry.rows_imported").size() == 5);
}

TEST_CASE("I1: what the check relied on and is removed before the first row makes it check anew") {
    Office office;
    const Ulid first = office.draft();
    REQUIRE(office.add(first, TableId::committees, "id,street,name\nc-9,s1,x\n"));
    REQUIRE(office.commit(first));
    office.until(first, ImportState::finished);

    const Ulid id = office.draft();
    REQUIRE(office.add(id, TableId::homes, office.homes("c-9")));
    office.intercept = [&] {
        REQUIRE(office.centre.change([](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(turn.writer().registry().remove(TableId::committees, {"c-9"}));
            return success();
        }));
    };
    office.intercept_at = office.changes + 2;  // the begin of the applying
    REQUIRE(office.commit(id));
    CHECK(office.until(id, ImportState::refused).errors.find("committee") != std::string::npos);
    CHECK(office.count(TableId::homes) == 1);
}

TEST_CASE("I1: while an import is being applied nothing is removed") {
    Office office;
    const Ulid id = office.eight_homes();
    Result<void> removed = success();
    office.intercept = [&] {
        removed = office.centre.change([](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(turn.writer().registry().remove(TableId::devices, {"h1", "d1"}));
            return success();
        });
    };
    office.intercept_at = office.changes + 4;
    REQUIRE(office.commit(id));
    office.until(id, ImportState::finished);
    REQUIRE_FALSE(removed);
    CHECK(removed.error().code == ErrorCode::conflict);
    CHECK(office.count(TableId::devices) == 1);
}

TEST_CASE("I2: an alarm that comes between two pieces is stored between them") {
    Office office;
    auto outbox = office.centre.outbox("gw-1");
    std::uint64_t number = 0;
    std::uint64_t done_then = 99;
    office.intercept = [&] {
        number = office.centre.send(outbox, {office.centre.update(Condition::smoke)});
        REQUIRE(wait_until([&] { return office.centre.receipted(outbox, number); }));
        done_then = office.centre.reader().registry().imports(std::nullopt, 1).value().front().done;
    };
    const Ulid id = office.eight_homes();
    office.intercept_at = office.changes + 5;
    REQUIRE(office.commit(id));
    office.until(id, ImportState::finished);
    CHECK(number == 1);
    CHECK(done_then < 9);
    CHECK(office.centre.incident(Condition::smoke).has_value());
}

TEST_CASE("a draft is removed with its files, one that is over as well, one under way is not") {
    Office office;
    const Ulid id = office.eight_homes();
    const auto folder = office.directory.path() / "imports" / id.to_string();
    CHECK(std::filesystem::exists(folder / "homes.csv"));
    REQUIRE(office.discard(id));
    CHECK_FALSE(std::filesystem::exists(folder));
    CHECK(office.discard(id).error().code == ErrorCode::not_found);
    CHECK(office.commit(id).error().code == ErrorCode::not_found);
    CHECK(office.add(id, TableId::homes, "x").error().code == ErrorCode::not_found);

    const Ulid held = office.eight_homes();
    office.most_changes = office.changes + 3;
    REQUIRE(office.commit(held));
    REQUIRE(wait_until([&] { return office.record(held).state == ImportState::applying; }));
    CHECK(office.discard(held).error().code == ErrorCode::conflict);
    CHECK(office.add(held, TableId::homes, "x").error().code == ErrorCode::conflict);
    office.most_changes = 1'000'000;
    office.until(held, ImportState::finished);
}

TEST_CASE("what ended more than thirty days ago is forgotten at the next start") {
    Office office;
    const Ulid old = office.eight_homes();
    office.close();
    office.centre.clock->advance(Millis{31LL * 24 * 3'600'000});
    office.open();
    CHECK(wait_until([&] { return !office.centre.reader().registry().import_record(old).value(); }));
    const Ulid fresh = office.draft();
    office.close();
    office.open();
    CHECK(office.record(fresh).state == ImportState::draft);
}

TEST_CASE("an import without files is refused, and more drafts than anybody needs are not begun") {
    Office office;
    const Ulid id = office.draft();
    REQUIRE(office.commit(id));
    CHECK(office.until(id, ImportState::refused).errors.starts_with("expected at least one file"));
    office.draft();
    office.draft();
    const auto fourth = Office::wait<ImportRecord>(
        [&](auto done) { office.jobs->create("user:li", "", registry::Encoding::utf8, std::move(done)); });
    REQUIRE_FALSE(fourth);
    CHECK(fourth.error().code == ErrorCode::exhausted);
}
