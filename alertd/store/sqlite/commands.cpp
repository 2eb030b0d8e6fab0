#include "alertd/store/sqlite/commands.hpp"

#include "alertd/store/sqlite/in_scope.hpp"
#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kCommandColumns =
    "id, gateway, home, device, kind, until, whole_path, silence, author, created_at, expires_at, state, attempts, "
    "sent_at, settled_at";
constexpr std::string_view kHome =
    "SELECT h.id, h.committee, c.street, h.address, h.gateway FROM homes h JOIN committees c ON c.id = h.committee "
    "WHERE h.id = ?";

core::GatewayCommand read_command(Query& row) {
    core::GatewayCommand command;
    command.id = row.id<core::CommandId>();
    command.gateway = row.name<GatewayId>();
    command.home = row.name<HomeId>();
    command.device = row.name<DeviceId>();
    command.kind = case_word<core::CommandKind>(row);
    command.until = row.optional_time();
    command.whole_path = row.flag();
    command.silence = row.optional_id<core::SilenceId>();
    command.author = row.text();
    command.created_at = row.time();
    command.expires_at = row.time();
    command.state = case_word<core::CommandState>(row);
    command.attempts = row.integer<int>();
    command.sent_at = row.optional_time();
    command.settled_at = row.optional_time();
    return command;
}

ServedHome read_home(Query& row) {
    ServedHome home;
    home.place.registered = true;
    home.place.home = row.name<HomeId>();
    home.place.committee = row.name<CommitteeId>();
    home.place.street = row.name<StreetId>();
    home.place.address = row.text();
    home.gateway = row.name<GatewayId>();
    return home;
}

DeviceTest read_test(Query& row) {
    DeviceTest test;
    test.place.registered = true;
    test.place.home = row.name<HomeId>();
    test.place.committee = row.name<CommitteeId>();
    test.place.street = row.name<StreetId>();
    test.place.address = row.text();
    test.device = row.name<DeviceId>();
    test.kind = parse_word<Kind>(row.text()).value_or(Kind::unknown);
    test.tested_at = row.optional_time();
    return test;
}

Result<std::optional<ServedHome>> home_of(Connection& connection, const HomeId& id) {
    return connection.attempt("load a home", [&]() -> Result<std::optional<ServedHome>> {
        Query query = connection.query(kHome);
        return first(query.bind(id), read_home);
    });
}

/// "CASE d.kind WHEN 'smoke' THEN 2592000000 ... END"; NULL for what is never due. The configuration decides, so a
/// process has one text.
std::string interval_of(const std::map<Kind, Millis>& intervals) {
    std::string sql = "CASE d.kind";
    for (const auto& [kind, interval] : intervals) {
        sql.append(" WHEN '").append(to_string(kind)).append("' THEN ").append(std::to_string(interval.count()));
    }
    return sql + " END";
}

}  // namespace

// ---- writing ---------------------------------------------------------------------------------

Result<std::optional<ServedHome>> SqliteCommandWriter::home(const HomeId& id) {
    return home_of(gate_.connection(), id);
}

Result<void> SqliteCommandWriter::put(const core::GatewayCommand& command) {
    return gate_.write("store a command", [&]() -> Result<void> {
        static const std::string sql = "INSERT INTO gateway_commands (" + std::string(kCommandColumns) + ") VALUES (" +
                                       placeholders(kCommandColumns) + ") ON CONFLICT (id) DO UPDATE SET " +
                                       assignments(kCommandColumns, 1);
        gate_.connection()
            .query(sql)
            .bind(command.id, command.gateway, command.home, command.device, core::to_string(command.kind),
                  command.until, command.whole_path, command.silence, command.author, command.created_at,
                  command.expires_at, core::to_string(command.state), command.attempts, command.sent_at,
                  command.settled_at)
            .run();
        return success();
    });
}

