// SqliteReader: store::Reader on a read-only connection.
#include "alertd/store/sqlite/migrate.hpp"
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/verify.hpp"
#include "alertd/store/store.hpp"

#include <algorithm>
#include <filesystem>

namespace anju::alertd::store {

namespace sqlite {

namespace {

constexpr std::size_t kMostIncidents = 500;

class SqliteReader final : public Reader {
public:
    explicit SqliteReader(const std::string& path) : connection_(path, Access::read_only) {}

    [[nodiscard]] Result<void> prepare() { return check_version(connection_); }

    Result<std::vector<core::Incident>> incidents(const IncidentFilter& filter) override;
    Result<std::optional<core::Incident>> incident(const IncidentId& id) override;
    Result<std::optional<IncidentDetail>> incident_detail(const IncidentId& id) override;
    Result<std::vector<core::JournalEntry>> journal_after(std::uint64_t seq, std::size_t limit) override;
    Result<std::uint64_t> journal_head() override;
    Result<std::vector<GatewayState>> gateways(const std::optional<GatewayId>& after, std::size_t limit) override;
    Result<std::vector<StreetSummary>> streets() override;
    Result<std::vector<core::Responder>> responders(const std::optional<ResponderId>& after,
                                                    std::size_t limit) override;
    Result<std::vector<Quarantined>> quarantined(std::size_t limit) override;
    Result<Counts> counts() override;
    Result<Snapshot> snapshot(std::size_t limit) override;
    Result<VerifyReport> verify_journal(const std::function<void(std::uint64_t)>& progress) override {
        return verify(connection_, progress);
    }

private:
    /// These throw; they run inside attempt().
    std::optional<core::Incident> find_incident(const IncidentId& id);
    std::uint64_t last_journal_number();
    template <class T>
    std::vector<T> rows_of(const IncidentId& id, std::string_view columns, const char* rest, T (*read)(Query&)) {
        Query query = connection_.query(select(columns, rest));
        return all(query.bind(id), read);
    }

