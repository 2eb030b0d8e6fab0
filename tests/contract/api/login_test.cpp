#include "tests/contract/api/schema.hpp"
#include "tests/contract/api/staff.hpp"
#include "tests/contract/api/stream_client.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

using namespace anju;
using namespace anju::tests;

namespace {

struct House {
    explicit House(const alertd::api::ApiOptions& options = test_options()) : centre(options), staff(centre) {}
    [[nodiscard]] int status(const HttpClient::Headers& headers, const std::string& path = "/api/v1/counts") const {
        return static_cast<int>(staff.http.get(path, headers).status);
    }
    [[nodiscard]] HttpAnswer send(const std::string& method, const std::string& path, const std::string& body,
                                  HttpClient::Headers headers) const {
        headers.emplace_back("Content-Type: application/json");
        return staff.http.ask(method, path, body, headers);
    }
    /// Events about accounts, with their actors.
    [[nodiscard]] std::vector<std::string> journal() const {
        std::vector<std::string> lines;
        const auto page = staff.http.get("/api/v1/journal?limit=500", staff.admin.reading()).json();
        for (const auto& entry : page.at("entries").as_array()) {
            lines.push_back(std::string(entry.at("event").as_string()) + " " +
                            std::string(entry.at("actor").as_string()));
        }
        return lines;
    }
    ApiCentre centre;
    Staff staff;
};

bool contains(const std::vector<std::string>& lines, const std::string& line) {
    return std::ranges::find(lines, line) != lines.end();
}

}  // namespace

TEST_CASE("until somebody has an account everybody on this machine may act, and from then on nobody without a login") {
    ApiCentre centre;
    const HttpClient http(centre.port());
    const StreamClient before(centre.port());
    CHECK(http.get("/api/v1/incidents").status == 200);
    CHECK(http.get("/api/v1/session").json().at("name").is_null());
    CHECK(http.ask("DELETE", "/api/v1/session", "", {}).status == 409);
    const Staff staff(centre);
    CHECK(http.get("/api/v1/incidents").status == 401);
    CHECK(http.get("/nothing").status == 401);
    CHECK(StreamClient(centre.port()).handshake_status() == 401);
    for (const char* path : {"/-/healthy", "/-/ready", "/metrics", "/", "/app.js"}) {
        INFO(path);
        CHECK(http.get(path).status == 200);
    }
}

TEST_CASE("a stream that was opened without a login ends when the first account is made") {
    ApiCentre centre;
    StreamClient early(centre.port());
    REQUIRE(early.next());
    const Staff staff(centre);
    while (early.next()) {
    }
    CHECK(early.close_code() == 4003);
}

TEST_CASE("a login gives a cookie that a page cannot read or send elsewhere, and what the role may do") {
    House house;
    const auto answer = house.staff.try_login("admin", house.staff.admin.password);
    REQUIRE(answer.status == 200);
    const auto cookie = answer.header("set-cookie");
    for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=57600"}) {
        CHECK(cookie.find(part) != std::string::npos);
    }
    CHECK(answer.json().at("role") == "administrator");
    CHECK(answer.json().at("must_change_password") == false);
    CHECK(answer.header("cache-control") == "no-store");
    const Person again = house.staff.log_in("admin", house.staff.admin.password);
    const auto session = house.staff.http.get("/api/v1/session", again.reading()).json();
    CHECK(session.at("name") == "admin");
    CHECK(session.at("csrf") == boost::json::string(again.csrf));
    CHECK(session.at("scope").at("district") == true);
    CHECK(contains(house.journal(), "session.opened user:admin"));
}

TEST_CASE("a wrong password and an unknown name are answered alike") {
    House house;
    const auto wrong = house.staff.try_login("admin", "not the password");
    const auto unknown = house.staff.try_login("nobody", "not the password");
    CHECK(wrong.status == 401);
    CHECK(unknown.status == 401);
    CHECK(wrong.body == unknown.body);
    CHECK(wrong.header("set-cookie").empty());
    CHECK(wait_until([&] { return contains(house.journal(), "session.refused user:admin"); }));
    for (const auto& line : house.journal()) CHECK(line.find("nobody") == std::string::npos);
}

TEST_CASE("after ten wrong tries an account waits, told how long, also with the right password from elsewhere") {
    House house;
    (void)house.staff.make("wang", "operator");
    int refused = 0;
    HttpAnswer last;
    for (int i = 0; i < 12; ++i) {
        last = house.staff.try_login("wang", "not the password");
        refused += last.status == 429 ? 1 : 0;
    }
    CHECK(refused >= 2);
    REQUIRE(last.status == 429);
    CHECK(std::stoi(last.header("retry-after")) >= 1);
    CHECK(house.staff.try_login("wang", "the own words of wang").status == 429);
    CHECK(house.staff.try_login("admin", house.staff.admin.password).status == 200);
}

