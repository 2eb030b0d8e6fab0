// SqliteWriter: store::Writer on one SQLite connection, which does all writes and checkpoints.
//
// Ownership: owns the connection and the lock file; both end with it.
// Threads: one, the engine's.
// Errors: as store.hpp says. SQLite may undo a whole transaction by itself (a full disk, an I/O
// error); what follows would then be committed statement by statement. So every write asks first
// whether its transaction still stands, and is refused with the first error until rollback().
#pragma once

#include "alertd/store/sqlite/access.hpp"
#include "alertd/store/sqlite/aftercare.hpp"
#include "alertd/store/sqlite/chain.hpp"
#include "alertd/store/sqlite/commands.hpp"
#include "alertd/store/sqlite/connection.hpp"
#include "alertd/store/sqlite/figures.hpp"
#include "alertd/store/sqlite/lock_file.hpp"
#include "alertd/store/sqlite/outward.hpp"
#include "alertd/store/sqlite/registry_writer.hpp"
#include "alertd/store/sqlite/retention.hpp"
#include "alertd/store/sqlite/silences.hpp"
#include "alertd/store/sqlite/storms.hpp"
#include "alertd/store/sqlite/subjects.hpp"
#include "alertd/store/sqlite/write_gate.hpp"
#include "alertd/store/store.hpp"

namespace anju::alertd::store::sqlite {

class SqliteWriter final : public Writer, private WriteGate {
public:
    SqliteWriter(const SqliteOptions& options, LockFile lock);
    ~SqliteWriter() override;

    /// Checks, migrates and finds the end of the journal; nothing else may be called before.
    [[nodiscard]] Result<void> prepare(const SqliteOptions& options);

    Result<void> begin() override;
    Result<void> commit() override;
    void rollback() noexcept override;
    Result<std::optional<UtcTime>> newest_journal_time() override;
    Result<void> tidy() override;
    Result<void> savepoint() override;
    Result<void> release_savepoint() override;
    void rollback_to_savepoint() noexcept override;

    Result<std::vector<PlacedDevice>> devices_of(const GatewayId& gateway) override;
    Result<core::Place> place_of(const GatewayId& gateway, const HomeId& home_claim,
                                 const StreetId& street_claim) override;
    Result<bool> device_registered(const HomeId& home, const DeviceId& device) override;
    Result<std::vector<core::Responder>> responders_for(const core::Place& place) override;
    Result<std::optional<core::Alert>> alert(const AlertId& id) override;
    Result<std::optional<core::Alert>> standing_alert(const AlertKey& key) override;
    Result<std::optional<core::Incident>> incident(const IncidentId& id) override;
    Result<std::optional<core::Incident>> open_incident(const HomeId& home, IncidentClass incident_class,
                                                        core::Exercise exercise) override;
    Result<std::vector<core::Incident>> cases_for(const HomeId& home, IncidentClass incident_class,
                                                  core::Exercise exercise) override;
    Result<std::vector<core::Alert>> alerts_of(const IncidentId& id) override;
    Result<std::vector<core::Escalation>> pending_escalations(const IncidentId& id) override;
    Result<std::vector<core::Escalation>> due_escalations(UtcTime now, std::size_t limit) override;
    Result<std::optional<UtcTime>> next_escalation_due() override;
    Result<std::vector<core::Notification>> unfinished_notifications(const IncidentId& id) override;
    Result<std::vector<core::Attendance>> attendances_of(const IncidentId& id) override;
    Result<bool> step_heard(const IncidentId& id, int step) override;
    Result<std::optional<core::Notification>> notification(const NotificationId& id) override;
    Result<std::vector<IncidentId>> stalled_incidents(UtcTime now, Millis grace, std::size_t limit) override;
    Result<std::optional<GatewayState>> gateway(const GatewayId& id) override;
    Result<std::vector<GatewayState>> silent_gateways(UtcTime before, std::size_t limit) override;

