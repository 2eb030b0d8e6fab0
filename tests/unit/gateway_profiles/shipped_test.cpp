// Every shipped profile is right, and its examples give what they say.
#include "gateway/profiles/file/load.hpp"
#include "gateway/profiles/file/set.hpp"
#include "gateway/profiles/profiles.hpp"
#include "said.hpp"

#include <map>
#include <set>

namespace anju::gateway::profiles {
namespace {

TEST_CASE("every shipped profile loads, and its examples give what they say") {
    REQUIRE(shipped_profiles().size() >= 3);
    for (const auto& profile : shipped_profiles()) {
        CAPTURE(profile.file);
        const auto checked = check_profile(profile);
        CHECK_MESSAGE(checked.has_value(), (checked.has_value() ? std::string() : checked.error().message));
    }
    CHECK(shipped_profile_names().size() == shipped_profiles().size());
}

TEST_CASE("every message of a shipped profile is used by an example, and each profile has one that gives nothing") {
    for (const auto& text : shipped_profiles()) {
        CAPTURE(text.file);
        const auto loaded = file::load_profile(text.text, text.file);
        REQUIRE(loaded.has_value());
        const auto& profile = loaded.value();
        CHECK(profile.file == profile.name + ".toml");
        CHECK_FALSE(profile.about.empty());
        CHECK(profile.examples.size() >= 2);
        bool negative = false;
        for (const auto& example : profile.examples) negative = negative || example.gives.empty();
        CHECK(negative);
        for (const auto& message : profile.messages) {
            bool used = !message.within.empty();
            file::Captures captures;
            for (const auto& example : profile.examples) used = used || message.topic.match(example.topic, captures);
            INFO("the message in line ", message.line, " has no example");
            CHECK(used);
        }
    }
}

}  // namespace
}  // namespace anju::gateway::profiles
