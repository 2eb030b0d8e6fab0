// The list of cases. The open ones are few and are sorted each time. The closed ones are millions, so
// the list is merged from pieces that an index has in order already, one for each area and class; SQLite
// takes from each only as far as the page goes.
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/scoped_lists.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::size_t kMostIncidents = 500;

bool by_urgency(const IncidentFilter& filter) { return filter.open.value_or(false) && !filter.after; }

/// Everything the filter says of a row, but open or closed.
SqlText conditions(const IncidentFilter& filter) {
    SqlText text;
    if (filter.incident_class) text.add(" AND class = ?", std::string(to_string(*filter.incident_class)));
    if (filter.street) text.add(" AND street = ?", *filter.street);
    if (filter.committee) text.add(" AND committee = ?", *filter.committee);
    if (filter.home) text.add(" AND home = ?", *filter.home);
    text.add(within(filter.scope, "street", "committee"));
    if (filter.after) text.add(" AND id < ?", *filter.after);
    return text;
}

/// Where the closed cases of the filter lie: every row of the answer is in one of these.
struct Areas {
    bool everywhere = false;
    std::vector<StreetId> streets;
    std::vector<CommitteeId> committees;
};

std::optional<StreetId> street_of(Connection& connection, const CommitteeId& committee) {
    Query query = connection.query("SELECT street FROM committees WHERE id = ?");
    if (!query.bind(committee).next()) return std::nullopt;
    return query.name<StreetId>();
}

Areas areas_of(Connection& connection, const IncidentFilter& filter) {
    const core::Scope& scope = filter.scope;
    if (filter.committee) {
        // Without this a committee of somebody else would be walked through to find nothing.
        const auto street = street_of(connection, *filter.committee);
        const bool mine = scope.everything || scope.committees.contains(*filter.committee) ||
                          (street && scope.streets.contains(*street));
        return mine ? Areas{false, {}, {*filter.committee}} : Areas{};
    }
    if (filter.street) {
        if (scope.everything || scope.streets.contains(*filter.street)) return {false, {*filter.street}, {}};
        Areas areas;
        for (const CommitteeId& committee : scope.committees) {
            if (street_of(connection, committee) == filter.street) areas.committees.push_back(committee);
        }
        return areas;
    }
    return {scope.everything,
            {scope.streets.begin(), scope.streets.end()},
            {scope.committees.begin(), scope.committees.end()}};
}

class Merge {
public:
    Merge(const IncidentFilter& filter, std::size_t limit) : conditions_(conditions(filter)), limit_(limit) {}

    void add_open() { add("incidents_listed", SqlText(" AND state <> 'closed'")); }
    void add_closed(const char* index, const SqlText& where) {
        SqlText closed(" AND state = 'closed'");
        add(index, closed.add(where));
    }
    [[nodiscard]] bool is_empty() const { return empty_; }
    [[nodiscard]] SqlText all() const {
        SqlText text(select(kIncidentColumns, "incidents WHERE id IN ("));
        text.add(parts_).add(" ORDER BY id DESC LIMIT ?", limit_);
        return text.add(") ORDER BY id DESC");
    }

private:
    void add(const std::string& index, const SqlText& where) {
        // Not UNION ALL: a case may lie in a committee and in its street, and must not take two places of a page.
        if (!empty_) parts_.add(" UNION ");
        empty_ = false;
        parts_.add("SELECT id FROM incidents INDEXED BY " + index + " WHERE true").add(where).add(conditions_);
    }

    const SqlText conditions_;
    const std::size_t limit_;
    SqlText parts_;
    bool empty_ = true;
};

void add_closed(Merge& merge, const Areas& areas, const std::vector<std::string>& classes) {
    for (const std::string& one : classes) {
        if (areas.everywhere) {
            SqlText where;
            merge.add_closed("incidents_closed_by_class", where.add(" AND class = ?", one));
        }
        for (const StreetId& street : areas.streets) {
            SqlText where;
            merge.add_closed("incidents_closed_by_street", where.add(" AND street = ? AND class = ?", street, one));
        }
        for (const CommitteeId& committee : areas.committees) {
            SqlText where;
            merge.add_closed("incidents_closed_by_committee",
                             where.add(" AND committee = ? AND class = ?", committee, one));
        }
    }
}

}  // namespace

std::vector<core::Incident> list_incidents(Connection& connection, const IncidentFilter& filter) {
    const auto limit = std::clamp<std::size_t>(filter.limit, 1, kMostIncidents);
    const auto simple = [&](const std::string& source, const char* order) {
        SqlText text(select(kIncidentColumns, source));
        if (filter.open) text.add(*filter.open ? " AND state <> 'closed'" : " AND state = 'closed'");
        text.add(conditions(filter)).add(order).add(" LIMIT ?", limit);
        Query query = connection.query(text.sql());
        return all(text.bind(query), read_incident);
    };
    if (by_urgency(filter)) return simple("incidents WHERE true", " ORDER BY urgency, opened_at, id");
    if (filter.home) return simple("incidents INDEXED BY incidents_by_home WHERE true", " ORDER BY id DESC");

    std::vector<std::string> classes;
    for (const auto each : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
        if (!filter.incident_class || *filter.incident_class == each) classes.emplace_back(to_string(each));
    }
    Merge merge(filter, limit);
    if (filter.open.value_or(true)) merge.add_open();
    if (!filter.open.value_or(false)) add_closed(merge, areas_of(connection, filter), classes);
    if (merge.is_empty()) return {};
    const SqlText text = merge.all();
    Query query = connection.query(text.sql());
    return all(text.bind(query), read_incident);
}

}  // namespace anju::alertd::store::sqlite
