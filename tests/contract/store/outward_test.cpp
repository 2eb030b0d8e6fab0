#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

store::PlatformEvent event(std::uint64_t seq, std::uint32_t incident,
                           IncidentClass incident_class = IncidentClass::welfare) {
    store::PlatformEvent made_event;
    made_event.platform = "city";
    made_event.seq = seq;
    made_event.incident = made<IncidentId>(incident);
    made_event.incident_class = incident_class;
    made_event.created_at = made_event.next_attempt_at = at(static_cast<std::int64_t>(seq));
    return made_event;
}

std::string numbers(const std::vector<store::PlatformEvent>& events) {
    std::string line;
    for (const auto& each : events) line += (line.empty() ? "" : " ") + std::to_string(each.seq);
    return line;
}

std::string numbers(const store::Moments& moments) {
    std::string line;
    for (const auto& each : moments.found) line += (line.empty() ? "" : " ") + std::to_string(each.seq);
    return line + " to " + std::to_string(moments.looked_to);
}

core::JournalEntry entry(std::uint32_t incident, const std::string& what) {
    auto made_entry = sample_entry(incident);
    made_entry.event = what;
    return made_entry;
}

store::DeliveryAttempt attempt(std::uint32_t notification, store::AttemptOutcome outcome, UtcTime when) {
    return {made<NotificationId>(notification), when, outcome, "HTTP 503", Millis{12}};
}

}  // namespace

TEST_CASE_TEMPLATE("milestones are found in both directions, and the search says how far it looked", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (const auto* what : {"alert.raised", "incident.opened", "notification.created", "incident.acknowledged",
                                 "responder.accepted", "responder.en_route", "incident.closed", "incident.noted"}) {
            must(writer->append(entry(1, what)));
        }
    });
    auto reader = backend.reader();
    auto& outward = reader->outward();
    CHECK(numbers(must(outward.moments_after(0, 10))) == "2 4 6 7 to 8");
    CHECK(numbers(must(outward.moments_after(0, 2))) == "2 4 to 4");
    CHECK(numbers(must(outward.moments_after(4, 2))) == "6 7 to 7");
    CHECK(numbers(must(outward.moments_after(8, 2))) == " to 8");
    CHECK(numbers(must(outward.moments_before(9, 10))) == "7 6 4 2 to 0");
    CHECK(numbers(must(outward.moments_before(9, 2))) == "7 6 to 5");
    CHECK(numbers(must(outward.moments_before(6, 2))) == "4 2 to 1");
    CHECK(must(outward.moments_after(0, 1)).found.front().incident == made<IncidentId>(1));
}

TEST_CASE_TEMPLATE("a case is published with its journal and the names of where it is", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto incident = sample_incident(1);
    incident.place.committee = CommitteeId("c-1");
    incident.place.street = StreetId("s-1");
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        must(writer->put(incident));
        must(writer->append(entry(1, "incident.opened")));
        must(writer->append(entry(2, "incident.opened")));
    });
    auto reader = backend.reader();
    const auto of = must(reader->outward().published_case(incident.id));
    REQUIRE(of);
    CHECK(show(of->incident) == show(incident));
    CHECK(of->timeline.size() == 1);
    CHECK(of->committee_name == "华一居委会");
    CHECK(of->street_name == "华阳路街道");
    CHECK_FALSE(must(reader->outward().published_case(made<IncidentId>(9))));
}

