// The registry over HTTP: rows, imports and exports, search.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <set>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

const std::string kRegistry = "/api/v1/registry/";

class Office {
public:
    HttpAnswer get(const std::string& path) { return http.get(path, who); }
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& body,
                   HttpClient::Headers more = {}) {
        more.insert(more.end(), who.begin(), who.end());
        more.emplace_back("Content-Type: application/json");
        more.emplace_back("X-Anju-Reason: %E6%90%AC%E5%AE%B6");
        return http.ask(method, path, body, more);
    }
    HttpAnswer create(const std::string& path, const std::string& body) {
        return ask("PUT", path, body, {"If-None-Match: *"});
    }
    HttpAnswer replace(const std::string& path, const std::string& etag, const std::string& body) {
        return ask("PUT", path, body, {"If-Match: " + etag});
    }
    HttpAnswer remove(const std::string& path) { return ask("DELETE", path, ""); }
    HttpAnswer upload(const std::string& path, const std::string& text) {
        HttpClient::Headers headers = who;
        headers.emplace_back("Content-Type: text/csv");
        return http.ask("PUT", path, text, headers);
    }
    /// The journal's entries with this event, as "actor row reason".
    std::vector<std::string> journalled(const std::string& event) {
        std::vector<std::string> lines;
        const auto entries = centre.reader()->journal_after(0, 500).value();
        for (const auto& entry : entries) {
            if (entry.event != event) continue;
            std::string line = entry.actor;
            for (const auto& [name, value] : entry.detail) line += " " + name + "=" + value;
            lines.push_back(std::move(line));
        }
        return lines;
    }
    void check(const std::string& method, const std::string& described, const HttpAnswer& answer, long expected) {
        INFO(method, " ", described, " ", answer.body);
        CHECK(answer.status == expected);
        if (answer.status == 204) {
            CHECK(answer.body.empty());
            return;
        }
        const auto mistakes = description.mistakes_of_answer(method, described, answer.status,
                                                             answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
    }

    ApiCentre centre;
    HttpClient http{centre.port()};
    HttpClient::Headers who{"X-Anju-Operator: li"};
    Description description{http.get("/api/v1/openapi.json").json()};
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a row is created, read, replaced and removed, and the journal says who and why") {
    Office office;
    const std::string home = kRegistry + "homes/h9";
    const std::string described = kRegistry + "homes/{id}";
    const auto created = office.create(home, R"({"committee":"c1","address":"1弄2号"})");
    office.check("put", described, created, 201);
    CHECK(created.json().at("gateway") == "");
    office.check("put", described, office.create(home, R"({"committee":"c1"})"), 412);
    const auto read = office.get(home);
    office.check("get", described, read, 200);
    CHECK(read.header("etag") == created.header("etag"));

    const auto replaced = office.replace(home, read.header("etag"), R"({"committee":"c1","gateway":"g9"})");
    office.check("put", described, replaced, 200);
    CHECK(replaced.json().at("address") == "");
    const auto late = office.replace(home, read.header("etag"), R"({"committee":"c1"})");
    office.check("put", described, late, 412);
    CHECK(late.header("etag") == replaced.header("etag"));
    office.check("put", described, office.ask("PUT", home, R"({"committee":"c1"})"), 428);
    CHECK(office.replace(home, "*", R"({"committee":"c1","gateway":"g9"})").status == 200);

    CHECK(office.ask("DELETE", home, "", {"If-Match: \"1\""}).status == 412);
    office.check("delete", described, office.remove(home), 204);
    office.check("get", described, office.get(home), 404);
    office.check("delete", described, office.remove(home), 404);

    CHECK(office.journalled("registry.added") == std::vector<std::string>{"user:li table=homes row=h9 reason=搬家"});
    CHECK(office.journalled("registry.changed") ==
          std::vector<std::string>{"user:li table=homes row=h9 fields=gateway address reason=搬家"});
    CHECK(office.journalled("registry.removed") == std::vector<std::string>{"user:li table=homes row=h9 reason=搬家"});
}

TEST_CASE("what others need is not removed, and the answer names them") {
    Office office;
    const auto street = office.remove(kRegistry + "streets/s1");
    office.check("delete", kRegistry + "streets/{id}", street, 409);
    CHECK(street.json().at("uses").as_array().front().at("table") == "committees");
    office.centre.raise(1);
    const auto resident = office.remove(kRegistry + "residents/r1");
    office.check("delete", kRegistry + "residents/{id}", resident, 409);
    CHECK(has(resident.body, "open incident"));
    CHECK(office.get(kRegistry + "residents/r1").status == 200);
}

