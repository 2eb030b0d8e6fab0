#include "alertd/api/guard.hpp"
#include "alertd/access/secrets.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::api;

namespace {

class StillClock final : public Clock {
public:
    Now now() const override { return {}; }
    std::uint64_t boot() const override { return 1; }
};

constexpr std::uint16_t kPort = 8080;
const std::string kSecret = "correct-horse-battery";
/// SHA-256 of kSecret.
const std::string kDigest = "62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d";

ApiOptions options_of(const std::string& address, std::vector<Token> tokens) {
    ApiOptions options;
    options.address = address;
    options.tokens = std::move(tokens);
    return options;
}

Guard guard_of(const ApiOptions& options) {
    auto guard = Guard::make(options);
    REQUIRE_MESSAGE(guard.has_value(), (guard ? "" : guard.error().message));
    return std::move(guard).value();
}

Guard guard_of(const std::string& address, std::vector<Token> tokens) {
    return guard_of(options_of(address, std::move(tokens)));
}

std::string refusal_of(const std::string& address, std::vector<Token> tokens) {
    const auto guard = Guard::make(options_of(address, std::move(tokens)));
    REQUIRE_FALSE(guard.has_value());
    CHECK(guard.error().code == ErrorCode::invalid);
    return guard.error().message;
}

Request local_request(const std::string& method = "GET") {
    Request request;
    request.method = method;
    request.path = "/api/v1/incidents";
    request.host = "127.0.0.1:8080";
    return request;
}

int status_of(const Guard& guard, Request request, Permission needs = Permission::read) {
    if (const auto refusal = guard.identify(request, kPort)) return refusal->status;
    const auto refusal = guard.judge(request, Route{request.method, request.path, {}, needs, Plain{}});
    return refusal ? refusal->status : 200;
}

Principal principal_of(const Guard& guard, Request request) {
    CHECK_FALSE(guard.identify(request, kPort).has_value());
    CHECK(request.identified);
    return request.principal;
}

/// Somebody who has logged in.
struct Desk {
    std::shared_ptr<access::Accounts> accounts =
        std::make_shared<access::Accounts>(access::Accounts::Options{{}, access::PasswordCost::least(), {}},
                                           access::Accounts::Changer{}, std::make_shared<StillClock>(), [] {});
    std::string cookie = access::new_secret();
    std::string token = access::new_token();
    store::Account account;
    Guard guard;

    explicit Desk(const ApiOptions& options = {}) : guard(guard_of(options)) {
        account.name = "wang";
        account.role = core::Role::operator_;
        account.scope = core::Scope::district();
        accounts->directory().put(account);
        accounts->directory().put(
            store::Session{access::digest_of(cookie), "wang", "", UtcTime{}, UtcTime{}, UtcTime{Millis{1'000'000}}});
        accounts->directory().put(store::ApiToken{"screen",
                                                  access::digest_of(token),
                                                  core::Role::viewer,
                                                  core::Scope::district(),
                                                  "user:admin",
                                                  UtcTime{},
                                                  {},
                                                  {},
                                                  {}});
        guard.know(accounts.get());
    }
    [[nodiscard]] Request with_cookie(const std::string& method = "GET",
                                      const std::string& name = "anju_session") const {
        Request request = local_request(method);
        request.cookie = "theme=dark; " + name + "=" + cookie + "; x=y";
        return request;
    }
    [[nodiscard]] Request acting() const {
        Request request = with_cookie("POST");
        request.csrf = access::csrf_word(cookie);
        return request;
    }
};

}  // namespace

TEST_CASE("an address that others can reach lets nobody in without a token or an account") {
    for (const char* address : {"0.0.0.0", "::", "192.168.1.5"}) {
        CHECK_FALSE(guard_of(address, {}).lets_somebody_in());
        CHECK(guard_of(address, {{"ops", kSecret, ""}}).lets_somebody_in());
        CHECK(status_of(guard_of(address, {}), local_request()) == 401);
    }
    for (const char* address : {"127.0.0.1", "127.8.8.8", "::1"}) CHECK(guard_of(address, {}).lets_somebody_in());
    ApiOptions open;
    open.address = "0.0.0.0";
    CHECK(Desk(open).guard.lets_somebody_in());
}

