// Inhibition, storms, merge and split with a real store, over restarts.
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;

namespace {

/// A street of `homes` homes with a gateway each, and a hub that serves two of its neighbours.
class Street {
public:
    explicit Street(int homes, EngineOptions options = {}) : centre(std::move(options)) {
        store::Registry registry;
        for (int i = 0; i < homes; ++i) {
            const auto number = std::to_string(i);
            registry.homes.push_back(
                {HomeId("s-h" + number), CommitteeId("c1"), GatewayId("s-g" + number), "Lane 9, no. " + number});
        }
        registry.homes.push_back({HomeId("hub-a"), CommitteeId("c1"), GatewayId("hub"), "Lane 2, room a"});
        registry.homes.push_back({HomeId("hub-b"), CommitteeId("c1"), GatewayId("hub"), "Lane 2, room b"});
        auto writer = store::open_sqlite_writer(centre.database);
        REQUIRE(writer);
        REQUIRE(writer.value()->begin());
        REQUIRE(writer.value()->import(registry));
        REQUIRE(writer.value()->commit());
        writer.value().reset();
        for (int i = 0; i < homes; ++i) gateways.push_back(centre.outbox("s-g" + std::to_string(i)));
        hub = centre.outbox("hub");
        centre.start();
    }

    void hear_all() {
        for (const auto& gateway : gateways) centre.heartbeat(gateway);
        centre.heartbeat(hub);
        centre.settle();
    }
    /// The first `lost` gateways fall silent; the others and the hub are heard.
    void lose(std::size_t lost) {
        centre.pass(60s);
        for (std::size_t i = lost; i < gateways.size(); ++i) centre.heartbeat(gateways[i]);
        centre.heartbeat(hub);
        centre.settle();
        centre.pass(26s);
        REQUIRE(wait_until([&] { return centre.engine().counters().gateways_lost >= lost; }));
        centre.settle();
    }
    /// Keeps everybody but the first `lost` heard while time passes.
    void pass(Millis time, std::size_t lost) {
        for (Millis passed{0}; passed < time; passed += 20s) {
            centre.pass(20s);
            for (std::size_t i = lost; i < gateways.size(); ++i) centre.heartbeat(gateways[i]);
            centre.heartbeat(hub);
            centre.settle();
        }
    }
    [[nodiscard]] std::vector<core::Incident> cases(Condition headline) {
        auto open = centre.open_incidents();
        std::erase_if(open, [&](const core::Incident& incident) { return incident.headline != headline; });
        return open;
    }
    /// An alert of one of the hub's devices.
    AlertUpdate of_hub(Condition condition, const std::string& device, const std::string& home = "hub-a") {
        auto update = centre.update(condition, device);
        update.key.home = HomeId(home);
        return update;
    }
    [[nodiscard]] std::optional<core::Alert> stored(const AlertUpdate& update) {
        for (const auto& incident : everything()) {
            const auto detail = centre.reader().incident_detail(incident.id);
            REQUIRE(detail);
            for (const auto& alert : detail.value()->alerts) {
                if (alert.update.id == update.id) return alert;
            }
            const auto held = centre.reader().storms().held_by(incident.id, std::nullopt, 500);
            REQUIRE(held);
            for (const auto& alert : held.value()) {
                if (alert.update.id == update.id) return alert;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] std::vector<core::Incident> everything() {
        store::IncidentFilter filter;
        filter.limit = 500;
        auto all = centre.reader().incidents(filter);
        REQUIRE(all);
        return all.value();
    }
    [[nodiscard]] core::Storm storm(const IncidentId& incident) {
        const auto found = centre.reader().storms().storm(incident);
        REQUIRE(found);
        REQUIRE(found.value());
        return *found.value();
    }
    /// How many messages people got about a case; one that nobody answered for is sent again and counts once.
    std::size_t messages_of(const IncidentId& incident) {
        std::set<NotificationId> ids;
        for (const auto& message : centre.sent()) {
            if (message.incident == incident) ids.insert(message.id);
        }
        return ids.size();
    }

    EngineCentre centre;
    std::vector<Outbox> gateways;
    Outbox hub;
};

core::OperatorAct act_on(const core::Incident& incident, core::Act what) {
    core::OperatorAct act;
    act.incident = incident.id;
    act.act = what;
    act.actor = "user:wang";
    act.note = "why";
    act.disposition = core::Disposition::real;
    return act;
}

}  // namespace

TEST_CASE(
    "a lost hub hides its devices' offline alerts, and what is still true after its return and the grace is raised") {
    Street street(1);
    auto& centre = street.centre;
    street.hear_all();
    // Shortly before: the devices went with the power, the hub some time later.
    const auto before = street.of_hub(Condition::offline, "d1");
    centre.send(street.hub, {before});
    REQUIRE(centre.receipted(street.hub, 1));
    REQUIRE(street.cases(Condition::offline).size() == 1);
    centre.pass(60s);
    centre.heartbeat(street.gateways[0]);
    centre.settle();
    centre.pass(26s);
    REQUIRE(wait_until([&] { return centre.engine().counters().gateways_lost == 1; }));
    centre.settle();
    CHECK(street.cases(Condition::offline).empty());
    const auto lost = street.cases(Condition::gateway_lost);
    REQUIRE(lost.size() == 1);
    CHECK(street.stored(before)->hold->by == lost[0].id);

    // It is back, and tells what it noticed meanwhile.
    const auto after = street.of_hub(Condition::offline, "d2", "hub-b");
    const auto fire = street.of_hub(Condition::smoke, "d3", "hub-b");
    const auto leak = street.of_hub(Condition::water_leak, "d4", "hub-b");
    centre.send(street.hub, {after, fire, leak});
    REQUIRE(centre.receipted(street.hub, 4));
    CHECK(street.cases(Condition::smoke).size() == 1);
    CHECK(street.cases(Condition::water_leak).size() == 1);
    CHECK(street.cases(Condition::offline).empty());
    CHECK(centre.journal("alert.raised").size() == 5);

    SUBCASE("one device is heard again, the other is not, also over a restart") {
        centre.send(street.hub, {EngineCentre::next(before, AlertPhase::cleared)});
        REQUIRE(centre.receipted(street.hub, 5));
        centre.stop();
        centre.start();
        street.pass(4min + 40s, 0);
        CHECK(street.cases(Condition::offline).empty());
        street.pass(40s, 0);
        const auto raised = street.cases(Condition::offline);
        REQUIRE(raised.size() == 1);
        CHECK(raised[0].place.home == HomeId("hub-b"));
        CHECK(street.stored(after)->incident == raised[0].id);
        CHECK(centre.journal("hold.ended").size() == 1);
        CHECK(street.messages_of(raised[0].id) == 0);
        street.pass(10min, 0);
        CHECK(street.messages_of(raised[0].id) == 1);
    }
    SUBCASE("the hub is lost again before the grace has passed: everything stays hidden") {
        centre.pass(60s);
        centre.heartbeat(street.gateways[0]);
        centre.settle();
        centre.pass(26s);
        REQUIRE(wait_until([&] { return centre.engine().counters().gateways_lost == 2; }));
        for (int i = 0; i < 30; ++i) {
            centre.pass(20s);
            centre.heartbeat(street.gateways[0]);
            centre.settle();
        }
        CHECK(street.cases(Condition::offline).empty());
    }
}

TEST_CASE(
    "hundreds of gateways of one street become one incident, with emergencies beside it, and single cases at its end") {
    Street street(100);
    auto& centre = street.centre;
    street.hear_all();
    street.lose(80);
    const auto areas = street.cases(Condition::area_outage);
    REQUIRE(areas.size() == 1);
    const auto area = areas[0];
    CHECK(area.place.home == HomeId("area:s1"));
    CHECK(area.place.address == "First street");
    CHECK(area.incident_class == IncidentClass::technical);
    CHECK(street.cases(Condition::gateway_lost).empty());
    CHECK(street.storm(area.id).gone == 80);
    CHECK(street.storm(area.id).peak == 80);
    CHECK(centre.journal("storm.begun").size() == 1);
    const auto held = centre.reader().storms().held_counts(area.id);
    REQUIRE(held);
    CHECK(held.value().standing == 80);
    // Begin, and the doublings from 20 on: the street, then the district as well.
    const auto told_at_begin = street.messages_of(area.id);
    CHECK(told_at_begin >= 1);
    CHECK(told_at_begin <= 6);

    const auto fire = [&] {
        auto update = centre.update(Condition::smoke, "hall");
        update.key.home = HomeId("s-h90");
        return update;
    }();
    centre.send(street.gateways[90], {fire});
    REQUIRE(centre.receipted(street.gateways[90], 1));
    REQUIRE(street.cases(Condition::smoke).size() == 1);
    CHECK(street.messages_of(street.cases(Condition::smoke)[0].id) > 0);

    centre.stop();
    centre.start();
    CHECK(street.storm(area.id).gone == 80);
    // Almost all are back.
    for (std::size_t i = 4; i < 100; ++i) centre.heartbeat(street.gateways[i]);
    centre.settle();
    CHECK(street.storm(area.id).gone == 4);
    const auto told_in_between = street.messages_of(area.id);
    street.pass(140s, 4);
    CHECK(centre.journal("storm.ended").size() == 1);
    CHECK(centre.reader().incident(area.id).value()->state == core::IncidentState::resolved);
    CHECK(street.messages_of(area.id) > told_in_between);
    CHECK(street.cases(Condition::gateway_lost).size() == 4);
    const auto told_at_end = street.messages_of(area.id);
    street.pass(11min, 4);
    CHECK(street.messages_of(area.id) == told_at_end);
    for (const auto& single : street.cases(Condition::gateway_lost)) CHECK(street.messages_of(single.id) == 1);
    CHECK(street.cases(Condition::area_outage).size() == 1);
}

TEST_CASE("a few lost gateways stay single cases") {
    Street street(100);
    street.hear_all();
    street.lose(19);
    CHECK(street.cases(Condition::area_outage).empty());
    CHECK(street.cases(Condition::gateway_lost).size() == 19);
}

TEST_CASE("devices that many gateways call offline at once are a storm as well") {
    Street street(70);
    auto& centre = street.centre;
    street.hear_all();
    std::vector<AlertUpdate> updates;
    for (std::size_t i = 0; i < 65; ++i) {
        auto update = centre.update(Condition::offline, "meter");
        update.key.home = HomeId("s-h" + std::to_string(i));
        updates.push_back(update);
        centre.send(street.gateways[i], {update});
    }
    centre.settle();
    const auto areas = street.cases(Condition::area_outage);
    REQUIRE(areas.size() == 1);
    CHECK(street.cases(Condition::offline).empty());
    CHECK(street.storm(areas[0].id).gone == 65);
    for (std::size_t i = 0; i < 65; ++i) {
        centre.send(street.gateways[i], {EngineCentre::next(updates[i], AlertPhase::cleared)});
    }
    centre.settle();
    CHECK(street.storm(areas[0].id).gone == 0);
}

TEST_CASE("a storm that still grows when a person closes its case stays closed") {
    Street street(70);
    auto& centre = street.centre;
    street.hear_all();
    centre.pass(5s);
    for (std::size_t i = 25; i < 30; ++i) centre.heartbeat(street.gateways[i]);
    centre.settle();
    centre.pass(55s);
    for (std::size_t i = 30; i < 70; ++i) centre.heartbeat(street.gateways[i]);
    centre.heartbeat(street.hub);
    centre.settle();
    centre.pass(26s);
    REQUIRE(wait_until([&] { return centre.engine().counters().gateways_lost == 25; }));
    centre.settle();
    const auto area = street.cases(Condition::area_outage).at(0);
    // Five more, too soon for the case to show them.
    centre.pass(5s);
    REQUIRE(wait_until([&] { return centre.engine().counters().gateways_lost == 30; }));
    centre.settle();
    const auto messages = street.messages_of(area.id);
    REQUIRE(centre.act(act_on(area, core::Act::close)));
    for (int i = 0; i < 4; ++i) centre.settle();
    CHECK(street.cases(Condition::area_outage).empty());
    CHECK(centre.journal("storm.ended").size() == 1);
    CHECK(street.messages_of(area.id) == messages);
}

TEST_CASE("when a person closes a storm's case, what is still gone becomes single cases and no new storm") {
    Street street(70);
    auto& centre = street.centre;
    street.hear_all();
    street.lose(65);
    const auto area = street.cases(Condition::area_outage).at(0);
    REQUIRE(centre.act(act_on(area, core::Act::close)));
    for (int i = 0; i < 4; ++i) centre.settle();
    CHECK(street.cases(Condition::area_outage).empty());
    CHECK(street.cases(Condition::gateway_lost).size() == 65);
    CHECK(centre.journal("storm.begun").size() == 1);
}

TEST_CASE(
    "an emergency in the middle of a storm of thousands is decided in the round that finds it, before the storm") {
    EngineOptions options;
    options.max_to_send = 16;
    constexpr std::size_t kGateways = 5'000;
    Street street(static_cast<int>(kGateways), options);
    auto& centre = street.centre;
    for (std::size_t i = 0; i < kGateways; ++i) centre.heartbeat(street.gateways[i]);
    for (int i = 0; i < 8; ++i) centre.settle();
    centre.pass(86s);
    REQUIRE(wait_until([&] { return centre.engine().counters().gateways_lost > 0; }));
    // The hub was never heard and is not lost. Its fire comes while thousands wait to be declared lost.
    centre.send(street.hub, {street.of_hub(Condition::smoke, "d1")});
    REQUIRE(centre.receipted(street.hub, 1));
    REQUIRE(
        wait_until([&] { return centre.engine().counters().gateways_lost == kGateways; }, std::chrono::seconds(120)));
    centre.settle();

    std::size_t rounds_with_losses = 0;
    std::size_t most_in_a_round = 0;
    bool fire_seen = false;
    for (const auto& round : centre.told()) {
        std::size_t losses = 0;
        for (std::size_t i = 0; i < round.journal.size(); ++i) {
            const auto& entry = round.journal[i];
            const auto has = [&](const char* name, const char* value) {
                return std::ranges::find(entry.detail, std::pair<std::string, std::string>(name, value)) !=
                       entry.detail.end();
            };
            if (entry.event != "alert.raised") continue;
            if (has("condition", "gateway_lost")) ++losses;
            if (has("condition", "smoke")) {
                fire_seen = true;
                CHECK(losses == 0);  // first in its round
            }
        }
        most_in_a_round = std::max(most_in_a_round, losses);
        rounds_with_losses += losses > 0 ? 1 : 0;
    }
    CHECK(fire_seen);
    // As many by silence, and as many of those that the store finds.
    CHECK(most_in_a_round <= 256);
    CHECK(rounds_with_losses >= kGateways / 256);
    const auto areas = street.cases(Condition::area_outage);
    REQUIRE(areas.size() == 1);
    CHECK(street.storm(areas[0].id).gone == kGateways);
    CHECK(street.cases(Condition::gateway_lost).empty());
    // One at the beginning and one for each doubling, to street and district; not one for each gateway.
    CHECK(street.messages_of(areas[0].id) <= 24);
    std::size_t changes = 0;
    for (const auto& round : centre.told()) {
        changes += static_cast<std::size_t>(std::ranges::count(round.incidents, areas[0].id, &core::Incident::id));
    }
    CHECK(changes <= rounds_with_losses + 2);
}

TEST_CASE("two homes' cases are merged, parted and split by hand, against versions, over a restart") {
    Street street(2);
    auto& centre = street.centre;
    street.hear_all();
    const auto of = [&](int home, Condition condition, const char* device) {
        auto update = centre.update(condition, device);
        update.key.home = HomeId("s-h" + std::to_string(home));
        return update;
    };
    const auto fire = of(0, Condition::smoke, "hall");
    const auto call = of(1, Condition::call, "button");
    centre.send(street.gateways[0], {fire});
    centre.send(street.gateways[1], {call});
    REQUIRE(centre.receipted(street.gateways[0], 1));
    REQUIRE(centre.receipted(street.gateways[1], 1));
    const auto fires = street.cases(Condition::smoke).at(0);
    const auto calls = street.cases(Condition::call).at(0);

    auto merge = act_on(calls, core::Act::merge);
    merge.into = fires.id;
    merge.expected_version = calls.version + 1;
    CHECK(centre.act(merge).value().reason == core::Reason::version_conflict);
    merge.expected_version = calls.version;
    const auto merged = centre.act(merge);
    REQUIRE(merged);
    CHECK(merged.value().reason == core::Reason::accepted);
    CHECK(merged.value().incident->merged_into == fires.id);
    CHECK(merged.value().other->alerts == 2);
    centre.stop();
    centre.start();
    centre.send(street.gateways[1], {EngineCentre::next(call, AlertPhase::repeated), of(1, Condition::call, "button")});
    REQUIRE(centre.receipted(street.gateways[1], 3));
    CHECK(street.cases(Condition::call).empty());
    auto now = *centre.reader().incident(fires.id).value();
    CHECK(now.alerts == 3);
    const auto other = of(1, Condition::gas, "stove");
    centre.send(street.gateways[1], {other});
    REQUIRE(centre.receipted(street.gateways[1], 4));
    CHECK(street.cases(Condition::gas).size() == 1);

    SUBCASE("reopened") {
        const auto back = centre.act(act_on(calls, core::Act::reopen));
        REQUIRE(back);
        CHECK(back.value().reason == core::Reason::accepted);
        CHECK(back.value().incident->part == 2);
        CHECK(back.value().incident->alerts == 1);
        CHECK(back.value().other->alerts == 2);
    }
    SUBCASE("split") {
        auto split = act_on(now, core::Act::split);
        split.alerts = {call.id};
        split.expected_version = now.version;
        const auto parted = centre.act(split);
        REQUIRE(parted);
        REQUIRE(parted.value().reason == core::Reason::accepted);
        CHECK(parted.value().other->place.home == HomeId("s-h1"));
        CHECK(parted.value().other->part == 2);
        CHECK(street.messages_of(parted.value().other->id) > 0);
        CHECK(centre.act(split).value().reason == core::Reason::version_conflict);
    }
}
