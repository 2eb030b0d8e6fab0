// Lists and counts within a scope, besides the cases themselves (incident_list.cpp).
#include "alertd/store/sqlite/scoped_lists.hpp"

#include "alertd/store/sqlite/rows.hpp"

namespace anju::alertd::store::sqlite {

namespace {

/// "SELECT id FROM committees" that belong to the scope.
SqlText committees_within(const core::Scope& scope) {
    SqlText text("SELECT id FROM committees WHERE true");
    return text.add(within(scope, "street", "id"));
}

std::vector<CommitteeId> load_committees(Connection& connection, const core::Scope& scope) {
    std::vector<CommitteeId> ids;
    const SqlText text = committees_within(scope);
    Query query = connection.query(text.sql());
    text.bind(query);
    while (query.next()) ids.push_back(query.name<CommitteeId>());
    return ids;
}

}  // namespace

SqlText within(const core::Scope& scope, const std::string& street_column, const std::string& committee_column) {
    SqlText text;
    if (scope.everything) return text;
    text.add(" AND (" + street_column + " IN (").add_list(scope.streets);
    return text.add(") OR " + committee_column + " IN (").add_list(scope.committees).add("))");
}

std::vector<GatewayState> list_gateways(Connection& connection, const core::Scope& scope,
                                        const std::optional<GatewayId>& after, std::size_t limit) {
    const GatewayId from = after.value_or(GatewayId{});
    SqlText text(select(kGatewayColumns, std::string(kGatewaySource)));
    if (scope.everything) {
        text.add(" WHERE g.id > ?", from);
    } else {
        // Each area's gateways come in order from an index, so no page walks through the district's.
        const char* separator = "";
        text.add(" WHERE g.id IN (");
        for (const StreetId& street : scope.streets) {
            text.add(separator).add(
                "SELECT id FROM (SELECT id FROM gateways INDEXED BY gateways_by_claim WHERE street_claim = ? "
                "AND street_claim <> '' AND id > ? AND NOT EXISTS (SELECT 1 FROM homes WHERE gateway = gateways.id "
                "AND gateway <> '') ORDER BY id LIMIT ?)",
                street, from, limit);
            separator = " UNION ALL ";
        }
        for (const CommitteeId& committee : load_committees(connection, scope)) {
            text.add(separator).add(
                "SELECT gateway FROM (SELECT DISTINCT gateway FROM homes INDEXED BY homes_by_committee_gateway "
                "WHERE committee = ? AND gateway > ? AND gateway <> '' ORDER BY gateway LIMIT ?)",
                committee, from, limit);
            separator = " UNION ALL ";
        }
        text.add(")");
    }
    text.add(" ORDER BY g.id LIMIT ?", limit);
    Query query = connection.query(text.sql());
    return all(text.bind(query), read_gateway);
}

std::vector<core::Responder> list_responders(Connection& connection, const core::Scope& scope,
                                             const std::optional<ResponderId>& after, std::size_t limit) {
    SqlText text(select(kResponderColumns, "responders WHERE"));
    text.add(" id > ?", after.value_or(ResponderId{}));
    if (!scope.everything) {
        text.add(" AND (level = 'district' OR (level = 'street' AND scope IN (SELECT street FROM committees WHERE true")
            .add(within(scope, "street", "id"))
            .add(" UNION SELECT id FROM streets WHERE id IN (")
            .add_list(scope.streets)
            .add("))) OR (level = 'committee' AND scope IN (")
            .add(committees_within(scope))
            .add(")) OR (level = 'home' AND (SELECT committee FROM homes WHERE homes.id = responders.scope) IN (")
            .add(committees_within(scope))
            .add(")))");
    }
    text.add(" ORDER BY id LIMIT ?", limit);
    Query query = connection.query(text.sql());
    return all(text.bind(query), read_responder);
}

std::vector<StreetSummary> list_streets(Connection& connection, const core::Scope& scope) {
    SqlText text("SELECT s.id, s.name, (SELECT count(*) FROM committees c WHERE c.street = s.id");
    text.add(within(scope, "c.street", "c.id"))
        .add("), (SELECT count(*) FROM committees c JOIN homes h ON h.committee = c.id WHERE c.street = s.id")
        .add(within(scope, "c.street", "c.id"))
        .add(
            "), coalesce(o.open, 0) FROM streets s LEFT JOIN (SELECT street, count(*) AS open FROM incidents "
            "WHERE state <> 'closed'")
        .add(within(scope, "street", "committee"))
        .add(" GROUP BY street) o ON o.street = s.id");
    if (!scope.everything) {
        text.add(" WHERE s.id IN (")
            .add_list(scope.streets)
            .add(") OR s.id IN (SELECT street FROM committees WHERE id IN (");
        text.add_list(scope.committees).add("))");
    }
    text.add(" ORDER BY s.id");
    Query query = connection.query(text.sql());
    text.bind(query);
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
}

Counts count_all(Connection& connection, const core::Scope& scope) {
    Counts counts;
    {
        SqlText text(
            "SELECT class, count(*), sum(urgency < 10), sum(silenced_until IS NOT NULL), sum(exercise <> 'none') FROM "
            "incidents WHERE state <> 'closed'");
        text.add(within(scope, "street", "committee")).add(" GROUP BY class");
        Query query = connection.query(text.sql());
        text.bind(query);
        while (query.next()) {
            const auto incident_class = parse_word<IncidentClass>(query.text());
            if (!incident_class) throw CorruptRow("a class of incident was expected");
            counts.open_by_class[static_cast<std::size_t>(*incident_class)] = query.integer<std::size_t>();
            counts.unacknowledged += query.integer<std::size_t>();
            counts.silenced += query.integer<std::size_t>();
            counts.exercises += query.integer<std::size_t>();
        }
    }
    if (!scope.everything) {
        SqlText waiting(
            "SELECT count(*) FROM notifications n JOIN incidents i ON i.id = n.incident "
            "WHERE n.state IN ('pending', 'sending') AND NOT (n.way > 1 AND n.attempts = 0 AND n.state = 'pending')");
        waiting.add(within(scope, "i.street", "i.committee"));
        Query notifications = connection.query(waiting.sql());
        waiting.bind(notifications).next();
        counts.notifications_waiting = notifications.integer<std::size_t>();
        SqlText known(
            "SELECT count(*), coalesce(sum(lost), 0) FROM gateways WHERE id IN "
            "(SELECT gateway FROM homes WHERE gateway <> '' AND committee IN (");
        known.add(committees_within(scope))
            .add(")) OR (street_claim IN (")
            .add_list(scope.streets)
            .add(") AND NOT EXISTS (SELECT 1 FROM homes WHERE gateway = gateways.id AND gateway <> ''))");
        Query gateways = connection.query(known.sql());
        known.bind(gateways).next();
        counts.gateways = gateways.integer<std::size_t>();
        counts.gateways_lost = gateways.integer<std::size_t>();
        return counts;
    }
    // Rows leave the quarantine at its old end only, so its numbers have no gaps.
    Query query = connection.query(
        "SELECT (SELECT count(*) FROM notifications WHERE state IN ('pending', 'sending') AND NOT (way > 1 AND "
        "attempts = "
        "0 AND state = 'pending')), count(*), "
        "coalesce(sum(lost), 0), (SELECT coalesce(max(id) - min(id) + 1, 0) FROM quarantine) FROM gateways");
    query.next();
    counts.notifications_waiting = query.integer<std::size_t>();
    counts.gateways = query.integer<std::size_t>();
    counts.gateways_lost = query.integer<std::size_t>();
    counts.quarantined = query.integer<std::size_t>();
    return counts;
}

}  // namespace anju::alertd::store::sqlite
