#include "tests/sim/deterministic/centre.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace anju::sim {

using namespace std::chrono_literals;

namespace {

constexpr Millis kLease = 30s;
constexpr Millis kLate = 5s;  ///< a step this late, while alertd runs, is a fault

cases::Responder responder(std::string id, cases::Level level, std::string scope) {
    cases::Responder who;
    who.id = ResponderId(std::move(id));
    who.level = level;
    who.scope = std::move(scope);
    who.channel = cases::ChannelKind::webhook;
    return who;
}

}  // namespace

Centre::Centre(World& world, SendDown send_receipt, SendDown send_command)
    : world_(world), send_receipt_(std::move(send_receipt)), send_command_(std::move(send_command)) {
    disk_.responders = {
        responder("committee", cases::Level::committee, "c1"), responder("volunteer", cases::Level::committee, "c1"),
        responder("street", cases::Level::street, "s1"), responder("district", cases::Level::district, "")};
    disk_.responders[0].more_ways = {{cases::ChannelKind::sms, "committee"}};
    disk_.responders[3].more_ways = {{cases::ChannelKind::wecom_app, "district"},
                                     {cases::ChannelKind::sms, "district"}};
    if (world_.one_in(2)) write_roster();
    if (world_.one_in(3)) unreachable_ = disk_.responders[world_.below(3)].id;
    command_ids_ = UlidFactory(world_.new_source());
    start();
}

/// Committee and volunteer relieve each other through the night, with an hour in which nobody is on duty.
void Centre::write_roster() {
    cases::Shift first;
    first.id = "first";
    first.from = cases::LocalDay{std::chrono::year{2026} / 1 / 1};
    first.begins = std::chrono::minutes{world_.below(24) * 60};
    first.ends = (first.begins + 11h) % 24h;
    first.crews = {{ResponderId("committee")}, {ResponderId("volunteer")}};
    first.rotate_days = 1;
    cases::Shift second = first;
    second.id = "second";
    second.begins = (first.ends + 1h) % 24h;
    second.ends = first.begins;
    std::swap(second.crews[0], second.crews[1]);
    cases::Roster roster;
    roster.id = cases::RosterId("c1");
    roster.name = "c1";
    roster.scope = "c1";
    roster.shifts = {first, second};
    duties_.put(roster, now().utc);
    disk_.duties = &duties_;
}

Now Centre::now() const { return Now{MonoTime{world_.now()}, kNightBegins + world_.now(), true}; }

void Centre::add_home(const HomeId& home, const GatewayId& gateway, bool registered) {
    cases::Place place;
    place.registered = registered;
    place.home = registered ? home : HomeId("gateway:" + gateway.value);
    place.street = StreetId("s1");
    if (registered) place.committee = CommitteeId("c1");
    places_[gateway] = place;
    if (registered) disk_.responders.push_back(responder("family of " + home.value, cases::Level::home, home.value));
}

void Centre::start() {
    ++life_;
    up_ = true;
    up_since_ = world_.now();
    ids_ = UlidFactory(world_.new_source());
    // Whoever held a lease died with the process before.
    for (auto& [id, message] : disk_.notifications) {
        if (message.state == cases::NotificationState::sending) message.lease_until = now().utc;
    }
    tick();
}

void Centre::crash() {
    up_ = false;
    ++life_;
    ++crashes_;
    next_crash_ = Crash::none;
    inbox_.clear();
    turn_planned_ = false;
    world_.after(world_.between(1s, world_.one_in(4) ? Millis{5min} : Millis{10s}), [this, life = life_] {
        if (life == life_) start();
    });
}

void Centre::recover() {
    next_crash_ = Crash::none;
    if (!up_) start();
}

void Centre::submit(Job job) {
    if (!up_) return;
    inbox_.push_back(std::move(job));
    if (turn_planned_) return;
    turn_planned_ = true;
    world_.after(2ms, [this, life = life_] {
        if (life == life_) turn();
    });
}

