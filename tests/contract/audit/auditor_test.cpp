// The auditor on a real store: what it finds, what it reports, and what it says when it cannot look.
#include "alertd/audit/auditor.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <vector>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using namespace std::chrono_literals;

namespace {

/// A store with one unanswered case, and an auditor over it whose reports are kept.
struct Bench {
    explicit Bench(audit::AuditorOptions options = {}) {
        auto opened = store::open_sqlite_writer({path()});
        REQUIRE(opened);
        writer = std::move(opened).value();
        incident.id.value.bytes.fill(1);
        incident.opened_at = incident.changed_at = clock->now().utc;
        incident.place.home = HomeId("h1");
        auditor = std::make_unique<audit::Auditor>(
            options,
            [this]() -> Result<std::unique_ptr<store::Reader>> {
                if (unreadable) return fail(ErrorCode::unavailable, "the test says that it cannot be opened");
                return store::open_sqlite_reader(path());
            },
            [this](const store::AuditFindings& findings) {
                const std::lock_guard guard(mutex);
                reports.push_back(findings);
            },
            clock);
    }
    std::string path() { return (directory / "alertd.db").string(); }
    template <class Body>
    void commit(Body&& body) {
        REQUIRE(writer->begin());
        body();
        REQUIRE(writer->commit());
    }
    std::size_t reported() {
        const std::lock_guard guard(mutex);
        return reports.size();
    }

    TempDir directory{"audit"};
    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
    std::unique_ptr<store::Writer> writer;
    core::Incident incident;
    std::atomic<bool> unreadable{false};
    std::mutex mutex;
    std::vector<store::AuditFindings> reports;
    std::unique_ptr<audit::Auditor> auditor;
};

}  // namespace

TEST_CASE("a case without a next step is a finding once the engine has had its time, and its end is reported") {
    Bench bench;
    bench.commit([&] { REQUIRE(bench.writer->put(bench.incident)); });
    bench.clock->advance(30s);
    CHECK(bench.auditor->look().value().all() == 0);
    CHECK(bench.reported() == 0);
    bench.clock->advance(1ms);
    CHECK(bench.auditor->look().value().steps_missing == 1);
    REQUIRE(bench.reported() == 1);
    CHECK(bench.auditor->findings().steps_missing == 1);

    const core::Escalation step{bench.incident.id, 1, bench.clock->now().utc + 1h, core::EscalationState::pending};
    bench.commit([&] { REQUIRE(bench.writer->put(step)); });
    CHECK(bench.auditor->look().value().all() == 0);
    REQUIRE(bench.reported() == 2);
    CHECK(bench.reports.back().all() == 0);
    CHECK(bench.auditor->look().value().all() == 0);
    CHECK(bench.reported() == 2);
}

TEST_CASE("a look that fails is no clean look, and is known to be missing after a while") {
    Bench bench;
    CHECK_FALSE(bench.auditor->is_looking());
    CHECK(bench.auditor->look());
    CHECK(bench.auditor->is_looking());
    bench.unreadable = true;
    bench.clock->advance(45s);
    CHECK(bench.auditor->is_looking());
    bench.clock->advance(1ms);
    CHECK_FALSE(bench.auditor->is_looking());
}

TEST_CASE("the auditor looks by itself, and reports at its start that nothing is wrong") {
    audit::AuditorOptions options;
    options.every = 5ms;
    Bench bench(options);
    bench.auditor->start();
    CHECK(wait_until([&] { return bench.reported() == 1; }));
    CHECK(bench.auditor->since_last_look().has_value());
    bench.auditor->stop();
    CHECK(bench.reports.front().all() == 0);
}
