#include "alertd/store/sqlite/search_index.hpp"

#include <algorithm>
#include <filesystem>

namespace anju::alertd::store {

namespace sqlite {

namespace {

/// Of the index's shape and of the tokens in it: another number means that it is made again.
constexpr std::int64_t kVersion = 1;

// `ascii`: whatever is no ASCII is part of a token, so Chinese tokens stay as they were made. The prefixes
// of one and two characters have an index of their own, because "z" begins a third of all names.
constexpr const char* kSchema =
    "PRAGMA user_version = 1;"
    "CREATE TABLE documents (id INTEGER PRIMARY KEY, home TEXT NOT NULL UNIQUE, names TEXT NOT NULL, "
    "phones TEXT NOT NULL, address TEXT NOT NULL, ids TEXT NOT NULL, committee TEXT NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE found USING fts5(names, phones, address, ids, committee, content = 'documents', "
    "content_rowid = 'id', tokenize = 'ascii', prefix = '1 2', columnsize = 0);"
    "CREATE TABLE progress (one INTEGER PRIMARY KEY CHECK (one = 1), change INTEGER NOT NULL, "
    "home TEXT NOT NULL) STRICT;"
    "INSERT INTO progress (one, change, home) VALUES (1, 0, '');";

/// A committee's id as a token: ids may hold any character.
std::string committee_token(const std::string& id) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string token = "c";
    for (const char c : id) {
        const auto byte = static_cast<unsigned char>(c);
        token.push_back(digits[byte >> 4U]);
        token.push_back(digits[byte & 0xfU]);
    }
    return token;
}

std::string_view name_of(SearchField field) {
    switch (field) {
        case SearchField::names: return "names";
        case SearchField::phones: return "phones";
        case SearchField::address: return "address";
        case SearchField::ids: break;
    }
    return "ids";
}

std::string expression_of(const SearchTerm& term, bool whole_names) {
    std::string text(name_of(term.field));
    text += " : \"";
    for (const std::string& token : term.tokens) {
        if (text.back() != '"') text += ' ';
        // The tokens have no quotes; if one had, the query would end there.
        for (const char c : token) text += c == '"' ? ' ' : c;
    }
    text += '"';
    if (term.prefix && !(whole_names && term.field == SearchField::names)) text += " *";
    return text;
}

SearchProgress read_progress(Connection& connection) {
    Query query = connection.query("SELECT change, home FROM progress WHERE one = 1");
    if (!query.next()) throw CorruptRow("the index's progress was expected");
    SearchProgress progress;
    progress.change = query.integer<std::uint64_t>();
    progress.home = query.text();
    return progress;
}

std::int64_t version_of(Connection& connection) {
    Query query = connection.query("PRAGMA user_version");
    return query.next() ? query.number() : 0;
}

class SqliteSearchWriter final : public SearchWriter {
public:
    explicit SqliteSearchWriter(const std::string& path) : connection_(path, Access::write) {
        // Lost in a power cut, it is made again; it never has to wait for the disk.
        connection_.execute("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 1000");
        if (version_of(connection_) == 0) {
            connection_.execute("BEGIN IMMEDIATE");
            connection_.execute(kSchema);
            connection_.execute("COMMIT");
        }
    }

    [[nodiscard]] bool is_ours() { return version_of(connection_) == kVersion; }

    Result<SearchProgress> progress() override {
        return connection_.attempt("read the index's progress",
                                   [&]() -> Result<SearchProgress> { return read_progress(connection_); });
    }

    Result<void> follow(std::span<const SearchDocument> documents, std::span<const std::string> removed,
                        const SearchProgress& progress) override {
        return in_transaction("write the search index", [&] {
            for (const std::string& home : removed) forget(home);
            for (const SearchDocument& document : documents) replace(document);
            connection_.query("UPDATE progress SET change = ?, home = ? WHERE one = 1")
                .bind(progress.change, progress.home)
                .run();
        });
    }

    Result<void> clear() override {
        return in_transaction("clear the search index", [&] {
            connection_.query("INSERT INTO found (found) VALUES ('delete-all')").run();
            connection_.query("DELETE FROM documents").run();
            connection_.query("UPDATE progress SET change = 0, home = '' WHERE one = 1").run();
        });
    }

private:
    template <class Body>
    Result<void> in_transaction(const char* operation, Body&& body) {
        auto done = connection_.attempt(operation, [&]() -> Result<void> {
            connection_.query("BEGIN IMMEDIATE").run();
            body();
            connection_.query("COMMIT").run();
            return success();
        });
        if (!done && connection_.in_transaction()) {
            static_cast<void>(connection_.attempt("undo", [&]() -> Result<void> {
                connection_.query("ROLLBACK").run();
                return success();
            }));
        }
        return done;
    }

