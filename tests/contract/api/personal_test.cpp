// Export and erasure of one resident over HTTP.
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

    HttpAnswer post(const std::string& what, const std::string& resident, long status) {
        const auto answer = http.post(fmt::format("/api/v1/residents/{}/{}", resident, what), R"({"actor":"chief"})");
        INFO(answer.body);
        REQUIRE(answer.status == status);
        const auto mistakes = description.mistakes_of_answer("post", "/api/v1/residents/{id}/" + what, answer.status,
                                                             answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
        return answer;
    }
    void close(const std::string& incident) {
        REQUIRE(http.post("/api/v1/incidents/" + incident + "/close",
                          R"({"actor":"wang","disposition":"real","note":"Mrs Wang was in the bath"})")
                    .status == 200);
    }
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an export holds everything about the resident, and stands in the journal") {
    Office office;
    office.close(office.centre.raise(1));
    const auto text = office.post("export", "r1", 200).body;
    for (const char* part : {"王奶奶", "13800000000", "asthma", "Lane 1, No. 1", "Mrs Wang was in the bath"}) {
        INFO(part);
        CHECK(contains(text, part));
    }
    CHECK_FALSE(contains(text, "other-"));
    CHECK(contains(office.http.get("/api/v1/journal?after=0&limit=500").body, "resident.exported"));
    office.post("export", "nobody", 404);
}

TEST_CASE("an erasure leaves the case and the journal, and nothing of the person") {
    Office office;
    const std::string incident = office.centre.raise(1);
    office.post("erase", "r1", 409);  // a case is open
    office.close(incident);
    const auto erased = office.post("erase", "r1", 200).json().as_object();
    CHECK(erased.at("home") == "h1");
    CHECK(erased.at("erased").at("notes") == 1);
    const auto shown = office.http.get("/api/v1/incidents/" + incident).body;
    CHECK_FALSE(contains(shown, "王奶奶"));
    CHECK_FALSE(contains(shown, "Mrs Wang"));
    CHECK(contains(shown, "closed"));
    office.post("erase", "r1", 404);
    const auto piece = office.http.get("/api/v1/journal/verification").json();
    CHECK(piece.at("at_end") == true);
    CHECK(piece.at("broken_at").is_null());
}
