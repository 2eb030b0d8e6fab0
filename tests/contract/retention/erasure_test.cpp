// Erasure of one resident: what goes, what stays, and that nothing is left in the file.
#include "alertd/retention/erasure.hpp"
#include "tests/contract/retention/office.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using namespace anju::alertd::retention;

namespace {

void fill(Office& office) {
    office.write([](store::Writer& writer) { must(writer.import(sample_registry())); });
}

IncidentId put_case(Office& office, std::uint32_t n, bool closed) {
    core::Incident incident = sample_incident(n);
    incident.place.home = HomeId("h-1");
    incident.state = core::IncidentState::acknowledged;
    if (closed) {
        incident.state = core::IncidentState::closed;
        incident.closed_at = at(100);
    }
    core::Alert alert = sample_alert(n);
    alert.home = HomeId("h-1");
    alert.incident = incident.id;
    alert.update.evidence = "picture of Mrs Chen";
    office.write([&](store::Writer& writer) {
        must(writer.put(incident));
        must(writer.put(alert));
        must(writer.append(core::Note{incident.id, at(1), "user:wang", "Mrs Chen fell in the kitchen"}));
        core::JournalEntry entry;
        entry.at = at(1);
        entry.event = "incident.noted";
        entry.actor = "user:wang";
        entry.incident = incident.id;
        must(writer.append(entry));
    });
    return incident.id;
}

Result<Erasure> erase(Office& office, const char* resident) {
    Erasure erased;
    const auto done = office.change([&](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(erased, erase_resident(turn, ResidentId(resident), "user:chief"));
        return success();
    });
    if (!done) return done.error();
    return erased;
}

}  // namespace

TEST_CASE("E1, E2, E3 the last resident of a home is gone everywhere, and the case stays as a number") {
    Office office;
    fill(office);
    const IncidentId id = put_case(office, 1, true);
    REQUIRE(office.file_holds("陈阿婆"));
    REQUIRE(office.file_holds("Mrs Chen"));
    const auto erased = must(erase(office, "p-1"));
    CHECK(erased.home == HomeId("h-1"));
    CHECK(erased.home_is_empty);
    CHECK(erased.responders == 1);
    CHECK(erased.of_cases.notes == 1);
    for (const char* gone : {"陈阿婆", "13900000001", "高血压", "Mrs Chen", "女儿", "13900000002", "厨房烟感"}) {
        INFO(gone);
        CHECK_FALSE(office.file_holds(gone));
    }
    const auto detail = office.detail(id);
    CHECK(detail.incident.closed_at == at(100));
    CHECK(detail.residents.empty());
    CHECK(detail.timeline.size() == 1);
}

TEST_CASE("E5 the journal's chain is whole after an erasure, and says whose data it was") {
    Office office;
    fill(office);
    put_case(office, 1, true);
    must(erase(office, "p-1"));
    CHECK_FALSE(must(office.reader()->verify_journal({})).broken_at.has_value());
    const auto journal = office.journal("resident.erased");
    REQUIRE(journal.size() == 1);
    CHECK(journal[0].actor == "user:chief");
    CHECK(journal[0].detail.at(0) == std::pair<std::string, std::string>("resident", "p-1"));
}

TEST_CASE("E4 a hold or an open case refuses an erasure, and nothing is changed") {
    Office office;
    fill(office);
    const IncidentId id = put_case(office, 1, true);
    store::LegalHold hold;
    hold.incident = id;
    hold.reason = "a court asks";
    hold.author = "user:chief";
    office.write([&](store::Writer& writer) { hold = must(writer.retention().place(hold)); });
    CHECK(erase(office, "p-1").error().code == ErrorCode::conflict);
    office.write([&](store::Writer& writer) { must(writer.retention().release(hold.number, "user:chief", at(200))); });
    put_case(office, 2, false);
    const auto refused = erase(office, "p-1");
    CHECK(refused.error().code == ErrorCode::conflict);
    CHECK(refused.error().message.find("open case") != std::string::npos);
    CHECK(office.detail(id).notes.size() == 1);
    CHECK(office.detail(id).residents.size() == 1);
    CHECK(erase(office, "nobody").error().code == ErrorCode::not_found);
}
