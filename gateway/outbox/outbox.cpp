#include "gateway/outbox/outbox.hpp"

#include "base/text.hpp"
#include "codec/codec.hpp"
#include "gateway/outbox/database.hpp"
#include "gateway/outbox/record_text.hpp"
#include "gateway/outbox/statements.hpp"

#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <array>
#include <charconv>
#include <numeric>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace anju::gateway::outbox {

namespace {

std::string_view blob_of(const SQLite::Column& column) {
    return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
    statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

std::string_view bytes_of(const Ulid& id) { return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}; }

std::int64_t millis_of(UtcTime time) { return time.time_since_epoch().count(); }

/// An eighth of `max_kib` is kept for alarms.
constexpr std::int64_t kReserve = 8;

/// Waiting entries by Priority.
using Counts = std::array<std::uint64_t, 3>;

constexpr std::string_view kOfHome = "of/";  // no key of the core begins so

/// The home of a key; nothing when the key is not one of ours.
std::optional<HomeId> home_in(std::string_view key) {
    if (!key.starts_with(kOfHome)) return HomeId{};
    key.remove_prefix(kOfHome.size());
    std::size_t length = 0;
    const auto parsed = std::from_chars(key.data(), key.data() + key.size(), length);
    key.remove_prefix(static_cast<std::size_t>(parsed.ptr - key.data()));
    const bool whole = parsed.ec == std::errc{} && key.starts_with('/') && length > 0 && key.size() > length + 1 &&
                       key[length + 1] == '/';
    return whole ? std::optional<HomeId>{HomeId{std::string(key.substr(1, length))}} : std::nullopt;
}

/// Each commit adds some four pages to the log, so it has about 1 MiB by then.
constexpr int kTidyAfterCommits = 64;

}  // namespace

struct Outbox::Impl {
    Impl(OutboxOptions given, Opening opened) : options(std::move(given)) { adopt(std::move(opened)); }

    OutboxOptions options;
    Opening opening;
    int commits_since_tidy = 0;
    /// As committed; nothing until somebody asks after an opening. Counting reads the whole table, which with
    /// a million entries takes a second that no alarm may wait for.
    std::optional<Counts> counts;
    std::optional<Statements> statements;  ///< declared after the database they belong to

    SQLite::Database& database() { return *opening.database; }

    void adopt(Opening opened) {
        opening = std::move(opened);
        counts.reset();
        statements.emplace(*opening.database);
    }

    void commit(SQLite::Transaction& transaction) {
        transaction.commit();
        ++commits_since_tidy;
    }

    void write_quarantine(UtcTime at, const std::string& source, const std::string& reason, std::string_view payload);
    /// Moves entries that damage made unreadable from the table to the quarantine.
    void set_aside(const std::vector<std::pair<std::uint64_t, std::string>>& unreadable);

    void close() {
        statements.reset();
        opening.database.reset();
    }

    /// After an I/O error nothing in memory is trusted: the file is opened and checked anew.
    Result<void> ensure_open(const Now& now) {
        if (opening.database) return success();
        ANJU_TRY(auto opened, open_database(options, now));
        adopt(std::move(opened));
        return success();
    }

    /// Runs `work` and turns what SQLite throws into an Error.
    template <class Work>
    auto guarded(const std::string& doing, Work work) -> decltype(work()) {
        if (!opening.database) return fail(ErrorCode::unavailable, doing + ": the outbox is closed after an error");
        try {
            return work();
        } catch (const SQLite::Exception& failure) {
            if (breaks_connection(failure)) close();
            return to_error(failure, doing);
        }
    }

    /// Each waiting entry in the order of its numbers; counts them as well.
    template <class See>
    void for_each_waiting(See see) {
        Counts counted{};
        auto select = statements->get("SELECT number, priority FROM entry ORDER BY number");
        while (select->executeStep()) {
            const auto priority = static_cast<Priority>(select->getColumn(1).getInt());
            ++count_of(counted, priority);
            see(static_cast<std::uint64_t>(select->getColumn(0).getInt64()), priority);
        }
        counts = counted;
    }

    Counts& counted() {
        if (!counts) for_each_waiting([](std::uint64_t, Priority) {});
        return *counts;
    }

    /// A number that damage may have written counts as one of the others.
    static std::uint64_t& count_of(Counts& of, Priority priority) {
        const auto index = static_cast<std::size_t>(priority);
        return of[index < of.size() ? index : static_cast<std::size_t>(Priority::normal)];
    }

