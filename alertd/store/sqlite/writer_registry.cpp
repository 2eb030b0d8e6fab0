// The registry: where a gateway's home is, who answers for it, and the import.
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/writer.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kHomesOfGateway =
    "SELECT h.id, h.committee, c.street, h.address FROM homes h JOIN committees c ON c.id = h.committee "
    "WHERE h.gateway = ? AND h.gateway <> ''";

core::Place read_home(Query& query) {
    core::Place place;
    place.home = query.name<HomeId>();
    place.registered = true;
    place.committee = query.name<CommitteeId>();
    place.street = query.name<StreetId>();
    place.address = query.text();
    return place;
}

/// The one that it claims to speak for, if it is one of its homes.
std::optional<core::Place> claimed_home(Connection& connection, const GatewayId& gateway, const HomeId& claim) {
    static const std::string sql = std::string(kHomesOfGateway) + " AND h.id = ?";
    Query query = connection.query(sql);
    if (!query.bind(gateway, claim).next()) return std::nullopt;
    return read_home(query);
}

std::vector<core::Place> homes_of(Connection& connection, const GatewayId& gateway) {
    static const std::string sql = std::string(kHomesOfGateway) + " ORDER BY h.id";
    Query query = connection.query(sql);
    query.bind(gateway);
    std::vector<core::Place> homes;
    while (query.next()) homes.push_back(read_home(query));
    return homes;
}

/// The value that all homes share; nothing when they differ.
template <class Id>
std::optional<Id> shared(const std::vector<core::Place>& homes, std::optional<Id> core::Place::*member) {
    if (homes.empty()) return std::nullopt;
    const bool same = std::all_of(homes.begin(), homes.end(),
                                  [&](const core::Place& home) { return home.*member == homes.front().*member; });
    return same ? homes.front().*member : std::nullopt;
}

bool row_exists(Connection& connection, const std::string& table, const std::string& id) {
    Query query = connection.query("SELECT 1 FROM " + table + " WHERE id = ?");
    return query.bind(id).next();
}

}  // namespace

Result<core::Place> SqliteWriter::place_of(const GatewayId& gateway, const HomeId& home_claim,
                                           const StreetId& street_claim) {
    return connection_.attempt("look for a gateway's home", [&]() -> Result<core::Place> {
        if (auto home = claimed_home(connection_, gateway, home_claim)) return std::move(*home);
        const auto homes = homes_of(connection_, gateway);
        // With one home the registration decides, whatever the gateway claims.
        if (homes.size() == 1) return homes.front();
        // Unknown, or a hub that names none of its homes: a place of its own, so that its cases do
        // not mix with another home's, handed to the smallest circle that is certain to hold it.
        core::Place place;
        place.home = HomeId{"gateway:" + gateway.value + (home_claim.empty() ? "" : "/" + home_claim.value)};
        place.committee = shared(homes, &core::Place::committee);
        place.street = shared(homes, &core::Place::street);
        if (!place.street && row_exists(connection_, "streets", street_claim.value)) place.street = street_claim;
        return place;
    });
}

Result<std::vector<PlacedDevice>> SqliteWriter::devices_of(const GatewayId& gateway) {
    return connection_.attempt("look for the devices of a gateway", [&]() -> Result<std::vector<PlacedDevice>> {
        Query query = connection_.query(
            "SELECT d.id, d.home, d.kind FROM homes h CROSS JOIN devices d ON d.home = h.id "
            "WHERE h.gateway = ? AND h.gateway <> '' ORDER BY d.id, d.home");
        query.bind(gateway);
        std::vector<PlacedDevice> devices;
        while (query.next()) {
            PlacedDevice device;
            device.device = query.name<DeviceId>();
            device.home = query.name<HomeId>();
            device.kind = parse_word<Kind>(query.text()).value_or(Kind::unknown);
            devices.push_back(std::move(device));
        }
        return devices;
    });
}

Result<bool> SqliteWriter::device_registered(const HomeId& home, const DeviceId& device) {
    return connection_.attempt("look for a device", [&]() -> Result<bool> {
        Query query = connection_.query("SELECT 1 FROM devices WHERE home = ? AND id = ?");
        return query.bind(home, device).next();
    });
}

Result<std::vector<core::Responder>> SqliteWriter::responders_for(const core::Place& place) {
    return connection_.attempt("look for responders", [&]() -> Result<std::vector<core::Responder>> {
        // From the nearest circle to the widest; a circle that the place does not have is NULL and matches nobody.
        using core::Level;
        static const std::string sql =
            std::string("WITH circle (nearness, level, scope) AS (VALUES (1, ?, ?), (2, ?, ?), (3, ?, ?), (4, ?, '')) ")
                .append(select(kResponderColumns,
                               "circle CROSS JOIN responders USING (level, scope) ORDER BY nearness, id"));
        Query query = connection_.query(sql);
        query.bind(to_string(Level::home), place.home, to_string(Level::committee), place.committee,
                   to_string(Level::street), place.street, to_string(Level::district));
        std::vector<core::Responder> responders;
        while (query.next()) responders.push_back(read_responder(query));
        return responders;
    });
}

// ---- import ----------------------------------------------------------------------------------

