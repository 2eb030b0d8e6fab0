#include "alertd/api/encode.hpp"

#include "alertd/api/listing.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

template <class Id>
json::value id_or_null(const std::optional<Id>& id) {
    return id ? json::value(id->value) : json::value(nullptr);
}

template <class Id>
json::value made_or_null(const std::optional<Id>& id) {
    return id ? json::value(id->to_string()) : json::value(nullptr);
}

json::string word(std::string_view text) { return json::string(text); }

json::value hold_or_null(const std::optional<core::Hold>& hold) {
    if (!hold) return nullptr;
    return json::object{{"reason", word(to_string(hold->reason))},
                        {"by", made_or_null(hold->by)},
                        {"release_at", time_or_null(hold->release_at)}};
}

json::value storm_or_null(const std::optional<core::Storm>& storm) {
    if (!storm) return nullptr;
    return json::object{{"area", storm->area.value},
                        {"began_at", to_rfc3339(storm->began_at)},
                        {"gone", storm->gone},
                        {"most", storm->peak}};
}

json::object json_of_stamp(const Stamp& stamp) { return {{"at", to_rfc3339(stamp.utc)}, {"synced", stamp.synced}}; }

/// A payload from outside may be any bytes; JSON text may not.
std::string as_text(const std::string& bytes) { return to_valid_utf8(bytes, bytes.size() * 3); }

}  // namespace

json::object json_of(const core::Incident& incident, bool address) {
    return {
        {"id", incident.id.to_string()},
        {"version", incident.version},
        {"class", word(to_string(incident.incident_class))},
        {"severity", word(to_string(incident.severity))},
        {"headline", word(to_string(incident.headline))},
        {"state", word(to_string(incident.state))},
        {"home", incident.place.home.value},
        {"registered", incident.place.registered},
        {"committee", id_or_null(incident.place.committee)},
        {"street", id_or_null(incident.place.street)},
        {"address", address ? incident.place.address : core::masked_address(incident.place.address)},
        {"gateway", incident.gateway.value},
        {"alerts", incident.alerts},
        {"reports", incident.reports},
        {"opened_at", to_rfc3339(incident.opened_at)},
        {"changed_at", to_rfc3339(incident.changed_at)},
        {"acknowledged_at", time_or_null(incident.acknowledged_at)},
        {"resolved_at", time_or_null(incident.resolved_at)},
        {"closed_at", time_or_null(incident.closed_at)},
        {"owner", text_or_null(incident.owner)},
        {"disposition",
         incident.disposition ? json::value(word(to_string(*incident.disposition))) : json::value(nullptr)},
        {"step", incident.step},
        {"policy", text_or_null(incident.policy)},
        {"all_clear", incident.all_clear},
        {"exercise",
         incident.exercise == core::Exercise::none ? json::value(nullptr) : json::value(to_string(incident.exercise))},
        {"silenced_until", time_or_null(incident.silenced_until)},
        {"silenced_by", incident.silenced_by ? json::value(incident.silenced_by->to_string()) : json::value(nullptr)},
        {"part", incident.part},
        {"merged_into", made_or_null(incident.merged_into)}};
}

json::object json_of(const core::Alert& alert) {
    const AlertUpdate& update = alert.update;
    json::array values;
    for (const NamedValue& value : update.values) {
        values.push_back(json::object{{"name", value.name}, {"value", value.value}, {"unit", value.unit}});
    }
    return {{"id", update.id.to_string()},
            {"revision", update.revision},
            {"home", alert.home.value},
            {"home_claim", update.key.home.value},
            {"device", update.key.device.value},
            {"condition", word(to_string(update.key.condition))},
            {"kind", word(to_string(update.kind))},
            {"type", word(to_string(update.type))},
            {"severity", word(to_string(update.severity))},
            {"phase", word(to_string(update.phase))},
            {"count", update.count},
            {"first", json_of_stamp(update.first)},
            {"last", json_of_stamp(update.last)},
            {"values", std::move(values)},
            {"how", update.how},
            {"evidence", as_text(update.evidence)},
            {"test", update.test},
            {"seen_retained", update.seen_retained},
            {"registered", update.registered},
            {"gateway", alert.gateway.value},
            {"incident", made_or_null(alert.incident)},
            {"received_first", to_rfc3339(alert.received_first)},
            {"received_last", to_rfc3339(alert.received_last)},
            {"came_from", made_or_null(alert.came_from)},
            {"hold", hold_or_null(alert.hold)}};
}

