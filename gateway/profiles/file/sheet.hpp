// Sheet: what one message says about one device, gathered from all rules before any of it counts.
#pragma once

#include "base/signal.hpp"

#include <vector>

namespace anju::gateway::profiles::file {

class Sheet {
public:
    explicit Sheet(DeviceId device) : device_(std::move(device)) {}

    [[nodiscard]] const DeviceId& device() const { return device_; }
    /// A level is weighed against what is known of the same thing: the higher stays. Of several
    /// batteries, and of several totals of one meter, the first. Other signals are kept once.
    void add(Signal signal);
    /// Alarms beside a test of the same kind are part of the test.
    void settle_tests();
    /// What the device mainly is, by its own signals; unknown when they do not tell.
    [[nodiscard]] Kind main_kind() const;
    /// Gives the signals that every kind has (battery, offline) the kind of the device.
    void name_kind(Kind enrolled, Kind guess);
    [[nodiscard]] std::vector<Signal>& signals() { return signals_; }

private:
    DeviceId device_;
    std::vector<Signal> signals_;
};

}  // namespace anju::gateway::profiles::file
