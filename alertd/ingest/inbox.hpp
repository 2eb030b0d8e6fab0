// Inbox: what waits for the engine's thread, in bounded queues.
//
// Order of what a round takes: operators' acts, emergencies, welfare; technical alerts only as far
// as the round has room; a few changes. Alerts of urgent classes are never dropped: who brings them waits while
// the queue is full. Everything else that finds its queue full is let go, and each has
// somebody who brings it again: technical alerts their gateway, delivery results the lease's end,
// a status the next heartbeat.
//
// Threads: put_* from any thread, take() from the engine's.
#pragma once

#include "alertd/ingest/engine.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace anju::alertd::ingest {

/// The updates of one received message that belong to one queue, and how to answer them.
struct AlertWork {
    GatewayId gateway;
    OutboxEpoch epoch;
    StreetId street_claim;
    std::string topic;
    std::string correlation;
    std::vector<NumberedUpdate> updates;
    std::vector<codec::BadUpdate> bad;
    std::string payload;  ///< only when `bad` is not empty
    [[nodiscard]] std::size_t weight() const { return updates.size() + bad.size(); }
};

struct ActWork {
    core::OperatorAct act;
    std::function<void(Result<ActResult>)> done;
};

struct ChangeWork {
    Change change;
    std::function<void(Result<void>)> done;
};

/// What one round works on.
struct Work {
    std::vector<ActWork> acts;
    std::vector<AlertWork> urgent;  ///< emergencies first, then welfare
    std::vector<AlertWork> technical;
    std::vector<core::DeliveryResult> deliveries;
    std::vector<std::pair<GatewayId, codec::Status>> statuses;
    std::vector<ChangeWork> changes;
    std::vector<store::Quarantined> quarantine;
    [[nodiscard]] bool empty() const {
        return acts.empty() && urgent.empty() && technical.empty() && deliveries.empty() && statuses.empty() &&
               changes.empty() && quarantine.empty();
    }
};

class Inbox {
public:
    Inbox(std::size_t max_waiting, std::size_t max_batch) : max_waiting_(max_waiting), max_batch_(max_batch) {}

    /// Splits a message by class. Waits for room among the urgent ones, or for close().
    void put_alerts(ReceivedBatch batch);
    void put_status(GatewayId gateway, codec::Status status);
    void put_quarantine(store::Quarantined message);
    void put_delivery(core::DeliveryResult result);
    /// False when too many acts wait or the inbox is closed; `work` is then untouched.
    [[nodiscard]] bool put_act(ActWork& work);
    /// The same for changes.
    [[nodiscard]] bool put_change(ChangeWork& work);

    /// Waits until something waits, poke(), close() or `longest` has passed, then takes a round's work.
    [[nodiscard]] Work take(Millis longest);
    void poke();
    [[nodiscard]] bool empty() const;
    /// Lets everybody go who waits; what is put from now on is forgotten.
    void close();
    [[nodiscard]] bool closed() const;

    struct Counters {
        std::uint64_t shed = 0;   ///< technical updates
        std::size_t waiting = 0;  ///< alert updates
    };
    [[nodiscard]] Counters counters() const;

private:
    static constexpr std::size_t kClasses = 3;
    [[nodiscard]] std::size_t urgent_waiting() const { return weight_[0] + weight_[1]; }
    [[nodiscard]] bool something_waits() const;
    /// False when `most` wait already or the inbox is closed; `work` is then untouched.
    template <class T>
    [[nodiscard]] bool put(std::deque<T>& queue, std::size_t most, T& work);
    void take_alerts(std::size_t incident_class, std::size_t& room, std::vector<AlertWork>& into);

    const std::size_t max_waiting_;
    const std::size_t max_batch_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;                        ///< the engine waits on it
    std::condition_variable room_;                        ///< who brings urgent alerts waits on it
    std::array<std::deque<AlertWork>, kClasses> alerts_;  ///< by IncidentClass
    std::array<std::size_t, kClasses> weight_{};          ///< updates in each
    std::deque<ActWork> acts_;
    std::deque<ChangeWork> changes_;
    std::deque<core::DeliveryResult> deliveries_;
    std::unordered_map<GatewayId, codec::Status> statuses_;
    std::deque<GatewayId> status_turns_;  ///< each of them once, the one that waits longest first
    std::deque<store::Quarantined> quarantine_;
    std::uint64_t shed_ = 0;
    bool poked_ = false;
    bool closed_ = false;
};

}  // namespace anju::alertd::ingest
