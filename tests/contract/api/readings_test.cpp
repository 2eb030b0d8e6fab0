// The curves of a home over HTTP, in exports and after erasures.
#include "alertd/readings/keeper.hpp"
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/contract/api/staff.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

using namespace anju;
using namespace anju::tests;

namespace {

codec::Reading battery(const std::string& device, double value) {
    codec::Reading made;
    made.device = DeviceId{device};
    made.kind = Kind::presence;
    made.name = "battery";
    made.unit = "%";
    made.value = value;
    return made;
}

struct Office {
    ApiCentre centre;
    HttpClient http{centre.port()};
    Description description{http.get("/api/v1/openapi.json").json()};

    Office() {
        centre.readings().submit(GatewayId{"g1"}, {battery("hall", 81.3)});
        centre.readings().submit(GatewayId{"other-gateway"}, {battery("other-hall", 44)});
        centre.readings().settle();
    }
    boost::json::object get(const std::string& target, long status = 200) {
        const auto answer = http.get(target);
        INFO(target, " ", answer.body);
        REQUIRE(answer.status == status);
        const auto mistakes = description.mistakes_of_answer("get", "/api/v1/homes/{id}/readings", answer.status,
                                                             answer.header("content-type"), answer.body);
        CHECK_MESSAGE(mistakes.empty(), fmt::format("{}", fmt::join(mistakes, "\n")));
        return answer.json().as_object();
    }
};

}  // namespace

TEST_CASE("a home's readings have a value or null for each hour") {
    Office office;
    const auto found = office.get("/api/v1/homes/h1/readings");
    CHECK(found.at("home") == "h1");
    CHECK(found.at("slot_seconds") == 3600);
    CHECK(found.at("keep_days") == 31);
    REQUIRE(found.at("series").as_array().size() == 1);
    const auto& series = found.at("series").at(0).as_object();
    CHECK(series.at("device") == "hall");
    CHECK(series.at("kind") == "presence");
    CHECK(series.at("unit") == "%");
    const auto& values = series.at("values").as_array();
    REQUIRE(values.size() == 48);
    CHECK(values.back() == 81.3);
    CHECK(values.front().is_null());
}

TEST_CASE("as many hours are given as were asked for, up to 31 days") {
    Office office;
    CHECK(office.get("/api/v1/homes/h1/readings?hours=1").at("series").at(0).at("values").as_array().size() == 1);
    CHECK(office.get("/api/v1/homes/h1/readings?hours=744").at("series").at(0).at("values").as_array().size() == 744);
    for (const char* wrong : {"0", "745", "-1", "two", ""}) {
        office.get(std::string("/api/v1/homes/h1/readings?hours=") + wrong, 400);
    }
}

TEST_CASE("a home without readings has none, and one that does not exist is not found") {
    Office office;
    CHECK(office.get("/api/v1/homes/h2/readings").at("series").as_array().empty());
    office.get("/api/v1/homes/nowhere/readings", 404);
}

TEST_CASE("an export has the readings, and an erasure takes them") {
    Office office;
    const auto exported = office.http.post("/api/v1/residents/r1/export", R"({"actor":"chief"})").json();
    CHECK(exported.at("readings").at("series").at(0).at("device") == "hall");
    const auto erased = office.http.post("/api/v1/residents/r1/erase", R"({"actor":"chief"})");
    REQUIRE(erased.status == 200);
    CHECK(erased.json().at("erased").at("readings") == 1);
    CHECK(office.get("/api/v1/homes/h1/readings").at("series").as_array().empty());
}

TEST_CASE("an erasure that is refused takes no readings") {
    Office office;
    office.centre.raise(1);
    REQUIRE(office.http.post("/api/v1/residents/r1/erase", R"({"actor":"chief"})").status == 409);
    CHECK(office.get("/api/v1/homes/h1/readings").at("series").as_array().size() == 1);
}
