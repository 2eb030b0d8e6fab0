// The aftercare's part of the SQLite store.
#pragma once

#include "alertd/store/aftercare.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

namespace anju::alertd::store::sqlite {

/// Borrows the gate of its writer, which owns it.
class SqliteAftercareWriter final : public AftercareWriter {
public:
    explicit SqliteAftercareWriter(WriteGate& gate) : gate_(gate) {}

    Result<std::optional<core::FollowUp>> follow_up(const core::FollowUpId& id) override;
    Result<std::optional<core::Callback>> callback(const core::CallbackId& id) override;
    Result<void> put(const core::FollowUp& task) override;
    Result<void> put(const core::Callback& callback) override;

private:
    WriteGate& gate_;
};

/// Borrows the reader's connection.
class SqliteAftercareReader final : public AftercareReader {
public:
    explicit SqliteAftercareReader(Connection& connection) : connection_(connection) {}

    Result<std::vector<core::FollowUp>> follow_ups(const FollowUpFilter& filter) override;
    Result<std::vector<core::FollowUp>> follow_ups_of(const IncidentId& incident) override;
    Result<std::vector<core::Callback>> callbacks_of(const IncidentId& incident) override;

private:
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
