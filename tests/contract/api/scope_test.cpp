// Somebody with streets of his own sees these and acts there; the rest does not exist for him.
#include "tests/contract/api/staff.hpp"
#include "tests/contract/api/stream_client.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

struct District {
    ApiCentre centre;
    std::string mine = centre.raise(1);
    std::string other = centre.raise(kElsewhere);
    Staff staff{centre};
    Person street = staff.make("wang", "street", Staff::kStreet);
    Person officer = staff.make("li", "operator");
    Person viewer = staff.make("chen", "viewer");

    [[nodiscard]] json::value get(const std::string& path, const Person& as) const {
        const auto answer = staff.http.get(path, as.reading());
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        return answer.json();
    }
    [[nodiscard]] HttpAnswer post(const std::string& path, const std::string& body, const Person& as) const {
        return staff.http.post(path, body, as.headers());
    }
    [[nodiscard]] std::string origin() const { return "http://127.0.0.1:" + std::to_string(centre.port()); }
    [[nodiscard]] StreamOptions stream_of(const Person& person, const std::string& query = "") const {
        return {query, {{"Cookie", person.cookie}, {"Origin", origin()}}};
    }
    /// Until the entry that closes `incident` has come; what came, by number.
    static std::vector<json::object> until_closed(StreamClient& stream, const std::string& incident) {
        std::vector<json::object> frames;
        while (auto frame = stream.next()) {
            frames.push_back(*frame);
            if (frame->at("type") == "delta" && frame->at("event") == "incident.closed" &&
                frame->at("incident_id") == json::string(incident)) {
                break;
            }
        }
        return frames;
    }
    void close(const std::string& incident, const Person& as) const {
        const auto closed = post("/api/v1/incidents/" + incident + "/close", R"({"disposition":"test"})", as);
        CHECK_MESSAGE(closed.status == 200, closed.body);
    }
};

}  // namespace

TEST_CASE("a case of another street is answered exactly like one that does not exist") {
    District district;
    const std::string nothing = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const auto without = [](std::string text, const std::string& id) {
        for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), "ID");
        return text;
    };
    for (const std::string what :
         {"", "/acknowledge", "/assign", "/resolve", "/close", "/notes", "/dispatch", "/reveal"}) {
        INFO(what);
        const auto ask = [&](const std::string& id) {
            const std::string path = "/api/v1/incidents/" + id + what;
            if (what.empty()) return district.staff.http.get(path, district.street.reading());
            const std::string body = what == "/notes"      ? R"({"text":"hello"})"
                                     : what == "/dispatch" ? R"({"responder":"worker"})"
                                     : what == "/close"    ? R"({"disposition":"real"})"
                                     : what == "/reveal"   ? R"({"reason":"emergency"})"
                                                           : "{}";
            return district.post(path, body, district.street);
        };
        const auto foreign = ask(district.other);
        const auto missing = ask(nothing);
        CHECK(foreign.status == 404);
        CHECK(missing.status == 404);
        CHECK(without(foreign.body, district.other) == without(missing.body, nothing));
        CHECK(ask(district.mine).status != 404);
    }
    const auto untouched = district.get("/api/v1/incidents/" + district.other, district.officer);
    CHECK(untouched.at("incident").at("version") == 1);
    CHECK(untouched.at("notes").as_array().empty());
}

TEST_CASE("a case is given only to a colleague who may act and who sees it") {
    District district;
    REQUIRE(district.post("/api/v1/incidents/" + district.other + "/acknowledge", "{}", district.officer).status ==
            200);
    const auto give_to = [&](const std::string& name) {
        return district.post("/api/v1/incidents/" + district.other + "/assign", R"({"owner":")" + name + R"("})",
                             district.officer);
    };
    district.staff.make("reader", "viewer");
    CHECK(give_to("nobody").status == 400);
    CHECK(give_to("reader").status == 400);
    CHECK(give_to(district.street.name).status == 422);
    district.staff.make("zhao", "operator");
    const auto given = give_to("zhao");
    REQUIRE(given.status == 200);
    CHECK(given.json().at("incident").at("owner") == "user:zhao");
}

