// One state object of a device -> signals: the keys are weighed together, because one message may
// carry two zones, a test flag beside the smoke it caused, or an alarm whose kind another key tells.
#pragma once

#include "base/signal.hpp"
#include "gateway/profiles/devices.hpp"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace anju::gateway::profiles {

/// Who speaks: what is the same for all signals of one message.
struct Speaker {
    Signal blank;                        ///< device, retained, registered, claimed_at
    const KnownDevice* known = nullptr;  ///< null: the name table alone
    Kind enrolled = Kind::unknown;
};

struct StateReading {
    std::vector<Signal> signals;
    std::string said;       ///< "smoke=true, battery=87": the keys that said it
    bool unplaced = false;  ///< something is at alarm, and nothing tells of what
};

[[nodiscard]] StateReading read_state(const boost::json::object& state, const Speaker& speaker);

/// What the device mainly is: enrolled, else described, else `guess`.
[[nodiscard]] Kind kind_of(const Speaker& speaker, Kind guess);

}  // namespace anju::gateway::profiles