    void forget(const std::string& home) {
        // FTS5 has to be told what it indexed; then its content may go.
        connection_
            .query(
                "INSERT INTO found (found, rowid, names, phones, address, ids, committee) "
                "SELECT 'delete', id, names, phones, address, ids, committee FROM documents WHERE home = ?")
            .bind(home)
            .run();
        connection_.query("DELETE FROM documents WHERE home = ?").bind(home).run();
    }

    void replace(const SearchDocument& document) {
        const std::string committee = committee_token(document.committee);
        {
            Query same = connection_.query(
                "SELECT 1 FROM documents WHERE home = ? AND names = ? AND phones = ? AND address = ? AND ids = ? "
                "AND committee = ?");
            same.bind(document.home, document.names, document.phones, document.address, document.ids, committee);
            if (same.next()) return;
        }
        forget(document.home);
        connection_
            .query("INSERT INTO documents (home, names, phones, address, ids, committee) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(document.home, document.names, document.phones, document.address, document.ids, committee)
            .run();
        connection_
            .query(
                "INSERT INTO found (rowid, names, phones, address, ids, committee) "
                "VALUES (last_insert_rowid(), ?, ?, ?, ?, ?)")
            .bind(document.names, document.phones, document.address, document.ids, committee)
            .run();
    }

    Connection connection_;
};

Result<std::unique_ptr<SearchWriter>> try_open(const std::string& file) {
    try {
        auto writer = std::make_unique<SqliteSearchWriter>(file);
        if (!writer->is_ours()) return fail(ErrorCode::corrupt, file + ": another version made it");
        ANJU_TRY(writer->progress());
        return std::unique_ptr<SearchWriter>(std::move(writer));
    } catch (const std::exception& exception) {
        return to_error(exception, file, "open the search index");
    }
}

}  // namespace

std::string search_file(const std::string& database) { return database + ".search"; }

std::string match_of(const SearchQuery& query, bool whole_names) {
    std::string match;
    for (const auto& word : query.words) {
        std::string any;
        for (const SearchTerm& term : word) {
            any.append(any.empty() ? "(" : " OR ").append(expression_of(term, whole_names));
        }
        if (!any.empty()) match.append(match.empty() ? "" : " AND ").append(any).append(")");
    }
    if (match.empty() || !query.committees) return match;
    std::string committees;
    for (const std::string& id : *query.committees) {
        committees.append(committees.empty() ? "" : " OR ").append("\"").append(committee_token(id)).append("\"");
    }
    return committees.empty() ? "" : match + " AND committee : (" + committees + ")";
}

SearchIndex::SearchIndex(const std::string& path) : connection_(path, Access::read_only) {}

bool SearchIndex::is_ours() { return version_of(connection_) == kVersion; }

SearchProgress SearchIndex::progress() { return read_progress(connection_); }

void SearchIndex::find_into(const std::string& match, std::size_t limit, std::vector<std::string>& homes) {
    if (match.empty() || homes.size() >= limit) return;
    Query query = connection_.query(
        "SELECT d.home FROM found f CROSS JOIN documents d ON d.id = f.rowid WHERE f.found MATCH ? LIMIT ?");
    query.bind(match, static_cast<std::uint64_t>(limit));
    while (homes.size() < limit && query.next()) {
        std::string home = query.text();
        if (std::ranges::find(homes, home) == homes.end()) homes.push_back(std::move(home));
    }
}

std::vector<std::string> SearchIndex::find(const SearchQuery& query) {
    std::vector<std::string> homes;
    const ReadTransaction view(connection_);
    const std::string whole = match_of(query, true);
    const std::string any = match_of(query, false);
    find_into(whole, query.limit, homes);
    if (any != whole) find_into(any, query.limit, homes);
    return homes;
}

}  // namespace sqlite

Result<std::unique_ptr<SearchWriter>> open_sqlite_search_writer(const std::string& path) {
    const std::string file = sqlite::search_file(path);
    auto writer = sqlite::try_open(file);
    if (writer || writer.error().code == ErrorCode::unavailable || writer.error().code == ErrorCode::exhausted) {
        return writer;
    }
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(file + suffix, ignored);
    }
    return sqlite::try_open(file);
}

}  // namespace anju::alertd::store
