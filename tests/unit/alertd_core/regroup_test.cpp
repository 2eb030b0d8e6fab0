// Merging and splitting cases by hand (alertd/core/regroup.hpp).
#include "alertd/core/regroup.hpp"

#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

/// A mother's flat h1 and her daughter's h2, each with a gateway.
class TwoFlats {
public:
    Desk desk;

    Incident open(Condition condition, const char* home = "h1", const char* device = "d1") {
        desk.place = place_of(home);
        desk.gateway = GatewayId(home == std::string("h1") ? "g1" : "g2");
        last_ = desk.raised(condition, device);
        desk.arrive(last_);
        return now(*desk.store.alerts.at(last_.id).incident);
    }
    AlertUpdate last() const { return last_; }
    const Incident& now(const IncidentId& id) const { return desk.store.incidents.at(id); }
    Regrouped merge(const Incident& from, const Incident& into, std::string note = "the same fire",
                    std::optional<std::uint64_t> version = std::nullopt,
                    std::optional<std::uint64_t> into_version = std::nullopt) {
        OperatorAct act;
        act.incident = from.id;
        act.into = into.id;
        act.act = Act::merge;
        act.note = std::move(note);
        act.expected_version = version;
        act.into_version = into_version;
        return regroup(act);
    }
    Regrouped split(const Incident& of, std::vector<AlertId> alerts) {
        OperatorAct act;
        act.incident = of.id;
        act.act = Act::split;
        act.alerts = std::move(alerts);
        return regroup(act);
    }
    Regrouped reopen(const Incident& merged) {
        OperatorAct act;
        act.incident = merged.id;
        act.act = Act::reopen;
        return regroup(act);
    }
    void act(Act act, const Incident& incident, const char* who = "user:wang") {
        OperatorAct done;
        done.incident = incident.id;
        done.act = act;
        done.actor = who;
        done.disposition = Disposition::real;
        REQUIRE(desk.run(desk.store.load(incident.id), done).reason == Reason::accepted);
    }
    std::size_t messages(const Incident& incident) const { return desk.store.notifications_of(incident.id).size(); }
    std::size_t pending(const Incident& incident) const { return desk.store.load(incident.id).escalations.size(); }

private:
    Regrouped regroup(OperatorAct act) {
        act.actor = "user:wang";
        const std::map<HomeId, Place> places{{HomeId("h1"), place_of("h1")}, {HomeId("h2"), place_of("h2")}};
        auto done = desk.store.regroup(act, desk.now, ids_, places);
        CHECK(desk.store.complaints.empty());
        return done;
    }

    AlertUpdate last_;
    std::uint64_t chance_ = 1'000;
    UlidFactory ids_{[this] { return ++chance_; }};
};

}  // namespace

TEST_CASE("G1: a merged case is closed as a duplicate, its alerts go into the other, and no gateway is told") {
    TwoFlats flats;
    const auto from = flats.open(Condition::call, "h2");
    const auto into = flats.open(Condition::smoke);
    const auto done = flats.merge(from, into);
    REQUIRE(done.reason == Reason::accepted);
    CHECK(done.one.close_notices.empty());
    const auto& closed = flats.now(from.id);
    CHECK(closed.state == IncidentState::closed);
    CHECK(closed.disposition == Disposition::duplicate);
    CHECK(closed.merged_into == into.id);
    CHECK(closed.owner == "user:wang");
    CHECK(flats.pending(from) == 0);
    CHECK(flats.now(into.id).alerts == 2);
    CHECK(flats.now(into.id).version == into.version + 1);
    CHECK(flats.desk.journal_says("incident.merged", "into=" + into.id.to_string()));
    CHECK(flats.desk.journal_says("incident.took_in", "from=" + from.id.to_string()));
    // When the case that stays is closed, every gateway of it hears so.
    OperatorAct close;
    close.incident = into.id;
    close.act = Act::close;
    close.actor = "user:wang";
    close.disposition = Disposition::real;
    CHECK(flats.desk.run(flats.desk.store.load(into.id), close).close_notices.size() == 2);
}

TEST_CASE("G2: across homes a merge needs a reason, within one it does not") {
    TwoFlats flats;
    const auto neighbour = flats.open(Condition::call, "h2");
    const auto into = flats.open(Condition::smoke);
    CHECK(flats.merge(neighbour, into, "").reason == Reason::reason_missing);
    CHECK(flats.now(neighbour.id).state == IncidentState::open);
    const auto welfare = flats.open(Condition::no_movement);
    CHECK(flats.merge(welfare, into, "").reason == Reason::accepted);
}

