// What silences do to a case (S3 to S8).
#include "alertd/core/rules.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

/// The silence that covers this alert and lasts longest.
const Silence* covering(const Draft& draft, const Alert& alert) {
    const Silence* longest = nullptr;
    if (draft.incident().exercise != Exercise::none) return nullptr;  // it is to be heard
    for (const auto& silence : draft.state().silences) {
        if (!covers(silence, alert, draft.incident().place, draft.at())) continue;
        if (!longest || silence.until > longest->until) longest = &silence;
    }
    return longest;
}

void hush(Draft& draft, const Alert& alert, const Silence& silence) {
    for (const auto& row : draft.hushed()) {
        if (row.alert != alert.update.id || row.over) continue;
        if (row.silence != silence.id) draft.put(Hushed{row.alert, silence.id, row.since, false});
        return;
    }
    draft.put(Hushed{alert.update.id, silence.id, draft.at(), false});
}

void hush_what_stands(Draft& draft) {
    for (const auto& alert : draft.alerts()) {
        if (is_over(alert.update.phase)) continue;
        if (const Silence* silence = covering(draft, alert)) hush(draft, alert, *silence);
    }
}

/// Lets go of alerts that are over or no longer covered. What it returns is still true and calls; its rows tell
/// since when each was kept.
std::vector<Hushed> release(Draft& draft) {
    std::vector<Hushed> still_true;
    const auto alerts = draft.alerts();
    for (auto row : draft.hushed()) {
        if (row.over) continue;
        const auto alert = std::ranges::find_if(alerts, [&](const Alert& one) { return one.update.id == row.alert; });
        if (alert == alerts.end()) {
            draft.unhush(row.alert);  // it is another case's by now
            continue;
        }
        if (const Silence* silence = covering(draft, *alert)) {
            hush(draft, *alert, *silence);
            continue;
        }
        row.over = is_over(alert->update.phase);
        if (row.over) {
            draft.put(row);
            continue;
        }
        draft.unhush(row.alert);
        still_true.push_back(row);
    }
    return still_true;
}

/// Which of the case's alerts are a reason to call, as far as no silence covers them: those that stand, and in a
/// welfare case also those that are over and that no silence kept, because a person ends those (A7). When there is
/// no such reason left, all are looked at.
std::vector<bool> counting(const Draft& draft, const std::vector<Alert>& alerts) {
    const bool technical = draft.incident().incident_class == IncidentClass::technical;
    const auto hushed = draft.hushed();
    const auto kept = [&](const Alert& alert) {
        return std::ranges::any_of(hushed, [&](const Hushed& row) { return row.alert == alert.update.id; });
    };
    std::vector<bool> counts;
    for (const auto& alert : alerts) {
        counts.push_back(!is_over(alert.update.phase) || (!technical && !kept(alert)));
    }
    if (std::ranges::find(counts, true) == counts.end()) counts.assign(counts.size(), true);
    return counts;
}

/// The case is silenced no more. Its next step counts from now and not from the end of the silence.
void lift(Draft& draft, std::string_view why) {
    Incident& incident = draft.change();
    draft.journal(
        "incident.unsilenced", kAlertd,
        {{"silence", incident.silenced_by ? incident.silenced_by->to_string() : ""}, {"reason", std::string(why)}});
    incident.silenced_until.reset();
    incident.silenced_by.reset();
    for (auto row : draft.pending_escalations()) {
        row.due_at = std::min(row.due_at, draft.at());
        draft.put(row);
    }
}

void climb_after_silence(Draft& draft, std::string_view why) {
    const bool anew = draft.incident().step == 0;
    fire_step(draft, draft.incident().step + 1, anew ? Reach::this_rung : Reach::up_to_this_rung, why);
}

/// Whoever had the case while it was silent is watched again from now (T4).
void watch_again(Draft& draft) {
    if (draft.incident().state == IncidentState::acknowledged) watch_departure(draft);
    if (draft.incident().state == IncidentState::en_route) watch_arrival(draft);
}

}  // namespace