TEST_CASE("no list tells of another street, whatever filter is tried") {
    District district;
    for (const char* path :
         {"/api/v1/incidents", "/api/v1/incidents?open=true", "/api/v1/incidents?street=other-street",
          "/api/v1/incidents?committee=other-committee&open=true", "/api/v1/incidents?home=other-home",
          "/api/v1/incidents?order=newest", "/api/v1/gateways", "/api/v1/streets", "/api/v1/responders"}) {
        INFO(path);
        const auto answer = district.staff.http.get(path, district.street.reading());
        CHECK(answer.status == 200);
        CHECK(answer.body.find("other-") == std::string::npos);
        CHECK(answer.body.find(district.other) == std::string::npos);
    }
    CHECK(district.get("/api/v1/incidents", district.street).at("incidents").as_array().size() == 1);
    CHECK(district.get("/api/v1/incidents", district.officer).at("incidents").as_array().size() == 2);
    CHECK(district.get("/api/v1/streets", district.street).at("streets").as_array().size() == 1);
    CHECK(district.get("/api/v1/counts", district.street).at("open").at("emergency") == 1);
    CHECK(district.get("/api/v1/counts", district.officer).at("open").at("emergency") == 2);
}

TEST_CASE("an auditor of one street reads the journal of its cases, all of it, page by page") {
    District district;
    const Person auditor = district.staff.make("sun", "auditor", Staff::kStreet);
    district.close(district.other, district.officer);
    district.close(district.mine, district.officer);
    const auto read = [&](const std::string& order, std::uint64_t after) {
        std::vector<std::uint64_t> seen;
        for (;;) {
            const auto page =
                district.get(fmt::format("/api/v1/journal?limit=2&order={}&after={}", order, after), auditor);
            for (const auto& entry : page.at("entries").as_array()) {
                CHECK(entry.at("incident") == json::string(district.mine));
                seen.push_back(entry.at("seq").to_number<std::uint64_t>());
            }
            const auto next = page.at("next").to_number<std::uint64_t>();
            if (next == after) return seen;
            after = next;
        }
    };
    const auto seen = read("oldest", 0);
    auto backwards = read("newest", INT64_MAX);
    std::reverse(backwards.begin(), backwards.end());
    CHECK(backwards == seen);
    const auto detail = district.get("/api/v1/incidents/" + district.mine, district.officer);
    CHECK(seen.size() == detail.at("timeline").as_array().size());
    CHECK(district.get("/api/v1/quarantine", auditor).at("messages").as_array().empty());
}

TEST_CASE("a stream with a scope has what belongs to it, and goes on from where it stood") {
    District district;
    StreamClient stream(district.centre.port(), district.stream_of(district.street));
    const auto snapshot = stream.next();
    REQUIRE(snapshot);
    REQUIRE(snapshot->at("incidents").as_array().size() == 1);
    CHECK(snapshot->at("incidents").at(0).at("id") == json::string(district.mine));
    district.close(district.other, district.officer);
    district.close(district.mine, district.officer);
    const auto frames = District::until_closed(stream, district.mine);
    std::uint64_t before = snapshot->at("seq").to_number<std::uint64_t>();
    const std::uint64_t start = before;
    std::set<std::uint64_t> numbers;
    for (const auto& frame : frames) {
        CHECK(frame.at("seq").to_number<std::uint64_t>() > before);
        before = frame.at("seq").to_number<std::uint64_t>();
        numbers.insert(before);
        CHECK(frame.at("incident_id") == json::string(district.mine));
        CHECK(json::serialize(frame).find(district.other) == std::string::npos);
    }
    std::set<std::uint64_t> expected;
    const auto detail = district.get("/api/v1/incidents/" + district.mine, district.officer);
    for (const auto& entry : detail.at("timeline").as_array()) {
        const auto seq = entry.at("seq").to_number<std::uint64_t>();
        if (seq > start && seq <= before) expected.insert(seq);
    }
    CHECK(numbers == expected);
    StreamClient again(district.centre.port(), district.stream_of(district.street, fmt::format("?after={}", start)));
    std::set<std::uint64_t> replayed;
    for (const auto& frame : District::until_closed(again, district.mine)) {
        replayed.insert(frame.at("seq").to_number<std::uint64_t>());
    }
    CHECK(replayed == expected);
}

