// Random nights at the operations centre, checked against what a naive reader would demand.
//
// ANJU_SIM_SEED=<n> replays one night; the seed of a night that failed is printed with it.
#include "tests/unit/alertd_core/desk.hpp"

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
        if (one_in(4))
            std::erase_if(desk_.store.responders, [](const Responder& who) { return who.level == Level::street; });
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
        constexpr const char* kWho[] = {"family", "committee", "street", "district", "stranger", "nobody"};
        act.responder = ResponderId(kWho[below(6)]);
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
        const Policy& policy = desk_.store.policies.of(incident.incident_class);
        if (incident.state == IncidentState::acknowledged) return policy.attend_within > 0ms;
        return incident.state == IncidentState::en_route && policy.arrive_within > 0ms;
    }

    void check_messages(const Incident& incident) {
        bool somebody = false;
        for (const auto& row : desk_.store.notifications_of(incident.id)) {
            somebody = true;
            const std::string key = incident.id.to_string() + "/" + row.responder.value + "/";
            CHECK((row.key == key + std::to_string(row.step) || row.key.starts_with(key + "d")));
            CHECK(row.step <= std::max(incident.step, 1));  // a dispatch may come before the first step
            CHECK(MemoryCaseStore::is_unfinished(row) != row.finished_at.has_value());
            // Nothing keeps waiting for a case that is over.
            if (incident.state == IncidentState::closed) CHECK(row.state != NotificationState::pending);
        }
        if (incident.incident_class == IncidentClass::emergency) CHECK(somebody);
    }

    std::mt19937_64 chance_;
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
