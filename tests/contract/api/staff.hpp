// Staff: people with accounts at an ApiCentre. The first is an administrator, who makes the others.
#pragma once

#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"

#include <string>
#include <vector>

namespace anju::tests {

/// Somebody who has logged in.
struct Person {
    std::string name;
    std::string password;
    std::string cookie;  ///< "anju_session=..."
    std::string csrf;
    [[nodiscard]] HttpClient::Headers headers() const { return {"Cookie: " + cookie, "X-Anju-Csrf: " + csrf}; }
    [[nodiscard]] HttpClient::Headers reading() const { return {"Cookie: " + cookie}; }
};

class Staff {
public:
    explicit Staff(ApiCentre& centre);

    /// An account that has set its own password and is logged in. No areas: the whole district.
    Person make(const std::string& name, const std::string& role, const std::string& areas = "");
    [[nodiscard]] HttpAnswer try_login(const std::string& name, const std::string& password) const;
    Person log_in(const std::string& name, const std::string& password) const;
    /// An API token's Authorization header.
    HttpClient::Headers token(const std::string& name, const std::string& role, const std::string& areas = "") const;

    HttpClient http;
    Person admin;

    static constexpr const char* kStreet = R"(,"streets":["s1"])";

private:
    /// Answers the password that was made.
    std::string create(const std::string& name, const std::string& role, const std::string& areas,
                       const HttpClient::Headers& as) const;
    Person first_login(const std::string& name, const std::string& password) const;
};

}  // namespace anju::tests