/// Once a second, whatever happens: deadlines and sends do not wait for an alert to come by.
void Centre::tick() {
    const bool due = std::ranges::any_of(disk_.escalations, [&](const auto& row) {
        return row.second.state == cases::EscalationState::pending && row.second.due_at <= now().utc;
    });
    const bool unsent = std::ranges::any_of(disk_.notifications, [&](const auto& entry) {
        const auto& row = entry.second;
        return (row.state == cases::NotificationState::pending && row.next_attempt_at <= now().utc) ||
               (row.state == cases::NotificationState::sending && row.lease_until <= now().utc);
    });
    if (due || unsent || quiet_is_due() || something_is_due()) turn();
    check_punctuality();
    world_.after(1s, [this, life = life_] {
        if (life == life_) tick();
    });
}

void Centre::turn() {
    turn_planned_ = false;
    Database work = disk_;
    Outgoing out;
    for (auto& job : std::exchange(inbox_, {})) job(work, out);
    fire_due(work, out);
    look_at_storm(work, out);
    end_holds(work, out);
    settle_silences(work, out);
    send_commands(work, out);
    check_quiet(work);
    const auto to_send = work.lease(now().utc, kLease);
    if (next_crash_ == Crash::before_commit) return crash();
    disk_ = std::move(work);
    if (next_crash_ == Crash::after_commit) return crash();
    for (const auto& message : out.messages) message();
    for (const auto& notice : out.close_notices) {
        const codec::Command command{command_ids_.next(now().utc), codec::CaseClosed{notice.alerts}};
        world_.carry(
            [this, gateway = notice.gateway, bytes = codec::encode(command)] { send_command_(gateway, bytes); });
    }
    for (const auto& message : to_send) send(message);
}

cases::Effects Centre::run(Database& database, Outgoing& out, const cases::CaseState& state,
                           const cases::Input& input) {
    auto effects = cases::step(state, input, now(), ids_);
    database.apply(effects);
    std::ranges::copy(effects.close_notices, std::back_inserter(out.close_notices));
    return effects;
}

void Centre::receive_alerts(const GatewayId& gateway, const std::string& bytes) {
    submit([this, gateway, bytes](Database& database, Outgoing& out) {
        const auto batch = codec::decode_alert_batch(bytes);
        ANJU_CHECK(batch.has_value() && batch.value().bad.empty());
        store_batch(database, out, gateway, batch.value());
    });
}

void Centre::store_batch(Database& database, Outgoing& out, const GatewayId& gateway, const codec::AlertBatch& batch) {
    codec::Receipt receipt;
    receipt.epoch = batch.epoch;
    for (const auto& [number, update] : batch.updates) {
        database.received.emplace(gateway, batch.epoch, number);
        // Stepped even when the number is known: the core itself must make a repeat harmless.
        arrive(database, out, places_.at(gateway), cases::AlertArrived{gateway, update, false});
        receipt.numbers.push_back(number);
    }
    out.messages.push_back([this, gateway, bytes = codec::encode(receipt)] {
        world_.carry([this, gateway, bytes] { send_receipt_(gateway, bytes); });
    });
}

void Centre::fire_due(Database& database, Outgoing& out) {
    for (const auto& row : database.due_escalations(now().utc)) {
        run(database, out, database.load(row.incident), cases::StepDue{row.incident, row.step});
    }
}

void Centre::send(const cases::Notification& message) {
    const auto& incident = disk_.incidents.at(message.incident);
    if (!cases::still_wanted(message, incident)) return report(message, false, false);
    if (message.responder == unreachable_) return report(message, false, true);
    const auto luck = world_.calm() ? 0 : world_.below(10);
    world_.after(world_.between(5ms, 800ms), [this, message, luck, life = life_] {
        const bool arrives = luck < 7 || luck == 8;
        if (arrives) ++delivered_[message.key];
        // 8: it arrived and the answer was lost; 9: nobody ever answers, and the lease runs out.
        if (luck != 9 && life == life_) report(message, luck < 7, false);
    });
}

