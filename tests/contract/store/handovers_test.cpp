// Handovers of the shift in the store, and what is open when one is written.
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using store::Handover;
using store::HandoverId;

namespace {

/// Every field set to something that is not its default.
Handover sample(std::uint32_t n, std::optional<StreetId> street = StreetId("s-1")) {
    Handover handover;
    handover.id = made<HandoverId>(n);
    handover.street = std::move(street);
    handover.author = "user:王";
    handover.written_at = at(n);
    handover.text = "12弄3号 the daughter comes at ten";
    handover.open.by_class = {4, 5, 6};
    handover.open.waiting = 3;
    handover.open.cases = {made<IncidentId>(9), made<IncidentId>(2)};
    handover.open.silences = 7;
    handover.open.overdue = 8;
    return handover;
}

core::Incident incident_of(std::uint32_t n, IncidentClass incident_class, const std::string& street) {
    core::Incident incident = sample_incident(n);
    incident.incident_class = incident_class;
    incident.severity = Severity::critical;
    incident.opened_at = at(n);
    incident.place.street = StreetId(street);
    return incident;
}

core::Silence silence_of(std::uint32_t n, core::SilenceScope scope, const std::string& of, UtcTime from) {
    core::Silence silence;
    silence.id = made<core::SilenceId>(n);
    silence.scope = scope;
    silence.of = of;
    silence.from = from;
    silence.until = at(100);
    silence.author = "user:wang";
    silence.created_at = at(0);
    return silence;
}

core::FollowUp task_of(std::uint32_t n, std::int64_t due, std::uint32_t incident) {
    core::FollowUp task;
    task.id = made<core::FollowUpId>(n);
    task.incident = made<IncidentId>(incident);
    task.due_at = at(due);
    task.created_at = at(1);
    task.created_by = "user:wang";
    return task;
}

std::vector<HandoverId> ids_of(const std::vector<Handover>& handovers) {
    std::vector<HandoverId> ids;
    for (const auto& handover : handovers) ids.push_back(handover.id);
    return ids;
}
std::vector<HandoverId> made_ids(std::initializer_list<std::uint32_t> numbers) {
    std::vector<HandoverId> ids;
    for (const auto n : numbers) ids.push_back(made<HandoverId>(n));
    return ids;
}

}  // namespace

TEST_CASE_TEMPLATE("a handover comes back as it was stored, and is signed once", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto handover = sample(1);
    commit(*writer, [&] { must(writer->handovers().add(handover)); });
    CHECK(must(writer->handovers().find(handover.id)) == handover);
    commit(*writer, [&] { must(writer->handovers().sign(handover.id, "user:李", at(50), "taken over")); });
    commit(*writer, [&] { must(writer->handovers().sign(handover.id, "user:chen", at(60), "too late")); });
    handover.signed_by = "user:李";
    handover.signed_at = at(50);
    handover.comment = "taken over";
    CHECK(must(writer->handovers().find(handover.id)) == handover);
    CHECK(must(backend.reader()->handovers().handover(handover.id)) == handover);
    CHECK_FALSE(must(writer->handovers().find(made<HandoverId>(2))));
    CHECK_FALSE(must(backend.reader()->handovers().handover(made<HandoverId>(2))));
}

TEST_CASE_TEMPLATE(
    "handovers are listed as they were written, the last first, page by page, and only where the caller "
    "may look",
    Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        // The ids are the callers', whose clocks may be wrong.
        must(writer->handovers().add(sample(5)));
        must(writer->handovers().add(sample(2, std::nullopt)));
        must(writer->handovers().add(sample(9, StreetId("s-2"))));
        must(writer->handovers().add(sample(4)));
        must(writer->handovers().sign(made<HandoverId>(5), "user:li", at(70), ""));
    });
    auto reader = backend.reader();
    store::HandoverFilter filter;
    const auto listed = [&] { return ids_of(must(reader->handovers().handovers(filter))); };
    CHECK(listed() == made_ids({4, 9, 2, 5}));
    CHECK(must(reader->handovers().handovers(filter)).front() == sample(4));
    filter.limit = 2;
    filter.after = made<HandoverId>(9);
    CHECK(listed() == made_ids({2, 5}));
    filter.after = made<HandoverId>(77);
    CHECK(listed().empty());
    filter = {};
    filter.is_signed = false;
    CHECK(listed() == made_ids({4, 9, 2}));
    filter.is_signed = true;
    CHECK(listed() == made_ids({5}));
    filter = {};
    filter.street = StreetId("s-1");
    CHECK(listed() == made_ids({4, 5}));
    filter.scope = {false, {StreetId("s-2")}, {}};
    CHECK(listed().empty());
    filter.street.reset();
    CHECK(listed() == made_ids({9}));
    filter.scope = {false, {}, {CommitteeId("c-1")}};
    CHECK(listed().empty());
}

