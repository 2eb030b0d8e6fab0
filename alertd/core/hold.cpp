#include "alertd/core/hold.hpp"

#include "alertd/core/rules.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

void journal_hold(Draft& draft, std::string_view event, const Alert& alert, std::string_view why) {
    Facts facts{{"alert", alert.update.id.to_string()},
                {"condition", std::string(to_string(alert.update.key.condition))},
                {"reason", std::string(why)}};
    // Not among the rows of that case: an area outage holds thousands.
    if (alert.hold && alert.hold->by) facts.emplace_back("held_by", alert.hold->by->to_string());
    draft.journal_about(alert.incident, event, kAlertd, std::move(facts));
}

}  // namespace

bool may_hold(HoldReason reason, Condition condition) {
    switch (condition) {
        case Condition::offline:
        case Condition::water_no_data: return true;
        case Condition::gateway_lost: return reason == HoldReason::area_outage;
        default: return false;
    }
}

bool holds_back(const std::optional<Cover>& cover, const AlertUpdate& update) {
    return cover && may_hold(cover->reason, update.key.condition);
}

Effects end_hold(const CaseState& state, const HoldEnded& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    if (!state.alert || state.alert->update.id != input.alert) return draft.finish(Reason::not_found);
    Alert alert = *state.alert;
    const bool due = alert.hold && alert.hold->release_at && *alert.hold->release_at <= now.utc;
    if (!due || alert.incident) return draft.finish(Reason::step_obsolete);

    alert.hold->release_at.reset();
    if (is_over(alert.update.phase)) {
        journal_hold(draft, "hold.ended", alert, "over_meanwhile");
        draft.put(std::move(alert));
        return draft.finish(Reason::accepted);
    }
    if (holds_back(state.cover, alert.update)) {
        alert.hold = Hold{state.cover->reason, state.cover->by, state.cover->until};
        journal_hold(draft, "hold.begun", alert, to_string(state.cover->reason));
        draft.put(std::move(alert));
        return draft.finish(Reason::held_back);
    }
    return raise_held(state, now, ids);
}

Effects explain(const CaseState& state, const Explained& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    if (!state.incident || state.incident->id != input.incident) return draft.finish(Reason::not_found);
    const Incident& before = *state.incident;
    const bool explained =
        before.incident_class == IncidentClass::technical && is_unanswered(before) && before.step == 0 &&
        before.id != input.cover.by && !state.alerts.empty() &&
        std::ranges::all_of(state.alerts, [&](const Alert& alert) { return holds_back(input.cover, alert.update); });
    if (!explained) return draft.finish(Reason::step_obsolete);

    draft.begin(before);
    for (Alert alert : state.alerts) {
        alert.came_from = before.id;
        alert.incident.reset();
        alert.hold = Hold{input.cover.reason, input.cover.by, input.cover.until};
        journal_hold(draft, "hold.begun", alert, to_string(input.cover.reason));
        // Should it be raised after all, whether a silence covers it is asked again.
        if (std::ranges::any_of(state.hushed, [&](const Hushed& row) { return row.alert == alert.update.id; })) {
            draft.unhush(alert.update.id);
        }
        draft.move(std::move(alert));
    }
    Incident& incident = draft.change();
    close_as_duplicate(draft, kAlertd, input.cover.by);
    sum_up(incident, {});
    draft.journal("incident.merged", kAlertd,
                  {{"into", input.cover.by ? input.cover.by->to_string() : ""},
                   {"reason", std::string(to_string(input.cover.reason))}});
    return draft.finish(Reason::accepted);
}

}  // namespace anju::alertd::core
