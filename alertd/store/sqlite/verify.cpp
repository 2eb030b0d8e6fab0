#include "alertd/store/sqlite/verify.hpp"

#include "alertd/store/sqlite/chain.hpp"

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::size_t kPortion = 5'000;

ChainRow read_row(Query& query) {
    ChainRow row;
    row.seq = query.integer<std::uint64_t>();
    row.at = query.time();
    row.event = query.text();
    row.actor = query.text();
    row.incident = query.optional_id<IncidentId>();
    row.detail = query.text();
    row.previous = hash_from(query.text());
    row.hash = hash_from(query.text());
    return row;
}

/// What of `row` does not fit behind `head`; empty when it fits.
std::string misfit(const ChainHead& head, const ChainRow& row) {
    if (row.seq > head.seq + 1) {
        return "row " + std::to_string(head.seq + 1) + " was expected, the next one is " + std::to_string(row.seq);
    }
    if (row.seq <= head.seq) return "row " + std::to_string(head.seq + 1) + " was expected";
    if (row.previous != head.hash) return "prev_hash is not the hash of the row before";
    if (row.hash != hash_of(row)) return "the hash does not fit the row's content";
    return {};
}

void note_broken(VerifyReport& report, std::uint64_t row, std::string what) {
    report.broken_at = row;
    report.what = std::move(what);
}

/// Checks up to a portion of rows behind `head` and moves it; false when something does not fit or
/// the end was reached, which `at_end` then says.
bool verify_portion(Connection& connection, ChainHead& head, VerifyReport& report, bool& at_end) {
    Query query = connection.query(
        "SELECT seq, at, event, actor, incident, detail, prev_hash, hash FROM journal WHERE seq > ? "
        "ORDER BY seq LIMIT ?");
    // The first portion also finds rows that someone numbered 0 or less.
    query.bind(report.rows == 0 ? std::int64_t{-9223372036854775807} : static_cast<std::int64_t>(head.seq), kPortion);
    std::size_t rows = 0;
    while (query.next()) {
        ++rows;
        ChainRow row;
        try {
            row = read_row(query);
        } catch (const CorruptRow& corrupt) {
            note_broken(report, head.seq + 1, corrupt.what());
            return false;
        }
        if (std::string what = misfit(head, row); !what.empty()) {
            note_broken(report, head.seq + 1, std::move(what));
            return false;
        }
        head = {row.seq, row.hash};
        ++report.rows;
    }
    at_end = rows < kPortion;
    return !at_end;
}

void verify_end(Connection& connection, const ChainHead& head, VerifyReport& report) {
    Query query = connection.query("SELECT seq, hash FROM journal_head");
    if (!query.next()) return note_broken(report, head.seq + 1, "the record of the last row is missing");
    const ChainHead recorded{query.integer<std::uint64_t>(), hash_from(query.text())};
    if (recorded.seq > head.seq) {
        note_broken(report, head.seq + 1,
                    "rows " + std::to_string(head.seq + 1) + " to " + std::to_string(recorded.seq) + " are missing");
    } else if (recorded != head) {
        note_broken(report, recorded.seq + 1,
                    "the record of the last row names row " + std::to_string(recorded.seq) + " with hash " +
                        to_hex(recorded.hash));
    }
}

}  // namespace

Result<VerifyReport> verify(Connection& connection, const std::function<void(std::uint64_t)>& progress) {
    return connection.attempt("verify the journal", [&]() -> Result<VerifyReport> {
        VerifyReport report;
        ChainHead head;
        bool at_end = false;
        for (bool more = true; more;) {
            // The end must be compared with the record of it as both were at one moment.
            ReadTransaction snapshot(connection);
            more = verify_portion(connection, head, report, at_end);
            if (at_end) verify_end(connection, head, report);
            if (progress) progress(head.seq);
        }
        report.head = to_hex(head.hash);
        return report;
    });
}

}  // namespace anju::alertd::store::sqlite
