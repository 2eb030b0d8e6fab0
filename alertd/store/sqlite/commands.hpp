// What gateways were asked, and devices' tests, on SQLite. Both borrow the connection of their owner.
#pragma once

#include "alertd/store/commands.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

namespace anju::alertd::store::sqlite {

class SqliteCommandWriter final : public CommandWriter {
public:
    explicit SqliteCommandWriter(WriteGate& gate) : gate_(gate) {}
    Result<std::optional<ServedHome>> home(const HomeId& id) override;
    Result<void> put(const core::GatewayCommand& command) override;
    Result<std::optional<core::GatewayCommand>> find(const core::CommandId& id) override;
    Result<std::vector<core::GatewayCommand>> waiting_for(const GatewayId& gateway) override;
    Result<std::vector<GatewayId>> gateways_waited_for() override;
    Result<std::vector<core::GatewayCommand>> expired(UtcTime now, std::size_t limit) override;
    Result<std::optional<UtcTime>> next_expiry() override;
    Result<std::optional<core::GatewayCommand>> test_mode(const HomeId& home, const DeviceId& device,
                                                          UtcTime now) override;
    Result<bool> whole_path_test(const HomeId& home, const DeviceId& device, UtcTime now) override;
    Result<void> tested(const HomeId& home, const DeviceId& device, UtcTime at) override;

private:
    WriteGate& gate_;
};

class SqliteCommandReader final : public CommandReader {
public:
    explicit SqliteCommandReader(Connection& connection) : connection_(connection) {}
    Result<std::vector<core::GatewayCommand>> commands(const CommandFilter& filter) override;
    Result<std::optional<core::GatewayCommand>> command(const core::CommandId& id) override;
    Result<std::optional<ServedHome>> home(const HomeId& id) override;
    Result<std::vector<DeviceTest>> tests(const TestFilter& filter) override;

private:
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
