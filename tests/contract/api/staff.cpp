#include "tests/contract/api/staff.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace anju::tests {

Staff::Staff(ApiCentre& centre) : http(centre.port()) {
    // Until now nobody needed a login here.
    const auto password = create("admin", "administrator", "", {"X-Anju-Operator: setup"});
    admin = first_login("admin", password);
}

std::string Staff::create(const std::string& name, const std::string& role, const std::string& areas,
                          const HttpClient::Headers& as) const {
    const auto made = http.post(
        "/api/v1/accounts", fmt::format(R"({{"name":"{}","role":"{}","why":"new_person"{}}})", name, role, areas), as);
    REQUIRE_MESSAGE(made.status == 201, made.body);
    return std::string(made.json().at("password").as_string());
}

HttpAnswer Staff::try_login(const std::string& name, const std::string& password) const {
    return http.post("/api/v1/session", fmt::format(R"({{"name":"{}","password":"{}"}})", name, password));
}

Person Staff::log_in(const std::string& name, const std::string& password) const {
    const auto answer = try_login(name, password);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    const auto cookie = answer.header("set-cookie");
    return {name, password, cookie.substr(0, cookie.find(';')), std::string(answer.json().at("csrf").as_string())};
}

Person Staff::first_login(const std::string& name, const std::string& password) const {
    const Person first = log_in(name, password);
    const std::string own = "the own words of " + name;
    auto headers = first.headers();
    headers.emplace_back("Content-Type: application/json");
    const auto changed = http.ask("PUT", "/api/v1/session/password",
                                  fmt::format(R"({{"current":"{}","new":"{}"}})", password, own), headers);
    REQUIRE_MESSAGE(changed.status == 204, changed.body);
    return {name, own, first.cookie, first.csrf};
}

Person Staff::make(const std::string& name, const std::string& role, const std::string& areas) {
    return first_login(name, create(name, role, areas, admin.headers()));
}

HttpClient::Headers Staff::token(const std::string& name, const std::string& role, const std::string& areas) const {
    const auto made =
        http.post("/api/v1/tokens", fmt::format(R"({{"name":"{}","role":"{}","why":"setup"{}}})", name, role, areas),
                  admin.headers());
    REQUIRE_MESSAGE(made.status == 201, made.body);
    return {"Authorization: Bearer " + std::string(made.json().at("secret").as_string())};
}

}  // namespace anju::tests
