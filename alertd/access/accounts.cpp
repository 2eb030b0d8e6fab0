#include "alertd/access/accounts.hpp"

#include "alertd/access/journal_words.hpp"
#include "alertd/access/secrets.hpp"
#include "alertd/ingest/turn.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace anju::alertd::access {

namespace {

constexpr std::size_t kMostSessions = 20;

Error no_such_account(const std::string& name) {
    return fail(ErrorCode::not_found, fmt::format("there is no account '{}'", on_one_line(name)));
}

/// Nobody who has gone is there any more, for whoever asks.
Result<store::Account> load_account(ingest::Turn& turn, const std::string& name) {
    ANJU_TRY(auto account, turn.writer().access().account(name));
    if (!account || account->state == store::AccountState::removed) return no_such_account(name);
    return *account;
}

/// N2, after the change.
Result<void> an_administrator_stays(ingest::Turn& turn) {
    ANJU_TRY(auto left, turn.writer().access().administrators());
    if (left > 0) return success();
    return fail(ErrorCode::conflict, "one active administrator of the whole district must stay");
}

Result<void> check_areas(ingest::Turn& turn, const core::Scope& scope) {
    ANJU_TRY(auto unknown, turn.writer().access().unknown_area(scope));
    if (unknown) return fail(ErrorCode::invalid, fmt::format("there is no {}", *unknown));
    return success();
}

}  // namespace

Accounts::Accounts(Options options, Changer changer, std::shared_ptr<const Clock> clock,
                   std::function<void()> rights_changed)
    : options_(std::move(options)),
      changer_(std::move(changer)),
      clock_(std::move(clock)),
      rights_changed_(std::move(rights_changed)),
      directory_(options_.times),
      pool_(options_.cost) {}

Result<void> Accounts::start(store::AccessReader& reader) {
    ANJU_TRY(auto accounts, reader.accounts());
    ANJU_TRY(auto sessions, reader.sessions());
    ANJU_TRY(auto tokens, reader.tokens());
    for (const std::string& name : options_.taken_names) {
        const auto same = [&name](const store::Account& account) { return account.name == name; };
        if (std::ranges::any_of(accounts, same)) {
            return fail(ErrorCode::invalid, fmt::format("api.token: '{}' is the name of an account already", name));
        }
    }
    directory_.fill(std::move(accounts), std::move(sessions), std::move(tokens));
    return pool_.start();
}

void Accounts::stop() { pool_.stop(); }

// ---- sessions --------------------------------------------------------------------------------

void Accounts::log_in(const std::string& name, std::string password, const std::string& address,
                      std::function<void(LoginAnswer)> done) {
    const MonoTime now = clock_->now().mono;
    {
        const std::lock_guard lock(throttle_mutex_);
        if (const auto wait = throttle_.take(name, address, now)) {
            return done({LoginAnswer::Outcome::throttled, *wait, {}, {}});
        }
    }
    const auto account = directory_.account(name);
    const bool may = account && account->state == store::AccountState::active && !account->password_hash.empty();
    auto shared = std::make_shared<std::function<void(LoginAnswer)>>(std::move(done));
    const bool taken = pool_.check(may ? std::optional(account->password_hash) : std::nullopt, std::move(password),
                                   [this, account, name, address, now, shared](PasswordPool::Verdict verdict) {
                                       if (!verdict.fits) {
                                           if (account) refused(name);
                                           return (*shared)({});
                                       }
                                       {
                                           const std::lock_guard lock(throttle_mutex_);
                                           throttle_.was_right(name, address, now);
                                       }
                                       open_session(*account, std::move(verdict.new_hash), address, *shared);
                                   });
    if (!taken) (*shared)({LoginAnswer::Outcome::busy, Millis{0}, {}, {}});
}

void Accounts::refused(const std::string& name) {
    changer_([name](ingest::Turn& turn) { return turn.journal_as(user(name), "session.refused", {}, std::nullopt); },
             [](const Result<void>&) {});
}

