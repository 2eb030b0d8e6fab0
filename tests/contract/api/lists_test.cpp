#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <set>

using namespace anju;
using namespace anju::tests;

namespace {

struct Office {
    explicit Office(std::vector<alertd::api::Probe> probes = {})
        : centre(test_options(), std::move(probes)), http(centre.port()) {}

    boost::json::value listed(const std::string& query) {
        const auto answer = http.get("/api/v1/incidents" + query);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        return answer.json();
    }
    std::size_t count(const std::string& query) { return listed(query).at("incidents").as_array().size(); }

    ApiCentre centre;
    HttpClient http;
};

}  // namespace

TEST_CASE("every answer has exactly the fields that are described") {
    Office office;
    const std::string incident = office.centre.raise(1);
    REQUIRE(wait_until([&] {
        const auto detail = office.http.get("/api/v1/incidents/" + incident).json();
        return !detail.at("notifications").as_array().empty() && !detail.at("escalations").as_array().empty();
    }));
    codec::Status status;
    status.version = "1.0";
    office.centre.engine().submit_status(GatewayId("g1"), status);
    office.centre.engine().submit_quarantine(
        {UtcTime(Millis(1)), "anju/v1/g/g9/up/alerts", "not protobuf", std::string("\xff\x00\x01", 3)});
    REQUIRE(wait_until([&] {
        return !office.http.get("/api/v1/gateways").json().at("gateways").as_array().empty() &&
               !office.http.get("/api/v1/quarantine").json().at("messages").as_array().empty();
    }));
    const Description description(office.http.get("/api/v1/openapi.json").json());
    const auto check = [&](const char* method, const std::string& described, const HttpAnswer& answer, long expected) {
        INFO(method, " ", described, " ", answer.body);
        CHECK(answer.status == expected);
        const auto mistakes = description.mistakes_of_answer(method, described, answer.status,
                                                             answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
    };
    for (const char* path : {"incidents", "gateways", "streets", "responders", "journal", "quarantine", "counts"}) {
        const std::string full = std::string("/api/v1/") + path;
        const auto answer = office.http.get(full);
        check("get", full, answer, 200);
        // A list without rows would say nothing about the fields of a row.
        const auto body = answer.json();
        for (const auto& member : body.as_object()) {
            if (const auto* rows = member.value().if_array()) CHECK_MESSAGE(!rows->empty(), full);
        }
    }
    check("get", "/{file}.js", office.http.get("/app.js"), 200);
    check("get", "/{file}.css", office.http.get("/app.css"), 200);
    check("get", "/{file}.js", office.http.get("/nothing.js"), 404);
    check("get", "/district.geojson", office.http.get("/district.geojson"), 404);
    for (const char* path : {"/-/healthy", "/-/ready", "/metrics", "/", "/api/v1/openapi.json"}) {
        check("get", path, office.http.get(path), 200);
    }
    const std::string one = "/api/v1/incidents/{id}";
    const std::string here = "/api/v1/incidents/" + incident;
    check("get", one, office.http.get(here), 200);
    check("get", one, office.http.get("/api/v1/incidents/nonsense"), 404);
    check("get", "/api/v1/stream", office.http.get("/api/v1/stream"), 426);
    check("get", "/api/v1/incidents", office.http.get("/api/v1/incidents?limit=0"), 400);
    check("get", "/api/v1/incidents", office.http.get("/api/v1/incidents", {"Host: evil.example"}), 403);
    check("post", one + "/notes", office.http.post(here + "/notes", R"({"actor":"wang","text":"hello"})"), 200);
    check("post", one + "/acknowledge", office.http.post(here + "/acknowledge", R"({"actor":"wang"})"), 200);
    check("post", one + "/acknowledge", office.http.post(here + "/acknowledge", R"({"actor":"li"})"), 409);
    check("post", one + "/close", office.http.post(here + "/close", R"({"actor":"li"})"), 422);
    check("post", one + "/resolve", office.http.post(here + "/resolve", R"({"actor":"li"})", {"If-Match: \"0\""}), 412);
    check("post", one + "/resolve", office.http.post(here + "/resolve", R"({"actor":"li"})"), 200);
    check("post", one + "/close", office.http.post(here + "/close", R"({"actor":"li","disposition":"real"})"), 200);
    check("post", one + "/close", office.http.post(here + "/close", R"({"actor":"li"})", {"If-Match: \"0\""}), 412);
    check("post", one + "/notes", office.http.ask("POST", here + "/notes", "{}", {}), 415);
    check("get", one, office.http.get(here), 200);
}

TEST_CASE("incidents are filtered, and a filter that is misspelt is refused") {
    Office office;
    const std::string first = office.centre.raise(1);
    office.centre.raise(2);
    CHECK(office.count("?open=true") == 2);
    CHECK(office.count("?home=h1") == 1);
    CHECK(office.count("?street=s1&committee=c1&class=emergency") == 2);
    CHECK(office.count("?class=technical") == 0);
    CHECK(office.count("?street=nowhere") == 0);
    CHECK(office.http.post("/api/v1/incidents/" + first + "/close", R"({"actor":"li","disposition":"test"})").status ==
          200);
    CHECK(office.count("?open=true") == 1);
    CHECK(office.count("?open=false") == 1);
    CHECK(office.count("") == 2);
    for (const char* query : {"?opne=true", "?open=yes", "?class=urgent", "?limit=0", "?limit=501", "?limit=-1",
                              "?limit=2x", "?cursor=abc", "?order=random", "?order=urgency", "?open=true&open=true"}) {
        INFO(query);
        const auto answer = office.http.get(std::string("/api/v1/incidents") + query);
        CHECK(answer.status == 400);
        CHECK(answer.header("content-type") == "application/problem+json");
    }
    CHECK(office.http.get("/api/v1/incidents?opne=true").body.find("'opne'") != std::string::npos);
    CHECK(office.http.get("/api/v1/journal?after=99999999999999999999").status == 400);
}

TEST_CASE("the journal is searched by event, actor and case, from either end") {
    Office office;
    const std::string first = office.centre.raise(1);
    office.centre.raise(2);
    for (const char* officer : {"wang", "li"}) {
        REQUIRE(office.http
                    .post("/api/v1/incidents/" + first + "/notes",
                          fmt::format(R"({{"actor":"{}","text":"hello"}})", officer))
                    .status == 200);
    }
    const auto journal = [&](const std::string& query) {
        const auto answer = office.http.get("/api/v1/journal?" + query);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        return answer.json();
    };
    const auto all = journal("limit=500").at("entries").as_array();
    auto backwards = journal("order=newest&limit=500").at("entries").as_array();
    std::reverse(backwards.begin(), backwards.end());
    CHECK(backwards == all);

    const auto of_case = journal("incident=" + first);
    REQUIRE_FALSE(of_case.at("entries").as_array().empty());
    CHECK(of_case.at("entries").as_array().size() < all.size());
    for (const auto& entry : of_case.at("entries").as_array()) CHECK(entry.at("incident").as_string() == first);
    CHECK(of_case.at("next") == of_case.at("head"));

    const auto by_wang = journal("event=incident.n&actor=WANG").at("entries").as_array();
    REQUIRE(by_wang.size() == 1);
    CHECK(by_wang[0].at("event").as_string() == "incident.noted");
    CHECK(by_wang[0].at("actor").as_string() == "user:wang");

    const auto newest = journal("order=newest&event=incident.noted&limit=1");
    CHECK(newest.at("entries").at(0).at("actor").as_string() == "user:li");
    const auto older =
        journal(fmt::format("order=newest&event=incident.noted&after={}", newest.at("next").to_number<int>()));
    CHECK(older.at("entries").as_array() == by_wang);
    CHECK(older.at("next") == 1);
    CHECK(journal("event=none.such").at("entries").as_array().empty());
    for (const char* query : {"order=random", "incident=nonsense", "after=-1"})
        CHECK(office.http.get(std::string("/api/v1/journal?") + query).status == 400);
}

TEST_CASE("pages follow each other without gap or repeat") {
    Office office;
    std::set<std::string> raised{office.centre.raise(1), office.centre.raise(2), office.centre.raise(3)};
    std::set<std::string> seen;
    std::string cursor;
    for (int page = 0; page < 3; ++page) {
        const auto list = office.listed("?open=true&order=newest&limit=1" + cursor);
        REQUIRE(list.at("incidents").as_array().size() == 1);
        CHECK(seen.emplace(list.at("incidents").at(0).at("id").as_string()).second);
        cursor = "&cursor=" + std::string(list.at("next").as_string());
    }
    CHECK(seen == raised);
    CHECK(office.listed("?open=true&limit=1" + cursor).at("next").is_null());
    const auto urgent = office.listed("?open=true&limit=2");
    CHECK(urgent.at("more") == true);
    CHECK(urgent.at("next").is_null());
}

TEST_CASE("the detail of a case holds the resident's card") {
    Office office;
    const auto detail = office.http.get("/api/v1/incidents/" + office.centre.raise(1)).json();
    REQUIRE(detail.at("residents").as_array().size() == 1);
    CHECK(detail.at("residents").at(0).at("name") == "王奶奶");
    CHECK(detail.at("residents").at(0).at("medical_notes") == "asthma");
    CHECK(detail.at("incident").at("address") == "Lane 1, No. 1");
    CHECK(detail.at("alerts").at(0).at("evidence") == R"({"smoke":true})");
}

TEST_CASE("readiness names what is missing") {
    bool broker = false;
    Office office({{"broker", [&broker]() -> Result<void> {
                        if (broker) return success();
                        return fail(ErrorCode::unavailable, "no connection to 127.0.0.1:1883");
                    }}});
    const auto waiting = office.http.get("/-/ready");
    CHECK(waiting.status == 503);
    CHECK(waiting.json().at("ready") == false);
    CHECK(waiting.body.find("no connection to 127.0.0.1:1883") != std::string::npos);
    broker = true;
    const auto ready = office.http.get("/-/ready");
    CHECK(ready.status == 200);
    std::set<std::string> names;
    const auto body = ready.json();
    for (const auto& check : body.at("checks").as_array()) names.emplace(check.at("name").as_string());
    CHECK(names == std::set<std::string>{"engine", "store", "broker"});
}

TEST_CASE("metrics count what happened") {
    Office office;
    const std::string incident = office.centre.raise(1);
    CHECK(office.http.post("/api/v1/incidents/" + incident + "/acknowledge", R"({"actor":"li"})").status == 200);
    const auto has = [&](const std::string& line) {
        return ("\n" + office.http.get("/metrics").body).find("\n" + line + "\n") != std::string::npos;
    };
    CHECK(wait_until([&] { return has(R"(alertd_alerts_received_total{kind="smoke",severity="critical"} 1)"); }));
    CHECK(wait_until([&] { return has("alertd_ack_latency_seconds_count 1"); }));
    CHECK(has("alertd_updates_stored_total 1"));
    CHECK(has(R"(alertd_incidents_open{class="emergency"} 1)"));
    CHECK(has("alertd_stream_clients 0"));
    CHECK(office.http.get("/metrics").header("content-type").starts_with("text/plain; version=0.0.4"));
}
