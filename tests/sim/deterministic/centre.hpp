// Centre: alertd's core in a small shell, its database, the people it calls and the people who work there.
//
// One turn is one transaction: what waits is decided on a copy of the database; the copy becomes
// the database at the commit; receipts, close notices and messages leave after it. A crash before the
// commit loses the copy, one after it loses what was to be sent. Not thread-safe; lives as long as its World.
#pragma once

#include "alertd/core/commands.hpp"
#include "alertd/core/duty_book.hpp"
#include "alertd/core/storm.hpp"
#include "codec/codec.hpp"
#include "tests/sim/deterministic/world.hpp"
#include "tests/unit/alertd_core/memory_case_store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace anju::sim {

namespace cases = alertd::core;

class Centre {
public:
    using SendDown = std::function<void(const GatewayId&, const std::string& bytes)>;

    struct Database : cases::testing::MemoryCaseStore {
        std::set<std::tuple<GatewayId, OutboxEpoch, std::uint64_t>> received;
        std::map<GatewayId, std::optional<IncidentId>> lost;  ///< and the case that tells of it
        std::map<GatewayId, UtcTime> returned;
        std::vector<std::pair<UtcTime, IncidentId>> losses;
        std::optional<cases::Storm> storm;
        std::set<cases::SilenceId> settled;  ///< silences that are over and whose cases were looked at
        std::map<cases::CommandId, cases::GatewayCommand> commands;
    };

    Centre(World& world, SendDown send_receipt, SendDown send_command);

    /// Homes are registered unless `registered` is false.
    void add_home(const HomeId& home, const GatewayId& gateway, bool registered);
    /// Starts the clockwork, the operators' work and the crashes until `end`.
    void plan(Millis end);
    void receive_alerts(const GatewayId& gateway, const std::string& bytes);
    /// What a status would say of commands that were carried out.
    void receive_word(const GatewayId& gateway, const cases::GatewayWord& word);
    void recover();

    [[nodiscard]] const Database& database() const { return disk_; }
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
    /// What reached people: key to how often.
    [[nodiscard]] const std::map<std::string, int>& delivered() const { return delivered_; }
    [[nodiscard]] const ResponderId& unreachable() const { return unreachable_; }
    [[nodiscard]] std::size_t crashes() const { return crashes_; }

private:
    enum class Crash { none, before_commit, after_commit };
    struct Outgoing {
        std::vector<std::function<void()>> messages;
        std::vector<cases::CloseNotice> close_notices;
    };
    using Job = std::function<void(Database&, Outgoing&)>;

    [[nodiscard]] Now now() const;
    void write_roster();
    void start();
    void crash();
    void submit(Job job);
    void tick();
    void turn();
    cases::Effects run(Database& database, Outgoing& out, const cases::CaseState& state, const cases::Input& input);
    void store_batch(Database& database, Outgoing& out, const GatewayId& gateway, const codec::AlertBatch& batch);
    void fire_due(Database& database, Outgoing& out);
    void send(const cases::Notification& message);
    void report(const cases::Notification& message, bool delivered, bool permanent);
    void operator_acts();
    void regroup(const cases::Incident& seen);

    // -- centre_outages.cpp
    void plan_outages(Millis end);
    [[nodiscard]] std::optional<cases::Cover> cover_for(const Database& database, const GatewayId& gateway,
                                                        Condition condition) const;
    [[nodiscard]] cases::Place alert_place(const GatewayId& gateway) const;
    void arrive(Database& database, Outgoing& out, const cases::Place& place, const cases::AlertArrived& input);
    void tell_own(Database& database, Outgoing& out, const AlertKey& key, const cases::Place& place,
                  const GatewayId& gateway, AlertPhase phase, std::uint32_t count, bool is_news);
    void lose(Database& database, Outgoing& out, const GatewayId& gateway);
    void hear(Database& database, Outgoing& out, const GatewayId& gateway);
    void begin_storm(Database& database, Outgoing& out);
    void look_at_storm(Database& database, Outgoing& out);
    void end_holds(Database& database, Outgoing& out);
    [[nodiscard]] bool something_is_due() const;

    // -- centre_quiet.cpp
    void plan_quiet(Millis end);
    void quiet_something();
    void end_something();
    void settle_silences(Database& database, Outgoing& out);
    void send_commands(Database& database, Outgoing& out);
    [[nodiscard]] bool quiet_is_due() const;
    void check_quiet(const Database& work);
    void check_punctuality();

    World& world_;
    SendDown send_receipt_;
    SendDown send_command_;
    cases::DutyBook duties_{std::make_shared<cases::FixedZone>("Asia/Shanghai", std::chrono::hours{8})};
    Database disk_;
    std::map<GatewayId, cases::Place> places_;
    std::vector<std::string> complaints_;
    std::map<std::string, int> delivered_;
    ResponderId unreachable_;  ///< whose address is wrong, for good

    bool up_ = false;
    std::uint64_t life_ = 0;
    std::size_t crashes_ = 0;
    Millis up_since_{0};
    Crash next_crash_ = Crash::none;
    bool turn_planned_ = false;
    std::vector<Job> inbox_;
    UlidFactory ids_{{}};
    UlidFactory command_ids_{{}};
};

}  // namespace anju::sim
