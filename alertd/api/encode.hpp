// Domain values as the API writes them: ids as text, times as RFC 3339, words as to_string says,
// "nobody" and "not yet" as null. openapi.json describes every field. Pure functions. The flags say
// what is shown in full; false masks it (core/access.hpp).
#pragma once

#include "alertd/core/access.hpp"
#include "alertd/core/types.hpp"
#include "alertd/store/store.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace anju::alertd::api {

[[nodiscard]] boost::json::object json_of(const core::Incident& incident, bool address = true);
[[nodiscard]] boost::json::object json_of(const core::Alert& alert);
[[nodiscard]] boost::json::object json_of(const core::Escalation& escalation);
[[nodiscard]] boost::json::object json_of(const core::Notification& notification);
[[nodiscard]] boost::json::object json_of(const core::Attendance& attendance);
[[nodiscard]] boost::json::object json_of(const core::Hushed& hushed);
[[nodiscard]] boost::json::object json_of(const core::Note& note, bool words = true);
[[nodiscard]] boost::json::object json_of(const core::JournalEntry& entry);
[[nodiscard]] boost::json::object json_of(const core::Resident& resident, bool person = true);
[[nodiscard]] boost::json::object json_of(const core::Contact& contact, bool person = true);
[[nodiscard]] boost::json::object json_of(const core::Responder& responder, bool phone = true);
[[nodiscard]] boost::json::object json_of(const core::FollowUp& task, bool words = true);
[[nodiscard]] boost::json::object json_of(const core::Callback& callback, bool words = true);
[[nodiscard]] boost::json::object json_of(const store::IncidentDetail& detail, core::Sight sight = {true, true});
[[nodiscard]] boost::json::object json_of(const store::GatewayState& gateway);
[[nodiscard]] boost::json::object json_of(const store::StreetSummary& summary);
[[nodiscard]] boost::json::object json_of(const store::Quarantined& message);
[[nodiscard]] boost::json::object json_of(const store::Counts& counts);
[[nodiscard]] boost::json::object json_of(const store::PlatformTicket& ticket);

template <class Range, class... Shown>
[[nodiscard]] boost::json::array json_list(const Range& values, const Shown&... shown) {
    boost::json::array out;
    out.reserve(values.size());
    for (const auto& value : values) out.emplace_back(json_of(value, shown...));
    return out;
}

/// The value of ETag for this state of an incident: its version in quotes.
[[nodiscard]] std::string etag_of(const core::Incident& incident);

}  // namespace anju::alertd::api
