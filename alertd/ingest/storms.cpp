#include "alertd/ingest/storms.hpp"

#include "alertd/core/hold.hpp"
#include "alertd/core/rules.hpp"
#include "alertd/ingest/own_alerts.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kReleasedPerTurn = 64;
constexpr Millis kCountAgain{600'000};

StreetId area_of(const core::Place& place) { return place.street.value_or(StreetId{}); }

/// The storm's case that counts this alert among what is gone.
std::optional<IncidentId> counted_by(const std::optional<core::Alert>& alert) {
    if (!alert || !alert->hold || alert->incident) return std::nullopt;
    if (alert->hold->reason != core::HoldReason::area_outage || core::is_over(alert->update.phase)) return std::nullopt;
    return alert->hold->by;
}

AlertKey key_of(const StreetId& area) { return {core::area_home(area), DeviceId("area"), Condition::area_outage}; }

}  // namespace

// ---- arrivals --------------------------------------------------------------------------------

Result<std::optional<core::Cover>> Storms::cover_for(Turn& turn, const GatewayId& gateway, const core::Place& place,
                                                     Condition condition) {
    using Found = std::optional<core::Cover>;
    if (core::may_hold(core::HoldReason::gateway_lost, condition)) {
        ANJU_TRY(const auto row, turn.writer().gateway(gateway));
        if (row && row->lost) return Found({core::HoldReason::gateway_lost, row->lost_case, std::nullopt});
        if (row && row->returned_at) {
            const UtcTime until = *row->returned_at + rules_.return_grace;
            if (turn.now().utc < until) return Found({core::HoldReason::gateway_lost, row->lost_case, until});
        }
    }
    if (core::may_hold(core::HoldReason::area_outage, condition)) {
        ANJU_TRY(const auto storm, turn.writer().storms().standing(area_of(place)));
        if (storm) return Found({core::HoldReason::area_outage, storm->incident, std::nullopt});
    }
    return Found();
}

Result<void> Storms::changed(Turn& turn, const std::optional<core::Alert>& before, const core::Alert& after) {
    const auto was = counted_by(before);
    const auto is = counted_by(after);
    if (was == is) return success();
    if (was) {
        ANJU_TRY(turn.writer().storms().count(*was, -1));
    }
    if (is) {
        ANJU_TRY(turn.writer().storms().count(*is, 1));
    }
    return success();
}

Result<void> Storms::arrived(Turn& turn, const std::optional<core::Alert>& before, const core::Alert& after,
                             const core::Place& place) {
    ANJU_TRY(changed(turn, before, after));
    const auto sort = core::loss_sort(after.update.key.condition);
    const bool is_new = !before || core::is_over(before->update.phase);
    if (!sort || !is_new || !after.incident || core::is_over(after.update.phase)) return success();

    auto& store = turn.writer().storms();
    const StreetId area = area_of(place);
    const UtcTime now = turn.now().utc;
    ANJU_TRY(store.keep({area, *sort, now, after.update.id, *after.incident}, now - rules_.storms.window));
    ANJU_TRY(const auto losses, store.losses(area, *sort));
    if (losses.size() < std::min(rules_.storms.at_least, rules_.storms.always_at)) return success();
    ANJU_TRY(const auto has, known(turn, area, *sort));
    return core::storm_begins(rules_.storms, losses.size(), has) ? begin(turn, area) : success();
}

Result<std::size_t> Storms::known(Turn& turn, const StreetId& area, core::LossSort sort) {
    Known& known = known_[{area, sort}];
    const MonoTime now = turn.now().mono;
    if (known.counted == MonoTime{} || now - known.counted >= kCountAgain) {
        ANJU_TRY(known.number, turn.writer().storms().known(area, sort));
        known.counted = now;
    }
    return known.number;
}

Result<void> Storms::begin(Turn& turn, const StreetId& area) {
    auto& store = turn.writer().storms();
    ANJU_TRY(const auto standing, store.standing(area));
    if (standing) return success();

    core::Storm storm;
    storm.area = area;
    storm.began_at = storm.shown_at = turn.now().utc;
    std::vector<store::Loss> losses;
    for (const auto sort : {core::LossSort::gateway, core::LossSort::device}) {
        ANJU_TRY(auto more, store.losses(area, sort));
        losses.insert(losses.end(), more.begin(), more.end());
    }
    storm.gone = storm.peak = losses.size();
    ANJU_TRY(tell(turn, storm, AlertPhase::raised, false));
    ANJU_TRY(const auto told, turn.writer().standing_alert(key_of(area)));
    if (!told || !told->incident) return fail(ErrorCode::internal, "an area outage has no case");
    storm.incident = *told->incident;
    storm.told = storm.shown = storm.gone;
    storm.gone = storm.peak = 0;  // counted again as they go into it
    ANJU_TRY(store.put(storm));
    ANJU_TRY(turn.journal("storm.begun", {{"area", area.value}, {"gone", std::to_string(storm.told)}}, storm.incident));

    const core::Cover cover{core::HoldReason::area_outage, storm.incident, std::nullopt};
    for (const auto& loss : losses) {
        ANJU_TRY(const auto reason, turn.explain({loss.incident, cover}));
        static_cast<void>(reason);
    }
    return store.forget_losses(area);
}

// ---- gateways --------------------------------------------------------------------------------

