#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using core::NotificationState;

namespace {

const IncidentId kIncident = made<IncidentId>(1);

std::vector<core::Notification> lease(store::Writer& writer, std::int64_t now, std::size_t limit = 100) {
    std::vector<core::Notification> leased;
    commit(writer, [&] { leased = must(writer.lease_notifications(at(now), Millis{30}, limit)); });
    return leased;
}

}  // namespace

TEST_CASE_TEMPLATE("a notification comes back as it was stored", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto notification = sample_notification(1, kIncident);
    commit(*writer, [&] { CHECK(must(writer->put(notification))); });
    CHECK(show(must(writer->notification(notification.id)).value()) == show(notification));

    notification.state = NotificationState::delivered;
    notification.attempts = 2;
    notification.lease_until = at(40);
    notification.finished_at = at(50);
    notification.last_error.clear();
    commit(*writer, [&] { CHECK(must(writer->put(notification))); });
    CHECK(show(must(writer->notification(notification.id)).value()) == show(notification));
}

TEST_CASE_TEMPLATE("one notification for each key: a second one changes nothing", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto notification = sample_notification(1, kIncident);
    auto repeat = sample_notification(2, kIncident);
    repeat.key = notification.key;
    commit(*writer, [&] {
        CHECK(must(writer->put(notification)));
        CHECK_FALSE(must(writer->put(repeat)));
    });
    CHECK_FALSE(must(writer->notification(repeat.id)).has_value());
    CHECK(show(must(writer->notification(notification.id)).value()) == show(notification));
}

TEST_CASE_TEMPLATE("due notifications are leased once, until the lease expires", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (std::uint32_t n : {30U, 10U, 20U}) must(writer->put(sample_notification(n, kIncident)));
    });
    CHECK(must(writer->next_notification_due()).value() == at(10));
    CHECK(lease(*writer, 9).empty());
    const auto first = lease(*writer, 20);
    REQUIRE(first.size() == 2);
    CHECK(first[0].id == made<NotificationId>(10));
    CHECK(first[0].state == NotificationState::sending);
    CHECK(first[0].lease_until.value() == at(50));
    CHECK(first[0].attempts == 1);
    CHECK(show(must(writer->notification(first[0].id)).value()) == show(first[0]));
    CHECK(lease(*writer, 29).empty());
    CHECK(must(writer->next_notification_due()).value() == at(30));
    CHECK(lease(*writer, 49).size() == 1);
    CHECK(lease(*writer, 50, 1).size() == 1);
    CHECK(lease(*writer, 50).size() == 1);
}

TEST_CASE_TEMPLATE("what was finished is neither leased nor unfinished", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        std::uint32_t n = 1;
        for (const auto state : {NotificationState::pending, NotificationState::sending, NotificationState::delivered,
                                 NotificationState::failed, NotificationState::superseded}) {
            auto notification = sample_notification(n++, kIncident);
            notification.state = state;
            must(writer->put(notification));
        }
        must(writer->put(sample_notification(9, made<IncidentId>(2))));
    });
    CHECK(must(writer->unfinished_notifications(kIncident)).size() == 2);
    CHECK(must(backend.reader()->counts()).notifications_waiting == 3);
    CHECK(lease(*writer, 100).size() == 3);
}

TEST_CASE_TEMPLATE("a step was heard once one of its notifications was delivered", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto notification = sample_notification(1, kIncident);
    const int step = notification.step;
    commit(*writer, [&] { must(writer->put(notification)); });
    CHECK_FALSE(must(writer->step_heard(kIncident, step)));
    notification.state = NotificationState::delivered;
    commit(*writer, [&] { must(writer->put(notification)); });
    CHECK(must(writer->step_heard(kIncident, step)));
    CHECK_FALSE(must(writer->step_heard(kIncident, step + 1)));
    CHECK_FALSE(must(writer->step_heard(made<IncidentId>(2), step)));
}

TEST_CASE_TEMPLATE("messages of an emergency are leased before those of a battery that wait longer", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto technical = sample_incident(1), welfare = sample_incident(2);
    technical.incident_class = IncidentClass::technical;
    welfare.incident_class = IncidentClass::welfare;
    const auto emergency = sample_incident(3);
    commit(*writer, [&] {
        for (const auto& incident : {technical, welfare, emergency}) must(writer->put(incident));
        must(writer->put(sample_notification(1, technical.id)));
        must(writer->put(sample_notification(2, welfare.id)));
        must(writer->put(sample_notification(3, emergency.id)));
    });
    const auto leased = lease(*writer, 100, 2);
    REQUIRE(leased.size() == 2);
    CHECK(leased[0].incident == emergency.id);
    CHECK(leased[1].incident == welfare.id);
}

TEST_CASE_TEMPLATE("after a start every lease is over, and what was sending is due again", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    {
        auto writer = backend.writer();
        commit(*writer, [&] {
            must(writer->put(sample_notification(1, kIncident)));
            must(writer->put(sample_notification(2, kIncident)));
            must(writer->put(sample_notification(60, kIncident)));
        });
        CHECK(lease(*writer, 10).size() == 2);
    }
    auto writer = backend.writer();
    CHECK(lease(*writer, 11).empty());
    commit(*writer, [&] { CHECK(must(writer->expire_leases(at(11))) == 2); });
    CHECK(lease(*writer, 11).size() == 2);
}