TEST_CASE("G2: nothing is merged into a less urgent case, into itself, or into what is not there") {
    TwoFlats flats;
    const auto emergency = flats.open(Condition::smoke);
    const auto welfare = flats.open(Condition::no_movement);
    const auto technical = flats.open(Condition::low_battery);
    CHECK(flats.merge(emergency, welfare).reason == Reason::not_mergeable);
    CHECK(flats.merge(welfare, technical).reason == Reason::not_mergeable);
    CHECK(flats.merge(emergency, emergency).reason == Reason::not_mergeable);
    CHECK(flats.merge(emergency, Incident{}).reason == Reason::not_found);
    CHECK(flats.merge(Incident{}, emergency).reason == Reason::not_found);
    flats.act(Act::close, technical);
    CHECK(flats.merge(technical, welfare).reason == Reason::wrong_state);
    CHECK(flats.merge(welfare, technical).reason == Reason::wrong_state);
}

TEST_CASE("G3: an area outage is not merged into anything") {
    TwoFlats flats;
    const auto outage = flats.open(Condition::area_outage);
    const auto other = flats.open(Condition::low_battery, "h2");
    CHECK(flats.merge(outage, other).reason == Reason::not_mergeable);
}

TEST_CASE("G9: an outdated version of either case refuses a merge, and nothing changes") {
    TwoFlats flats;
    const auto from = flats.open(Condition::call, "h2");
    const auto into = flats.open(Condition::smoke);
    CHECK(flats.merge(from, into, "why", from.version + 1).reason == Reason::version_conflict);
    CHECK(flats.merge(from, into, "why", from.version, into.version - 1).reason == Reason::version_conflict);
    CHECK(flats.now(into.id).version == into.version);
    CHECK(flats.merge(from, into, "why", from.version, into.version).reason == Reason::accepted);
}

TEST_CASE("G4: an unanswered emergency that is merged into an acknowledged one tells its people again") {
    TwoFlats flats;
    const auto into = flats.open(Condition::smoke);
    flats.act(Act::acknowledge, into, "user:li");
    const auto from = flats.open(Condition::call, "h2");
    const auto before = flats.messages(into);
    REQUIRE(flats.merge(from, into).reason == Reason::accepted);
    CHECK(flats.messages(into) > before);
    CHECK(flats.now(into.id).owner == "user:li");
    for (const auto& message : flats.desk.store.notifications_of(into.id)) {
        if (message.step == flats.now(into.id).step) CHECK(still_wanted(message, flats.now(into.id)));
    }
}

TEST_CASE("G4: merged into a resolved case it opens that again, without an owner and climbing") {
    TwoFlats flats;
    const auto into = flats.open(Condition::smoke);
    flats.act(Act::resolve, into);
    const auto from = flats.open(Condition::call, "h2");
    REQUIRE(flats.merge(from, into).reason == Reason::accepted);
    CHECK(flats.now(into.id).state == IncidentState::open);
    CHECK(flats.now(into.id).owner.empty());
    CHECK(flats.pending(into) == 1);
}

TEST_CASE("G4: an unanswered case that stands lower on its ladder climbs at once, one that stands higher goes on") {
    TwoFlats flats;
    const auto first = flats.open(Condition::call, "h2");
    flats.desk.let_pass(95s);
    const auto second = flats.open(Condition::smoke);
    REQUIRE(flats.now(first.id).step > flats.now(second.id).step);
    SUBCASE("higher into lower") {
        REQUIRE(flats.merge(flats.now(first.id), flats.now(second.id)).reason == Reason::accepted);
        CHECK(flats.now(second.id).step == 2);
        CHECK(flats.desk.journal_says("escalation.fired", "reason=merged_stood_higher"));
        CHECK(flats.pending(second) == 1);
    }
    SUBCASE("lower into higher") {
        const auto messages = flats.messages(first);
        REQUIRE(flats.merge(flats.now(second.id), flats.now(first.id)).reason == Reason::accepted);
        CHECK(flats.messages(first) == messages);
        CHECK(flats.pending(first) == 1);
    }
}

