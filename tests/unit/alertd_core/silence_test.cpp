// Silences: rules S1 to S8.
#include "tests/unit/alertd_core/desk.hpp"

#include "alertd/core/rules.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

std::size_t waiting(const Desk& desk) {
    std::size_t count = 0;
    for (const auto& [id, row] : desk.store.notifications) count += MemoryCaseStore::is_unfinished(row) ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("S1 a silence that names smoke, CO, gas, a call or a fall is refused") {
    Desk desk;
    for (const Condition never : {Condition::smoke, Condition::smoke_prealarm, Condition::co, Condition::gas,
                                  Condition::call, Condition::fall, Condition::fall_suspected}) {
        CAPTURE(to_string(never));
        CHECK(mistake_in(desk.silence(1h, {Condition::low_battery, never}), desk.now.utc) ==
              SilenceMistake::never_silenced);
    }
    CHECK_FALSE(mistake_in(desk.silence(1h, {Condition::low_battery}), desk.now.utc).has_value());
}

TEST_CASE("S1 a silence of the home, its committee or its street does not touch an emergency") {
    for (const SilenceScope scope : {SilenceScope::home, SilenceScope::committee, SilenceScope::street}) {
        Desk desk;
        Silence wide = desk.silence(1h);
        wide.scope = scope;
        wide.of = scope == SilenceScope::home ? "h1" : scope == SilenceScope::committee ? "c1" : "s1";
        desk.begin(wide);
        desk.arrive(desk.raised(Condition::fall));
        CHECK(desk.told(1) == "committee family");
        CHECK_FALSE(desk.incident().silenced_until.has_value());
    }
}

TEST_CASE("S1 a silence of one device does not touch its alarm, only its troubles") {
    Desk desk;
    Silence one = desk.silence(1h);
    one.scope = SilenceScope::device;
    one.device = DeviceId("d1");
    desk.begin(one);
    desk.arrive(desk.raised(Condition::smoke, "d1"));
    CHECK(desk.told(1) == "committee family");
    desk.arrive(desk.raised(Condition::low_battery, "d1"));
    CHECK(desk.incident().silenced_until == one.until);
}

TEST_CASE("S2 a silence ends, within a time that its reach allows") {
    Desk desk;
    const auto mistake = [&](const Silence& silence) { return mistake_in(silence, desk.now.utc); };
    CHECK(mistake(desk.silence(0h, {Condition::offline})) == SilenceMistake::ends_before_it_begins);
    CHECK_FALSE(mistake(desk.silence(30 * 24h, {Condition::offline})).has_value());
    CHECK(mistake(desk.silence(30 * 24h + 1ms, {Condition::offline})) == SilenceMistake::lasts_too_long);
    CHECK_FALSE(mistake(desk.silence(7 * 24h, {Condition::no_movement})).has_value());
    CHECK(mistake(desk.silence(7 * 24h + 1ms, {Condition::no_movement})) == SilenceMistake::lasts_too_long);
    CHECK(mistake(desk.silence(7 * 24h + 1ms)) == SilenceMistake::lasts_too_long);

    Silence wide = desk.silence(24h, {Condition::no_water_use});
    wide.scope = SilenceScope::committee;
    wide.of = "c1";
    CHECK_FALSE(mistake(wide).has_value());
    wide.until += 1ms;
    CHECK(mistake(wide) == SilenceMistake::lasts_too_long);

    Silence away = desk.silence(180 * 24h, conditions_of_away());
    away.away = true;
    CHECK_FALSE(mistake(away).has_value());
    away.until += 1ms;
    CHECK(mistake(away) == SilenceMistake::lasts_too_long);
}

TEST_CASE("S2 a silence says where, begins soon and has words when its reason is another one") {
    Desk desk;
    Silence silence = desk.silence(1h);
    silence.of.clear();
    CHECK(mistake_in(silence, desk.now.utc) == SilenceMistake::no_scope);
    silence = desk.silence(1h);
    silence.scope = SilenceScope::device;
    CHECK(mistake_in(silence, desk.now.utc) == SilenceMistake::no_scope);
    silence = desk.silence(1h);
    silence.from = desk.now.utc + 31 * 24h;
    silence.until = silence.from + 1h;
    CHECK(mistake_in(silence, desk.now.utc) == SilenceMistake::begins_too_late);
    silence = desk.silence(1h);
    silence.reason = SilenceReason::other;
    CHECK(mistake_in(silence, desk.now.utc) == SilenceMistake::note_missing);
    silence.note = "the neighbours complain";
    CHECK_FALSE(mistake_in(silence, desk.now.utc).has_value());
}

TEST_CASE("S3 a silenced alert is recorded and shown and calls nobody") {
    Desk desk;
    const auto silence = desk.silence(2h);
    desk.begin(silence);
    desk.arrive(desk.raised(Condition::no_water_use));
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.incident().alerts == 1);
    CHECK(desk.incident().silenced_until == silence.until);
    CHECK(desk.incident().silenced_by == silence.id);
    CHECK(desk.journal_says("alert.raised", "decision=stay_silent reason=silenced"));
    CHECK(desk.journal_says("incident.silenced", "silence=" + silence.id.to_string()));
    REQUIRE(desk.pending().size() == 1);
    CHECK(desk.pending().front().due_at == silence.until);
    desk.let_pass(2h - 1s);
    CHECK(desk.messages() == 0);
}