TEST_CASE("whatever changes something with a cookie needs the session's word") {
    House house;
    const std::string incident = house.centre.raise(1);
    const std::string act = "/api/v1/incidents/" + incident + "/acknowledge";
    const Person wang = house.staff.make("wang", "operator");
    CHECK(house.staff.http.post(act, "{}", wang.reading()).status == 403);
    CHECK(
        house.staff.http.post(act, "{}", {"Cookie: " + wang.cookie, "X-Anju-Csrf: " + house.staff.admin.csrf}).status ==
        403);
    auto foreign = wang.headers();
    foreign.emplace_back("Origin: http://evil.example");
    CHECK(house.staff.http.post(act, "{}", foreign).status == 403);
    foreign = wang.headers();
    foreign.emplace_back("Sec-Fetch-Site: cross-site");
    CHECK(house.staff.http.post(act, "{}", foreign).status == 403);
    const auto taken = house.staff.http.post(act, "{}", wang.headers());
    CHECK(taken.status == 200);
    CHECK(taken.json().at("incident").at("owner") == "user:wang");
    CHECK(house.staff.http.post(act, R"({"actor":"li"})", wang.headers()).status == 400);
    const std::string origin = "http://127.0.0.1:" + std::to_string(house.centre.port());
    CHECK(StreamClient(house.centre.port(), {"", {{"Cookie", wang.cookie}}}).handshake_status() == 403);
    CHECK(StreamClient(house.centre.port(), {"", {{"Cookie", wang.cookie}, {"Origin", "http://evil.example"}}})
              .handshake_status() == 403);
    CHECK(StreamClient(house.centre.port(), {"", {{"Cookie", wang.cookie}, {"Origin", origin}}}).connected());
}

TEST_CASE("a session ends with the logout, after its idle time and after its absolute time") {
    House house;
    const Person second = house.staff.log_in("admin", house.staff.admin.password);
    CHECK(house.send("DELETE", "/api/v1/session", "", second.headers()).status == 204);
    CHECK(house.status(second.reading()) == 401);
    CHECK(house.status(house.staff.admin.reading()) == 200);
    for (const bool idle : {true, false}) {
        auto options = test_options();
        (idle ? options.session.idle : options.session.absolute) = Millis{0};
        ApiCentre centre(options);
        const HttpClient http(centre.port());
        const auto made = http.post("/api/v1/accounts", R"({"name":"admin","role":"administrator","why":"setup"})",
                                    {"X-Anju-Operator: setup"});
        REQUIRE(made.status == 201);
        const auto password = std::string(made.json().at("password").as_string());
        CHECK(http.post("/api/v1/session", fmt::format(R"({{"name":"admin","password":"{}"}})", password)).status ==
              401);
    }
}

TEST_CASE("somebody whose password was set by another must change it first, and that ends the other sessions") {
    House house;
    const auto made = house.staff.http.post(
        "/api/v1/accounts", R"({"name":"li","role":"viewer","password":"given to li by hand","why":"new_person"})",
        house.staff.admin.headers());
    REQUIRE(made.status == 201);
    CHECK(made.json().at("password").is_null());
    const Person one = house.staff.log_in("li", "given to li by hand");
    const Person other = house.staff.log_in("li", "given to li by hand");
    const auto blocked = house.staff.http.get("/api/v1/incidents", one.reading());
    CHECK(blocked.status == 403);
    CHECK(blocked.body.find("password_must_change") != std::string::npos);
    const auto change = [&](const std::string& current, const std::string& fresh) {
        return house
            .send("PUT", "/api/v1/session/password", fmt::format(R"({{"current":"{}","new":"{}"}})", current, fresh),
                  one.headers())
            .status;
    };
    CHECK(change("wrong words of hers", "entirely new words") == 409);
    CHECK(change("given to li by hand", "short") == 400);
    CHECK(change("given to li by hand", "given to li by hand") == 400);
    CHECK(change("given to li by hand", "entirely new words") == 204);
    CHECK(house.status(one.reading()) == 200);
    CHECK(house.status(other.reading()) == 401);
    CHECK(house.staff.try_login("li", "given to li by hand").status == 401);
    CHECK(house.staff.try_login("li", "entirely new words").status == 200);
}

TEST_CASE("a role that is changed counts from the next request on, and closes the live streams") {
    House house;
    const Person wang = house.staff.make("wang", "administrator");
    const std::string origin = "http://127.0.0.1:" + std::to_string(house.centre.port());
    StreamClient stream(house.centre.port(), {"", {{"Cookie", wang.cookie}, {"Origin", origin}}});
    REQUIRE(stream.next());
    CHECK(house.status(wang.reading(), "/api/v1/accounts") == 200);
    const auto changed =
        house.send("PATCH", "/api/v1/accounts/wang", R"({"role":"viewer","streets":["s1"],"why":"new_duty"})",
                   house.staff.admin.headers());
    REQUIRE_MESSAGE(changed.status == 200, changed.body);
    CHECK(house.status(wang.reading(), "/api/v1/accounts") == 403);
    CHECK(house.status(wang.reading()) == 200);
    while (stream.next()) {
    }
    CHECK(stream.close_code() == 4003);
    CHECK(contains(house.journal(), "account.changed user:admin"));
}

