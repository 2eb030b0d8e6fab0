#include "alertd/northbound/template.hpp"
#include "alertd/northbound/platform.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace anju;
using namespace anju::alertd::northbound;

namespace {

const std::vector<std::string_view> kKnown{"name", "count", "none"};

std::string filled(const std::string& text, const Values& values) {
    const auto made = BodyTemplate::parse(text, kKnown);
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message));
    return made.value().fill(values);
}

}  // namespace

TEST_CASE("placeholders stand in texts, and one that stands alone keeps its type") {
    const Values values{{"name", "安居"}, {"count", 3}, {"none", nullptr}};
    CHECK(filled(R"({"a":"{{name}}","b":"{{count}}","c":"{{none}}","d":[1,"x{{ count }}y{{name}}"]})", values) ==
          R"({"a":"安居","b":3,"c":null,"d":[1,"x3y安居"]})");
    CHECK(filled(R"({"a":"{{none}}!","b":"{single}","c":"}}"})", values) == R"({"a":"!","b":"{single}","c":"}}"})");
}

TEST_CASE("a value cannot break out of its text") {
    const std::string evil = "\"},{\"x\":\"{{count}}\\\n";
    const auto text = filled(R"({"a":"<{{name}}>"})", {{"name", evil}, {"count", 1}});
    const auto document = boost::json::parse(text);
    CHECK(document.as_object().size() == 1);
    CHECK(document.at("a").as_string() == "<" + evil + ">");
}

TEST_CASE("a template that cannot be right is refused when it is read") {
    for (const auto* text :
         {"", "no json", "\"text\"", "3", R"({"a":"{{nme}}"})", R"({"a":"{{name"})", R"({"a":["{{ }}"]})",
          R"({"a":{"b":"{{name}} {{count}} {{other}}"}})", R"({"a":{{count}}})"}) {
        INFO(std::string(text));
        CHECK_FALSE(BodyTemplate::parse(text, kKnown));
    }
    CHECK(BodyTemplate::parse(R"({"a":"{{nme}}"})", kKnown).error().message ==
          "one of the placeholders name, count, none, not {{nme}}");
}

TEST_CASE("in a URL a value is percent-encoded") {
    const auto made = LineTemplate::parse("https://x/{{name}}?n={{count}}", kKnown);
    REQUIRE(made);
    CHECK(made.value().fill({{"name", "a/b ?c"}, {"count", 2}}) == "https://x/a%2Fb%20%3Fc?n=2");
}

TEST_CASE("a pointer leads to a text or a number, and to nothing else") {
    const auto document = boost::json::parse(R"({"a":{"b":["x",7]},"c":true,"":"e"})");
    CHECK(text_at(document, "/a/b/0") == "x");
    CHECK(text_at(document, "/a/b/1") == "7");
    for (const auto* pointer : {"", "/a", "/a/b", "/c", "/a/b/2", "/d", "a", "/a/b/-"}) {
        INFO(std::string(pointer));
        CHECK(text_at(document, pointer).empty());
    }
}

TEST_CASE("every placeholder that there is can be used, and each has a value") {
    std::string body = "{";
    for (const auto name : placeholders()) {
        body.append(body.size() == 1 ? "" : ",")
            .append("\"")
            .append(name)
            .append("\":\"{{")
            .append(name)
            .append("}}\"");
    }
    PlatformOptions options;
    options.id = "city";
    options.url = "http://127.0.0.1/{{incident}}";
    options.body = body + "}";
    options.page_url = "https://anju.example";
    options.address = true;
    options.exercises = true;
    const auto platform = Platform::make(options);
    REQUIRE(platform);
    alertd::store::PublishedCase of;
    of.incident.place.street = StreetId("s-1");
    of.incident.place.committee = CommitteeId("c-1");
    alertd::core::JournalEntry opened;
    opened.seq = 5;
    opened.event = "incident.opened";
    opened.detail = {{"class", "emergency"}, {"headline", "smoke"}, {"severity", "critical"}, {"exercise", "test"}};
    auto closed = opened;
    closed.seq = 6;
    closed.event = "incident.closed";
    closed.detail = {{"disposition", "real"}};
    of.timeline = {opened, closed};
    alertd::store::PlatformEvent event;
    event.platform = "city";
    event.seq = 6;
    const auto call = platform.value().call_for(event, of, "T-1", UtcTime{});
    REQUIRE(call);
    const auto filled_body = boost::json::parse(call->body);
    for (const auto& member : filled_body.as_object()) {
        INFO(std::string(member.key()));
        CHECK_FALSE(member.value().is_null());
        if (member.value().is_string()) CHECK(member.value().as_string().find("{{") == boost::json::string::npos);
    }
    CHECK(filled_body.at("state") == "结案");
    CHECK(filled_body.at("event") == "closed");
    event.seq = 7;
    CHECK_FALSE(platform.value().call_for(event, of, "", UtcTime{}));
}

TEST_CASE("a drill is told only to a platform that wants exercises, and says what it is") {
    PlatformOptions options;
    options.id = "city";
    options.url = "http://127.0.0.1/";
    options.body = R"({"exercise":"{{exercise}}"})";
    alertd::core::JournalEntry opened;
    opened.seq = 5;
    opened.event = "incident.opened";
    opened.detail = {{"class", "emergency"}, {"headline", "smoke"}, {"severity", "critical"}, {"exercise", "drill"}};
    alertd::store::PublishedCase of;
    of.timeline = {opened};
    alertd::store::PlatformEvent event;
    event.platform = "city";
    event.seq = 5;
    CHECK_FALSE(Platform::make(options).value().call_for(event, of, "", UtcTime{}));
    options.exercises = true;
    const auto call = Platform::make(options).value().call_for(event, of, "", UtcTime{});
    REQUIRE(call);
    CHECK(call->body == R"({"exercise":"drill"})");
    of.timeline.front().detail.pop_back();
    CHECK(Platform::make(options).value().call_for(event, of, "", UtcTime{})->body == R"({"exercise":null})");
}

TEST_CASE("waits grow from a second to five minutes") {
    CHECK(wait_after(1, 0) == Millis{1'000});
    CHECK(wait_after(2, 0) == Millis{2'000});
    CHECK(wait_after(1'000, 0) == Millis{150'000});
    for (int attempts = 1; attempts < 40; ++attempts) CHECK(wait_after(attempts, ~std::uint64_t{0}) <= Millis{300'000});
}
