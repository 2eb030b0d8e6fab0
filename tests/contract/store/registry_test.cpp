#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

void import_sample(store::Writer& writer) {
    commit(writer, [&] { must(writer.import(sample_registry())); });
}

std::vector<std::string> ids(const std::vector<core::Responder>& responders) {
    std::vector<std::string> list;
    for (const auto& responder : responders) list.push_back(responder.id.value);
    return list;
}

core::Place place(store::Writer& writer, const char* gateway, const char* home = "", const char* street = "") {
    return must(writer.place_of(GatewayId{gateway}, HomeId{home}, StreetId{street}));
}

}  // namespace

TEST_CASE_TEMPLATE("importing twice adds nothing twice, and a change is counted as one", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto registry = sample_registry();
    commit(*writer, [&] {
        const auto counts = must(writer->import(registry));
        CHECK(counts.added == 16);
        CHECK(counts.changed == 0);
        CHECK(counts.unchanged == 0);
    });
    registry.residents[0].phone = "13900000009";
    registry.homes[3].gateway = GatewayId{"gw-4"};
    commit(*writer, [&] {
        const auto counts = must(writer->import(registry));
        CHECK(counts.added == 0);
        CHECK(counts.changed == 2);
        CHECK(counts.unchanged == 14);
    });
    CHECK(place(*writer, "gw-4").home.value == "h-4");
}

TEST_CASE_TEMPLATE("columns that an import leaves out keep what the store has", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    const auto before = place(*writer, "gw-1");
    REQUIRE_FALSE(before.address.empty());
    auto registry = sample_registry();
    for (auto& home : registry.homes) {
        home.gateway = GatewayId{};
        home.address.clear();
    }
    registry.left_out["homes"] = {"gateway", "address"};
    commit(*writer, [&] { CHECK(must(writer->import(registry)).changed == 0); });
    CHECK(place(*writer, "gw-1").address == before.address);
    registry.left_out.clear();
    commit(*writer, [&] { CHECK(must(writer->import(registry)).changed > 0); });
    CHECK_FALSE(place(*writer, "gw-1").registered);
}

TEST_CASE_TEMPLATE("an import whose reference does not exist names the row and what is missing", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto refuse = [&](const store::Registry& registry, const std::string& row, const std::string& missing) {
        must(writer->begin());
        const auto result = writer->import(registry);
        writer->rollback();
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ErrorCode::invalid);
        CHECK(result.error().message.find(row) != std::string::npos);
        CHECK(result.error().message.find(missing) != std::string::npos);
    };
    auto registry = sample_registry();
    registry.homes[1].committee = CommitteeId{"c-9"};
    refuse(registry, "h-2", "committee \"c-9\"");
    registry = sample_registry();
    registry.responders[3].scope = "s-9";
    refuse(registry, "r-street", "street \"s-9\"");
    CHECK(must(backend.reader()->registry().ids(store::TableId::streets)).empty());
}

TEST_CASE_TEMPLATE("a registered gateway's alerts belong to its home whatever it claims", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    const auto found = place(*writer, "gw-1", "h-4", "s-2");
    CHECK(found.home.value == "h-1");
    CHECK(found.registered);
    CHECK(found.committee.value().value == "c-1");
    CHECK(found.street.value().value == "s-1");
    CHECK(found.address == "12弄3号401室");
}

TEST_CASE_TEMPLATE("a hub's alert belongs to the home it names, if it is one of the hub's", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    CHECK(place(*writer, "gw-hub", "h-3").home.value == "h-3");
    const auto lost = place(*writer, "gw-hub", "h-1", "s-2");
    CHECK(lost.home.value == "gateway:gw-hub/h-1");
    CHECK_FALSE(lost.registered);
    CHECK(lost.committee.value().value == "c-2");
    CHECK(lost.street.value().value == "s-1");
}

