// Accounts and API tokens, for administrators.
#include "alertd/api/access_json.hpp"
#include "alertd/api/body.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestPasswordBytes = 4 * access::kLongestPassword;

Response nothing_more() {
    Response response;
    response.status = 204;
    response.content_type.clear();
    return response;
}

std::string etag_of(const store::Account& account) { return fmt::format("\"{}\"", account.version); }

Response account_answer(const store::Account& account, const std::string* password = nullptr, int status = 200) {
    json::object body{{"account", json_of(account)}};
    if (password) body["password"] = password->empty() ? json::value(nullptr) : json::value(*password);
    Response response = answer(body, status);
    response.headers.emplace_back("ETag", etag_of(account));
    return response;
}

/// Answers through `done`: the error, or what `show` makes of the value.
template <class T, class Show>
auto answering(Done done, Show show) {
    return [done = std::move(done), show = std::move(show)](Result<T> result) {
        done(result ? show(std::move(result).value()) : problem_of(result.error()));
    };
}

Response list_accounts(const AccessSources& sources) {
    json::array list;
    for (const auto& account : sources.accounts->directory().accounts()) list.emplace_back(json_of(account));
    return answer({{"accounts", std::move(list)}});
}

Response show_account(const AccessSources& sources, const Request& request) {
    const auto account = sources.accounts->directory().account(request.id);
    if (!account) return problem(404, "not_found", "there is no such account");
    return account_answer(*account);
}

Result<access::AccountDraft> draft_of(const json::object& body) {
    ANJU_TRY(only_known(body, {"actor", "name", "role", "streets", "committees", "password", "why"}));
    access::AccountDraft draft;
    ANJU_TRY(draft.name, required_text(body, "name", kLongestName));
    ANJU_TRY(auto role, role_field(body));
    if (!role) return fail(ErrorCode::invalid, "field 'role' is missing");
    draft.role = *role;
    ANJU_TRY(auto scope, scope_field(body));
    draft.scope = scope.value_or(core::Scope::district());
    ANJU_TRY(draft.password, text_field(body, "password", kLongestPasswordBytes));
    ANJU_TRY(draft.why, why_field(body));
    return draft;
}

Result<void> create_account(const AccessSources& sources, const Request& request, Done done) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(auto draft, draft_of(body));
    ANJU_TRY(auto actor, actor_of(request, body));
    sources.accounts->create(std::move(draft), std::move(actor),
                             answering<access::MadeAccount>(std::move(done), [](const access::MadeAccount& made) {
                                 return account_answer(made.account, &made.password, 201);
                             }));
    return success();
}

Result<void> change_account(const AccessSources& sources, const Request& request, Done done) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "role", "streets", "committees", "state", "why"}));
    access::AccountChange change;
    ANJU_TRY(change.role, role_field(body));
    ANJU_TRY(change.scope, scope_field(body));
    ANJU_TRY(auto state, text_field(body, "state", kLongestName));
    if (!state.empty() && state != "active" && state != "disabled") {
        return fail(ErrorCode::invalid, fmt::format("field 'state': expected active or disabled, not '{}'", state));
    }
    if (state == "active") change.state = store::AccountState::active;
    if (state == "disabled") change.state = store::AccountState::disabled;
    if (!change.role && !change.scope && !change.state) {
        return fail(ErrorCode::invalid, "nothing to change: give role, streets, committees or state");
    }
    ANJU_TRY(change.why, why_field(body));
    ANJU_TRY(change.expected_version, expected_version(request));
    ANJU_TRY(auto actor, actor_of(request, body));
    const auto known = sources.accounts->directory().account(request.id);
    if (known && change.expected_version && *change.expected_version != known->version) {
        done(problem(412, "version_conflict",
                     fmt::format("somebody changed it first: it is at version {}", known->version)));
        return success();
    }
    sources.accounts->change(request.id, std::move(change), std::move(actor),
                             answering<store::Account>(std::move(done), [](const store::Account& account) {
                                 return account_answer(account);
                             }));
    return success();
}

