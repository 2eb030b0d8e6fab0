// Rosters on SQLite: the roster, its shifts in their order, its overrides in the order in which they were made.
#include "alertd/store/rosters.hpp"

#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/subjects.hpp"
#include "alertd/store/sqlite/writer.hpp"

#include <boost/json.hpp>

namespace anju::alertd::store::sqlite {

namespace {

namespace json = boost::json;
using core::LocalDay;
using std::chrono::days;
using std::chrono::minutes;

constexpr std::string_view kShiftColumns =
    "roster, position, id, weekdays, begins, ends, from_day, until_day, except_days, crews, rotate_days";

std::int64_t number_of(LocalDay day) { return day.time_since_epoch().count(); }
LocalDay day_of(std::int64_t number) { return LocalDay{days{number}}; }

std::string encode_crews(const std::vector<core::Crew>& crews) {
    json::array list;
    for (const auto& crew : crews) {
        json::array people;
        for (const auto& person : crew) people.emplace_back(person.value);
        list.push_back(std::move(people));
    }
    return json::serialize(list);
}

std::vector<core::Crew> decode_crews(const std::string& text) {
    std::vector<core::Crew> crews;
    const json::value parsed = json::parse(text);
    for (const auto& people : parsed.as_array()) {
        core::Crew crew;
        for (const auto& person : people.as_array()) crew.emplace_back(std::string(person.as_string()));
        crews.push_back(std::move(crew));
    }
    return crews;
}

std::string encode_days(const std::vector<LocalDay>& list) {
    json::array numbers;
    for (const auto day : list) numbers.emplace_back(number_of(day));
    return json::serialize(numbers);
}

std::vector<LocalDay> decode_days(const std::string& text) {
    std::vector<LocalDay> list;
    const json::value parsed = json::parse(text);
    for (const auto& number : parsed.as_array()) list.push_back(day_of(number.to_number<std::int64_t>()));
    return list;
}

core::Level read_level(Query& row) {
    const std::string text = row.text();
    const auto level = core::parse_case_word<core::Level>(text);
    if (!level) throw CorruptRow("a level was expected, not \"" + text + "\"");
    return *level;
}

core::Shift read_shift(Query& row) {
    core::Shift shift;
    shift.id = row.text();
    shift.weekdays = core::Weekdays::of_bits(row.integer<unsigned>());
    shift.begins = minutes{row.number()};
    shift.ends = minutes{row.number()};
    shift.from = day_of(row.number());
    if (const auto until = row.optional_number()) shift.until = day_of(*until);
    shift.except = decode_days(row.text());
    shift.crews = decode_crews(row.text());
    shift.rotate_days = row.integer<int>();
    return shift;
}

core::Override read_override(Query& row) {
    core::Override change;
    change.id = row.text();
    change.person = row.name<ResponderId>();
    change.instead = row.name<ResponderId>();
    change.when.from = row.time();
    change.when.to = row.time();
    return change;
}

core::Roster read_roster(Query& row) {
    core::Roster roster;
    roster.id = row.name<core::RosterId>();
    roster.name = row.text();
    roster.level = read_level(row);
    roster.scope = row.text();
    roster.version = row.integer<std::uint64_t>();
    return roster;
}

void read_parts(Connection& connection, core::Roster& roster, const RosterParts& parts) {
    if (parts.shifts) {
        Query query = connection.query(
            "SELECT id, weekdays, begins, ends, from_day, until_day, except_days, crews, rotate_days "
            "FROM roster_shifts WHERE roster = ? ORDER BY position");
        roster.shifts = all(query.bind(roster.id), read_shift);
    }
    if (parts.overrides_after) {
        Query query = connection.query(
            "SELECT id, person, instead, from_at, to_at FROM roster_overrides WHERE roster = ? AND to_at > ? "
            "ORDER BY number");
        roster.overrides = all(query.bind(roster.id, *parts.overrides_after), read_override);
    }
}

constexpr std::string_view kRosterColumns = "r.id, r.name, r.level, r.scope, r.version";
/// The street of a committee's roster is the committee's; a street's is itself.
constexpr std::string_view kPlaced =
    "SELECT r.id, r.name, r.level, r.scope, r.version, "
    "CASE r.level WHEN 'street' THEN r.scope WHEN 'committee' THEN (SELECT street FROM committees WHERE id = r.scope) "
    "END, CASE r.level WHEN 'committee' THEN r.scope END, "
    "(SELECT count(*) FROM roster_shifts s WHERE s.roster = r.id), "
    "(SELECT count(*) FROM roster_overrides o WHERE o.roster = r.id) FROM rosters r ";

PlacedRoster read_placed(Query& row) {
    PlacedRoster placed;
    placed.roster = read_roster(row);
    placed.street = row.optional_name<StreetId>();
    placed.committee = row.optional_name<CommitteeId>();
    placed.shifts = row.integer<std::size_t>();
    placed.overrides = row.integer<std::size_t>();
    return placed;
}

/// Who stands in a scope (?1, ?2) himself or through a team: as R3 of core/rules.hpp has it.
constexpr std::string_view kPeopleOf =
    "responders WHERE ((kind <> 'member' AND level = ?1 AND scope = ?2) OR id IN (SELECT t.member FROM team_members t "
    "JOIN responders s ON s.id = t.team WHERE s.kind = 'team' AND s.level = ?1 AND s.scope = ?2)) ";

Result<std::optional<RosterScope>> find_scope(Connection& connection, core::Level level, const std::string& scope) {
    return connection.attempt("look for a roster's scope", [&]() -> Result<std::optional<RosterScope>> {
        using Found = std::optional<RosterScope>;
        if (level == core::Level::district) return scope.empty() ? Found(RosterScope{}) : Found();
        if (level == core::Level::street) {
            Query query = connection.query("SELECT 1 FROM streets WHERE id = ?");
            return query.bind(scope).next() ? Found(RosterScope{StreetId(scope), std::nullopt}) : Found();
        }
        Query query = connection.query("SELECT street FROM committees WHERE id = ?");
        if (level != core::Level::committee || !query.bind(scope).next()) return Found();
        return Found(RosterScope{query.name<StreetId>(), CommitteeId(scope)});
    });
}

class SqliteRosterReader final : public RosterReader {
public:
    explicit SqliteRosterReader(Connection& connection) : connection_(connection) {}

