#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

#include <algorithm>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

core::Silence sample_silence(std::uint32_t n) {
    core::Silence silence;
    silence.id = made<core::SilenceId>(n);
    silence.scope = core::SilenceScope::device;
    silence.of = "h-1";
    silence.device = DeviceId{"厨房/meter"};
    silence.conditions = {Condition::no_water_use, Condition::low_battery};
    silence.kinds = {Kind::water_meter};
    silence.from = at(100);
    silence.until = at(200);
    silence.reason = core::SilenceReason::other;
    silence.away = true;
    silence.note = "水表更换";
    silence.author = "user:wang";
    silence.created_at = at(50);
    silence.ended_by = "user:li";
    return silence;
}

core::Silence of(std::uint32_t n, core::SilenceScope scope, const std::string& id) {
    core::Silence silence;
    silence.id = made<core::SilenceId>(n);
    silence.scope = scope;
    silence.of = id;
    silence.from = at(100);
    silence.until = at(200);
    return silence;
}

core::Incident welfare(std::uint32_t n) {
    auto incident = sample_incident(n);
    incident.incident_class = IncidentClass::welfare;
    return incident;
}

void import_sample(store::Writer& writer) {
    commit(writer, [&] { must(writer.import(sample_registry())); });
}

std::vector<core::SilenceId> ids_of(const std::vector<store::ListedSilence>& rows) {
    std::vector<core::SilenceId> ids;
    for (const auto& row : rows) ids.push_back(row.silence.id);
    return ids;
}

}  // namespace

TEST_CASE_TEMPLATE("a silence comes back as it was stored, and again after a change", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto silence = sample_silence(1);
    commit(*writer, [&] { must(writer->silences().put(silence)); });
    CHECK(must(writer->silences().find(silence.id)) == silence);
    silence.until = at(150);
    silence.conditions.clear();
    silence.kinds.clear();
    commit(*writer, [&] { must(writer->silences().put(silence)); });
    CHECK(must(writer->silences().find(silence.id)) == silence);
    CHECK(must(backend.reader()->silences().silence(silence.id))->silence == silence);
    CHECK_FALSE(must(writer->silences().find(made<core::SilenceId>(2))).has_value());
}

TEST_CASE_TEMPLATE("a case finds the silences that last at its home, committee and street", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& silences = writer->silences();
    commit(*writer, [&] {
        must(silences.put(of(1, core::SilenceScope::home, "h-1")));
        must(silences.put(of(2, core::SilenceScope::committee, "c-1")));
        must(silences.put(of(3, core::SilenceScope::street, "s-1")));
        must(silences.put(of(4, core::SilenceScope::home, "h-2")));
    });
    core::Place place;
    place.home = HomeId{"h-1"};
    place.committee = CommitteeId{"c-1"};
    place.street = StreetId{"s-1"};
    CHECK(must(silences.lasting(place, at(99))).empty());
    CHECK(must(silences.lasting(place, at(100))).size() == 3);
    CHECK(must(silences.lasting(place, at(199))).size() == 3);
    CHECK(must(silences.lasting(place, at(200))).empty());
    place.committee.reset();
    place.street.reset();
    CHECK(must(silences.lasting(place, at(100))).size() == 1);
}

TEST_CASE_TEMPLATE("a silence is due at its beginning and, once that is done, at its end", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& silences = writer->silences();
    const auto silence = of(1, core::SilenceScope::home, "h-1");
    commit(*writer, [&] { must(silences.put(silence)); });
    CHECK(must(silences.next_due()) == at(100));
    CHECK(must(silences.due(at(99), 10)).empty());
    REQUIRE(must(silences.due(at(100), 10)).size() == 1);
    CHECK_FALSE(must(silences.due(at(100), 10)).front().is_over);
    commit(*writer, [&] { must(silences.begun(silence.id)); });
    CHECK(must(silences.next_due()) == at(200));
    CHECK(must(silences.due(at(199), 10)).empty());
    CHECK(must(silences.due(at(200), 10)).front().is_over);
    commit(*writer, [&] { must(silences.settled(silence.id)); });
    CHECK_FALSE(must(silences.next_due()).has_value());
    CHECK(must(silences.due(at(900), 10)).empty());
}

TEST_CASE_TEMPLATE("the cases in a silence's reach are given out once, without emergencies", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& silences = writer->silences();
    auto closed = welfare(3);
    closed.state = core::IncidentState::closed;
    auto elsewhere = welfare(4);
    elsewhere.place.street = StreetId{"s-9"};
    const auto silence = of(1, core::SilenceScope::street, sample_incident(1).place.street->value);
    commit(*writer, [&] {
        must(writer->put(sample_incident(1)));
        for (const auto& incident : {welfare(2), closed, elsewhere, welfare(5), welfare(6)})
            must(writer->put(incident));
        must(silences.put(silence));
    });
    std::vector<IncidentId> given;
    commit(*writer, [&] {
        given = must(silences.next_cases(silence, 2));
        CHECK(given == std::vector{welfare(2).id, welfare(5).id});
        CHECK(must(silences.next_cases(silence, 2)) == std::vector{welfare(6).id});
        CHECK(must(silences.next_cases(silence, 2)).empty());
    });
}