TEST_CASE("a wrong row is refused with the field and what was expected, and nothing is changed") {
    Office office;
    const auto refused = [&](const std::string& path, const std::string& body, const std::string& expected) {
        const auto answer = office.create(kRegistry + path, body);
        CAPTURE(answer.body);
        CHECK(answer.status == 400);
        CHECK(has(answer.json().at("detail").as_string().c_str(), expected));
        CHECK(office.get(kRegistry + path).status == 404);
    };
    refused("homes/h9", R"({"committee":"c9"})", R"(committee "c9" is not known)");
    refused("homes/h9", R"({})", "field 'committee': expected the id of one of the committees");
    refused("homes/h9", R"({"committee":"c1","adress":"x"})", "unknown field 'adress'");
    refused("homes/gateway:x", R"({"committee":"c1"})", "field 'id': expected an id that does not start");
    refused("homes/h9", R"({"committee":1})", "field 'committee' must be text");
    refused("residents/r9", R"({"home":"h1","name":"x","birth_year":1700})", "birth_year");
    refused("residents/r9", R"({"home":"h1","name":"x","lives_alone":"yes"})", "lives_alone");
    refused("contacts/k9", R"({"resident":"r1","name":"x","phone":"call me"})", "field 'phone': expected a phone");
    refused("devices/h1/d9", R"({"kind":"toaster"})", "field 'kind': expected one of smoke");
    refused("responders/x", R"({"name":"x","level":"district","channel":"email","address":"x"})",
            "field 'address': expected an e-mail");
    refused("gateways/g9", R"({"installed":"yesterday"})", "field 'installed': expected a date");
    refused("streets/s9", "not json", "not JSON");
    CHECK(office.http
              .ask("PUT", kRegistry + "streets/s9", R"({"name":"x"})",
                   {"Content-Type: application/json", "If-None-Match: *", "X-Anju-Operator: li"})
              .status == 400);  // nobody says why
    CHECK(office.journalled("registry.added").empty());
}

TEST_CASE("an id with a slash is written with %2F") {
    Office office;
    const std::string device = kRegistry + "devices/h1/kitchen%2Fsmoke%20%E5%8E%A8";
    const auto created = office.create(device, R"({"kind":"smoke","model":"M-1","installed":"2026-03-01"})");
    office.check("put", kRegistry + "devices/{home}/{id}", created, 201);
    CHECK(created.json().at("id") == "kitchen/smoke 厨");
    office.check("get", kRegistry + "devices/{home}/{id}", office.get(device), 200);
    CHECK(office.remove(device).status == 204);
}

TEST_CASE("lists come page by page and may be narrowed by one column") {
    Office office;
    for (int n = 1; n <= 5; ++n) {
        CHECK(office.create(kRegistry + "devices/h1/x" + std::to_string(n), R"({"kind":"smoke"})").status == 201);
    }
    CHECK(office.create(kRegistry + "devices/h2/x1", R"({"kind":"fall"})").status == 201);
    std::string seen, cursor;
    for (;;) {
        const auto page = office.get(kRegistry + "devices?limit=2" + cursor);
        office.check("get", kRegistry + "devices", page, 200);
        const auto body = page.json();
        for (const auto& row : body.at("rows").as_array()) {
            seen += std::string(row.at("home").as_string()) + "/" + std::string(row.at("id").as_string()) + " ";
        }
        if (body.at("next").is_null()) break;
        std::string next(body.at("next").as_string());
        cursor = "&cursor=" + next.replace(next.find('\t'), 1, "%09");
    }
    CHECK(seen == "h1/d1 h1/x1 h1/x2 h1/x3 h1/x4 h1/x5 h2/d1 h2/x1 h3/d1 ");
    CHECK(office.get(kRegistry + "devices?home=h2").json().at("rows").as_array().size() == 2);
    CHECK(office.get(kRegistry + "devices?kind=smoke").json().at("rows").as_array().size() == 8);
    CHECK(office.get(kRegistry + "devices?home=h1&kind=smoke").status == 400);
    CHECK(office.get(kRegistry + "devices?cursor=x").status == 400);
    CHECK(office.get(kRegistry + "devices?limit=501").status == 400);
    CHECK(office.get(kRegistry + "devices?colour=red").status == 400);
    for (const char* table : {"streets", "committees", "homes", "residents", "contacts", "gateways", "responders",
                              "team_members", "access_notes"}) {
        office.check("get", kRegistry + table, office.get(kRegistry + table), 200);
    }
}

