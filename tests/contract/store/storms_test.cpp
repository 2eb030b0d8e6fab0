// Merged cases, held alerts and storms in the store.
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using core::HoldReason;
using core::LossSort;

namespace {

core::Incident in_home(std::uint32_t n, const std::string& home, int part, core::IncidentState state) {
    auto incident = sample_incident(n);
    incident.place.home = HomeId{home};
    incident.part = part;
    incident.state = state;
    incident.merged_into.reset();
    return incident;
}

core::Alert held(std::uint32_t n, HoldReason reason, std::uint32_t by, AlertPhase phase = AlertPhase::raised) {
    auto alert = sample_alert(n);
    alert.update.phase = phase;
    alert.update.key.condition = Condition::offline;
    alert.incident.reset();
    alert.hold = core::Hold{reason, made<IncidentId>(by), std::nullopt};
    return alert;
}

core::Storm storm_of(std::uint32_t incident, const std::string& area) {
    core::Storm storm;
    storm.incident = made<IncidentId>(incident);
    storm.area = StreetId{area};
    storm.began_at = at(1);
    storm.gone = 3;
    storm.peak = 4;
    storm.told = 2;
    storm.shown = 1;
    storm.shown_at = at(2);
    storm.calm_since = at(3);
    return storm;
}

template <class Id>
std::vector<Id> ids(std::initializer_list<std::uint32_t> numbers) {
    std::vector<Id> all;
    for (const auto n : numbers) all.push_back(made<Id>(n));
    return all;
}

}  // namespace

TEST_CASE_TEMPLATE("a home may have two open cases of a class when their parts differ", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->put(in_home(2, "h-1", 2, core::IncidentState::open)));
        must(writer->put(in_home(3, "h-1", 1, core::IncidentState::open)));
    });
    must(writer->begin());
    const auto third = writer->put(in_home(4, "h-1", 2, core::IncidentState::open));
    REQUIRE_FALSE(third);
    CHECK(third.error().code == ErrorCode::conflict);
    writer->rollback();
    CHECK(must(writer->open_incident(HomeId{"h-1"}, IncidentClass::emergency))->id == made<IncidentId>(3));
    const auto cases = must(writer->cases_for(HomeId{"h-1"}, IncidentClass::emergency));
    REQUIRE(cases.size() == 2);
    CHECK(cases[0].id == made<IncidentId>(3));
    CHECK(cases[1].id == made<IncidentId>(2));
    CHECK(must(writer->cases_for(HomeId{"h-1"}, IncidentClass::welfare)).empty());
}

TEST_CASE_TEMPLATE("an alert of a home may belong to the open case into which one of the home was merged", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto merged = in_home(1, "h-1", 1, core::IncidentState::closed);
    merged.merged_into = made<IncidentId>(2);
    commit(*writer, [&] {
        must(writer->put(merged));
        must(writer->put(in_home(2, "h-2", 1, core::IncidentState::open)));
        must(writer->put(in_home(3, "h-3", 1, core::IncidentState::open)));
    });
    CHECK(must(writer->cases_for(HomeId{"h-1"}, IncidentClass::emergency)).at(0).id == made<IncidentId>(2));
    commit(*writer, [&] { must(writer->redirect_merged(made<IncidentId>(2), made<IncidentId>(3))); });
    CHECK(must(writer->cases_for(HomeId{"h-1"}, IncidentClass::emergency)).at(0).id == made<IncidentId>(3));
    CHECK(must(writer->incident(merged.id))->version == merged.version + 1);
    auto reader = backend.reader();
    CHECK(must(reader->storms().merged_into(made<IncidentId>(3), 10)) == ids<IncidentId>({1}));
    CHECK(must(reader->incident_detail(made<IncidentId>(3)))->merged == ids<IncidentId>({1}));
    commit(*writer, [&] { must(writer->put(in_home(3, "h-3", 1, core::IncidentState::closed))); });
    CHECK(must(writer->cases_for(HomeId{"h-1"}, IncidentClass::emergency)).empty());
}

