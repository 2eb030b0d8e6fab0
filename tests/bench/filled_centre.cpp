#include "tests/bench/filled_centre.hpp"

#include "alertd/store/sqlite/chain.hpp"
#include "alertd/store/store.hpp"
#include "base/ulid.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace anju::tests {

namespace store = alertd::store;
namespace core = alertd::core;

namespace {

/// Where the history ends and the open cases begin, a millisecond after another.
constexpr std::int64_t kHistoryEnds = kFilledUntil - 3'600'000;
constexpr std::int64_t kYear = 365LL * 86'400'000;
constexpr std::int64_t kYears = 5;
constexpr std::size_t kRowsPerTransaction = 200'000;

struct Kind {
    const char* incident_class;
    const char* severity;
    const char* condition;
    const char* kind;
};
constexpr Kind kKinds[] = {
    {"emergency", "critical", "smoke", "smoke"},    {"emergency", "critical", "call", "call_button"},
    {"emergency", "critical", "fall", "fall"},      {"welfare", "major", "no_water_use", "water_meter"},
    {"technical", "minor", "low_battery", "smoke"},
};

std::string home_id(std::size_t index) { return fmt::format("h{:06}", index); }
std::string address_of(std::size_t index) {
    return fmt::format("长宁路{}弄{}号{}室", index / 300 + 1, index / 30 % 10 + 1, index % 30 + 101);
}

store::Registry district(const FilledCentre& size) {
    store::Registry registry;
    for (std::size_t i = 0; i < size.streets; ++i) {
        registry.streets.push_back({StreetId(fmt::format("s{:02}", i)), fmt::format("街镇{}", i)});
    }
    for (std::size_t i = 0; i < size.committees; ++i) {
        const auto& street = registry.streets[i % size.streets].id;
        registry.committees.push_back({CommitteeId(fmt::format("c{:03}", i)), street, fmt::format("居委会{}", i)});
    }
    for (std::size_t i = 0; i < size.homes; ++i) {
        core::Home home;
        home.id = HomeId(home_id(i));
        home.committee = registry.committees[i % size.committees].id;
        home.gateway = GatewayId(fmt::format("gw-{:06}", i));
        home.address = address_of(i);
        registry.homes.push_back(std::move(home));
    }
    const auto add = [&](std::string id, core::Level level, const std::string& scope) {
        core::Responder responder;
        responder.id = ResponderId(std::move(id));
        responder.name = responder.id.value;
        responder.level = level;
        responder.scope = scope;
        registry.responders.push_back(std::move(responder));
    };
    for (const auto& committee : registry.committees) {
        add("r-" + committee.id.value, core::Level::committee, committee.id.value);
    }
    for (const auto& street : registry.streets) add("r-" + street.id.value, core::Level::street, street.id.value);
    add("r-district", core::Level::district, "");
    return registry;
}

void import(const std::filesystem::path& file, const store::Registry& registry) {
    const auto check = [](const auto& result) {
        if (!result) throw std::runtime_error("the district cannot be imported: " + result.error().message);
    };
    auto writer = store::open_sqlite_writer({file.string()});
    check(writer);
    check(writer.value()->begin());
    check(writer.value()->import(registry));
    check(writer.value()->commit());
}

/// Rows of one table's secondary indices are sorted once at the end instead of being inserted one by one.
class WithoutIndices {
public:
    WithoutIndices(SQLite::Database& database, const std::string& table) : database_(database) {
        SQLite::Statement found(database,
                                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql "
                                "IS NOT NULL");
        found.bind(1, table);
        std::vector<std::string> names;
        while (found.executeStep()) {
            names.push_back(found.getColumn(0).getString());
            statements_.push_back(found.getColumn(1).getString());
        }
        for (const auto& name : names) database.exec("DROP INDEX " + name);
    }
    void restore() {
        for (const auto& statement : statements_) database_.exec(statement);
    }

private:
    SQLite::Database& database_;
    std::vector<std::string> statements_;
};

class History {
public:
    History(SQLite::Database& database, const FilledCentre& size)
        : size_(size),
          random_(20260501),
          ids_([this] { return random_(); }),
          incident_(database,
                    "INSERT INTO incidents (id, version, class, severity, headline, state, home, registered, "
                    "committee, street, address, gateway, alerts, reports, opened_at, changed_at, acknowledged_at, "
                    "resolved_at, closed_at, owner, disposition, step, all_clear) VALUES (?1, 4, ?2, ?3, ?4, ?5, ?6, "
                    "1, ?7, ?8, ?16, ?9, 1, 1, ?10, ?11, ?12, ?13, ?13, ?14, ?15, 1, 1)"),
          alert_(database,
                 "INSERT INTO alerts (id, revision, gateway, home, key_home, device, condition, kind, type, severity, "
                 "phase, count, first_boot, first_mono, first_utc, first_synced, last_boot, last_mono, last_utc, "
                 "last_synced, readings, how, evidence, test, seen_retained, registered, incident, received_first, "
                 "received_last) VALUES (?1, 2, ?2, ?3, ?3, 'd1', ?4, ?5, 'alarm', ?6, ?7, 1, 1, 1, ?8, 1, 1, 1, ?8, "
                 "1, '[]', '', x'', 0, 0, 1, ?9, ?8, ?8)"),
          journal_(database,
                   "INSERT INTO journal (seq, at, event, actor, incident, detail, prev_hash, hash) VALUES (?1, ?2, "
                   "'incident.closed', 'user:bench', ?3, ?4, ?5, ?6)"),
          escalation_(database, "INSERT INTO escalations (incident, step, due_at, state) VALUES (?1, 1, ?2, 'fired')"),
          attendance_(database,
                      "INSERT INTO attendances (incident, responder, state, since) VALUES (?1, ?2, 'done', ?3)"),
          notification_(database,
                        "INSERT INTO notifications (id, key, incident, responder, step, channel, address, state, "
                        "attempts, created_at, next_attempt_at, finished_at, last_error, class) VALUES (?1, ?2, ?3, "
                        "?4, 1, 'log', '', 'delivered', 1, ?5, ?5, ?5, '', ?6)"),
          database_(database) {}

