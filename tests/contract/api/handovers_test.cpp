// Handovers of the shift over the API, against a real engine and store.
#include "tests/contract/api/schema.hpp"
#include "tests/contract/api/staff.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

const std::string kPath = "/api/v1/handovers";

/// A centre whose answers are all held against the description.
struct Desk {
    HttpAnswer get(const std::string& path, const std::string& described = kPath) {
        auto answer = http.get(path);
        hold("GET", described, answer);
        return answer;
    }
    HttpAnswer write(const json::object& body) {
        auto answer = http.post(kPath, json::serialize(body));
        hold("POST", kPath, answer);
        return answer;
    }
    HttpAnswer sign(const std::string& id, const json::object& body) {
        auto answer = http.post(kPath + "/" + id + "/sign", json::serialize(body));
        hold("POST", kPath + "/{id}/sign", answer);
        return answer;
    }

    ApiCentre centre;
    HttpClient http{centre.port()};
    Description description{http.get("/api/v1/openapi.json").json()};

private:
    void hold(const char* method, const std::string& described, const HttpAnswer& answer) {
        INFO(method, " ", described, ": ", answer.status, " ", answer.body);
        for (const auto& mistake : description.mistakes_of_answer(method, described, answer.status,
                                                                  answer.header("content-type"), answer.body)) {
            FAIL_CHECK(mistake);
        }
    }
};

std::string text(const json::value& value) { return std::string(value.as_string()); }
std::string id_of(const HttpAnswer& answer) { return text(answer.json().at("handover").at("id")); }
bool is_problem(const HttpAnswer& answer, long status, const std::string& word) {
    return answer.status == status && text(answer.json().at("type")) == "urn:anju:problem:" + word;
}

}  // namespace

TEST_CASE("a shift is handed over with what is open, and signed by who takes over") {
    Desk desk;
    const auto first = desk.centre.raise(1);
    const auto second = desk.centre.raise(kElsewhere);
    const auto preview = desk.get("/api/v1/handover-preview", "/api/v1/handover-preview").json();
    const auto written = desk.write({{"actor", "wang"}, {"text", "陈阿婆 waits for her daughter"}});
    REQUIRE(written.status == 201);
    const auto id = id_of(written);
    CHECK(written.header("location") == kPath + "/" + id);
    const auto handover = written.json().at("handover");
    CHECK(handover.at("author") == "user:wang");
    CHECK(handover.at("street").is_null());
    CHECK(handover.at("signed_by").is_null());
    CHECK(handover.at("open") == preview.at("open"));
    CHECK(handover.at("open").at("emergency") == 2);
    CHECK(handover.at("open").at("waiting") == 2);
    CHECK(handover.at("open").at("incidents") == json::value(json::array{first, second}));
    CHECK(desk.get(kPath + "?signed=false").json().at("handovers").as_array().size() == 1);

    const auto taken = desk.sign(id, {{"actor", "li"}, {"comment", "read it"}});
    CHECK(taken.status == 200);
    CHECK(taken.json().at("handover").at("signed_by") == "user:li");
    CHECK(taken.json().at("handover").at("comment") == "read it");
    CHECK(desk.get(kPath + "?signed=false").json().at("handovers").as_array().empty());
    CHECK(desk.get(kPath + "/" + id, kPath + "/{id}").json() == taken.json());

    std::string events;
    const auto journal = desk.http.get("/api/v1/journal?limit=500").json();
    for (const auto& entry : journal.at("entries").as_array()) {
        const auto line = json::serialize(entry);
        if (text(entry.at("event")).starts_with("handover.")) events += line;
        CHECK(line.find("daughter") == std::string::npos);
        CHECK(line.find("read it") == std::string::npos);
    }
    CHECK(events.find("handover.written") != std::string::npos);
    CHECK(events.find("handover.signed") != std::string::npos);
    CHECK(events.find(id) != std::string::npos);
}

TEST_CASE("nobody signs his own handover, and none is signed twice but by a repeat") {
    Desk desk;
    const auto id = id_of(desk.write({{"actor", "wang"}, {"text", "quiet"}}));
    CHECK(is_problem(desk.sign(id, {{"actor", "wang"}}), 409, "own_handover"));
    REQUIRE(desk.sign(id, {{"actor", "li"}, {"comment", "well"}}).status == 200);
    const auto head = desk.http.get("/api/v1/journal").json().at("head");
    CHECK(desk.sign(id, {{"actor", "li"}, {"comment", "well"}}).status == 200);
    CHECK(desk.sign(id, {{"actor", "li"}}).json().at("handover").at("comment") == "well");
    CHECK(is_problem(desk.sign(id, {{"actor", "li"}, {"comment", "not well"}}), 409, "wrong_state"));
    CHECK(is_problem(desk.sign(id, {{"actor", "chen"}}), 409, "wrong_state"));
    CHECK(is_problem(desk.sign(id, {{"actor", "wang"}}), 409, "wrong_state"));
    CHECK(desk.http.get("/api/v1/journal").json().at("head") == head);
    CHECK(desk.sign("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", {{"actor", "li"}}).status == 404);
    CHECK(desk.sign("nonsense", {{"actor", "li"}}).status == 404);
}

TEST_CASE("the same handover twice makes one") {
    Desk desk;
    const json::object body{
        {"actor", "wang"}, {"id", "01JQ0000000000000000000001"}, {"street", "s1"}, {"text", "quiet"}};
    CHECK(desk.write(body).status == 201);
    desk.centre.raise(1);
    const auto again = desk.write(body);
    CHECK(again.status == 200);
    CHECK(again.json().at("handover").at("open").at("emergency") == 0);  // as it was
    CHECK(desk.get(kPath).json().at("handovers").as_array().size() == 1);
    for (const auto& [field, value] : {std::pair{"text", "loud"}, std::pair{"actor", "li"}}) {
        auto other = body;
        other[field] = value;
        CHECK(is_problem(desk.write(other), 409, "conflict"));
    }
}

