// What others read and write: the CAP feed, the log of deliveries, a platform's write-back, WeCom's door.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/support/command.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

#include <functional>
#include <iterator>
#include <pugixml.hpp>
#include <set>

using namespace anju;
using namespace anju::tests;
namespace core = alertd::core;

namespace {

const std::string kToken = "the-token-of-the-platform-city-01";

alertd::api::Outward everything() {
    alertd::api::Outward outward;
    outward.cap = alertd::cap::CapOptions{};
    outward.cap->sender = "anju@district.example";
    outward.cap->district = "Example district";
    outward.platforms = {{"city", kToken}, {"other", "another-token-of-32-characters-00"}};
    outward.wecom_check = [](const alertd::notify::CallbackQuery& query, const std::string& echo) {
        return alertd::api::CallbackReply{query.signature == "good" ? 200 : 403, "opened " + echo};
    };
    outward.wecom_press = [](const alertd::notify::CallbackQuery& query, const std::string& body,
                             const std::function<void(alertd::api::CallbackReply)>& done) {
        done({query.nonce == "n" ? 200 : 403, body});
    };
    return outward;
}

struct Office {
    explicit Office(alertd::api::Outward outward = everything())
        : centre(test_options(), {}, std::move(outward)), http(centre.port()) {}

    [[nodiscard]] pugi::xml_document xml(const std::string& path) const {
        const auto answer = http.get(path);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        pugi::xml_document document;
        REQUIRE(document.load_string(answer.body.c_str()));
        return document;
    }
    /// A feed of so many messages, once they are all there.
    [[nodiscard]] pugi::xml_document feed(std::size_t count) const {
        REQUIRE(wait_until([&] {
            const auto document = xml("/cap/feed.atom");
            return static_cast<std::size_t>(std::distance(document.child("feed").children("entry").begin(),
                                                          document.child("feed").children("entry").end())) == count;
        }));
        return xml("/cap/feed.atom");
    }
    [[nodiscard]] HttpAnswer write_back(const std::string& body, const std::string& platform = "city",
                                        const std::string& token = kToken) const {
        return http.post("/api/v1/northbound/" + platform + "/status", body, {"X-Anju-Platform-Token: " + token});
    }
    [[nodiscard]] std::string fields_are_described(const std::string& method, const std::string& path,
                                                   const HttpAnswer& answer) const {
        const Description description(http.get("/api/v1/openapi.json").json());
        const auto mistakes =
            description.mistakes_of_answer(method, path, answer.status, answer.header("content-type"), answer.body);
        return fmt::format("{}", fmt::join(mistakes, "\n"));
    }

    ApiCentre centre;
    HttpClient http;
};

}  // namespace

TEST_CASE("the CAP feed leads to a valid message for each change of a case, and to nobody's name") {
    Office office;
    const auto incident = office.centre.raise(1);
    office.centre.act(incident, core::Act::acknowledge, "wang");
    const auto feed = office.feed(2);
    std::vector<std::string> types;
    for (const auto entry : feed.child("feed").children("entry")) {
        const std::string path = entry.child("link").attribute("href").value();
        const auto answer = office.http.get(path);
        CHECK(answer.status == 200);
        CHECK(answer.header("content-type") == "application/cap+xml; charset=utf-8");
        const TempDir folder("cap");
        write_file(folder / "message.xml", answer.body);
        const auto said =
            run_command({"xmllint", "--noout", "--relaxng", ANJU_CAP_GRAMMAR, (folder / "message.xml").string()});
        CHECK_MESSAGE(said.code == 0, said.err);
        for (const auto* secret : {"王奶奶", "13800000000", "Lane 1", "wang", "asthma"}) {
            CHECK(answer.body.find(secret) == std::string::npos);
        }
        pugi::xml_document message;
        REQUIRE(message.load_string(answer.body.c_str()));
        types.emplace_back(message.child("alert").child_value("msgType"));
        CHECK(std::string(message.select_node("/alert/info/area/areaDesc").node().child_value()) ==
              "Example Street First committee");
    }
    CHECK(types == std::vector<std::string>{"Update", "Alert"});
}

