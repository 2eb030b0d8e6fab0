#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;

TEST_CASE_TEMPLATE("an empty journal verifies", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto report = must(backend.reader()->verify_journal({}));
    CHECK(report.rows == 0);
    CHECK(report.head == std::string(64, '0'));
    CHECK_FALSE(report.broken_at.has_value());
    CHECK(must(backend.reader()->journal_head()) == 0);
}

TEST_CASE_TEMPLATE("journal rows are numbered from 1 without gaps and come back as they were told", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    std::vector<alertd::core::JournalEntry> told;
    for (int life = 0; life < 2; ++life) {
        auto writer = backend.writer();
        commit(*writer, [&] {
            for (std::uint32_t n = 1; n <= 3; ++n) told.push_back(must(writer->append(sample_entry(n))));
            auto plain = sample_entry(4);
            plain.incident.reset();
            plain.detail.clear();
            told.push_back(must(writer->append(plain)));
        });
    }
    auto reader = backend.reader();
    CHECK(must(reader->journal_head()) == 8);
    const auto stored = must(reader->journal_after(0, 100));
    REQUIRE(stored.size() == 8);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        CHECK(stored[i].seq == i + 1);
        CHECK(show(stored[i]) == show(told[i]));
    }
    const auto page = must(reader->journal_after(6, 1));
    REQUIRE(page.size() == 1);
    CHECK(page[0].seq == 7);
    CHECK(must(reader->journal_after(8, 10)).empty());
}

TEST_CASE_TEMPLATE("the journal is searched in both directions, by event, actor and case", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    const auto writer = backend.writer();
    const IncidentId asked = *sample_entry(7).incident;
    commit(*writer, [&] {
        for (std::uint32_t n = 1; n <= 30; ++n) {
            auto entry = sample_entry(n);
            entry.event = n % 3 == 0 ? "incident.closed" : "alert.raised";
            entry.actor = n % 2 == 0 ? "user:Wang" : "gateway:g%_1";
            entry.incident = n % 5 == 0 ? std::optional(asked) : std::nullopt;
            must(writer->append(entry));
        }
    });
    const auto reader = backend.reader();
    const auto found = [&](const alertd::store::JournalSearch& search) {
        const auto piece = must(reader->search_journal(search));
        std::string numbers;
        for (const auto& entry : piece.entries) numbers += std::to_string(entry.seq) + " ";
        return numbers + "to " + std::to_string(piece.reached);
    };
    alertd::store::JournalSearch search;
    search.limit = 3;
    CHECK(found(search) == "1 2 3 to 3");
    search.after = 28;
    CHECK(found(search) == "29 30 to 30");
    search.after = 30;
    CHECK(found(search) == "to 30");
    search = {true, 31, 3, "", "", {}};
    CHECK(found(search) == "30 29 28 to 28");
    search.after = 3;
    CHECK(found(search) == "2 1 to 1");
    search.after = 1;
    CHECK(found(search) == "to 1");
    CHECK(found({false, 0, 50, "incident.", "wang", {}}) == "6 12 18 24 30 to 30");
    CHECK(found({true, 20, 2, "incident.", "WANG", {}}) == "18 12 to 12");
    CHECK(found({false, 0, 50, "", "g%_1", asked}) == "5 15 25 to 30");
    CHECK(found({true, INT64_MAX, 50, "", "", asked}) == "30 25 20 15 10 5 to 1");
    CHECK(found({false, 0, 50, "alert.r", "%", asked}) == "5 25 to 30");
    CHECK(found({false, 0, 50, "closed", "", {}}) == "to 30");
}

