// Lost gateways, what they hide, and storms, in the simulated centre: the shell's part of core/hold.hpp and
// core/storm.hpp, on the memory database. The street's other gateways have no home here; they are only lost and heard.
#include "tests/sim/deterministic/centre.hpp"

#include "alertd/core/hold.hpp"
#include "alertd/core/rules.hpp"

#include <algorithm>

namespace anju::sim {

using namespace std::chrono_literals;

namespace {

constexpr Millis kGrace = 5min;
constexpr std::size_t kNeighbours = 15;

const cases::StormRules kRules{5min, 6, 0.2, 12, 0.1, 1min};

cases::Place street_place() {
    cases::Place place;
    place.home = cases::area_home(StreetId("s1"));
    place.registered = true;
    place.street = StreetId("s1");
    return place;
}

AlertKey key_of(const GatewayId& gateway) {
    return {HomeId("gateway:" + gateway.value), DeviceId("gateway"), Condition::gateway_lost};
}

const cases::Alert* standing(const Centre::Database& database, const AlertKey& key) {
    const cases::Alert* newest = nullptr;
    for (const auto& [id, alert] : database.alerts) {
        if (alert.update.key == key && !cases::is_over(alert.update.phase)) newest = &alert;
    }
    return newest;
}

bool counts_as_gone(const cases::Alert& alert) {
    return alert.hold && !alert.incident && alert.hold->reason == cases::HoldReason::area_outage &&
           !cases::is_over(alert.update.phase);
}

}  // namespace

std::optional<cases::Cover> Centre::cover_for(const Database& database, const GatewayId& gateway,
                                              Condition condition) const {
    if (cases::may_hold(cases::HoldReason::gateway_lost, condition)) {
        const auto lost = database.lost.find(gateway);
        if (lost != database.lost.end()) return cases::Cover{cases::HoldReason::gateway_lost, lost->second, {}};
        const auto returned = database.returned.find(gateway);
        if (returned != database.returned.end() && now().utc < returned->second + kGrace) {
            return cases::Cover{cases::HoldReason::gateway_lost, std::nullopt, returned->second + kGrace};
        }
    }
    if (cases::may_hold(cases::HoldReason::area_outage, condition) && database.storm) {
        return cases::Cover{cases::HoldReason::area_outage, database.storm->incident, {}};
    }
    return std::nullopt;
}

void Centre::arrive(Database& database, Outgoing& out, const cases::Place& place, const cases::AlertArrived& input) {
    auto state = database.load(place, input.update, input.drill, input.gateway);
    state.cover = cover_for(database, input.gateway, input.update.key.condition);
    run(database, out, state, input);
}

/// An own alert of the centre: raised, repeated or cleared.
void Centre::tell_own(Database& database, Outgoing& out, const AlertKey& key, const cases::Place& place,
                      const GatewayId& gateway, AlertPhase phase, std::uint32_t count, bool is_news) {
    const auto* before = standing(database, key);
    if (!before && phase == AlertPhase::cleared) return;
    AlertUpdate update = before ? before->update : AlertUpdate{};
    if (!before) {
        update.id = AlertId(ids_.next(now().utc));
        update.key = key;
        update.kind = Kind::gateway;
        update.severity = severity_of(key.condition);
    }
    ++update.revision;
    update.phase = before ? phase : AlertPhase::raised;
    update.count = std::max(update.count, count);
    cases::AlertArrived input{gateway, update, true};
    input.is_news = is_news;
    arrive(database, out, place, input);
}

void Centre::lose(Database& database, Outgoing& out, const GatewayId& gateway) {
    if (database.lost.contains(gateway)) return;
    tell_own(database, out, key_of(gateway), alert_place(gateway), gateway, AlertPhase::raised, 1, false);
    const auto* alert = standing(database, key_of(gateway));
    if (!alert) return complaints_.push_back("a lost gateway has no alert");
    if (alert->incident) {
        database.losses.emplace_back(now().utc, *alert->incident);
        std::erase_if(database.losses, [&](const auto& loss) { return loss.first < now().utc - kRules.window; });
        if (!database.storm && cases::storm_begins(kRules, database.losses.size(), kNeighbours)) {
            begin_storm(database, out);
        }
    }
    // Once more: the storm that began with it may have it now.
    alert = standing(database, key_of(gateway));
    const auto told_by = alert->incident ? alert->incident : alert->hold->by;
    database.lost[gateway] = told_by;
    std::set<IncidentId> unheard;
    for (const auto& [id, other] : database.alerts) {
        const bool silent = cases::may_hold(cases::HoldReason::gateway_lost, other.update.key.condition);
        if (other.gateway == gateway && silent && other.incident) unheard.insert(*other.incident);
    }
    for (const auto& id : unheard) {
        run(database, out, database.load(id),
            cases::Explained{id, cases::Cover{cases::HoldReason::gateway_lost, told_by, {}}});
    }
}

void Centre::hear(Database& database, Outgoing& out, const GatewayId& gateway) {
    if (database.lost.erase(gateway) == 0) return;
    database.returned[gateway] = now().utc;
    const auto* alert = standing(database, key_of(gateway));
    if (alert) tell_own(database, out, key_of(gateway), alert_place(gateway), gateway, AlertPhase::cleared, 1, false);
    for (auto& [id, held] : database.alerts) {
        const bool explained = held.hold && !held.incident && held.hold->reason == cases::HoldReason::gateway_lost;
        if (explained && held.gateway == gateway && !cases::is_over(held.update.phase)) {
            held.hold->release_at = now().utc + kGrace;
        }
    }
}

cases::Place Centre::alert_place(const GatewayId& gateway) const {
    const auto known = places_.find(gateway);
    if (known != places_.end()) return known->second;
    cases::Place place;
    place.home = HomeId("home of " + gateway.value);
    place.registered = true;
    place.street = StreetId("s1");
    return place;
}

void Centre::begin_storm(Database& database, Outgoing& out) {
    const auto place = street_place();
    const AlertKey key{place.home, DeviceId("area"), Condition::area_outage};
    const auto count = static_cast<std::uint32_t>(database.losses.size());
    tell_own(database, out, key, place, GatewayId("alertd"), AlertPhase::raised, count, false);
    const auto* alert = standing(database, key);
    cases::Storm storm;
    storm.incident = *alert->incident;
    storm.began_at = storm.shown_at = now().utc;
    storm.told = storm.shown = database.losses.size();
    database.storm = storm;
    for (const auto& [at, incident] : std::exchange(database.losses, {})) {
        run(database, out, database.load(incident),
            cases::Explained{incident, cases::Cover{cases::HoldReason::area_outage, storm.incident, {}}});
    }
}

void Centre::look_at_storm(Database& database, Outgoing& out) {
    if (!database.storm) return;
    cases::Storm& storm = *database.storm;
    storm.gone = static_cast<std::uint64_t>(
        std::ranges::count_if(database.alerts, [](const auto& entry) { return counts_as_gone(entry.second); }));
    const auto place = street_place();
    const AlertKey key{place.home, DeviceId("area"), Condition::area_outage};
    const auto tell = [&](AlertPhase phase, bool is_news) {
        tell_own(database, out, key, place, GatewayId("alertd"), phase, static_cast<std::uint32_t>(storm.peak),
                 is_news);
    };
    const auto state = database.incidents.at(storm.incident).state;
    const bool ended = state == cases::IncidentState::resolved || state == cases::IncidentState::closed;
    const auto news = ended ? cases::StormNews::over : cases::look_at(storm, kRules, now().utc);
    if (news == cases::StormNews::none) return;
    if (news == cases::StormNews::over) {
        tell(AlertPhase::cleared, false);
        database.storm.reset();
        for (auto& [id, alert] : database.alerts) {
            if (counts_as_gone(alert)) alert.hold->release_at = now().utc;
        }
        return;
    }
    tell(AlertPhase::repeated, news == cases::StormNews::tell);
    storm.shown = storm.gone;
    storm.shown_at = now().utc;
    if (news == cases::StormNews::tell) storm.told = storm.gone;
}

void Centre::end_holds(Database& database, Outgoing& out) {
    std::vector<AlertId> due;
    for (const auto& [id, alert] : database.alerts) {
        if (alert.hold && alert.hold->release_at && *alert.hold->release_at <= now().utc) due.push_back(id);
    }
    for (const auto& id : due) {
        const auto& alert = database.alerts.at(id);
        const auto place = alert_place(alert.gateway);
        auto state = database.load(place, alert.update, false, alert.gateway);
        state.cover = cover_for(database, alert.gateway, alert.update.key.condition);
        run(database, out, state, cases::HoldEnded{id});
    }
}

bool Centre::something_is_due() const {
    if (disk_.storm) {
        const auto state = disk_.incidents.at(disk_.storm->incident).state;
        if (state == cases::IncidentState::resolved || state == cases::IncidentState::closed) return true;
        if (const auto at = cases::look_again_at(*disk_.storm, kRules); at && *at <= now().utc) return true;
    }
    return std::ranges::any_of(disk_.alerts, [&](const auto& entry) {
        const auto& hold = entry.second.hold;
        return hold && hold->release_at && *hold->release_at <= now().utc;
    });
}

void Centre::plan_outages(Millis end) {
    const auto away = [&](const GatewayId& gateway, Millis from, Millis until) {
        world_.after(from, [this, gateway] {
            submit([this, gateway](Database& database, Outgoing& out) { lose(database, out, gateway); });
        });
        // Whoever is back says so until he is heard.
        for (Millis at = until; at < end + 10min; at += 1min) {
            world_.after(at, [this, gateway] {
                if (!disk_.lost.contains(gateway)) return;
                submit([this, gateway](Database& database, Outgoing& out) { hear(database, out, gateway); });
            });
        }
    };
    for (const auto& [gateway, place] : places_) {
        if (!world_.one_in(3)) continue;
        const Millis from = world_.between(5min, end - 30min);
        away(gateway, from, from + world_.between(1min, 25min));
    }
    if (!world_.one_in(4)) return;
    const Millis cut = world_.between(10min, end - 40min);
    const Millis back = cut + world_.between(5min, 25min);
    for (std::size_t i = 0; i < kNeighbours; ++i) {
        const GatewayId neighbour("neighbour " + std::to_string(i));
        // One of them stays dead, as after every power cut; it comes back when the faults end.
        const Millis until = i == 0 ? end : back + world_.between(0s, 4min);
        away(neighbour, cut + world_.between(0s, 1min), until);
    }
}

}  // namespace anju::sim
