#include "alertd/ingest/auditor.hpp"

#include "alertd/ingest/own_alerts.hpp"

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kStalledPerTurn = 64;
constexpr Millis kQuiet{600'000};  ///< one alert about a home's standing escalation is enough for a while

Result<void> fire_missing_step(Turn& turn, const core::Incident& incident) {
    ANJU_TRY(auto pending, turn.writer().pending_escalations(incident.id));
    const int step = pending.empty() ? incident.step + 1 : pending.front().step;
    ANJU_TRY(auto reason, turn.step_due({incident.id, step}));
    static_cast<void>(reason);
    return success();
}

Result<void> tell(Turn& turn, const core::Incident& incident) {
    ANJU_TRY(turn.journal("escalation.stalled", {{"step", std::to_string(incident.step)}}, incident.id));
    // A technical case is not told about with another technical alert of the same home: that would
    // join the very case that stands still, and count up for ever.
    if (incident.incident_class == IncidentClass::technical) return success();
    Subject subject;
    subject.gateway = incident.gateway;
    subject.key_home = incident.place.home;
    subject.device = DeviceId("alertd");
    subject.place = incident.place;
    return raise_own(turn, subject, Condition::escalation_stalled, SignalType::fault, {}, kQuiet);
}

}  // namespace

Result<std::size_t> audit(Turn& turn, Millis grace) {
    ANJU_TRY(auto stalled, turn.writer().stalled_incidents(turn.now().utc, grace, kStalledPerTurn));
    Result<std::size_t> found = stalled.size();
    for (const auto& id : stalled) {
        // Two parts: when the step cannot be fired, that must still be told.
        std::optional<core::Incident> incident;
        auto fired = turn.part([&]() -> Result<void> {
            ANJU_TRY(incident, turn.writer().incident(id));
            return incident ? fire_missing_step(turn, *incident) : success();
        });
        if (!fired) found = fired.error();
        if (!incident) continue;
        auto told = turn.part([&] { return tell(turn, *incident); });
        if (!told) found = told.error();
    }
    return found;
}

}  // namespace anju::alertd::ingest