TEST_CASE("a badly made token is an error that names its place") {
    CHECK(refusal_of("localhost", {}).find("api.address") != std::string::npos);
    CHECK(refusal_of("::1", {{"", kSecret, ""}}).find("api.tokens[0]") != std::string::npos);
    CHECK(refusal_of("::1", {{"a b", kSecret, ""}}).find("name") != std::string::npos);
    CHECK(refusal_of("::1", {{"ops", "short", ""}}).find("at least 16") != std::string::npos);
    CHECK(refusal_of("::1", {{"ops", "", ""}}).find("exactly one") != std::string::npos);
    CHECK(refusal_of("::1", {{"ops", kSecret, std::string(64, 'a')}}).find("exactly one") != std::string::npos);
    CHECK(refusal_of("::1", {{"ops", "", std::string(63, 'a')}}).find("64 hex") != std::string::npos);
    CHECK(refusal_of("::1", {{"ops", "", std::string(64, 'g')}}).find("64 hex") != std::string::npos);
    CHECK(refusal_of("::1", {{"ops", kSecret, ""}, {"ops", kSecret, ""}}).find("twice") != std::string::npos);
}

TEST_CASE("with tokens every request but the health check needs a known one, and its name is the caller") {
    const Guard guard = guard_of("0.0.0.0", {{"ops", kSecret, ""}, {"screen", "another-long-secret", ""}});
    Request request = local_request();
    request.host = "alerts.example:8080";
    CHECK(status_of(guard, request) == 401);
    for (const char* wrong :
         {"Bearer ", "Bearer wrong-horse-battery", "Basic b3BzOnNlY3JldA==", "correct-horse-battery"}) {
        request.authorization = wrong;
        CHECK(status_of(guard, request) == 401);
    }
    request.authorization = "Bearer another-long-secret";
    CHECK(principal_of(guard, request).name == "screen");
    request.authorization = "bearer " + kSecret;
    CHECK(principal_of(guard, request).name == "ops");
    CHECK(status_of(guard, local_request(), Permission::open) == 200);
    CHECK(status_of(guard, local_request(), Permission::watch) == 401);
}

TEST_CASE("a token given as its SHA-256 lets the same secret in") {
    // printf %s correct-horse-battery | sha256sum
    const Guard guard = guard_of("127.0.0.1", {{"ops", "", kDigest}});
    Request request = local_request();
    request.authorization = "Bearer " + kSecret;
    CHECK(status_of(guard, request) == 200);
}

TEST_CASE("tokens count on a loopback address too") {
    const Guard guard = guard_of("127.0.0.1", {{"ops", kSecret, ""}});
    CHECK(status_of(guard, local_request()) == 401);
}

TEST_CASE("without tokens only a Host that names this machine and port is served") {
    const Guard guard = guard_of("127.0.0.1", {});
    for (const char* host : {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"}) {
        Request request = local_request();
        request.host = host;
        CHECK(status_of(guard, request) == 200);
    }
    for (const char* host :
         {"", "127.0.0.1", "127.0.0.1:80", "evil.example:8080", "127.0.0.1.evil.example:8080", "localhost:8080.evil"}) {
        Request request = local_request();
        request.host = host;
        INFO(host);
        CHECK(status_of(guard, request) == 403);
    }
}

TEST_CASE("without tokens a page of another origin is refused") {
    const Guard guard = guard_of("127.0.0.1", {});
    Request request = local_request();
    request.origin = "http://127.0.0.1:8080";
    CHECK(status_of(guard, request) == 200);
    for (const char* origin : {"null", "http://evil.example", "https://127.0.0.1:8080", "http://127.0.0.1:9000",
                               "http://localhost:8080", ""}) {
        request.origin = origin;
        INFO(origin);
        CHECK(status_of(guard, request) == 403);
    }
}

TEST_CASE("a token of the configuration has the role and scope that it is given") {
    Token token{"street", kSecret, ""};
    token.role = core::Role::viewer;
    token.scope = core::Scope{false, {StreetId("s1")}, {}};
    const Guard guard = guard_of("127.0.0.1", {token});
    Request request = local_request();
    request.authorization = "Bearer " + kSecret;
    CHECK(principal_of(guard, request).role == core::Role::viewer);
    CHECK(principal_of(guard, request).scope.streets.size() == 1);
    CHECK(status_of(guard, request) == 200);
    CHECK(status_of(guard, request, Permission::act) == 403);
    token.role = core::Role::administrator;
    CHECK(refusal_of("::1", {token}).find("whole district") != std::string::npos);
}

TEST_CASE("G2: a session's cookie lets its account in, and nothing else does") {
    const Desk desk;
    CHECK(principal_of(desk.guard, desk.with_cookie()).name == "wang");
    CHECK(principal_of(desk.guard, desk.with_cookie()).actor() == "user:wang");
    for (const char* cookie : {"", "anju_session=", "anju_session=wrong", "Xanju_session=", "anju_session"}) {
        Request request = local_request();
        request.cookie = cookie;
        INFO(cookie);
        CHECK(status_of(desk.guard, request) == 401);
    }
    Request request = local_request();
    request.cookie = "anju_session=" + desk.token;
    CHECK(status_of(desk.guard, request) == 401);
    request.cookie.reset();
    request.authorization = "Bearer " + desk.cookie;
    CHECK(status_of(desk.guard, request) == 401);
    request.authorization = "Bearer " + desk.token;
    CHECK(principal_of(desk.guard, request).actor() == "token:screen");
}

TEST_CASE("G1: a wrong token is refused although a good cookie comes with it") {
    const Desk desk;
    Request request = desk.with_cookie();
    request.authorization = "Bearer wrong";
    CHECK(status_of(desk.guard, request) == 401);
}

TEST_CASE("G2: whatever changes something with a cookie needs the session's word") {
    const Desk desk;
    CHECK(status_of(desk.guard, desk.acting(), Permission::act) == 200);
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        CHECK(status_of(desk.guard, desk.with_cookie(method), Permission::act) == 403);
        Request request = desk.with_cookie(method);
        request.csrf = access::csrf_word(access::new_secret());
        CHECK(status_of(desk.guard, request, Permission::act) == 403);
        request.csrf = "";
        CHECK(status_of(desk.guard, request, Permission::own) == 403);
    }
    CHECK(status_of(desk.guard, desk.with_cookie("GET")) == 200);
    CHECK(status_of(desk.guard, desk.with_cookie("HEAD")) == 200);
}