Result<void> reset_password(const AccessSources& sources, const Request& request, Done done) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "password", "why"}));
    ANJU_TRY(auto password, text_field(body, "password", kLongestPasswordBytes));
    ANJU_TRY(auto why, why_field(body));
    ANJU_TRY(auto actor, actor_of(request, body));
    sources.accounts->reset_password(
        request.id, std::move(password), why, std::move(actor),
        answering<access::MadeAccount>(std::move(done), [](const access::MadeAccount& made) {
            return account_answer(made.account, &made.password);
        }));
    return success();
}

/// A DELETE has no body; its reason is a parameter.
Result<access::Why> why_parameter(const Request& request) {
    const std::string* text = request.parameter("why");
    return why_of(text ? *text : std::string(), "query parameter 'why'");
}

Result<void> remove_account(const AccessSources& sources, const Request& request, Done done) {
    ANJU_TRY(auto why, why_parameter(request));
    ANJU_TRY(auto actor, actor_of(request, {}));
    sources.accounts->remove(request.id, why, std::move(actor), [done = std::move(done)](const Result<void>& result) {
        done(result ? nothing_more() : problem_of(result.error()));
    });
    return success();
}

// ---- tokens ----------------------------------------------------------------------------------

Response list_tokens(const AccessSources& sources) {
    json::array list;
    for (const auto& token : sources.accounts->directory().tokens()) list.emplace_back(json_of(token));
    return answer({{"tokens", std::move(list)}});
}

Result<void> make_token(const AccessSources& sources, const Request& request, Done done) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "name", "role", "streets", "committees", "expires_at", "why"}));
    access::TokenDraft draft;
    ANJU_TRY(draft.name, required_text(body, "name", kLongestName));
    ANJU_TRY(auto role, role_field(body));
    if (!role) return fail(ErrorCode::invalid, "field 'role' is missing");
    draft.role = *role;
    ANJU_TRY(auto scope, scope_field(body));
    draft.scope = scope.value_or(core::Scope::district());
    ANJU_TRY(draft.expires_at, time_field(body, "expires_at"));
    ANJU_TRY(draft.why, why_field(body));
    ANJU_TRY(auto actor, actor_of(request, body));
    sources.accounts->make_token(std::move(draft), std::move(actor),
                                 answering<access::MadeToken>(std::move(done), [](const access::MadeToken& made) {
                                     return answer({{"token", json_of(made.token)}, {"secret", made.secret}}, 201);
                                 }));
    return success();
}

Result<void> revoke_token(const AccessSources& sources, const Request& request, Done done) {
    ANJU_TRY(auto why, why_parameter(request));
    ANJU_TRY(auto actor, actor_of(request, {}));
    sources.accounts->revoke_token(request.id, why, std::move(actor),
                                   answering<store::ApiToken>(std::move(done), [](const store::ApiToken& token) {
                                       return answer({{"token", json_of(token)}});
                                   }));
    return success();
}

}  // namespace

void add_account_routes(Router& router, AccessSources sources) {
    constexpr auto needs = Permission::administer;
    const auto acting = [&](const char* method, const char* path, std::vector<std::string> query, auto* function) {
        router.add(
            {method, path, std::move(query), needs, Acting([sources, function](const Request& request, Done done) {
                 // Copied, because a function that fails has not used its own.
                 if (auto begun = function(sources, request, done); !begun) done(problem_of(begun.error()));
             })});
    };
    router.add(
        {"GET", "/api/v1/accounts", {}, needs, Plain([sources](const Request&) { return list_accounts(sources); })});
    router.add({"GET", "/api/v1/accounts/{id}", {}, needs, Plain([sources](const Request& request) {
                    return show_account(sources, request);
                })});
    acting("POST", "/api/v1/accounts", {}, create_account);
    acting("PATCH", "/api/v1/accounts/{id}", {}, change_account);
    acting("DELETE", "/api/v1/accounts/{id}", {"why"}, remove_account);
    acting("POST", "/api/v1/accounts/{id}/password", {}, reset_password);
    router.add({"GET", "/api/v1/tokens", {}, needs, Plain([sources](const Request&) { return list_tokens(sources); })});
    acting("POST", "/api/v1/tokens", {}, make_token);
    acting("DELETE", "/api/v1/tokens/{id}", {"why"}, revoke_token);
}

}  // namespace anju::alertd::api
