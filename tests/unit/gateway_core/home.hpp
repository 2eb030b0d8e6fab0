// A simulated home around the gateway core: a clock, a store of records, and a log of what left.
#pragma once

#include "gateway/core/core.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace anju::gateway::core::testing {

inline const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 4h};  // 12:00 in UTC+8

/// A source of ULIDs that repeats itself.
[[nodiscard]] UlidFactory seeded_ids(std::uint64_t seed);

class Home {
public:
    explicit Home(Settings settings = {});

    /// One step; effects are stored and logged, and also returned.
    Effects put(const Input& input);
    Effects say(const std::string& device, Kind kind, SignalType type, std::optional<double> value = std::nullopt);
    Effects say_retained(const std::string& device, Kind kind, SignalType type);
    Effects press(const std::string& device, const std::string& how = "single");
    Effects say(const Signal& signal);
    Effects close(const AlertId& alert) { return put(CaseClosed{{alert}}); }

    /// Lets time pass, with a tick whenever the core asked for one.
    void pass(Millis duration);

    /// The process ends and starts again; memory is lost, the store is not.
    void restart(Millis downtime = Millis{});
    /// The machine starts again: another boot, the monotonic clock at zero.
    void reboot(Millis downtime, bool synced_before, bool synced_after);

    [[nodiscard]] const ConditionRecord* record(const std::string& device, Condition condition,
                                                bool test = false) const;
    [[nodiscard]] std::vector<AlertUpdate> updates_of(Condition condition) const;
    /// Whether every condition in memory is in the store as it is.
    [[nodiscard]] bool store_is_current() const;
    [[nodiscard]] std::vector<Record> records() const;

    State state;
    Now now{MonoTime{1h}, kNoon, true};
    std::uint64_t boot = 77;
    std::map<std::string, Record> store;
    std::vector<AlertUpdate> updates;
    std::vector<MonoTime> told_at;  ///< beside `updates`: when each left
    std::vector<Decision> decisions;
    std::vector<Announce> announced;
    std::vector<Reading> readings;
    std::size_t writes = 0;  ///< records persisted or erased, but for the home's sign of life
};

[[nodiscard]] Signal signal_of(const std::string& device, Kind kind, SignalType type,
                               std::optional<double> value = std::nullopt);
[[nodiscard]] bool has_reason(const Effects& effects, Reason reason);
/// The seeds of a random test: a fixed list, and ANJU_TEST_SEED if it is set.
[[nodiscard]] std::vector<std::uint64_t> seeds();

}  // namespace anju::gateway::core::testing
