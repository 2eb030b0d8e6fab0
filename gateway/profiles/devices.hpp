// What is said about each device, by `bridge/devices` or by Home Assistant discovery, reduced to
// what the translation needs.
#pragma once

#include "base/vocabulary.hpp"
#include "gateway/profiles/names.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles {

/// How to read one property of one device: the name's row, refined by the exposes.
struct Rule {
    Meaning meaning = Meaning::nothing;
    Kind kind = Kind::unknown;
    Words words = Words::hazard;
    Spelling spelling;
    double cubic_metres = 0;  ///< of one unit; volumes only
    bool numbered = false;    ///< one of several of its sort in the device (`volume_2`)
    bool has_off = false;     ///< an action's values hold `off` but no `on`: the idle state, no button
};

[[nodiscard]] Rule rule_of(const NameRow& row);

/// One device as the bridge describes it.
struct KnownDevice {
    std::map<std::string, Rule, std::less<>> rules;  ///< by property; absent: the name table decides
    Kind kind = Kind::unknown;                       ///< what the device mainly is
    Kind generic_kind = Kind::unknown;               ///< what "alarm" means on it
    bool calls = false;                              ///< a dedicated SOS button: every press is a call
};

// The bits of an expose's `access` (zigbee2mqtt's exposes documentation).
inline constexpr std::int64_t kPublished = 1;
inline constexpr std::int64_t kSettable = 2;

/// One property of a device as it was described.
struct Expose {
    std::string property;
    std::string name;
    std::string type;  ///< "binary", "numeric", "enum" ...
    std::string unit;
    std::string description;
    std::int64_t access = kPublished;
    bool config = false;
    std::string on;   ///< as a word; empty: not told
    std::string off;  ///< the same
    std::vector<std::string> values;
    const NameRow* row = nullptr;  ///< what it is about; null: nothing to us
};

/// A device with these properties; `text` is its model and description in words.
[[nodiscard]] KnownDevice describe(const std::vector<Expose>& exposes, const std::string& text);

/// Whether a model or a description speaks of a button that calls for help.
[[nodiscard]] bool says_sos(std::string_view text);

using KnownDevices = std::map<std::string, KnownDevice, std::less<>>;

/// The devices by friendly name. Entries of a wrong shape are left out; the caller has checked
/// that the payload is an array.
[[nodiscard]] KnownDevices read_bridge_devices(const boost::json::array& devices);

/// The more urgent of two kinds: what a device that does both is called.
[[nodiscard]] Kind main_kind(Kind one, Kind other);

}  // namespace anju::gateway::profiles
