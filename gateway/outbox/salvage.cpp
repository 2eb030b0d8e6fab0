#include "gateway/outbox/salvage.hpp"

#include "codec/codec.hpp"
#include "gateway/outbox/database.hpp"
#include "gateway/outbox/record_text.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <map>
#include <string>

namespace anju::gateway::outbox {

namespace {

constexpr std::size_t kMostRows = 50'000;  // bounds the memory of a salvage

/// Reads until the end or the damage; the two are alike for us.
template <class Key, class ReadKey>
void read_some(SQLite::Database& from, const std::string& query, std::map<Key, std::string>& rows, ReadKey read_key) {
    try {
        SQLite::Statement select(from, query);
        while (rows.size() < kMostRows && select.executeStep()) {
            rows.emplace(read_key(select.getColumn(0)), select.getColumn(1).getString());
        }
    } catch (const SQLite::Exception&) {
        // Damage ends this direction; the other one goes on from its end.
    }
}

template <class Key, class ReadKey>
std::map<Key, std::string> read_from_both_ends(SQLite::Database& from, const std::string& query, ReadKey read_key) {
    std::map<Key, std::string> rows;
    read_some<Key>(from, query, rows, read_key);
    read_some<Key>(from, query + " DESC", rows, read_key);
    return rows;
}

std::size_t write_entries(const std::map<std::int64_t, std::string>& rows, SQLite::Database& to, const Now& now) {
    SQLite::Statement insert(to, "INSERT INTO entry (number, priority, created_utc_ms, payload) VALUES (?, ?, ?, ?)");
    std::int64_t number = 0;
    for (const auto& [old_number, payload] : rows) {
        const auto update = codec::decode_update(payload);
        if (update.has_error()) continue;
        insert.reset();
        insert.bind(1, ++number);
        insert.bind(2, static_cast<int>(priority_of(update.value())));
        insert.bind(3, static_cast<std::int64_t>(now.utc.time_since_epoch().count()));
        insert.bind(4, payload.data(), static_cast<int>(payload.size()));
        insert.exec();
    }
    SQLite::Statement life(to, "UPDATE life SET last_number = ?");
    life.bind(1, number);
    life.exec();
    return static_cast<std::size_t>(number);
}

std::size_t write_records(const std::map<std::string, std::string>& rows, SQLite::Database& to) {
    SQLite::Statement insert(to, "INSERT INTO record (key, value) VALUES (?, ?)");
    std::size_t written = 0;
    for (const auto& [key, text] : rows) {
        const auto record = parse_record(text);
        if (record.has_error() || core::key_of(record.value()) != key) continue;
        insert.reset();
        insert.bind(1, key);
        insert.bind(2, text);
        insert.exec();
        ++written;
    }
    return written;
}

}  // namespace

Salvaged salvage(const std::filesystem::path& from, SQLite::Database& to, const Now& now) {
    std::map<std::int64_t, std::string> entries;
    std::map<std::string, std::string> records;
    try {
        SQLite::Database damaged(from, SQLite::OPEN_READWRITE);
        entries = read_from_both_ends<std::int64_t>(damaged, "SELECT number, payload FROM entry ORDER BY number",
                                                    [](const SQLite::Column& column) { return column.getInt64(); });
        records = read_from_both_ends<std::string>(damaged, "SELECT key, value FROM record ORDER BY key",
                                                   [](const SQLite::Column& column) { return column.getString(); });
    } catch (const SQLite::Exception&) {
        // Not even the header can be read: nothing to salvage.
    }
    SQLite::Transaction transaction(to);
    Salvaged salvaged;
    salvaged.entries = write_entries(entries, to, now);
    salvaged.records = write_records(records, to);
    transaction.commit();
    return salvaged;
}

}  // namespace anju::gateway::outbox
