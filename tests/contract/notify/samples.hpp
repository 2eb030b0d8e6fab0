// A case and a notification as the engine would hand them over.
#pragma once

#include "alertd/notify/channel.hpp"

#include <string>

namespace anju::tests {

inline alertd::notify::Job job_for(const std::string& address,
                                   alertd::core::ChannelKind kind = alertd::core::ChannelKind::webhook) {
    alertd::notify::Job job;
    auto& incident = job.incident;
    incident.id = IncidentId(Ulid::parse("01J00000000000000000000001").value());
    incident.incident_class = IncidentClass::emergency;
    incident.severity = Severity::critical;
    incident.headline = Condition::smoke;
    incident.state = alertd::core::IncidentState::dispatched;
    incident.place.home = HomeId("h1");
    incident.place.registered = true;
    incident.place.committee = CommitteeId("c1");
    incident.place.street = StreetId("s1");
    incident.place.address = "静安里 3 弄 12 号 501";
    auto& notification = job.notification;
    notification.id = NotificationId(Ulid::parse("01J00000000000000000000002").value());
    notification.key = incident.id.to_string() + "/committee/1";
    notification.incident = incident.id;
    notification.responder = ResponderId("committee");
    notification.channel = kind;
    notification.address = address;
    return job;
}

}  // namespace anju::tests