    Result<std::optional<PlacedRoster>> roster(const core::RosterId& id, const RosterParts& parts) override {
        return connection_.attempt("read a roster", [&]() -> Result<std::optional<PlacedRoster>> {
            const ReadTransaction snapshot(connection_);
            static const std::string sql = std::string(kPlaced) + "WHERE r.id = ?";
            Query query = connection_.query(sql);
            auto placed = first(query.bind(id), read_placed);
            if (placed) read_parts(connection_, placed->roster, parts);
            return placed;
        });
    }

    Result<std::vector<PlacedRoster>> rosters(const core::Scope& scope, const std::optional<core::RosterId>& after,
                                              std::size_t limit, const RosterParts& parts) override {
        return connection_.attempt("list rosters", [&]() -> Result<std::vector<PlacedRoster>> {
            const ReadTransaction snapshot(connection_);
            static const std::string sql = std::string(kPlaced) + "WHERE r.id > ? ORDER BY r.id";
            std::vector<PlacedRoster> found;
            {
                Query query = connection_.query(sql);
                query.bind(after.value_or(core::RosterId{}));
                while (found.size() < limit && query.next()) {
                    auto placed = read_placed(query);
                    if (scope.covers(placed.street, placed.committee)) found.push_back(std::move(placed));
                }
            }
            for (auto& placed : found) read_parts(connection_, placed.roster, parts);
            return found;
        });
    }

    Result<std::optional<RosterScope>> scope_of(core::Level level, const std::string& scope) override {
        return find_scope(connection_, level, scope);
    }

    Result<std::vector<core::Roster>> rosters_of(core::Level level, const std::string& scope,
                                                 const RosterParts& parts) override {
        return connection_.attempt("list the rosters of a scope", [&]() -> Result<std::vector<core::Roster>> {
            const ReadTransaction snapshot(connection_);
            static const std::string sql =
                select(kRosterColumns, "rosters r WHERE r.level = ? AND r.scope = ? ORDER BY r.id");
            std::vector<core::Roster> found;
            {
                Query query = connection_.query(sql);
                found = all(query.bind(to_string(level), scope), read_roster);
            }
            for (auto& roster : found) read_parts(connection_, roster, parts);
            return found;
        });
    }

    Result<std::vector<core::Responder>> people_of(core::Level level, const std::string& scope) override {
        return connection_.attempt("list the responders of a scope", [&]() -> Result<std::vector<core::Responder>> {
            static const std::string sql = select(kResponderColumns, std::string(kPeopleOf) + "ORDER BY id");
            Query query = connection_.query(sql);
            return all(query.bind(to_string(level), scope), read_responder);
        });
    }

private:
    Connection& connection_;
};

class SqliteRosterWriter final : public RosterWriter {
public:
    explicit SqliteRosterWriter(WriteGate& writer) : writer_(writer) {}

    Result<std::vector<core::RosterId>> ids() override {
        return connection().attempt("list rosters", [&]() -> Result<std::vector<core::RosterId>> {
            std::vector<core::RosterId> found;
            Query query = connection().query("SELECT id FROM rosters ORDER BY id");
            while (query.next()) found.push_back(query.name<core::RosterId>());
            return found;
        });
    }