Result<std::optional<IncidentId>> Storms::gateway_lost(Turn& turn, const GatewayId& gateway, const AlertKey& key) {
    ANJU_TRY(const auto alert, turn.writer().standing_alert(key));
    std::optional<IncidentId> told_by;
    if (alert) told_by = alert->incident ? alert->incident : alert->hold ? alert->hold->by : std::nullopt;
    if (!told_by) return told_by;
    ANJU_TRY(const auto unheard, turn.writer().storms().cases_of_unheard(gateway));
    for (const auto& incident : unheard) {
        ANJU_TRY(const auto reason, turn.explain({incident, {core::HoldReason::gateway_lost, told_by, std::nullopt}}));
        static_cast<void>(reason);
    }
    return told_by;
}

Result<void> Storms::gateway_returned(Turn& turn, const GatewayId& gateway) {
    return turn.writer().storms().release_held_of(gateway, turn.now().utc + rules_.return_grace);
}

// ---- storms that stand -----------------------------------------------------------------------

Result<void> Storms::look(Turn& turn) {
    ANJU_TRY(const auto standing, turn.writer().storms().standing());
    Result<void> all = success();
    for (const auto& storm : standing) {
        auto done = turn.part([&] { return look_at(turn, storm); });
        if (!done) all = done;
    }
    ANJU_TRY(const auto due, turn.writer().storms().due_holds(turn.now().utc, kReleasedPerTurn));
    for (const auto& id : due) {
        auto done = turn.part([&] { return end_hold(turn, id); });
        if (!done) all = done;
    }
    return all;
}

Result<void> Storms::look_at(Turn& turn, core::Storm storm) {
    ANJU_TRY(const auto incident, turn.writer().incident(storm.incident));
    if (!incident || incident->state == core::IncidentState::resolved ||
        incident->state == core::IncidentState::closed) {
        ANJU_TRY(tell(turn, storm, AlertPhase::cleared, false));
        return end(turn, storm, "a_person_ended_it");
    }
    const core::Storm before = storm;
    const core::StormNews news = core::look_at(storm, rules_.storms, turn.now().utc);
    if (news == core::StormNews::over) {
        ANJU_TRY(tell(turn, storm, AlertPhase::cleared, false));
        ANJU_TRY(turn.writer().storms().put(storm));
        return end(turn, storm, "almost_all_are_back");
    }
    if (news != core::StormNews::none) {
        ANJU_TRY(tell(turn, storm, AlertPhase::repeated, news == core::StormNews::tell));
        storm.shown = storm.gone;
        storm.shown_at = turn.now().utc;
        if (news == core::StormNews::tell) storm.told = storm.gone;
    }
    return storm == before ? success() : turn.writer().storms().put(storm);
}

Result<void> Storms::tell(Turn& turn, const core::Storm& storm, AlertPhase phase, bool is_news) {
    Subject subject;
    subject.gateway = GatewayId("alertd");
    const AlertKey key = key_of(storm.area);
    subject.key_home = key.home;
    subject.device = key.device;
    ANJU_TRY(subject.place, turn.writer().storms().place_of(storm.area));
    ANJU_TRY(const auto standing, turn.writer().standing_alert(key));
    if (!standing && phase == AlertPhase::cleared) return success();
    AlertUpdate update =
        standing ? next_own(turn, *standing, SignalType::offline, phase) : first_own(turn, key, SignalType::offline);
    if (phase == AlertPhase::cleared) update.type = SignalType::online;
    // The end is no report of its own: it must not open again what a person has just ended (A6, A13).
    if (phase != AlertPhase::cleared) update.count = std::max(update.count, static_cast<std::uint32_t>(storm.peak));
    update.values = {{"gone", static_cast<double>(storm.gone), ""}, {"most", static_cast<double>(storm.peak), ""}};
    return tell_own(turn, subject, std::move(update), is_news);
}

Result<void> Storms::end(Turn& turn, const core::Storm& storm, const char* why) {
    auto& store = turn.writer().storms();
    ANJU_TRY(store.end(storm.area, turn.now().utc));
    ANJU_TRY(store.release_held_by(storm.incident, core::HoldReason::area_outage, turn.now().utc));
    return turn.journal("storm.ended",
                        {{"area", storm.area.value},
                         {"most", std::to_string(storm.peak)},
                         {"left", std::to_string(storm.gone)},
                         {"reason", why}},
                        storm.incident);
}

Result<void> Storms::end_hold(Turn& turn, const AlertId& id) {
    ANJU_TRY(auto alert, turn.end_hold(id));
    if (!alert || alert->update.key.condition != Condition::gateway_lost || !alert->incident) return success();
    // What its devices say is explained by its own case from now on.
    ANJU_TRY(auto row, turn.writer().gateway(alert->gateway));
    if (!row) return success();
    row->lost_case = alert->incident;
    return turn.writer().put(*row);
}

Result<std::optional<UtcTime>> Storms::next_due(store::Writer& writer) const {
    ANJU_TRY(auto next, writer.storms().next_due_hold());
    ANJU_TRY(const auto standing, writer.storms().standing());
    for (const auto& storm : standing) {
        const auto at = core::look_again_at(storm, rules_.storms);
        if (at && (!next || *at < *next)) next = at;
    }
    return next;
}

}  // namespace anju::alertd::ingest
