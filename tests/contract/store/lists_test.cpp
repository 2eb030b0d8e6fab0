#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

#include <algorithm>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using core::IncidentState;

namespace {

core::Incident incident(std::uint32_t n, IncidentState state, Severity severity, std::int64_t opened) {
    auto made = sample_incident(n);
    made.state = state;
    made.severity = severity;
    made.opened_at = at(opened);
    return made;
}

std::vector<int> numbers(const std::vector<core::Incident>& incidents) {
    std::vector<int> list;
    for (const auto& each : incidents) list.push_back(each.id.value.bytes[15]);
    return list;
}

/// Seven cases, numbered by their ids; 3 is closed.
void put_cases(store::Writer& writer) {
    commit(writer, [&] {
        must(writer.put(incident(1, IncidentState::acknowledged, Severity::critical, 1)));
        must(writer.put(incident(2, IncidentState::open, Severity::minor, 2)));
        must(writer.put(incident(3, IncidentState::closed, Severity::critical, 0)));
        must(writer.put(incident(4, IncidentState::dispatched, Severity::critical, 9)));
        must(writer.put(incident(5, IncidentState::open, Severity::critical, 8)));
        must(writer.put(incident(6, IncidentState::open, Severity::major, 3)));
        must(writer.put(incident(7, IncidentState::resolved, Severity::minor, 1)));
    });
}

}  // namespace

TEST_CASE_TEMPLATE("open incidents: unacknowledged first, then severity, then oldest", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    put_cases(*writer);
    auto reader = backend.reader();
    store::IncidentFilter filter;
    filter.open = true;
    const std::vector<int> expected{5, 4, 6, 2, 1, 7};
    CHECK(numbers(must(reader->incidents(filter))) == expected);
    CHECK(numbers(must(reader->snapshot(100)).open) == expected);
    CHECK(numbers(must(reader->snapshot(2)).open) == std::vector<int>{5, 4});
}

TEST_CASE_TEMPLATE("other lists come by id, newest first, and a cursor continues them", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    put_cases(*writer);
    auto reader = backend.reader();
    store::IncidentFilter filter;
    filter.limit = 3;
    const auto page = must(reader->incidents(filter));
    CHECK(numbers(page) == std::vector<int>{7, 6, 5});
    filter.after = page.back().id;
    CHECK(numbers(must(reader->incidents(filter))) == std::vector<int>{4, 3, 2});
    filter.open = true;
    CHECK(numbers(must(reader->incidents(filter))) == std::vector<int>{4, 2, 1});
    filter.after.reset();
    filter.open = false;
    CHECK(numbers(must(reader->incidents(filter))) == std::vector<int>{3});
}

TEST_CASE_TEMPLATE("a list is narrowed by class, street, committee and home", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        auto technical = sample_incident(1);
        technical.incident_class = IncidentClass::technical;
        auto elsewhere = sample_incident(2);
        elsewhere.place.street = StreetId{"s-2"};
        elsewhere.place.committee = CommitteeId{"c-3"};
        auto nowhere = sample_incident(3);
        nowhere.place.street.reset();
        nowhere.place.committee.reset();
        for (const auto& each : {technical, elsewhere, nowhere}) must(writer->put(each));
    });
    auto reader = backend.reader();
    const auto list = [&](auto&& narrow) {
        store::IncidentFilter filter;
        filter.open = true;
        narrow(filter);
        return numbers(must(reader->incidents(filter)));
    };
    CHECK(list([](auto& filter) { filter.incident_class = IncidentClass::technical; }) == std::vector<int>{1});
    CHECK(list([](auto& filter) { filter.street = StreetId{"s-2"}; }) == std::vector<int>{2});
    CHECK(list([](auto& filter) { filter.committee = CommitteeId{"c-1"}; }) == std::vector<int>{1});
    CHECK(list([](auto& filter) { filter.home = HomeId{"h-3"}; }) == std::vector<int>{3});
    CHECK(list([](auto& filter) {
              filter.home = HomeId{"h-3"};
              filter.street = StreetId{"s-2"};
          }).empty());
}