void Accounts::open_session(const store::Account& account, std::optional<std::string> new_hash,
                            const std::string& address, std::function<void(LoginAnswer)> done) {
    auto secret = new_secret();
    const UtcTime now = clock_->now().utc;
    const store::Session session{digest_of(secret), account.name, address, now, now, now + options_.times.absolute};
    std::vector<store::Digest> too_many;
    const auto own = directory_.sessions_of(account.name);
    for (std::size_t i = 0; i + kMostSessions <= own.size(); ++i) too_many.push_back(own[i].digest);

    auto change = [account, new_hash, session, too_many,
                   idle = options_.times.idle](ingest::Turn& turn) -> Result<void> {
        auto& access = turn.writer().access();
        ANJU_TRY(auto stored, load_account(turn, account.name));
        // Changed since the password was looked at: what fitted then does not fit now.
        if (stored.state != store::AccountState::active || stored.password_hash != account.password_hash) {
            return fail(ErrorCode::conflict, "the account was changed meanwhile");
        }
        if (new_hash) {
            stored.password_hash = *new_hash;
            ANJU_TRY(access.put(stored));
        }
        ANJU_TRY(access.end_old_sessions(session.opened_at, session.opened_at - idle));
        for (const auto& digest : too_many) {
            ANJU_TRY(access.end_session(digest));
        }
        ANJU_TRY(access.put(session));
        return turn.journal_as(user(account.name), "session.opened", {}, std::nullopt);
    };
    changer_(std::move(change), [weak = weak_from_this(), secret, session, new_hash, too_many,
                                 done = std::move(done)](const Result<void>& result) {
        const auto self = weak.lock();
        if (!self) return;
        if (!result) {
            const bool changed =
                result.error().code == ErrorCode::conflict || result.error().code == ErrorCode::not_found;
            return done({changed ? LoginAnswer::Outcome::wrong : LoginAnswer::Outcome::busy, Millis{0}, {}, {}});
        }
        auto& directory = self->directory_;
        if (auto known = directory.account(session.account); known && new_hash) {
            known->password_hash = *new_hash;
            directory.put(*known);
        }
        for (const auto& digest : too_many) directory.end_session(digest);
        directory.put(session);
        auto holder = directory.by_session(secret, session.opened_at);
        done({holder ? LoginAnswer::Outcome::in : LoginAnswer::Outcome::wrong, Millis{0}, secret, std::move(holder)});
    });
}

void Accounts::log_out(const Holder& holder, Done<void> done) {
    const auto digest = holder.credential.digest;
    changer_(
        [digest, name = holder.name](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(turn.writer().access().end_session(digest));
            return turn.journal_as(user(name), "session.closed", {}, std::nullopt);
        },
        [weak = weak_from_this(), digest, done = std::move(done)](const Result<void>& result) {
            const auto self = weak.lock();
            if (!self) return;
            if (result) {
                self->directory_.end_session(digest);
                self->rights_changed_();
            }
            done(result);
        });
}

void Accounts::save_seen() {
    const auto seen = directory_.take_seen(clock_->now().utc);
    if (seen.empty()) return;
    // Lost when it fails; the next use brings it again.
    changer_(
        [seen](ingest::Turn& turn) -> Result<void> {
            for (const auto& [digest, at] : seen.sessions) {
                ANJU_TRY(turn.writer().access().seen(digest, at));
            }
            for (const auto& [name, at] : seen.tokens) {
                ANJU_TRY(turn.writer().access().used(name, at));
            }
            return success();
        },
        [](const Result<void>&) {});
}

// ---- passwords -------------------------------------------------------------------------------

