// SqliteReader: store::Reader on a read-only connection.
#include "alertd/store/sqlite/access.hpp"
#include "alertd/store/sqlite/aftercare.hpp"
#include "alertd/store/sqlite/audit.hpp"
#include "alertd/store/sqlite/commands.hpp"
#include "alertd/store/sqlite/figures.hpp"
#include "alertd/store/sqlite/journal_search.hpp"
#include "alertd/store/sqlite/migrate.hpp"
#include "alertd/store/sqlite/outward.hpp"
#include "alertd/store/sqlite/registry_reader.hpp"
#include "alertd/store/sqlite/retention.hpp"
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/scoped_lists.hpp"
#include "alertd/store/sqlite/silences.hpp"
#include "alertd/store/sqlite/storms.hpp"
#include "alertd/store/sqlite/subjects.hpp"
#include "alertd/store/sqlite/verify.hpp"
#include "alertd/store/store.hpp"

#include <filesystem>

namespace anju::alertd::store {

namespace sqlite {

namespace {

constexpr std::size_t kMostMerged = 500;  ///< shown with one case; a storm takes in some dozens

class SqliteReader final : public Reader {
public:
    explicit SqliteReader(const std::string& path) : connection_(path, Access::read_only), registry_(connection_) {}

    [[nodiscard]] Result<void> prepare() { return check_version(connection_); }

    Result<std::vector<core::Incident>> incidents(const IncidentFilter& filter) override;
    Result<std::optional<core::Incident>> incident(const IncidentId& id) override;
    Result<std::optional<IncidentDetail>> incident_detail(const IncidentId& id) override;
    Result<std::vector<core::JournalEntry>> journal_after(std::uint64_t seq, std::size_t limit) override;
    Result<JournalPiece> search_journal(const JournalSearch& search) override;
    Result<std::uint64_t> journal_head() override;
    Result<std::vector<GatewayState>> gateways(const std::optional<GatewayId>& after, std::size_t limit,
                                               const core::Scope& scope) override;
    Result<std::vector<StreetSummary>> streets(const core::Scope& scope) override;
    Result<std::vector<core::Responder>> responders(const std::optional<ResponderId>& after, std::size_t limit,
                                                    const core::Scope& scope) override;
    Result<std::vector<Quarantined>> quarantined(std::size_t limit) override;
    Result<Counts> counts(const core::Scope& scope) override;
    Result<Snapshot> snapshot(std::size_t limit, const core::Scope& scope) override;
    Result<VerifyReport> verify_journal(const std::function<void(std::uint64_t)>& progress) override {
        return verify(connection_, progress);
    }
    AccessReader& access() override { return access_; }
    RegistryReader& registry() override { return registry_; }
    OutwardReader& outward() override { return outward_; }
    SilenceReader& silences() override { return silences_; }
    CommandReader& commands() override { return commands_; }
    AuditReader& audit() override { return audit_; }
    PhoneLinkReader& phone_links() override { return *phone_links_; }
    PolicyReader& policies() override { return *policies_; }
    RosterReader& rosters() override { return *rosters_; }
    Result<VerifyPiece> verify_journal_from(const VerifyMark& mark) override { return verify_from(connection_, mark); }
    FiguresReader& figures() override { return figures_; }
    RetentionReader& retention() override { return retention_; }
    StormReader& storms() override { return storms_; }
    AftercareReader& aftercare() override { return aftercare_; }
    HandoverReader& handovers() override { return *handovers_; }

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
    SqliteAccessReader access_{connection_};
    SqliteRegistryReader registry_;
    SqliteOutwardReader outward_{connection_};
    SqliteSilenceReader silences_{connection_};
    SqliteCommandReader commands_{connection_};
    SqliteAuditReader audit_{connection_};
    std::unique_ptr<PhoneLinkReader> phone_links_ = make_phone_link_reader(connection_);
    std::unique_ptr<HandoverReader> handovers_ = make_handover_reader(connection_);
    std::unique_ptr<PolicyReader> policies_ = make_policy_reader(connection_);
    std::unique_ptr<RosterReader> rosters_ = make_roster_reader(connection_);
    SqliteFiguresReader figures_{connection_};
    SqliteRetentionReader retention_{connection_};
    SqliteStormReader storms_{connection_};
    SqliteAftercareReader aftercare_{connection_};
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
    return connection_.attempt(
        "list incidents", [&]() -> Result<std::vector<core::Incident>> { return list_incidents(connection_, filter); });
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
        Query contacts = connection_.query(std::string(kContactsOfHome));
        detail.contacts = all(contacts.bind(detail.incident.place.home), read_contact);
        ANJU_TRY(detail.tickets, outward_.tickets_of(id));
        ANJU_TRY(detail.hushed, silences_.hushed_of(id));
        ANJU_TRY(detail.merged, storms_.merged_into(id, kMostMerged));
        ANJU_TRY(detail.held, storms_.held_counts(id));
        ANJU_TRY(detail.storm, storms_.storm(id));
        ANJU_TRY(detail.follow_ups, aftercare_.follow_ups_of(id));
        ANJU_TRY(detail.callbacks, aftercare_.callbacks_of(id));
        return std::optional<IncidentDetail>(std::move(detail));
    });
}

Result<Reader::Snapshot> SqliteReader::snapshot(std::size_t limit, const core::Scope& scope) {
    return connection_.attempt("take a snapshot", [&]() -> Result<Snapshot> {
        const ReadTransaction view(connection_);
        Snapshot snapshot;
        snapshot.seq = last_journal_number();
        SqlText text(select(kIncidentColumns, "incidents WHERE state <> 'closed'"));
        text.add(within(scope, "street", "committee")).add(" ORDER BY urgency, opened_at, id LIMIT ?", limit);
        Query query = connection_.query(text.sql());
        snapshot.open = all(text.bind(query), read_incident);
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

Result<JournalPiece> SqliteReader::search_journal(const JournalSearch& search) {
    return connection_.attempt("search the journal", [&]() -> Result<JournalPiece> {
        const ReadTransaction view(connection_);
        return sqlite::search_journal(connection_, search, last_journal_number());
    });
}

Result<std::uint64_t> SqliteReader::journal_head() {
    return connection_.attempt("read the journal's end",
                               [&]() -> Result<std::uint64_t> { return last_journal_number(); });
}

Result<std::vector<GatewayState>> SqliteReader::gateways(const std::optional<GatewayId>& after, std::size_t limit,
                                                         const core::Scope& scope) {
    return connection_.attempt("list gateways", [&]() -> Result<std::vector<GatewayState>> {
        const ReadTransaction view(connection_);
        return list_gateways(connection_, scope, after, limit);
    });
}

Result<std::vector<StreetSummary>> SqliteReader::streets(const core::Scope& scope) {
    return connection_.attempt("list streets", [&]() -> Result<std::vector<StreetSummary>> {
        const ReadTransaction view(connection_);
        return list_streets(connection_, scope);
    });
}

Result<std::vector<core::Responder>> SqliteReader::responders(const std::optional<ResponderId>& after,
                                                              std::size_t limit, const core::Scope& scope) {
    return connection_.attempt("list responders", [&]() -> Result<std::vector<core::Responder>> {
        return list_responders(connection_, scope, after, limit);
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

Result<Counts> SqliteReader::counts(const core::Scope& scope) {
    return connection_.attempt("count", [&]() -> Result<Counts> {
        const ReadTransaction view(connection_);
        return count_all(connection_, scope);
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
