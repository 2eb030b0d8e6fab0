#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using core::EscalationState;
using core::IncidentState;

namespace {

core::Incident in_state(std::uint32_t n, IncidentState state) {
    auto incident = sample_incident(n);
    incident.state = state;
    return incident;
}

}  // namespace

TEST_CASE_TEMPLATE("an alert comes back as it was stored, and again after a change", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto alert = sample_alert(1);
    commit(*writer, [&] { must(writer->put(alert)); });
    CHECK(show(must(writer->alert(alert.update.id)).value()) == show(alert));
    CHECK(show(must(writer->alerts_of(*alert.incident)).at(0)) == show(alert));

    alert.update.revision = 4;
    alert.update.phase = AlertPhase::cleared;
    alert.update.values.clear();
    alert.update.evidence.clear();
    alert.incident.reset();
    commit(*writer, [&] { must(writer->put(alert)); });
    CHECK(show(must(writer->alert(alert.update.id)).value()) == show(alert));
    CHECK_FALSE(must(writer->alert(made<AlertId>(2))).has_value());
}

TEST_CASE_TEMPLATE("who attends is kept by his last word, and notes in their order", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto incident = sample_incident(1);
    const core::Attendance family{incident.id, ResponderId{"r-home"}, core::AttendanceState::declined, at(5)};
    core::Attendance worker{incident.id, ResponderId{"r-committee"}, core::AttendanceState::accepted, at(3)};
    const core::Note first{incident.id, at(1), "user:王", "钥匙在邻居处"};
    const core::Note second{incident.id, at(1), "user:li", "line\nand line"};
    commit(*writer, [&] {
        must(writer->put(incident));
        must(writer->put(family));
        must(writer->put(worker));
        must(writer->append(first));
        must(writer->append(second));
    });
    worker.state = core::AttendanceState::on_scene;
    worker.since = at(9);
    commit(*writer, [&] { must(writer->put(worker)); });
    CHECK(must(writer->attendances_of(incident.id)) == std::vector{worker, family});
    CHECK(must(writer->attendances_of(made<IncidentId>(2))).empty());
    const auto detail = must(backend.reader()->incident_detail(incident.id)).value();
    CHECK(detail.attendances == std::vector{family, worker});
    CHECK(detail.notes == std::vector{first, second});
    CHECK(must(writer->is_noted({first.incident, at(9'999), first.author, first.text})));
    CHECK_FALSE(must(writer->is_noted({first.incident, first.at, second.author, first.text})));
    CHECK_FALSE(must(writer->is_noted({first.incident, first.at, first.author, first.text + "."})));
}

TEST_CASE_TEMPLATE("the standing alert of a key is the newest that has not cleared", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const AlertKey key{HomeId{"h-1"}, DeviceId{"gateway"}, Condition::gateway_lost};
    commit(*writer, [&] {
        for (const auto& [n, phase] : {std::pair{1U, AlertPhase::raised}, std::pair{2U, AlertPhase::repeated},
                                       std::pair{3U, AlertPhase::cleared}, std::pair{4U, AlertPhase::cancelled}}) {
            auto alert = sample_alert(n);
            alert.update.key = key;
            alert.update.phase = phase;
            must(writer->put(alert));
        }
    });
    CHECK(must(writer->standing_alert(key)).value().update.id == made<AlertId>(2));
    CHECK_FALSE(must(writer->standing_alert({key.home, key.device, Condition::offline})).has_value());
    CHECK_FALSE(must(writer->standing_alert({HomeId{"h-2"}, key.device, key.condition})).has_value());
}

TEST_CASE_TEMPLATE("an incident comes back as it was stored, with and without its optional parts", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto incident = sample_incident(1);
    commit(*writer, [&] { must(writer->put(incident)); });
    CHECK(show(must(writer->incident(incident.id)).value()) == show(incident));

    incident.state = IncidentState::closed;
    incident.place.registered = false;
    incident.place.committee.reset();
    incident.place.street.reset();
    incident.acknowledged_at = at(100);
    incident.resolved_at = at(200);
    incident.closed_at = at(300);
    incident.owner = "user:li";
    incident.disposition = core::Disposition::false_alarm;
    incident.all_clear = true;
    commit(*writer, [&] { must(writer->put(incident)); });
    CHECK(show(must(writer->incident(incident.id)).value()) == show(incident));
}

TEST_CASE_TEMPLATE("a home has one open incident of each class", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto first = sample_incident(1);
    auto second = sample_incident(2);
    second.place.home = first.place.home;
    commit(*writer, [&] {
        must(writer->put(first));
        must(writer->savepoint());
        const auto put = writer->put(second);
        REQUIRE_FALSE(put);
        CHECK(put.error().code == ErrorCode::conflict);
        writer->rollback_to_savepoint();
        second.incident_class = IncidentClass::technical;
        must(writer->put(second));
    });
    CHECK(must(writer->open_incident(first.place.home, IncidentClass::emergency)).value().id == first.id);
    CHECK(must(writer->open_incident(first.place.home, IncidentClass::technical)).value().id == second.id);
    CHECK_FALSE(must(writer->open_incident(first.place.home, IncidentClass::welfare)).has_value());

    auto next = sample_incident(3);
    next.place.home = first.place.home;
    commit(*writer, [&] {
        auto closed = first;
        closed.state = IncidentState::closed;
        must(writer->put(closed));
        CHECK_FALSE(must(writer->open_incident(first.place.home, IncidentClass::emergency)).has_value());
        must(writer->put(next));
    });
    CHECK(must(writer->open_incident(first.place.home, IncidentClass::emergency)).value().id == next.id);
}

TEST_CASE_TEMPLATE("due steps come in the order of their deadlines and survive a restart", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    const auto a = made<IncidentId>(1), b = made<IncidentId>(2);
    {
        auto writer = backend.writer();
        CHECK_FALSE(must(writer->next_escalation_due()).has_value());
        commit(*writer, [&] {
            must(writer->put(core::Escalation{a, 1, at(0), EscalationState::fired}));
            must(writer->put(core::Escalation{a, 2, at(60), EscalationState::pending}));
            must(writer->put(core::Escalation{a, 3, at(90), EscalationState::pending}));
            must(writer->put(core::Escalation{b, 2, at(50), EscalationState::pending}));
        });
    }
    auto writer = backend.writer();
    CHECK(must(writer->next_escalation_due()).value() == at(50));
    CHECK(must(writer->due_escalations(at(49), 10)).empty());
    const auto due = must(writer->due_escalations(at(60), 10));
    REQUIRE(due.size() == 2);
    CHECK(due[0].incident == b);
    CHECK(due[1].incident == a);
    CHECK(due[1].step == 2);
    CHECK(must(writer->due_escalations(at(60), 1)).size() == 1);
    CHECK(must(writer->pending_escalations(a)).size() == 2);
    commit(*writer, [&] { must(writer->put(core::Escalation{a, 2, at(60), EscalationState::cancelled})); });
    CHECK(must(writer->pending_escalations(a)).size() == 1);
    CHECK(must(writer->due_escalations(at(60), 10)).size() == 1);
}

TEST_CASE_TEMPLATE("an unacknowledged incident without a next step, or with a late one, is stalled", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto step = [&](std::uint32_t n, std::int64_t due, EscalationState state) {
        must(writer->put(core::Escalation{made<IncidentId>(n), 2, at(due), state}));
    };
    commit(*writer, [&] {
        for (std::uint32_t n = 1; n <= 3; ++n) must(writer->put(in_state(n, IncidentState::open)));
        must(writer->put(in_state(4, IncidentState::dispatched)));
        must(writer->put(in_state(5, IncidentState::acknowledged)));
        must(writer->put(in_state(6, IncidentState::resolved)));
        must(writer->put(in_state(7, IncidentState::closed)));
        step(1, 989, EscalationState::pending);
        step(2, 990, EscalationState::pending);
        step(3, 990, EscalationState::cancelled);
        step(4, 989, EscalationState::fired);
    });
    const std::vector<IncidentId> expected{made<IncidentId>(1), made<IncidentId>(3), made<IncidentId>(4)};
    CHECK(must(writer->stalled_incidents(at(1000), Millis{10}, 10)) == expected);
    CHECK(must(writer->stalled_incidents(at(1000), Millis{10}, 2)).size() == 2);
}

TEST_CASE_TEMPLATE("an unanswered incident without a next step is stalled, also a technical one that is all clear",
                   Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto technical = sample_incident(1);
    technical.incident_class = IncidentClass::technical;
    technical.all_clear = true;
    commit(*writer, [&] { must(writer->put(technical)); });
    CHECK(must(writer->stalled_incidents(at(0), Millis{10}, 10)) == std::vector{technical.id});
}
