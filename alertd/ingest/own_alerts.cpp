#include "alertd/ingest/own_alerts.hpp"

namespace anju::alertd::ingest {

namespace {

AlertUpdate first_of(Turn& turn, const AlertKey& key, SignalType type) {
    AlertUpdate update;
    update.id = AlertId(turn.ids().next(turn.now().utc));
    update.revision = 1;
    update.key = key;
    update.kind = Kind::gateway;
    update.type = type;
    update.severity = severity_of(key.condition);
    update.first = update.last = turn.stamp();
    return update;
}

AlertUpdate next_of(Turn& turn, const core::Alert& standing, SignalType type, AlertPhase phase) {
    AlertUpdate update = standing.update;
    ++update.revision;
    update.type = type;
    update.phase = phase;
    update.last = turn.stamp();
    return update;
}

Result<void> tell(Turn& turn, const Subject& subject, AlertUpdate update) {
    core::AlertArrived input;
    input.gateway = subject.gateway;
    input.update = std::move(update);
    input.noticed_by_alertd = true;
    ANJU_TRY(auto reason, turn.arrive(input, subject.place));
    static_cast<void>(reason);
    return success();
}

}  // namespace

Result<Subject> subject_of(Turn& turn, const store::GatewayState& gateway) {
    Subject subject;
    subject.gateway = gateway.id;
    subject.key_home = HomeId("gateway:" + gateway.id.value);
    subject.device = DeviceId("gateway");
    ANJU_TRY(subject.place, turn.writer().place_of(gateway.id, gateway.home_claim, gateway.street_claim));
    return subject;
}

Result<void> raise_own(Turn& turn, const Subject& subject, Condition condition, SignalType type,
                       std::vector<NamedValue> values, Millis quiet, std::optional<Severity> severity) {
    const AlertKey key{subject.key_home, subject.device, condition};
    ANJU_TRY(auto standing, turn.writer().standing_alert(key));
    if (standing && turn.now().utc - standing->received_last < quiet) return success();
    AlertUpdate update = standing ? next_of(turn, *standing, type, AlertPhase::repeated) : first_of(turn, key, type);
    if (standing) ++update.count;
    update.severity = severity.value_or(severity_of(condition));
    update.values = std::move(values);
    return tell(turn, subject, std::move(update));
}

Result<void> clear_own(Turn& turn, const Subject& subject, Condition condition, SignalType type) {
    const AlertKey key{subject.key_home, subject.device, condition};
    ANJU_TRY(auto standing, turn.writer().standing_alert(key));
    if (!standing) return success();
    return tell(turn, subject, next_of(turn, *standing, type, AlertPhase::cleared));
}

}  // namespace anju::alertd::ingest
