// Logging in and out, one's own password, and the reveal of what is masked.
#include "alertd/api/access_json.hpp"
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestPasswordBytes = 4 * access::kLongestPassword;

Response session_answer(const AccessSources& sources, const Principal& principal, const std::string& secret) {
    json::array permissions;
    for (const Permission each : kPermissions) {
        if (each != Permission::open && allows(principal, each)) permissions.emplace_back(to_string(each));
    }
    const auto& login = principal.login;
    Response response;
    response.body = json::serialize(json::object{
        {"name", principal.name.empty() ? json::value(nullptr) : json::value(principal.name)},
        {"role", to_string(principal.role)},
        {"scope", json_of_scope(principal.scope)},
        {"permissions", std::move(permissions)},
        {"csrf", secret.empty() ? json::value(nullptr) : json::value(access::csrf_word(secret))},
        {"must_change_password", login && login->must_change},
        {"expires_at", login && login->expires_at ? json::value(to_rfc3339(*login->expires_at)) : json::value(nullptr)},
        {"time_zone", sources.zone->name()}});
    return response;
}

Response logged_in(const AccessSources& sources, access::LoginAnswer answer) {
    using Outcome = access::LoginAnswer::Outcome;
    switch (answer.outcome) {
        case Outcome::in: break;
        case Outcome::wrong: return problem(401, "wrong_login", "the name or the password is wrong");
        case Outcome::throttled: {
            Response response = problem(429, "too_many_tries", "too many wrong tries; wait before the next one");
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(answer.wait).count();
            response.headers.emplace_back("Retry-After", std::to_string(seconds));
            return response;
        }
        case Outcome::busy: return problem(503, "unavailable", "the login cannot be checked now; try again");
    }
    const access::Holder& holder = *answer.holder;
    Response response = session_answer(sources, {holder.name, holder.role, holder.scope, holder}, answer.secret);
    response.headers.emplace_back(
        "Set-Cookie", sources.guard->cookie_of(answer.secret, sources.accounts->directory().times().absolute));
    return response;
}

struct Login {
    std::string name;
    std::string password;
};

Result<Login> login_of(const Request& request) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"name", "password"}));
    ANJU_TRY(auto name, required_text(body, "name", kLongestName));
    ANJU_TRY(auto password, text_field(body, "password", kLongestPasswordBytes));
    if (password.empty()) return fail(ErrorCode::invalid, "field 'password' must not be empty");
    return Login{std::move(name), std::move(password)};
}

void log_in(const AccessSources& sources, const Request& request, Done done) {
    auto login = login_of(request);
    if (!login) return done(problem_of(login.error()));
    sources.accounts->log_in(
        login.value().name, std::move(login.value().password), request.peer,
        [sources, done = std::move(done)](access::LoginAnswer answer) { done(logged_in(sources, std::move(answer))); });
}

/// Only somebody with an account has a session and a password.
bool has_session(const Request& request) { return !request.session_secret.empty() && request.principal.login; }

Response without_session() {
    return problem(409, "no_session", "this needs a session: a token, or loopback without accounts, has none");
}

void log_out(const AccessSources& sources, const Request& request, Done done) {
    if (!has_session(request)) return done(without_session());
    sources.accounts->log_out(*request.principal.login, [sources, done = std::move(done)](const Result<void>& result) {
        if (!result) return done(problem_of(result.error()));
        Response response;
        response.status = 204;
        response.content_type.clear();
        response.headers.emplace_back("Set-Cookie", sources.guard->cookie_of("", Millis{0}));
        done(std::move(response));
    });
}

void change_password(const AccessSources& sources, const Request& request, Done done) {
    if (!has_session(request)) return done(without_session());
    struct Passwords {
        std::string current, fresh;
    };
    const auto read = [&]() -> Result<Passwords> {
        ANJU_TRY(auto body, body_of(request));
        ANJU_TRY(only_known(body, {"current", "new"}));
        ANJU_TRY(auto current, text_field(body, "current", kLongestPasswordBytes));
        ANJU_TRY(auto fresh, text_field(body, "new", kLongestPasswordBytes));
        return Passwords{std::move(current), std::move(fresh)};
    };
    auto wanted = read();
    if (!wanted) return done(problem_of(wanted.error()));
    sources.accounts->change_own_password(*request.principal.login, request.peer, std::move(wanted.value().current),
                                          std::move(wanted.value().fresh),
                                          [done = std::move(done)](const Result<void>& result) {
                                              if (!result && result.error().code == ErrorCode::exhausted) {
                                                  return done(problem(429, "too_many_tries", result.error().message));
                                              }
                                              if (!result) return done(problem_of(result.error()));
                                              Response response;
                                              response.status = 204;
                                              response.content_type.clear();
                                              done(std::move(response));
                                          });
}