TEST_CASE("G4: a page of another origin reaches nothing with somebody's cookie, and cannot log in") {
    const Desk desk;
    for (const char* origin : {"null", "http://evil.example", "https://127.0.0.1:8080", "http://localhost:8080", ""}) {
        Request request = desk.acting();
        request.origin = origin;
        INFO(origin);
        CHECK(status_of(desk.guard, request, Permission::act) == 403);
        Request login = local_request("POST");
        login.origin = origin;
        CHECK(status_of(desk.guard, login, Permission::open) == 403);
    }
    for (const char* site : {"cross-site", "same-site"}) {
        Request request = desk.acting();
        request.fetch_site = site;
        CHECK(status_of(desk.guard, request, Permission::act) == 403);
        request = desk.with_cookie();
        request.fetch_site = site;
        CHECK(status_of(desk.guard, request) == 403);
        // A link in a message opens the page; the page then asks by itself.
        CHECK(status_of(desk.guard, request, Permission::open) == 200);
    }
    Request request = desk.acting();
    request.origin = "http://127.0.0.1:8080";
    request.fetch_site = "same-origin";
    CHECK(status_of(desk.guard, request, Permission::act) == 200);
}

TEST_CASE("G2: a WebSocket with a cookie needs our Origin, one with a token none") {
    const Desk desk;
    Request request = desk.with_cookie();
    request.upgrade = true;
    CHECK(status_of(desk.guard, request) == 403);
    request.origin = "http://evil.example";
    CHECK(status_of(desk.guard, request) == 403);
    request.origin = "http://127.0.0.1:8080";
    CHECK(status_of(desk.guard, request) == 200);
    request = local_request();
    request.upgrade = true;
    request.authorization = "Bearer " + desk.token;
    CHECK(status_of(desk.guard, request) == 200);
}

TEST_CASE("G3: once an account exists nobody is let in without a login, also not on this machine") {
    const Desk desk;
    CHECK(status_of(desk.guard, local_request()) == 401);
    CHECK(status_of(desk.guard, local_request("POST"), Permission::act) == 401);
    CHECK(status_of(desk.guard, local_request(), Permission::open) == 200);
    CHECK(status_of(desk.guard, local_request(), Permission::watch) == 200);
    Request rebound = local_request();
    rebound.host = "evil.example:8080";
    CHECK(status_of(desk.guard, rebound, Permission::watch) == 401);
    Request nothing = local_request();
    CHECK_FALSE(desk.guard.identify(nothing, kPort).has_value());
    CHECK(desk.guard.nowhere(nothing, problem(404, "not_found", "")).status == 401);
}

TEST_CASE("G6: whose password was set by somebody else may do nothing but change it") {
    Desk desk;
    desk.account.must_change = true;
    desk.accounts->directory().put(desk.account);
    CHECK(status_of(desk.guard, desk.with_cookie()) == 403);
    CHECK(status_of(desk.guard, desk.with_cookie(), Permission::own) == 200);
    CHECK(status_of(desk.guard, desk.acting(), Permission::act) == 403);
    CHECK(status_of(desk.guard, desk.acting(), Permission::own) == 200);
}