    bool has_room_for_technical(const Counts& waiting) {
        if (waiting[static_cast<std::size_t>(Priority::technical)] >= options.max_technical) return false;
        if (options.max_kib == 0) return true;
        const auto pragma = [this](const char* sql) {
            auto ask = statements->get(sql);
            ask->executeStep();
            return ask->getColumn(0).getInt64();
        };
        const auto used = pragma("PRAGMA page_count") - pragma("PRAGMA freelist_count");
        return used * kReserve < pragma("PRAGMA max_page_count") * (kReserve - 1);
    }

    std::int64_t last_number() {
        auto life = statements->get("SELECT last_number FROM life WHERE id = 1");
        life->executeStep();
        return life->getColumn(0).getInt64();
    }

    void write_updates(const std::vector<AlertUpdate>& updates, const Now& now, CommitReport& report, Counts& waiting);
    void write_records(const Change& change);
    void write_command(const Ulid& command);
    void trim_quarantine();
};

void Outbox::Impl::write_updates(const std::vector<AlertUpdate>& updates, const Now& now, CommitReport& report,
                                 Counts& waiting) {
    if (updates.empty()) return;
    auto number = last_number();
    auto insert = statements->get("INSERT INTO entry (number, priority, created_utc_ms, payload) VALUES (?, ?, ?, ?)");
    for (const auto& update : updates) {
        const auto priority = priority_of(update);
        if (priority == Priority::technical && !has_room_for_technical(waiting)) {
            ++report.shed;
            continue;
        }
        ++count_of(waiting, priority);
        const auto payload = codec::encode_update(update);
        insert->reset();
        insert->bind(1, ++number);
        insert->bind(2, static_cast<int>(priority));
        insert->bind(3, millis_of(now.utc));
        bind_blob(*insert, 4, payload);
        insert->exec();
        report.entries.push_back({opening.epoch, static_cast<std::uint64_t>(number), priority == Priority::urgent});
    }
    if (report.entries.empty()) return;
    auto life = statements->get("UPDATE life SET last_number = ? WHERE id = 1");
    life->bind(1, number);
    life->exec();
}

void Outbox::Impl::write_records(const Change& change) {
    if (!change.persist.empty()) {
        auto put = statements->get(
            "INSERT INTO record (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        for (const auto& record : change.persist) {
            put->reset();
            put->bind(1, key_in(record.home, core::key_of(record.record)));
            put->bind(2, to_text(record.record));
            put->exec();
        }
    }
    if (!change.erase.empty()) {
        auto erase = statements->get("DELETE FROM record WHERE key = ?");
        for (const auto& key : change.erase) {
            erase->reset();
            erase->bind(1, key);
            erase->exec();
        }
    }
}

void Outbox::Impl::write_command(const Ulid& command) {
    auto insert = statements->get("INSERT OR IGNORE INTO command (command) VALUES (?)");
    bind_blob(*insert, 1, bytes_of(command));
    insert->exec();
    auto trim = statements->get("DELETE FROM command WHERE id <= (SELECT max(id) FROM command) - ?");
    trim->bind(1, static_cast<std::int64_t>(options.commands_kept));
    trim->exec();
}