TEST_CASE("S3 the first of several silences that ends decides") {
    Desk desk;
    Silence one = desk.silence(1h);
    one.scope = SilenceScope::device;
    one.device = DeviceId("meter");
    desk.begin(one);
    desk.begin(desk.silence(3h, {Condition::no_movement}));
    desk.arrive(desk.raised(Condition::no_movement, "radar"));
    CHECK(desk.incident().silenced_until == desk.now.utc + 3h);
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    CHECK(desk.incident().silenced_until == one.until);
    CHECK(desk.messages() == 0);
    desk.let_pass(1h);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("S3 of two silences about one alert the longer one counts") {
    Desk desk;
    desk.begin(desk.silence(1h));
    desk.begin(desk.silence(2h, {Condition::no_movement}));
    desk.arrive(desk.raised(Condition::no_movement));
    desk.let_pass(2h - 1s);
    CHECK(desk.messages() == 0);
    desk.let_pass(1s);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("S3 a kind can be silenced as well as a condition") {
    Desk desk;
    Silence silence = desk.silence(1h);
    silence.kinds = {Kind::water_meter};
    desk.begin(silence);
    auto battery = desk.raised(Condition::low_battery, "meter");
    battery.kind = Kind::water_meter;
    desk.arrive(battery);
    CHECK(desk.incident().silenced_until.has_value());
    auto other = desk.raised(Condition::low_battery, "detector");
    other.kind = Kind::smoke;
    desk.arrive(other);
    CHECK_FALSE(desk.incident().silenced_until.has_value());
}

TEST_CASE("S4 a step that is due looks at the silences of that moment") {
    Desk desk;
    desk.arrive(desk.raised(Condition::no_movement));
    CHECK(desk.told(1) == "committee family");
    const auto silence = desk.silence(1h);
    desk.store.silences[silence.id] = silence;  // nobody looked at the open cases yet
    desk.let_pass(90s);
    CHECK(desk.told(2).empty());
    CHECK(desk.incident().silenced_until == silence.until);
}

TEST_CASE("S4 a dead address and a refusal climb into no silence") {
    Desk desk;
    desk.arrive(desk.raised(Condition::no_movement));
    const auto silence = desk.silence(1h);
    desk.store.silences[silence.id] = silence;
    desk.answer(desk.message("family", 1), false, true);
    desk.answer(desk.message("committee", 1), false, true);
    CHECK(desk.told(2).empty());
    CHECK(desk.incident().silenced_until == silence.until);
}

TEST_CASE("S4 whoever is asked by hand is asked") {
    Desk desk;
    desk.begin(desk.silence(1h));
    const auto update = desk.raised(Condition::no_movement);
    desk.arrive(update);
    OperatorAct more;
    more.responder = ResponderId("family");
    desk.act(Act::dispatch, "user:desk", more);
    CHECK(waiting(desk) == 1);
    // What arrives meanwhile parks the case again, and not whoever was asked.
    desk.arrive(Desk::next(update, AlertPhase::repeated));
    CHECK(waiting(desk) == 1);
}

TEST_CASE("S5 an alert that is not silenced lifts the case") {
    Desk desk;
    desk.begin(desk.silence(24h, {Condition::no_water_use}));
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    CHECK(desk.messages() == 0);
    desk.wait(1min);
    desk.arrive(desk.raised(Condition::no_movement, "radar"));
    CHECK_FALSE(desk.incident().silenced_until.has_value());
    CHECK(desk.told(1) == "committee family");
    CHECK(desk.journal_says("incident.unsilenced", "reason=an_alert_is_not_silenced"));
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
}

TEST_CASE("S5 a technical alert that is not silenced waits as a new case does") {
    Desk desk;
    desk.begin(desk.silence(24h, {Condition::low_battery}));
    desk.arrive(desk.raised(Condition::low_battery, "detector"));
    desk.wait(1min);
    desk.arrive(desk.raised(Condition::offline, "radar"));
    CHECK_FALSE(desk.incident().silenced_until.has_value());
    CHECK(desk.messages() == 0);
    desk.let_pass(10min);
    CHECK(desk.told(1) == "street");
}

TEST_CASE("S5 a technical alert that is over already lifts nothing, a welfare one that nobody has seen does") {
    Desk desk;
    desk.begin(desk.silence(24h, {Condition::low_battery, Condition::no_water_use}));
    desk.arrive(desk.raised(Condition::low_battery, "meter"));
    auto over = desk.raised(Condition::offline, "radar");
    over.phase = AlertPhase::cleared;
    desk.arrive(over);
    CHECK(desk.incident().silenced_until.has_value());
    CHECK(desk.messages() == 0);
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    CHECK(desk.messages() == 0);
    over = desk.raised(Condition::no_movement, "radar");
    over.phase = AlertPhase::cleared;
    desk.arrive(over);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("S7 an alert that called and is over keeps its case climbing beside one that is silenced") {
    Desk desk;
    desk.begin(desk.silence(24h, {Condition::no_water_use}));
    const auto alert = desk.raised(Condition::no_movement, "radar");
    desk.arrive(alert);
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    desk.arrive(Desk::next(alert, AlertPhase::cleared));
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
}

TEST_CASE("S7 an alert that was over before its silence does not call when that ends before the case's") {
    Desk desk;
    desk.begin(desk.silence(1h, {Condition::no_movement}));
    const auto longer = desk.silence(3h, {Condition::no_water_use});
    desk.begin(longer);
    const auto alert = desk.raised(Condition::no_movement, "radar");
    desk.arrive(alert);
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    desk.arrive(Desk::next(alert, AlertPhase::cleared));
    desk.let_pass(2h);
    CHECK(desk.messages() == 0);
    CHECK(desk.incident().silenced_until == longer.until);
    desk.let_pass(1h);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("S6 when the silence is over what is still true calls at once and climbs as if it were new") {
    Desk desk;
    desk.begin(desk.silence(2h));
    desk.arrive(desk.raised(Condition::no_movement));
    desk.let_pass(2h);
    CHECK_FALSE(desk.incident().silenced_until.has_value());
    CHECK(desk.told(1) == "committee family");
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
    desk.let_pass(30s);
    CHECK(desk.told(3) == "district");
    CHECK(desk.store.hushed.empty());
}

TEST_CASE("S6 a silence that is ended by hand raises what is still true then") {
    Desk desk;
    const auto id = desk.begin(desk.silence(24h));
    desk.arrive(desk.raised(Condition::no_movement));
    desk.let_pass(10min);
    desk.end_early(id);
    CHECK(desk.told(1) == "committee family");
    CHECK(desk.journal_says("incident.unsilenced", "reason=silence_over"));
    desk.let_pass(60s);
    CHECK(desk.told(2) == "street");
    desk.let_pass(30s);
    CHECK(desk.told(3) == "district");
}

TEST_CASE("S6 a technical case has waited long enough and calls at once") {
    Desk desk;
    desk.begin(desk.silence(2h));
    desk.arrive(desk.raised(Condition::offline));
    desk.let_pass(2h);
    CHECK(desk.told(1) == "street");
}

TEST_CASE("S6 an alert that a silence kept in an acknowledged case is told to its people when it ends") {
    Desk desk;
    desk.arrive(desk.raised(Condition::no_movement, "radar"));
    desk.act(Act::acknowledge, "user:wang");
    desk.begin(desk.silence(20min, {Condition::no_water_use}));
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    CHECK(desk.told(2).empty());
    desk.let_pass(20min);
    CHECK(desk.told(2) == "committee family");
    CHECK(desk.incident().owner == "user:wang");
}

TEST_CASE("S6 an alert that a silence kept makes a case that climbs climb faster") {
    Desk desk;
    desk.begin(desk.silence(30s, {Condition::no_water_use}));
    desk.arrive(desk.raised(Condition::no_movement, "radar"));
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    CHECK(desk.told(1) == "committee family");
    desk.let_pass(30s);
    CHECK(desk.told(2) == "committee family street");
}

TEST_CASE("S6 a case that somebody resolved is opened again only for what came after") {
    Desk desk;
    desk.begin(desk.silence(1h, {Condition::no_water_use}));
    desk.arrive(desk.raised(Condition::no_water_use, "meter"));
    desk.act(Act::resolve, "user:wang");
    desk.let_pass(1h);
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.messages() == 0);

    desk.begin(desk.silence(1h, {Condition::no_movement}));
    desk.arrive(desk.raised(Condition::no_movement, "radar"));
    CHECK(desk.incident().state == IncidentState::resolved);
    desk.let_pass(1h);
    CHECK(desk.incident().state == IncidentState::open);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("S6 what another silence covers by then stays silent") {
    Desk desk;
    const auto first = desk.begin(desk.silence(2h, {Condition::no_movement}));
    desk.arrive(desk.raised(Condition::no_movement));
    const auto second = desk.silence(3h);
    desk.begin(second);
    desk.end_early(first);
    CHECK(desk.messages() == 0);
    CHECK(desk.incident().silenced_by == second.id);
    desk.let_pass(3h);
    CHECK(desk.told(1) == "committee family");
}

TEST_CASE("S6 a closed case is left alone") {
    Desk desk;
    const auto id = desk.begin(desk.silence(2h));
    desk.arrive(desk.raised(Condition::no_movement));
    desk.close("user:wang", Disposition::resident_away);
    desk.end_early(id);
    CHECK(desk.incident().state == IncidentState::closed);
    CHECK(desk.messages() == 0);
    CHECK(desk.store.hushed.empty());
}

TEST_CASE("S7 what is over by the end of the silence calls nobody and resolves by itself") {
    Desk desk;
    desk.begin(desk.silence(2h));
    const auto alert = desk.raised(Condition::no_movement);
    desk.arrive(alert);
    desk.wait(5min);
    desk.arrive(Desk::next(alert, AlertPhase::cleared));
    CHECK(desk.incident().state == IncidentState::open);
    desk.let_pass(2h);
    CHECK(desk.messages() == 0);
    CHECK(desk.incident().state == IncidentState::resolved);
    CHECK(desk.journal_says("incident.resolved", "reason=over_while_silenced"));
}

TEST_CASE("S8 a silence that begins parks the cases that it covers and withdraws what was not sent") {
    Desk desk;
    desk.arrive(desk.raised(Condition::no_movement));
    CHECK(waiting(desk) == 2);
    const auto silence = desk.silence(1h);
    desk.begin(silence);
    CHECK(waiting(desk) == 0);
    CHECK(desk.incident().silenced_until == silence.until);
    desk.let_pass(1h);
    CHECK(desk.told(2) == "committee family street");
}

TEST_CASE("S8 what was on its way when the silence began and did not arrive is not tried again") {
    Desk desk;
    desk.arrive(desk.raised(Condition::no_movement));
    for (auto& [id, row] : desk.store.notifications) row.state = NotificationState::sending;
    desk.begin(desk.silence(1h));
    const auto lost = desk.message("family", 1);
    CHECK_FALSE(still_wanted(lost, desk.incident()));
    desk.answer(lost, false);
    CHECK(desk.message("family", 1).state == NotificationState::superseded);
    desk.answer(desk.message("committee", 1), true);
    CHECK(desk.message("committee", 1).state == NotificationState::delivered);
    OperatorAct more;
    more.responder = ResponderId("street");
    desk.act(Act::dispatch, "user:desk", more);
    for (const auto& [id, row] : desk.store.notifications) {
        if (row.responder.value == "street") CHECK(still_wanted(row, desk.incident()));
    }
}

TEST_CASE("S8 a case that somebody owns is left to its owner, and nobody is missed on it meanwhile") {
    Desk desk;
    desk.store.policies.welfare.usual.attend_within = 30min;
    desk.arrive(desk.raised(Condition::no_movement));
    desk.act(Act::acknowledge, "user:wang");
    desk.begin(desk.silence(2h));
    CHECK_FALSE(desk.incident().silenced_until.has_value());
    desk.let_pass(40min);
    CHECK(desk.incident().owner == "user:wang");
    CHECK(desk.incident().silenced_until.has_value());
    desk.let_pass(80min);
    // The silence is over: whoever has the case hears it again, and is watched again.
    CHECK_FALSE(desk.incident().silenced_until.has_value());
    CHECK(desk.pending().size() == 1);
}

TEST_CASE("an acknowledgement takes a silenced case as any other") {
    Desk desk;
    desk.begin(desk.silence(2h));
    desk.arrive(desk.raised(Condition::no_movement));
    CHECK(desk.act(Act::acknowledge, "user:wang").reason == Reason::accepted);
    CHECK_FALSE(desk.incident().silenced_until.has_value());
    CHECK(desk.pending().empty());
}

TEST_CASE("looking at the silences twice changes nothing") {
    Desk desk;
    desk.begin(desk.silence(2h));
    desk.arrive(desk.raised(Condition::no_movement));
    const auto version = desk.incident().version;
    desk.run(desk.store.load(desk.incident().id), SilencesChanged{desk.incident().id});
    CHECK(desk.incident().version == version);
}
