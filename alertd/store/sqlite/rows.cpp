#include "alertd/store/sqlite/rows.hpp"

#include "alertd/store/sqlite/chain.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace anju::alertd::store::sqlite {

namespace {

Stamp read_stamp(Query& row) {
    Stamp stamp;
    stamp.boot = row.integer<std::uint64_t>();
    stamp.mono = row.mono_time();
    stamp.utc = row.time();
    stamp.synced = row.flag();
    return stamp;
}

void bind_stamp(Query& query, const Stamp& stamp) { query.bind(stamp.boot, stamp.mono, stamp.utc, stamp.synced); }

std::string to_std(const boost::json::string& text) { return {text.data(), text.size()}; }

std::string encode_readings(const std::vector<NamedValue>& values) {
    if (values.empty()) return "[]";
    boost::json::array list;
    list.reserve(values.size());
    for (const NamedValue& reading : values) {
        char digits[40];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), reading.value).ptr;
        list.push_back(boost::json::array{
            reading.name, boost::json::string_view(digits, static_cast<std::size_t>(end - digits)), reading.unit});
    }
    return boost::json::serialize(list);
}

std::vector<NamedValue> decode_readings(const std::string& text) {
    std::vector<NamedValue> values;
    if (text == "[]") return values;
    boost::json::parse_options lenient;
    lenient.allow_invalid_utf8 = true;
    const auto parsed = boost::json::parse(text, {}, lenient);
    for (const auto& entry : parsed.as_array()) {
        const auto& parts = entry.as_array();
        const auto& digits = parts.at(1).as_string();
        NamedValue reading{to_std(parts.at(0).as_string()), 0, to_std(parts.at(2).as_string())};
        const char* end = digits.data() + digits.size();
        if (std::from_chars(digits.data(), end, reading.value).ptr != end) throw CorruptRow("a number was expected");
        values.push_back(std::move(reading));
    }
    return values;
}

}  // namespace

core::Alert read_alert(Query& row) {
    core::Alert alert;
    AlertUpdate& update = alert.update;
    update.id = row.id<AlertId>();
    update.revision = row.integer<std::uint32_t>();
    alert.gateway = row.name<GatewayId>();
    alert.home = row.name<HomeId>();
    update.key.home = row.name<HomeId>();
    update.key.device = row.name<DeviceId>();
    update.key.condition = word<Condition>(row);
    update.kind = word<Kind>(row);
    update.type = word<SignalType>(row);
    update.severity = word<Severity>(row);
    update.phase = word<AlertPhase>(row);
    update.count = row.integer<std::uint32_t>();
    update.first = read_stamp(row);
    update.last = read_stamp(row);
    update.values = decode_readings(row.text());
    update.how = row.text();
    update.evidence = row.text();
    update.test = row.flag();
    update.seen_retained = row.flag();
    update.registered = row.flag();
    alert.incident = row.optional_id<IncidentId>();
    alert.received_first = row.time();
    alert.received_last = row.time();
    alert.came_from = row.optional_id<IncidentId>();
    const bool held = !row.is_null();
    core::Hold hold;
    if (held) {
        hold.reason = case_word<core::HoldReason>(row);
    } else {
        row.text();
    }
    hold.by = row.optional_id<IncidentId>();
    hold.release_at = row.optional_time();
    if (held) alert.hold = hold;
    return alert;
}

void bind_alert(Query& query, const core::Alert& alert) {
    const AlertUpdate& update = alert.update;
    query.bind(update.id, update.revision, alert.gateway, alert.home, update.key.home, update.key.device,
               to_string(update.key.condition), to_string(update.kind), to_string(update.type),
               to_string(update.severity), to_string(update.phase), update.count);
    bind_stamp(query, update.first);
    bind_stamp(query, update.last);
    query.bind(encode_readings(update.values), update.how);
    query.bind_blob(update.evidence);
    query.bind(update.test, update.seen_retained, update.registered, alert.incident, alert.received_first,
               alert.received_last, alert.came_from);
    std::optional<std::string_view> reason;
    if (alert.hold) reason = to_string(alert.hold->reason);
    const core::Hold hold = alert.hold.value_or(core::Hold{});
    query.bind(reason, hold.by, hold.release_at);
}

