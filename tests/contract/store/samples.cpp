#include "tests/contract/store/samples.hpp"

#include <sstream>

namespace anju::tests {

using namespace alertd;

namespace {

template <class Tag>
std::ostream& operator<<(std::ostream& out, const NameId<Tag>& id) {
    return out << id.value;
}
template <class Tag>
std::ostream& operator<<(std::ostream& out, const MadeId<Tag>& id) {
    return out << id.to_string();
}
std::ostream& operator<<(std::ostream& out, UtcTime time) { return out << to_rfc3339(time); }
std::ostream& operator<<(std::ostream& out, const Stamp& stamp) {
    return out << stamp.boot << '/' << stamp.mono.time_since_epoch().count() << '/' << to_rfc3339(stamp.utc) << '/'
               << stamp.synced;
}
template <class T>
std::ostream& operator<<(std::ostream& out, const std::optional<T>& value) {
    return value ? out << *value : out << "none";
}

template <class... Values>
std::string joined(const Values&... values) {
    std::ostringstream out;
    out.precision(17);
    ((out << values << '|'), ...);
    return out.str();
}

Stamp sample_stamp(std::uint32_t n) {
    // The boot id uses all 64 bits: as a signed column it is negative.
    return {0xfedcba9876543210ULL + n, MonoTime{Millis{1000 + n}}, at(n), true};
}

}  // namespace

UtcTime at(std::int64_t millis) { return UtcTime{Millis{1'772'334'000'000 + millis}}; }

Ulid ulid(std::uint32_t n) {
    Ulid id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 4; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    return id;
}

core::Alert sample_alert(std::uint32_t n) {
    core::Alert alert;
    AlertUpdate& update = alert.update;
    update.id = made<AlertId>(n);
    update.revision = 3;
    update.key = {HomeId{"claimed-home"}, DeviceId{"厨房/smoke " + std::to_string(n)}, Condition::smoke};
    update.kind = Kind::smoke;
    update.type = SignalType::alarm;
    update.severity = Severity::critical;
    update.phase = AlertPhase::repeated;
    update.count = 4'000'000'000U;
    update.first = sample_stamp(n);
    update.last = sample_stamp(n + 1);
    update.last.synced = false;
    update.values = {{"smoke_density", 0.1, "dB/m"}, {"battery", 87, "%"}, {"third", 1.0 / 3.0, ""}};
    update.how = "emergency";
    update.evidence = std::string("{\"smoke\":true,\"name\":\"厨房\"}\0tail", 35);
    update.test = true;
    update.seen_retained = true;
    update.registered = false;
    alert.gateway = GatewayId{"gw-1"};
    alert.home = HomeId{"h-1"};
    alert.incident = made<IncidentId>(1000 + n);
    alert.received_first = at(10);
    alert.received_last = at(20);
    return alert;
}

core::Incident sample_incident(std::uint32_t n) {
    core::Incident incident;
    incident.id = made<IncidentId>(n);
    incident.version = 7;
    incident.incident_class = IncidentClass::emergency;
    incident.severity = Severity::critical;
    incident.headline = Condition::smoke;
    incident.state = core::IncidentState::open;
    incident.place.home = HomeId{"h-" + std::to_string(n)};
    incident.place.registered = true;
    incident.place.committee = CommitteeId{"c-1"};
    incident.place.street = StreetId{"s-1"};
    incident.place.address = "12弄3号401室";
    incident.gateway = GatewayId{"gw-1"};
    incident.alerts = 2;
    incident.reports = 9;
    incident.opened_at = at(n);
    incident.changed_at = at(n + 1);
    incident.step = 2;
    incident.part = 2;
    incident.merged_into = made<IncidentId>(8);
    return incident;
}

core::Notification sample_notification(std::uint32_t n, const IncidentId& incident) {
    core::Notification notification;
    notification.id = made<NotificationId>(n);
    notification.incident = incident;
    notification.responder = ResponderId{"r-" + std::to_string(n)};
    notification.step = 2;
    notification.way = 3;
    notification.key = incident.to_string() + "/" + notification.responder.value + "/2/w3";
    notification.channel = core::ChannelKind::webhook;
    notification.address = "http://127.0.0.1:9/notify";
    notification.attempts = 1;
    notification.created_at = at(0);
    notification.next_attempt_at = at(n);
    notification.last_error = "503";
    return notification;
}

core::JournalEntry sample_entry(std::uint32_t n) {
    core::JournalEntry entry;
    entry.at = at(n);
    entry.event = "alert.raised";
    entry.actor = "gateway:gw-1";
    entry.incident = made<IncidentId>(n);
    entry.detail = {{"alert", ulid(n).to_string()}, {"quote", "\"\\\n厨房"}, {"", ""}};
    return entry;
}

store::GatewayState sample_gateway(const std::string& id) {
    store::GatewayState gateway;
    gateway.id = GatewayId{id};
    gateway.online = true;
    gateway.last_heard = at(5);
    gateway.home_claim = HomeId{"h-1"};
    gateway.street_claim = StreetId{"s-1"};
    gateway.version = "0.1.0";
    gateway.epoch = made<OutboxEpoch>(1);
    gateway.contiguous = 4;
    gateway.gap_at = 2;
    gateway.pending = 6;
    gateway.returned_at = at(4);
    gateway.lost_case = made<IncidentId>(9);
    return gateway;
}

store::Registry sample_registry() {
    using core::ChannelKind;
    using core::Level;
    store::Registry registry;
    registry.streets = {{StreetId{"s-1"}, "华阳路街道"}, {StreetId{"s-2"}, "新泾镇"}};
    registry.committees = {{CommitteeId{"c-1"}, StreetId{"s-1"}, "华一居委会"},
                           {CommitteeId{"c-2"}, StreetId{"s-1"}, "陶家宅居委会"},
                           {CommitteeId{"c-3"}, StreetId{"s-2"}, "绿八居委会"}};
    registry.homes = {{HomeId{"h-1"}, CommitteeId{"c-1"}, GatewayId{"gw-1"}, "12弄3号401室"},
                      {HomeId{"h-2"}, CommitteeId{"c-2"}, GatewayId{"gw-hub"}, "8号101室"},
                      {HomeId{"h-3"}, CommitteeId{"c-2"}, GatewayId{"gw-hub"}, "8号102室"},
                      {HomeId{"h-4"}, CommitteeId{"c-3"}, GatewayId{}, "9号"}};
    registry.residents = {{ResidentId{"p-1"}, HomeId{"h-1"}, "陈阿婆", "13900000001", 1938, true, "高血压"}};
    registry.devices = {{DeviceId{"kitchen/smoke"}, HomeId{"h-1"}, Kind::smoke, "厨房烟感"}};
    registry.responders = {
        {ResponderId{"r-home"}, "女儿", Level::home, "h-1", ChannelKind::log, "", "13900000002"},
        {ResponderId{"r-committee"}, "居委", Level::committee, "c-1", ChannelKind::webhook, "http://127.0.0.1:9/", ""},
        {ResponderId{"r-other"}, "别的居委", Level::committee, "c-2", ChannelKind::log, "", ""},
        {ResponderId{"r-street"}, "街道", Level::street, "s-1", ChannelKind::log, "", ""},
        {ResponderId{"r-district"}, "区中心", Level::district, "", ChannelKind::log, "", ""}};
    return registry;
}

std::string show(const core::Alert& alert) {
    const AlertUpdate& update = alert.update;
    std::string values;
    for (const NamedValue& value : update.values) values += joined(value.name, value.value, value.unit);
    std::string hold;
    if (alert.hold) hold = joined(to_string(alert.hold->reason), alert.hold->by, alert.hold->release_at);
    return joined(update.id, update.revision, update.key.home, update.key.device, to_string(update.key.condition),
                  to_string(update.kind), to_string(update.type), to_string(update.severity), to_string(update.phase),
                  update.count, update.first, update.last, values, update.how, update.evidence, update.test,
                  update.seen_retained, update.registered, alert.gateway, alert.home, alert.incident,
                  alert.received_first, alert.received_last, alert.came_from, hold);
}

std::string show(const core::Incident& incident) {
    std::optional<std::string_view> disposition;
    if (incident.disposition) disposition = core::to_string(*incident.disposition);
    return joined(incident.id, incident.version, to_string(incident.incident_class), to_string(incident.severity),
                  to_string(incident.headline), core::to_string(incident.state), incident.place.home,
                  incident.place.registered, incident.place.committee, incident.place.street, incident.place.address,
                  incident.gateway, incident.alerts, incident.reports, incident.opened_at, incident.changed_at,
                  incident.acknowledged_at, incident.resolved_at, incident.closed_at, incident.owner, disposition,
                  incident.step, incident.all_clear, incident.policy, core::to_string(incident.exercise),
                  incident.silenced_until, incident.silenced_by, incident.part, incident.merged_into);
}

std::string show(const core::Notification& notification) {
    return joined(notification.id, notification.key, notification.incident, notification.responder, notification.step,
                  notification.way, core::to_string(notification.channel), notification.address,
                  core::to_string(notification.state), notification.attempts, notification.created_at,
                  notification.next_attempt_at, notification.lease_until, notification.finished_at,
                  notification.last_error);
}

std::string show(const core::JournalEntry& entry) {
    std::string detail;
    for (const auto& [name, value] : entry.detail) detail += joined(name, value);
    return joined(entry.seq, entry.at, entry.event, entry.actor, entry.incident, detail);
}

std::string show(const store::GatewayState& gateway) {
    return joined(gateway.id, gateway.online, gateway.lost, gateway.last_heard, gateway.home_claim,
                  gateway.street_claim, gateway.version, gateway.epoch, gateway.contiguous, gateway.gap_at,
                  gateway.pending, gateway.returned_at, gateway.lost_case);
}

}  // namespace anju::tests
