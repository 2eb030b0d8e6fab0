#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

const std::string kNight = R"({"actor":"wang","reason":"the winter's rule",
    "steps":[{"after":"0s","notify":["committee"]},{"after":"45s","notify":["street","district"]}],
    "repeat_every":"2m",
    "when":[{"name":"smoke by night","conditions":["smoke"],"hours":"22:00-06:00",
             "steps":[{"notify":["street"]},{"after":"1m","notify":["district"]}]},
            {"name":"weekend","weekdays":["saturday","sunday"],"attend_within":"5m"}]})";

struct Desk {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description described{http.get("/api/v1/openapi.json").json()};

    /// Asks, and holds the answer to the description.
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& described_path,
                   const std::string& body = "", HttpClient::Headers headers = {}) {
        if (!body.empty()) headers.emplace_back("Content-Type: application/json");
        auto answer = http.ask(method, path, body, headers);
        for (const auto& mistake : described.mistakes_of_answer(method, described_path, answer.status,
                                                                answer.header("content-type"), answer.body)) {
            FAIL_CHECK(mistake);
        }
        return answer;
    }
    HttpAnswer put(const std::string& body, HttpClient::Headers headers = {}, const std::string& of = "emergency") {
        return ask("PUT", "/api/v1/policies/" + of, "/api/v1/policies/{id}", body, std::move(headers));
    }
    HttpAnswer get(const std::string& of = "emergency") {
        return ask("GET", "/api/v1/policies/" + of, "/api/v1/policies/{id}");
    }
    HttpAnswer reset(HttpClient::Headers headers = {"X-Anju-Operator: li", "X-Anju-Reason: spring"}) {
        return ask("DELETE", "/api/v1/policies/emergency", "/api/v1/policies/{id}", "", std::move(headers));
    }
    HttpAnswer choose(const std::string& query) {
        return ask("GET", "/api/v1/policy-choice?" + query, "/api/v1/policy-choice");
    }
    std::vector<json::value> journalled() {
        std::vector<json::value> found;
        const auto journal = http.get("/api/v1/journal?limit=500").json();
        for (const auto& entry : journal.at("entries").as_array()) {
            if (entry.at("event") == "policy.changed") found.push_back(entry);
        }
        return found;
    }
};

std::string detail_of(const HttpAnswer& answer) { return std::string(answer.json().at("detail").as_string()); }
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("what alertd brings along is shown for each class, until somebody sets something else") {
    Desk desk;
    const auto all = desk.ask("GET", "/api/v1/policies", "/api/v1/policies").json();
    const auto& list = all.at("policies").as_array();
    REQUIRE(list.size() == 3);
    CHECK(list.at(0).at("class") == "emergency");
    CHECK(list.at(0).at("source") == "file");
    CHECK(list.at(2).at("class") == "technical");
    const auto shown = desk.get();
    REQUIRE(shown.status == 200);
    CHECK(shown.header("etag") == "\"1\"");
    CHECK(shown.json() == list.at(0));
    CHECK(json::serialize(shown.json().at("steps")) ==
          R"([{"after":"0s","notify":["home","committee"]},{"after":"1m","notify":["street"]},)"
          R"({"after":"1m30s","notify":["district"]}])");
    CHECK(desk.get("urgent").status == 404);
}

TEST_CASE("policies are set, hold, are written back as they were shown, and are taken back") {
    Desk desk;
    const auto set = desk.put(kNight, {"If-Match: \"1\""});
    REQUIRE(set.status == 200);
    const auto body = set.json();
    CHECK(set.header("etag") == "\"2\"");
    CHECK(body == desk.get().json());
    CHECK(body.at("source") == "api");
    CHECK(body.at("changed_by") == "user:wang");
    CHECK(body.at("reason") == "the winter's rule");
    CHECK(body.at("attend_within") == "10m");  // left out: as alertd brings it along
    const auto& variants = body.at("when").as_array();
    REQUIRE(variants.size() == 2);
    CHECK(variants.at(0).at("repeat_every") == "2m");  // left out: as the usual one here
    CHECK(variants.at(0).at("steps").at(0).at("after") == "0s");
    CHECK(variants.at(1).at("steps") == body.at("steps"));
    CHECK(variants.at(1).at("attend_within") == "5m");
    CHECK(variants.at(1).at("hours").is_null());

    const auto entries = desk.journalled();
    const auto last = json::serialize(entries.back());
    CHECK(has(last, "\"user:wang\""));
    CHECK(has(last, "the winter's rule"));
    CHECK(has(last, "0s committee, 45s street district; again each 2m; on the way within 10m; on scene within 45m"));
    CHECK(has(last, "smoke by night (smoke, 22:00-06:00): 0s street, 1m district; again each 2m"));

    auto again = body.as_object();
    again["actor"] = "wang";
    CHECK(desk.put(json::serialize(again)).header("etag") == "\"2\"");  // the same again is no change
    CHECK(desk.journalled().size() == entries.size());

    CHECK(desk.reset({"X-Anju-Operator: li"}).status == 400);  // nobody said why
    const auto back = desk.reset();
    CHECK(back.status == 200);
    CHECK(back.header("etag") == "\"3\"");
    CHECK(back.json().at("source") == "file");
    CHECK(back.json().at("changed_by") == "user:li");
    CHECK(desk.get().json() == back.json());
    CHECK(desk.reset().header("etag") == "\"3\"");
}