TEST_CASE_TEMPLATE("a case comes with its alerts, steps, notifications, timeline and residents", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto id = made<IncidentId>(1);
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        must(writer->put(sample_incident(1)));
        for (std::uint32_t n : {2U, 1U}) {
            auto alert = sample_alert(n);
            alert.incident = id;
            must(writer->put(alert));
        }
        must(writer->put(core::Escalation{id, 1, at(0), core::EscalationState::fired}));
        must(writer->put(core::Escalation{id, 2, at(60), core::EscalationState::pending}));
        auto sent = sample_notification(1, id);
        sent.state = core::NotificationState::delivered;
        must(writer->put(sent));
        must(writer->append(sample_entry(1)));
        must(writer->append(sample_entry(2)));
        auto later = sample_entry(3);
        later.incident = id;
        must(writer->append(later));
    });
    const auto detail = must(backend.reader()->incident_detail(id)).value();
    CHECK(show(detail.incident) == show(sample_incident(1)));
    REQUIRE(detail.alerts.size() == 2);
    CHECK(detail.alerts[0].update.id == made<AlertId>(1));
    CHECK(detail.escalations.size() == 2);
    CHECK(detail.notifications.size() == 1);
    REQUIRE(detail.timeline.size() == 2);
    CHECK(detail.timeline[0].seq == 1);
    CHECK(detail.timeline[1].seq == 3);
    REQUIRE(detail.residents.size() == 1);
    CHECK(detail.residents[0].name == "陈阿婆");
    CHECK(detail.residents[0].birth_year == 1938);
    CHECK(detail.residents[0].lives_alone);
    CHECK_FALSE(must(backend.reader()->incident_detail(made<IncidentId>(9))).has_value());
}

TEST_CASE_TEMPLATE("counts and street summaries count what is open", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    put_cases(*writer);
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        auto technical = sample_incident(20);
        technical.incident_class = IncidentClass::technical;
        must(writer->put(technical));
        must(writer->put(sample_notification(1, made<IncidentId>(1))));
        auto lost = sample_gateway("gw-2");
        lost.lost = true;
        must(writer->put(sample_gateway("gw-1")));
        must(writer->put(lost));
        must(writer->quarantine({at(0), "topic", "reason", "payload"}));
    });
    auto reader = backend.reader();
    const auto counts = must(reader->counts());
    CHECK(counts.open_by_class[static_cast<int>(IncidentClass::emergency)] == 6);
    CHECK(counts.open_by_class[static_cast<int>(IncidentClass::welfare)] == 0);
    CHECK(counts.open_by_class[static_cast<int>(IncidentClass::technical)] == 1);
    CHECK(counts.unacknowledged == 5);
    CHECK(counts.notifications_waiting == 1);
    CHECK(counts.gateways == 2);
    CHECK(counts.gateways_lost == 1);
    CHECK(counts.quarantined == 1);

    const auto streets = must(reader->streets());
    REQUIRE(streets.size() == 2);
    CHECK(streets[0].street.name == "华阳路街道");
    CHECK(streets[0].committees == 2);
    CHECK(streets[0].homes == 3);
    CHECK(streets[0].open_incidents == 7);
    CHECK(streets[1].committees == 1);
    CHECK(streets[1].homes == 1);
    CHECK(streets[1].open_incidents == 0);
}

TEST_CASE_TEMPLATE("gateways and responders are listed by id, with a cursor", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        for (const char* id : {"gw-2", "gw-3", "gw-1"}) must(writer->put(sample_gateway(id)));
    });
    auto reader = backend.reader();
    const auto page = must(reader->gateways(std::nullopt, 2));
    REQUIRE(page.size() == 2);
    CHECK(show(page[0]) == show(sample_gateway("gw-1")));
    const auto rest = must(reader->gateways(page.back().id, 2));
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].id.value == "gw-3");
    const auto responders = must(reader->responders(ResponderId{"r-district"}, 2));
    REQUIRE(responders.size() == 2);
    CHECK(responders[0].id.value == "r-home");
    CHECK(responders[1].id.value == "r-other");
}

TEST_CASE_TEMPLATE("the quarantine keeps the newest messages, whatever their bytes", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer(3);
    commit(*writer, [&] {
        for (int n = 1; n <= 5; ++n) {
            must(writer->quarantine({at(n), "gateway:gw-1", "not protobuf", std::string("\xff\0\x01", 3)}));
        }
        must(writer->quarantine({at(6), "gateway:gw-1", "too large", std::string(100'000, 'x')}));
    });
    auto reader = backend.reader();
    const auto kept = must(reader->quarantined(10));
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].at == at(6));
    CHECK(kept[0].payload.size() == 64 * 1024);
    CHECK(kept[1].payload == std::string("\xff\0\x01", 3));
    CHECK(kept[2].at == at(4));
    CHECK(must(reader->counts()).quarantined == 3);
    CHECK(must(reader->quarantined(1)).size() == 1);
}
