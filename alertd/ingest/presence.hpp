// Presence: which gateways are there, and whether what they sent has all arrived.
//
// P1 Every message of a gateway says that it is there, except a status with online = false (its
//    will, or a clean goodbye), which leaves the clock running from when it was last heard.
// P2 A gateway that is silent for `lost_after` is lost: a technical alert of alertd's own. Heard again, it clears.
// P3 Silence says nothing while we ourselves cannot hear (no broker), nor before we have listened for `lost_after`:
//    after a start, and after the broker was away, every gateway counts as heard just now. Being deaf for
//    `lost_after` is itself a technical alert: nobody's alarm reaches us.
// P4 Silence is measured with the monotonic clock. The stored `last_heard` serves after a restart and for people.
// P5 Every number below a status' oldest pending one has been receipted, so it must be stored. If it is not, and the
//    next status agrees, updates were lost between a receipt and our database: a technical alert of alertd's own.
// P6 A new epoch is a new outbox: tracking starts again, and the journal says so.
//
// What is known of a gateway is written at once when it changes, and otherwise each `save_every`: a
// district's heartbeats would be the database's main load. The memory here is a cache of the
// store's row plus the monotonic time; after a lost transaction it is read again.
//
// Threads: the engine's.
#pragma once

#include "alertd/ingest/turn.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace anju::alertd::ingest {

struct PresenceOptions {
    Millis lost_after{85'000};
    Millis save_every{10'000};
    Millis look_every{15'000};  ///< for gateways that have not been heard since the start
};

class Presence {
public:
    struct Counters {
        std::uint64_t lost = 0, returned = 0, gaps = 0;
    };

    Presence(PresenceOptions options, const Now& now);

    /// We can hear again (or not). See P3.
    void set_listening(bool listening, MonoTime now);

    // -- inside a part
    /// An alert message arrived; before its updates are recorded.
    [[nodiscard]] Result<void> on_alerts(Turn& turn, const GatewayId& gateway, const OutboxEpoch& epoch,
                                         const HomeId& home_claim, const StreetId& street_claim);
    [[nodiscard]] Result<void> on_status(Turn& turn, const GatewayId& gateway, const codec::Status& status);

    // -- in a turn, outside parts
    /// Declares silent gateways lost.
    [[nodiscard]] Result<void> look(Turn& turn);
    /// Writes what changed since it was written last.
    [[nodiscard]] Result<void> save(Turn& turn);
    [[nodiscard]] bool due(MonoTime now) const { return now >= next_due(); }
    [[nodiscard]] MonoTime next_due() const;

    /// After a part about this gateway was undone.
    void forget(const GatewayId& id);

    // -- after a turn
    void committed();
    void rolled_back();

    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    /// What a status said that is not written yet.
    struct Said {
        HomeId home_claim;
        StreetId street_claim;
        std::string version;
        std::uint64_t pending = 0;
    };
    struct Watch {
        MonoTime heard{};
        UtcTime heard_utc{};
        bool known = false;  ///< the five below agree with the store
        bool online = false;
        bool lost = false;
        bool stored = false;
        OutboxEpoch epoch;
        std::uint64_t contiguous = 0;
        std::uint64_t suspected = 0;  ///< first missing number as the last status showed it; 0: none
        bool waits_for_saving = false;
        std::unique_ptr<Said> said;
        std::optional<std::list<GatewayId>::iterator> place;  ///< in by_silence_; none when lost or never heard
    };

    [[nodiscard]] Result<store::GatewayState> row_of(Turn& turn, const GatewayId& id, const Watch& watch);
    [[nodiscard]] Result<Watch*> watch_of(Turn& turn, const GatewayId& id);
    void hear(Watch& watch, const GatewayId& id, const Now& now);
    void touch(const GatewayId& id) { touched_.push_back(id); }
    void save_later(Watch& watch, const GatewayId& id);
    [[nodiscard]] Result<void> adopt(Turn& turn, const GatewayId& id, Watch& watch, const OutboxEpoch& epoch,
                                     bool online);
    [[nodiscard]] Result<void> look_for_gap(Turn& turn, const GatewayId& id, Watch& watch, const codec::Status& status);
    [[nodiscard]] Result<void> lose(Turn& turn, const GatewayId& id);
    [[nodiscard]] bool silent(const Watch& watch, MonoTime now) const;
    [[nodiscard]] Result<bool> look_in_store(Turn& turn);
    [[nodiscard]] Result<void> tell_deafness(Turn& turn);

    const PresenceOptions options_;
    std::unordered_map<GatewayId, Watch> watches_;
    std::list<GatewayId> by_silence_;  ///< who has been silent longest comes first
    std::vector<GatewayId> to_save_;
    std::vector<GatewayId> touched_;  ///< in this turn
    std::vector<GatewayId> lost_in_turn_;
    bool listening_ = true;
    MonoTime listening_since_;
    MonoTime deaf_since_{};
    std::optional<bool> deafness_told_;  ///< nothing: whether it stands since before the start is not known yet
    std::optional<bool> deafness_committed_;
    MonoTime next_save_;
    MonoTime next_look_;     ///< in the store
    MonoTime not_before_{};  ///< after a failure
    Counters counters_;
    Counters in_turn_;
};

}  // namespace anju::alertd::ingest