TEST_CASE("of two who set policies the second is told that somebody was first") {
    Desk desk;
    REQUIRE(desk.put(kNight, {"If-Match: \"1\""}).status == 200);
    const auto late = desk.put(kNight, {"If-Match: \"1\""});
    CHECK(late.status == 412);
    CHECK(late.header("etag") == "\"2\"");
    CHECK(desk.reset({"X-Anju-Operator: li", "X-Anju-Reason: spring", "If-Match: \"1\""}).status == 412);
    CHECK(desk.get().json().at("source") == "api");
}

TEST_CASE("every mistake in policies is named with its place, and what held goes on to hold") {
    Desk desk;
    struct Case {
        std::string members;
        const char* detail;
    };
    const std::string right = R"("steps":[{"after":"0s","notify":["district"]}])";
    for (const auto& [members, detail] : {
             Case{R"("steps":[])", "field 'steps': expected at least one step"},
             Case{R"("repeat_every":"2m")", "field 'steps' must say who is called, and when"},
             Case{R"("steps":[{"after":"soon","notify":["district"]}])",
                  "steps[0]: field 'after': expected a duration such as 250ms, 90s, 12h or 1h30m, not 'soon'"},
             Case{R"("steps":[{"after":"0s","notify":["mayor"]}])",
                  "steps[0]: field 'notify': expected home, committee, street or district, not 'mayor'"},
             Case{R"("steps":[{"after":"0s","notify":["street"]}])",
                  "field 'steps': expected a step that notifies the district, so that somebody always hears"},
             Case{R"("steps":[{"after":"9s","notify":["street"]},{"after":"9s","notify":[]}])",
                  "steps[1]: field 'after': expected a later time than the step before it; steps[1]: field 'notify': "
                  "expected at least one of home, committee, street, district"},
             Case{right + R"(,"repeat_every":"1s")", R"(field 'repeat_every': expected a duration from "10s" to "1d")"},
             Case{right + R"(,"when":[{"name":"usual"}])", "when[0]: field 'name': expected at most 64 bytes, and not"},
             Case{right + R"(,"when":[{"name":"a","conditions":["low_battery"]}])",
                  "when[0]: field 'conditions': expected conditions of this class; low_battery is technical"},
             Case{right + R"(,"when":[{"name":"a"},{"name":"b","hours":"22-6"}])",
                  "when[1]: field 'hours': expected local times such as 22:00-06:00, not '22-6'"},
             Case{right + R"(,"when":[{"name":"a","steps":[{"after":"0s"}]}])",
                  "when[0].steps[0]: field 'notify': expected at least one of"},
             Case{right + R"(,"when":[{"name":"a","colour":1}])", "when[0]: unknown field 'colour'"},
             Case{right + R"(,"class":"welfare")", "field 'class': expected 'emergency' as in the path, not 'welfare'"},
         }) {
        const auto refused = desk.put(R"({"actor":"w","reason":"r",)" + members + "}");
        CHECK(refused.status == 400);
        INFO(detail_of(refused));
        CHECK(detail_of(refused).starts_with(detail));
    }
    CHECK(detail_of(desk.put(R"({"actor":"w",)" + right + "}")).starts_with("field 'reason'"));
    CHECK(desk.put(R"({"actor":"w","reason":"r",)" + right + "}", {}, "urgent").status == 404);
    CHECK(desk.get().header("etag") == "\"1\"");
    CHECK(desk.journalled().size() == 3);  // the file's, from the start
}

TEST_CASE("anybody can ask by which policy a case would go") {
    Desk desk;
    REQUIRE(desk.put(kNight).status == 200);
    const auto by_night = desk.choose("condition=smoke&at=2026-03-04T23:00:00Z").json();
    CHECK(by_night.at("policy") == "smoke by night");
    CHECK(by_night.at("class") == "emergency");
    CHECK(by_night.at("severity") == "critical");
    CHECK(by_night.at("steps").at(0).at("notify").at(0) == "street");
    CHECK(desk.choose("condition=smoke&at=2026-03-04T12:00:00Z").json().at("policy") == "usual");
    CHECK(desk.choose("condition=call&at=2026-03-07T12:00:00Z").json().at("policy") == "weekend");
    CHECK(desk.choose("condition=low_battery").json().at("class") == "technical");
    CHECK(desk.choose("").status == 400);
    CHECK(has(detail_of(desk.choose("condition=fire")), "'condition'"));
    CHECK(has(detail_of(desk.choose("condition=smoke&at=noon")), "'at'"));
    CHECK(has(detail_of(desk.choose("condition=smoke&severity=awful")), "'severity'"));
    CHECK(has(detail_of(desk.choose("condition=smoke&kind=dog")), "'kind'"));
}