TEST_CASE_TEMPLATE("a held alert comes back with what holds it", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto alert = held(1, HoldReason::area_outage, 5);
    alert.hold->release_at = at(7);
    alert.came_from = made<IncidentId>(6);
    commit(*writer, [&] { must(writer->put(alert)); });
    CHECK(show(must(writer->alert(alert.update.id)).value()) == show(alert));
    alert.hold = core::Hold{HoldReason::gateway_lost, std::nullopt, std::nullopt};
    commit(*writer, [&] { must(writer->put(alert)); });
    CHECK(show(must(writer->alert(alert.update.id)).value()) == show(alert));
}

TEST_CASE_TEMPLATE("held alerts are released by their case or their gateway, unless they are over", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& storms = writer->storms();
    auto elsewhere = held(4, HoldReason::gateway_lost, 5);
    elsewhere.gateway = GatewayId{"gw-2"};
    commit(*writer, [&] {
        must(writer->put(held(1, HoldReason::area_outage, 5)));
        must(writer->put(held(2, HoldReason::area_outage, 5, AlertPhase::cleared)));
        must(writer->put(held(3, HoldReason::gateway_lost, 5)));
        must(writer->put(elsewhere));
        must(writer->put(held(6, HoldReason::area_outage, 7)));
    });
    CHECK_FALSE(must(storms.next_due_hold()));
    commit(*writer, [&] { must(storms.release_held_by(made<IncidentId>(5), HoldReason::area_outage, at(10))); });
    CHECK(must(storms.next_due_hold()) == at(10));
    CHECK(must(storms.due_holds(at(9), 10)).empty());
    CHECK(must(storms.due_holds(at(10), 10)) == ids<AlertId>({1}));
    commit(*writer, [&] { must(storms.release_held_of(held(3, HoldReason::gateway_lost, 5).gateway, at(8))); });
    CHECK(must(storms.due_holds(at(10), 10)) == ids<AlertId>({3, 1}));
    CHECK(must(storms.due_holds(at(10), 1)) == ids<AlertId>({3}));

    auto reader = backend.reader();
    CHECK(must(reader->storms().held_counts(made<IncidentId>(5))).standing == 3);
    CHECK(must(reader->storms().held_counts(made<IncidentId>(5))).all == 4);
    CHECK(must(reader->storms().held_by(made<IncidentId>(5), std::nullopt, 2)).size() == 2);
    CHECK(must(reader->storms().held_by(made<IncidentId>(5), made<AlertId>(3), 9)).at(0).update.id == made<AlertId>(4));
    commit(*writer, [&] { must(storms.hand_over_held(made<IncidentId>(5), made<IncidentId>(7))); });
    CHECK(must(reader->storms().held_counts(made<IncidentId>(7))).all == 5);
}

TEST_CASE_TEMPLATE("unheard devices are found by their gateway, in the cases that have them", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto offline = sample_alert(1);
    offline.update.key.condition = Condition::offline;
    offline.update.phase = AlertPhase::repeated;
    auto again = offline;
    again.update.id = made<AlertId>(2);
    auto over = offline;
    over.update.id = made<AlertId>(3);
    over.update.phase = AlertPhase::cleared;
    over.incident = made<IncidentId>(30);
    auto battery = offline;
    battery.update.id = made<AlertId>(4);
    battery.update.key.condition = Condition::low_battery;
    battery.incident = made<IncidentId>(40);
    commit(*writer, [&] {
        for (const auto& alert : {offline, again, over, battery}) must(writer->put(alert));
    });
    CHECK(must(writer->storms().cases_of_unheard(offline.gateway)) == std::vector{*offline.incident});
    CHECK(must(writer->storms().cases_of_unheard(GatewayId{"gw-2"})).empty());
}

