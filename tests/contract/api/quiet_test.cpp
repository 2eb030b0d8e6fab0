// Silences, absences, test modes, drills and tests over the API, against a real engine and store.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

/// A centre whose answers are all held against the description.
struct Desk {
    HttpAnswer get(const std::string& path, const std::string& described) {
        auto answer = http.get(path);
        hold("GET", described, answer);
        return answer;
    }
    HttpAnswer post(const std::string& path, const std::string& body, std::string described = "") {
        auto answer = http.post(path, body);
        hold("POST", described.empty() ? path : described, answer);
        return answer;
    }
    std::string in(Millis time) { return to_rfc3339(clock.now().utc + time); }
    std::string silence(const std::string& more = "") {
        return fmt::format(R"({{"actor":"wang","scope":"home","of":"h1","until":"{}","reason":"maintenance"{}}})",
                           in(Millis{3'600'000}), more);
    }

    ApiCentre centre;
    HttpClient http{centre.port()};
    SystemClock clock;
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
bool is_problem(const HttpAnswer& answer, long status, const std::string& word) {
    return answer.status == status && text(answer.json().at("type")) == "urn:anju:problem:" + word;
}

}  // namespace

TEST_CASE("a silence is made, listed, shown and ended") {
    Desk desk;
    const auto made = desk.post("/api/v1/silences",
                                desk.silence(R"(,"conditions":["low_battery"],"kinds":["smoke"],"note":"painters")"));
    REQUIRE(made.status == 201);
    const auto silence = made.json().at("silence");
    const auto id = text(silence.at("id"));
    CHECK(made.header("location") == "/api/v1/silences/" + id);
    CHECK(silence.at("state") == "active");
    CHECK(silence.at("author") == "user:wang");
    CHECK(silence.at("conditions").as_array().at(0) == "low_battery");
    const auto list =
        desk.get("/api/v1/silences?state=active&home=h1&street=s1&committee=c1&away=false", "/api/v1/silences");
    REQUIRE(list.json().at("silences").as_array().size() == 1);
    CHECK(list.json().at("silences").at(0).at("street") == "s1");
    CHECK(desk.get("/api/v1/silences/" + id, "/api/v1/silences/{id}").json().at("silence").at("note") == "painters");

    const auto ended = desk.post("/api/v1/silences/" + id + "/end", R"({"actor":"li"})", "/api/v1/silences/{id}/end");
    CHECK(ended.json().at("silence").at("state") == "expired");
    CHECK(ended.json().at("silence").at("ended_by") == "user:li");
    CHECK(desk.post("/api/v1/silences/" + id + "/end", R"({"actor":"li"})", "/api/v1/silences/{id}/end").status == 200);
    CHECK(is_problem(desk.post("/api/v1/silences/" + id + "/end", R"({"actor":"wang"})", "/api/v1/silences/{id}/end"),
                     409, "wrong_state"));
    CHECK(desk.get("/api/v1/silences?state=active", "/api/v1/silences").json().at("silences").as_array().empty());
    std::string events;
    const auto journal = desk.http.get("/api/v1/journal").json();
    for (const auto& entry : journal.at("entries").as_array()) {
        events += text(entry.at("event")) + " ";
        CHECK(json::serialize(entry).find("painters") == std::string::npos);
    }
    CHECK(events.find("silence.created") != std::string::npos);
    CHECK(events.find("silence.ended") != std::string::npos);
}

