// The registry: where a gateway's home is, who answers for it, and the import.
#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/writer.hpp"

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
        // From the nearest circle to the widest; a circle that the place does not have is NULL and matches
        // nobody. In a team's place stand its members (R3 of core/rules.hpp); without any it stands itself.
        using core::Level;
        Query query = connection_.query(
            "WITH circle (nearness, level, scope) AS (VALUES (1, ?, ?), (2, ?, ?), (3, ?, ?), (4, ?, '')), "
            "standing AS (SELECT nearness, r.* FROM circle CROSS JOIN responders r USING (level, scope) "
            "WHERE r.kind <> 'member') "
            "SELECT id, name, level, scope, channel, address, phone, channel2, address2, channel3, address3, team FROM "
            "("
            "SELECT nearness, id, name, level, scope, channel, address, phone, channel2, address2, channel3, address3, "
            "'' AS team FROM standing s WHERE kind <> 'team' "
            "OR NOT EXISTS (SELECT 1 FROM team_members t WHERE t.team = s.id) UNION ALL "
            "SELECT s.nearness, m.id, m.name, s.level, s.scope, m.channel, m.address, m.phone, m.channel2, "
            "m.address2, m.channel3, m.address3, s.id FROM standing s "
            "CROSS JOIN team_members t ON t.team = s.id CROSS JOIN responders m ON m.id = t.member "
            "WHERE s.kind = 'team') ORDER BY nearness, id");
        query.bind(to_string(Level::home), place.home, to_string(Level::committee), place.committee,
                   to_string(Level::street), place.street, to_string(Level::district));
        std::vector<core::Responder> responders;
        while (query.next()) {
            responders.push_back(read_responder(query));
            responders.back().team = query.name<ResponderId>();
        }
        return responders;
    });
}

// ---- import ----------------------------------------------------------------------------------

namespace {

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string known_number(int value) { return value == 0 ? std::string() : std::to_string(value); }

using Cells = std::vector<std::optional<std::string>>;

/// Rows of a table from nouns that name only some of its columns, without those that nobody gave.
class Drafts {
public:
    Drafts(const Registry& registry, TableId table, std::vector<std::string_view> columns)
        : table_(table_of(table)), columns_(std::move(columns)) {
        const auto left_out = registry.left_out.find(std::string(table_.name));
        if (left_out != registry.left_out.end()) left_out_ = left_out->second;
    }

    void add(const Cells& cells) {
        RowDraft draft;
        draft.cells.resize(table_.columns.size());
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (!left_out_.contains(std::string(columns_[i]))) draft.cells[column_at(table_, columns_[i])] = cells[i];
        }
        drafts_.push_back(std::move(draft));
    }

    Result<void> put(RegistryWriter& writer, ImportCounts& counts) const {
        ANJU_TRY(const auto report, writer.put(table_.id, drafts_));
        counts.added += report.counts.added;
        counts.changed += report.counts.changed;
        counts.unchanged += report.counts.unchanged;
        return success();
    }

private:
    const Table& table_;
    std::vector<std::string_view> columns_;
    std::set<std::string> left_out_;
    std::vector<RowDraft> drafts_;
};

Result<void> import_places(RegistryWriter& writer, const Registry& registry, ImportCounts& counts) {
    Drafts streets(registry, TableId::streets, {"id", "name"});
    for (const auto& street : registry.streets) streets.add({street.id.value, street.name});
    ANJU_TRY(streets.put(writer, counts));
    Drafts committees(registry, TableId::committees, {"id", "street", "name"});
    for (const auto& committee : registry.committees) {
        committees.add({committee.id.value, committee.street.value, committee.name});
    }
    ANJU_TRY(committees.put(writer, counts));
    Drafts homes(registry, TableId::homes, {"id", "committee", "gateway", "address"});
    for (const auto& home : registry.homes) {
        homes.add({home.id.value, home.committee.value, home.gateway.value, home.address});
    }
    return homes.put(writer, counts);
}

Result<void> import_the_rest(RegistryWriter& writer, const Registry& registry, ImportCounts& counts) {
    Drafts residents(registry, TableId::residents,
                     {"id", "home", "name", "phone", "birth_year", "lives_alone", "medical_notes"});
    for (const auto& resident : registry.residents) {
        residents.add({resident.id.value, resident.home.value, resident.name, resident.phone,
                       known_number(resident.birth_year), yes_or_no(resident.lives_alone), resident.medical_notes});
    }
    ANJU_TRY(residents.put(writer, counts));
    Drafts devices(registry, TableId::devices, {"home", "id", "kind", "name"});
    for (const auto& device : registry.devices) {
        devices.add({device.home.value, device.id.value, std::string(to_string(device.kind)), device.name});
    }
    ANJU_TRY(devices.put(writer, counts));
    Drafts responders(registry, TableId::responders,
                      {"id", "name", "level", "scope", "channel", "address", "phone", "channel2", "address2",
                       "channel3", "address3"});
    static_assert(core::kMostWays == 3);
    for (const auto& responder : registry.responders) {
        const auto ways = core::ways_of(responder);
        const auto channel = [&](std::size_t way) {
            return way < ways.size() ? std::string(core::to_string(ways[way].channel)) : std::string();
        };
        const auto address = [&](std::size_t way) { return way < ways.size() ? ways[way].address : std::string(); };
        responders.add({responder.id.value, responder.name, std::string(core::to_string(responder.level)),
                        responder.scope, channel(0), address(0), responder.phone, channel(1), address(1), channel(2),
                        address(2)});
    }
    return responders.put(writer, counts);
}

}  // namespace

Result<ImportCounts> SqliteWriter::import(const Registry& registry) {
    ImportCounts counts;
    ANJU_TRY(import_places(registry_, registry, counts));
    ANJU_TRY(import_the_rest(registry_, registry, counts));
    return counts;
}

}  // namespace anju::alertd::store::sqlite
