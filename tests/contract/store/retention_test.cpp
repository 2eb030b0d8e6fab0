// What is forgotten, and what is kept although its time is over.
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using namespace std::chrono_literals;
using store::Kept;

namespace {

constexpr Millis kMonth = std::chrono::floor<Millis>(std::chrono::months{1});

Ulid id_at(UtcTime time, std::uint8_t n) {
    Ulid id;
    auto millis = static_cast<std::uint64_t>(time.time_since_epoch().count());
    for (std::size_t i = 6; i > 0; --i, millis >>= 8) id.bytes[i - 1] = static_cast<std::uint8_t>(millis & 0xff);
    id.bytes[15] = n;
    return id;
}

/// A case with everything in it that can be forgotten, opened at at(0).
struct Case {
    IncidentId incident;
    AlertId alert;
};
Case put_case(store::Writer& writer, std::uint8_t n, std::optional<UtcTime> closed_at, const std::string& home) {
    core::Incident incident = sample_incident(n);
    incident.id = IncidentId(id_at(at(0), n));
    incident.place.home = HomeId(home);
    incident.opened_at = at(0);
    incident.closed_at = closed_at;
    if (closed_at) incident.state = core::IncidentState::closed;
    must(writer.put(incident));
    core::Alert alert = sample_alert(n);
    alert.update.id = AlertId(id_at(at(0), static_cast<std::uint8_t>(100 + n)));
    alert.home = incident.place.home;
    alert.incident = incident.id;
    must(writer.put(alert));
    must(writer.append(core::Note{incident.id, at(1), "user:wang", "the neighbour Mr Li has the key"}));
    must(writer.put(sample_notification(n, incident.id)));
    return {incident.id, alert.update.id};
}

store::ForgetReport forget(store::Writer& writer, Kept what, UtcTime before) {
    store::ForgetReport report;
    commit(writer, [&] { report = must(writer.retention().forget(what, before, 100)); });
    return report;
}
store::ForgetReport look_again(store::Writer& writer, Kept what, UtcTime before) {
    store::ForgetReport report;
    Ulid after;
    commit(writer, [&] { report = must(writer.retention().look_again(what, before, after, 100)); });
    return report;
}

}  // namespace

TEST_CASE_TEMPLATE("what is old enough and closed is forgotten, kind by kind", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    Case one;
    commit(*writer, [&] { one = put_case(*writer, 1, at(10), "h-1"); });
    auto reader = backend.reader();
    const auto detail = [&] { return *must(reader->incident_detail(one.incident)); };
    REQUIRE(detail().notes.size() == 1);
    REQUIRE_FALSE(detail().alerts.at(0).update.evidence.empty());
    REQUIRE_FALSE(detail().alerts.at(0).update.values.empty());

    CHECK(forget(*writer, Kept::notes, at(11)).forgotten == 1);
    CHECK(detail().notes.empty());
    CHECK_FALSE(detail().alerts.at(0).update.evidence.empty());
    CHECK(forget(*writer, Kept::evidence, at(11)).forgotten == 1);
    CHECK(detail().alerts.at(0).update.evidence.empty());
    CHECK_FALSE(detail().alerts.at(0).update.values.empty());
    CHECK(forget(*writer, Kept::readings, at(11)).forgotten == 1);
    CHECK(detail().alerts.at(0).update.values.empty());
    CHECK(detail().notifications.size() == 1);
    CHECK(forget(*writer, Kept::deliveries, at(11)).forgotten == 1);
    CHECK(detail().notifications.empty());
    CHECK(forget(*writer, Kept::notes, at(11)).examined == 0);
}

