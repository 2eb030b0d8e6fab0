// Correlation, inhibition, merge, split and escalation against a model that a reader would write down from the rules
// without having seen the code: lists, searched from one end to the other.
//
// ANJU_SIM_SEED=<n> replays one night; the seed of a night that failed is printed with it.
#include "tests/unit/alertd_core/desk.hpp"

#include <cstdlib>

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

constexpr int kNights = 250;
constexpr int kStepsPerNight = 160;
constexpr Millis kLongestSilence = 91s;  ///< 90 s between two steps, and the second in which alertd looks

constexpr Condition kConditions[] = {Condition::smoke,        Condition::call,         Condition::no_movement,
                                     Condition::vital_sign,   Condition::low_battery,  Condition::offline,
                                     Condition::gateway_lost, Condition::water_no_data};

/// What the model remembers of an alert.
struct Told {
    AlertUpdate newest;
    Place place;
    GatewayId gateway;
    std::optional<IncidentId> in;    ///< the case that has it, open or closed
    std::optional<IncidentId> from;  ///< whose it was before a merge
    bool held = false;
};

/// What the model remembers of a case.
struct Known {
    Place place;
    IncidentClass incident_class{};
    int part = 1;
    bool open = true;
    Severity severity{};
    std::optional<IncidentId> into;
};

bool over(const AlertUpdate& update) {
    return update.phase == AlertPhase::cleared || update.phase == AlertPhase::cancelled;
}

class Model {
public:
    std::vector<std::pair<AlertId, Told>> alerts;  ///< in the order of their first arrival
    std::map<IncidentId, Known> cases;

    Told* find(const AlertId& id) {
        for (auto& [known, told] : alerts) {
            if (known == id) return &told;
        }
        return nullptr;
    }

    enum class Fate { nothing, held, joins, opens };
    struct Expected {
        Fate fate = Fate::nothing;
        std::optional<IncidentId> joined;
    };

    Expected expect(const AlertUpdate& update, const Place& place, const GatewayId& gateway, bool covered) {
        Told* before = find(update.id);
        if (before && update.revision <= before->newest.revision) return {};
        if (before && before->in && cases.at(*before->in).open) return {Fate::joins, before->in};
        const bool silent_kind =
            update.key.condition == Condition::offline || update.key.condition == Condition::water_no_data;
        if (covered && silent_kind && !(before && before->in)) return {Fate::held, {}};
        if (before && before->held && over(update)) return {};
        if (before && before->in) {
            const bool news = update.count > before->newest.count || update.severity > before->newest.severity ||
                              (over(before->newest) && !over(update));
            if (!news) return {};
        }
        const auto joined = best_case(update, place, gateway);
        return joined ? Expected{Fate::joins, joined} : Expected{Fate::opens, {}};
    }

    bool open_here(const IncidentId& id, const Place& place, const AlertUpdate& update) const {
        const Known& known = cases.at(id);
        return known.open && known.place.home == place.home && known.incident_class == class_of(update.key.condition);
    }

private:
    std::optional<IncidentId> best_case(const AlertUpdate& update, const Place& place, const GatewayId& gateway) {
        const auto merged_here = [&](const IncidentId& id) {
            for (const auto& [other, known] : cases) {
                if (known.place.home == place.home && known.into == id) return true;
            }
            return false;
        };
        // The newest alert of the same device and condition decides.
        for (auto at = alerts.rbegin(); at != alerts.rend(); ++at) {
            const Told& told = at->second;
            if (!told.in || !cases.at(*told.in).open || told.gateway != gateway) continue;
            if (told.newest.key.device != update.key.device) continue;
            if (told.newest.key.condition != update.key.condition) continue;
            if (open_here(*told.in, place, update) || merged_here(*told.in)) return told.in;
        }
        const auto lowest = [&](auto&& fits) {
            std::optional<IncidentId> best;
            for (const auto& [id, known] : cases) {
                if (!open_here(id, place, update) || !fits(id)) continue;
                if (!best || known.part < cases.at(*best).part) best = id;
            }
            return best;
        };
        const auto has = [&](const IncidentId& id, auto&& same) {
            for (const auto& [other, told] : alerts) {
                if (told.in == id && same(told)) return true;
            }
            return false;
        };
        const auto same_device = [&](const Told& told) {
            return told.gateway == gateway && told.newest.key.device == update.key.device;
        };
        const auto same_condition = [&](const Told& told) { return told.newest.key.condition == update.key.condition; };
        if (auto best = lowest([&](const IncidentId& id) { return has(id, same_device); })) return best;
        if (auto best = lowest([&](const IncidentId& id) { return has(id, same_condition); })) return best;
        return lowest([](const IncidentId&) { return true; });
    }
};