TEST_CASE("bad input to handovers is answered with the field, and nothing is stored") {
    Desk desk;
    for (const auto& body : std::vector<json::object>{{{"text", "nobody says who"}},
                                                      {{"actor", "wang"}},
                                                      {{"actor", "wang"}, {"text", "  "}},
                                                      {{"actor", "wang"}, {"text", std::string(4001, 'a')}},
                                                      {{"actor", "wang"}, {"text", "a"}, {"id", "7"}},
                                                      {{"actor", "wang"}, {"text", "a"}, {"street", 7}},
                                                      {{"actor", "wang"}, {"text", "a"}, {"open", 7}}}) {
        CHECK(desk.write(body).status == 400);
    }
    CHECK(is_problem(desk.write({{"actor", "wang"}, {"text", "a"}, {"street", "s9"}}), 422, "unknown_place"));
    for (const char* query : {"signed=perhaps", "limit=0", "cursor=7", "colour=red"}) {
        CHECK(desk.get(kPath + "?" + query).status == 400);
    }
    CHECK(desk.get(kPath).json().at("handovers").as_array().empty());
    const auto id = id_of(desk.write({{"actor", "wang"}, {"text", std::string(4000, 'a')}, {"street", nullptr}}));
    CHECK(desk.sign(id, {{"actor", "li"}, {"comment", std::string(4001, 'a')}}).status == 400);
    CHECK(desk.sign(id, {{"comment", "nobody says who"}}).status == 400);
}

TEST_CASE("handovers are listed page by page") {
    Desk desk;
    for (int n = 0; n < 5; ++n) desk.write({{"actor", "wang"}, {"text", std::to_string(n)}});
    const auto first = desk.get(kPath + "?limit=3").json();
    CHECK(first.at("handovers").at(0).at("text") == "4");
    const auto second = desk.get(kPath + "?limit=3&cursor=" + text(first.at("next"))).json();
    CHECK(second.at("handovers").as_array().size() == 2);
    CHECK(second.at("handovers").at(1).at("text") == "0");
    CHECK(second.at("next").is_null());
}

TEST_CASE("a handover is for who has all of its area, and its words for who acts") {
    ApiCentre centre;
    centre.raise(1);
    centre.raise(kElsewhere);
    Staff staff(centre);
    const auto officer = staff.make("li", "operator");
    const auto street = staff.make("wang", "street", Staff::kStreet);
    const auto other = staff.make("zhao", "street", R"(,"streets":["other-street"])");
    const auto committee = staff.make("sun", "street", R"(,"committees":["c1"])");
    const auto viewer = staff.make("chen", "viewer");
    const auto write = [&](const std::string& body, const Person& as) {
        return staff.http.post(kPath, body, as.headers());
    };
    const auto get = [&](const std::string& path, const Person& as) { return staff.http.get(path, as.reading()); };

    const auto district = write(R"({"text":"of the district"})", officer);
    const auto mine = write(R"({"street":"s1","text":"of the street"})", street);
    REQUIRE(district.status == 201);
    REQUIRE(mine.status == 201);
    CHECK(mine.json().at("handover").at("open").at("emergency") == 1);
    CHECK(write(R"({"street":"s1","text":"a"})", viewer).status == 403);
    for (const auto* who : {&street, &other, &committee}) {
        CHECK(is_problem(write(R"({"text":"of the district"})", *who), 422, "unknown_place"));
    }
    const auto foreign = write(R"({"street":"s1","text":"a"})", other);
    const auto missing = write(R"({"street":"s9","text":"a"})", other);
    CHECK(is_problem(foreign, 422, "unknown_place"));
    CHECK(missing.status == foreign.status);
    CHECK(is_problem(write(R"({"street":"s1","text":"a"})", committee), 422, "unknown_place"));

    const auto count = [&](const Person& as) { return get(kPath, as).json().at("handovers").as_array().size(); };
    CHECK(count(officer) == 2);
    CHECK(count(street) == 1);
    CHECK(count(other) == 0);
    CHECK(count(committee) == 0);
    for (const auto* who : {&other, &committee}) {
        for (const auto& one : {id_of(mine), id_of(district)}) {
            CHECK(get(kPath + "/" + one, *who).status == 404);
            CHECK(staff.http.post(kPath + "/" + one + "/sign", "{}", who->headers()).status == 404);
        }
        CHECK(get("/api/v1/handover-preview?street=s1", *who).status == 404);
        CHECK(get("/api/v1/handover-preview", *who).status == 404);
    }
    CHECK(get("/api/v1/handover-preview?street=s1", street).json().at("open").at("emergency") == 1);
    CHECK(get("/api/v1/handover-preview", officer).json().at("open").at("emergency") == 2);

    const auto seen = get(kPath + "/" + id_of(mine), viewer).json().at("handover");
    CHECK(seen.at("text") == "***");
    CHECK(seen.at("comment") == "");
    CHECK(get(kPath, viewer).body.find("of the") == std::string::npos);
    CHECK(get(kPath + "/" + id_of(mine), officer).json().at("handover").at("text") == "of the street");
    CHECK(staff.http.post(kPath + "/" + id_of(mine) + "/sign", "{}", officer.headers()).status == 200);
}
