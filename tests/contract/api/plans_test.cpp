// Rosters, policies and silences as CSV files over the API, against a real engine and store.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

struct Desk {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description described{http.get("/api/v1/openapi.json").json()};

    HttpAnswer import(const std::string& sort, const std::string& file, const std::string& query = "") {
        const auto path = "/api/v1/plans/" + sort;
        auto answer = http.ask("POST", path + query, file,
                               {"Content-Type: text/csv", "X-Anju-Operator: wang", "X-Anju-Reason: plan"});
        for (const auto& mistake :
             described.mistakes_of_answer("POST", path, answer.status, answer.header("content-type"), answer.body)) {
            FAIL_CHECK(mistake);
        }
        return answer;
    }
    std::string exported(const std::string& sort, const std::string& query = "") {
        const auto answer = http.get("/api/v1/plans/" + sort + query);
        CHECK(answer.status == 200);
        return answer.body;
    }
    [[nodiscard]] std::string counts(const HttpAnswer& answer) const {
        if (answer.status != 200) return answer.body;
        const auto body = answer.json();
        return fmt::format("{} {} {}", body.at("added").as_int64(), body.at("changed").as_int64(),
                           body.at("unchanged").as_int64());
    }
    [[nodiscard]] std::vector<std::string> mistakes(const HttpAnswer& answer) const {
        std::vector<std::string> lines;
        CHECK(answer.status == 400);
        if (answer.status != 400) return lines;
        const auto body = answer.json();
        for (const auto& line : body.at("errors").as_array()) lines.emplace_back(line.as_string());
        return lines;
    }
    std::size_t journalled(const std::string& event) {
        const auto journal = http.get("/api/v1/journal?limit=500").json();
        const auto& entries = journal.at("entries").as_array();
        return static_cast<std::size_t>(std::ranges::count_if(
            entries, [&](const json::value& one) { return one.at("event").as_string() == event; }));
    }
};

const std::string kTwoRosters =
    "roster,name,level,scope,shift,weekdays,begins,ends,from,until,except,crews,rotate_days\r\n"
    "nights,夜班,committee,c1,weekdays,monday tuesday wednesday thursday,22:00,06:00,2026-01-05,,,\"worker\",7\r\n"
    "nights,,,,weekend,friday saturday sunday,20:00,08:00,2026-01-05,2026-12-31,2026-01-10 2026-01-11,\"; "
    "worker\",14\r\n"
    "empty,\"Nobody, yet\",district,,,,,,,,,,\r\n";

}  // namespace

TEST_CASE("rosters come in from a file, once however often it comes, and go out as they came") {
    Desk desk;
    CHECK(desk.counts(desk.import("rosters", kTwoRosters, "?dry_run=true")) == "2 0 0");
    CHECK(desk.http.get("/api/v1/rosters/nights").status == 404);
    CHECK(desk.journalled("roster.created") == 0);
    CHECK(desk.counts(desk.import("rosters", kTwoRosters)) == "2 0 0");
    CHECK(desk.counts(desk.import("rosters", kTwoRosters)) == "0 0 2");
    CHECK(desk.journalled("roster.created") == 2);
    CHECK(desk.journalled("plans.imported") == 2);
    const auto nights = desk.http.get("/api/v1/rosters/nights").json();
    CHECK(nights.at("name") == "夜班");
    const auto& weekend = nights.at("shifts").at(1);
    CHECK(weekend.at("rotate_days") == 14);
    CHECK(weekend.at("except").as_array().size() == 2);
    CHECK(json::serialize(weekend.at("crews")) == R"([[],["worker"]])");

    const auto file = desk.exported("rosters");
    CHECK(desk.counts(desk.import("rosters", file)) == "0 0 2");
    CHECK(desk.counts(desk.import("rosters", desk.exported("rosters", "?encoding=gb18030"))) == "0 0 2");
    CHECK(desk.counts(desk.import("rosters", desk.exported("rosters", "?encoding=utf-8-bom"))) == "0 0 2");
    auto changed = file;
    changed.replace(changed.find("22:00"), 5, "21:00");
    CHECK(desk.counts(desk.import("rosters", changed)) == "0 1 1");
    CHECK(desk.http.get("/api/v1/rosters/nights").json().at("version") == 2);
}

