#include "alertd/ingest/auditor.hpp"

#include "alertd/ingest/own_alerts.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kStalledPerTurn = 64;
constexpr Millis kQuiet{600'000};  ///< one word about it is enough for a while

Result<void> fire_missing_step(Turn& turn, const core::Incident& incident) {
    ANJU_TRY(auto pending, turn.writer().pending_escalations(incident.id));
    const int step = pending.empty() ? incident.step + 1 : pending.front().step;
    ANJU_TRY(auto reason, turn.step_due({incident.id, step}));
    static_cast<void>(reason);
    return success();
}

/// One alert about this part of alertd, raised while there is something to tell.
Result<void> tell(Turn& turn, std::string_view part, std::vector<NamedValue> values) {
    ANJU_TRY(const auto subject, subject_of_centre(turn, part));
    const bool ill = std::ranges::any_of(values, [](const NamedValue& one) { return one.value > 0; });
    if (!ill) return clear_own(turn, subject, Condition::escalation_stalled, SignalType::fault_clear);
    return raise_own(turn, subject, Condition::escalation_stalled, SignalType::fault, std::move(values), kQuiet);
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
        auto told = turn.part([&] {
            return turn.journal("escalation.stalled", {{"step", std::to_string(incident->step)}}, incident->id);
        });
        if (!told) found = told.error();
    }
    // It is mended by now, but somebody should know that it had to be.
    auto told = turn.part([&] { return tell(turn, "escalation", {{"steps_missing", double(stalled.size()), ""}}); });
    if (!told) found = told.error();
    return found;
}

Result<void> tell_findings(Turn& turn, const store::AuditFindings& findings) {
    std::vector<NamedValue> values;
    const auto name = [&](const char* what, std::size_t count) {
        if (count > 0) values.push_back({what, static_cast<double>(count), ""});
    };
    name("steps_missing", findings.steps_missing);
    name("steps_late", findings.steps_late);
    name("leases_expired", findings.leases_expired);
    name("never_tried", findings.never_tried);
    name("silences_unsettled", findings.silences_unsettled);
    name("commands_unsettled", findings.commands_unsettled);
    return tell(turn, "auditor", std::move(values));
}

}  // namespace anju::alertd::ingest
