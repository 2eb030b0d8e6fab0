// Homes: the rules' state of each home that the gateway serves, and which device stands in which.
//
// A gateway in a home serves that one, its own. A hub (`hub = true`) serves also the homes of a table
// that alertd sends; devices in no table belong to the hub's own place, where they alarm as unregistered
// ones do. Each home has a core::State to itself, so that a flood or a full table in one home leaves
// the others as they are. The table is not stored by itself: a restart reads from the homes' records
// which device stood where, and alertd sends the table again because the version is 0.
//
// A home is named as the outbox keeps it: an empty id is the gateway's own.
//
// Ownership: owns the states. Threads: none; the caller serialises. Errors: none.
#pragma once

#include "codec/codec.hpp"
#include "gateway/core/core.hpp"
#include "gateway/outbox/outbox.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace anju::gateway::app {

/// Gathers the parts of a table as they come. A part of another version begins anew.
class TableInParts {
public:
    /// The whole table, once its last part is there.
    [[nodiscard]] std::optional<std::vector<codec::HomeOfDevice>> take(const codec::SetHomeTable& part);

private:
    std::uint64_t version_ = 0;
    std::uint32_t parts_ = 0;
    std::map<std::uint32_t, std::vector<codec::HomeOfDevice>> taken_;
};

class Homes {
public:
    /// Gets what each step brought, in the order of the steps.
    using Sink = std::function<void(const HomeId& home, core::Effects effects)>;

    /// `rules.home` is the gateway's own. `random64` makes ids.
    Homes(core::Settings rules, std::function<std::uint64_t()> random64, std::uint64_t boot);
    Homes(const Homes&) = delete;
    Homes& operator=(const Homes&) = delete;

    /// To be called first, and once.
    void restore(const std::vector<outbox::KeptRecord>& records, const Now& now);

    /// The input goes to the home of its device, or of its alerts; one that names none to the own home.
    void apply(const core::Input& input, const Now& now, const Sink& sink);
    /// ... to this home. False when it is not served here.
    bool apply_in(const HomeId& home, const core::Input& input, const Now& now, const Sink& sink);
    /// Runs what is due in some homes, and goes on with a new table; when there is more, next_due() is in the past.
    void run_due(const Now& now, const Sink& sink);
    [[nodiscard]] std::optional<MonoTime> next_due() const;

    /// From now on these devices stand in these homes. What that means for each home (a device that left
    /// it is forgotten there) is worked off by run_due, because thousands of homes take a while.
    void adopt(const std::vector<codec::HomeOfDevice>& table);
    [[nodiscard]] bool is_adopting() const { return !unsettled_.empty(); }
    /// Whether the device stands in this home.
    [[nodiscard]] bool is_in(const DeviceId& device, const HomeId& home) const;

    [[nodiscard]] std::size_t count() const { return homes_.size(); }
    [[nodiscard]] std::size_t devices_placed() const { return home_of_.size(); }
    /// Every record, for a file that lost them.
    [[nodiscard]] std::vector<outbox::KeptRecord> all_records() const;
    /// Calls `look` with the state of each home, the own one first.
    void each(const std::function<void(const core::State&)>& look) const;

private:
    struct Home {
        core::State state;
        std::optional<MonoTime> due;
    };
    using Table = std::map<HomeId, Home>;

    [[nodiscard]] core::State state_of(const HomeId& home, const std::vector<core::Record>& records,
                                       const Now& now) const;
    [[nodiscard]] HomeId as_kept(const HomeId& home) const;
    [[nodiscard]] const HomeId& home_of(const DeviceId& device) const;
    [[nodiscard]] Table::iterator own() { return homes_.begin(); }  // an empty id sorts first
    Table::iterator obtain(const HomeId& home, const Now& now);
    void step(Table::iterator home, const core::Input& input, const Now& now, const Sink& sink);
    void close(const core::CaseClosed& closed, const Now& now, const Sink& sink);
    void settle(Table::iterator home, const Now& now, const Sink& sink);
    void take_out_strangers(Table::iterator home, const Now& now, const Sink& sink);
    void drop(Table::iterator home, const Sink& sink);
    void plan(Table::iterator home);

    const core::Settings rules_;
    const std::function<std::uint64_t()> random64_;  ///< one for all homes, so that no two make the same ids
    const std::uint64_t boot_;
    Table homes_;
    std::unordered_map<DeviceId, HomeId> home_of_;  ///< devices of other homes than the own
    std::set<std::pair<MonoTime, HomeId>> due_;
    std::map<HomeId, core::DevicesEnrolled> unsettled_;  ///< homes that were not brought in line with the table yet
};

}  // namespace anju::gateway::app
