#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <regex>

using namespace anju;
using namespace anju::tests;

TEST_CASE("the page and what it loads are served under a policy that runs nothing inline") {
    ApiCentre centre;
    const HttpClient http(centre.port());
    const auto page = http.get("/");
    REQUIRE(page.status == 200);
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK(page.body.find("zh-CN") != std::string::npos);
    // The policy would stop these silently, so the page must not have any.
    CHECK_FALSE(std::regex_search(page.body, std::regex("<script(?![^>]*src=)|<style|\\son[a-z]+=|\\sstyle=")));
    std::size_t loaded = 0;
    const std::regex reference("(?:src|href)=\"(/[^\"]*)\"");
    for (std::sregex_iterator at(page.body.begin(), page.body.end(), reference), end; at != end; ++at, ++loaded) {
        const auto part = http.get((*at)[1]);
        INFO(std::string((*at)[1]));
        CHECK(part.status == 200);
        CHECK(part.header("x-content-type-options") == "nosniff");
    }
    CHECK(loaded >= 3);
    for (const char* path : {"/", "/app.js", "/preact.js", "/rosters.js", "/app.css"}) {
        const auto answer = http.get(path);
        const std::string policy = answer.header("content-security-policy");
        CHECK(policy.starts_with("default-src 'self'"));
        CHECK(policy.find("unsafe") == std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    }
}

TEST_CASE(
    "a folder of files takes the place of the page in the binary; a map of the district is served to who may read") {
    TempDir folder{"page"};
    write_file(folder / "index.html", "<!doctype html><title>mine</title>");
    write_file(folder / "mine.svg", "<svg/>");
    write_file(folder / "map.geojson", R"({"type":"FeatureCollection","features":[]})");
    auto options = test_options();
    options.web_folder = folder.path().string();
    options.district_map = (folder / "map.geojson").string();
    ApiCentre centre(options);
    const HttpClient http(centre.port());
    CHECK(http.get("/").body == "<!doctype html><title>mine</title>");
    CHECK(http.get("/mine.svg").header("content-type") == "image/svg+xml");
    CHECK(http.get("/app.js").status == 404);
    CHECK(http.get("/..%2fmap.svg").status == 404);
    CHECK(http.get("/district.geojson").header("content-type") == "application/geo+json");
}

TEST_CASE("a folder without a page, and a map that is none, are told before anything starts") {
    TempDir folder{"page"};
    auto options = test_options();
    options.web_folder = folder.path().string();
    auto wrong = alertd::api::ApiServer::check(options);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().message.find("index.html") != std::string::npos);
    options.web_folder = (folder / "nothing").string();
    CHECK_FALSE(alertd::api::ApiServer::check(options));
    options.web_folder.clear();
    options.district_map = (folder / "map").string();
    CHECK_FALSE(alertd::api::ApiServer::check(options));
    write_file(folder / "map", "{\"type\":\"Feature\"}");
    wrong = alertd::api::ApiServer::check(options);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().message.find("FeatureCollection") != std::string::npos);
}
