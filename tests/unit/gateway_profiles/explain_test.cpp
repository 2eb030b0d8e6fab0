#include "gateway/profiles/explain.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace anju::gateway::profiles {
namespace {

std::vector<std::string> explain(const std::string& input) {
    std::istringstream in(input);
    std::ostringstream out;
    Explainer explainer{Settings{}};
    explainer.run(in, out);
    std::vector<std::string> lines;
    std::istringstream answers(out.str());
    for (std::string line; std::getline(answers, line);) lines.push_back(line);
    return lines;
}

TEST_CASE("a state is explained as one line of JSON with every signal") {
    const auto lines =
        explain(R"({"topic":"zigbee2mqtt/hall","payload":"{\"smoke\":true,\"battery\":87}","retain":false,"qos":0})");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] == R"({"signals":[{"device":"hall","kind":"smoke","type":"alarm","value":null,"unit":null},)"
                      R"({"device":"hall","kind":"smoke","type":"battery","value":87,"unit":"%"}],)"
                      R"("profile":"zigbee2mqtt","reason":"smoke=true"})");
}

TEST_CASE("a press shows how it was made as its value, and a reading a plain number") {
    const auto lines = explain(
        R"({"topic":"zigbee2mqtt/b","payload":"{\"action\":\"emergency\"}"})"
        "\n"
        R"({"topic":"anju/home/w","payload":"{\"kind\":\"water_meter\",\"type\":\"reading\",\"value\":1234,\"unit\":\"L\"}"})");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find(R"("type":"press","value":"emergency","unit":null)") != std::string::npos);
    CHECK(lines[1].find(R"("type":"reading","value":1.234,"unit":"m3")") != std::string::npos);
}

TEST_CASE("the device list of an earlier line holds for later ones") {
    const auto lines = explain(
        R"({"topic":"zigbee2mqtt/bridge/devices","payload":"[{\"friendly_name\":\"odd\",\"definition\":{\"exposes\":[{\"type\":\"binary\",\"property\":\"smoke\",\"access\":1,\"value_on\":false,\"value_off\":true}]}}]","retain":true,"qos":0})"
        "\n"
        R"({"topic":"zigbee2mqtt/odd","payload":"{\"smoke\":false}","retain":false,"qos":0})");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find(R"({"signals":[],"profile":"zigbee2mqtt")") == 0);
    CHECK(lines[1].find(R"("type":"alarm")") != std::string::npos);
}

TEST_CASE("a line that is no message is answered in its place, with its number") {
    const auto lines = explain(
        "nonsense\n"
        "\n"
        "[]\n"
        R"({"topic":7,"payload":"{}"})"
        "\n"
        R"({"topic":"zigbee2mqtt/a"})"
        "\n"
        R"({"topic":"zigbee2mqtt/a","payload":{"smoke":true}})"
        "\n"
        R"({"topic":"zigbee2mqtt/a","payload":"{}","retain":"yes"})"
        "\n"
        R"({"topic":"zigbee2mqtt/a","payload":"{}","qos":9})"
        "\n"
        R"({"topic":"zigbee2mqtt/a","payload":"{\"smoke\":true}"})");
    REQUIRE(lines.size() == 9);
    for (std::size_t i = 0; i < 8; ++i) {
        CAPTURE(lines[i]);
        CHECK(lines[i].find(R"({"signals":[],"profile":"none","reason":"line )" + std::to_string(i + 1) + ": ") == 0);
        CHECK(lines[i].find("expected") != std::string::npos);
    }
    CHECK(lines[8].find(R"("type":"alarm")") != std::string::npos);
}

TEST_CASE("the example messages say what their README promises") {
    std::ifstream file("config/examples/devices/messages.jsonl");
    REQUIRE(file.is_open());
    std::ostringstream out;
    Explainer explainer{Settings{}};
    explainer.run(file, out);
    std::istringstream answers(out.str());
    std::string line;
    REQUIRE(std::getline(answers, line));
    CHECK(line.find("2 devices") != std::string::npos);
    std::size_t count = 0;
    for (; std::getline(answers, line); ++count) {
        CAPTURE(line);
        CHECK(line.find("\"type\":") != std::string::npos);
    }
    CHECK(count == 9);
}

TEST_CASE("every answer is JSON, even about names that need escapes") {
    const auto lines = explain(R"({"topic":"zigbee2mqtt/a \"b\" \\ 客厅","payload":"{\"smoke\":true}"})");
    REQUIRE(lines.size() == 1);
    const auto answer = boost::json::parse(lines[0]).as_object();
    CHECK(answer.at("signals").as_array().at(0).at("device").as_string() == "a \"b\" \\ 客厅");
}

}  // namespace
}  // namespace anju::gateway::profiles