void Centre::report(const cases::Notification& message, bool delivered, bool permanent) {
    submit([this, result = cases::DeliveryResult{message, delivered, permanent, ""}](
               Database& database, Outgoing& out) { run(database, out, database.load(result.notification), result); });
}

void Centre::operator_acts() {
    std::vector<cases::Incident> open;
    for (const auto& [id, incident] : disk_.incidents) {
        if (incident.state != cases::IncidentState::closed) open.push_back(incident);
    }
    if (open.empty() || !up_) return;
    const auto& seen = open[world_.below(open.size())];
    if (world_.one_in(5)) return regroup(seen);
    cases::OperatorAct act;
    act.incident = seen.id;
    act.actor = world_.one_in(2) ? "user:wang" : "user:li";
    act.act = static_cast<cases::Act>(world_.below(11));
    act.responder = disk_.responders[world_.below(disk_.responders.size())].id;
    act.disposition = cases::Disposition::real;
    if (world_.one_in(2)) act.expected_version = seen.version;
    submit([this, act](Database& database, Outgoing& out) { run(database, out, database.load(act.incident), act); });
}

/// Merges the case into any other, splits some of its alerts off, or takes a merge back.
void Centre::regroup(const cases::Incident& seen) {
    cases::OperatorAct act;
    act.incident = seen.id;
    act.actor = "user:wang";
    act.note = "one event";
    act.act = world_.one_in(2) ? cases::Act::merge : cases::Act::split;
    for (const auto& [id, other] : disk_.incidents) {
        const bool merged = other.merged_into == seen.id;
        if (merged && world_.one_in(2)) {
            act.act = cases::Act::reopen;
            act.incident = id;
        } else if (id != seen.id && other.state != cases::IncidentState::closed && world_.one_in(2)) {
            act.into = id;
        }
    }
    for (const auto& alert : disk_.load(seen.id).alerts) {
        if (world_.one_in(2)) act.alerts.push_back(alert.update.id);
    }
    if (world_.one_in(2) && act.act != cases::Act::reopen) act.expected_version = seen.version;
    submit([this, act](Database& database, Outgoing&) {
        const auto was = database.incidents.find(act.incident);
        const bool gone =
            was == database.incidents.end() || (act.act == cases::Act::reopen && !was->second.merged_into);
        if (gone) return;
        std::map<HomeId, cases::Place> places;
        for (const auto& [gateway, place] : places_) places[place.home] = place;
        static_cast<void>(database.regroup(act, now(), ids_, places));
    });
}

void Centre::plan(Millis end) {
    plan_outages(end);
    for (Millis at = 1min; at < end; at += world_.between(20s, 10min)) {
        world_.after(at, [this] { operator_acts(); });
    }
    plan_quiet(end);
    for (Millis at = world_.between(1min, 30min); at < end; at += world_.between(2min, 40min)) {
        const Crash when = world_.one_in(2) ? Crash::before_commit : Crash::after_commit;
        world_.after(at, [this, when] {
            if (up_ && !world_.calm()) next_crash_ = when;
        });
    }
    for (Millis at = world_.between(10min, 60min); at < end; at += world_.between(20min, 90min)) {
        const Millis outage = world_.between(5s, 10min);
        world_.after(at, [this, outage] { world_.break_broker(outage); });
    }
}

void Centre::check_punctuality() {
    if (world_.now() - up_since_ < kLate) return;
    for (const auto& [key, row] : disk_.escalations) {
        if (row.state == cases::EscalationState::pending && row.due_at + kLate < now().utc) {
            complaints_.push_back("step " + std::to_string(row.step) + " of " + row.incident.to_string() + " is late");
        }
    }
}

}  // namespace anju::sim
