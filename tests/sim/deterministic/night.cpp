#include "tests/sim/deterministic/night.hpp"

#include "tests/sim/deterministic/centre.hpp"
#include "tests/sim/deterministic/home.hpp"

#include <algorithm>
#include <map>
#include <memory>

namespace anju::sim {

using namespace std::chrono_literals;

namespace {

constexpr Millis kFaultsEnd = 2h;
constexpr Millis kMorning = kFaultsEnd + 20min;
constexpr Millis kTicks = 5s;        ///< the centre looks each second
constexpr Millis kSettled = 3min;    ///< in the calm a message is through by then
constexpr int kMostDoublings = 4;    ///< from 6 gateways to 15 and a few devices, twice at most
constexpr Millis kEcho = 3s;         ///< a press this soon after another is the same press
constexpr Millis kToldLate = 21min;  ///< a crash between hearing and telling costs at most the time until the restart

using Homes = std::map<GatewayId, std::unique_ptr<HomeNode>>;

class Audit {
public:
    Audit(const Homes& homes, const Centre& centre) : homes_(homes), centre_(centre), database_(centre.database()) {}

    Morning run() {
        morning_.complaints = centre_.complaints();
        for (const auto& complaint : database_.complaints) complain(complaint);
        check_misfortunes();
        check_identity();
        check_updates();
        check_journal();
        check_incidents();
        check_holds();
        check_quiet();
        check_deliveries();
        sum_up();
        return std::move(morning_);
    }

private:
    void complain(std::string what) { morning_.complaints.push_back(std::move(what)); }

    /// Whatever fire or press a running gateway heard, it told.
    void check_misfortunes() {
        for (const auto& [gateway, home] : homes_) {
            for (const auto& misfortune : home->misfortunes()) {
                const auto tells = [&](const HomeNode::Committed& told) {
                    const auto& update = told.entry.update;
                    return update.key.device == misfortune.device && update.key.condition == misfortune.condition &&
                           !update.test && told.at >= misfortune.from - kEcho &&
                           told.at <= misfortune.until + kToldLate;
                };
                if (misfortune.heard > 0 && std::ranges::none_of(home->committed(), tells)) {
                    complain(gateway.value + " heard '" + std::string(to_string(misfortune.condition)) + "' at " +
                             std::to_string(misfortune.from.count()) + " ms and told nobody");
                }
            }
        }
    }

    /// An alarm that lasts stays one alert, over every restart, until it clears or its case is closed.
    void check_identity() {
        for (const auto& [gateway, home] : homes_) {
            std::map<AlertKey, AlertUpdate> standing;
            for (const auto& [at, entry] : home->committed()) {
                const auto& update = entry.update;
                if (update.test || update.key.condition != Condition::smoke) continue;
                const auto before = standing.find(update.key);
                const bool over = before == standing.end() || before->second.phase == AlertPhase::cleared;
                if (!over && before->second.id != update.id && !home->closed().contains(before->second.id)) {
                    complain(gateway.value + " told one fire as two alerts");
                }
                standing[update.key] = update;
            }
        }
    }

    /// Every update that a gateway committed is stored, with nothing lost on the way, and its outbox is empty.
    void check_updates() {
        std::map<AlertId, std::pair<GatewayId, AlertUpdate>> newest;
        for (const auto& [gateway, home] : homes_) {
            if (home->waiting() != 0) complain("the outbox of " + gateway.value + " is not empty");
            std::size_t received = 0;
            for (const auto& [from, epoch, number] : database_.received) received += from == gateway ? 1 : 0;
            if (received != home->committed().size())
                complain(gateway.value + ": stored numbers differ from committed ones");
            for (const auto& [at, entry] : home->committed()) newest[entry.update.id] = {gateway, entry.update};
            morning_.updates += home->committed().size();
        }
        for (const auto& [id, told] : newest) {
            const auto stored = database_.alerts.find(id);
            if (stored == database_.alerts.end()) {
                complain("alert " + id.to_string() + " is not stored");
            } else if (stored->second.update != told.second || stored->second.gateway != told.first) {
                complain("alert " + id.to_string() + " is not stored as it was told");
            } else if ((stored->second.incident || stored->second.hold) == told.second.test) {
                complain("alert " + id.to_string() + (told.second.test ? " is a test with a case" : " has no case"));
            }
        }
        // The centre's own alerts are of a gateway's or a street's kind.
        const auto own = std::ranges::count_if(
            database_.alerts, [](const auto& entry) { return entry.second.update.kind == Kind::gateway; });
        if (newest.size() + static_cast<std::size_t>(own) != database_.alerts.size()) {
            complain("alerts are stored that nobody raised");
        }
    }