TEST_CASE_TEMPLATE("what is open is counted for the district and for one street", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->import(sample_registry()));
        must(writer->put(incident_of(1, IncidentClass::emergency, "s-1")));
        auto taken = incident_of(2, IncidentClass::welfare, "s-1");
        taken.state = core::IncidentState::acknowledged;
        must(writer->put(taken));
        must(writer->put(incident_of(3, IncidentClass::technical, "s-1")));
        must(writer->put(incident_of(4, IncidentClass::emergency, "s-2")));
        auto closed = incident_of(5, IncidentClass::emergency, "s-1");
        closed.state = core::IncidentState::closed;
        closed.closed_at = at(9);
        must(writer->put(closed));
        must(writer->silences().put(silence_of(1, core::SilenceScope::street, "s-1", at(0))));
        must(writer->silences().put(silence_of(2, core::SilenceScope::committee, "c-2", at(0))));
        must(writer->silences().put(silence_of(3, core::SilenceScope::home, "h-4", at(0))));
        must(writer->silences().put(silence_of(4, core::SilenceScope::home, "h-1", at(60))));  // not yet
        must(writer->aftercare().put(task_of(1, 20, 1)));
        must(writer->aftercare().put(task_of(2, 90, 1)));  // not yet
        must(writer->aftercare().put(task_of(3, 20, 4)));
        auto done = task_of(4, 20, 1);
        done.state = core::FollowUpState::done;
        must(writer->aftercare().put(done));
    });
    auto reader = backend.reader();
    const auto street = must(reader->handovers().open_work(StreetId("s-1"), at(50)));
    CHECK(street.by_class == std::array<std::size_t, 3>{1, 1, 1});
    CHECK(street.waiting == 2);
    CHECK(street.cases == std::vector{made<IncidentId>(1), made<IncidentId>(2)});
    CHECK(street.silences == 2);
    CHECK(street.overdue == 1);
    const auto district = must(reader->handovers().open_work(std::nullopt, at(50)));
    CHECK(district.by_class == std::array<std::size_t, 3>{2, 1, 1});
    CHECK(district.waiting == 3);
    CHECK(district.cases == std::vector{made<IncidentId>(1), made<IncidentId>(4), made<IncidentId>(2)});
    CHECK(district.silences == 3);
    CHECK(district.overdue == 2);
    CHECK(must(writer->handovers().open_work(std::nullopt, at(50))) == district);
    CHECK(must(reader->handovers().open_work(StreetId("s-9"), at(50))) == store::OpenWork());
    CHECK(must(reader->handovers().open_work(std::nullopt, at(100))).silences == 0);  // the end is not included
}

TEST_CASE_TEMPLATE("a handover names no more than two hundred cases", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        for (std::uint32_t n = 1; n <= store::kMostHandedOver + 5; ++n) {
            must(writer->put(incident_of(n, IncidentClass::welfare, "s-1")));
        }
    });
    const auto work = must(writer->handovers().open_work(std::nullopt, at(500)));
    CHECK(work.by_class[1] == store::kMostHandedOver + 5);
    CHECK(work.cases.size() == store::kMostHandedOver);
}

TEST_CASE_TEMPLATE("the words of a handover are forgotten with the notes, but not while a case it names is held",
                   Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    store::LegalHold hold;
    commit(*writer, [&] {
        must(writer->put(incident_of(2, IncidentClass::emergency, "s-1")));
        auto free = sample(1);
        free.open.cases.clear();
        must(writer->handovers().add(free));
        must(writer->handovers().add(sample(2)));
        must(writer->handovers().add(sample(30)));
        must(writer->handovers().sign(made<HandoverId>(1), "user:li", at(40), "taken over"));
        hold.incident = made<IncidentId>(2);
        hold.reason = "a court asks";
        hold.author = "user:chief";
        hold.since = at(5);
        hold = must(writer->retention().place(hold));
    });
    const auto forget = [&](store::Kept what) {
        std::size_t forgotten = 0;
        commit(*writer, [&] { forgotten = must(writer->retention().forget(what, at(20), 100)).forgotten; });
        return forgotten;
    };
    const auto kept = [&](std::uint32_t n) { return *must(writer->handovers().find(made<HandoverId>(n))); };
    CHECK(forget(store::Kept::evidence) == 0);
    CHECK(forget(store::Kept::notes) == 1);
    CHECK(kept(1).text.empty());
    CHECK(kept(1).comment.empty());
    CHECK(kept(1).signed_by == "user:li");
    CHECK(kept(1).open.by_class == sample(1).open.by_class);
    CHECK(kept(2) == sample(2));
    CHECK(forget(store::Kept::notes) == 0);
    commit(*writer, [&] { must(writer->retention().release(hold.number, "user:chief", at(30))); });
    CHECK(forget(store::Kept::notes) == 1);
    CHECK(kept(2).text.empty());
    CHECK(kept(30) == sample(30));
}

TEST_CASE_TEMPLATE("an erasure takes the words of the handovers in which a case of the home was open", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto incident = incident_of(2, IncidentClass::emergency, "s-1");
    commit(*writer, [&] {
        must(writer->put(incident));
        auto other = sample(1);
        other.open.cases.clear();
        must(writer->handovers().add(other));
        must(writer->handovers().add(sample(3)));
        must(writer->retention().erase_words_of(incident.place.home, false));
    });
    CHECK_FALSE(must(writer->handovers().find(made<HandoverId>(1)))->text.empty());
    CHECK(must(writer->handovers().find(made<HandoverId>(3)))->text.empty());
}