TEST_CASE_TEMPLATE("of each case the first unfinished event is due, emergencies first, and each once", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto first = event(1, 1);
    commit(*writer, [&] {
        auto& outward = writer->outward();
        CHECK_FALSE(must(outward.platform_cursor("city")));
        must(outward.set_platform_cursor("city", 3));
        must(outward.set_platform_cursor("city", 7));
        CHECK(must(outward.platform_cursor("city")) == 7);
        for (const auto& each : {first, event(2, 1), event(3, 2, IncidentClass::emergency), event(4, 3)}) {
            must(outward.add(each));
        }
        auto again = event(1, 1);
        again.attempts = 9;
        must(outward.add(again));
        auto other = event(5, 1, IncidentClass::emergency);
        other.platform = "other";
        must(outward.add(other));
    });
    auto reader = backend.reader();
    auto& outward = reader->outward();
    CHECK(numbers(must(outward.due_events("city", at(100), 10))) == "3 1 4");
    CHECK(numbers(must(outward.due_events("city", at(100), 1))) == "3");
    CHECK(numbers(must(outward.due_events("city", at(1), 10))) == "1");
    CHECK(must(outward.due_events("city", at(1), 10)).front().attempts == 0);
    CHECK(must(outward.backlog("city")).pending == 4);
    CHECK(must(outward.backlog("city")).oldest == at(1));

    first.state = store::PlatformEventState::refused;
    first.finished_at = at(50);
    first.last_error = "HTTP 422";
    auto waits = event(3, 2, IncidentClass::emergency);
    waits.attempts = 1;
    waits.next_attempt_at = at(500);
    commit(*writer, [&] {
        must(writer->outward().update(first));
        must(writer->outward().update(waits));
    });
    CHECK(numbers(must(outward.due_events("city", at(100), 10))) == "2 4");
    CHECK(numbers(must(outward.due_events("city", at(500), 10))) == "3 2 4");
    CHECK(must(outward.backlog("city")).refused == 1);
}

TEST_CASE_TEMPLATE("a platform's ticket is found by case and by name, and stands in the case", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const store::PlatformTicket ticket{"city", made<IncidentId>(1), "T-1", "received", at(1)};
    auto closed = sample_incident(2);
    closed.state = core::IncidentState::closed;
    commit(*writer, [&] {
        must(writer->put(sample_incident(1)));
        must(writer->put(closed));
        must(writer->outward().put(ticket));
        must(writer->outward().put({"city", closed.id, "T-2", "", at(2)}));
        must(writer->outward().put({"other", made<IncidentId>(1), "", "seen", at(3)}));
        CHECK(must(writer->outward().ticket("city", made<IncidentId>(1))) == ticket);
        CHECK_FALSE(must(writer->outward().ticket("city", made<IncidentId>(3))));
        CHECK(must(writer->outward().ticket_named("city", "T-1")) == ticket);
        CHECK_FALSE(must(writer->outward().ticket_named("other", "T-1")));
        CHECK_FALSE(must(writer->outward().ticket_named("other", "")));
    });
    auto reader = backend.reader();
    CHECK(must(reader->outward().tickets_of(made<IncidentId>(1))).size() == 2);
    CHECK(must(reader->outward().ticket_named("city", "T-1")) == ticket);
    const auto open = must(reader->outward().open_tickets("city", std::nullopt, 10));
    REQUIRE(open.size() == 1);
    CHECK(open.front() == ticket);
    CHECK(must(reader->outward().open_tickets("city", made<IncidentId>(1), 10)).empty());
    const auto detail = must(reader->incident_detail(made<IncidentId>(1)));
    REQUIRE(detail);
    CHECK(detail->tickets.size() == 2);
}

