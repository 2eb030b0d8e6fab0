#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"

#include <doctest/doctest.h>
#include <boost/json/object.hpp>

#include <atomic>
#include <thread>

using namespace anju;
using namespace anju::tests;

namespace {

struct Desk {
    explicit Desk(alertd::api::ApiOptions options = test_options()) : centre(std::move(options)), http(centre.port()) {}
    HttpAnswer act(const std::string& what, const std::string& body, const HttpClient::Headers& headers = {}) {
        return http.post("/api/v1/incidents/" + incident + "/" + what, body, headers);
    }
    std::string state() {
        return std::string(http.get("/api/v1/incidents/" + incident).json().at("incident").at("state").as_string());
    }
    ApiCentre centre;
    HttpClient http;
    std::string incident = centre.raise(1);
};

std::string detail_of(const HttpAnswer& answer) { return std::string(answer.json().at("detail").as_string()); }

}  // namespace

TEST_CASE("a case is acknowledged, resolved and closed, and the record names who did it") {
    Desk desk;
    const auto taken = desk.act("acknowledge", R"({"actor":"王"})");
    REQUIRE(taken.status == 200);
    CHECK(taken.json().at("incident").at("owner") == "user:王");
    CHECK(taken.json().at("incident").at("state") == "acknowledged");
    CHECK(taken.header("etag") ==
          "\"" + std::to_string(taken.json().at("incident").at("version").to_number<int>()) + "\"");
    CHECK(desk.act("notes", R"({"actor":"li","text":"neighbour has the key"})").status == 200);
    CHECK(desk.act("resolve", R"({"actor":"li"})").status == 200);
    CHECK(desk.act("close", R"({"actor":"li","disposition":"false_alarm","note":"burnt rice"})").status == 200);
    const auto detail = desk.http.get("/api/v1/incidents/" + desk.incident).json();
    CHECK(detail.at("incident").at("state") == "closed");
    CHECK(detail.at("incident").at("disposition") == "false_alarm");
    bool noted_by_li = false;
    for (const auto& entry : detail.at("timeline").as_array())
        noted_by_li |= entry.at("event") == "incident.noted" && entry.at("actor") == "user:li";
    CHECK(noted_by_li);
    const auto& notes = detail.at("notes").as_array();
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].at("author") == "user:li");
    CHECK(notes[0].at("text") == "neighbour has the key");
    CHECK(notes[1].at("text") == "burnt rice");
}

TEST_CASE("a case is given to a colleague, or taken over from one") {
    Desk desk;
    CHECK(desk.act("assign", R"({"actor":"wang","owner":"li"})").status == 409);
    REQUIRE(desk.act("acknowledge", R"({"actor":"wang"})").status == 200);
    const auto given = desk.act("assign", R"({"actor":"wang","owner":"li","note":"my shift ends"})");
    REQUIRE(given.status == 200);
    CHECK(given.json().at("incident").at("owner") == "user:li");
    const auto taken = desk.act("assign", R"({"actor":"zhao"})");
    REQUIRE(taken.status == 200);
    CHECK(taken.json().at("incident").at("owner") == "user:zhao");
    CHECK(desk.act("acknowledge", R"({"actor":"zhao","owner":"li"})").status == 400);
}

TEST_CASE("responders accept, go, arrive and are done; the close takes over how they saw it end") {
    Desk desk;
    const auto say = [&](const char* what, const std::string& responder, const std::string& more = "") {
        return desk.act(what, R"({"actor":"wang","responder":")" + responder + "\"" + more + "}");
    };
    CHECK(say("dispatch", "worker").status == 200);
    CHECK(desk.state() == "dispatched");
    CHECK(say("accept", "worker").json().at("incident").at("owner") == "user:wang");
    CHECK(say("en-route", "worker").status == 200);
    CHECK(desk.state() == "en_route");
    CHECK(say("on-scene", "worker").status == 200);
    CHECK(say("decline", "duty").status == 200);
    CHECK(say("done", "worker", R"(,"disposition":"real","note":"he fell in the bath")").status == 200);
    CHECK(desk.state() == "resolved");
    const auto detail = desk.http.get("/api/v1/incidents/" + desk.incident).json();
    std::string attending;
    for (const auto& row : detail.at("attendances").as_array()) {
        if (row.at("state") == "notified") continue;
        attending +=
            std::string(row.at("responder").as_string()) + " " + std::string(row.at("state").as_string()) + ";";
    }
    CHECK(attending.find("worker done;") != std::string::npos);
    CHECK(attending.find("duty declined;") != std::string::npos);
    const auto closed = desk.act("close", R"({"actor":"wang"})");
    REQUIRE(closed.status == 200);
    CHECK(closed.json().at("incident").at("disposition") == "real");
    CHECK(say("accept", "worker").status == 409);

    const auto opened = desk.act("reopen", R"({"actor":"li","note":"he called again"})");
    REQUIRE(opened.status == 200);
    CHECK(opened.json().at("incident").at("owner") == "user:li");
    CHECK(opened.json().at("incident").at("closed_at").is_null());
}