TEST_CASE("where TLS stands in front the cookie is Secure, and only that origin is ours") {
    ApiOptions options;
    options.public_origin = "https://Anju.example";
    const Desk desk(options);
    const auto cookie = desk.guard.cookie_of("secret", Millis{60'000});
    CHECK(cookie == "__Host-anju_session=secret; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
    Request request = desk.with_cookie("GET", "__Host-anju_session");
    request.host = "anju.example";
    CHECK(status_of(desk.guard, request) == 200);
    request.origin = "https://anju.example";
    CHECK(status_of(desk.guard, request) == 200);
    request.origin = "http://anju.example";
    CHECK(status_of(desk.guard, request) == 403);
    CHECK(status_of(desk.guard, desk.with_cookie()) == 401);
    CHECK(Desk().guard.cookie_of("secret", Millis{60'000}).find("Secure") == std::string::npos);
    CHECK(Desk().guard.cookie_of("", Millis{60'000}).find("Max-Age=0;") != std::string::npos);
    for (const char* wrong : {"anju.example", "https://anju.example/", "https://anju.example/page", "ftp://anju"}) {
        options.public_origin = wrong;
        CHECK_FALSE(Guard::make(options).has_value());
    }
}

TEST_CASE("G3: what a proxy brings to an address of this machine is not this machine") {
    // nginx asks with a Host that is this machine's unless somebody tells it not to.
    auto options = options_of("127.0.0.1", {});
    REQUIRE(status_of(guard_of(options), local_request()) == 200);
    SUBCASE("the proxy names the client") {
        auto request = local_request();
        request.forwarded_for = "203.0.113.9";
        CHECK(status_of(guard_of(options), request) == 401);
        CHECK(status_of(guard_of(options), request, Permission::watch) == 401);
    }
    SUBCASE("the configuration says that there is one") {
        SUBCASE("by its origin") { options.public_origin = "https://anju.example"; }
        SUBCASE("by its address") { options.trusted_proxy = "127.0.0.1"; }
        CHECK_FALSE(guard_of(options).lets_somebody_in());
        CHECK(status_of(guard_of(options), local_request()) == 401);
        CHECK(status_of(guard_of(options), local_request(), Permission::watch) == 401);
    }
}

TEST_CASE("what watches alertd is about the whole district, and a token of one street is not") {
    core::Scope street;
    street.everything = false;
    street.streets.emplace("s1");
    const auto guard =
        guard_of("127.0.0.1", {{"desk", kSecret, "", core::Role::viewer, street},
                               {"ops", kSecret + "-of-another", "", core::Role::viewer, core::Scope::district()}});
    auto request = local_request();
    request.authorization = "Bearer " + kSecret;
    CHECK(status_of(guard, request) == 200);
    CHECK(status_of(guard, request, Permission::watch) == 403);
    request.authorization += "-of-another";
    CHECK(status_of(guard, request, Permission::watch) == 200);
}

TEST_CASE("who asks is the proxy's word only when it comes from the trusted proxy") {
    ApiOptions options;
    options.trusted_proxy = "127.0.0.1";
    const Guard guard = guard_of(options);
    const auto peer_of = [&](const std::string& peer, const std::string& forwarded) {
        Request request = local_request();
        request.peer = peer;
        request.forwarded_for = forwarded;
        CHECK_FALSE(guard.identify(request, kPort).has_value());
        return request.peer;
    };
    CHECK(peer_of("127.0.0.1", "10.0.0.7") == "10.0.0.7");
    CHECK(peer_of("127.0.0.1", "made-up, 10.0.0.8 ") == "10.0.0.8");
    CHECK(peer_of("10.0.0.9", "10.0.0.7") == "10.0.0.9");
}

TEST_CASE("every role has exactly what the table of permissions says") {
    const auto allowed = [](core::Role role) {
        std::string text;
        for (const Permission each : kPermissions) {
            if (allows(role, each)) text += std::string(text.empty() ? "" : " ") + std::string(to_string(each));
        }
        return text;
    };
    CHECK(allowed(core::Role::viewer) == "open own watch read");
    CHECK(allowed(core::Role::street) == "open own watch read act manage_duty reveal");
    CHECK(allowed(core::Role::operator_) == "open own watch read act manage_duty reveal");
    CHECK(allowed(core::Role::auditor) == "open own watch read read_journal");
    CHECK(allowed(core::Role::administrator) ==
          "open own watch read act manage_duty reveal read_journal change_registry administer");
}