    /// A revision takes effect at most once, and the newest one exactly once.
    void check_journal() {
        std::map<std::pair<std::string, std::string>, int> effects;
        for (const auto& row : database_.journal) {
            if (!row.event.starts_with("alert.")) continue;
            std::string alert, revision;
            for (const auto& [name, value] : row.detail) {
                if (name == "alert") alert = value;
                if (name == "revision") revision = value;
            }
            ++effects[{alert, revision}];
        }
        for (const auto& [key, times] : effects) {
            if (times != 1) complain("revision " + key.second + " of " + key.first + " took effect more than once");
        }
        for (const auto& [id, alert] : database_.alerts) {
            if (!effects.contains({id.to_string(), std::to_string(alert.update.revision)})) {
                complain("the newest revision of " + id.to_string() + " took no effect");
            }
        }
    }

    /// Whether somebody must be on the way, or on scene, by a deadline.
    bool is_watched(const cases::Incident& incident) const {
        const auto& policy = database_.policies.of(incident.incident_class);
        return (incident.state == cases::IncidentState::acknowledged && policy.attend_within > 0ms) ||
               (incident.state == cases::IncidentState::en_route && policy.arrive_within > 0ms);
    }

    void check_incidents() {
        for (const auto& [id, incident] : database_.incidents) {
            const bool unanswered =
                incident.state == cases::IncidentState::open || incident.state == cases::IncidentState::dispatched;
            int pending = 0;
            for (const auto& [key, row] : database_.escalations) {
                pending += row.incident == id && row.state == cases::EscalationState::pending ? 1 : 0;
            }
            if (pending != (unanswered || is_watched(incident) ? 1 : 0))
                complain("incident " + id.to_string() + " has the wrong deadlines");
            const auto told = database_.notifications_of(id);
            if (incident.incident_class != IncidentClass::technical && told.empty() && !was_silenced(id)) {
                complain("nobody was told of incident " + id.to_string());
            }
            if (unanswered && incident.incident_class == IncidentClass::emergency) check_climbing(incident);
        }
    }

    /// In the morning every gateway has been back for longer than the grace, and no storm stands: nothing is held
    /// back that is still true, and nothing urgent ever was.
    void check_holds() {
        if (database_.storm) complain("a storm does not end");
        for (const auto& [id, alert] : database_.alerts) {
            if (!alert.hold) continue;
            const bool over = alert.update.phase == AlertPhase::cleared || alert.update.phase == AlertPhase::cancelled;
            if (!over && !alert.incident) complain("alert " + id.to_string() + " is still held back");
            if (class_of(alert.update.key.condition) != IncidentClass::technical) {
                complain("alert " + id.to_string() + " was held back");
            }
        }
        for (const auto& [id, incident] : database_.incidents) {
            if (incident.headline != Condition::area_outage) continue;
            ++morning_.storms;
            int times = 0;
            for (const auto& row : database_.journal) {
                if (row.incident == id && row.event == "incident.raised") ++times;
            }
            if (times > kMostDoublings) complain("a storm told of itself more often than it doubled");
        }
        for (const auto& [id, incident] : database_.incidents) morning_.merged += incident.merged_into ? 1 : 0;
    }

    bool was_silenced(const IncidentId& id) const {
        return std::ranges::any_of(
            database_.journal, [&](const auto& row) { return row.event == "incident.silenced" && row.incident == id; });
    }

    /// No emergency was ever silenced; a silenced case waits for the end of its silence and for nothing else; what a
    /// silence kept was looked at when it was over; gateways know who is away.
    void check_quiet() {
        const UtcTime now = kNightBegins + kMorning;
        for (const auto& [id, incident] : database_.incidents) {
            if (!incident.silenced_until) continue;
            const auto pending = database_.load(id).escalations;
            const bool waits = pending.size() == 1 && pending.front().due_at == *incident.silenced_until;
            if (!waits || *incident.silenced_until + kTicks <= now)
                complain(id.to_string() + " is silenced for no time");
            if (incident.incident_class == IncidentClass::emergency) complain(id.to_string() + " is silenced");
        }
        for (const auto& row : database_.journal) {
            if (row.event != "incident.silenced") continue;
            const auto& incident = database_.incidents.at(*row.incident);
            if (incident.incident_class == IncidentClass::emergency) complain("an emergency was silenced");
        }
        for (const auto& [alert, row] : database_.hushed) {
            const auto& incident = database_.incidents.at(*database_.alerts.at(alert).incident);
            const bool closed = incident.state == cases::IncidentState::closed;
            const bool over = database_.silences.at(row.silence).until + kTicks <= now;
            if (!closed && over && !row.over) complain("a silence is over and keeps " + alert.to_string());
        }
        for (const auto& [id, command] : database_.commands) {
            if (command.state == cases::CommandState::waiting) complain("command " + id.to_string() + " was forgotten");
        }
        for (const auto& [gateway, home] : homes_) {
            const bool rightly = std::ranges::any_of(database_.silences, [&](const auto& entry) {
                return entry.second.away && entry.second.until + kTicks > now;
            });
            if (home->is_away() && !rightly) complain(gateway.value + " still believes that nobody is at home");
        }
    }

