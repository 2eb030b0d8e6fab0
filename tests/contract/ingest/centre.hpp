// EngineCentre: an engine on a real SQLite file, with a clock that the test turns and everything that
// the engine tells after its commits kept for the test to look at.
#pragma once

#include "alertd/ingest/engine.hpp"
#include "alertd/ingest/turn.hpp"
#include "alertd/store/store.hpp"
#include "tests/contract/ingest/faulty_writer.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace anju::tests {

using alertd::ingest::ActResult;
using alertd::ingest::Committed;
using alertd::ingest::Engine;
using alertd::ingest::EngineOptions;
namespace core = alertd::core;
namespace store = alertd::store;

/// One gateway's numbers, as its outbox would give them.
struct Outbox {
    GatewayId gateway;
    OutboxEpoch epoch;
    std::uint64_t last_number = 0;
};

/// What an entry says under this name; empty when it says nothing.
[[nodiscard]] std::string fact(const core::JournalEntry& entry, const std::string& name);

class EngineCentre {
public:
    explicit EngineCentre(EngineOptions options = {});
    ~EngineCentre();

    /// Starts an engine on the database; stop() ends it, and start() again is a restart.
    void start();
    void stop();

    [[nodiscard]] Engine& engine() { return *engine_; }
    [[nodiscard]] store::Reader& reader();
    /// Turns the clock and lets the engine see it.
    void pass(Millis time);

    // -- what gateways send
    [[nodiscard]] Outbox outbox(const std::string& gateway);
    [[nodiscard]] AlertUpdate update(Condition condition, const std::string& device = "d1");
    [[nodiscard]] static AlertUpdate next(AlertUpdate update, AlertPhase phase);
    /// Sends one message with these updates, numbered on; returns the last number.
    std::uint64_t send(Outbox& outbox, std::vector<AlertUpdate> updates);
    void send_again(const Outbox& outbox, std::uint64_t number, const AlertUpdate& update);
    void heartbeat(const Outbox& outbox, std::uint64_t oldest_pending = 0, bool online = true);

    // -- what the engine told
    [[nodiscard]] std::vector<Committed> told();
    [[nodiscard]] bool receipted(const Outbox& outbox, std::uint64_t number, std::size_t times = 1);
    [[nodiscard]] bool refused(const Outbox& outbox, std::uint64_t number);
    [[nodiscard]] std::size_t receipts_of(const Outbox& outbox, std::uint64_t number);
    [[nodiscard]] std::vector<core::Notification> sent();
    /// Whom a step told, sorted, as one line: "li, wang".
    [[nodiscard]] std::string told_on(int step);
    [[nodiscard]] bool tells(int step, const std::string& whom);
    [[nodiscard]] std::vector<core::JournalEntry> journal(const std::string& event);
    [[nodiscard]] std::vector<core::Incident> open_incidents();
    /// The one open incident with this headline, when there is one.
    [[nodiscard]] std::optional<core::Incident> incident(Condition headline);
    /// Waits until the engine has gone round with everything that was submitted before.
    void settle();

    /// Waits for the answer.
    [[nodiscard]] Result<ActResult> act(core::OperatorAct act);
    [[nodiscard]] Result<void> change(alertd::ingest::Change change);

    const std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
    const std::shared_ptr<Faults> faults = std::make_shared<Faults>();
    EngineOptions options;
    store::SqliteOptions database;
    std::function<void(Engine&)> before_start;  ///< adds hooks

private:
    void import_registry();

    TempDir directory_{"engine"};
    std::uint64_t chance_ = 1;
    UlidFactory ids_{[this] { return ++chance_; }};
    std::mutex mutex_;
    std::vector<Committed> told_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<store::Reader> reader_;
};

}  // namespace anju::tests
