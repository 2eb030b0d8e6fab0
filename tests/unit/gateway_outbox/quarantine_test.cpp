#include "tests/unit/gateway_outbox/bench.hpp"

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::outbox;

namespace {

Unusable message(int i, std::size_t bytes) {
    return {kNow.utc, "topic/" + std::to_string(i), "not JSON", std::string(bytes, 'x')};
}

}  // namespace

TEST_CASE("the quarantine keeps the newest messages up to its count") {
    Bench bench;
    auto options = bench.options();
    options.quarantine_rows = 5;
    auto outbox = bench.open(options);
    for (int i = 0; i < 20; ++i) REQUIRE(outbox->quarantine(message(i, 10)).has_value());
    const auto kept = outbox->quarantined().value();
    REQUIRE(kept.size() == 5);
    CHECK(kept.front().source == "topic/15");
    CHECK(kept.back().source == "topic/19");
    CHECK(kept.back().reason == "not JSON");
    CHECK(kept.back().at == kNow.utc);
    CHECK(outbox->depth().value().quarantined == 5);
}

TEST_CASE("the quarantine keeps the newest messages up to its bytes and cuts a large one") {
    Bench bench;
    auto options = bench.options();
    options.quarantine_bytes = 10'000;
    options.quarantine_row_bytes = 4'000;
    auto outbox = bench.open(options);
    for (int i = 0; i < 20; ++i) REQUIRE(outbox->quarantine(message(i, 50'000)).has_value());
    const auto kept = outbox->quarantined().value();
    REQUIRE(kept.size() == 2);
    CHECK(kept.back().source == "topic/19");
    CHECK(kept.back().payload.size() == 4'000);
}

TEST_CASE("the quarantine takes any bytes") {
    Bench bench;
    auto outbox = bench.open();
    REQUIRE(outbox->quarantine({kNow.utc, "t\xFF", "r\xC0", std::string("\0\xFF\x80", 3)}).has_value());
    CHECK(outbox->quarantined().value().front().payload == std::string("\0\xFF\x80", 3));
    REQUIRE(outbox->quarantine({kNow.utc, "", "", ""}).has_value());
}
