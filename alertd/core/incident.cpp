#include "alertd/core/rules.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <type_traits>
#include <utility>

namespace anju::alertd::core {

namespace {

/// What an update is to what is known already.
struct Arrival {
    const AlertArrived& input;
    const Alert* stored = nullptr;        ///< the revision before, if any
    const Incident* open_case = nullptr;  ///< the case it may join
    bool unseen = true;                   ///< it brings a report that was not told before (A6)

    [[nodiscard]] const AlertUpdate& update() const { return input.update; }
    [[nodiscard]] bool is_in_open_case() const { return stored && open_case && stored->incident == open_case->id; }
};

/// Whether people are called, and the reason that the journal keeps.
struct Verdict {
    bool call = false;
    std::string_view why;
};

bool brings_unseen_report(const Alert* stored, const AlertUpdate& update) {
    if (!stored || !stored->incident) return true;
    return update.count > stored->update.count || update.severity > stored->update.severity ||
           (!is_over(update.phase) && is_over(stored->update.phase));
}

/// The incident of the state, if it is not closed and the alert belongs there: by its home and class, or because it
/// was there before (its home may have been registered under another id since).
const Incident* case_to_join(const CaseState& state, const Alert* stored, const AlertUpdate& update) {
    if (!state.incident || state.incident->state == IncidentState::closed) return nullptr;
    const Incident& incident = *state.incident;
    const bool was_there = stored && stored->incident == incident.id;
    const bool fits =
        incident.place.home == state.place.home && incident.incident_class == class_of(update.key.condition);
    return was_there || fits ? &incident : nullptr;
}

Alert alert_of(const CaseState& state, const Arrival& arrival, UtcTime at) {
    Alert alert;
    alert.update = arrival.update();
    alert.gateway = arrival.input.gateway;
    alert.home = state.place.home;
    alert.incident = arrival.stored ? arrival.stored->incident : std::nullopt;
    alert.received_first = arrival.stored ? arrival.stored->received_first : at;
    alert.received_last = at;
    return alert;
}

std::string actor_of(const AlertArrived& input) {
    return input.noticed_by_alertd ? std::string(kAlertd) : "gateway:" + input.gateway.value;
}

/// Device names are left out: people put other people's names into them. The alert's id leads there.
void journal_alert(Draft& draft, const Arrival& arrival, const std::optional<IncidentId>& incident, Verdict verdict) {
    const AlertUpdate& update = arrival.update();
    Facts facts{{"alert", update.id.to_string()},
                {"revision", std::to_string(update.revision)},
                {"kind", std::string(to_string(update.kind))},
                {"condition", std::string(to_string(update.key.condition))},
                {"severity", std::string(to_string(update.severity))},
                {"count", std::to_string(update.count)},
                {"decision", verdict.call ? "call" : "stay_silent"},
                {"reason", std::string(verdict.why)}};
    if (!draft.state().place.registered) facts.emplace_back("home", "unregistered");
    if (!update.registered) facts.emplace_back("device", "unregistered");
    if (update.seen_retained) facts.emplace_back("retained", "true");
    const std::string event = update.test ? "alert.test" : "alert." + std::string(to_string(update.phase));
    draft.journal_about(incident, event, actor_of(arrival.input), std::move(facts));
}

/// Whether the last alert of each condition of each device is over. A gateway begins a new alert when a
/// severity rises or when its last word is long ago, and says no more of the old one.
bool is_all_clear(const std::vector<Alert>& alerts) {
    const auto age = [](const Alert& of) { return std::pair(of.received_first, of.update.id); };
    std::map<std::tuple<GatewayId, DeviceId, Condition>, const Alert*> last;
    for (const auto& alert : alerts) {
        auto& known = last[{alert.gateway, alert.update.key.device, alert.update.key.condition}];
        if (!known || age(alert) > age(*known)) known = &alert;
    }
    return std::ranges::all_of(last, [](const auto& entry) { return is_over(entry.second->update.phase); });
}

/// Sums up the case from all its alerts; severity never falls while the case lasts.
void sum_up(Incident& incident, const std::vector<Alert>& alerts) {
    std::uint64_t reports = 0;
    const Alert* severest = nullptr;
    for (const auto& alert : alerts) {
        reports += alert.update.count;
        const auto rank = [](const Alert& of) {
            return std::pair(-static_cast<int>(of.update.severity), static_cast<int>(of.update.key.condition));
        };
        if (!severest || rank(alert) < rank(*severest)) severest = &alert;
    }
    incident.alerts = static_cast<std::uint32_t>(alerts.size());
    incident.reports =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(reports, std::numeric_limits<std::uint32_t>::max()));
    if (severest) {
        incident.severity = std::max(incident.severity, severest->update.severity);
        incident.headline = severest->update.key.condition;
    }
    incident.all_clear = is_all_clear(alerts);
}

std::vector<Alert> alerts_with(const std::vector<Alert>& stored, const Alert& alert) {
    std::vector<Alert> all;
    for (const auto& other : stored) {
        if (other.update.id != alert.update.id) all.push_back(other);
    }
    all.push_back(alert);
    return all;
}

/// A9 for an alert that is in the case already: whether this report is a new emergency and not more of the old one.
bool happened_again(const Arrival& arrival, UtcTime at) {
    if (!arrival.unseen || is_over(arrival.update().phase)) return false;
    const bool was_over = is_over(arrival.stored->update.phase);
    const bool was_quiet = at - arrival.stored->received_last >= kQuiet;
    // A press is an event of its own; a level that is reported for hours is one.
    return arrival.update().key.condition == Condition::call ? was_over || was_quiet : was_over && was_quiet;
}

/// A9 and A13, before the case is changed.
Verdict judge(const CaseState& state, const Arrival& arrival, UtcTime at) {
    const Incident& incident = *arrival.open_case;
    const AlertUpdate& update = arrival.update();
    if (incident.state == IncidentState::resolved && arrival.unseen) return {true, "case_was_resolved"};
    const bool technical = incident.incident_class == IncidentClass::technical;
    Verdict verdict{false, is_over(update.phase) ? "a_person_ends_it" : "repeat"};
    if (update.severity > incident.severity) {
        verdict = {true, "severity_rose"};
    } else if (!arrival.is_in_open_case()) {
        bool known = false;
        bool standing = false;
        for (const auto& other : state.alerts) {
            if (other.update.key.condition != update.key.condition) continue;
            known = true;
            standing = standing || (!is_over(other.update.phase) && at - other.received_last < kQuiet);
        }
        verdict = {!standing, !known ? "new_condition" : standing ? "known_condition" : "came_back"};
        if (technical) verdict = {false, "technical_case_waits"};
    } else if (!technical && is_owned(incident) && happened_again(arrival, at)) {
        verdict = {true, "came_back"};
    }
    if (verdict.call && is_unanswered(incident) && incident.step == 0) verdict = {false, "nobody_told_yet"};
    return verdict;
}

void call_again(Draft& draft, Verdict verdict) {
    const Facts facts{{"reason", std::string(verdict.why)}};
    const Incident& before = draft.incident();
    const bool forgotten = is_owned(before) && draft.at() - before.acknowledged_at.value_or(draft.at()) >= kForgotten;
    if (is_owned(before) && !forgotten) {
        draft.journal("incident.raised", kAlertd, facts);
        tell_again(draft, verdict.why);
        return;
    }
    if (forgotten || before.state == IncidentState::resolved) {
        give_back(draft, kAlertd, verdict.why);
        const Incident& incident = draft.incident();
        if (incident.step == 0 || incident.incident_class == IncidentClass::technical) {
            start_ladder(draft);
            return;
        }
    } else {
        draft.journal("incident.raised", kAlertd, facts);
    }
    fire_step(draft, draft.incident().step + 1, Reach::up_to_this_rung, verdict.why);
}

Effects join(Draft& draft, const Arrival& arrival) {
    const Verdict verdict = judge(draft.state(), arrival, draft.at());
    draft.begin(*arrival.open_case);
    const bool was_clear = draft.incident().all_clear;

    Alert alert = alert_of(draft.state(), arrival, draft.at());
    alert.incident = draft.incident().id;
    alert.home = draft.incident().place.home;
    sum_up(draft.change(), alerts_with(draft.state().alerts, alert));
    draft.put(std::move(alert));

    journal_alert(draft, arrival, draft.incident().id, verdict);
    if (draft.incident().all_clear && !was_clear) {
        draft.journal("incident.all_clear", kAlertd, {{"reason", "a_person_ends_it"}});
    }
    if (verdict.call) call_again(draft, verdict);
    return draft.finish(Reason::accepted);
}

Effects open_case(Draft& draft, const Arrival& arrival) {
    const AlertUpdate& update = arrival.update();
    Incident incident;
    incident.id = IncidentId(draft.new_id());
    incident.incident_class = class_of(update.key.condition);
    incident.severity = update.severity;
    incident.place = draft.state().place;
    incident.gateway = arrival.input.gateway;
    incident.opened_at = draft.at();
    draft.begin(std::move(incident));

    Alert alert = alert_of(draft.state(), arrival, draft.at());
    alert.incident = draft.incident().id;
    sum_up(draft.change(), {alert});
    draft.put(std::move(alert));

    const std::string_view why = is_over(update.phase) ? "over_before_it_was_seen"
                                 : arrival.stored      ? "reported_after_the_close"
                                                       : "new_case";
    journal_alert(draft, arrival, draft.incident().id, {true, why});
    draft.journal("incident.opened", kAlertd,
                  {{"class", std::string(to_string(draft.incident().incident_class))},
                   {"headline", std::string(to_string(draft.incident().headline))},
                   {"severity", std::string(to_string(draft.incident().severity))}});
    start_ladder(draft);
    return draft.finish(Reason::accepted);
}

/// Keeps the alert where it belonged and calls nobody.
Effects record_only(Draft& draft, const Arrival& arrival, Verdict verdict, Reason reason) {
    Alert alert = alert_of(draft.state(), arrival, draft.at());
    journal_alert(draft, arrival, alert.incident, verdict);
    draft.put(std::move(alert));
    return draft.finish(reason);
}

}  // namespace