void Accounts::change_own_password(const Holder& holder, const std::string& address, std::string current,
                                   std::string fresh, Done<void> done) {
    if (auto fine = check_new_password(holder.name, fresh); !fine) return done(fine.error());
    if (current == fresh) return done(fail(ErrorCode::invalid, "the new password must be another one"));
    const MonoTime now = clock_->now().mono;
    {
        const std::lock_guard lock(throttle_mutex_);
        if (throttle_.take(holder.name, address, now)) {
            return done(fail(ErrorCode::exhausted, "the current password was wrong too often; wait a minute"));
        }
    }
    const auto account = directory_.account(holder.name);
    if (!account) return done(no_such_account(holder.name));
    auto shared = std::make_shared<Done<void>>(std::move(done));
    const bool taken = pool_.check(
        account->password_hash, std::move(current),
        [this, account, holder, address, now, fresh = std::move(fresh), shared](const PasswordPool::Verdict& verdict) {
            if (!verdict.fits) {
                refused(holder.name);
                return (*shared)(fail(ErrorCode::conflict, "the current password is wrong"));
            }
            {
                const std::lock_guard lock(throttle_mutex_);
                throttle_.was_right(holder.name, address, now);
            }
            auto hash = hash_password(fresh, options_.cost);
            if (!hash) return (*shared)(hash.error());
            set_password(*account, std::move(hash).value(), false, holder.credential.digest, "account.password_changed",
                         Why::other, user(holder.name), [shared](const Result<store::Account>& result) {
                             (*shared)(result ? Result<void>(success()) : Result<void>(result.error()));
                         });
        });
    if (!taken) (*shared)(fail(ErrorCode::unavailable, "too many passwords wait to be checked"));
}

void Accounts::set_password(store::Account account, std::string hash, bool must_change,
                            std::optional<store::Digest> keep, std::string event, Why why, std::string actor,
                            Done<store::Account> done) {
    auto made = std::make_shared<store::Account>();
    auto change = [=, at = clock_->now().utc](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(*made, load_account(turn, account.name));
        if (made->password_hash != account.password_hash) {
            return fail(ErrorCode::conflict, "the password was changed meanwhile");
        }
        made->password_hash = hash;
        made->must_change = must_change;
        made->changed_at = at;
        ANJU_TRY(turn.writer().access().put(*made));
        ANJU_TRY(turn.writer().access().end_sessions(made->name, keep));
        return turn.journal_as(actor, event, {{"account", made->name}, {"why", std::string(to_string(why))}},
                               std::nullopt);
    };
    changer_(std::move(change),
             [weak = weak_from_this(), made, keep, done = std::move(done)](const Result<void>& result) {
                 const auto self = weak.lock();
                 if (!self) return;
                 if (!result) return done(result.error());
                 self->directory_.put(*made);
                 self->directory_.end_sessions(made->name, keep);
                 self->rights_changed_();
                 done(*made);
             });
}

void Accounts::reset_password(std::string name, std::string password, Why why, std::string actor,
                              Done<MadeAccount> done) {
    const bool given = !password.empty();
    if (!given) password = new_password();
    if (auto fine = check_new_password(name, password); !fine) return done(fine.error());
    const auto account = directory_.account(name);
    if (!account || account->state == store::AccountState::removed) return done(no_such_account(name));
    auto shared = std::make_shared<Done<MadeAccount>>(std::move(done));
    const bool taken =
        pool_.make(password, [=, this, told = given ? std::string() : password](Result<std::string> hash) {
            if (!hash) return (*shared)(hash.error());
            set_password(*account, std::move(hash).value(), true, std::nullopt, "account.password_reset", why, actor,
                         [shared, told](Result<store::Account> result) {
                             if (!result) return (*shared)(result.error());
                             (*shared)(MadeAccount{std::move(result).value(), told});
                         });
        });
    if (!taken) (*shared)(fail(ErrorCode::unavailable, "too many passwords wait to be hashed"));
}

// ---- accounts --------------------------------------------------------------------------------