void Outbox::Impl::write_quarantine(UtcTime at, const std::string& source, const std::string& reason,
                                    std::string_view payload) {
    auto insert = statements->get("INSERT INTO quarantine (at_utc_ms, source, reason, payload) VALUES (?, ?, ?, ?)");
    insert->bind(1, millis_of(at));
    insert->bind(2, to_valid_utf8(source, 1'024));
    insert->bind(3, to_valid_utf8(reason, 1'024));
    bind_blob(*insert, 4, payload.substr(0, options.quarantine_row_bytes));
    insert->exec();
    trim_quarantine();
}

void Outbox::Impl::set_aside(const std::vector<std::pair<std::uint64_t, std::string>>& unreadable) {
    SQLite::Transaction transaction(database());
    auto waiting = counted();
    auto erase = statements->get("DELETE FROM entry WHERE number = ? RETURNING created_utc_ms, priority");
    for (const auto& [number, payload] : unreadable) {
        erase->reset();
        erase->bind(1, static_cast<std::int64_t>(number));
        if (!erase->executeStep()) continue;
        const UtcTime at{Millis{erase->getColumn(0).getInt64()}};
        --count_of(waiting, static_cast<Priority>(erase->getColumn(1).getInt()));
        write_quarantine(at, "outbox/" + std::to_string(number), "damaged on the disk", payload);
    }
    erase->reset();
    commit(transaction);
    counts = waiting;
}

void Outbox::Impl::trim_quarantine() {
    auto by_rows = statements->get("DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ?");
    by_rows->bind(1, static_cast<std::int64_t>(options.quarantine_rows));
    by_rows->exec();
    auto by_bytes = statements->get(
        "DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM (SELECT id, sum(length(payload)) "
        "OVER (ORDER BY id DESC) AS total FROM quarantine) WHERE total > ?)");
    by_bytes->bind(1, static_cast<std::int64_t>(options.quarantine_bytes));
    by_bytes->exec();
}

std::string key_in(const HomeId& home, const std::string& core_key) {
    if (home.empty()) return core_key;
    // The length tells where the home ends, whatever characters it has.
    return std::string(kOfHome) + std::to_string(home.value.size()) + "/" + home.value + "/" + core_key;
}

bool Change::empty() const { return updates.empty() && persist.empty() && erase.empty() && commands_done.empty(); }

Outbox::Outbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Outbox::~Outbox() = default;

Result<std::unique_ptr<Outbox>> Outbox::open(OutboxOptions options, const Now& now) {
    ANJU_TRY(auto opening, open_database(options, now));
    return std::unique_ptr<Outbox>(new Outbox(std::make_unique<Impl>(std::move(options), std::move(opening))));
}

const OpenReport& Outbox::opened() const { return impl_->opening.report; }
OutboxEpoch Outbox::epoch() const { return impl_->opening.epoch; }
bool Outbox::is_open() const { return impl_->opening.database != nullptr; }
Result<void> Outbox::ensure_open(const Now& now) { return impl_->ensure_open(now); }

Result<std::vector<KeptRecord>> Outbox::load_records(std::size_t& unreadable) {
    unreadable = 0;
    return impl_->guarded("loading the records", [&]() -> Result<std::vector<KeptRecord>> {
        std::vector<KeptRecord> records;
        auto select = impl_->statements->get("SELECT value, key FROM record ORDER BY key");
        while (select->executeStep()) {
            auto record = parse_record(blob_of(select->getColumn(0)));
            auto home = home_in(select->getColumn(1).getString());
            if (record && home) {
                records.emplace_back(std::move(record).value(), std::move(*home));
            } else {
                ++unreadable;
            }
        }
        return records;
    });
}

Result<Waiting> Outbox::pending(std::size_t most_others) {
    return impl_->guarded("listing the outbox", [&]() -> Result<Waiting> {
        Waiting waiting;
        std::vector<EntryRef> others;
        impl_->for_each_waiting([&](std::uint64_t number, Priority priority) {
            if (priority == Priority::urgent) {
                waiting.entries.push_back({epoch(), number, true});
            } else if (others.size() < most_others) {
                others.push_back({epoch(), number, false});
            } else if (waiting.rest) {
                waiting.rest->last = number;
            } else {
                waiting.rest = EntryRange{epoch(), number, number};
            }
        });
        waiting.entries.insert(waiting.entries.end(), others.begin(), others.end());
        return waiting;
    });
}

Result<std::vector<EntryRef>> Outbox::others(const EntryRange& range, std::size_t most) {
    return impl_->guarded("listing a part of the outbox", [&]() -> Result<std::vector<EntryRef>> {
        std::vector<EntryRef> entries;
        if (range.epoch != epoch()) return entries;
        auto select = impl_->statements->get(
            "SELECT number FROM entry WHERE number BETWEEN ? AND ? AND priority <> 0 ORDER BY number LIMIT ?");
        select->bind(1, static_cast<std::int64_t>(range.first));
        select->bind(2, static_cast<std::int64_t>(range.last));
        select->bind(3, static_cast<std::int64_t>(most));
        while (select->executeStep())
            entries.push_back({epoch(), static_cast<std::uint64_t>(select->getColumn(0).getInt64()), false});
        return entries;
    });
}

Result<std::vector<NumberedUpdate>> Outbox::load(const std::vector<std::uint64_t>& numbers, std::size_t& damaged) {
    return impl_->guarded("reading the outbox", [&]() -> Result<std::vector<NumberedUpdate>> {
        std::vector<NumberedUpdate> updates;
        std::vector<std::pair<std::uint64_t, std::string>> unreadable;
        auto select = impl_->statements->get("SELECT payload FROM entry WHERE number = ?");
        for (const auto number : numbers) {
            select->reset();
            select->bind(1, static_cast<std::int64_t>(number));
            if (!select->executeStep()) continue;
            const auto payload = blob_of(select->getColumn(0));
            auto update = codec::decode_update(payload);
            if (update) {
                updates.push_back({number, std::move(update).value()});
            } else {
                unreadable.emplace_back(number, payload);
            }
        }
        select->reset();
        // Left in the table they would stay pending for ever, and hide from alertd that they are a gap.
        damaged = unreadable.size();
        try {
            if (damaged > 0) impl_->set_aside(unreadable);
        } catch (const SQLite::Exception&) {
            // A disk that takes no writes must not hold the neighbours back as well; the next read tries again.
        }
        return updates;
    });
}

Result<Depth> Outbox::depth() {
    return impl_->guarded("measuring the outbox", [&]() -> Result<Depth> {
        auto select = impl_->statements->get(
            "SELECT (SELECT last_number FROM life), (SELECT min(number) FROM entry), (SELECT count(*) FROM "
            "quarantine)");
        select->executeStep();
        const auto number = [&](int i) { return static_cast<std::uint64_t>(select->getColumn(i).getInt64()); };
        const auto& waiting = impl_->counted();
        return Depth{epoch(), number(0), number(1), std::accumulate(waiting.begin(), waiting.end(), std::uint64_t{0}),
                     number(2)};
    });
}

Result<bool> Outbox::is_command_done(const Ulid& command) {
    return impl_->guarded("looking up a command", [&]() -> Result<bool> {
        auto select = impl_->statements->get("SELECT 1 FROM command WHERE command = ?");
        bind_blob(*select, 1, bytes_of(command));
        return select->executeStep();
    });
}

Result<std::vector<Ulid>> Outbox::commands_done(std::size_t most) {
    return impl_->guarded("listing commands", [&]() -> Result<std::vector<Ulid>> {
        std::vector<Ulid> done;
        auto select = impl_->statements->get("SELECT command FROM command ORDER BY id DESC LIMIT ?");
        select->bind(1, static_cast<std::int64_t>(most));
        while (select->executeStep()) {
            const std::string_view bytes = blob_of(select->getColumn(0));
            Ulid id;
            if (bytes.size() != id.bytes.size()) continue;
            std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
            done.push_back(id);
        }
        return done;
    });
}

Result<std::vector<Unusable>> Outbox::quarantined() {
    return impl_->guarded("reading the quarantine", [&]() -> Result<std::vector<Unusable>> {
        std::vector<Unusable> messages;
        auto select = impl_->statements->get("SELECT at_utc_ms, source, reason, payload FROM quarantine ORDER BY id");
        while (select->executeStep()) {
            messages.push_back({UtcTime{Millis{select->getColumn(0).getInt64()}}, select->getColumn(1).getString(),
                                select->getColumn(2).getString(), std::string(blob_of(select->getColumn(3)))});
        }
        return messages;
    });
}

Result<CommitReport> Outbox::commit(const Change& change, const Now& now) {
    if (change.empty()) return CommitReport{};
    ANJU_TRY(impl_->ensure_open(now));
    return impl_->guarded("storing a change", [&]() -> Result<CommitReport> {
        CommitReport report;
        SQLite::Transaction transaction(impl_->database());
        Counts waiting{};
        if (!change.updates.empty()) waiting = impl_->counted();
        impl_->write_updates(change.updates, now, report, waiting);
        impl_->write_records(change);
        for (const auto& command : change.commands_done) impl_->write_command(command);
        impl_->commit(transaction);
        if (!change.updates.empty()) impl_->counts = waiting;
        return report;
    });
}

Result<std::size_t> Outbox::remove(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    if (epoch != this->epoch() || numbers.empty()) return std::size_t{0};
    return impl_->guarded("removing what was receipted", [&]() -> Result<std::size_t> {
        std::size_t removed = 0;
        SQLite::Transaction transaction(impl_->database());
        auto waiting = impl_->counted();
        auto erase = impl_->statements->get("DELETE FROM entry WHERE number = ? RETURNING priority");
        for (const auto number : numbers) {
            erase->reset();
            erase->bind(1, static_cast<std::int64_t>(number));
            if (!erase->executeStep()) continue;
            --Impl::count_of(waiting, static_cast<Priority>(erase->getColumn(0).getInt()));
            ++removed;
        }
        erase->reset();
        // A receipt that came twice changed nothing, and nothing is written for it.
        if (removed > 0) impl_->commit(transaction);
        impl_->counts = waiting;
        return removed;
    });
}

Result<void> Outbox::quarantine(const Unusable& message) {
    return impl_->guarded("filling the quarantine", [&]() -> Result<void> {
        SQLite::Transaction transaction(impl_->database());
        impl_->write_quarantine(message.at, message.source, message.reason, message.payload);
        impl_->commit(transaction);
        return success();
    });
}

Result<void> Outbox::tidy() {
    if (!is_open() || impl_->commits_since_tidy < kTidyAfterCommits) return success();
    return impl_->guarded("emptying the log", [&]() -> Result<void> {
        impl_->commits_since_tidy = 0;
        auto* const handle = impl_->database().getHandle();
        const int result = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        if (result != SQLITE_OK) throw SQLite::Exception(handle, result);
        return success();
    });
}

}  // namespace anju::gateway::outbox
