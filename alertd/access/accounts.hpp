// Accounts: everything that is done with accounts, sessions and API tokens. Each act is one change
// of the engine's, journalled with who and why, and counts (Directory) once it is committed.
//
//  N1 A name is never given twice, not even after its account or token has gone. Reason: the journal speaks of it.
//  N2 One active administrator of the whole district always stays. Reason: somebody must be able to let others in.
//  N3 A password that somebody else knows (an administrator set it) must be changed before anything else.
//  N4 A change of the password, by whomever, ends the account's other sessions; a change of role, scope or state
//     counts for them at once. Reason: whoever stole a session must not outlive its discovery.
//  N5 An account has at most kMostSessions sessions; the oldest goes first.
//  N6 A wrong password and an unknown name are answered alike, after the same work (W3, H1).
//
// Threads: any; what is asked is answered later through `done`, on a thread of the engine's or of the
// password pool's, and never after stop(). Errors: invalid, not_found, conflict as the caller may see
// them; unavailable and exhausted mean that nothing happened.
#pragma once

#include "alertd/access/directory.hpp"
#include "alertd/access/password_pool.hpp"
#include "alertd/access/throttle.hpp"
#include "alertd/ingest/engine.hpp"

#include <functional>
#include <memory>
#include <set>

namespace anju::alertd::access {

/// Why an account or token was changed. The journal holds no words of people, so these are fixed.
enum class Why { setup, new_person, new_duty, left, lost_secret, suspicion, other };
[[nodiscard]] std::string_view to_string(Why value);
[[nodiscard]] std::optional<Why> parse_why(std::string_view text);

/// Letters, digits, '.', '_' and '-', at most 64.
[[nodiscard]] bool is_account_name(std::string_view text);
/// P3 (core/access.hpp): whether role and scope fit each other. invalid, and what is expected.
[[nodiscard]] Result<void> check_rights(core::Role role, const core::Scope& scope);

struct LoginAnswer {
    enum class Outcome { in, wrong, throttled, busy };
    Outcome outcome = Outcome::wrong;
    Millis wait{0};      ///< throttled: try again after it
    std::string secret;  ///< in: the cookie
    std::optional<Holder> holder;
};

struct AccountDraft {
    std::string name;
    core::Role role = core::Role::viewer;
    core::Scope scope;
    std::string password;  ///< empty: one is made and told once
    Why why = Why::new_person;
};
struct AccountChange {
    std::optional<core::Role> role;
    std::optional<core::Scope> scope;
    std::optional<store::AccountState> state;  ///< active or disabled
    std::optional<std::uint64_t> expected_version;
    Why why = Why::other;
};
struct TokenDraft {
    std::string name;
    core::Role role = core::Role::viewer;
    core::Scope scope;
    std::optional<UtcTime> expires_at;
    Why why = Why::setup;
};
struct MadeAccount {
    store::Account account;
    std::string password;  ///< as it was made; empty when it was given
};
struct MadeToken {
    store::ApiToken token;
    std::string secret;
};

class Accounts : public std::enable_shared_from_this<Accounts> {
public:
    struct Options {
        SessionTimes times;
        PasswordCost cost;
        std::set<std::string> taken_names;  ///< of tokens in the configuration (N1)
    };
    using Changer = std::function<void(ingest::Change, std::function<void(Result<void>)>)>;
    template <class T>
    using Done = std::function<void(Result<T>)>;

    /// `rights_changed` is called on the engine's thread when somebody may do less than before.
    Accounts(Options options, Changer changer, std::shared_ptr<const Clock> clock,
             std::function<void()> rights_changed);

    [[nodiscard]] Result<void> start(store::AccessReader& reader);
    void stop();
    [[nodiscard]] Directory& directory() { return directory_; }
    [[nodiscard]] UtcTime now() const { return clock_->now().utc; }

    void log_in(const std::string& name, std::string password, const std::string& address,
                std::function<void(LoginAnswer)> done);
    void log_out(const Holder& holder, Done<void> done);
    /// `exhausted` when it was tried too often with a wrong `current`; conflict when that is wrong.
    void change_own_password(const Holder& holder, const std::string& address, std::string current, std::string fresh,
                             Done<void> done);

    void create(AccountDraft draft, std::string actor, Done<MadeAccount> done);
    void change(std::string name, AccountChange change, std::string actor, Done<store::Account> done);
    void reset_password(std::string name, std::string password, Why why, std::string actor, Done<MadeAccount> done);
    void remove(std::string name, Why why, std::string actor, Done<void> done);
    void make_token(TokenDraft draft, std::string actor, Done<MadeToken> done);
    void revoke_token(std::string name, Why why, std::string actor, Done<store::ApiToken> done);

    /// Writes when sessions and tokens were last used, at most once a minute each. Called now and then.
    void save_seen();

private:
    void open_session(const store::Account& account, std::optional<std::string> new_hash, const std::string& address,
                      std::function<void(LoginAnswer)> done);
    void refused(const std::string& name);
    void set_password(store::Account account, std::string hash, bool must_change, std::optional<store::Digest> keep,
                      std::string event, Why why, std::string actor, Done<store::Account> done);

    const Options options_;
    const Changer changer_;
    const std::shared_ptr<const Clock> clock_;
    const std::function<void()> rights_changed_;
    Directory directory_;
    PasswordPool pool_;
    std::mutex throttle_mutex_;
    LoginThrottle throttle_;
};

}  // namespace anju::alertd::access
