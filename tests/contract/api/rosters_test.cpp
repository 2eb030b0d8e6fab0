#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

const std::string kNights = R"({"actor":"wang","name":"Nights","level":"committee","scope":"c1","shifts":[
    {"id":"night","begins":"22:00","ends":"06:00","from":"2026-01-05","crews":[["worker"]]}]})";

struct Desk {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description described{http.get("/api/v1/openapi.json").json()};

    /// Asks, and holds the answer to the description.
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& described_path,
                   const std::string& body = "", HttpClient::Headers headers = {}) {
        const bool has_type =
            std::ranges::any_of(headers, [](const auto& one) { return one.starts_with("Content-Type"); });
        if (!body.empty() && !has_type) headers.emplace_back("Content-Type: application/json");
        auto answer = http.ask(method, path, body, headers);
        if (answer.status == 204) return answer;
        const auto query = described_path.find('?');
        for (const auto& mistake : described.mistakes_of_answer(method, described_path.substr(0, query), answer.status,
                                                                answer.header("content-type"), answer.body)) {
            FAIL_CHECK(mistake);
        }
        return answer;
    }
    HttpAnswer put(const std::string& body, HttpClient::Headers headers = {}, const std::string& id = "nights") {
        return ask("PUT", "/api/v1/rosters/" + id, "/api/v1/rosters/{id}", body, std::move(headers));
    }
    HttpAnswer get(const std::string& more = "") {
        return ask("GET", "/api/v1/rosters/nights" + more, "/api/v1/rosters/{id}" + more);
    }
    HttpAnswer post(const std::string& what, const std::string& body) {
        return ask("POST", "/api/v1/rosters/nights/" + what, "/api/v1/rosters/{id}/" + what, body);
    }
    std::string journalled(const std::string& event) {
        const auto journal = http.get("/api/v1/journal?limit=500").json();
        for (const auto& entry : journal.at("entries").as_array()) {
            if (entry.at("event").as_string() == event) return json::serialize(entry);
        }
        return "";
    }
};

std::string detail_of(const HttpAnswer& answer) { return std::string(answer.json().at("detail").as_string()); }
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a roster is created, shown, listed, changed and removed, and the journal has each with its author") {
    Desk desk;
    const auto created = desk.put(kNights);
    CHECK(created.status == 201);
    CHECK(created.header("etag") == "\"1\"");
    CHECK(has(desk.journalled("roster.created"), "\"user:wang\""));
    const auto shown = desk.get();
    REQUIRE(shown.status == 200);
    CHECK(shown.json() == created.json());
    CHECK(shown.json().at("shifts").at(0).at("weekdays").as_array().size() == 7);
    CHECK(shown.json().at("shifts").at(0).at("rotate_days") == 7);

    CHECK(desk.put(kNights).header("etag") == "\"1\"");  // the same again is no change
    std::string renamed = kNights;
    renamed.replace(renamed.find("Nights"), 6, "夜班");
    const auto changed = desk.put(renamed, {"If-Match: \"1\""});
    CHECK(changed.status == 200);
    CHECK(changed.header("etag") == "\"2\"");
    CHECK(has(desk.journalled("roster.changed"), "\"version\":\"2\""));
    CHECK_FALSE(has(desk.journalled("roster.changed"), "夜班"));

    const auto list = desk.ask("GET", "/api/v1/rosters", "/api/v1/rosters").json();
    REQUIRE(list.at("rosters").as_array().size() == 1);
    CHECK(list.at("rosters").at(0).at("shifts") == 1);
    CHECK(list.at("next").is_null());

    CHECK(desk.ask("DELETE", "/api/v1/rosters/nights", "/api/v1/rosters/{id}", "", {"X-Anju-Operator: li"}).status ==
          204);
    CHECK(has(desk.journalled("roster.deleted"), "\"user:li\""));
    CHECK(desk.get().status == 404);
}

