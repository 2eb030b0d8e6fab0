// Random nights at the operations centre, checked against what a naive reader would demand.
//
// ANJU_SIM_SEED=<n> replays one night; the seed of a night that failed is printed with it.
#include "alertd/core/duty_book.hpp"
#include "alertd/core/rules.hpp"
#include "tests/unit/alertd_core/desk.hpp"
#include "tests/unit/alertd_core/naive_roster.hpp"

#include <cstdlib>
#include <set>

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

constexpr int kNights = 300;
constexpr int kStepsPerNight = 250;

constexpr Condition kConditions[] = {Condition::smoke,          Condition::smoke_prealarm, Condition::call,
                                     Condition::fall_suspected, Condition::fall,           Condition::no_water_use,
                                     Condition::vital_sign,     Condition::low_battery,    Condition::gateway_lost};

/// What a naive reader remembers: the newest revision of each alert, and which reports were told.
struct Remembered {
    AlertUpdate newest;
    Place place;
    bool ever_real = false;
};

class Night {
public:
    explicit Night(std::uint64_t seed) : chance_(seed) {
        const PolicyBook book = PolicyBook::defaults();
        desk_.store.policies = book;
        places_ = {place_of("h1"), place_of("h2", "c2", "s2"), place_of("h3", "c9", "s9")};
        Place unregistered;
        unregistered.home = HomeId("gateway:g4");
        unregistered.street = StreetId("s1");
        places_.push_back(unregistered);
        desk_.add_ways("committee", {ChannelKind::sms});
        desk_.add_ways("district", {ChannelKind::sms, ChannelKind::email});
        if (one_in(4))
            std::erase_if(desk_.store.responders, [](const Responder& who) { return who.level == Level::street; });
        write_rosters(seed);
        desk_.watch = [this](const CaseState& state, const Effects& effects) { check_who_is_called(state, effects); };
        if (one_in(2)) desk_.store.policies.emergency.variants = random_variants();
    }

    void run() {
        for (int i = 0; i < kStepsPerNight; ++i) {
            switch (below(10)) {
                case 0:
                case 1:
                case 2: new_alert(); break;
                case 3:
                case 4: old_alert(); break;
                case 5: operator_acts(); break;
                case 6:
                case 7: time_passes(); break;
                default: channels_answer(); break;
            }
            check_everything();
        }
    }

private:
    /// Some nights have rosters for the first committee and the first street, of people whom chance put there.
    void write_rosters(std::uint64_t seed) {
        for (const auto* who : {"chen", "li", "wang", "zhao"}) {
            desk_.store.responders.push_back(responder(who, Level::committee, "c1"));
            desk_.store.responders.push_back(responder(std::string(who) + "_of_s1", Level::street, "s1"));
        }
        desk_.store.duties = &book_;
        RandomRosters chance(seed);
        const auto today = std::chrono::floor<std::chrono::days>(book_.zone().to_local(desk_.now.utc));
        for (auto i = below(3); i > 0; --i) {
            Roster roster = chance.next(today, book_.zone());
            roster.id = RosterId("r" + std::to_string(i));
            if (one_in(3)) {
                roster.level = Level::street;
                roster.scope = "s1";
            }
            rosters_.push_back(roster);
            book_.put(roster, desk_.now.utc);
        }
    }

    std::vector<PolicyVariant> random_variants() {
        PolicyVariant night;
        night.name = "night";
        night.hours = Hours{20h, 6h};
        night.policy = desk_.store.policies.emergency.usual;
        night.policy.steps = {{0s, {Level::committee}}, {20s, {Level::street, Level::home}}, {40s, {Level::district}}};
        PolicyVariant grave = night;
        grave.name = "grave";
        grave.hours.reset();
        grave.least_severity = Severity::critical;
        grave.policy.steps = {{0s, {Level::home, Level::committee, Level::street}}, {30s, {Level::district}}};
        return one_in(2) ? std::vector{night, grave} : std::vector{grave};
    }

