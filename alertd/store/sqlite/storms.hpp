// The storms' part of the SQLite store.
#pragma once

#include "alertd/store/sqlite/write_gate.hpp"
#include "alertd/store/storms.hpp"

namespace anju::alertd::store::sqlite {

/// Borrows the gate of its writer, which owns it.
class SqliteStormWriter final : public StormWriter {
public:
    explicit SqliteStormWriter(WriteGate& gate) : gate_(gate) {}

    Result<void> keep(const Loss& loss, UtcTime since) override;
    Result<std::vector<Loss>> losses(const StreetId& area, core::LossSort sort) override;
    Result<void> forget_losses(const StreetId& area) override;
    Result<std::size_t> known(const StreetId& area, core::LossSort sort) override;
    Result<core::Place> place_of(const StreetId& area) override;
    Result<std::optional<core::Storm>> standing(const StreetId& area) override;
    Result<std::vector<core::Storm>> standing() override;
    Result<void> put(const core::Storm& storm) override;
    Result<void> count(const IncidentId& incident, int more) override;
    Result<void> end(const StreetId& area, UtcTime at) override;
    Result<void> release_held_by(const IncidentId& incident, core::HoldReason reason, UtcTime at) override;
    Result<void> release_held_of(const GatewayId& gateway, UtcTime at) override;
    Result<std::vector<AlertId>> due_holds(UtcTime now, std::size_t limit) override;
    Result<std::optional<UtcTime>> next_due_hold() override;
    Result<void> hand_over_held(const IncidentId& from, const IncidentId& to) override;
    Result<std::vector<IncidentId>> cases_of_unheard(const GatewayId& gateway) override;

private:
    WriteGate& gate_;
};

/// Borrows the reader's connection.
class SqliteStormReader final : public StormReader {
public:
    explicit SqliteStormReader(Connection& connection) : connection_(connection) {}

    Result<std::vector<core::Alert>> held_by(const IncidentId& incident, const std::optional<AlertId>& after,
                                             std::size_t limit) override;
    Result<HeldCounts> held_counts(const IncidentId& incident) override;
    Result<std::optional<core::Storm>> storm(const IncidentId& incident) override;
    Result<std::vector<IncidentId>> merged_into(const IncidentId& incident, std::size_t limit) override;

private:
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
