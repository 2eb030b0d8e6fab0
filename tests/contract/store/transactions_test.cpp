#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;

TEST_CASE_TEMPLATE("what is committed is there for readers and after a restart", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    {
        auto writer = backend.writer();
        commit(*writer, [&] { must(writer->put(sample_incident(1))); });
        CHECK(must(backend.reader()->incident(made<IncidentId>(1))).has_value());
    }
    auto writer = backend.writer();
    CHECK(must(writer->incident(made<IncidentId>(1))).has_value());
}

TEST_CASE_TEMPLATE("what is rolled back never happened", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    must(writer->begin());
    must(writer->put(sample_incident(1)));
    must(writer->append(sample_entry(1)));
    CHECK(must(writer->incident(made<IncidentId>(1))).has_value());
    writer->rollback();
    CHECK_FALSE(must(writer->incident(made<IncidentId>(1))).has_value());
    commit(*writer, [&] { CHECK(must(writer->append(sample_entry(2))).seq == 1); });
    CHECK_FALSE(must(backend.reader()->verify_journal({})).broken_at.has_value());
}

TEST_CASE_TEMPLATE("one part of a transaction is undone alone", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->savepoint());
        must(writer->put(sample_incident(1)));
        must(writer->append(sample_entry(1)));
        must(writer->release_savepoint());
        must(writer->savepoint());
        must(writer->put(sample_incident(2)));
        CHECK(must(writer->append(sample_entry(2))).seq == 2);
        writer->rollback_to_savepoint();
        must(writer->savepoint());
        must(writer->put(sample_incident(3)));
        CHECK(must(writer->append(sample_entry(3))).seq == 2);
        must(writer->release_savepoint());
    });
    auto reader = backend.reader();
    CHECK(must(reader->incident(made<IncidentId>(1))).has_value());
    CHECK_FALSE(must(reader->incident(made<IncidentId>(2))).has_value());
    CHECK(must(reader->incident(made<IncidentId>(3))).has_value());
    const auto report = must(reader->verify_journal({}));
    CHECK(report.rows == 2);
    CHECK_FALSE(report.broken_at.has_value());
}

TEST_CASE_TEMPLATE("a write outside a transaction is refused", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto put = writer->put(sample_incident(1));
    REQUIRE_FALSE(put);
    CHECK(put.error().code == ErrorCode::internal);
    CHECK_FALSE(writer->commit());
    CHECK_FALSE(must(writer->incident(made<IncidentId>(1))).has_value());
}

TEST_CASE_TEMPLATE("a second begin is refused and leaves the first transaction alone", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->put(sample_incident(1)));
        CHECK_FALSE(writer->begin());
    });
    CHECK(must(writer->incident(made<IncidentId>(1))).has_value());
}

TEST_CASE_TEMPLATE("a reader sees one moment while the writer goes on", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto reader = backend.reader();
    for (std::uint32_t n = 1; n <= 50; ++n) {
        must(writer->begin());
        must(writer->put(sample_incident(n)));
        must(writer->append(sample_entry(n)));
        const auto before = must(reader->snapshot(1000));
        CHECK(before.seq == n - 1);
        CHECK(before.open.size() == n - 1);
        must(writer->commit());
        const auto after = must(reader->snapshot(1000));
        CHECK(after.seq == n);
        CHECK(after.open.size() == n);
    }
}