    /// Whom the rosters let sleep, looked up the slow way: named somewhere, on duty nowhere, while another is.
    std::set<ResponderId> off_duty(const Responder& like) const {
        std::set<ResponderId> named_ones, on_duty_ones;
        for (const auto& roster : rosters_) {
            if (roster.level != like.level || roster.scope != like.scope) continue;
            for (const auto& stretch : named(roster, book_.zone(), {desk_.now.utc, desk_.now.utc + 1ms})) {
                named_ones.insert(stretch.people.begin(), stretch.people.end());
            }
            for (const auto& person : naive_people_at(roster, book_.zone(), desk_.now.utc)) on_duty_ones.insert(person);
        }
        const bool manned = std::ranges::any_of(desk_.store.responders, [&](const Responder& who) {
            return who.level == like.level && who.scope == like.scope && on_duty_ones.contains(who.id);
        });
        if (!manned) return {};
        for (const auto& person : on_duty_ones) named_ones.erase(person);
        return named_ones;
    }

    static bool answers_for(const Responder& who, const Place& place) {
        if (who.level == Level::home) return place.registered && who.scope == place.home.value;
        if (who.level == Level::committee) return place.committee && who.scope == place.committee->value;
        if (who.level == Level::street) return place.street && who.scope == place.street->value;
        return true;
    }

    /// On every step, of each level that is called, exactly those are told who stand there at this moment.
    void check_who_is_called(const CaseState& state, const Effects& effects) {
        const Incident* incident = effects.incident ? &*effects.incident : state.incident ? &*state.incident : nullptr;
        if (incident == nullptr) return;
        std::map<int, std::set<ResponderId>> told;
        for (const auto& row : effects.notifications) {
            const bool by_the_ladder = row.key.ends_with("/" + std::to_string(row.step));
            if (row.created_at >= desk_.now.utc && row.attempts == 0 && row.state == NotificationState::pending &&
                by_the_ladder && !desk_.store.notifications.contains(row.id)) {
                told[row.step].insert(row.responder);
            }
        }
        std::map<ResponderId, bool> goes;
        for (const auto& row : state.attendances) goes[row.responder] = is_under_way(row.state);
        for (const auto& row : effects.attendances) goes[row.responder] = is_under_way(row.state);
        std::map<std::pair<Level, std::string>, std::set<ResponderId>> asleep;
        if (!told.empty()) {
            for (const auto& who : desk_.store.responders) {
                const auto [scope, is_new] = asleep.try_emplace({who.level, who.scope});
                if (is_new) scope->second = off_duty(who);
            }
        }
        for (const auto& [number, people] : told) {
            std::set<Level> levels;
            for (const auto& who : desk_.store.responders) {
                if (people.contains(who.id) && answers_for(who, incident->place)) levels.insert(who.level);
            }
            for (const auto& who : desk_.store.responders) {
                if (!levels.contains(who.level) || !answers_for(who, incident->place)) continue;
                const bool sleeps = asleep.at({who.level, who.scope}).contains(who.id) && !goes[who.id];
                if (people.contains(who.id) == sleeps) FAIL_CHECK(who.id.value << " on step " << number);
            }
        }
        check_nobody_was_there(state, effects, *incident);
    }

    static bool is_under_way(AttendanceState state) {
        return state == AttendanceState::accepted || state == AttendanceState::en_route ||
               state == AttendanceState::on_scene;
    }

    /// A step that found nobody has nobody on its levels at all, on duty or not.
    void check_nobody_was_there(const CaseState& state, const Effects& effects, const Incident& incident) {
        for (const auto& row : effects.journal) {
            if (row.event != "escalation.nobody") continue;
            const auto& steps = state.policies.of(incident).steps;
            const auto number = static_cast<std::size_t>(std::stoi(row.detail.at(0).second));
            const auto& levels = steps[std::min(number, steps.size()) - 1].levels;
            for (const auto& who : desk_.store.responders) {
                const bool stands = std::ranges::find(levels, who.level) != levels.end();
                if (stands && answers_for(who, incident.place)) FAIL_CHECK(who.id.value << " on step " << number);
            }
        }
    }

