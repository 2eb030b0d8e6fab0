// Accounts: API tokens.
#include "alertd/access/accounts.hpp"
#include "alertd/access/journal_words.hpp"
#include "alertd/access/secrets.hpp"
#include "alertd/ingest/turn.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace anju::alertd::access {

void Accounts::make_token(TokenDraft draft, std::string actor, Done<MadeToken> done) {
    if (!is_account_name(draft.name)) {
        return done(fail(ErrorCode::invalid, "the name must be 1 to 64 letters, digits, '.', '_' or '-'"));
    }
    if (auto fine = check_rights(draft.role, draft.scope); !fine) return done(fine.error());
    const UtcTime now = clock_->now().utc;
    if (draft.expires_at && *draft.expires_at <= now) {
        return done(fail(ErrorCode::invalid, "expires_at must lie in the future"));
    }
    MadeToken made{{draft.name, {}, draft.role, draft.scope, actor, now, draft.expires_at, {}, {}}, new_token()};
    made.token.digest = digest_of(made.secret);
    auto body = [token = made.token, actor, why = draft.why](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(auto known, turn.writer().access().token(token.name));
        if (known) {
            return fail(ErrorCode::conflict, "there is or was a token of this name, and the journal speaks of it");
        }
        ANJU_TRY(auto unknown, turn.writer().access().unknown_area(token.scope));
        if (unknown) return fail(ErrorCode::invalid, fmt::format("there is no {}", *unknown));
        ANJU_TRY(turn.writer().access().put(token));
        return turn.journal_as(actor, "token.created", facts_of(token, why), std::nullopt);
    };
    changer_(std::move(body), [weak = weak_from_this(), made, done = std::move(done)](const Result<void>& result) {
        const auto self = weak.lock();
        if (!self) return;
        if (!result) return done(result.error());
        self->directory_.put(made.token);
        done(made);
    });
}

void Accounts::revoke_token(std::string name, Why why, std::string actor, Done<store::ApiToken> done) {
    auto made = std::make_shared<store::ApiToken>();
    auto body = [=, at = clock_->now().utc](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(auto known, turn.writer().access().token(name));
        if (!known) {
            return fail(ErrorCode::not_found, fmt::format("there is no token '{}'", on_one_line(name)));
        }
        *made = *known;
        if (made->revoked_at) return success();
        made->revoked_at = at;
        ANJU_TRY(turn.writer().access().put(*made));
        return turn.journal_as(actor, "token.revoked", {{"token", name}, {"why", std::string(to_string(why))}},
                               std::nullopt);
    };
    changer_(std::move(body), [weak = weak_from_this(), made, done = std::move(done)](const Result<void>& result) {
        const auto self = weak.lock();
        if (!self) return;
        if (!result) return done(result.error());
        self->directory_.put(*made);
        self->rights_changed_();
        done(*made);
    });
}

}  // namespace anju::alertd::access
