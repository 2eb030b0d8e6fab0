#include "alertd/api/http.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace anju;
using namespace anju::alertd::api;

namespace {

Request parsed(std::string_view target) {
    Request request;
    const auto result = parse_target(target, request);
    REQUIRE_MESSAGE(result.has_value(), std::string(target));
    return request;
}

}  // namespace

TEST_CASE("a target is decoded into a path and its parameters") {
    const Request request = parsed("/api/v1/incidents?street=%E9%95%BF%E5%AE%81+a&open=true&&flag");
    CHECK(request.path == "/api/v1/incidents");
    REQUIRE(request.parameter("street"));
    CHECK(*request.parameter("street") == "长宁 a");
    CHECK(*request.parameter("open") == "true");
    CHECK(request.parameter("flag")->empty());
    CHECK_FALSE(request.parameter("absent"));
    CHECK(parsed("/a%20b+c").path == "/a b+c");
    CHECK(parsed("/a%41").path == "/aA");
}

TEST_CASE("a broken target is refused") {
    for (const char* target :
         {"", "*", "http://127.0.0.1/", "/%", "/%4", "/%zz", "/%00", "/%ff", "/?a=1&a=2", "/?a=%e9"}) {
        Request request;
        const auto result = parse_target(target, request);
        INFO(target);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code == ErrorCode::invalid);
    }
}

TEST_CASE("a problem is JSON whatever the detail quotes") {
    const Response response = problem(409, "wrong_state", "it says \"\xff\n\"", R"("owner":"user:wang")");
    CHECK(response.status == 409);
    CHECK(response.content_type == "application/problem+json");
    const auto body = boost::json::parse(response.body).as_object();
    CHECK(body.at("type") == "urn:anju:problem:wrong_state");
    CHECK(body.at("title") == "Conflict");
    CHECK(body.at("status") == 409);
    CHECK(body.at("owner") == "user:wang");
}

TEST_CASE("an error of the store is told as what it means to the caller") {
    CHECK(problem_of(fail(ErrorCode::invalid, "")).status == 400);
    CHECK(problem_of(fail(ErrorCode::not_found, "")).status == 404);
    CHECK(problem_of(fail(ErrorCode::unavailable, "")).status == 503);
    CHECK(problem_of(fail(ErrorCode::exhausted, "")).status == 503);
    CHECK(problem_of(fail(ErrorCode::corrupt, "")).status == 500);
}
