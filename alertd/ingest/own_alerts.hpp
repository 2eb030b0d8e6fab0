// OwnAlerts: what alertd itself notices (a gateway is silent, an outbox has a gap, an escalation
// stood still) takes the same way as a gateway's alert: alert, incident, journal, notifications.
//
// There is one standing alert for each subject and condition, found again by its key; the key
// names the gateway or place, not what a gateway claims, so that a changed claim finds it too.
#pragma once

#include "alertd/ingest/turn.hpp"

#include <string>
#include <string_view>
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

/// About a part of alertd itself ("broker", "auditor"), routed to the district.
[[nodiscard]] Result<Subject> subject_of_centre(Turn& turn, std::string_view part);

/// The first revision of an own alert, the next one of a standing one, and the telling of it inside a part.
[[nodiscard]] AlertUpdate first_own(Turn& turn, const AlertKey& key, SignalType type);
[[nodiscard]] AlertUpdate next_own(Turn& turn, const core::Alert& standing, SignalType type, AlertPhase phase);
[[nodiscard]] Result<void> tell_own(Turn& turn, const Subject& subject, AlertUpdate update, bool is_news = false);

/// Inside a part. Raises the alert, or repeats the standing one, unless that was heard less than `quiet` ago.
/// `severity`: the condition's, if it is not given.
[[nodiscard]] Result<void> raise_own(Turn& turn, const Subject& subject, Condition condition, SignalType type,
                                     std::vector<NamedValue> values, Millis quiet,
                                     std::optional<Severity> severity = std::nullopt);
/// Inside a part. Clears the standing alert, if there is one.
[[nodiscard]] Result<void> clear_own(Turn& turn, const Subject& subject, Condition condition, SignalType type);

}  // namespace anju::alertd::ingest