std::optional<Quiet> quiet_until(const Draft& draft) {
    const Incident& incident = draft.incident();
    if (incident.incident_class == IncidentClass::emergency || draft.state().silences.empty()) return std::nullopt;
    const auto alerts = draft.alerts();
    const auto counts = counting(draft, alerts);
    std::optional<Quiet> first;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        if (!counts[i]) continue;
        const Silence* silence = covering(draft, alerts[i]);
        if (!silence) return std::nullopt;
        if (!first || silence->until < first->until) first = Quiet{silence->until, silence->id};
    }
    return first;
}

bool is_hushed(const Draft& draft, const Alert& alert) { return covering(draft, alert) != nullptr; }

void hush_if_covered(Draft& draft, const Alert& alert) {
    if (is_over(alert.update.phase)) return;
    if (const Silence* silence = covering(draft, alert)) hush(draft, alert, *silence);
}

bool keep_for_later(Draft& draft) {
    if (!quiet_until(draft)) return false;
    hush_what_stands(draft);
    return true;
}

void park(Draft& draft, int number, const Quiet& quiet) {
    for (auto row : draft.pending_escalations()) {
        if (row.step == number && row.due_at == quiet.until) continue;
        row.state = EscalationState::cancelled;
        draft.put(row);
    }
    draft.put(Escalation{draft.incident().id, number, quiet.until, EscalationState::pending});
    withdraw_messages(draft, kAlertd, true);
    hush_what_stands(draft);
    if (draft.incident().silenced_until == quiet.until && draft.incident().silenced_by == quiet.by) return;
    Incident& incident = draft.change();
    incident.silenced_until = quiet.until;
    incident.silenced_by = quiet.by;
    draft.journal(
        "incident.silenced", kAlertd,
        {{"silence", quiet.by.to_string()}, {"until", to_rfc3339(quiet.until)}, {"step", std::to_string(number)}});
}

void end_silence(Draft& draft, std::string_view why) {
    if (!draft.incident().silenced_until) return;
    lift(draft, why);
    static_cast<void>(release(draft));  // what it lets go is told with the step that follows
}

void settle_after_news(Draft& draft) {
    const Incident& incident = draft.incident();
    if (!is_unanswered(incident)) return;
    if (const auto quiet = quiet_until(draft)) {
        const auto pending = draft.pending_escalations();
        return park(draft, pending.empty() ? incident.step + 1 : pending.front().step, *quiet);
    }
    if (!incident.silenced_until || incident.all_clear) return;
    lift(draft, "an_alert_is_not_silenced");
    if (incident.step == 0) {
        start_ladder(draft);
    } else {
        climb_after_silence(draft, "an_alert_is_not_silenced");
    }
}

Effects look_at_silences(const CaseState& state, const SilencesChanged& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    if (!state.incident || state.incident->id != input.incident) return draft.finish(Reason::not_found);
    draft.begin(*state.incident);
    const Incident& incident = draft.incident();
    const auto quiet = quiet_until(draft);
    const auto still_true = release(draft);
    if (incident.state == IncidentState::closed) return draft.finish(Reason::accepted);
    if (incident.state == IncidentState::resolved) {
        // Who resolved it had seen what stood then; what was kept later has been seen by nobody (A13).
        const auto unseen = [&](const Hushed& row) {
            return incident.resolved_at && row.since > *incident.resolved_at;
        };
        if (std::ranges::any_of(still_true, unseen)) call_again(draft, "silence_over");
        return draft.finish(Reason::accepted);
    }
    if (quiet) {
        const auto pending = draft.pending_escalations();
        if (is_unanswered(incident)) {
            park(draft, pending.empty() ? incident.step + 1 : pending.front().step, *quiet);
        } else {
            hush_what_stands(draft);
        }
        return draft.finish(Reason::accepted);
    }
    const bool was_silenced = incident.silenced_until.has_value();
    if (was_silenced && is_unanswered(incident) && incident.all_clear) {
        resolve_by_itself(draft, "over_while_silenced");
    } else if (was_silenced && is_unanswered(incident)) {
        lift(draft, "silence_over");
        climb_after_silence(draft, "silence_over");
    } else {
        if (was_silenced) {
            lift(draft, "silence_over");
            watch_again(draft);
        }
        if (!still_true.empty()) call_again(draft, "silence_over");
    }
    return draft.finish(Reason::accepted);
}

}  // namespace anju::alertd::core
