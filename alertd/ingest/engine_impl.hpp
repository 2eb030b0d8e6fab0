// The engine's inside: engine.cpp has the thread and its life, engine_round.cpp what one round does.
#pragma once

#include "alertd/ingest/command_desk.hpp"
#include "alertd/ingest/duty_keeper.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/ingest/home_tables.hpp"
#include "alertd/ingest/inbox.hpp"
#include "alertd/ingest/log_gate.hpp"
#include "alertd/ingest/presence.hpp"
#include "alertd/ingest/receive_clock.hpp"
#include "alertd/ingest/storms.hpp"
#include "alertd/ingest/turn.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>

namespace anju::alertd::ingest {

class Engine::Impl {
public:
    Impl(EngineOptions options, std::unique_ptr<store::Writer> writer, std::shared_ptr<const Clock> clock,
         std::function<std::uint64_t()> random64);

    [[nodiscard]] Result<void> start();
    void stop();
    [[nodiscard]] EngineCounters counters() const;
    [[nodiscard]] Millis since_last_round() const;

    Inbox inbox_;
    std::vector<Hook> hooks_;
    std::atomic<bool> listening_{true};
    std::atomic<bool> storing_{true};  ///< false after a transaction that the store refused, until one goes through

private:
    /// What became of a round's acts and changes, in their order; told after the commit.
    struct Results {
        std::vector<Result<ActResult>> acts;
        std::vector<Result<void>> changes;
    };

    /// What the engine before this one left, and what it goes by from now on.
    [[nodiscard]] Result<void> begin_again(const Now& now);
    void run();
    [[nodiscard]] Millis wait_time();

    // -- one round, engine_round.cpp
    void round(Work work, const Now& now);
    void take_back_held(Work& work);
    [[nodiscard]] bool time_is_due(const Now& now) const;
    void work_on(Turn& turn, Work& work, Results& results);
    void do_acts(Turn& turn, const std::vector<ActWork>& acts, Results& results);
    void take_alerts(Turn& turn, std::vector<AlertWork>& works);
    void take_update(Turn& turn, const AlertWork& work, const NumberedUpdate& numbered);
    void refuse_update(Turn& turn, const AlertWork& work, const NumberedUpdate& numbered, const std::string& why);
    void leave_unanswered(Turn& turn, const AlertWork& work, const NumberedUpdate& numbered, const Error& error);
    void take_bad(Turn& turn, const AlertWork& work);
    void fire_steps(Turn& turn);
    void take_deliveries(Turn& turn, const std::vector<core::DeliveryResult>& deliveries);
    void take_statuses(Turn& turn, const std::vector<std::pair<GatewayId, codec::Status>>& statuses);
    void do_changes(Turn& turn, const std::vector<ChangeWork>& changes, Results& results);
    void keep_watch(Turn& turn);
    void keep_silences_and_commands(Turn& turn);
    void take_quarantine(Turn& turn, std::vector<store::Quarantined>& messages);
    void failed(Work work, const Error& error, const Now& now);
    void finish(Committed committed, Work& work, Results& results);
    /// Before anybody hears of the commit, so that whoever was told "done" finds it in force.
    void follow(Turn::ChangedOrders changed, const Now& now);
    void plan();
    void tidy(const Now& now);
    void count_failure(const char* what, const Error& error, const Now& now);
    /// What is due is tried again a little later, not at once and for ever.
    void timed_part_failed(const Turn& turn, const char* what, const Error& error);
    void part_failed(const Turn& turn, const char* what, const Error& error);
    void hold(const Now& now);

    const EngineOptions options_;
    const std::unique_ptr<store::Writer> writer_;
    const std::shared_ptr<const Clock> system_clock_;
    ReceiveClock clock_;
    UlidFactory ids_;
    std::optional<Presence> presence_;
    core::PolicyBook policies_;
    DutyKeeper duties_;
    HomeTables home_tables_;
    CommandDesk command_desk_;
    Storms storms_;
    std::thread thread_;

    std::optional<UtcTime> next_step_due_;
    std::optional<UtcTime> next_notification_due_;
    std::optional<UtcTime> next_silence_due_;
    std::optional<UtcTime> next_command_expiry_;
    std::optional<UtcTime> next_hold_due_;
    MonoTime next_audit_{};
    MonoTime hold_until_{};  ///< what the time drives waits for this after a failure
    MonoTime tidy_not_before_{};
    MonoTime next_look_ahead_{};
    std::vector<core::DeliveryResult> held_deliveries_;
    std::unordered_map<GatewayId, codec::Status> held_statuses_;
    std::set<std::string> unanswered_;  ///< updates that were quarantined once and not receipted
    Millis lead_{0};
    LogGate store_log_{Millis{10'000}};
    LogGate part_log_{Millis{10'000}};

    EngineCounters tally_;  ///< of this round, counted when it is committed
    mutable std::mutex counters_mutex_;
    EngineCounters counters_;
    std::atomic<MonoTime::rep> last_round_{0};
};

}  // namespace anju::alertd::ingest