// ---- reveal ----------------------------------------------------------------------------------

struct WantedReveal {
    std::string reason;
    std::string text;
    std::string actor;
};

Result<WantedReveal> reveal_of(const Request& request) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "reason", "text"}));
    WantedReveal wanted;
    ANJU_TRY(wanted.actor, actor_of(request, body));
    ANJU_TRY(wanted.reason, required_text(body, "reason", kLongestName));
    ANJU_TRY(wanted.text, text_field(body, "text", kLongestNote));
    const auto reason = core::parse_reveal_reason(wanted.reason);
    if (!reason) {
        return fail(ErrorCode::invalid,
                    fmt::format("field 'reason': expected emergency, call_back, follow_up, complaint, audit, "
                                "request_of_resident or other, not '{}'",
                                wanted.reason));
    }
    if (*reason == core::RevealReason::other && wanted.text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorCode::invalid, "field 'text' must say what 'other' is");
    }
    return wanted;
}

/// Nothing is shown before it is written who saw it.
void note_and_show(const AccessSources& sources, const WantedReveal& wanted, const HomeId& home,
                   const std::optional<IncidentId>& incident, json::object shown, Done done) {
    auto change = [wanted, home, incident](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(
            turn.writer().access().append({turn.now().utc, wanted.actor, home, incident, wanted.reason, wanted.text}));
        return turn.journal_as(wanted.actor, "personal_data.revealed",
                               {{"home", home.value}, {"reason", wanted.reason}}, incident);
    };
    Response response;
    response.body = json::serialize(shown);
    sources.change(std::move(change),
                   [response = std::move(response), done = std::move(done)](const Result<void>& result) {
                       done(result ? response : problem_of(result.error()));
                   });
}

Result<void> reveal_incident(const AccessSources& sources, const Request& request, store::Reader& reader, Done done) {
    ANJU_TRY(auto wanted, reveal_of(request));
    const auto id = Ulid::parse(request.id);
    std::optional<store::IncidentDetail> detail;
    if (id) {
        ANJU_TRY(detail, reader.incident_detail(IncidentId(id.value())));
    }
    if (!detail || !request.principal.scope.covers(detail->incident.place)) {
        return fail(ErrorCode::not_found, fmt::format("there is no incident {}", request.id));
    }
    const core::Incident& incident = detail->incident;
    note_and_show(sources, wanted, incident.place.home, incident.id,
                  {{"home", incident.place.home.value},
                   {"address", incident.place.address},
                   {"residents", json_list(detail->residents)},
                   {"contacts", json_list(detail->contacts)},
                   {"notes", json_list(detail->notes)}},
                  std::move(done));
    return success();
}

Result<void> reveal_home(const AccessSources& sources, const Request& request, store::Reader& reader, Done done) {
    ANJU_TRY(auto wanted, reveal_of(request));
    ANJU_TRY(auto card, reader.access().household(HomeId(request.id)));
    if (!card || !request.principal.scope.covers(card->place)) {
        return fail(ErrorCode::not_found, fmt::format("there is no home {}", request.id));
    }
    note_and_show(sources, wanted, card->place.home, std::nullopt,
                  {{"home", card->place.home.value},
                   {"address", card->place.address},
                   {"residents", json_list(card->residents)},
                   {"contacts", json_list(card->contacts)},
                   {"notes", json::array()}},
                  std::move(done));
    return success();
}

}  // namespace

void add_session_routes(Router& router, AccessSources sources) {
    const auto acting = [&](const char* method, const char* path, Permission needs, auto* function) {
        router.add({method, path, {}, needs, Acting([sources, function](const Request& request, Done done) {
                        function(sources, request, std::move(done));
                    })});
    };
    acting("POST", "/api/v1/session", Permission::open, log_in);
    acting("DELETE", "/api/v1/session", Permission::own, log_out);
    acting("PUT", "/api/v1/session/password", Permission::own, change_password);
    router.add({"GET", "/api/v1/session", {}, Permission::own, Plain([sources](const Request& request) {
                    return session_answer(sources, request.principal, request.session_secret);
                })});
    const auto reveal = [&](const char* path, auto* function) {
        router.add({"POST",
                    path,
                    {},
                    Permission::reveal,
                    ReadingThenActing([sources, function](const Request& request, store::Reader& reader, Done done) {
                        return function(sources, request, reader, std::move(done));
                    })});
    };
    reveal("/api/v1/incidents/{id}/reveal", reveal_incident);
    reveal("/api/v1/homes/{id}/reveal", reveal_home);
}

}  // namespace anju::alertd::api
