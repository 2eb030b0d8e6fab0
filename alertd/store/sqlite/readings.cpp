// Readings on SQLite, in `<database>.readings`.
#include "alertd/store/readings.hpp"

#include "alertd/store/sqlite/connection.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

namespace anju::alertd::store {

namespace {

using sqlite::Access;
using sqlite::Connection;
using sqlite::Query;

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kHoursOfDay = 24;

// `hours`: 24 floats, little-endian; NaN where nothing was heard. A row has its full length from the start, so that
// no page has to be split as the day goes on.
constexpr const char* kSchema =
    "PRAGMA user_version = 1;"
    "CREATE TABLE series (id INTEGER PRIMARY KEY, home TEXT NOT NULL, device TEXT NOT NULL, name TEXT NOT NULL, "
    "kind TEXT NOT NULL, unit TEXT NOT NULL, last_day INTEGER NOT NULL, UNIQUE (home, device, name)) STRICT;"
    "CREATE TABLE days (day INTEGER NOT NULL, series INTEGER NOT NULL, hours BLOB NOT NULL, "
    "PRIMARY KEY (day, series)) STRICT, WITHOUT ROWID;";

std::string readings_file(const std::string& database) { return database + ".readings"; }

std::int64_t day_of(std::int64_t hour) { return hour >= 0 ? hour / kHoursOfDay : -((-hour + 23) / kHoursOfDay); }

class Hours {
public:
    Hours() : bytes_(kHoursOfDay * sizeof(float), '\0') {
        for (std::int64_t i = 0; i < kHoursOfDay; ++i) set(i, std::numeric_limits<float>::quiet_NaN());
    }
    explicit Hours(std::string bytes) : bytes_(std::move(bytes)) {
        if (bytes_.size() != kHoursOfDay * sizeof(float)) throw sqlite::CorruptRow("24 hours were expected");
    }
    [[nodiscard]] float at(std::int64_t hour) const {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < sizeof(bits); ++i) {
            bits |= std::uint32_t{static_cast<unsigned char>(bytes_[place(hour) + i])} << (8 * i);
        }
        return std::bit_cast<float>(bits);
    }
    void set(std::int64_t hour, float value) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (std::size_t i = 0; i < sizeof(bits); ++i) bytes_[place(hour) + i] = static_cast<char>(bits >> (8 * i));
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    static std::size_t place(std::int64_t hour) { return static_cast<std::size_t>(hour) * sizeof(float); }
    std::string bytes_;
};

std::int64_t version_of(Connection& connection) {
    Query query = connection.query("PRAGMA user_version");
    return query.next() ? query.number() : 0;
}

class SqliteReadingsWriter final : public ReadingsWriter {
public:
    explicit SqliteReadingsWriter(const std::string& file) : connection_(file, Access::write) {
        // A power cut may take the last seconds; nothing waits for the disk.
        connection_.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384");
        if (version_of(connection_) != 0) return;
        connection_.execute("BEGIN IMMEDIATE");
        connection_.execute(kSchema);
        connection_.execute("COMMIT");
    }

    [[nodiscard]] bool is_ours() { return version_of(connection_) == kVersion; }

    /// Reads something of both tables: a file that was cut or overwritten is found at once and not at the first value.
    Result<void> look() {
        return connection_.attempt("look into the readings", [&]() -> Result<void> {
            connection_.query("SELECT max(id) FROM series").next();
            connection_.query("SELECT min(day), max(day) FROM days").next();
            return success();
        });
    }

    Result<std::size_t> put(std::span<const KeptReading> readings) override {
        return in_transaction("keep readings", [&] {
            std::size_t kept = 0;
            for (const KeptReading& reading : readings) kept += put_one(reading) ? 1 : 0;
            return kept;
        });
    }