void Accounts::create(AccountDraft draft, std::string actor, Done<MadeAccount> done) {
    if (!is_account_name(draft.name)) {
        return done(fail(ErrorCode::invalid, "the name must be 1 to 64 letters, digits, '.', '_' or '-'"));
    }
    if (auto fine = check_rights(draft.role, draft.scope); !fine) return done(fine.error());
    const bool given = !draft.password.empty();
    if (!given) draft.password = new_password();
    if (auto fine = check_new_password(draft.name, draft.password); !fine) return done(fine.error());
    if (options_.taken_names.contains(draft.name)) {
        return done(fail(ErrorCode::conflict, "the configuration has a token of this name"));
    }
    auto shared = std::make_shared<Done<MadeAccount>>(std::move(done));
    const bool taken = pool_.make(draft.password, [this, draft, given, actor, shared](Result<std::string> hash) {
        if (!hash) return (*shared)(hash.error());
        const UtcTime now = clock_->now().utc;
        const store::Account account{
            draft.name, draft.role, draft.scope, store::AccountState::active, std::move(hash).value(), true,
            1,          now,        now};
        // Where the configuration has no token either, the first account ends the time without logins (G3).
        const bool alone = options_.taken_names.empty();
        auto change = [account, alone, why = draft.why, actor](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(auto known, turn.writer().access().account(account.name));
            if (known) {
                return fail(ErrorCode::conflict,
                            known->state == store::AccountState::removed
                                ? "somebody who has gone had this name, and the journal speaks of him"
                                : "there is an account of this name");
            }
            ANJU_TRY(check_areas(turn, account.scope));
            ANJU_TRY(turn.writer().access().put(account));
            if (alone) {
                ANJU_TRY(an_administrator_stays(turn));
            }
            return turn.journal_as(actor, "account.created", facts_of(account, why), std::nullopt);
        };
        changer_(std::move(change), [weak = weak_from_this(), account, shared,
                                     told = given ? std::string() : draft.password](const Result<void>& result) {
            const auto self = weak.lock();
            if (!self) return;
            if (!result) return (*shared)(result.error());
            self->directory_.put(account);
            // On loopback nobody needed a login until now.
            self->rights_changed_();
            (*shared)(MadeAccount{account, told});
        });
    });
    if (!taken) (*shared)(fail(ErrorCode::unavailable, "too many passwords wait to be hashed"));
}

void Accounts::change(std::string name, AccountChange wanted, std::string actor, Done<store::Account> done) {
    auto made = std::make_shared<store::Account>();
    auto body = [=, at = clock_->now().utc](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(*made, load_account(turn, name));
        if (wanted.expected_version && *wanted.expected_version != made->version) {
            return fail(ErrorCode::conflict,
                        fmt::format("somebody changed it first: it is at version {}", made->version));
        }
        if (wanted.role) made->role = *wanted.role;
        if (wanted.scope) made->scope = *wanted.scope;
        if (wanted.state) made->state = *wanted.state;
        ANJU_TRY(check_rights(made->role, made->scope));
        ANJU_TRY(check_areas(turn, made->scope));
        ++made->version;
        made->changed_at = at;
        ANJU_TRY(turn.writer().access().put(*made));
        if (made->state == store::AccountState::disabled) {
            ANJU_TRY(turn.writer().access().end_sessions(name, std::nullopt));
        }
        ANJU_TRY(an_administrator_stays(turn));
        return turn.journal_as(actor, "account.changed", facts_of(*made, wanted.why), std::nullopt);
    };
    changer_(std::move(body), [weak = weak_from_this(), made, done = std::move(done)](const Result<void>& result) {
        const auto self = weak.lock();
        if (!self) return;
        if (!result) return done(result.error());
        self->directory_.put(*made);
        if (made->state == store::AccountState::disabled) self->directory_.end_sessions(made->name, std::nullopt);
        self->rights_changed_();
        done(*made);
    });
}

void Accounts::remove(std::string name, Why why, std::string actor, Done<void> done) {
    auto made = std::make_shared<store::Account>();
    auto body = [=, at = clock_->now().utc](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(*made, load_account(turn, name));
        made->state = store::AccountState::removed;
        made->password_hash.clear();
        ++made->version;
        made->changed_at = at;
        ANJU_TRY(turn.writer().access().put(*made));
        ANJU_TRY(turn.writer().access().end_sessions(name, std::nullopt));
        ANJU_TRY(an_administrator_stays(turn));
        return turn.journal_as(actor, "account.removed", {{"account", name}, {"why", std::string(to_string(why))}},
                               std::nullopt);
    };
    changer_(std::move(body), [weak = weak_from_this(), made, done = std::move(done)](const Result<void>& result) {
        const auto self = weak.lock();
        if (!self) return;
        if (result) {
            self->directory_.put(*made);
            self->directory_.end_sessions(made->name, std::nullopt);
            self->rights_changed_();
        }
        done(result);
    });
}

}  // namespace anju::alertd::access