TEST_CASE_TEMPLATE("what is open, too young or held is left, and forgotten once that is over", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    Case open, young, held, at_home;
    store::LegalHold on_case, on_home;
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        open = put_case(*writer, 1, std::nullopt, "h-x");
        young = put_case(*writer, 2, at(0) + kMonth, "h-2");
        held = put_case(*writer, 3, at(10), "h-3");
        at_home = put_case(*writer, 4, at(10), "h-1");
        store::LegalHold hold;
        hold.reason = "a court asks";
        hold.author = "user:chief";
        hold.since = at(5);
        hold.incident = held.incident;
        on_case = must(writer->retention().place(hold));
        hold.incident.reset();
        hold.home = HomeId("h-1");
        on_home = must(writer->retention().place(hold));
    });
    CHECK(on_home.number > on_case.number);
    for (const Kept what : {Kept::notes, Kept::evidence}) {
        const auto first = forget(*writer, what, at(20));
        CHECK(first.examined == 4);
        CHECK(first.forgotten == 0);
        CHECK(forget(*writer, what, at(20)).examined == 0);
        CHECK(look_again(*writer, what, at(20)).forgotten == 0);
    }
    auto reader = backend.reader();
    CHECK(must(reader->retention().holds_in_force()) == 2);
    CHECK(must(writer->retention().is_held(HomeId("h-1"))));
    CHECK(must(writer->retention().is_held(HomeId("h-3"))));
    CHECK_FALSE(must(writer->retention().is_held(HomeId("h-2"))));

    commit(*writer, [&] {
        must(writer->retention().release(on_case.number, "user:chief", at(30)));
        must(writer->retention().release(on_home.number, "user:chief", at(30)));
    });
    const UtcTime later = at(0) + 2 * kMonth;
    for (const Kept what : {Kept::notes, Kept::evidence}) {
        const auto again = look_again(*writer, what, later);
        CHECK(again.examined == 4);
        CHECK(again.forgotten == 3);
        CHECK(look_again(*writer, what, later).examined == 1);
    }
    CHECK(must(reader->incident_detail(open.incident))->notes.size() == 1);
    CHECK(must(reader->incident_detail(held.incident))->notes.empty());
    CHECK(must(reader->retention().holds_in_force()) == 0);
    const auto all = must(reader->retention().holds(true, std::nullopt, 10));
    REQUIRE(all.size() == 2);
    CHECK(all[0].number == on_home.number);
    CHECK(all[0].released_by == "user:chief");
    CHECK(all[1].reason == "a court asks");
    CHECK(must(reader->retention().holds(true, all[0].number, 10)).size() == 1);
    CHECK(must(reader->retention().holds(false, std::nullopt, 10)).empty());
}

TEST_CASE_TEMPLATE("many cases are forgotten in pieces, each of them once", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (std::uint8_t n = 1; n <= 25; ++n) put_case(*writer, n, at(n), "home-" + std::to_string(n));
    });
    std::size_t examined = 0, forgotten = 0;
    for (bool more = true; more;) {
        store::ForgetReport report;
        commit(*writer, [&] { report = must(writer->retention().forget(Kept::notes, at(1000), 10)); });
        examined += report.examined;
        forgotten += report.forgotten;
        more = report.examined == 10;
    }
    CHECK(examined == 25);
    CHECK(forgotten == 25);
}

TEST_CASE_TEMPLATE("the quarantine forgets its oldest, and a hold needs something to hold", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (int i = 0; i < 5; ++i) must(writer->quarantine({at(i), "topic", "why", "payload"}));
    });
    CHECK(forget(*writer, Kept::quarantine, at(3)).forgotten == 3);
    CHECK(must(backend.reader()->quarantined(10)).size() == 2);
    must(writer->begin());
    store::LegalHold hold;
    hold.home = HomeId("nowhere");
    CHECK(writer->retention().place(hold).error().code == ErrorCode::not_found);
    hold.home = HomeId();
    hold.incident = made<IncidentId>(77);
    CHECK(writer->retention().place(hold).error().code == ErrorCode::not_found);
    writer->rollback();
}

TEST_CASE_TEMPLATE("what was said about a home is erased whatever its age", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    Case closed, elsewhere;
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        closed = put_case(*writer, 1, at(10), "h-1");
        elsewhere = put_case(*writer, 3, at(10), "h-3");
    });
    store::EraseReport report;
    commit(*writer, [&] { report = must(writer->retention().erase_words_of(HomeId("h-1"), true)); });
    CHECK(report.cases == 1);
    CHECK(report.notes == 1);
    CHECK(report.alerts == 1);
    CHECK(report.deliveries == 1);
    auto reader = backend.reader();
    const auto detail = *must(reader->incident_detail(closed.incident));
    CHECK(detail.notes.empty());
    CHECK(detail.notifications.empty());
    CHECK(detail.alerts.at(0).update.evidence.empty());
    CHECK(detail.alerts.at(0).update.values.empty());
    CHECK(detail.incident.closed_at == at(10));
    CHECK(must(reader->incident_detail(elsewhere.incident))->notes.size() == 1);
}
