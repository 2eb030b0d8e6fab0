// Silences, exercises and commands on a real store, with a clock that the test turns and restarts in between.
#include "alertd/core/testing.hpp"
#include "alertd/ingest/auditor.hpp"
#include "alertd/ingest/command_desk.hpp"
#include "alertd/ingest/turn.hpp"
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using alertd::ingest::Turn;

namespace {

/// No gateway here sends a status and no channel answers; what becomes of that is not counted among what is told.
EngineOptions patient() {
    EngineOptions options;
    options.gateway_lost_after = 24h;
    options.lease = 24h;
    return options;
}

core::Silence silence_of(EngineCentre& centre, Millis lasts, std::uint8_t number = 1) {
    core::Silence silence;
    silence.id.value.bytes.fill(number);
    silence.of = "h1";
    silence.from = centre.clock->now().utc;
    silence.until = silence.from + lasts;
    silence.author = "user:wang";
    return silence;
}

void put(EngineCentre& centre, const core::Silence& silence) {
    REQUIRE(centre.change([silence](Turn& turn) { return turn.writer().silences().put(silence); }));
}

/// Messages handed to channels, each once: nobody reports here what became of them, so they are sent again.
std::size_t told(EngineCentre& centre) {
    std::set<NotificationId> messages;
    for (const auto& one : centre.sent()) messages.insert(one.id);
    return messages.size();
}

core::GatewayCommand command_of(EngineCentre& centre, core::CommandKind kind, Millis lasts, std::uint8_t number = 1) {
    core::GatewayCommand command;
    command.id.value.bytes.fill(number);
    command.gateway = GatewayId("gw-1");
    command.home = HomeId("h1");
    command.kind = kind;
    command.author = "user:wang";
    command.created_at = centre.clock->now().utc;
    command.until = command.expires_at = command.created_at + lasts;
    return command;
}

void give(EngineCentre& centre, const core::GatewayCommand& command) {
    REQUIRE(centre.change([command](Turn& turn) { return alertd::ingest::give(turn, command); }));
}

std::size_t times_sent(EngineCentre& centre, const core::GatewayCommand& command) {
    std::size_t times = 0;
    for (const auto& committed : centre.told()) {
        times +=
            static_cast<std::size_t>(std::ranges::count(committed.commands, command.id, &core::GatewayCommand::id));
    }
    return times;
}

void status(EngineCentre& centre, const std::vector<core::CommandId>& done) {
    codec::Status said;
    for (const auto& id : done) said.commands_done.push_back(id.value);
    centre.engine().submit_status(GatewayId("gw-1"), said);
    centre.settle();
}

core::CommandState state_of(EngineCentre& centre, const core::GatewayCommand& command) {
    return centre.reader().commands().command(command.id).value()->state;
}

}  // namespace

TEST_CASE("a silenced alert is stored and shown, calls nobody, and calls when the silence is over") {
    EngineCentre centre(patient());
    centre.start();
    auto outbox = centre.outbox("gw-1");
    // Shorter than it takes to lose a gateway that says nothing.
    const auto silence = silence_of(centre, 80s);
    put(centre, silence);
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::no_movement, "radar")})));
    const auto incident = centre.open_incidents().at(0);
    CHECK(incident.silenced_until == silence.until);
    CHECK(centre.reader().incident_detail(incident.id).value()->hushed.size() == 1);
    CHECK(centre.reader().counts().value().silenced == 1);
    centre.pass(80s - 1ms);
    centre.settle();
    CHECK(told(centre) == 0);
    centre.pass(1ms);
    CHECK(wait_until([&] { return told(centre) == 1; }));
    CHECK_FALSE(centre.open_incidents().at(0).silenced_until.has_value());
    CHECK(wait_until([&] { return centre.journal("silence.expired").size() == 1; }));
    CHECK(centre.reader().counts().value().silenced == 0);
}

