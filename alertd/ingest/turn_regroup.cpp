// Acts on two cases at once: merge, split, and taking a merge back.
#include "alertd/core/regroup.hpp"
#include "alertd/ingest/turn.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

/// The lowest part that no open case of the home and class has.
Result<int> free_part(store::Writer& writer, const HomeId& home, IncidentClass incident_class,
                      core::Exercise exercise) {
    ANJU_TRY(const auto open, writer.cases_for(home, incident_class, exercise));
    int part = 1;
    const auto taken = [&](const core::Incident& incident) {
        return incident.place.home == home && incident.incident_class == incident_class && incident.part == part;
    };
    while (std::ranges::any_of(open, taken)) ++part;
    return part;
}

}  // namespace

Result<core::CaseState> Turn::state_of(const IncidentId& id, const core::Scope& scope) {
    core::CaseState state;
    ANJU_TRY(state.incident, writer_.incident(id));
    // Answered like a case that does not exist (P2 of core/access.hpp).
    if (state.incident && !scope.covers(state.incident->place)) state.incident.reset();
    if (state.incident) state.place = state.incident->place;
    ANJU_TRY(load_case(state));
    ANJU_TRY(state.attendances, writer_.attendances_of(id));
    return state;
}

Result<core::Regrouped> Turn::decide_split(core::CaseState& state, const core::OperatorAct& act) {
    core::Regrouped done;
    const core::SplitPlan plan = core::plan_split(state, act);
    done.reason = plan.reason;
    if (plan.reason != core::Reason::accepted) return done;
    if (plan.first.home != state.place.home) {
        // A merged home's alerts go back to where they come from, and whoever answers for that home.
        ANJU_TRY(const auto gateway, writer_.gateway(plan.first.gateway));
        ANJU_TRY(state.place, writer_.place_of(plan.first.gateway, plan.first.update.key.home,
                                               gateway ? gateway->street_claim : StreetId{}));
        state.place.home = plan.first.home;
        ANJU_TRY(state.responders, writer_.responders_for(state.place));
        ANJU_TRY(auto silences, writer_.silences().lasting(state.place, now_.utc));
        state.silences.insert(state.silences.end(), silences.begin(), silences.end());
    }
    ANJU_TRY(const int part, free_part(writer_, state.place.home, plan.incident_class, state.incident->exercise));
    return core::split(state, part, act, now_, ids_);
}

Result<core::Regrouped> Turn::decide_take_back(const core::CaseState& merged, const core::OperatorAct& act) {
    const core::Incident& was = *merged.incident;
    ANJU_TRY(const auto into, state_of(*was.merged_into, act.scope));
    ANJU_TRY(const int part, free_part(writer_, was.place.home, was.incident_class, was.exercise));
    return core::take_back(merged, into, part, act, now_, ids_);
}

Result<ActResult> Turn::regroup(const core::OperatorAct& act, core::CaseState state) {
    const auto before = state.incident;
    core::Regrouped done;
    if (act.act == core::Act::merge) {
        ANJU_TRY(const auto into, state_of(act.into, act.scope));
        done = core::merge(state, into, act, now_, ids_);
    } else if (act.act == core::Act::split) {
        ANJU_TRY(done, decide_split(state, act));
    } else {
        ANJU_TRY(done, decide_take_back(state, act));
    }
    ActResult result{done.reason, done.one.incident ? done.one.incident : before, done.other.incident};
    ANJU_TRY(write(done.one));
    ANJU_TRY(write(done.other));
    if (act.act == core::Act::merge && done.reason == core::Reason::accepted) {
        ANJU_TRY(writer_.redirect_merged(act.incident, act.into));
        ANJU_TRY(writer_.storms().hand_over_held(act.incident, act.into));
    }
    return result;
}

}  // namespace anju::alertd::ingest