TEST_CASE_TEMPLATE("a search that finds nothing ends in pieces", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    const auto writer = backend.writer();
    commit(*writer, [&] {
        for (std::uint32_t n = 1; n <= 25'000; ++n) must(writer->append(sample_entry(n)));
    });
    const auto reader = backend.reader();
    for (const bool newest_first : {false, true}) {
        alertd::store::JournalSearch search{newest_first, newest_first ? 25'001U : 0U, 10, "none.such", "", {}};
        int pieces = 0;
        for (const std::uint64_t end = newest_first ? 1 : 25'000; search.after != end; ++pieces) {
            const auto piece = must(reader->search_journal(search));
            CHECK(piece.entries.empty());
            REQUIRE(piece.reached != search.after);
            search.after = piece.reached;
        }
        CHECK(pieces > 1);
    }
}

TEST_CASE_TEMPLATE("a journal of several portions verifies and reports its progress", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (std::uint32_t n = 1; n <= 12'000; ++n) must(writer->append(sample_entry(n)));
    });
    std::vector<std::uint64_t> progress;
    const auto report = must(backend.reader()->verify_journal([&](std::uint64_t row) { progress.push_back(row); }));
    CHECK(report.rows == 12'000);
    CHECK_FALSE(report.broken_at.has_value());
    CHECK(report.head.size() == 64);
    REQUIRE(progress.size() > 1);
    CHECK(progress.back() == 12'000);
}

TEST_CASE_TEMPLATE("text that is not UTF-8 is journalled and shown with replacements", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto entry = sample_entry(1);
    entry.detail = {{"raw", "a\xff\xfe z"}};
    commit(*writer, [&] { must(writer->append(entry)); });
    const auto stored = must(backend.reader()->journal_after(0, 1));
    REQUIRE(stored.at(0).detail.size() == 1);
    CHECK(stored[0].detail[0].first == "raw");
    CHECK(stored[0].detail[0].second.front() == 'a');
    CHECK_FALSE(must(backend.reader()->verify_journal({})).broken_at.has_value());
}

TEST_CASE_TEMPLATE("a journal verifies piece by piece, and goes on from a mark", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto write = [&](std::uint32_t first, std::uint32_t last) {
        commit(*writer, [&] {
            for (std::uint32_t n = first; n <= last; ++n) must(writer->append(sample_entry(n)));
        });
    };
    write(1, 11'000);
    auto reader = backend.reader();
    alertd::store::VerifyMark mark;
    int pieces = 0;
    for (bool at_end = false; !at_end; ++pieces) {
        const auto piece = must(reader->verify_journal_from(mark));
        REQUIRE_FALSE(piece.broken_at.has_value());
        mark = piece.reached;
        at_end = piece.at_end;
    }
    CHECK(pieces > 1);
    CHECK(mark.seq == 11'000);
    CHECK(mark.hash == must(reader->verify_journal({})).head);
    write(11'001, 11'005);
    CHECK(must(reader->verify_journal_from(mark)).reached.seq == 11'005);
    for (const alertd::store::VerifyMark& wrong :
         std::vector<alertd::store::VerifyMark>{{1, ""}, {0, mark.hash}, {5, "abc"}, {5, mark.hash + "00"}}) {
        CHECK(reader->verify_journal_from(wrong).error().code == ErrorCode::invalid);
    }
}

TEST_CASE_TEMPLATE("a chain that somebody computed anew does not fit a mark that was kept elsewhere", Backend,
                   ANJU_STORE_BACKENDS) {
    const auto journal_with = [](Backend& backend, const std::string& actor) {
        auto writer = backend.writer();
        commit(*writer, [&] {
            for (std::uint32_t n = 1; n <= 10; ++n) {
                auto entry = sample_entry(n);
                if (n == 4) entry.actor = actor;
                must(writer->append(entry));
            }
        });
    };
    Backend true_one, rewritten;
    journal_with(true_one, "user:wang");
    journal_with(rewritten, "user:nobody");
    const auto mark = must(true_one.reader()->verify_journal_from({})).reached;
    CHECK_FALSE(must(rewritten.reader()->verify_journal({})).broken_at.has_value());
    const auto piece = must(rewritten.reader()->verify_journal_from(mark));
    CHECK(piece.broken_at == 10);
    CHECK_FALSE(must(true_one.reader()->verify_journal_from(mark)).broken_at.has_value());
}
