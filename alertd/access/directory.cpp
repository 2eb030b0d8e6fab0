#include "alertd/access/directory.hpp"

#include "alertd/access/secrets.hpp"

#include <algorithm>

namespace anju::alertd::access {

namespace {

/// Being a minute wrong about the last use does not matter; a write for each request would.
constexpr Millis kSaveEvery{60'000};

}  // namespace

void Directory::fill(std::vector<store::Account> accounts, std::vector<store::Session> sessions,
                     std::vector<store::ApiToken> tokens) {
    for (const auto& account : accounts) put(account);
    for (const auto& session : sessions) put(session);
    for (const auto& token : tokens) put(token);
}

void Directory::put(const store::Account& account) {
    const std::lock_guard lock(mutex_);
    accounts_[account.name] = account;
}

void Directory::put(const store::Session& session) {
    const std::lock_guard lock(mutex_);
    sessions_[session.digest] = {session, session.seen_at};
}

void Directory::put(const store::ApiToken& token) {
    const std::lock_guard lock(mutex_);
    const auto known = tokens_.find(token.name);
    if (known != tokens_.end()) token_names_.erase(known->second.row.digest);
    tokens_[token.name] = {token, token.last_used_at.value_or(UtcTime{})};
    token_names_[token.digest] = token.name;
}

void Directory::end_session(const store::Digest& digest) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(digest);
}

void Directory::end_sessions(const std::string& account, const std::optional<store::Digest>& keep) {
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& entry) {
        return entry.second.row.account == account && (!keep || entry.first != *keep);
    });
}

bool Directory::has_accounts() const {
    const std::lock_guard lock(mutex_);
    return !accounts_.empty();
}

std::optional<store::Account> Directory::account(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<store::Account> Directory::accounts() const {
    const std::lock_guard lock(mutex_);
    std::vector<store::Account> all;
    for (const auto& [name, account] : accounts_) all.push_back(account);
    return all;
}

std::vector<store::Session> Directory::sessions_of(const std::string& account) const {
    const std::lock_guard lock(mutex_);
    std::vector<store::Session> own;
    for (const auto& [digest, session] : sessions_) {
        if (session.row.account == account) own.push_back(session.row);
    }
    std::ranges::sort(own, {}, &store::Session::opened_at);
    return own;
}

std::optional<store::ApiToken> Directory::token(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = tokens_.find(name);
    return found == tokens_.end() ? std::nullopt : std::optional(found->second.row);
}

std::vector<store::ApiToken> Directory::tokens() const {
    const std::lock_guard lock(mutex_);
    std::vector<store::ApiToken> all;
    for (const auto& [name, token] : tokens_) all.push_back(token.row);
    return all;
}

// A digest of a guess says nothing about a secret's, so an ordinary search by it gives nothing away.

std::optional<Holder> Directory::by_session(std::string_view secret, UtcTime now) {
    const auto digest = digest_of(secret);
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(digest);
    return found == sessions_.end() ? std::nullopt : holder_of(found->second, now);
}

std::optional<Holder> Directory::by_token(std::string_view secret, UtcTime now) {
    const auto digest = digest_of(secret);
    const std::lock_guard lock(mutex_);
    const auto found = token_names_.find(digest);
    return found == token_names_.end() ? std::nullopt : holder_of(tokens_.at(found->second), now);
}

bool Directory::still_holds(const Credential& credential, UtcTime now) {
    const std::lock_guard lock(mutex_);
    std::optional<Holder> holder;
    if (credential.kind == Credential::Kind::session) {
        const auto found = sessions_.find(credential.digest);
        if (found != sessions_.end()) holder = holder_of(found->second, now);
    } else {
        const auto found = token_names_.find(credential.digest);
        if (found != token_names_.end()) holder = holder_of(tokens_.at(found->second), now);
    }
    return holder && holder->credential.version == credential.version;
}

std::optional<Holder> Directory::holder_of(KnownSession& session, UtcTime now) {
    store::Session& row = session.row;
    if (now >= row.expires_at || now >= row.seen_at + times_.idle) return std::nullopt;
    const auto found = accounts_.find(row.account);
    if (found == accounts_.end() || found->second.state != store::AccountState::active) return std::nullopt;
    const store::Account& account = found->second;
    row.seen_at = std::max(row.seen_at, now);
    return Holder{{Credential::Kind::session, row.digest, account.version},
                  account.name,
                  account.role,
                  account.scope,
                  account.must_change,
                  row.expires_at};
}

std::optional<Holder> Directory::holder_of(KnownToken& token, UtcTime now) {
    store::ApiToken& row = token.row;
    if (row.revoked_at || (row.expires_at && now >= *row.expires_at)) return std::nullopt;
    row.last_used_at = std::max(row.last_used_at.value_or(now), now);
    return Holder{{Credential::Kind::token, row.digest, 0}, row.name, row.role, row.scope, false, row.expires_at};
}

Directory::Seen Directory::take_seen(UtcTime now) {
    const std::lock_guard lock(mutex_);
    Seen seen;
    for (auto& [digest, session] : sessions_) {
        if (session.row.seen_at < session.saved + kSaveEvery) continue;
        session.saved = session.row.seen_at;
        seen.sessions.emplace_back(digest, session.row.seen_at);
    }
    for (auto& [name, token] : tokens_) {
        if (!token.row.last_used_at || *token.row.last_used_at < token.saved + kSaveEvery) continue;
        token.saved = *token.row.last_used_at;
        seen.tokens.emplace_back(name, *token.row.last_used_at);
    }
    std::erase_if(sessions_, [&](const auto& entry) {
        const auto& row = entry.second.row;
        return now >= row.expires_at || now >= row.seen_at + times_.idle;
    });
    return seen;
}

}  // namespace anju::alertd::access
