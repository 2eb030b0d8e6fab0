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
    std::string list = "'" + std::string(core::kMergedEvent) + "'";
    for (const auto event : core::milestone_events()) list.append(", '").append(event).append("'");
    return list;
}

std::string name_of(Connection& connection, const std::string& table, const std::string& id) {
    Query query = connection.query("SELECT name FROM " + table + " WHERE id = ?");
    return query.bind(id).next() ? query.text() : "";
}

/// The notifications that are looked through for one page, by what an index serves; the other conditions narrow them.
class LookedThrough {
public:
    LookedThrough(const DeliveryFilter& filter, std::size_t limit)
        : filter_(filter),
          limit_(limit),
          by_responder_(filter.responder && !filter.incident),
          scoped_(!filter.streets.empty() || !filter.committees.empty()) {}

    [[nodiscard]] bool is_narrowed() const {
        return scoped_ || filter_.channel || filter_.state || (filter_.incident && filter_.responder);
    }
    [[nodiscard]] std::string ids() const {
        std::string sql = "SELECT id FROM notifications ";
        using core::NotificationState;
        const bool waits = filter_.state == NotificationState::pending || filter_.state == NotificationState::sending;
        if (filter_.incident) {
            sql += "INDEXED BY notifications_by_incident WHERE incident = ?";
        } else if (filter_.responder) {
            sql += "INDEXED BY notifications_by_responder WHERE responder = ?";
        } else if (waits) {
            sql += "INDEXED BY notifications_due WHERE state IN ('pending', 'sending')";
        } else if (filter_.state == NotificationState::failed) {
            sql += "INDEXED BY notifications_failed WHERE state = 'failed'";
        } else {
            sql += "WHERE true";
        }
        if (filter_.before) sql += " AND id < ?";
        return sql + " ORDER BY id DESC LIMIT ?";
    }
    void bind(Query& query) const {
        if (filter_.incident) query.bind(*filter_.incident);
        if (by_responder_) query.bind(*filter_.responder);
        if (filter_.before) query.bind(*filter_.before);
        query.bind(is_narrowed() ? kMostLookedAt : limit_);
    }
    [[nodiscard]] std::string matching() const {
        std::string sql = "notifications WHERE id IN (" + ids() + ")";
        if (filter_.responder && !by_responder_) sql += " AND responder = ?";
        if (filter_.channel) sql += " AND channel = ?";
        if (filter_.state) sql += " AND state = ?";
        if (scoped_) {
            sql += " AND EXISTS (SELECT 1 FROM incidents i WHERE i.id = notifications.incident AND (i.street IN (" +
                   marks(filter_.streets.size()) + ") OR i.committee IN (" + marks(filter_.committees.size()) + ")))";
        }
        return sql + " ORDER BY id DESC LIMIT ?";
    }
    void bind_matching(Query& query) const {
        bind(query);
        if (filter_.responder && !by_responder_) query.bind(*filter_.responder);
        if (filter_.channel) query.bind(to_string(*filter_.channel));
        if (filter_.state) query.bind(to_string(*filter_.state));
        for (const auto& street : filter_.streets) query.bind(street);
        for (const auto& committee : filter_.committees) query.bind(committee);
        query.bind(limit_);
    }
    /// How many were looked through, and the last of them.
    [[nodiscard]] std::string last() const { return "SELECT count(*), min(id) FROM (" + ids() + ")"; }

private:
    const DeliveryFilter& filter_;
    const std::size_t limit_;
    const bool by_responder_;
    const bool scoped_;
};

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
                   "platform_events e INDEXED BY platform_events_pending "
                   "WHERE platform = ?1 AND state = 'pending' AND next_attempt_at <= ?2 "
                   "AND NOT EXISTS (SELECT 1 FROM platform_events b INDEXED BY platform_events_pending "
                   "WHERE b.platform = ?1 AND b.incident = e.incident AND b.state = 'pending' AND b.seq < e.seq) ORDER "
                   "BY class <> 'emergency', seq LIMIT ?3");
        Query query = connection_.query(sql);
        return all(query.bind(platform, now, limit), read_event);
    });
}

Result<PlatformBacklog> SqliteOutwardReader::backlog(const std::string& platform) {
    return connection_.attempt("count what a platform is to be told", [&]() -> Result<PlatformBacklog> {
        Query query = connection_.query(
            "SELECT count(*), min(created_at), "
            "(SELECT count(*) FROM platform_events INDEXED BY platform_events_refused "
            "WHERE platform = ?1 AND state = 'refused') "
            "FROM platform_events INDEXED BY platform_events_pending WHERE platform = ?1 AND state = 'pending'");
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
            "SELECT t.platform, t.incident, t.ticket, t.status, t.updated_at "
            "FROM incidents i INDEXED BY incidents_listed CROSS JOIN platform_tickets t ON t.incident = i.id WHERE "
            "t.platform = ? AND t.incident > ? AND t.ticket <> '' "
            "AND i.state <> 'closed' ORDER BY t.incident LIMIT ?");
        return all(query.bind(platform, after.value_or(IncidentId{}), limit), read_ticket);
    });
}

// ---- deliveries to responders ---------------------------------------------------------------------

Result<DeliveryPage> SqliteOutwardReader::deliveries(const DeliveryFilter& filter) {
    return connection_.attempt("list deliveries", [&]() -> Result<DeliveryPage> {
        const ReadTransaction view(connection_);
        const auto limit = std::clamp<std::size_t>(filter.limit, 1, kMostRows);
        const LookedThrough looked(filter, limit);
        DeliveryPage page;
        {
            Query query = connection_.query(select(kNotificationColumns, looked.matching()));
            looked.bind_matching(query);
            while (query.next()) page.found.push_back({read_notification(query), {}});
        }
        static const std::string attempts_sql =
            select(kAttemptColumns, "delivery_attempts WHERE notification = ? ORDER BY number");
        for (auto& delivery : page.found) {
            Query attempts = connection_.query(attempts_sql);
            delivery.attempts = all(attempts.bind(delivery.notification.id), read_attempt);
        }
        if (page.found.size() == limit) {
            page.next = page.found.back().notification.id;
        } else if (looked.is_narrowed()) {
            Query query = connection_.query(looked.last());
            looked.bind(query);
            if (query.next() && query.integer<std::size_t>() == kMostLookedAt) page.next = query.id<NotificationId>();
        }
        return page;
    });
}

}  // namespace anju::alertd::store::sqlite
