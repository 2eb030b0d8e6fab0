#include "alertd/store/sqlite/verify.hpp"

#include "alertd/store/sqlite/chain.hpp"

#include <sodium.h>

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

Result<ChainHead> head_of(const VerifyMark& mark) {
    if (mark.seq == 0 && mark.hash.empty()) return ChainHead{};
    Hash hash{};
    std::size_t length = 0;
    const bool read =
        sodium_hex2bin(hash.data(), hash.size(), mark.hash.data(), mark.hash.size(), nullptr, &length, nullptr) == 0;
    if (mark.seq == 0 || mark.seq > INT64_MAX || !read || length != hash.size() ||
        mark.hash.size() != 2 * hash.size()) {
        return fail(ErrorCode::invalid, "a mark is the number of a row and its hash, 64 hex digits");
    }
    return ChainHead{mark.seq, hash};
}

bool is_row(Connection& connection, const ChainHead& head) {
    Query query = connection.query("SELECT hash FROM journal WHERE seq = ?");
    return query.bind(head.seq).next() && hash_from(query.text()) == head.hash;
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

Result<VerifyPiece> verify_from(Connection& connection, const VerifyMark& mark) {
    ANJU_TRY(auto head, head_of(mark));
    return connection.attempt("verify a piece of the journal", [&]() -> Result<VerifyPiece> {
        ReadTransaction snapshot(connection);
        VerifyReport report;
        report.rows = head.seq;
        VerifyPiece piece;
        if (head.seq > 0 && !is_row(connection, head)) {
            note_broken(report, head.seq,
                        "row " + std::to_string(head.seq) + " is not the one that was verified before");
        } else {
            verify_portion(connection, head, report, piece.at_end);
            if (piece.at_end) verify_end(connection, head, report);
        }
        piece.reached = {head.seq, head.seq == 0 ? "" : to_hex(head.hash)};
        piece.broken_at = report.broken_at;
        piece.what = report.what;
        return piece;
    });
}

}  // namespace anju::alertd::store::sqlite