    /// Nobody answered: somebody was reached, and in the calm the district heard of it again and again.
    void check_climbing(const cases::Incident& incident) {
        bool reached = false;
        for (const auto& row : database_.notifications_of(incident.id)) {
            reached = reached || centre_.delivered().contains(row.key);
        }
        if (!reached) complain("nobody was reached for incident " + incident.id.to_string());
        int fired = 0;
        UtcTime calm_since = std::max(kNightBegins + kFaultsEnd, incident.opened_at);
        for (const auto& row : database_.journal) {
            if (row.event == "incident.reopened" && row.incident == incident.id) {
                calm_since = std::max(calm_since, row.at);
            }
        }
        for (const auto& row : database_.journal) {
            if (row.event == "escalation.fired" && row.incident == incident.id && row.at >= calm_since) ++fired;
        }
        const auto repeat = database_.policies.of(incident.incident_class).repeat_every;
        const auto least = (kNightBegins + kMorning - calm_since) / repeat - 2;
        if (fired < least) complain("incident " + incident.id.to_string() + " stopped climbing");
    }

    /// One notification per key; nobody was called about something that is not on record; only a wrong address is
    /// given up, and what a channel never answered for was sent again.
    void check_deliveries() {
        for (const auto& [id, row] : database_.notifications) {
            const bool old = row.created_at + kSettled < kNightBegins + kMorning;
            if (old && cases::testing::MemoryCaseStore::is_unfinished(row)) complain(row.key + " was forgotten");
            if (row.state == cases::NotificationState::failed && row.responder != centre_.unreachable()) {
                complain(row.key + " was given up");
            }
            if (row.state == cases::NotificationState::delivered && !centre_.delivered().contains(row.key)) {
                complain(row.key + " is recorded as delivered and never arrived");
            }
        }
        if (database_.keys.size() != database_.notifications.size()) complain("two notifications share a key");
        for (const auto& [key, times] : centre_.delivered()) {
            if (!database_.keys.contains(key)) complain("somebody was called with a key that is not on record: " + key);
        }
    }

    void sum_up() {
        morning_.incidents = database_.incidents.size();
        morning_.notifications = database_.notifications.size();
        morning_.crashes = centre_.crashes();
        for (const auto& row : database_.journal) {
            morning_.digest += row.event + " " + to_rfc3339(row.at) + "\n";
        }
    }

    const Homes& homes_;
    const Centre& centre_;
    const Centre::Database& database_;
    Morning morning_;
};

}  // namespace

Morning play_night(std::uint64_t seed) {
    World world(seed);
    Homes homes;
    Centre centre(
        world, [&](const GatewayId& to, const std::string& bytes) { homes.at(to)->receive_receipt(bytes); },
        [&](const GatewayId& to, const std::string& bytes) {
            // alertd itself and the neighbours of a storm are told of their closed cases too, and have no node.
            if (const auto home = homes.find(to); home != homes.end()) home->second->receive_command(bytes);
        });
    const auto count = 1 + world.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        const GatewayId gateway("g-h" + std::to_string(i));
        auto home = std::make_unique<HomeNode>(
            world, "h" + std::to_string(i),
            [&centre, gateway](const std::string& bytes) { centre.receive_alerts(gateway, bytes); },
            [&centre, gateway](const Ulid& command) {
                centre.receive_word(gateway, {{cases::CommandId(command)}, {}});
            });
        centre.add_home(home->home(), gateway, !world.one_in(4));
        home->plan(kFaultsEnd);
        homes[gateway] = std::move(home);
    }
    centre.plan(kFaultsEnd);
    world.run_until(kFaultsEnd);
    world.calm_down();
    centre.recover();
    for (auto& [gateway, home] : homes) home->recover();
    world.run_until(kMorning);
    return Audit(homes, centre).run();
}

}  // namespace anju::sim