core::Incident read_incident(Query& row) {
    core::Incident incident;
    incident.id = row.id<IncidentId>();
    incident.version = row.integer<std::uint64_t>();
    incident.incident_class = word<IncidentClass>(row);
    incident.severity = word<Severity>(row);
    incident.headline = word<Condition>(row);
    incident.state = case_word<core::IncidentState>(row);
    incident.place.home = row.name<HomeId>();
    incident.place.registered = row.flag();
    incident.place.committee = row.optional_name<CommitteeId>();
    incident.place.street = row.optional_name<StreetId>();
    incident.place.address = row.text();
    incident.gateway = row.name<GatewayId>();
    incident.alerts = row.integer<std::uint32_t>();
    incident.reports = row.integer<std::uint32_t>();
    incident.opened_at = row.time();
    incident.changed_at = row.time();
    incident.acknowledged_at = row.optional_time();
    incident.resolved_at = row.optional_time();
    incident.closed_at = row.optional_time();
    incident.owner = row.text();
    if (row.is_null()) {
        row.text();
    } else {
        incident.disposition = case_word<core::Disposition>(row);
    }
    incident.step = row.integer<int>();
    incident.all_clear = row.flag();
    incident.policy = row.text();
    incident.exercise = case_word<core::Exercise>(row);
    incident.silenced_until = row.optional_time();
    incident.silenced_by = row.optional_id<core::SilenceId>();
    incident.part = row.integer<int>();
    incident.merged_into = row.optional_id<IncidentId>();
    return incident;
}

void bind_incident(Query& query, const core::Incident& incident) {
    std::optional<std::string_view> disposition;
    if (incident.disposition) disposition = to_string(*incident.disposition);
    query.bind(incident.id, incident.version, to_string(incident.incident_class), to_string(incident.severity),
               to_string(incident.headline), to_string(incident.state), incident.place.home, incident.place.registered,
               incident.place.committee, incident.place.street, incident.place.address, incident.gateway,
               incident.alerts, incident.reports, incident.opened_at, incident.changed_at, incident.acknowledged_at,
               incident.resolved_at, incident.closed_at, incident.owner, disposition, incident.step, incident.all_clear,
               incident.policy, to_string(incident.exercise), incident.silenced_until, incident.silenced_by,
               incident.part, incident.merged_into);
}

core::Escalation read_escalation(Query& row) {
    core::Escalation escalation;
    escalation.incident = row.id<IncidentId>();
    escalation.step = row.integer<int>();
    escalation.due_at = row.time();
    escalation.state = case_word<core::EscalationState>(row);
    return escalation;
}

core::Notification read_notification(Query& row) {
    core::Notification notification;
    notification.id = row.id<NotificationId>();
    notification.key = row.text();
    notification.incident = row.id<IncidentId>();
    notification.responder = row.name<ResponderId>();
    notification.step = row.integer<int>();
    notification.way = row.integer<int>();
    notification.channel = case_word<core::ChannelKind>(row);
    notification.address = row.text();
    notification.state = case_word<core::NotificationState>(row);
    notification.attempts = row.integer<int>();
    notification.created_at = row.time();
    notification.next_attempt_at = row.time();
    notification.lease_until = row.optional_time();
    notification.finished_at = row.optional_time();
    notification.last_error = row.text();
    return notification;
}

void bind_notification(Query& query, const core::Notification& notification) {
    query.bind(notification.id, notification.key, notification.incident, notification.responder, notification.step,
               notification.way, to_string(notification.channel), notification.address, to_string(notification.state),
               notification.attempts, notification.created_at, notification.next_attempt_at, notification.lease_until,
               notification.finished_at, notification.last_error);
}

core::Attendance read_attendance(Query& row) {
    core::Attendance attendance;
    attendance.incident = row.id<IncidentId>();
    attendance.responder = row.name<ResponderId>();
    attendance.state = case_word<core::AttendanceState>(row);
    attendance.since = row.time();
    return attendance;
}

core::Note read_note(Query& row) {
    core::Note note;
    note.incident = row.id<IncidentId>();
    note.at = row.time();
    note.author = row.text();
    note.text = row.text();
    return note;
}

