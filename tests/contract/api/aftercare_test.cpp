// Merge, split, held alerts, follow-up tasks and callback records over the API.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

constexpr const char* kNoCase = "/api/v1/incidents/7ZZZZZZZZZZZZZZZZZZZZZZZZZ";

struct Office {
    HttpAnswer post(const std::string& to, const json::object& body, const HttpClient::Headers& headers = {}) {
        return http.post(to, json::serialize(body), headers);
    }
    json::value detail(const std::string& id) { return http.get("/api/v1/incidents/" + id).json(); }
    void check(const char* method, const std::string& described, const HttpAnswer& answer, long expected) {
        INFO(method, " ", described, " ", answer.body);
        CHECK(answer.status == expected);
        const auto mistakes = description.mistakes_of_answer(method, described, answer.status,
                                                             answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
    }

    ApiCentre centre;
    HttpClient http{centre.port()};
    Description description{http.get("/api/v1/openapi.json").json()};
    std::string incident = centre.raise(1);
    std::string path = "/api/v1/incidents/" + incident;
};

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

}  // namespace

TEST_CASE("a case is merged into another home's with a reason, against both versions, and taken out again") {
    Office office;
    const auto other = office.centre.raise(2);
    const json::object bare{{"actor", "wang"}, {"into", other}};
    office.check("post", "/api/v1/incidents/{id}/merge", office.post(office.path + "/merge", bare), 422);
    auto body = bare;
    body["note"] = "the same kitchen";
    office.check("post", "/api/v1/incidents/{id}/merge", office.post(office.path + "/merge", body, {"If-Match: \"9\""}),
                 412);
    auto outdated = body;
    outdated["into_version"] = 9;
    office.check("post", "/api/v1/incidents/{id}/merge", office.post(office.path + "/merge", outdated), 412);
    const auto merged = office.post(office.path + "/merge", body);
    office.check("post", "/api/v1/incidents/{id}/merge", merged, 200);
    CHECK(merged.json().at("incident").at("merged_into") == json::value(other));
    CHECK(merged.json().at("incident").at("disposition") == "duplicate");
    CHECK(merged.json().at("other").at("alerts") == 2);
    office.check("post", "/api/v1/incidents/{id}/merge", office.post(office.path + "/merge", body), 409);

    const auto detail = office.http.get("/api/v1/incidents/" + other);
    office.check("get", "/api/v1/incidents/{id}", detail, 200);
    CHECK(detail.json().at("merged").as_array().at(0) == json::value(office.incident));
    CHECK(detail.json().at("alerts").as_array().size() == 2);
    const auto back = office.post(office.path + "/reopen", {{"actor", "li"}});
    office.check("post", "/api/v1/incidents/{id}/reopen", back, 200);
    CHECK(back.json().at("incident").at("owner") == "user:li");
    CHECK(office.detail(other).at("alerts").as_array().size() == 1);
}

TEST_CASE("chosen alerts of a case get a case of their own") {
    Office office;
    office.centre.report(1, "hall");
    REQUIRE(wait_until([&] { return office.detail(office.incident).at("alerts").as_array().size() == 2; }));
    const auto first = text_of(office.detail(office.incident).at("alerts").as_array().at(0).at("id"));
    const auto split = [&](json::array alerts) {
        return office.post(office.path + "/split", {{"actor", "wang"}, {"alerts", std::move(alerts)}});
    };
    office.check("post", "/api/v1/incidents/{id}/split", split({}), 422);
    office.check("post", "/api/v1/incidents/{id}/split", split({"nonsense"}), 400);
    office.check("post", "/api/v1/incidents/{id}/split", split({office.incident}), 409);
    const auto done = split({first});
    office.check("post", "/api/v1/incidents/{id}/split", done, 200);
    CHECK(done.json().at("other").at("part") == 2);
    CHECK(done.json().at("other").at("home") == "h1");
    CHECK(done.json().at("incident").at("alerts") == 1);
    office.check("post", "/api/v1/incidents/{id}/split", split({first}), 409);
}

