// Cases as they are published, what waits for city platforms, and the log of deliveries.
#include "alertd/core/milestones.hpp"
#include "alertd/store/sqlite/outward.hpp"
#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::size_t kMostRows = 500;

template <class Enum>
Enum word_of(Query& row, std::initializer_list<Enum> known) {
    const auto text = row.text();
    for (const Enum each : known) {
        if (to_string(each) == text) return each;
    }
    throw CorruptRow("a known word was expected, not \"" + text + "\"");
}

PlatformEvent read_event(Query& row) {
    PlatformEvent event;
    event.platform = row.text();
    event.seq = row.integer<std::uint64_t>();
    event.incident = row.id<IncidentId>();
    event.incident_class = word_of(row, {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical});
    event.created_at = row.time();
    event.state = word_of(row, {PlatformEventState::pending, PlatformEventState::taken, PlatformEventState::refused});
    event.attempts = row.integer<int>();
    event.next_attempt_at = row.time();
    event.finished_at = row.optional_time();
    event.last_error = row.text();
    return event;
}

DeliveryAttempt read_attempt(Query& row) {
    DeliveryAttempt attempt;
    attempt.notification = row.id<NotificationId>();
    attempt.at = row.time();
    attempt.outcome = word_of(row, {AttemptOutcome::delivered, AttemptOutcome::retry, AttemptOutcome::held_back,
                                    AttemptOutcome::failed, AttemptOutcome::not_needed});
    attempt.error = row.text();
    if (const auto took = row.optional_time()) attempt.took = took->time_since_epoch();
    return attempt;
}

/// "'a', 'b'" of the milestones' names, which are ours and hold no quotes.
std::string milestone_list() {
    std::string list;
    for (const auto event : core::milestone_events()) {
        list.append(list.empty() ? "'" : ", '").append(event).append("'");
    }
    return list;
}

std::string name_of(Connection& connection, const std::string& table, const std::string& id) {
    Query query = connection.query("SELECT name FROM " + table + " WHERE id = ?");
    return query.bind(id).next() ? query.text() : "";
}

template <class Ids>
std::string marks(const Ids& ids) {
    std::string text;
    for (std::size_t i = 0; i < ids.size(); ++i) text += text.empty() ? "?" : ", ?";
    return text;
}

}  // namespace

Result<std::optional<PublishedCase>> SqliteOutwardReader::published_case(const IncidentId& id) {
    return connection_.attempt("load a case for others", [&]() -> Result<std::optional<PublishedCase>> {
        static const std::string incident_sql = select(kIncidentColumns, "incidents WHERE id = ?");
        static const std::string journal_sql = select(kJournalColumns, "journal WHERE incident = ? ORDER BY seq");
        const ReadTransaction view(connection_);
        PublishedCase found;
        {
            Query query = connection_.query(incident_sql);
            auto incident = first(query.bind(id), read_incident);
            if (!incident) return std::optional<PublishedCase>();
            found.incident = std::move(*incident);
        }
        Query query = connection_.query(journal_sql);
        found.timeline = all(query.bind(id), read_journal_entry);
        const auto& place = found.incident.place;
        if (place.committee) found.committee_name = name_of(connection_, "committees", place.committee->value);
        if (place.street) found.street_name = name_of(connection_, "streets", place.street->value);
        return std::optional<PublishedCase>(std::move(found));
    });
}

std::vector<CaseMoment> SqliteOutwardReader::moments(std::uint64_t above, std::uint64_t below, const char* order,
                                                     std::size_t limit) {
    static const std::string sql =
        "SELECT seq, incident FROM journal WHERE seq > ? AND seq < ? AND incident IS NOT NULL AND event IN (" +
        milestone_list() + ") ORDER BY seq ";
    Query query = connection_.query(sql + order + " LIMIT ?");
    query.bind(above, below, limit);
    std::vector<CaseMoment> found;
    while (query.next()) {
        CaseMoment moment;
        moment.seq = query.integer<std::uint64_t>();
        moment.incident = query.id<IncidentId>();
        found.push_back(moment);
    }
    return found;
}

Result<Moments> SqliteOutwardReader::moments_before(std::uint64_t seq, std::size_t limit) {
    return connection_.attempt("look for milestones", [&]() -> Result<Moments> {
        const std::uint64_t low = seq > kMostLookedAt ? seq - kMostLookedAt - 1 : 0;
        Moments moments_found{moments(low, seq, "DESC", limit), low};
        if (moments_found.found.size() == limit) moments_found.looked_to = moments_found.found.back().seq - 1;
        return moments_found;
    });
}

Result<Moments> SqliteOutwardReader::moments_after(std::uint64_t seq, std::size_t limit) {
    return connection_.attempt("look for milestones", [&]() -> Result<Moments> {
        const ReadTransaction view(connection_);
        Query head = connection_.query("SELECT coalesce(max(seq), 0) FROM journal");
        head.next();
        const auto last = std::min(head.integer<std::uint64_t>(), seq + kMostLookedAt);
        Moments moments_found{moments(seq, last + 1, "ASC", limit), std::max(last, seq)};
        if (moments_found.found.size() == limit) moments_found.looked_to = moments_found.found.back().seq;
        return moments_found;
    });
}