json::object json_of(const core::Escalation& escalation) {
    return {{"step", escalation.step},
            {"due_at", to_rfc3339(escalation.due_at)},
            {"state", word(to_string(escalation.state))}};
}

json::object json_of(const core::Notification& notification) {
    // The address may carry a secret (a webhook's URL with a key), so it stays inside.
    return {{"id", notification.id.to_string()},
            {"responder", notification.responder.value},
            {"step", notification.step},
            {"way", notification.way},
            {"channel", word(to_string(notification.channel))},
            {"state", word(to_string(notification.state))},
            {"attempts", notification.attempts},
            {"created_at", to_rfc3339(notification.created_at)},
            {"next_attempt_at", to_rfc3339(notification.next_attempt_at)},
            {"finished_at", time_or_null(notification.finished_at)},
            {"last_error", text_or_null(notification.last_error)}};
}

json::object json_of(const core::Attendance& attendance) {
    return {{"responder", attendance.responder.value},
            {"state", word(to_string(attendance.state))},
            {"since", to_rfc3339(attendance.since)}};
}

json::object json_of(const core::Hushed& hushed) {
    return {{"alert", hushed.alert.to_string()},
            {"silence", hushed.silence.to_string()},
            {"since", to_rfc3339(hushed.since)},
            {"over", hushed.over}};
}

json::object json_of(const core::Note& note, bool words) {
    return {{"at", to_rfc3339(note.at)},
            {"author", note.author},
            {"text", words ? note.text : core::masked_words(note.text)}};
}

json::object json_of(const core::JournalEntry& entry) {
    json::object detail;
    for (const auto& [name, value] : entry.detail) detail[name] = value;
    return {{"seq", entry.seq},
            {"at", to_rfc3339(entry.at)},
            {"event", entry.event},
            {"actor", entry.actor},
            {"incident", entry.incident ? json::value(entry.incident->to_string()) : json::value(nullptr)},
            {"detail", std::move(detail)}};
}

json::object json_of(const core::Resident& resident, bool person) {
    const bool year = person && resident.birth_year != 0;
    return {{"id", resident.id.value},
            {"name", person ? resident.name : core::masked_name(resident.name)},
            {"phone", person ? resident.phone : core::masked_phone(resident.phone)},
            {"birth_year", year ? json::value(resident.birth_year) : json::value(nullptr)},
            {"lives_alone", resident.lives_alone},
            {"medical_notes", person ? resident.medical_notes : core::masked_words(resident.medical_notes)}};
}

json::object json_of(const core::Contact& contact, bool person) {
    return {{"id", contact.id.value},
            {"resident", contact.resident.value},
            {"name", person ? contact.name : core::masked_name(contact.name)},
            {"phone", person ? contact.phone : core::masked_phone(contact.phone)},
            {"relation", contact.relation},
            {"has_key", contact.has_key},
            {"position", contact.position == 0 ? json::value(nullptr) : json::value(contact.position)},
            {"call_at_night", contact.call_at_night}};
}

json::object json_of(const core::Responder& responder, bool phone) {
    json::array ways;
    for (const auto& way : core::ways_of(responder)) ways.push_back(word(to_string(way.channel)));
    return {{"id", responder.id.value},
            {"name", responder.name},
            {"level", word(to_string(responder.level))},
            {"scope", text_or_null(responder.scope)},
            {"channel", word(to_string(responder.channel))},
            {"ways", std::move(ways)},
            {"phone", phone ? responder.phone : core::masked_phone(responder.phone)}};
}

json::object json_of(const store::PlatformTicket& ticket) {
    return {{"platform", ticket.platform},
            {"incident", ticket.incident.to_string()},
            {"ticket", text_or_null(ticket.ticket)},
            {"status", text_or_null(ticket.status)},
            {"updated_at", to_rfc3339(ticket.updated_at)}};
}