Effects arrive(const CaseState& state, const AlertArrived& input, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    Arrival arrival{input};
    if (state.alert && state.alert->update.id == input.update.id) arrival.stored = &*state.alert;
    if (arrival.stored) {
        const Alert& stored = *arrival.stored;
        if (stored.gateway != input.gateway) {
            draft.journal(
                "alert.refused", actor_of(input),
                {{"alert", input.update.id.to_string()}, {"reason", std::string(to_string(Reason::foreign_alert))}});
            return draft.finish(Reason::foreign_alert);
        }
        if (input.update.revision == stored.update.revision) return draft.finish(Reason::duplicate_revision);
        if (input.update.revision < stored.update.revision) return draft.finish(Reason::older_revision);
    }
    arrival.open_case = case_to_join(state, arrival.stored, input.update);
    arrival.unseen = brings_unseen_report(arrival.stored, input.update);

    if (input.update.test && !arrival.is_in_open_case()) {
        return record_only(draft, arrival, {false, "test"}, Reason::test_recorded);
    }
    if (!arrival.is_in_open_case() && !arrival.unseen) {
        return record_only(draft, arrival, {false, "its_case_is_closed"}, Reason::accepted);
    }
    return arrival.open_case ? join(draft, arrival) : open_case(draft, arrival);
}

Effects step(const CaseState& state, const Input& input, const Now& now, UlidFactory& ids) {
    return std::visit(
        [&](const auto& in) {
            using In = std::decay_t<decltype(in)>;
            if constexpr (std::is_same_v<In, AlertArrived>) return arrive(state, in, now, ids);
            if constexpr (std::is_same_v<In, OperatorAct>) return operate(state, in, now, ids);
            if constexpr (std::is_same_v<In, StepDue>) return escalate(state, in, now, ids);
            if constexpr (std::is_same_v<In, DeliveryResult>) return deliver(state, in, now, ids);
        },
        input);
}

}  // namespace anju::alertd::core