TEST_CASE("a caller who has the feed already is told so, until something happens") {
    Office office;
    const auto incident = office.centre.raise(1);
    static_cast<void>(office.feed(1));
    const auto etag = office.http.get("/cap/feed.atom").header("etag");
    const auto again = office.http.get("/cap/feed.atom", {"If-None-Match: " + etag});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(again.header("etag") == etag);
    office.centre.act(incident, core::Act::acknowledge, "wang");
    static_cast<void>(office.feed(2));
    CHECK(office.http.get("/cap/feed.atom", {"If-None-Match: " + etag}).status == 200);
}

TEST_CASE("the feed's pages together have every message once") {
    Office office;
    for (int home = 1; home <= 3; ++home) {
        office.centre.act(office.centre.raise(home), core::Act::acknowledge, "wang");
    }
    static_cast<void>(office.feed(6));
    std::set<std::string> seen;
    std::string path = "/cap/feed.atom?limit=4";
    for (int page = 0; page < 10 && !path.empty(); ++page) {
        const auto document = office.xml(path);
        for (const auto entry : document.child("feed").children("entry")) {
            CHECK(seen.insert(entry.child_value("id")).second);
        }
        const std::string next =
            document.select_node("/feed/link[@rel='prev-archive']").node().attribute("href").value();
        path = next.empty() ? "" : next + "&limit=4";
    }
    CHECK(seen.size() == 6);
    CHECK(path.empty());
}

TEST_CASE("what is no message of the feed is not found, and wrong questions are named") {
    Office office;
    const auto incident = office.centre.raise(1);
    for (const auto& id : {std::string("x"), incident, incident + "-1", incident + "-99999", std::string("a b")}) {
        INFO(id);
        CHECK(office.http.get("/cap/" + (id == "a b" ? "a%20b" : id) + ".xml").status == 404);
    }
    for (const auto* query : {"?limit=0", "?limit=201", "?before=0", "?before=x", "?limit=", "?page=2"}) {
        INFO(std::string(query));
        CHECK(office.http.get(std::string("/cap/feed.atom") + query).status == 400);
    }
    Office bare{alertd::api::Outward{}};
    for (const auto* path : {"/cap/feed.atom", "/callback/wecom"}) CHECK(bare.http.get(path).status == 404);
    CHECK(bare.http.ask("POST", "/callback/wecom", "<xml/>", {"Content-Type: text/xml"}).status == 404);
    CHECK(bare.write_back(R"({"ticket":"T","status":"x"})").status == 401);
}

TEST_CASE("the log of deliveries shows each try, and no secret") {
    Office office;
    const auto incident = office.centre.raise(1);
    const auto detail =
        office.centre.reader()->incident_detail(IncidentId(Ulid::parse(incident).value())).value().value();
    core::DeliveryResult result;
    const auto of_worker =
        std::ranges::find(detail.notifications, ResponderId("worker"), &core::Notification::responder);
    REQUIRE(of_worker != detail.notifications.end());
    result.notification = *of_worker;
    result.detail = "HTTP 503";
    result.took = Millis{42};
    office.centre.engine().submit_delivery(result);
    const std::string path = "/api/v1/notifications?incident=" + incident + "&responder=worker&channel=log";
    REQUIRE(wait_until([&] {
        const auto rows = office.http.get(path).json().at("notifications").as_array();
        return !rows.empty() && !rows.front().at("tries").as_array().empty();
    }));
    const auto answer = office.http.get(path);
    CHECK(office.fields_are_described("get", "/api/v1/notifications", answer) == "");
    const auto row = answer.json().at("notifications").as_array().front();
    CHECK(row.at("incident").as_string() == incident);
    CHECK(row.at("tries").as_array().front().at("outcome") == "retry");
    CHECK(row.at("tries").as_array().front().at("took_ms") == 42);
    CHECK(row.at("tries").as_array().front().at("error") == "HTTP 503");
    for (const auto* query : {"?incident=x", "?state=lost", "?channel=fax", "?after=x", "?limit=501", "?who=x"}) {
        INFO(std::string(query));
        CHECK(office.http.get(std::string("/api/v1/notifications") + query).status == 400);
    }
    CHECK(office.http.get("/api/v1/notifications?state=failed").json().at("notifications").as_array().empty());
}

