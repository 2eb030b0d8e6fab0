// What was sent to city platforms and to responders.
#include "alertd/store/sqlite/outward.hpp"
#include "alertd/store/sqlite/rows.hpp"

#include <array>

namespace anju::alertd::store {

namespace {

constexpr std::array<std::string_view, 3> kEventStates{"pending", "taken", "refused"};
static_assert(kEventStates.size() == static_cast<std::size_t>(PlatformEventState::refused) + 1);
constexpr std::array<std::string_view, 5> kOutcomes{"delivered", "retry", "held_back", "failed", "not_needed"};
static_assert(kOutcomes.size() == static_cast<std::size_t>(AttemptOutcome::not_needed) + 1);

/// What a platform was told stands in the journal; these rows serve only whoever looks for a mistake.
constexpr Millis kKeepEvents{400LL * 86'400'000};

}  // namespace

std::string_view to_string(PlatformEventState value) { return kEventStates.at(static_cast<std::size_t>(value)); }
std::string_view to_string(AttemptOutcome value) { return kOutcomes.at(static_cast<std::size_t>(value)); }

namespace sqlite {

PlatformTicket read_ticket(Query& row) {
    PlatformTicket ticket;
    ticket.platform = row.text();
    ticket.incident = row.id<IncidentId>();
    ticket.ticket = row.text();
    ticket.status = row.text();
    ticket.updated_at = row.time();
    return ticket;
}

std::optional<PlatformTicket> find_ticket(Connection& connection, const std::string& platform,
                                          const std::string& name) {
    static const std::string sql =
        select(kTicketColumns,
               "platform_tickets WHERE platform = ? AND ticket = ? AND ticket <> '' ORDER BY incident DESC LIMIT 1");
    Query query = connection.query(sql);
    return first(query.bind(platform, name), read_ticket);
}

Result<std::optional<std::uint64_t>> SqliteOutwardWriter::platform_cursor(const std::string& platform) {
    using Cursor = std::optional<std::uint64_t>;
    return gate_.connection().attempt("look how far a platform is", [&]() -> Result<Cursor> {
        Query query = gate_.connection().query("SELECT seq FROM platform_cursors WHERE platform = ?");
        if (!query.bind(platform).next()) return Cursor();
        return Cursor(query.integer<std::uint64_t>());
    });
}

Result<void> SqliteOutwardWriter::set_platform_cursor(const std::string& platform, std::uint64_t seq) {
    return gate_.write("note how far a platform is", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "INSERT INTO platform_cursors (platform, seq) VALUES (?, ?) "
                "ON CONFLICT (platform) DO UPDATE SET seq = excluded.seq")
            .bind(platform, seq)
            .run();
        return success();
    });
}

Result<void> SqliteOutwardWriter::add(const PlatformEvent& event) {
    return gate_.write("note an event for a platform", [&]() -> Result<void> {
        static const std::string sql = std::string("INSERT INTO platform_events (")
                                           .append(kPlatformEventColumns)
                                           .append(") VALUES (")
                                           .append(placeholders(kPlatformEventColumns))
                                           .append(") ON CONFLICT DO NOTHING");
        gate_.connection()
            .query(sql)
            .bind(event.platform, event.seq, event.incident, to_string(event.incident_class), event.created_at,
                  to_string(event.state), event.attempts, event.next_attempt_at, event.finished_at, event.last_error)
            .run();
        return success();
    });
}

Result<void> SqliteOutwardWriter::update(const PlatformEvent& event) {
    return gate_.write("change an event for a platform", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "UPDATE platform_events SET state = ?3, attempts = ?4, next_attempt_at = ?5, finished_at = ?6, "
                "last_error = ?7 WHERE platform = ?1 AND seq = ?2")
            .bind(event.platform, event.seq, to_string(event.state), event.attempts, event.next_attempt_at,
                  event.finished_at, event.last_error)
            .run();
        if (!event.finished_at) return success();
        // With each that ends the two oldest may go, so that what there is follows what comes.
        gate_.connection()
            .query(
                "DELETE FROM platform_events WHERE platform = ?1 AND state <> 'pending' AND finished_at < ?2 AND seq "
                "IN "
                "(SELECT seq FROM platform_events WHERE platform = ?1 ORDER BY seq LIMIT 2)")
            .bind(event.platform, *event.finished_at - kKeepEvents)
            .run();
        return success();
    });
}

Result<void> SqliteOutwardWriter::put(const PlatformTicket& ticket) {
    return gate_.write("store a platform's ticket", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "INSERT INTO platform_tickets (platform, incident, ticket, status, updated_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (platform, incident) DO UPDATE SET ticket = excluded.ticket, status = excluded.status, "
                "updated_at = excluded.updated_at")
            .bind(ticket.platform, ticket.incident, ticket.ticket, ticket.status, ticket.updated_at)
            .run();
        return success();
    });
}

Result<std::optional<PlatformTicket>> SqliteOutwardWriter::ticket(const std::string& platform,
                                                                  const IncidentId& incident) {
    return gate_.connection().attempt("look for a platform's ticket", [&]() -> Result<std::optional<PlatformTicket>> {
        static const std::string sql = select(kTicketColumns, "platform_tickets WHERE platform = ? AND incident = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(platform, incident), read_ticket);
    });
}

Result<std::optional<PlatformTicket>> SqliteOutwardWriter::ticket_named(const std::string& platform,
                                                                        const std::string& name) {
    return gate_.connection().attempt("look for a platform's ticket", [&]() -> Result<std::optional<PlatformTicket>> {
        return find_ticket(gate_.connection(), platform, name);
    });
}

Result<void> SqliteOutwardWriter::record(const DeliveryAttempt& attempt, UtcTime keep_since) {
    return gate_.write("record an attempt to deliver", [&]() -> Result<void> {
        static const std::string sql =
            std::string("INSERT INTO delivery_attempts (").append(kAttemptColumns).append(") VALUES (?, ?, ?, ?, ?)");
        std::optional<std::int64_t> took;
        if (attempt.took) took = attempt.took->count();
        gate_.connection()
            .query(sql)
            .bind(attempt.notification, attempt.at, to_string(attempt.outcome), attempt.error, took)
            .run();
        // Two go for each that comes, so the log shrinks to what is kept without ever being a long job.
        gate_.connection()
            .query(
                "DELETE FROM delivery_attempts WHERE at < ?1 AND number IN "
                "(SELECT number FROM delivery_attempts ORDER BY number LIMIT 2)")
            .bind(keep_since)
            .run();
        return success();
    });
}

}  // namespace sqlite
}  // namespace anju::alertd::store
