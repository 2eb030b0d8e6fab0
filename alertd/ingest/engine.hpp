// Engine: the one thread that decides and writes.
//
// Everything that changes a case comes here as a command and waits in bounded queues:
// emergencies first. The engine takes what waits (up to `max_batch`), runs all of it in one
// transaction (group commit), commits, and then tells the world: receipts, deltas, sends.
// A command that the store refuses alone is rolled back to its savepoint and quarantined; the rest
// of its batch is stored. When the commit itself fails nothing is receipted and the gateways send again.
//
// Threads: submit_* and act() may be called from any thread; hooks run on the engine's thread
// after the commit and must not block.
#pragma once

#include "alertd/core/commands.hpp"
#include "alertd/core/core.hpp"
#include "alertd/core/storm.hpp"
#include "alertd/core/zone.hpp"
#include "alertd/store/store.hpp"
#include "codec/codec.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::alertd::ingest {

class Turn;

/// A change that is no alert and no act on a case: the registry, accounts, silences. It runs in a part of
/// the engine's transaction; its error undoes what it wrote. It holds up what waits behind it, so it takes
/// a few milliseconds at most; whoever has more to do submits the next piece when this one is done.
using Change = std::function<Result<void>(Turn&)>;

struct EngineOptions {
    core::PolicyBook policies = core::PolicyBook::defaults();  ///< what the file says (policies.hpp)
    core::HoldRules holds;                                     ///< inhibition and storms
    std::shared_ptr<const core::Zone> zone;  ///< the district's clocks, for rosters and policies; none: UTC
    Millis gateway_lost_after{85'000};       ///< of silence; with the engine's tick this stays within 90 s
    Millis save_heard_every{10'000};  ///< how often "last heard" of gateways is written; changes are written at once
    Millis audit_every{15'000};       ///< how often open incidents without a next step are looked for
    Millis audit_grace{10'000};
    Millis keep_attempts{std::chrono::hours(24 * 400)};  ///< in the log of deliveries
    Millis lease{30'000};              ///< how long a channel may take before a notification is sent again
    std::size_t max_batch = 512;       ///< alert updates per transaction
    std::size_t max_waiting = 20'000;  ///< alert updates that may wait before submit_alerts blocks its caller
    std::size_t max_to_send = 256;     ///< notifications leased per transaction
};

/// A decoded up/alerts message and how to answer it.
struct ReceivedBatch {
    GatewayId gateway;
    codec::AlertBatch batch;
    std::string response_topic;  ///< empty: the gateway's down/receipts
    std::string correlation;
    std::string payload;  ///< as received, for the quarantine; needed only when batch.bad is not empty
};

/// Which device of a hub stands in which home, as the registry has it now.
struct HomeTable {
    GatewayId gateway;
    std::uint64_t version = 0;  ///< made from the content; never 0
    std::vector<codec::HomeOfDevice> devices;
};

/// What one transaction did, told after its commit.
struct Committed {
    struct Answer {
        std::string topic;
        std::string correlation;
        codec::Receipt receipt;
    };
    std::vector<Answer> receipts;
    std::vector<core::CloseNotice> close_notices;
    std::vector<core::HelpNotice> help_notices;
    std::vector<HomeTable> home_tables;          ///< for hubs that go by another one
    std::vector<core::GatewayCommand> commands;  ///< to be sent, for the first time or again
    std::vector<core::JournalEntry> journal;     ///< with their numbers, in order
    std::vector<core::Incident> incidents;       ///< changed, newest state, once each
    std::vector<core::Notification> to_send;     ///< leased to this process
    std::vector<IncidentClass> to_send_class;    ///< of the incident of each of `to_send`, in the same order
};

struct ActResult {
    core::Reason reason = core::Reason::accepted;
    std::optional<core::Incident> incident;  ///< as it is now
    std::optional<core::Incident> other{};   ///< merge and split: the other case
};

struct EngineCounters {
    std::uint64_t updates_received = 0, updates_stored = 0, updates_duplicate = 0, updates_refused = 0;
    std::uint64_t transactions = 0, transactions_failed = 0, steps_fired = 0, quarantined = 0;
    std::uint64_t updates_shed = 0;  ///< technical updates not taken because too many waited; their gateways send again
    std::uint64_t commands_failed = 0;  ///< rolled back alone because of an error that is not the input's fault
    std::uint64_t commands_confirmed = 0, commands_expired = 0;  ///< of those that gateways were given
    std::uint64_t gateways_lost = 0, gateways_returned = 0, outbox_gaps = 0, steps_missing = 0;
    std::size_t waiting = 0;
};

class Engine {
public:
    using Hook = std::function<void(const Committed&)>;

    Engine(EngineOptions options, std::unique_ptr<store::Writer> writer, std::shared_ptr<const Clock> clock,
           std::function<std::uint64_t()> random64);
    ~Engine();  ///< stops
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Before start() only; hooks run in the order they were added.
    void on_committed(Hook hook);
    /// Expires old leases and starts the thread.
    [[nodiscard]] Result<void> start();
    void stop();

    /// Waits while `max_waiting` updates wait already: the broker then holds the rest. Technical updates
    /// wait in a queue of their own; what it cannot hold is shed and counted (not receipted, so the gateway
    /// sends it again), because an emergency in the next message must not wait behind it.
    void submit_alerts(ReceivedBatch batch);
    /// Never waits; of several statuses of one gateway only the newest counts.
    void submit_status(GatewayId gateway, codec::Status status);
    void submit_quarantine(store::Quarantined message);
    void submit_delivery(core::DeliveryResult result);
    /// `done` runs on the engine's thread after the commit, or with an error when it failed; at once and on
    /// the caller's thread, with `exhausted`, when too many acts wait or the engine has stopped.
    void act(core::OperatorAct act, std::function<void(Result<ActResult>)> done);

    /// The same for a change; acts and emergencies go first.
    void change(Change change, std::function<void(Result<void>)> done);

    /// Whether messages can reach us at all. While they cannot, silence says nothing about a gateway:
    /// none is declared lost until `gateway_lost_after` of listening again. True at the start.
    void set_listening(bool listening);
    /// Makes the thread look at the clock again now. For tests that turn the clock by hand.
    void poke();

    [[nodiscard]] EngineCounters counters() const;
    /// False while the store refuses what the engine wants to write: nothing is receipted then.
    [[nodiscard]] bool storing() const;
    /// Milliseconds since the thread last went round its loop; the readiness check looks at it.
    [[nodiscard]] Millis since_last_round() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::alertd::ingest
