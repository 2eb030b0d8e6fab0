// What a profile's author gets wrong is told with its place, and the file is refused whole.
#include "gateway/profiles/file/load.hpp"
#include "gateway/profiles/file/set.hpp"
#include "gateway/profiles/profiles.hpp"
#include "said.hpp"

#include <filesystem>
#include <fstream>

namespace anju::gateway::profiles {
namespace {

constexpr const char* kFixtures = "tests/unit/gateway_profiles/fixtures/profiles";
const std::string kMark = "# expect: ";

std::string read_file(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// The lines `# expect: 3:6: ...` of a fixture, each as it must be told of that file.
std::string expected_of(const std::string& file, const std::string& text) {
    std::istringstream lines(text);
    std::string expected;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(kMark)) continue;
        expected += (expected.empty() ? "" : "\n") + file + ":" + line.substr(kMark.size());
    }
    return expected;
}

TEST_CASE("each wrong profile is refused with its place and what was expected") {
    int fixtures = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kFixtures)) {
        const auto name = entry.path().filename().string();
        const auto text = read_file(entry.path());
        CAPTURE(name);
        const auto expected = expected_of(name, text);
        REQUIRE_FALSE(expected.empty());
        const auto checked = check_profile({name, text});
        REQUIRE(checked.has_error());
        CHECK(checked.error().code == ErrorCode::invalid);
        CHECK(checked.error().message == expected);
        ++fixtures;
    }
    CHECK(fixtures >= 20);
}

const char* const kRight =
    "name = \"lamp\"\n[[message]]\ntopic = \"lamps/{device}\"\n[[message.rule]]\nptr = \"/smoke\"\nkind = \"smoke\"\n"
    "says = \"alarm\"\n";

TEST_CASE("a profile with a mistake is refused whole, and the others stay") {
    Settings settings;
    settings.profiles.added = {
        {"right.toml", kRight},
        {"wrong.toml",
         "name = \"wrong\"\n[[message]]\ntopic = \"w/{device}\"\n[[message.rule]]\nptr = \"/smoke\"\n"
         "kind = \"smoke\"\nsays = \"alarm\"\n[[message.rule]]\nptr = \"/x\"\nsays = \"nonsense\"\n"}};
    Translator translator{settings};
    CHECK(in_words(translate(translator, "lamps/a", R"({"smoke":true})")) == "smoke alarm");
    CHECK(translate(translator, "w/a", R"({"smoke":true})").outcome == Outcome::unknown);
    CHECK(in_words(translate(translator, "shellies/s/sensor/smoke", "true")) == "smoke alarm");
    const auto assembled = file::assemble(settings.profiles);
    REQUIRE(assembled.problems.size() == 1);
    CHECK(assembled.problems[0].starts_with("wrong.toml:10:8: message.rule.says: expected"));
}

TEST_CASE("a user's profile of the same name replaces the shipped one") {
    Settings settings;
    settings.profiles.added = {
        {"mine.toml",
         "name = \"shelly-gen1\"\n[[message]]\ntopic = \"shellies/{device}/mine\"\npayload = \"text\"\n"
         "[[message.rule]]\nptr = \"\"\nkind = \"gas\"\nsays = \"alarm\"\n"}};
    Translator translator{settings};
    CHECK(in_words(translate(translator, "shellies/s/mine", "true")) == "gas alarm");
    CHECK(translate(translator, "shellies/s/sensor/smoke", "true").outcome == Outcome::unknown);
}

TEST_CASE("a replacement that is refused leaves the shipped profile in force") {
    Settings settings;
    settings.profiles.added = {{"mine.toml", "name = \"shelly-gen1\"\n"}};
    Translator translator{settings};
    CHECK(in_words(translate(translator, "shellies/s/sensor/smoke", "true")) == "smoke alarm");
}

TEST_CASE("a profile is switched off by its name, with its subscriptions") {
    Settings settings;
    settings.profiles.disabled = {"rtl_433"};
    Translator translator{settings};
    CHECK(translate(translator, "rtl_433/pi/events", R"({"model":"Smoke-GS558","id":1,"learn":0})").outcome ==
          Outcome::unknown);
    for (const auto& topic : translator.subscriptions()) CHECK_FALSE(topic.starts_with("rtl_433"));
}

TEST_CASE("a profile may add to an envelope of another user's profile") {
    const ProfileText envelope{
        "box.toml", "name = \"box\"\n[[message]]\nname = \"data\"\ntopic = \"box/{device}\"\nbody = \"/d\"\n"};
    const ProfileText codec{
        "codec.toml",
        "name = \"codec\"\n[[message]]\nwithin = \"box/data\"\n[[message.rule]]\nptr = \"/f\"\n"
        "kind = \"smoke\"\nsays = \"alarm\"\n[[example]]\ntopic = \"box/a\"\npayload = '{\"d\":{\"f\":1}}'\n"
        "gives = [{device = \"a\", kind = \"smoke\", type = \"alarm\"}]\n"};
    CHECK(check_profile(codec).has_error());
    CHECK(check_profile(codec, {envelope, codec}).has_value());
}

TEST_CASE("subscriptions cover every topic once") {
    Translator translator{Settings{}};
    const auto topics = translator.subscriptions();
    for (std::size_t i = 0; i < topics.size(); ++i) {
        CAPTURE(topics[i]);
        CHECK_FALSE(topics[i] == "#");
        for (std::size_t k = 0; k < topics.size(); ++k) CHECK((k == i || !file::covers(topics[k], topics[i])));
    }
}

TEST_CASE("what a filter lets through besides is ignored, not unusable") {
    Translator translator{Settings{}};
    for (const char* topic : {"shellyplus1-a/status/switch:0", "homeassistant/status"}) {
        CAPTURE(topic);
        CHECK(translate(translator, topic, "online").outcome == Outcome::ignored);
    }
    CHECK(translate(translator, "other/things", "online").outcome == Outcome::unknown);
}

TEST_CASE("MQTT filters cover narrower ones") {
    CHECK(file::covers("a/#", "a/+/b"));
    CHECK(file::covers("a/+", "a/b"));
    CHECK(file::covers("a/#", "a/#"));
    CHECK_FALSE(file::covers("a/+", "a/b/c"));
    CHECK_FALSE(file::covers("a/b", "a/+"));
    CHECK_FALSE(file::covers("a/+", "a/#"));
}

}  // namespace
}  // namespace anju::gateway::profiles
