// Walk test: an installer triggers every device once and sees each tick off.
//
// WalkList is the list, pure. run_walk_test listens at the home's brokers under client ids of its
// own, publishes nothing and touches no state; whether the gateway dispatches meanwhile is not its
// matter (the command line puts the home in test mode around it).
//
// Threads: WalkList none; run_walk_test uses the listener's thread and the caller's.
// Errors: none of its own; a broker that cannot be reached is told and tried again until the end.
#pragma once

#include "base/signal.hpp"
#include "base/time.hpp"
#include "gateway/app/config.hpp"
#include "gateway/local/listener.hpp"

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace anju::gateway::app {

/// Which devices there are and which of them have been triggered. A device is known when it is
/// enrolled, when the broker replays something it said, or when it speaks.
class WalkList {
public:
    explicit WalkList(const std::vector<DeviceConfig>& enrolled);

    /// What a person is told of this signal; empty when it is no news. `at`: since the beginning.
    [[nodiscard]] std::string note(const Signal& signal, Millis at);
    [[nodiscard]] std::vector<std::string> missing() const;
    [[nodiscard]] std::size_t known() const { return devices_.size(); }
    /// Whether there are devices and all of them were triggered.
    [[nodiscard]] bool complete() const { return known() > 0 && missing().empty(); }

private:
    struct Entry {
        Kind kind = Kind::unknown;
        std::string name;
        bool enrolled = false;
        bool triggered = false;
        bool heard = false;
    };
    std::map<DeviceId, Entry> devices_;
};

/// Whether this is what a device says because somebody triggered it, and not of its own accord.
[[nodiscard]] bool is_trigger(const Signal& signal);

struct WalkTestOptions {
    Config config;
    profiles::ProfileSettings profiles;  ///< what the user added and switched off
    Millis timeout{};                    ///< zero: none
    local::SessionFactory make_session = link::make_paho_session;
    /// Waits for so long at most; true: the person asked to end.
    std::function<bool(Millis)> wait;
};

/// Lines to `out` as things happen; whether all devices were triggered.
[[nodiscard]] bool run_walk_test(const WalkTestOptions& options, const Clock& clock, std::ostream& out);

}  // namespace anju::gateway::app
