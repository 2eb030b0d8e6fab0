// What is kept about who may do what: accounts, their sessions, API tokens, and who looked at whose
// personal data. Rules are elsewhere (alertd/core/access.hpp, alertd/access); this only keeps rows.
//
// AccessWriter belongs to the engine's thread and its transaction, as Writer does; AccessReader to
// the thread of its Reader. Errors as store.hpp says.
#pragma once

#include "alertd/core/access.hpp"
#include "alertd/core/types.hpp"
#include "base/result.hpp"

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::store {

/// SHA-256 of a secret; the secret itself is kept nowhere.
struct Digest {
    std::array<unsigned char, 32> bytes{};
    friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// A removed account stays as a name that nobody may take again, because the journal speaks of it.
enum class AccountState { active, disabled, removed };
[[nodiscard]] std::string_view to_string(AccountState value);

struct Account {
    std::string name;  ///< letters, digits, '.', '_' and '-'; also the journal's "user:<name>"
    core::Role role = core::Role::viewer;
    core::Scope scope;
    AccountState state = AccountState::active;
    std::string password_hash;  ///< argon2id, as libsodium writes it; empty: cannot log in
    bool must_change = false;   ///< somebody else knows the password
    std::uint64_t version = 1;  ///< +1 with each change of role, scope or state
    UtcTime created_at{};
    UtcTime changed_at{};
    friend bool operator==(const Account&, const Account&) = default;
};

struct Session {
    Digest digest;  ///< of the cookie
    std::string account;
    std::string address;  ///< from where it was opened
    UtcTime opened_at{};
    UtcTime seen_at{};  ///< within a minute
    UtcTime expires_at{};
    friend bool operator==(const Session&, const Session&) = default;
};

struct ApiToken {
    std::string name;  ///< unique for ever; the journal's "token:<name>"
    Digest digest;
    core::Role role = core::Role::viewer;
    core::Scope scope;
    std::string created_by;
    UtcTime created_at{};
    std::optional<UtcTime> expires_at;
    std::optional<UtcTime> last_used_at;  ///< within a minute
    std::optional<UtcTime> revoked_at;
    friend bool operator==(const ApiToken&, const ApiToken&) = default;
};

/// Somebody saw personal data that is masked for him otherwise.
struct Reveal {
    UtcTime at{};
    std::string actor;
    HomeId home;
    std::optional<IncidentId> incident;
    std::string reason;  ///< one of the fixed kinds
    std::string text;    ///< his words; may name people, so they stand here and not in the journal
    friend bool operator==(const Reveal&, const Reveal&) = default;
};

/// A home with the people in it.
struct Household {
    core::Place place;
    std::vector<core::Resident> residents;
    std::vector<core::Contact> contacts;  ///< of those residents, each one's in their order
};

class AccessWriter {
public:
    virtual ~AccessWriter() = default;
    virtual Result<std::optional<Account>> account(const std::string& name) = 0;
    /// Active administrators without a scope: those who can always let the others in.
    virtual Result<std::size_t> administrators() = 0;
    /// "street 's9'", when the registry has no such street or committee.
    virtual Result<std::optional<std::string>> unknown_area(const core::Scope& scope) = 0;
    /// Inserts or replaces by name.
    virtual Result<void> put(const Account& account) = 0;
    virtual Result<void> put(const Session& session) = 0;
    /// Changes nothing when there is no such session.
    virtual Result<void> seen(const Digest& session, UtcTime at) = 0;
    virtual Result<void> end_session(const Digest& session) = 0;
    /// Ends every session of the account but `keep`.
    virtual Result<void> end_sessions(const std::string& account, const std::optional<Digest>& keep) = 0;
    /// Removes what has expired, and what was last seen before `idle_since`.
    virtual Result<void> end_old_sessions(UtcTime now, UtcTime idle_since) = 0;
    virtual Result<std::optional<ApiToken>> token(const std::string& name) = 0;
    /// Inserts or replaces by name. conflict: another token has this digest.
    virtual Result<void> put(const ApiToken& token) = 0;
    virtual Result<void> used(const std::string& token, UtcTime at) = 0;
    virtual Result<void> append(const Reveal& reveal) = 0;
};

class AccessReader {
public:
    virtual ~AccessReader() = default;
    /// All of them, by name, also the removed and the revoked: there are hundreds, not millions.
    virtual Result<std::vector<Account>> accounts() = 0;
    virtual Result<std::vector<Session>> sessions() = 0;
    virtual Result<std::vector<ApiToken>> tokens() = 0;
    /// Nothing when no such home is registered.
    virtual Result<std::optional<Household>> household(const HomeId& home) = 0;
    /// Newest first; of one home, or of all.
    virtual Result<std::vector<Reveal>> reveals(const std::optional<HomeId>& home, std::size_t limit) = 0;
};

}  // namespace anju::alertd::store
