#include "alertd/api/router.hpp"

#include <doctest/doctest.h>

using namespace anju::alertd::api;

namespace {

Router small_router() {
    const auto plain = Plain([](const Request&) { return Response{}; });
    Router router;
    router.add({"GET", "/things", {"limit"}, Permission::read, plain});
    router.add({"GET", "/things/{id}", {}, Permission::read, plain});
    router.add({"POST", "/things/{id}/close", {}, Permission::read, plain});
    return router;
}

Request asking(const std::string& method, const std::string& path) {
    Request request;
    request.method = method;
    request.path = path;
    request.content_type = "application/json";
    return request;
}

int status_of(const Router& router, Request request) {
    const auto found = router.find(request);
    const auto* instead = std::get_if<Response>(&found);
    return instead ? instead->status : 200;
}

std::string allow_of(const Router& router, Request request) {
    const auto found = router.find(request);
    const auto* instead = std::get_if<Response>(&found);
    REQUIRE(instead);
    REQUIRE(instead->headers.size() == 1);
    CHECK(instead->headers[0].first == "Allow");
    return instead->headers[0].second;
}

}  // namespace

TEST_CASE("a path with an id finds its route and the id") {
    const Router router = small_router();
    Request request = asking("POST", "/things/abc/close");
    const auto found = router.find(request);
    REQUIRE(std::holds_alternative<const Route*>(found));
    CHECK(std::get<const Route*>(found)->path == "/things/{id}/close");
    CHECK(request.id == "abc");
    CHECK(status_of(router, asking("HEAD", "/things")) == 200);
}

TEST_CASE("a path nobody serves is not found") {
    const Router router = small_router();
    for (const char* path : {"/", "/thing", "/things/", "/things/a/b", "/things//close", "/things/a/close/"}) {
        INFO(path);
        CHECK(status_of(router, asking("GET", path)) == 404);
    }
}

TEST_CASE("a wrong method is answered with what is allowed, and OPTIONS too") {
    const Router router = small_router();
    CHECK(status_of(router, asking("DELETE", "/things")) == 405);
    CHECK(allow_of(router, asking("DELETE", "/things")) == "GET, HEAD, OPTIONS");
    CHECK(allow_of(router, asking("GET", "/things/a/close")) == "POST, OPTIONS");
    CHECK(status_of(router, asking("OPTIONS", "/things")) == 204);
    CHECK(allow_of(router, asking("OPTIONS", "/things/a/close")) == "POST, OPTIONS");
    CHECK(status_of(router, asking("OPTIONS", "/nothing")) == 404);
}

TEST_CASE("a query parameter the route does not know is refused by name") {
    const Router router = small_router();
    Request request = asking("GET", "/things");
    request.query = {{"limit", "1"}};
    CHECK(status_of(router, request) == 200);
    request.query.emplace_back("limt", "2");
    const auto found = router.find(request);
    REQUIRE(std::holds_alternative<Response>(found));
    CHECK(std::get<Response>(found).status == 400);
    CHECK(std::get<Response>(found).body.find("'limt'") != std::string::npos);
}

TEST_CASE("a POST that is not JSON is refused") {
    const Router router = small_router();
    Request request = asking("POST", "/things/a/close");
    for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", ";", " "}) {
        request.content_type = type;
        INFO(type);
        CHECK(status_of(router, request) == 415);
    }
    request.content_type = "application/json ; charset=utf-8";
    CHECK(status_of(router, request) == 200);
}

TEST_CASE("every name in a path gets its value, also beside other text") {
    const auto plain = Plain([](const Request&) { return Response{}; });
    Router router;
    router.add({"GET", "/homes/{id}/devices/{device}", {}, Permission::read, plain});
    router.add({"GET", "/rosters/{id}.ics", {}, Permission::read, plain});
    Request request = asking("GET", "/homes/h1/devices/hall/smoke");
    CHECK(status_of(router, request) == 404);
    request.path = "/homes/h1/devices/hall";
    REQUIRE(std::holds_alternative<const Route*>(router.find(request)));
    CHECK(request.id == "h1");
    CHECK(request.path_value("device") == "hall");
    CHECK(request.path_value("other").empty());
    request.path = "/rosters/night.ics";
    REQUIRE(std::holds_alternative<const Route*>(router.find(request)));
    CHECK(request.id == "night");
    CHECK(status_of(router, asking("GET", "/rosters/.ics")) == 404);
    CHECK(status_of(router, asking("GET", "/homes/h1/devices/")) == 404);
}

TEST_CASE("a body of another type than the route takes is refused") {
    Router router;
    Route route{"PUT", "/table", {}, Permission::change_registry, Plain([](const Request&) { return Response{}; })};
    route.takes = "text/csv";
    router.add(route);
    Request request = asking("PUT", "/table");
    CHECK(status_of(router, request) == 415);
    request.content_type = "text/csv; charset=gb18030";
    CHECK(status_of(router, request) == 200);
}
