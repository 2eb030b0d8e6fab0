// Every list within a scope gives exactly the rows of the scope, in the same order and pages.
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

#include <algorithm>
#include <random>
#include <set>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

const core::Scope kStreet{false, {StreetId("s-1")}, {}};
const core::Scope kCommittee{false, {}, {CommitteeId("c-2-1")}};
const core::Scope kBoth{false, {StreetId("s-1")}, {CommitteeId("c-1-0"), CommitteeId("c-2-1")}};
const core::Scope kElsewhere{false, {StreetId("s-9")}, {CommitteeId("c-9-9")}};

/// Three streets with two committees of two homes each, and a gateway, an officer and a worker everywhere.
store::Registry three_streets() {
    store::Registry registry;
    registry.responders.push_back(
        {ResponderId("d"), "D", core::Level::district, "", core::ChannelKind::log, "", "110"});
    for (int s = 0; s < 3; ++s) {
        const std::string street = "s-" + std::to_string(s);
        registry.streets.push_back({StreetId(street), street});
        registry.responders.push_back(
            {ResponderId("of-" + street), "O", core::Level::street, street, core::ChannelKind::log, "", ""});
        for (int c = 0; c < 2; ++c) {
            const std::string committee = "c-" + std::to_string(s) + "-" + std::to_string(c);
            registry.committees.push_back({CommitteeId(committee), StreetId(street), committee});
            registry.responders.push_back({ResponderId("of-" + committee), "W", core::Level::committee, committee,
                                           core::ChannelKind::log, "", ""});
            for (int h = 0; h < 2; ++h) {
                const std::string home = "h-" + std::to_string(s) + std::to_string(c) + std::to_string(h);
                registry.homes.push_back({HomeId(home), CommitteeId(committee), GatewayId("g" + home), home});
                registry.responders.push_back(
                    {ResponderId("of-" + home), "K", core::Level::home, home, core::ChannelKind::log, "", ""});
            }
        }
    }
    return registry;
}

template <class Rows, class Id>
std::vector<std::string> names(const Rows& rows, Id id) {
    std::vector<std::string> list;
    for (const auto& row : rows) list.push_back(id(row));
    return list;
}

/// All pages, three rows each.
std::vector<core::Incident> all_pages(store::Reader& reader, store::IncidentFilter filter) {
    std::vector<core::Incident> all;
    filter.limit = 3;
    filter.after = made<IncidentId>(0xffffffff);
    for (;;) {
        const auto page = must(reader.incidents(filter));
        all.insert(all.end(), page.begin(), page.end());
        if (page.size() < filter.limit) return all;
        filter.after = page.back().id;
    }
}

}  // namespace

TEST_CASE_TEMPLATE("whatever is asked, a list of cases within a scope is the whole list without the others", Backend,
                   ANJU_STORE_BACKENDS) {
    const auto seed = std::random_device{}();
    INFO("seed ", seed);
    std::mt19937 random(seed);
    Backend backend;
    auto writer = backend.writer();
    const auto registry = three_streets();
    std::vector<core::Incident> put;
    commit(*writer, [&] {
        must(writer->import(registry));
        for (std::uint32_t n = 1; n <= 120; ++n) {
            auto incident = sample_incident(n);
            const auto& home = registry.homes[random() % registry.homes.size()];
            incident.place.home = HomeId(home.id.value + "/" + std::to_string(n));
            incident.place.committee = random() % 10 == 0 ? std::nullopt : std::optional(home.committee);
            incident.place.street =
                random() % 20 == 0 ? std::nullopt : std::optional(StreetId(home.committee.value.substr(2, 1)));
            if (incident.place.street) incident.place.street->value = "s-" + incident.place.street->value;
            incident.incident_class = static_cast<IncidentClass>(random() % 3);
            incident.state = random() % 3 == 0 ? core::IncidentState::open : core::IncidentState::closed;
            must(writer->put(incident));
            put.push_back(incident);
        }
    });
    auto reader = backend.reader();
    for (const auto& scope : {core::Scope::district(), kStreet, kCommittee, kBoth, kElsewhere, core::Scope{}}) {
        for (int variant = 0; variant < 3 * 4 * 3 * 3; ++variant) {
            store::IncidentFilter filter;
            filter.scope = scope;
            if (variant % 3 != 0) filter.open = variant % 3 == 1;
            if (variant / 3 % 4 != 0) filter.incident_class = static_cast<IncidentClass>(variant / 3 % 4 - 1);
            if (variant / 12 % 3 != 0) filter.street = StreetId("s-" + std::to_string(variant / 12 % 3));
            if (variant / 36 % 3 != 0) filter.committee = CommitteeId("c-" + std::to_string(variant / 36 % 3) + "-1");
            std::vector<std::string> expected;
            for (const auto& each : put) {
                const bool open = each.state != core::IncidentState::closed;
                if (!scope.covers(each.place) || open != filter.open.value_or(open)) continue;
                if (filter.incident_class.value_or(each.incident_class) != each.incident_class) continue;
                if (filter.street && each.place.street != filter.street) continue;
                if (filter.committee && each.place.committee != filter.committee) continue;
                expected.push_back(show(each));
            }
            std::ranges::reverse(expected);
            INFO("variant ", variant);
            CHECK(names(all_pages(*reader, filter), [](const auto& row) { return show(row); }) == expected);
            if (filter.open != std::optional(true)) continue;
            filter.limit = 500;
            CHECK(must(reader->incidents(filter)).size() == expected.size());
        }
        const auto snapshot = must(reader->snapshot(500, scope)).open;
        CHECK(std::ranges::all_of(snapshot, [&](const auto& each) { return scope.covers(each.place); }));
        CHECK(static_cast<std::ptrdiff_t>(snapshot.size()) == std::ranges::count_if(put, [&](const auto& each) {
                  return scope.covers(each.place) && each.state == core::IncidentState::open;
              }));
    }
}