TEST_CASE_TEMPLATE("the alerts that a silence keeps lead to their cases until they are let go", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& silences = writer->silences();
    auto second = sample_alert(2);
    second.incident = sample_alert(1).incident;
    const core::Hushed one{sample_alert(1).update.id, made<core::SilenceId>(1), at(5), false};
    core::Hushed two{second.update.id, made<core::SilenceId>(1), at(6), false};
    const IncidentId incident = *second.incident;
    commit(*writer, [&] {
        must(writer->put(sample_alert(1)));
        must(writer->put(second));
        must(silences.put(one));
        must(silences.put(two));
    });
    CHECK(must(silences.cases_kept_by(one.silence, 10)) == std::vector{incident});
    CHECK(must(silences.hushed_of(incident)).size() == 2);
    two.over = true;
    commit(*writer, [&] {
        must(silences.unhush(one.alert));
        must(silences.put(two));
    });
    CHECK(must(silences.cases_kept_by(one.silence, 10)).empty());
    CHECK(must(silences.hushed_of(incident)) == std::vector{two});
    CHECK(must(backend.reader()->silences().hushed_of(incident)) == std::vector{two});
}

TEST_CASE_TEMPLATE("where a silence would be is known from the registry, and for a home that is not in it", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    auto& silences = writer->silences();
    const auto home = must(silences.place_of(core::SilenceScope::home, "h-1"));
    REQUIRE(home);
    CHECK(home->registered);
    CHECK(home->committee.has_value());
    CHECK(home->street.has_value());
    CHECK(must(silences.place_of(core::SilenceScope::committee, home->committee->value))->street == home->street);
    CHECK(must(silences.place_of(core::SilenceScope::street, home->street->value))->street == home->street);
    CHECK_FALSE(must(silences.place_of(core::SilenceScope::street, "h-1")).has_value());
    CHECK_FALSE(must(silences.place_of(core::SilenceScope::home, "nowhere")).has_value());
    CHECK_FALSE(must(silences.place_of(core::SilenceScope::home, "gateway:gw-9"))->street.has_value());
}

TEST_CASE_TEMPLATE("silences are listed newest first, by state, place and scope, a page at a time", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    import_sample(*writer);
    const auto home = must(writer->silences().place_of(core::SilenceScope::home, "h-1")).value();
    auto future = of(3, core::SilenceScope::street, home.street->value);
    future.from = at(500);
    future.until = at(600);
    auto away = of(4, core::SilenceScope::home, "h-1");
    away.away = true;
    commit(*writer, [&] {
        must(writer->silences().put(of(1, core::SilenceScope::home, "h-1")));
        must(writer->silences().put(of(2, core::SilenceScope::home, "gateway:gw-9")));
        must(writer->silences().put(future));
        must(writer->silences().put(away));
    });
    auto reader = backend.reader();
    const auto listed = [&](auto set) {
        store::SilenceFilter filter;
        filter.now = at(150);
        set(filter);
        return ids_of(must(reader->silences().silences(filter)));
    };
    const auto id = [](std::uint32_t n) { return made<core::SilenceId>(n); };
    CHECK(listed([](auto&) {}) == std::vector{id(4), id(3), id(2), id(1)});
    CHECK(listed([](auto& filter) { filter.state = core::SilenceState::future; }) == std::vector{id(3)});
    CHECK(listed([](auto& filter) { filter.state = core::SilenceState::active; }) == std::vector{id(4), id(2), id(1)});
    CHECK(listed([](auto& filter) {
              filter.now = at(300);
              filter.state = core::SilenceState::expired;
          }) == std::vector{id(4), id(2), id(1)});
    CHECK(listed([](auto& filter) { filter.away = true; }) == std::vector{id(4)});
    CHECK(listed([](auto& filter) { filter.home = HomeId{"h-1"}; }) == std::vector{id(4), id(3), id(1)});
    CHECK(listed([](auto& filter) { filter.home = HomeId{"h-4"}; }).empty());
    CHECK(listed([](auto& filter) { filter.home = HomeId{"gateway:gw-9"}; }) == std::vector{id(2)});
    CHECK(listed([&](auto& filter) { filter.committee = home.committee; }) == std::vector{id(4), id(1)});
    CHECK(listed([&](auto& filter) { filter.street = home.street; }) == std::vector{id(4), id(3), id(1)});
    CHECK(listed([&](auto& filter) {
              filter.after = id(3);
              filter.limit = 1;
          }) == std::vector{id(2)});
    core::Scope scope;
    scope.streets = {*home.street};
    CHECK(listed([&](auto& filter) { filter.scope = scope; }) == std::vector{id(4), id(3), id(1)});
    scope.streets.clear();
    scope.committees = {*home.committee};
    CHECK(listed([&](auto& filter) { filter.scope = scope; }) == std::vector{id(4), id(1)});
    scope.committees = {CommitteeId{"another"}};
    CHECK(listed([&](auto& filter) { filter.scope = scope; }).empty());
    commit(*writer, [&] { must(writer->silences().put(of(5, core::SilenceScope::committee, "c-2"))); });
    CHECK(listed([](auto& filter) { filter.home = HomeId{"h-3"}; }) == std::vector{id(5), id(3)});
}

TEST_CASE_TEMPLATE("a test or drill is open beside the real case of its home and class", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto real = sample_incident(1);
    auto drill = sample_incident(2);
    drill.place = real.place;
    drill.exercise = core::Exercise::drill;
    auto silenced = welfare(3);
    silenced.silenced_until = at(900);
    silenced.silenced_by = made<core::SilenceId>(7);
    commit(*writer, [&] {
        for (const auto& incident : {real, drill, silenced}) must(writer->put(incident));
    });
    CHECK(must(writer->open_incident(real.place.home, real.incident_class))->id == real.id);
    CHECK(must(writer->open_incident(real.place.home, real.incident_class, core::Exercise::drill))->id == drill.id);
    CHECK_FALSE(must(writer->open_incident(real.place.home, real.incident_class, core::Exercise::test)).has_value());
    CHECK(show(must(writer->incident(silenced.id)).value()) == show(silenced));
    CHECK(must(backend.reader()->counts()).silenced == 1);
    CHECK(must(backend.reader()->counts()).exercises == 1);
}