// ---- city platforms -------------------------------------------------------------------------------

Result<std::vector<PlatformEvent>> SqliteOutwardReader::due_events(const std::string& platform, UtcTime now,
                                                                   std::size_t limit) {
    return connection_.attempt("look what a platform is to be told", [&]() -> Result<std::vector<PlatformEvent>> {
        static const std::string sql =
            select(kPlatformEventColumns,
                   "platform_events e WHERE platform = ?1 AND state = 'pending' AND next_attempt_at <= ?2 "
                   "AND NOT EXISTS (SELECT 1 FROM platform_events b WHERE b.platform = ?1 AND b.incident = e.incident "
                   "AND b.state = 'pending' AND b.seq < e.seq) ORDER BY class <> 'emergency', seq LIMIT ?3");
        Query query = connection_.query(sql);
        return all(query.bind(platform, now, limit), read_event);
    });
}

Result<PlatformBacklog> SqliteOutwardReader::backlog(const std::string& platform) {
    return connection_.attempt("count what a platform is to be told", [&]() -> Result<PlatformBacklog> {
        Query query = connection_.query(
            "SELECT count(*), min(created_at), "
            "(SELECT count(*) FROM platform_events WHERE platform = ?1 AND state = 'refused') "
            "FROM platform_events WHERE platform = ?1 AND state = 'pending'");
        query.bind(platform).next();
        PlatformBacklog backlog;
        backlog.pending = query.integer<std::size_t>();
        backlog.oldest = query.optional_time();
        backlog.refused = query.integer<std::size_t>();
        return backlog;
    });
}

Result<std::vector<PlatformTicket>> SqliteOutwardReader::tickets_of(const IncidentId& incident) {
    return connection_.attempt("look for platforms' tickets", [&]() -> Result<std::vector<PlatformTicket>> {
        static const std::string sql = select(kTicketColumns, "platform_tickets WHERE incident = ? ORDER BY platform");
        Query query = connection_.query(sql);
        return all(query.bind(incident), read_ticket);
    });
}

Result<std::optional<PlatformTicket>> SqliteOutwardReader::ticket_named(const std::string& platform,
                                                                        const std::string& name) {
    return connection_.attempt("look for a platform's ticket", [&]() -> Result<std::optional<PlatformTicket>> {
        return find_ticket(connection_, platform, name);
    });
}

Result<std::vector<PlatformTicket>> SqliteOutwardReader::open_tickets(const std::string& platform,
                                                                      const std::optional<IncidentId>& after,
                                                                      std::size_t limit) {
    return connection_.attempt("look for open tickets", [&]() -> Result<std::vector<PlatformTicket>> {
        Query query = connection_.query(
            "SELECT t.platform, t.incident, t.ticket, t.status, t.updated_at FROM platform_tickets t "
            "JOIN incidents i ON i.id = t.incident WHERE t.platform = ? AND t.incident > ? AND t.ticket <> '' "
            "AND i.state <> 'closed' ORDER BY t.incident LIMIT ?");
        return all(query.bind(platform, after.value_or(IncidentId{}), limit), read_ticket);
    });
}

// ---- deliveries to responders ---------------------------------------------------------------------

Result<std::vector<Delivery>> SqliteOutwardReader::deliveries(const DeliveryFilter& filter) {
    return connection_.attempt("list deliveries", [&]() -> Result<std::vector<Delivery>> {
        const ReadTransaction view(connection_);
        const bool scoped = !filter.streets.empty() || !filter.committees.empty();
        std::string where = "notifications WHERE true";
        if (filter.incident) where += " AND incident = ?";
        if (filter.responder) where += " AND responder = ?";
        if (filter.channel) where += " AND channel = ?";
        // As a literal, so that the index of this state is found.
        if (filter.state) where.append(" AND state = '").append(to_string(*filter.state)).append("'");
        if (filter.before) where += " AND id < ?";
        if (scoped) {
            where += " AND EXISTS (SELECT 1 FROM incidents i WHERE i.id = notifications.incident AND (i.street IN (" +
                     marks(filter.streets) + ") OR i.committee IN (" + marks(filter.committees) + ")))";
        }
        Query query = connection_.query(select(kNotificationColumns, where + " ORDER BY id DESC LIMIT ?"));
        if (filter.incident) query.bind(*filter.incident);
        if (filter.responder) query.bind(*filter.responder);
        if (filter.channel) query.bind(to_string(*filter.channel));
        if (filter.before) query.bind(*filter.before);
        for (const auto& street : filter.streets) query.bind(street);
        for (const auto& committee : filter.committees) query.bind(committee);
        query.bind(std::clamp<std::size_t>(filter.limit, 1, kMostRows));
        std::vector<Delivery> deliveries;
        while (query.next()) deliveries.push_back({read_notification(query), {}});
        static const std::string attempts_sql =
            select(kAttemptColumns, "delivery_attempts WHERE notification = ? ORDER BY number");
        for (auto& delivery : deliveries) {
            Query attempts = connection_.query(attempts_sql);
            delivery.attempts = all(attempts.bind(delivery.notification.id), read_attempt);
        }
        return deliveries;
    });
}

}  // namespace anju::alertd::store::sqlite