    void write_closed(std::size_t index) {
        const std::int64_t step = kYears * kYear / static_cast<std::int64_t>(size_.closed + 1);
        write(kHistoryEnds - kYears * kYear + static_cast<std::int64_t>(index) * step, random_() % size_.homes, true);
    }
    /// One home has one open incident of a class, so the homes are taken in turn.
    void write_open(std::size_t index) {
        write(kHistoryEnds + static_cast<std::int64_t>(index), index * (size_.homes / size_.open), false);
    }
    void write_head() {
        SQLite::Statement head(database_, "UPDATE journal_head SET seq = ?, hash = ?");
        head.bind(1, static_cast<std::int64_t>(head_.seq));
        head.bind(2, head_.hash.data(), static_cast<int>(head_.hash.size()));
        head.exec();
        // A district that has grown for years has long counted what happened, and forgotten what was personal.
        SQLite::Statement counted(database_, "UPDATE figures_progress SET seq = ?, at = ?");
        counted.bind(1, static_cast<std::int64_t>(head_.seq));
        counted.bind(2, kHistoryEnds);
        counted.exec();
        SQLite::Statement forgotten(database_, "INSERT INTO retention_progress (what, reached) VALUES (?, ?)");
        for (const char* what : {"notes", "evidence", "readings", "deliveries"}) {
            forgotten.bind(1, what);
            bind(forgotten, 2, ids_.next(UtcTime{Millis{kHistoryEnds}}));
            run(forgotten);
        }
    }

private:
    static void bind(SQLite::Statement& statement, int index, const Ulid& id) {
        statement.bind(index, id.bytes.data(), static_cast<int>(id.bytes.size()));
    }
    static void run(SQLite::Statement& statement) {
        statement.exec();
        statement.reset();
    }

