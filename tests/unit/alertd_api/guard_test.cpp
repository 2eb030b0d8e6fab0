#include "alertd/api/guard.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::api;

namespace {

constexpr std::uint16_t kPort = 8080;
const std::string kSecret = "correct-horse-battery";
/// SHA-256 of kSecret.
const std::string kDigest = "62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d";

Guard guard_of(const std::string& address, const std::vector<Token>& tokens) {
    auto guard = Guard::make(address, tokens);
    REQUIRE_MESSAGE(guard.has_value(), (guard ? "" : guard.error().message));
    return std::move(guard).value();
}

std::string refusal_of(const std::string& address, const std::vector<Token>& tokens) {
    const auto guard = Guard::make(address, tokens);
    REQUIRE_FALSE(guard.has_value());
    CHECK(guard.error().code == ErrorCode::invalid);
    return guard.error().message;
}

Request local_request(const std::string& path = "/api/v1/incidents") {
    Request request;
    request.method = "GET";
    request.path = path;
    request.host = "127.0.0.1:8080";
    return request;
}

int status_of(const Guard& guard, Request request) {
    const auto refusal = guard.check(request, kPort);
    return refusal ? refusal->status : 200;
}

}  // namespace

TEST_CASE("an address that others can reach needs a token") {
    for (const char* address : {"0.0.0.0", "::", "192.168.1.5"}) {
        CHECK(refusal_of(address, {}).find("token") != std::string::npos);
        (void)guard_of(address, {{"ops", kSecret, ""}});
    }
    for (const char* address : {"127.0.0.1", "127.8.8.8", "::1"}) (void)guard_of(address, {});
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
    CHECK_FALSE(guard.check(request, kPort).has_value());
    CHECK(request.principal.name == "screen");
    request.authorization = "bearer " + kSecret;
    CHECK_FALSE(guard.check(request, kPort).has_value());
    CHECK(request.principal.name == "ops");
    CHECK(status_of(guard, local_request("/-/healthy")) == 200);
    CHECK(status_of(guard, local_request("/metrics")) == 401);
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
