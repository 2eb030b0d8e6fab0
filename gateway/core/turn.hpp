// Turn: what one step works with: the state, the time, and the effects gathered so far.
// A rule marks what it changed; finish() turns the marks into persist and erase effects, so that
// a record changed three times in a step is written once.
#pragma once

#include "gateway/core/core.hpp"

#include <set>

namespace anju::gateway::core {

/// Whether `utc` is of this or the next century; sums with any other might overflow.
[[nodiscard]] bool is_plausible(UtcTime utc);

/// Where `stamp` lies on this boot's monotonic clock; never later than now (records.hpp, "Times").
[[nodiscard]] MonoTime mono_of(const State& state, const Stamp& stamp);

/// Whether the gateway was down so long before this start that silence proves nothing.
[[nodiscard]] bool did_not_listen(const State& state);

class Turn {
public:
    Turn(State& state, const Now& now);

    State& state;
    const Now now;      ///< monotonic, even if the shell's clock was not
    const Stamp stamp;  ///< of now
    Effects effects;

    [[nodiscard]] const Settings& settings() const { return state.settings; }
    [[nodiscard]] Millis age(const Stamp& since) const { return now.mono - mono_of(state, since); }

    void decide(const DeviceId& device, Reason reason) { effects.decisions.push_back({device, std::nullopt, reason}); }
    void decide(const DeviceId& device, Condition condition, Reason reason) {
        effects.decisions.push_back({device, condition, reason});
    }
    void announce(const DeviceId& device, Prompt prompt) { effects.announce.push_back({device, prompt}); }

    void changed(const ConditionKey& key) {
        conditions_.insert(key);
        ++changes_;
    }
    void changed_device(const DeviceId& device) {
        devices_.insert(device);
        ++changes_;
    }
    void changed_water(const WaterRecord& meter) {
        water_.insert({meter.device, meter.channel});
        ++changes_;
    }
    void changed_rhythm(const DeviceId& device) {
        rhythms_.insert(device);
        ++changes_;
    }
    void changed_vitals(const DeviceId& device) {
        vitals_.insert(device);
        ++changes_;
    }
    void changed_test(const DeviceId& device) {
        tests_.insert(device);
        ++changes_;
    }
    void changed_home() { home_ = true; }

    /// How often something was marked as changed; tells what an input cost (babble.hpp).
    [[nodiscard]] std::size_t changes() const { return changes_; }
    bool sparing = false;  ///< the device in hand babbles: mere counts are not written down

    [[nodiscard]] Effects finish();

private:
    std::set<ConditionKey> conditions_;
    std::set<DeviceId> devices_;
    std::set<MeterKey> water_;
    std::set<DeviceId> rhythms_;
    std::set<DeviceId> vitals_;
    std::set<DeviceId> tests_;
    bool home_ = false;
    std::size_t changes_ = 0;
};

}  // namespace anju::gateway::core
