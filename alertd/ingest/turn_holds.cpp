// Which case an alert belongs to, and what is held back because another one explains it.
#include "alertd/core/correlate.hpp"
#include "alertd/ingest/turn.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

Result<std::optional<core::Incident>> Turn::case_for(const core::CaseState& state, const GatewayId& gateway,
                                                     const AlertUpdate& update, core::Exercise exercise) {
    using Found = std::optional<core::Incident>;
    std::optional<core::Incident> was_in;
    if (state.alert && state.alert->incident) {
        ANJU_TRY(was_in, writer_.incident(*state.alert->incident));
        const bool is_open = was_in && was_in->state != core::IncidentState::closed;
        if (is_open && was_in->exercise == exercise) return was_in;
    }
    const HomeId& home = state.place.home;
    ANJU_TRY(auto open, writer_.cases_for(home, class_of(update.key.condition), exercise));
    if (open.empty()) return was_in;
    // Only where cases were merged or split there is something to choose.
    if (open.size() == 1 && open.front().place.home == home) return Found(std::move(open.front()));
    std::vector<core::Candidate> candidates;
    for (auto& incident : open) {
        ANJU_TRY(auto alerts, writer_.alerts_of(incident.id));
        candidates.push_back({std::move(incident), std::move(alerts)});
    }
    const auto chosen = core::choose_case(state.place, gateway, update, state.alert, candidates);
    if (!chosen) return was_in;
    const auto is_chosen = [&](const core::Candidate& one) { return one.incident.id == *chosen; };
    return Found(std::ranges::find_if(candidates, is_chosen)->incident);
}

Result<std::optional<core::Alert>> Turn::end_hold(const AlertId& id) {
    core::CaseState state;
    ANJU_TRY(state.alert, writer_.alert(id));
    if (!state.alert) return state.alert;
    const core::Alert& alert = *state.alert;
    const Condition condition = alert.update.key.condition;
    // Where its device is registered now; the street that the gateway claims is in its status.
    ANJU_TRY(const auto gateway, writer_.gateway(alert.gateway));
    ANJU_TRY(state.place,
             writer_.place_of(alert.gateway, alert.update.key.home, gateway ? gateway->street_claim : StreetId{}));
    ANJU_TRY(state.cover, storms().cover_for(*this, alert.gateway, state.place, condition));
    ANJU_TRY(state.incident, case_for(state, alert.gateway, alert.update, core::Exercise::none));
    ANJU_TRY(load_case(state));
    if (!state.incident) {
        ANJU_TRY(load_silences(state, class_of(condition)));
    }
    auto effects = core::step(state, core::HoldEnded{id}, now_, ids_);
    if (!effects.alert) {
        // A row that was due and that the core had no use for must not be due for ever.
        effects.alert = alert;
        if (effects.alert->hold) effects.alert->hold->release_at.reset();
    }
    ANJU_TRY(write(effects));
    ANJU_TRY(storms().changed(*this, state.alert, *effects.alert));
    return effects.alert;
}

Result<core::Reason> Turn::explain(const core::Explained& explained) {
    ANJU_TRY(const auto state, state_of(explained.incident, core::Scope::district()));
    auto effects = core::step(state, explained, now_, ids_);
    const auto moved = effects.moved_alerts;
    ANJU_TRY(write(effects));
    for (const auto& alert : moved) {
        ANJU_TRY(storms().changed(*this, std::nullopt, alert));
    }
    if (effects.reason == core::Reason::accepted && explained.cover.by) {
        ANJU_TRY(writer_.redirect_merged(explained.incident, *explained.cover.by));
        ANJU_TRY(writer_.storms().hand_over_held(explained.incident, *explained.cover.by));
    }
    return effects.reason;
}

}  // namespace anju::alertd::ingest