    void write(std::int64_t at, std::size_t home, bool closed) {
        const Kind& kind = closed ? kKinds[random_() % std::size(kKinds)] : kKinds[0];
        const auto committee = home % size_.committees;
        const std::string gateway = fmt::format("gw-{:06}", home);
        const Ulid id = ids_.next(UtcTime{Millis{at}});
        bind(incident_, 1, id);
        incident_.bind(2, kind.incident_class);
        incident_.bind(3, kind.severity);
        incident_.bind(4, kind.condition);
        incident_.bind(5, closed ? "closed" : "acknowledged");
        incident_.bind(6, home_id(home));
        incident_.bind(7, fmt::format("c{:03}", committee));
        incident_.bind(8, fmt::format("s{:02}", committee % size_.streets));
        incident_.bind(9, gateway);
        incident_.bind(10, at);
        incident_.bind(11, at + 900'000);
        incident_.bind(12, at + 30'000);
        closed ? incident_.bind(13, at + 900'000) : incident_.bind(13);
        incident_.bind(14, "user:bench");
        closed ? incident_.bind(15, "real") : incident_.bind(15);
        incident_.bind(16, address_of(home));
        run(incident_);

        bind(alert_, 1, ids_.next(UtcTime{Millis{at}}));
        alert_.bind(2, gateway);
        alert_.bind(3, home_id(home));
        alert_.bind(4, kind.condition);
        alert_.bind(5, kind.kind);
        alert_.bind(6, kind.severity);
        alert_.bind(7, closed ? "cleared" : "raised");
        alert_.bind(8, at);
        bind(alert_, 9, id);
        run(alert_);
        if (!closed) return;
        write_journal(at + 900'000, id);
        write_call(at, id, fmt::format("r-c{:03}", committee), kind.incident_class);
    }

    /// Whoever was told of a case, and went.
    void write_call(std::int64_t at, const Ulid& incident, const std::string& responder, const char* incident_class) {
        bind(escalation_, 1, incident);
        escalation_.bind(2, at);
        run(escalation_);
        bind(attendance_, 1, incident);
        attendance_.bind(2, responder);
        attendance_.bind(3, at + 60'000);
        run(attendance_);
        bind(notification_, 1, ids_.next(UtcTime{Millis{at}}));
        notification_.bind(2, incident.to_string() + "/" + responder + "/1");
        bind(notification_, 3, incident);
        notification_.bind(4, responder);
        notification_.bind(5, at);
        notification_.bind(6, incident_class);
        run(notification_);
    }

    void write_journal(std::int64_t at, const Ulid& incident) {
        store::sqlite::ChainRow row;
        row.seq = head_.seq + 1;
        row.at = UtcTime{Millis{at}};
        row.event = "incident.closed";
        row.actor = "user:bench";
        row.incident = IncidentId(incident);
        row.detail = R"([["disposition","real"]])";
        row.previous = head_.hash;
        const auto hash = store::sqlite::hash_of(row);
        journal_.bind(1, static_cast<std::int64_t>(row.seq));
        journal_.bind(2, at);
        bind(journal_, 3, incident);
        journal_.bind(4, row.detail);
        journal_.bind(5, row.previous.data(), static_cast<int>(row.previous.size()));
        journal_.bind(6, hash.data(), static_cast<int>(hash.size()));
        run(journal_);
        head_ = {row.seq, hash};
    }

    const FilledCentre size_;
    std::mt19937_64 random_;
    UlidFactory ids_;
    store::sqlite::ChainHead head_;
    SQLite::Statement incident_;
    SQLite::Statement alert_;
    SQLite::Statement journal_;
    SQLite::Statement escalation_;
    SQLite::Statement attendance_;
    SQLite::Statement notification_;
    SQLite::Database& database_;
};

}  // namespace

void fill_centre(const std::filesystem::path& file, const FilledCentre& size) {
    import(file, district(size));
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA temp_store = FILE");
    std::vector<WithoutIndices> tables;
    for (const char* table : {"incidents", "alerts", "journal", "escalations", "attendances", "notifications"})
        tables.emplace_back(database, table);
    {
        History history(database, size);
        for (std::size_t done = 0; done < size.closed;) {
            SQLite::Transaction transaction(database);
            for (std::size_t i = 0; i < kRowsPerTransaction && done < size.closed; ++i) history.write_closed(done++);
            transaction.commit();
            fmt::print(stderr, "\rfilling: {} of {} closed incidents", done, size.closed);
        }
        SQLite::Transaction transaction(database);
        for (std::size_t i = 0; i < size.open; ++i) history.write_open(i);
        history.write_head();
        transaction.commit();
    }
    fmt::print(stderr, "\nfilling: indices\n");
    for (auto& table : tables) table.restore();
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

void make_due(const std::filesystem::path& file, std::int64_t from_utc_ms, std::int64_t within_ms) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
    SQLite::Transaction transaction(database);
    database.exec(
        "UPDATE incidents SET state = 'open', acknowledged_at = NULL, owner = '', all_clear = 0 WHERE state <> "
        "'closed'");
    SQLite::Statement put(database,
                          "INSERT OR REPLACE INTO escalations (incident, step, due_at, state) SELECT id, 2, ?1 + "
                          "(row_number() OVER (ORDER BY id) - 1) * ?2 / (SELECT count(*) FROM incidents WHERE state <> "
                          "'closed'), 'pending' FROM incidents WHERE state <> 'closed'");
    put.bind(1, from_utc_ms);
    put.bind(2, within_ms);
    put.exec();
    transaction.commit();
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace anju::tests