namespace {

struct Table {
    std::string name;
    std::string insert;  ///< binds every column; changes nothing when the key exists
    std::string update;  ///< binds every column; changes nothing when the row is the same already
};

/// `key_columns` of the list come first and are the key. Columns that `registry` leaves out are bound as
/// well, and an update keeps what the row has there.
Table make_table(const Registry& registry, std::string_view name, std::string_view columns, std::size_t key_columns) {
    const auto left_out = registry.left_out.find(std::string(name));
    std::string key, set, stored, given;
    const auto names = columns_of(columns);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string column(names[i]);
        std::string value = "?" + std::to_string(i + 1);
        if (i < key_columns) {
            key += (i == 0 ? "" : " AND ") + column + " = " + value;
            continue;
        }
        const bool keeps = left_out != registry.left_out.end() && left_out->second.contains(column);
        if (keeps) value = "coalesce(" + column + ", " + value + ")";  // no column of these is ever NULL
        const char* comma = i == key_columns ? "" : ", ";
        set += comma + column + " = " + value;
        stored += comma + column;
        given += comma + value;
    }
    Table table;
    table.name = name;
    table.insert = "INSERT INTO " + table.name + " (" + std::string(columns) + ") VALUES (" + placeholders(columns) +
                   ") ON CONFLICT DO NOTHING";
    table.update =
        "UPDATE " + table.name + " SET " + set + " WHERE " + key + " AND (" + stored + ") IS NOT (" + given + ")";
    return table;
}

Error not_known(std::string_view table, const std::string& row, const std::string& reference) {
    return fail(ErrorCode::invalid, std::string(table) + ": " + row + ": " + reference + " is not known");
}

/// Brings rows in and counts what became of them. `reference` is what a foreign key of the row names.
class Importer {
public:
    explicit Importer(Connection& connection) : connection_(connection) {}

    template <class... Values>
    Result<void> row(const Table& table, const std::string& row, const std::string& reference,
                     const Values&... values) {
        try {
            if (connection_.query(table.insert).bind(values...).run() > 0) {
                ++counts_.added;
            } else if (connection_.query(table.update).bind(values...).run() > 0) {
                ++counts_.changed;
            } else {
                ++counts_.unchanged;
            }
        } catch (const SQLite::Exception& exception) {
            if (exception.getErrorCode() == SQLITE_CONSTRAINT) return not_known(table.name, row, reference);
            throw;
        }
        return success();
    }

    Result<void> responder(const Table& table, const core::Responder& responder);

    [[nodiscard]] const ImportCounts& counts() const { return counts_; }

private:
    Connection& connection_;
    ImportCounts counts_;
};

Result<void> Importer::responder(const Table& table, const core::Responder& responder) {
    const char* scopes = nullptr;
    switch (responder.level) {
        case core::Level::home: scopes = "homes"; break;
        case core::Level::committee: scopes = "committees"; break;
        case core::Level::street: scopes = "streets"; break;
        case core::Level::district: break;
    }
    // A scope that does not exist would be a responder whom nobody ever calls.
    if (scopes != nullptr && !row_exists(connection_, scopes, responder.scope)) {
        return not_known(table.name, responder.id.value,
                         std::string(core::to_string(responder.level)) + " \"" + responder.scope + "\"");
    }
    return row(table, responder.id.value, "", responder.id, responder.name, core::to_string(responder.level),
               responder.scope, core::to_string(responder.channel), responder.address, responder.phone);
}

Result<void> import_rows(Importer& importer, const Registry& registry) {
    const Table streets = make_table(registry, "streets", "id, name", 1);
    const Table committees = make_table(registry, "committees", "id, street, name", 1);
    const Table homes = make_table(registry, "homes", "id, committee, gateway, address", 1);
    const Table residents = make_table(registry, "residents", kResidentColumns, 1);
    const Table devices = make_table(registry, "devices", "home, id, kind, name", 2);
    const Table responders = make_table(registry, "responders", kResponderColumns, 1);
    for (const auto& street : registry.streets) {
        ANJU_TRY(importer.row(streets, street.id.value, "", street.id, street.name));
    }
    for (const auto& committee : registry.committees) {
        ANJU_TRY(importer.row(committees, committee.id.value, "street \"" + committee.street.value + "\"", committee.id,
                              committee.street, committee.name));
    }
    for (const auto& home : registry.homes) {
        ANJU_TRY(importer.row(homes, home.id.value, "committee \"" + home.committee.value + "\"", home.id,
                              home.committee, home.gateway, home.address));
    }
    for (const auto& resident : registry.residents) {
        ANJU_TRY(importer.row(residents, resident.id.value, "home \"" + resident.home.value + "\"", resident.id,
                              resident.home, resident.name, resident.phone, resident.birth_year, resident.lives_alone,
                              resident.medical_notes));
    }
    for (const auto& device : registry.devices) {
        ANJU_TRY(importer.row(devices, device.id.value, "home \"" + device.home.value + "\"", device.home, device.id,
                              to_string(device.kind), device.name));
    }
    for (const auto& responder : registry.responders) {
        ANJU_TRY(importer.responder(responders, responder));
    }
    return success();
}

template <class Id>
std::unordered_set<Id> ids_of(Connection& connection, const std::string& table) {
    std::unordered_set<Id> ids;
    Query query = connection.query("SELECT id FROM " + table);
    while (query.next()) ids.insert(query.name<Id>());
    return ids;
}

}  // namespace

Result<ImportCounts> SqliteWriter::import(const Registry& registry) {
    return write("import the registry", [&]() -> Result<ImportCounts> {
        Importer importer(connection_);
        ANJU_TRY(import_rows(importer, registry));
        return importer.counts();
    });
}

Result<KnownIds> SqliteWriter::known_ids() {
    return connection_.attempt("list the registry's ids", [&]() -> Result<KnownIds> {
        KnownIds known;
        known.streets = ids_of<StreetId>(connection_, "streets");
        known.committees = ids_of<CommitteeId>(connection_, "committees");
        known.homes = ids_of<HomeId>(connection_, "homes");
        return known;
    });
}

}  // namespace anju::alertd::store::sqlite
