#include "alertd/app/config.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::app;

namespace {

std::string mistakes_of(const std::string& text) {
    const auto config = parse_config(text, "a.toml");
    return config ? "" : config.error().message;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The file that we ship, with its examples of [cap] and [[northbound]] switched on.
std::string shipped_with_examples() {
    std::ifstream stream("config/alertd.toml");
    std::string text;
    bool in_example = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("# [cap]") || line.starts_with("# [[northbound]]")) in_example = true;
        if (line.empty()) in_example = false;
        text += (in_example && line.starts_with("# ") ? line.substr(2) : line) + "\n";
    }
    return text;
}

const std::string kPlatform =
    "[[northbound]]\nid = \"city\"\nurl = \"https://x/\"\nbody = '{\"a\":\"{{incident}}\"}'\n";

}  // namespace

TEST_CASE("the examples of [cap] and [[northbound]] in the file that we ship are right") {
    const auto config = parse_config(shipped_with_examples(), "alertd.toml");
    if (!config) FAIL(config.error().message);
    REQUIRE(config.value().cap);
    CHECK(config.value().cap->sender == "anju@district.example");
    REQUIRE(config.value().platforms.size() == 1);
    const auto& platform = config.value().platforms.front();
    CHECK(platform.id == "city");
    CHECK(platform.words.at("state.resolved") == "核查");
    CHECK(platform.words.at("severity.minor") == "3");
    CHECK(platform.classes.size() == 2);
    CHECK_FALSE(platform.address);
    CHECK(northbound::Platform::make(platform));
}

TEST_CASE("without their tables nothing is told to the world outside") {
    const auto config = parse_config("", "a.toml");
    REQUIRE(config);
    CHECK_FALSE(config.value().cap);
    CHECK(config.value().platforms.empty());
    CHECK_FALSE(config.value().wecom_callback);
}

TEST_CASE("what is wrong with a platform is told with its place") {
    CHECK(mistakes_of(kPlatform).empty());
    CHECK(has(mistakes_of("[[northbound]]\n"), "northbound.id: expected a name"));
    CHECK(has(mistakes_of(kPlatform + kPlatform), "expected each platform's id once"));
    CHECK(has(mistakes_of("[[northbound]]\nid = \"a/b\"\nurl = \"ftp://x\"\nbody = \"{}\"\n"),
              "expected letters, digits and - _ ."));
    CHECK(has(mistakes_of("[[northbound]]\nid = \"c\"\nurl = \"https://x/\"\nbody = '{\"a\":\"{{nme}}\"}'\n"),
              "a.toml:4:8: northbound.body: expected one of the placeholders"));
    CHECK(has(mistakes_of(kPlatform + "headers = [\"no header\"]\n"), "expected headers such as"));
    CHECK(has(mistakes_of(kPlatform + "headers = [\"X: a\\r\\nY: b\"]\n"), "expected headers such as"));
    CHECK(has(mistakes_of(kPlatform + "ticket = \"data.no\"\n"), "expected a JSON pointer"));
    CHECK(
        has(mistakes_of(kPlatform + "poll_url = \"https://x/{{ticket}}\"\n"), "expected a JSON pointer to the status"));
    CHECK(has(mistakes_of(kPlatform + "status = \"/s\"\npoll_url = \"https://x/{{seq}}\"\n"),
              "poll_url: expected one of the placeholders ticket, incident"));
    CHECK(has(mistakes_of(kPlatform + "write_back_token = \"short\"\n"), "at least 32 characters"));
    CHECK(has(mistakes_of(kPlatform + "classes = [\"fire\"]\n"), "only emergency, welfare and technical"));
    CHECK(has(mistakes_of(kPlatform + "states = { opened = \"1\" }\n"), "expected only acknowledged, closed"));
    CHECK(has(mistakes_of(kPlatform + "colour = \"red\"\n"), "colour"));
}

TEST_CASE("what is wrong with the feed or the callback is told with its place") {
    CHECK(has(mistakes_of("[cap]\ndistrict = \"x\"\n"), "cap.sender: expected a name"));
    CHECK(has(mistakes_of("[cap]\nsender = \"a,b\"\ndistrict = \"x\"\n"), "a.toml:2:10: cap.sender"));
    CHECK(has(mistakes_of("[cap]\nsender = \"a\"\n"), "cap.district: expected"));
    const std::string app = "[channel.wecom_app]\ncorp_id = \"w\"\nagent_id = 1\nsecret = \"s\"\n";
    const std::string callback = app + "[channel.wecom_app.callback]\n";
    CHECK(has(mistakes_of(callback + "token = \"t\"\nencoding_key = \"short\"\n"), "expected the EncodingAESKey"));
    CHECK(has(mistakes_of(callback + "encoding_key = \"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\"\n"),
              "callback.token: expected the Token"));
    CHECK(mistakes_of(callback + "token = \"t\"\nencoding_key = \"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\"\n")
              .empty());
}
