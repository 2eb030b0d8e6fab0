// Silences against a naive model: chance makes alerts, silences and their ends; each second of the clock the
// model, which knows only what is true and what is covered, says what must have happened.
#include "tests/unit/alertd_core/desk.hpp"

#include "alertd/core/rules.hpp"

#include <map>
#include <random>
#include <set>

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

constexpr Millis kTick = 10s;

class Round {
public:
    explicit Round(unsigned seed) : chance_(seed) {}

    void run() {
        for (int tick = 0; tick < 200; ++tick) {
            act();
            const auto before = desk_.messages();
            desk_.let_pass(kTick);
            check(before);
        }
    }

private:
    struct Level {
        AlertUpdate update;
        bool on = false;
        UtcTime calls_since{};  ///< since when it is true and not covered, as far as the model knows
        bool covered = false;
        bool was_loud = false;  ///< it could call since it is true
        bool told = false;      ///< the same, and its case was not silenced since
    };

    [[nodiscard]] unsigned below(unsigned limit) { return static_cast<unsigned>(chance_() % limit); }

    void act() {
        if (below(3) == 0) flip();
        if (below(12) == 0) begin();
        if (below(30) == 0) end();
        if (below(60) == 0) close();
    }

    void flip() {
        static const std::vector<std::pair<std::string, Condition>> kWhere{{"radar", Condition::no_movement},
                                                                           {"meter", Condition::no_water_use},
                                                                           {"meter", Condition::low_battery},
                                                                           {"detector", Condition::offline},
                                                                           {"detector", Condition::smoke}};
        const auto& [device, condition] = kWhere[below(static_cast<unsigned>(kWhere.size()))];
        Level& level = levels_[{device, condition}];
        if (level.on) {
            level.update = Desk::next(level.update, AlertPhase::cleared);
        } else {
            level.update = desk_.raised(condition, device);
        }
        level.on = !level.on;
        level.calls_since = desk_.now.utc;
        level.covered = is_covered(device, condition);
        const auto before = desk_.messages();
        desk_.arrive(level.update);
        if (!level.on) CHECK(desk_.messages() == before);
        // A7: a person ends what was true and not silenced, also when it is over; technical troubles end by themselves.
        if (!level.on && class_of(condition) == IncidentClass::welfare && level.was_loud) {
            called_for_what_is_over_[IncidentClass::welfare] = true;
        }
        level.was_loud = level.told = level.on && !level.covered;
    }

    void begin() {
        static const std::vector<std::vector<Condition>> kWhat{
            {}, {Condition::no_movement}, {Condition::no_water_use}, {Condition::low_battery, Condition::offline}};
        Silence silence = desk_.silence(kTick * (1 + below(60)), kWhat[below(static_cast<unsigned>(kWhat.size()))]);
        switch (below(3)) {
            case 0: break;
            case 1:
                silence.scope = SilenceScope::device;
                silence.device = DeviceId(below(2) == 0 ? "radar" : "meter");
                break;
            default: silence.scope = SilenceScope::street; silence.of = below(4) == 0 ? "s2" : "s1";
        }
        REQUIRE_FALSE(mistake_in(silence, desk_.now.utc).has_value());
        desk_.begin(silence);
    }

    void end() {
        for (const auto& [id, silence] : desk_.store.silences) {
            if (state_of(silence, desk_.now.utc) != SilenceState::active) continue;
            desk_.end_early(id);
            return;
        }
    }

    /// As a person does who has been there: nothing of it is true any more.
    void close() {
        std::vector<IncidentId> open;
        for (const auto& [id, incident] : desk_.store.incidents) {
            if (incident.state != IncidentState::closed) open.push_back(id);
        }
        if (open.empty()) return;
        const IncidentId id = open[below(static_cast<unsigned>(open.size()))];
        const IncidentClass closed = desk_.store.incidents.at(id).incident_class;
        OperatorAct act;
        act.incident = id;
        act.act = Act::close;
        act.actor = "user:wang";
        act.disposition = Disposition::real;
        desk_.run(desk_.store.load(id), act);
        called_for_what_is_over_[closed] = false;
        std::erase_if(levels_, [&](const auto& entry) { return class_of(entry.first.second) == closed; });
    }