TEST_CASE("a silence survives restarts, and one that ended meanwhile raises what is still true at the start") {
    EngineCentre centre(patient());
    centre.start();
    auto outbox = centre.outbox("gw-1");
    put(centre, silence_of(centre, 2h));
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::no_movement, "radar")})));
    centre.stop();
    centre.clock->advance(1h);
    centre.start();
    centre.settle();
    CHECK(told(centre) == 0);
    centre.stop();
    centre.clock->advance(1h);
    centre.start();
    CHECK(wait_until([&] { return told(centre) == 1; }));
}

TEST_CASE("a silence that is ended early raises at once") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    auto silence = silence_of(centre, 24h);
    put(centre, silence);
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::no_water_use, "meter")})));
    centre.pass(1min);
    silence.until = centre.clock->now().utc;
    silence.ended_by = "user:li";
    put(centre, silence);
    CHECK(wait_until([&] { return told(centre) == 1; }));
    CHECK(centre.journal("silence.expired").empty());
}

TEST_CASE("a silence over a street parks every open case there, in pieces, and no emergency") {
    EngineCentre centre(patient());
    centre.start();
    auto outbox = centre.outbox("gw-1");
    std::vector<AlertUpdate> troubles;
    for (int i = 0; i < 40; ++i) troubles.push_back(centre.update(Condition::low_battery, "d" + std::to_string(i)));
    REQUIRE(centre.receipted(outbox, centre.send(outbox, troubles)));
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::no_movement, "radar"),
                                                          centre.update(Condition::smoke, "hall")})));
    REQUIRE(wait_until([&] { return told(centre) == 2; }));
    auto silence = silence_of(centre, 2h);
    silence.scope = core::SilenceScope::street;
    silence.of = "s1";
    put(centre, silence);
    CHECK(wait_until([&] { return centre.reader().counts().value().silenced == 2; }));
    CHECK_FALSE(centre.incident(Condition::smoke)->silenced_until.has_value());
    centre.pass(60s);
    // The emergency goes on to the street; nothing else does.
    REQUIRE(wait_until([&] { return told(centre) == 3; }));
    centre.settle();
    CHECK(told(centre) == 3);
}

TEST_CASE("a future silence begins by itself") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    auto silence = silence_of(centre, 2h);
    silence.from += 5min;
    put(centre, silence);
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::offline, "radar")})));
    CHECK_FALSE(centre.open_incidents().at(0).silenced_until.has_value());
    centre.pass(5min);
    CHECK(wait_until([&] { return centre.open_incidents().at(0).silenced_until == silence.until; }));
    CHECK(told(centre) == 0);
}

TEST_CASE("a case that the store refuses once is looked at again") {
    EngineCentre centre(patient());
    centre.start();
    auto outbox = centre.outbox("gw-1");
    put(centre, silence_of(centre, 1min));
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::no_movement, "radar")})));
    centre.faults->steps_to_fail = 2;  // the step that is due, and the look at what the silence kept
    centre.pass(1min);
    centre.settle();
    CHECK(told(centre) == 0);
    centre.pass(1'500ms);
    CHECK(wait_until([&] { return told(centre) == 1; }));
}

TEST_CASE("a command is sent again with each status that does not confirm it, and no more once one does") {
    EngineCentre centre;
    centre.start();
    const auto command = command_of(centre, core::CommandKind::away, 24h);
    give(centre, command);
    CHECK(times_sent(centre, command) == 1);
    status(centre, {});
    CHECK(times_sent(centre, command) == 1);  // too early
    centre.pass(30s);
    status(centre, {});
    CHECK(times_sent(centre, command) == 2);
    centre.stop();
    centre.start();
    centre.pass(30s);
    status(centre, {});
    CHECK(times_sent(centre, command) == 3);
    centre.pass(30s);
    status(centre, {command.id});
    CHECK(times_sent(centre, command) == 3);
    CHECK(state_of(centre, command) == core::CommandState::confirmed);
    CHECK(centre.journal("command.confirmed").size() == 1);
    centre.pass(30s);
    status(centre, {});
    CHECK(times_sent(centre, command) == 3);
    CHECK(centre.engine().counters().commands_confirmed == 1);
}