TEST_CASE("who acts sees persons in full while the case is open, and masked when it is closed") {
    District district;
    const std::string path = "/api/v1/incidents/" + district.mine;
    CHECK(district.post(path + "/notes", R"({"text":"her daughter has the key"})", district.officer).status == 200);
    for (const bool closed : {false, true}) {
        if (closed) district.close(district.mine, district.officer);
        const auto detail = district.get(path, district.street);
        CHECK(detail.at("masked") == closed);
        const auto& resident = detail.at("residents").at(0);
        CHECK(resident.at("name") == (closed ? "王**" : "王奶奶"));
        CHECK(resident.at("phone") == (closed ? "138****0000" : "13800000000"));
        CHECK(resident.at("medical_notes") == (closed ? "***" : "asthma"));
        CHECK(resident.at("birth_year").is_null() == closed);
        CHECK(detail.at("notes").at(0).at("text") == (closed ? "***" : "her daughter has the key"));
        CHECK(detail.at("incident").at("address") == "Lane 1, No. 1");
        const auto whole = district.get(path, district.staff.admin);
        CHECK(whole.at("residents").at(0).at("name") == "王奶奶");
    }
}

TEST_CASE("a viewer sees no person, no address and no number, in lists, details and frames") {
    District district;
    const auto masked = [](const std::string& text) {
        for (const char* word : {"王奶奶", "13800000000", "asthma", "1938", "No. 1\"", "13812345678"}) {
            INFO(word);
            CHECK(text.find(word) == std::string::npos);
        }
    };
    for (const std::string& path :
         {std::string("/api/v1/incidents"), "/api/v1/incidents/" + district.mine, std::string("/api/v1/responders")}) {
        const auto answer = district.staff.http.get(path, district.viewer.reading());
        CHECK(answer.status == 200);
        masked(answer.body);
    }
    StreamClient stream(district.centre.port(), district.stream_of(district.viewer));
    const auto snapshot = stream.next();
    REQUIRE(snapshot);
    masked(json::serialize(*snapshot));
    district.close(district.mine, district.officer);
    for (const auto& frame : District::until_closed(stream, district.mine)) masked(json::serialize(frame));
    CHECK(district.get("/api/v1/responders", district.officer).as_object().at("responders").at(3).at("phone") ==
          "13812345678");
}

TEST_CASE("a reveal shows what is masked, after it is written who saw it and why; his words are not in the journal") {
    District district;
    district.close(district.mine, district.officer);
    const std::string path = "/api/v1/incidents/" + district.mine + "/reveal";
    CHECK(district.post(path, R"({"reason":"complaint"})", district.viewer).status == 403);
    CHECK(district.post(path, R"({"reason":"curiosity"})", district.street).status == 400);
    CHECK(district.post(path, R"({"reason":"other","text":" "})", district.street).status == 400);
    const auto shown =
        district.post(path, R"({"reason":"complaint","text":"her son Xiao Wang asked"})", district.street);
    REQUIRE_MESSAGE(shown.status == 200, shown.body);
    CHECK(shown.json().at("residents").at(0).at("phone") == "13800000000");
    CHECK(shown.json().at("home") == "h1");
    const auto home = district.post("/api/v1/homes/h1/reveal", R"({"reason":"follow_up"})", district.street);
    REQUIRE_MESSAGE(home.status == 200, home.body);
    CHECK(home.json().at("residents").at(0).at("medical_notes") == "asthma");
    CHECK(district.post("/api/v1/homes/other-home/reveal", R"({"reason":"follow_up"})", district.street).status == 404);
    CHECK(district.post("/api/v1/homes/nowhere/reveal", R"({"reason":"follow_up"})", district.street).status == 404);

    const auto journal = district.staff.http.get("/api/v1/journal?limit=500", district.staff.admin.reading());
    CHECK(journal.body.find("Xiao Wang") == std::string::npos);
    int reveals = 0;
    const auto page = journal.json();
    for (const auto& entry : page.at("entries").as_array()) {
        if (entry.at("event") != "personal_data.revealed") continue;
        ++reveals;
        CHECK(entry.at("actor") == "user:wang");
        CHECK(entry.at("detail").at("home") == "h1");
    }
    CHECK(reveals == 2);
    const auto kept = district.centre.reader()->access().reveals(HomeId("h1"), 10);
    REQUIRE(kept.has_value());
    REQUIRE(kept.value().size() == 2);
    CHECK(kept.value()[1].text == "her son Xiao Wang asked");
    CHECK(kept.value()[1].reason == "complaint");
}
