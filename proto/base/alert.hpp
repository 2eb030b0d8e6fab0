// AlertUpdate: one revision of an alert, as a gateway tells it and as alertd stores it.
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace anju {

/// What makes two reports the same alert: the same condition at the same device of the same home.
struct AlertKey {
    HomeId home;
    DeviceId device;
    Condition condition = Condition::fault;
    friend auto operator<=>(const AlertKey&, const AlertKey&) = default;
};

struct NamedValue {
    std::string name;
    double value = 0;
    std::string unit;
    friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

inline constexpr std::size_t kMaxEvidenceBytes = 2048;

struct AlertUpdate {
    AlertId id;
    std::uint32_t revision = 0;  ///< 1 when raised, then +1 for each update that leaves the gateway
    AlertKey key;                ///< `key.home` is the gateway's claim; alertd trusts the topic, not it
    Kind kind = Kind::unknown;
    SignalType type = SignalType::alarm;  ///< the signal that caused this revision
    Severity severity = Severity::major;
    AlertPhase phase = AlertPhase::raised;
    std::uint32_t count = 1;  ///< how often it was reported since it was raised
    Stamp first;
    Stamp last;
    std::vector<NamedValue> values;
    std::string how;       ///< a press: how
    std::string evidence;  ///< the payload that caused it, cut to kMaxEvidenceBytes of valid UTF-8
    bool test = false;
    bool seen_retained = false;  ///< known only from a retained message: it may be an old alarm
    bool registered = true;      ///< false: the gateway does not know this device
    friend bool operator==(const AlertUpdate&, const AlertUpdate&) = default;
};

/// An update in the gateway's outbox: numbers have no gaps within an epoch.
struct NumberedUpdate {
    std::uint64_t number = 0;
    AlertUpdate update;
    friend bool operator==(const NumberedUpdate&, const NumberedUpdate&) = default;
};

}  // namespace anju