TEST_CASE("of two people who change one roster the second is told that somebody was first") {
    Desk desk;
    REQUIRE(desk.put(kNights).status == 201);
    std::string mine = kNights;
    mine.replace(mine.find("Nights"), 6, "Mine");
    REQUIRE(desk.put(mine, {"If-Match: \"1\""}).status == 200);
    const auto late = desk.put(kNights, {"If-Match: \"1\""});
    CHECK(late.status == 412);
    CHECK(late.header("etag") == "\"2\"");
    CHECK(desk.put(kNights, {"If-None-Match: *"}).status == 412);
    CHECK(desk.get().json().at("name") == "Mine");
}

TEST_CASE("every mistake in a roster is named with its place, and nothing is changed") {
    Desk desk;
    struct Case {
        std::string body;
        const char* detail;
    };
    const auto with = [](const std::string& shift) {
        return R"({"actor":"w","name":"n","level":"committee","scope":"c1","shifts":[)" + shift + "]}";
    };
    for (
        const auto& [body, detail] : {
            Case{"{", "the body is not JSON"},
            Case{R"({"actor":"w","name":"n","level":"home","shifts":[]})",
                 "field 'level' must be committee, street or district"},
            Case{R"({"actor":"w","name":"n","level":"committee","scope":"c9","shifts":[]})",
                 "field 'scope': there is no committee 'c9'"},
            Case{R"({"actor":"w","name":"n","level":"district","shifts":{}})", "field 'shifts' must be a list"},
            Case{R"({"actor":"w","name":"n","level":"district","shifts":[],"colour":1})", "unknown field 'colour'"},
            Case{with("1"), "shifts[0] must be an object"},
            Case{with(R"({"id":"a","begins":"25:00","ends":"06:00","from":"2026-01-05","crews":[["worker"]]})"),
                 "shifts[0]: field 'begins' must be a local time such as 22:00"},
            Case{with(R"({"id":"a","begins":"22:00","ends":"06:00","from":"2026-02-30","crews":[["worker"]]})"),
                 "shifts[0]: field 'from' must be a local day such as 2026-05-01"},
            Case{with(R"({"id":"a","begins":"22:00","ends":"06:00","from":"2026-01-05","crews":["worker"]})"),
                 "shifts[0]: field 'crews' must be a list of crews"},
            Case{
                with(
                    R"({"id":"a","begins":"22:00","ends":"06:00","from":"2026-01-05","weekdays":["someday"],"crews":[["worker"]]})"),
                "shifts[0]: field 'weekdays': expected monday, tuesday ... sunday, not 'someday'"},
            Case{
                with(
                    R"({"id":"a b","begins":"22:00","ends":"06:00","from":"2026-01-05","until":"2025-01-05","crews":[["worker"]]})"),
                "shift \"a b\": its id is 1 to 128 bytes without spaces, quotes and slashes; shift \"a b\": ends on "
                "2025-01-05"},
            Case{
                with(
                    R"({"id":"a","begins":"22:00","ends":"06:00","from":"2026-01-05","crews":[["worker","stranger"]]})"),
                "no responders of committee 'c1': 'stranger'"},
            Case{R"({"name":"n","level":"district","shifts":[]})", "field 'actor'"},
        }) {
        INFO(body);
        const auto refused = desk.put(body);
        CHECK(refused.status == 400);
        CHECK(detail_of(refused).starts_with(detail));
    }
    CHECK(desk.get().status == 404);
    CHECK(desk.ask("PUT", "/api/v1/rosters/nights", "/api/v1/rosters/{id}", kNights, {"Content-Type: text/plain"})
              .status == 415);
}

