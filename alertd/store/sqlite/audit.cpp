#include "alertd/store/sqlite/audit.hpp"

#include <string>

namespace anju::alertd::store::sqlite {

namespace {

constexpr const char* kStepsMissing =
    "incidents i WHERE i.state <> 'closed' AND i.state IN ('open', 'dispatched') AND i.changed_at < ?1 "
    "AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.incident = i.id AND e.state = 'pending')";
constexpr const char* kStepsLate = "escalations WHERE state = 'pending' AND due_at < ?1";
/// `due_at` of a row that is being sent is the end of its lease.
constexpr const char* kLeasesExpired =
    "notifications INDEXED BY notifications_due WHERE class IN ('emergency', 'welfare', 'technical') "
    "AND state IN ('pending', 'sending') AND due_at < ?1 AND state = 'sending'";
constexpr const char* kNeverTried =
    "notifications INDEXED BY notifications_due WHERE class IN ('emergency', 'welfare', 'technical') "
    "AND state IN ('pending', 'sending') AND due_at < ?1 AND state = 'pending' AND attempts = 0";
constexpr const char* kSilencesUnsettled = "silences WHERE stage < 2 AND ends_at < ?1";
constexpr const char* kCommandsUnsettled = "gateway_commands WHERE state = 'waiting' AND expires_at < ?1";

}  // namespace

std::size_t SqliteAuditReader::count(const char* rows, UtcTime before) {
    Query query =
        connection_.query(std::string("SELECT count(*) FROM (SELECT 1 FROM ").append(rows).append(" LIMIT 1000)"));
    query.bind(before).next();
    return query.integer<std::size_t>();
}

Result<std::optional<UtcTime>> SqliteAuditReader::newest_time() {
    return connection_.attempt("look for the newest time", [&]() -> Result<std::optional<UtcTime>> {
        Query query = connection_.query("SELECT at FROM journal ORDER BY seq DESC LIMIT 1");
        return query.next() ? query.optional_time() : std::nullopt;
    });
}

Result<AuditFindings> SqliteAuditReader::look(UtcTime before) {
    return connection_.attempt("audit", [&]() -> Result<AuditFindings> {
        const ReadTransaction view(connection_);
        AuditFindings found;
        found.steps_missing = count(kStepsMissing, before);
        found.steps_late = count(kStepsLate, before);
        found.leases_expired = count(kLeasesExpired, before);
        found.never_tried = count(kNeverTried, before);
        found.silences_unsettled = count(kSilencesUnsettled, before);
        found.commands_unsettled = count(kCommandsUnsettled, before);
        return found;
    });
}

}  // namespace anju::alertd::store::sqlite