TEST_CASE("G4: what is silenced calls nobody when it is merged, and calls when the silence is over") {
    TwoFlats flats;
    const auto into = flats.open(Condition::low_battery);
    flats.act(Act::acknowledge, into, "user:li");
    auto wide = flats.desk.silence(1h);
    wide.scope = SilenceScope::street;
    wide.of = "s1";
    const auto silence = flats.desk.begin(wide);
    const auto from = flats.open(Condition::gateway_lost, "h2");
    REQUIRE(from.severity > into.severity);
    const auto before = flats.messages(into);
    REQUIRE(flats.merge(from, flats.now(into.id)).reason == Reason::accepted);
    CHECK(flats.messages(into) == before);
    flats.desk.end_early(silence);
    CHECK(flats.messages(into) > before);
}

TEST_CASE("G4: severity rises with what is merged and never falls") {
    TwoFlats flats;
    const auto minor = flats.open(Condition::smoke_prealarm);
    const auto critical = flats.open(Condition::call, "h2");
    REQUIRE(flats.merge(critical, minor).reason == Reason::accepted);
    CHECK(flats.now(minor.id).severity == Severity::critical);
    CHECK(flats.now(minor.id).headline == Condition::call);
    const auto prealarm = flats.open(Condition::smoke_prealarm, "h2");
    REQUIRE(flats.merge(prealarm, flats.now(minor.id)).reason == Reason::accepted);
    CHECK(flats.now(minor.id).severity == Severity::critical);
}

TEST_CASE("G5: who goes for the merged case is shown in the one that stays") {
    TwoFlats flats;
    const auto from = flats.open(Condition::call, "h2");
    OperatorAct go;
    go.incident = from.id;
    go.act = Act::en_route;
    go.actor = "user:wang";
    go.responder = ResponderId("committee");
    REQUIRE(flats.desk.run(flats.desk.store.load(from.id), go).reason == Reason::accepted);
    const auto into = flats.open(Condition::smoke);
    REQUIRE(flats.merge(flats.now(from.id), into).reason == Reason::accepted);
    CHECK(flats.desk.store.attendances.at({into.id, ResponderId("committee")}).state == AttendanceState::en_route);
}

TEST_CASE("G6: later reports of merged alerts go to the case that stays; another condition opens a case of its own") {
    TwoFlats flats;
    const auto from = flats.open(Condition::call, "h2", "button");
    const auto call = flats.last();
    const auto into = flats.open(Condition::smoke);
    REQUIRE(flats.merge(from, into).reason == Reason::accepted);
    flats.desk.place = place_of("h2");
    flats.desk.gateway = GatewayId("g2");
    const auto arrive = [&](const AlertUpdate& update) {
        const auto state = flats.desk.store.load(flats.desk.place, update, false, flats.desk.gateway);
        flats.desk.run(state, AlertArrived{flats.desk.gateway, update, false});
        return *flats.desk.store.alerts.at(update.id).incident;
    };
    CHECK(arrive(Desk::next(call, AlertPhase::repeated)) == into.id);
    const auto other = flats.desk.raised(Condition::smoke, "hall");
    const auto own = arrive(other);
    CHECK(own != into.id);
    // Also while the home has a case of its own, the merged alert and its successors stay where they are.
    CHECK(arrive(Desk::next(Desk::next(call, AlertPhase::repeated), AlertPhase::repeated)) == into.id);
    CHECK(arrive(flats.desk.raised(Condition::call, "button")) == into.id);
    CHECK(flats.desk.store.alerts.at(call.id).home == HomeId("h2"));
    flats.act(Act::close, into);
    CHECK(arrive(flats.desk.raised(Condition::call, "button")) == own);
}