TEST_CASE("an act of a responder needs one who answers for the home") {
    Desk desk;
    const auto missing = desk.act("accept", R"({"actor":"wang"})");
    CHECK(missing.status == 400);
    CHECK(detail_of(missing).find("responder") != std::string::npos);
    const auto unknown = desk.act("accept", R"({"actor":"wang","responder":"nobody"})");
    CHECK(unknown.status == 422);
    CHECK(unknown.json().at("type") == "urn:anju:problem:unknown_responder");
    CHECK(desk.act("acknowledge", R"({"actor":"wang","responder":"worker"})").status == 400);
    CHECK(desk.act("reopen", R"({"actor":"wang"})").status == 409);
    CHECK(desk.state() == "open");
}

TEST_CASE("a closed case is not reopened beside a newer open one of its home and class") {
    Desk desk;
    REQUIRE(desk.act("close", R"({"actor":"wang","disposition":"real"})").status == 200);
    const std::string newer = desk.centre.raise(1);
    REQUIRE(newer != desk.incident);
    const auto refused = desk.act("reopen", R"({"actor":"wang"})");
    CHECK(refused.status == 409);
    CHECK(refused.json().at("type") == "urn:anju:problem:another_is_open");
    CHECK(desk.state() == "closed");
}

TEST_CASE("who comes second hears who owns the case") {
    Desk desk;
    REQUIRE(desk.act("acknowledge", R"({"actor":"wang"})").status == 200);
    const auto second = desk.act("acknowledge", R"({"actor":"li"})");
    CHECK(second.status == 409);
    CHECK(second.header("content-type") == "application/problem+json");
    CHECK(second.json().at("type") == "urn:anju:problem:wrong_state");
    CHECK(detail_of(second).find("user:wang") != std::string::npos);
    CHECK(second.json().at("incident").at("owner") == "user:wang");
    // The same person pressing twice has what they want.
    CHECK(desk.act("acknowledge", R"({"actor":"wang"})").status == 200);
}

TEST_CASE("closing needs a disposition") {
    Desk desk;
    const auto refused = desk.act("close", R"({"actor":"wang"})");
    CHECK(refused.status == 422);
    CHECK(detail_of(refused).find("disposition") != std::string::npos);
    CHECK(desk.state() != "closed");
    CHECK(desk.act("close", R"({"actor":"wang","disposition":"bored"})").status == 400);
    CHECK(desk.act("close", R"({"actor":"wang","disposition":"drill"})").status == 200);
    CHECK(desk.act("close", R"({"actor":"wang","disposition":"drill"})").status == 409);
}

TEST_CASE("an act on a version that is not the newest changes nothing") {
    Desk desk;
    const std::string seen = desk.http.get("/api/v1/incidents/" + desk.incident).header("etag");
    REQUIRE_FALSE(seen.empty());
    CHECK(desk.act("notes", R"({"actor":"li","text":"first"})", {"If-Match: " + seen}).status == 200);
    const auto stale = desk.act("acknowledge", R"({"actor":"wang"})", {"If-Match: " + seen});
    CHECK(stale.status == 412);
    CHECK(stale.header("etag") != seen);
    CHECK(desk.state() != "acknowledged");
    CHECK(desk.act("acknowledge", R"({"actor":"wang"})", {"If-Match: " + stale.header("etag")}).status == 200);
    CHECK(desk.act("notes", R"({"actor":"wang","text":"x"})", {"If-Match: *"}).status == 200);
    for (const char* odd : {"If-Match: 3", "If-Match: W/\"3\"", "If-Match: \"\"", "If-Match: \"3\", \"4\""}) {
        INFO(odd);
        CHECK(desk.act("notes", R"({"actor":"wang","text":"x"})", {odd}).status == 400);
    }
}