TEST_CASE_TEMPLATE("gateways, responders, streets and counts are those of the scope", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto registry = three_streets();
    commit(*writer, [&] {
        must(writer->import(registry));
        for (const auto& home : registry.homes) {
            auto gateway = sample_gateway(home.gateway.value);
            gateway.street_claim = StreetId("s-1");  // A claim counts for nothing where the registry knows the home.
            gateway.lost = home.id.value == "h-100";
            must(writer->put(gateway));
        }
        auto unknown = sample_gateway("zz-unregistered");
        unknown.street_claim = StreetId("s-1");
        must(writer->put(unknown));
        auto incident = sample_incident(1);
        incident.place.street = StreetId("s-2");
        incident.place.committee = CommitteeId("c-2-0");
        must(writer->put(incident));
        must(writer->put(sample_notification(2, incident.id)));
    });
    auto reader = backend.reader();
    const auto gateways = [&](const core::Scope& scope) {
        std::vector<std::string> all;
        std::optional<GatewayId> after;
        for (;;) {
            const auto page = must(reader->gateways(after, 2, scope));
            for (const auto& row : page) all.push_back(row.id.value);
            if (page.size() < 2) return all;
            after = page.back().id;
        }
    };
    using Names = std::vector<std::string>;
    CHECK(gateways(core::Scope::district()).size() == 13);
    CHECK(gateways(kStreet) == Names{"gh-100", "gh-101", "gh-110", "gh-111", "zz-unregistered"});
    CHECK(gateways(kCommittee) == Names{"gh-210", "gh-211"});
    CHECK(gateways(kBoth).size() == 7);
    CHECK(gateways(kElsewhere).empty());

    const auto responders = [&](const core::Scope& scope) {
        auto list = names(must(reader->responders({}, 100, scope)), [](const auto& row) { return row.id.value; });
        return std::set<std::string>(list.begin(), list.end());
    };
    CHECK(responders(core::Scope::district()).size() == registry.responders.size());
    CHECK(responders(kStreet) ==
          std::set<std::string>{"d", "of-s-1", "of-c-1-0", "of-c-1-1", "of-h-100", "of-h-101", "of-h-110", "of-h-111"});
    CHECK(responders(kCommittee) == std::set<std::string>{"d", "of-s-2", "of-c-2-1", "of-h-210", "of-h-211"});
    CHECK(responders(kElsewhere) == std::set<std::string>{"d"});

    const auto streets = must(reader->streets(kBoth));
    REQUIRE(streets.size() == 2);
    CHECK(streets[0].street.id.value == "s-1");
    CHECK(streets[0].homes == 4);
    CHECK(streets[1].committees == 1);
    CHECK(streets[1].homes == 2);
    CHECK(streets[1].open_incidents == 0);
    CHECK(must(reader->streets()).back().open_incidents == 1);
    CHECK(must(reader->streets(kElsewhere)).empty());

    const auto counts = must(reader->counts(kStreet));
    CHECK(counts.gateways == 5);
    CHECK(counts.gateways_lost == 1);
    CHECK(counts.notifications_waiting == 0);
    CHECK(counts.unacknowledged == 0);
    CHECK(must(reader->counts({false, {StreetId("s-2")}, {}})).notifications_waiting == 1);
    CHECK(must(reader->counts({false, {StreetId("s-2")}, {}})).unacknowledged == 1);
    CHECK(must(reader->counts()).gateways == 13);
}
