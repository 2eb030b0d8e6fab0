// Hubs are sent the table of their homes until they go by it.
#include "alertd/ingest/home_tables.hpp"

#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using alertd::ingest::HomeTable;
using namespace std::chrono_literals;

namespace {

store::Registry hub_registry() {
    store::Registry registry;
    registry.homes = {{HomeId("h-1"), CommitteeId("c1"), GatewayId("gw-hub"), "1"},
                      {HomeId("h-2"), CommitteeId("c1"), GatewayId("gw-hub"), "2"}};
    registry.devices = {{DeviceId("b"), HomeId("h-2"), Kind::fall, ""},
                        {DeviceId("a"), HomeId("h-1"), Kind::smoke, ""},
                        {DeviceId("b"), HomeId("h-1"), Kind::gas, ""}};
    return registry;
}

void import(EngineCentre& centre, const store::Registry& registry) {
    auto writer = store::open_sqlite_writer(centre.database);
    REQUIRE(writer);
    REQUIRE(writer.value()->begin());
    REQUIRE(writer.value()->import(registry));
    REQUIRE(writer.value()->commit());
}

/// A hub's heartbeat that says by which table it goes.
void beat(EngineCentre& centre, std::uint64_t version, bool hub = true, const std::string& gateway = "gw-hub") {
    codec::Status status;
    if (hub) status.hub = codec::HubHealth{version, 0, 0};
    centre.engine().submit_status(GatewayId{gateway}, status);
    centre.settle();
}

std::vector<HomeTable> sent(EngineCentre& centre) {
    std::vector<HomeTable> tables;
    for (const auto& committed : centre.told()) {
        tables.insert(tables.end(), committed.home_tables.begin(), committed.home_tables.end());
    }
    return tables;
}

}  // namespace

TEST_CASE("a hub that goes by another table is sent the registry's, once in a while, until it goes by it") {
    EngineCentre centre;
    import(centre, hub_registry());
    centre.start();
    beat(centre, 0);
    REQUIRE(sent(centre).size() == 1);
    const auto table = sent(centre).front();
    CHECK(table.gateway == GatewayId{"gw-hub"});
    CHECK(table.version != 0);
    // A device in two homes counts for the first.
    CHECK(table.devices == std::vector<codec::HomeOfDevice>{{DeviceId{"a"}, HomeId{"h-1"}, Kind::smoke},
                                                            {DeviceId{"b"}, HomeId{"h-1"}, Kind::gas}});
    beat(centre, 0);
    CHECK(sent(centre).size() == 1);
    centre.pass(121s);
    beat(centre, 0);
    CHECK(sent(centre).size() == 2);
    CHECK(sent(centre).back().version == table.version);
    for (int i = 0; i < 5; ++i) {
        beat(centre, table.version);
        centre.pass(121s);
    }
    CHECK(sent(centre).size() == 2);

    SUBCASE("a hub that lost its table is sent it again") {
        beat(centre, 0);
        CHECK(sent(centre).size() == 3);
    }
    SUBCASE("a change of the registry is sent") {
        centre.stop();
        auto registry = hub_registry();
        registry.devices.push_back({DeviceId("c"), HomeId("h-2"), Kind::co, ""});
        import(centre, registry);
        centre.start();
        beat(centre, table.version);
        REQUIRE(sent(centre).size() == 3);
        CHECK(sent(centre).back().version != table.version);
        CHECK(sent(centre).back().devices.size() == 3);
    }
}

TEST_CASE("who is no hub gets no table, and a hub without homes an empty one") {
    EngineCentre centre;
    import(centre, hub_registry());
    centre.start();
    beat(centre, 0, false);
    CHECK(sent(centre).empty());
    beat(centre, 0, true, "gw-elsewhere");
    REQUIRE(sent(centre).size() == 1);
    CHECK(sent(centre).front().devices.empty());
}

TEST_CASE("a table goes out in parts that fit a message") {
    HomeTable table{GatewayId{"gw-hub"}, 9, {}};
    CHECK(alertd::ingest::in_parts(table).size() == 1);
    table.devices.assign(2 * codec::kMaxHomesPerPart + 1, {DeviceId{"d"}, HomeId{"h"}, Kind::smoke});
    const auto parts = alertd::ingest::in_parts(table);
    REQUIRE(parts.size() == 3);
    std::size_t devices = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        CHECK(parts[i].version == 9);
        CHECK(parts[i].part == i);
        CHECK(parts[i].parts == 3);
        devices += parts[i].devices.size();
    }
    CHECK(devices == table.devices.size());
}