TEST_CASE("access notes are masked in lists, and who reveals them is journalled") {
    Office office;
    const std::string notes = kRegistry + "access_notes/h1";
    CHECK(office.create(notes, R"({"notes":"钥匙盒 4711"})").status == 201);
    CHECK_FALSE(has(office.get(kRegistry + "access_notes").body, "4711"));
    CHECK(office.get(notes).status == 400);  // without a reason
    const auto revealed = office.ask("GET", notes, "");
    office.check("get", kRegistry + "access_notes/{home}", revealed, 200);
    CHECK(revealed.json().at("notes") == "钥匙盒 4711");
    CHECK(office.journalled("registry.revealed") ==
          std::vector<std::string>{"user:li table=access_notes row=h1 reason=搬家"});
    CHECK(office.ask("GET", kRegistry + "access_notes/h9", "").status == 404);
}

TEST_CASE("a team's members are called in its place, each once") {
    Office office;
    CHECK(office
              .create(kRegistry + "responders/t1",
                      R"({"name":"夜班","kind":"team","level":"committee","scope":"c1","channel":"log"})")
              .status == 201);
    for (const char* id : {"m1", "m2"}) {
        CHECK(office
                  .create(kRegistry + "responders/" + id,
                          R"({"name":"x","kind":"member","level":"district","channel":"log"})")
                  .status == 201);
        office.check("put", kRegistry + "team_members/{team}/{member}",
                     office.create(kRegistry + "team_members/t1/" + id, "{}"), 201);
    }
    CHECK(office.create(kRegistry + "team_members/worker/m1", "{}").status == 400);
    const auto incident = office.centre.raise(1);
    const auto called = [&] {
        std::string text;
        const auto detail = office.centre.reader()->incident_detail(IncidentId(Ulid::parse(incident).value())).value();
        std::set<std::string> ids;
        for (const auto& one : detail->notifications) ids.insert(one.responder.value);
        for (const auto& id : ids) text += id + " ";
        return text;
    };
    CHECK(wait_until([&] { return called() == "helper m1 m2 worker "; }));
}

