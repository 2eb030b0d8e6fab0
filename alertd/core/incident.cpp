#include "alertd/core/correlate.hpp"
#include "alertd/core/duty_book.hpp"
#include "alertd/core/hold.hpp"
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
    bool after_hold = false;              ///< nothing new was said; what held it back has ended (H5)
    Exercise exercise = Exercise::none;   ///< of the case it belongs to

    [[nodiscard]] const AlertUpdate& update() const { return input.update; }
    [[nodiscard]] bool is_in_open_case() const { return stored && open_case && stored->incident == open_case->id; }
    [[nodiscard]] bool is_held() const { return stored && stored->hold && !stored->incident; }
};

/// Whether people are called, and the reason that the journal keeps.
struct Verdict {
    bool call = false;
    std::string_view why;
    std::string_view otherwise = "stay_silent";
};

bool brings_unseen_report(const Alert* stored, const AlertUpdate& update) {
    if (!stored || !stored->incident) return true;
    if (stored->update.test && !update.test) return true;  // the test has become a real alarm
    return update.count > stored->update.count || update.severity > stored->update.severity ||
           (!is_over(update.phase) && is_over(stored->update.phase));
}

/// X1, A3: a drill, a test that runs the whole path, or neither. An alert that is live in an open case stays so.
Exercise exercise_of(const CaseState& state, const Alert* stored, const AlertArrived& input) {
    if (input.drill) return Exercise::drill;
    const bool in_its_case = stored && state.incident && stored->incident == state.incident->id &&
                             state.incident->state != IncidentState::closed;
    const bool live = in_its_case && state.incident->exercise == Exercise::none;
    if (!input.update.test || live) return Exercise::none;
    const bool in_test_case = in_its_case && state.incident->exercise == Exercise::test;
    return state.whole_path_test || in_test_case ? Exercise::test : Exercise::none;
}

/// The incident of the state, if it is not closed and the alert belongs there: by its home and class, because it was
/// there before (its home may have been registered under another id since), or because one of its device and condition
/// is there (G6).
const Incident* case_to_join(const CaseState& state, const Alert* stored, const AlertArrived& input,
                             Exercise exercise) {
    const AlertUpdate& update = input.update;
    if (!state.incident || state.incident->state == IncidentState::closed) return nullptr;
    const Incident& incident = *state.incident;
    if (incident.exercise != exercise) return nullptr;
    const bool was_there = stored && stored->incident == incident.id;
    const bool fits =
        incident.place.home == state.place.home && incident.incident_class == class_of(update.key.condition);
    return was_there || fits || holds_key(state.alerts, input.gateway, update.key) ? &incident : nullptr;
}

Alert alert_of(const CaseState& state, const Arrival& arrival, UtcTime at) {
    Alert alert;
    alert.update = arrival.update();
    alert.gateway = arrival.input.gateway;
    alert.home = state.place.home;
    alert.incident = arrival.stored ? arrival.stored->incident : std::nullopt;
    alert.received_first = arrival.stored ? arrival.stored->received_first : at;
    alert.received_last = arrival.after_hold ? arrival.stored->received_last : at;
    if (arrival.is_in_open_case()) {
        alert.home = arrival.stored->home;
        alert.came_from = arrival.stored->came_from;
    }
    return alert;
}

std::string actor_of(const AlertArrived& input) {
    return input.noticed_by_alertd ? std::string(kAlertd) : "gateway:" + input.gateway.value;
}

/// Device names are left out: people put other people's names into them. The alert's id leads there.
void journal_alert(Draft& draft, const Arrival& arrival, const std::optional<IncidentId>& incident, Verdict verdict,
                   const std::optional<Hold>& hold = std::nullopt) {
    const AlertUpdate& update = arrival.update();
    Facts facts{{"alert", update.id.to_string()},
                {"revision", std::to_string(update.revision)},
                {"kind", std::string(to_string(update.kind))},
                {"condition", std::string(to_string(update.key.condition))},
                {"severity", std::string(to_string(update.severity))},
                {"count", std::to_string(update.count)},
                {"decision", std::string(verdict.call ? "call" : verdict.otherwise)},
                {"reason", std::string(verdict.why)}};
    if (!draft.state().place.registered) facts.emplace_back("home", "unregistered");
    if (!update.registered) facts.emplace_back("device", "unregistered");
    if (update.seen_retained) facts.emplace_back("retained", "true");
    // Not among the rows of that case: an area outage holds thousands.
    if (hold && hold->by) facts.emplace_back("held_by", hold->by->to_string());
    // How long it stood, so that fleeting and chattering alarms can be counted from the journal alone.
    if (is_over(update.phase) && arrival.stored) {
        facts.emplace_back("stood_ms", std::to_string((draft.at() - arrival.stored->received_first).count()));
    }
    if (arrival.exercise != Exercise::none) facts.emplace_back("exercise", to_string(arrival.exercise));
    const std::string event = arrival.after_hold ? "hold.ended"
                              : update.test      ? "alert.test"
                                                 : "alert." + std::string(to_string(update.phase));
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

}  // namespace

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