class Night {
public:
    explicit Night(std::uint64_t seed) : chance_(seed) {
        desk_.store.policies = PolicyBook::defaults();
        for (const char* home : {"h1", "h2", "h3"}) {
            places_.push_back(place_of(home));
            places_by_home_[HomeId(home)] = places_.back();
        }
    }

    void run() {
        for (int i = 0; i < kStepsPerNight; ++i) {
            switch (below(12)) {
                case 0:
                case 1:
                case 2: arrive(fresh(), places_[home_], gateway_of(home_)); break;
                case 3:
                case 4: more_of_an_old_one(); break;
                case 5: operator_acts(); break;
                case 6: merge(); break;
                case 7: split(); break;
                case 8: end_holds(); break;
                case 9: covered_ = one_in(2); break;
                default: time_passes(); break;
            }
            check_everything();
        }
    }

private:
    std::uint64_t below(std::uint64_t limit) { return chance_() % limit; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    static GatewayId gateway_of(std::size_t home) { return GatewayId("g" + std::to_string(home)); }

    AlertUpdate fresh() {
        home_ = below(places_.size());
        desk_.place = places_[home_];
        return desk_.raised(kConditions[below(std::size(kConditions))], one_in(2) ? "d1" : "d2");
    }

    CaseState load(const AlertUpdate& update, const Place& place, const GatewayId& gateway) {
        CaseState state = desk_.store.load(place, update, false, gateway);
        if (covered_) state.cover = Cover{HoldReason::gateway_lost, std::nullopt, std::nullopt};
        return state;
    }

    void arrive(const AlertUpdate& update, const Place& place, const GatewayId& gateway) {
        desk_.wait(1ms);  // so that there is a newest one
        const auto expected = model_.expect(update, place, gateway, covered_);
        desk_.run(load(update, place, gateway), AlertArrived{gateway, update, false});
        settle(update, place, gateway, expected);
        const auto again = desk_.run(load(update, place, gateway), AlertArrived{gateway, update, false});
        CHECK((again.reason == Reason::duplicate_revision || again.reason == Reason::older_revision));
    }

    /// The model takes over what it expected, and what it cannot know: the id of a new case.
    void settle(const AlertUpdate& update, const Place& place, const GatewayId& gateway,
                const Model::Expected& expected) {
        Told* told = model_.find(update.id);
        if (told && update.revision <= told->newest.revision) return;
        if (!told) {
            model_.alerts.emplace_back(update.id, Told{update, place, gateway, {}, {}, false});
            told = &model_.alerts.back().second;
        }
        told->newest = update;
        const Alert& stored = desk_.store.alerts.at(update.id);
        using Fate = Model::Fate;
        if (expected.fate == Fate::held) told->held = true;
        if (expected.fate == Fate::joins || expected.fate == Fate::opens) {
            told->held = false;
            if (expected.joined != told->in) told->from.reset();
            told->in = expected.joined;
        }
        if (expected.fate == Fate::joins) raise(*told->in, update.severity);
        if (expected.fate == Fate::opens) {
            REQUIRE(stored.incident);
            CHECK_FALSE(model_.cases.contains(*stored.incident));
            model_.cases[*stored.incident] = Known{place,
                                                   class_of(update.key.condition),
                                                   free_part(place, class_of(update.key.condition)),
                                                   true,
                                                   update.severity,
                                                   {}};
            told->in = stored.incident;
        }
    }

    void raise(const IncidentId& id, Severity severity) {
        model_.cases.at(id).severity = std::max(model_.cases.at(id).severity, severity);
    }

    int free_part(const Place& place, IncidentClass incident_class) {
        for (int part = 1;; ++part) {
            bool taken = false;
            for (const auto& [id, known] : model_.cases) {
                taken = taken || (known.open && known.place.home == place.home && known.part == part &&
                                  known.incident_class == incident_class);
            }
            if (!taken) return part;
        }
    }

    void more_of_an_old_one() {
        if (model_.alerts.empty()) return;
        const auto& told = model_.alerts[below(model_.alerts.size())].second;
        constexpr AlertPhase phases[] = {AlertPhase::repeated, AlertPhase::raised, AlertPhase::cleared,
                                         AlertPhase::cancelled};
        auto update = Desk::next(told.newest, phases[below(4)]);
        if (one_in(10)) update.severity = static_cast<Severity>(below(3));
        if (one_in(6)) update.revision = 1;
        arrive(update, Place(told.place), GatewayId(told.gateway));
    }

    std::optional<IncidentId> some_case(bool also_closed) {
        std::vector<IncidentId> ids;
        for (const auto& [id, known] : model_.cases) {
            if (known.open || also_closed) ids.push_back(id);
        }
        if (ids.empty()) return std::nullopt;
        return ids[below(ids.size())];
    }

    void operator_acts() {
        const auto id = some_case(false);
        if (!id) return;
        OperatorAct act;
        act.incident = *id;
        constexpr Act kActs[] = {Act::acknowledge, Act::resolve, Act::close, Act::en_route};
        act.act = kActs[below(4)];
        act.actor = one_in(2) ? "user:wang" : "user:li";
        act.responder = ResponderId("committee");
        act.disposition = Disposition::real;
        const auto done = desk_.run(desk_.store.load(*id), act);
        if (act.act == Act::close && done.reason == Reason::accepted) model_.cases.at(*id).open = false;
    }

    void merge() {
        const auto from = some_case(one_in(4));
        const auto into = some_case(one_in(4));
        if (!from || !into) return;
        const Known a = model_.cases.at(*from);
        const Known b = model_.cases.at(*into);
        const bool waited = is_waiting(*from);
        OperatorAct act;
        act.incident = *from;
        act.into = *into;
        act.act = Act::merge;
        act.actor = "user:wang";
        act.note = one_in(3) ? "" : "one event";
        const bool allowed = *from != *into && a.open && b.open && b.incident_class <= a.incident_class &&
                             (a.place.home == b.place.home || !act.note.empty());
        const std::size_t told_before = desk_.store.notifications_of(*into).size();
        const bool was_silent = desk_.store.incidents.at(*into).step == 0;
        const bool owned = !is_waiting(*into);
        const auto done = desk_.store.regroup(act, desk_.now, ids_, places_by_home_);
        CHECK((done.reason == Reason::accepted) == allowed);
        if (!allowed) {
            CHECK(done.one.journal.empty());
            return;
        }
        for (auto& [alert, told] : model_.alerts) {
            if (told.in != *from) continue;
            told.in = *into;
            if (!told.from) told.from = *from;
        }
        model_.cases.at(*from).open = false;
        model_.cases.at(*from).into = *into;
        for (auto& [id, known] : model_.cases) {
            if (known.into == *from) known.into = *into;
        }
        raise(*into, a.severity);
        // G4: somebody waits for help, so somebody hears of it.
        if (waited && a.incident_class != IncidentClass::technical && owned && !was_silent) {
            CHECK(desk_.store.notifications_of(*into).size() > told_before);
        }
        CHECK(done.one.close_notices.empty());
    }

    void split() {
        const auto id = some_case(one_in(4));
        if (!id) return;
        OperatorAct act;
        act.incident = *id;
        act.actor = "user:wang";
        const Known known = model_.cases.at(*id);
        if (!known.open && known.into && one_in(2)) return take_back(act);
        act.act = Act::split;
        std::set<HomeId> homes;
        std::size_t stay = 0;
        IncidentClass incident_class = IncidentClass::technical;
        for (const auto& [alert, told] : model_.alerts) {
            if (told.in != *id) continue;
            if (one_in(2)) {
                act.alerts.push_back(alert);
                homes.insert(desk_.store.alerts.at(alert).home);
                incident_class = std::min(incident_class, class_of(told.newest.key.condition));
            } else {
                ++stay;
            }
        }
        const bool allowed = known.open && !act.alerts.empty() && stay > 0 && homes.size() == 1;
        const auto done = desk_.store.regroup(act, desk_.now, ids_, places_by_home_);
        CHECK((done.reason == Reason::accepted) == allowed);
        if (!allowed) return;
        const IncidentId made = done.other.incident->id;
        const Place place = places_by_home_.at(*homes.begin());
        Severity severity = Severity::minor;
        for (const auto& alert : act.alerts) severity = std::max(severity, model_.find(alert)->newest.severity);
        model_.cases[made] = Known{place, incident_class, free_part(place, incident_class), true, severity, {}};
        for (const auto& alert : act.alerts) {
            model_.find(alert)->in = made;
            model_.find(alert)->from.reset();
        }
        if (incident_class != IncidentClass::technical) CHECK_FALSE(desk_.store.notifications_of(made).empty());
    }

    void take_back(OperatorAct act) {
        act.act = Act::reopen;
        Known& known = model_.cases.at(act.incident);
        bool any = false;
        for (const auto& [alert, told] : model_.alerts) {
            any = any || (told.in == known.into && told.from == act.incident);
        }
        const auto done = desk_.store.regroup(act, desk_.now, ids_, places_by_home_);
        CHECK((done.reason == Reason::accepted) == any);
        if (!any) return;
        for (auto& [alert, told] : model_.alerts) {
            if (told.in != known.into || told.from != act.incident) continue;
            told.in = act.incident;
            told.from.reset();
        }
        known.part = free_part(known.place, known.incident_class);
        known.open = true;
        known.into.reset();
    }

    /// The gateway is back and the grace is over for everything that is held.
    void end_holds() {
        for (std::size_t i = 0; i < model_.alerts.size(); ++i) {
            const auto [id, told] = model_.alerts[i];
            if (!told.held) continue;
            desk_.store.alerts.at(id).hold->release_at = desk_.now.utc;
            Model::Expected expected{Model::Fate::held, {}};
            if (over(told.newest)) {
                expected = {};
            } else if (!covered_) {
                auto later = told.newest;
                ++later.revision;
                expected = model_.expect(later, told.place, told.gateway, false);
            }
            desk_.run(load(told.newest, told.place, told.gateway), HoldEnded{id});
            auto again = told.newest;
            ++model_.find(id)->newest.revision;  // so that the model takes what it expected
            model_.find(id)->newest.revision -= 2;
            settle(again, told.place, told.gateway, expected);
        }
    }

    void time_passes() {
        desk_.wait(Millis{static_cast<Millis::rep>(below(one_in(8) ? 2'000'000 : 70'000))});
        for (const auto& row : desk_.store.due_escalations(desk_.now.utc)) {
            desk_.run(desk_.store.load(row.incident), StepDue{row.incident, row.step});
        }
    }

    bool is_waiting(const IncidentId& id) const {
        const auto state = desk_.store.incidents.at(id).state;
        return state == IncidentState::open || state == IncidentState::dispatched;
    }

    void check_everything() {
        auto& store = desk_.store;
        REQUIRE(store.complaints.empty());
        REQUIRE(store.alerts.size() == model_.alerts.size());
        REQUIRE(store.incidents.size() == model_.cases.size());
        std::map<IncidentId, std::uint32_t> sizes;
        for (const auto& [id, told] : model_.alerts) {
            const Alert& stored = store.alerts.at(id);
            REQUIRE(stored.update.revision == told.newest.revision);
            REQUIRE(stored.incident == told.in);
            REQUIRE((stored.hold && !stored.incident) == told.held);
            if (told.in) ++sizes[*told.in];
            // Nothing urgent is ever without a case.
            if (class_of(told.newest.key.condition) != IncidentClass::technical) REQUIRE(told.in);
        }
        for (const auto& [id, known] : model_.cases) {
            const Incident& stored = store.incidents.at(id);
            REQUIRE((stored.state != IncidentState::closed) == known.open);
            REQUIRE(stored.incident_class == known.incident_class);
            REQUIRE(stored.place.home == known.place.home);
            REQUIRE(stored.part == known.part);
            REQUIRE(stored.severity == known.severity);
            REQUIRE(stored.merged_into == known.into);
            // A closed case keeps its number when an alert of it comes again and opens another one.
            if (known.open) REQUIRE(stored.alerts == sizes[id]);
            check_ladder(stored);
        }
    }

    /// An unanswered case has one next step, and an unanswered emergency is never silent for longer than a rung.
    void check_ladder(const Incident& incident) {
        const auto pending = desk_.store.load(incident.id).escalations;
        const bool waits = is_waiting(incident.id);
        const Policy& policy = desk_.store.policies.of(incident.incident_class);
        const bool watched = (incident.state == IncidentState::acknowledged && policy.attend_within > 0ms) ||
                             (incident.state == IncidentState::en_route && policy.arrive_within > 0ms);
        REQUIRE(pending.size() == (waits || watched ? 1U : 0U));
        if (!waits || incident.incident_class == IncidentClass::technical) return;
        UtcTime newest{};
        for (const auto& row : desk_.store.notifications_of(incident.id)) newest = std::max(newest, row.created_at);
        REQUIRE(desk_.now.utc - newest <= kLongestSilence);
        REQUIRE(pending.front().due_at - desk_.now.utc <= kLongestSilence);
    }

    std::mt19937_64 chance_;
    Desk desk_;
    Model model_;
    std::vector<Place> places_;
    std::map<HomeId, Place> places_by_home_;
    std::size_t home_ = 0;
    bool covered_ = false;
    std::mt19937_64 id_chance_{11};
    UlidFactory ids_{[this] { return id_chance_(); }};
};

}  // namespace

TEST_CASE("a naive reader of the rules finds each alert where the core has put it, and nobody forgotten") {
    const char* fixed = std::getenv("ANJU_SIM_SEED");
    const std::uint64_t first = fixed ? std::strtoull(fixed, nullptr, 10) : 1;
    const std::uint64_t last = fixed ? first : kNights;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        Night(seed).run();
    }
}
