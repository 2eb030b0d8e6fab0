#include "alertd/store/sqlite/storms.hpp"

#include "alertd/store/sqlite/rows.hpp"

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kStormColumns = "incident, area, began_at, gone, peak, told, shown, shown_at, calm_since";

core::Storm read_storm(Query& row) {
    core::Storm storm;
    storm.incident = row.id<IncidentId>();
    storm.area = row.name<StreetId>();
    storm.began_at = row.time();
    storm.gone = row.integer<std::uint64_t>();
    storm.peak = row.integer<std::uint64_t>();
    storm.told = row.integer<std::uint64_t>();
    storm.shown = row.integer<std::uint64_t>();
    storm.shown_at = row.time();
    storm.calm_since = row.optional_time();
    return storm;
}

std::string_view word_of(core::LossSort sort) { return sort == core::LossSort::gateway ? "gateway" : "device"; }

}  // namespace

// ---- losses ----------------------------------------------------------------------------------

Result<void> SqliteStormWriter::keep(const Loss& loss, UtcTime since) {
    return gate_.write("keep a loss", [&]() -> Result<void> {
        gate_.connection()
            .query("DELETE FROM losses WHERE area = ? AND sort = ? AND at < ?")
            .bind(loss.area, word_of(loss.sort), since)
            .run();
        gate_.connection()
            .query("INSERT OR IGNORE INTO losses (area, sort, at, alert, incident) VALUES (?, ?, ?, ?, ?)")
            .bind(loss.area, word_of(loss.sort), loss.at, loss.alert, loss.incident)
            .run();
        return success();
    });
}

Result<std::vector<Loss>> SqliteStormWriter::losses(const StreetId& area, core::LossSort sort) {
    return gate_.connection().attempt("load losses", [&]() -> Result<std::vector<Loss>> {
        Query query = gate_.connection().query(
            "SELECT at, alert, incident FROM losses WHERE area = ? AND sort = ? ORDER BY at, alert");
        query.bind(area, word_of(sort));
        std::vector<Loss> losses;
        while (query.next()) {
            Loss loss{area, sort, query.time(), {}, {}};
            loss.alert = query.id<AlertId>();
            loss.incident = query.id<IncidentId>();
            losses.push_back(loss);
        }
        return losses;
    });
}

Result<void> SqliteStormWriter::forget_losses(const StreetId& area) {
    return gate_.write("forget losses", [&]() -> Result<void> {
        gate_.connection().query("DELETE FROM losses WHERE area = ?").bind(area).run();
        return success();
    });
}

Result<std::size_t> SqliteStormWriter::known(const StreetId& area, core::LossSort sort) {
    return gate_.connection().attempt("count what a street has", [&]() -> Result<std::size_t> {
        // Ordered by hand: without figures of the tables SQLite would read every home of the district.
        Query query = gate_.connection().query(
            sort == core::LossSort::gateway
                ? "SELECT count(DISTINCT h.gateway) FROM committees c CROSS JOIN homes h ON h.committee = c.id "
                  "WHERE c.street = ? AND h.gateway <> ''"
                : "SELECT count(*) FROM committees c CROSS JOIN homes h ON h.committee = c.id "
                  "CROSS JOIN devices d ON d.home = h.id WHERE c.street = ?");
        query.bind(area).next();
        return query.integer<std::size_t>();
    });
}

Result<core::Place> SqliteStormWriter::place_of(const StreetId& area) {
    return gate_.connection().attempt("look for a street", [&]() -> Result<core::Place> {
        core::Place place;
        place.home = core::area_home(area);
        Query query = gate_.connection().query("SELECT name FROM streets WHERE id = ?");
        place.registered = query.bind(area).next();
        if (place.registered) {
            place.street = area;
            place.address = query.text();
        }
        return place;
    });
}

// ---- storms ----------------------------------------------------------------------------------

Result<std::optional<core::Storm>> SqliteStormWriter::standing(const StreetId& area) {
    return gate_.connection().attempt("look for a storm", [&]() -> Result<std::optional<core::Storm>> {
        static const std::string sql = select(kStormColumns, "storms WHERE area = ? AND ended_at IS NULL");
        Query query = gate_.connection().query(sql);
        return first(query.bind(area), read_storm);
    });
}

Result<std::vector<core::Storm>> SqliteStormWriter::standing() {
    return gate_.connection().attempt("look for storms", [&]() -> Result<std::vector<core::Storm>> {
        static const std::string sql =
            select(kStormColumns, "storms INDEXED BY storms_standing WHERE ended_at IS NULL ORDER BY area");
        Query query = gate_.connection().query(sql);
        return all(query, read_storm);
    });
}

Result<void> SqliteStormWriter::put(const core::Storm& storm) {
    return gate_.write("store a storm", [&]() -> Result<void> {
        static const std::string sql = std::string("INSERT INTO storms (")
                                           .append(kStormColumns)
                                           .append(") VALUES (")
                                           .append(placeholders(kStormColumns))
                                           .append(") ON CONFLICT (area, began_at) DO UPDATE SET ")
                                           .append(assignments(kStormColumns, 3));
        gate_.connection()
            .query(sql)
            .bind(storm.incident, storm.area, storm.began_at, storm.gone, storm.peak, storm.told, storm.shown,
                  storm.shown_at, storm.calm_since)
            .run();
        return success();
    });
}

Result<void> SqliteStormWriter::count(const IncidentId& incident, int more) {
    return gate_.write("count a storm", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "UPDATE storms SET gone = max(gone + ?1, 0), peak = max(peak, gone + ?1) "
                "WHERE incident = ?2 AND ended_at IS NULL")
            .bind(more, incident)
            .run();
        return success();
    });
}