TEST_CASE("somebody stands in, and sending it again or taking it away does what it says") {
    Desk desk;
    REQUIRE(desk.put(R"({"actor":"w","name":"n","level":"committee","scope":"c1","shifts":[
        {"id":"night","begins":"22:00","ends":"06:00","from":"2026-01-05","crews":[["worker"]]}]})")
                .status == 201);
    const std::string away =
        R"({"actor":"w","id":"ill","person":"worker","from":"2026-06-01T20:00:00Z","to":"2026-06-02T08:00:00Z"})";
    const auto added = desk.post("overrides", away);
    REQUIRE(added.status == 200);
    CHECK(added.header("etag") == "\"2\"");
    CHECK(added.json().at("overrides").at(0).at("instead").is_null());
    CHECK(desk.post("overrides", away).header("etag") == "\"2\"");
    std::string other = away;
    other.replace(other.find("08:00"), 5, "07:00");
    CHECK(desk.post("overrides", other).status == 409);
    CHECK(has(desk.journalled("roster.override_added"), "\"person\":\"worker\""));

    const auto nothing = desk.post(
        "overrides", R"({"actor":"w","person":"duty","from":"2026-06-01T20:00:00Z","to":"2026-06-02T08:00:00Z"})");
    CHECK(nothing.status == 400);
    CHECK(has(detail_of(nothing), "'duty' is not on duty then"));
    CHECK(has(detail_of(desk.post(
                  "overrides",
                  R"({"actor":"w","instead":"duty","from":"2026-06-01T20:00:00Z","to":"2026-06-02T08:00:00Z"})")),
              "no responders of committee 'c1': 'duty'"));
    CHECK(has(detail_of(desk.post(
                  "overrides",
                  R"({"actor":"w","person":"worker","from":"2026-06-03T20:00:00Z","to":"2026-06-02T08:00:00Z"})")),
              "before it begins"));
    CHECK(
        desk.post("overrides", R"({"actor":"w","person":"worker","from":"soon","to":"2026-06-02T08:00:00Z"})").status ==
        400);

    const std::string path = "/api/v1/rosters/nights/overrides/";
    const std::string described = "/api/v1/rosters/{id}/overrides/{override}";
    CHECK(desk.ask("DELETE", path + "ill", described, "", {"X-Anju-Operator: w"}).status == 204);
    CHECK(desk.ask("DELETE", path + "ill", described, "", {"X-Anju-Operator: w"}).status == 404);
    CHECK(desk.get().json().at("overrides").as_array().empty());
    CHECK(desk.get().json().at("version") == 3);
}

TEST_CASE("two people swap their duties once, however often it is sent") {
    Desk desk;
    REQUIRE(desk.put(R"({"actor":"w","name":"n","level":"committee","scope":"c1","shifts":[
        {"id":"night","begins":"22:00","ends":"06:00","from":"2026-01-05","crews":[["worker"],["helper"]]}]})")
                .status == 201);
    const std::string swap = R"({"actor":"w","id":"swap",
        "first":{"responder":"worker","from":"2026-01-06T22:00:00Z","to":"2026-01-07T06:00:00Z"},
        "second":{"responder":"helper","from":"2026-01-13T22:00:00Z","to":"2026-01-14T06:00:00Z"}})";
    const auto swapped = desk.post("swap", swap);
    REQUIRE(swapped.status == 200);
    REQUIRE(swapped.json().at("overrides").as_array().size() == 2);
    CHECK(swapped.json().at("overrides").at(0).at("id") == "swap-1");
    CHECK(desk.post("swap", swap).header("etag") == swapped.header("etag"));
    std::string wrong = swap;
    wrong.replace(wrong.find("\"swap\""), 6, "\"more\"");
    CHECK(desk.post("swap", wrong).status == 400);  // each works at the other's time by now
    CHECK(desk.post("swap", R"({"actor":"w","first":1,"second":2})").status == 400);
}

TEST_CASE("who is on duty is told by scope with the end of his duty, and a gap is an empty list") {
    Desk desk;
    REQUIRE(desk.put(kNights).status == 201);
    REQUIRE(desk.put(R"({"actor":"w","name":"n","level":"district","shifts":[
        {"id":"all","begins":"08:00","ends":"08:00","from":"2026-01-05","crews":[["duty"]]}]})",
                     {}, "district")
                .status == 201);
    const auto at = [&](const std::string& moment) {
        return desk.ask("GET", "/api/v1/on-duty?at=" + moment, "/api/v1/on-duty").json().at("scopes").as_array();
    };
    const auto night = at("2026-01-06T23:00:00Z");
    REQUIRE(night.size() == 2);
    CHECK(night[0].at("level") == "committee");
    CHECK(night[0].at("people").at(0).at("responder") == "worker");
    CHECK(night[0].at("people").at(0).at("name") == "Committee worker");
    CHECK(night[0].at("people").at(0).at("until") == "2026-01-07T06:00:00.000Z");
    CHECK(night[1].at("scope").is_null());
    CHECK(night[1].at("people").at(0).at("longer") == true);
    CHECK(at("2026-01-06T12:00:00Z")[0].at("people").as_array().empty());
    CHECK(desk.http.get("/api/v1/on-duty").status == 200);
    CHECK(desk.http.get("/api/v1/on-duty?at=now").status == 400);
    CHECK(desk.http.get("/api/v1/on-duty?at=9999-01-01T00:00:00Z").status == 400);
}

