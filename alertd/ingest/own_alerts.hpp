// OwnAlerts: what alertd itself notices (a gateway is silent, an outbox has a gap, an escalation
// stood still) takes the same way as a gateway's alert: alert, incident, journal, notifications.
//
// There is one standing alert for each subject and condition, found again by its key; the key
// names the gateway or place, not what a gateway claims, so that a changed claim finds it too.
#pragma once

#include "alertd/ingest/turn.hpp"

#include <string>
#include <vector>

namespace anju::alertd::ingest {

/// Whom such an alert is about, and where it is routed.
struct Subject {
    GatewayId gateway;
    HomeId key_home;  ///< first part of the alert's key
    DeviceId device;  ///< second part
    core::Place place;
};

/// About a gateway, routed to where its home is.
[[nodiscard]] Result<Subject> subject_of(Turn& turn, const store::GatewayState& gateway);

/// Inside a part. Raises the alert, or repeats the standing one, unless that was heard less than `quiet` ago.
/// `severity`: the condition's, if it is not given.
[[nodiscard]] Result<void> raise_own(Turn& turn, const Subject& subject, Condition condition, SignalType type,
                                     std::vector<NamedValue> values, Millis quiet,
                                     std::optional<Severity> severity = std::nullopt);
/// Inside a part. Clears the standing alert, if there is one.
[[nodiscard]] Result<void> clear_own(Turn& turn, const Subject& subject, Condition condition, SignalType type);

}  // namespace anju::alertd::ingest