TEST_CASE("an act on two cases says what is wrong with its body") {
    Office office;
    for (const auto& [path, body] : std::initializer_list<std::pair<std::string, json::object>>{
             {"/merge", {{"actor", "li"}}},
             {"/merge", {{"actor", "li"}, {"into", "nonsense"}}},
             {"/merge", {{"actor", "li"}, {"into", office.incident}, {"into_version", "3"}}},
             {"/merge", {{"actor", "li"}, {"into", office.incident}, {"alerts", json::array{}}}},
             {"/split", {{"actor", "li"}, {"alerts", "all"}}},
             {"/split", {{"actor", "li"}, {"alerts", json::array{7}}}},
             {"/split", {{"actor", "li"}, {"alerts", json::array{}}, {"into", office.incident}}}}) {
        INFO(path, json::serialize(body));
        CHECK(office.post(office.path + path, body).status == 400);
    }
    CHECK(office.post(office.path + "/merge", {{"actor", "li"}, {"into", office.incident}}).status == 409);
    CHECK(office.post(office.path + "/merge", {{"actor", "li"}, {"into", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"}}).status == 404);
    CHECK(office.post(std::string(kNoCase) + "/split", {{"actor", "li"}, {"alerts", json::array{}}}).status == 404);
    CHECK(office.detail(office.incident).at("incident").at("state") == "open");
}

TEST_CASE("a follow-up outlives its case, is listed as overdue, and is done once") {
    Office office;
    const json::object task{{"actor", "wang"},  {"id", "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
                            {"kind", "repair"}, {"due_at", "2020-01-01T09:00:00+08:00"},
                            {"assignee", "li"}, {"text", "换厨房烟感电池"}};
    const auto made = office.post(office.path + "/follow-ups", task);
    office.check("post", "/api/v1/incidents/{id}/follow-ups", made, 201);
    CHECK(made.json().at("follow_up").at("due_at") == "2020-01-01T01:00:00.000Z");
    // A request that is sent twice makes one; the same id for something else is refused.
    const auto again = office.post(office.path + "/follow-ups", task);
    CHECK(again.status == 201);
    CHECK(again.body == made.body);
    auto other = task;
    other["text"] = "something else";
    office.check("post", "/api/v1/incidents/{id}/follow-ups", office.post(office.path + "/follow-ups", other), 409);
    auto later = task;
    later.erase("id");
    later["due_at"] = "2099-01-01T00:00:00Z";
    CHECK(office.post(office.path + "/follow-ups", later).status == 201);

    CHECK(office.post(office.path + "/close", {{"actor", "wang"}, {"disposition", "real"}}).status == 200);
    const auto overdue = office.http.get("/api/v1/follow-ups?overdue=true");
    office.check("get", "/api/v1/follow-ups", overdue, 200);
    REQUIRE(overdue.json().at("follow_ups").as_array().size() == 1);
    CHECK(overdue.json().at("follow_ups").as_array().at(0).at("overdue").as_bool());
    const auto first = office.http.get("/api/v1/follow-ups?state=open&assignee=li&limit=1").json();
    CHECK(first.at("follow_ups").as_array().size() == 1);
    const auto second = office.http.get("/api/v1/follow-ups?state=open&limit=1&cursor=" + text_of(first.at("next")));
    office.check("get", "/api/v1/follow-ups", second, 200);
    CHECK_FALSE(second.json().at("follow_ups").as_array().at(0).at("overdue").as_bool());

    const auto done = office.post("/api/v1/follow-ups/01ARZ3NDEKTSV4RRFFQ69G5FAV/done", {{"actor", "li"}});
    office.check("post", "/api/v1/follow-ups/{id}/done", done, 200);
    CHECK(done.json().at("follow_up").at("finished_by") == "user:li");
    CHECK(office.post("/api/v1/follow-ups/01ARZ3NDEKTSV4RRFFQ69G5FAV/done", {{"actor", "chen"}}).body == done.body);
    office.check("post", "/api/v1/follow-ups/{id}/cancel",
                 office.post("/api/v1/follow-ups/01ARZ3NDEKTSV4RRFFQ69G5FAV/cancel", {{"actor", "li"}}), 409);
    CHECK(office.http.get("/api/v1/follow-ups?overdue=true").json().at("follow_ups").as_array().empty());

    const auto detail = office.http.get(office.path);
    office.check("get", "/api/v1/incidents/{id}", detail, 200);
    CHECK(detail.json().at("follow_ups").as_array().size() == 2);
    // The journal has that it happened, and nothing that people wrote.
    std::string events;
    const auto shown = detail.json();
    for (const auto& entry : shown.at("timeline").as_array()) {
        events += text_of(entry.at("event")) + " ";
        CHECK(json::serialize(entry).find("烟感") == std::string::npos);
    }
    CHECK(events.find("follow_up.created") != std::string::npos);
    CHECK(events.find("follow_up.done") != std::string::npos);
}

TEST_CASE("a callback is recorded with who was called and whether he spoke") {
    Office office;
    const json::object call{{"actor", "wang"},        {"id", "01ARZ3NDEKTSV4RRFFQ69G5FAW"},
                            {"party", "contact"},     {"person", "p-2"},
                            {"outcome", "no_answer"}, {"text", "女儿没接"}};
    const auto made = office.post(office.path + "/callbacks", call);
    office.check("post", "/api/v1/incidents/{id}/callbacks", made, 201);
    CHECK(made.json().at("callback").at("by") == "user:wang");
    CHECK(office.post(office.path + "/callbacks", call).body == made.body);
    auto other = call;
    other["outcome"] = "spoke";
    CHECK(office.post(office.path + "/callbacks", other).status == 409);
    const auto detail = office.detail(office.incident);
    REQUIRE(detail.at("callbacks").as_array().size() == 1);
    CHECK(detail.at("callbacks").as_array().at(0).at("outcome") == "no_answer");
    bool journalled = false;
    for (const auto& entry : detail.at("timeline").as_array()) {
        if (entry.at("event") != "callback.recorded") continue;
        journalled = true;
        CHECK(entry.at("detail").at("outcome") == "no_answer");
        CHECK(json::serialize(entry).find("女儿") == std::string::npos);
        CHECK(json::serialize(entry).find("p-2") == std::string::npos);
    }
    CHECK(journalled);
}

TEST_CASE("what is wrong with a task or a callback is said, and nothing is stored") {
    Office office;
    const json::object task{{"actor", "li"}, {"kind", "visit"}, {"due_at", "2099-01-01T00:00:00Z"}, {"text", "x"}};
    const auto with = [](json::object body, const char* field, json::value value) {
        body[field] = std::move(value);
        return body;
    };
    for (const auto& body : {with(task, "kind", "dance"), with(task, "kind", nullptr), with(task, "due_at", "tomorrow"),
                             with(task, "due_at", nullptr), with(task, "text", " "), with(task, "id", "7"),
                             with(task, "text", json::value(std::string(4001, 'a'))), with(task, "colour", "red")}) {
        INFO(json::serialize(body));
        office.check("post", "/api/v1/incidents/{id}/follow-ups", office.post(office.path + "/follow-ups", body), 400);
    }
    const json::object call{{"actor", "li"}, {"party", "resident"}, {"outcome", "spoke"}};
    for (const auto& body : {with(call, "party", "dog"), with(call, "outcome", ""), with(call, "called_at", "noon"),
                             with(call, "called_at", "2099-01-01T00:00:00Z"), with(call, "person", 7)}) {
        INFO(json::serialize(body));
        office.check("post", "/api/v1/incidents/{id}/callbacks", office.post(office.path + "/callbacks", body), 400);
    }
    office.check("post", "/api/v1/incidents/{id}/follow-ups", office.post(std::string(kNoCase) + "/follow-ups", task),
                 404);
    office.check("post", "/api/v1/incidents/{id}/callbacks", office.post(std::string(kNoCase) + "/callbacks", call),
                 404);
    office.check("post", "/api/v1/follow-ups/{id}/done",
                 office.post("/api/v1/follow-ups/7ZZZZZZZZZZZZZZZZZZZZZZZZZ/done", {{"actor", "li"}}), 404);
    office.check("post", "/api/v1/follow-ups/{id}/done",
                 office.post("/api/v1/follow-ups/nonsense/done", {{"actor", "li"}}), 404);
    for (const char* query : {"?overdue=false", "?overdue=true&state=done", "?state=late", "?cursor=7", "?cursor=x-y",
                              "?limit=0", "?limit=501", "?color=red"}) {
        INFO(query);
        CHECK(office.http.get(std::string("/api/v1/follow-ups") + query).status == 400);
    }
    CHECK(office.detail(office.incident).at("follow_ups").as_array().empty());
    CHECK(office.detail(office.incident).at("callbacks").as_array().empty());
}

TEST_CASE("what a case explains is listed by page") {
    Office office;
    const auto empty = office.http.get(office.path + "/held");
    office.check("get", "/api/v1/incidents/{id}/held", empty, 200);
    CHECK(empty.json().at("alerts").as_array().empty());
    CHECK(office.http.get(office.path + "/held?cursor=7").status == 400);
    office.check("get", "/api/v1/incidents/{id}/held", office.http.get(std::string(kNoCase) + "/held"), 404);
}
