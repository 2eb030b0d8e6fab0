// Rows: nouns <-> columns. Each noun has its list of columns, in the order in which its read_
// function takes them and its bind_ function gives them.
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/store/sqlite/connection.hpp"
#include "alertd/store/store.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::store::sqlite {

inline constexpr std::string_view kAlertColumns =
    "id, revision, gateway, home, key_home, device, condition, kind, type, severity, phase, count, first_boot, "
    "first_mono, first_utc, first_synced, last_boot, last_mono, last_utc, last_synced, readings, how, evidence, test, "
    "seen_retained, registered, incident, received_first, received_last, came_from, hold_reason, hold_by, "
    "hold_release_at";
inline constexpr std::string_view kIncidentColumns =
    "id, version, class, severity, headline, state, home, registered, committee, street, address, gateway, alerts, "
    "reports, opened_at, changed_at, acknowledged_at, resolved_at, closed_at, owner, disposition, step, "
    "all_clear, policy, exercise, silenced_until, silenced_by, part, merged_into";
inline constexpr std::string_view kEscalationColumns = "incident, step, due_at, state";
inline constexpr std::string_view kNotificationColumns =
    "id, key, incident, responder, step, way, channel, address, state, attempts, created_at, next_attempt_at, "
    "lease_until, "
    "finished_at, last_error";
inline constexpr std::string_view kAttendanceColumns = "incident, responder, state, since";
inline constexpr std::string_view kNoteColumns = "incident, at, author, text";
inline constexpr std::string_view kJournalColumns = "seq, at, event, actor, incident, detail";
inline constexpr std::string_view kResponderColumns =
    "id, name, level, scope, channel, address, phone, channel2, address2, channel3, address3";
/// Whose turn is not said comes last.
inline constexpr std::string_view kContactsOfHome =
    "SELECT c.id, c.resident, c.name, c.phone, c.relation, c.has_key, c.position, c.call_at_night "
    "FROM residents r CROSS JOIN contacts c ON c.resident = r.id WHERE r.home = ? "
    "ORDER BY c.resident, c.position = 0, c.position, c.id";
inline constexpr std::string_view kResidentColumns = "id, home, name, phone, birth_year, lives_alone, medical_notes";
/// To be read FROM kGatewaySource: the numbers of the current epoch stand in `outboxes`.
inline constexpr std::string_view kGatewayColumns =
    "g.id, g.online, g.lost, g.last_heard, g.home_claim, g.street_claim, g.version, g.epoch, "
    "coalesce(o.contiguous, 0), coalesce(o.gap_at, 0), g.pending, g.returned_at, g.lost_case";
inline constexpr std::string_view kGatewaySource =
    "gateways g LEFT JOIN outboxes o ON o.gateway = g.id AND o.epoch = g.epoch";

[[nodiscard]] core::Alert read_alert(Query& row);
[[nodiscard]] core::Incident read_incident(Query& row);
[[nodiscard]] core::Escalation read_escalation(Query& row);
[[nodiscard]] core::Notification read_notification(Query& row);
[[nodiscard]] core::Attendance read_attendance(Query& row);
[[nodiscard]] core::Note read_note(Query& row);
[[nodiscard]] core::JournalEntry read_journal_entry(Query& row);
[[nodiscard]] core::Responder read_responder(Query& row);
[[nodiscard]] core::Resident read_resident(Query& row);
[[nodiscard]] core::Contact read_contact(Query& row);
[[nodiscard]] GatewayState read_gateway(Query& row);

void bind_alert(Query& query, const core::Alert& alert);
void bind_incident(Query& query, const core::Incident& incident);
void bind_notification(Query& query, const core::Notification& notification);

/// "SELECT " + columns + " FROM " + rest.
[[nodiscard]] std::string select(std::string_view columns, std::string_view rest);
/// The names of "a, b, c".
[[nodiscard]] std::vector<std::string_view> columns_of(std::string_view columns);
/// "?, ?, ..." for as many columns as the list names.
[[nodiscard]] std::string placeholders(std::string_view columns);
/// "a = excluded.a, b = excluded.b, ..." for the columns after the first `key_columns`.
[[nodiscard]] std::string assignments(std::string_view columns, std::size_t key_columns);

/// "?, ?" for so many values.
[[nodiscard]] std::string marks(std::size_t count);
/// Inserts a row, or replaces the one with the same key, the first `key_columns` of the list.
[[nodiscard]] std::string upsert(std::string_view table, std::string_view columns, std::size_t key_columns = 1);

/// A word of the vocabulary; throws CorruptRow when it is none.
template <class Enum>
[[nodiscard]] Enum word(Query& row) {
    const std::string text = row.text();
    const auto parsed = parse_word<Enum>(text);
    if (!parsed) throw CorruptRow("a word of the vocabulary was expected, not \"" + text + "\"");
    return *parsed;
}
/// A word of the case's life; throws CorruptRow when it is none.
template <class Enum>
[[nodiscard]] Enum case_word(Query& row) {
    const std::string text = row.text();
    const auto parsed = core::parse_case_word<Enum>(text);
    if (!parsed) throw CorruptRow("a word of the case's life was expected, not \"" + text + "\"");
    return *parsed;
}

/// "smoke co", as lists of words are kept.
template <class Word>
[[nodiscard]] std::string joined_words(const std::vector<Word>& values) {
    std::string text;
    for (const Word value : values) text.append(text.empty() ? "" : " ").append(to_string(value));
    return text;
}
/// A word that is not known may not be passed over: without it the list would mean more, and an empty one everything.
template <class Word>
[[nodiscard]] std::vector<Word> words(Query& row, std::optional<Word> (*parse)(std::string_view)) {
    const std::string text = row.text();
    std::vector<Word> values;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t blank = std::min(text.find(' ', from), text.size());
        const auto value = parse(std::string_view(text).substr(from, blank - from));
        if (!value) throw CorruptRow("known words were expected, not \"" + text + "\"");
        values.push_back(*value);
        from = blank + 1;
    }
    return values;
}

/// All rows of a bound query.
template <class T>
[[nodiscard]] std::vector<T> all(Query& query, T (*read)(Query&)) {
    std::vector<T> rows;
    while (query.next()) rows.push_back(read(query));
    return rows;
}
/// The first row, if there is one.
template <class T>
[[nodiscard]] std::optional<T> first(Query& query, T (*read)(Query&)) {
    if (!query.next()) return std::nullopt;
    return read(query);
}

}  // namespace anju::alertd::store::sqlite
