#include "alertd/store/sqlite/access.hpp"

#include "alertd/store/sqlite/in_scope.hpp"
#include "alertd/store/sqlite/rows.hpp"
#include "base/words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace anju::alertd::store {

namespace {

constexpr std::array<std::string_view, 3> kAccountStates{"active", "disabled", "removed"};
static_assert(kAccountStates.size() == static_cast<std::size_t>(AccountState::removed) + 1);

}  // namespace

std::string_view to_string(AccountState value) { return word_of(kAccountStates, value); }

namespace sqlite {

namespace {

constexpr std::string_view kAccountColumns =
    "name, role, everywhere, streets, committees, state, password_hash, must_change, version, created_at, changed_at";
constexpr std::string_view kSessionColumns = "digest, account, address, opened_at, seen_at, expires_at";
constexpr std::string_view kTokenColumns =
    "name, digest, role, everywhere, streets, committees, created_by, created_at, expires_at, last_used_at, revoked_at";
constexpr std::string_view kRevealColumns = "at, actor, home, incident, reason, text";
constexpr std::size_t kMostReveals = 10'000;

template <class Id>
std::set<Id> read_ids(Query& row) {
    boost::system::error_code broken;
    const auto parsed = boost::json::parse(row.text(), broken);
    if (broken || !parsed.is_array()) throw CorruptRow("a list of ids was expected");
    std::set<Id> ids;
    for (const auto& value : parsed.get_array()) {
        if (!value.is_string()) throw CorruptRow("a list of ids was expected");
        ids.emplace(std::string(value.get_string()));
    }
    return ids;
}

core::Role read_role(Query& row) {
    const auto role = core::parse_role(row.text());
    if (!role) throw CorruptRow("a role was expected");
    return *role;
}

/// In the order of the columns.
core::Scope read_scope(Query& row) {
    core::Scope scope;
    scope.everything = row.flag();
    scope.streets = read_ids<StreetId>(row);
    scope.committees = read_ids<CommitteeId>(row);
    return scope;
}

Digest read_digest(Query& row) {
    const std::string bytes = row.text();
    Digest digest;
    if (bytes.size() != digest.bytes.size()) throw CorruptRow("a digest of 32 bytes was expected");
    std::ranges::transform(bytes, digest.bytes.begin(), [](char c) { return static_cast<unsigned char>(c); });
    return digest;
}

void bind_digest(Query& query, const Digest& digest) {
    query.bind_blob({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

Account read_account(Query& row) {
    Account account;
    account.name = row.text();
    account.role = read_role(row);
    account.scope = read_scope(row);
    const auto state = find_word<AccountState>(kAccountStates, row.text());
    if (!state) throw CorruptRow("the state of an account was expected");
    account.state = *state;
    account.password_hash = row.text();
    account.must_change = row.flag();
    account.version = row.integer<std::uint64_t>();
    account.created_at = row.time();
    account.changed_at = row.time();
    return account;
}

Session read_session(Query& row) {
    Session session;
    session.digest = read_digest(row);
    session.account = row.text();
    session.address = row.text();
    session.opened_at = row.time();
    session.seen_at = row.time();
    session.expires_at = row.time();
    return session;
}

ApiToken read_token(Query& row) {
    ApiToken token;
    token.name = row.text();
    token.digest = read_digest(row);
    token.role = read_role(row);
    token.scope = read_scope(row);
    token.created_by = row.text();
    token.created_at = row.time();
    token.expires_at = row.optional_time();
    token.last_used_at = row.optional_time();
    token.revoked_at = row.optional_time();
    return token;
}

Reveal read_reveal(Query& row) {
    Reveal reveal;
    reveal.at = row.time();
    reveal.actor = row.text();
    reveal.home = row.name<HomeId>();
    reveal.incident = row.optional_id<IncidentId>();
    reveal.reason = row.text();
    reveal.text = row.text();
    return reveal;
}

template <class T>
Result<std::vector<T>> list(Connection& connection, const char* operation, std::string_view columns, const char* rest,
                            T (*read)(Query&)) {
    return connection.attempt(operation, [&]() -> Result<std::vector<T>> {
        Query query = connection.query(select(columns, rest));
        return all(query, read);
    });
}

}  // namespace

// ---- reading ---------------------------------------------------------------------------------

Result<std::vector<Account>> SqliteAccessReader::accounts() {
    return list(connection_, "list the accounts", kAccountColumns, "accounts ORDER BY name", read_account);
}

Result<std::vector<Session>> SqliteAccessReader::sessions() {
    return list(connection_, "list the sessions", kSessionColumns, "sessions ORDER BY opened_at", read_session);
}

Result<std::vector<ApiToken>> SqliteAccessReader::tokens() {
    return list(connection_, "list the tokens", kTokenColumns, "api_tokens ORDER BY name", read_token);
}

Result<std::optional<Household>> SqliteAccessReader::household(const HomeId& home) {
    return connection_.attempt("load a home's card", [&]() -> Result<std::optional<Household>> {
        const ReadTransaction view(connection_);
        Household card;
        {
            Query query = connection_.query(
                "SELECT h.committee, c.street, h.address FROM homes h JOIN committees c ON c.id = h.committee "
                "WHERE h.id = ?");
            if (!query.bind(home).next()) return std::optional<Household>();
            card.place.home = home;
            card.place.registered = true;
            card.place.committee = query.name<CommitteeId>();
            card.place.street = query.name<StreetId>();
            card.place.address = query.text();
        }
        Query residents = connection_.query(select(kResidentColumns, "residents WHERE home = ? ORDER BY id"));
        card.residents = all(residents.bind(home), read_resident);
        Query contacts = connection_.query(std::string(kContactsOfHome));
        card.contacts = all(contacts.bind(home), read_contact);
        return std::optional<Household>(std::move(card));
    });
}

Result<std::vector<Reveal>> SqliteAccessReader::reveals(const std::optional<HomeId>& home, std::size_t limit) {
    return connection_.attempt("list who saw personal data", [&]() -> Result<std::vector<Reveal>> {
        Query query =
            connection_.query(select(kRevealColumns, home ? "reveals WHERE home = ? ORDER BY number DESC LIMIT ?"
                                                          : "reveals ORDER BY number DESC LIMIT ?"));
        if (home) query.bind(*home);
        return all(query.bind(std::clamp<std::size_t>(limit, 1, kMostReveals)), read_reveal);
    });
}

// ---- writing ---------------------------------------------------------------------------------

Result<std::optional<Account>> SqliteAccessWriter::account(const std::string& name) {
    return gate_.connection().attempt("load an account", [&]() -> Result<std::optional<Account>> {
        Query query = gate_.connection().query(select(kAccountColumns, "accounts WHERE name = ?"));
        return first(query.bind(name), read_account);
    });
}

Result<std::size_t> SqliteAccessWriter::administrators() {
    return gate_.connection().attempt("count the administrators", [&]() -> Result<std::size_t> {
        Query query = gate_.connection().query(
            "SELECT count(*) FROM accounts WHERE role = 'administrator' AND state = 'active' AND everywhere = 1 "
            "AND password_hash <> ''");
        query.next();
        return query.integer<std::size_t>();
    });
}

Result<std::optional<std::string>> SqliteAccessWriter::unknown_area(const core::Scope& scope) {
    return gate_.connection().attempt("look for an area", [&]() -> Result<std::optional<std::string>> {
        for (const StreetId& street : scope.streets) {
            Query query = gate_.connection().query("SELECT 1 FROM streets WHERE id = ?");
            if (!query.bind(street).next()) return std::optional("street '" + street.value + "'");
        }
        for (const CommitteeId& committee : scope.committees) {
            Query query = gate_.connection().query("SELECT 1 FROM committees WHERE id = ?");
            if (!query.bind(committee).next()) return std::optional("committee '" + committee.value + "'");
        }
        return std::optional<std::string>();
    });
}

Result<void> SqliteAccessWriter::put(const Account& account) {
    static const std::string sql = upsert("accounts", kAccountColumns);
    return run("store an account", sql.c_str(), [&](Query& query) {
        query.bind(account.name, to_string(account.role), account.scope.everything, ids_as_json(account.scope.streets),
                   ids_as_json(account.scope.committees), to_string(account.state), account.password_hash,
                   account.must_change, account.version, account.created_at, account.changed_at);
    });
}

Result<void> SqliteAccessWriter::put(const Session& session) {
    static const std::string sql = upsert("sessions", kSessionColumns);
    return run("store a session", sql.c_str(), [&](Query& query) {
        bind_digest(query, session.digest);
        query.bind(session.account, session.address, session.opened_at, session.seen_at, session.expires_at);
    });
}

Result<void> SqliteAccessWriter::seen(const Digest& session, UtcTime at) {
    return run("note a session's use", "UPDATE sessions SET seen_at = max(seen_at, ?) WHERE digest = ?",
               [&](Query& query) {
                   query.bind(at);
                   bind_digest(query, session);
               });
}

Result<void> SqliteAccessWriter::end_session(const Digest& session) {
    return run("end a session", "DELETE FROM sessions WHERE digest = ?",
               [&](Query& query) { bind_digest(query, session); });
}

Result<void> SqliteAccessWriter::end_sessions(const std::string& account, const std::optional<Digest>& keep) {
    return run(
        "end an account's sessions",
        keep ? "DELETE FROM sessions WHERE account = ? AND digest <> ?" : "DELETE FROM sessions WHERE account = ?",
        [&](Query& query) {
            query.bind(account);
            if (keep) bind_digest(query, *keep);
        });
}

Result<void> SqliteAccessWriter::end_old_sessions(UtcTime now, UtcTime idle_since) {
    return run("end old sessions", "DELETE FROM sessions WHERE expires_at <= ? OR seen_at < ?",
               [&](Query& query) { query.bind(now, idle_since); });
}

Result<std::optional<ApiToken>> SqliteAccessWriter::token(const std::string& name) {
    return gate_.connection().attempt("load a token", [&]() -> Result<std::optional<ApiToken>> {
        Query query = gate_.connection().query(select(kTokenColumns, "api_tokens WHERE name = ?"));
        return first(query.bind(name), read_token);
    });
}

Result<void> SqliteAccessWriter::put(const ApiToken& token) {
    static const std::string sql = upsert("api_tokens", kTokenColumns);
    return run("store a token", sql.c_str(), [&](Query& query) {
        query.bind(token.name);
        bind_digest(query, token.digest);
        query.bind(to_string(token.role), token.scope.everything, ids_as_json(token.scope.streets),
                   ids_as_json(token.scope.committees), token.created_by, token.created_at, token.expires_at,
                   token.last_used_at, token.revoked_at);
    });
}

Result<void> SqliteAccessWriter::used(const std::string& token, UtcTime at) {
    return run("note a token's use",
               "UPDATE api_tokens SET last_used_at = max(coalesce(last_used_at, 0), ?) WHERE name = ?",
               [&](Query& query) { query.bind(at, token); });
}

Result<void> SqliteAccessWriter::append(const Reveal& reveal) {
    return run("note who saw personal data",
               "INSERT INTO reveals (at, actor, home, incident, reason, text) VALUES (?, ?, ?, ?, ?, ?)",
               [&](Query& query) {
                   query.bind(reveal.at, reveal.actor, reveal.home, reveal.incident, reveal.reason, reveal.text);
               });
}

}  // namespace sqlite

}  // namespace anju::alertd::store