    Result<std::size_t> forget(const HomeId& home) override {
        auto forgotten = in_transaction("forget a home's readings", [&] {
            std::vector<std::int64_t> ids;
            {
                Query query = connection_.query("SELECT id FROM series WHERE home = ?");
                query.bind(home);
                while (query.next()) ids.push_back(query.number());
            }
            const auto days = days_kept();
            for (const std::int64_t day : days) {
                for (const std::int64_t id : ids) {
                    connection_.query("DELETE FROM days WHERE day = ? AND series = ?").bind(day, id).run();
                }
            }
            connection_.query("DELETE FROM series WHERE home = ?").bind(home).run();
            return ids.size();
        });
        if (!forgotten) return forgotten;
        // In the log the old pages would stand until it is begun anew.
        ANJU_TRY(connection_.attempt("empty the log", [&]() -> Result<void> {
            connection_.query("PRAGMA wal_checkpoint(TRUNCATE)").next();
            return success();
        }));
        return forgotten;
    }

    Result<std::size_t> prune(std::int64_t hour, std::span<const HomeId> held, std::size_t limit) override {
        const std::int64_t before = day_of(hour);
        return in_transaction("forget old readings", [&] {
            connection_.query("CREATE TEMP TABLE IF NOT EXISTS held (home TEXT PRIMARY KEY)").run();
            connection_.query("DELETE FROM held").run();
            for (const HomeId& home : held) connection_.query("INSERT OR IGNORE INTO held VALUES (?)").bind(home).run();
            std::vector<std::pair<std::int64_t, std::int64_t>> old;
            {
                Query query = connection_.query(
                    "SELECT day, series FROM days WHERE day < ? AND series NOT IN (SELECT s.id FROM temp.held h "
                    "CROSS JOIN series s ON s.home = h.home) LIMIT ?");
                query.bind(before, static_cast<std::uint64_t>(limit));
                while (query.next()) {
                    const auto day = query.number();
                    old.emplace_back(day, query.number());
                }
            }
            for (const auto& [day, series] : old) {
                connection_.query("DELETE FROM days WHERE day = ? AND series = ?").bind(day, series).run();
            }
            if (old.size() < limit) {
                connection_.query("DELETE FROM series WHERE last_day < ? AND home NOT IN (SELECT home FROM temp.held)")
                    .bind(before)
                    .run();
            }
            return old.size();
        });
    }

private:
    template <class Body>
    Result<std::size_t> in_transaction(const char* operation, Body&& body) {
        auto done = connection_.attempt(operation, [&]() -> Result<std::size_t> {
            connection_.query("BEGIN IMMEDIATE").run();
            const std::size_t count = body();
            connection_.query("COMMIT").run();
            return count;
        });
        if (!done && connection_.in_transaction()) {
            static_cast<void>(connection_.attempt("undo", [&]() -> Result<void> {
                connection_.query("ROLLBACK").run();
                return success();
            }));
        }
        return done;
    }

    std::vector<std::int64_t> days_kept() {
        std::vector<std::int64_t> days;
        std::optional<std::int64_t> day;
        for (;;) {
            // From day to day by the key; a plain DISTINCT would walk every row.
            Query query = connection_.query("SELECT day FROM days WHERE day > ? ORDER BY day LIMIT 1");
            query.bind(day.value_or(std::numeric_limits<std::int64_t>::min()));
            if (!query.next()) return days;
            day = query.number();
            days.push_back(*day);
        }
    }

    /// Its id; nothing when the home has too many.
    std::optional<std::int64_t> series_of(const KeptReading& reading, std::int64_t day) {
        const std::string kind(to_string(reading.kind));
        {
            Query query = connection_.query(
                "SELECT id, kind, unit, last_day FROM series WHERE home = ? AND device = ? AND name = ?");
            query.bind(reading.home, reading.device, reading.name);
            if (query.next()) {
                const std::int64_t id = query.number();
                const bool same = query.text() == kind;
                if (same && query.text() == reading.unit && query.number() >= day) return id;
                connection_.query("UPDATE series SET kind = ?, unit = ?, last_day = max(last_day, ?) WHERE id = ?")
                    .bind(kind, reading.unit, day, id)
                    .run();
                return id;
            }
        }
        {
            Query query = connection_.query("SELECT count(*) FROM series WHERE home = ?");
            if (query.bind(reading.home).next() && query.number() >= std::int64_t{kMostReadingSeries}) {
                return std::nullopt;
            }
        }
        connection_.query("INSERT INTO series (home, device, name, kind, unit, last_day) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(reading.home, reading.device, reading.name, kind, reading.unit, day)
            .run();
        Query query = connection_.query("SELECT last_insert_rowid()");
        query.next();
        return query.number();
    }

    bool put_one(const KeptReading& reading) {
        const std::int64_t day = day_of(reading.hour);
        const auto series = series_of(reading, day);
        if (!series) return false;
        Hours hours;
        {
            Query query = connection_.query("SELECT hours FROM days WHERE day = ? AND series = ?");
            if (query.bind(day, *series).next()) hours = Hours(query.text());
        }
        const std::int64_t slot = reading.hour - day * kHoursOfDay;
        const float before = hours.at(slot);
        const auto value = static_cast<float>(reading.value);
        hours.set(slot, reading.adds && !std::isnan(before) ? before + value : value);
        connection_.query("INSERT OR REPLACE INTO days (day, series, hours) VALUES (?, ?, ?)")
            .bind(day, *series)
            .bind_blob(hours.bytes())
            .run();
        return true;
    }

    Connection connection_;
};

class SqliteReadingsReader final : public ReadingsReader {
public:
    explicit SqliteReadingsReader(const std::string& file) : connection_(file, Access::read_only) {}