    std::uint64_t below(std::uint64_t limit) { return chance_() % limit; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    void arrive(const AlertUpdate& update, const Place& place) {
        const auto known = remembered_.find(update.id);
        const bool newer = known == remembered_.end() || update.revision > known->second.newest.revision;
        const bool unseen = !update.test && (known == remembered_.end() || update.count > known->second.newest.count);
        desk_.place = place;
        const auto effects = desk_.arrive(update);
        CHECK((effects.reason == Reason::duplicate_revision || effects.reason == Reason::older_revision) == !newer);
        const auto again = desk_.arrive(update);
        CHECK((again.reason == Reason::duplicate_revision || again.reason == Reason::older_revision));
        CHECK(again.journal.empty());
        CHECK(again.notifications.empty());
        if (!newer) return;
        auto& entry = remembered_[update.id];
        entry = Remembered{update, place, entry.ever_real || !update.test};
        if (unseen) {
            const auto& incident = desk_.store.alerts.at(update.id).incident;
            REQUIRE(incident);
            CHECK(desk_.store.incidents.at(*incident).state != IncidentState::closed);
            CHECK(desk_.store.incidents.at(*incident).state != IncidentState::resolved);
        }
    }

    void new_alert() {
        const Place& place = places_[below(places_.size())];
        desk_.place = place;
        auto update = desk_.raised(kConditions[below(std::size(kConditions))], one_in(2) ? "d1" : "d2");
        update.test = one_in(8);
        for (auto lost = below(3); lost > 0 && one_in(2); --lost) update = later(update);
        arrive(update, place);
    }

    AlertUpdate later(const AlertUpdate& update) {
        constexpr AlertPhase phases[] = {AlertPhase::repeated, AlertPhase::raised, AlertPhase::cleared,
                                         AlertPhase::cancelled};
        auto next = Desk::next(update, phases[below(4)]);
        if (one_in(10)) next.severity = static_cast<Severity>(below(3));
        return next;
    }

    void old_alert() {
        if (remembered_.empty()) return;
        auto at = remembered_.begin();
        std::advance(at, static_cast<long>(below(remembered_.size())));
        auto update = at->second.newest;
        if (one_in(4)) {
            update.revision = static_cast<std::uint32_t>(1 + below(update.revision));
        } else {
            update = later(update);
        }
        arrive(update, at->second.place);
    }

    void operator_acts() {
        if (desk_.store.incidents.empty()) return;
        auto at = desk_.store.incidents.begin();
        std::advance(at, static_cast<long>(below(desk_.store.incidents.size())));
        OperatorAct act;
        act.incident = at->first;
        act.act = static_cast<Act>(below(11));
        constexpr const char* kWho[] = {"family",   "committee", "street", "district",
                                        "stranger", "nobody",    "li",     "zhao_of_s1"};
        act.responder = ResponderId(kWho[below(8)]);
        act.actor = one_in(2) ? "user:wang" : "user:li";
        act.note = one_in(2) ? "seen" : "";
        if (one_in(3)) act.expected_version = at->second.version - below(2);
        if (!one_in(4)) act.disposition = static_cast<Disposition>(below(8));
        const Incident before = at->second;
        const auto effects = desk_.run(desk_.store.load(act.incident), act);
        if (effects.reason != Reason::accepted) {
            CHECK_FALSE(effects.incident);
            CHECK(effects.close_notices.empty());
        }
        if (!effects.close_notices.empty())
            CHECK(desk_.store.incidents.at(act.incident).state == IncidentState::closed);
        if (before.state == IncidentState::closed && act.act != Act::reopen) {
            CHECK(desk_.store.incidents.at(act.incident).state == before.state);
        }
    }

    void time_passes() {
        if (one_in(10)) {
            desk_.now.utc -= Millis{static_cast<Millis::rep>(below(120'000))};  // somebody set the clock back
        } else {
            desk_.wait(Millis{static_cast<Millis::rep>(below(one_in(10) ? 3'600'000 : 40'000))});
        }
        for (const auto& row : desk_.store.due_escalations(desk_.now.utc)) {
            desk_.run(desk_.store.load(row.incident), StepDue{row.incident, row.step});
            if (one_in(5)) {
                const auto again = desk_.run(desk_.store.load(row.incident), StepDue{row.incident, row.step});
                CHECK(again.reason == Reason::step_obsolete);
            }
        }
    }

    void channels_answer() {
        for (const auto& message : desk_.store.lease(desk_.now.utc, 30s)) {
            if (one_in(5)) continue;  // the process that leased it died
            desk_.answer(message, one_in(2), one_in(4));
            if (one_in(10)) desk_.answer(message, one_in(2));
        }
    }

    void check_everything() {
        auto& store = desk_.store;
        REQUIRE(store.complaints.empty());
        std::set<std::pair<HomeId, IncidentClass>> open;
        std::map<IncidentId, int> pending;
        for (const auto& [key, row] : store.escalations) {
            if (row.state == EscalationState::pending) ++pending[row.incident];
        }
        for (const auto& [id, incident] : store.incidents) {
            const bool unanswered =
                incident.state == IncidentState::open || incident.state == IncidentState::dispatched;
            CHECK(pending[id] == (unanswered || is_watched(incident) ? 1 : 0));
            CHECK(unanswered == (!incident.acknowledged_at && incident.state != IncidentState::closed &&
                                 incident.state != IncidentState::resolved));
            if (incident.state != IncidentState::closed) {
                CHECK(open.emplace(incident.place.home, incident.incident_class).second);
            } else {
                CHECK(incident.disposition.has_value());
                CHECK(incident.closed_at.has_value());
                CHECK_FALSE(incident.owner.empty());
            }
            if (incident.incident_class == IncidentClass::emergency) CHECK(incident.step >= 1);
            check_messages(incident);
        }
        CHECK(store.keys.size() == store.notifications.size());
        CHECK(store.alerts.size() == remembered_.size());
        for (const auto& [id, entry] : remembered_) {
            CHECK(store.alerts.at(id).update.revision == entry.newest.revision);
            CHECK(store.alerts.at(id).incident.has_value() == entry.ever_real);
        }
    }

    /// Whether somebody must go, or arrive, before a deadline.
    bool is_watched(const Incident& incident) const {
        const Policy& policy = desk_.store.policies.of(incident);
        if (incident.state == IncidentState::acknowledged) return policy.attend_within > 0ms;
        return incident.state == IncidentState::en_route && policy.arrive_within > 0ms;
    }

    void check_messages(const Incident& incident) {
        bool somebody = false;
        for (const auto& row : desk_.store.notifications_of(incident.id)) {
            somebody = true;
            const std::string key = incident.id.to_string() + "/" + row.responder.value + "/";
            const std::string way = row.way == 1 ? "" : "/w" + std::to_string(row.way);
            CHECK((row.key == key + std::to_string(row.step) + way || row.key.starts_with(key + "d")));
            CHECK(row.key.ends_with(way));
            CHECK(row.step <= std::max(incident.step, 1));  // a dispatch may come before the first step
            CHECK(MemoryCaseStore::is_unfinished(row) != row.finished_at.has_value());
            // Nothing keeps waiting for a case that is over.
            if (incident.state == IncidentState::closed) CHECK(row.state != NotificationState::pending);
        }
        if (incident.incident_class == IncidentClass::emergency) CHECK(somebody);
        check_ways(incident);
    }

    /// All ways of a call stand there from its beginning; one that got through leaves none that nobody has tried; and
    /// after one that failed for good the next is not waited for.
    void check_ways(const Incident& incident) {
        std::map<std::string, std::map<int, Notification>> calls;
        for (const auto& row : desk_.store.notifications_of(incident.id)) {
            calls[row.way == 1 ? row.key : row.key.substr(0, row.key.size() - 3)].emplace(row.way, row);
        }
        for (const auto& [call, ways] : calls) {
            const auto& who = ways.begin()->second.responder.value;
            CHECK(ways.size() == (who == "district" ? 3 : who == "committee" ? 2 : 1));
            CHECK(ways.rbegin()->first == static_cast<int>(ways.size()));
            bool heard = false;
            for (const auto& [way, row] : ways) heard = heard || row.state == NotificationState::delivered;
            for (const auto& [way, row] : ways) {
                if (way == 1 || row.attempts > 0 || row.state != NotificationState::pending) continue;
                CHECK_FALSE(heard);
                const auto& before = ways.at(way - 1);
                if (before.state == NotificationState::failed) CHECK(row.next_attempt_at <= *before.finished_at);
                CHECK(row.next_attempt_at <= row.created_at + patience_of(incident.incident_class).time * (way - 1));
            }
        }
    }

    std::mt19937_64 chance_;
    DutyBook book_{std::make_shared<FixedZone>("Asia/Shanghai", 8h)};
    std::vector<Roster> rosters_;
    Desk desk_;
    std::vector<Place> places_;
    std::map<AlertId, Remembered> remembered_;
};

}  // namespace

TEST_CASE("whatever the night brings, every rule that people rely on holds after each step") {
    const char* fixed = std::getenv("ANJU_SIM_SEED");
    const std::uint64_t first = fixed ? std::strtoull(fixed, nullptr, 10) : 1;
    const std::uint64_t last = fixed ? first : kNights;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        Night(seed).run();
    }
}
