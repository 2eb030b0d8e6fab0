// Keeper: the rules and the outbox behind one lock. Everything that changes what the gateway knows
// comes here, is decided by the core, and is committed before the call returns.
//
// When the disk refuses a commit, the alerts are sent from memory all the same (outbox::Unsaved),
// a fault of the gateway itself (device `gateway/storage`) is raised, and the commit is tried again
// every five seconds. A corrupt file or entry raises a fault of the device `gateway/outbox`.
//
// What only says how a device was last seen waits in memory for the next alert, an hour at most:
// each commit wears the card, and what a power cut then loses is heard again (a meter's total counts on).
//
// Ownership: owns the homes' states and the outbox file. Threads: every function may be called from
// any thread; calls wait for each other. Errors: open() fails when the file cannot be used at all;
// afterwards nothing fails to the caller, it is logged and alerted.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "codec/codec.hpp"
#include "gateway/app/homes.hpp"
#include "gateway/core/core.hpp"
#include "gateway/outbox/outbox.hpp"
#include "gateway/outbox/unsaved.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace anju::gateway::app {

struct KeeperOptions {
    core::Settings rules;
    std::vector<core::EnrolledDevice> devices;
    HomeId home;
    StreetId street;
    outbox::OutboxOptions outbox;
    std::string version;
    std::function<std::uint64_t()> random64;
    bool hub = false;  ///< whether it serves other homes than its own
};

/// What is to be done after a commit.
struct Aftermath {
    std::vector<outbox::EntryRef> entries;   ///< to send
    std::optional<outbox::EntryRange> rest;  ///< to send when those have left
    std::vector<core::Announce> announce;
    std::vector<core::Reading> readings;
    bool stored = true;  ///< false: the disk refused it, `entries` are sent from memory
};

struct KeeperCounters {
    std::uint64_t inputs = 0, updates = 0, shed = 0, unusable = 0, failed_commits = 0, receipted = 0, refused = 0;
};

class Keeper {
public:
    /// `clock` must outlive the keeper. `aftermath` is filled with what was waiting already.
    [[nodiscard]] static Result<std::unique_ptr<Keeper>> open(KeeperOptions options, const Clock& clock,
                                                              Aftermath& aftermath);

    /// One message's inputs: one transaction.
    [[nodiscard]] Aftermath apply(const std::vector<core::Input>& inputs);
    /// Runs what the core has due, and tries again what the disk refused.
    [[nodiscard]] Aftermath tick();
    [[nodiscard]] std::optional<MonoTime> next_due() const;
    /// Stores what waits in memory; for a clean end.
    void flush();

    [[nodiscard]] Result<std::vector<NumberedUpdate>> load(const OutboxEpoch& epoch,
                                                           const std::vector<std::uint64_t>& numbers);
    /// The first `most` entries of a range that still wait.
    [[nodiscard]] Result<std::vector<outbox::EntryRef>> others(const outbox::EntryRange& range, std::size_t most);
    void settle(const codec::Receipt& receipt);
    [[nodiscard]] bool is_command_done(const Ulid& command);
    /// Applies a command's input, if it has one, and remembers the command in the same transaction. For a
    /// hub `home` says where, when the input names no device.
    [[nodiscard]] Aftermath finish_command(const Ulid& command, const std::optional<core::Input>& input,
                                           const HomeId& home = {});
    /// For a hub: with the last part the next ticks go over to the table.
    void take_table(const codec::SetHomeTable& part);
    [[nodiscard]] bool is_in(const DeviceId& device, const HomeId& home) const;
    /// Counted always; kept at a bounded rate, so that a broken sensor does not wear out the card.
    void quarantine(const std::string& source, const std::string& payload, const std::string& reason);

    [[nodiscard]] codec::Status status();
    [[nodiscard]] KeeperCounters counters() const;

private:
    Keeper(KeeperOptions options, const Clock& clock, std::unique_ptr<outbox::Outbox> outbox);

    Result<void> restore_state(Aftermath& aftermath);
    void step(const core::Input& input, const Now& now, Aftermath& aftermath);
    /// `now` and `aftermath` must outlive the sink.
    [[nodiscard]] Homes::Sink sink(const Now& now, Aftermath& aftermath);
    void take(const HomeId& home, core::Effects effects, const Now& now, Aftermath& aftermath);
    void commit(const Now& now, Aftermath& aftermath);
    void go_on_adopting(const Now& now);
    void hold_back(const outbox::Change& change, const Now& now);
    void on_stored(const outbox::CommitReport& report, const Now& now, Aftermath& aftermath);
    void on_refused(const Error& error, const Now& now, Aftermath& aftermath);
    void send_from_memory(Aftermath& aftermath);
    void adopt_new_epoch(const Now& now, Aftermath& aftermath);
    void offer_salvaged(Aftermath& aftermath);
    void tell_damage(const std::string& why, const Now& now, Aftermath& aftermath);
    void tell_fault(const DeviceId& device, SignalType type, const std::string& why, const Now& now,
                    Aftermath& aftermath);
    [[nodiscard]] Result<std::vector<NumberedUpdate>> load_locked(const OutboxEpoch& epoch,
                                                                  const std::vector<std::uint64_t>& numbers);
    void retry_removals();
    void keep_refused(const codec::Receipt& receipt, const Now& now);
    [[nodiscard]] bool may_write_quarantine(const Now& now);

    KeeperOptions options_;
    const Clock& clock_;

    mutable std::mutex mutex_;  ///< guards everything below
    std::unique_ptr<outbox::Outbox> outbox_;
    Homes homes_;
    outbox::Unsaved unsaved_;                  ///< every change passes through; what the disk takes leaves at once
    std::vector<outbox::EntryRef> in_memory_;  ///< entries of `unsaved_` that nobody was told of yet
    OutboxEpoch epoch_;
    TableInParts table_in_parts_;
    std::uint64_t table_version_ = 0;     ///< as alertd numbers its tables; 0: none since the start
    std::uint64_t adopting_version_ = 0;  ///< of the table that tick() is working on; 0: none
    std::optional<MonoTime> store_by_;    ///< when what waits in `unsaved_` must be committed; nothing: nothing waits
    bool storage_failing_ = false;
    MonoTime retry_at_ = MonoTime::min();
    bool salvaged_not_offered_ = false;  ///< entries of a replaced file that could not be listed yet
    std::size_t damaged_entries_ = 0;    ///< found by load(), not told yet
    std::set<std::uint64_t> unremoved_;  ///< receipted, but the disk would not delete them
    outbox::Depth last_depth_;           ///< told again while the file cannot be read
    MonoTime quarantine_minute_ = MonoTime::min();
    int quarantined_this_minute_ = 0;
    KeeperCounters counters_;
};

}  // namespace anju::gateway::app
