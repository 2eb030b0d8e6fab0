// Daemon: alertd's parts put together. Wiring only.
//
// Order: store, engine, notifier and broker start before the API answers, so that whoever reads
// sees a working engine; they stop the other way round. Ownership: everything. One thread uses it.
#pragma once

#include "alertd/app/config.hpp"

#include <memory>

namespace anju::alertd::app {

class Daemon {
public:
    explicit Daemon(Config config);
    ~Daemon();  ///< stops
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// unavailable: another alertd has the database, or the API's address is taken; the message says which.
    [[nodiscard]] Result<void> start();
    /// Policies and channels go by `config` from the next step and message on; the rest of it counts at the next
    /// start. Says in the log what it did. Errors: nothing changed, and the message says why.
    [[nodiscard]] Result<void> reload(const Config& config);
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// What a part of the daemon would refuse of the configuration, without starting any: invalid.
[[nodiscard]] Result<void> check_parts(const Config& config);

}  // namespace anju::alertd::app
