#include "alertd/ingest/own_alerts.hpp"

namespace anju::alertd::ingest {

AlertUpdate first_own(Turn& turn, const AlertKey& key, SignalType type) {
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

AlertUpdate next_own(Turn& turn, const core::Alert& standing, SignalType type, AlertPhase phase) {
    AlertUpdate update = standing.update;
    ++update.revision;
    update.type = type;
    update.phase = phase;
    update.last = turn.stamp();
    return update;
}

Result<void> tell_own(Turn& turn, const Subject& subject, AlertUpdate update, bool is_news) {
    core::AlertArrived input;
    input.gateway = subject.gateway;
    input.update = std::move(update);
    input.noticed_by_alertd = true;
    input.is_news = is_news;
    ANJU_TRY(auto reason, turn.arrive(input, subject.place));
    static_cast<void>(reason);
    return success();
}

Result<Subject> subject_of(Turn& turn, const store::GatewayState& gateway) {
    Subject subject;
    subject.gateway = gateway.id;
    subject.key_home = HomeId("gateway:" + gateway.id.value);
    subject.device = DeviceId("gateway");
    ANJU_TRY(subject.place, turn.writer().place_of(gateway.id, gateway.home_claim, gateway.street_claim));
    return subject;
}

Result<Subject> subject_of_centre(Turn& turn, std::string_view part) {
    Subject subject;
    subject.gateway = GatewayId("alertd");
    subject.key_home = HomeId("alertd");
    subject.device = DeviceId(std::string(part));
    ANJU_TRY(subject.place, turn.writer().place_of(subject.gateway, HomeId{}, StreetId{}));
    return subject;
}

Result<void> raise_own(Turn& turn, const Subject& subject, Condition condition, SignalType type,
                       std::vector<NamedValue> values, Millis quiet, std::optional<Severity> severity) {
    const AlertKey key{subject.key_home, subject.device, condition};
    ANJU_TRY(auto standing, turn.writer().standing_alert(key));
    if (standing && turn.now().utc - standing->received_last < quiet) return success();
    AlertUpdate update = standing ? next_own(turn, *standing, type, AlertPhase::repeated) : first_own(turn, key, type);
    if (standing) ++update.count;
    update.severity = severity.value_or(severity_of(condition));
    update.values = std::move(values);
    return tell_own(turn, subject, std::move(update));
}

Result<void> clear_own(Turn& turn, const Subject& subject, Condition condition, SignalType type) {
    const AlertKey key{subject.key_home, subject.device, condition};
    ANJU_TRY(auto standing, turn.writer().standing_alert(key));
    if (!standing) return success();
    return tell_own(turn, subject, next_own(turn, *standing, type, AlertPhase::cleared));
}

}  // namespace anju::alertd::ingest
