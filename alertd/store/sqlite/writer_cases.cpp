// Alerts, incidents, escalations and notifications.
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/writer.hpp"

namespace anju::alertd::store::sqlite {

namespace {

/// A gateway whose clock differs by more than this has a wrong one.
constexpr Millis kClockMayDiffer{86'400'000};

}  // namespace

// ---- alerts ----------------------------------------------------------------------------------

Result<std::optional<core::Alert>> SqliteWriter::alert(const AlertId& id) {
    return connection_.attempt("load an alert", [&]() -> Result<std::optional<core::Alert>> {
        static const std::string sql = select(kAlertColumns, "alerts WHERE id = ?");
        Query query = connection_.query(sql);
        return first(query.bind(id), read_alert);
    });
}

Result<std::optional<core::Alert>> SqliteWriter::standing_alert(const AlertKey& key) {
    return connection_.attempt("look for a standing alert", [&]() -> Result<std::optional<core::Alert>> {
        static const std::string sql =
            select(kAlertColumns,
                   "alerts WHERE key_home = ? AND device = ? AND condition = ? AND phase IN ('raised', 'repeated')"
                   " ORDER BY id DESC LIMIT 1");
        Query query = connection_.query(sql);
        return first(query.bind(key.home, key.device, to_string(key.condition)), read_alert);
    });
}

Result<std::vector<core::Alert>> SqliteWriter::alerts_of(const IncidentId& id) {
    return connection_.attempt("load a case's alerts", [&]() -> Result<std::vector<core::Alert>> {
        static const std::string sql = select(kAlertColumns, "alerts WHERE incident = ? ORDER BY id");
        Query query = connection_.query(sql);
        return all(query.bind(id), read_alert);
    });
}

Result<void> SqliteWriter::put(const core::Alert& alert) {
    return write("store an alert", [&]() -> Result<void> {
        static const std::string sql = upsert("alerts", kAlertColumns);
        Query query = connection_.query(sql);
        bind_alert(query, alert);
        query.run();
        // Retention goes by the ids, whose time is the gateway's: one with a wrong clock would be passed over.
        const auto ahead = alert.update.id.value.time() - alert.received_first;
        if (ahead > kClockMayDiffer || ahead < -kClockMayDiffer) {
            connection_
                .query("INSERT OR IGNORE INTO retention_left (what, id) VALUES ('evidence', ?1), ('readings', ?1)")
                .bind(alert.update.id)
                .run();
        }
        return success();
    });
}

// ---- incidents -------------------------------------------------------------------------------

Result<std::optional<core::Incident>> SqliteWriter::incident(const IncidentId& id) {
    return connection_.attempt("load an incident", [&]() -> Result<std::optional<core::Incident>> {
        static const std::string sql = select(kIncidentColumns, "incidents WHERE id = ?");
        Query query = connection_.query(sql);
        return first(query.bind(id), read_incident);
    });
}

Result<std::optional<core::Incident>> SqliteWriter::open_incident(const HomeId& home, IncidentClass incident_class,
                                                                  core::Exercise exercise) {
    return connection_.attempt("look for an open incident", [&]() -> Result<std::optional<core::Incident>> {
        static const std::string sql = select(
            kIncidentColumns,
            "incidents WHERE home = ? AND class = ? AND exercise = ? AND state <> 'closed' ORDER BY part LIMIT 1");
        Query query = connection_.query(sql);
        return first(query.bind(home, to_string(incident_class), to_string(exercise)), read_incident);
    });
}

Result<std::vector<core::Incident>> SqliteWriter::cases_for(const HomeId& home, IncidentClass incident_class,
                                                            core::Exercise exercise) {
    return connection_.attempt("look for open cases", [&]() -> Result<std::vector<core::Incident>> {
        static const std::string own =
            select(kIncidentColumns,
                   "incidents WHERE home = ? AND class = ? AND exercise = ? AND state <> 'closed' ORDER BY part");
        Query of_home = connection_.query(own);
        auto cases = all(of_home.bind(home, to_string(incident_class), to_string(exercise)), read_incident);
        static const std::string others = select(
            kIncidentColumns,
            "incidents WHERE id IN (SELECT merged_into FROM incidents WHERE home = ?1 AND merged_into IS NOT NULL) "
            "AND state <> 'closed' AND exercise = ?3 AND NOT (home = ?1 AND class = ?2) ORDER BY id");
        Query merged = connection_.query(others);
        merged.bind(home, to_string(incident_class), to_string(exercise));
        while (merged.next()) cases.push_back(read_incident(merged));
        return cases;
    });
}

Result<void> SqliteWriter::redirect_merged(const IncidentId& from, const IncidentId& to) {
    return write("redirect merged cases", [&]() -> Result<void> {
        connection_.query("UPDATE incidents SET merged_into = ?, version = version + 1 WHERE merged_into = ?")
            .bind(to, from)
            .run();
        return success();
    });
}

Result<std::vector<IncidentId>> SqliteWriter::stalled_incidents(UtcTime now, Millis grace, std::size_t limit) {
    return connection_.attempt("look for stalled incidents", [&]() -> Result<std::vector<IncidentId>> {
        // Without a pending step min() is NULL, which counts as late since ever.
        // Left to itself SQLite goes by id, through every case there ever was.
        Query query = connection_.query(
            "SELECT id FROM incidents INDEXED BY incidents_listed WHERE state <> 'closed' AND urgency < 10 "
            "AND coalesce((SELECT min(due_at) FROM escalations WHERE incident = incidents.id AND state = 'pending'), "
            "-9223372036854775807) < ? ORDER BY id LIMIT ?");
        query.bind(now - grace, limit);
        std::vector<IncidentId> ids;
        while (query.next()) ids.push_back(query.id<IncidentId>());
        return ids;
    });
}

Result<void> SqliteWriter::put(const core::Incident& incident) {
    return write("store an incident", [&]() -> Result<void> {
        static const std::string sql = upsert("incidents", kIncidentColumns);
        Query query = connection_.query(sql);
        bind_incident(query, incident);
        query.run();
        return success();
    });
}

// ---- escalations -----------------------------------------------------------------------------

Result<std::vector<core::Escalation>> SqliteWriter::pending_escalations(const IncidentId& id) {
    return connection_.attempt("load pending steps", [&]() -> Result<std::vector<core::Escalation>> {
        static const std::string sql =
            select(kEscalationColumns, "escalations WHERE incident = ? AND state = 'pending' ORDER BY step");
        Query query = connection_.query(sql);
        return all(query.bind(id), read_escalation);
    });
}

Result<std::vector<core::Escalation>> SqliteWriter::due_escalations(UtcTime now, std::size_t limit) {
    return connection_.attempt("load due steps", [&]() -> Result<std::vector<core::Escalation>> {
        // Whatever is due, an emergency's step does not stand behind a storm's.
        static const std::string sql =
            "SELECT e.incident, e.step, e.due_at, e.state FROM escalations e INDEXED BY escalations_due "
            "LEFT JOIN incidents i ON i.id = e.incident WHERE e.state = 'pending' AND e.due_at <= ? "
            "ORDER BY coalesce(i.class, 'emergency') = 'technical', e.due_at, e.incident, e.step LIMIT ?";
        Query query = connection_.query(sql);
        return all(query.bind(now, limit), read_escalation);
    });
}

Result<std::optional<UtcTime>> SqliteWriter::next_escalation_due() {
    return connection_.attempt("look for the next step", [&]() -> Result<std::optional<UtcTime>> {
        Query query = connection_.query("SELECT min(due_at) FROM escalations WHERE state = 'pending'");
        query.next();
        return query.optional_time();
    });
}

Result<void> SqliteWriter::put(const core::Escalation& escalation) {
    return write("store a step", [&]() -> Result<void> {
        static const std::string sql = upsert("escalations", kEscalationColumns, 2);
        connection_.query(sql)
            .bind(escalation.incident, escalation.step, escalation.due_at, to_string(escalation.state))
            .run();
        return success();
    });
}

// ---- attendances and notes --------------------------------------------------------------------

Result<std::vector<core::Attendance>> SqliteWriter::attendances_of(const IncidentId& id) {
    return connection_.attempt("load who attends", [&]() -> Result<std::vector<core::Attendance>> {
        static const std::string sql = select(kAttendanceColumns, "attendances WHERE incident = ? ORDER BY responder");
        Query query = connection_.query(sql);
        return all(query.bind(id), read_attendance);
    });
}

Result<void> SqliteWriter::put(const core::Attendance& attendance) {
    return write("store who attends", [&]() -> Result<void> {
        static const std::string sql = upsert("attendances", kAttendanceColumns, 2);
        connection_.query(sql)
            .bind(attendance.incident, attendance.responder, to_string(attendance.state), attendance.since)
            .run();
        return success();
    });
}

Result<bool> SqliteWriter::is_noted(const core::Note& note) {
    return connection_.attempt("look for a note", [&]() -> Result<bool> {
        Query query = connection_.query("SELECT 1 FROM notes WHERE incident = ? AND author = ? AND text = ?");
        return query.bind(note.incident, note.author, note.text).next();
    });
}

Result<void> SqliteWriter::append(const core::Note& note) {
    return write("store a note", [&]() -> Result<void> {
        connection_.query("INSERT INTO notes (incident, at, author, text) VALUES (?, ?, ?, ?)")
            .bind(note.incident, note.at, note.author, note.text)
            .run();
        return success();
    });
}

// ---- notifications ---------------------------------------------------------------------------

Result<std::vector<core::Notification>> SqliteWriter::unfinished_notifications(const IncidentId& id) {
    return connection_.attempt("load unfinished notifications", [&]() -> Result<std::vector<core::Notification>> {
        static const std::string sql = select(
            kNotificationColumns, "notifications WHERE incident = ? AND state IN ('pending', 'sending') ORDER BY id");
        Query query = connection_.query(sql);
        return all(query.bind(id), read_notification);
    });
}

Result<bool> SqliteWriter::step_heard(const IncidentId& id, int step) {
    return connection_.attempt("look whether a step was heard", [&]() -> Result<bool> {
        Query query = connection_.query(
            "SELECT 1 FROM notifications WHERE incident = ? AND step = ? AND state = 'delivered' LIMIT 1");
        return query.bind(id, step).next();
    });
}

Result<std::optional<core::Notification>> SqliteWriter::notification(const NotificationId& id) {
    return connection_.attempt("load a notification", [&]() -> Result<std::optional<core::Notification>> {
        static const std::string sql = select(kNotificationColumns, "notifications WHERE id = ?");
        Query query = connection_.query(sql);
        return first(query.bind(id), read_notification);
    });
}

Result<bool> SqliteWriter::put(const core::Notification& notification) {
    return write("store a notification", [&]() -> Result<bool> {
        // The key, the incident and the time of creation never change once they are stored. Whose incident
        // is not stored is treated as an emergency's: better too early than too late.
        static const std::string sql =
            std::string("INSERT INTO notifications (")
                .append(kNotificationColumns)
                .append(
                    ", class) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
                    "coalesce((SELECT class FROM incidents WHERE id = ?3), 'emergency')) "
                    "ON CONFLICT (id) DO UPDATE SET responder = ?4, step = ?5, way = ?6, channel = ?7, "
                    "address = ?8, state = ?9, attempts = ?10, next_attempt_at = ?12, lease_until = ?13, "
                    "finished_at = ?14, last_error = ?15 ON CONFLICT (key) DO NOTHING");
        Query query = connection_.query(sql);
        bind_notification(query, notification);
        return query.run() > 0;
    });
}

Result<std::vector<core::Notification>> SqliteWriter::lease_notifications(UtcTime now, Millis lease,
                                                                          std::size_t limit) {
    return write("lease notifications", [&]() -> Result<std::vector<core::Notification>> {
        static const std::string sql =
            select(kNotificationColumns,
                   "notifications WHERE class = ? AND state IN ('pending', 'sending') AND due_at <= ? "
                   "ORDER BY due_at, id LIMIT ?");
        std::vector<core::Notification> leased;
        for (const IncidentClass waiting :
             {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
            Query query = connection_.query(sql);
            query.bind(to_string(waiting), now, limit - leased.size());
            while (query.next()) leased.push_back(read_notification(query));
        }
        for (core::Notification& notification : leased) {
            notification.state = core::NotificationState::sending;
            notification.lease_until = now + lease;
            connection_.query("UPDATE notifications SET state = 'sending', lease_until = ? WHERE id = ?")
                .bind(notification.lease_until, notification.id)
                .run();
        }
        return leased;
    });
}

Result<std::optional<UtcTime>> SqliteWriter::next_notification_due() {
    return connection_.attempt("look for the next notification", [&]() -> Result<std::optional<UtcTime>> {
        Query query = connection_.query(
            "SELECT min(due) FROM ("
            "SELECT min(due_at) AS due FROM notifications WHERE class = 'emergency' AND state IN ('pending', 'sending')"
            " UNION ALL "
            "SELECT min(due_at) FROM notifications WHERE class = 'welfare' AND state IN ('pending', 'sending')"
            " UNION ALL "
            "SELECT min(due_at) FROM notifications WHERE class = 'technical' AND state IN ('pending', 'sending'))");
        query.next();
        return query.optional_time();
    });
}

Result<std::size_t> SqliteWriter::expire_leases(UtcTime now) {
    return write("expire leases", [&]() -> Result<std::size_t> {
        // Without the hint SQLite would read every notification there ever was.
        const int expired = connection_
                                .query(
                                    "UPDATE notifications INDEXED BY notifications_due SET lease_until = ?1 "
                                    "WHERE state IN ('pending', 'sending') AND state = 'sending' AND due_at > ?1")
                                .bind(now)
                                .run();
        return static_cast<std::size_t>(expired);
    });
}

}  // namespace anju::alertd::store::sqlite