core::JournalEntry read_journal_entry(Query& row) {
    core::JournalEntry entry;
    entry.seq = row.integer<std::uint64_t>();
    entry.at = row.time();
    entry.event = row.text();
    entry.actor = row.text();
    entry.incident = row.optional_id<IncidentId>();
    entry.detail = decode_facts(row.text());
    return entry;
}

core::Responder read_responder(Query& row) {
    core::Responder responder;
    responder.id = row.name<ResponderId>();
    responder.name = row.text();
    responder.level = case_word<core::Level>(row);
    responder.scope = row.text();
    responder.channel = case_word<core::ChannelKind>(row);
    responder.address = row.text();
    responder.phone = row.text();
    for (std::size_t way = 1; way < core::kMostWays; ++way) {
        const auto channel = row.text();
        auto address = row.text();
        if (channel.empty()) continue;
        const auto parsed = core::parse_case_word<core::ChannelKind>(channel);
        if (!parsed) throw CorruptRow("a channel was expected, not \"" + channel + "\"");
        responder.more_ways.push_back({*parsed, std::move(address)});
    }
    return responder;
}

core::Resident read_resident(Query& row) {
    core::Resident resident;
    resident.id = row.name<ResidentId>();
    resident.home = row.name<HomeId>();
    resident.name = row.text();
    resident.phone = row.text();
    resident.birth_year = row.integer<int>();
    resident.lives_alone = row.flag();
    resident.medical_notes = row.text();
    return resident;
}

core::Contact read_contact(Query& row) {
    core::Contact contact;
    contact.id = row.name<core::ContactId>();
    contact.resident = row.name<ResidentId>();
    contact.name = row.text();
    contact.phone = row.text();
    contact.relation = row.text();
    contact.has_key = row.flag();
    contact.position = row.integer<int>();
    contact.call_at_night = row.flag();
    return contact;
}

GatewayState read_gateway(Query& row) {
    GatewayState gateway;
    gateway.id = row.name<GatewayId>();
    gateway.online = row.flag();
    gateway.lost = row.flag();
    gateway.last_heard = row.optional_time();
    gateway.home_claim = row.name<HomeId>();
    gateway.street_claim = row.name<StreetId>();
    gateway.version = row.text();
    gateway.epoch = row.id<OutboxEpoch>();
    gateway.contiguous = row.integer<std::uint64_t>();
    gateway.gap_at = row.integer<std::uint64_t>();
    gateway.pending = row.integer<std::uint64_t>();
    gateway.returned_at = row.optional_time();
    gateway.lost_case = row.optional_id<IncidentId>();
    return gateway;
}

std::string select(std::string_view columns, std::string_view rest) {
    return std::string("SELECT ").append(columns).append(" FROM ").append(rest);
}

std::vector<std::string_view> columns_of(std::string_view columns) {
    std::vector<std::string_view> names;
    while (!columns.empty()) {
        const std::size_t comma = columns.find(", ");
        names.push_back(columns.substr(0, comma));
        columns = comma == std::string_view::npos ? std::string_view{} : columns.substr(comma + 2);
    }
    return names;
}

std::string placeholders(std::string_view columns) {
    std::string text;
    for (std::size_t i = columns_of(columns).size(); i > 0; --i) text += text.empty() ? "?" : ", ?";
    return text;
}

std::string marks(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
    return text;
}

std::string upsert(std::string_view table, std::string_view columns, std::size_t key_columns) {
    std::string key;
    const auto names = columns_of(columns);
    for (std::size_t i = 0; i < key_columns; ++i) key.append(i == 0 ? "" : ", ").append(names[i]);
    return "INSERT INTO " + std::string(table) + " (" + std::string(columns) + ") VALUES (" + placeholders(columns) +
           ") ON CONFLICT (" + key + ") DO UPDATE SET " + assignments(columns, key_columns);
}

std::string assignments(std::string_view columns, std::size_t key_columns) {
    std::string text;
    const auto names = columns_of(columns);
    for (std::size_t i = key_columns; i < names.size(); ++i) {
        text.append(text.empty() ? "" : ", ").append(names[i]).append(" = excluded.").append(names[i]);
    }
    return text;
}

}  // namespace anju::alertd::store::sqlite
