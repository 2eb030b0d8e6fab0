// The daily pass of retention, in the engine's own transactions.
#include "alertd/retention/retention.hpp"
#include "tests/contract/retention/office.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using namespace anju::alertd::retention;
using namespace std::chrono_literals;
using store::Kept;

namespace {

constexpr Millis kMonth = std::chrono::floor<Millis>(std::chrono::months{1});

/// A closed case with a note, evidence, readings and a message.
IncidentId put_case(Office& office, std::uint8_t n, UtcTime closed_at) {
    core::Incident incident = sample_incident(n);
    incident.id = IncidentId(id_at(closed_at - 1h, n));
    incident.opened_at = closed_at - 1h;
    incident.closed_at = closed_at;
    incident.state = core::IncidentState::closed;
    core::Alert alert = sample_alert(n);
    alert.update.id = AlertId(id_at(closed_at - 1h, n));
    alert.incident = incident.id;
    core::Notification message = sample_notification(n, incident.id);
    message.state = core::NotificationState::delivered;
    message.lease_until.reset();
    office.write([&](store::Writer& writer) {
        must(writer.put(incident));
        must(writer.put(alert));
        must(writer.append(core::Note{incident.id, closed_at, "user:wang", "words"}));
        must(writer.put(message));
    });
    return incident.id;
}

bool piece(Office& office, Forgetting& forgetting) {
    bool more = false;
    must(office.change([&](ingest::Turn& turn) -> Result<void> {
        ANJU_TRY(more, forgetting.piece(turn));
        return success();
    }));
    return more;
}

void pass(Office& office, Forgetting& forgetting) {
    while (piece(office, forgetting)) {
    }
}

}  // namespace

TEST_CASE("R1, R3 each kind of thing goes when its own time since the close is over") {
    Office office;
    const IncidentId id = put_case(office, 1, at(0));
    Forgetting forgetting({24, 6, 12, 0, 3});
    auto after = [&, passed = 0](int months) mutable {
        office.turn_clock((months - passed) * kMonth + 2h);
        passed = months;
        pass(office, forgetting);
        return office.detail(id);
    };
    CHECK_FALSE(after(5).alerts.at(0).update.evidence.empty());
    auto detail = after(6);
    CHECK(detail.alerts.at(0).update.evidence.empty());
    CHECK_FALSE(detail.alerts.at(0).update.values.empty());
    detail = after(12);
    CHECK(detail.alerts.at(0).update.values.empty());
    CHECK(detail.notes.size() == 1);
    CHECK(after(24).notes.empty());
    CHECK(after(500).notifications.size() == 1);  // 0: for ever
    CHECK(forgetting.forgotten(Kept::evidence) == 1);
    CHECK(forgetting.forgotten(Kept::deliveries) == 0);
}

TEST_CASE("R2 a held case keeps everything until the hold is released, and then goes with the next day's pass") {
    Office office;
    const IncidentId id = put_case(office, 1, at(0));
    store::LegalHold hold;
    hold.incident = id;
    hold.author = "user:chief";
    hold.reason = "a court asks";
    office.write([&](store::Writer& writer) { hold = must(writer.retention().place(hold)); });
    Forgetting forgetting({1, 1, 1, 1, 1});
    office.turn_clock(2 * kMonth);
    pass(office, forgetting);
    CHECK(office.detail(id).notes.size() == 1);
    office.write([&](store::Writer& writer) { must(writer.retention().release(hold.number, "user:chief", at(1))); });
    office.turn_clock(25h);
    pass(office, forgetting);
    CHECK(office.detail(id).notes.empty());
    CHECK(office.detail(id).alerts.at(0).update.evidence.empty());
}

TEST_CASE("R4, R5 what was forgotten stands in the journal, whose chain stays whole") {
    Office office;
    for (std::uint8_t n = 1; n <= 3; ++n) put_case(office, n, at(0));
    Forgetting forgetting({1, 1, 1, 1, 1});
    office.turn_clock(2 * kMonth);
    pass(office, forgetting);
    const auto journal = office.journal("retention.forgotten");
    REQUIRE(journal.size() == 4);  // the quarantine is empty
    CHECK(journal[0].actor == "alertd");
    CHECK(journal[0].detail.at(0) == std::pair<std::string, std::string>("what", "notes"));
    CHECK(journal[0].detail.at(1) == std::pair<std::string, std::string>("count", "3"));
    CHECK_FALSE(must(office.reader()->verify_journal({})).broken_at.has_value());
}

TEST_CASE("R6 a pass that is over begins again the next day") {
    Office office;
    Forgetting forgetting({1, 1, 1, 1, 1});
    office.turn_clock(2 * kMonth);
    pass(office, forgetting);
    const IncidentId id = put_case(office, 1, at(0));
    office.turn_clock(23h);
    CHECK_FALSE(piece(office, forgetting));
    CHECK(office.detail(id).notes.size() == 1);
    office.turn_clock(1h);
    pass(office, forgetting);
    CHECK(office.detail(id).notes.empty());
}