TEST_CASE("a case names who can be called for it, the nearest first, and who of them is on duty") {
    Desk desk;
    REQUIRE(desk.put(R"({"actor":"w","name":"n","level":"committee","scope":"c1","shifts":[
        {"id":"all","begins":"08:00","ends":"08:00","from":"2026-01-05","crews":[["helper"]]}]})")
                .status == 201);
    const auto shown = desk.ask("GET", "/api/v1/incidents/" + desk.centre.raise(1) + "/responders",
                                "/api/v1/incidents/{id}/responders")
                           .json();
    std::string order;
    for (const auto& one : shown.at("responders").as_array()) order += std::string(one.at("id").as_string()) + " ";
    CHECK(order == "helper worker duty ");
    REQUIRE(shown.at("on_duty").as_array().size() == 1);
    CHECK(shown.at("on_duty").at(0).at("scope") == "c1");
    CHECK(shown.at("on_duty").at(0).at("people").at(0).at("responder") == "helper");
    const auto nothing = std::string(26, '0');
    CHECK(desk.http.get("/api/v1/incidents/" + nothing + "/responders").status == 404);
}

TEST_CASE("gaps of the next days are listed, for the roster and for its scope") {
    Desk desk;
    REQUIRE(desk.put(kNights).status == 201);
    REQUIRE(desk.put(R"({"actor":"w","name":"n","level":"committee","scope":"c1","shifts":[
        {"id":"day","begins":"06:00","ends":"22:00","from":"2026-01-05","crews":[["helper"]]}]})",
                     {}, "days")
                .status == 201);
    const auto gaps = desk.get("/gaps?days=7").json();
    CHECK(gaps.at("gaps").as_array().size() >= 7);
    CHECK(gaps.at("scope_gaps").as_array().empty());
    CHECK(desk.get("/gaps?days=0").status == 400);
    CHECK(desk.get("/gaps?days=week").status == 400);
}

TEST_CASE("a roster goes out as iCalendar and comes in again, and a wrong calendar changes nothing") {
    Desk desk;
    REQUIRE(desk.put(kNights).status == 201);
    const auto calendar = desk.get("/calendar");
    REQUIRE(calendar.status == 200);
    CHECK(calendar.header("content-type") == "text/calendar; charset=utf-8");
    CHECK(has(calendar.body, "SUMMARY:Nights: Committee worker"));
    const auto put = [&](const std::string& text) {
        return desk.ask("PUT", "/api/v1/rosters/nights/calendar", "/api/v1/rosters/{id}/calendar", text,
                        {"Content-Type: text/calendar", "X-Anju-Operator: w"});
    };
    const auto back = put(calendar.body);
    REQUIRE(back.status == 200);
    CHECK(back.json().at("shifts").at(0).at("crews") == desk.get().json().at("shifts").at(0).at("crews"));
    CHECK(back.json().at("version") == 2);
    std::string monthly = calendar.body;
    monthly.replace(monthly.find("FREQ=WEEKLY"), 11, "FREQ=YEARLY");
    const auto refused = put(monthly);
    CHECK(refused.status == 400);
    CHECK(has(detail_of(refused), "RRULE: FREQ=DAILY or FREQ=WEEKLY is expected"));
    CHECK(detail_of(refused).starts_with("line "));
    CHECK(desk.get().json().at("version") == 2);
    CHECK(desk.ask("PUT", "/api/v1/rosters/none/calendar", "/api/v1/rosters/{id}/calendar", calendar.body,
                   {"Content-Type: text/calendar", "X-Anju-Operator: w"})
              .status == 404);
}
