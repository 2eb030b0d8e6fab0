#include "alertd/notify/message.hpp"

#include "base/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::notify {

namespace json = boost::json;

namespace {

/// What a gateway claims or a file held may be any bytes; JSON is UTF-8, and a receiver that is strict
/// would refuse the whole message.
std::string valid(const std::string& text) { return to_valid_utf8(text, text.size() * 3); }

template <class Id>
json::value or_null(const std::optional<Id>& id) {
    return id ? json::value(valid(id->value)) : json::value(nullptr);
}

json::array others_of(const Job& job, Detail detail) {
    json::array others;
    for (const auto& other : job.others) {
        others.push_back(
            json::object{{"id", other.incident.to_string()},
                         {"class", to_string(other.incident_class)},
                         {"condition", to_string(other.headline)},
                         {"address", detail == Detail::everything ? valid(other.address) : std::string()}});
    }
    return others;
}

}  // namespace

std::string message_of(const Job& job, const std::string& page_url, Detail detail, const std::string& phone) {
    const auto& notification = job.notification;
    const auto& incident = job.incident;
    const std::string id = incident.id.to_string();
    json::object message{
        {"key", valid(notification.key)},
        {"notification", notification.id.to_string()},
        {"responder", valid(notification.responder.value)},
        {"step", notification.step},
        {"attempt", notification.attempts + 1},
        {"incident", json::object{{"id", id},
                                  {"class", to_string(incident.incident_class)},
                                  {"severity", to_string(incident.severity)},
                                  {"condition", to_string(incident.headline)},
                                  {"state", core::to_string(incident.state)},
                                  {"exercise", core::to_string(incident.exercise)},
                                  {"opened_at", to_rfc3339(incident.opened_at)},
                                  {"alerts", incident.alerts},
                                  {"reports", incident.reports}}},
        {"place",
         json::object{{"home", valid(incident.place.home.value)},
                      {"registered", incident.place.registered},
                      {"address", detail == Detail::everything ? valid(incident.place.address) : std::string()},
                      {"committee", or_null(incident.place.committee)},
                      {"street", or_null(incident.place.street)}}},
        {"links", json::object{{"page", page_url + "/#/incidents/" + id},
                               {"incident", page_url + "/api/v1/incidents/" + id},
                               {"acknowledge", page_url + "/api/v1/incidents/" + id + "/acknowledge"}}},
    };
    if (!phone.empty()) message["links"].as_object()["phone"] = page_url + "/phone#" + phone;
    if (const auto others = others_of(job, detail); !others.empty()) message["others"] = others;
    return json::serialize(message);
}

}  // namespace anju::alertd::notify