TEST_CASE_TEMPLATE("the log of deliveries has every try, is filtered, paged and kept within its scope", Backend,
                   ANJU_STORE_BACKENDS) {
    using store::AttemptOutcome;
    Backend backend;
    auto writer = backend.writer();
    auto here = sample_incident(1);
    here.place.street = StreetId("s-1");
    here.place.committee = CommitteeId("c-1");
    auto there = sample_incident(2);
    there.place.street = StreetId("s-2");
    there.place.committee = CommitteeId("c-3");
    auto failed = sample_notification(3, there.id);
    failed.state = core::NotificationState::failed;
    failed.channel = core::ChannelKind::sms;
    commit(*writer, [&] {
        must(writer->put(here));
        must(writer->put(there));
        must(writer->put(sample_notification(1, here.id)));
        must(writer->put(sample_notification(2, here.id)));
        must(writer->put(failed));
        must(writer->outward().record(attempt(1, AttemptOutcome::held_back, at(1)), at(0)));
        must(writer->outward().record(attempt(1, AttemptOutcome::delivered, at(2)), at(0)));
        must(writer->outward().record(attempt(3, AttemptOutcome::failed, at(3)), at(0)));
    });
    auto reader = backend.reader();
    const auto found = [&](const store::DeliveryFilter& filter) {
        std::string line;
        for (const auto& row : must(reader->outward().deliveries(filter)).found) {
            line += (line.empty() ? "" : " ") + row.notification.responder.value;
        }
        return line;
    };
    CHECK(found({}) == "r-3 r-2 r-1");
    const auto last = must(reader->outward().deliveries({})).found.back();
    REQUIRE(last.attempts.size() == 2);
    CHECK(last.attempts[0].outcome == AttemptOutcome::held_back);
    CHECK(last.attempts[1].outcome == AttemptOutcome::delivered);
    CHECK(last.attempts[1].at == at(2));
    CHECK(last.attempts[1].took == Millis{12});
    CHECK(last.attempts[1].error == "HTTP 503");

    store::DeliveryFilter filter;
    filter.incident = here.id;
    CHECK(found(filter) == "r-2 r-1");
    filter.responder = ResponderId("r-2");
    CHECK(found(filter) == "r-2");
    filter = {};
    filter.state = core::NotificationState::failed;
    CHECK(found(filter) == "r-3");
    filter = {};
    filter.channel = core::ChannelKind::sms;
    CHECK(found(filter) == "r-3");
    filter = {};
    filter.limit = 1;
    filter.before = made<NotificationId>(3);
    CHECK(found(filter) == "r-2");
    filter = {};
    filter.streets = {StreetId("s-1")};
    CHECK(found(filter) == "r-2 r-1");
    filter.committees = {CommitteeId("c-3")};
    CHECK(found(filter) == "r-3 r-2 r-1");
    filter.streets.clear();
    CHECK(found(filter) == "r-3");
}

TEST_CASE_TEMPLATE("attempts from before what is kept go, a few with each that comes", Backend, ANJU_STORE_BACKENDS) {
    using store::AttemptOutcome;
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->put(sample_incident(1)));
        must(writer->put(sample_notification(1, made<IncidentId>(1))));
        for (int i = 1; i <= 5; ++i) must(writer->outward().record(attempt(1, AttemptOutcome::retry, at(i)), at(0)));
        must(writer->outward().record(attempt(1, AttemptOutcome::retry, at(6)), at(4)));
    });
    auto reader = backend.reader();
    const auto first = [&] { return must(reader->outward().deliveries({})).found.front().attempts; };
    CHECK(first().size() == 4);
    CHECK(first().front().at == at(3));
    commit(*writer, [&] { must(writer->outward().record(attempt(1, AttemptOutcome::retry, at(7)), at(4))); });
    CHECK(first().front().at == at(4));
    CHECK(first().size() == 4);
}

TEST_CASE_TEMPLATE("what a platform was told more than 400 days ago goes, a few with each that ends", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto end = [&](std::uint64_t seq, store::PlatformEventState state, UtcTime when) {
        auto ended = event(seq, 1);
        ended.state = state;
        ended.finished_at = when;
        must(writer->outward().update(ended));
    };
    using std::chrono::hours;
    commit(*writer, [&] {
        for (std::uint64_t seq = 1; seq <= 5; ++seq) must(writer->outward().add(event(seq, 1)));
        for (std::uint64_t seq = 1; seq <= 3; ++seq) end(seq, store::PlatformEventState::refused, at(0));
        end(4, store::PlatformEventState::taken, at(0) + hours(24 * 399));
    });
    auto reader = backend.reader();
    CHECK(must(reader->outward().backlog("city")).refused == 3);
    commit(*writer, [&] { end(5, store::PlatformEventState::taken, at(0) + hours(24 * 401)); });
    CHECK(must(reader->outward().backlog("city")).refused == 1);
}
