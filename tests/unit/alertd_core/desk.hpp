// Desk: a small operations centre on a memory store and a clock that only tests turn.
#pragma once

#include "tests/unit/alertd_core/memory_case_store.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <random>

namespace anju::alertd::core::testing {

using namespace std::chrono_literals;

inline Responder responder(std::string id, Level level, std::string scope) {
    Responder who;
    who.id = ResponderId(std::move(id));
    who.level = level;
    who.scope = std::move(scope);
    who.channel = ChannelKind::webhook;
    who.address = "http://127.0.0.1/" + who.id.value;
    return who;
}

inline Place place_of(std::string home, std::string committee = "c1", std::string street = "s1") {
    Place place;
    place.home = HomeId(std::move(home));
    place.registered = true;
    place.committee = CommitteeId(std::move(committee));
    place.street = StreetId(std::move(street));
    return place;
}

class Desk {
public:
    MemoryCaseStore store;
    Now now{MonoTime{1000ms}, UtcTime{1'772'330'400'000ms}, true};
    Place place = place_of("h1");
    GatewayId gateway{"g1"};
    std::function<void(const CaseState&, const Effects&)> watch;  ///< sees each step before it is stored

    /// Nobody watches whether somebody goes, unless a test says so.
    Desk() {
        for (Policy* policy : {&store.policies.emergency.usual, &store.policies.welfare.usual}) {
            policy->attend_within = policy->arrive_within = Millis{0};
        }
        store.responders = {
            responder("family", Level::home, "h1"),     responder("committee", Level::committee, "c1"),
            responder("street", Level::street, "s1"),   responder("district", Level::district, ""),
            responder("stranger", Level::home, "h2"),   responder("elsewhere", Level::committee, "c2"),
            responder("far_away", Level::street, "s2"),
        };
    }

    /// The first revision of a new alert.
    [[nodiscard]] AlertUpdate raised(Condition condition, std::string device = "d1") {
        AlertUpdate update;
        update.id = AlertId(ids_.next(now.utc));
        update.revision = 1;
        update.key = AlertKey{place.home, DeviceId(std::move(device)), condition};
        update.severity = severity_of(condition);
        return update;
    }
    [[nodiscard]] static AlertUpdate next(AlertUpdate update, AlertPhase phase) {
        ++update.revision;
        update.phase = phase;
        if (phase == AlertPhase::raised || phase == AlertPhase::repeated) ++update.count;
        return update;
    }

    void wait(Millis time) {
        now.mono += time;
        now.utc += time;
    }

    Effects run(const CaseState& state, const Input& input) {
        Effects effects = step(state, input, now, ids_);
        if (watch) watch(state, effects);
        store.apply(effects);
        CHECK(store.complaints.empty());
        return effects;
    }
    /// One that begins now; of the home, about everything that may be silenced.
    [[nodiscard]] Silence silence(Millis lasts, std::vector<Condition> conditions = {}) {
        Silence made;
        made.id = SilenceId(ids_.next(now.utc));
        made.of = place.home.value;
        made.conditions = std::move(conditions);
        made.from = now.utc;
        made.until = now.utc + lasts;
        made.author = "user:desk";
        return made;
    }
    /// Stores it and looks at the open cases, as the shell does.
    SilenceId begin(const Silence& silence) {
        store.silences[silence.id] = silence;
        std::vector<IncidentId> open;
        for (const auto& [id, incident] : store.incidents) {
            if (incident.state != IncidentState::closed) open.push_back(id);
        }
        for (const auto& id : open) run(store.load(id), SilencesChanged{id});
        return silence.id;
    }
    void end_early(const SilenceId& id) {
        store.silences.at(id).until = now.utc;
        settle(id);
    }
    /// What the shell does once a silence is over.
    void settle(const SilenceId& id) {
        for (const auto& incident : store.kept_by(id)) run(store.load(incident), SilencesChanged{incident});
    }
    Effects arrive(const AlertUpdate& update) {
        return run(store.load(place, update, false, gateway), AlertArrived{gateway, update, false});
    }
    Effects act(Act act, std::string actor, OperatorAct more = {}) {
        more.incident = incident().id;
        more.act = act;
        more.actor = std::move(actor);
        auto state = store.load(more.incident);
        state.note_known = std::ranges::any_of(store.notes, [&](const Note& note) {
            return note.incident == more.incident && note.author == more.actor && note.text == more.note;
        });
        return run(state, more);
    }
    Effects close(std::string actor, Disposition disposition) {
        OperatorAct more;
        more.disposition = disposition;
        return act(Act::close, std::move(actor), more);
    }
    /// Waits until `time` after now, firing what comes due on the way.
    void let_pass(Millis time) {
        const UtcTime until = now.utc + time;
        while (now.utc < until) {
            wait(std::min<Millis>(1s, until - now.utc));
            for (const auto& row : store.due_escalations(now.utc)) {
                run(store.load(row.incident), StepDue{row.incident, row.step});
            }
            for (const auto& [id, silence] : store.silences) {
                if (silence.until <= now.utc) settle(id);
            }
        }
    }
    Effects answer(const Notification& message, bool delivered, bool permanent = false) {
        return run(store.load(message), DeliveryResult{message, delivered, permanent, delivered ? "" : "HTTP 503"});
    }

    /// Gives a responder further ways, one for each channel.
    void add_ways(const std::string& who, const std::vector<ChannelKind>& channels) {
        for (auto& responder : store.responders) {
            if (responder.id.value != who) continue;
            for (const auto channel : channels) responder.more_ways.push_back({channel, who});
        }
    }

    /// The newest incident.
    [[nodiscard]] const Incident& incident() const {
        REQUIRE_FALSE(store.incidents.empty());
        return store.incidents.rbegin()->second;
    }
    /// Who was told on a step of the newest incident, as one sorted line.
    [[nodiscard]] std::string told(int step) const {
        std::vector<std::string> names;
        for (const auto& row : store.notifications_of(incident().id)) {
            if (row.step == step) names.push_back(row.responder.value);
        }
        std::ranges::sort(names);
        std::string line;
        for (const auto& name : names) line += (line.empty() ? "" : " ") + name;
        return line;
    }
    [[nodiscard]] std::size_t messages() const { return store.notifications.size(); }
    [[nodiscard]] Notification message(const std::string& who, int step, int way = 1) const {
        for (const auto& row : store.notifications_of(incident().id)) {
            if (row.step == step && row.responder.value == who && row.way == way) return row;
        }
        FAIL("no message to " << who << " on step " << step);
        return {};
    }
    [[nodiscard]] std::vector<Escalation> pending() const { return store.load(incident().id).escalations; }
    /// The last journal row of this event; its facts as "name=value ...".
    [[nodiscard]] std::string journalled(std::string_view event) const {
        for (auto row = store.journal.rbegin(); row != store.journal.rend(); ++row) {
            if (row->event != event) continue;
            std::string line = row->actor;
            for (const auto& [name, value] : row->detail) line += " " + name + "=" + value;
            return line;
        }
        return "";
    }
    [[nodiscard]] bool journal_says(std::string_view event, std::string_view what) const {
        return journalled(event).find(what) != std::string::npos;
    }

private:
    std::mt19937_64 chance_{7};
    UlidFactory ids_{[this] { return chance_(); }};
};

}  // namespace anju::alertd::core::testing