TEST_CASE("G7: split alerts get a case of their own, which climbs like a new one, beside the old one") {
    TwoFlats flats;
    const auto of = flats.open(Condition::smoke, "h1", "hall");
    flats.open(Condition::call, "h1", "button");
    const auto call = flats.last();
    flats.act(Act::acknowledge, of);
    const auto before = flats.now(of.id);
    const auto done = flats.split(before, {call.id});
    REQUIRE(done.reason == Reason::accepted);
    REQUIRE(done.other.incident);
    const auto fresh = flats.now(done.other.incident->id);
    CHECK(fresh.part == 2);
    CHECK(fresh.place.home == HomeId("h1"));
    CHECK(fresh.state == IncidentState::open);
    CHECK(fresh.headline == Condition::call);
    CHECK(flats.messages(fresh) == 2);
    CHECK(flats.pending(fresh) == 1);
    CHECK(flats.now(of.id).alerts == 1);
    CHECK(flats.now(of.id).owner == "user:wang");
    CHECK(flats.now(of.id).version == before.version + 1);
    CHECK(flats.desk.journal_says("incident.split", "to=" + fresh.id.to_string()));
    CHECK(flats.desk.journal_says("incident.opened", "split_from=" + of.id.to_string()));
    // Each press goes to the case of its button, each smoke to the other.
    CHECK(flats.open(Condition::call, "h1", "button").id == fresh.id);
    CHECK(flats.open(Condition::smoke, "h1", "hall").id == of.id);
    SUBCASE("and may be merged back") {
        CHECK(flats.merge(flats.now(fresh.id), flats.now(of.id), "").reason == Reason::accepted);
        CHECK(flats.now(of.id).alerts == 4);
    }
}

TEST_CASE("G7: a split takes alerts that are there, leaves at least one, and takes one home's") {
    TwoFlats flats;
    const auto of = flats.open(Condition::smoke, "h1", "hall");
    const auto smoke = flats.last().id;
    CHECK(flats.split(of, {}).reason == Reason::nothing_stays);
    CHECK(flats.split(of, {smoke}).reason == Reason::nothing_stays);
    CHECK(flats.split(of, {AlertId(Ulid{{1}})}).reason == Reason::alert_not_here);
    flats.open(Condition::co, "h1", "kitchen");
    const auto co = flats.last().id;
    const auto neighbour = flats.open(Condition::call, "h2");
    const auto call = flats.last().id;
    REQUIRE(flats.merge(neighbour, flats.now(of.id)).reason == Reason::accepted);
    CHECK(flats.split(flats.now(of.id), {co, call}).reason == Reason::several_homes);
    const auto done = flats.split(flats.now(of.id), {call});
    REQUIRE(done.reason == Reason::accepted);
    CHECK(flats.now(done.other.incident->id).place.home == HomeId("h2"));
    CHECK(flats.now(done.other.incident->id).part == 1);
    CHECK(flats.now(of.id).alerts == 2);
    flats.act(Act::close, flats.now(of.id));
    CHECK(flats.split(flats.now(of.id), {co}).reason == Reason::wrong_state);
}

TEST_CASE("G7: the class of a split-off case is that of its most urgent alert") {
    TwoFlats flats;
    const auto emergency = flats.open(Condition::smoke);
    const auto welfare = flats.open(Condition::no_movement, "h1", "radar");
    const auto movement = flats.last().id;
    REQUIRE(flats.merge(welfare, emergency).reason == Reason::accepted);
    const auto done = flats.split(flats.now(emergency.id), {movement});
    REQUIRE(done.reason == Reason::accepted);
    CHECK(done.other.incident->incident_class == IncidentClass::welfare);
    CHECK(done.other.incident->part == 1);
}

TEST_CASE("G8: reopening a merged case takes its alerts back, also through a second merge") {
    TwoFlats flats;
    const auto first = flats.open(Condition::call, "h2", "button");
    const auto call = flats.last().id;
    const auto second = flats.open(Condition::no_movement, "h1", "radar");
    const auto third = flats.open(Condition::smoke, "h1", "hall");
    REQUIRE(flats.merge(second, third).reason == Reason::accepted);
    REQUIRE(flats.merge(first, flats.now(third.id)).reason == Reason::accepted);
    const auto fourth = flats.open(Condition::gas, "h2", "stove");
    REQUIRE(flats.merge(flats.now(third.id), fourth).reason == Reason::accepted);
    CHECK(flats.now(first.id).merged_into == fourth.id);
    CHECK(flats.now(fourth.id).alerts == 4);

    REQUIRE(flats.reopen(flats.now(first.id)).reason == Reason::accepted);
    CHECK(flats.now(first.id).state == IncidentState::acknowledged);
    CHECK(flats.now(first.id).owner == "user:wang");
    CHECK_FALSE(flats.now(first.id).merged_into);
    CHECK_FALSE(flats.now(first.id).disposition);
    CHECK(flats.now(first.id).part == 2);  // the stove's case is the home's first by now
    CHECK(flats.now(first.id).alerts == 1);
    CHECK(flats.now(fourth.id).alerts == 3);
    CHECK(flats.desk.store.alerts.at(call).incident == first.id);
}