TEST_CASE("a command that nobody confirms is given up at its end") {
    EngineCentre centre;
    centre.start();
    const auto command = command_of(centre, core::CommandKind::test_mode, 2h);
    give(centre, command);
    centre.pass(2h);
    CHECK(wait_until([&] { return state_of(centre, command) == core::CommandState::expired; }));
    status(centre, {});
    CHECK(times_sent(centre, command) == 1);
    CHECK(centre.engine().counters().commands_expired == 1);
}

TEST_CASE("a newer command about the same thing replaces the one that waits") {
    EngineCentre centre;
    centre.start();
    const auto first = command_of(centre, core::CommandKind::away, 24h, 1);
    const auto second = command_of(centre, core::CommandKind::away_over, 24h, 2);
    give(centre, first);
    give(centre, second);
    CHECK(state_of(centre, first) == core::CommandState::replaced);
    centre.pass(30s);
    status(centre, {});
    CHECK(times_sent(centre, first) == 1);
    CHECK(times_sent(centre, second) == 2);
}

TEST_CASE("what is lost with its transaction is sent again") {
    EngineCentre centre;
    centre.start();
    const auto command = command_of(centre, core::CommandKind::away, 24h);
    give(centre, command);
    centre.pass(30s);
    centre.settle();
    centre.faults->commits_to_fail = 1;
    codec::Status said;
    said.commands_done.push_back(command.id.value);
    centre.engine().submit_status(GatewayId("gw-1"), said);
    REQUIRE(wait_until([&] { return centre.engine().counters().transactions_failed == 1; }));
    CHECK(state_of(centre, command) == core::CommandState::waiting);
    centre.pass(2s);
    CHECK(wait_until([&] { return state_of(centre, command) == core::CommandState::confirmed; }));
}

TEST_CASE("a test is recorded with its device, and runs the whole path when a technician asked for it") {
    EngineCentre centre;
    centre.start();
    auto outbox = centre.outbox("gw-1");
    auto test = centre.update(Condition::smoke, "d1");
    test.test = true;
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {test})));
    CHECK(centre.open_incidents().empty());
    store::TestFilter filter;
    filter.intervals = core::default_test_intervals();
    CHECK(centre.reader().commands().tests(filter).value().at(0).tested_at == centre.clock->now().utc);

    auto mode = command_of(centre, core::CommandKind::test_mode, 2h);
    mode.whole_path = true;
    give(centre, mode);
    test = centre.update(Condition::smoke, "d1");
    test.test = true;
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {test})));
    REQUIRE(centre.open_incidents().size() == 1);
    CHECK(centre.open_incidents().front().exercise == core::Exercise::test);
    CHECK(wait_until([&] { return told(centre) == 1; }));
    REQUIRE(centre.receipted(outbox, centre.send(outbox, {centre.update(Condition::smoke, "d1")})));
    CHECK(centre.open_incidents().size() == 2);
}

TEST_CASE("findings of an audit are one technical incident about alertd, which is over when there are none") {
    EngineCentre centre;
    centre.start();
    store::AuditFindings findings;
    const auto tell = [&] {
        REQUIRE(centre.change([findings](Turn& turn) { return alertd::ingest::tell_findings(turn, findings); }));
    };
    tell();
    CHECK(centre.open_incidents().empty());
    findings.steps_late = 300;
    findings.never_tried = 20;
    tell();
    tell();
    REQUIRE(centre.open_incidents().size() == 1);
    const auto incident = centre.open_incidents().front();
    CHECK(incident.place.home == HomeId("gateway:alertd"));
    CHECK(incident.incident_class == IncidentClass::technical);
    CHECK(incident.reports == 1);
    const auto values = centre.reader().incident_detail(incident.id).value()->alerts.at(0).update.values;
    REQUIRE(values.size() == 2);
    CHECK(values[0].name == "steps_late");
    CHECK(values[0].value == 300);
    findings = {};
    tell();
    CHECK(centre.open_incidents().front().all_clear);
}
