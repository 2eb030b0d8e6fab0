// Keeper: writes what the gateways' readings say into the file beside the database. The rules, each with its reason:
//
//  K1 It has a thread of its own that steps back for others, a file of its own, and one transaction every second or so.
//     Reason: telemetry never delays an alert (Invariant 7).
//  K2 What waits is bounded; what does not fit is dropped and counted. Reason: it may be lost; memory may not.
//  K3 Who sent it is the topic's gateway (Invariant 8). It counts for the home that the gateway names if the register
//     says that this gateway serves it; else for the gateway's only home; else for none, and is counted as foreign.
//     That is where an alert of the same gateway would go (alertd/store/README.md).
//  K4 It is kept for so many whole days, then forgotten, but not of a home under a legal hold, or with a case under
//     one. Reason: whoever needs it must not find it gone; nobody else needs it for long.
//  K5 A file that is damaged, or that another version made, is thrown away and begun anew, which is said in the log.
//     Reason: nothing depends on it, and a copy moved aside would be personal data that nobody erases.
//  K6 While the disk has less than `least_free` left it writes nothing. Reason: what is left is for alerts.
//
// Threads: start(), stop() and the destructor from one; everything else from any. submit() never waits.
#pragma once

#include "alertd/readings/archive.hpp"
#include "alertd/store/store.hpp"
#include "base/time.hpp"
#include "codec/codec.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace anju::alertd::readings {

struct KeeperOptions {
    std::string database;  ///< the readings stand beside it
    int keep_days = 31;    ///< 0: none are kept, and what there is goes
    std::size_t max_waiting = 50'000;
    std::uintmax_t least_free = 512U << 20U;  ///< bytes (K6)
    Millis gather{1'000};                     ///< from the first that waits to the transaction
    std::function<Result<std::unique_ptr<store::Reader>>()> open_reader;
    std::shared_ptr<const Clock> clock;
};

struct KeeperCounters {
    std::uint64_t kept = 0;
    std::uint64_t refused = 0;  ///< unknown names, values that cannot be true, a home with too many curves
    std::uint64_t foreign = 0;  ///< of a home that its gateway does not serve
    std::uint64_t dropped = 0;  ///< too many waited, the disk is nearly full, or they could not be written
    std::size_t waiting = 0;
};

class Keeper final : public Archive {
public:
    explicit Keeper(KeeperOptions options);
    ~Keeper() override;  ///< stops
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    void start();
    /// Writes what waits.
    void stop();

    void submit(const GatewayId& gateway, std::vector<codec::Reading> readings);
    /// Waits until what was submitted before is written or dropped. For tests.
    void settle();
    [[nodiscard]] KeeperCounters counters() const;

    [[nodiscard]] int keep_days() const override;
    [[nodiscard]] Result<std::vector<store::ReadingSeries>> of(const HomeId& home, std::int64_t first,
                                                               std::size_t hours) override;
    void forget(const HomeId& home, std::function<void(Result<std::size_t>)> done) override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::alertd::readings