Result<std::optional<core::GatewayCommand>> SqliteCommandWriter::find(const core::CommandId& id) {
    return gate_.connection().attempt("load a command", [&]() -> Result<std::optional<core::GatewayCommand>> {
        static const std::string sql = select(kCommandColumns, "gateway_commands WHERE id = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(id), read_command);
    });
}

Result<std::vector<core::GatewayCommand>> SqliteCommandWriter::waiting_for(const GatewayId& gateway) {
    return gate_.connection().attempt("look for waiting commands", [&]() -> Result<std::vector<core::GatewayCommand>> {
        static const std::string sql = select(
            kCommandColumns,
            "gateway_commands INDEXED BY gateway_commands_waiting WHERE gateway = ? AND state = 'waiting' ORDER BY id");
        Query query = gate_.connection().query(sql);
        return all(query.bind(gateway), read_command);
    });
}

Result<std::vector<GatewayId>> SqliteCommandWriter::gateways_waited_for() {
    return gate_.connection().attempt("look for waiting commands", [&]() -> Result<std::vector<GatewayId>> {
        Query query = gate_.connection().query("SELECT DISTINCT gateway FROM gateway_commands WHERE state = 'waiting'");
        std::vector<GatewayId> gateways;
        while (query.next()) gateways.push_back(query.name<GatewayId>());
        return gateways;
    });
}

Result<std::vector<core::GatewayCommand>> SqliteCommandWriter::expired(UtcTime now, std::size_t limit) {
    return gate_.connection().attempt(
        "look for commands past their end", [&]() -> Result<std::vector<core::GatewayCommand>> {
            static const std::string sql =
                select(kCommandColumns, "gateway_commands WHERE state = 'waiting' AND expires_at <= ? LIMIT ?");
            Query query = gate_.connection().query(sql);
            return all(query.bind(now, limit), read_command);
        });
}

Result<std::optional<UtcTime>> SqliteCommandWriter::next_expiry() {
    return gate_.connection().attempt("look for the next end of a command", [&]() -> Result<std::optional<UtcTime>> {
        Query query = gate_.connection().query("SELECT min(expires_at) FROM gateway_commands WHERE state = 'waiting'");
        query.next();
        return query.optional_time();
    });
}

Result<std::optional<core::GatewayCommand>> SqliteCommandWriter::test_mode(const HomeId& home, const DeviceId& device,
                                                                           UtcTime now) {
    return gate_.connection().attempt("look for a test mode", [&]() -> Result<std::optional<core::GatewayCommand>> {
        static const std::string sql =
            select(kCommandColumns,
                   "gateway_commands WHERE home = ? AND device = ? AND kind = 'test_mode' AND state <> 'replaced' "
                   "AND until > ? ORDER BY id DESC LIMIT 1");
        Query query = gate_.connection().query(sql);
        return first(query.bind(home, device, now), read_command);
    });
}

Result<bool> SqliteCommandWriter::whole_path_test(const HomeId& home, const DeviceId& device, UtcTime now) {
    return gate_.connection().attempt("look for a test of the whole path", [&]() -> Result<bool> {
        Query query = gate_.connection().query(
            "SELECT 1 FROM gateway_commands WHERE home = ? AND device IN ('', ?) AND kind = 'test_mode' "
            "AND whole_path = 1 AND state <> 'replaced' AND until > ? LIMIT 1");
        return query.bind(home, device, now).next();
    });
}

Result<void> SqliteCommandWriter::tested(const HomeId& home, const DeviceId& device, UtcTime at) {
    return gate_.write("record a test", [&]() -> Result<void> {
        gate_.connection()
            .query(
                "INSERT INTO device_tests (home, device, tested_at) VALUES (?, ?, ?) ON CONFLICT (home, device) "
                "DO UPDATE SET tested_at = excluded.tested_at WHERE excluded.tested_at > tested_at")
            .bind(home, device, at)
            .run();
        return success();
    });
}

// ---- reading ---------------------------------------------------------------------------------

Result<std::vector<core::GatewayCommand>> SqliteCommandReader::commands(const CommandFilter& filter) {
    return connection_.attempt("list commands", [&]() -> Result<std::vector<core::GatewayCommand>> {
        std::string sql =
            "SELECT g.id, g.gateway, g.home, g.device, g.kind, g.until, g.whole_path, g.silence, g.author, "
            "g.created_at, g.expires_at, g.state, g.attempts, g.sent_at, g.settled_at FROM gateway_commands g "
            "LEFT JOIN homes h ON h.id = g.home LEFT JOIN committees c ON c.id = h.committee WHERE ";
        sql += in_scope("c.street", "c.id");
        if (filter.home) sql += " AND g.home = ?";
        if (filter.gateway) sql += " AND g.gateway = ?";
        if (filter.state) sql += " AND g.state = ?";
        if (filter.after) sql += " AND g.id < ?";
        sql += " ORDER BY g.id DESC LIMIT ?";
        Query query = connection_.query(sql);
        bind_scope(query, filter.scope);
        if (filter.home) query.bind(*filter.home);
        if (filter.gateway) query.bind(*filter.gateway);
        if (filter.state) query.bind(core::to_string(*filter.state));
        if (filter.after) query.bind(*filter.after);
        return all(query.bind(std::clamp<std::size_t>(filter.limit, 1, kMostListed)), read_command);
    });
}

Result<std::optional<core::GatewayCommand>> SqliteCommandReader::command(const core::CommandId& id) {
    return connection_.attempt("load a command", [&]() -> Result<std::optional<core::GatewayCommand>> {
        static const std::string sql = select(kCommandColumns, "gateway_commands WHERE id = ?");
        Query query = connection_.query(sql);
        return first(query.bind(id), read_command);
    });
}

Result<std::optional<ServedHome>> SqliteCommandReader::home(const HomeId& id) { return home_of(connection_, id); }

Result<std::vector<DeviceTest>> SqliteCommandReader::tests(const TestFilter& filter) {
    return connection_.attempt("list tests", [&]() -> Result<std::vector<DeviceTest>> {
        const std::string interval = interval_of(filter.intervals);
        // The order is the devices' own, so that a page ends as soon as it is full.
        std::string sql =
            "SELECT d.home, h.committee, c.street, h.address, d.id, d.kind, t.tested_at FROM devices d "
            "CROSS JOIN homes h ON h.id = d.home CROSS JOIN committees c ON c.id = h.committee "
            "LEFT JOIN device_tests t ON t.home = d.home AND t.device = d.id WHERE " +
            in_scope("c.street", "c.id") + " AND " + interval + " IS NOT NULL";
        if (filter.overdue_at) sql += " AND (t.tested_at IS NULL OR t.tested_at + " + interval + " <= ?)";
        if (filter.home) sql += " AND d.home = ?";
        if (filter.committee) sql += " AND h.committee = ?";
        if (filter.street) sql += " AND c.street = ?";
        if (filter.kind) sql += " AND d.kind = ?";
        if (filter.after) sql += " AND (d.home, d.id) > (?, ?)";
        sql += " ORDER BY d.home, d.id LIMIT ?";
        Query query = connection_.query(sql);
        bind_scope(query, filter.scope);
        if (filter.overdue_at) query.bind(*filter.overdue_at);
        if (filter.home) query.bind(*filter.home);
        if (filter.committee) query.bind(*filter.committee);
        if (filter.street) query.bind(*filter.street);
        if (filter.kind) query.bind(to_string(*filter.kind));
        if (filter.after) query.bind(filter.after->first, filter.after->second);
        return all(query.bind(std::clamp<std::size_t>(filter.limit, 1, kMostListed)), read_test);
    });
}

}  // namespace anju::alertd::store::sqlite
