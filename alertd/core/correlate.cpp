#include "alertd/core/correlate.hpp"

#include <algorithm>
#include <tuple>

namespace anju::alertd::core {

namespace {

/// How well a case fits; a greater one fits better, nothing when it does not at all.
using Fit = std::tuple<int, UtcTime>;

std::optional<Fit> fit_of(const Place& place, const GatewayId& gateway, const AlertUpdate& update,
                          const std::optional<Alert>& stored, const Candidate& candidate) {
    const Incident& incident = candidate.incident;
    if (incident.state == IncidentState::closed) return std::nullopt;
    if (stored && stored->incident == incident.id) return Fit{4, UtcTime{}};

    const AlertKey& key = update.key;
    std::optional<UtcTime> newest_of_key;
    bool same_device = false;
    bool same_condition = false;
    for (const auto& alert : candidate.alerts) {
        const bool device = alert.gateway == gateway && alert.update.key.device == key.device;
        const bool condition = alert.update.key.condition == key.condition;
        if (device && condition) {
            newest_of_key = std::max(newest_of_key.value_or(alert.received_first), alert.received_first);
        }
        same_device = same_device || device;
        same_condition = same_condition || condition;
    }
    if (newest_of_key) return Fit{3, *newest_of_key};
    if (incident.place.home != place.home || incident.incident_class != class_of(key.condition)) return std::nullopt;
    return Fit{same_device ? 2 : same_condition ? 1 : 0, UtcTime{}};
}

}  // namespace

bool holds_key(const std::vector<Alert>& alerts, const GatewayId& gateway, const AlertKey& key) {
    return std::ranges::any_of(alerts, [&](const Alert& alert) {
        return alert.gateway == gateway && alert.update.key.device == key.device &&
               alert.update.key.condition == key.condition;
    });
}

std::optional<IncidentId> choose_case(const Place& place, const GatewayId& gateway, const AlertUpdate& update,
                                      const std::optional<Alert>& stored, const std::vector<Candidate>& candidates) {
    std::optional<IncidentId> chosen;
    std::optional<Fit> best;
    for (const auto& candidate : candidates) {
        const auto fit = fit_of(place, gateway, update, stored, candidate);
        if (!fit || (best && *fit <= *best)) continue;
        best = fit;
        chosen = candidate.incident.id;
    }
    return chosen;
}

}  // namespace anju::alertd::core
