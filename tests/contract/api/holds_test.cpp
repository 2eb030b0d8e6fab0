// Legal holds over HTTP: placed and released with a name and a reason, and journalled without the reason's words.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

using namespace anju;
using namespace anju::tests;

namespace {

struct Office {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description description{http.get("/api/v1/openapi.json").json()};

    boost::json::object expect(const char* method, const std::string& described, const HttpAnswer& answer,
                               long status) {
        INFO(answer.body);
        REQUIRE(answer.status == status);
        const auto mistakes = description.mistakes_of_answer(method, described, answer.status,
                                                             answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
        return answer.json().as_object();
    }
    boost::json::object place(const std::string& body) {
        return expect("post", "/api/v1/holds", http.post("/api/v1/holds", body), 201).at("hold").as_object();
    }
    boost::json::array list(const std::string& query = "") {
        return expect("get", "/api/v1/holds", http.get("/api/v1/holds" + query), 200).at("holds").as_array();
    }
    boost::json::object release(int number) {
        return expect("post", "/api/v1/holds/{id}/release",
                      http.post(fmt::format("/api/v1/holds/{}/release", number), R"({"actor":"chief"})"), 200)
            .at("hold")
            .as_object();
    }
};

}  // namespace

TEST_CASE("a hold is placed on a case or a home, listed, and released once") {
    Office office;
    const std::string incident = office.centre.raise(1);
    const auto first = office.place(
        fmt::format(R"({{"actor":"chief","incident":"{}","reason":"a court asks about Mr Li"}})", incident));
    CHECK(first.at("incident").as_string() == incident);
    CHECK(first.at("author") == "user:chief");
    const auto second = office.place(R"({"actor":"chief","home":"h2","reason":"an inquiry"})");
    CHECK(second.at("home") == "h2");
    REQUIRE(office.list().size() == 2);
    CHECK(office.list().at(0).at("id") == second.at("id"));
    CHECK(office.list("?limit=1").size() == 1);
    CHECK(office.http.get("/metrics").body.find("alertd_legal_holds 2") != std::string::npos);

    const int number = static_cast<int>(first.at("id").to_number<int>());
    const auto released = office.release(number);
    CHECK(released.at("released_by") == "user:chief");
    CHECK(office.release(number).at("released_at") == released.at("released_at"));
    CHECK(office.list().size() == 1);
    CHECK(office.list("?released=true").size() == 2);

    const auto journal = boost::json::serialize(office.http.get("/api/v1/journal?after=0&limit=500").json());
    CHECK(journal.find("hold.placed") != std::string::npos);
    CHECK(journal.find("hold.released") != std::string::npos);
    CHECK(journal.find("Mr Li") == std::string::npos);
}

TEST_CASE("a wrong hold is refused and nothing is held") {
    Office office;
    const auto refused = [&](const std::string& body, long status) {
        INFO(body);
        office.expect("post", "/api/v1/holds", office.http.post("/api/v1/holds", body), status);
    };
    refused("{", 400);
    refused(R"({"actor":"chief","reason":"x"})", 400);
    refused(R"({"actor":"chief","home":"h1"})", 400);
    refused(R"({"actor":"chief","home":"h1","reason":"  "})", 400);
    refused(R"({"actor":"chief","home":"h1","incident":"x","reason":"x"})", 400);
    refused(R"({"actor":"chief","incident":"x","reason":"x"})", 400);
    refused(R"({"actor":"chief","home":"h1","reason":"x","until":"2030"})", 400);
    refused(R"({"home":"h1","reason":"x"})", 400);
    refused(R"({"actor":"chief","home":"elsewhere","reason":"x"})", 404);
    CHECK(office.list("?released=true").empty());
    CHECK(office.http.post("/api/v1/holds/7/release", R"({"actor":"chief"})").status == 404);
    CHECK(office.http.post("/api/v1/holds/x/release", R"({"actor":"chief"})").status == 404);
    CHECK(office.http.get("/api/v1/holds?released=perhaps").status == 400);
    CHECK(office.http.get("/api/v1/holds?limit=501").status == 400);
}
