// Outbox: what the gateway must not lose, in one SQLite file.
//
// Purpose: alert updates until alertd receipts them, the core's records, ids of commands already
// done, and a bounded quarantine. One commit() is one transaction (WAL, synchronous FULL): after it
// returned, a power cut loses nothing of it. A number is given inside that transaction, so a
// rollback leaves no gap. Nothing but remove() deletes an entry.
//
// Bounds: technical updates beyond `max_technical` waiting ones, or when seven eighths of `max_kib`
// are full, are shed before they get a number, so the numbers stay without gaps; emergencies and
// welfare alerts are never shed, and the last eighth is theirs. The quarantine
// drops its oldest rows. Attempts are not stored: they would write the card for nothing.
//
// A database that is corrupt is renamed to `<file>.corrupt-<utc>`; what can still be read moves into
// a fresh one with a new epoch and new numbers, and opened() tells.
//
// Ownership: one Outbox per file, held exclusively; a second process gets `unavailable`.
// Threads: none; the caller serialises. One connection does every write and checkpoint.
// Errors: exhausted (disk or page limit), unavailable (locked, I/O: the next commit() reopens the
// file and checks it), corrupt, internal. After an error nothing of that commit is stored.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "gateway/core/records.hpp"
#include "gateway/outbox/entry.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace anju::gateway::outbox {

struct OutboxOptions {
    std::filesystem::path file;
    std::function<std::uint64_t()> random64;  ///< for the epoch
    std::uint32_t max_kib = 0;                ///< 0: as large as the disk allows
    std::size_t max_technical = 5'000;
    std::size_t quarantine_rows = 200;
    std::size_t quarantine_bytes = 1 << 20;
    std::size_t quarantine_row_bytes = 8 << 10;  ///< a payload is cut to this
    std::size_t commands_kept = 1'000;
};

/// How the file was found.
struct OpenReport {
    bool fresh = false;                                 ///< a new epoch began
    std::optional<std::filesystem::path> corrupt_file;  ///< where the old file lies, if it was corrupt
    std::size_t salvaged_entries = 0;
    std::size_t salvaged_records = 0;
};

/// A record of one of the homes that this gateway serves.
struct KeptRecord {
    KeptRecord(core::Record its_record, HomeId its_home = {})
        : home(std::move(its_home)), record(std::move(its_record)) {}
    HomeId home;  ///< empty: the gateway's own
    core::Record record;
    friend bool operator==(const KeptRecord&, const KeptRecord&) = default;
};
/// A primary key over the records of all homes; `core_key` is the core's key_of.
[[nodiscard]] std::string key_in(const HomeId& home, const std::string& core_key);

/// What one input changed; all of it or nothing is stored.
struct Change {
    std::vector<AlertUpdate> updates;  ///< numbered in this order
    std::vector<KeptRecord> persist;
    std::vector<std::string> erase;  ///< key_in
    std::vector<Ulid> commands_done;
    [[nodiscard]] bool empty() const;
};

struct CommitReport {
    std::vector<EntryRef> entries;  ///< of the updates that were stored, in order
    std::size_t shed = 0;           ///< technical updates that found no room
};

/// One consistent view, for the heartbeat.
struct Depth {
    OutboxEpoch epoch;
    std::uint64_t last_number = 0;
    std::uint64_t oldest_pending = 0;  ///< 0: nothing waits
    std::uint64_t pending = 0;
    std::uint64_t quarantined = 0;
};

/// A message that could not be used.
struct Unusable {
    UtcTime at{};
    std::string source;  ///< the topic
    std::string reason;
    std::string payload;
};

class Outbox {
public:
    [[nodiscard]] static Result<std::unique_ptr<Outbox>> open(OutboxOptions options, const Now& now);
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Changes when commit() had to reopen the file.
    [[nodiscard]] const OpenReport& opened() const;
    [[nodiscard]] OutboxEpoch epoch() const;
    /// False after an I/O error, until ensure_open() or commit() has reopened the file.
    [[nodiscard]] bool is_open() const;
    [[nodiscard]] Result<void> ensure_open(const Now& now);

    /// Records that cannot be read are left out and counted in `unreadable`.
    [[nodiscard]] Result<std::vector<KeptRecord>> load_records(std::size_t& unreadable);
    /// Every waiting entry that is urgent, and the first `most_others` that are not. Reads the whole table.
    [[nodiscard]] Result<Waiting> pending(std::size_t most_others = std::numeric_limits<std::size_t>::max());
    /// The first `most` of a range that still wait.
    [[nodiscard]] Result<std::vector<EntryRef>> others(const EntryRange& range, std::size_t most);
    /// The content of those of `numbers` that still wait, in the order asked for.
    [[nodiscard]] Result<std::vector<NumberedUpdate>> load(const std::vector<std::uint64_t>& numbers,
                                                           std::size_t& damaged);
    [[nodiscard]] Result<Depth> depth();
    [[nodiscard]] Result<bool> is_command_done(const Ulid& command);
    /// The newest `most` commands that were carried out, newest first.
    [[nodiscard]] Result<std::vector<Ulid>> commands_done(std::size_t most);
    [[nodiscard]] Result<std::vector<Unusable>> quarantined();

    /// An empty change writes nothing.
    [[nodiscard]] Result<CommitReport> commit(const Change& change, const Now& now);
    /// On alertd's receipt only. Numbers of another epoch, or unknown ones, change nothing. Returns how many went.
    [[nodiscard]] Result<std::size_t> remove(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers);
    [[nodiscard]] Result<void> quarantine(const Unusable& message);
    /// Moves the write-ahead log into the database if it has grown. For moments in which no alarm
    /// waits: on an SD card it takes a while.
    [[nodiscard]] Result<void> tidy();

private:
    struct Impl;
    explicit Outbox(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::gateway::outbox