    Result<bool> record_received(const GatewayId& gateway, const OutboxEpoch& epoch, std::uint64_t number,
                                 const AlertId& alert, std::uint32_t revision, UtcTime at) override;
    Result<void> put(const core::Alert& alert) override;
    Result<void> put(const core::Incident& incident) override;
    Result<void> put(const core::Escalation& escalation) override;
    Result<bool> put(const core::Notification& notification) override;
    Result<void> put(const core::Attendance& attendance) override;
    Result<void> put(const GatewayState& gateway) override;
    Result<void> append(const core::Note& note) override;
    Result<bool> is_noted(const core::Note& note) override;
    Result<core::JournalEntry> append(core::JournalEntry entry) override;
    Result<void> quarantine(const Quarantined& message) override;
    Result<std::vector<core::Notification>> lease_notifications(UtcTime now, Millis lease, std::size_t limit) override;
    Result<std::optional<UtcTime>> next_notification_due() override;
    Result<std::size_t> expire_leases(UtcTime now) override;
    Result<ImportCounts> import(const Registry& registry) override;
    Result<void> redirect_merged(const IncidentId& from, const IncidentId& to) override;
    AccessWriter& access() override { return access_; }
    RegistryWriter& registry() override { return registry_; }
    OutwardWriter& outward() override { return outward_; }
    SilenceWriter& silences() override { return silences_; }
    CommandWriter& commands() override { return commands_; }
    PhoneLinkWriter& phone_links() override { return *phone_links_; }
    PolicyWriter& policies() override { return *policies_; }
    RosterWriter& rosters() override { return *rosters_; }
    FiguresWriter& figures() override { return figures_; }
    RetentionWriter& retention() override { return retention_; }
    StormWriter& storms() override { return storms_; }
    AftercareWriter& aftercare() override { return aftercare_; }
    HandoverWriter& handovers() override { return *handovers_; }

private:
    [[nodiscard]] Connection& connection() override { return connection_; }
    [[nodiscard]] Result<void> check_standing(const char* operation) const override;
    void lose(const Error& error) override { lost_ = error; }
    struct OutboxRow {
        std::int64_t id = 0;
        std::uint64_t contiguous = 0;
    };
    [[nodiscard]] std::optional<OutboxRow> find_outbox(const GatewayId& gateway, const OutboxEpoch& epoch);
    [[nodiscard]] OutboxRow begin_outbox(const GatewayId& gateway, const OutboxEpoch& epoch, UtcTime at);
    /// Walks `contiguous` over every number that follows it without a gap.
    void advance_contiguous(const OutboxRow& outbox);
    [[nodiscard]] ChainHead find_head();

    LockFile lock_;
    Connection connection_;
    SqliteRegistryWriter registry_{*this};
    SqliteFiguresWriter figures_{*this};
    SqliteRetentionWriter retention_{*this};
    std::size_t quarantine_rows_;
    bool open_ = false;
    bool part_open_ = false;
    std::optional<Error> lost_;  ///< the error with which the transaction was undone
    ChainHead head_;
    ChainHead part_head_;       ///< at the savepoint
    ChainHead committed_head_;  ///< at the last commit

    SqliteAccessWriter access_{*this};
    SqliteOutwardWriter outward_{*this};
    std::unique_ptr<PhoneLinkWriter> phone_links_ = make_phone_link_writer(*this);
    std::unique_ptr<HandoverWriter> handovers_ = make_handover_writer(*this);
    std::unique_ptr<PolicyWriter> policies_ = make_policy_writer(*this);
    std::unique_ptr<RosterWriter> rosters_ = make_roster_writer(*this);
    SqliteSilenceWriter silences_{*this};
    SqliteCommandWriter commands_{*this};
    SqliteStormWriter storms_{*this};
    SqliteAftercareWriter aftercare_{*this};
};

}  // namespace anju::alertd::store::sqlite