TEST_CASE("who is disabled or removed is out at once, and the name is not given again") {
    House house;
    for (const bool removed : {false, true}) {
        const std::string name = removed ? "li" : "wang";
        const Person person = house.staff.make(name, "operator");
        CHECK(house.status(person.reading()) == 200);
        const auto ended = removed
                               ? house.send("DELETE", "/api/v1/accounts/li?why=left", "", house.staff.admin.headers())
                               : house.send("PATCH", "/api/v1/accounts/wang",
                                            R"({"state":"disabled","why":"suspicion"})", house.staff.admin.headers());
        CHECK(ended.status == (removed ? 204 : 200));
        CHECK(house.status(person.reading()) == 401);
        CHECK(house.staff.try_login(name, person.password).status == 401);
    }
    const auto again = [&](const char* name) {
        return house.staff.http
            .post("/api/v1/accounts", fmt::format(R"({{"name":"{}","role":"viewer","why":"new_person"}})", name),
                  house.staff.admin.headers())
            .status;
    };
    CHECK(again("li") == 409);
    CHECK(again("wang") == 409);
    CHECK(house.send("DELETE", "/api/v1/accounts/li?why=left", "", house.staff.admin.headers()).status == 404);
}

TEST_CASE("the last administrator stays") {
    House house;
    const auto as = house.staff.admin.headers();
    CHECK(house.send("DELETE", "/api/v1/accounts/admin?why=left", "", as).status == 409);
    CHECK(house.send("PATCH", "/api/v1/accounts/admin", R"({"role":"viewer","why":"new_duty"})", as).status == 409);
    CHECK(house.send("PATCH", "/api/v1/accounts/admin", R"({"state":"disabled","why":"left"})", as).status == 409);
    CHECK(house.status(house.staff.admin.reading(), "/api/v1/accounts") == 200);
    (void)house.staff.make("second", "administrator");
    CHECK(house.send("DELETE", "/api/v1/accounts/admin?why=left", "", as).status == 204);
    CHECK(house.status(house.staff.admin.reading()) == 401);
}

TEST_CASE("an account that is badly made is refused, says why and changes nothing") {
    House house;
    const auto refused = [&](const std::string& body) {
        const auto answer = house.staff.http.post("/api/v1/accounts", body, house.staff.admin.headers());
        CHECK(answer.status == 400);
        CHECK(answer.header("content-type") == "application/problem+json");
        return std::string(answer.json().at("detail").as_string());
    };
    CHECK(refused(R"({"role":"viewer","why":"setup"})").find("'name'") != std::string::npos);
    CHECK(refused(R"({"name":"x","why":"setup"})").find("'role'") != std::string::npos);
    CHECK(refused(R"({"name":"x","role":"chief","why":"setup"})").find("'chief'") != std::string::npos);
    CHECK(refused(R"({"name":"x","role":"viewer"})").find("'why'") != std::string::npos);
    CHECK(refused(R"({"name":"x y","role":"viewer","why":"setup"})").find("letters") != std::string::npos);
    CHECK(refused(R"({"name":"x","role":"street","why":"setup"})").find("street") != std::string::npos);
    CHECK(refused(R"({"name":"x","role":"administrator","streets":["s1"],"why":"setup"})").find("whole district") !=
          std::string::npos);
    CHECK(refused(R"({"name":"x","role":"viewer","streets":["nowhere"],"why":"setup"})").find("nowhere") !=
          std::string::npos);
    CHECK(refused(R"({"name":"x","role":"viewer","password":"short","why":"setup"})").find("12") != std::string::npos);
    CHECK(refused(R"({"name":"x","role":"viewer","why":"setup","admin":true})").find("'admin'") != std::string::npos);
    CHECK(house.staff.http.get("/api/v1/accounts/x", house.staff.admin.reading()).status == 404);
}