TEST_CASE("what may never be silenced, or not for so long, is refused with the reason, and nothing is stored") {
    Desk desk;
    const auto refused = [&](const std::string& body, const std::string& word) {
        return is_problem(desk.post("/api/v1/silences", body), 422, word);
    };
    for (const char* never : {"smoke", "smoke_prealarm", "co", "gas", "call", "fall", "fall_suspected"}) {
        CHECK(refused(desk.silence(fmt::format(R"(,"conditions":["low_battery","{}"])", never)), "never_silenced"));
    }
    const auto with = [&](const char* scope, const char* of, const std::string& until, const std::string& more = "") {
        return fmt::format(R"({{"actor":"wang","scope":"{}","of":"{}","until":"{}","reason":"maintenance"{}}})", scope,
                           of, until, more);
    };
    const Millis day{86'400'000};
    CHECK(refused(with("home", "h1", desk.in(8 * day)), "lasts_too_long"));
    CHECK(refused(with("home", "h1", desk.in(31 * day), R"(,"conditions":["offline"])"), "lasts_too_long"));
    CHECK(refused(with("street", "s1", desk.in(2 * day), R"(,"conditions":["no_water_use"])"), "lasts_too_long"));
    CHECK(refused(with("home", "h1", "2020-01-01T00:00:00Z"), "ends_before_it_begins"));
    CHECK(refused(with("home", "h9", desk.in(day)), "unknown_place"));
    CHECK(refused(with("device", "h1", desk.in(day)), "no_scope"));
    CHECK(refused(
        fmt::format(R"({{"actor":"wang","scope":"home","of":"h1","until":"{}","reason":"other"}})", desk.in(day)),
        "note_missing"));
    CHECK(desk.get("/api/v1/silences", "/api/v1/silences").json().at("silences").as_array().empty());
}