json::object json_of(const core::FollowUp& task, bool words) {
    return {{"id", task.id.to_string()},
            {"incident", task.incident.to_string()},
            {"kind", word(to_string(task.kind))},
            {"due_at", to_rfc3339(task.due_at)},
            {"assignee", text_or_null(task.assignee)},
            {"text", words ? task.text : core::masked_words(task.text)},
            {"state", word(to_string(task.state))},
            {"created_at", to_rfc3339(task.created_at)},
            {"created_by", task.created_by},
            {"finished_at", time_or_null(task.finished_at)},
            {"finished_by", text_or_null(task.finished_by)}};
}

json::object json_of(const core::Callback& callback, bool words) {
    return {{"id", callback.id.to_string()},
            {"incident", callback.incident.to_string()},
            {"party", word(to_string(callback.party))},
            {"person", text_or_null(callback.person)},
            {"outcome", word(to_string(callback.outcome))},
            {"called_at", to_rfc3339(callback.called_at)},
            {"by", callback.by},
            {"text", words ? callback.text : core::masked_words(callback.text)}};
}

json::object json_of(const store::IncidentDetail& detail, core::Sight sight) {
    json::array merged;
    for (const auto& id : detail.merged) merged.push_back(json::value(id.to_string()));
    return {{"incident", json_of(detail.incident, sight.addresses)},
            {"alerts", json_list(detail.alerts)},
            {"escalations", json_list(detail.escalations)},
            {"notifications", json_list(detail.notifications)},
            {"attendances", json_list(detail.attendances)},
            {"notes", json_list(detail.notes, sight.persons)},
            {"timeline", json_list(detail.timeline)},
            {"residents", json_list(detail.residents, sight.persons)},
            {"contacts", json_list(detail.contacts, sight.persons)},
            {"tickets", json_list(detail.tickets)},
            {"silenced", json_list(detail.hushed)},
            {"merged", std::move(merged)},
            {"held", json::object{{"standing", detail.held.standing}, {"all", detail.held.all}}},
            {"storm", storm_or_null(detail.storm)},
            {"follow_ups", json_list(detail.follow_ups, sight.persons)},
            {"callbacks", json_list(detail.callbacks, sight.persons)},
            {"masked", !sight.persons}};
}

json::object json_of(const store::GatewayState& gateway) {
    return {{"id", gateway.id.value},
            {"online", gateway.online},
            {"lost", gateway.lost},
            {"last_heard", time_or_null(gateway.last_heard)},
            {"home_claim", text_or_null(gateway.home_claim.value)},
            {"street_claim", text_or_null(gateway.street_claim.value)},
            {"version", gateway.version},
            {"contiguous", gateway.contiguous},
            {"gap_at", gateway.gap_at == 0 ? json::value(nullptr) : json::value(gateway.gap_at)},
            {"pending", gateway.pending}};
}

json::object json_of(const store::StreetSummary& summary) {
    return {{"id", summary.street.id.value},
            {"name", summary.street.name},
            {"committees", summary.committees},
            {"homes", summary.homes},
            {"open_incidents", summary.open_incidents}};
}

json::object json_of(const store::Quarantined& message) {
    return {{"at", to_rfc3339(message.at)},
            {"source", as_text(message.source)},
            {"reason", as_text(message.reason)},
            {"payload", as_text(message.payload)}};
}

json::object json_of(const store::Counts& counts) {
    json::object open;
    for (const IncidentClass each : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
        open[to_string(each)] = counts.open_by_class[static_cast<std::size_t>(each)];
    }
    return {{"open", std::move(open)},
            {"unacknowledged", counts.unacknowledged},
            {"notifications_waiting", counts.notifications_waiting},
            {"gateways", counts.gateways},
            {"gateways_lost", counts.gateways_lost},
            {"quarantined", counts.quarantined},
            {"silenced", counts.silenced},
            {"exercises", counts.exercises}};
}

std::string etag_of(const core::Incident& incident) { return fmt::format("\"{}\"", incident.version); }

}  // namespace anju::alertd::api
