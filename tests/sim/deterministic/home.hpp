// HomeNode: a home with its sensors and the gateway's core in a small shell of its own.
//
// The shell does what the real one promises: effects are committed to the disk in one piece, an
// update leaves the outbox on its receipt only, what has no receipt is sent again. A crash loses
// everything but the disk. Not thread-safe; lives as long as its World.
#pragma once

#include "codec/codec.hpp"
#include "gateway/core/core.hpp"
#include "tests/sim/deterministic/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace anju::sim {

/// Something bad that truly happened, to be found again in the record.
struct Misfortune {
    DeviceId device;
    Condition condition = Condition::smoke;
    Millis from{0};
    Millis until{0};
    int heard = 0;  ///< reports that a running gateway heard and committed
};

class HomeNode {
public:
    using SendUp = std::function<void(const std::string& bytes)>;

    /// That a command was carried out, as its next status would say.
    using SendWord = std::function<void(const Ulid& command)>;

    HomeNode(World& world, std::string name, SendUp send_up, SendWord send_word);

    /// Plans everything that the sensors will say until `end`, and the crashes.
    void plan(Millis end);
    void receive_receipt(const std::string& bytes);
    void receive_command(const std::string& bytes);
    /// Brings the gateway up if it is down: the night's faults are over.
    void recover();

    [[nodiscard]] const GatewayId& gateway() const { return gateway_; }
    [[nodiscard]] const HomeId& home() const { return home_; }
    [[nodiscard]] std::size_t waiting() const { return disk_.outbox.size(); }
    /// Every update that was ever committed, with the time of its commit.
    struct Committed {
        Millis at{0};
        NumberedUpdate entry;
    };
    [[nodiscard]] const std::vector<Committed>& committed() const { return committed_; }
    [[nodiscard]] const std::vector<Misfortune>& misfortunes() const { return misfortunes_; }
    /// Alerts whose case the gateway was told to be closed: only these may be raised anew while they last.
    [[nodiscard]] const std::set<AlertId>& closed() const { return closed_; }
    /// Whether the gateway believes now that nobody is at home.
    [[nodiscard]] bool is_away() const { return state_ && state_->home.away; }

private:
    enum class Crash { none, before_commit, after_commit };
    struct Disk {
        std::map<std::string, gateway::core::Record> records;
        std::map<std::uint64_t, AlertUpdate> outbox;
        std::uint64_t last_number = 0;
        OutboxEpoch epoch;
        std::set<Ulid> commands;  ///< carried out
    };

    [[nodiscard]] Now now() const;
    void start();
    void crash();
    void feed(const gateway::core::Input& input);
    void commit(const gateway::core::Effects& effects);
    void wake_when_due();
    void pump();
    /// False when the gateway was down or died over it.
    bool say(const Signal& signal);
    void go_away(const Ulid& command, const codec::SetAway& away);
    void report(const Signal& signal, std::size_t misfortune);
    [[nodiscard]] static Signal signal(const std::string& device, Kind kind, SignalType type);

    void plan_fires(Millis end);
    void plan_presses(Millis end);
    void plan_falls(Millis end);
    void plan_water(Millis end);
    void plan_trifles(Millis end);
    void plan_crashes(Millis end);

    World& world_;
    GatewayId gateway_;
    HomeId home_;
    SendUp send_up_;
    SendWord send_word_;
    Disk disk_;
    std::vector<Committed> committed_;
    std::vector<Misfortune> misfortunes_;
    std::set<AlertId> closed_;
    std::map<DeviceId, Signal> retained_;  ///< what the broker in the home replays after a restart

    std::optional<gateway::core::State> state_;  ///< nothing: down
    std::map<std::uint64_t, Millis> sent_;       ///< in flight since
    std::uint64_t life_ = 0;                     ///< what an earlier life asked for is not done in this one
    std::uint64_t boot_ = 1;
    Millis booted_{0};
    Millis clock_in_step_{0};
    Crash next_crash_ = Crash::none;
    bool power_cut_ = false;
};

}  // namespace anju::sim