TEST_CASE("bad input to silences is answered with the field, and nothing is stored") {
    Desk desk;
    const auto until = desk.in(Millis{60'000});
    for (const auto& body : std::vector<std::string>{
             "", "[]", "{", R"({"actor":"w"})", R"({"actor":"w","scope":"district","of":"x","until":"t","reason":"x"})",
             fmt::format(R"({{"scope":"home","of":"h1","until":"{}","reason":"maintenance"}})", until),
             fmt::format(R"({{"actor":"w","scope":"home","of":"h1","until":"{}","reason":"bored"}})", until),
             fmt::format(R"({{"actor":"w","scope":"home","of":7,"until":"{}","reason":"maintenance"}})", until),
             R"({"actor":"w","scope":"home","of":"h1","until":"tomorrow","reason":"maintenance"})",
             R"({"actor":"w","scope":"home","of":"h1","reason":"maintenance"})",
             desk.silence(R"(,"conditions":"low_battery")"), desk.silence(R"(,"conditions":["love"])"),
             desk.silence(R"(,"kinds":["toaster"])"), desk.silence(R"(,"id":"7")"),
             desk.silence(R"(,"forever":true)")}) {
        CAPTURE(body);
        CHECK(desk.post("/api/v1/silences", body).status == 400);
    }
    for (const char* query : {"state=old", "away=perhaps", "limit=0", "cursor=7", "colour=red"}) {
        CHECK(desk.get(std::string("/api/v1/silences?") + query, "/api/v1/silences").status == 400);
    }
    CHECK(desk.get("/api/v1/silences/7", "/api/v1/silences/{id}").status == 404);
    CHECK(desk.post("/api/v1/silences/7/end", R"({"actor":"w"})", "/api/v1/silences/{id}/end").status == 404);
    CHECK(desk.get("/api/v1/silences", "/api/v1/silences").json().at("silences").as_array().empty());
}

TEST_CASE("the same request twice makes one silence") {
    Desk desk;
    const std::string id = R"(,"id":"01JQ0000000000000000000001")";
    const auto body = desk.silence(id);
    CHECK(desk.post("/api/v1/silences", body).status == 201);
    CHECK(desk.post("/api/v1/silences", body).status == 200);
    CHECK(desk.get("/api/v1/silences", "/api/v1/silences").json().at("silences").as_array().size() == 1);
    auto other = body;
    other.replace(other.find("\"h1\""), 4, "\"h2\"");
    CHECK(is_problem(desk.post("/api/v1/silences", other), 409, "conflict"));
}

TEST_CASE("silences come a page at a time") {
    Desk desk;
    for (int i = 0; i < 3; ++i) CHECK(desk.post("/api/v1/silences", desk.silence()).status == 201);
    const auto first = desk.get("/api/v1/silences?limit=2", "/api/v1/silences").json();
    CHECK(first.at("silences").as_array().size() == 2);
    const auto next = text(first.at("next"));
    const auto second = desk.get("/api/v1/silences?limit=2&cursor=" + next, "/api/v1/silences").json();
    CHECK(second.at("silences").as_array().size() == 1);
    CHECK(second.at("next").is_null());
}

TEST_CASE("a home is away until then, its gateway is asked, and it comes back") {
    Desk desk;
    const std::string away = "/api/v1/homes/h1/away";
    const std::string described = "/api/v1/homes/{id}/away";
    CHECK(desk.get(away, described).json().at("away").is_null());
    const auto until = desk.in(Millis{86'400'000});
    const auto set =
        desk.post(away, fmt::format(R"({{"actor":"wang","until":"{}","note":"hospital"}})", until), described);
    REQUIRE(set.status == 200);
    CHECK(set.json().at("away").at("reason") == "resident_away");
    CHECK(set.json().at("away").at("conditions").as_array().size() == 2);
    CHECK(set.json().at("command").at("kind") == "away");
    CHECK(set.json().at("command").at("state") == "waiting");
    CHECK(set.json().at("command").at("gateway") == "g1");
    const auto moved =
        desk.post(away, fmt::format(R"({{"actor":"wang","until":"{}"}})", desk.in(Millis{2 * 86'400'000})), described);
    CHECK(moved.json().at("away").at("id") == set.json().at("away").at("id"));
    CHECK(moved.json().at("away").at("note") == "hospital");
    const auto shown = desk.get(away, described).json();
    CHECK(shown.at("command").at("id") == moved.json().at("command").at("id"));
    CHECK(desk.get("/api/v1/silences?away=true", "/api/v1/silences").json().at("silences").as_array().size() == 1);
    const auto back = desk.post(away + "/end", R"({"actor":"wang"})", described + "/end");
    REQUIRE(back.status == 200);
    CHECK(back.json().at("command").at("kind") == "away_over");
    CHECK(desk.post(away + "/end", R"({"actor":"wang"})", described + "/end").status == 409);
    const auto commands = desk.get("/api/v1/commands?home=h1", "/api/v1/commands").json().at("commands").as_array();
    REQUIRE(commands.size() == 3);
    CHECK(commands.at(1).at("state") == "replaced");
    CHECK(is_problem(
        desk.post(away, fmt::format(R"({{"actor":"w","until":"{}"}})", desk.in(Millis{200LL * 86'400'000})), described),
        422, "lasts_too_long"));
    CHECK(desk.post("/api/v1/homes/h9/away", fmt::format(R"({{"actor":"w","until":"{}"}})", until), described).status ==
          404);
    CHECK(desk.post(away, R"({"actor":"w"})", described).status == 400);
    CHECK(desk.get("/api/v1/homes/h9/away", described).status == 404);
}

TEST_CASE("a test mode is set and ended, a device is taken out, and what was asked stands in the list") {
    Desk desk;
    const std::string home = "/api/v1/homes/h2/";
    const std::string described = "/api/v1/homes/{id}/";
    const auto set = desk.post(home + "test-mode", R"({"actor":"tech","device":"d1","minutes":30,"whole_path":true})",
                               described + "test-mode");
    REQUIRE(set.status == 200);
    const auto command = set.json().at("command");
    CHECK(command.at("kind") == "test_mode");
    CHECK(command.at("whole_path") == true);
    CHECK(command.at("device") == "d1");
    CHECK(desk.get("/api/v1/commands/" + text(command.at("id")), "/api/v1/commands/{id}").status == 200);
    CHECK(desk.post(home + "test-mode/end", R"({"actor":"tech"})", described + "test-mode/end").status == 409);
    CHECK(desk.post(home + "test-mode/end", R"({"actor":"tech","device":"d1"})", described + "test-mode/end").status ==
          200);
    CHECK(desk.post(home + "test-mode/end", R"({"actor":"tech","device":"d1"})", described + "test-mode/end").status ==
          409);
    CHECK(desk.post(home + "take-out", R"({"actor":"tech","device":"d1"})", described + "take-out").status == 200);
    CHECK(desk.post(home + "take-out", R"({"actor":"tech"})", described + "take-out").status == 400);
    for (const char* minutes : {"0", "121", "\"7\"", "1.5"}) {
        CHECK(desk.post(home + "test-mode", fmt::format(R"({{"actor":"tech","minutes":{}}})", minutes),
                        described + "test-mode")
                  .status == 400);
    }
    const auto waiting = desk.get("/api/v1/commands?state=waiting&gateway=g2", "/api/v1/commands");
    CHECK(waiting.json().at("commands").as_array().size() == 2);
    CHECK(desk.get("/api/v1/commands?state=lost", "/api/v1/commands").status == 400);
    CHECK(desk.get("/api/v1/commands/7", "/api/v1/commands/{id}").status == 404);
}

TEST_CASE("a drill is a case that is marked, called and closed as a drill") {
    Desk desk;
    const auto started =
        desk.post("/api/v1/drills", R"({"actor":"wang","home":"h1","condition":"fall","note":"autumn"})");
    REQUIRE(started.status == 201);
    const auto incident = started.json().at("incident");
    const auto id = text(incident.at("id"));
    CHECK(incident.at("exercise") == "drill");
    CHECK(incident.at("headline") == "fall");
    CHECK(is_problem(desk.post("/api/v1/drills", R"({"actor":"wang","home":"h1","condition":"fall"})"), 409,
                     "another_is_open"));
    const auto real = desk.centre.raise(1);
    CHECK(real != id);
    const auto detail = desk.get("/api/v1/incidents/" + id, "/api/v1/incidents/{id}").json();
    CHECK(detail.at("alerts").at(0).at("test") == true);
    CHECK(detail.at("notes").at(0).at("text") == "autumn");
    CHECK_FALSE(detail.at("notifications").as_array().empty());
    CHECK(desk.get("/api/v1/counts", "/api/v1/counts").json().at("exercises") == 1);
    const auto close = [&](const char* how) {
        return desk.http.post("/api/v1/incidents/" + id + "/close",
                              fmt::format(R"({{"actor":"wang","disposition":"{}"}})", how));
    };
    CHECK(is_problem(close("real"), 422, "exercise_only"));
    CHECK(close("drill").status == 200);

    const auto wide = desk.post("/api/v1/drills", R"({"actor":"wang","committee":"c1"})");
    REQUIRE(wide.status == 201);
    CHECK(wide.json().at("incident").at("headline") == "call");
    CHECK(wide.json().at("incident").at("home") == "committee:c1");
    for (const char* body : {R"({"actor":"w"})", R"({"actor":"w","home":"h1","committee":"c1"})",
                             R"({"actor":"w","home":"h1","condition":"low_battery"})",
                             R"({"actor":"w","home":"h1","condition":"love"})"}) {
        CHECK(desk.post("/api/v1/drills", body).status == 400);
    }
    CHECK(is_problem(desk.post("/api/v1/drills", R"({"actor":"w","home":"h9"})"), 422, "unknown_place"));
}

TEST_CASE("devices that were never tested are overdue, and pages go on where they ended") {
    Desk desk;
    const auto all = desk.get("/api/v1/tests?overdue=true", "/api/v1/tests").json().at("tests").as_array();
    REQUIRE(all.size() == 3);
    CHECK(all.at(0).at("overdue") == true);
    CHECK(all.at(0).at("tested_at").is_null());
    const auto page = desk.get("/api/v1/tests?limit=1&kind=smoke", "/api/v1/tests").json();
    CHECK(page.at("tests").at(0).at("home") == "h1");
    const auto next = desk.get("/api/v1/tests?limit=1&cursor=" + text(page.at("next")), "/api/v1/tests").json();
    CHECK(next.at("tests").at(0).at("home") == "h2");
    for (const char* query :
         {"cursor=x", "cursor=9:h1", "cursor=99999999999999999999:h", "kind=toaster", "overdue=1"}) {
        CHECK(desk.get(std::string("/api/v1/tests?") + query, "/api/v1/tests").status == 400);
    }
}