TEST_CASE("an import goes from a draft to the registry, and an export brings it back exactly") {
    Office office;
    const auto draft = office.ask("POST", "/api/v1/imports", R"({"encoding":"detect"})");
    office.check("post", "/api/v1/imports", draft, 201);
    const std::string import = "/api/v1/imports/" + std::string(draft.json().at("id").as_string());
    std::string rows = "id,committee,gateway,address\n";
    for (int n = 0; n < 3'000; ++n) rows += fmt::format("n-{:04},c1,gw-{:04},\"样例路{}弄,1号\"\n", n, n, n);
    REQUIRE(rows.size() > 64 * 1024);
    office.check("put", "/api/v1/imports/{id}/homes", office.upload(import + "/homes", rows), 200);
    office.check("post", "/api/v1/imports/{id}/commit", office.ask("POST", import + "/commit", "{}"), 202);
    const auto state = [&] { return std::string(office.get(import).json().at("state").as_string()); };
    REQUIRE(wait_until([&] { return state() == "finished"; }));
    const auto done = office.get(import);
    office.check("get", "/api/v1/imports/{id}", done, 200);
    CHECK(done.json().at("added") == 3'000);
    CHECK(done.json().at("done") == 3'000);
    office.check("get", "/api/v1/imports", office.get("/api/v1/imports"), 200);

    const auto exported = office.get("/api/v1/exports/homes");
    office.check("get", "/api/v1/exports/homes", exported, 200);
    CHECK(has(exported.body, "n-0007,c1,gw-0007,\"样例路7弄,1号\"\n"));
    CHECK(office.journalled("registry.exported") == std::vector<std::string>{"user:li table=homes"});
    const auto again = office.ask("POST", "/api/v1/imports", "{}");
    const std::string second = "/api/v1/imports/" + std::string(again.json().at("id").as_string());
    CHECK(office.upload(second + "/homes", office.get("/api/v1/exports/homes?encoding=gb18030").body).status == 200);
    CHECK(office.ask("POST", second + "/commit", R"({"dry_run":true})").status == 202);
    REQUIRE(wait_until([&] { return office.get(second).json().at("state") == "checked"; }));
    CHECK(office.get(second).json().at("unchanged") == 3'004);
    CHECK(office.get(second).json().at("changes").as_array().empty());
    CHECK(office.upload(second + "/homes", "id,committee,gateway,address\nn-0001,c1,gw-other,elsewhere\nnew one,c1,,\n")
              .status == 200);
    CHECK(office.ask("POST", second + "/commit", R"({"dry_run":true})").status == 202);
    REQUIRE(wait_until([&] { return office.get(second).json().at("state") == "checked"; }));
    const auto preview = office.get(second);
    office.check("get", "/api/v1/imports/{id}", preview, 200);
    CHECK(preview.json().at("changes") == boost::json::parse(R"([
        {"table":"homes","row":"n-0001","added":false,"columns":["gateway","address"]},
        {"table":"homes","row":"new one","added":true,"columns":[]}])"));
    office.check("delete", "/api/v1/imports/{id}", office.ask("DELETE", second, ""), 204);
    office.check("get", "/api/v1/imports/{id}", office.get(second), 404);
}

TEST_CASE("an import with mistakes tells each with file, line and column, and changes nothing") {
    Office office;
    const auto draft = office.ask("POST", "/api/v1/imports", "{}");
    const std::string import = "/api/v1/imports/" + std::string(draft.json().at("id").as_string());
    CHECK(office.upload(import + "/homes", "id,committee\nn-1,c1\nn-2,c9\n").status == 200);
    CHECK(office.ask("POST", import + "/commit", "{}").status == 202);
    REQUIRE(wait_until([&] { return office.get(import).json().at("state") == "refused"; }));
    const auto refused = office.get(import);
    office.check("get", "/api/v1/imports/{id}", refused, 200);
    CHECK(has(refused.json().at("errors").as_array().at(0).as_string().c_str(), "homes.csv:3:5: expected committee"));
    CHECK(office.get(kRegistry + "homes/n-1").status == 404);
}

TEST_CASE("files are taken where they belong and nowhere else") {
    Office office;
    const auto draft = office.ask("POST", "/api/v1/imports", "{}");
    const std::string import = "/api/v1/imports/" + std::string(draft.json().at("id").as_string());
    const std::string large(100'000, 'x');
    office.check("put", "/api/v1/imports/{id}/homes", office.ask("PUT", import + "/homes", "{}"), 415);
    CHECK(office.upload(import + "/houses", "x").status == 404);
    CHECK(office.upload("/api/v1/imports/nonsense/homes", "x").status == 404);
    CHECK(office.upload("/api/v1/imports/01ARZ3NDEKTSV4RRFFQ69G5FAV/homes", large).status == 404);
    CHECK(office.ask("POST", import + "/commit", large).status == 413);
    CHECK(office.ask("POST", "/api/v1/imports", R"({"encoding":"latin1"})").status == 400);
    CHECK(office.ask("POST", "/api/v1/imports", R"({"colour":"red"})").status == 400);
    CHECK(office.get("/api/v1/exports/homes?encoding=latin1").status == 400);

    auto options = test_options();
    options.tokens = {{"duty", "a-token-of-the-test", ""}};
    options.max_file_bytes = 80'000;
    ApiCentre guarded(options);
    const HttpClient http(guarded.port());
    const std::string path = "/api/v1/imports/01ARZ3NDEKTSV4RRFFQ69G5FAV/homes";
    // Who has no token hears so before anything of the file is taken.
    CHECK(http.ask("PUT", path, std::string(70'000, 'x'), {"Content-Type: text/csv"}).status == 401);
    CHECK(
        http.ask("PUT", path, large, {"Content-Type: text/csv", "Authorization: Bearer a-token-of-the-test"}).status ==
        413);
}

TEST_CASE("a search finds homes by their people, phones and addresses") {
    Office office;
    CHECK(office
              .create(kRegistry + "contacts/k1",
                      R"({"resident":"r1","name":"单雄信","phone":"137 0000 9999","has_key":true,"position":1})")
              .status == 201);
    const auto find = [&](const std::string& typed) { return office.get("/api/v1/search?q=" + typed); };
    const auto hits = [&](const std::string& typed) {
        std::string text;
        const auto body = find(typed).json();
        std::set<std::string> homes;
        for (const auto& hit : body.at("hits").as_array()) homes.emplace(hit.at("home").as_string());
        for (const auto& home : homes) text += home + " ";
        return text;
    };
    REQUIRE(wait_until([&] { return find("shanxiong").status == 200 && hits("shanxiong") == "h1 "; }));
    office.check("get", "/api/v1/search", find("wnn"), 200);
    for (const char* typed : {"wangnainai", "%E7%8E%8B", "wnn", "9999", "13800000000", "sxx"})
        CHECK(hits(typed) == "h1 ");
    CHECK(hits("g2") == "h2 ");
    CHECK(hits("lane") == "h1 h2 h3 other-home ");
    CHECK(hits("lane%202") == "h2 ");
    const auto body = find("sxx").json();
    const auto& hit = body.at("hits").as_array().at(0);
    CHECK(hit.at("street").at("name") == "Example Street");
    CHECK(hit.at("contacts").as_array().at(0).at("has_key") == true);
    CHECK(find("").status == 400);
    CHECK(office.get("/api/v1/search").status == 400);
    CHECK(find(std::string(201, 'x')).status == 400);
    CHECK(hits("%22%20OR%20%22") == "");
}
