// The store's tables of what gateways were asked (core/commands.hpp), and of devices' tests. Errors as in store.hpp.
#pragma once

#include "alertd/core/commands.hpp"
#include "alertd/core/scope.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace anju::alertd::store {

/// A home of the registry with the gateway that serves it.
struct ServedHome {
    core::Place place;
    GatewayId gateway;  ///< empty: none
};

class CommandWriter {
public:
    virtual ~CommandWriter() = default;
    virtual Result<std::optional<ServedHome>> home(const HomeId& id) = 0;
    /// Inserts, or replaces the one of this id.
    virtual Result<void> put(const core::GatewayCommand& command) = 0;
    virtual Result<std::optional<core::GatewayCommand>> find(const core::CommandId& id) = 0;
    virtual Result<std::vector<core::GatewayCommand>> waiting_for(const GatewayId& gateway) = 0;
    virtual Result<std::vector<GatewayId>> gateways_waited_for() = 0;
    /// Waiting and past their end.
    virtual Result<std::vector<core::GatewayCommand>> expired(UtcTime now, std::size_t limit) = 0;
    virtual Result<std::optional<UtcTime>> next_expiry() = 0;
    /// The newest test mode of this home and device (empty: of the whole home) that has not ended.
    virtual Result<std::optional<core::GatewayCommand>> test_mode(const HomeId& home, const DeviceId& device,
                                                                  UtcTime now) = 0;
    /// Whether a test mode of the home or the device asks for the whole path.
    virtual Result<bool> whole_path_test(const HomeId& home, const DeviceId& device, UtcTime now) = 0;
    /// A device showed that it works. An older time than the stored one changes nothing.
    virtual Result<void> tested(const HomeId& home, const DeviceId& device, UtcTime at) = 0;
};

struct CommandFilter {
    std::optional<HomeId> home;
    std::optional<GatewayId> gateway;
    std::optional<core::CommandState> state;
    std::optional<core::CommandId> after;  ///< cursor: the last id of the page before
    core::Scope scope = core::Scope::district();
    std::size_t limit = 50;
};

/// A registered device and when it was last tested.
struct DeviceTest {
    core::Place place;
    DeviceId device;
    Kind kind = Kind::unknown;
    std::optional<UtcTime> tested_at;
};

struct TestFilter {
    /// How long a test counts, by kind; a kind that is not there is never due.
    std::map<Kind, Millis> intervals;
    std::optional<UtcTime> overdue_at;  ///< only what was due by then; never tested counts as due
    std::optional<HomeId> home;
    std::optional<CommitteeId> committee;
    std::optional<StreetId> street;
    std::optional<Kind> kind;
    std::optional<std::pair<HomeId, DeviceId>> after;  ///< cursor
    core::Scope scope = core::Scope::district();
    std::size_t limit = 50;
};

class CommandReader {
public:
    virtual ~CommandReader() = default;
    /// Newest first.
    virtual Result<std::vector<core::GatewayCommand>> commands(const CommandFilter& filter) = 0;
    virtual Result<std::optional<core::GatewayCommand>> command(const core::CommandId& id) = 0;
    virtual Result<std::optional<ServedHome>> home(const HomeId& id) = 0;
    /// By home and device.
    virtual Result<std::vector<DeviceTest>> tests(const TestFilter& filter) = 0;
};

}  // namespace anju::alertd::store
