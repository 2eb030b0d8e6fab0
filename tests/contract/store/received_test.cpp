#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;

namespace {

const GatewayId kGateway{"gw-1"};
const OutboxEpoch kEpoch{ulid(1)};

bool record(alertd::store::Writer& writer, std::uint64_t number, const OutboxEpoch& epoch = kEpoch) {
    return must(writer.record_received(kGateway, epoch, number, made<AlertId>(5), 1, at(9)));
}
std::uint64_t contiguous(alertd::store::Writer& writer) { return must(writer.gateway(kGateway)).value().contiguous; }

}  // namespace

TEST_CASE_TEMPLATE("an update is recorded once and a repeat is known", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        CHECK(record(*writer, 1));
        CHECK_FALSE(record(*writer, 1));
        CHECK(must(writer->record_received(GatewayId{"gw-2"}, kEpoch, 1, made<AlertId>(5), 1, at(9))));
    });
    commit(*writer, [&] { CHECK_FALSE(record(*writer, 1)); });
}

TEST_CASE_TEMPLATE("contiguous stops at a gap and runs on when the gap is filled", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        CHECK(record(*writer, 1));
        CHECK(record(*writer, 3));
        CHECK(record(*writer, 4));
        CHECK(contiguous(*writer) == 1);
        CHECK(record(*writer, 6));
        CHECK(record(*writer, 2));
        CHECK(contiguous(*writer) == 4);
        CHECK(record(*writer, 5));
        CHECK(contiguous(*writer) == 6);
    });
}

TEST_CASE_TEMPLATE("an update that fills a gap given up for lost is still new", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        CHECK(record(*writer, 1));
        CHECK(record(*writer, 5));
        auto state = must(writer->gateway(kGateway)).value();
        state.contiguous = 4;
        state.gap_at = 2;
        must(writer->put(state));
        CHECK(record(*writer, 3));
        CHECK(contiguous(*writer) == 5);
        CHECK(must(writer->gateway(kGateway))->gap_at == 2);
    });
}

TEST_CASE_TEMPLATE("a state loaded before an update does not take contiguous back", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        CHECK(record(*writer, 1));
        const auto stale = must(writer->gateway(kGateway)).value();
        CHECK(record(*writer, 2));
        must(writer->put(stale));
        CHECK(contiguous(*writer) == 2);
    });
}

TEST_CASE_TEMPLATE("a new epoch of the outbox counts from the start", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const OutboxEpoch second{ulid(2)};
    commit(*writer, [&] {
        CHECK(record(*writer, 1));
        CHECK(record(*writer, 2));
        CHECK(record(*writer, 1, second));
        CHECK(contiguous(*writer) == 1);
        CHECK(must(writer->gateway(kGateway))->epoch == second);
        CHECK_FALSE(record(*writer, 2));
        CHECK(must(writer->gateway(kGateway))->epoch == second);
    });
}

TEST_CASE_TEMPLATE("a gateway whose first word is an alert is known and can fall silent", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] { CHECK(record(*writer, 1)); });
    const auto silent = must(writer->silent_gateways(at(10), 5));
    REQUIRE(silent.size() == 1);
    CHECK(silent.front().id == kGateway);
}

TEST_CASE_TEMPLATE("a gateway's state comes back as it was stored", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto state = sample_gateway("gw-1");
    commit(*writer, [&] { must(writer->put(state)); });
    CHECK(show(must(writer->gateway(kGateway)).value()) == show(state));
    CHECK_FALSE(must(writer->gateway(GatewayId{"gw-9"})).has_value());
}

TEST_CASE_TEMPLATE("silent gateways are those heard before, not lost yet, longest silent first", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (const auto& [id, heard, lost] : {std::tuple{"gw-late", 100, false}, std::tuple{"gw-lost", 1, true},
                                              std::tuple{"gw-second", 20, false}, std::tuple{"gw-first", 10, false}}) {
            auto state = sample_gateway(id);
            state.last_heard = at(heard);
            state.lost = lost;
            must(writer->put(state));
        }
        auto never = sample_gateway("gw-never");
        never.last_heard.reset();
        must(writer->put(never));
    });
    const auto silent = must(writer->silent_gateways(at(100), 10));
    REQUIRE(silent.size() == 2);
    CHECK(silent[0].id.value == "gw-first");
    CHECK(silent[1].id.value == "gw-second");
    CHECK(must(writer->silent_gateways(at(100), 1)).size() == 1);
}