TEST_CASE_TEMPLATE("the devices of a gateway are those of all its homes", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto registry = sample_registry();
    registry.devices.push_back({DeviceId{"b"}, HomeId{"h-3"}, Kind::fall, ""});
    registry.devices.push_back({DeviceId{"b"}, HomeId{"h-2"}, Kind::gas, ""});
    registry.devices.push_back({DeviceId{"a"}, HomeId{"h-3"}, Kind::water_meter, ""});
    registry.devices.push_back({DeviceId{"c"}, HomeId{"h-4"}, Kind::smoke, ""});
    commit(*writer, [&] { must(writer->import(registry)); });
    std::string found;
    for (const auto& device : must(writer->devices_of(GatewayId{"gw-hub"}))) {
        found += device.device.value + " " + device.home.value + " " + std::string(to_string(device.kind)) + "; ";
    }
    CHECK(found == "a h-3 water_meter; b h-2 gas; b h-3 fall; ");
    CHECK(must(writer->devices_of(GatewayId{"gw-9"})).empty());
    CHECK(must(writer->devices_of(GatewayId{})).empty());  // homes without a gateway are nobody's
}

TEST_CASE_TEMPLATE("an unknown gateway has a place of its own in the street it claims, else in none", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    const auto claimed = place(*writer, "gw-9", "h-1", "s-2");
    CHECK(claimed.home.value == "gateway:gw-9/h-1");
    CHECK_FALSE(claimed.registered);
    CHECK_FALSE(claimed.committee.has_value());
    CHECK(claimed.street.value().value == "s-2");
    const auto bare = place(*writer, "gw-9", "", "s-9");
    CHECK(bare.home.value == "gateway:gw-9");
    CHECK_FALSE(bare.street.has_value());
    CHECK(place(*writer, "").home.value == "gateway:");
}

TEST_CASE_TEMPLATE("responders are those whose scope covers the place, nearest circle first", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    const auto at_home = must(writer->responders_for(place(*writer, "gw-1")));
    CHECK(ids(at_home) == std::vector<std::string>{"r-home", "r-committee", "r-street", "r-district"});
    CHECK(at_home[1].channel == core::ChannelKind::webhook);
    CHECK(at_home[1].address == "http://127.0.0.1:9/");
    CHECK(ids(must(writer->responders_for(place(*writer, "gw-9", "", "s-1")))) ==
          std::vector<std::string>{"r-street", "r-district"});
    CHECK(ids(must(writer->responders_for(place(*writer, "gw-9")))) == std::vector<std::string>{"r-district"});
}

TEST_CASE_TEMPLATE("a device is registered in its own home only", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    CHECK(must(writer->device_registered(HomeId{"h-1"}, DeviceId{"kitchen/smoke"})));
    CHECK_FALSE(must(writer->device_registered(HomeId{"h-2"}, DeviceId{"kitchen/smoke"})));
    CHECK_FALSE(must(writer->device_registered(HomeId{"h-1"}, DeviceId{"kitchen"})));
}

TEST_CASE_TEMPLATE("a responder keeps its further ways in their order, and an import changes and removes them", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto registry = sample_registry();
    const std::vector<core::Way> ways{{core::ChannelKind::wecom_app, "zhangsan"},
                                      {core::ChannelKind::sms, "13800000000"}};
    auto& street = registry.responders.at(3);
    street.more_ways = ways;
    commit(*writer, [&] { must(writer->import(registry)); });
    const auto stored = [&] {
        for (const auto& responder : must(writer->responders_for(place(*writer, "gw-1")))) {
            if (responder.id == street.id) return responder.more_ways;
        }
        FAIL("the street's responder is not there");
        return std::vector<core::Way>{};
    };
    CHECK(stored() == ways);
    auto reader = backend.reader();
    CHECK(must(reader->responders(std::nullopt, 10)).back().more_ways == ways);
    commit(*writer, [&] { CHECK(must(writer->import(registry)).unchanged == 16); });
    street.more_ways.pop_back();
    commit(*writer, [&] { CHECK(must(writer->import(registry)).changed == 1); });
    CHECK(stored().size() == 1);
    registry.left_out["responders"] = {"channel2", "address2", "channel3", "address3"};
    street.more_ways.clear();
    commit(*writer, [&] { CHECK(must(writer->import(registry)).changed == 0); });
    CHECK(stored().size() == 1);
}
