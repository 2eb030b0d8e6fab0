// A responder's phone: a link instead of a login, one case, one phone.
#include "alertd/access/phone_links.hpp"
#include "alertd/ingest/turn.hpp"
#include "alertd/store/registry_tables.hpp"
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <future>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

const std::string kPhone(32, 'p');

struct Street {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description described{http.get("/api/v1/openapi.json").json()};
    UlidFactory ids{system_random64};
    alertd::access::PhoneLinks links{ApiCentre::link_key()};
    std::string incident = centre.raise(1);
    std::string link = link_for("worker");

    /// Of a notification that was made `ago`.
    std::string link_for(const std::string& responder, Millis ago = Millis{0}) {
        alertd::core::Notification told;
        told.created_at = SystemClock().now().utc - ago;
        told.id = NotificationId(ids.next(told.created_at));
        told.key = told.id.value.to_string();
        told.incident = IncidentId(Ulid::parse(incident).value());
        told.responder = ResponderId(responder);
        told.state = alertd::core::NotificationState::delivered;
        std::promise<Result<void>> stored;
        centre.engine().change(
            [&](alertd::ingest::Turn& turn) -> Result<void> {
                ANJU_TRY(turn.writer().put(told));
                return success();
            },
            [&](const Result<void>& result) { stored.set_value(result); });
        REQUIRE(stored.get_future().get());
        return links.write(told.id);
    }
    HttpAnswer ask(const std::string& what, json::object more = {}) {
        more.emplace("link", link);
        more.emplace("device", kPhone);
        const auto path = "/api/v1/phone/" + what;
        auto answer = http.post(path, json::serialize(more));
        for (const auto& mistake :
             described.mistakes_of_answer("POST", path, answer.status, answer.header("content-type"), answer.body)) {
            FAIL_CHECK(mistake);
        }
        return answer;
    }
    HttpAnswer act(const char* word, json::object more = {}) {
        more["act"] = word;
        return ask("acts", std::move(more));
    }
    std::string own_state() { return json::serialize(ask("case").json().at("own_state")); }
    std::size_t journalled(const std::string& event) {
        const auto journal = http.get("/api/v1/journal?limit=500").json();
        const auto& entries = journal.at("entries").as_array();
        return static_cast<std::size_t>(std::ranges::count_if(
            entries, [&](const json::value& one) { return one.at("event").as_string() == event; }));
    }
};

bool is_problem(const HttpAnswer& answer, long status, const std::string& word) {
    return answer.status == status && answer.json().at("type").as_string() == "urn:anju:problem:" + word;
}

}  // namespace

TEST_CASE("a responder opens his link, accepts, goes, arrives and is done, without a login") {
    Street street;
    CHECK(is_problem(street.ask("case"), 403, "other_phone"));  // nobody has opened it yet
    CHECK(street.ask("open").status == 200);
    CHECK(street.ask("open").status == 200);
    CHECK(street.journalled("responder.link_opened") == 1);
    const auto shown = street.ask("case").json();
    CHECK(shown.at("headline") == "smoke");
    CHECK(shown.at("address") == "Lane 1, No. 1");
    CHECK(shown.at("time_zone") == street.http.get("/api/v1/session").json().at("time_zone"));
    CHECK_FALSE(shown.at("residents").as_array().empty());
    CHECK_FALSE(shown.at("access_notes").as_bool());
    CHECK(is_problem(street.ask("access-notes"), 403, "accept_first"));

    CHECK(street.act("accept").status == 200);
    CHECK(street.own_state() == "\"accepted\"");
    CHECK(street.act("accept").status == 200);  // the answer was lost, and it is said again
    CHECK(street.ask("case").json().at("access_notes").as_bool());
    const auto notes = street.ask("access-notes");
    CHECK(notes.status == 200);
    CHECK(street.journalled("registry.revealed") == 1);
    CHECK(street.act("en_route").status == 200);
    CHECK(street.act("on_scene").status == 200);
    CHECK(street.act("done", {{"disposition", "false_alarm"}, {"note", "burnt toast"}}).status == 200);
    CHECK(street.own_state() == "\"done\"");
    const auto detail = street.http.get("/api/v1/incidents/" + street.incident).json();
    CHECK(detail.at("incident").at("disposition") == "false_alarm");
    CHECK(detail.at("incident").at("owner") == "responder:worker");

    // The answer to the last word was lost, too; it has resolved the case meanwhile.
    REQUIRE(detail.at("incident").at("state") == "resolved");
    CHECK(street.act("done", {{"disposition", "false_alarm"}, {"note", "burnt toast"}}).status == 200);
    const auto same = street.http.get("/api/v1/incidents/" + street.incident).json();
    CHECK(same.at("notes").as_array().size() == 1);
    CHECK(same.at("timeline") == detail.at("timeline"));
}

TEST_CASE("of a closed case the link shows nothing personal, and lets nobody in any more") {
    Street street;
    REQUIRE(street.ask("open").status == 200);
    REQUIRE(street.act("accept").status == 200);
    street.centre.act(street.incident, alertd::core::Act::resolve, "user:li");
    REQUIRE(
        street.http.post("/api/v1/incidents/" + street.incident + "/close", R"({"actor":"li","disposition":"real"})")
            .status == 200);
    const auto shown = street.ask("case").json();
    CHECK(shown.at("state") == "closed");
    CHECK(shown.at("address").is_null());
    CHECK(shown.at("residents").as_array().empty());
    CHECK(is_problem(street.ask("access-notes"), 409, "wrong_state"));
    const auto late = street.act("en_route");
    CHECK(late.status == 409);
    CHECK(late.body.find("Lane") == std::string::npos);
}

TEST_CASE("a link belongs to the first phone that opens it") {
    Street street;
    REQUIRE(street.ask("open").status == 200);
    const std::string other(32, 'q');
    for (const char* what : {"open", "case", "access-notes"}) {
        INFO(what);
        CHECK(is_problem(street.ask(what, {{"device", other}}), 403, "other_phone"));
    }
    CHECK(is_problem(street.act("accept", {{"device", other}}), 403, "other_phone"));
    CHECK(street.own_state() != "\"accepted\"");
}

TEST_CASE("what is no link of ours, too old, or of a stranger does nothing") {
    Street street;
    const auto too_old = street.link_for("worker", alertd::access::kPhoneLinkLasts + Millis{1'000});
    const auto of_nothing = street.links.write(NotificationId(street.ids.next(SystemClock().now().utc)));
    for (const char* what : {"open", "case", "access-notes"}) {
        INFO(what);
        CHECK(is_problem(street.ask(what, {{"link", "nonsense"}}), 403, "wrong_link"));
        CHECK(is_problem(street.ask(what, {{"link", of_nothing}}), 403, "wrong_link"));
        CHECK(is_problem(street.ask(what, {{"link", too_old}}), 403, "link_expired"));
        CHECK(street.ask(what, {{"device", "short"}}).status == 400);
        CHECK(street.ask(what, {{"colour", "red"}}).status == 400);
    }
    street.link = street.link_for("stranger");
    REQUIRE(street.ask("open").status == 200);
    CHECK(is_problem(street.act("accept"), 422, "unknown_responder"));
    CHECK(street.act("dance").status == 400);
    CHECK(street.act("done", {{"disposition", "awful"}}).status == 400);
}
