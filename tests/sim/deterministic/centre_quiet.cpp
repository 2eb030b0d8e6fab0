// Silences and absences of the simulated centre: made and ended by chance, looked at as the real shell does.
#include "tests/sim/deterministic/centre.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace anju::sim {

using namespace std::chrono_literals;

void Centre::plan_quiet(Millis end) {
    for (Millis at = world_.between(1min, 20min); at < end; at += world_.between(2min, 30min)) {
        world_.after(at, [this] { quiet_something(); });
    }
    for (Millis at = world_.between(10min, 60min); at < end; at += world_.between(10min, 60min)) {
        world_.after(at, [this] { end_something(); });
    }
}

void Centre::quiet_something() {
    if (!up_ || places_.empty()) return;
    auto where = places_.begin();
    std::advance(where, static_cast<std::ptrdiff_t>(world_.below(places_.size())));
    const bool away = world_.one_in(3);
    const bool wide = !away && world_.one_in(4);
    cases::Silence silence;
    silence.id = cases::SilenceId(command_ids_.next(now().utc));
    silence.scope = wide ? cases::SilenceScope::street : cases::SilenceScope::home;
    silence.of = wide ? "s1" : where->second.home.value;
    silence.away = away;
    if (away) silence.conditions = cases::conditions_of_away();
    if (!away && world_.one_in(2)) silence.conditions = {Condition::low_battery, Condition::tamper, Condition::offline};
    silence.from = now().utc;
    silence.until = silence.from + world_.between(2min, 40min);
    silence.author = "user:wang";
    ANJU_CHECK(!cases::mistake_in(silence, now().utc));
    submit([this, silence, gateway = where->first](Database& database, Outgoing& out) {
        database.silences[silence.id] = silence;
        std::vector<IncidentId> open;
        for (const auto& [id, incident] : database.incidents) {
            if (incident.state != cases::IncidentState::closed) open.push_back(id);
        }
        for (const auto& id : open) run(database, out, database.load(id), cases::SilencesChanged{id});
        if (!silence.away) return;
        cases::GatewayCommand command;
        command.id = cases::CommandId(silence.id.value);
        command.gateway = gateway;
        command.home = HomeId(silence.of);
        command.until = command.expires_at = silence.until;
        for (auto& [id, older] : database.commands) {
            const bool waits = older.state == cases::CommandState::waiting;
            if (waits && cases::replaces(command, older)) older.state = cases::CommandState::replaced;
        }
        database.commands[command.id] = command;
    });
}

void Centre::end_something() {
    if (!up_) return;
    submit([this](Database& database, Outgoing&) {
        for (auto& [id, silence] : database.silences) {
            if (silence.away || cases::state_of(silence, now().utc) != cases::SilenceState::active) continue;
            silence.until = now().utc;
            return;
        }
    });
}

void Centre::settle_silences(Database& database, Outgoing& out) {
    std::vector<cases::SilenceId> over;
    for (const auto& [id, silence] : database.silences) {
        if (silence.until <= now().utc && !database.settled.contains(id)) over.push_back(id);
    }
    for (const auto& id : over) {
        for (const auto& incident : database.kept_by(id)) {
            run(database, out, database.load(incident), cases::SilencesChanged{incident});
        }
        database.settled.insert(id);
    }
}

void Centre::send_commands(Database& database, Outgoing& out) {
    for (auto& [id, command] : database.commands) {
        if (command.state != cases::CommandState::waiting) continue;
        if (cases::is_expired(command, now().utc)) command.state = cases::CommandState::expired;
        if (!cases::may_be_sent(command, now().utc)) continue;
        ++command.attempts;
        command.sent_at = now().utc;
        const codec::Command wire{id.value, codec::SetAway{command.home, true, command.until}};
        out.messages.push_back([this, gateway = command.gateway, bytes = codec::encode(wire)] {
            world_.carry([this, gateway, bytes] { send_command_(gateway, bytes); });
        });
    }
}

bool Centre::quiet_is_due() const {
    const bool silence = std::ranges::any_of(disk_.silences, [&](const auto& entry) {
        return entry.second.until <= now().utc && !disk_.settled.contains(entry.first);
    });
    return silence || std::ranges::any_of(disk_.commands, [&](const auto& entry) {
               const auto& command = entry.second;
               return command.state == cases::CommandState::waiting &&
                      (cases::is_expired(command, now().utc) || cases::may_be_sent(command, now().utc));
           });
}

void Centre::receive_word(const GatewayId& gateway, const cases::GatewayWord& word) {
    submit([gateway, word](Database& database, Outgoing&) {
        for (auto& [id, command] : database.commands) {
            const bool waits = command.state == cases::CommandState::waiting && command.gateway == gateway;
            if (waits && cases::confirms(word, command)) command.state = cases::CommandState::confirmed;
        }
    });
}

/// Nobody is called now about a case of which every single alert is silenced, unless somebody asked for him by hand.
void Centre::check_quiet(const Database& work) {
    for (const auto& [id, row] : work.notifications) {
        // What was made and withdrawn within one turn called nobody; a dispatch is somebody's wish.
        if (row.state != cases::NotificationState::pending) continue;
        if (disk_.notifications.contains(id) || row.key.find("/d") != std::string::npos) continue;
        const auto state = work.load(row.incident);
        if (state.incident->incident_class == IncidentClass::emergency) continue;
        const auto covered = [&](const cases::Alert& alert) {
            return std::ranges::any_of(state.silences, [&](const cases::Silence& silence) {
                return cases::covers(silence, alert, state.incident->place, now().utc);
            });
        };
        if (std::ranges::all_of(state.alerts, covered)) complaints_.push_back(row.key + " calls in a silence");
    }
}

}  // namespace anju::sim