namespace {

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

/// A9 for a new alert in a technical case: it waits with the others, unless everything was over and the worst has
/// come again, or the case's owner has been forgotten.
Verdict judge_technical(const Incident& incident, const AlertUpdate& update, bool news, UtcTime at) {
    const bool forgotten = is_owned(incident) && at - incident.acknowledged_at.value_or(at) >= kForgotten;
    const bool anew = news && incident.all_clear && !is_over(update.phase);
    if (anew && (update.severity == Severity::critical || forgotten)) return {true, "came_back"};
    return {false, "technical_case_waits"};
}

/// A9 and A13, before the case is changed.
Verdict judge(const CaseState& state, const Arrival& arrival, UtcTime at) {
    const Incident& incident = *arrival.open_case;
    const AlertUpdate& update = arrival.update();
    if (incident.state == IncidentState::resolved && arrival.unseen) return {true, "case_was_resolved"};
    if (arrival.input.is_news) return {true, "it_grew"};
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
        if (technical) verdict = judge_technical(incident, update, verdict.call, at);
    } else if (!technical && is_owned(incident) && happened_again(arrival, at)) {
        verdict = {true, "came_back"};
    }
    if (verdict.call && is_unanswered(incident) && incident.step == 0) verdict = {false, "nobody_told_yet"};
    return verdict;
}

/// W6: what was one event for everybody ends for everybody.
void end_area_outage(Draft& draft) {
    const IncidentState state = draft.incident().state;
    if (state == IncidentState::resolved || state == IncidentState::closed) return;
    const bool silenced = quiet_until(draft).has_value();
    resolve_by_itself(draft, "area_outage_over");
    if (!silenced) tell_again(draft, "area_outage_over");
}

Effects join(Draft& draft, const Arrival& arrival) {
    Verdict verdict = judge(draft.state(), arrival, draft.at());
    draft.begin(*arrival.open_case);
    const bool was_clear = draft.incident().all_clear;
    const Severity severity_was = draft.incident().severity;

    Alert alert = alert_of(draft.state(), arrival, draft.at());
    alert.incident = draft.incident().id;
    sum_up(draft.change(), alerts_with(draft.state().alerts, alert));
    draft.put(alert);
    if (is_hushed(draft, alert)) {
        verdict = {false, "silenced"};
        if (arrival.unseen) hush_if_covered(draft, alert);
    }

    journal_alert(draft, arrival, draft.incident().id, verdict);
    if (draft.incident().all_clear && !was_clear) {
        draft.journal("incident.all_clear", kAlertd, {{"reason", "a_person_ends_it"}});
    }
    if (draft.incident().severity > severity_was) {
        choose_policy(draft, arrival.update(), "severity_rose");
        hurry_ladder(draft, "severity_rose");
    }
    if (verdict.call) {
        call_again(draft, verdict.why, &arrival.update());
    } else {
        settle_after_news(draft);
    }
    const bool area = arrival.update().key.condition == Condition::area_outage;
    if (area && draft.incident().all_clear) end_area_outage(draft);
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
    incident.exercise = arrival.exercise;
    draft.begin(std::move(incident));

    Alert alert = alert_of(draft.state(), arrival, draft.at());
    alert.incident = draft.incident().id;
    sum_up(draft.change(), {alert});
    draft.put(alert);
    hush_if_covered(draft, alert);

    const bool hushed = is_hushed(draft, alert);
    const std::string_view why = hushed                  ? "silenced"
                                 : arrival.is_held()     ? "no_longer_explained"
                                 : is_over(update.phase) ? "over_before_it_was_seen"
                                 : arrival.stored        ? "reported_after_the_close"
                                                         : "new_case";
    journal_alert(draft, arrival, draft.incident().id, {!hushed, why});
    Facts facts{{"class", std::string(to_string(draft.incident().incident_class))},
                {"headline", std::string(to_string(draft.incident().headline))},
                {"severity", std::string(to_string(draft.incident().severity))}};
    if (arrival.exercise != Exercise::none) facts.emplace_back("exercise", to_string(arrival.exercise));
    draft.journal("incident.opened", kAlertd, std::move(facts));
    choose_policy(draft, update, "opened");
    start_ladder(draft);
    return draft.finish(Reason::accepted);
}

/// H2, H3: the case that explains it speaks for it.
Effects hold_back(Draft& draft, const Arrival& arrival) {
    const Cover& cover = *draft.state().cover;
    Alert alert = alert_of(draft.state(), arrival, draft.at());
    alert.hold = Hold{cover.reason, cover.by, cover.until};
    if (is_over(arrival.update().phase)) alert.hold->release_at.reset();  // there is nothing to raise
    journal_alert(draft, arrival, std::nullopt, {false, to_string(cover.reason), "hold"}, alert.hold);
    draft.put(std::move(alert));
    return draft.finish(Reason::held_back);
}