Result<void> SqliteStormWriter::end(const StreetId& area, UtcTime at) {
    return gate_.write("end a storm", [&]() -> Result<void> {
        gate_.connection()
            .query("UPDATE storms SET ended_at = ? WHERE area = ? AND ended_at IS NULL")
            .bind(at, area)
            .run();
        return success();
    });
}

// ---- held alerts -----------------------------------------------------------------------------

Result<void> SqliteStormWriter::release_held_by(const IncidentId& incident, core::HoldReason reason, UtcTime at) {
    return gate_.write("release what a case holds", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "UPDATE alerts SET hold_release_at = ? WHERE hold_by = ? AND hold_reason = ? "
                "AND phase IN ('raised', 'repeated') AND incident IS NULL")
            .bind(at, incident, to_string(reason))
            .run();
        return success();
    });
}

Result<void> SqliteStormWriter::release_held_of(const GatewayId& gateway, UtcTime at) {
    return gate_.write("release what a gateway's loss holds", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "UPDATE alerts SET hold_release_at = ? WHERE gateway = ? AND hold_reason = 'gateway_lost' "
                "AND phase IN ('raised', 'repeated') AND incident IS NULL")
            .bind(at, gateway)
            .run();
        return success();
    });
}

Result<std::vector<AlertId>> SqliteStormWriter::due_holds(UtcTime now, std::size_t limit) {
    return gate_.connection().attempt("look for held alerts", [&]() -> Result<std::vector<AlertId>> {
        Query query = gate_.connection().query(
            "SELECT id FROM alerts WHERE hold_release_at <= ? ORDER BY hold_release_at, id LIMIT ?");
        query.bind(now, limit);
        std::vector<AlertId> ids;
        while (query.next()) ids.push_back(query.id<AlertId>());
        return ids;
    });
}

Result<std::optional<UtcTime>> SqliteStormWriter::next_due_hold() {
    return gate_.connection().attempt("look for the next held alert", [&]() -> Result<std::optional<UtcTime>> {
        Query query =
            gate_.connection().query("SELECT min(hold_release_at) FROM alerts WHERE hold_release_at IS NOT NULL");
        query.next();
        return query.optional_time();
    });
}

Result<void> SqliteStormWriter::hand_over_held(const IncidentId& from, const IncidentId& to) {
    return gate_.write("hand over what a case holds", [&]() -> Result<void> {
        gate_.connection().query("UPDATE alerts SET hold_by = ? WHERE hold_by = ?").bind(to, from).run();
        gate_.connection().query("UPDATE gateways SET lost_case = ? WHERE lost_case = ?").bind(to, from).run();
        return success();
    });
}

Result<std::vector<IncidentId>> SqliteStormWriter::cases_of_unheard(const GatewayId& gateway) {
    return gate_.connection().attempt("look for unheard devices", [&]() -> Result<std::vector<IncidentId>> {
        Query query = gate_.connection().query(
            "SELECT DISTINCT incident FROM alerts WHERE gateway = ? AND condition IN ('offline', 'water_no_data') "
            "AND phase IN ('raised', 'repeated') AND incident IS NOT NULL");
        query.bind(gateway);
        std::vector<IncidentId> ids;
        while (query.next()) ids.push_back(query.id<IncidentId>());
        return ids;
    });
}

// ---- reading ---------------------------------------------------------------------------------

Result<std::vector<core::Alert>> SqliteStormReader::held_by(const IncidentId& incident,
                                                            const std::optional<AlertId>& after, std::size_t limit) {
    return connection_.attempt("list held alerts", [&]() -> Result<std::vector<core::Alert>> {
        static const std::string sql = select(kAlertColumns, "alerts WHERE hold_by = ? AND id > ? ORDER BY id LIMIT ?");
        Query query = connection_.query(sql);
        return all(query.bind(incident, after.value_or(AlertId{}), limit), read_alert);
    });
}

Result<HeldCounts> SqliteStormReader::held_counts(const IncidentId& incident) {
    return connection_.attempt("count held alerts", [&]() -> Result<HeldCounts> {
        Query query = connection_.query(
            "SELECT coalesce(sum(phase IN ('raised', 'repeated') AND incident IS NULL), 0), count(*) FROM alerts "
            "WHERE hold_by = ?");
        query.bind(incident).next();
        HeldCounts counts;
        counts.standing = query.integer<std::size_t>();
        counts.all = query.integer<std::size_t>();
        return counts;
    });
}

Result<std::optional<core::Storm>> SqliteStormReader::storm(const IncidentId& incident) {
    return connection_.attempt("look for a case's storm", [&]() -> Result<std::optional<core::Storm>> {
        static const std::string sql =
            select(kStormColumns, "storms WHERE incident = ? ORDER BY began_at DESC LIMIT 1");
        Query query = connection_.query(sql);
        return first(query.bind(incident), read_storm);
    });
}

Result<std::vector<IncidentId>> SqliteStormReader::merged_into(const IncidentId& incident, std::size_t limit) {
    return connection_.attempt("list merged cases", [&]() -> Result<std::vector<IncidentId>> {
        Query query = connection_.query("SELECT id FROM incidents WHERE merged_into = ? ORDER BY id LIMIT ?");
        query.bind(incident, limit);
        std::vector<IncidentId> ids;
        while (query.next()) ids.push_back(query.id<IncidentId>());
        return ids;
    });
}

}  // namespace anju::alertd::store::sqlite