    Result<std::optional<core::Roster>> roster(const core::RosterId& id) override {
        return connection().attempt("read a roster", [&]() -> Result<std::optional<core::Roster>> {
            static const std::string sql = select(kRosterColumns, "rosters r WHERE r.id = ?");
            std::optional<core::Roster> roster;
            {
                Query query = connection().query(sql);
                roster = first(query.bind(id), read_roster);
            }
            if (roster) read_parts(connection(), *roster, {});
            return roster;
        });
    }

    Result<std::optional<RosterScope>> scope_of(core::Level level, const std::string& scope) override {
        return find_scope(connection(), level, scope);
    }

    Result<std::set<ResponderId>> strangers(core::Level level, const std::string& scope,
                                            const std::set<ResponderId>& people) override {
        return connection().attempt("look for the people of a roster", [&]() -> Result<std::set<ResponderId>> {
            std::set<ResponderId> unknown;
            static const std::string sql = select("1", std::string(kPeopleOf) + "AND id = ?3");
            for (const auto& person : people) {
                Query query = connection().query(sql);
                if (!query.bind(to_string(level), scope, person).next()) unknown.insert(person);
            }
            return unknown;
        });
    }

    Result<void> put(const core::Roster& roster) override {
        return writer_.write("store a roster", [&]() -> Result<void> {
            connection().query("DELETE FROM rosters WHERE id = ?").bind(roster.id).run();
            connection()
                .query("INSERT INTO rosters (id, name, level, scope, version) VALUES (?, ?, ?, ?, ?)")
                .bind(roster.id, roster.name, to_string(roster.level), roster.scope, roster.version)
                .run();
            put_shifts(roster);
            put_overrides(roster.id, roster.overrides);
            return success();
        });
    }

    Result<void> append(const core::RosterId& id, const std::vector<core::Override>& overrides,
                        std::uint64_t version) override {
        return writer_.write("add to a roster", [&]() -> Result<void> {
            const int changed =
                connection().query("UPDATE rosters SET version = ? WHERE id = ?").bind(version, id).run();
            if (changed == 0) return fail(ErrorCode::not_found, "there is no roster \"" + id.value + "\"");
            put_overrides(id, overrides);
            return success();
        });
    }

    Result<void> erase(const core::RosterId& id, const std::string& override_id, std::uint64_t version) override {
        return writer_.write("take from a roster", [&]() -> Result<void> {
            const int gone = connection()
                                 .query("DELETE FROM roster_overrides WHERE roster = ? AND id = ?")
                                 .bind(id, override_id)
                                 .run();
            if (gone == 0) return fail(ErrorCode::not_found, "there is no override \"" + override_id + "\"");
            connection().query("UPDATE rosters SET version = ? WHERE id = ?").bind(version, id).run();
            return success();
        });
    }

    Result<void> erase(const core::RosterId& id) override {
        return writer_.write("remove a roster", [&]() -> Result<void> {
            connection().query("DELETE FROM rosters WHERE id = ?").bind(id).run();
            return success();
        });
    }

private:
    [[nodiscard]] Connection& connection() { return writer_.connection(); }

    void put_shifts(const core::Roster& roster) {
        static const std::string sql = "INSERT INTO roster_shifts (" + std::string(kShiftColumns) + ") VALUES (" +
                                       placeholders(kShiftColumns) + ")";
        int position = 0;
        for (const auto& shift : roster.shifts) {
            std::optional<std::int64_t> until;
            if (shift.until) until = number_of(*shift.until);
            Query query = connection().query(sql);
            query.bind(roster.id, position++, shift.id, std::int64_t{shift.weekdays.bits()},
                       std::int64_t{shift.begins.count()}, std::int64_t{shift.ends.count()}, number_of(shift.from),
                       until, encode_days(shift.except), encode_crews(shift.crews), shift.rotate_days);
            query.run();
        }
    }

    void put_overrides(const core::RosterId& id, const std::vector<core::Override>& overrides) {
        for (const auto& change : overrides) {
            connection()
                .query(
                    "INSERT INTO roster_overrides (roster, id, person, instead, from_at, to_at) "
                    "VALUES (?, ?, ?, ?, ?, ?)")
                .bind(id, change.id, change.person, change.instead, change.when.from, change.when.to)
                .run();
        }
    }

    WriteGate& writer_;
};

}  // namespace

std::unique_ptr<RosterWriter> make_roster_writer(WriteGate& writer) {
    return std::make_unique<SqliteRosterWriter>(writer);
}

std::unique_ptr<RosterReader> make_roster_reader(Connection& connection) {
    return std::make_unique<SqliteRosterReader>(connection);
}

}  // namespace anju::alertd::store::sqlite