    [[nodiscard]] bool is_ours() { return version_of(connection_) == kVersion; }

    Result<std::vector<ReadingSeries>> of(const HomeId& home, std::int64_t first, std::size_t hours) override {
        using All = std::vector<ReadingSeries>;
        return connection_.attempt("read a home's readings", [&]() -> Result<All> {
            const sqlite::ReadTransaction view(connection_);
            All all;
            Query query = connection_.query(
                "SELECT id, device, kind, name, unit FROM series WHERE home = ? ORDER BY device, name");
            query.bind(home);
            while (query.next()) {
                const std::int64_t id = query.number();
                ReadingSeries one;
                one.device = query.name<DeviceId>();
                one.kind = parse_word<Kind>(query.text()).value_or(Kind::unknown);
                one.name = query.text();
                one.unit = query.text();
                if (fill(id, first, hours, one)) all.push_back(std::move(one));
            }
            return all;
        });
    }

private:
    /// Day by day: a range of days would walk everybody's rows.
    bool fill(std::int64_t id, std::int64_t first, std::size_t hours, ReadingSeries& one) {
        one.values.resize(hours);
        const auto end = first + static_cast<std::int64_t>(hours);
        bool any = false;
        for (std::int64_t day = day_of(first); day * kHoursOfDay < end; ++day) {
            Query query = connection_.query("SELECT hours FROM days WHERE day = ? AND series = ?");
            if (!query.bind(day, id).next()) continue;
            const Hours kept(query.text());
            for (std::int64_t slot = 0; slot < kHoursOfDay; ++slot) {
                const std::int64_t hour = day * kHoursOfDay + slot;
                const float value = kept.at(slot);
                if (hour < first || hour >= end || std::isnan(value)) continue;
                one.values[static_cast<std::size_t>(hour - first)] = double{value};
                any = true;
            }
        }
        return any;
    }

    Connection connection_;
};

}  // namespace

Result<std::unique_ptr<ReadingsWriter>> open_sqlite_readings_writer(const std::string& path) {
    const std::string file = readings_file(path);
    try {
        auto writer = std::make_unique<SqliteReadingsWriter>(file);
        if (!writer->is_ours()) return fail(ErrorCode::corrupt, file + ": another version made it");
        ANJU_TRY(writer->look());
        return std::unique_ptr<ReadingsWriter>(std::move(writer));
    } catch (const std::exception& exception) {
        return sqlite::to_error(exception, file, "open the readings");
    }
}

Result<std::unique_ptr<ReadingsReader>> open_sqlite_readings_reader(const std::string& path) {
    const std::string file = readings_file(path);
    try {
        auto reader = std::make_unique<SqliteReadingsReader>(file);
        if (!reader->is_ours()) return fail(ErrorCode::unavailable, file + ": is not ready");
        return std::unique_ptr<ReadingsReader>(std::move(reader));
    } catch (const std::exception& exception) {
        return sqlite::to_error(exception, file, "open the readings");
    }
}

bool remove_sqlite_readings(const std::string& path) {
    bool any = false;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        any = std::filesystem::remove(readings_file(path) + suffix, ignored) || any;
    }
    return any;
}

}  // namespace anju::alertd::store
