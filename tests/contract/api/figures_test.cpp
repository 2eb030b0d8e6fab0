// Statistics and the month's report over HTTP: answers as described, as JSON and CSV, within a scope.
#include "alertd/ingest/turn.hpp"
#include "alertd/reports/counting.hpp"
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <future>

using namespace anju;
using namespace anju::tests;

namespace {

struct Office {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description description{http.get("/api/v1/openapi.json").json()};

    /// As the clerk does, until nothing is left.
    void count() {
        for (bool more = true; more;) {
            std::promise<bool> counted;
            auto done = counted.get_future();
            auto taken = std::make_shared<bool>(false);
            centre.engine().change(
                [taken](alertd::ingest::Turn& turn) -> Result<void> {
                    ANJU_TRY(*taken, alertd::reports::count_piece(turn.writer(), Millis{8 * 3'600'000}));
                    return success();
                },
                [&counted, taken](Result<void> result) { counted.set_value(result.has_value() && *taken); });
            more = done.get();
        }
    }

    void close(const std::string& incident, const char* disposition) {
        const auto answer = http.post("/api/v1/incidents/" + incident + "/close",
                                      fmt::format(R"({{"actor":"wang","disposition":"{}"}})", disposition));
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
    }

    boost::json::object ask(const std::string& name, const std::string& query = "") {
        const std::string path = "/api/v1/statistics/" + name;
        const auto answer = http.get(path + query);
        INFO(path, query, " ", answer.body);
        REQUIRE(answer.status == 200);
        const auto mistakes =
            description.mistakes_of_answer("get", path, answer.status, answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
        return answer.json().as_object();
    }
};

const char* const kAll[] = {"cases", "times", "coverage", "load", "sources", "offline", "stale"};

}  // namespace

TEST_CASE("what happened shows in every figure once it has been counted") {
    Office office;
    const std::string first = office.centre.raise(1);
    office.centre.raise(2);
    CHECK(office.ask("cases").at("counted").at("seq") == 0);
    CHECK(office.ask("cases").at("counted").at("behind").to_number<int>() > 0);
    office.centre.act(first, alertd::core::Act::acknowledge, "wang");
    office.close(first, "false_alarm");
    office.count();

    const auto cases = office.ask("cases");
    CHECK(cases.at("counted").at("behind") == 0);
    REQUIRE(cases.at("rows").as_array().size() == 1);
    const auto row = cases.at("rows").at(0).as_object();
    CHECK(row.at("street") == "s1");
    CHECK(row.at("class") == "emergency");
    CHECK(row.at("opened") == 2);
    CHECK(row.at("closed") == 1);
    CHECK(row.at("false_alarm_share") == 1.0);
    for (const char* by : {"district", "committee", "kind", "street_kind", "model", "day"}) {
        CHECK(office.ask("cases", std::string("?by=") + by).at("rows").as_array().size() == 1);
    }
    CHECK(office.ask("times").at("rows").at(0).at("measure") == "answered");
    CHECK(office.ask("times", "?by=street").at("rows").at(0).at("street") == "s1");
    CHECK(office.ask("load").at("rows").at(0).at("alarms") == 2);
    CHECK(office.ask("sources").at("rows").as_array().size() == 2);
    CHECK(office.ask("sources", "?order=chattering").at("rows").as_array().empty());
    CHECK(office.ask("stale").at("rows").as_array().empty());
    CHECK(office.ask("offline").at("rows").as_array().empty());
    CHECK(office.ask("cases", "?from=2020-01-01&to=2020-12-31").at("rows").as_array().empty());
    CHECK(office.ask("cases", "?street=elsewhere").at("rows").as_array().empty());
}

TEST_CASE("every table is there as CSV, with a byte order mark for who needs it") {
    Office office;
    office.centre.raise(1);
    office.count();
    for (const std::string name : kAll) {
        const auto csv = office.http.get("/api/v1/statistics/" + name + "?format=csv");
        INFO(csv.body);
        CHECK(csv.status == 200);
        CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
        CHECK(csv.body.find("\r\n") != std::string::npos);
        CHECK(office.http.get("/api/v1/statistics/" + name + "?format=csv&bom=true").body == "\xEF\xBB\xBF" + csv.body);
    }
}

TEST_CASE("a wrong question about figures is refused and named") {
    Office office;
    for (const char* query :
         {"?from=yesterday", "?from=2026-02-30", "?to=2026-03-01&from=2026-03-02", "?from=2020-01-01&to=2026-01-01",
          "?by=moon", "?format=xml", "?bom=maybe", "?street=", "?committee=", "?month=2026-03"}) {
        INFO(query);
        const auto answer = office.http.get(std::string("/api/v1/statistics/cases") + query);
        CHECK(answer.status == 400);
        CHECK(answer.json().at("detail").as_string().size() > 10);
    }
    CHECK(office.http.get("/api/v1/statistics/sources?limit=0").status == 400);
    CHECK(office.http.get("/api/v1/statistics/sources?limit=1001").status == 400);
}

TEST_CASE("the month's report is one page under a policy that forbids everything but its stylesheet") {
    Office office;
    office.centre.raise(1);
    office.count();
    const auto month = office.ask("cases").at("to").as_string().subview(0, 7);
    const std::string path = "/api/v1/reports/" + std::string(month);
    const auto page = office.http.get(path);
    CHECK(page.status == 200);
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    const auto policy = page.header("content-security-policy");
    CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(page.body.starts_with("<!doctype html>"));
    CHECK(page.body.find("Example Street") != std::string::npos);
    CHECK(page.body.find("lang=\"zh-CN\"") != std::string::npos);
    for (const char* forbidden : {"<script", " style=", " onload=", "http://", "https://", "<link", "<img"}) {
        INFO(forbidden);
        CHECK(page.body.find(forbidden) == std::string::npos);
    }
    CHECK(office.http.get(path + "?lang=en").body.find("lang=\"en\"") != std::string::npos);
    CHECK(office.http.get(path + "?street=s1").status == 200);
    CHECK(office.http.get(path + "?street=elsewhere").status == 404);
    CHECK(office.http.get(path + "?lang=fr").status == 400);
    for (const char* wrong : {"2026-13", "march", "2026-1"}) {
        CHECK(office.http.get(std::string("/api/v1/reports/") + wrong).status == 404);
    }
}