TEST_CASE("of a file with mistakes nothing is taken, and every mistake has its line") {
    Desk desk;
    const std::string head = "roster,name,level,scope,shift,begins,ends,from,crews,rotate_days\n";
    CHECK(
        desk.mistakes(desk.import("rosters", head + "a,A,committee,c1,s,22:00,06:00,2026-01-05,worker,\n" +
                                                 "a,,,,t,22:00,25:00,2026-01-05,worker,\n" +
                                                 "b,B,committee,c9,s,22:00,06:00,2026-01-05,worker,\n" +
                                                 "c,C,committee,c1,s,22:00,06:00,2026-01-05,stranger,\n" +
                                                 "d,D,committee,c1,s,22:00,06:00,2026-01-05,worker,many\n")) ==
        std::vector<std::string>{
            "rosters.csv:3: field 'ends' must be a local time such as 22:00",
            "rosters.csv:4: field 'scope': there is no committee 'c9'",
            "rosters.csv:5: no responders of committee 'c1': 'stranger'; a step calls only whom the registry has there",
            "rosters.csv:6: field 'rotate_days' must be a whole number from 1 to 366"});
    CHECK(desk.mistakes(desk.import("rosters", head + "a,A,district,,,,,,,\na,B,,,,,,,,\na,b\n,x,,,,,,,,\n")) ==
          std::vector<std::string>{"rosters.csv:4:1: expected 10 fields as in the header, found 2",
                                   "rosters.csv:3:1: expected name: nothing, or the same as in an earlier row",
                                   "rosters.csv:5:1: expected roster: a text"});
    CHECK(desk.mistakes(desk.import("rosters", "roster,colour\n")).front().find("found \"colour\"") !=
          std::string::npos);
    CHECK(desk.mistakes(desk.import("rosters", "")).front().starts_with("rosters.csv:1:1: expected a header line"));
    CHECK(desk.mistakes(desk.import("rosters", "\"roster\n")).size() == 1);
    CHECK(desk.http.get("/api/v1/rosters").json().at("rosters").as_array().empty());
    CHECK(desk.journalled("plans.imported") == 0);
    const auto unsaid = desk.http.ask("POST", "/api/v1/plans/rosters", head, {"Content-Type: text/csv"});
    CHECK(unsaid.status == 400);
}

TEST_CASE("policies come in with a row for each step, and those of other classes stay") {
    Desk desk;
    const std::string file =
        "class,policy,conditions,hours,repeat_every,after,notify\n"
        "emergency,usual,,,2m,0s,home committee\n"
        "emergency,usual,,,,1m,street district\n"
        "emergency,by night,smoke co,22:00-06:00,,0s,street\n"
        "emergency,by night,,,,30s,district\n";
    CHECK(desk.counts(desk.import("policies", file)) == "0 1 0");
    CHECK(desk.counts(desk.import("policies", file)) == "0 0 1");
    const auto emergency = desk.http.get("/api/v1/policies/emergency").json();
    CHECK(emergency.at("reason") == "plan");
    CHECK(emergency.at("repeat_every") == "2m");
    CHECK(emergency.at("steps").as_array().size() == 2);
    CHECK(emergency.at("when").at(0).at("steps").as_array().size() == 2);
    CHECK(desk.http.get("/api/v1/policies/welfare").json().at("source") == "file");
    CHECK(desk.counts(desk.import("policies", desk.exported("policies"))) == "0 0 3");
    CHECK(
        desk.mistakes(desk.import("policies",
                                  "class,policy,after,notify,hours\n"
                                  "emergency,usual,0s,street,\n"
                                  "welfare,usual,0s,district,\n"
                                  "welfare,x,0s,mayor,\n"
                                  "urgent,usual,0s,district,\n")) ==
        std::vector<std::string>{
            "policies.csv:2: field 'steps': expected a step that notifies the district, so that somebody always hears",
            "policies.csv:4: field 'notify': expected home, committee, street or district, not 'mayor'",
            "policies.csv:5: field 'class': expected emergency, welfare or technical, not 'urgent'"});
}

TEST_CASE("silences come in once however often their file comes, with an id and without one") {
    Desk desk;
    const auto until = to_rfc3339(SystemClock().now().utc + Millis{3'600'000});
    const std::string file = "scope,of,conditions,until,reason,note\nhome,h1,low_battery," + until +
                             ",maintenance,painters\ncommittee,c1,offline gateway_lost," + until + ",planned_outage,\n";
    CHECK(desk.counts(desk.import("silences", file)) == "2 0 0");
    CHECK(desk.counts(desk.import("silences", file)) == "0 0 2");
    const auto out = desk.exported("silences");
    CHECK(out.find("painters") != std::string::npos);
    CHECK(desk.counts(desk.import("silences", out)) == "0 0 2");
    CHECK(desk.http.get("/api/v1/silences").json().at("silences").as_array().size() == 2);
    CHECK(desk.mistakes(desk.import("silences", "scope,of,conditions,until,reason\nhome,h1,smoke," + until +
                                                    ",maintenance\nhome,h9,low_battery," + until + ",maintenance\n"))
              .at(1) == "silences.csv:3: field 'of': there is no 'h9'");
    CHECK(desk.http.get("/api/v1/silences").json().at("silences").as_array().size() == 2);
}