/// Keeps the alert where it belonged and calls nobody.
Effects record_only(Draft& draft, const Arrival& arrival, Verdict verdict, Reason reason) {
    Alert alert = alert_of(draft.state(), arrival, draft.at());
    if (arrival.stored) {
        alert.came_from = arrival.stored->came_from;
        alert.hold = arrival.stored->hold;
        // There is nothing left to raise.
        if (alert.hold && is_over(arrival.update().phase)) alert.hold->release_at.reset();
    }
    journal_alert(draft, arrival, alert.incident, verdict);
    draft.put(std::move(alert));
    return draft.finish(reason);
}

}  // namespace

void call_again(Draft& draft, std::string_view why, const AlertUpdate* news) {
    const Facts facts{{"reason", std::string(why)}};
    const Incident& before = draft.incident();
    const bool forgotten = is_owned(before) && draft.at() - before.acknowledged_at.value_or(draft.at()) >= kForgotten;
    if (is_owned(before) && !forgotten) {
        draft.journal("incident.raised", kAlertd, facts);
        tell_again(draft, why);
        return;
    }
    if (forgotten || before.state == IncidentState::resolved) {
        give_back(draft, kAlertd, why);
        if (news) choose_policy(draft, *news, why);
        const Incident& incident = draft.incident();
        if (incident.step == 0 || incident.incident_class == IncidentClass::technical) {
            start_ladder(draft);
            return;
        }
    } else {
        draft.journal("incident.raised", kAlertd, facts);
    }
    fire_step(draft, draft.incident().step + 1, Reach::up_to_this_rung, why);
}

bool choose_policy(Draft& draft, const AlertUpdate& update, std::string_view why) {
    const Incident& incident = draft.incident();
    const Zone& zone = draft.state().duties ? draft.state().duties->zone() : utc_zone();
    const std::string chosen = draft.state().policies.choose(
        {incident.incident_class, update.kind, update.key.condition, incident.severity, zone.to_local(draft.at())});
    if (chosen == incident.policy) return false;
    draft.change().policy = chosen;
    draft.journal("incident.policy", kAlertd,
                  {{"policy", chosen.empty() ? "usual" : chosen}, {"reason", std::string(why)}});
    return true;
}

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
    arrival.exercise = exercise_of(state, arrival.stored, input);
    arrival.open_case = case_to_join(state, arrival.stored, input, arrival.exercise);
    arrival.unseen = brings_unseen_report(arrival.stored, input.update);

    const bool records_only = input.update.test && arrival.exercise == Exercise::none;
    if (records_only && !arrival.is_in_open_case() && !arrival.is_held()) {
        return record_only(draft, arrival, {false, "test"}, Reason::test_recorded);
    }
    const bool had_a_case = arrival.stored && arrival.stored->incident;
    const bool may_hold = !had_a_case && arrival.exercise == Exercise::none;
    if (may_hold && holds_back(state.cover, input.update)) return hold_back(draft, arrival);
    if (arrival.is_held() && is_over(input.update.phase)) {
        return record_only(draft, arrival, {false, "over_while_held"}, Reason::accepted);
    }
    if (!arrival.is_in_open_case() && !arrival.unseen) {
        return record_only(draft, arrival, {false, "its_case_is_closed"}, Reason::accepted);
    }
    return arrival.open_case ? join(draft, arrival) : open_case(draft, arrival);
}

Effects raise_held(const CaseState& state, const Now& now, UlidFactory& ids) {
    Draft draft(state, now, ids);
    const AlertArrived input{state.alert->gateway, state.alert->update, state.alert->update.kind == Kind::gateway};
    Arrival arrival{input};
    arrival.stored = &*state.alert;
    arrival.open_case = case_to_join(state, arrival.stored, input, Exercise::none);
    arrival.after_hold = true;
    return arrival.open_case ? join(draft, arrival) : open_case(draft, arrival);
}

Effects step(const CaseState& state, const Input& input, const Now& now, UlidFactory& ids) {
    return std::visit(
        [&](const auto& in) {
            using In = std::decay_t<decltype(in)>;
            if constexpr (std::is_same_v<In, AlertArrived>) return arrive(state, in, now, ids);
            if constexpr (std::is_same_v<In, HoldEnded>) return end_hold(state, in, now, ids);
            if constexpr (std::is_same_v<In, Explained>) return explain(state, in, now, ids);
            if constexpr (std::is_same_v<In, OperatorAct>) return operate(state, in, now, ids);
            if constexpr (std::is_same_v<In, StepDue>) return escalate(state, in, now, ids);
            if constexpr (std::is_same_v<In, DeliveryResult>) return deliver(state, in, now, ids);
            if constexpr (std::is_same_v<In, SilencesChanged>) return look_at_silences(state, in, now, ids);
        },
        input);
}

}  // namespace anju::alertd::core