TEST_CASE("a platform writes back what it calls a case and how far it is, once however often it says so") {
    Office office;
    const auto incident = office.centre.raise(1);
    const auto body = fmt::format(R"({{"incident":"{}","ticket":"T-1","status":"已派单"}})", incident);
    const auto first = office.write_back(body);
    CHECK(first.status == 200);
    CHECK(office.fields_are_described("post", "/api/v1/northbound/{id}/status", first) == "");
    CHECK(first.json().at("ticket") == "T-1");
    CHECK(office.write_back(body).status == 200);
    CHECK(office.write_back(R"({"ticket":"T-1","status":"结案"})").status == 200);
    REQUIRE(wait_until([&] {
        const auto tickets = office.http.get("/api/v1/incidents/" + incident).json().at("tickets").as_array();
        return tickets.size() == 1 && tickets.front().at("status") == "结案";
    }));
    int journalled = 0;
    const auto journal = office.centre.reader()->journal_after(0, 500);
    REQUIRE(journal);
    for (const auto& entry : journal.value()) {
        if (entry.event != "platform.status") continue;
        ++journalled;
        CHECK(entry.actor == "platform:city");
    }
    CHECK(journalled == 2);
}

TEST_CASE("a write-back without the right token, about nothing we know, or badly made changes nothing") {
    Office office;
    const auto incident = office.centre.raise(1);
    const auto good = fmt::format(R"({{"incident":"{}","status":"x"}})", incident);
    CHECK(office.write_back(good, "city", "wrong").status == 401);
    CHECK(office.write_back(good, "city", "").status == 401);
    CHECK(office.write_back(good, "other").status == 401);
    CHECK(office.write_back(good, "nowhere").status == 401);
    CHECK(office.http.post("/api/v1/northbound/city/status", good).status == 401);
    CHECK(office.write_back(R"({"ticket":"T-9","status":"x"})").status == 404);
    CHECK(office.write_back(R"({"incident":"01ARZ3NDEKTSV4RRFFQ69G5FAV","status":"x"})").status == 404);
    for (const auto& body : std::vector<std::string>{
             "", std::string("{"), std::string("[]"), std::string(R"({"status":"x"})"),
             fmt::format(R"({{"incident":"{}"}})", incident),
             fmt::format(R"({{"incident":"{}","status":" "}})", incident),
             std::string(R"({"incident":"x","status":"x"})"), std::string(R"({"ticket":7,"status":"x"})"),
             fmt::format(R"({{"incident":"{}","status":"x","more":1}})", incident),
             fmt::format(R"({{"incident":"{}","status":"{}"}})", incident, std::string(201, 'x'))}) {
        INFO(body);
        CHECK(office.write_back(body).status == 400);
    }
    CHECK(office.http.get("/api/v1/incidents/" + incident).json().at("tickets").as_array().empty());
}

TEST_CASE("the doors are open without an account where everything else needs one") {
    auto options = test_options();
    options.tokens = {{"duty", "a-token-of-the-test", ""}};
    ApiCentre centre(options, {}, everything());
    const HttpClient http(centre.port());
    CHECK(http.get("/cap/feed.atom").status == 401);
    CHECK(http.get("/api/v1/notifications").status == 401);
    const auto check = http.get("/callback/wecom?msg_signature=good&timestamp=1&nonce=n&echostr=a%2Bb");
    CHECK(check.status == 200);
    CHECK(check.body == "opened a+b");
    CHECK(http.get("/callback/wecom?msg_signature=bad&timestamp=1&nonce=n&echostr=x").status == 403);
    const auto press = http.ask("POST", "/callback/wecom?msg_signature=s&timestamp=1&nonce=n", "<xml>x</xml>",
                                {"Content-Type: text/xml"});
    CHECK(press.status == 200);
    CHECK(press.body == "<xml>x</xml>");
    CHECK(http.post("/api/v1/northbound/city/status", R"({"ticket":"T","status":"x"})",
                    {"X-Anju-Platform-Token: " + kToken})
              .status == 404);
    CHECK(http.post("/api/v1/northbound/city/status", R"({"ticket":"T","status":"x"})").status == 401);
}
