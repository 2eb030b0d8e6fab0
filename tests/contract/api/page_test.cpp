#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"

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
    CHECK(loaded == 2);
    for (const char* path : {"/", "/app.js", "/session.js", "/words.js", "/app.css"}) {
        const auto answer = http.get(path);
        const std::string policy = answer.header("content-security-policy");
        CHECK(policy.starts_with("default-src 'self'"));
        CHECK(policy.find("unsafe") == std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    }
}

TEST_CASE("the page's script puts nothing into the page as markup") {
    ApiCentre centre;
    for (const char* path : {"/app.js", "/session.js"}) {
        const auto script = HttpClient(centre.port()).get(path);
        CHECK(script.header("content-type") == "text/javascript; charset=utf-8");
        for (const char* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) {
            CHECK(script.body.find(word) == std::string::npos);
        }
    }
}

TEST_CASE("every word the API can say has a translation in both languages") {
    ApiCentre centre;
    const std::string words = HttpClient(centre.port()).get("/words.js").body;
    const auto count_of = [&](const std::string& word) {
        const std::regex key("[{,\\s]" + word + ": \"");
        return std::distance(std::sregex_iterator(words.begin(), words.end(), key), std::sregex_iterator());
    };
    std::vector<std::string> all;
    for (int i = 0; i <= static_cast<int>(Condition::area_outage); ++i)
        all.emplace_back(to_string(static_cast<Condition>(i)));
    for (int i = 0; i <= static_cast<int>(IncidentClass::technical); ++i)
        all.emplace_back(to_string(static_cast<IncidentClass>(i)));
    for (int i = 0; i <= static_cast<int>(Severity::critical); ++i)
        all.emplace_back(to_string(static_cast<Severity>(i)));
    for (int i = 0; i <= static_cast<int>(alertd::core::IncidentState::closed); ++i) {
        all.emplace_back(to_string(static_cast<alertd::core::IncidentState>(i)));
    }
    for (const auto& word : all) {
        INFO(word);
        CHECK(count_of(word) == 2);
    }
}
