// Signal: one thing that a device said, in canonical form. The output of gateway/profiles and
// the input of gateway/core.
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <optional>
#include <string>

namespace anju {

struct Signal {
    DeviceId device;
    Kind kind = Kind::unknown;
    SignalType type = SignalType::reading;
    std::optional<double> value;        ///< in `unit`; a meter's total is in m3
    std::string unit;                   ///< "m3", "%", "" ...
    std::string how;                    ///< press: how it was pressed ("single", "emergency"); else empty
    std::optional<UtcTime> claimed_at;  ///< the device's own time, a claim
    bool retained = false;              ///< the broker replayed it; it may be old
    bool registered = true;             ///< the device is in bridge/devices, the name table or the enrolled list
    std::string channel = {};           ///< which of several meters in one device ("volume_2"); empty: the only one
};

}  // namespace anju