    /// The model's own reading of S1 and S3.
    [[nodiscard]] bool is_covered(const std::string& device, Condition condition) const {
        if (class_of(condition) == IncidentClass::emergency) return false;
        for (const auto& [id, silence] : desk_.store.silences) {
            const UtcTime now = desk_.now.utc;
            if (now < silence.from || now >= silence.until) continue;
            const auto& listed = silence.conditions;
            if (!listed.empty() && std::ranges::find(listed, condition) == listed.end()) continue;
            if (silence.scope == SilenceScope::device && silence.device.value != device) continue;
            if (silence.scope == SilenceScope::street && silence.of != "s1") continue;
            return true;
        }
        return false;
    }

    void check(std::size_t messages_before) {
        const UtcTime now = desk_.now.utc;
        std::map<IncidentClass, bool> stands, loud;
        for (auto& [where, level] : levels_) {
            const bool covered = is_covered(where.first, where.second);
            if (level.covered && !covered && !level.told) level.calls_since = now - kTick;
            level.covered = covered;
            level.was_loud = level.was_loud || (level.on && !covered);
            level.told = level.told || (level.on && !covered);
            if (!level.on) continue;
            const auto of = class_of(where.second);
            stands[of] = true;
            loud[of] = loud[of] || !covered;
        }
        for (const auto& [id, incident] : desk_.store.incidents) {
            if (incident.state == IncidentState::closed) continue;
            check_case(incident, stands[incident.incident_class], loud[incident.incident_class]);
        }
        // Whoever is told now is told of a case in which something may call, or of nothing that stands at all.
        std::size_t fresh = 0;
        for (const auto& [id, row] : desk_.store.notifications) {
            if (row.created_at <= now - kTick) continue;
            ++fresh;
            const auto& incident = desk_.store.incidents.at(row.incident);
            const IncidentClass of = incident.incident_class;
            if (row.created_at == now && stands[of] && !called_for_what_is_over_[of]) CHECK(loud[of]);
        }
        CHECK(fresh >= desk_.messages() - messages_before);
    }

    void check_case(const Incident& incident, bool stands, bool loud) {
        CAPTURE(to_string(incident.incident_class));
        CAPTURE(to_string(incident.state));
        const auto pending = desk_.store.load(incident.id).escalations;
        if (!is_unanswered(incident)) {
            CHECK_FALSE(incident.silenced_until.has_value());
            // Nobody resolves in this round but alertd, and only what is over; what comes after and may call opens it.
            CHECK_FALSE((stands && loud));
            return;
        }
        REQUIRE(pending.size() == 1);
        CHECK(pending.front().due_at > desk_.now.utc);
        if (incident.incident_class == IncidentClass::emergency) {
            CHECK_FALSE(incident.silenced_until.has_value());
            CHECK(incident.step > 0);
            return;
        }
        if (loud) CHECK_FALSE(incident.silenced_until.has_value());
        if (stands && !loud && !called_for_what_is_over_[incident.incident_class])
            CHECK(incident.silenced_until.has_value());
        if (incident.silenced_until) {
            for (auto& [where, level] : levels_) {
                if (class_of(where.second) == incident.incident_class) level.told = false;
            }
        }
        if (incident.silenced_until) CHECK(*incident.silenced_until == pending.front().due_at);
        if (!stands || !loud) return;
        // What is true and not covered has called, within the delay of its class.
        const Millis delay = incident.incident_class == IncidentClass::technical ? Millis{10min} : Millis{0};
        for (const auto& [where, level] : levels_) {
            if (!level.on || level.covered || class_of(where.second) != incident.incident_class) continue;
            if (desk_.now.utc - level.calls_since <= delay + kTick) continue;
            bool called = false;
            for (const auto& row : desk_.store.notifications_of(incident.id)) {
                called = called || row.created_at >= level.calls_since;
            }
            // A technical alert in a case that has called already is told with its repeats (A9).
            if (incident.incident_class == IncidentClass::technical) called = called || incident.step > 0;
            CHECK(called);
        }
    }

    std::mt19937 chance_;
    Desk desk_;
    std::map<std::pair<std::string, Condition>, Level> levels_;
    std::map<IncidentClass, bool> called_for_what_is_over_;
};

}  // namespace

TEST_CASE("silences agree with a model that knows only what is true and what is covered") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Round(seed).run();
    }
}
