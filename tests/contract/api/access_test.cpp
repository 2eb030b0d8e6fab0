#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/stream_client.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;

TEST_CASE("a server that others could reach does not start without a token or an account") {
    const ApiCentre centre;
    alertd::api::ApiOptions options;
    options.address = "0.0.0.0";
    alertd::api::Services services;
    services.open_reader = [&centre] { return Result<std::unique_ptr<alertd::store::Reader>>(centre.reader()); };
    alertd::api::ApiServer server(options, services);
    const auto started = server.start();
    REQUIRE_FALSE(started.has_value());
    CHECK(started.error().code == ErrorCode::invalid);
    CHECK(started.error().message.find("token") != std::string::npos);
}

TEST_CASE("an address that is taken is an error that names it") {
    ApiCentre centre;
    alertd::api::ApiOptions options;
    options.port = centre.port();
    alertd::api::Services services;
    services.open_reader = [&centre] { return Result<std::unique_ptr<alertd::store::Reader>>(centre.reader()); };
    alertd::api::ApiServer second(options, services);
    const auto started = second.start();
    REQUIRE_FALSE(started.has_value());
    CHECK(started.error().message.find(std::to_string(centre.port())) != std::string::npos);
}

TEST_CASE("with tokens everything but the health check and the page's files needs one, the stream too") {
    auto options = test_options();
    options.address = "0.0.0.0";
    options.tokens = {{"ops", "a-token-of-the-test", ""}};
    ApiCentre centre(options);
    const HttpClient http(centre.port());
    CHECK(http.get("/-/healthy").status == 200);
    for (const char* path : {"/", "/app.js", "/api/v1/openapi.json"}) CHECK(http.get(path).status == 200);
    for (const char* path : {"/metrics", "/-/ready", "/api/v1/incidents", "/nothing"}) {
        INFO(path);
        const auto answer = http.get(path);
        CHECK(answer.status == 401);
        CHECK(answer.header("www-authenticate").starts_with("Bearer"));
        CHECK(http.get(path, {"Authorization: Bearer wrong"}).status == 401);
    }
    const std::string bearer = "Bearer " + centre.token();
    CHECK(http.get("/api/v1/incidents", {"Authorization: " + bearer, "Host: alerts.example"}).status == 200);
    CHECK(http.get("/nothing", {"Authorization: " + bearer}).status == 404);
    CHECK(StreamClient(centre.port()).handshake_status() == 401);
    CHECK(StreamClient(centre.port(), {"", {{"Authorization", bearer}}}).connected());
}

TEST_CASE("a page from elsewhere cannot reach the server through somebody's browser") {
    ApiCentre centre;
    const HttpClient http(centre.port());
    const std::string incident = centre.raise(1);
    CHECK(http.get("/api/v1/incidents", {"Host: evil.example"}).status == 403);
    CHECK(http.get("/api/v1/incidents", {"Host: evil.example:" + std::to_string(centre.port())}).status == 403);
    CHECK(http.get("/api/v1/incidents", {"Host: localhost:" + std::to_string(centre.port())}).status == 200);
    const std::string act = "/api/v1/incidents/" + incident + "/acknowledge";
    CHECK(http.post(act, R"({"actor":"evil"})", {"Origin: http://evil.example"}).status == 403);
    CHECK(http.ask("POST", act, R"({"actor":"evil"})", {"Content-Type: text/plain"}).status == 415);
    CHECK(StreamClient(centre.port(), {"", {{"Origin", "http://evil.example"}}}).handshake_status() == 403);
    CHECK(StreamClient(centre.port(), {"", {{"Origin", "http://127.0.0.1:" + std::to_string(centre.port())}}})
              .connected());
    CHECK(http.get("/api/v1/incidents/" + incident).json().at("incident").at("owner").is_null());
}
