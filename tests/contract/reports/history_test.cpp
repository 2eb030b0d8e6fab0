// The figures against a naive count of the same history: whatever happened, in whatever pieces it was counted.
#include "alertd/reports/counting.hpp"
#include "alertd/reports/days.hpp"
#include "tests/contract/reports/naive.hpp"
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/must.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

constexpr int kFirst = 20'000, kAll = 40'000;  // days around the whole history

void compare(store::Reader& reader, const History& history, const NaiveAsked& asked) {
    CHECK(counted_cases(reader, asked) == naive_cases(history, asked));
    CHECK(counted_times(reader, asked) == naive_times(history, asked));
    CHECK(counted_windows(reader, asked) == naive_windows(history, asked));
}

void count_all(store::Writer& writer, std::size_t piece) {
    for (;;) {
        std::size_t taken = 0;
        commit(writer, [&] { taken = must(reports::count_on(writer, piece)); });
        if (taken < piece) return;
    }
}

}  // namespace

TEST_CASE("the figures of any history are those of a naive count, for every part of time and district") {
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
        CAPTURE(seed);
        SqliteBackend backend;
        const History history = make_history(seed, 120);
        REQUIRE(history.journal.size() > 500);
        auto writer = backend.writer();
        write_cases(*writer, history);
        write_journal(*writer, history, 0, history.journal.size());
        count_all(*writer, 97);
        auto reader = backend.reader();
        compare(*reader, history, {kFirst, kAll});
        CHECK(counted_sources(*reader, {kFirst, kAll}) == naive_sources(history, {kFirst, kAll}));
        const int march = reports::parse_month("2026-03").value().first;
        compare(*reader, history, {march, march + 30});
        compare(*reader, history, {march + 9, march + 9});
        core::Scope scope;
        scope.streets = {StreetId("s1")};
        scope.committees = {CommitteeId("c0")};
        compare(*reader, history, {kFirst, kAll, scope});
        CHECK(counted_cases(*reader, {kFirst, kAll, core::Scope{}}).empty());
    }
}

TEST_CASE("counting goes on where it ended, whenever that was, also when a piece was undone") {
    SqliteBackend backend;
    const History history = make_history(11, 150);
    std::mt19937_64 chance(11);
    auto writer = backend.writer();
    write_cases(*writer, history);
    std::size_t written = 0;
    while (written < history.journal.size()) {
        const std::size_t more = std::min<std::size_t>(history.journal.size() - written, 1 + chance() % 60);
        write_journal(*writer, history, written, written + more);
        written += more;
        const std::size_t piece = 1 + chance() % 50;
        must(writer->begin());
        must(reports::count_on(*writer, piece));
        if (chance() % 3 == 0) {
            writer->rollback();  // as after a full disk
        } else {
            must(writer->commit());
        }
        if (chance() % 10 == 0) {
            writer.reset();  // as after a restart
            writer = backend.writer();
        }
    }
    count_all(*writer, 100);
    compare(*backend.reader(), history, {kFirst, kAll});
    CHECK(must(backend.reader()->figures().progress()).seq == history.journal.size());
}

TEST_CASE("rebuilt figures are the same figures") {
    SqliteBackend backend;
    const History history = make_history(21, 100);
    auto writer = backend.writer();
    write_cases(*writer, history);
    write_journal(*writer, history, 0, history.journal.size());
    count_all(*writer, 10);
    const auto before = counted_cases(*backend.reader(), {kFirst, kAll});
    std::uint64_t told = 0;
    const auto counted = must(reports::rebuild(*writer, Millis{8 * 3'600'000}, [&](std::uint64_t n) { told = n; }));
    CHECK(counted == history.journal.size());
    CHECK(told == counted);
    CHECK(counted_cases(*backend.reader(), {kFirst, kAll}) == before);
    compare(*backend.reader(), history, {kFirst, kAll});
}