    Connection connection_;
};

std::optional<core::Incident> SqliteReader::find_incident(const IncidentId& id) {
    static const std::string sql = select(kIncidentColumns, "incidents WHERE id = ?");
    Query query = connection_.query(sql);
    return first(query.bind(id), read_incident);
}

std::uint64_t SqliteReader::last_journal_number() {
    Query query = connection_.query("SELECT coalesce(max(seq), 0) FROM journal");
    query.next();
    return query.integer<std::uint64_t>();
}

// ---- incidents -------------------------------------------------------------------------------

Result<std::vector<core::Incident>> SqliteReader::incidents(const IncidentFilter& filter) {
    return connection_.attempt("list incidents", [&]() -> Result<std::vector<core::Incident>> {
        std::string sql = select(kIncidentColumns, "incidents WHERE true");
        if (filter.open) sql += *filter.open ? " AND state <> 'closed'" : " AND state = 'closed'";
        if (filter.incident_class) sql += " AND class = ?";
        if (filter.street) sql += " AND street = ?";
        if (filter.committee) sql += " AND committee = ?";
        if (filter.home) sql += " AND home = ?";
        if (filter.after) sql += " AND id < ?";
        const bool by_urgency = filter.open.value_or(false) && !filter.after;
        sql += by_urgency ? " ORDER BY urgency, opened_at, id LIMIT ?" : " ORDER BY id DESC LIMIT ?";

        Query query = connection_.query(sql);
        if (filter.incident_class) query.bind(to_string(*filter.incident_class));
        if (filter.street) query.bind(*filter.street);
        if (filter.committee) query.bind(*filter.committee);
        if (filter.home) query.bind(*filter.home);
        if (filter.after) query.bind(*filter.after);
        return all(query.bind(std::clamp<std::size_t>(filter.limit, 1, kMostIncidents)), read_incident);
    });
}

Result<std::optional<core::Incident>> SqliteReader::incident(const IncidentId& id) {
    return connection_.attempt("load an incident",
                               [&]() -> Result<std::optional<core::Incident>> { return find_incident(id); });
}

Result<std::optional<IncidentDetail>> SqliteReader::incident_detail(const IncidentId& id) {
    return connection_.attempt("load a case", [&]() -> Result<std::optional<IncidentDetail>> {
        const ReadTransaction view(connection_);
        auto incident = find_incident(id);
        if (!incident) return std::optional<IncidentDetail>();
        IncidentDetail detail;
        detail.incident = std::move(*incident);
        detail.alerts = rows_of(id, kAlertColumns, "alerts WHERE incident = ? ORDER BY id", read_alert);
        detail.escalations =
            rows_of(id, kEscalationColumns, "escalations WHERE incident = ? ORDER BY step", read_escalation);
        detail.notifications =
            rows_of(id, kNotificationColumns, "notifications WHERE incident = ? ORDER BY id", read_notification);
        detail.attendances = rows_of(id, kAttendanceColumns, "attendances WHERE incident = ? ORDER BY since, responder",
                                     read_attendance);
        detail.notes = rows_of(id, kNoteColumns, "notes WHERE incident = ? ORDER BY number", read_note);
        detail.timeline = rows_of(id, kJournalColumns, "journal WHERE incident = ? ORDER BY seq", read_journal_entry);
        Query residents = connection_.query(select(kResidentColumns, "residents WHERE home = ? ORDER BY id"));
        detail.residents = all(residents.bind(detail.incident.place.home), read_resident);
        return std::optional<IncidentDetail>(std::move(detail));
    });
}

Result<Reader::Snapshot> SqliteReader::snapshot(std::size_t limit) {
    return connection_.attempt("take a snapshot", [&]() -> Result<Snapshot> {
        const ReadTransaction view(connection_);
        Snapshot snapshot;
        snapshot.seq = last_journal_number();
        static const std::string sql =
            select(kIncidentColumns, "incidents WHERE state <> 'closed' ORDER BY urgency, opened_at, id LIMIT ?");
        Query query = connection_.query(sql);
        snapshot.open = all(query.bind(limit), read_incident);
        return snapshot;
    });
}

// ---- the rest --------------------------------------------------------------------------------

Result<std::vector<core::JournalEntry>> SqliteReader::journal_after(std::uint64_t seq, std::size_t limit) {
    return connection_.attempt("read the journal", [&]() -> Result<std::vector<core::JournalEntry>> {
        static const std::string sql = select(kJournalColumns, "journal WHERE seq > ? ORDER BY seq LIMIT ?");
        Query query = connection_.query(sql);
        return all(query.bind(seq, limit), read_journal_entry);
    });
}

Result<std::uint64_t> SqliteReader::journal_head() {
    return connection_.attempt("read the journal's end",
                               [&]() -> Result<std::uint64_t> { return last_journal_number(); });
}

Result<std::vector<GatewayState>> SqliteReader::gateways(const std::optional<GatewayId>& after, std::size_t limit) {
    return connection_.attempt("list gateways", [&]() -> Result<std::vector<GatewayState>> {
        static const std::string sql =
            select(kGatewayColumns, std::string(kGatewaySource) + " WHERE g.id > ? ORDER BY g.id LIMIT ?");
        Query query = connection_.query(sql);
        return all(query.bind(after.value_or(GatewayId{}), limit), read_gateway);
    });
}

Result<std::vector<StreetSummary>> SqliteReader::streets() {
    return connection_.attempt("list streets", [&]() -> Result<std::vector<StreetSummary>> {
        const ReadTransaction view(connection_);
        Query query = connection_.query(
            "SELECT s.id, s.name, "
            "(SELECT count(*) FROM committees c WHERE c.street = s.id), "
            "(SELECT count(*) FROM committees c JOIN homes h ON h.committee = c.id WHERE c.street = s.id), "
            "coalesce(o.open, 0) FROM streets s LEFT JOIN "
            "(SELECT street, count(*) AS open FROM incidents WHERE state <> 'closed' GROUP BY street) o "
            "ON o.street = s.id ORDER BY s.id");
        std::vector<StreetSummary> streets;
        while (query.next()) {
            StreetSummary summary;
            summary.street.id = query.name<StreetId>();
            summary.street.name = query.text();
            summary.committees = query.integer<std::size_t>();
            summary.homes = query.integer<std::size_t>();
            summary.open_incidents = query.integer<std::size_t>();
            streets.push_back(std::move(summary));
        }
        return streets;
    });
}

Result<std::vector<core::Responder>> SqliteReader::responders(const std::optional<ResponderId>& after,
                                                              std::size_t limit) {
    return connection_.attempt("list responders", [&]() -> Result<std::vector<core::Responder>> {
        static const std::string sql = select(kResponderColumns, "responders WHERE id > ? ORDER BY id LIMIT ?");
        Query query = connection_.query(sql);
        return all(query.bind(after.value_or(ResponderId{}), limit), read_responder);
    });
}

Result<std::vector<Quarantined>> SqliteReader::quarantined(std::size_t limit) {
    return connection_.attempt("list the quarantine", [&]() -> Result<std::vector<Quarantined>> {
        Query query = connection_.query("SELECT at, source, reason, payload FROM quarantine ORDER BY id DESC LIMIT ?");
        query.bind(limit);
        std::vector<Quarantined> messages;
        while (query.next()) {
            Quarantined message;
            message.at = query.time();
            message.source = query.text();
            message.reason = query.text();
            message.payload = query.text();
            messages.push_back(std::move(message));
        }
        return messages;
    });
}

Result<Counts> SqliteReader::counts() {
    return connection_.attempt("count", [&]() -> Result<Counts> {
        const ReadTransaction view(connection_);
        Counts counts;
        {
            Query query = connection_.query(
                "SELECT class, count(*), sum(urgency < 10) FROM incidents WHERE state <> 'closed' GROUP BY class");
            while (query.next()) {
                const auto incident_class = parse_word<IncidentClass>(query.text());
                if (!incident_class) throw CorruptRow("a class of incident was expected");
                counts.open_by_class[static_cast<std::size_t>(*incident_class)] = query.integer<std::size_t>();
                counts.unacknowledged += query.integer<std::size_t>();
            }
        }
        // Rows leave the quarantine at its old end only, so its numbers have no gaps.
        Query query = connection_.query(
            "SELECT (SELECT count(*) FROM notifications WHERE state IN ('pending', 'sending')), count(*), "
            "coalesce(sum(lost), 0), (SELECT coalesce(max(id) - min(id) + 1, 0) FROM quarantine) FROM gateways");
        query.next();
        counts.notifications_waiting = query.integer<std::size_t>();
        counts.gateways = query.integer<std::size_t>();
        counts.gateways_lost = query.integer<std::size_t>();
        counts.quarantined = query.integer<std::size_t>();
        return counts;
    });
}

}  // namespace

}  // namespace sqlite

Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return fail(ErrorCode::not_found, path + ": there is no database");
    try {
        auto reader = std::make_unique<sqlite::SqliteReader>(path);
        ANJU_TRY(reader->prepare());
        return std::unique_ptr<Reader>(std::move(reader));
    } catch (const std::exception& exception) {
        return sqlite::to_error(exception, path, "open for reading");
    }
}

}  // namespace anju::alertd::store