TEST_CASE("of many who take the same version at once exactly one gets it") {
    Desk desk;
    const std::string seen = desk.http.get("/api/v1/incidents/" + desk.incident).header("etag");
    std::atomic<int> taken = 0, refused = 0;
    std::vector<std::thread> people;
    for (int i = 0; i < 8; ++i) {
        people.emplace_back([&, i] {
            const auto answer =
                desk.act("acknowledge", R"({"actor":"p)" + std::to_string(i) + "\"}", {"If-Match: " + seen});
            if (answer.status == 200) ++taken;
            if (answer.status == 412 || answer.status == 409) ++refused;
        });
    }
    for (auto& person : people) person.join();
    CHECK(taken == 1);
    CHECK(refused == 7);
}

TEST_CASE("an act needs a name, and says what else is wrong with its body") {
    Desk desk;
    CHECK(detail_of(desk.act("acknowledge", "{}")).find("actor") != std::string::npos);
    CHECK(desk.act("acknowledge", "{}", {"X-Anju-Operator: wang"}).status == 200);
    CHECK(desk.act("acknowledge", R"({"actor":"li"})", {"X-Anju-Operator: wang"}).status == 400);
    CHECK(detail_of(desk.act("notes", R"({"actor":"li","text":"a","colour":"red"})")).find("'colour'") !=
          std::string::npos);
    for (const char* body : {"{", "[]", "null", "\"a\"", R"({"actor":7,"text":"a"})", R"({"actor":"li","text":" "})",
                             R"({"actor":"li"})", R"({"actor":"a\u0007b","text":"a"})", R"({"actor":"","text":"a"})",
                             "{\"actor\":\"\xff\",\"text\":\"a\"}", R"({"actor":"li","text":[[[[[[1]]]]]]})"}) {
        INFO(body);
        const auto answer = desk.act("notes", body);
        CHECK(answer.status == 400);
        CHECK(answer.header("content-type") == "application/problem+json");
    }
    CHECK(desk.act("notes", R"({"actor":"li","text":")" + std::string(4001, 'a') + "\"}").status == 400);
    CHECK(desk.http.post("/api/v1/incidents/7ZZZZZZZZZZZZZZZZZZZZZZZZZ/acknowledge", R"({"actor":"li"})").status ==
          404);
    CHECK(desk.http.post("/api/v1/incidents/nonsense/acknowledge", R"({"actor":"li"})").status == 404);
}

TEST_CASE("with tokens the token's name acts, and nobody can write another") {
    auto options = test_options();
    options.tokens = {{"night-desk", "a-token-of-the-test", ""}};
    Desk desk(options);
    const std::string bearer = "Authorization: Bearer " + desk.centre.token();
    CHECK(desk.act("acknowledge", R"({"actor":"wang"})", {bearer}).status == 400);
    CHECK(desk.act("acknowledge", "{}", {bearer, "X-Anju-Operator: wang"}).status == 400);
    const auto taken = desk.act("acknowledge", "{}", {bearer});
    REQUIRE(taken.status == 200);
    CHECK(taken.json().at("incident").at("owner") == "user:night-desk");
}

TEST_CASE("an engine that does not answer is told to the caller, and its late answer harms nobody") {
    const ApiCentre database;
    std::function<void(Result<alertd::ingest::ActResult>)> late;
    {
        alertd::api::Services services;
        services.act = [&](alertd::core::OperatorAct, auto done) { late = std::move(done); };
        services.open_reader = [&] { return Result<std::unique_ptr<alertd::store::Reader>>(database.reader()); };
        services.clock = std::make_shared<SystemClock>();
        auto options = test_options();
        options.answer_timeout = Millis{50};
        alertd::api::ApiServer server(options, services);
        REQUIRE(server.start());
        const HttpClient http(server.port());
        const auto answer = http.post("/api/v1/incidents/7ZZZZZZZZZZZZZZZZZZZZZZZZZ/acknowledge", R"({"actor":"li"})");
        CHECK(answer.status == 503);
        CHECK(answer.json().at("type") == "urn:anju:problem:no_answer");
        REQUIRE(late);
        late(fail(ErrorCode::unavailable, "now"));
    }
    late(fail(ErrorCode::unavailable, "after the server has gone"));
}