TEST_CASE_TEMPLATE("losses are kept by street and sort, and old ones are forgotten", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& storms = writer->storms();
    const auto loss = [](std::uint32_t n, LossSort sort, const char* area = "s-1") {
        return store::Loss{StreetId{area}, sort, at(n), made<AlertId>(n), made<IncidentId>(n + 100)};
    };
    commit(*writer, [&] {
        must(storms.keep(loss(2, LossSort::gateway), at(0)));
        must(storms.keep(loss(1, LossSort::gateway), at(0)));
        must(storms.keep(loss(1, LossSort::gateway), at(0)));
        must(storms.keep(loss(3, LossSort::device), at(0)));
        must(storms.keep(loss(4, LossSort::gateway, ""), at(0)));
    });
    CHECK(must(storms.losses(StreetId{"s-1"}, LossSort::gateway)) ==
          std::vector{loss(1, LossSort::gateway), loss(2, LossSort::gateway)});
    CHECK(must(storms.losses(StreetId{}, LossSort::gateway)) == std::vector{loss(4, LossSort::gateway, "")});
    commit(*writer, [&] { must(storms.keep(loss(5, LossSort::gateway), at(2))); });
    CHECK(must(storms.losses(StreetId{"s-1"}, LossSort::gateway)) ==
          std::vector{loss(2, LossSort::gateway), loss(5, LossSort::gateway)});
    CHECK(must(storms.losses(StreetId{"s-1"}, LossSort::device)).size() == 1);
    commit(*writer, [&] { must(storms.forget_losses(StreetId{"s-1"})); });
    CHECK(must(storms.losses(StreetId{"s-1"}, LossSort::gateway)).empty());
    CHECK(must(storms.losses(StreetId{"s-1"}, LossSort::device)).empty());
}

TEST_CASE_TEMPLATE("a street's gateways and devices are counted, and the street is a place with its name", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] { must(writer->import(sample_registry())); });
    CHECK(must(writer->storms().known(StreetId{"s-1"}, LossSort::gateway)) == 2);  // a hub counts once
    CHECK(must(writer->storms().known(StreetId{"s-1"}, LossSort::device)) == 1);
    CHECK(must(writer->storms().known(StreetId{"s-2"}, LossSort::gateway)) == 0);
    const auto street = must(writer->storms().place_of(StreetId{"s-2"}));
    CHECK(street.home == HomeId{"area:s-2"});
    CHECK(street.registered);
    CHECK(street.street == StreetId{"s-2"});
    CHECK(street.address == "新泾镇");
    const auto nowhere = must(writer->storms().place_of(StreetId{}));
    CHECK(nowhere.home == HomeId{"area:district"});
    CHECK_FALSE(nowhere.registered);
    CHECK_FALSE(nowhere.street);
}

TEST_CASE_TEMPLATE("one storm stands in a street; its count moves its peak, and it ends", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& storms = writer->storms();
    auto storm = storm_of(5, "s-1");
    commit(*writer, [&] { must(storms.put(storm)); });
    CHECK(must(storms.standing(StreetId{"s-1"})) == storm);
    CHECK_FALSE(must(storms.standing(StreetId{"s-2"})));
    commit(*writer, [&] {
        must(storms.count(storm.incident, 1));
        must(storms.count(storm.incident, 1));
        must(storms.count(storm.incident, -1));
        must(storms.count(made<IncidentId>(6), 1));
    });
    storm.gone = 4;
    storm.peak = 5;
    CHECK(must(storms.standing()) == std::vector{storm});
    must(writer->begin());
    auto second = storm_of(6, "s-1");
    second.began_at = at(9);
    const auto refused = storms.put(second);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::conflict);
    writer->rollback();
    commit(*writer, [&] { must(storms.end(StreetId{"s-1"}, at(8))); });
    CHECK(must(storms.standing()).empty());
    commit(*writer, [&] { must(storms.put(second)); });
    CHECK(must(storms.standing(StreetId{"s-1"})) == second);
    CHECK(must(backend.reader()->storms().storm(made<IncidentId>(5))) == storm);
}