TEST_CASE("a token lets a program in with its role until it is revoked or expires") {
    House house;
    const auto screen = house.staff.token("screen", "viewer");
    CHECK(house.status(screen) == 200);
    CHECK(house.status(screen, "/api/v1/accounts") == 403);
    const auto list = house.staff.http.get("/api/v1/tokens", house.staff.admin.reading());
    CHECK(list.body.find(screen[0].substr(std::string("Authorization: Bearer ").size())) == std::string::npos);
    CHECK(list.json().at("tokens").at(0).at("created_by") == "user:admin");
    CHECK_FALSE(list.json().at("tokens").at(0).at("last_used_at").is_null());
    const std::string value = screen[0].substr(std::string("Authorization: ").size());
    StreamClient stream(house.centre.port(), {"", {{"Authorization", value}}});
    REQUIRE(stream.next());
    const auto revoked = house.send("DELETE", "/api/v1/tokens/screen?why=suspicion", "", house.staff.admin.headers());
    CHECK(revoked.status == 200);
    CHECK(house.status(screen) == 401);
    while (stream.next()) {
    }
    CHECK(stream.close_code() == 4003);
    CHECK(house.send("DELETE", "/api/v1/tokens/screen?why=suspicion", "", house.staff.admin.headers()).status == 200);
    CHECK(house.send("DELETE", "/api/v1/tokens/nothing?why=other", "", house.staff.admin.headers()).status == 404);
    CHECK(house.send("DELETE", "/api/v1/tokens/nothing", "", house.staff.admin.headers()).status == 400);
    const auto past = house.staff.http.post(
        "/api/v1/tokens", R"({"name":"late","role":"viewer","expires_at":"2020-01-01T00:00:00Z","why":"setup"})",
        house.staff.admin.headers());
    CHECK(past.status == 400);
    const auto again = house.staff.http.post("/api/v1/tokens", R"({"name":"screen","role":"viewer","why":"setup"})",
                                             house.staff.admin.headers());
    CHECK(again.status == 409);
    CHECK(contains(house.journal(), "token.revoked user:admin"));
}

TEST_CASE("accounts, sessions and tokens are there again after a restart") {
    ApiCentre centre;
    const Staff staff(centre);
    const auto screen = staff.token("screen", "viewer");
    centre.restart_server();
    const HttpClient http(centre.port());
    CHECK(http.get("/api/v1/counts", staff.admin.reading()).status == 200);
    CHECK(http.get("/api/v1/counts", screen).status == 200);
    CHECK(http.get("/api/v1/counts").status == 401);
}

TEST_CASE("what the endpoints of logins, accounts and tokens answer is what is described") {
    House house;
    const Description description(house.staff.http.get("/api/v1/openapi.json").json());
    const auto as = house.staff.admin.headers();
    const auto check = [&](const std::string& method, const std::string& path, const HttpAnswer& answer, long status) {
        INFO(method, " ", path, " ", answer.body);
        CHECK(answer.status == status);
        const auto mistakes =
            description.mistakes_of_answer(method, path, answer.status, answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
    };
    const auto& http = house.staff.http;
    check("get", "/api/v1/session", http.get("/api/v1/session", as), 200);
    check("post", "/api/v1/session", house.staff.try_login("admin", house.staff.admin.password), 200);
    check("post", "/api/v1/session", house.staff.try_login("admin", "wrong"), 401);
    check("post", "/api/v1/session", http.post("/api/v1/session", "{}"), 400);
    const std::string draft = R"({"name":"wang","role":"street","streets":["s1"],"why":"new_person"})";
    check("post", "/api/v1/accounts", http.post("/api/v1/accounts", draft, as), 201);
    check("post", "/api/v1/accounts", http.post("/api/v1/accounts", draft, as), 409);
    check("get", "/api/v1/accounts", http.get("/api/v1/accounts", as), 200);
    const std::string one = "/api/v1/accounts/{id}";
    check("get", one, http.get("/api/v1/accounts/wang", as), 200);
    check("get", one, http.get("/api/v1/accounts/li", as), 404);
    const std::string change = R"({"role":"viewer","why":"new_duty"})";
    check("patch", one, house.send("PATCH", "/api/v1/accounts/wang", change, as), 200);
    auto outdated = as;
    outdated.emplace_back("If-Match: \"1\"");
    check("patch", one, house.send("PATCH", "/api/v1/accounts/wang", change, outdated), 412);
    check("post", one + "/password", http.post("/api/v1/accounts/wang/password", R"({"why":"lost_secret"})", as), 200);
    check("delete", one, house.send("DELETE", "/api/v1/accounts/wang?why=left", "", as), 204);
    check("post", "/api/v1/tokens", http.post("/api/v1/tokens", R"({"name":"t","role":"viewer","why":"setup"})", as),
          201);
    check("get", "/api/v1/tokens", http.get("/api/v1/tokens", as), 200);
    check("delete", "/api/v1/tokens/{id}", house.send("DELETE", "/api/v1/tokens/t?why=left", "", as), 200);
    check("put", "/api/v1/session/password",
          house.send("PUT", "/api/v1/session/password", R"({"current":"x","new":"y"})", as), 400);
    check("delete", "/api/v1/session", house.send("DELETE", "/api/v1/session", "", as), 204);
}
