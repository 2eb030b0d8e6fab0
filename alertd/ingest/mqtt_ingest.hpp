// MqttIngest: the broker's side of the engine.
//
// In: a session with shared subscriptions to alerts, status and readings; each message is decoded
// and handed to the engine, and what cannot be understood goes to the quarantine. The session has
// no memory at the broker (expiry 0): what a dead alertd had in flight is sent again by the
// gateways, because only a receipt empties an outbox.
// Out: a session of its own (an acknowledgement followed by a publish on one connection waits
// 40 ms) for receipts and commands, filled by the engine's thread, which never waits for a broker.
//
// Who sent something is the topic's gateway and nothing else. A response topic is followed only
// when it is that gateway's own.
//
// What is lost and why that is safe: a receipt that cannot be sent (no connection, queue full) is
// dropped and counted; the gateway sends the update again and gets another one. Close notices, and
// the word that help is coming, wait, bounded, until the broker takes them; they do not survive a
// restart of alertd, and then the next report joins the still raised alert at the gateway, which alertd takes as a new
// incident.
//
// Readings go past the engine to whoever keeps them, and may be lost (Invariant 7).
//
// Threads: construct before Engine::start() and destroy after Engine::stop(); start() and stop()
// from one thread, everything else from any.
#pragma once

#include "alertd/ingest/engine.hpp"
#include "base/time.hpp"
#include "codec/codec.hpp"
#include "link/session.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::alertd::ingest {

struct MqttIngestOptions {
    /// Broker, credentials, TLS and `client_id`. Name, subscriptions, expiry and will are set here;
    /// "-in" and "-out" are appended to the client id.
    link::SessionOptions broker;
    /// Takes what up/readings says, on the broker's thread: it must not wait. Empty: nobody keeps them.
    std::function<void(const GatewayId&, std::vector<codec::Reading>)> on_readings;
    std::size_t max_receipts_waiting = 20'000;
    std::size_t max_commands_waiting = 20'000;
};

struct MqttIngestCounters {
    std::uint64_t alert_messages = 0, statuses = 0, readings = 0;
    std::uint64_t rejected = 0;  ///< undecodable, oversized or unknown: quarantined
    std::uint64_t receipts_sent = 0, receipts_dropped = 0;
    std::uint64_t commands_sent = 0, commands_dropped = 0;
    std::size_t commands_waiting = 0;
    bool connected_in = false, connected_out = false;
};

class MqttIngest {
public:
    using MakeSession = std::function<std::unique_ptr<link::Session>(link::SessionOptions, link::Handlers)>;

    /// Adds its hook to the engine, which must outlive it.
    MqttIngest(MqttIngestOptions options, Engine& engine, std::shared_ptr<const Clock> clock,
               std::function<std::uint64_t()> random64, MakeSession make_session = link::make_paho_session);
    ~MqttIngest();  ///< stops
    MqttIngest(const MqttIngest&) = delete;
    MqttIngest& operator=(const MqttIngest&) = delete;

    /// Connects both sessions; returns at once. Start the engine first.
    void start();
    /// Takes nothing in any more; receipts that wait are still given a moment. Stop before the engine.
    void stop();

    [[nodiscard]] bool connected() const;  ///< both ways
    [[nodiscard]] MqttIngestCounters counters() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::alertd::ingest
