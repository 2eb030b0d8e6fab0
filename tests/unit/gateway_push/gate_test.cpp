#include "gateway/push/gate.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::push;
using namespace std::chrono_literals;

namespace {

constexpr const char* kToken = "0123456789abcdef";

class TestClock final : public Clock {
public:
    [[nodiscard]] Now now() const override { return {MonoTime{elapsed}, UtcTime{}, true}; }
    [[nodiscard]] std::uint64_t boot() const override { return 1; }
    Millis elapsed{0};
};

/// A gate whose messages end in a list, with the answer that the test chose.
struct Bench {
    TestClock clock;
    local::Taken taken{profiles::Outcome::signals, 1, "1 signal", true};
    std::vector<std::pair<std::string, std::string>> messages;
    Gate gate;

    explicit Bench(std::uint32_t most_per_minute = 60)
        : gate(
              {{"vendor", kToken, most_per_minute}, {"other", "fedcba9876543210", 60}},
              [this](const std::string& topic, const std::string& body) {
                  messages.emplace_back(topic, body);
                  return taken;
              },
              clock) {}

    Answer post(const std::string& target, const std::string& token = kToken, const std::string& body = "{}",
                const std::string& method = "POST") {
        return gate.answer({method, target, token.empty() ? "" : "Bearer " + token, body});
    }
};

}  // namespace

TEST_CASE("what is handed in arrives as on a topic below http/") {
    Bench bench;
    const auto answer = bench.post("/ingest/vendor/kitchen/smoke%201?x=y", kToken, "body");
    CHECK(answer.status == 202);
    CHECK(answer.body == R"({"signals":1})");
    CHECK(bench.post("/ingest/vendor").status == 202);
    REQUIRE(bench.messages.size() == 2);
    CHECK(bench.messages[0] == std::pair<std::string, std::string>{"http/vendor/kitchen/smoke 1", "body"});
    CHECK(bench.messages[1].first == "http/vendor");
}

TEST_CASE("only the source's own token opens") {
    Bench bench;
    for (const auto* token : {"", "0123456789abcdeX", "0123456789abcde", "0123456789abcdef0", "fedcba9876543210"}) {
        CAPTURE(token);
        CHECK(bench.post("/ingest/vendor", token).status == 401);
    }
    CHECK(bench.gate.answer({"POST", "/ingest/vendor", "Basic 0123456789abcdef", "{}"}).status == 401);
    CHECK(bench.gate.answer({"POST", "/ingest/vendor", std::string("bearer ") + kToken, "{}"}).status == 202);
    CHECK(bench.messages.size() == 1);
}

TEST_CASE("a path that is none, and a source that is not there, are not found") {
    Bench bench;
    for (const auto* target :
         {"/", "/ingest", "/ingest/", "/ingest/nobody", "/ingest//x", "/ingest/vendor/", "/ingest/vendor//x",
          "/ingest/vendor/%", "/ingest/vendor/%4", "/ingest/vendor/%zz", "/ingest/vendor/%23", "/ingest/vendor/+",
          "/ingest/vendor/%00", "/ingest/vendor/%ff", "/ingest/../vendor", "http/vendor", ""}) {
        CAPTURE(target);
        CHECK(bench.post(target).status == 404);
    }
    CHECK(bench.post("/ingest/vendor/" + std::string(300, 'x')).status == 404);
    CHECK(bench.messages.empty());
}

TEST_CASE("only POST, and only with a body") {
    Bench bench;
    CHECK(bench.post("/ingest/vendor", kToken, "{}", "GET").status == 405);
    CHECK(bench.post("/ingest/vendor", kToken, "").status == 400);
    CHECK(bench.messages.empty());
}

TEST_CASE("each source has a minute's worth, which fills up evenly") {
    Bench bench(6);
    for (int i = 0; i < 6; ++i) CHECK(bench.post("/ingest/vendor").status == 202);
    const auto refused = bench.post("/ingest/vendor");
    CHECK(refused.status == 429);
    CHECK(refused.retry_after_s == 10);
    CHECK(bench.post("/ingest/other", "fedcba9876543210").status == 202);
    bench.clock.elapsed += 10s;
    CHECK(bench.post("/ingest/vendor").status == 202);
    CHECK(bench.post("/ingest/vendor").status == 429);
    bench.clock.elapsed += 1h;
    for (int i = 0; i < 6; ++i) CHECK(bench.post("/ingest/vendor").status == 202);
    CHECK(bench.post("/ingest/vendor").status == 429);
}

TEST_CASE("the answer tells what became of the message") {
    Bench bench;
    bench.taken = {profiles::Outcome::bad, 0, "/type: expected", true};
    CHECK(bench.post("/ingest/vendor").status == 400);
    CHECK(bench.post("/ingest/vendor").body == R"({"error":"/type: expected"})");
    bench.taken = {profiles::Outcome::bad, 1, "/at: expected", true};
    const auto partly = bench.post("/ingest/vendor");
    CHECK(partly.status == 202);
    CHECK(partly.body == R"({"signals":1,"error":"/at: expected"})");
    bench.taken = {profiles::Outcome::nothing, 0, "", true};
    CHECK(bench.post("/ingest/vendor").status == 202);
    bench.taken = {profiles::Outcome::unknown, 0, "no profile reads this topic", true};
    CHECK(bench.post("/ingest/vendor").status == 400);
    bench.taken = {profiles::Outcome::signals, 1, "", false};
    const auto refused = bench.post("/ingest/vendor");
    CHECK(refused.status == 503);
    CHECK(refused.retry_after_s == 5);
}

TEST_CASE("secrets are the same only when all of them is") {
    CHECK(same_secret("abc", "abc"));
    CHECK_FALSE(same_secret("abd", "abc"));
    CHECK_FALSE(same_secret("", "abc"));
    CHECK_FALSE(same_secret("abcd", "abc"));
    CHECK_FALSE(same_secret("ab", "abc"));
    CHECK_FALSE(same_secret(std::string_view("ab\0", 3), "ab"));
}
